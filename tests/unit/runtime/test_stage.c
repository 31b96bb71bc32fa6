/* A stage as a daemon of its own process, between a feeder and a reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/log.h"
#include "runtime/stage.h"

#include "../write_file.h"
#include "child.h"
#include "stage_fixture.h"

#define EVENT(name) "\"event\":\"" name "\""

struct fixture {
  char directory[64], input[96], output[96], status[96];
  struct child child;
  struct bus *bus;
  struct bus_socket *feed, *sink, *asker;
  struct arena *arena;
  struct bus_message message;
  bool holds;
};

static struct fixture *current; /* the child inherits it */
static int64_t worker_count;
static bool binds_input;

static void test_endpoints(const struct config *config, struct config_list *inputs, const char **output,
                           const char **status, int64_t *workers)
{
  (void)config;
  char moved[128];
  snprintf(moved, sizeof moved, "%s/moved", current->directory);
  inputs->count = 1;
  strcpy(inputs->items[0], current->input);
  *output = current->output;
  *status = current->status;
  *workers = files_exists(moved) ? worker_count + 1 : worker_count;
}

static int run_stage(void *context)
{
  (void)context;
  char *argv[] = {"depeche-clean", NULL};
  const struct stage stage = {.daemon = {.service = "clean", .purpose = "is tested", .name = test_name},
                              .takes = EVENT_FETCHED,
                              .gives = EVENT_CLEANED,
                              .binds_input = binds_input,
                              .endpoints = test_endpoints,
                              .rules_new = test_rules_new,
                              .rules_free = test_rules_free,
                              .worker_new = test_worker_new,
                              .worker_free = test_worker_free,
                              .process = test_process,
                              .rules_version = test_rules_version};
  return stage_main(1, argv, &stage);
}

static int set_up(void **state)
{
  struct fixture *f = current = memory_zero(1, sizeof *f);
  strcpy(f->directory, "/tmp/depeche-stage-XXXXXX");
  assert_non_null(mkdtemp(f->directory));
  snprintf(f->input, sizeof f->input, "ipc://%s/in", f->directory);
  snprintf(f->output, sizeof f->output, "ipc://%s/out", f->directory);
  snprintf(f->status, sizeof f->status, "ipc://%s/status", f->directory);
  snprintf(rules_path, sizeof rules_path, "%s/rules", f->directory);
  setenv("DEPECHE_RUN_DIR", f->directory, 1);
  setenv("DEPECHE_STATE_DIR", f->directory, 1);
  unsetenv("DEPECHE_CONFIG");
  stage_fixture_open();
  write_rules("first");
  worker_count = 1;
  binds_input = false;
  f->arena = arena_new();
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
  static const char *const files[] = {"in", "out", "status", "rules", "moved", "clean-test.lock"};
  struct fixture *f = *state;
  drop_message(f);
  bus_close(&f->feed);
  bus_close(&f->sink);
  bus_close(&f->asker);
  bus_free(&f->bus);
  child_free(&f->child);
  arena_free(&f->arena);
  stage_fixture_close();
  for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", f->directory, files[i]);
    unlink(path);
  }
  rmdir(f->directory);
  free(f);
  return 0;
}

/* start - the child first: a process with threads had better not fork. */
static void start(struct fixture *f)
{
  f->child = child_start(run_stage, NULL);
  f->bus = bus_new();
  f->feed = bus_open(f->bus, BUS_PUSH);
  f->asker = bus_open(f->bus, BUS_DEALER);
  assert_true(binds_input ? bus_connect(f->feed, f->input, NULL) : bus_bind(f->feed, f->input, NULL));
  assert_true(bus_connect(f->asker, f->status, NULL));
  child_wait_for(&f->child, EVENT("ready"));
}

static void open_sink(struct fixture *f)
{
  f->sink = bus_open(f->bus, BUS_PULL);
  assert_true(bus_bind(f->sink, f->output, NULL));
}

static int stop(struct fixture *f)
{
  kill(f->child.pid, SIGTERM);
  return child_end(&f->child);
}

static void feed(struct fixture *f, int64_t item, const char *wish)
{
  const struct slice frames[] = {slice_of(article_event(f->arena, EVENT_FETCHED, item, wish)), SLICE("")};
  assert_int_equal(bus_send_wait(f->feed, frames, 2, PATIENCE), BUS_DONE);
}

static struct event came_out(struct fixture *f)
{
  struct event event;
  dp_error error = {0};
  drop_message(f);
  assert_int_equal(bus_receive(f->sink, &f->message, PATIENCE), BUS_DONE);
  f->holds = true;
  if (!event_parse(f->arena, f->message.frames[0], &event, &error)) fail_msg("%s", error.text);
  return event;
}

