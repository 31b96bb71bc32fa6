#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/event.h"

static struct arena *arena;
static struct buffer text;
static dp_error error;

static int begin(void **state)
{
  (void)state;
  arena = arena_new();
  error = (dp_error){0};
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  buffer_free(&text);
  return 0;
}

static struct event an_article(void)
{
  struct event event = {
      .type = SLICE(EVENT_TAGGED),
      .id = SLICE("5a1c3a0e-0000-4000-8000-000000000001.17"),
      .source = SLICE("/depeche/tag/main"),
      .time = INT64_C(1712910600123),
      .origin = SLICE("main"),
      .epoch = SLICE("5a1c3a0e-0000-4000-8000-000000000001"),
      .item = 17,
      .attempt = 2,
      .data = json_object(arena),
  };
  json_add_text(arena, event.data, "uri", SLICE("https://example.org/"));
  return event;
}

static void an_event_comes_back_as_it_was_printed(void **state)
{
  (void)state;
  struct event in = an_article(), out;
  event_print(arena, &in, &text);
  assert_true(event_parse(arena, buffer_view(&text), &out, &error));
  assert_true(slice_equal(in.type, out.type));
  assert_true(slice_equal(in.id, out.id));
  assert_true(slice_equal(in.source, out.source));
  assert_true(slice_equal(in.origin, out.origin));
  assert_true(slice_equal(in.epoch, out.epoch));
  assert_int_equal(in.time, out.time);
  assert_int_equal(out.item, 17);
  assert_int_equal(out.attempt, 2);
  assert_int_equal(out.sequence, 0);
  assert_int_equal(out.store.length, 0);
  assert_int_equal(out.inreplyto.length, 0);
  assert_true(slice_is(json_get_text(out.data, "uri"), "https://example.org/"));
  assert_true(event_check_article(&out, &error));
  struct buffer again = BUFFER_EMPTY;
  event_print(arena, &out, &again);
  assert_string_equal(buffer_string(&again), buffer_string(&text));
  buffer_free(&again);
}

static void printing_leaves_the_data_where_it_stands(void **state)
{
  (void)state;
  struct event event;
  assert_true(event_parse(
      arena,
      SLICE("{\"specversion\":\"1.0\",\"id\":\"a\",\"data\":{\"x\":1},\"source\":\"/b\",\"type\":\"c\","
            "\"unknown\":[1]}"),
      &event, &error));
  event_print(arena, &event, &text);
  assert_string_equal(buffer_string(&text),
                      "{\"specversion\":\"1.0\",\"type\":\"c\",\"id\":\"a\",\"source\":\"/b\","
                      "\"datacontenttype\":\"application/json\",\"data\":{\"x\":1}}");
  buffer_clear(&text);
  event_print(arena, &event, &text);
  assert_non_null(strstr(buffer_string(&text), "\"data\":{\"x\":1}}"));
}

static void a_numbered_event_parses_and_is_otherwise_the_same(void **state)
{
  (void)state;
  struct event in = an_article(), out;
  event_print(arena, &in, &text);
  struct buffer numbered = BUFFER_EMPTY;
  struct event_numbers numbers = {.sequence = 4711,
                                  .revision = 2,
                                  .story = 4000,
                                  .alike = 87,
                                  .store = "0e8b6a2c-0000-4000-8000-000000000002"};
  event_number(buffer_view(&text), &numbers, &numbered);
  bool ok = event_parse(arena, buffer_view(&numbered), &out, &error);
  buffer_free(&numbered);
  assert_true(ok);
  assert_int_equal(out.sequence, 4711);
  assert_true(slice_is(out.store, "0e8b6a2c-0000-4000-8000-000000000002"));
  assert_int_equal(out.revision, 2);
  assert_int_equal(out.story, 4000);
  assert_int_equal(out.alike, 87);
  assert_true(out.numbered);
  assert_int_equal(out.item, 17);
  assert_true(event_check_article(&out, &error));
}

static void a_heartbeat_before_the_first_article_has_sequence_0(void **state)
{
  (void)state;
  struct event in = {.type = SLICE(EVENT_HEARTBEAT),
                     .id = SLICE("h"),
                     .source = SLICE("/depeche/store/main")},
               out;
  event_print(arena, &in, &text);
  assert_non_null(strstr(buffer_string(&text), "\"sequence\":0"));
  assert_true(event_parse(arena, buffer_view(&text), &out, &error));
  assert_int_equal(out.sequence, 0);
  assert_null(out.data);
}

static void assert_refused(const char *json, const char *why)
{
  struct event event;
  error = (dp_error){0};
  assert_false(event_parse(arena, slice_of(json), &event, &error));
  assert_int_equal(error.code, EX_DATAERR);
  if (!strstr(error.text, why)) print_message("got: %s\n", error.text);
  assert_non_null(strstr(error.text, why));
}

#define REST "\"specversion\":\"1.0\",\"id\":\"a\",\"source\":\"/b\",\"type\":\"c\""

