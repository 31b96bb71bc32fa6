/* same.c - compares two trees member by member; by which URL and how they were fetched and how long it took
 * is no difference. */
#include "store/same.h"

typedef bool skip_fn(struct slice key);

static bool same_node(const struct json *one, const struct json *other, int depth);

static bool skip_nothing(struct slice key)
{
  (void)key;
  return false;
}

static bool skip_transfer(struct slice key)
{
  return slice_is(key, "url") || slice_is(key, "fetch") || slice_is(key, "timings");
}

static const struct json *member(const struct json *object, struct slice key)
{
  const struct json *node = json_first(object);
  while (node && !slice_equal(json_key(node), key)) node = json_next(node);
  return node;
}

static size_t counted(const struct json *object, skip_fn *skip)
{
  size_t count = 0;
  for (const struct json *node = json_first(object); node; node = json_next(node))
    count += !skip(json_key(node));
  return count;
}

static bool same_object(const struct json *one, const struct json *other, skip_fn *skip, int depth)
{
  if (counted(one, skip) != counted(other, skip)) return false;
  for (const struct json *node = json_first(one); node; node = json_next(node)) {
    struct slice key = json_key(node);
    if (skip(key)) continue;
    const struct json *twin = member(other, key);
    bool ours = depth == 0 && slice_is(key, "depeche") && json_type_of(node) == JSON_OBJECT;
    if (!twin || json_type_of(twin) != json_type_of(node)) return false;
    if (!(ours ? same_object(node, twin, skip_transfer, 1) : same_node(node, twin, depth + 1))) return false;
  }
  return true;
}

static bool same_array(const struct json *one, const struct json *other, int depth)
{
  const struct json *twin = json_first(other);
  for (const struct json *node = json_first(one); node; node = json_next(node), twin = json_next(twin))
    if (!twin || !same_node(node, twin, depth + 1)) return false;
  return !twin;
}

static bool same_leaf(const struct json *one, const struct json *other)
{
  struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;
  json_print(one, &a);
  json_print(other, &b);
  bool same = slice_equal(buffer_view(&a), buffer_view(&b));
  buffer_free(&a);
  buffer_free(&b);
  return same;
}

static bool same_node(const struct json *one, const struct json *other, int depth)
{
  if (json_type_of(one) != json_type_of(other)) return false;
  switch (json_type_of(one)) {
  case JSON_OBJECT:
    return same_object(one, other, skip_nothing, depth);
  case JSON_ARRAY:
    return same_array(one, other, depth);
  case JSON_STRING:
    return slice_equal(json_text(one), json_text(other));
  default:
    return same_leaf(one, other);
  }
}

bool same_reading(const struct json *one, const struct json *other)
{
  return same_node(one, other, 0);
}

bool is_reprocessed(const struct json *article)
{
  return json_get_bool(json_get(json_get(article, "depeche"), "fetch"), "reprocessed", false);
}
