/* cursors.c - the store's file of cursors on a disk that crashes, fills up and forgets.
 *
 * Transactions of random changes; a table in memory follows them. Whatever happens to the process or the
 * power, behind it the file must hold what the last commit that worked has left, or, where a commit was cut
 * short, what that one would have left. So an acknowledged position is never lost, and none is ever ahead of
 * what was asked for.
 *
 *   cursors [--seeds N] [--first S] [--lies | --every]
 *
 * With --every each seed is a fixed row of transactions, and is run with a crash at its first operation of
 * the disk, at its second, and so on to its last, each time as a kill and as a power loss. With --lies the
 * disk forgets what it said was synced, and the exit code is 0 only if that is found. */
#include "store/cursors.h"

#include "../disk.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 150, CHANGES = 6, NAMES = 7, FILTERS = 3 };
#define STORE SLICE("0e8b6a2c-0000-4000-8000-000000000001")

static const char *const names[NAMES] = {"a", "b", "c", "d", "e", "f", "g"};
static const char *const filters[FILTERS] = {"", "place:NE", "lang:fr"};

struct row {
  bool there;
  int64_t filter, position, acked_at;
};
struct table {
  struct row rows[NAMES];
};

struct trial {
  struct disk disk;
  struct cursors *cursors;
  struct arena *arena;
  struct random random;
  millis now;
  struct table committed, next;
  struct table attempted[ROUNDS]; /* by commits that failed: a recovery might still find one */
  size_t attempts;
  int64_t commits, crashes, refusals;
  char failure[600]; /* empty: none */
  dp_error error;
};

static int64_t any(struct trial *trial, int64_t limit)
{
  return (int64_t)random_below(&trial->random, (uint64_t)limit);
}

static void fail(struct trial *trial, const char *what, const char *detail)
{
  if (!trial->failure[0]) snprintf(trial->failure, sizeof trial->failure, "%s %s", what, detail);
}

/* ---- what the file holds ---- */

static int64_t filter_number(struct slice filter)
{
  for (int i = 0; i < FILTERS; i++)
    if (slice_is(filter, filters[i])) return i;
  return -1;
}

static bool read_table(struct trial *trial, struct table *table)
{
  struct cursor *list;
  size_t count;
  arena_reset(trial->arena);
  memset(table, 0, sizeof *table);
  if (!cursors_list(trial->cursors, trial->arena, SLICE(""), NAMES + 1, &list, &count, &trial->error))
    return false;
  for (size_t i = 0; i < count; i++) {
    int64_t at = list[i].name.data[0] - 'a';
    if (at < 0 || at >= NAMES || !slice_equal(list[i].store, STORE)) {
      fail(trial, "a cursor is none of ours:", list[i].name.data);
      continue;
    }
    table->rows[at] = (struct row){true, filter_number(list[i].filter), list[i].position, list[i].acked_at};
  }
  return true;
}

static bool same(const struct table *a, const struct table *b)
{
  for (int i = 0; i < NAMES; i++) {
    const struct row *x = &a->rows[i], *y = &b->rows[i];
    if (x->there != y->there || x->filter != y->filter || x->position != y->position ||
        x->acked_at != y->acked_at)
      return false;
  }
  return true;
}

static bool was_attempted(const struct trial *trial, const struct table *found)
{
  for (size_t i = 0; i < trial->attempts; i++)
    if (same(found, &trial->attempted[i])) return true;
  return false;
}

/* ---- changes: in the file, and in the table that follows it ---- */

static bool make(struct trial *trial, int64_t at)
{
  struct row *row = &trial->next.rows[at];
  int64_t filter = any(trial, FILTERS), position = any(trial, 100);
  struct cursor cursor = {slice_of(names[at]), slice_of(filters[filter]), STORE, position, trial->now, 0};
  bool made;
  if (!cursors_make(trial->cursors, &cursor, true, &made, &trial->error)) return false;
  if (made != !row->there) fail(trial, "made although it was there, or not made:", names[at]);
  if (made) *row = (struct row){true, filter, position, 0};
  row->filter = filter;
  return true;
}

static bool acknowledge(struct trial *trial, int64_t at)
{
  struct row *row = &trial->next.rows[at];
  int64_t to = any(trial, 1000);
  if (!row->there) return true;
  if (!cursors_acknowledge(trial->cursors, slice_of(names[at]), to, trial->now, &trial->error)) return false;
  if (to > row->position) row->position = to;
  row->acked_at = trial->now;
  return true;
}

static bool change(struct trial *trial)
{
  int64_t at = any(trial, NAMES), to = any(trial, 1000);
  struct row *row = &trial->next.rows[at];
  bool removed;
  trial->now++;
  switch (any(trial, 8)) {
  case 0:
  case 1:
    return make(trial, at);
  case 2:
    if (!row->there) return true;
    row->position = to;
    return cursors_seek(trial->cursors, slice_of(names[at]), STORE, to, &trial->error);
  case 3:
    memset(row, 0, sizeof *row);
    return cursors_remove(trial->cursors, slice_of(names[at]), &removed, &trial->error);
  default:
    return acknowledge(trial, at);
  }
}

/* ---- life and death ---- */

static bool open_file(struct trial *trial)
{
  const struct cursors_options options = {"cursors.db", trial->disk.vfs, true};
  trial->cursors = cursors_open(&options, &trial->error);
  return trial->cursors != NULL;
}

