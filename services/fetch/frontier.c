/* frontier.c - the journal's tables and everything that changes them.
 *
 * The cost of a change does not grow with the journal: everything that is asked for often (due, undelivered,
 * dead) stands in one partial index that finished items leave, and the counts are a row that is rewritten
 * with each commit instead of being counted. States are numbers in the file; `due_at` is 0 outside QUEUED, so
 * that the one index orders queued items by time and all others by id. */
#include "fetch/frontier.h"

#include "base/memory.h"
#include "fetch/frontier_internal.h"

#include <stdio.h>
#include <stdlib.h>

_Static_assert(ITEM_QUEUED == 0 && ITEM_FETCHED == 1 && ITEM_DONE == 2 && ITEM_DEAD == 3,
               "the numbers stand in the SQL");

static const char *const schema[] = {
    "CREATE TABLE journal(one INTEGER PRIMARY KEY CHECK (one = 1), epoch TEXT NOT NULL,"
    " queued INTEGER NOT NULL DEFAULT 0, fetched INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT "
    "0,"
    " duplicate INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL "
    "DEFAULT 0, probes INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE warc(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, committed_end INTEGER NOT NULL "
    "DEFAULT 0);"
    "CREATE TABLE item(id INTEGER PRIMARY KEY, state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND "
    "3),"
    " due_at INTEGER NOT NULL, fetch_attempts INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT "
    "0,"
    " fed_at INTEGER NOT NULL, fetched_at INTEGER NOT NULL DEFAULT 0, settled_at INTEGER NOT NULL DEFAULT 0,"
    " status INTEGER NOT NULL DEFAULT 0, warc INTEGER REFERENCES warc(id), warc_offset INTEGER, warc_length "
    "INTEGER,"
    " body_bytes INTEGER, verdict INTEGER NOT NULL DEFAULT 0, sequence INTEGER NOT NULL DEFAULT 0,"
    " url TEXT NOT NULL UNIQUE, final_url TEXT, content_type TEXT, content_encoding TEXT, last_modified TEXT,"
    " reason TEXT, detail TEXT);"
    "CREATE INDEX item_open ON item(state, due_at) WHERE state <> 2;"
    "CREATE TABLE trace(id INTEGER PRIMARY KEY, item INTEGER NOT NULL, at INTEGER NOT NULL, what TEXT NOT "
    "NULL,"
    " detail TEXT NOT NULL);"
    "CREATE INDEX trace_item ON trace(item);",
    NULL};

const char *const frontier_verdict_names[4] = {"", "stored", "duplicate", "rejected"};

const char *item_state_name(enum item_state state)
{
  static const char *const names[] = {"queued", "fetched", "done", "dead"};
  return names[state];
}

/* Opening. */

static bool load_journal(struct frontier *frontier, bool *found, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "SELECT epoch, queued, fetched, stored, duplicate, rejected, dead FROM journal WHERE one = 1");
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) {
    struct slice epoch = statement_column_text(statement, 0);
    snprintf(frontier->epoch, sizeof frontier->epoch, "%.*s", (int)epoch.length,
             epoch.data ? epoch.data : "");
    int64_t *counts[] = {&frontier->counts.queued,    &frontier->counts.fetched,  &frontier->counts.stored,
                         &frontier->counts.duplicate, &frontier->counts.rejected, &frontier->counts.dead};
    for (int i = 0; i < 6; i++) *counts[i] = statement_column(statement, i + 1);
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
                                            .schema = schema,
                                            .exclusive = true,
                                            .vfs = options->vfs};
  struct frontier *frontier = memory_zero(1, sizeof *frontier);
  frontier->database = database_open(&database, error);
  bool found = false;
  bool ok =
      frontier->database && load_journal(frontier, &found, error) && (found || make_journal(frontier, error));
  frontier->committed = frontier->counts;
  if (!ok) frontier_close(&frontier);
  return frontier;
}

void frontier_close(struct frontier **frontier)
{
  if (!*frontier) return;
  database_close(&(*frontier)->database);
  free(*frontier);
  *frontier = NULL;
}

const char *frontier_epoch(const struct frontier *frontier)
{
  return frontier->epoch;
}

struct frontier_counts frontier_counts(const struct frontier *frontier)
{
  return frontier->committed;
}

/* Transactions. */

bool frontier_begin(struct frontier *frontier, dp_error *error)
{
  return database_begin(frontier->database, error);
}

