/* fetcher_websub.c - subscriptions to hubs (W3C WebSub, 5): what is due is asked for, and renewed well before
 * its lease ends.
 *
 * A request to a hub is a job of the gate, with the pauses of the hub's domain. The secret and the state are
 * committed before it is sent, because a hub may call back before it answers. What it answers is journaled
 * only where nothing came in between: a confirmation that was quicker than the answer, or another hub.
 *
 * Nobody unsubscribes. A source that was removed answers its hub with 410 Gone, and the lease ends by itself.
 */
#include "base/log.h"
#include "base/memory.h"
#include "fetch/fetcher_sources.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  HUB_PAGE = 64,             /* subscriptions that are looked at together, */
  NEXT_PAGE = 1000,          /* so often: thousands may fall due at once, each with a row to be written */
  HUB_ANSWER = 64 * 1024,    /* bytes of an answer that are looked at */
  RECHECK = 5 * 60 * 1000,   /* look again at least so often */
  SPREAD = 10 * 60 * 1000,   /* what a hub's domain has no room for now comes back within it */
  PATIENCE = 10 * 60 * 1000, /* between a hub's 202 and its confirmation */
  REFUSED_FOR = 24 * 3600 * 1000
};

/* One request. Texts are owned. */
struct ask {
  millis renew_at; /* as journaled when it began */
  char *topic, *secret;
};

static void ask_free(struct ask *ask)
{
  free(ask->topic);
  free(ask->secret);
  free(ask);
}

static void forget(struct fetcher *fetcher, int64_t source)
{
  struct ask *ask = map_remove(&fetcher->websub.asks, (uint64_t)source);
  if (ask) ask_free(ask);
}

void fetcher_websub_free(struct fetcher *fetcher)
{
  size_t at = 0;
  for (struct ask *ask; (ask = map_each(&fetcher->websub.asks, &at));) ask_free(ask);
  map_free(&fetcher->websub.asks);
  at = 0;
  for (struct poll *poll; (poll = map_each(&fetcher->websub.pushed, &at));) fetcher_poll_free(poll);
  map_free(&fetcher->websub.pushed);
}

static bool is_on(const struct fetcher *fetcher)
{
  return *fetcher->settings.websub_callback;
}

bool fetcher_configure_websub(struct fetcher *fetcher, dp_error *error)
{
  struct slice base = slice_of(fetcher->settings.websub_callback);
  if (frontier_begin(fetcher->frontier, error) &&
      sources_callback(fetcher->frontier, base, fetcher->now.wall, error) &&
      frontier_commit(fetcher->frontier, error))
    return true;
  frontier_rollback(fetcher->frontier);
  return false;
}

/* Looking for what is due. */

static bool under_way(void *context, int64_t source)
{
  const struct fetcher *fetcher = context;
  return map_get(&fetcher->websub.asks, (uint64_t)source) || gate_find(fetcher->gate, GATE_HUB, source);
}

static struct source_subscription subscription_of(const struct source *row)
{
  return (struct source_subscription){.state = row->websub,
                                      .detail = row->hub_detail,
                                      .errors = row->hub_errors,
                                      .lease_until = row->lease_until,
                                      .renew_at = row->renew_at};
}

/* add - the hub's address goes to the gate, when it is one that may be asked. */
static bool add(struct fetcher *fetcher, const struct source *row, struct source_subscription *next)
{
  struct link link;
  char reason[LINK_REASON];
  bool fine = fetcher_link(row->hub, &link, reason);
  if (!fine) {
    *next = (struct source_subscription){.state = WEBSUB_REFUSED,
                                         .detail = SLICE("the hub's address is none that is asked")};
  } else if (gate_add(fetcher->gate, GATE_HUB, row->id, 0, buffer_view(&link.url), fetcher->now.steady,
                      fetcher->now.wall) == GATE_FULL) {
    next->renew_at = fetcher->now.wall + 1 + (millis)random_below(&fetcher->random, SPREAD);
  }
  fetcher_link_free(&link);
  return fine;
}

/* prepare - within a transaction: its secret, its state, and its way to the gate. */
static bool prepare(struct fetcher *fetcher, int64_t id, dp_error *error)
{
  struct source row;
  bool found;
  char secret[WEBSUB_SECRET];
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, id, &row, &found, error)) return false;
  struct source_subscription next = subscription_of(&row);
  bool wanted = row.state == SOURCE_ACTIVE && row.kind == SOURCE_FEED && row.hub.length;
  if (!wanted)
    next.renew_at = 0;
  else if (add(fetcher, &row, &next) && next.state == WEBSUB_NONE)
    next.state = WEBSUB_ASKED;
  if (wanted && !row.secret.length) next.secret = slice_of(websub_secret(secret));
  return sources_websub(fetcher->frontier, id, &next, error);
}

static bool prepare_all(struct fetcher *fetcher, const int64_t *ids, size_t count, dp_error *cause)
{
  bool ok = !count || frontier_begin(fetcher->frontier, cause);
  for (size_t i = 0; ok && i < count; i++) ok = prepare(fetcher, ids[i], cause);
  ok = ok && (!count || frontier_commit(fetcher->frontier, cause));
  if (!ok) frontier_rollback(fetcher->frontier);
  return ok;
}

