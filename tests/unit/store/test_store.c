#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "harness.h"
#include "store/catalog.h"

static int setup_running(void **state)
{
  struct harness *h = harness_new();
  harness_configure(h, "");
  harness_start(h);
  *state = h;
  return 0;
}

static int teardown(void **state)
{
  harness_free(*state);
  return 0;
}

/* ---- the way of an article ---- */

static bool catalog_has(struct harness *h, int64_t sequence)
{
  dp_error error = {0};
  struct catalog_counts counts;
  struct catalog *reader = catalog_open_reader(h->catalog_path, &error);
  if (!reader) fail_msg("%s", error.text);
  assert_true(catalog_count(reader, &counts, &error));
  catalog_close(&reader);
  return counts.last_sequence >= sequence;
}

static void an_article_is_committed_then_answered_and_published_with_its_number(void **state)
{
  struct harness *h = *state;
  char topic[64];
  for (int64_t i = 1; i <= 5; i++) {
    struct sample sample = sample_of(i, "http://a/1", i % 2 ? "un" : "deux");
    sample.language = "fr-NE";
    sample.text = arena_format(h->arena, "texte %lld", (long long)i);
    harness_push(h, sample);
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
    assert_true(catalog_has(h, i));
    struct event event = harness_hear(h, h->subscriber, "article.", topic);
    assert_string_equal(topic, "article.fr|a|");
    assert_int_equal(event.sequence, i);
    assert_int_equal(event.item, i);
    assert_int_equal(event.store.length, 36);
    assert_true(slice_is(json_get_text(event.data, "uri"), "http://a/1"));
  }
}

static void a_redelivery_is_answered_and_not_published_again(void **state)
{
  struct harness *h = *state;
  struct sample sample = sample_of(1, "http://a/1", "one");
  harness_push(h, sample);
  assert_verdict(harness_verdict(h, "main"), 1, "stored", 1);
  sample.attempt = 2;
  harness_push(h, sample);
  struct json *again = harness_verdict(h, "main");
  assert_verdict(again, 1, "stored", 1);
  assert_int_equal(json_get_integer(again, "attempt", 0), 2);
  harness_push(h, sample_of(2, "http://a/2", "two"));
  assert_int_equal(harness_hear(h, h->subscriber, "article.", NULL).sequence, 1);
  assert_int_equal(harness_hear(h, h->subscriber, "article.", NULL).sequence, 2);
}

static void duplicates_and_rejected_articles_are_answered_and_not_published(void **state)
{
  struct harness *h = *state;
  struct sample rejected = sample_of(3, "http://a/3", "");
  rejected.reason = "no-article";
  harness_push(h, sample_of(1, "http://a/1", "one"));
  assert_verdict(harness_verdict(h, "main"), 1, "stored", 1);
  harness_push(h, sample_of(2, "http://mirror/1", "one"));
  assert_verdict(harness_verdict(h, "main"), 2, "duplicate", 1);
  harness_push(h, rejected);
  assert_verdict(harness_verdict(h, "main"), 3, "rejected", 0);
  harness_push(h, sample_of(4, "http://a/4", "four"));
  assert_int_equal(harness_hear(h, h->subscriber, "article.", NULL).sequence, 1);
  assert_int_equal(harness_hear(h, h->subscriber, "article.", NULL).sequence, 2);
  assert_int_equal(harness_status(h, "duplicate"), 1);
  assert_int_equal(harness_status(h, "rejected"), 1);
}

static void each_fetcher_hears_of_its_own_items(void **state)
{
  struct harness *h = *state;
  int64_t heard[2] = {0, 0};
  for (int64_t i = 1; i <= 100; i++) {
    struct sample sample = sample_of(i, "http://a/1", arena_format(h->arena, "text %lld", (long long)i));
    sample.origin = i % 2 ? "odd" : "even";
    sample.epoch = i % 2 ? EPOCH_A : EPOCH_B;
    harness_push(h, sample);
  }
  while (heard[0] < 50 || heard[1] < 50) {
    char topic[64];
    struct event event = harness_hear(h, h->fetcher, "ack.", topic);
    int64_t odd = strcmp(topic, "ack.odd|") == 0;
    for
      json_each(verdict, json_get(event.data, "verdicts"))
      {
        assert_int_equal(json_get_integer(verdict, "item", 0) % 2, odd);
        assert_true(slice_is(json_get_text(verdict, "epoch"), odd ? EPOCH_A : EPOCH_B));
        heard[odd]++;
      }
  }
  assert_int_equal(harness_status(h, "last_sequence"), 100);
  assert_in_range(harness_status(h, "commits"), 1, 99);
}

