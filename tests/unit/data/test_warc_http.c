/* HTTP messages as they are archived, and as other programs archived them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/warc_http.h"

static void archived_is(const char *head, size_t body, const char *stored, const char *protocol)
{
  struct buffer out = BUFFER_EMPTY;
  const char *told = "unset";
  warc_http_archived(slice_of(head), body, &out, &told);
  assert_string_equal(buffer_string(&out), stored);
  if (protocol)
    assert_string_equal(told, protocol);
  else
    assert_null(told);
  buffer_free(&out);
}

static void a_head_that_is_true_stays_as_received(void **state)
{
  (void)state;
  archived_is("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX:  y \r\n z\r\n", 5,
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX:  y \r\n z\r\n\r\n", NULL);
  archived_is("HTTP/1.0 200 OK\r\nServer: x", 5, "HTTP/1.0 200 OK\r\nServer: x\r\n\r\n", NULL);
}

static void a_transfer_encoding_gets_another_name_and_the_length_is_told(void **state)
{
  (void)state;
  archived_is(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\nA: b\r\n", 7,
      "HTTP/1.1 200 OK\r\nX-Archive-Orig-Transfer-Encoding : chunked\r\nA: b\r\nContent-Length: 7\r\n\r\n",
      NULL);
  archived_is(
      "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\nContent-Length: 7", 7,
      "HTTP/1.1 200 OK\r\nX-Archive-Orig-transfer-encoding: gzip, chunked\r\nContent-Length: 7\r\n\r\n",
      NULL);
}

static void a_length_that_is_not_the_bodys_is_mended(void **state)
{
  (void)state;
  archived_is("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n", 7,
              "HTTP/1.1 200 OK\r\nX-Archive-Orig-Content-Length: 500\r\nContent-Length: 7\r\n\r\n", NULL);
  archived_is("HTTP/1.1 200 OK\r\nContent-Length: x, 7\r\n", 7,
              "HTTP/1.1 200 OK\r\nX-Archive-Orig-Content-Length: x, 7\r\nContent-Length: 7\r\n\r\n", NULL);
}

static void status_lines_of_later_versions_become_readable(void **state)
{
  (void)state;
  archived_is("HTTP/2 200 \r\nserver: x\r\n", 0, "HTTP/1.1 200 OK\r\nserver: x\r\n\r\n", "h2");
  archived_is("HTTP/2 304\r\n", 0, "HTTP/1.1 304 Not Modified\r\n\r\n", "h2");
  archived_is("HTTP/3 599 \r\n", 0, "HTTP/1.1 599 Status\r\n\r\n", "h3");
  archived_is("HTTP/2 junk\r\n", 0, "HTTP/2 junk\r\n\r\n", NULL);
}

static void no_line_of_a_head_ends_it_early(void **state)
{
  (void)state;
  archived_is("HTTP/1.1 200 OK\nA: b\n\n\r\nC: d\r\r\n", 0, "HTTP/1.1 200 OK\r\nA: b\r\nC: d\r\n\r\n", NULL);
  archived_is("", 3, "\r\n\r\n", NULL);
}

static void a_message_is_split_at_its_first_empty_line(void **state)
{
  (void)state;
  static const struct {
    const char *message, *head, *rest;
    bool found;
  } cases[] = {{"a\r\n\r\nb\r\n\r\n", "a", "b\r\n\r\n", true},
               {"a\n\nb", "a", "b", true},
               {"a\nb\r\n\nc", "a\nb", "c", true},
               {"\r\n\r\nbody", "", "body", true},
               {"a\r\nb", "a\r\nb", "", false},
               {"", "", "", false},
               {"a\r\n\r", "a", "", false},
               {"a\n\n", "a", "", true}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct slice head, rest;
    assert_int_equal(warc_http_split(slice_of(cases[i].message), &head, &rest), cases[i].found);
    assert_true(slice_is(head, cases[i].head));
    assert_true(slice_is(rest, cases[i].rest));
  }
}

static void a_status_is_three_digits_behind_the_version(void **state)
{
  (void)state;
  assert_int_equal(warc_http_status(SLICE("HTTP/1.1 404 Not Found\r\n")), 404);
  assert_int_equal(warc_http_status(SLICE("HTTP/2 200")), 200);
  assert_int_equal(warc_http_status(SLICE("HTTP/1.1  301 Moved")), 301);
  static const char *const none[] = {
      "",       "HTTP/1.1",        "HTTP/1.1 ",   "HTTP/1.1 20 x", "HTTP/1.1 2000",
      "200 OK", "HTTP/1.1 OK 200", "HTTP/1.1 099"};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++)
    assert_int_equal(warc_http_status(slice_of(none[i])), 0);
}

static void a_header_is_found_by_its_whole_name(void **state)
{
  (void)state;
  struct slice head = SLICE("HTTP/1.1 200 OK\r\nX-Type: a\r\ncontent-type:\t text/html \r\nContent-Type: b");
  assert_true(slice_is(warc_http_header(head, "Content-Type"), "text/html"));
  assert_null(warc_http_header(head, "Type").data);
  assert_null(warc_http_header(head, "Content").data);
}

static void chunks_are_undone(void **state)
{
  (void)state;
  static const struct {
    const char *body, *plain;
  } cases[] = {{"4\r\nWiki\r\n6;name=value\r\npedia \r\n0\r\nTrailer: x\r\n\r\n", "Wikipedia "},
               {"A\r\n0123456789\r\n0\r\n\r\n", "0123456789"},
               {"4\nWiki\n0\n", "Wiki"},
               {"a\r\ncut in the", "cut in the"},
               {"ff\r\ncut", "cut"},
               {"4\r\nWiki\r\nnonsense", "Wiki"},
               {"0\r\n\r\n", ""},
               {"3 \r\nabc\r\n0\r\n\r\n", "abc"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct buffer out = BUFFER_EMPTY;
    assert_true(warc_http_dechunk(slice_of(cases[i].body), &out));
    assert_string_equal(buffer_string(&out), cases[i].plain);
    buffer_free(&out);
  }
}

static void a_body_that_is_not_chunked_is_left(void **state)
{
  (void)state;
  static const char *const bodies[] = {"",           "<html>", "\r\n",
                                       "4x\r\nWiki", "-1\r\n", "00000000000000001\r\nx"};
  for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
    struct buffer out = BUFFER_EMPTY;
    assert_false(warc_http_dechunk(slice_of(bodies[i]), &out));
    assert_int_equal(out.length, 0);
    buffer_free(&out);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_head_that_is_true_stays_as_received),
      cmocka_unit_test(a_transfer_encoding_gets_another_name_and_the_length_is_told),
      cmocka_unit_test(a_length_that_is_not_the_bodys_is_mended),
      cmocka_unit_test(status_lines_of_later_versions_become_readable),
      cmocka_unit_test(no_line_of_a_head_ends_it_early),
      cmocka_unit_test(a_message_is_split_at_its_first_empty_line),
      cmocka_unit_test(a_status_is_three_digits_behind_the_version),
      cmocka_unit_test(a_header_is_found_by_its_whole_name),
      cmocka_unit_test(chunks_are_undone),
      cmocka_unit_test(a_body_that_is_not_chunked_is_left),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
