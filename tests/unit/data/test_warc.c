/* The archive: records that a reader of the standard can read, torn tails, failing disks, and no half-written
 * record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../memory_archive.h"
#include "base/random.h"
#include "data/warc_reader.h"

#include <stdio.h>
#include <unistd.h>

#define FILE_NAME "depeche-main-20240412083000-00001.warc.gz"

static dp_error error;
static struct memory_archive archive;

static int set_up(void **state)
{
  (void)state;
  memory_archive_free(&archive);
  return 0;
}

static int tear_down(void **state)
{
  return set_up(state);
}

static struct warc_writer *open_writer(int64_t committed_end)
{
  const struct warc_writer_options options = {memory_io(&archive), "main", "depeche/test", 100000, 0};
  struct warc_writer *writer = warc_writer_open(&options, FILE_NAME, committed_end, 1712910600000, &error);
  if (!writer) fail_msg("%s", error.text);
  return writer;
}

static struct warc_response response_of(struct slice body)
{
  return (struct warc_response){.url = SLICE("http://a.example/x"),
                                .head = SLICE("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"),
                                .body = body,
                                .request = SLICE("GET /x HTTP/1.1\r\nHost: a.example\r\n\r\n"),
                                .at = 1712910600123};
}

static struct warc_place append(struct warc_writer *writer, struct slice body)
{
  struct warc_response response = response_of(body);
  struct warc_place place;
  if (!warc_append(writer, &response, &place, &error)) fail_msg("%s", error.text);
  return place;
}

static bool reads_back(const struct warc_place *place, struct slice body)
{
  const struct warc_io io = memory_io(&archive);
  struct buffer head = BUFFER_EMPTY, read = BUFFER_EMPTY;
  bool ok = warc_read_response(&io, place->file, place->offset, 1 << 20, &head, &read, &error);
  if (ok)
    ok = slice_equal(buffer_view(&read), body) && slice_starts(buffer_view(&head), "HTTP/1.1 200 OK\r\n");
  buffer_free(&head);
  buffer_free(&read);
  return ok;
}

static struct slice content(void)
{
  return buffer_view(&archive.files[0].now);
}

static void what_was_written_is_read_back(void **state)
{
  (void)state;
  static const struct slice bodies[] = {
      {"<p>news</p>", 11}, {"", 0}, {"\r\n\r\n", 4}, {"\x1F\x8B\0gzip?", 8}};
  struct warc_writer *writer = open_writer(0);
  struct warc_place places[4];
  for (int i = 0; i < 4; i++) places[i] = append(writer, bodies[i]);
  assert_true(warc_sync(writer, &error));
  for (int i = 0; i < 4; i++) assert_true(reads_back(&places[i], bodies[i]));
  assert_int_equal(places[3].offset + places[3].length,
                   content().length); /* the response is the last of its records */
  warc_writer_close(&writer);
}

static void a_large_random_body_comes_back_compressed_or_not(void **state)
{
  (void)state;
  enum { SIZE = 300 * 1000 };
  struct random random = {5};
  char *bytes = memory_alloc(SIZE);
  for (size_t i = 0; i < SIZE; i++) bytes[i] = (char)random_next(&random);
  struct warc_writer *writer = open_writer(0);
  for (int gzip = 0; gzip < 2; gzip++) {
    if (gzip) memcpy(bytes, "\x1F\x8B", 2);
    struct warc_place place = append(writer, (struct slice){bytes, SIZE});
    assert_true(reads_back(&place, (struct slice){bytes, SIZE}));
  }
  warc_writer_close(&writer);
  free(bytes);
}

static void a_chunked_response_does_not_claim_to_be_chunked(void **state)
{
  (void)state;
  const struct warc_io io = memory_io(&archive);
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("body"));
  struct warc_place place;
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  response.head = SLICE("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nX: transfer-encoding: no\r\n");
  assert_true(warc_append(writer, &response, &place, &error));
  assert_true(warc_read_response(&io, place.file, place.offset, 100, &head, &body, &error));
  assert_string_equal(buffer_string(&head), "HTTP/1.1 200 OK\r\nX-Archive-Orig-transfer-encoding: chunked\r\n"
                                            "X: transfer-encoding: no\r\nContent-Length: 4");
  assert_string_equal(buffer_string(&body), "body");
  buffer_free(&head);
  buffer_free(&body);
  warc_writer_close(&writer);
}

