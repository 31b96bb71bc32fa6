/* One worker in this thread: what it takes, what it refuses, what it leaves. A drain with a far deadline
 * makes it work off what is queued and come back, so that nothing here depends on time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "runtime/stage_worker.h"

#include "stage_fixture.h"

static const struct stage subject = {.daemon = {.service = "clean"},
                                     .takes = EVENT_FETCHED,
                                     .gives = EVENT_CLEANED,
                                     .rules_new = test_rules_new,
                                     .rules_free = test_rules_free,
                                     .worker_new = test_worker_new,
                                     .worker_free = test_worker_free,
                                     .process = test_process};

struct fixture {
  struct bus *bus;
  struct bus_socket *feed, *sink;
  struct stage_shared shared;
  struct stage_input input;
  struct stage_worker worker;
  struct arena *arena;
  struct bus_message message;
  bool holds;
};

static struct bus_socket *open_socket(struct fixture *f, enum bus_kind kind, const char *endpoint, bool bind)
{
  struct bus_socket *socket = bus_open(f->bus, kind);
  assert_true(bind ? bus_bind(socket, endpoint, NULL) : bus_connect(socket, endpoint, NULL));
  return socket;
}

static int set_up(void **state)
{
  struct fixture *f = memory_zero(1, sizeof *f);
  struct config *config = memory_zero(1, sizeof *config);
  rules_path[0] = '\0';
  stage_fixture_open();
  f->bus = bus_new();
  f->arena = arena_new();
  f->shared = (struct stage_shared){.stage = &subject, .source = "/depeche/clean/test", .loop = loop_new()};
  f->shared.rules = stage_rules_new(&subject, config, NULL);
  stage_shared_open(&f->shared);
  pthread_mutex_init(&f->input.turn, NULL);
  f->input.socket = open_socket(f, BUS_PULL, "inproc://in", true);
  f->feed = open_socket(f, BUS_PUSH, "inproc://in", false);
  f->worker = (struct stage_worker){.shared = &f->shared, .input = &f->input};
  free(config);
  *state = f;
  return 0;
}

static void drop_message(struct fixture *f)
{
  if (f->holds) bus_message_free(&f->message);
  f->holds = false;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  drop_message(f);
  bus_close(&f->feed);
  bus_close(&f->sink);
  bus_close(&f->input.socket);
  bus_close(&f->worker.output);
  stage_shared_close(&f->shared);
  stage_rules_free(&f->shared.rules);
  loop_free(&f->shared.loop);
  pthread_mutex_destroy(&f->input.turn);
  arena_free(&f->arena);
  bus_free(&f->bus);
  assert_int_equal(tally->rules_made, tally->rules_freed);
  assert_int_equal(tally->workers_made, tally->workers_freed);
  stage_fixture_close();
  free(f);
  return 0;
}

static void with_output(struct fixture *f)
{
  f->sink = open_socket(f, BUS_PULL, "inproc://out", true);
  f->worker.output = open_socket(f, BUS_PUSH, "inproc://out", false);
}

static void feed_frames(struct fixture *f, const struct slice *frames, size_t count)
{
  assert_int_equal(bus_send(f->feed, frames, count), BUS_DONE);
}

static struct slice feed(struct fixture *f, const char *type, int64_t item, const char *wish)
{
  const struct slice frames[] = {slice_of(article_event(f->arena, type, item, wish)), SLICE("")};
  feed_frames(f, frames, strcmp(type, EVENT_FETCHED) == 0 ? 2 : 1);
  return frames[0];
}

static void feed_text(struct fixture *f, const char *text)
{
  struct slice frame = slice_of(text);
  feed_frames(f, &frame, 1);
}

static void work_off(struct fixture *f, millis deadline)
{
  atomic_store(&f->shared.alive, 1);
  stage_shared_drain(&f->shared, deadline);
  stage_worker_run(&f->worker);
  assert_int_equal(f->shared.alive, 0);
}

static void work_off_all(struct fixture *f)
{
  work_off(f, clock_monotonic() + 3600 * 1000);
}

static struct slice came_out(struct fixture *f)
{
  drop_message(f);
  assert_int_equal(bus_receive(f->sink, &f->message, 0), BUS_DONE);
  f->holds = true;
  assert_int_equal(f->message.count, 1);
  return f->message.frames[0];
}

static struct event event_out(struct fixture *f, const char *type)
{
  struct event event;
  dp_error error = {0};
  if (!event_parse(f->arena, came_out(f), &event, &error)) fail_msg("%s", error.text);
  assert_true(slice_is(event.type, type));
  return event;
}

static bool nothing_came_out(struct fixture *f)
{
  drop_message(f);
  return bus_receive(f->sink, &f->message, 0) == BUS_AGAIN;
}

static void an_article_whose_body_frame_is_missing_or_too_many_is_refused(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  struct slice fetched = slice_of(article_event(f->arena, EVENT_FETCHED, 1, ""));
  const struct slice rejected[] = {slice_of(article_event(f->arena, EVENT_REJECTED, 2, "")), SLICE("<p>")};
  feed_frames(f, &fetched, 1);
  feed_frames(f, rejected, 2);
  work_off_all(f);
  assert_true(nothing_came_out(f));
  assert_int_equal(f->worker.counts.refused, 2);
}

static void an_article_goes_on_under_its_own_name(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  struct slice frames[] = {slice_of(article_event(f->arena, EVENT_FETCHED, 7, "")), SLICE("<p>body")};
  feed_frames(f, frames, 2);
  work_off_all(f);
  struct event event = event_out(f, EVENT_CLEANED);
  assert_true(slice_is(event.id, "e0c7.7") && slice_is(event.epoch, "e0c7") &&
              slice_is(event.origin, "main"));
  assert_true(event.item == 7 && event.attempt == 2);
  assert_true(slice_is(event.source, "/depeche/clean/test"));
  assert_int_equal(json_get_integer(event.data, "body_bytes", -1), 7);
  assert_true(json_get_integer(json_get(json_get(event.data, "depeche"), "timings"), "clean_us", -1) >= 0);
  assert_int_equal(f->worker.counts.processed, 1);
}

static void what_is_rejected_goes_on_with_the_reason(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  feed(f, EVENT_FETCHED, 1, "reject");
  feed(f, EVENT_FETCHED, 2, "reject-silently");
  work_off_all(f);
  assert_true(slice_is(article_rejected_reason(event_out(f, EVENT_REJECTED).data), "no-article"));
  assert_true(slice_is(article_rejected_reason(event_out(f, EVENT_REJECTED).data), "stage-failed"));
  assert_int_equal(f->worker.counts.rejected, 2);
  assert_int_equal(f->worker.counts.processed, 0);
}

static void what_came_rejected_passes_as_the_same_bytes(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  struct slice frame = feed(f, EVENT_REJECTED, 3, "gate");
  work_off_all(f);
  assert_true(slice_equal(came_out(f), frame));
  assert_int_equal(f->worker.counts.passed, 1);
  assert_int_equal(tally->calls, 0);
}

static void assert_rejected_as_too_large(struct fixture *f, const char *wish)
{
  with_output(f);
  feed(f, EVENT_FETCHED, 4, wish);
  work_off_all(f);
  struct event event = event_out(f, EVENT_REJECTED);
  assert_true(slice_is(article_rejected_reason(event.data), "stage-failed"));
  assert_null(json_get(event.data, "huge"));
  assert_true(event.item == 4);
  assert_int_equal(f->worker.counts.rejected, 1);
}

static void a_result_too_large_for_an_event_is_rejected_and_not_lost(void **state)
{
  assert_rejected_as_too_large(*state, "huge");
}

static void a_result_of_too_many_values_is_rejected_and_not_lost(void **state)
{
  assert_rejected_as_too_large(*state, "scattered");
}

static void a_result_goes_on_without_what_would_make_it_too_large(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  feed(f, EVENT_FETCHED, 5, "formatted");
  work_off_all(f);
  struct event event = event_out(f, EVENT_CLEANED);
  assert_true(slice_is(article_text(event.data), "The text."));
  assert_int_equal(json_count(json_get(event.data, "bodies")), 1);
  assert_true(
      slice_is(json_text(json_first(json_get(json_get(event.data, "depeche"), "omitted"))), "formatted"));
  assert_int_equal(f->worker.counts.processed, 1);
}

static void malformed_messages_are_counted_and_skipped(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  struct slice many[BUS_MAX_FRAMES + 1];
  for (size_t i = 0; i <= BUS_MAX_FRAMES; i++)
    many[i] = slice_of(article_event(f->arena, EVENT_FETCHED, 9, ""));
  feed_text(f, "");
  feed_text(f, "{\"half\":");
  feed_text(f, "{\"specversion\":\"1.0\",\"type\":\"depeche.article.fetched\",\"id\":\"1\",\"source\":\"/x\","
               "\"time\":\"2024-04-12T08:30:00Z\"}");
  feed(f, EVENT_TAGGED, 9, "");
  feed_frames(f, many, 3);
  feed_frames(f, many, BUS_MAX_FRAMES + 1);
  feed(f, EVENT_FETCHED, 10, "");
  work_off_all(f);
  assert_true(event_out(f, EVENT_CLEANED).item == 10);
  assert_true(nothing_came_out(f));
  assert_int_equal(f->worker.counts.refused, 6);
  assert_int_equal(f->worker.counts.processed, 1);
}

static void everything_received_is_finished_by_a_drain(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  for (int64_t i = 1; i <= 8; i++) feed(f, EVENT_FETCHED, i, "");
  work_off_all(f);
  for (int64_t i = 1; i <= 8; i++) assert_true(event_out(f, EVENT_CLEANED).item == i);
}

static void a_drain_gives_the_bound_name_back_and_still_reads_what_came(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  feed(f, EVENT_FETCHED, 1, "");
  f->input.bound = "inproc://in";
  work_off_all(f);
  assert_null(f->input.bound);
  assert_true(event_out(f, EVENT_CLEANED).item == 1);
  struct bus_socket *heir = open_socket(f, BUS_PULL, "inproc://in", true);
  bus_close(&heir);
}

static void a_drain_past_its_deadline_takes_nothing(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  feed(f, EVENT_FETCHED, 1, "");
  work_off(f, clock_monotonic() - 1);
  assert_int_equal(tally->calls, 0);
  assert_true(nothing_came_out(f));
}

static void without_an_output_nothing_is_taken(void **state)
{
  struct fixture *f = *state;
  f->worker.output = bus_open(f->bus, BUS_PUSH);
  struct slice frame = feed(f, EVENT_FETCHED, 1, "");
  work_off(f, clock_monotonic() + 1);
  assert_int_equal(tally->calls, 0);
  struct bus_message left;
  assert_int_equal(bus_receive(f->input.socket, &left, 0), BUS_DONE);
  assert_true(slice_equal(left.frames[0], frame));
  bus_message_free(&left);
}

static void a_full_output_stops_the_taking(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  struct slice filler = SLICE("filler");
  int room = 0;
  while (bus_send(f->worker.output, &filler, 1) == BUS_DONE) room++;
  assert_true(room >= 8 && room <= 16);
  feed(f, EVENT_FETCHED, 1, "");
  work_off(f, clock_monotonic() + 1);
  assert_int_equal(tally->calls, 0);
}

static void an_ending_worker_takes_nothing_more(void **state)
{
  struct fixture *f = *state;
  with_output(f);
  feed(f, EVENT_FETCHED, 1, "");
  stage_shared_end(&f->shared);
  work_off_all(f);
  assert_int_equal(tally->calls, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(an_article_goes_on_under_its_own_name),
      TEST(an_article_whose_body_frame_is_missing_or_too_many_is_refused),
      TEST(what_is_rejected_goes_on_with_the_reason),
      TEST(what_came_rejected_passes_as_the_same_bytes),
      TEST(a_result_too_large_for_an_event_is_rejected_and_not_lost),
      TEST(a_result_of_too_many_values_is_rejected_and_not_lost),
      TEST(a_result_goes_on_without_what_would_make_it_too_large),
      TEST(malformed_messages_are_counted_and_skipped),
      TEST(everything_received_is_finished_by_a_drain),
      TEST(a_drain_gives_the_bound_name_back_and_still_reads_what_came),
      TEST(a_drain_past_its_deadline_takes_nothing),
      TEST(without_an_output_nothing_is_taken),
      TEST(a_full_output_stops_the_taking),
      TEST(an_ending_worker_takes_nothing_more),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
