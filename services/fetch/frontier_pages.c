/* frontier_pages.c - pages and their identities: feeding, finding, moving. */
#include "fetch/frontier_internal.h"

enum {
  KEY = 16,                  /* bytes of the SHA-256 of an identity: no two of 10^9 meet by chance */
  VISIT_GAP = 60 * 60 * 1000 /* what a source says of updates makes no page visited more often */
};

/* Identities. */

static struct slice key_of(struct frontier *frontier, struct slice identity,
                           unsigned char bytes[DIGEST_BYTES])
{
  digest_begin(frontier->digest, DIGEST_SHA256);
  digest_add(frontier->digest, identity);
  digest_end(frontier->digest, bytes);
  return (struct slice){(const char *)bytes, KEY};
}

bool frontier_owner(struct frontier *frontier, struct slice identity, int64_t *page, dp_error *error)
{
  unsigned char bytes[DIGEST_BYTES];
  struct statement *statement =
      database_statement(frontier->database, "SELECT page FROM identity WHERE key = ?1");
  statement_blob(statement, 1, key_of(frontier, identity, bytes));
  return frontier_number(statement, 0, page, error);
}

bool frontier_find(struct frontier *frontier, struct slice identity, int64_t *item, bool *found,
                   dp_error *error)
{
  bool ok = frontier_owner(frontier, identity, item, error);
  *found = ok && *item != 0;
  return ok;
}

static bool add_identity(struct frontier *frontier, struct slice identity, int64_t page, dp_error *error)
{
  unsigned char bytes[DIGEST_BYTES];
  struct statement *statement =
      database_statement(frontier->database, "INSERT INTO identity(key, page) VALUES (?1, ?2)");
  statement_blob(statement, 1, key_of(frontier, identity, bytes));
  statement_integer(statement, 2, page);
  return statement_run(statement, error);
}

/* New items. */