bool fetcher_websub_look(struct fetcher *fetcher, dp_error *cause)
{
  int64_t ids[HUB_PAGE];
  size_t count;
  millis now = fetcher->now.wall;
  if (!is_on(fetcher) || fetcher->websub.due_at > now) return true;
  if (!sources_renewals(fetcher->frontier, now, HUB_PAGE, under_way, fetcher, ids, &count, cause) ||
      !prepare_all(fetcher, ids, count, cause) ||
      !sources_next_renewal_at(fetcher->frontier, now, &fetcher->websub.due_at, cause))
    return false;
  if (!fetcher->websub.due_at || fetcher->websub.due_at > now + RECHECK)
    fetcher->websub.due_at = now + RECHECK;
  if (count == HUB_PAGE) fetcher->websub.due_at = now + NEXT_PAGE;
  return true;
}

millis fetcher_websub_at(const struct fetcher *fetcher)
{
  if (!is_on(fetcher)) return 0;
  millis wait = fetcher->websub.due_at - fetcher->now.wall;
  return fetcher->now.steady + (wait < 1 ? 1 : wait > RECHECK ? RECHECK : wait);
}

/* Requests. */

bool fetcher_hub_begin(struct fetcher *fetcher, struct job *job, bool *wanted, dp_error *cause)
{
  struct source row;
  bool found;
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, job->number, &row, &found, cause)) return false;
  *wanted = found && row.state == SOURCE_ACTIVE && row.secret.length && row.topic.length && row.renew_at &&
            row.renew_at <= fetcher->now.wall;
  if (!*wanted) return true;
  struct ask *ask = memory_zero(1, sizeof *ask);
  ask->renew_at = row.renew_at;
  ask->topic = memory_string_of(row.topic.data, row.topic.length);
  ask->secret = memory_string_of(row.secret.data, row.secret.length);
  map_put(&fetcher->websub.asks, (uint64_t)job->number, ask);
  return true;
}

void fetcher_hub_request(struct fetcher *fetcher, const struct job *job, struct http_request *request)
{
  const struct ask *ask = map_get(&fetcher->websub.asks, (uint64_t)job->number);
  struct buffer form = BUFFER_EMPTY;
  const struct websub_subscription subscription = {
      .source = job->number, /* the hub is who is asked now: a redirect may lead away from https */
      .hub = request->url,
      .topic = slice_of(ask->topic),
      .secret = slice_of(ask->secret)};
  websub_form(&subscription, slice_of(fetcher->settings.websub_callback), &form);
  request->method = HTTP_POST;
  request->flags = HTTP_CUT;
  request->max_body = HUB_ANSWER;
  request->body = arena_slice(fetcher->arena, buffer_view(&form));
  request->fields[request->field_count++] = SLICE("Content-Type: application/x-www-form-urlencoded");
  buffer_free(&form);
}

static void gather_end(struct fetcher *fetcher, const struct job *job, int64_t status, const char *detail)
{
  struct change *change = fetcher_gather(fetcher, CHANGE_HUB, job->number);
  change->sequence = status;
  change->text = memory_string(detail);
}

void fetcher_hub_answered(struct fetcher *fetcher, const struct job *job, const struct gate_answer *answer)
{
  char detail[DETAIL];
  int status = (int)(answer->status % 1000);
  if (status >= 200 && status <= 299)
    snprintf(detail, sizeof detail,
             "the hub has taken the request and not confirmed it: can it reach fetch.websub_callback?");
  else
    snprintf(detail, sizeof detail, "the hub answered with status %d", status);
  gather_end(fetcher, job, status, detail);
}

void fetcher_hub_failed(struct fetcher *fetcher, const struct job *job, const char *detail)
{
  gather_end(fetcher, job, 0, detail);
}

/* is_refusal - asking again soon would bring the same answer. */
static bool is_refusal(int64_t status)
{
  return status >= 400 && status <= 499 && status != 408 && status != 425 && status != 429;
}

bool fetcher_write_hub(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  const struct ask *ask = map_get(&fetcher->websub.asks, (uint64_t)change->item);
  int64_t status = change->sequence;
  struct source row;
  bool found;
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, change->item, &row, &found, error)) return false;
  if (!found || row.state != SOURCE_ACTIVE || row.renew_at != ask->renew_at) return true;
  struct source_subscription next = subscription_of(&row);
  next.detail = slice_of(change->text);
  next.errors++;
  millis wait = fetcher_backoff(fetcher, row.hub_errors);
  if (is_refusal(status)) {
    next.state = WEBSUB_REFUSED;
    next.lease_until = 0;
    wait = REFUSED_FOR + (millis)random_below(&fetcher->random, REFUSED_FOR / 8);
  } else if (status >= 200 && status <= 299) {
    wait += PATIENCE;
  }
  next.renew_at = fetcher->now.wall + wait;
  bool lost = row.websub == WEBSUB_ACTIVE && next.state != WEBSUB_ACTIVE;
  return sources_websub(fetcher->frontier, row.id, &next, error) &&
         (!lost || fetcher_poll_soon(fetcher, &row, error));
}

void fetcher_apply_hub(struct fetcher *fetcher, struct change *change)
{
  int64_t status = change->sequence;
  forget(fetcher, change->item);
  fetcher->websub.due_at = 0;
  if (status < 200 || status > 299)
    log_warn("hub-failed", LOG_INT("source", change->item), LOG_TEXT("reason", change->text));
}