static void what_is_no_event_is_refused_with_the_attribute(void **state)
{
  (void)state;
  assert_refused("", "refused as JSON");
  assert_refused("[]", "not a JSON object");
  assert_refused("{}", "specversion is missing");
  assert_refused("{\"specversion\":\"0.3\",\"id\":\"a\",\"source\":\"/b\",\"type\":\"c\"}",
                 "specversion is not \"1.0\"");
  assert_refused("{\"specversion\":1.0,\"id\":\"a\",\"source\":\"/b\",\"type\":\"c\"}", "specversion is not");
  assert_refused("{\"specversion\":\"1.0\",\"source\":\"/b\",\"type\":\"c\"}", "id is missing");
  assert_refused("{\"specversion\":\"1.0\",\"id\":\"a\",\"type\":\"c\"}", "source is missing");
  assert_refused("{\"specversion\":\"1.0\",\"id\":\"\",\"source\":\"/b\",\"type\":\"c\"}", "id is empty");
  assert_refused("{\"specversion\":\"1.0\",\"id\":null,\"source\":\"/b\",\"type\":\"c\"}", "id is missing");
  assert_refused("{\"specversion\":\"1.0\",\"id\":7,\"source\":\"/b\",\"type\":\"c\"}", "id is not a string");
  assert_refused("{" REST ",\"time\":\"2024-04-12\"}", "time is not an RFC 3339 time");
  assert_refused("{" REST ",\"time\":5}", "time is not");
  assert_refused("{" REST ",\"origin\":\"Main\"}", "origin is not a name");
  assert_refused("{" REST ",\"origin\":\"a|b\"}", "origin is not a name");
  assert_refused("{" REST ",\"item\":0}", "item is not a whole number");
  assert_refused("{" REST ",\"item\":1.5}", "item is not a whole number");
  assert_refused("{" REST ",\"item\":\"1\"}", "item is not a whole number");
  assert_refused("{" REST ",\"attempt\":-1}", "attempt is not a whole number");
  assert_refused("{" REST ",\"datacontenttype\":\"text/xml\"}", "datacontenttype is not");
  assert_refused("{" REST ",\"data_base64\":\"AA==\"}", "data_base64 is not used");
  assert_refused("{" REST ",\"data\":[]}", "data is not an object");
}

static void what_is_optional_may_be_null_or_absent(void **state)
{
  (void)state;
  struct event event;
  assert_true(event_parse(
      arena, SLICE("{" REST ",\"time\":null,\"item\":null,\"origin\":null,\"data\":null}"), &event, &error));
  assert_int_equal(event.time, 0);
  assert_null(event.data);
  assert_true(event_parse(arena, SLICE("{" REST ",\"datacontenttype\":\"application/json; charset=utf-8\"}"),
                          &event, &error));
}

static void an_article_lacking_anything_is_refused_with_what_it_lacks(void **state)
{
  (void)state;
  struct event whole = an_article(), event = whole;
  event.origin = (struct slice){"", 0};
  assert_false(event_check_article(&event, &error));
  assert_non_null(strstr(error.text, "origin"));
  event = whole;
  event.epoch = (struct slice){"", 0};
  assert_false(event_check_article(&event, &error));
  event = whole;
  event.item = 0;
  assert_false(event_check_article(&event, &error));
  event = whole;
  event.attempt = 0;
  assert_false(event_check_article(&event, &error));
  event = whole;
  event.data = NULL;
  assert_false(event_check_article(&event, &error));
  event = whole;
  event.data = json_object(arena);
  assert_false(event_check_article(&event, NULL));
}

static void a_name_is_1_to_32_lower_case_letters_digits_and_hyphens(void **state)
{
  (void)state;
  assert_true(event_valid_name(SLICE("a")));
  assert_true(event_valid_name(SLICE("north-1")));
  assert_true(event_valid_name(SLICE("12345678901234567890123456789012")));
  assert_false(event_valid_name(SLICE("123456789012345678901234567890123")));
  assert_false(event_valid_name(SLICE("")));
  assert_false(event_valid_name(SLICE("A")));
  assert_false(event_valid_name(SLICE("a/b")));
  assert_false(event_valid_name(SLICE("é")));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(an_event_comes_back_as_it_was_printed, begin, end),
      cmocka_unit_test_setup_teardown(printing_leaves_the_data_where_it_stands, begin, end),
      cmocka_unit_test_setup_teardown(a_numbered_event_parses_and_is_otherwise_the_same, begin, end),
      cmocka_unit_test_setup_teardown(a_heartbeat_before_the_first_article_has_sequence_0, begin, end),
      cmocka_unit_test_setup_teardown(what_is_no_event_is_refused_with_the_attribute, begin, end),
      cmocka_unit_test_setup_teardown(what_is_optional_may_be_null_or_absent, begin, end),
      cmocka_unit_test_setup_teardown(an_article_lacking_anything_is_refused_with_what_it_lacks, begin, end),
      cmocka_unit_test_setup_teardown(a_name_is_1_to_32_lower_case_letters_digits_and_hyphens, begin, end),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