bool frontier_add_page(struct frontier *frontier, const struct new_page *page, int64_t *item, dp_error *error)
{
  struct domain_row domain;
  if (!frontier_domain_row(frontier, page->link->domain, &domain, error)) return false;
  struct statement *statement =
      database_statement(frontier->database, "INSERT INTO item(state, kind, domain, source, rank, due_at,"
                                             " fed_at, url) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
  const int64_t numbers[] = {page->state,      page->kind,   domain.id,   page->link->source,
                             page->link->rank, page->due_at, page->fed_at};
  frontier_bind_numbers(statement, 1, numbers, 7);
  statement_text(statement, 8, page->link->url);
  if (!statement_run(statement, error)) return false;
  *item = database_last_id(frontier->database);
  frontier_count_state(frontier, page->state, VERDICT_NONE, 1);
  return add_identity(frontier, page->link->identity, *item, error) &&
         (!page->due_at || frontier_domain_wake(frontier, &domain, page->due_at, error));
}

bool frontier_add_later(struct frontier *frontier, int64_t page, enum item_kind kind, int64_t capture,
                        millis now, int64_t *item, dp_error *error)
{
  struct statement *statement = database_statement(
      frontier->database, "INSERT INTO item(first, state, kind, domain, source, fed_at, capture, url)"
                          " SELECT id, 1, ?2, domain, source, ?3, ?4, url FROM item WHERE id = ?1");
  const int64_t numbers[] = {page, kind, now, capture};
  frontier_bind_numbers(statement, 1, numbers, 4);
  if (!statement_run(statement, error)) return false;
  *item = database_last_id(frontier->database);
  frontier_count_state(frontier, ITEM_FETCHED, VERDICT_NONE, 1);
  return true;
}

/* Feeding. */

/* last_seen - when the page was last asked for. */
static bool last_seen(struct frontier *frontier, const struct item_head *head, millis *at, dp_error *error)
{
  struct statement *statement =
      database_statement(frontier->database, "SELECT at FROM capture WHERE id = ?1");
  statement_integer(statement, 1, head->latest ? head->latest : head->capture);
  if (!frontier_number(statement, 0, at, error)) return false;
  if (head->visited_at > *at) *at = head->visited_at;
  return true;
}

/* hasten - the source says that a page was updated that is DONE. */
static bool hasten(struct frontier *frontier, int64_t item, const struct item_head *head,
                   const struct frontier_link *link, millis now, dp_error *error)
{
  millis seen;
  if (!last_seen(frontier, head, &seen, error)) return false;
  millis due_at = now - seen < VISIT_GAP ? seen + VISIT_GAP : now;
  if (link->updated <= seen || (head->due_at && head->due_at <= due_at)) return true;
  return frontier_schedule(frontier, item, head, due_at, link->revisit, error);
}

static bool feed_dead(struct frontier *frontier, const struct frontier_link *link, millis now, int64_t item,
                      enum item_state *state, dp_error *error)
{
  bool revived;
  if (!frontier_fed_again(frontier, item, link, now, &revived, error)) return false;
  if (revived) *state = ITEM_QUEUED;
  return true;
}

static bool feed_known(struct frontier *frontier, const struct frontier_link *link, millis now, int64_t item,
                       enum item_state *state, dp_error *error)
{
  struct item_head head;
  bool found;
  if (!frontier_head(frontier, item, &head, &found, error)) return false;
  if (!found) return error_set(error, EX_SOFTWARE, "the frontier knows a URL whose item it does not hold");
  *state = head.state;
  if (head.state == ITEM_QUEUED && link->rank < head.rank)
    return frontier_schedule(frontier, item, &head, head.due_at, link->rank, error);
  if (head.state == ITEM_DEAD) return feed_dead(frontier, link, now, item, state, error);
  if (head.state == ITEM_DONE && link->updated && link->updated <= now)
    return hasten(frontier, item, &head, link, now, error);
  return true;
}

bool frontier_feed(struct frontier *frontier, const struct frontier_link *link, millis now,
                   enum feed_outcome *outcome, int64_t *item, enum item_state *state, dp_error *error)
{
  if (!frontier_owner(frontier, link->identity, item, error)) return false;
  *outcome = *item ? FEED_KNOWN : FEED_ACCEPTED;
  if (*item) return feed_known(frontier, link, now, *item, state, error);
  *state = ITEM_QUEUED;
  const struct new_page page = {
      .link = link, .state = ITEM_QUEUED, .kind = ITEM_FED, .fed_at = now, .due_at = now};
  return frontier_add_page(frontier, &page, item, error);
}

/* Moving. */

static bool set_url(struct frontier *frontier, int64_t page, const struct item_head *head,
                    const struct frontier_link *link, dp_error *error)
{
  struct domain_row domain;
  if (!frontier_domain_row(frontier, link->domain, &domain, error)) return false;
  struct statement *statement =
      database_statement(frontier->database, "UPDATE item SET url = ?2, domain = ?3 WHERE id = ?1");
  statement_integer(statement, 1, page);
  statement_text(statement, 2, link->url);
  statement_integer(statement, 3, domain.id);
  return statement_run(statement, error) &&
         (!head->due_at || frontier_domain_wake(frontier, &domain, head->due_at, error));
}

bool frontier_moved(struct frontier *frontier, int64_t item, const struct frontier_link *link, millis now,
                    int64_t *other, dp_error *error)
{
  struct item_head head;
  bool found;
  int64_t owner;
  *other = 0;
  if (!frontier_head(frontier, item, &head, &found, error)) return false;
  int64_t page = head.first ? head.first : item;
  if (found && head.first && !frontier_head(frontier, page, &head, &found, error)) return false;
  if (!found) return true;
  if (!frontier_owner(frontier, link->identity, &owner, error)) return false;
  if (owner && owner != page) {
    *other = owner;
    return true;
  }
  return (owner || add_identity(frontier, link->identity, page, error)) &&
         set_url(frontier, page, &head, link, error) &&
         frontier_add_trace(frontier, page, now, SLICE("moved"), link->url, error);
}
