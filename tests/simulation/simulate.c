/* simulate.c - runs seeds.
 *
 *   simulate --seeds N [--first S] [--trace] [--mutant NAME]
 *
 * A failing seed prints its number, the step and the broken invariant, and can be replayed: --first S --seeds
 * 1 --trace. With
 * --mutant a fault is built in, and the exit code is 0 only if a seed finds it. */
#include "world.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const mutants[MUTANTS] = {
    [MUTANT_NONE] = "none",
    [MUTANT_ACK_BEFORE_COMMIT] = "ack-before-commit",
    [MUTANT_ANSWER_BEFORE_COMMIT] = "answer-before-commit",
    [MUTANT_UNSYNCED_WARC] = "unsynced-warc",
    [MUTANT_UNSYNCED_CATALOG] = "unsynced-catalog",
    [MUTANT_NO_VERDICTS] = "no-verdicts",
    [MUTANT_VALIDATORS_BEFORE_LINKS] = "validators-before-links",
    [MUTANT_FORGOTTEN_ITEMS] = "forgotten-items",
};

struct settings {
  uint64_t first, seeds;
  bool trace;
  enum mutant mutant;
};

static int usage(void)
{
  fprintf(stderr, "usage: simulate [--seeds N] [--first S] [--trace] [--mutant NAME]\nmutants:");
  for (int i = 1; i < MUTANTS; i++) fprintf(stderr, " %s", mutants[i]);
  fputc('\n', stderr);
  return EX_USAGE;
}

static bool read_mutant(const char *name, enum mutant *mutant)
{
  for (int i = 0; i < MUTANTS; i++) {
    if (strcmp(name, mutants[i]) != 0) continue;
    *mutant = (enum mutant)i;
    return true;
  }
  return false;
}

static bool read_options(int argc, char **argv, struct settings *settings)
{
  static const struct option options[] = {{"seeds", required_argument, NULL, 'n'},
                                          {"first", required_argument, NULL, 'f'},
                                          {"trace", no_argument, NULL, 't'},
                                          {"mutant", required_argument, NULL, 'm'},
                                          {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'n')
      settings->seeds = strtoull(optarg, NULL, 10);
    else if (option == 'f')
      settings->first = strtoull(optarg, NULL, 10);
    else if (option == 't')
      settings->trace = true;
    else if (option != 'm' || !read_mutant(optarg, &settings->mutant))
      return false;
  }
  return optind == argc;
}

struct totals {
  int64_t revisions, polls;
  int64_t steps, urls, crashes, power_losses, kills, full_disks, sent, dead_but_stored, undeliverable,
      expired, copies;
};

static void add(struct totals *totals, const struct world *world)
{
  totals->steps += world->step;
  totals->urls += (int64_t)world->promise_count;
  totals->crashes += world->counts.crashes;
  totals->power_losses += world->counts.power_losses;
  totals->kills += world->counts.kills;
  totals->full_disks += world->counts.full_disks;
  totals->sent += world->counts.sent;
  totals->revisions += world->counts.revisions;
  totals->polls += world->counts.polls;
  totals->dead_but_stored += world->counts.dead_but_stored;
  totals->undeliverable += world->counts.undeliverable;
  totals->expired += world->counts.expired;
  totals->copies += world->counts.copies;
}

static void print_totals(const struct totals *totals, uint64_t seeds, uint64_t failed)
{
  printf("%llu seeds, %llu failed; %lld steps, %lld URLs, %lld deliveries, %lld revisions, %lld polls, %lld "
         "crashes (%lld power losses), "
         "%lld kills of the"
         " middle, %lld full disks; healthy dead letters: %lld, of these in the catalog: %lld; %lld articles "
         "expired, %lld of a story that was there; %.1f s CPU\n",
         (unsigned long long)seeds, (unsigned long long)failed, (long long)totals->steps,
         (long long)totals->urls, (long long)totals->sent, (long long)totals->revisions,
         (long long)totals->polls, (long long)totals->crashes, (long long)totals->power_losses,
         (long long)totals->kills, (long long)totals->full_disks, (long long)totals->undeliverable,
         (long long)totals->dead_but_stored, (long long)totals->expired, (long long)totals->copies,
         (double)clock_cpu_us() / 1e6);
}

static bool run_seed(struct world *world, const struct settings *settings, uint64_t seed,
                     struct totals *totals)
{
  world_init(world, seed, settings->mutant, settings->trace);
  bool ok = world_run(world);
  add(totals, world);
  if (!ok)
    printf("seed %llu, step %lld: %s\n", (unsigned long long)seed, (long long)world->step, world->failure);
  world_free(world);
  return ok;
}

int main(int argc, char **argv)
{
  static struct world world;
  struct settings settings = {.first = 1, .seeds = 1000};
  struct totals totals = {0};
  uint64_t failed = 0, seeds = 0;
  if (!read_options(argc, argv, &settings)) return usage();
  setvbuf(stdout, NULL, _IOLBF, 0);
  world_init(&world, 0, MUTANT_NONE, false); /* gives the disks their names */
  disk_register(&world.fetch_disk);
  disk_register(&world.store_disk);
  world_free(&world);
  for (; seeds < settings.seeds && failed < 5 && !(failed && settings.mutant); seeds++)
    failed += !run_seed(&world, &settings, settings.first + seeds, &totals);
  print_totals(&totals, seeds, failed);
  if (settings.mutant) printf("mutant %s: %s\n", mutants[settings.mutant], failed ? "caught" : "NOT CAUGHT");
  return settings.mutant ? !failed : failed != 0;
}
