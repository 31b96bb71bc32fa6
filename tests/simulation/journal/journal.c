/* journal.c - the fetcher's journal on a disk that crashes, fills up and forgets.
 *
 * Transactions of random changes of every kind: to items, domains, captures, origins, sources. Before each
 * commit the whole content is digested. Whatever happens to the process or the power, behind it the journal
 * must hold exactly what the last commit that worked has left, or, where a commit was cut short, what that
 * one would have left; and the invariants of frontier.h, frontier_domains.h and sources.h must hold.
 *
 *   journal [--seeds N] [--first S] [--lies]
 *
 * With --lies the disk forgets what it said was synced, and the exit code is 0 only if that is found. */
#include "fetch/frontier_internal.h"
#include "fetch/frontier_origins.h"

#include "../disk.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 150, CHANGES = 12, PAGES = 24, ITEMS = 60, SOURCES = 8, TABLES = 8 };

struct trial {
  struct disk disk;
  struct frontier *frontier;
  struct arena *arena;
  struct random random;
  millis now;
  bool uncertain; /* a commit failed, and a recovery might still find it */
  char committed[DIGEST_SHA256_HEX], attempted[DIGEST_SHA256_HEX];
  int64_t commits, crashes, refusals;
  char failure[1024]; /* empty: none */
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

/* The content. */

static const char *const tables[TABLES] = {"item",   "identity", "domain", "capture",
                                           "origin", "source",   "warc",   "trace"};

/* column_list - what is to be digested of a table, as an expression of SQL: all but what the commit itself
 * writes. */
static bool column_list(struct trial *trial, const char *table, struct buffer *list)
{
  struct statement *names = database_statement(
      trial->frontier->database, "SELECT group_concat('quote(' || name || ')', '||'',''||') FROM"
                                 " pragma_table_info(?1) WHERE name <> 'committed_end'");
  statement_text(names, 1, slice_of(table));
  bool ok = statement_step(names, &trial->error) == STATEMENT_ROW;
  if (ok) buffer_slice(list, statement_column_text(names, 0));
  statement_done(names);
  return ok;
}

/* digest - of every row of every table; false when the disk can't be read. The statements' texts are made
 * once, since their address is what they are known by. */
static bool digest(struct trial *trial, char out[DIGEST_SHA256_HEX])
{
  static struct buffer sql[TABLES];
  struct buffer content = BUFFER_EMPTY, list = BUFFER_EMPTY;
  bool ok = true;
  for (int i = 0; ok && i < TABLES; i++) {
    if (!sql[i].length) {
      buffer_clear(&list);
      ok = column_list(trial, tables[i], &list);
      if (ok)
        buffer_format(&sql[i], "SELECT group_concat(row, ';') FROM (SELECT %s AS row FROM %s ORDER BY 1)",
                      buffer_string(&list), tables[i]);
    }
    if (!ok) break;
    struct statement *rows = database_statement(trial->frontier->database, sql[i].data);
    ok = statement_step(rows, &trial->error) == STATEMENT_ROW;
    if (ok) buffer_slice(&content, statement_column_text(rows, 0));
    buffer_byte(&content, '\n');
    statement_done(rows);
  }
  if (ok) digest_sha256_hex(buffer_view(&content), out);
  buffer_free(&content);
  buffer_free(&list);
  return ok;
}

/* Each counts rows that break an invariant. */
static const char *const broken[] = {
    "SELECT count(*) FROM item WHERE state = 0 AND first > 0",
    "SELECT count(*) FROM item WHERE state = 1 AND capture IS NULL",
    "SELECT count(*) FROM item WHERE (state = 2) <> (verdict > 0)",
    "SELECT count(*) FROM item WHERE (state = 3) <> (reason IS NOT NULL)",
    "SELECT count(*) FROM item WHERE state = 0 AND due_at <= 0",
    "SELECT count(*) FROM item WHERE due_at > 0 AND NOT (state = 0 OR (state = 2 AND first = 0))",
    "SELECT count(*) FROM item LEFT JOIN item page ON page.id = item.first"
    " WHERE item.first > 0 AND (page.id IS NULL OR page.first > 0)",
    "SELECT count(*) FROM item LEFT JOIN capture ON capture.id = item.capture"
    " WHERE item.capture IS NOT NULL AND capture.id IS NULL",
    "SELECT count(*) FROM item WHERE first = 0 AND id NOT IN (SELECT page FROM identity)",
    "SELECT count(*) FROM identity LEFT JOIN item ON item.id = page WHERE item.id IS NULL OR first > 0",
    "SELECT count(*) FROM item JOIN domain ON domain.id = domain"
    " WHERE due_at > 0 AND (ready_at = 0 OR ready_at > max(due_at, blocked_until))",
    "SELECT count(*) FROM capture JOIN warc ON warc.id = warc WHERE warc_offset + warc_length > "
    "committed_end",
    "SELECT count(*) FROM capture LEFT JOIN warc ON warc.id = warc WHERE warc.id IS NULL",
    "SELECT count(*) - count(DISTINCT url) FROM item WHERE first = 0",
    "SELECT count(*) FROM source WHERE (state = 0) <> (due_at > 0)",
    "SELECT count(*) FROM source WHERE state <> 0 AND (websub > 0 OR renew_at > 0 OR lease_until > 0)",
    "SELECT count(*) FROM source child JOIN source parent ON parent.id = child.parent"
    " WHERE child.state = 0 AND child.owner = 2 AND parent.state = 2",
    "SELECT abs(queued - (SELECT count(*) FROM item WHERE state = 0))"
    " + abs(fetched - (SELECT count(*) FROM item WHERE state = 1))"
    " + abs(stored + duplicate + rejected - (SELECT count(*) FROM item WHERE state = 2))"
    " + abs(dead - (SELECT count(*) FROM item WHERE state = 3))"
    " + abs(domains - (SELECT count(*) FROM domain WHERE ready_at > 0))"
    " + abs(sources_active - (SELECT count(*) FROM source WHERE state = 0))"
    " + abs(sources_retired - (SELECT count(*) FROM source WHERE state = 1))"
    " + abs(sources_silent - (SELECT count(*) FROM source WHERE state = 0 AND health = 2))"
    " + abs(sources_broken - (SELECT count(*) FROM source WHERE state = 0 AND health = 3)) FROM journal",
};

static void check_invariants(struct trial *trial)
{
  for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
    int64_t rows;
    struct statement *statement = database_statement(trial->frontier->database, broken[i]);
    if (!frontier_number(statement, -1, &rows, &trial->error))
      fail(trial, "an invariant can't be read:", trial->error.text);
    else if (rows)
      fail(trial, "broken:", broken[i]);
  }
}

