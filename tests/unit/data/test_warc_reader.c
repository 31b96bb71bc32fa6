/* Reading archives of any make: versions, compressions, line ends, digests; damage that is told of and
 * passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../memory_archive.h"
#include "base/deflate.h"
#include "data/warc_reader.h"

#include <stdio.h>

#define RESPONSE_HEAD                                                                                        \
  "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-04-12T08:30:00Z\r\n"   \
  "WARC-Target-URI: http://a.example/x\r\nContent-Type: application/http; msgtype=response\r\n"

static dp_error error;
static struct memory_archive archive;
static struct buffer *file;

static int set_up(void **state)
{
  (void)state;
  memory_archive_free(&archive);
  file = &((struct memory_file *)memory_open(&archive, "x.warc", true))->now;
  error = (dp_error){0};
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  memory_archive_free(&archive);
  return 0;
}

/* record_of - a record of the header given, and a block, with the length the block has. */
static char *record_of(const char *header, const char *block)
{
  static char text[4][8192];
  static int turn;
  char *record = text[turn++ % 4];
  snprintf(record, sizeof text[0], "%sContent-Length: %zu\r\n\r\n%s\r\n\r\n", header, strlen(block), block);
  return record;
}

static const char *page(const char *body)
{
  static char block[4096];
  snprintf(block, sizeof block, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n%s", body);
  return record_of(RESPONSE_HEAD, block);
}

static void add_member(struct slice content)
{
  deflate_gzip_stored(&content, 1, file);
}

static struct warc_io io;
static struct warc_reader *open_with(struct warc_reader_options options)
{
  io = memory_io(&archive);
  struct warc_reader *reader = warc_reader_open(&io, "x.warc", &options, &error);
  if (!reader) fail_msg("%s", error.text);
  return reader;
}

static struct warc_reader *open_file(void)
{
  return open_with((struct warc_reader_options){0, 1000, true});
}

static struct warc_record next(struct warc_reader *reader)
{
  struct warc_record record;
  if (warc_reader_next(reader, &record, &error) != WARC_RECORD) fail_msg("%s", error.text);
  return record;
}

static void must_be(struct slice slice, const char *text)
{
  if (!slice_is(slice, text)) fail_msg("\"%.*s\" is not \"%s\"", (int)slice.length, slice.data, text);
}

static void outcome_is(struct warc_reader *reader, enum warc_outcome outcome, const char *word)
{
  struct warc_record record;
  assert_int_equal(warc_reader_next(reader, &record, &error), outcome);
  if (!word) return;
  if (!strstr(error.text, word)) fail_msg("\"%s\" does not say \"%s\"", error.text, word);
  assert_int_equal(error.code, EX_DATAERR);
}

static void a_record_tells_all_its_fields(void **state)
{
  (void)state;
  buffer_text(file, page("<p>news</p>"));
  struct warc_reader *reader = open_file();
  struct warc_record record = next(reader);
  assert_int_equal(record.type, WARC_RESPONSE);
  assert_int_equal(record.offset, 0);
  assert_int_equal(record.length, file->length);
  assert_int_equal(record.status, 200);
  assert_int_equal(record.at, 1712910600000);
  must_be(record.version, "WARC/1.0");
  must_be(record.url, "http://a.example/x");
  must_be(record.id, "urn:uuid:1");
  must_be(record.http_head, "HTTP/1.1 200 OK\r\nContent-Type: text/html");
  must_be(record.body, "<p>news</p>");
  assert_int_equal(record.body_length, 11);
  assert_null(record.remark);
  outcome_is(reader, WARC_END, NULL);
  outcome_is(reader, WARC_END, NULL);
  warc_reader_close(&reader);
}

static void the_same_records_are_read_plain_in_members_and_in_one_gzip(void **state)
{
  for (int form = 0; form < 3; form++) {
    set_up(state);
    struct buffer whole = BUFFER_EMPTY;
    int64_t starts[3];
    for (int i = 0; i < 3; i++) {
      char body[2] = {(char)('a' + i), 0};
      starts[i] = (int64_t)file->length;
      if (form == 0) buffer_text(file, page(body));
      if (form == 1) add_member(slice_of(page(body)));
      if (form == 2) buffer_text(&whole, page(body));
    }
    if (form == 2) add_member(buffer_view(&whole));
    struct warc_reader *reader = open_file();
    for (int i = 0; i < 3; i++) {
      struct warc_record record = next(reader);
      assert_int_equal(record.body.data[0], 'a' + i);
      assert_int_equal(record.offset, form == 2 ? 0 : starts[i]);
      assert_int_equal(record.inside > 0, form == 2 && i > 0);
      assert_int_equal(record.length, form == 2 ? 0 : (int64_t)file->length / 3);
    }
    outcome_is(reader, WARC_END, NULL);
    assert_int_equal(warc_reader_offset(reader), file->length);
    warc_reader_close(&reader);
    buffer_free(&whole);
  }
}

static void reading_may_begin_at_any_record(void **state)
{
  (void)state;
  add_member(slice_of(page("first")));
  int64_t second = (int64_t)file->length;
  add_member(slice_of(page("second")));
  struct warc_reader *reader = open_with((struct warc_reader_options){second, 1000, false});
  struct warc_record record = next(reader);
  must_be(record.body, "second");
  assert_int_equal(record.offset, second);
  warc_reader_close(&reader);
}

static void line_feeds_alone_and_brackets_round_urls_are_taken(void **state)
{
  (void)state;
  buffer_text(file, "WARC/1.0\nwarc-type: Response\nWARC-Target-URI: <http://b.example/>\n"
                    "Content-Length: 27\n\nHTTP/1.0 404 Not\nA: b\n\nbody\n\n");
  struct warc_reader *reader = open_file();
  struct warc_record record = next(reader);
  assert_int_equal(record.type, WARC_RESPONSE);
  must_be(record.url, "http://b.example/");
  assert_int_equal(record.status, 404);
  must_be(record.body, "body");
  assert_non_null(record.remark);
  assert_int_equal(record.at, 0);
  assert_int_equal(record.block_check, WARC_UNCHECKED);
  outcome_is(reader, WARC_END, NULL);
  warc_reader_close(&reader);
}

static void what_is_no_http_is_all_body(void **state)
{
  (void)state;
  buffer_text(file, record_of("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: dns:a.example\r\n"
                              "Content-Type: text/dns\r\n",
                              "20240412083000\r\na.example. 300 IN A 192.0.2.1\r\n\r\nx"));
  buffer_text(file, record_of("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
                              "Content-Type: text/plain\r\n",
                              "a\r\n\r\nb"));
  buffer_text(file, record_of("WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/\r\n",
                              "a\r\n\r\nb"));
  struct warc_reader *reader = open_file();
  for (int i = 0; i < 3; i++) {
    struct warc_record record = next(reader);
    assert_int_equal(record.http_head.length, 0);
    assert_int_equal(record.body_length, record.block_length);
    assert_int_equal(record.status, 0);
  }
  warc_reader_close(&reader);
}

static void a_head_without_a_body_is_all_head(void **state)
{
  (void)state;
  buffer_text(file, record_of(RESPONSE_HEAD, "HTTP/1.1 204 No Content\r\nA: b\r\n"));
  struct warc_reader *reader = open_file();
  struct warc_record record = next(reader);
  must_be(record.http_head, "HTTP/1.1 204 No Content\r\nA: b");
  assert_int_equal(record.status, 204);
  assert_int_equal(record.body_length, 0);
  warc_reader_close(&reader);
}

/* The digests of "<p>ab</p>", of which the tests below have no other knowledge. */
static const char *const right_digests[] = {
    "sha1:EFDNSXDH3WFUHNVSJ5FGZNT4HNNG5WYN", "SHA-1:2146d95c67dd8b43b6b24f4a6cb67c3b5a6edb0d",
    "md5:849381f393817d8b27f03beb70bb9e2b",
    "sha256:6b8d75974208a43e5c2ddd5916023f1e0996f1ffa8278ffc2451e1c070901b4c"};

static enum warc_check check_of(const char *digest, const char *head, const char *payload)
{
  char header[1024], block[1024];
  snprintf(header, sizeof header, RESPONSE_HEAD "WARC-Payload-Digest: %s\r\n", digest);
  snprintf(block, sizeof block, "HTTP/1.1 200 OK\r\n%s\r\n%s", head, payload);
  buffer_clear(file);
  buffer_text(file, record_of(header, block));
  struct warc_reader *reader = open_file();
  enum warc_check check = next(reader).payload_check;
  warc_reader_close(&reader);
  return check;
}

static void digests_of_several_kinds_are_checked(void **state)
{
  (void)state;
  for (size_t i = 0; i < sizeof right_digests / sizeof *right_digests; i++) {
    assert_int_equal(check_of(right_digests[i], "", "<p>ab</p>"), WARC_RIGHT);
    assert_int_equal(check_of(right_digests[i], "", "<p>aB</p>"), WARC_WRONG);
  }
  assert_int_equal(check_of("blake3:00", "", "x"), WARC_UNCHECKED);
  assert_int_equal(check_of("sha1:short", "", "x"), WARC_UNCHECKED);
}

static void the_payload_of_a_chunked_message_may_be_digested_either_way(void **state)
{
  (void)state;
  const char *chunked = "Transfer-Encoding: chunked\r\n";
  assert_int_equal(check_of(right_digests[0], chunked, "5;x=1\r\n<p>ab\r\n4\r\n</p>\r\n0\r\n\r\n"),
                   WARC_RIGHT);
  assert_int_equal(check_of(right_digests[0], chunked, "<p>ab</p>"), WARC_RIGHT);
  assert_int_equal(check_of(right_digests[0], chunked, "4\r\n<p>a\r\n0\r\n\r\n"), WARC_WRONG);
}

static void a_body_is_kept_up_to_its_limit_and_counted_whole(void **state)
{
  (void)state;
  enum { SIZE = 500 * 1000 };
  char *body = memory_alloc(SIZE + 1);
  struct buffer record = BUFFER_EMPTY;
  memset(body, 'x', SIZE);
  body[SIZE] = '\0';
  buffer_format(&record, RESPONSE_HEAD "Content-Length: %d\r\n\r\nHTTP/1.1 200 OK\r\n\r\n%s\r\n\r\n",
                SIZE + 19, body);
  add_member(buffer_view(&record));
  add_member(slice_of(page("next")));
  struct warc_reader *reader = open_file();
  struct warc_record first = next(reader);
  assert_int_equal(first.body.length, 1000);
  assert_int_equal(first.body_length, SIZE);
  must_be(next(reader).body, "next");
  warc_reader_close(&reader);
  buffer_free(&record);
  free(body);
}

static void a_torn_tail_is_named_wherever_it_is_torn(void **state)
{
  (void)state;
  add_member(slice_of(page("first")));
  size_t second = file->length;
  add_member(slice_of(page("second")));
  for (size_t end = file->length - 1; end > second; end--) {
    file->length = end;
    struct warc_reader *reader = open_file();
    must_be(next(reader).body, "first");
    outcome_is(reader, WARC_TORN, "torn tail");
    outcome_is(reader, WARC_END, NULL);
    warc_reader_close(&reader);
  }
}

static void a_torn_tail_of_a_file_that_is_not_compressed_is_named(void **state)
{
  (void)state;
  buffer_text(file, page("first"));
  size_t second = file->length;
  buffer_text(file, page("second"));
  for (size_t end = file->length - 5; end > second;
       end--) { /* without the line ends a record can still be read */
    file->length = end;
    struct warc_reader *reader = open_file();
    must_be(next(reader).body, "first");
    outcome_is(reader, WARC_TORN, "torn tail");
    outcome_is(reader, WARC_END, NULL);
    warc_reader_close(&reader);
  }
}

/* A flipped bit gives a record that is damaged, or one whose digest is wrong, or (in gzip's own header)
 * nothing at all; the records before and behind are read whichever it is. */
static void a_flipped_bit_costs_one_record_at_most(void **state)
{
  (void)state;
  const char *middle =
      record_of(RESPONSE_HEAD "WARC-Payload-Digest: sha1:EFDNSXDH3WFUHNVSJ5FGZNT4HNNG5WYN\r\n",
                "HTTP/1.1 200 OK\r\n\r\n<p>ab</p>");
  add_member(slice_of(page("before")));
  size_t from = file->length;
  add_member(slice_of(middle));
  size_t to = file->length;
  add_member(slice_of(page("behind")));
  for (size_t at = from; at < to; at++) {
    struct warc_record record;
    file->data[at] ^= 0x04;
    struct warc_reader *reader = open_file();
    must_be(next(reader).body, "before");
    enum warc_outcome outcome = warc_reader_next(reader, &record, &error);
    bool header = at < from + 10; /* the time and system in it mean nothing */
    if (!header && outcome != WARC_DAMAGED)
      fail_msg("outcome %d with byte %zu of the member", outcome, at - from);
    if (outcome == WARC_DAMAGED) assert_non_null(strstr(error.text, "x.warc at "));
    must_be(next(reader).body, "behind");
    outcome_is(reader, WARC_END, NULL);
    warc_reader_close(&reader);
    file->data[at] ^= 0x04;
  }
}

/* Wherever in the file's chunks the next record lies, it is found. */
static void the_record_behind_long_damage_is_found(void **state)
{
  for (size_t length = 65536 - 1100; length < 65536 + 100; length += 37) {
    set_up(state);
    buffer_append(file, "\x1F\x8B\x08\xE0", 4); /* no gzip knows these flags */
    while (file->length < length) buffer_text(file, "j");
    add_member(slice_of(page("behind")));
    struct warc_reader *reader = open_file();
    outcome_is(reader, WARC_DAMAGED, "no gzip member");
    must_be(next(reader).body, "behind");
    outcome_is(reader, WARC_END, NULL);
    warc_reader_close(&reader);
  }
}

static int64_t bytes_read;
static bool count_read(void *context, void *opened, int64_t offset, void *bytes, size_t length, size_t *got)
{
  bool ok = memory_read(context, opened, offset, bytes, length, got);
  bytes_read += (int64_t)*got;
  return ok;
}

/* Each member claims the 60,000 bytes behind it, and then turns out to be none: going back to the next one
 * each time would take the square of the file's length. */
static void a_file_that_makes_the_reader_go_back_is_given_up(void **state)
{
  (void)state;
  static const char member[] =
      "\x1F\x8B\x08\0\0\0\0\0\0\xFF\0\x60\xEA\x9F\x15WARC/1.0\r\nWARC-Type: response\r\n";
  const struct warc_reader_options options = {0, 1000, false};
  while (file->length < 400 * 1000) buffer_append(file, member, sizeof member - 1);
  bytes_read = 0;
  io = memory_io(&archive);
  io.read = count_read;
  struct warc_reader *reader = warc_reader_open(&io, "x.warc", &options, &error);
  struct warc_record record;
  assert_non_null(reader);
  while (warc_reader_next(reader, &record, &error) != WARC_END) assert_int_equal(error.code, EX_DATAERR);
  assert_in_range(bytes_read, 400 * 1000, 12 * 400 * 1000);
  warc_reader_close(&reader);
}

static void junk_between_members_is_passed(void **state)
{
  (void)state;
  add_member(slice_of(page("first")));
  size_t junk = file->length;
  buffer_slice(file, SLICE("junk \x1F\x8B\x08 and more of it"));
  add_member(slice_of("no record, but gzip"));
  add_member(slice_of(page("second")));
  buffer_append(file, "\0\0\0\0", 4);
  struct warc_reader *reader = open_file();
  char place[64];
  must_be(next(reader).body, "first");
  snprintf(place, sizeof place, "x.warc at %zu: there is no gzip member", junk);
  outcome_is(reader, WARC_DAMAGED, place);
  must_be(next(reader).body, "second");
  outcome_is(reader, WARC_END, NULL);
  warc_reader_close(&reader);
}

static void a_member_without_a_sound_record_is_passed(void **state)
{
  (void)state;
  static const struct {
    const char *content, *word;
  } cases[] = {{"no record here at all\r\n\r\n", "no WARC record"},
               {"WARC/1.0\r\nWARC-Type: response\r\n\r\nbody", "no Content-Length"},
               {"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", "of which type"},
               {"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 500\r\n\r\nbody\r\n\r\n", "longer than"},
               {"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n\r\n\r\n", "no Content-Length"},
               {"WARC/1.0\r\nWARC-Type: response\r\nno end", "longer than"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    set_up(state);
    add_member(slice_of(cases[i].content));
    add_member(slice_of(page("next")));
    struct warc_reader *reader = open_file();
    outcome_is(reader, WARC_DAMAGED, cases[i].word);
    must_be(next(reader).body, "next");
    outcome_is(reader, WARC_END, NULL);
    warc_reader_close(&reader);
  }
}

static void a_header_without_end_is_refused_in_bounded_memory(void **state)
{
  (void)state;
  struct buffer endless = BUFFER_EMPTY;
  buffer_text(&endless, "WARC/1.0\r\n");
  while (endless.length < 200 * 1000) buffer_text(&endless, "X-Header: and so on\r\n");
  add_member(buffer_view(&endless));
  add_member(slice_of(page("next")));
  struct warc_reader *reader = open_file();
  outcome_is(reader, WARC_DAMAGED, "longer than 64 KiB");
  must_be(next(reader).body, "next");
  warc_reader_close(&reader);
  buffer_free(&endless);
}

static void refused(const char *bytes, size_t length, const char *word)
{
  const struct warc_reader_options options = {0, 1000, true};
  io = memory_io(&archive);
  buffer_clear(file);
  buffer_append(file, bytes, length);
  assert_null(warc_reader_open(&io, "x.warc", &options, &error));
  assert_int_equal(error.code, EX_DATAERR);
  if (!strstr(error.text, word)) fail_msg("\"%s\" does not say \"%s\"", error.text, word);
}

static void what_is_no_archive_is_refused_at_once(void **state)
{
  (void)state;
  refused("\x28\xB5\x2F\xFD\x04\0", 6, "Zstandard");
  refused("\x5D\x2A\x4D\x18\x04\0", 6, "Zstandard");
  refused("<html></html>", 13, "no WARC record");
}

static void an_empty_file_has_no_records(void **state)
{
  (void)state;
  struct warc_reader *reader = open_file();
  outcome_is(reader, WARC_END, NULL);
  warc_reader_close(&reader);
}

static void a_disk_that_fails_is_told_of(void **state)
{
  (void)state;
  for (int i = 0; i < 3000; i++) buffer_text(file, page("more than one chunk of it"));
  archive.bad_offset = 65536;
  struct warc_reader *reader = open_file();
  struct warc_record record;
  enum warc_outcome outcome = WARC_RECORD;
  while (outcome == WARC_RECORD) outcome = warc_reader_next(reader, &record, &error);
  assert_int_equal(outcome, WARC_FAILED);
  assert_int_equal(error.code, EX_IOERR);
  assert_int_equal(warc_reader_next(reader, &record, &error), WARC_FAILED);
  warc_reader_close(&reader);
}

static void real_paths_are_opened_only_to_be_read(void **state)
{
  (void)state;
  const struct warc_reader_options options = {0, 1000, true};
  struct warc_io paths = warc_io_paths();
  assert_null(warc_reader_open(&paths, "/nonexistent/x.warc.gz", &options, &error));
  assert_int_equal(error.code, EX_NOINPUT);
  assert_null(paths.open(paths.context, "x", true));
  assert_false(paths.write(paths.context, NULL, 0, SLICE("x")));
  assert_false(paths.truncate(paths.context, NULL, 0));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_record_tells_all_its_fields),
      TEST(the_same_records_are_read_plain_in_members_and_in_one_gzip),
      TEST(reading_may_begin_at_any_record),
      TEST(line_feeds_alone_and_brackets_round_urls_are_taken),
      TEST(what_is_no_http_is_all_body),
      TEST(a_head_without_a_body_is_all_head),
      TEST(digests_of_several_kinds_are_checked),
      TEST(the_payload_of_a_chunked_message_may_be_digested_either_way),
      TEST(a_body_is_kept_up_to_its_limit_and_counted_whole),
      TEST(a_torn_tail_is_named_wherever_it_is_torn),
      TEST(a_torn_tail_of_a_file_that_is_not_compressed_is_named),
      TEST(a_flipped_bit_costs_one_record_at_most),
      TEST(the_record_behind_long_damage_is_found),
      TEST(a_file_that_makes_the_reader_go_back_is_given_up),
      TEST(junk_between_members_is_passed),
      TEST(a_member_without_a_sound_record_is_passed),
      TEST(a_header_without_end_is_refused_in_bounded_memory),
      TEST(what_is_no_archive_is_refused_at_once),
      TEST(an_empty_file_has_no_records),
      TEST(a_disk_that_fails_is_told_of),
      TEST(real_paths_are_opened_only_to_be_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
