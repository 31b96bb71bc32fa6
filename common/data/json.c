/* json.c - trees: parsing through cJSON into an arena, reading, building.
 *
 * A struct json is a cJSON node. Its memory comes from the arena of the call, handed to cJSON's allocation
 * hook through a thread-local; cJSON's free does nothing, the arena is freed whole. */
#include "base/memory.h"
#include "base/utf8.h"
#include "data/json_internal.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

static _Thread_local struct arena *current;

static void *allocate(size_t size)
{
  return arena_alloc(current, size);
}

static void keep(void *block)
{
  (void)block;
}

static void set_hooks(void)
{
  cJSON_InitHooks(&(cJSON_Hooks){allocate, keep});
}

static struct arena *enter(struct arena *arena)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, set_hooks);
  struct arena *before = current;
  current = arena;
  return before;
}

struct json *json_parse(struct arena *arena, struct slice text, dp_error *error)
{
  if (!json_guard(text, JSON_MAX_BYTES, error)) return NULL;
  struct arena *before = enter(arena);
  cJSON *node = cJSON_ParseWithLengthOpts(text.data, text.length, NULL, false);
  current = before;
  if (!node)
    error_set(error, EX_DATAERR, "refused as JSON: the parser can't read what the guard let through");
  return (struct json *)node;
}

enum json_type json_type_of(const struct json *node)
{
  switch (node ? json_node(node)->type & 0xFF : cJSON_NULL) {
  case cJSON_False:
  case cJSON_True:
    return JSON_BOOL;
  case cJSON_Number:
    return JSON_NUMBER;
  case cJSON_String:
    return JSON_STRING;
  case cJSON_Array:
    return JSON_ARRAY;
  case cJSON_Object:
    return JSON_OBJECT;
  default:
    return JSON_NULL;
  }
}

struct json *json_get(const struct json *object, const char *key)
{
  if (json_type_of(object) != JSON_OBJECT) return NULL;
  for (cJSON *member = json_node(object)->child; member; member = member->next)
    if (strcmp(member->string, key) == 0) return (struct json *)member;
  return NULL;
}

struct slice json_text(const struct json *node)
{
  if (!node || (json_node(node)->type & 0xFF) != cJSON_String) return (struct slice){NULL, 0};
  return slice_of(json_node(node)->valuestring);
}

struct slice json_get_text(const struct json *object, const char *key)
{
  return json_text(json_get(object, key));
}

bool json_is_integer(const struct json *node)
{
  if (json_type_of(node) != JSON_NUMBER) return false;
  double number = json_node(node)->valuedouble;
  return fabs(number) <= (double)JSON_MAX_INTEGER && number == trunc(number);
}

int64_t json_integer(const struct json *node, int64_t fallback)
{
  return json_is_integer(node) ? (int64_t)json_node(node)->valuedouble : fallback;
}

int64_t json_get_integer(const struct json *object, const char *key, int64_t fallback)
{
  return json_integer(json_get(object, key), fallback);
}

double json_number(const struct json *node, double fallback)
{
  return json_type_of(node) == JSON_NUMBER ? json_node(node)->valuedouble : fallback;
}

bool json_get_bool(const struct json *object, const char *key, bool fallback)
{
  const struct json *node = json_get(object, key);
  return json_type_of(node) == JSON_BOOL ? (json_node(node)->type & 0xFF) == cJSON_True : fallback;
}

struct slice json_key(const struct json *node)
{
  if (!node || !json_node(node)->string) return (struct slice){NULL, 0};
  return slice_of(json_node(node)->string);
}

struct json *json_first(const struct json *container)
{
  enum json_type type = json_type_of(container);
  return type == JSON_ARRAY || type == JSON_OBJECT ? (struct json *)json_node(container)->child : NULL;
}

struct json *json_next(const struct json *node)
{
  return node ? (struct json *)json_node(node)->next : NULL;
}

size_t json_count(const struct json *container)
{
  size_t count = 0;
  for (const struct json *node = json_first(container); node; node = json_next(node)) count++;
  return count;
}

static struct json *new_node(struct arena *arena, int type)
{
  cJSON *node = arena_zero(arena, 1, sizeof *node);
  node->type = type;
  return (struct json *)node;
}

struct json *json_object(struct arena *arena)
{
  return new_node(arena, cJSON_Object);
}

struct json *json_array(struct arena *arena)
{
  return new_node(arena, cJSON_Array);
}

