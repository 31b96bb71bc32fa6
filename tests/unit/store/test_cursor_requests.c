/* test_cursor_requests - durable subscriptions as a subscriber meets them, over the socket of a running
 * store. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "harness.h"

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

static void store(struct harness *h, int64_t from, int64_t to)
{
  for (int64_t i = from; i <= to; i++) {
    harness_push(h, sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i),
                              arena_format(h->arena, "text %lld", (long long)i)));
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  }
}

/* asked - the data of a reply that must be a good one. */
static struct json *asked(struct harness *h, const char *verb, const char *data)
{
  struct event event = harness_ask(h, verb, data);
  if (slice_is(event.type, EVENT_ERROR))
    fail_msg("%s %s: %s", verb, data, json_get_text(event.data, "message").data);
  return event.data;
}

static int refused(struct harness *h, const char *verb, const char *data)
{
  struct event event = harness_ask(h, verb, data);
  assert_true(slice_is(event.type, EVENT_ERROR));
  return (int)json_get_integer(event.data, "code", 0);
}

static int64_t number(const struct json *data, const char *key)
{
  return json_get_integer(data, key, -1);
}

static void assert_frames(struct harness *h, int64_t first, size_t count)
{
  assert_int_equal(h->reply.count, 1 + count);
  for (size_t i = 0; i < count; i++) {
    struct event event;
    assert_true(event_parse(h->arena, arena_slice(h->arena, h->reply.frames[1 + i]), &event, NULL));
    assert_int_equal(event.sequence, first + (int64_t)i);
  }
}

/* ---- tests ---- */

static void a_cursor_gives_what_follows_it_until_that_is_acknowledged(void **state)
{
  struct harness *h = *state;
  store(h, 1, 6);
  struct json *made = asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":2}");
  assert_true(json_get_bool(made, "made", false));
  assert_int_equal(number(made, "position"), 2);
  assert_int_equal(number(made, "lag"), 4);
  for (int i = 0; i < 2; i++) { /* asking moves nothing */
    struct json *piece = asked(h, "cursor.next", "{\"name\":\"desk1\",\"limit\":3}");
    assert_frames(h, 3, 3);
    assert_int_equal(number(piece, "from"), 3);
    assert_int_equal(number(piece, "to"), 5);
    assert_int_equal(number(piece, "last"), 6);
    assert_int_equal(number(piece, "position"), 2);
    assert_true(json_get_bool(piece, "more", false));
  }
  struct json *acked = asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":5}");
  assert_int_equal(number(acked, "position"), 5);
  assert_int_equal(number(acked, "lag"), 1);
  asked(h, "cursor.next", "{\"name\":\"desk1\"}");
  assert_frames(h, 6, 1);
}

static void a_reader_may_read_ahead_of_what_it_has_acknowledged(void **state)
{
  struct harness *h = *state;
  store(h, 1, 4);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"from\":\"start\"}");
  asked(h, "cursor.next", "{\"name\":\"desk1\",\"after\":2,\"limit\":1}");
  assert_frames(h, 3, 1);
  asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":3}");
  asked(h, "cursor.next", "{\"name\":\"desk1\",\"after\":1}");
  assert_frames(h, 4, 1);
}

static void opening_again_changes_nothing(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":1}");
  struct json *again = asked(h, "cursor.open", "{\"name\":\"desk1\",\"from\":\"now\"}");
  assert_false(json_get_bool(again, "made", true));
  assert_int_equal(number(again, "position"), 1);
}

static void a_cursor_begins_where_it_is_told_or_now(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"a\"}"), "position"), 3);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"b\",\"from\":\"start\"}"), "position"), 0);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"c\",\"since\":\"2000-01-01\"}"), "position"),
                   0);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"d\",\"since\":\"2999-01-01\"}"), "position"),
                   3);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"e\",\"after\":99}"), "position"), 3);
}

