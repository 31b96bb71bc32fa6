/* fuzz_json.c - the guard and the parser agree, and what they accept is printed, read and printed again as
 * the same text. */
#include "fuzz.h"

#include "data/json.h"
#include "data/json_pick.h"

static void must_print_the_same(struct arena *arena, struct slice printed, const struct buffer *expected)
{
  struct buffer again = BUFFER_EMPTY;
  struct json *tree = json_parse(arena, printed, NULL);
  must(tree);
  json_print(tree, &again);
  must(slice_equal(buffer_view(&again), buffer_view(expected)));
  buffer_free(&again);
}

static void walk(const struct json *node, int depth)
{
  must(depth <= JSON_MAX_DEPTH);
  size_t members = 0;
  for
    json_each(member, node)
    {
      if (json_type_of(node) == JSON_OBJECT) must(json_get(node, json_key(member).data) == member);
      walk(member, depth + 1);
      members++;
    }
  must(members == json_count(node));
  if (json_is_integer(node)) must(json_integer(node, -1) == (int64_t)json_number(node, 0.5));
}

/* must_pick - picking changes nothing of what it keeps. */
static void must_pick(struct arena *arena, struct slice text, const struct json *tree,
                      const struct buffer *printed)
{
  static const struct json_pick all[] = {{"*", NULL}, {NULL, NULL}}, one[] = {{"a", all}, {NULL, NULL}};
  struct buffer picked = BUFFER_EMPTY, left = BUFFER_EMPTY, right = BUFFER_EMPTY;
  must(json_pick(text, all, &picked, NULL));
  must_print_the_same(arena, buffer_view(&picked), printed);
  buffer_clear(&picked);
  must(json_pick(text, one, &picked, NULL));
  json_print(json_get(json_parse(arena, buffer_view(&picked), NULL), "a"), &left);
  json_print(json_get(tree, "a"), &right);
  must(slice_equal(buffer_view(&left), buffer_view(&right)));
  buffer_free(&picked);
  buffer_free(&left);
  buffer_free(&right);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice text = {(const char *)data, size};
  struct arena *arena = arena_new();
  struct buffer printed = BUFFER_EMPTY, pretty = BUFFER_EMPTY;
  dp_error error = {0};
  bool accepted = json_guard(text, JSON_MAX_BYTES, &error);
  struct json *tree = json_parse(arena, text, NULL);
  must(accepted == (tree != NULL));
  must(accepted == (error.code == 0));
  if (tree) {
    walk(tree, 0);
    json_print(tree, &printed);
    must_print_the_same(arena, buffer_view(&printed), &printed);
    must_pick(arena, text, tree, &printed);
    json_print_pretty(tree, &pretty);
    must_print_the_same(arena, buffer_view(&pretty), &printed);
  }
  buffer_free(&printed);
  buffer_free(&pretty);
  arena_free(&arena);
  return 0;
}
