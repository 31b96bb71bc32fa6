/* event.c - reading and writing the envelope. One table says which attribute is which field, so that both
 * directions and the checks can't disagree. */
#include "data/event.h"

#include <stddef.h>
#include <stdio.h>

enum kind { TEXT, NUMBER };

struct attribute {
  const char *name;
  enum kind kind;
  bool required;
  size_t offset; /* of the field in struct event */
};

/* In the order in which they are printed; specversion, time, datacontenttype and data are handled apart. */
static const struct attribute attributes[] = {
    {"type", TEXT, true, offsetof(struct event, type)},
    {"id", TEXT, true, offsetof(struct event, id)},
    {"source", TEXT, true, offsetof(struct event, source)},
    {"origin", TEXT, false, offsetof(struct event, origin)},
    {"epoch", TEXT, false, offsetof(struct event, epoch)},
    {"item", NUMBER, false, offsetof(struct event, item)},
    {"attempt", NUMBER, false, offsetof(struct event, attempt)},
    {"sequence", NUMBER, false, offsetof(struct event, sequence)},
    {"store", TEXT, false, offsetof(struct event, store)},
    {"revision", NUMBER, false, offsetof(struct event, revision)},
    {"story", NUMBER, false, offsetof(struct event, story)},
    {"alike", NUMBER, false, offsetof(struct event, alike)},
    {"inreplyto", TEXT, false, offsetof(struct event, inreplyto)},
};
enum { ATTRIBUTES = sizeof attributes / sizeof *attributes };

/* What event_number puts in front. */
static const char *const stores_own[] = {"sequence", "store", "revision", "story", "alike"};

static bool refuse(dp_error *error, const char *name, const char *why)
{
  return error_set(error, EX_DATAERR, "not an event of depeche: the attribute %s %s", name, why);
}

static bool read_text(const struct json *node, const struct attribute *attribute, struct event *event,
                      dp_error *error)
{
  struct slice text = json_text(node);
  if (!text.data) return refuse(error, attribute->name, "is not a string");
  if (text.length == 0) return refuse(error, attribute->name, "is empty");
  memcpy((char *)event + attribute->offset, &text, sizeof text);
  return true;
}

static bool read_number(const struct json *node, const struct attribute *attribute, struct event *event,
                        dp_error *error)
{
  /* Every number of the envelope counts from 1; a sequence of 0 is that of a heartbeat before the first
   * article. */
  int64_t number = json_integer(node, -1), least = strcmp(attribute->name, "sequence") == 0 ? 0 : 1;
  if (number < least) return refuse(error, attribute->name, "is not a whole number of at least 1");
  memcpy((char *)event + attribute->offset, &number, sizeof number);
  return true;
}

/* given - the attribute's value; NULL when it is absent or null, which CloudEvents takes for the same. */
static const struct json *given(const struct json *root, const char *name)
{
  const struct json *node = json_get(root, name);
  return json_type_of(node) == JSON_NULL ? NULL : node;
}

static bool read_attribute(const struct json *root, const struct attribute *attribute, struct event *event,
                           dp_error *error)
{
  const struct json *node = given(root, attribute->name);
  if (!node) return !attribute->required || refuse(error, attribute->name, "is missing");
  return attribute->kind == TEXT ? read_text(node, attribute, event, error)
                                 : read_number(node, attribute, event, error);
}

static bool read_time(const struct json *root, struct event *event, dp_error *error)
{
  const struct json *node = given(root, "time");
  if (!node) return true;
  struct slice text = json_text(node);
  bool full = text.length > 10; /* a bare day is no time */
  return (full && clock_parse(text, &event->time)) || refuse(error, "time", "is not an RFC 3339 time");
}

static bool is_json_type(struct slice type)
{
  return slice_is(type, "application/json") || slice_starts(type, "application/json;");
}

static bool read_content(const struct json *root, struct event *event, dp_error *error)
{
  const struct json *type = given(root, "datacontenttype");
  if (type && !is_json_type(json_text(type)))
    return refuse(error, "datacontenttype", "is not application/json");
  if (given(root, "data_base64")) return refuse(error, "data_base64", "is not used here");
  struct json *data = json_get(root, "data");
  if (json_type_of(data) != JSON_NULL) event->data = data;
  if (event->data && json_type_of(data) != JSON_OBJECT) return refuse(error, "data", "is not an object");
  return true;
}

static bool read_names(const struct event *event, dp_error *error)
{
  if (event->origin.length && !event_valid_name(event->origin))
    return refuse(error, "origin", "is not a name of 1 to 32 characters a-z, 0-9 and -");
  return true;
}

