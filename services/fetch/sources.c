/* sources.c - every change to the list of sources. A change looks at the source first, and leaves alone what
 * is in another state by then. The counts follow each change of state or health. */
#include "fetch/frontier_internal.h"
#include "fetch/sources_state.h"

/* Names. */

const char *source_owner_name(enum source_owner owner)
{
  static const char *const names[] = {"operator", "config", "discovered"};
  return names[owner];
}

const char *source_state_name(enum source_state state)
{
  static const char *const names[] = {"active", "retired", "removed"};
  return names[state];
}

const char *source_health_name(enum source_health health)
{
  static const char *const names[] = {"learning", "lively", "silent", "broken"};
  return names[health];
}

/* What every change looks at first. */
struct source_head {
  int64_t id;
  enum source_state state;
  enum source_owner owner;
  enum source_health health;
  bool cascaded; /* REMOVED with its parent, not by itself */
};

static bool read_head(struct statement *statement, struct source_head *head, bool *found, dp_error *error)
{
  enum statement_outcome outcome = statement_step(statement, error);
  *found = outcome == STATEMENT_ROW;
  if (*found)
    *head = (struct source_head){.id = statement_column(statement, 0),
                                 .state = (enum source_state)statement_column(statement, 1),
                                 .owner = (enum source_owner)statement_column(statement, 2),
                                 .health = (enum source_health)statement_column(statement, 3),
                                 .cascaded = statement_column(statement, 4) != 0};
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

static bool head_of_url(struct frontier *frontier, struct slice url, struct source_head *head, bool *found,
                        dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, state, owner, health, cascaded FROM source WHERE url = ?1");
  statement_text(statement, 1, url);
  return read_head(statement, head, found, error);
}

/* active_head - *active: it is there and ACTIVE. */
static bool active_head(struct frontier *frontier, int64_t id, struct source_head *head, bool *active,
                        dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "SELECT id, state, owner, health, cascaded FROM source WHERE id = ?1");
  statement_integer(statement, 1, id);
  if (!read_head(statement, head, active, error)) return false;
  *active = *active && head->state == SOURCE_ACTIVE;
  return true;
}

static void count(struct frontier *frontier, enum source_state state, enum source_health health, int64_t by)
{
  struct source_counts *counts = &frontier->sums.sources;
  if (state == SOURCE_ACTIVE) {
    counts->active += by;
    counts->silent += health == SOURCE_SILENT ? by : 0;
    counts->broken += health == SOURCE_BROKEN ? by : 0;
  } else if (state == SOURCE_RETIRED) {
    counts->retired += by;
  }
}

/* Adding. */

static bool insert(struct frontier *frontier, const struct source_addition *addition, millis now, int64_t *id,
                   dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO source(kind, owner, parent, due_at, added_at, url, domain, title)"
                          " VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7)");
  const int64_t numbers[] = {addition->kind, addition->owner, addition->parent, now};
  frontier_bind_numbers(statement, 1, numbers, 4);
  statement_text(statement, 5, addition->url);
  statement_text(statement, 6, addition->domain);
  frontier_bind_texts(statement, 7, &addition->title, 1);
  if (!statement_run(statement, error)) return false;
  *id = database_last_id(frontier->database);
  count(frontier, SOURCE_ACTIVE, SOURCE_LEARNING, 1);
  return true;
}

/* take_over - what the addition knows and the row does not. A lower owner has the higher rank. */
static bool take_over(struct frontier *frontier, int64_t id, const struct source_addition *addition,
                      dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE source SET owner = min(owner, ?2), title = coalesce(title, ?3),"
                          " kind = CASE kind WHEN 0 THEN ?4 ELSE kind END WHERE id = ?1");
  statement_integer(statement, 1, id);
  statement_integer(statement, 2, addition->owner);
  frontier_bind_texts(statement, 3, &addition->title, 1);
  statement_integer(statement, 4, addition->kind);
  return statement_run(statement, error);
}

/* bring_back - RETIRED or REMOVED -> ACTIVE. Whoever brings it back owns it: a feed that its operator removed
 * and a home page then names again may not come back, so an earlier owner is none any more. */
static bool bring_back(struct frontier *frontier, const struct source_head *head,
                       const struct source_addition *addition, millis now, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE source SET state = 0, cascaded = 0, health = 0, errors = 0, due_at = ?2,"
                          " owner = ?3, parent = ?4, etag = NULL, last_modified = NULL, payload = NULL,"
                          " hub = NULL, topic = NULL, secret = NULL WHERE id = ?1");
  const int64_t numbers[] = {head->id, now, addition->owner, addition->parent};
  frontier_bind_numbers(statement, 1, numbers, 4);
  count(frontier, head->state, head->health, -1);
  count(frontier, SOURCE_ACTIVE, SOURCE_LEARNING, 1);
  return statement_run(statement, error);
}

