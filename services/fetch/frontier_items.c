/* frontier_items.c - what becomes of items: every change of state after feeding. Each looks at the item
 * first; what is in another state by then is left alone, so that changes may come late or twice. */
#include "fetch/frontier_internal.h"

const char *const frontier_verdict_names[4] = {"", "stored", "duplicate", "rejected"};

const char *item_state_name(enum item_state state)
{
  static const char *const names[] = {"queued", "fetched", "done", "dead"};
  return names[state];
}

void frontier_count_state(struct frontier *frontier, enum item_state state, enum frontier_verdict verdict,
                          int64_t by)
{
  struct frontier_counts *counts = &frontier->sums.items;
  int64_t *const done[] = {NULL, &counts->stored, &counts->duplicate, &counts->rejected};
  switch (state) {
  case ITEM_QUEUED:
    counts->queued += by;
    break;
  case ITEM_FETCHED:
    counts->fetched += by;
    break;
  case ITEM_DONE:
    *done[verdict] += by;
    break;
  case ITEM_DEAD:
    counts->dead += by;
    break;
  }
}

bool frontier_head(struct frontier *frontier, int64_t item, struct item_head *head, bool *found,
                   dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT state, rank, first, domain, capture, latest, due_at, visited_at, kind"
                          " FROM item WHERE id = ?1");
  statement_integer(statement, 1, item);
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  *head = (struct item_head){0};
  if (*found)
    *head = (struct item_head){.state = (enum item_state)statement_column(statement, 0),
                               .kind = (enum item_kind)statement_column(statement, 8),
                               .rank = (enum frontier_rank)statement_column(statement, 1),
                               .first = statement_column(statement, 2),
                               .domain = statement_column(statement, 3),
                               .capture = statement_column(statement, 4),
                               .latest = statement_column(statement, 5),
                               .due_at = statement_column(statement, 6),
                               .visited_at = statement_column(statement, 7)};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

/* in_state - whether the item is there and in this state. */
static bool in_state(struct frontier *frontier, int64_t item, enum item_state state, struct item_head *head,
                     bool *yes, dp_error *error)
{
  if (!frontier_head(frontier, item, head, yes, error)) return false;
  *yes = *yes && head->state == state;
  return true;
}

bool frontier_add_trace(struct frontier *frontier, int64_t item, millis at, struct slice what,
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

bool frontier_schedule(struct frontier *frontier, int64_t item, const struct item_head *head, millis due_at,
                       enum frontier_rank rank, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "UPDATE item SET due_at = ?2, rank = ?3 WHERE id = ?1");
  const int64_t numbers[] = {item, due_at, rank};
  frontier_bind_numbers(statement, 1, numbers, 3);
  return statement_run(statement, error) &&
         (!due_at || frontier_domain_wake_id(frontier, head->domain, due_at, error));
}

/* Transfers. */

bool frontier_fetched(struct frontier *frontier, int64_t item, const struct frontier_response *response,
                      millis at, dp_error *error)
{
  struct item_head head;
  bool queued;
  int64_t capture;
  if (!in_state(frontier, item, ITEM_QUEUED, &head, &queued, error)) return false;
  if (!queued) return true;
  const struct new_capture row = {.page = item, .kind = CAPTURE_RESPONSE, .at = at, .response = response};
  if (!frontier_add_capture(frontier, &row, &capture, error)) return false;
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET state = 1, due_at = 0, fetch_attempts = 0, capture = ?2,"
                          " latest = NULL WHERE id = ?1");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, capture);
  if (!statement_run(statement, error)) return false;
  frontier_count_state(frontier, ITEM_QUEUED, VERDICT_NONE, -1);
  frontier_count_state(frontier, ITEM_FETCHED, VERDICT_NONE, 1);
  return true;
}

/* failed_once - one failed transfer more; the next try, or none (0), is at `due_at`. */
static bool failed_once(struct frontier *frontier, int64_t item, const struct item_head *head, millis due_at,
                        dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET fetch_attempts = fetch_attempts + 1 WHERE id = ?1");
  statement_integer(statement, 1, item);
  return statement_run(statement, error) &&
         frontier_schedule(frontier, item, head, due_at, head->rank, error);
}

bool frontier_transfer_failed(struct frontier *frontier, int64_t item, struct slice reason,
                              struct slice detail, millis now, millis retry_at, dp_error *error)
{
  struct item_head head;
  bool queued;
  if (!in_state(frontier, item, ITEM_QUEUED, &head, &queued, error)) return false;
  return !queued || (failed_once(frontier, item, &head, retry_at, error) &&
                     frontier_add_trace(frontier, item, now, reason, detail, error));
}

/* Revisits. */

