/* feed_warc.c - depeche feed --warc: see feed_warc.h.
 *
 * Each response under way has a conversation of its own with the fetcher (the request `archive` of
 * PROTOCOL.md), so that one group commit there answers many. What is under way is kept here, and sent again
 * when no answer comes: the fetcher knows a response by its URL and time, and takes it once. */
#include "cli/feed_warc.h"

#include "base/inflate.h"
#include "base/memory.h"
#include "client/client.h"
#include "data/warc_http.h"

#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>

enum { FLIGHTS = 16, FLIGHT_BYTES = 32 * 1024 * 1024, ANSWER_MS = 5000, AGAIN_MS = 500, TURN_MS = 20 };

struct flight {
  struct ask *ask;
  bool on, asked; /* asked: an answer may come; else it is to be sent (again) at `at` */
  millis since, at;
  struct buffer url, head, body;
  millis fetched;
  int status;
};

struct sending {
  struct feed_report *report;
  struct ledger *ledger;
  struct cli *cli;
  struct inflate *inflate;
  struct buffer plain;
  struct flight flights[FLIGHTS];
  size_t bytes; /* of the bodies under way */
  int64_t read, skipped[FEED_SKIPS];
};

/* Which records. */

static bool starts_caseless(struct slice text, const char *prefix)
{
  size_t length = strlen(prefix);
  return text.length >= length && strncasecmp(text.data, prefix, length) == 0;
}

