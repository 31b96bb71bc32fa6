/* frontier.c - the journal's tables, opening and closing, and transactions.
 *
 * States and kinds are numbers in the file. The counts are a row that is rewritten with each commit instead
 * of being counted. Everything that is asked for often stands in a partial index that finished rows leave:
 * item_due (what a domain has to transfer), item_open (what is undelivered or dead), item_later,
 * domain_ready. The keys of pages have a table of their own, so that an identity costs one search, whichever
 * of a page's names it is; being digests they fall anywhere in it, which is the one place where rows do not
 * follow time. */
#include "fetch/frontier.h"

#include "base/memory.h"
#include "fetch/frontier_internal.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert(ITEM_QUEUED == 0 && ITEM_FETCHED == 1 && ITEM_DONE == 2 && ITEM_DEAD == 3,
               "the numbers stand in the SQL");
_Static_assert(RANK_FRESH == 0 && RANK_BULK == 1 && RANK_REVISIT == 2, "the numbers stand in the SQL");

enum { FIRST_VERSION = 2 }; /* version 1 was never released */
const char *const frontier_schema[] = {
    "",
    "CREATE TABLE journal(one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL,"
    " callback TEXT, probes INTEGER NOT NULL DEFAULT 0, queued INTEGER NOT NULL DEFAULT 0,"
    " fetched INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,"
    " duplicate INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,"
    " dead INTEGER NOT NULL DEFAULT 0, domains INTEGER NOT NULL DEFAULT 0,"
    " sources_active INTEGER NOT NULL DEFAULT 0, sources_silent INTEGER NOT NULL DEFAULT 0,"
    " sources_broken INTEGER NOT NULL DEFAULT 0, sources_retired INTEGER NOT NULL DEFAULT 0);"

    "CREATE TABLE warc(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,"
    " committed_end INTEGER NOT NULL DEFAULT 0);"

    "CREATE TABLE domain(id INTEGER PRIMARY KEY, ready_at INTEGER NOT NULL DEFAULT 0,"
    " blocked_until INTEGER NOT NULL DEFAULT 0, response_time INTEGER NOT NULL DEFAULT 0,"
    " pushbacks INTEGER NOT NULL DEFAULT 0, day_starts INTEGER NOT NULL DEFAULT 0,"
    " day_from INTEGER NOT NULL DEFAULT 0, name TEXT NOT NULL UNIQUE);"
    "CREATE INDEX domain_ready ON domain(ready_at) WHERE ready_at > 0;"

    "CREATE TABLE item(id INTEGER PRIMARY KEY, state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),"
    " kind INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL DEFAULT 0, domain INTEGER NOT NULL,"
    " source INTEGER NOT NULL DEFAULT 0, rank INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0,"
    " fetch_attempts INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,"
    " visits INTEGER NOT NULL DEFAULT 0, visited_at INTEGER NOT NULL DEFAULT 0, fed_at INTEGER NOT NULL,"
    " settled_at INTEGER NOT NULL DEFAULT 0, verdict INTEGER NOT NULL DEFAULT 0,"
    " sequence INTEGER NOT NULL DEFAULT 0, capture INTEGER, latest INTEGER, url TEXT NOT NULL, reason TEXT,"
    " detail TEXT);"
    "CREATE INDEX item_due ON item(domain, rank, due_at) WHERE due_at > 0;"
    "CREATE INDEX item_open ON item(state) WHERE state IN (1, 3);"
    "CREATE INDEX item_later ON item(first) WHERE first > 0;"
    "CREATE TABLE identity(key BLOB PRIMARY KEY, page INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE trace(id INTEGER PRIMARY KEY, item INTEGER NOT NULL, at INTEGER NOT NULL,"
    " what TEXT NOT NULL, detail TEXT NOT NULL);"
    "CREATE INDEX trace_item ON trace(item);"

    "CREATE TABLE capture(id INTEGER PRIMARY KEY, page INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " at INTEGER NOT NULL, status INTEGER NOT NULL, warc INTEGER NOT NULL, warc_offset INTEGER NOT NULL,"
    " warc_length INTEGER NOT NULL, body_bytes INTEGER NOT NULL, payload BLOB, final_url TEXT,"
    " content_type TEXT, content_encoding TEXT, etag TEXT, last_modified TEXT, extra TEXT);"
    "CREATE INDEX capture_page ON capture(page, at);"
    "CREATE INDEX capture_at ON capture(at);"

    "CREATE TABLE origin(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, standing INTEGER NOT NULL,"
    " fetched_at INTEGER NOT NULL, until INTEGER NOT NULL, unreachable_since INTEGER NOT NULL, form BLOB);"

    "CREATE TABLE source(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, owner INTEGER NOT NULL,"
    " parent INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, cascaded INTEGER NOT NULL DEFAULT 0,"
    " health INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL, errors INTEGER NOT NULL DEFAULT 0,"
    " added_at INTEGER NOT NULL, last_polled_at INTEGER NOT NULL DEFAULT 0,"
    " last_new_at INTEGER NOT NULL DEFAULT 0, entries_seen INTEGER NOT NULL DEFAULT 0,"
    " entries_new INTEGER NOT NULL DEFAULT 0, websub INTEGER NOT NULL DEFAULT 0,"
    " lease_until INTEGER NOT NULL DEFAULT 0, renew_at INTEGER NOT NULL DEFAULT 0,"
    " hub_errors INTEGER NOT NULL DEFAULT 0, url TEXT NOT NULL UNIQUE,"
    " domain TEXT NOT NULL, title TEXT, etag TEXT, last_modified TEXT, payload BLOB, last_outcome TEXT,"
    " last_detail TEXT, hub TEXT, topic TEXT, secret TEXT, hub_detail TEXT, schedule TEXT, silence TEXT);"
    "CREATE INDEX source_due ON source(due_at) WHERE due_at > 0;"
    "CREATE INDEX source_renewal ON source(renew_at) WHERE renew_at > 0;"
    "CREATE INDEX source_child ON source(parent) WHERE parent > 0;",
    NULL};

