/* json.h - JSON in and out (the only room that knows cJSON).
 *
 * What comes in is hostile until checked: json_parse first runs a guard that refuses what RFC 8259 and RFC
 * 7493 (I-JSON) refuse and cJSON lets through: invalid UTF-8, duplicate keys, bad number grammar, raw control
 * characters, an embedded NUL, integers past 2^53, a byte order mark, trailing bytes; and what is too large,
 * too deep or has too many nodes. All nodes live in the arena given; nothing is freed one by one. */
#ifndef DATA_JSON_H
#define DATA_JSON_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

#include <stdint.h>

struct json; /* a node of a tree */

enum { JSON_MAX_BYTES = 16 * 1024 * 1024, JSON_MAX_DEPTH = 32, JSON_MAX_NODES = 1000 * 1000 };
#define JSON_MAX_INTEGER INT64_C(9007199254740992) /* 2^53 (RFC 7493) */

/* json_guard - true when `text` is one JSON value within the limits; else the reason with the byte offset
 * (EX_DATAERR). Allocates at most O(keys of the open objects). */
bool json_guard(struct slice text, size_t max_bytes, dp_error *error);

/* json_parse - guard, then the tree; NULL with the reason when refused. */
struct json *json_parse(struct arena *arena, struct slice text, dp_error *error);

/* json_print - appends compact JSON (json_print_pretty: indented by two). */
void json_print(const struct json *node, struct buffer *out);
void json_print_pretty(const struct json *node, struct buffer *out);

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };
enum json_type json_type_of(const struct json *node);

/* Reading. A NULL node, an absent key or another type gives NULL, the empty slice (data NULL) or the
 * fallback. Slices point into the tree. Keys are compared exactly. */
struct json *json_get(const struct json *object, const char *key);
struct slice json_text(const struct json *node);
struct slice json_get_text(const struct json *object, const char *key);
bool json_is_integer(const struct json *node); /* a number without fraction within +-2^53 */
int64_t json_integer(const struct json *node, int64_t fallback);
int64_t json_get_integer(const struct json *object, const char *key, int64_t fallback);
double json_number(const struct json *node, double fallback);
bool json_get_bool(const struct json *object, const char *key, bool fallback);
struct slice json_key(const struct json *node); /* the key under which a member of an object stands */
size_t json_count(const struct json *container);
struct json *json_first(const struct json *container);
struct json *json_next(const struct json *node);
#define json_each(item, container) (struct json *item = json_first(container); item; item = json_next(item))

/* Writing. Text must be UTF-8 (ill-formed bytes are repaired to U+FFFD) and is copied into the arena; keys
 * must be literals or live as long as the arena. json_add and json_append take the node given. Each returns
 * what was added. */
struct json *json_object(struct arena *arena);
struct json *json_array(struct arena *arena);
struct json *json_new_text(struct arena *arena, struct slice text);
struct json *json_new_integer(struct arena *arena, int64_t number);
struct json *json_new_null(struct arena *arena);
struct json *json_add(struct arena *arena, struct json *object, const char *key, struct json *take_node);
struct json *json_append(struct arena *arena, struct json *array, struct json *take_node);
struct json *json_add_text(struct arena *arena, struct json *object, const char *key, struct slice text);
void json_add_given(struct arena *arena, struct json *object, const char *key,
                    struct slice text); /* json_add_text, unless it is empty */
struct json *json_add_integer(struct arena *arena, struct json *object, const char *key, int64_t number);
struct json *json_add_real(struct arena *arena, struct json *object, const char *key, double number); /* finite */
struct json *json_add_bool(struct arena *arena, struct json *object, const char *key, bool value);
struct json *json_add_object(struct arena *arena, struct json *object, const char *key);
struct json *json_add_array(struct arena *arena, struct json *object, const char *key);
struct json *json_append_text(struct arena *arena, struct json *array, struct slice text);
struct json *json_append_object(struct arena *arena, struct json *array);
void json_remove(struct json *object, const char *key);

#endif