static bool looks_like_html(struct slice type, struct slice body)
{
  static const char *const types[] = {"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (starts_caseless(type, types[i])) return true;
  return !type.length && slice_starts(slice_trim(body), "<");
}

enum feed_skip feed_warc_judge(const struct warc_record *record, int64_t max_body)
{
  if (record->type == WARC_REVISIT) return FEED_REVISIT;
  if (record->type != WARC_RESPONSE) return FEED_NO_RESPONSE;
  bool http = starts_caseless(record->url, "http://") || starts_caseless(record->url, "https://");
  if (!http || !record->status) return FEED_NOT_HTTP;
  if (record->status < 200 || record->status > 299) return FEED_STATUS;
  if (!looks_like_html(warc_http_header(record->http_head, "Content-Type"), record->body))
    return FEED_NOT_HTML;
  if (!record->at) return FEED_NO_DATE;
  return record->body_length > max_body ? FEED_TOO_LARGE : FEED_TAKEN;
}

static const char *skip_name(enum feed_skip skip)
{
  static const char *const names[FEED_SKIPS] = {
      [FEED_TAKEN] = "taken",       [FEED_NO_RESPONSE] = "no-response", [FEED_REVISIT] = "revisit",
      [FEED_NOT_HTTP] = "not-http", [FEED_STATUS] = "status-not-2xx",   [FEED_NOT_HTML] = "not-html",
      [FEED_NO_DATE] = "no-date",   [FEED_TOO_LARGE] = "too-large",     [FEED_DAMAGED] = "damaged"};
  return names[skip];
}

/* add_body - without transfer encodings, where the archive kept them. */
static void add_body(struct sending *s, const struct warc_record *record, struct buffer *body)
{
  struct slice encoding = warc_http_header(record->http_head, "Transfer-Encoding"), bytes = record->body;
  bool truncated;
  const char *detail;
  buffer_clear(&s->plain);
  if (encoding.length && warc_http_dechunk(bytes, &s->plain)) bytes = buffer_view(&s->plain);
  if (starts_caseless(encoding, "gzip") || starts_caseless(encoding, "deflate")) {
    const char *end = memchr(encoding.data, ',', encoding.length);
    struct slice first = {encoding.data, end ? (size_t)(end - encoding.data) : encoding.length};
    size_t most = (size_t)s->cli->config.fetch.max_body;
    if (inflate_body(s->inflate, slice_trim(first), bytes, most, body, &truncated, &detail) == INFLATE_DONE)
      return;
    buffer_clear(body);
  }
  buffer_slice(body, bytes);
}

/* Sending and its answers. */

static bool ask_flight(struct sending *s, struct flight *flight, dp_error *error)
{
  char at[CLOCK_TEXT];
  struct arena *arena = s->cli->arena;
  arena_reset(arena);
  struct json *data = json_object(arena);
  json_add_text(arena, data, "url", buffer_view(&flight->url));
  json_add_text(arena, data, "at", slice_of(clock_format(flight->fetched, at)));
  json_add_integer(arena, data, "status", flight->status);
  const struct ask_frames further = {{buffer_view(&flight->head), buffer_view(&flight->body)}, 2};
  if (!flight->ask) flight->ask = client_ask_new(s->cli->client, CLIENT_FETCH);
  flight->asked = ask_begin(flight->ask, arena, "archive", data, &further, error);
  flight->at = clock_monotonic() + (flight->asked ? ANSWER_MS : AGAIN_MS);
  return flight->asked || error->code == EX_TEMPFAIL;
}

/* land - counts and tells the answer, which lives in the arena that the report uses too. */
static void land(struct sending *s, struct flight *flight, const struct json *answer)
{
  struct feed_report *report = s->report;
  struct slice said = json_get_text(answer, "outcome"), why = json_get_text(answer, "reason");
  int64_t item = json_get_integer(answer, "item", 0);
  bool accepted = slice_is(said, "accepted"), known = slice_is(said, "known");
  char *reason = memory_string_of(why.length ? why.data : "", why.length);
  report->accepted += accepted;
  report->known += known;
  report->refused += !accepted && !known;
  if (s->ledger && item && (accepted || known)) ledger_add(s->ledger, item);
  feed_report_fed(report, buffer_string(&flight->url),
                  accepted ? "accepted"
                  : known  ? "known"
                           : "refused",
                  item, reason);
  free(reason);
  s->bytes -= flight->body.length;
  flight->on = false;
}

/* turn_flight - one step of one flight. False: the fetcher refused it, or has been silent for too long. */
static bool turn_flight(struct sending *s, struct flight *flight, int wait_ms, dp_error *error)
{
  struct ask_reply reply;
  millis now = clock_monotonic();
  bool late = now - flight->since > s->report->options->timeout * 1000;
  enum ask_outcome outcome = ASK_WAITING;
  if (flight->asked) {
    arena_reset(s->cli->arena);
    outcome = ask_poll(flight->ask, s->cli->arena, wait_ms, &reply, error);
  }
  if (outcome == ASK_DONE) {
    land(s, flight, reply.data);
    return true;
  }
  if (outcome == ASK_FAILED) {
    if (error->code != EX_TEMPFAIL || late) return false;
    flight->asked = false;
    flight->at = now + AGAIN_MS;
  }
  if (now < flight->at) return true;
  if (late)
    return error_set(error, EX_TEMPFAIL, "the fetcher does not answer; run the command again to go on");
  return ask_flight(s, flight, error);
}

/* turn - a step of every flight; waits a moment on the first of them. */
static bool turn(struct sending *s, dp_error *error)
{
  int wait_ms = TURN_MS;
  for (size_t i = 0; i < FLIGHTS; i++) {
    if (!s->flights[i].on) continue;
    if (!turn_flight(s, &s->flights[i], wait_ms, error)) return false;
    wait_ms = 0;
  }
  return true;
}

static struct flight *free_flight(struct sending *s, size_t bytes)
{
  if (s->bytes && s->bytes + bytes > FLIGHT_BYTES) return NULL;
  for (size_t i = 0; i < FLIGHTS; i++)
    if (!s->flights[i].on) return &s->flights[i];
  return NULL;
}

static bool is_stopped(void)
{
  return cli_interrupted || cli_terminated;
}

static bool send_record(struct sending *s, const struct warc_record *record, dp_error *error)
{
  struct flight *flight;
  while (!(flight = free_flight(s, record->body.length)))
    if (!turn(s, error)) return false;
  flight->on = true;
  flight->since = clock_monotonic();
  flight->fetched = record->at;
  flight->status = record->status;
  buffer_clear(&flight->url);
  buffer_clear(&flight->head);
  buffer_clear(&flight->body);
  buffer_slice(&flight->url, record->url);
  buffer_slice(&flight->head, record->http_head);
  add_body(s, record, &flight->body);
  s->bytes += flight->body.length;
  return ask_flight(s, flight, error);
}

static bool wait_for_all(struct sending *s, dp_error *error)
{
  for (size_t i = 0; i < FLIGHTS; i++)
    while (s->flights[i].on && !is_stopped())
      if (!turn(s, error)) return false;
  return true;
}

/* Files. */

static void show_progress(struct sending *s, const struct warc_reader *reader)
{
  char more[128];
  if (s->report->options->quiet) return;
  snprintf(more, sizeof more, "MB  accepted %" PRId64 "  known %" PRId64 "  refused %" PRId64,
           s->report->accepted, s->report->known, s->report->refused);
  terminal_progress(&s->cli->err, "read", warc_reader_offset(reader) >> 20,
                    (warc_reader_size(reader) >> 20) + 1, more);
}

static bool send_file(struct sending *s, const char *file, dp_error *error)
{
  const struct warc_io io = warc_io_paths();
  const int64_t max_body = s->cli->config.fetch.max_body;
  const struct warc_reader_options reading = {0, (size_t)max_body, false};
  struct warc_record record;
  dp_error problem = {0, ""};
  struct warc_reader *reader = warc_reader_open(&io, file, &reading, error);
  bool ok = reader != NULL;
  while (ok && !is_stopped()) {
    enum warc_outcome outcome = warc_reader_next(reader, &record, &problem);
    if (outcome == WARC_END) break;
    enum feed_skip skip = outcome == WARC_RECORD ? feed_warc_judge(&record, max_body) : FEED_DAMAGED;
    if (outcome != WARC_RECORD) cli_fail(s->cli, &problem);
    s->read += skip != FEED_NO_RESPONSE;
    s->skipped[skip]++;
    if (skip == FEED_TAKEN) ok = send_record(s, &record, error);
    if (outcome == WARC_FAILED) break;
    show_progress(s, reader);
  }
  warc_reader_close(&reader);
  return ok;
}

/* tell_skipped - what was not sent, and why. */
static void tell_skipped(struct sending *s)
{
  struct buffer text = BUFFER_EMPTY;
  int64_t sum = 0;
  for (enum feed_skip skip = FEED_REVISIT; skip < FEED_SKIPS; skip++) {
    if (!s->skipped[skip]) continue;
    sum += s->skipped[skip];
    buffer_format(&text, "%s%" PRId64 " %s", text.length ? ", " : "", s->skipped[skip], skip_name(skip));
    if (!s->cli->json) continue;
    arena_reset(s->cli->arena);
    struct json *line = json_object(s->cli->arena);
    json_add_text(s->cli->arena, line, "kind", SLICE("skipped"));
    json_add_text(s->cli->arena, line, "reason", slice_of(skip_name(skip)));
    json_add_integer(s->cli->arena, line, "count", s->skipped[skip]);
    cli_print_json(line);
  }
  if (!s->report->options->quiet)
    cli_note(s->cli, "%" PRId64 " response%s read, %" PRId64 " skipped%s%s", s->read, s->read == 1 ? "" : "s",
             sum, sum ? ": " : "", buffer_string(&text));
  buffer_free(&text);
}

bool feed_warc(struct feed_report *report, struct ledger *ledger, char **files, size_t count, bool *damaged,
               dp_error *error)
{
  struct sending *s = memory_zero(1, sizeof *s);
  s->report = report;
  s->ledger = ledger;
  s->cli = report->cli;
  s->inflate = inflate_new();
  bool ok = true;
  for (size_t i = 0; ok && i < count && !is_stopped(); i++) ok = send_file(s, files[i], error);
  ok = ok && wait_for_all(s, error);
  tell_skipped(s);
  *damaged = s->skipped[FEED_DAMAGED] > 0;
  for (size_t i = 0; i < FLIGHTS; i++) {
    ask_free(&s->flights[i].ask);
    buffer_free(&s->flights[i].url);
    buffer_free(&s->flights[i].head);
    buffer_free(&s->flights[i].body);
  }
  inflate_free(&s->inflate);
  buffer_free(&s->plain);
  free(s);
  return ok;
}
