/* fetcher.c - opening and closing the core, what it is told and asked, and the turn that makes it act. */
#include "fetch/fetcher.h"

#include "base/memory.h"
#include "fetch/fetcher_internal.h"
#include "fetch/link.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHANGES_MAX = 200 * 1000, REVIVE_PAGE = 1000 };

static struct delivery_options window_of(const struct config_fetch *settings)
{
  return (struct delivery_options){settings->max_attempts, settings->ack_timeout, settings->ack_timeout_max};
}

struct fetcher *fetcher_open(const struct fetcher_options *options, struct fetcher_now now, dp_error *error)
{
  struct fetcher *fetcher = memory_zero(1, sizeof *fetcher);
  fetcher->settings = *options->settings;
  fetcher->port = options->port;
  fetcher->io = options->warc_io;
  fetcher->random.state = options->seed;
  fetcher->now = now;
  fetcher->arena = arena_new();
  snprintf(fetcher->source, sizeof fetcher->source, "/depeche/fetch/%.32s", fetcher->settings.name);
  struct delivery_options window = window_of(&fetcher->settings);
  fetcher->delivery = delivery_new(&window, random_next(&fetcher->random));
  fetcher->politeness = politeness_new(fetcher->settings.transfers_per_domain);
  fetcher->out.backlog = true;
  const struct frontier_options frontier = {options->frontier_path, options->vfs};
  fetcher->frontier = frontier_open(&frontier, error);
  if (!fetcher->frontier || !fetcher_open_archive(fetcher, error)) fetcher_close(&fetcher);
  return fetcher;
}

void fetcher_close(struct fetcher **fetcher)
{
  struct fetcher *old = *fetcher;
  if (!old) return;
  fetcher_drop_changes(old);
  free(old->gathered.changes);
  map_free(&old->gathered.transferred);
  size_t at = 0;
  for (struct parcel *parcel; (parcel = map_each(&old->out.parcels, &at));) fetcher_parcel_free(parcel);
  map_free(&old->out.parcels);
  buffer_free(&old->out.event);
  buffer_free(&old->out.read);
  warc_writer_close(&old->writer);
  frontier_close(&old->frontier);
  delivery_free(&old->delivery);
  politeness_free(&old->politeness);
  arena_free(&old->arena);
  free(old);
  *fetcher = NULL;
}

const char *fetcher_epoch(const struct fetcher *fetcher)
{
  return frontier_epoch(fetcher->frontier);
}

struct frontier *fetcher_frontier(struct fetcher *fetcher)
{
  return fetcher->frontier;
}

/* Feeding. */

static bool feed_one(struct fetcher *fetcher, struct slice url, struct fetcher_fed *result, dp_error *error)
{
  struct buffer normal = BUFFER_EMPTY;
  bool ok = true;
  *result = (struct fetcher_fed){.outcome = FEED_REFUSED};
  if (link_check(url, &normal, NULL, result->reason)) {
    struct slice text = buffer_view(&normal);
    const struct frontier_link link = {.url = text, .identity = text, .domain = SLICE("all")};
    ok = frontier_feed(fetcher->frontier, &link, fetcher->now.wall, &result->outcome, &result->item,
                       &result->state, error);
  }
  buffer_free(&normal);
  return ok;
}

static bool feed_all(struct fetcher *fetcher, const struct slice *urls, size_t count,
                     struct fetcher_fed *results, dp_error *error)
{
  if (!frontier_begin(fetcher->frontier, error)) return false;
  for (size_t i = 0; i < count; i++)
    if (!feed_one(fetcher, urls[i], &results[i], error)) return false;
  return frontier_commit(fetcher->frontier, error);
}

bool fetcher_feed(struct fetcher *fetcher, const struct slice *urls, size_t count,
                  struct fetcher_fed *results, struct fetcher_now now, dp_error *error)
{
  dp_error cause = {0};
  fetcher->now = now;
  if (count > FETCHER_FEED_MAX)
    return error_set(error, EX_USAGE, "at most %d URLs can be fed in one request, these are %zu",
                     FETCHER_FEED_MAX, count);
  if (feed_all(fetcher, urls, count, results, &cause)) {
    if (fetcher->due_at > now.wall) fetcher->due_at = now.wall;
    return true;
  }
  frontier_rollback(fetcher->frontier);
  fetcher_stall(fetcher, &cause, NULL);
  return error_set(error, cause.code, "nothing was accepted, feed it again later: %s", cause.text);
}

/* Verdicts. */

bool fetcher_verdict(struct fetcher *fetcher, const struct fetcher_verdict *verdict, struct fetcher_now now)
{
  static const char *const known[] = {"stored", "duplicate", "rejected"};
  const char *literal = NULL;
  fetcher->now = now;
  for (int i = 0; i < 3; i++)
    if (slice_is(verdict->verdict, known[i])) literal = known[i];
  if (!literal || verdict->item < 1 || verdict->sequence < 0) return false;
  if (!slice_is(verdict->epoch, frontier_epoch(fetcher->frontier))) return false;
  /* While the disk refuses, verdicts pile up. One that is dropped costs a resend, which is answered again. */
  if (fetcher->gathered.count >= CHANGES_MAX) return true;
  struct change *change = fetcher_gather(fetcher, CHANGE_VERDICT, verdict->item);
  change->reason = literal;
  change->attempt = verdict->attempt;
  change->sequence = verdict->sequence;
  return true;
}

