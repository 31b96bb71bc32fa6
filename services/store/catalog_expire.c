/* catalog_expire.c - what the catalog lets go of: the events of old articles, which are nearly all of its
 * size. The pages that this frees are used for new ones; the file doesn't shrink.
 *
 * Articles are in the order in which they were stored, so those that are too old for one age stand in front.
 * For each age that the rules name, a walk remembers up to where nothing more is to be done; walks begin
 * anew with each start and with other rules, and then step over what expired before. */
#include "store/catalog_internal.h"

enum { LOOK = 20000, MOST = 4096 }; /* cards looked at, articles expired in one call */

/* ---- walks ---- */

static bool has_walk(const struct catalog *catalog, millis keep)
{
  for (size_t i = 0; i < catalog->walk_count; i++)
    if (catalog->walks[i].keep == keep) return true;
  return false;
}

static size_t ages_of(const struct keep_rules *rules, millis ages[CONFIG_LIST + 1])
{
  size_t count = 0;
  for (size_t i = 0; i <= rules->count; i++) {
    millis keep = i ? rules->rules[i - 1].keep : rules->keep;
    bool known = keep == 0;
    for (size_t j = 0; j < count; j++) known = known || ages[j] == keep;
    if (!known) ages[count++] = keep;
  }
  return count;
}

/* begin_walks - one for each age; those that there are go on if nothing has changed. */
static void begin_walks(struct catalog *catalog, const struct keep_rules *rules)
{
  millis ages[CONFIG_LIST + 1];
  size_t count = ages_of(rules, ages);
  bool same = count == catalog->walk_count;
  for (size_t i = 0; i < count; i++) same = same && has_walk(catalog, ages[i]);
  if (same) return;
  for (size_t i = 0; i < count; i++) catalog->walks[i] = (struct catalog_walk){ages[i], 0};
  catalog->walk_count = count;
}

/* gather - moves the walk over cards until `limit` articles are found that are to expire, it comes to one
 * that is not old enough, or has looked at LOOK. */
static bool gather(struct catalog *catalog, struct catalog_walk *walk, const struct keep_rules *rules,
                   millis now, int64_t *sequences, size_t limit, size_t *count, bool *more, dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database,
      "SELECT c.sequence, c.stored_at, c.expired, h.name FROM card c"
      " LEFT JOIN host h ON h.id = c.host WHERE c.sequence > ?1 ORDER BY c.sequence LIMIT ?2");
  enum statement_outcome outcome = STATEMENT_END;
  int looked = 0;
  statement_integer(read, 1, walk->position);
  statement_integer(read, 2, LOOK);
  while (*count < limit && (outcome = statement_step(read, error)) == STATEMENT_ROW) {
    if (statement_column(read, 1) > now - walk->keep) break;
    walk->position = statement_column(read, 0);
    looked++;
    if (!statement_column(read, 2) && keep_rules_for(rules, statement_column_text(read, 3)) == walk->keep)
      sequences[(*count)++] = walk->position;
  }
  statement_done(read);
  *more = *more || looked == LOOK || *count == limit;
  return outcome != STATEMENT_FAILED;
}

/* ---- one article ---- */

static bool run_on(struct catalog *catalog, const char *sql, int64_t sequence, dp_error *error)
{
  struct statement *change = database_statement(catalog->database, sql);
  statement_integer(change, 1, sequence);
  return statement_run(change, error);
}

/* A row of `article` but for its event, in an arena. */
struct row {
  int64_t epoch, item, version, uri_hash, digest_hash;
  struct slice uri, digest;
  bool has_digest;
};

