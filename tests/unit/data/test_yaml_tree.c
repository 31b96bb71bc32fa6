/* test_yaml_tree.c - a YAML file as a tree: lines, bounds, and what is kept of a broken one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "data/yaml_tree.h"

#include <stdio.h>

static void put(struct buffer *out, const struct yaml *node)
{
  if (node->key_line) buffer_format(out, "%zu.%.*s=", node->key_line, (int)node->key.length, node->key.data);
  if (node->kind == YAML_TEXT) {
    buffer_format(out, "%zu.%.*s", node->line, (int)node->text.length, node->text.data);
    return;
  }
  buffer_format(out, "%zu%c", node->line, node->kind == YAML_LIST ? '[' : '{');
  for (const struct yaml *member = node->first; member; member = member->next) {
    put(out, member);
    if (member->next) buffer_byte(out, ' ');
  }
  buffer_text(out, node->cut ? "…" : node->kind == YAML_LIST ? "]" : "}");
}

/* read - the tree with lines, "…" where it is cut, then "!LINE SENTENCE". */
static const char *read(const char *text)
{
  static char said[1024];
  static const struct yaml_limits limits = {.depth = 4, .values = 12};
  struct arena *arena = arena_new();
  struct buffer out = BUFFER_EMPTY;
  struct yaml_problem problem;
  const struct yaml *root = yaml_read(arena, slice_of(text), &limits, &problem);
  if (root) put(&out, root);
  if (problem.line) buffer_format(&out, "!%zu %.30s", problem.line, problem.text);
  snprintf(said, sizeof said, "%s", buffer_string(&out));
  buffer_free(&out);
  arena_free(&arena);
  return said;
}

static void values_know_their_lines(void **state)
{
  (void)state;
  assert_string_equal(read("a: 1\nb:\n  - x\n  - {c: 'd'}\n"), "1{1.a=1.1 2.b=3[3.x 4{4.c=4.d}]}");
  assert_string_equal(read("7"), "1.7");
  assert_string_equal(read("# nothing\n"), "");
  assert_string_equal(read("{[a]: b}"), "1{1.=1.b}");
}

static void depth_values_and_documents_are_bounded(void **state)
{
  (void)state;
  assert_string_equal(read("[[[[a]]]]"), "1[1[1[1[1.a]]]]");
  assert_string_equal(read("[[[[[a]]]]]"), "1[1[1[1[…………!1 lists and mappings are nested ");
  assert_string_equal(read("[a, a, a, a, a, a, a, a, a, a, a, a]"),
                      "1[1.a 1.a 1.a 1.a 1.a 1.a 1.a 1.a 1.a 1.a 1.a…!1 the file holds too many values");
  assert_string_equal(read("a: 1\n---\nb: 2\n"), "1{1.a=1.1}!2 the file must hold one documen");
  assert_string_equal(read("a: &x 1\nb: *x\n"), "1{…!1 anchors and aliases are not al");
}

static void what_stands_before_a_mistake_is_kept(void **state)
{
  (void)state;
  assert_string_equal(read("a: 1\nb: [c, d\n"), "1{1.a=1.1 2.b=2[2.c 2.d……!3 this is not YAML: did not find");
  assert_string_equal(read("\ta"), "!1 this is not YAML: found charac");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_know_their_lines),
      cmocka_unit_test(depth_values_and_documents_are_bounded),
      cmocka_unit_test(what_stands_before_a_mistake_is_kept),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