/* records - reads all of the file; returns how many there are. */
static size_t records(struct warc_record *found, size_t most)
{
  const struct warc_io io = memory_io(&archive);
  const struct warc_reader_options options = {0, 1 << 20, true};
  size_t count = 0;
  struct warc_reader *reader = warc_reader_open(&io, FILE_NAME, &options, &error);
  assert_non_null(reader);
  while (count < most && warc_reader_next(reader, &found[count], &error) == WARC_RECORD) {
    assert_null(found[count].remark);
    /* a body is digested once, as payload; what has none is digested as a block */
    bool body = found[count].type == WARC_RESPONSE && found[count].body_length > 0;
    assert_int_equal(body ? found[count].payload_check : found[count].block_check, WARC_RIGHT);
    assert_true(found[count].payload_check != WARC_WRONG && found[count].block_check != WARC_WRONG);
    count++;
  }
  warc_reader_close(&reader);
  return count;
}

/* header_is - a line of the header of the record at a place. */
static void header_is(const struct warc_place *place, enum warc_type type, const char *name,
                      const char *value)
{
  const struct warc_io io = memory_io(&archive);
  const struct warc_reader_options options = {place->offset, 1 << 20, true};
  struct warc_record record;
  struct buffer line = BUFFER_EMPTY;
  struct warc_reader *reader = warc_reader_open(&io, place->file, &options, &error);
  assert_non_null(reader);
  assert_int_equal(warc_reader_next(reader, &record, &error), WARC_RECORD);
  assert_int_equal(record.type, type);
  buffer_format(&line, "\n%s: %s", name, value);
  if (!memmem(record.header.data, record.header.length, line.data, line.length))
    fail_msg("no %s: %s in\n%.*s", name, value, (int)record.header.length, record.header.data);
  buffer_free(&line);
  warc_reader_close(&reader);
}

static void a_response_has_a_request_and_metadata_that_name_it(void **state)
{
  (void)state;
  static const enum warc_type types[] = {WARC_WARCINFO, WARC_REQUEST, WARC_METADATA, WARC_RESPONSE};
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("<p>news</p>"));
  struct buffer metadata = BUFFER_EMPTY;
  struct warc_place place;
  struct warc_record found[8];
  warc_add_field(&metadata, "via", SLICE("http://a.example/feed\r\nWARC-Type: response"));
  warc_add_field(&metadata, "fetchTimeMs", SLICE("120"));
  assert_string_equal(buffer_string(&metadata),
                      "via: http://a.example/feed  WARC-Type: response\r\nfetchTimeMs: 120\r\n");
  response.metadata = buffer_view(&metadata);
  response.address = SLICE("2001:db8::1");
  assert_true(warc_append(writer, &response, &place, &error));
  assert_int_equal(records(found, 8), 4);
  for (int i = 0; i < 4; i++) assert_int_equal(found[i].type, types[i]);
  assert_int_equal(found[3].offset, place.offset);
  assert_int_equal(found[3].length, place.length);
  header_is(&place, WARC_RESPONSE, "WARC-IP-Address", "2001:db8::1");
  header_is(&place, WARC_RESPONSE, "WARC-Date", "2024-04-12T08:30:00.123Z");
  buffer_free(&metadata);
  warc_writer_close(&writer);
}

static void id_of(const struct warc_place *place, struct buffer *id)
{
  const struct warc_io io = memory_io(&archive);
  const struct warc_reader_options options = {place->offset, 1 << 20, true};
  struct warc_record record;
  struct warc_reader *reader = warc_reader_open(&io, place->file, &options, &error);
  assert_int_equal(warc_reader_next(reader, &record, &error), WARC_RECORD);
  buffer_clear(id);
  buffer_format(id, "<%.*s>", (int)record.id.length, record.id.data);
  warc_reader_close(&reader);
}