/* answered - the visit had an answer; `latest` is the response to compare with from now on. */
static bool answered(struct frontier *frontier, int64_t item, const struct item_head *head,
                     const struct frontier_visit *visit, int64_t latest, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET visits = visits + 1, visited_at = ?2, fetch_attempts = 0,"
                          " latest = nullif(?3, 0) WHERE id = ?1");
  const int64_t numbers[] = {item, visit->at, latest};
  frontier_bind_numbers(statement, 1, numbers, 3);
  return statement_run(statement, error) &&
         frontier_schedule(frontier, item, head, visit->next_due_at, RANK_REVISIT, error);
}

static bool visit_answered(struct frontier *frontier, int64_t item, const struct item_head *head,
                           const struct frontier_visit *visit, int64_t *new_item, dp_error *error)
{
  bool changed = visit->outcome == REVISIT_CHANGED;
  const struct new_capture row = {.page = item,
                                  .kind = changed ? CAPTURE_RESPONSE : CAPTURE_REVISIT,
                                  .at = visit->at,
                                  .response = visit->response};
  int64_t capture;
  return frontier_add_capture(frontier, &row, &capture, error) &&
         (!changed ||
          frontier_add_later(frontier, item, ITEM_REVISION, capture, visit->at, new_item, error)) &&
         answered(frontier, item, head, visit, changed ? capture : head->latest, error);
}

static bool visit_failed(struct frontier *frontier, int64_t item, const struct item_head *head,
                         const struct frontier_visit *visit, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "UPDATE item SET visited_at = ?2 WHERE id = ?1");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, visit->at);
  return statement_run(statement, error) && failed_once(frontier, item, head, visit->next_due_at, error) &&
         frontier_add_trace(frontier, item, visit->at, visit->reason, visit->detail, error);
}

bool frontier_revisited(struct frontier *frontier, int64_t item, const struct frontier_visit *visit,
                        int64_t *new_item, dp_error *error)
{
  struct item_head head;
  bool done;
  *new_item = 0;
  if (!in_state(frontier, item, ITEM_DONE, &head, &done, error)) return false;
  if (!done || head.first) return true;
  switch (visit->outcome) {
  case REVISIT_UNCHANGED:
  case REVISIT_CHANGED:
    return visit_answered(frontier, item, &head, visit, new_item, error);
  case REVISIT_GONE:
    return answered(frontier, item, &head, visit, head.latest, error) &&
           frontier_add_trace(frontier, item, visit->at, SLICE("gone"), visit->detail, error);
  case REVISIT_FAILED:
    return visit_failed(frontier, item, &head, visit, error);
  }
  return error_set(error, EX_SOFTWARE, "a visit of no known outcome was to be journaled");
}

bool frontier_revisit_at(struct frontier *frontier, int64_t item, millis at, dp_error *error)
{
  struct item_head head;
  bool done;
  if (!in_state(frontier, item, ITEM_DONE, &head, &done, error)) return false;
  bool visited = done && !head.first && head.kind != ITEM_ARCHIVED;
  return !visited || frontier_schedule(frontier, item, &head, at, RANK_REVISIT, error);
}

/* The end. */

bool frontier_attempt_counted(struct frontier *frontier, int64_t item, millis now, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET attempts = attempts + 1 WHERE id = ?1 AND state = 1");
  statement_integer(statement, 1, item);
  bool changed;
  if (!frontier_run_if(frontier, statement, &changed, error)) return false;
  return !changed || frontier_add_trace(frontier, item, now, SLICE("attempt-counted"),
                                        SLICE("no verdict came, but later articles got theirs"), error);
}

static bool settle(struct frontier *frontier, int64_t item, enum frontier_verdict verdict, int64_t sequence,
                   millis now, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET state = 2, verdict = ?2, sequence = ?3, settled_at = ?4,"
                          " reason = NULL, detail = NULL WHERE id = ?1");
  const int64_t numbers[] = {item, verdict, sequence, now};
  frontier_bind_numbers(statement, 1, numbers, 4);
  frontier_count_state(frontier, ITEM_DONE, verdict, 1);
  return statement_run(statement, error);
}

bool frontier_settled(struct frontier *frontier, int64_t item, struct slice verdict, int64_t sequence,
                      millis now, dp_error *error)
{
  enum frontier_verdict number = VERDICT_NONE;
  struct item_head head;
  bool found;
  for (int i = VERDICT_STORED; i <= VERDICT_REJECTED; i++)
    if (slice_is(verdict, frontier_verdict_names[i])) number = (enum frontier_verdict)i;
  if (number == VERDICT_NONE)
    return error_set(error, EX_SOFTWARE, "the frontier was given a verdict it does not know");
  if (!frontier_head(frontier, item, &head, &found, error)) return false;
  if (!found || (head.state != ITEM_FETCHED && head.state != ITEM_DEAD)) return true;
  frontier_count_state(frontier, head.state, VERDICT_NONE, -1);
  return settle(frontier, item, number, sequence, now, error) &&
         (head.state == ITEM_FETCHED ||
          frontier_add_trace(frontier, item, now, SLICE("settled-late"),
                             SLICE("a verdict came for the dead letter"), error));
}