/* may_return - what is discovered again comes back only when it left with its parent. */
static bool may_return(const struct source_head *head, enum source_owner owner)
{
  return owner != SOURCE_DISCOVERED || (head->state == SOURCE_REMOVED && head->cascaded);
}

bool sources_add(struct frontier *frontier, const struct source_addition *addition, millis now,
                 enum source_added *outcome, int64_t *id, dp_error *error)
{
  struct source_head head;
  bool found;
  if (!head_of_url(frontier, addition->url, &head, &found, error)) return false;
  *outcome = SOURCE_ADDED;
  if (!found) return insert(frontier, addition, now, id, error);
  *id = head.id;
  if (head.state != SOURCE_ACTIVE && !may_return(&head, addition->owner)) {
    *outcome = SOURCE_KEPT_OUT;
    return true;
  }
  *outcome = head.state == SOURCE_ACTIVE ? SOURCE_KNOWN : SOURCE_REVIVED;
  return take_over(frontier, head.id, addition, error) &&
         (head.state == SOURCE_ACTIVE || bring_back(frontier, &head, addition, now, error));
}

/* Removing. */

/* The source and what it discovered, down to the last descendant, as far as it is not REMOVED yet. */
#define FAMILY                                                                                               \
  "WITH RECURSIVE family(id) AS (SELECT id FROM source WHERE id = ?1 AND state <> 2 UNION"                   \
  " SELECT source.id FROM family JOIN source INDEXED BY source_child ON source.parent = family.id"           \
  " AND source.parent > 0 AND source.owner = 2 AND source.state <> 2) "

static bool count_family(struct frontier *frontier, int64_t id, int64_t *removed, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, FAMILY "SELECT state, health, count(*) FROM source WHERE id IN family"
                                 " GROUP BY state, health");
  enum statement_outcome outcome;
  statement_integer(statement, 1, id);
  while ((outcome = statement_step(statement, error)) == STATEMENT_ROW) {
    int64_t members = statement_column(statement, 2);
    count(frontier, (enum source_state)statement_column(statement, 0),
          (enum source_health)statement_column(statement, 1), -members);
    *removed += members;
  }
  statement_done(statement);
  return outcome != STATEMENT_FAILED;
}

bool sources_remove(struct frontier *frontier, int64_t id, int64_t *removed, dp_error *error)
{
  *removed = 0;
  if (!count_family(frontier, id, removed, error)) return false;
  struct statement *statement = database_statement(
      frontier->database, FAMILY "UPDATE source SET state = 2, cascaded = id <> ?1, due_at = 0, renew_at = 0,"
                                 " websub = 0, lease_until = 0, health = 0 WHERE id IN family");
  statement_integer(statement, 1, id);
  return statement_run(statement, error);
}

/* Polls. */

static void bind_poll(struct statement *statement, int64_t id, const struct source_poll *poll, millis now,
                      const struct sources_state *state)
{
  const int64_t numbers[] = {id,
                             now,
                             poll->retired ? SOURCE_RETIRED : SOURCE_ACTIVE,
                             poll->retired ? 0 : poll->next,
                             poll->failed,
                             poll->kind,
                             poll->health,
                             poll->entries,
                             poll->fresh};
  const struct slice texts[] = {poll->title, poll->outcome, poll->detail};
  frontier_bind_numbers(statement, 1, numbers, 9);
  frontier_bind_texts(statement, 10, texts, 3);
  statement_text(statement, 13, buffer_view(&state->schedule));
  statement_text(statement, 14, buffer_view(&state->silence));
}

static bool write_poll(struct frontier *frontier, int64_t id, const struct source_poll *poll, millis now,
                       dp_error *error)
{
  struct sources_state state = {BUFFER_EMPTY, BUFFER_EMPTY};
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE source SET last_polled_at = ?2, state = ?3, due_at = ?4,"
      " errors = CASE WHEN ?5 THEN errors + 1 ELSE 0 END, kind = CASE ?6 WHEN 0 THEN kind ELSE ?6 END,"
      " health = ?7, entries_seen = entries_seen + ?8, entries_new = entries_new + ?9,"
      " last_new_at = CASE WHEN ?9 > 0 THEN ?2 ELSE last_new_at END, title = coalesce(?10, title),"
      " last_outcome = ?11, last_detail = ?12, schedule = ?13, silence = ?14 WHERE id = ?1");
  sources_state_write(&state, poll->schedule, poll->silence);
  bind_poll(statement, id, poll, now, &state);
  bool ok = statement_run(statement, error);
  sources_state_free(&state);
  return ok;
}

/* write_body - what goes with the body of an answer. Another hub, or none, ends the subscription; a new one
 * is asked at once. */
