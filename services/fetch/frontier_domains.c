/* frontier_domains.c - what is due, by domain; see the header for how it is found without looking at items.
 */
#include "fetch/frontier_internal.h"

/* Rows. */

static bool find_row(struct frontier *frontier, struct slice name, struct domain_row *row, bool *found,
                     dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, ready_at, blocked_until FROM domain WHERE name = ?1");
  statement_text(statement, 1, name);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found)
    *row = (struct domain_row){statement_column(statement, 0), statement_column(statement, 1),
                               statement_column(statement, 2)};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_domain_row(struct frontier *frontier, struct slice name, struct domain_row *row,
                         dp_error *error)
{
  bool found;
  if (!find_row(frontier, name, row, &found, error)) return false;
  if (found) return true;
  struct statement *statement =
      database_statement(frontier->database, "INSERT INTO domain(name) VALUES (?1)");
  statement_text(statement, 1, name);
  if (!statement_run(statement, error)) return false;
  *row = (struct domain_row){.id = database_last_id(frontier->database)};
  return true;
}

/* set_ready - and the count of domains that wait follows. */
static bool set_ready(struct frontier *frontier, int64_t domain, millis before, millis ready_at,
                      dp_error *error)
{
  if (ready_at == before) return true;
  struct statement *statement =
      database_statement(frontier->database, "UPDATE domain SET ready_at = ?2 WHERE id = ?1");
  statement_integer(statement, 1, domain);
  statement_integer(statement, 2, ready_at);
  frontier->sums.items.domains += (ready_at > 0) - (before > 0);
  return statement_run(statement, error);
}

static millis later(millis one, millis other)
{
  return one > other ? one : other;
}

bool frontier_domain_wake(struct frontier *frontier, const struct domain_row *row, millis due_at,
                          dp_error *error)
{
  millis ready_at = later(due_at, row->blocked_until);
  if (row->ready_at && row->ready_at <= ready_at) return true;
  return set_ready(frontier, row->id, row->ready_at, ready_at, error);
}

static bool row_of_id(struct frontier *frontier, int64_t domain, struct domain_row *row, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT ready_at, blocked_until FROM domain WHERE id = ?1");
  statement_integer(statement, 1, domain);
  enum statement_outcome outcome = statement_step(statement, error);
  if (outcome == STATEMENT_ROW)
    *row = (struct domain_row){domain, statement_column(statement, 0), statement_column(statement, 1)};
  statement_done(statement);
  if (outcome == STATEMENT_END)
    return error_set(error, EX_SOFTWARE, "the frontier was asked about a domain it does not hold");
  return outcome == STATEMENT_ROW;
}

bool frontier_domain_wake_id(struct frontier *frontier, int64_t domain, millis due_at, dp_error *error)
{
  struct domain_row row = {0};
  return row_of_id(frontier, domain, &row, error) && frontier_domain_wake(frontier, &row, due_at, error);
}

/* Resting. */

/* first_due - when the domain's first item of a rank that is due behind `after` is; 0: there is none. */
static bool first_due(struct frontier *frontier, int64_t domain, enum frontier_rank rank, millis after,
                      millis *due_at, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT due_at FROM item INDEXED BY item_due WHERE domain = ?1"
                                             " AND rank = ?2 AND due_at > 0 AND due_at > ?3"
                                             " ORDER BY due_at LIMIT 1");
  const int64_t numbers[] = {domain, rank, after};
  frontier_bind_numbers(statement, 1, numbers, 3);
  return frontier_number(statement, 0, due_at, error);
}

static bool first_due_of_all(struct frontier *frontier, int64_t domain, millis after, millis *due_at,
                             dp_error *error)
{
  *due_at = 0;
  for (int rank = RANK_FRESH; rank <= RANK_REVISIT; rank++) {
    millis at;
    if (!first_due(frontier, domain, (enum frontier_rank)rank, after, &at, error)) return false;
    if (at && (!*due_at || at < *due_at)) *due_at = at;
  }
  return true;
}