static void an_acknowledgement_never_goes_back_and_never_beyond_the_end(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":2}");
  assert_int_equal(number(asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":1}"), "position"), 2);
  assert_int_equal(refused(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":4}"), EX_USAGE);
  assert_int_equal(number(asked(h, "cursor.seek", "{\"name\":\"desk1\",\"after\":1}"), "position"), 1);
  assert_int_equal(refused(h, "cursor.seek", "{\"name\":\"desk1\",\"after\":4}"), EX_USAGE);
}

static void acknowledgements_are_kept_through_a_kill(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":0}");
  asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":2}");
  harness_stop(h, SIGKILL);
  harness_start(h);
  asked(h, "cursor.next", "{\"name\":\"desk1\"}");
  assert_frames(h, 3, 1);
}

static void cursors_are_independent_and_listed_with_their_lag(void **state)
{
  struct harness *h = *state;
  store(h, 1, 4);
  asked(h, "cursor.open", "{\"name\":\"slow\",\"after\":0}");
  asked(h, "cursor.open", "{\"name\":\"quick\",\"after\":0}");
  asked(h, "cursor.ack", "{\"name\":\"quick\",\"to\":4}");
  struct json *page = asked(h, "cursor.list", "{\"limit\":1}");
  struct json *quick = json_first(json_get(page, "cursors"));
  assert_int_equal(json_count(json_get(page, "cursors")), 1);
  assert_true(json_get_bool(page, "more", false));
  assert_true(slice_is(json_get_text(quick, "name"), "quick"));
  assert_int_equal(number(quick, "lag"), 0);
  assert_null(json_get(quick, "oldest_at"));
  page = asked(h, "cursor.list", "{\"after\":\"quick\",\"limit\":1}");
  struct json *slow = json_first(json_get(page, "cursors"));
  assert_false(json_get_bool(page, "more", true));
  assert_int_equal(number(slow, "lag"), 4);
  assert_non_null(json_get(slow, "oldest_at"));
  struct json *in_status = json_get(asked(h, "status", "{}"), "cursors");
  assert_int_equal(number(in_status, "count"), 2);
  assert_int_equal(number(in_status, "lag"), 4);
}

static void a_removed_cursor_is_gone(void **state)
{
  struct harness *h = *state;
  asked(h, "cursor.open", "{\"name\":\"desk1\"}");
  assert_true(json_get_bool(asked(h, "cursor.remove", "{\"name\":\"desk1\"}"), "removed", false));
  assert_false(json_get_bool(asked(h, "cursor.remove", "{\"name\":\"desk1\"}"), "removed", true));
  assert_int_equal(refused(h, "cursor.next", "{\"name\":\"desk1\"}"), EX_NOINPUT);
  assert_int_equal(refused(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":0}"), EX_NOINPUT);
  assert_int_equal(refused(h, "cursor.seek", "{\"name\":\"desk1\",\"after\":0}"), EX_NOINPUT);
}

static void requests_that_make_no_sense_are_refused_with_a_reason(void **state)
{
  struct harness *h = *state;
  static const char *const cases[][2] = {
      {"cursor.open", "{}"},
      {"cursor.open", "{\"name\":\"a b\"}"},
      {"cursor.open", "{\"name\":\"a'); DROP TABLE cursor; --\"}"},
      {"cursor.open", "{\"name\":\"a\",\"after\":-1}"},
      {"cursor.open", "{\"name\":\"a\",\"after\":1,\"from\":\"now\"}"},
      {"cursor.open", "{\"name\":\"a\",\"from\":\"yesterday\"}"},
      {"cursor.open", "{\"name\":\"a\",\"since\":\"soon\"}"},
      {"cursor.open", "{\"name\":\"a\",\"since\":20260101}"},
      {"cursor.open", "{\"name\":\"a\",\"filter\":7}"},
      {"cursor.open", "{\"name\":\"a\",\"filter\":\"( place:NE\"}"},
      {"cursor.next", "{}"},
      {"cursor.next", "{\"name\":[]}"},
      {"cursor.ack", "{\"name\":\"known\"}"},
      {"cursor.ack", "{\"name\":\"known\",\"to\":\"1\"}"},
      {"cursor.next", "{\"name\":\"known\",\"limit\":0}"},
      {"cursor.seek", "{\"name\":\"known\"}"},
      {"cursor.list", "{\"limit\":-1}"},
  };
  asked(h, "cursor.open", "{\"name\":\"known\"}");
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_int_equal(refused(h, cases[i][0], cases[i][1]), EX_USAGE);
  assert_int_equal(json_count(json_get(asked(h, "cursor.list", "{}"), "cursors")), 1);
}

