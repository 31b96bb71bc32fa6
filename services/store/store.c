/* store.c - the order of things that the promise rests on: decide, commit, answer, publish; and what happens
 * when the commit fails. */
#include "store/store.h"

#include "base/log.h"
#include "base/log_limit.h"
#include "base/memory.h"
#include "store/heart.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  EXPIRE_ARTICLES = 500, /* in one transaction */
  EXPIRE_MORE_MS = 100,  /* until the next, while there is more to do */
  EXPIRE_REST_MS = 10 * 1000,
  EXPIRE_FAILED_MS = 60 * 1000
};

struct store {
  struct catalog *catalog;
  struct publisher *publisher;
  struct snapshot *snapshot;
  struct arena *arena; /* of the message in hand */
  struct batch batch;
  struct heart heart;
  struct pending pending;
  struct store_figures figures;
  bool in_transaction, stalled, draining;
  struct log_limit refusals;
  struct keep_rules keep;
  millis expire_at; /* when to look for what is to expire; 0: never */
};

static void show_pending(struct store *store, size_t pending)
{
  store->figures.state = store->stalled ? STORE_STALLED : store->draining ? STORE_DRAINING : STORE_RUNNING;
  store->figures.pending = (int64_t)pending;
  snapshot_put(store->snapshot, &store->figures);
}

static void show(struct store *store)
{
  show_pending(store, store->pending.count);
}

/* ---- letting go ---- */

static void keep(struct store *store, const struct keep_rules *rules, millis monotonic)
{
  store->keep = rules ? *rules : (struct keep_rules){.count = 0};
  store->expire_at = keep_rules_none(&store->keep) ? 0 : monotonic;
}

/* expire - in a transaction of its own, so that its failing harms no article. */
static bool expire(struct store *store, bool *more, dp_error *error)
{
  bool ok = catalog_begin(store->catalog, error) &&
            catalog_expire(store->catalog, &store->keep, clock_now(), EXPIRE_ARTICLES, more, error) &&
            catalog_commit(store->catalog, error);
  if (!ok) catalog_rollback(store->catalog);
  return ok;
}

static void expire_when_due(struct store *store, millis monotonic)
{
  bool more = false;
  dp_error error = {0};
  if (!store->expire_at || monotonic < store->expire_at || store->in_transaction || store->stalled) return;
  bool ok = expire(store, &more, &error);
  if (!ok) log_warn("expiring_failed", LOG_TEXT("reason", error.text));
  store->expire_at = monotonic + (!ok ? EXPIRE_FAILED_MS : more ? EXPIRE_MORE_MS : EXPIRE_REST_MS);
  if (!ok) return;
  catalog_count(store->catalog, &store->figures.counts, NULL);
  show(store);
}

struct store *store_new(const struct store_options *options, millis monotonic)
{
  struct store *store = memory_zero(1, sizeof *store);
  store->catalog = options->catalog;
  store->publisher = publisher_new(&options->publish);
  store->snapshot = options->snapshot;
  store->arena = arena_new();
  batch_init(&store->batch, &options->batch, monotonic);
  heart_init(&store->heart, options->heartbeat, monotonic);
  keep(store, options->keep, monotonic);
  catalog_count(store->catalog, &store->figures.counts, NULL);
  store->refusals = (struct log_limit){.event = "message_refused", .since = monotonic};
  show(store);
  return store;
}

void store_free(struct store **store)
{
  if (!*store) return;
  log_limit_end(&(*store)->refusals);
  if ((*store)->in_transaction) catalog_rollback((*store)->catalog);
  publisher_free(&(*store)->publisher);
  pending_free(&(*store)->pending);
  arena_free(&(*store)->arena);
  free(*store);
  *store = NULL;
}

/* ---- refusing ---- */

static void refuse(struct store *store, const dp_error *reason, millis monotonic)
{
  store->figures.refused++;
  if (log_limit_allows(&store->refusals, monotonic))
    log_warn("message_refused", LOG_TEXT("socket", "store.in"), LOG_TEXT("reason", reason->text),
             LOG_INT("refused", store->figures.refused));
  show(store);
}

/* ---- failing ---- */

static void stall(struct store *store, const dp_error *reason)
{
  catalog_rollback(store->catalog);
  store->in_transaction = false;
  if (!store->stalled)
    log_error("store_stalled", LOG_TEXT("reason", reason->text), LOG_INT("pending", store->pending.count));
  store->stalled = true;
  snprintf(store->figures.stalled_reason, sizeof store->figures.stalled_reason, "%s", reason->text);
  show(store);
}