bool frontier_domain_rest(struct frontier *frontier, int64_t domain, millis not_before, millis *ready_at,
                          dp_error *error)
{
  struct domain_row row = {0};
  millis due_at;
  if (!row_of_id(frontier, domain, &row, error) || !first_due_of_all(frontier, domain, 0, &due_at, error))
    return false;
  *ready_at = due_at ? later(due_at, later(not_before, row.blocked_until)) : 0;
  return set_ready(frontier, domain, row.ready_at, *ready_at, error);
}

bool frontier_domain_keep(struct frontier *frontier, struct slice name,
                          const struct frontier_politeness *politeness, dp_error *error)
{
  struct domain_row row = {0};
  if (!frontier_domain_row(frontier, name, &row, error)) return false;
  struct statement *statement = database_statement(
      frontier->database, "UPDATE domain SET blocked_until = ?2, response_time = ?3, pushbacks = ?4,"
                          " day_starts = ?5, day_from = ?6 WHERE id = ?1");
  const int64_t numbers[] = {row.id,
                             politeness->ready_at,
                             politeness->response_time,
                             politeness->pushbacks,
                             politeness->day_starts,
                             politeness->day_from};
  frontier_bind_numbers(statement, 1, numbers, 6);
  if (!statement_run(statement, error)) return false;
  /* A block that ends sooner than it did: what waited for its end may be due from the new end on. */
  bool sooner = politeness->ready_at < row.blocked_until && row.ready_at > politeness->ready_at;
  return !sooner || set_ready(frontier, row.id, row.ready_at, later(politeness->ready_at, 1), error);
}

/* Reading. */

#define DOMAIN_COLUMNS                                                                                       \
  "SELECT id, ready_at, blocked_until, response_time, pushbacks, day_starts, day_from, name FROM domain "

static struct frontier_domain read_domain(struct statement *row, struct arena *arena)
{
  return (struct frontier_domain){.id = statement_column(row, 0),
                                  .ready_at = statement_column(row, 1),
                                  .politeness = {statement_column(row, 2), statement_column(row, 3),
                                                 statement_column(row, 4), statement_column(row, 5),
                                                 statement_column(row, 6)},
                                  .name = arena_slice(arena, statement_column_text(row, 7))};
}

bool frontier_domain_find(struct frontier *frontier, struct arena *arena, struct slice name,
                          struct frontier_domain *row, bool *found, dp_error *error)
{
  struct statement *statement = database_statement(frontier->database, DOMAIN_COLUMNS "WHERE name = ?1");
  statement_text(statement, 1, name);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) *row = read_domain(statement, arena);
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_next_ready_at(struct frontier *frontier, millis now, millis *at, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT ready_at FROM domain INDEXED BY domain_ready WHERE ready_at > 0"
                          " AND ready_at > ?1 ORDER BY ready_at LIMIT 1");
  statement_integer(statement, 1, now);
  return frontier_number(statement, 0, at, error);
}

/* Claims. */

struct domain_page {
  struct arena *arena;
  struct frontier_domain_cursor *cursor;
  size_t limit;
  frontier_skip_fn *skip;
  void *context;
  struct frontier_domain *rows;
  size_t count;
};

/* take_domains - rows of the statement until the page is full; *more: it was. */
static bool take_domains(struct statement *statement, struct domain_page *page, bool *more, dp_error *error)
{
  enum statement_outcome outcome = STATEMENT_END;
  while (page->count < page->limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW) {
    page->cursor->ready_at = statement_column(statement, 1);
    page->cursor->id = statement_column(statement, 0);
    if (page->skip && page->skip(page->context, page->cursor->id)) continue;
    page->rows[page->count++] = read_domain(statement, page->arena);
  }
  statement_done(statement);
  *more = page->count == page->limit;
  return outcome != STATEMENT_FAILED;
}

/* Two searches, so that each is one stretch of the index: those of the cursor's own time behind its id (a
 * feed may make thousands of domains ready in one millisecond), then those of later times. */