static void a_revisit_names_its_original_and_has_no_body(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("<p>the same news</p>"));
  struct warc_place first, second;
  struct buffer id = BUFFER_EMPTY, head = BUFFER_EMPTY;
  assert_true(warc_append(writer, &response, &first, &error));
  const struct warc_original original = {response.url, response.at};
  response.same_as = &original;
  response.url = SLICE("http://a.example/y");
  response.at += 1000;
  response.digest = first.digest;
  assert_true(warc_append(writer, &response, &second, &error));
  id_of(&first, &id);
  assert_string_equal(first.digest, second.digest);
  header_is(&second, WARC_REVISIT, "WARC-Refers-To", buffer_string(&id));
  header_is(&second, WARC_REVISIT, "WARC-Refers-To-Target-URI", "http://a.example/x");
  header_is(&second, WARC_REVISIT, "WARC-Refers-To-Date", "2024-04-12T08:30:00.123Z");
  header_is(&second, WARC_REVISIT, "WARC-Profile",
            "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest");
  header_is(&second, WARC_REVISIT, "WARC-Target-URI", "http://a.example/y");
  const struct warc_io io = memory_io(&archive);
  assert_false(warc_read_response(&io, second.file, second.offset, 1000, &head, &head, &error));
  struct warc_record found[8];
  assert_int_equal(records(found, 8), 5);
  assert_int_equal(found[2].body_length, strlen("<p>the same news</p>"));
  assert_int_equal(found[4].type, WARC_REVISIT);
  assert_int_equal(found[4].body_length, 0);
  buffer_free(&id);
  warc_writer_close(&writer);
}

static void an_answer_that_nothing_changed_is_a_revisit_too(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE(""));
  const struct warc_original original = {SLICE("http://a.example/x"), 1712910600000};
  struct warc_place place;
  response.head = SLICE("HTTP/1.1 304 Not Modified\r\n");
  response.same_as = &original;
  response.not_modified = true;
  assert_true(warc_append(writer, &response, &place, &error));
  assert_string_equal(place.digest, ""); /* nobody knows what the original's was */
  header_is(&place, WARC_REVISIT, "WARC-Profile",
            "http://netpreserve.org/warc/1.1/revisit/server-not-modified");
  warc_writer_close(&writer);
}

static void a_url_that_redirects_to_itself_has_two_records(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE(""));
  struct warc_place first, second;
  struct buffer one = BUFFER_EMPTY, two = BUFFER_EMPTY;
  response.head = SLICE("HTTP/1.1 302 Found\r\nLocation: /x\r\n");
  assert_true(warc_append(writer, &response, &first, &error));
  assert_true(warc_append(writer, &response, &second, &error));
  id_of(&first, &one);
  id_of(&second, &two);
  assert_string_not_equal(buffer_string(&one), buffer_string(&two));
  buffer_free(&one);
  buffer_free(&two);
  warc_writer_close(&writer);
}

static void an_answer_of_http_2_is_stored_for_readers_of_http_1(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("body"));
  struct warc_place place;
  response.head = SLICE("HTTP/2 200 \r\ncontent-type: text/html\r\n");
  assert_true(warc_append(writer, &response, &place, &error));
  assert_true(reads_back(&place, SLICE("body")));
  header_is(&place, WARC_RESPONSE, "WARC-Protocol", "h2");
  warc_writer_close(&writer);
}

static void a_digest_that_is_known_is_not_taken_again(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("body"));
  struct warc_place place;
  response.digest =
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; /* a lie is told as it is given, and found by a reader */
  assert_true(warc_append(writer, &response, &place, &error));
  assert_string_equal(place.digest, response.digest);
  assert_false(reads_back(&place, SLICE("body")));
  warc_writer_close(&writer);
}

static void a_file_is_full_past_its_age_which_its_name_tells(void **state)
{
  (void)state;
  const millis named = 1712910600000, day = 24 * 3600 * 1000;
  const struct warc_writer_options options = {memory_io(&archive), "main", "depeche/test", 100000, day};
  struct warc_writer *writer = warc_writer_open(&options, FILE_NAME, 0, named, &error);
  assert_non_null(writer);
  assert_false(warc_writer_full(writer, named + 2 * day)); /* there is nothing in it */
  append(writer, SLICE("body"));
  int64_t end = (int64_t)content().length;
  warc_writer_close(&writer);
  writer = warc_writer_open(&options, FILE_NAME, end, named + day / 2, &error);
  assert_false(warc_writer_full(writer, named + day - 1));
  assert_true(warc_writer_full(writer, named + day));
  warc_writer_close(&writer);
}