static void resume(struct store *store)
{
  if (store->stalled) log_info("store_resumed", LOG_INT("committed", store->pending.count));
  store->stalled = false;
  store->figures.stalled_reason[0] = '\0';
}

/* ---- deciding and committing ---- */

static bool decide(struct store *store, const struct event *event, struct pending_item *item, dp_error *error)
{
  if (!store->in_transaction && !catalog_begin(store->catalog, error)) return false;
  store->in_transaction = true;
  return catalog_decide(store->catalog, event, pending_json(item), clock_now(), &item->decision, error);
}

static void count_commit(struct store *store, millis monotonic)
{
  int64_t stored_before = store->figures.counts.stored;
  catalog_count(store->catalog, &store->figures.counts, NULL);
  throughput_add(&store->figures.stored, store->figures.counts.stored - stored_before, monotonic);
  store->figures.commits++;
}

/* answer - the commit is on disk: the fetchers may forget, the subscribers may see. The status is shown
 * first, so that who asks upon a verdict finds it counted. */
static void answer(struct store *store, millis monotonic)
{
  resume(store);
  count_commit(store, monotonic);
  show_pending(store, 0);
  publish_verdicts(store->publisher, &store->pending, clock_now());
  publish_articles(store->publisher, &store->pending);
  pending_clear(&store->pending);
  batch_done(&store->batch, monotonic);
  heart_committed(&store->heart, monotonic);
}

static void commit(struct store *store)
{
  dp_error error = {0};
  if (!catalog_commit(store->catalog, &error)) {
    stall(store, &error);
    return;
  }
  store->in_transaction = false;
  answer(store, clock_monotonic());
  expire_when_due(store, clock_monotonic());
}

void store_take(struct store *store, struct bus_message *take_message, millis monotonic)
{
  struct event event;
  dp_error error = {0};
  arena_reset(store->arena);
  if (!intake_read(store->arena, take_message, &event, &error)) {
    refuse(store, &error, monotonic);
    bus_message_free(take_message);
    return;
  }
  struct pending_item *item = pending_add(&store->pending, take_message, &event);
  batch_add(&store->batch, pending_json(item).length, monotonic);
  if (store->stalled) return; /* it is decided with those before it */
  if (!decide(store, &event, item, &error))
    stall(store, &error);
  else if (batch_full(&store->batch))
    commit(store);
}

static bool decide_again(struct store *store, struct pending_item *item, dp_error *error)
{
  struct event event;
  arena_reset(store->arena);
  return intake_read(store->arena, &item->message, &event, error) && decide(store, &event, item, error);
}

void store_retry(struct store *store, millis monotonic)
{
  (void)monotonic;
  dp_error error = {0};
  for (size_t i = 0; i < store->pending.count; i++) {
    if (decide_again(store, &store->pending.items[i], &error)) continue;
    stall(store, &error);
    return;
  }
  commit(store);
}

bool store_stalled(const struct store *store)
{
  return store->stalled;
}

bool store_flush(struct store *store, millis monotonic)
{
  if (store->stalled)
    store_retry(store, monotonic);
  else if (store->pending.count)
    commit(store);
  return !store->stalled;
}

/* ---- time ---- */

static void beat(struct store *store, millis monotonic)
{
  publish_heartbeat(store->publisher, catalog_last_sequence(store->catalog), clock_now());
  heart_beaten(&store->heart, monotonic);
}

void store_turn(struct store *store, bool more, millis monotonic)
{
  if (!store->stalled && batch_due(&store->batch, more, monotonic)) commit(store);
  expire_when_due(store, monotonic);
  if (heart_due(&store->heart, monotonic)) beat(store, monotonic);
  log_limit_turn(&store->refusals, monotonic);
}

millis store_wake_at(const struct store *store)
{
  millis beat_at = heart_wake_at(&store->heart), batch_at = store->stalled ? 0 : batch_wake_at(&store->batch);
  millis wake_at = batch_at && batch_at < beat_at ? batch_at : beat_at;
  bool waits = store->expire_at && !store->in_transaction && !store->stalled;
  return waits && store->expire_at < wake_at ? store->expire_at : wake_at;
}

void store_draining(struct store *store)
{
  store->draining = true;
  show(store);
}

void store_settings(struct store *store, const struct batch_options *batch, millis heartbeat,
                    const struct keep_rules *rules, millis monotonic)
{
  keep(store, rules, monotonic);
  store->batch.options = *batch;
  if (store->heart.interval != heartbeat) heart_init(&store->heart, heartbeat, monotonic);
}