static void each_article_goes_out_under_its_language_and_under_its_source(void **state)
{
  struct harness *h = *state;
  static const char *const cases[][4] = {
      {"de-CH", "http://a/1", "article.de|a|", "source.a|de|"},
      {"FR", "https://www.Lefaso.net:8080/x?y", "article.fr|lefaso.net|", "source.lefaso.net|fr|"},
      {"gsw", "http://me@[2001:DB8::1]:80/", "article.gsw|[2001:db8::1]|", "source.[2001:db8::1]|gsw|"},
      {"und", "http://a.b-c.example?x", "article.und|a.b-c.example|", "source.a.b-c.example|und|"},
      {NULL, "urn:isbn:1", "article.und|unknown|", "source.unknown|und|"},
      {"x", "http://a|b/", "article.und|unknown|", "source.unknown|und|"},
      {"engl", "http:///x", "article.und|unknown|", "source.unknown|und|"},
      {"-", "//a/1", "article.und|unknown|", "source.unknown|und|"},
      {"a|b", "http://a/2", "article.und|a|", "source.a|und|"},
      {"zh-Hant-TW", "http://www./", "article.zh|unknown|", "source.unknown|zh|"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char topic[64];
    struct sample sample = sample_of((int64_t)i + 1, cases[i][1], arena_format(h->arena, "text %zu", i));
    sample.language = cases[i][0];
    harness_push(h, sample);
    struct event by_language = harness_hear(h, h->subscriber, "article.", topic);
    assert_string_equal(topic, cases[i][2]);
    struct event by_source = harness_hear(h, h->subscriber, "source.", topic);
    assert_string_equal(topic, cases[i][3]);
    assert_int_equal(by_language.sequence, by_source.sequence);
  }
}

static void heartbeats_tell_the_last_sequence_on_both_sockets(void **state)
{
  struct harness *h = *state;
  harness_push(h, sample_of(1, "http://a/1", "one"));
  harness_verdict(h, "main");
  for (struct event event = {0}; event.sequence < 1;) event = harness_hear(h, h->fetcher, "heartbeat|", NULL);
  for (struct event event = {0}; event.sequence < 1;) {
    event = harness_hear(h, h->subscriber, "heartbeat|", NULL);
    assert_true(slice_is(event.type, EVENT_HEARTBEAT));
    assert_int_equal(event.store.length, 36);
  }
}

/* ---- hostile input ---- */

static struct slice without(struct harness *h, struct slice json, const char *part)
{
  char *text = arena_string(h->arena, json), *at = strstr(text, part);
  assert_non_null(at);
  memmove(at, at + strlen(part), strlen(at + strlen(part)) + 1);
  return slice_of(text);
}

static struct slice behind_brace(struct harness *h, struct slice json, const char *more)
{
  return slice_of(arena_format(h->arena, "{%s,%.*s", more, (int)json.length - 1, json.data + 1));
}

static struct slice nested(struct harness *h, size_t depth)
{
  char *text = arena_zero(h->arena, depth + 1, 1);
  memset(text, '[', depth);
  return slice_of(text);
}

static void garbage_is_counted_and_stops_nothing(void **state)
{
  struct harness *h = *state;
  struct sample sample = sample_of(1, "http://a/1", "one");
  struct sample no_uuid = sample;
  no_uuid.epoch = "0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a6z";
  struct slice good = sample_print(h->arena, &sample);
  const struct slice garbage[] = {
      SLICE(""),
      SLICE("no JSON at all"),
      SLICE("[]"),
      SLICE("{}"),
      SLICE("\xff\xfe\x00"),
      (struct slice){good.data, good.length / 2},
      nested(h, 100000),
      without(h, good, "\"specversion\":\"1.0\","),
      without(h, good, "\"epoch\":\"" EPOCH_A "\","),
      without(h, good, "\"item\":1,"),
      without(h, good, "\"attempt\":1,"),
      without(h, good, "\"origin\":\"main\","),
      without(h, good, "\"uri\":\"http://a/1\","),
      without(h, good, ".tagged"),
      behind_brace(h, good, "\"sequence\":7"),
      behind_brace(h, good, "\"sequ\\u0065nce\":0"),
      behind_brace(h, good, "\"sequence\":null"),
      behind_brace(h, good, "\"store\":\"mine\""),
      behind_brace(h, good, "\"id\":\"twice\""),
      sample_print(h->arena, &no_uuid),
  };
  size_t count = sizeof garbage / sizeof *garbage;
  for (size_t i = 0; i < count; i++) harness_push_text(h, garbage[i]);
  const struct slice many[] = {good, good, good, good, good, good, good, good, good};
  harness_push_frames(h, many, 2);
  harness_push_frames(h, many, 9);
  harness_push(h, sample_of(2, "http://a/2", "two"));
  assert_verdict(harness_verdict(h, "main"), 2, "stored", 1);
  assert_int_equal(harness_status(h, "refused_messages"), count + 2);
  assert_int_equal(harness_status(h, "stored"), 1);
  assert_in_range(harness_log_count(h, "message_refused"), 1, count + 2);
}

static void white_space_around_an_event_does_not_break_its_numbering(void **state)
{
  struct harness *h = *state;
  struct sample sample = sample_of(1, "http://a/1", "one");
  struct slice json = sample_print(h->arena, &sample);
  harness_push_text(h, slice_of(arena_format(h->arena, " \n\t%.*s\r\n ", (int)json.length, json.data)));
  assert_int_equal(harness_hear(h, h->subscriber, "article.", NULL).sequence, 1);
}

static void odd_requests_are_answered_with_an_error(void **state)
{
  struct harness *h = *state;
  static const char *const cases[][2] = {{"replay", "{}"},
                                         {"replay", "{\"after\":-1}"},
                                         {"replay", "{\"after\":\"1\"}"},
                                         {"replay", "{\"after\":0,\"limit\":0}"},
                                         {"show", "{}"},
                                         {"show", "{\"key\":7}"},
                                         {"drop", "{}"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct event reply = harness_ask(h, cases[i][0], cases[i][1]);
    assert_true(slice_is(reply.type, EVENT_ERROR));
    assert_int_equal(json_get_integer(reply.data, "code", 0), EX_USAGE);
  }
}

/* ---- asking ---- */

static void store_some(struct harness *h, int64_t count, size_t length)
{
  char *text = arena_alloc(h->arena, length + 1);
  memset(text, 'x', length);
  text[length] = '\0';
  for (int64_t i = 1; i <= count; i++) {
    snprintf(text, length, "text %lld", (long long)i);
    text[strlen(text)] = ' ';
    harness_push(h, sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i), text));
  }
  for (struct event event = {0}; event.sequence < count;)
    event = harness_hear(h, h->fetcher, "heartbeat|", NULL);
}

