/* fetcher_operator.c - what an operator changes beside feeding: sources, responses of foreign archives, and
 * archived ones that are to be read once more. */
#include "base/log.h"
#include "base/memory.h"
#include "fetch/domain.h"
#include "fetch/fetcher_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { LIST_PAGE = 500 };

/* Transactions. */

bool fetcher_in_one(struct fetcher *fetcher, work_fn *fn, void *work, dp_error *error)
{
  dp_error cause = {0};
  if (frontier_begin(fetcher->frontier, &cause) && fn(fetcher, work, &cause) &&
      frontier_commit(fetcher->frontier, &cause))
    return true;
  frontier_rollback(fetcher->frontier);
  fetcher_stall(fetcher, &cause, NULL);
  return error_set(error, cause.code, "nothing was changed, try again later: %s", cause.text);
}

/* Sources. */

struct adding {
  const struct fetcher_source_wish *wishes;
  size_t count;
  enum source_owner owner;
  struct fetcher_source_result *results;
};

static bool add_one(struct fetcher *fetcher, const struct fetcher_source_wish *wish, enum source_owner owner,
                    struct fetcher_source_result *result, dp_error *error)
{
  struct link link;
  enum source_added outcome;
  bool ok = true;
  *result = (struct fetcher_source_result){.outcome = SOURCE_WAS_REFUSED};
  if (fetcher_link(wish->url, &link, result->reason)) {
    const struct source_addition addition = {.url = buffer_view(&link.url),
                                             .title = wish->title,
                                             .domain = link.domain,
                                             .kind = wish->kind,
                                             .owner = owner};
    ok = sources_add(fetcher->frontier, &addition, fetcher->now.wall, &outcome, &result->source, error);
    result->outcome = ok && outcome == SOURCE_KNOWN ? SOURCE_WAS_KNOWN : SOURCE_WAS_ADDED;
  }
  fetcher_link_free(&link);
  return ok;
}

static bool add_all(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct adding *adding = work;
  for (size_t i = 0; i < adding->count; i++)
    if (!add_one(fetcher, &adding->wishes[i], adding->owner, &adding->results[i], error)) return false;
  return true;
}

bool fetcher_add_sources(struct fetcher *fetcher, const struct fetcher_source_wish *wishes, size_t count,
                         struct fetcher_source_result *results, struct fetcher_now now, dp_error *error)
{
  struct adding adding = {wishes, count, SOURCE_OPERATOR, results};
  fetcher->now = now;
  if (count > FETCHER_FEED_MAX)
    return error_set(error, EX_USAGE, "at most %d sources can be added in one request, these are %zu",
                     FETCHER_FEED_MAX, count);
  if (!fetcher_in_one(fetcher, add_all, &adding, error)) return false;
  fetcher->sources.due_at = 0;
  return true;
}

struct changing {
  const int64_t *ids;
  size_t count;
  int64_t changed;
};

static bool remove_all(struct fetcher *fetcher, void *work, dp_error *error)
{
  struct changing *changing = work;
  for (size_t i = 0; i < changing->count; i++) {
    int64_t removed;
    if (!sources_remove(fetcher->frontier, changing->ids[i], &removed, error)) return false;
    changing->changed += removed > 0;
  }
  return true;
}

static bool poll_all(struct fetcher *fetcher, void *work, dp_error *error)
{
  struct changing *changing = work;
  for (size_t i = 0; i < changing->count; i++) {
    struct source row;
    bool found;
    arena_reset(fetcher->arena);
    if (!sources_read(fetcher->frontier, fetcher->arena, changing->ids[i], &row, &found, error) ||
        !sources_poll_at(fetcher->frontier, changing->ids[i], fetcher->now.wall, error))
      return false;
    changing->changed += found && row.state == SOURCE_ACTIVE;
  }
  return true;
}

static bool change_all(struct fetcher *fetcher, work_fn *fn, const int64_t *ids, size_t count,
                       struct fetcher_now now, int64_t *changed, dp_error *error)
{
  struct changing changing = {ids, count, 0};
  fetcher->now = now;
  if (!fetcher_in_one(fetcher, fn, &changing, error)) return false;
  *changed = changing.changed;
  fetcher->sources.due_at = 0;
  return true;
}