/* is_usable - well-formed and without NUL; eight ASCII bytes at a time, since every text of every stage
 * passes here. */
static bool is_usable(struct slice text)
{
  for (size_t at = 0; at < text.length;) {
    uint64_t word = 0;
    if (at + 8 <= text.length) memcpy(&word, text.data + at, 8);
    bool plain = ((word | json_bytes_equal(word, 0)) & UINT64_C(0x8080808080808080)) == 0;
    size_t step = plain ? 8 : text.data[at] ? utf8_step(text, at) : 0;
    if (step == 0) return false;
    at += step;
  }
  return true;
}

/* usable_text - `text` as a C string in the arena: well-formed, without NUL. */
static char *usable_text(struct arena *arena, struct slice text)
{
  if (is_usable(text)) return arena_string(arena, text);
  struct buffer repaired = BUFFER_EMPTY;
  while (text.length) {
    const char *nul = memchr(text.data, '\0', text.length);
    size_t length = nul ? (size_t)(nul - text.data) : text.length;
    utf8_repair(&repaired, (struct slice){text.data, length});
    if (nul) buffer_text(&repaired, "\xEF\xBF\xBD");
    text = slice_from(text, nul ? length + 1 : length);
  }
  char *copy = arena_string(arena, buffer_view(&repaired));
  buffer_free(&repaired);
  return copy;
}

struct json *json_new_text(struct arena *arena, struct slice text)
{
  struct json *node = new_node(arena, cJSON_String);
  ((cJSON *)node)->valuestring = usable_text(arena, text);
  return node;
}

static struct json *new_number(struct arena *arena, double number)
{
  struct json *node = new_node(arena, isfinite(number) ? cJSON_Number : cJSON_NULL);
  cJSON_SetNumberHelper((cJSON *)node, number);
  return node;
}

struct json *json_new_null(struct arena *arena)
{
  return new_node(arena, cJSON_NULL);
}

struct json *json_new_integer(struct arena *arena, int64_t number)
{
  if (number > JSON_MAX_INTEGER) number = JSON_MAX_INTEGER;
  if (number < -JSON_MAX_INTEGER) number = -JSON_MAX_INTEGER;
  return new_number(arena, (double)number);
}

struct json *json_add(struct arena *arena, struct json *object, const char *key, struct json *take_node)
{
  json_remove(object, key);
  ((cJSON *)take_node)->next = NULL; /* it may come from another tree, with siblings there */
  struct arena *before = enter(arena);
  cJSON_AddItemToObjectCS((cJSON *)object, key, (cJSON *)take_node);
  current = before;
  return take_node;
}

struct json *json_append(struct arena *arena, struct json *array, struct json *take_node)
{
  (void)arena;
  ((cJSON *)take_node)->next = NULL;
  cJSON_AddItemToArray((cJSON *)array, (cJSON *)take_node);
  return take_node;
}

struct json *json_add_text(struct arena *arena, struct json *object, const char *key, struct slice text)
{
  return json_add(arena, object, key, json_new_text(arena, text));
}

void json_add_given(struct arena *arena, struct json *object, const char *key, struct slice text)
{
  if (text.length) json_add_text(arena, object, key, text);
}

struct json *json_add_integer(struct arena *arena, struct json *object, const char *key, int64_t number)
{
  return json_add(arena, object, key, json_new_integer(arena, number));
}

struct json *json_add_real(struct arena *arena, struct json *object, const char *key, double number)
{
  return json_add(arena, object, key, new_number(arena, number));
}

struct json *json_add_bool(struct arena *arena, struct json *object, const char *key, bool value)
{
  return json_add(arena, object, key, new_node(arena, value ? cJSON_True : cJSON_False));
}

struct json *json_add_object(struct arena *arena, struct json *object, const char *key)
{
  return json_add(arena, object, key, json_object(arena));
}

struct json *json_add_array(struct arena *arena, struct json *object, const char *key)
{
  return json_add(arena, object, key, json_array(arena));
}

struct json *json_append_text(struct arena *arena, struct json *array, struct slice text)
{
  return json_append(arena, array, json_new_text(arena, text));
}

struct json *json_append_object(struct arena *arena, struct json *array)
{
  return json_append(arena, array, json_object(arena));
}

void json_remove(struct json *object, const char *key)
{
  struct json *member = json_get(object, key);
  if (member) cJSON_DetachItemViaPointer((cJSON *)object, (cJSON *)member);
}