static int64_t frame_sequence(struct harness *h, size_t frame)
{
  struct event event;
  assert_true(event_parse(h->arena, arena_slice(h->arena, h->reply.frames[frame]), &event, NULL));
  return event.sequence;
}

static void assert_range(struct event reply, int64_t from, int64_t to, int64_t last, bool more)
{
  assert_int_equal(json_get_integer(reply.data, "from", -1), from);
  assert_int_equal(json_get_integer(reply.data, "to", -1), to);
  assert_int_equal(json_get_integer(reply.data, "last", -1), last);
  assert_int_equal(json_get_bool(reply.data, "more", !more), more);
  assert_int_equal(reply.store.length, 36);
}

static void a_gap_is_replayed_with_numbers(void **state)
{
  struct harness *h = *state;
  store_some(h, 10, 100);
  assert_range(harness_ask(h, "replay", "{\"after\":3,\"limit\":4}"), 4, 7, 10, true);
  assert_int_equal(h->reply.count, 5);
  for (size_t i = 1; i <= 4; i++) assert_int_equal(frame_sequence(h, i), 3 + i);
  assert_range(harness_ask(h, "replay", "{\"after\":7}"), 8, 10, 10, false);
  assert_int_equal(h->reply.count, 4);
  assert_range(harness_ask(h, "replay", "{\"after\":10}"), 11, 10, 10, false);
  assert_int_equal(h->reply.count, 1);
}