static bool ruled_by(const struct event *event, const char *word)
{
  return slice_is(json_get_text(event->data, "ruled"), word);
}

static struct json *ask_status(struct fixture *f)
{
  struct slice frame = SLICE("{\"specversion\":\"1.0\",\"type\":\"depeche.request.status\",\"id\":\"s\","
                             "\"source\":\"/test\",\"time\":\"2024-04-12T08:30:00Z\"}");
  struct event event;
  dp_error error = {0};
  assert_int_equal(bus_send_wait(f->asker, &frame, 1, PATIENCE), BUS_DONE);
  drop_message(f);
  assert_int_equal(bus_receive(f->asker, &f->message, PATIENCE), BUS_DONE);
  f->holds = true;
  if (!event_parse(f->arena, f->message.frames[0], &event, &error)) fail_msg("%s", error.text);
  assert_true(slice_is(event.type, "depeche.reply.status"));
  return event.data;
}

static void articles_pass_through_and_the_status_counts_them(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  feed(f, 1, "");
  feed(f, 2, "reject");
  assert_true(came_out(f).item == 1);
  assert_true(slice_is(came_out(f).type, EVENT_REJECTED));
  struct json *status = ask_status(f);
  while (json_get_integer(status, "rejected", 0) < 1) status = ask_status(f); /* counted behind the send */
  assert_int_equal(json_get_integer(status, "processed", -1), 1);
  assert_int_equal(json_get_integer(status, "refused", -1), 0);
  assert_int_equal(json_get_integer(status, "workers", -1), 1);
  assert_int_equal(json_get_integer(status, "pid", -1), f->child.pid);
  assert_true(json_get_integer(status, "cpu_us", -1) >= 0);
  assert_true(slice_is(json_get_text(status, "service"), "clean"));
  assert_true(slice_is(json_get_text(status, "name"), "test"));
  assert_true(slice_is(json_get_text(status, "rules_version"), "first"));
  millis started;
  assert_true(clock_parse(json_get_text(status, "started_at"), &started));
  assert_int_equal(stop(f), EX_OK);
}

static void malformed_input_is_counted_and_the_stage_goes_on(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  struct slice garbage[] = {SLICE("{\"no\""), SLICE("body")};
  assert_int_equal(bus_send_wait(f->feed, garbage, 2, PATIENCE), BUS_DONE);
  child_wait_for(&f->child, EVENT("message_refused"));
  feed(f, 1, "");
  assert_true(came_out(f).item == 1);
  assert_int_equal(json_get_integer(ask_status(f), "refused", -1), 1);
}

static void without_a_reader_nothing_is_taken_and_later_nothing_is_lost(void **state)
{
  struct fixture *f = *state;
  worker_count = 2;
  start(f);
  for (int64_t i = 1; i <= 8; i++) feed(f, i, "");
  ask_status(f);
  assert_int_equal(tally->calls, 0);
  open_sink(f);
  unsigned seen = 0;
  for (int i = 0; i < 8; i++) seen |= 1u << came_out(f).item;
  assert_int_equal(seen, 0x1fe);
}

/* A reader that never reads: what can be fed is bounded by the queues (8 at each end of two hops) and one
 * article a worker, whatever the feeder tries. */
static void a_reader_that_does_not_read_stops_the_feeder(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  size_t size = 1024 * 1024;
  char *padding = memory_zero(1, size + 1);
  memset(padding, 'x', size);
  const struct slice frames[] = {slice_of(article_event(f->arena, EVENT_FETCHED, 1, padding)), SLICE("")};
  int fed = 0;
  while (fed < 200 && bus_send_wait(f->feed, frames, 2, 300) == BUS_DONE) fed++;
  assert_true(fed <= 48);
  free(padding);
}

static void a_bound_input_is_shared_by_all_workers(void **state)
{
  struct fixture *f = *state;
  enum { ARTICLES = 200 };
  bool seen[ARTICLES + 1] = {false};
  worker_count = 3;
  binds_input = true;
  start(f);
  open_sink(f);
  for (int64_t fed = 0, taken = 0; taken < ARTICLES; taken++) {
    while (fed < ARTICLES && fed < taken + 16) feed(f, ++fed, "");
    int64_t item = came_out(f).item;
    assert_false(seen[item]);
    seen[item] = true;
  }
  assert_int_equal(stop(f), EX_OK);
  assert_int_equal(tally->workers_made, 3);
  assert_int_equal(tally->workers_freed, 3);
}

