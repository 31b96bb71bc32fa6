/* feed_places.c - all forms write latitude before longitude; the model has it the other way round, as
 * GeoJSON. */
#include "fetch/source/feed_places.h"

#include <stdlib.h>

enum { MOST_POINTS = 10 * 1000 };

struct shape {
  const char *name; /* of the element, in lower case */
  const char *kind;
  size_t least; /* points */
};

static const struct shape shapes[] = {
    {"point", "Point", 1},     {"line", "LineString", 2}, {"linestring", "LineString", 2},
    {"polygon", "Polygon", 3}, {"box", "Box", 2},
};

static bool is_named(const struct xml_node *node, const char *name)
{
  return !node->is_text && node->name.length == strlen(name) &&
         strncasecmp(node->name.data, name, node->name.length) == 0;
}

/* read_number - takes one off text; false at the end or at what is none. */
static bool read_number(struct slice *text, double *number)
{
  char digits[40];
  while (text->length && strchr(" \t\r\n,", text->data[0]) && text->data[0]) *text = slice_from(*text, 1);
  size_t length = 0;
  while (length < text->length && length < sizeof digits - 1 && text->data[length] &&
         strchr("+-.0123456789eE", text->data[length])) {
    digits[length] = text->data[length];
    length++;
  }
  digits[length] = 0;
  char *end;
  *number = strtod(digits, &end);
  *text = slice_from(*text, length);
  return length > 0 && *end == 0;
}

/* read_points - `dimension` numbers a point; the first two change places unless the reference system is a
 * map's. */
static void read_points(struct arena *arena, struct slice text, bool swap, struct feed_place *place)
{
  size_t room = text.length / 2 + 1, count = 0, dimension = place->dimension;
  if (room > MOST_POINTS * dimension) room = MOST_POINTS * dimension;
  double *numbers = arena_alloc(arena, room * sizeof *numbers);
  while (count < room && read_number(&text, &numbers[count])) count++;
  place->count = count / dimension;
  place->numbers = numbers;
  for (size_t i = 0; swap && i < place->count; i++) {
    double first = numbers[i * dimension];
    numbers[i * dimension] = numbers[i * dimension + 1];
    numbers[i * dimension + 1] = first;
  }
}

/* is_geographic - EPSG codes of 4000 to 4999 are in degrees; others are metres on a map. */
static bool is_geographic(struct slice reference)
{
  const char *colon = reference.length ? memrchr(reference.data, ':', reference.length) : NULL;
  int64_t code;
  if (!colon || !memmem(reference.data, reference.length, "EPSG", 4)) return true;
  struct slice number = slice_from(reference, (size_t)(colon - reference.data) + 1);
  return !slice_number(number, &code) || (code >= 4000 && code < 5000);
}

static const struct shape *shape_of(const struct xml_node *node)
{
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
    if (is_named(node, shapes[i].name)) return &shapes[i];
  return NULL;
}

/* w3c_text - "lat long" of geo:lat and geo:long beside each other. */
static struct slice w3c_text(struct arena *arena, const struct xml_node *parent)
{
  struct slice latitude = {NULL, 0}, longitude = {NULL, 0};
  for (const struct xml_node *at = parent ? parent->first : NULL; at; at = at->next) {
    if (is_named(at, "lat")) latitude = slice_trim(xml_text(arena, at));
    if (is_named(at, "long")) longitude = slice_trim(xml_text(arena, at));
  }
  if (!latitude.length || !longitude.length) return (struct slice){NULL, 0};
  return slice_of(arena_format(arena, "%.*s %.*s", (int)latitude.length, latitude.data, (int)longitude.length,
                               longitude.data));
}

static void read_reference(const struct xml_node *node, struct feed_place *place)
{
  struct slice name = xml_attribute(node, "srsName"), dimension = xml_attribute(node, "srsDimension");
  if (name.length) place->reference = name;
  if (slice_is(dimension, "3")) place->dimension = 3;
}

void feed_read_place(struct feed_scope *scope, struct feed_item *item)
{
  struct arena *arena = scope->reader->arena;
  struct feed_place place = {.dimension = 2};
  const struct xml_node *top = scope->node;
  const struct shape *shape = NULL;
  if (item->has_place) return;
  if (is_named(top, "lat")) {
    if (scope->reading->sought_place) return; /* looking through all siblings is done once */
    scope->reading->sought_place = true;
  }
  for (const struct xml_node *at = top; at; at = xml_follow(top, at, true)) {
    if (at->is_text) continue;
    if (!shape) shape = shape_of(at);
    read_reference(at, &place);
  }
  bool w3c = is_named(top, "lat") || slice_is(top->uri, "http://www.w3.org/2003/01/geo/wgs84_pos#");
  struct slice text =
      w3c ? w3c_text(arena, is_named(top, "lat") ? top->parent : top) : slice_trim(xml_text(arena, top));
  if (w3c) shape = &shapes[0];
  if (!shape || text.length == 0) return;
  read_points(arena, text, is_geographic(place.reference), &place);
  if (place.count < shape->least) return;
  if (shape->least == 1) place.count = 1;
  place.kind = shape->kind;
  item->place = place;
  item->has_place = true;
}