/* The counts, in the order of their columns. */
enum { SUMS = 11 };
static void point_at_sums(struct frontier_sums *sums, int64_t *numbers[SUMS])
{
  int64_t *const all[SUMS] = {&sums->items.queued,    &sums->items.fetched,  &sums->items.stored,
                              &sums->items.duplicate, &sums->items.rejected, &sums->items.dead,
                              &sums->items.domains,   &sums->sources.active, &sums->sources.silent,
                              &sums->sources.broken,  &sums->sources.retired};
  memcpy(numbers, all, sizeof all);
}

/* Opening. */

static bool load_journal(struct frontier *frontier, bool *found, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT epoch, queued, fetched, stored, duplicate, rejected, dead, domains,"
                          " sources_active, sources_silent, sources_broken, sources_retired"
                          " FROM journal WHERE one = 1");
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) {
    struct slice epoch = statement_column_text(statement, 0);
    int64_t *numbers[SUMS];
    snprintf(frontier->epoch, sizeof frontier->epoch, "%.*s", (int)epoch.length,
             epoch.data ? epoch.data : "");
    point_at_sums(&frontier->sums, numbers);
    for (int i = 0; i < SUMS; i++) *numbers[i] = statement_column(statement, i + 1);
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

static bool make_journal(struct frontier *frontier, dp_error *error)
{
  random_uuid(frontier->epoch);
  if (!database_begin(frontier->database, error)) return false;
  struct statement *statement =
      database_statement(frontier->database, "INSERT INTO journal(one, epoch) VALUES (1, ?1)");
  statement_text(statement, 1, slice_of(frontier->epoch));
  if (statement_run(statement, error) && database_commit(frontier->database, error)) return true;
  database_rollback(frontier->database);
  return false;
}

struct frontier *frontier_open(const struct frontier_options *options, dp_error *error)
{
  const struct database_options database = {.path = options->path,
                                            .what = "frontier",
                                            .application_id = 0x64704672, /* "dpFr" */
                                            .schema = frontier_schema,
                                            .first_version = FIRST_VERSION,
                                            .exclusive = true,
                                            .transactions = true,
                                            .vfs = options->vfs};
  struct frontier *frontier = memory_zero(1, sizeof *frontier);
  frontier->digest = digest_new();
  frontier->database = database_open(&database, error);
  bool found = false;
  bool ok =
      frontier->database && load_journal(frontier, &found, error) && (found || make_journal(frontier, error));
  frontier->committed = frontier->sums;
  if (!ok) frontier_close(&frontier);
  return frontier;
}

void frontier_close(struct frontier **frontier)
{
  if (!*frontier) return;
  database_close(&(*frontier)->database);
  digest_free(&(*frontier)->digest);
  free(*frontier);
  *frontier = NULL;
}

const char *frontier_epoch(const struct frontier *frontier)
{
  return frontier->epoch;
}

struct frontier_counts frontier_counts(const struct frontier *frontier)
{
  return frontier->committed.items;
}

struct source_counts sources_count(const struct frontier *frontier)
{
  return frontier->committed.sources;
}

/* Statements. */

bool frontier_run_if(struct frontier *frontier, struct statement *statement, bool *changed, dp_error *error)
{
  if (!statement_run(statement, error)) return false;
  *changed = database_changes(frontier->database) > 0;
  return true;
}

bool frontier_number(struct statement *statement, int64_t absent, int64_t *value, dp_error *error)
{
  enum statement_outcome outcome = statement_step(statement, error);
  *value = outcome == STATEMENT_ROW ? statement_column(statement, 0) : absent;
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

void frontier_bind_numbers(struct statement *statement, int parameter, const int64_t *numbers, int count)
{
  for (int i = 0; i < count; i++) statement_integer(statement, parameter + i, numbers[i]);
}

void frontier_bind_texts(struct statement *statement, int parameter, const struct slice *texts, int count)
{
  for (int i = 0; i < count; i++) {
    if (texts[i].length)
      statement_text(statement, parameter + i, texts[i]);
    else
      statement_null(statement, parameter + i);
  }
}

/* Transactions. */

bool frontier_begin(struct frontier *frontier, dp_error *error)
{
  return database_begin(frontier->database, error);
}

static bool write_sums(struct frontier *frontier, dp_error *error)
{
  int64_t *numbers[SUMS];
  if (memcmp(&frontier->sums, &frontier->committed, sizeof frontier->sums) == 0) return true;
  struct statement *statement = database_statement(
      frontier->database, "UPDATE journal SET queued = ?1, fetched = ?2, stored = ?3, duplicate = ?4,"
                          " rejected = ?5, dead = ?6, domains = ?7, sources_active = ?8,"
                          " sources_silent = ?9, sources_broken = ?10, sources_retired = ?11 WHERE one = 1");
  point_at_sums(&frontier->sums, numbers);
  for (int i = 0; i < SUMS; i++) statement_integer(statement, i + 1, *numbers[i]);
  return statement_run(statement, error);
}

static bool write_warc_end(struct frontier *frontier, dp_error *error)
{
  if (!frontier->warc.changed) return true;
  struct statement *statement =
      database_statement(frontier->database, "UPDATE warc SET committed_end = ?1 WHERE id = ?2");
  statement_integer(statement, 1, frontier->warc.end);
  statement_integer(statement, 2, frontier->warc.id);
  return statement_run(statement, error);
}

bool frontier_commit(struct frontier *frontier, dp_error *error)
{
  if (!write_sums(frontier, error) || !write_warc_end(frontier, error)) return false;
  if (!database_commit(frontier->database, error)) return false;
  frontier->committed = frontier->sums;
  frontier->warc.changed = false;
  return true;
}

void frontier_rollback(struct frontier *frontier)
{
  database_rollback(frontier->database);
  frontier->sums = frontier->committed;
  memset(&frontier->warc, 0, sizeof frontier->warc);
}

bool frontier_probe(struct frontier *frontier, dp_error *error)
{
  /* A count that grows: a row that is set to what it was leaves its page clean, and the commit writes
   * nothing. */
  const char *sql = "UPDATE journal SET probes = probes + 1 WHERE one = 1";
  bool ok = database_begin(frontier->database, error) &&
            statement_run(database_statement(frontier->database, sql), error) &&
            database_commit(frontier->database, error);
  if (!ok) frontier_rollback(frontier);
  return ok;
}

/* The files of the archive. */

bool frontier_warc_begin(struct frontier *frontier, struct slice file, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO warc(name) VALUES (?1) ON CONFLICT(name) DO NOTHING");
  statement_text(statement, 1, file);
  return statement_run(statement, error);
}

/* use_warc - makes `file` the WARC file that rows of this transaction refer to. */
static bool use_warc(struct frontier *frontier, struct slice file, dp_error *error)
{
  if (frontier->warc.id && slice_is(file, frontier->warc.name)) return true;
  if (!write_warc_end(frontier, error) || !frontier_warc_begin(frontier, file, error)) return false;
  struct statement *statement =
      database_statement(frontier->database, "SELECT id, committed_end FROM warc WHERE name = ?1");
  statement_text(statement, 1, file);
  bool ok = statement_step(statement, error) == STATEMENT_ROW;
  if (ok) {
    frontier->warc.id = statement_column(statement, 0);
    frontier->warc.end = statement_column(statement, 1);
    frontier->warc.changed = false;
    snprintf(frontier->warc.name, sizeof frontier->warc.name, "%.*s", (int)file.length, file.data);
  }
  statement_done(statement);
  return ok;
}

bool frontier_warc_end(struct frontier *frontier, struct slice file, int64_t end, dp_error *error)
{
  if (!use_warc(frontier, file, error)) return false;
  if (end > frontier->warc.end) frontier->warc.end = end, frontier->warc.changed = true;
  return true;
}

bool frontier_last_warc(struct frontier *frontier, struct arena *arena, struct slice *file, int64_t *end,
                        dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT name, committed_end FROM warc ORDER BY id DESC LIMIT 1");
  enum statement_outcome outcome = statement_step(statement, error);
  *file = SLICE("");
  *end = 0;
  if (outcome == STATEMENT_ROW) {
    *file = arena_slice(arena, statement_column_text(statement, 0));
    *end = statement_column(statement, 1);
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}
