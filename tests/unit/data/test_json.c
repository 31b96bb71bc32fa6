#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/utf8.h"
#include "data/json.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;
static dp_error error;

static int make_arena(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int free_arena(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static bool guarded(const char *text)
{
  error = (dp_error){0};
  return json_guard(slice_of(text), JSON_MAX_BYTES, &error);
}

static void assert_refused(struct slice text, const char *why)
{
  error = (dp_error){0};
  assert_null(json_parse(arena, text, &error));
  assert_int_equal(error.code, EX_DATAERR);
  if (!strstr(error.text, why)) print_message("got: %s\n", error.text);
  assert_non_null(strstr(error.text, why));
}

static void assert_prints(const char *in, const char *out)
{
  struct buffer text = BUFFER_EMPTY;
  struct json *tree = json_parse(arena, slice_of(in), &error);
  assert_non_null(tree);
  json_print(tree, &text);
  assert_string_equal(buffer_string(&text), out);
  buffer_free(&text);
}

static void what_is_read_is_printed_again(void **state)
{
  (void)state;
  assert_prints(" { \"a\" : [ 1 , -2.5 , true , false , null , \"x\" ] , \"b\" : { } } ",
                "{\"a\":[1,-2.5,true,false,null,\"x\"],\"b\":{}}");
  assert_prints("\"é\\u00e9\\ud83d\\uDDDE\\/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"",
                "\"éé🗞/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\"");
  assert_prints("[]", "[]");
  assert_prints("\"\"", "\"\"");
}

static void numbers_keep_their_value(void **state)
{
  (void)state;
  assert_prints("[9007199254740992,-9007199254740992,0,-0]", "[9007199254740992,-9007199254740992,0,0]");
  assert_prints("[0.1,1e3,1E-7,123456789.125,5e-324]",
                "[0.1,1000,1e-07,123456789.125,4.94065645841247e-324]");
  assert_prints("[1.0e17,72057594037927936.0,1e300]", "[1e+17,7.205759403792794e+16,1e+300]");
}

static void an_integral_number_beyond_2_to_53_is_not_printed_as_an_integer(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  struct json *tree = json_parse(arena, SLICE("[36028797018963976.0]"), &error);
  json_print(tree, &text);
  assert_string_equal(buffer_string(&text), "[36028797018963976.0]");
  struct json *again = json_parse(arena, buffer_view(&text), &error);
  assert_true(json_number(json_first(again), 0) == json_number(json_first(tree), 1));
  assert_false(json_is_integer(json_first(again)));
  buffer_free(&text);
}

static void what_i_json_forbids_is_refused_with_its_place(void **state)
{
  (void)state;
  assert_refused(SLICE("{\"a\":1,\"a\":2}"), "at byte 7: an object has the same key twice");
  assert_refused(SLICE("{\"a\":1,\"\\u0061\":2}"), "the same key twice");
  assert_refused(SLICE("[9007199254740993]"), "at byte 1: an integer is beyond 2^53");
  assert_refused(SLICE("[-10000000000000000]"), "beyond 2^53");
  assert_refused(SLICE("[1e400]"), "beyond the range of a double");
  assert_refused(SLICE("[\"\\ud800\"]"), "a surrogate stands alone");
  assert_refused(SLICE("[\"\\udc00\\ud800\"]"), "a surrogate stands alone");
  assert_refused(SLICE("[\"\\ud800\\u0041\"]"), "a surrogate stands alone");
  assert_refused(SLICE("[\"a\\u0000b\"]"), "an escaped NUL");
  assert_refused(SLICE("[\"a\0b\"]"), "a control character");
  assert_refused(SLICE("\xEF\xBB\xBF[]"), "no value begins like this");
  assert_refused(SLICE("[\"\xC3\"]"), "not UTF-8");
  assert_refused(SLICE("[\"\xED\xA0\x80\"]"), "not UTF-8");
  assert_refused(SLICE("[\"\xC3"), "not UTF-8");
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
  (void)state;
  assert_refused(SLICE(""), "at byte 0: a value is missing");
  assert_refused(SLICE("[1,]"), "no value begins like this");
  assert_refused(SLICE("[1"), "an array does not end");
  assert_refused(SLICE("{\"a\""), "a colon is missing");
  assert_refused(SLICE("{\"a\":1,}"), "lacks its key");
  assert_refused(SLICE("{\"a\":1"), "an object does not end");
  assert_refused(SLICE("[01]"), "leading zero");
  assert_refused(SLICE("[-]"), "lacks its digits");
  assert_refused(SLICE("[1.]"), "a fraction lacks its digits");
  assert_refused(SLICE("[1e+]"), "an exponent lacks its digits");
  assert_refused(SLICE("[+1]"), "no value begins like this");
  assert_refused(SLICE("[nul]"), "an unknown word");
  assert_refused(SLICE("[\"\\x\"]"), "an unknown escape");
  assert_refused(SLICE("[\"\\u12G4\"]"), "hexadecimal");
  assert_refused(SLICE("[\"\\"), "a string does not end");
  assert_refused(SLICE("[\"abc"), "a string does not end");
  assert_refused(SLICE("[] x"), "something follows");
  assert_refused(SLICE("[]\0"), "something follows");
}

static char *repeated(const char *piece, size_t times, const char *before, const char *behind)
{
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, before);
  for (size_t i = 0; i < times; i++) buffer_text(&text, piece);
  buffer_text(&text, behind);
  return buffer_take(&text);
}

static void assert_limit(char *take_text, const char *why)
{
  error = (dp_error){0};
  bool ok = guarded(take_text);
  free(take_text);
  if (!why) assert_true(ok);
  if (!why) return;
  assert_false(ok);
  assert_non_null(strstr(error.text, why));
}

static void size_depth_and_count_have_limits(void **state)
{
  (void)state;
  assert_false(json_guard(SLICE("[1,2]"), 4, &error));
  assert_true(json_guard(SLICE("[1,2]"), 5, &error));
  assert_limit(repeated("[", 33, "", ""), "nested too deep");
  assert_limit(repeated("[", 1000000, "", ""), "nested too deep");
  assert_limit(repeated("]", 32, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", ""), NULL);
  assert_limit(repeated(",1", 999998, "[1", "]"), NULL);
  assert_limit(repeated(",1", 999999, "[1", "]"), "too many values");
  assert_limit(repeated("0", 257, "[0.", "]"), "a number is too long");
}

/* Would not end within the time limit of the test if it were quadratic. */
static void many_keys_are_compared_without_squaring_the_work(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "{\"\":0");
  for (int i = 0; i < 400000; i++) buffer_format(&text, ",\"%024d\":0", i);
  buffer_byte(&text, '}');
  assert_true(json_guard(buffer_view(&text), JSON_MAX_BYTES, &error));
  text.length--;
  buffer_format(&text, ",\"%023d\\u0030\":0}", 0);
  assert_false(json_guard(buffer_view(&text), JSON_MAX_BYTES, &error));
  assert_non_null(strstr(error.text, "the same key twice"));
  buffer_free(&text);
}

static void keys_of_different_objects_may_be_the_same(void **state)
{
  (void)state;
  assert_true(guarded("{\"a\":{\"a\":{\"a\":1},\"b\\n\":2},\"b\\n\":[{\"a\":1},{\"a\":1}],\"c\\u0041\":3}"));
  assert_false(guarded("{\"x\\n\":{\"a\\n\":1},\"b\":{\"c\\n\":1,\"d\\n\":1},\"x\\n\":1}"));
}

static void reading_what_is_absent_or_of_another_type_gives_the_fallback(void **state)
{
  (void)state;
  struct json *tree =
      json_parse(arena, SLICE("{\"n\":1.5,\"s\":\"x\",\"b\":true,\"N\":7,\"z\":null}"), &error);
  assert_null(json_get(tree, "absent"));
  assert_null(json_get(NULL, "n"));
  assert_null(json_get(json_get(tree, "s"), "n"));
  assert_null(json_get_text(tree, "n").data);
  assert_int_equal(json_get_integer(tree, "n", -1), -1);
  assert_int_equal(json_get_integer(tree, "N", -1), 7);
  assert_int_equal(json_get_integer(tree, "s", -1), -1);
  assert_true(json_number(json_get(tree, "n"), 0) == 1.5);
  assert_true(json_get_bool(tree, "b", false));
  assert_true(json_get_bool(tree, "s", true));
  assert_int_equal(json_count(json_get(tree, "s")), 0);
  assert_null(json_first(json_get(tree, "s")));
  assert_int_equal(json_type_of(json_get(tree, "z")), JSON_NULL);
  assert_int_equal(json_count(tree), 5);
  assert_true(slice_is(json_key(json_first(tree)), "n"));
}

static void a_tree_is_built_and_printed(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  struct json *tree = json_object(arena), *list = json_add_array(arena, tree, "list");
  json_append_text(arena, list, SLICE("a"));
  json_append(arena, list, json_new_integer(arena, -5));
  json_add_bool(arena, json_append_object(arena, list), "yes", true);
  json_add_text(arena, tree, "half", SLICE("b"));
  json_add_integer(arena, tree, "far", INT64_MAX);
  json_print(tree, &text);
  assert_string_equal(buffer_string(&text), "{\"list\":[\"a\",-5,{\"yes\":true}],\"half\":\"b\","
                                            "\"far\":9007199254740992}");
  buffer_clear(&text);
  json_remove(tree, "half");
  json_remove(tree, "absent");
  json_remove(tree, "list");
  json_print_pretty(tree, &text);
  assert_string_equal(buffer_string(&text), "{\n  \"far\": 9007199254740992\n}");
  buffer_free(&text);
}

static void adding_a_key_again_replaces_it(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  struct json *tree = json_parse(arena, SLICE("{\"a\":1,\"b\":2,\"c\":3}"), &error);
  json_add_text(arena, tree, "b", SLICE("x"));
  json_print(tree, &text);
  assert_string_equal(buffer_string(&text), "{\"a\":1,\"c\":3,\"b\":\"x\"}");
  buffer_free(&text);
}

static void a_node_of_another_tree_leaves_its_siblings_behind(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  struct json *from = json_parse(arena, SLICE("{\"a\":1,\"b\":2,\"c\":3}"), &error), *to = json_object(arena);
  json_add_bool(arena, to, "first", true);
  json_add(arena, to, "b", json_get(from, "b"));
  json_print(to, &text);
  assert_string_equal(buffer_string(&text), "{\"first\":true,\"b\":2}");
  buffer_free(&text);
}

static void ill_formed_text_is_repaired_when_it_is_added(void **state)
{
  (void)state;
  struct json *node = json_new_text(arena, SLICE("a\xFF\0b"));
  assert_true(slice_is(json_text(node), "a\xEF\xBF\xBD\xEF\xBF\xBD"
                                        "b"));
  assert_int_equal(json_text(json_new_text(arena, (struct slice){NULL, 0})).length, 0);
  assert_true(slice_is(json_text(json_new_text(arena, SLICE("1234567\x00"
                                                            "12345678é\xE2\x82"))),
                       "1234567\xEF\xBF\xBD"
                       "12345678é\xEF\xBF\xBD\xEF\xBF\xBD"));
  assert_true(slice_is(json_text(json_new_text(arena, SLICE("plain ASCII of some length"))),
                       "plain ASCII of some length"));
}

/* The suite. */

/* unescape - the file's own strings, which our reader would refuse where a case holds NUL. Characters beyond
 * the basic plane stand in it as UTF-8. */
static void unescape(const char *at, struct buffer *out)
{
  static const char names[] = "nrtbf", values[] = "\n\r\t\b\f";
  for (; *at && *at != '"'; at++) {
    unsigned code;
    if (*at != '\\') {
      buffer_byte(out, *at);
    } else if (*++at == 'u' && sscanf(at + 1, "%4x", &code) == 1) {
      utf8_put(out, code);
      at += 4;
    } else {
      const char *name = strchr(names, *at);
      buffer_byte(out, name ? values[name - names] : *at);
    }
  }
}

static void decode(const char *base64, const char *filter, struct buffer *out)
{
  char command[16384], piece[4096];
  int length = (int)strcspn(base64, "\"");
  snprintf(command, sizeof command, "echo '%.*s' | base64 -d %s", length, base64, filter);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  for (size_t got; (got = fread(piece, 1, sizeof piece, pipe)) > 0;) buffer_append(out, piece, got);
  pclose(pipe);
}

static void body_of(const char *line, struct buffer *out)
{
  const char *at;
  buffer_clear(out);
  if ((at = strstr(line, "\"body\": \""))) unescape(at + 9, out);
  if ((at = strstr(line, "\"body_b64\": \""))) decode(at + 13, "", out);
  if ((at = strstr(line, "\"body_gz_b64\": \""))) decode(at + 16, "| gzip -dc", out);
}

/* What the suite calls valid and RFC 7493 forbids. */
static bool is_forbidden_by_i_json(const char *line)
{
  static const char *const names[] = {"y_object_duplicated_key.json",
                                      "y_object_duplicated_key_and_value.json",
                                      "y_object_escaped_null_in_key.json", "y_string_null_escape.json"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strstr(line, names[i])) return true;
  return false;
}

static bool case_passes(const char *line, struct slice body)
{
  struct json *tree = json_parse(arena, body, &error);
  bool guard = json_guard(body, JSON_MAX_BYTES, NULL);
  if (guard != (tree != NULL)) return false;
  if (strstr(line, "\"expected\": \"either\"")) return true;
  return strstr(line, "\"expected\": \"accept\"") ? tree != NULL : tree == NULL;
}

static void the_suite_of_others_is_passed(void **state)
{
  (void)state;
  FILE *file = fopen(SHARED_DATA "/conformance/json/cases.jsonl", "r");
  if (!file) {
    print_message("skipped: %s is absent\n", SHARED_DATA "/conformance/json/cases.jsonl");
    skip();
  }
  char *line = NULL;
  struct buffer body = BUFFER_EMPTY;
  size_t room = 0, passed = 0, all = 0, on_purpose = 0;
  while (getline(&line, &room, file) > 0) {
    body_of(line, &body);
    bool ok = case_passes(line, buffer_view(&body)), forbidden = is_forbidden_by_i_json(line);
    all++;
    passed += ok;
    on_purpose += !ok && forbidden;
    if (!ok && !forbidden) print_message("failed: %.120s\n", line);
  }
  print_message(
      "json: passed %zu of %zu, and %zu valid texts are refused as RFC 7493 wants it (same key twice, NUL)\n",
      passed, all, on_purpose);
  free(line);
  buffer_free(&body);
  fclose(file);
  assert_int_equal(passed + on_purpose, all);
  assert_true(all > 300);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_read_is_printed_again),
      cmocka_unit_test(numbers_keep_their_value),
      cmocka_unit_test(an_integral_number_beyond_2_to_53_is_not_printed_as_an_integer),
      cmocka_unit_test(what_i_json_forbids_is_refused_with_its_place),
      cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
      cmocka_unit_test(size_depth_and_count_have_limits),
      cmocka_unit_test(many_keys_are_compared_without_squaring_the_work),
      cmocka_unit_test(keys_of_different_objects_may_be_the_same),
      cmocka_unit_test(reading_what_is_absent_or_of_another_type_gives_the_fallback),
      cmocka_unit_test(a_tree_is_built_and_printed),
      cmocka_unit_test(adding_a_key_again_replaces_it),
      cmocka_unit_test(a_node_of_another_tree_leaves_its_siblings_behind),
      cmocka_unit_test(ill_formed_text_is_repaired_when_it_is_added),
      cmocka_unit_test(the_suite_of_others_is_passed),
  };
  return cmocka_run_group_tests(tests, make_arena, free_arena);
}