bool fetcher_remove_sources(struct fetcher *fetcher, const int64_t *ids, size_t count, struct fetcher_now now,
                            int64_t *changed, dp_error *error)
{
  return change_all(fetcher, remove_all, ids, count, now, changed, error);
}

bool fetcher_poll_sources(struct fetcher *fetcher, const int64_t *ids, size_t count, struct fetcher_now now,
                          int64_t *changed, dp_error *error)
{
  return change_all(fetcher, poll_all, ids, count, now, changed, error);
}

/* The sources of the configuration. */

static bool is_configured(const struct fetcher_source_result *results, size_t count, int64_t source)
{
  for (size_t i = 0; i < count; i++)
    if (results[i].source == source) return true;
  return false;
}

/* remove_others - what the configuration named once and names no longer. */
static bool remove_others(struct fetcher *fetcher, const struct fetcher_source_result *results, size_t named,
                          dp_error *error)
{
  int64_t after = 0;
  for (size_t count = LIST_PAGE; count == LIST_PAGE;) {
    struct source *rows;
    arena_reset(fetcher->arena);
    if (!sources_list(fetcher->frontier, fetcher->arena, after, LIST_PAGE, &rows, &count, error))
      return false;
    for (size_t i = 0; i < count; i++) {
      int64_t removed;
      after = rows[i].id;
      if (rows[i].owner != SOURCE_CONFIG || is_configured(results, named, rows[i].id)) continue;
      if (!sources_remove(fetcher->frontier, rows[i].id, &removed, error)) return false;
    }
  }
  return true;
}

static bool configure(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct config_list *list = &fetcher->settings.sources;
  struct fetcher_source_wish wishes[CONFIG_LIST] = {0};
  struct fetcher_source_result results[CONFIG_LIST];
  (void)work;
  for (size_t i = 0; i < list->count; i++) wishes[i].url = slice_of(list->items[i]);
  struct adding adding = {wishes, list->count, SOURCE_CONFIG, results};
  if (!add_all(fetcher, &adding, error)) return false;
  for (size_t i = 0; i < list->count; i++)
    if (results[i].outcome == SOURCE_WAS_REFUSED)
      log_warn("source-refused", LOG_TEXT("url", list->items[i]), LOG_TEXT("reason", results[i].reason));
  return remove_others(fetcher, results, list->count, error);
}

bool fetcher_configure_sources(struct fetcher *fetcher, dp_error *error)
{
  fetcher->sources.due_at = 0;
  if (frontier_begin(fetcher->frontier, error) && configure(fetcher, NULL, error) &&
      frontier_commit(fetcher->frontier, error))
    return true;
  frontier_rollback(fetcher->frontier);
  return false;
}

/* Archived responses. */

bool fetcher_has_room(const struct fetcher *fetcher)
{
  return !fetcher->stall.on && !fetcher->out.backlog && fetcher_room(fetcher) > 0;
}

static struct parcel *foreign_parcel(struct fetcher *fetcher, const struct fetcher_archived *response,
                                     struct slice url)
{
  struct parcel *parcel = memory_zero(1, sizeof *parcel);
  buffer_slice(&parcel->head, response->head);
  buffer_slice(&parcel->body, response->body);
  buffer_slice(&parcel->text, url);
  parcel->url = parcel->final_url = buffer_view(&parcel->text);
  parcel->extra = parcel->address = SLICE("");
  parcel->status = response->status;
  parcel->at = response->at;
  fetcher_parcel_describe(fetcher, parcel);
  return parcel;
}

