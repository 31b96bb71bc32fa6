/* sources_websub.c - what is journaled of subscriptions to hubs. */
#include "fetch/frontier_internal.h"

const char *source_websub_name(enum source_websub websub)
{
  static const char *const names[] = {"none", "asked", "active", "refused"};
  return names[websub];
}

bool sources_websub(struct frontier *frontier, int64_t id, const struct source_subscription *subscription,
                    dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "UPDATE source SET websub = ?2, lease_until = ?3, renew_at = ?4, hub_errors = ?5,"
                          " secret = coalesce(?6, secret), hub_detail = ?7 WHERE id = ?1");
  const int64_t numbers[] = {id, subscription->state, subscription->lease_until, subscription->renew_at,
                             subscription->errors};
  const struct slice texts[] = {subscription->secret, subscription->detail};
  frontier_bind_numbers(statement, 1, numbers, 5);
  frontier_bind_texts(statement, 6, texts, 2);
  return statement_run(statement, error);
}

static bool is_callback(struct frontier *frontier, struct slice base, bool *is, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT coalesce(callback, '') = ?1 FROM journal WHERE one = 1");
  int64_t same;
  statement_text(statement, 1, base);
  if (!frontier_number(statement, 0, &same, error)) return false;
  *is = same != 0;
  return true;
}

bool sources_callback(struct frontier *frontier, struct slice base, millis now, dp_error *error)
{
  bool same = false;
  if (!is_callback(frontier, base, &same, error) || same) return same;
  struct statement *journal =
      database_statement(frontier->database, "UPDATE journal SET callback = ?1 WHERE one = 1");
  struct statement *sources = database_statement(
      frontier->database, "UPDATE source SET websub = 0, lease_until = 0, renew_at = ?1, hub_errors = 0,"
                          " hub_detail = NULL WHERE state = 0 AND hub IS NOT NULL");
  statement_text(journal, 1, base);
  statement_integer(sources, 1, now);
  return statement_run(journal, error) && statement_run(sources, error);
}