bool event_parse(struct arena *arena, struct slice text, struct event *event, dp_error *error)
{
  *event = (struct event){0};
  struct json *root = json_parse(arena, text, error);
  if (!root) return false;
  if (json_type_of(root) != JSON_OBJECT)
    return error_set(error, EX_DATAERR, "not an event of depeche: the message is not a JSON object");
  const struct json *version = given(root, "specversion");
  if (!version) return refuse(error, "specversion", "is missing");
  if (!slice_is(json_text(version), "1.0")) return refuse(error, "specversion", "is not \"1.0\"");
  for (size_t i = 0; i < ATTRIBUTES; i++)
    if (!read_attribute(root, &attributes[i], event, error)) return false;
  for (size_t i = 0; i < sizeof stores_own / sizeof *stores_own; i++)
    event->numbered = event->numbered || json_get(root, stores_own[i]);
  return read_time(root, event, error) && read_content(root, event, error) && read_names(event, error);
}

bool event_check_article(const struct event *event, dp_error *error)
{
  if (!event->origin.length) return refuse(error, "origin", "is missing from an article");
  if (!event->epoch.length) return refuse(error, "epoch", "is missing from an article");
  if (event->item < 1) return refuse(error, "item", "is missing from an article");
  if (event->attempt < 1) return refuse(error, "attempt", "is missing from an article");
  if (!event->data) return refuse(error, "data", "is missing from an article");
  if (!json_get_text(event->data, "uri").length)
    return error_set(error, EX_DATAERR, "not an article of depeche: its data has no uri");
  return true;
}

static void add_attribute(struct arena *arena, struct json *root, const struct event *event,
                          const struct attribute *attribute)
{
  const char *field = (const char *)event + attribute->offset;
  struct slice text;
  int64_t number;
  if (attribute->kind == NUMBER) {
    memcpy(&number, field, sizeof number);
    bool heartbeat =
        number == 0 && strcmp(attribute->name, "sequence") == 0 && slice_is(event->type, EVENT_HEARTBEAT);
    if (number > 0 || heartbeat) json_add_integer(arena, root, attribute->name, number);
    return;
  }
  memcpy(&text, field, sizeof text);
  if (text.length) json_add_text(arena, root, attribute->name, text);
}

void event_print(struct arena *arena, const struct event *event, struct buffer *out)
{
  char time[CLOCK_TEXT];
  struct json *root = json_object(arena);
  json_add_text(arena, root, "specversion", SLICE("1.0"));
  for (size_t i = 0; i < ATTRIBUTES; i++) add_attribute(arena, root, event, &attributes[i]);
  if (event->time) json_add_text(arena, root, "time", slice_of(clock_format(event->time, time)));
  json_add_text(arena, root, "datacontenttype", SLICE("application/json"));
  json_print(root, out);
  if (!event->data) return;
  /* The data is printed where it stands, so that its own tree stays whole. */
  out->length--;
  buffer_text(out, ",\"data\":");
  json_print(event->data, out);
  buffer_byte(out, '}');
}

void event_number(struct slice event_json, const struct event_numbers *numbers, struct buffer *out)
{
  /* event_print begins with "{" and never prints an empty object, so a member put in front needs a comma
   * behind it. */
  buffer_format(out, "{\"sequence\":%lld,\"store\":\"%s\",\"revision\":%lld,\"story\":%lld,",
                (long long)numbers->sequence, numbers->store, (long long)numbers->revision,
                (long long)numbers->story);
  if (numbers->alike) buffer_format(out, "\"alike\":%lld,", (long long)numbers->alike);
  buffer_slice(out, slice_from(event_json, 1));
}

bool event_leaves_room(struct slice event_json, dp_error *error)
{
  static const struct event_numbers largest = {.sequence = JSON_MAX_INTEGER,
                                               .revision = JSON_MAX_INTEGER,
                                               .story = JSON_MAX_INTEGER,
                                               .alike = 100,
                                               .store = "00000000-0000-0000-0000-000000000000"};
  struct buffer numbered = BUFFER_EMPTY;
  /* a value takes two bytes at least, so that a short text is far from both limits */
  if (event_json.length <= JSON_MAX_NODES) return true;
  event_number(slice_trim(event_json), &largest, &numbered);
  bool ok = json_guard(buffer_view(&numbered), JSON_MAX_BYTES, error) ||
            error_wrap(error, "the article leaves no room for its numbers");
  buffer_free(&numbered);
  return ok;
}

void event_line(struct slice event_json, struct buffer *out)
{
  size_t start = out->length;
  buffer_slice(out, event_json);
  for (size_t i = start; i < out->length; i++)
    if (out->data[i] == '\n' || out->data[i] == '\r') out->data[i] = ' ';
}

bool event_valid_name(struct slice name)
{
  if (name.length < 1 || name.length > 32) return false;
  for (size_t i = 0; i < name.length; i++) {
    char c = name.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  }
  return true;
}