/* The turn. */

bool fetcher_turn(struct fetcher *fetcher, struct fetcher_now now, dp_error *error)
{
  fetcher->now = now;
  fetcher_expire(fetcher);
  if (!fetcher_commit_ripe(fetcher, false, error)) return false;
  if (fetcher->stall.on) return true;
  return fetcher_load_backlog(fetcher, error) && fetcher_send_due(fetcher, error) &&
         fetcher_start_due(fetcher, error);
}

static void sooner(millis *at, millis candidate)
{
  if (candidate && (!*at || candidate < *at)) *at = candidate;
}

enum { DUE_CHECK = 60 * 1000 }; /* the wall clock may jump: look at it again at least so often */

static millis steady_of_due(const struct fetcher *fetcher)
{
  millis wait = fetcher->due_at - fetcher->now.wall;
  return fetcher->now.steady + (wait < 1 ? 1 : wait > DUE_CHECK ? DUE_CHECK : wait);
}

millis fetcher_wake_at(const struct fetcher *fetcher)
{
  millis at = delivery_wake_at(fetcher->delivery);
  if (fetcher->stall.on) {
    sooner(&at, fetcher->stall.retry_at);
    return at;
  }
  sooner(&at, fetcher_ripe_at(fetcher));
  if (fetcher->out.blocked) sooner(&at, fetcher->out.retry_at);
  if (fetcher_wants_due(fetcher) && fetcher->due_at != INT64_MAX) sooner(&at, steady_of_due(fetcher));
  return at;
}

void fetcher_writable(struct fetcher *fetcher)
{
  fetcher->out.blocked = false;
}

void fetcher_drain(struct fetcher *fetcher, bool on)
{
  fetcher->draining = on;
}

bool fetcher_idle(const struct fetcher *fetcher)
{
  return !politeness_running(fetcher->politeness) && !fetcher->gathered.count &&
         !delivery_status(fetcher->delivery).items;
}

bool fetcher_flush(struct fetcher *fetcher, struct fetcher_now now, dp_error *error)
{
  fetcher->now = now;
  if (!fetcher_commit_ripe(fetcher, true, error)) return false;
  if (!fetcher->stall.on) return true;
  if (error) *error = fetcher->stall.error;
  return false;
}

void fetcher_settings(struct fetcher *fetcher, const struct config_fetch *settings)
{
  struct delivery_options window = window_of(settings);
  fetcher->settings = *settings;
  delivery_configure(fetcher->delivery, &window);
  politeness_configure(fetcher->politeness, settings->transfers_per_domain);
}

/* Dead letters. */

static bool revive(struct fetcher *fetcher, const int64_t *items, size_t count, int64_t *revived,
                   dp_error *error)
{
  if (!frontier_begin(fetcher->frontier, error)) return false;
  for (size_t i = 0; i < count; i++) {
    bool one;
    if (!frontier_revive(fetcher->frontier, items[i], fetcher->now.wall, &one, error)) return false;
    *revived += one;
  }
  return frontier_commit(fetcher->frontier, error);
}

bool fetcher_revive(struct fetcher *fetcher, const int64_t *items, size_t count, struct fetcher_now now,
                    int64_t *revived, dp_error *error)
{
  dp_error cause = {0};
  fetcher->now = now;
  *revived = 0;
  if (!revive(fetcher, items, count, revived, &cause)) {
    frontier_rollback(fetcher->frontier);
    fetcher_stall(fetcher, &cause, NULL);
    if (error) *error = cause;
    return false;
  }
  if (fetcher->due_at > now.wall) fetcher->due_at = now.wall;
  fetcher->out.backlog = true;
  fetcher->out.backlog_after = 0;
  return true;
}

bool fetcher_revive_page(struct fetcher *fetcher, int64_t *after, struct fetcher_now now, int64_t *revived,
                         bool *more, dp_error *error)
{
  struct frontier_item *dead;
  int64_t items[REVIVE_PAGE];
  size_t count;
  arena_reset(fetcher->arena);
  if (!frontier_dead(fetcher->frontier, fetcher->arena, *after, REVIVE_PAGE, &dead, &count, error))
    return false;
  for (size_t i = 0; i < count; i++) items[i] = dead[i].id;
  *more = count == REVIVE_PAGE;
  if (!fetcher_revive(fetcher, items, count, now, revived, error)) return false;
  if (count) *after = items[count - 1];
  return true;
}

struct fetcher_status fetcher_status(struct fetcher *fetcher, struct fetcher_now now)
{
  struct fetcher_status status = {.counts = frontier_counts(fetcher->frontier),
                                  .window = delivery_status(fetcher->delivery),
                                  .transfers = politeness_running(fetcher->politeness),
                                  .fetched_per_minute = rate_per_minute(&fetcher->fetched, now.steady),
                                  .settled_per_minute = rate_per_minute(&fetcher->settled, now.steady),
                                  .draining = fetcher->draining,
                                  .stalled = fetcher->stall.on};
  if (status.stalled)
    snprintf(status.stalled_reason, sizeof status.stalled_reason, "%s", fetcher->stall.error.text);
  return status;
}
