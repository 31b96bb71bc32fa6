#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "data/database.h"
#include "harness.h"
#include "store/catalog.h"

static int setup(void **state)
{
  struct harness *h = harness_new();
  harness_configure(h, "");
  *state = h;
  return 0;
}

static int teardown(void **state)
{
  harness_free(*state);
  return 0;
}

static struct sample numbered(struct harness *h, int64_t i)
{
  return sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i),
                   arena_format(h->arena, "text %lld", (long long)i));
}

static struct catalog_counts counts_of(struct harness *h)
{
  dp_error error = {0};
  struct catalog_counts counts;
  struct catalog_options options = {.path = h->catalog_path};
  struct catalog *catalog = catalog_open(&options, &error);
  if (!catalog) fail_msg("%s", error.text);
  assert_true(catalog_count(catalog, &counts, &error));
  catalog_close(&catalog);
  return counts;
}

/* ---- letting go ---- */

static struct event replay_of(struct harness *h)
{
  return harness_ask(h, "replay", "{\"after\":0}");
}

static void what_expired_is_stepped_over_and_named(void **state)
{
  struct harness *h = *state;
  harness_configure(h, "  keep: 200ms\n  keep_sources: [kept ever]\n");
  harness_start(h);
  for (int64_t i = 1; i <= 6; i++) {
    struct sample sample = numbered(h, i);
    if (i == 3 || i == 6) sample.uri = i == 3 ? "http://kept/3" : "http://www.kept/6";
    harness_push(h, sample);
    harness_verdict(h, "main");
  }
  while (harness_status(h, "expired") < 4) continue;
  struct event reply = replay_of(h);
  char *text = arena_format(h->arena, "%.*s", (int)h->reply.frames[0].length, h->reply.frames[0].data);
  assert_non_null(strstr(text, "\"expired\":[[1,2],[4,5]]"));
  assert_int_equal(json_get_integer(reply.data, "to", 0), 6);
  assert_int_equal(h->reply.count, 3);
  assert_int_equal(harness_status(h, "stored"), 6);
  struct json *record = json_get(harness_ask(h, "show", "{\"key\":\"2\"}").data, "record");
  assert_true(json_get_bool(record, "expired", false));
  assert_int_equal(h->reply.count, 1);
  /* For ever from now on. */
  harness_configure(h, "");
  assert_int_equal(kill(h->pid, SIGHUP), 0);
  while (harness_log_count(h, "\"reload\"") == 0) continue;
  harness_push(h, numbered(h, 7));
  assert_verdict(harness_verdict(h, "main"), 7, "stored", 7);
  assert_int_equal(harness_status(h, "expired"), 4);
}

/* ---- death and return ---- */

enum { ITEMS = 400 };

/* note_verdicts - marks what was answered; an item never changes its sequence. Gives how many verdicts there
 * were. */
static int64_t note_verdicts(const struct event *event, int64_t sequences[ITEMS + 1])
{
  for
    json_each(verdict, json_get(event->data, "verdicts"))
    {
      int64_t item = json_get_integer(verdict, "item", 0),
              sequence = json_get_integer(verdict, "sequence", 0);
      assert_in_range(item, 1, ITEMS);
      assert_true(slice_is(json_get_text(verdict, "verdict"), "stored"));
      assert_true(sequences[item] == 0 || sequences[item] == sequence);
      sequences[item] = sequence;
    }
  return (int64_t)json_count(json_get(event->data, "verdicts"));
}

static void what_was_answered_before_kill_9_keeps_its_sequence_and_the_rest_is_stored_once(void **state)
{
  struct harness *h = *state;
  int64_t sequences[ITEMS + 1] = {0};
  bool used[ITEMS + 1] = {false};
  for (int round = 0; round < 4; round++) {
    harness_start(h);
    int64_t answered = 0;
    for (int64_t i = 1; i <= ITEMS; i++) harness_push(h, numbered(h, i));
    /* Three times killed in the middle of its work, the last time let finish. */
    while (answered < (round < 3 ? 1 + round * 100 : ITEMS)) {
      struct event event = harness_hear(h, h->fetcher, "ack.main|", NULL);
      answered += note_verdicts(&event, sequences);
    }
    harness_stop(h, round < 3 ? SIGKILL : SIGTERM);
  }
  for (int64_t i = 1; i <= ITEMS; i++) {
    assert_in_range(sequences[i], 1, ITEMS);
    assert_false(used[sequences[i]]);
    used[sequences[i]] = true;
  }
  assert_int_equal(counts_of(h).stored, ITEMS);
  assert_int_equal(counts_of(h).duplicate, 0);
}

