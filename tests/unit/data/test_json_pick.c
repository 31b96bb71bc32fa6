#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/json_pick.h"

static const struct json_pick inner[] = {{"b", NULL}, {NULL, NULL}};
static const struct json_pick outer[] = {{"a", inner}, {"c", NULL}, {NULL, NULL}};
static const struct json_pick rest[] = {{"a", inner}, {"*", NULL}, {NULL, NULL}};

static void assert_picked(const char *text, const struct json_pick *picks, const char *expected)
{
  struct buffer out = BUFFER_EMPTY;
  dp_error error = {0};
  if (!json_pick(slice_of(text), picks, &out, &error)) fail_msg("%s", error.text);
  assert_string_equal(buffer_string(&out), expected);
  assert_true(json_guard(buffer_view(&out), JSON_MAX_BYTES, NULL));
  buffer_free(&out);
}

static void members_that_nobody_wants_are_left_out_at_every_level(void **state)
{
  (void)state;
  assert_picked("{\"x\":[1,{\"b\":2}],\"a\":{\"y\":\"}\",\"b\":[1, 2],\"z\":null},\"c\":-1.5e3,\"d\":true}",
                outer, "{\"a\":{\"b\":[1, 2]},\"c\":-1.5e3}");
  assert_picked("{\"x\":1}", outer, "{}");
  assert_picked("{}", outer, "{}");
}

static void a_star_keeps_every_other_member(void **state)
{
  (void)state;
  assert_picked("{\"x\":{\"b\":1,\"q\":2},\"a\":{\"b\":3,\"q\":4}}", rest,
                "{\"x\":{\"b\":1,\"q\":2},\"a\":{\"b\":3}}");
}

static void brackets_and_quotes_inside_strings_mislead_nobody(void **state)
{
  (void)state;
  assert_picked("{\"x\":\"a\\\"b]}\\\\\",\"c\":\"{\\\"a\\\":1}\",\"y\":[\"]\",\"\\\\\",{\"k}\":\"[\"}],\"a\":"
                "{\"b\":\"\\u007d\"}}",
                outer, "{\"c\":\"{\\\"a\\\":1}\",\"a\":{\"b\":\"\\u007d\"}}");
}

static void white_space_between_tokens_is_allowed(void **state)
{
  (void)state;
  assert_picked(" \n{ \"x\" : 1 ,\t\"a\" : { \"b\" : 2 } , \"c\" : [ ] } ", outer,
                "{\"a\":{\"b\":2},\"c\":[ ]}");
}

static void a_key_written_with_an_escape_is_kept(void **state)
{
  (void)state;
  assert_picked("{\"\\u0063\":1,\"x\":2,\"a\":{\"\\u0062\":3,\"y\":4}}", outer,
                "{\"\\u0063\":1,\"a\":{\"\\u0062\":3}}");
}

static void a_value_that_is_no_object_is_copied(void **state)
{
  (void)state;
  assert_picked("[{\"x\":1}]", outer, "[{\"x\":1}]");
  assert_picked("\"text\"", outer, "\"text\"");
  assert_picked("{\"a\":[{\"x\":1}]}", outer, "{\"a\":[{\"x\":1}]}");
  assert_picked("12", outer, "12");
}

static void what_the_guard_refuses_is_refused_even_in_a_member_nobody_wants(void **state)
{
  (void)state;
  static const char *const texts[] = {
      "", "{", "{\"x\":\"\xff\"}", "{\"x\":{\"k\":1,\"k\":2}}", "{\"x\":01}", "{\"c\":1}}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct buffer out = BUFFER_EMPTY;
    dp_error error = {0};
    assert_false(json_pick(slice_of(texts[i]), outer, &out, &error));
    assert_int_equal(error.code, EX_DATAERR);
    assert_int_equal(out.length, 0);
    buffer_free(&out);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(members_that_nobody_wants_are_left_out_at_every_level),
      cmocka_unit_test(a_star_keeps_every_other_member),
      cmocka_unit_test(brackets_and_quotes_inside_strings_mislead_nobody),
      cmocka_unit_test(white_space_between_tokens_is_allowed),
      cmocka_unit_test(a_key_written_with_an_escape_is_kept),
      cmocka_unit_test(a_value_that_is_no_object_is_copied),
      cmocka_unit_test(what_the_guard_refuses_is_refused_even_in_a_member_nobody_wants),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