static struct slice request_of(struct harness *h, const char *verb, const char *data)
{
  return slice_of(
      arena_format(h->arena,
                   "{\"specversion\":\"1.0\",\"type\":\"depeche.request.%s\",\"id\":\"q\",\"source\":\"/t\","
                   "\"time\":\"2024-04-12T08:30:00Z\",\"data\":%s}",
                   verb, data));
}

static void acknowledgements_sent_together_are_all_answered(void **state)
{
  struct harness *h = *state;
  enum { MANY = 30 }; /* the sockets keep 32 messages of a peer */
  store(h, 1, MANY);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":0}");
  asked(h, "cursor.open", "{\"name\":\"desk2\",\"after\":0}");
  for (int i = 1; i <= MANY; i++) {
    struct slice frame = slice_of(arena_format(
        h->arena,
        "{\"specversion\":\"1.0\",\"type\":\"depeche.request.cursor.ack\",\"id\":\"ack%d\",\"source\":\"/t\","
        "\"time\":\"2024-04-12T08:30:00Z\",\"data\":{\"name\":\"desk%d\",\"to\":%d}}",
        i, 1 + i % 2, i));
    assert_int_equal(bus_send_wait(h->asker, &frame, 1, PATIENCE_MS), BUS_DONE);
  }
  for (int i = 1; i <= MANY; i++) {
    struct event event;
    assert_int_equal(bus_receive_reply(h->asker, &h->reply, PATIENCE_MS), BUS_DONE);
    assert_true(event_parse(h->arena, h->reply.frames[0], &event, NULL));
    assert_true(slice_is(event.type, "depeche.reply.cursor.ack"));
    assert_true(slice_is(event.inreplyto, arena_format(h->arena, "ack%d", i)));
    assert_true(number(event.data, "position") >= i);
  }
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"desk2\"}"), "position"), MANY - 1);
}

/* More of them than share one transaction wait while the store stands still, and others among them, so that
 * no turn ends with a round number. */
static void acknowledgements_of_a_crowd_are_all_answered(void **state)
{
  struct harness *h = *state;
  enum { PEERS = 8, EACH = 25, OTHERS = 5 };
  struct bus_socket *peers[PEERS];
  store(h, 1, 1);
  asked(h, "cursor.open", "{\"name\":\"desk\",\"after\":0}");
  struct slice ack = request_of(h, "cursor.ack", "{\"name\":\"desk\",\"to\":1}");
  struct slice ping = request_of(h, "ping", "{}");
  for (int i = 0; i < PEERS; i++) {
    peers[i] = harness_connect(h, BUS_DEALER, h->config.store.query);
    assert_int_equal(bus_send_wait(peers[i], &ping, 1, PATIENCE_MS), BUS_DONE);
    assert_int_equal(bus_receive_reply(peers[i], &h->reply, PATIENCE_MS), BUS_DONE);
  }
  assert_int_equal(kill(h->pid, SIGSTOP), 0);
  for (int i = 0; i < OTHERS; i++) assert_int_equal(bus_send_wait(peers[0], &ping, 1, PATIENCE_MS), BUS_DONE);
  for (int i = 0; i < PEERS * EACH; i++)
    assert_int_equal(bus_send_wait(peers[i % PEERS], &ack, 1, PATIENCE_MS), BUS_DONE);
  assert_int_equal(kill(h->pid, SIGCONT), 0);
  for (int i = 0; i < PEERS; i++) {
    for (int j = 0; j < EACH + (i == 0 ? OTHERS : 0); j++)
      assert_int_equal(bus_receive_reply(peers[i], &h->reply, PATIENCE_MS), BUS_DONE);
    bus_close(&peers[i]);
  }
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"desk\"}"), "position"), 1);
}