/* Changes. Each is one call, with what it needs by chance; what it is told to change may not be there. */

struct texts {
  char url[64], domain[32], file[32], payload[FRONTIER_PAYLOAD];
};

static struct frontier_link any_link(struct trial *trial, struct texts *texts)
{
  int64_t page = any(trial, PAGES);
  snprintf(texts->domain, sizeof texts->domain, "site-%d.example", (int)(page % 5));
  snprintf(texts->url, sizeof texts->url, "https://%s/%d", texts->domain, (int)page);
  return (struct frontier_link){.url = slice_of(texts->url),
                                .identity = slice_of(texts->url),
                                .domain = slice_of(texts->domain),
                                .source = any(trial, SOURCES),
                                .rank = (enum frontier_rank)any(trial, 2),
                                .updated = any(trial, 2) ? trial->now - any(trial, 1000) : 0};
}

static struct frontier_response any_response(struct trial *trial, struct texts *texts)
{
  snprintf(texts->file, sizeof texts->file, "%d.warc.gz", (int)(trial->now / 1000));
  memset(texts->payload, (int)any(trial, 3), sizeof texts->payload);
  return (struct frontier_response){.content_type = SLICE("text/html"),
                                    .payload = {texts->payload, sizeof texts->payload},
                                    .warc_file = slice_of(texts->file),
                                    .status = 200,
                                    .warc_offset = any(trial, 10000),
                                    .warc_length = 1 + any(trial, 100),
                                    .body_bytes = any(trial, 5000)};
}