bool frontier_domains_due(struct frontier *frontier, struct arena *arena, millis now,
                          struct frontier_domain_cursor *cursor, size_t limit, frontier_skip_fn *skip,
                          void *context, struct frontier_domain *rows, size_t *count, bool *more,
                          dp_error *error)
{
  struct domain_page page = {arena, cursor, limit, skip, context, rows, 0};
  *more = false;
  struct statement *same = database_statement(frontier->database, DOMAIN_COLUMNS
                                              "INDEXED BY domain_ready WHERE ready_at > 0 AND ready_at = ?1"
                                              " AND id > ?2 ORDER BY id");
  statement_integer(same, 1, cursor->ready_at);
  statement_integer(same, 2, cursor->id);
  bool ok = cursor->ready_at > now || take_domains(same, &page, more, error);
  if (ok && !*more) {
    struct statement *behind = database_statement(
        frontier->database, DOMAIN_COLUMNS "INDEXED BY domain_ready WHERE ready_at > 0 AND ready_at > ?1"
                                           " AND ready_at <= ?2 ORDER BY ready_at, id");
    statement_integer(behind, 1, cursor->ready_at);
    statement_integer(behind, 2, now);
    ok = take_domains(behind, &page, more, error);
  }
  *count = page.count;
  return ok;
}

static struct frontier_due_item read_due(struct statement *row, struct arena *arena, enum frontier_rank rank)
{
  struct frontier_due_item item = {.item = statement_column(row, 0),
                                   .due_at = statement_column(row, 1),
                                   .fetch_attempts = statement_column(row, 2),
                                   .source = statement_column(row, 3),
                                   .visits = statement_column(row, 4),
                                   .revisit = statement_column(row, 5) == ITEM_DONE,
                                   .rank = rank,
                                   .url = arena_slice(arena, statement_column_text(row, 6))};
  if (!item.revisit) return item;
  struct slice *const texts[] = {&item.etag, &item.last_modified, &item.payload, &item.captured_url};
  item.captured_at = statement_column(row, 7);
  for (int i = 0; i < 4; i++) *texts[i] = arena_slice(arena, statement_column_text(row, 8 + i));
  if (!item.captured_url.length) item.captured_url = item.url;
  return item;
}

#define DUE_COLUMNS                                                                                          \
  "SELECT item.id, due_at, fetch_attempts, source, visits, state, url, capture.at, etag, last_modified,"     \
  " payload, final_url FROM item "
#define DUE_CAPTURE " LEFT JOIN capture ON state = 2 AND capture.id = coalesce(latest, capture) "

bool frontier_due_read(struct frontier *frontier, struct arena *arena, int64_t item,
                       struct frontier_due_item *out, bool *found, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, DUE_COLUMNS DUE_CAPTURE "WHERE item.id = ?1 AND due_at > 0");
  statement_integer(statement, 1, item);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) *out = read_due(statement, arena, RANK_FRESH);
  if (*found && out->revisit) out->rank = RANK_REVISIT;
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool frontier_domain_items(struct frontier *frontier, struct arena *arena, int64_t domain, millis now,
                           size_t limit, frontier_skip_fn *skip, void *context,
                           struct frontier_due_item *items, size_t *count, millis *next_at, dp_error *error)
{
  *count = 0;
  for (int rank = RANK_FRESH; rank <= RANK_REVISIT && *count < limit; rank++) {
    struct statement *statement = database_statement(
        frontier->database, DUE_COLUMNS "INDEXED BY item_due" DUE_CAPTURE
                                        "WHERE domain = ?1 AND rank = ?2 AND due_at <= ?3 AND due_at > 0"
                                        " ORDER BY due_at, item.id");
    const int64_t numbers[] = {domain, rank, now};
    frontier_bind_numbers(statement, 1, numbers, 3);
    enum statement_outcome outcome = STATEMENT_END;
    while (*count < limit && (outcome = statement_step(statement, error)) == STATEMENT_ROW)
      if (!skip || !skip(context, statement_column(statement, 0)))
        items[(*count)++] = read_due(statement, arena, (enum frontier_rank)rank);
    statement_done(statement);
    if (outcome == STATEMENT_FAILED) return false;
  }
  return first_due_of_all(frontier, domain, now, next_at, error);
}