static void sigterm_answers_everything_that_was_committed_and_ends_well(void **state)
{
  struct harness *h = *state;
  int64_t sequences[ITEMS + 1] = {0}, answered = 0;
  harness_start(h);
  for (int64_t i = 1; i <= 150; i++) harness_push(h, numbered(h, i));
  assert_int_equal(kill(h->pid, SIGTERM), 0);
  assert_int_equal(harness_wait(h->pid), 0);
  h->pid = 0;
  int64_t stored = counts_of(h).stored;
  while (answered < stored) {
    struct event event = harness_hear(h, h->fetcher, "ack.main|", NULL);
    answered += note_verdicts(&event, sequences);
  }
  assert_int_equal(answered, stored);
}

static void the_heart_beats_while_nobody_has_sent_anything(void **state)
{
  struct harness *h = *state;
  h->pid = harness_spawn(h, false);
  h->bus = bus_new();
  h->fetcher = harness_connect(h, BUS_SUB, h->config.store.ack);
  assert_int_equal(harness_hear(h, h->fetcher, "heartbeat|", NULL).sequence, 0);
  assert_int_equal(harness_stop(h, SIGTERM), 0);
}

/* ---- a disk that is full ---- */

static void limit_files(struct harness *h, rlim_t bytes)
{
  struct rlimit limit = {.rlim_cur = bytes, .rlim_max = RLIM_INFINITY};
  assert_int_equal(prlimit(h->pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static rlim_t wal_size(struct harness *h)
{
  char path[260];
  struct stat info;
  snprintf(path, sizeof path, "%s-wal", h->catalog_path);
  assert_int_equal(stat(path, &info), 0);
  return (rlim_t)info.st_size;
}

static void wait_for_state(struct harness *h, const char *state, struct event *reply)
{
  do {
    arena_reset(h->arena);
    *reply = harness_ask(h, "status", "{}");
  } while (!slice_is(json_get_text(reply->data, "state"), state));
}

static void a_full_disk_stalls_the_store_which_resumes_by_itself_and_loses_nothing(void **state)
{
  struct harness *h = *state;
  int64_t sequences[ITEMS + 1] = {0}, answered = 0;
  struct event status;
  harness_start(h);
  harness_push(h, numbered(h, 1));
  assert_verdict(harness_verdict(h, "main"), 1, "stored", 1);
  limit_files(h, wal_size(h));
  harness_push(h, numbered(h, 2));
  wait_for_state(h, "stalled", &status);
  assert_true(json_get_text(status.data, "stalled_reason").length > 20);
  assert_int_equal(json_get_integer(status.data, "pending", -1), 1);
  assert_int_equal(json_get_integer(status.data, "last_sequence", -1), 1);
  /* The rest waits in the senders; two heartbeats without a verdict: nothing was answered. */
  for (int64_t i = 3; i <= 8; i++) harness_push(h, numbered(h, i));
  for (int i = 0; i < 2; i++) {
    char topic[64];
    assert_int_equal(harness_hear(h, h->fetcher, "", topic).sequence, 1);
    assert_string_equal(topic, "heartbeat|");
  }
  limit_files(h, RLIM_INFINITY);
  while (answered < 7) {
    struct event event = harness_hear(h, h->fetcher, "ack.main|", NULL);
    answered += note_verdicts(&event, sequences);
  }
  for (int64_t i = 2; i <= 8; i++) assert_int_equal(sequences[i], i);
  wait_for_state(h, "running", &status);
  assert_null(json_get(status.data, "stalled_reason"));
  assert_int_equal(harness_log_count(h, "store_stalled"), 1);
  assert_int_equal(harness_log_count(h, "store_resumed"), 1);
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  assert_int_equal(counts_of(h).stored, 8);
}

static void a_stalled_store_obeys_sigterm_and_answers_nothing(void **state)
{
  struct harness *h = *state;
  struct event status;
  harness_start(h);
  harness_push(h, numbered(h, 1));
  harness_verdict(h, "main");
  limit_files(h, wal_size(h));
  harness_push(h, numbered(h, 2));
  wait_for_state(h, "stalled", &status);
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  assert_int_equal(counts_of(h).stored, 1);
  harness_start(h);
  harness_push(h, numbered(h, 2));
  assert_verdict(harness_verdict(h, "main"), 2, "stored", 2);
}

/* ---- catalogs that are no good ---- */

static void assert_refused(struct harness *h, bool as_nobody, int code, const char *sentence)
{
  assert_int_equal(harness_wait(harness_spawn(h, as_nobody)), code);
  assert_true(harness_log_count(h, sentence) > 0);
}

static void make_directories(struct harness *h)
{
  assert_int_equal(mkdir(h->run, 0750), 0);
  assert_int_equal(mkdir(h->state, 0755), 0);
}

static void a_corrupt_catalog_ends_the_start_with_a_sentence(void **state)
{
  struct harness *h = *state;
  make_directories(h);
  harness_write(h->catalog_path,
                "this is no database, and it is long enough to be looked at as if it were one; "
                "SQLite reads a hundred bytes before it decides what it has in front of it.");
  assert_refused(h, false, EX_DATAERR, "is not a database");
}

static void a_foreign_catalog_ends_the_start_with_a_sentence(void **state)
{
  struct harness *h = *state;
  dp_error error = {0};
  static const char *const schema[] = {"CREATE TABLE other (x);", NULL};
  make_directories(h);
  struct database_options options = {
      .path = h->catalog_path, .what = "other", .application_id = 77, .schema = schema};
  struct database *other = database_open(&options, &error);
  assert_non_null(other);
  database_close(&other);
  assert_refused(h, false, EX_DATAERR, "another program");
}

static void a_read_only_catalog_ends_the_start_with_a_sentence(void **state)
{
  struct harness *h = *state;
  harness_start(h);
  assert_int_equal(harness_stop(h, SIGTERM), 0);
  assert_int_equal(chmod(h->run, 0770), 0);
  assert_int_equal(chmod(h->state, 0777), 0);
  assert_int_equal(chmod(h->log, 0666), 0);
  assert_int_equal(chmod(h->catalog_path, 0444), 0);
  if (geteuid() == 0) {
    char command[500];
    snprintf(command, sizeof command, "chown -R 65534:65534 '%s'", h->directory);
    assert_int_equal(system(command), 0);
  }
  assert_refused(h, geteuid() == 0, EX_NOPERM, "read-only");
}

static void a_second_store_on_the_same_state_is_refused(void **state)
{
  struct harness *h = *state;
  harness_start(h);
  char *first_run = arena_string(h->arena, slice_of(h->run));
  snprintf(h->run, sizeof h->run, "%s/run2", h->directory);
  harness_configure(h, "");
  assert_refused(h, false, EX_TEMPFAIL, "a store on the same state directory is already running");
  snprintf(h->run, sizeof h->run, "%s", first_run);
}

/* ---- SIGHUP ---- */

/* wait_for_log - turns of the daemon go by until the text is in its log. */
static void wait_for_log(struct harness *h, const char *text)
{
  while (!harness_log_count(h, text)) harness_hear(h, h->fetcher, "heartbeat|", NULL);
}

static void sighup_changes_the_batch_and_keeps_what_is_bound(void **state)
{
  struct harness *h = *state;
  harness_start(h);
  harness_configure(h, "  batch_items: 1\n  batch_wait: 20ms\n");
  assert_int_equal(kill(h->pid, SIGHUP), 0);
  wait_for_log(h, "\"event\":\"reload\"");
  for (int64_t i = 1; i <= 20; i++) harness_push(h, numbered(h, i));
  for (int64_t i = 1; i <= 20; i++) assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  assert_int_equal(harness_status(h, "commits"), 20);
  harness_configure(h, arena_format(h->arena, "  in: ipc://%s/elsewhere\n", h->run));
  assert_int_equal(kill(h->pid, SIGHUP), 0);
  wait_for_log(h, "store.in can't change while the store runs");
  assert_int_equal(harness_stop(h, SIGTERM), 0);
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "--daemon") == 0) return harness_daemon(argc - 1, argv + 1);
#define in_a_place(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
  const struct CMUnitTest tests[] = {
      in_a_place(what_expired_is_stepped_over_and_named),
      in_a_place(what_was_answered_before_kill_9_keeps_its_sequence_and_the_rest_is_stored_once),
      in_a_place(sigterm_answers_everything_that_was_committed_and_ends_well),
      in_a_place(the_heart_beats_while_nobody_has_sent_anything),
      in_a_place(a_full_disk_stalls_the_store_which_resumes_by_itself_and_loses_nothing),
      in_a_place(a_stalled_store_obeys_sigterm_and_answers_nothing),
      in_a_place(a_corrupt_catalog_ends_the_start_with_a_sentence),
      in_a_place(a_foreign_catalog_ends_the_start_with_a_sentence),
      in_a_place(a_read_only_catalog_ends_the_start_with_a_sentence),
      in_a_place(a_second_store_on_the_same_state_is_refused),
      in_a_place(sighup_changes_the_batch_and_keeps_what_is_bound),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