bool fetcher_archive(struct fetcher *fetcher, const struct fetcher_archived *response, uint64_t ticket,
                     struct fetcher_now now, dp_error *error)
{
  struct link link;
  char reason[LINK_REASON];
  fetcher->now = now;
  if (!fetcher_has_room(fetcher) || fetcher->draining)
    return error_set(error, EX_TEMPFAIL, "the window is full; send it again later");
  if (response->status < 200 || response->status > 299)
    return error_set(error, EX_USAGE, "only responses with a status of 200 to 299 are taken");
  bool ok = fetcher_link(response->url, &link, reason);
  if (ok) {
    struct change *change = fetcher_gather(fetcher, CHANGE_ARCHIVED, 0);
    change->ticket = ticket;
    fetcher_gather_record(fetcher, change, foreign_parcel(fetcher, response, buffer_view(&link.url)), true);
  } else {
    error_set(error, EX_USAGE, "%s", reason);
  }
  fetcher_link_free(&link);
  return ok;
}

/* fetcher_write_archived - what is known already is not written once more. */
bool fetcher_write_archived(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  struct parcel *parcel = change->parcel;
  struct link link;
  char reason[LINK_REASON];
  bool known = false, ok;
  if (!fetcher_link(parcel->url, &link, reason)) return error_set(error, EX_SOFTWARE, "%s", reason);
  const struct frontier_link row = {
      .url = buffer_view(&link.url), .identity = buffer_view(&link.identity), .domain = link.domain};
  ok =
      frontier_archived_known(fetcher->frontier, row.identity, parcel->at,
                              (struct slice){(const char *)parcel->payload, FRONTIER_PAYLOAD}, &known, error);
  change->fed = FEED_KNOWN;
  change->made = 0;
  if (ok && known) {
    bool found;
    ok = frontier_find(fetcher->frontier, row.identity, &change->made, &found, error);
  } else if (ok) {
    ok = fetcher_append(fetcher, parcel, error);
    const struct frontier_response response = fetcher_row_of(parcel, parcel->payload);
    ok = ok && frontier_archived(fetcher->frontier, &row, parcel->at, &response, fetcher->now.wall,
                                 &change->fed, &change->made, error);
  }
  fetcher_link_free(&link);
  return ok;
}

void fetcher_apply_archived(struct fetcher *fetcher, struct change *change)
{
  struct parcel *parcel = change->parcel;
  if (change->fed == FEED_ACCEPTED) {
    change->parcel = NULL;
    parcel->item = change->made;
    fetcher_deliver(fetcher, parcel);
  }
  fetcher->port.archived(fetcher->port.context, change->ticket, change->fed, change->made);
}

/* Reading once more. */

struct reading {
  struct frontier_reprocess *run;
  size_t limit;
  int64_t made;
  bool more;
};

static bool read_more(struct fetcher *fetcher, void *work, dp_error *error)
{
  struct reading *reading = work;
  return frontier_reprocess(fetcher->frontier, reading->run, reading->limit, fetcher->now.wall,
                            &reading->made, &reading->more, error);
}

static bool only_count(struct fetcher *fetcher, struct reading *reading, dp_error *error)
{
  bool ok = frontier_begin(fetcher->frontier, error) && read_more(fetcher, reading, error);
  frontier_rollback(fetcher->frontier);
  return ok;
}

bool fetcher_reprocess(struct fetcher *fetcher, struct frontier_reprocess *run, size_t limit, bool try_only,
                       struct fetcher_now now, int64_t *made, bool *more, dp_error *error)
{
  struct reading reading = {run, limit, 0, false};
  fetcher->now = now;
  if (!(try_only ? only_count(fetcher, &reading, error)
                 : fetcher_in_one(fetcher, read_more, &reading, error)))
    return false;
  *made = reading.made;
  *more = reading.more;
  if (reading.made && !try_only) {
    fetcher->out.backlog = true;
    fetcher->out.backlog_after = 0;
  }
  return true;
}

/* What decides about a URL. */

void fetcher_want_robots(struct fetcher *fetcher, struct slice url, struct fetcher_now now)
{
  int64_t number = PROBE_FIRST + (int64_t)(random_next(&fetcher->random) >> 12);
  fetcher->now = now;
  gate_add(fetcher->gate, GATE_PAGE, number, 0, url, now.steady, now.wall);
}

bool fetcher_explain_domain(struct fetcher *fetcher, struct slice domain, struct fetcher_now now,
                            struct buffer *out)
{
  fetcher->now = now;
  return gate_explain(fetcher->gate, domain, now.steady, out);
}