static void limit_files(struct harness *h, rlim_t bytes)
{
  struct rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
  assert_int_equal(prlimit(h->pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static void on_a_full_disk_nothing_is_acknowledged_and_everything_read(void **state)
{
  struct harness *h = *state;
  store(h, 1, 4);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":0}");
  asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":1}");
  limit_files(h, 1);
  assert_int_equal(refused(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":2}"), EX_IOERR);
  assert_int_equal(refused(h, "cursor.open", "{\"name\":\"desk2\"}"), EX_IOERR);
  assert_int_equal(number(asked(h, "cursor.next", "{\"name\":\"desk1\"}"), "position"), 1);
  assert_frames(h, 2, 3);
  limit_files(h, RLIM_INFINITY);
  assert_int_equal(number(asked(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":3}"), "position"), 3);
}

static void a_cursor_of_another_catalog_has_to_be_told_where_it_goes_on(void **state)
{
  struct harness *h = *state;
  char command[600];
  store(h, 1, 3);
  asked(h, "cursor.open", "{\"name\":\"desk1\",\"after\":2}");
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  snprintf(command, sizeof command, "rm '%s'*", h->catalog_path);
  assert_int_equal(system(command), 0);
  harness_start(h);
  assert_int_equal(refused(h, "cursor.next", "{\"name\":\"desk1\"}"), EX_DATAERR);
  assert_int_equal(refused(h, "cursor.ack", "{\"name\":\"desk1\",\"to\":0}"), EX_DATAERR);
  struct json *listed = json_first(json_get(asked(h, "cursor.list", "{}"), "cursors"));
  assert_true(json_get_bool(listed, "rebuilt", false));
  asked(h, "cursor.seek", "{\"name\":\"desk1\",\"from\":\"start\"}");
  asked(h, "cursor.next", "{\"name\":\"desk1\"}");
}

/* looked - asks until the index has come up to the end; every reply must be of the articles that fit. */
static int64_t looked(struct harness *h, const char *verb, const char *data, int64_t step)
{
  int64_t found = 0, to = 0, last = 1;
  while (to < last) {
    struct json *piece = asked(h, verb, arena_format(h->arena, data, (long long)to));
    to = number(piece, "to");
    last = number(piece, "last");
    assert_true(json_get_bool(piece, "more", false) == (to < last));
    for (size_t i = 1; i < h->reply.count; i++) {
      struct event event;
      assert_true(event_parse(h->arena, h->reply.frames[i], &event, NULL));
      found += step;
      assert_int_equal(event.sequence, found);
      assert_true(event.sequence <= to);
    }
  }
  return found;
}

static void store_in_two_languages(struct harness *h, int64_t from, int64_t to)
{
  for (int64_t i = from; i <= to; i++) {
    struct sample sample = sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i),
                                     arena_format(h->arena, "text %lld", (long long)i));
    sample.language = i % 3 ? "en" : "fr";
    harness_push(h, sample);
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  }
}