static bool change_item(struct trial *trial, int64_t item, int64_t which)
{
  struct frontier *frontier = trial->frontier;
  struct texts texts;
  const struct frontier_response response = any_response(trial, &texts);
  const struct frontier_visit visit = {.outcome = (enum revisit_outcome)any(trial, 4),
                                       .response = &response,
                                       .reason = SLICE("timeout"),
                                       .detail = SLICE("too slow"),
                                       .at = trial->now,
                                       .next_due_at = any(trial, 2) * (trial->now + any(trial, 500))};
  static const char *const verdicts[] = {"stored", "duplicate", "rejected"};
  static const char *const reasons[] = {"undeliverable", "archive"};
  int64_t made;
  bool revived;
  dp_error *error = &trial->error;
  switch (which) {
  case 0:
    return frontier_fetched(frontier, item, &response, trial->now, error);
  case 1:
    return frontier_transfer_failed(frontier, item, SLICE("dns"), SLICE("no such host"), trial->now,
                                    trial->now + any(trial, 500), error);
  case 2:
    return frontier_settled(frontier, item, slice_of(verdicts[any(trial, 3)]), 1, trial->now, error) &&
           frontier_revisit_at(frontier, item, trial->now + any(trial, 500), error);
  case 3:
    return frontier_revisited(frontier, item, &visit, &made, error);
  case 4:
    return frontier_bury(frontier, item, slice_of(reasons[any(trial, 2)]), SLICE("x"), trial->now, error);
  case 5:
    return frontier_revive(frontier, item, trial->now, &revived, error);
  default:
    return frontier_attempt_counted(frontier, item, trial->now, error);
  }
}

static bool change_page(struct trial *trial, int64_t which)
{
  struct frontier *frontier = trial->frontier;
  struct texts texts, more;
  const struct frontier_link link = any_link(trial, &texts);
  const struct frontier_response response = any_response(trial, &more);
  struct frontier_reprocess run = {.since = trial->now - any(trial, 2000)};
  enum feed_outcome outcome;
  enum item_state state;
  int64_t item;
  bool yes;
  if (which < 3) return frontier_feed(frontier, &link, trial->now, &outcome, &item, &state, &trial->error);
  if (which == 3)
    return frontier_moved(frontier, 1 + any(trial, ITEMS), &link, trial->now, &item, &trial->error);
  if (which == 4)
    return frontier_archived(frontier, &link, trial->now - any(trial, 5), &response, trial->now, &outcome,
                             &item, &trial->error);
  return frontier_reprocess(frontier, &run, 3, trial->now, &item, &yes, &trial->error);
}

static bool change_domain(struct trial *trial, int64_t which)
{
  struct texts texts;
  const struct frontier_link link = any_link(trial, &texts);
  const struct frontier_politeness politeness = {.ready_at = any(trial, 2) * (trial->now + any(trial, 300)),
                                                 .response_time = any(trial, 900)};
  const struct frontier_origin origin = {{ROBOTS_RULES, trial->now, trial->now + 9, 0}, SLICE("the rules")};
  struct frontier_domain row;
  bool found;
  millis ready_at;
  if (which == 0) return frontier_origin_write(trial->frontier, link.domain, &origin, &trial->error);
  if (which < 3) return frontier_domain_keep(trial->frontier, link.domain, &politeness, &trial->error);
  arena_reset(trial->arena);
  if (!frontier_domain_find(trial->frontier, trial->arena, link.domain, &row, &found, &trial->error))
    return false;
  return !found || frontier_domain_rest(trial->frontier, row.id, 0, &ready_at, &trial->error);
}

/* may_discover - only a source that is polled discovers others. */
static bool may_discover(struct trial *trial, int64_t parent)
{
  struct source row;
  bool found = false;
  arena_reset(trial->arena);
  return sources_read(trial->frontier, trial->arena, parent, &row, &found, &trial->error) && found &&
         row.state == SOURCE_ACTIVE;
}