static void a_url_can_not_smuggle_a_header_into_the_record(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("body"));
  struct warc_place place;
  response.url = SLICE("http://a.example/\r\nWARC-Type: revisit\r\n\r\n");
  assert_true(warc_append(writer, &response, &place, &error));
  assert_true(reads_back(&place, SLICE("body")));
  warc_writer_close(&writer);
}

static void the_first_record_of_a_file_tells_of_the_file_and_stands_there_once(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_place first = append(writer, SLICE("1"));
  assert_true(warc_sync(writer, &error));
  assert_true(first.offset > 100);
  int64_t end = first.offset + first.length;
  warc_writer_close(&writer);
  writer = open_writer(end);
  struct warc_place second = append(writer, SLICE("1"));
  assert_in_range(second.offset - end, 1, first.offset - 50); /* a request record, and no warcinfo */
  warc_writer_close(&writer);
}

static void names_carry_origin_time_and_a_number_that_goes_on(void **state)
{
  (void)state;
  char name[WARC_NAME];
  warc_new_name("main", NULL, 1712910600000, name);
  assert_string_equal(name, "depeche-main-20240412083000-00001.warc.gz");
  warc_new_name("main", name, 1712910600000, name);
  assert_string_equal(name, "depeche-main-20240412083000-00002.warc.gz");
  warc_new_name("a-name-of-32-bytes-0123456789abc", "junk", 1712910600000, name);
  assert_string_equal(name, "depeche-a-name-of-32-bytes-0123456789abc-20240412083000-00001.warc.gz");
}

static void a_file_is_full_past_its_limit(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  char body[60000] = "\x1F\x8B";
  assert_false(warc_writer_full(writer, 0));
  append(writer, (struct slice){body, sizeof body});
  assert_false(warc_writer_full(writer, 0));
  append(writer, (struct slice){body, sizeof body});
  assert_true(warc_writer_full(writer, 0));
  warc_writer_close(&writer);
}

static void a_torn_tail_of_any_length_is_cut(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_place first = append(writer, SLICE("first")), second = append(writer, SLICE("second"));
  size_t committed = (size_t)(first.offset + first.length), whole = content().length;
  struct buffer bytes = BUFFER_EMPTY;
  buffer_slice(&bytes, content());
  warc_writer_close(&writer);
  for (size_t torn = committed; torn <= whole; torn++) {
    memory_archive_free(&archive);
    void *file = memory_open(&archive, FILE_NAME, true);
    memory_put(&((struct memory_file *)file)->now, 0, (struct slice){bytes.data, torn});
    /* Whatever stands there is no record of its own right until the journal says so, and a reader says so
     * too. */
    if (torn < whole) assert_false(reads_back(&second, SLICE("second")));
    writer = open_writer((int64_t)committed);
    assert_int_equal(content().length, committed);
    struct warc_place place = append(writer, SLICE("third"));
    assert_true(reads_back(&first, SLICE("first")));
    assert_true(reads_back(&place, SLICE("third")));
    warc_writer_close(&writer);
  }
  buffer_free(&bytes);
}

static void a_file_that_lost_records_is_left_alone_and_told_of(void **state)
{
  (void)state;
  const struct warc_writer_options options = {memory_io(&archive), "main", "depeche/test", 100000, 0};
  void *file = memory_open(&archive, FILE_NAME, true);
  memory_put(&((struct memory_file *)file)->now, 0, SLICE("short"));
  assert_null(warc_writer_open(&options, FILE_NAME, 500, 0, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, "lost"));
  assert_int_equal(content().length, 5);
}