static void a_replay_ends_at_a_thousand_articles(void **state)
{
  struct harness *h = *state;
  store_some(h, 1005, 20);
  assert_range(harness_ask(h, "replay", "{\"after\":0,\"limit\":5000}"), 1, 1000, 1005, true);
  assert_int_equal(h->reply.count, 1001);
}

static void a_replay_ends_at_eight_mebibytes_and_a_larger_article_goes_alone(void **state)
{
  struct harness *h = *state;
  store_some(h, 3, 9 * 1024 * 1024);
  assert_range(harness_ask(h, "replay", "{\"after\":0}"), 1, 1, 3, true);
  assert_int_equal(h->reply.count, 2);
  assert_true(h->reply.frames[1].length > 8 * 1024 * 1024);
}

static void show_finds_an_article_by_each_of_its_names(void **state)
{
  struct harness *h = *state;
  struct sample sample = sample_of(5, "http://a/canonical", "one");
  sample.url = "http://a/fed";
  harness_push(h, sample);
  harness_verdict(h, "main");
  static const char *const keys[] = {"1", EPOCH_A ".5", "http://a/canonical", "http://a/fed"};
  for (size_t i = 0; i < 4; i++) {
    struct event reply = harness_ask(h, "show", arena_format(h->arena, "{\"key\":\"%s\"}", keys[i]));
    struct json *record = json_get(reply.data, "record");
    assert_true(json_get_bool(reply.data, "found", false));
    assert_true(slice_is(json_get_text(record, "verdict"), "stored"));
    assert_true(slice_is(json_get_text(record, "url"), "http://a/fed"));
    assert_int_equal(h->reply.count, 2);
    assert_int_equal(frame_sequence(h, 1), 1);
  }
  struct event reply = harness_ask(h, "show", "{\"key\":\"http://nowhere/\"}");
  assert_false(json_get_bool(reply.data, "found", true));
  assert_int_equal(h->reply.count, 1);
}

static void status_has_what_the_protocol_promises(void **state)
{
  struct harness *h = *state;
  store_some(h, 3, 20);
  struct json *status = harness_ask(h, "status", "{}").data;
  static const char *const texts[] = {"service", "name", "version", "started_at", "state", "store"};
  static const char *const numbers[] = {"pid",      "last_sequence",    "stored",  "duplicate",
                                        "rejected", "refused_messages", "pending", "commits"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    assert_true(json_get_text(status, texts[i]).length > 0);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    assert_true(json_is_integer(json_get(status, numbers[i])));
  assert_true(slice_is(json_get_text(status, "state"), "running"));
  assert_int_equal(json_get_integer(json_get(status, "rates"), "stored_per_minute", -1), 3);
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "--daemon") == 0) return harness_daemon(argc - 1, argv + 1);
#define with_daemon(test) cmocka_unit_test_setup_teardown(test, setup_running, teardown)
  const struct CMUnitTest tests[] = {
      with_daemon(an_article_is_committed_then_answered_and_published_with_its_number),
      with_daemon(a_redelivery_is_answered_and_not_published_again),
      with_daemon(duplicates_and_rejected_articles_are_answered_and_not_published),
      with_daemon(each_fetcher_hears_of_its_own_items),
      with_daemon(each_article_goes_out_under_its_language_and_under_its_source),
      with_daemon(heartbeats_tell_the_last_sequence_on_both_sockets),
      with_daemon(garbage_is_counted_and_stops_nothing),
      with_daemon(white_space_around_an_event_does_not_break_its_numbering),
      with_daemon(odd_requests_are_answered_with_an_error),
      with_daemon(a_gap_is_replayed_with_numbers),
      with_daemon(a_replay_ends_at_a_thousand_articles),
      with_daemon(a_replay_ends_at_eight_mebibytes_and_a_larger_article_goes_alone),
      with_daemon(show_finds_an_article_by_each_of_its_names),
      with_daemon(status_has_what_the_protocol_promises),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