/* change_subscription - what its hub has said or sent, or another address for hubs to call. */
static bool change_subscription(struct trial *trial, int64_t id)
{
  struct frontier *frontier = trial->frontier;
  struct source row;
  bool found;
  int64_t which = any(trial, 3);
  const struct source_subscription said = {.state = (enum source_websub)any(trial, 4),
                                           .secret = any(trial, 2) ? SLICE("secret") : SLICE(""),
                                           .detail = any(trial, 2) ? SLICE("why") : SLICE(""),
                                           .errors = any(trial, 3),
                                           .lease_until = trial->now + any(trial, 900),
                                           .renew_at = trial->now + any(trial, 500)};
  const struct source_push push = {
      .health = (enum source_health)any(trial, 4), .entries = 1, .fresh = any(trial, 2)};
  arena_reset(trial->arena);
  if (which == 0) return sources_pushed(frontier, id, &push, trial->now, &trial->error);
  if (which == 1)
    return sources_callback(frontier, any(trial, 2) ? SLICE("https://me.example") : SLICE(""), trial->now,
                            &trial->error);
  return sources_read(frontier, trial->arena, id, &row, &found, &trial->error) &&
         (!found || row.state != SOURCE_ACTIVE || sources_websub(frontier, id, &said, &trial->error));
}

static bool change_source(struct trial *trial, int64_t which)
{
  struct frontier *frontier = trial->frontier;
  struct texts texts;
  const struct frontier_link link = any_link(trial, &texts);
  int64_t id = 1 + any(trial, SOURCES), parent = any(trial, id), count;
  bool child = parent && may_discover(trial, parent);
  const struct source_addition addition = {.url = link.url,
                                           .domain = link.domain,
                                           .owner =
                                               child ? SOURCE_DISCOVERED : (enum source_owner)any(trial, 2),
                                           .parent = child ? parent : 0};
  const struct source_poll poll = {.outcome = SLICE("ok"),
                                   .retired = any(trial, 8) == 0,
                                   .body = any(trial, 2) == 0,
                                   .hub = any(trial, 2) ? SLICE("http://hub.example/") : SLICE(""),
                                   .health = (enum source_health)any(trial, 4),
                                   .fresh = any(trial, 2),
                                   .next = trial->now + any(trial, 500) + 1};
  enum source_added outcome;
  if (which == 0) return sources_add(frontier, &addition, trial->now, &outcome, &id, &trial->error);
  if (which == 1) return sources_remove(frontier, id, &count, &trial->error);
  if (which == 2) return sources_moved(frontier, id, link.url, link.domain, &count, &trial->error);
  if (which == 3) return change_subscription(trial, id);
  return sources_polled(frontier, id, &poll, trial->now, &trial->error);
}

static bool change(struct trial *trial)
{
  int64_t which = any(trial, 10);
  trial->now += any(trial, 50);
  if (which < 5) return change_item(trial, 1 + any(trial, ITEMS), any(trial, 7));
  if (which < 7) return change_page(trial, any(trial, 6));
  if (which < 8) return change_domain(trial, any(trial, 5));
  return change_source(trial, any(trial, 6));
}

/* Life and death. */

static bool open_journal(struct trial *trial)
{
  const struct frontier_options options = {"frontier.db", trial->disk.vfs};
  trial->frontier = frontier_open(&options, &trial->error);
  return trial->frontier != NULL;
}

/* reopen - behind a crash, with a disk that works again. */
static void reopen(struct trial *trial)
{
  char found[DIGEST_SHA256_HEX];
  frontier_close(&trial->frontier);
  disk_power_on(&trial->disk);
  disk_mend(&trial->disk);
  trial->crashes++;
  if (!open_journal(trial) || !digest(trial, found)) {
    fail(trial, "the journal does not open behind a crash:", trial->error.text);
    return;
  }
  bool whole = strcmp(found, trial->committed) == 0;
  bool late = trial->uncertain && strcmp(found, trial->attempted) == 0;
  if (!whole && !late) fail(trial, "no loss, nothing by halves:", "it holds what no commit has left");
  memcpy(trial->committed, found, sizeof found);
  trial->uncertain = false;
  check_invariants(trial);
}