static void a_failed_write_leaves_nothing_half_written(void **state)
{
  (void)state;
  for (int torn = 0; torn < 400; torn += 57)
    for (int n = 1; n <= 3; n++) {
      memory_archive_free(&archive);
      struct warc_writer *writer = open_writer(0);
      struct warc_response response = response_of(SLICE("body"));
      struct warc_place place, last = {0};
      archive.fail_write_in = n;
      archive.torn = (size_t)torn;
      for (int i = 1; i <= 4; i++) {
        size_t before = archive.count ? content().length : 0;
        bool ok = warc_append(writer, &response, &place, &error);
        assert_int_equal(ok, i != n);
        if (ok)
          last = place;
        else
          assert_int_equal(content().length, before), assert_int_equal(error.code, EX_IOERR);
      }
      assert_true(warc_sync(writer, &error));
      assert_int_equal(content().length, last.offset + last.length);
      assert_true(reads_back(&last, SLICE("body")));
      warc_writer_close(&writer);
    }
}

static void a_cut_that_failed_as_well_is_made_before_the_next_sync(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_response response = response_of(SLICE("body"));
  struct warc_place place = append(writer, SLICE("body"));
  size_t end = content().length;
  archive.torn = 50;
  archive.fail_write_in = 1;
  archive.fail_truncate_in = 1;
  assert_false(warc_append(writer, &response, &place, &error));
  assert_int_equal(content().length, end + 50);
  assert_true(warc_sync(writer, &error));
  assert_int_equal(content().length, end);
  warc_writer_close(&writer);
}

static void rewinding_forgets_what_was_not_marked(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  append(writer, SLICE("lost with the warcinfo"));
  assert_true(warc_writer_rewind(writer, &error));
  assert_int_equal(content().length, 0);
  struct warc_place kept = append(writer, SLICE("kept"));
  assert_true(warc_sync(writer, &error));
  warc_writer_mark(writer);
  append(writer, SLICE("synced, and its transaction rolled back"));
  assert_true(warc_sync(writer, &error));
  assert_true(warc_writer_rewind(writer, &error));
  assert_int_equal(content().length, kept.offset + kept.length);
  struct warc_place next = append(writer, SLICE("next"));
  assert_int_equal(next.file[0], 'd');
  assert_true(reads_back(&kept, SLICE("kept")));
  assert_true(reads_back(&next, SLICE("next")));
  warc_writer_close(&writer);
}

static void a_failed_sync_says_so(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  append(writer, SLICE("body"));
  archive.fail_sync_in = 1;
  assert_false(warc_sync(writer, &error));
  assert_int_equal(error.code, EX_IOERR);
  assert_true(warc_writer_rewind(writer, &error));
  warc_writer_close(&writer);
}

static void damage_at_any_byte_is_never_taken_for_a_record(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_place place = append(writer, SLICE("the body that must come back or not at all"));
  const struct warc_io io = memory_io(&archive);
  for (int64_t at = place.offset; at < place.offset + place.length; at++) {
    struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
    archive.files[0].now.data[at] ^= 0x10;
    if (warc_read_response(&io, place.file, place.offset, 1000, &head, &body, &error))
      assert_string_equal(buffer_string(&body), "the body that must come back or not at all");
    else
      assert_int_equal(error.code, EX_DATAERR);
    archive.files[0].now.data[at] ^= 0x10;
    buffer_free(&head);
    buffer_free(&body);
  }
  warc_writer_close(&writer);
}

static void a_payload_that_does_not_match_its_digest_is_refused(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  char body[] = "\x1F\x8B stored as it is, so that a byte of it can be found and changed";
  struct warc_place place = append(writer, slice_of(body));
  char *at = memmem(content().data, content().length, "can be found", 12);
  assert_non_null(at);
  *at = 'C';
  assert_false(reads_back(&place, slice_of(body)));
  assert_int_equal(error.code, EX_DATAERR);
  warc_writer_close(&writer);
}

static void a_record_larger_than_allowed_is_refused(void **state)
{
  (void)state;
  const struct warc_io io = memory_io(&archive);
  struct warc_writer *writer = open_writer(0);
  char *body = memory_zero(1, 3 << 20); /* compresses to almost nothing: a bomb for a reader that trusts */
  struct warc_place place = append(writer, (struct slice){body, 3 << 20});
  struct buffer head = BUFFER_EMPTY, read = BUFFER_EMPTY;
  assert_false(warc_read_response(&io, place.file, place.offset, 1 << 20, &head, &read, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, "larger"));
  assert_int_equal(read.length, 0);
  free(body);
  warc_writer_close(&writer);
}