static void reopen(struct trial *trial)
{
  struct table found;
  cursors_close(&trial->cursors);
  disk_power_on(&trial->disk);
  disk_mend(&trial->disk);
  trial->crashes++;
  if (!open_file(trial) || !read_table(trial, &found)) {
    fail(trial, "the cursors do not open behind a crash:", trial->error.text);
    return;
  }
  if (!same(&found, &trial->committed) && !was_attempted(trial, &found))
    fail(trial, "no loss, nothing by halves:", "the file holds what no commit has left");
  trial->committed = found;
  trial->attempts = 0;
}

static void arm(struct trial *trial)
{
  disk_mend(&trial->disk);
  switch (any(trial, 4)) {
  case 0:
    disk_crash_in(&trial->disk, any(trial, 30), true);
    break;
  case 1:
    disk_crash_in(&trial->disk, any(trial, 30), false);
    break;
  case 2:
    disk_fill(&trial->disk, any(trial, 20), 1 + any(trial, 20));
    break;
  default:
    break;
  }
}

static bool transact(struct trial *trial)
{
  trial->next = trial->committed;
  bool ok = cursors_begin(trial->cursors, &trial->error);
  for (int64_t i = 1 + any(trial, CHANGES); ok && i > 0; i--) ok = change(trial);
  if (!ok) return false;
  trial->attempted[trial->attempts++] = trial->next;
  if (!cursors_commit(trial->cursors, &trial->error)) return false;
  /* A commit that changes nothing writes nothing, and what an earlier one left in the log stays there. */
  if (!same(&trial->next, &trial->committed)) trial->attempts = 0;
  trial->committed = trial->next;
  trial->commits++;
  return true;
}

/* taken_back - a transaction failed while the process lives: nothing of it is to be seen. */
static void taken_back(struct trial *trial)
{
  struct table found;
  cursors_rollback(trial->cursors);
  trial->refusals++;
  if (read_table(trial, &found) && !same(&found, &trial->committed))
    fail(trial, "a rollback left something behind:", trial->error.text);
}

static void one_round(struct trial *trial)
{
  arm(trial);
  if (!transact(trial) && !trial->disk.dead) taken_back(trial);
  if (!trial->disk.dead && any(trial, 40) == 0) disk_crash(&trial->disk, any(trial, 2) == 0);
  if (trial->disk.dead) reopen(trial);
}

static void start(struct trial *trial, uint64_t seed)
{
  const char *vfs = trial->disk.vfs;
  disk_free(&trial->disk);
  disk_init(&trial->disk, vfs, seed);
  trial->random.state = seed * 7919;
  trial->now = 1000000;
  trial->failure[0] = '\0';
  trial->attempts = 0;
  memset(&trial->committed, 0, sizeof trial->committed);
}

static bool run(struct trial *trial, uint64_t seed, bool lies)
{
  start(trial, seed);
  if (!open_file(trial)) fail(trial, "the cursors do not open:", trial->error.text);
  trial->disk.lies = lies;
  for (int round = 0; round < ROUNDS && !trial->failure[0]; round++) one_round(trial);
  cursors_close(&trial->cursors);
  if (trial->failure[0]) printf("seed %llu: %s\n", (unsigned long long)seed, trial->failure);
  return !trial->failure[0];
}

/* ---- a crash at every operation ---- */

enum { SCRIPT = 12 };

/* run_script - false when it came to its end before the crash. */
static bool run_script(struct trial *trial, uint64_t seed, int64_t operation, bool power)
{
  start(trial, seed);
  disk_crash_in(&trial->disk, operation, power);
  bool ok = open_file(trial);
  for (int i = 0; ok && i < SCRIPT; i++) ok = transact(trial);
  bool crashed = trial->disk.dead;
  if (!ok && !crashed) fail(trial, "refused though nothing was wrong:", trial->error.text);
  if (crashed) reopen(trial);
  for (int i = 0; crashed && i < 2 && !trial->failure[0]; i++)
    if (!transact(trial)) fail(trial, "no change can be made behind the crash:", trial->error.text);
  cursors_close(&trial->cursors);
  if (trial->failure[0])
    printf("seed %llu, operation %lld: %s\n", (unsigned long long)seed, (long long)operation, trial->failure);
  return crashed && !trial->failure[0];
}

static bool run_every(struct trial *trial, uint64_t seed)
{
  for (int power = 0; power < 2; power++)
    for (int64_t operation = 0; run_script(trial, seed, operation, power); operation++) continue;
  return !trial->failure[0];
}

int main(int argc, char **argv)
{
  static struct trial trial = {.disk = {.vfs = "disk-cursors"}};
  static const struct option options[] = {{"seeds", 1, NULL, 'n'},
                                          {"first", 1, NULL, 'f'},
                                          {"lies", 0, NULL, 'l'},
                                          {"every", 0, NULL, 'e'},
                                          {NULL, 0, NULL, 0}};
  uint64_t first = 1, seeds = 100, failed = 0, done = 0;
  bool lies = false, every = false;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'n') seeds = strtoull(optarg, NULL, 10);
    if (option == 'f') first = strtoull(optarg, NULL, 10);
    if (option == 'l') lies = true;
    if (option == 'e') every = true;
    if (option == '?') return EX_USAGE;
  }
  trial.arena = arena_new();
  disk_register(&trial.disk);
  for (; done < seeds && failed < 5 && !(failed && lies); done++)
    failed += !(every ? run_every(&trial, first + done) : run(&trial, first + done, lies));
  disk_free(&trial.disk);
  arena_free(&trial.arena);
  printf("%llu seeds, %llu failed; %lld commits, %lld crashes, %lld refusals\n", (unsigned long long)done,
         (unsigned long long)failed, (long long)trial.commits, (long long)trial.crashes,
         (long long)trial.refusals);
  return lies ? !failed : failed != 0;
}
