/* index_article.c - the few members that are indexed, picked out before the rest is made a tree. */
#include "store/index_article.h"

#include "base/utf8.h"
#include "data/article.h"
#include "data/event.h"
#include "data/json_pick.h"
#include "store/host.h"

#include <math.h>

static bool read_event(struct arena *arena, struct slice json, struct event *event, dp_error *error)
{
  static const struct json_pick own[] = {{"published", NULL}, {"entities", NULL}, {NULL, NULL}};
  static const struct json_pick article[] = {
      {"uri", NULL},         {"language", NULL},       {"headlines", NULL}, {"bodies", NULL},
      {"infoSources", NULL}, {"contentCreated", NULL}, {"depeche", own},    {NULL, NULL}};
  static const struct json_pick envelope[] = {{"data", article}, {"*", NULL}, {NULL, NULL}};
  struct buffer picked = BUFFER_EMPTY;
  bool ok =
      json_pick(json, envelope, &picked, error) && event_parse(arena, buffer_view(&picked), event, error);
  buffer_free(&picked);
  return ok;
}

static struct slice lower(struct arena *arena, struct slice text)
{
  char *copy = arena_string(arena, text);
  for (size_t i = 0; i < text.length; i++)
    if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 32);
  return (struct slice){copy, text.length};
}

static struct slice primary_language(struct arena *arena, struct slice tag)
{
  size_t length = 0;
  while (length < tag.length && length < 3 && tag.data[length] != '-') length++;
  bool whole = length >= 2 && (length == tag.length || tag.data[length] == '-');
  return whole ? lower(arena, (struct slice){tag.data, length}) : SLICE("und");
}

/* one_line - of at most so many bytes. */
static struct slice one_line(struct arena *arena, struct slice text, size_t bytes)
{
  char *copy = arena_string(arena, utf8_cut(text, bytes));
  size_t length = strlen(copy);
  for (size_t i = 0; i < length; i++)
    if (slice_white(copy[i])) copy[i] = ' ';
  return slice_trim((struct slice){copy, length});
}

static int64_t millionths(const struct json *node)
{
  double degrees = json_number(node, 0);
  return degrees >= -180 && degrees <= 180 ? (int64_t)llround(degrees * 1e6) : 0;
}

static void read_entity(struct arena *arena, const struct json *node, struct index_entity *entity)
{
  const struct json *latitude = json_get(node, "latitude"), *longitude = json_get(node, "longitude");
  *entity = (struct index_entity){.type = json_get_text(node, "type"),
                                  .name = one_line(arena, json_get_text(node, "name"), 200),
                                  .iso3166 = json_get_text(node, "iso3166"),
                                  .geonames = json_get_text(node, "geonames"),
                                  .wikidata = json_get_text(node, "wikidata"),
                                  .latitude = millionths(latitude),
                                  .longitude = millionths(longitude),
                                  .located = latitude && longitude};
}

static void read_entities(struct arena *arena, const struct json *list, struct index_article *article)
{
  size_t count = json_count(list) < INDEX_ENTITIES ? json_count(list) : INDEX_ENTITIES;
  struct index_entity *entities = arena_zero(arena, count + 1, sizeof *entities);
  article->entities = entities;
  article->entity_count = 0;
  for
    json_each(node, list)
    {
      if (article->entity_count == count) break;
      read_entity(arena, node, &entities[article->entity_count]);
      article->entity_count += entities[article->entity_count].name.length > 0;
    }
}

bool index_article_read(struct arena *arena, struct slice event_json, struct index_article *article,
                        dp_error *error)
{
  struct event event;
  if (!read_event(arena, event_json, &event, error)) return false;
  const struct json *data = event.data;
  article->uri = article_uri(data);
  article->source = host_name(article->uri, arena_alloc(arena, HOST_NAME));
  article->language = primary_language(arena, article_language(data));
  article->site = article_site(data);
  article->title = one_line(arena, article_headline(data), INDEX_TITLE_BYTES);
  article->text = utf8_cut(article_text(data), INDEX_TEXT_BYTES);
  if (!clock_parse(article_published(data), &article->published)) article->published = event.time;
  read_entities(arena, json_get(json_get(data, "depeche"), "entities"), article);
  return true;
}