static bool read_row(struct catalog *catalog, int64_t sequence, struct arena *arena, struct row *row,
                     dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database, "SELECT epoch, item, version, uri_hash, digest_hash, uri, digest FROM article"
                         " WHERE sequence = ?1");
  statement_integer(read, 1, sequence);
  enum statement_outcome outcome = statement_step(read, error);
  if (outcome == STATEMENT_ROW)
    *row = (struct row){.epoch = statement_column(read, 0),
                        .item = statement_column(read, 1),
                        .version = statement_column(read, 2),
                        .uri_hash = statement_column(read, 3),
                        .digest_hash = statement_column(read, 4),
                        .uri = arena_slice(arena, statement_column_text(read, 5)),
                        .digest = arena_slice(arena, statement_column_text(read, 6)),
                        .has_digest = !statement_column_null(read, 4)};
  statement_done(read);
  return outcome == STATEMENT_ROW ||
         (outcome == STATEMENT_END &&
          error_set(error, EX_DATAERR,
                    "the catalog contradicts itself: there is a card and no article; "
                    "run a check of the file"));
}

static bool write_row(struct catalog *catalog, int64_t sequence, const struct row *row, dp_error *error)
{
  struct statement *add = database_statement(
      catalog->database,
      "INSERT INTO article (sequence, epoch, item, version, uri_hash, digest_hash, uri, digest,"
      " event) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, x'')");
  statement_integer(add, 1, sequence);
  statement_integer(add, 2, row->epoch);
  statement_integer(add, 3, row->item);
  statement_integer(add, 4, row->version);
  statement_integer(add, 5, row->uri_hash);
  if (row->has_digest) statement_integer(add, 6, row->digest_hash);
  statement_text(add, 7, row->uri);
  if (row->has_digest) statement_text(add, 8, row->digest);
  return statement_run(add, error);
}

/* take_event - the row is deleted and written anew: a row that is only made shorter leaves the page half
 * empty that it had begun on, and these are a third of the file. */
static bool take_event(struct catalog *catalog, int64_t sequence, dp_error *error)
{
  struct row row = {0};
  struct arena *arena = arena_new();
  bool ok = read_row(catalog, sequence, arena, &row, error) &&
            run_on(catalog, "DELETE FROM article WHERE sequence = ?1", sequence, error) &&
            write_row(catalog, sequence, &row, error);
  arena_free(&arena);
  return ok;
}

static bool expire_one(struct catalog *catalog, int64_t sequence, dp_error *error)
{
  return take_event(catalog, sequence, error) &&
         run_on(catalog, "UPDATE card SET expired = 1, similar = NULL WHERE sequence = ?1", sequence,
                error) &&
         run_on(catalog, "INSERT INTO expired (sequence) VALUES (?1)", sequence, error);
}

/* ---- the calls ---- */

bool catalog_expire(struct catalog *catalog, const struct keep_rules *rules, millis now, int64_t limit,
                    bool *more, dp_error *error)
{
  int64_t sequences[MOST];
  size_t count = 0, most = limit < MOST ? (size_t)limit : MOST;
  begin_walks(catalog, rules);
  *more = false;
  for (size_t i = 0; i < catalog->walk_count && count < most; i++)
    if (!gather(catalog, &catalog->walks[i], rules, now, sequences, most, &count, more, error)) return false;
  for (size_t i = 0; i < count; i++)
    if (!expire_one(catalog, sequences[i], error)) return false;
  catalog->pending.expired += (int64_t)count;
  return true;
}

bool catalog_expired(struct catalog *catalog, int64_t *n, size_t limit, int64_t *sequences, size_t *count,
                     dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database, "SELECT n, sequence FROM expired WHERE n > ?1 ORDER BY n LIMIT ?2");
  statement_integer(read, 1, *n);
  statement_integer(read, 2, (int64_t)limit);
  enum statement_outcome outcome;
  *count = 0;
  while ((outcome = statement_step(read, error)) == STATEMENT_ROW) {
    *n = statement_column(read, 0);
    sequences[(*count)++] = statement_column(read, 1);
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool catalog_each_expired(struct catalog *catalog, int64_t after, int64_t to, catalog_sequence_fn *fn,
                          void *context, dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database, "SELECT sequence FROM card WHERE sequence > ?1 AND sequence <= ?2 AND expired"
                         " ORDER BY sequence");
  statement_integer(read, 1, after);
  statement_integer(read, 2, to);
  enum statement_outcome outcome;
  while ((outcome = statement_step(read, error)) == STATEMENT_ROW) fn(context, statement_column(read, 0));
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}