static bool write_counts(struct frontier *frontier, dp_error *error)
{
  const struct frontier_counts *counts = &frontier->counts;
  if (memcmp(counts, &frontier->committed, sizeof *counts) == 0) return true;
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE journal SET queued = ?1, fetched = ?2, stored = ?3, duplicate = ?4, rejected = ?5,"
      " dead = ?6 WHERE one = 1");
  const int64_t values[] = {counts->queued,    counts->fetched,  counts->stored,
                            counts->duplicate, counts->rejected, counts->dead};
  for (int i = 0; i < 6; i++) statement_integer(statement, i + 1, values[i]);
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
  if (!write_counts(frontier, error) || !write_warc_end(frontier, error)) return false;
  if (!database_commit(frontier->database, error)) return false;
  frontier->committed = frontier->counts;
  frontier->warc.changed = false;
  return true;
}

void frontier_rollback(struct frontier *frontier)
{
  database_rollback(frontier->database);
  frontier->counts = frontier->committed;
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

/* Changes. run_if - runs the statement; *changed tells whether its row was in the state it asked for. */
static bool run_if(struct frontier *frontier, struct statement *statement, bool *changed, dp_error *error)
{
  if (!statement_run(statement, error)) return false;
  *changed = database_changes(frontier->database) > 0;
  return true;
}

static void bind_optional(struct statement *statement, int parameter, struct slice text)
{
  if (text.length)
    statement_text(statement, parameter, text);
  else
    statement_null(statement, parameter);
}

static bool add_trace(struct frontier *frontier, int64_t item, millis at, struct slice what,
                      struct slice detail, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO trace(item, at, what, detail) VALUES (?1, ?2, ?3, ?4)");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, at);
  statement_text(statement, 3, what);
  statement_text(statement, 4, detail.data ? detail : SLICE(""));
  return statement_run(statement, error);
}

static bool find_known(struct frontier *frontier, struct slice url, int64_t *item, enum item_state *state,
                       dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT id, state FROM item WHERE url = ?1");
  statement_text(statement, 1, url);
  enum statement_outcome outcome = statement_step(statement, error);
  if (outcome == STATEMENT_ROW) {
    *item = statement_column(statement, 0);
    *state = (enum item_state)statement_column(statement, 1);
  }
  statement_done(statement);
  if (outcome == STATEMENT_END)
    return error_set(error, EX_SOFTWARE, "the frontier refused a URL it does not hold");
  return outcome == STATEMENT_ROW;
}

bool frontier_feed(struct frontier *frontier, const struct frontier_link *link, millis now,
                   enum feed_outcome *outcome, int64_t *item, enum item_state *state, dp_error *error)
{
  struct slice url = link->url;
  struct statement *statement = database_statement(
      frontier->database,
      "INSERT INTO item(due_at, fed_at, url) VALUES (?1, ?1, ?2) ON CONFLICT(url) DO NOTHING");
  statement_integer(statement, 1, now);
  statement_text(statement, 2, url);
  bool added;
  if (!run_if(frontier, statement, &added, error)) return false;
  *outcome = added ? FEED_ACCEPTED : FEED_KNOWN;
  if (!added) return find_known(frontier, url, item, state, error);
  *item = database_last_id(frontier->database);
  *state = ITEM_QUEUED;
  frontier->counts.queued++;
  return true;
}

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

static void bind_response(struct statement *statement, const struct frontier *frontier,
                          const struct frontier_response *response)
{
  const int64_t numbers[] = {response->status, frontier->warc.id, response->warc_offset,
                             response->warc_length, response->body_bytes};
  for (int i = 0; i < 5; i++) statement_integer(statement, 3 + i, numbers[i]);
  bind_optional(statement, 8, response->final_url);
  bind_optional(statement, 9, response->content_type);
  bind_optional(statement, 10, response->content_encoding);
  bind_optional(statement, 11, response->last_modified);
}

bool frontier_fetched(struct frontier *frontier, int64_t item, const struct frontier_response *response,
                      millis now, dp_error *error)
{
  if (!use_warc(frontier, response->warc_file, error)) return false;
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE item SET state = 1, due_at = 0, fetched_at = ?2, status = ?3, warc = ?4, warc_offset = ?5,"
      " warc_length = ?6, body_bytes = ?7, final_url = ?8, content_type = ?9, content_encoding = ?10,"
      " last_modified = ?11 WHERE id = ?1 AND state = 0");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, now);
  bind_response(statement, frontier, response);
  bool changed;
  if (!run_if(frontier, statement, &changed, error)) return false;
  if (!changed) return true;
  frontier->counts.queued--;
  frontier->counts.fetched++;
  int64_t end = response->warc_offset + response->warc_length;
  if (end > frontier->warc.end) frontier->warc.end = end, frontier->warc.changed = true;
  return true;
}

bool frontier_transfer_failed(struct frontier *frontier, int64_t item, struct slice reason,
                              struct slice detail, millis now, millis retry_at, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE item SET due_at = ?2, fetch_attempts = fetch_attempts + 1 WHERE id = ?1 AND state = 0");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, retry_at);
  bool changed;
  if (!run_if(frontier, statement, &changed, error)) return false;
  return !changed || add_trace(frontier, item, now, reason, detail, error);
}