static void a_drain_finishes_the_article_in_hand(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  feed(f, 1, "gate");
  while (atomic_load(&tally->calls) == 0) poll(NULL, 0, 1);
  kill(f->child.pid, SIGTERM);
  child_wait_for(&f->child, EVENT("draining"));
  assert_int_equal(write(gate[1], "x", 1), 1);
  assert_true(came_out(f).item == 1);
  assert_int_equal(child_end(&f->child), EX_OK);
  assert_int_equal(tally->rules_freed, 1);
}

static void an_idle_stage_stops_at_once_in_either_mode(void **state)
{
  struct fixture *f = *state;
  worker_count = 3;
  binds_input = true;
  start(f);
  assert_int_equal(stop(f), EX_OK);
  assert_int_equal(tally->workers_freed, 3);
}

static void reload(struct fixture *f, const char *word, const char *outcome)
{
  write_rules(word);
  kill(f->child.pid, SIGHUP);
  child_wait_for(&f->child, outcome);
}

static void a_reload_takes_effect_with_the_next_article(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  feed(f, 1, "gate");
  while (atomic_load(&tally->calls) == 0) poll(NULL, 0, 1);
  reload(f, "second", EVENT("reload"));
  assert_int_equal(tally->rules_freed, 0); /* the article in hand still reads them */
  assert_int_equal(write(gate[1], "x", 1), 1);
  feed(f, 2, "");
  struct event event = came_out(f);
  assert_true(ruled_by(&event, "first"));
  event = came_out(f);
  assert_true(ruled_by(&event, "second"));
  assert_int_equal(stop(f), EX_OK);
  assert_int_equal(tally->rules_made, 2);
  assert_int_equal(tally->rules_freed, 2);
}

static void a_refused_reload_keeps_the_old_rules(void **state)
{
  struct fixture *f = *state;
  start(f);
  open_sink(f);
  reload(f, "bad", EVENT("reload_refused"));
  assert_true(child_said(&f->child, "the rules are bad"));
  feed(f, 1, "");
  struct event event = came_out(f);
  assert_true(ruled_by(&event, "first"));
  assert_true(slice_is(json_get_text(ask_status(f), "rules_version"), "first"));
}

static void reloads_under_load_lose_nothing(void **state)
{
  struct fixture *f = *state;
  worker_count = 2;
  start(f);
  open_sink(f);
  for (int64_t round = 0; round < 20; round++) {
    for (int64_t i = 1; i <= 6; i++) feed(f, round * 6 + i, "");
    reload(f, round % 2 ? "odd" : "even", EVENT("reload"));
    for (int i = 0; i < 6; i++) came_out(f);
  }
  assert_int_equal(tally->calls, 120);
  assert_int_equal(stop(f), EX_OK);
  assert_int_equal(tally->rules_made, tally->rules_freed);
}

static void bad_rules_at_the_start_are_told(void **state)
{
  struct fixture *f = *state;
  write_rules("bad");
  f->child = child_start(run_stage, NULL);
  assert_int_equal(child_end(&f->child), EX_CONFIG);
  assert_true(child_said(&f->child, "the rules are bad"));
}

static void an_endpoint_that_cant_be_bound_is_told_at_the_start(void **state)
{
  struct fixture *f = *state;
  strcpy(f->status, "ipc:///nowhere/at/all");
  f->child = child_start(run_stage, NULL);
  assert_int_equal(child_end(&f->child), EX_CONFIG);
  assert_true(child_said(&f->child, "/nowhere/at/all"));
  assert_int_equal(tally->rules_made, tally->rules_freed);
}

static void a_reload_that_would_change_the_workers_says_that_a_restart_is_needed(void **state)
{
  struct fixture *f = *state;
  start(f);
  reload(f, "second", EVENT("reload"));
  assert_false(child_said(&f->child, EVENT("restart_needed")));
  char moved[128];
  snprintf(moved, sizeof moved, "%s/moved", f->directory);
  assert_true(write_file(moved, SLICE("x")));
  reload(f, "third", EVENT("restart_needed"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(articles_pass_through_and_the_status_counts_them),
      TEST(malformed_input_is_counted_and_the_stage_goes_on),
      TEST(without_a_reader_nothing_is_taken_and_later_nothing_is_lost),
      TEST(a_reader_that_does_not_read_stops_the_feeder),
      TEST(a_bound_input_is_shared_by_all_workers),
      TEST(a_drain_finishes_the_article_in_hand),
      TEST(an_idle_stage_stops_at_once_in_either_mode),
      TEST(a_reload_takes_effect_with_the_next_article),
      TEST(a_refused_reload_keeps_the_old_rules),
      TEST(reloads_under_load_lose_nothing),
      TEST(bad_rules_at_the_start_are_told),
      TEST(an_endpoint_that_cant_be_bound_is_told_at_the_start),
      TEST(a_reload_that_would_change_the_workers_says_that_a_restart_is_needed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