static void a_place_without_a_record_is_told_of(void **state)
{
  (void)state;
  struct warc_writer *writer = open_writer(0);
  struct warc_place place = append(writer, SLICE("body")), gone = place;
  place.offset += 3;
  assert_false(reads_back(&place, SLICE("body")));
  assert_int_equal(error.code, EX_DATAERR);
  place.offset = 0; /* the warcinfo */
  assert_false(reads_back(&place, SLICE("body")));
  assert_non_null(strstr(error.text, "no WARC response record"));
  snprintf(gone.file, sizeof gone.file, "gone.warc.gz");
  assert_false(reads_back(&gone, SLICE("body")));
  assert_non_null(strstr(error.text, "gone.warc.gz is gone"));
  warc_writer_close(&writer);
}

static void the_files_of_a_directory_do_the_same(void **state)
{
  (void)state;
  char directory[] = "/tmp/depeche-warc-XXXXXX", path[128];
  assert_non_null(mkdtemp(directory));
  struct warc_io io = warc_io_directory(directory);
  const struct warc_writer_options options = {io, "main", "depeche/test", 100000, 0};
  struct warc_response response = response_of(SLICE("on disk"));
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY;
  struct warc_place place;
  struct warc_writer *writer = warc_writer_open(&options, FILE_NAME, 0, 0, &error);
  assert_non_null(writer);
  assert_true(warc_append(writer, &response, &place, &error) && warc_sync(writer, &error));
  warc_writer_mark(writer);
  assert_true(warc_append(writer, &response, &place, &error) && warc_writer_rewind(writer, &error));
  assert_true(warc_append(writer, &response, &place, &error) && warc_sync(writer, &error));
  warc_writer_close(&writer);
  assert_true(warc_read_response(&io, place.file, place.offset, 1000, &head, &body, &error));
  assert_string_equal(buffer_string(&body), "on disk");
  assert_false(warc_read_response(&io, "../etc/passwd", 0, 1000, &head, &body, &error));
  warc_io_free(&io);
  buffer_free(&head);
  buffer_free(&body);
  snprintf(path, sizeof path, "%s/%s", directory, FILE_NAME);
  assert_int_equal(unlink(path) | rmdir(directory), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(what_was_written_is_read_back),
      TEST(a_large_random_body_comes_back_compressed_or_not),
      TEST(a_chunked_response_does_not_claim_to_be_chunked),
      TEST(a_response_has_a_request_and_metadata_that_name_it),
      TEST(a_revisit_names_its_original_and_has_no_body),
      TEST(an_answer_that_nothing_changed_is_a_revisit_too),
      TEST(a_url_that_redirects_to_itself_has_two_records),
      TEST(an_answer_of_http_2_is_stored_for_readers_of_http_1),
      TEST(a_digest_that_is_known_is_not_taken_again),
      TEST(a_file_is_full_past_its_age_which_its_name_tells),
      TEST(a_url_can_not_smuggle_a_header_into_the_record),
      TEST(the_first_record_of_a_file_tells_of_the_file_and_stands_there_once),
      TEST(names_carry_origin_time_and_a_number_that_goes_on),
      TEST(a_file_is_full_past_its_limit),
      TEST(a_torn_tail_of_any_length_is_cut),
      TEST(a_file_that_lost_records_is_left_alone_and_told_of),
      TEST(a_failed_write_leaves_nothing_half_written),
      TEST(a_cut_that_failed_as_well_is_made_before_the_next_sync),
      TEST(rewinding_forgets_what_was_not_marked),
      TEST(a_failed_sync_says_so),
      TEST(damage_at_any_byte_is_never_taken_for_a_record),
      TEST(a_payload_that_does_not_match_its_digest_is_refused),
      TEST(a_record_larger_than_allowed_is_refused),
      TEST(a_place_without_a_record_is_told_of),
      TEST(the_files_of_a_directory_do_the_same),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