bool frontier_attempt_counted(struct frontier *frontier, int64_t item, millis now, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET attempts = attempts + 1 WHERE id = ?1 AND state = 1");
  statement_integer(statement, 1, item);
  bool changed;
  if (!run_if(frontier, statement, &changed, error)) return false;
  return !changed || add_trace(frontier, item, now, SLICE("attempt-counted"),
                               SLICE("no verdict came, but later articles got theirs"), error);
}

static bool settle_from(struct frontier *frontier, int64_t item, enum item_state from,
                        enum frontier_verdict verdict, int64_t sequence, millis now, bool *changed,
                        dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE item SET state = 2, verdict = ?2, sequence = ?3, settled_at = ?4, reason = NULL, detail = NULL"
      " WHERE id = ?1 AND state = ?5");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, verdict);
  statement_integer(statement, 3, sequence);
  statement_integer(statement, 4, now);
  statement_integer(statement, 5, from);
  if (!run_if(frontier, statement, changed, error)) return false;
  if (!*changed) return true;
  (*(from == ITEM_FETCHED ? &frontier->counts.fetched : &frontier->counts.dead))--;
  int64_t *counts[] = {NULL, &frontier->counts.stored, &frontier->counts.duplicate,
                       &frontier->counts.rejected};
  (*counts[verdict])++;
  return true;
}

bool frontier_settled(struct frontier *frontier, int64_t item, struct slice verdict, int64_t sequence,
                      millis now, dp_error *error)
{
  enum frontier_verdict number = VERDICT_NONE;
  for (int i = VERDICT_STORED; i <= VERDICT_REJECTED; i++)
    if (slice_is(verdict, frontier_verdict_names[i])) number = (enum frontier_verdict)i;
  if (number == VERDICT_NONE)
    return error_set(error, EX_SOFTWARE, "the frontier was given a verdict it does not know");
  bool changed;
  if (!settle_from(frontier, item, ITEM_FETCHED, number, sequence, now, &changed, error)) return false;
  if (changed) return true;
  if (!settle_from(frontier, item, ITEM_DEAD, number, sequence, now, &changed, error)) return false;
  return !changed || add_trace(frontier, item, now, SLICE("settled-late"),
                               SLICE("a verdict came for the dead letter"), error);
}

static bool bury_from(struct frontier *frontier, int64_t item, enum item_state from, struct slice reason,
                      struct slice detail, millis now, bool *changed, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET state = 3, due_at = 0, settled_at = ?2, reason = ?3, detail = ?4,"
                          " fetch_attempts = fetch_attempts + (state = 0) WHERE id = ?1 AND state = ?5");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, now);
  statement_text(statement, 3, reason);
  statement_text(statement, 4, detail);
  statement_integer(statement, 5, from);
  if (!run_if(frontier, statement, changed, error)) return false;
  if (!*changed) return true;
  (*(from == ITEM_FETCHED ? &frontier->counts.fetched : &frontier->counts.queued))--;
  frontier->counts.dead++;
  return true;
}

bool frontier_bury(struct frontier *frontier, int64_t item, struct slice reason, struct slice detail,
                   millis now, dp_error *error)
{
  bool changed;
  if (!bury_from(frontier, item, ITEM_FETCHED, reason, detail, now, &changed, error)) return false;
  if (!changed && !bury_from(frontier, item, ITEM_QUEUED, reason, detail, now, &changed, error)) return false;
  return !changed || add_trace(frontier, item, now, reason, detail, error);
}

/* An item that was only undeliverable has its response in the archive and is sent again; all others are
 * fetched. */
bool frontier_revive(struct frontier *frontier, int64_t item, millis now, bool *revived, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE item SET state = (reason = 'undeliverable' AND warc IS NOT NULL),"
      " due_at = CASE WHEN reason = 'undeliverable' AND warc IS NOT NULL THEN 0 ELSE ?2 END,"
      " attempts = 0, fetch_attempts = 0, settled_at = 0, reason = NULL, detail = NULL"
      " WHERE id = ?1 AND state = 3 RETURNING state");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, now);
  enum statement_outcome outcome = statement_step(statement, error);
  *revived = outcome == STATEMENT_ROW;
  int64_t state = *revived ? statement_column(statement, 0) : 0;
  if (*revived) outcome = statement_step(statement, error); /* the change ends with its last step */
  statement_done(statement);
  if (outcome == STATEMENT_FAILED) return false;
  if (!*revived) return true;
  frontier->counts.dead--;
  (*(state == ITEM_FETCHED ? &frontier->counts.fetched : &frontier->counts.queued))++;
  return add_trace(frontier, item, now, SLICE("revived"), SLICE("an operator asked for another try"), error);
}