static void arm(struct trial *trial)
{
  disk_mend(&trial->disk);
  switch (any(trial, 4)) {
  case 0:
    disk_crash_in(&trial->disk, any(trial, 40), true);
    break;
  case 1:
    disk_crash_in(&trial->disk, any(trial, 40), false);
    break;
  case 2:
    disk_fill(&trial->disk, any(trial, 30), 1 + any(trial, 20));
    break;
  default:
    break;
  }
}

/* transact - some changes; true when they are committed. */
static bool transact(struct trial *trial)
{
  bool ok = frontier_begin(trial->frontier, &trial->error);
  for (int64_t i = 1 + any(trial, CHANGES); ok && i > 0; i--) ok = change(trial);
  ok = ok && digest(trial, trial->attempted);
  if (!ok) return false;
  trial->uncertain = true;
  if (!frontier_commit(trial->frontier, &trial->error)) return false;
  trial->uncertain = false;
  memcpy(trial->committed, trial->attempted, sizeof trial->committed);
  trial->commits++;
  return true;
}

/* taken_back - a transaction failed while the process lives: nothing of it is to be seen. */
static void taken_back(struct trial *trial)
{
  char found[DIGEST_SHA256_HEX];
  frontier_rollback(trial->frontier);
  trial->refusals++;
  if (digest(trial, found) && strcmp(found, trial->committed) != 0)
    fail(trial, "a rollback left something behind:", trial->error.text);
}

static void one_round(struct trial *trial)
{
  arm(trial);
  bool ok = !trial->uncertain || frontier_probe(trial->frontier, &trial->error);
  if (ok) trial->uncertain = false;
  if (ok && !transact(trial) && !trial->disk.dead) taken_back(trial);
  if (!trial->disk.dead && any(trial, 40) == 0) disk_crash(&trial->disk, any(trial, 2) == 0);
  if (trial->disk.dead) reopen(trial);
}

static bool run(struct trial *trial, uint64_t seed, bool lies)
{
  const char *vfs = trial->disk.vfs;
  disk_free(&trial->disk);
  disk_init(&trial->disk, vfs, seed);
  trial->random.state = seed * 7919;
  trial->now = 1000000;
  trial->failure[0] = '\0';
  trial->uncertain = false;
  if (!open_journal(trial) || !digest(trial, trial->committed)) {
    fail(trial, "the journal does not open:", trial->error.text);
    return false;
  }
  trial->disk.lies = lies;
  for (int round = 0; round < ROUNDS && !trial->failure[0]; round++) one_round(trial);
  if (trial->frontier) check_invariants(trial);
  frontier_close(&trial->frontier);
  if (trial->failure[0]) printf("seed %llu: %s\n", (unsigned long long)seed, trial->failure);
  return !trial->failure[0];
}

int main(int argc, char **argv)
{
  static struct trial trial = {.disk = {.vfs = "disk-journal"}};
  static const struct option options[] = {
      {"seeds", 1, NULL, 'n'}, {"first", 1, NULL, 'f'}, {"lies", 0, NULL, 'l'}, {NULL, 0, NULL, 0}};
  uint64_t first = 1, seeds = 100, failed = 0, done = 0;
  bool lies = false;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'n') seeds = strtoull(optarg, NULL, 10);
    if (option == 'f') first = strtoull(optarg, NULL, 10);
    if (option == 'l') lies = true;
    if (option == '?') return EX_USAGE;
  }
  trial.arena = arena_new();
  disk_register(&trial.disk);
  for (; done < seeds && failed < 5 && !(failed && lies); done++) failed += !run(&trial, first + done, lies);
  disk_free(&trial.disk);
  arena_free(&trial.arena);
  printf("%llu seeds, %llu failed; %lld commits, %lld crashes, %lld refusals\n", (unsigned long long)done,
         (unsigned long long)failed, (long long)trial.commits, (long long)trial.crashes,
         (long long)trial.refusals);
  return lies ? !failed : failed != 0;
}