bool frontier_bury(struct frontier *frontier, int64_t item, struct slice reason, struct slice detail,
                   millis now, dp_error *error)
{
  struct item_head head;
  bool found;
  if (!frontier_head(frontier, item, &head, &found, error)) return false;
  if (!found || (head.state != ITEM_FETCHED && head.state != ITEM_QUEUED)) return true;
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET state = 3, due_at = 0, settled_at = ?2, reason = ?3, detail = ?4,"
                          " fetch_attempts = fetch_attempts + (state = 0) WHERE id = ?1");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, now);
  statement_text(statement, 3, reason);
  statement_text(statement, 4, detail);
  frontier_count_state(frontier, head.state, VERDICT_NONE, -1);
  frontier_count_state(frontier, ITEM_DEAD, VERDICT_NONE, 1);
  return statement_run(statement, error) && frontier_add_trace(frontier, item, now, reason, detail, error);
}

/* dead_state - the state that a dead item is revived into: one that was only undeliverable has its response
 * in the archive and is sent again; so is a later item, since the web no longer has what it is to deliver;
 * all others are fetched. */
static bool dead_state(struct frontier *frontier, int64_t item, bool *found, enum item_state *state,
                       dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT first > 0 OR (reason = 'undeliverable' AND capture IS NOT NULL)"
                          " FROM item WHERE id = ?1 AND state = 3");
  int64_t sent_again;
  statement_integer(statement, 1, item);
  bool ok = frontier_number(statement, -1, &sent_again, error);
  *found = sent_again >= 0;
  *state = sent_again ? ITEM_FETCHED : ITEM_QUEUED;
  return ok;
}

/* revive - a DEAD item into `state`, with a trace of why. */
static bool revive(struct frontier *frontier, int64_t item, enum item_state state, enum frontier_rank rank,
                   struct slice why, millis now, dp_error *error)
{
  struct item_head head;
  bool found, queued = state == ITEM_QUEUED;
  struct statement *statement = database_statement(
      frontier->database, "UPDATE item SET state = ?2, attempts = 0, fetch_attempts = 0, settled_at = 0,"
                          " reason = NULL, detail = NULL WHERE id = ?1");
  statement_integer(statement, 1, item);
  statement_integer(statement, 2, state);
  frontier_count_state(frontier, ITEM_DEAD, VERDICT_NONE, -1);
  frontier_count_state(frontier, state, VERDICT_NONE, 1);
  return statement_run(statement, error) && frontier_head(frontier, item, &head, &found, error) &&
         frontier_schedule(frontier, item, &head, queued ? now : 0, rank, error) &&
         frontier_add_trace(frontier, item, now, SLICE("revived"), why, error);
}

bool frontier_revive(struct frontier *frontier, int64_t item, millis now, bool *revived, dp_error *error)
{
  enum item_state state;
  if (!dead_state(frontier, item, revived, &state, error)) return false;
  return !*revived ||
         revive(frontier, item, state, RANK_FRESH, SLICE("an operator asked for another try"), now, error);
}

/* dead_since - when the item was given up because its server could not be had: -1 when it was not. Every
 * other reason holds until somebody changes something. */
static bool dead_since(struct frontier *frontier, int64_t item, millis *at, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "SELECT settled_at FROM item WHERE id = ?1 AND state = 3 AND first = 0 AND"
      " (reason GLOB 'http-5*' OR reason IN ('http-408', 'http-425', 'http-429', 'dns', 'connect', 'timeout',"
      " 'tls', 'protocol', 'robots-unreachable', 'redirect-wait'))");
  statement_integer(statement, 1, item);
  return frontier_number(statement, -1, at, error);
}

bool frontier_fed_again(struct frontier *frontier, int64_t item, const struct frontier_link *link, millis now,
                        bool *revived, dp_error *error)
{
  millis since;
  if (!dead_since(frontier, item, &since, error)) return false;
  *revived = since >= 0 && (!link->source || now - since >= FRONTIER_DEAD_REST);
  struct slice why = link->source ? SLICE("a source names it again") : SLICE("it was fed again");
  return !*revived || revive(frontier, item, ITEM_QUEUED, link->rank, why, now, error);
}