static bool write_body(struct frontier *frontier, int64_t id, const struct source_poll *poll, millis now,
                       dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE source SET etag = ?3, last_modified = ?4, payload = ?5, hub = ?6, topic = ?7,"
      " websub = CASE WHEN hub IS ?6 AND topic IS ?7 THEN websub ELSE 0 END,"
      " lease_until = CASE WHEN hub IS ?6 AND topic IS ?7 THEN lease_until ELSE 0 END,"
      " renew_at = CASE WHEN hub IS ?6 AND topic IS ?7 THEN renew_at WHEN ?6 IS NULL THEN 0 ELSE ?2 END,"
      " secret = CASE WHEN hub IS ?6 AND topic IS ?7 THEN secret END,"
      " hub_detail = CASE WHEN hub IS ?6 AND topic IS ?7 THEN hub_detail END,"
      " hub_errors = CASE WHEN hub IS ?6 AND topic IS ?7 THEN hub_errors ELSE 0 END"
      " WHERE id = ?1");
  const struct slice texts[] = {poll->etag, poll->last_modified, poll->payload, poll->hub, poll->topic};
  statement_integer(statement, 1, id);
  statement_integer(statement, 2, now);
  frontier_bind_texts(statement, 3, texts, 5);
  return statement_run(statement, error);
}

static bool end_subscription(struct frontier *frontier, int64_t id, dp_error *error)
{
  const struct source_subscription none = {.state = WEBSUB_NONE};
  return sources_websub(frontier, id, &none, error);
}

bool sources_polled(struct frontier *frontier, int64_t id, const struct source_poll *poll, millis now,
                    dp_error *error)
{
  struct source_head head;
  bool active;
  if (!active_head(frontier, id, &head, &active, error)) return false;
  if (!active) return true;
  count(frontier, SOURCE_ACTIVE, head.health, -1);
  count(frontier, poll->retired ? SOURCE_RETIRED : SOURCE_ACTIVE, poll->health, 1);
  return write_poll(frontier, id, poll, now, error) &&
         (!poll->body || write_body(frontier, id, poll, now, error)) &&
         (!poll->retired || end_subscription(frontier, id, error));
}

static bool write_push(struct frontier *frontier, int64_t id, const struct source_push *push, millis now,
                       dp_error *error)
{
  struct sources_state state = {BUFFER_EMPTY, BUFFER_EMPTY};
  struct statement *statement =
      database_statement(frontier->database,
                         "UPDATE source SET entries_seen = entries_seen + ?2, entries_new = entries_new + ?3,"
                         " last_new_at = CASE WHEN ?3 > 0 THEN ?4 ELSE last_new_at END,"
                         " schedule = ?5, silence = ?6, health = ?7 WHERE id = ?1");
  const int64_t numbers[] = {id, push->entries, push->fresh, now};
  frontier_bind_numbers(statement, 1, numbers, 4);
  statement_integer(statement, 7, push->health);
  sources_state_write(&state, push->schedule, push->silence);
  statement_text(statement, 5, buffer_view(&state.schedule));
  statement_text(statement, 6, buffer_view(&state.silence));
  bool ok = statement_run(statement, error);
  sources_state_free(&state);
  return ok;
}

bool sources_pushed(struct frontier *frontier, int64_t id, const struct source_push *push, millis now,
                    dp_error *error)
{
  struct source_head head;
  bool active;
  if (!active_head(frontier, id, &head, &active, error)) return false;
  if (!active) return true;
  count(frontier, SOURCE_ACTIVE, head.health, -1);
  count(frontier, SOURCE_ACTIVE, push->health, 1);
  return write_push(frontier, id, push, now, error);
}

bool sources_moved(struct frontier *frontier, int64_t id, struct slice url, struct slice domain,
                   int64_t *other, dp_error *error)
{
  struct source_head head;
  bool found;
  *other = 0;
  if (!head_of_url(frontier, url, &head, &found, error)) return false;
  if (found) {
    *other = head.id == id ? 0 : head.id;
    return true;
  }
  struct statement *statement =
      database_statement(frontier->database, "UPDATE source SET url = ?2, domain = ?3 WHERE id = ?1");
  statement_integer(statement, 1, id);
  statement_text(statement, 2, url);
  statement_text(statement, 3, domain);
  return statement_run(statement, error);
}

bool sources_poll_at(struct frontier *frontier, int64_t id, millis at, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "UPDATE source SET due_at = ?2 WHERE id = ?1 AND state = 0");
  statement_integer(statement, 1, id);
  statement_integer(statement, 2, at);
  return statement_run(statement, error);
}

bool sources_none_beyond(struct frontier *frontier, millis latest, millis at, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database,
      "UPDATE source INDEXED BY source_due SET due_at = ?2 WHERE due_at > 0 AND due_at > ?1");
  statement_integer(statement, 1, latest);
  statement_integer(statement, 2, at);
  return statement_run(statement, error);
}