static void a_filter_lets_through_what_fits_and_passes_over_the_rest(void **state)
{
  struct harness *h = *state;
  store_in_two_languages(h, 1, 20);
  asked(h, "cursor.open", "{\"name\":\"fr\",\"filter\":\"lang:fr\",\"from\":\"start\"}");
  assert_int_equal(looked(h, "cursor.next", "{\"name\":\"fr\",\"after\":%lld,\"limit\":4}", 3), 18);
  struct json *acked = asked(h, "cursor.ack", "{\"name\":\"fr\",\"to\":20}");
  assert_int_equal(number(acked, "lag"), 0);
  store_in_two_languages(h, 21, 22);
  struct json *piece = asked(h, "cursor.next", "{\"name\":\"fr\"}");
  assert_frames(h, 0, 0);
  assert_true(number(piece, "to") >= 20);
}

static void a_replay_may_have_a_filter_too(void **state)
{
  struct harness *h = *state;
  store_in_two_languages(h, 1, 12);
  assert_int_equal(looked(h, "replay", "{\"after\":%lld,\"filter\":\"lang:fr\"}", 3), 12);
  assert_int_equal(refused(h, "replay", "{\"after\":0,\"filter\":\"\\\"no end\"}"), EX_USAGE);
}

static void run_in_state(struct harness *h, const char *command)
{
  char line[600];
  snprintf(line, sizeof line, "cd '%s' && %s", h->state, command);
  assert_int_equal(system(line), 0);
}

static void behind_a_restored_catalog_no_cursor_passes_over_what_is_new(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  asked(h, "cursor.open", "{\"name\":\"ahead\",\"after\":0}");
  asked(h, "cursor.open", "{\"name\":\"behind\",\"after\":1}");
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  run_in_state(h, "mkdir kept && cp catalog.db* kept/");
  harness_start(h);
  store(h, 4, 6);
  asked(h, "cursor.ack", "{\"name\":\"ahead\",\"to\":6}");
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  run_in_state(h, "rm catalog.db* && mv kept/* .");
  harness_start(h);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"ahead\"}"), "position"), 3);
  assert_int_equal(number(asked(h, "cursor.open", "{\"name\":\"behind\"}"), "position"), 1);
  assert_int_equal(harness_log_count(h, "\"cursors_receded\""), 1);
  store(h, 4, 4);
  asked(h, "cursor.next", "{\"name\":\"ahead\"}");
  assert_frames(h, 4, 1);
}

static void a_replay_may_begin_at_a_time(void **state)
{
  struct harness *h = *state;
  store(h, 1, 3);
  asked(h, "replay", "{\"since\":\"2000-01-01\"}");
  assert_frames(h, 1, 3);
  struct json *none = asked(h, "replay", "{\"since\":\"2999-01-01T00:00:00Z\"}");
  assert_frames(h, 0, 0);
  assert_int_equal(number(none, "to"), 3);
  assert_int_equal(refused(h, "replay", "{}"), EX_USAGE);
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "--daemon") == 0) return harness_daemon(argc - 1, argv + 1);
#define running(test) cmocka_unit_test_setup_teardown(test, setup_running, teardown)
  const struct CMUnitTest tests[] = {
      running(a_cursor_gives_what_follows_it_until_that_is_acknowledged),
      running(a_reader_may_read_ahead_of_what_it_has_acknowledged),
      running(opening_again_changes_nothing),
      running(a_cursor_begins_where_it_is_told_or_now),
      running(an_acknowledgement_never_goes_back_and_never_beyond_the_end),
      running(acknowledgements_are_kept_through_a_kill),
      running(cursors_are_independent_and_listed_with_their_lag),
      running(a_removed_cursor_is_gone),
      running(requests_that_make_no_sense_are_refused_with_a_reason),
      running(acknowledgements_sent_together_are_all_answered),
      running(acknowledgements_of_a_crowd_are_all_answered),
      running(on_a_full_disk_nothing_is_acknowledged_and_everything_read),
      running(a_cursor_of_another_catalog_has_to_be_told_where_it_goes_on),
      running(a_filter_lets_through_what_fits_and_passes_over_the_rest),
      running(a_replay_may_have_a_filter_too),
      running(behind_a_restored_catalog_no_cursor_passes_over_what_is_new),
      running(a_replay_may_begin_at_a_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
