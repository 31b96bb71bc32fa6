/* fetcher.c - opening and closing the core, what it is told and asked, and the turn that makes it act. */
#include "fetch/fetcher.h"

#include "base/memory.h"
#include "fetch/domain.h"
#include "fetch/fetcher_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum { CHANGES_MAX = 200 * 1000, REVIVE_PAGE = 1000, DOMAIN_QUEUE = 32, DOMAINS = 4096 };

static struct delivery_options window_of(const struct config_fetch *settings)
{
  return (struct delivery_options){settings->max_attempts, settings->ack_timeout, settings->ack_timeout_max};
}

static struct gate_settings politeness_of(const struct config_fetch *settings)
{
  struct gate_settings gate = GATE_DEFAULTS;
  gate.per_domain = settings->transfers_per_domain;
  gate.min_delay = settings->domain_delay;
  gate.max_delay = settings->domain_delay_max;
  gate.delay_percent = settings->domain_delay ? gate.delay_percent : 0;
  gate.daily_budget = settings->domain_budget;
  gate.queue = DOMAIN_QUEUE;
  gate.domains = DOMAINS;
  return gate;
}

/* product_token - what robots.txt files know us by: the letters, "-" and "_" that the User-Agent begins with
 * (RFC 9309, 2.2.1). */
static void product_token(const char *user_agent, char token[64])
{
  size_t length = strspn(user_agent, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
  snprintf(token, 64, "%.*s", (int)(length < 63 ? length : 63), length ? user_agent : "depeche");
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
  fetcher->look_arena = arena_new();
  fetcher->digest = digest_new();
  product_token(fetcher->settings.user_agent, fetcher->agent);
  const struct gate_settings politeness = politeness_of(&fetcher->settings);
  const struct gate_port gate = {fetcher, fetcher_robots_verdict, fetcher_restore_domain,
                                 fetcher_job_forgotten};
  fetcher->gate = gate_new(&politeness, &gate, random_next(&fetcher->random));
  fetcher->out.backlog = true;
  const struct frontier_options frontier = {options->frontier_path, options->vfs};
  fetcher->frontier = frontier_open(&frontier, error);
  if (!fetcher->frontier || !fetcher_open_archive(fetcher, error) ||
      !fetcher_configure_sources(fetcher, error) || !fetcher_configure_websub(fetcher, error))
    fetcher_close(&fetcher);
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
  at = 0;
  for (struct job *job; (job = map_each(&old->jobs, &at));) fetcher_job_free(job);
  map_free(&old->jobs);
  fetcher_look_free(old);
  fetcher_sources_free(old);
  fetcher_websub_free(old);
  fetcher_robots_free(old);
  gate_free(&old->gate);
  digest_free(&old->digest);
  arena_free(&old->arena);
  arena_free(&old->look_arena);
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

/* host_of - of a URL in its normal form. */
static struct slice host_of(struct slice url)
{
  size_t start = 0;
  while (start + 2 < url.length && memcmp(url.data + start, "://", 3) != 0) start++;
  struct slice rest = slice_from(url, start + 3);
  bool bracket = rest.length && rest.data[0] == '[';
  size_t end = 0;
  while (end < rest.length && !memchr(bracket ? "]" : "/?#:", rest.data[end], bracket ? 1 : 4)) end++;
  return (struct slice){rest.data, end + (bracket && end < rest.length)};
}

bool fetcher_link(struct slice text, struct link *link, char reason[LINK_REASON])
{
  *link = (struct link){BUFFER_EMPTY, BUFFER_EMPTY, {"", 0}};
  if (!link_check(text, &link->url, &link->identity, reason)) return false;
  link->domain = domain_of(host_of(buffer_view(&link->url)));
  return true;
}

void fetcher_link_free(struct link *link)
{
  buffer_free(&link->url);
  buffer_free(&link->identity);
}

static bool feed_one(struct fetcher *fetcher, struct slice url, struct fetcher_fed *result, dp_error *error)
{
  struct link link;
  bool ok = true;
  *result = (struct fetcher_fed){.outcome = FEED_REFUSED};
  if (fetcher_link(url, &link, result->reason)) {
    const struct frontier_link row = {
        .url = buffer_view(&link.url), .identity = buffer_view(&link.identity), .domain = link.domain};
    ok = frontier_feed(fetcher->frontier, &row, fetcher->now.wall, &result->outcome, &result->item,
                       &result->state, error);
    if (ok) fetcher_look_fed(fetcher, link.domain);
    if (ok && result->outcome == FEED_KNOWN) /* it may have moved to another domain since */
      fetcher_look_due(fetcher, fetcher->now.wall);
  }
  fetcher_link_free(&link);
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
  if (feed_all(fetcher, urls, count, results, &cause)) return true;
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
  if (slice_is(verdict->verdict, "stored")) change->at = fetcher_next_visit(fetcher, 0);
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

millis fetcher_wake_at(const struct fetcher *fetcher)
{
  millis at = delivery_wake_at(fetcher->delivery);
  if (fetcher->stall.on) {
    sooner(&at, fetcher->stall.retry_at);
    return at;
  }
  sooner(&at, fetcher_ripe_at(fetcher));
  if (fetcher->out.blocked) sooner(&at, fetcher->out.retry_at);
  if (fetcher_sources_alone(fetcher)) {
    sooner(&at, fetcher_sources_at(fetcher));
    sooner(&at, gate_wake_at(fetcher->gate));
    return at;
  }
  if (!fetcher_may_start(fetcher)) {
    millis alone_at = fetcher_sources_alone_at(fetcher);
    if (alone_at > fetcher->now.steady) sooner(&at, alone_at);
    return at;
  }
  sooner(&at, fetcher_look_at(fetcher));
  sooner(&at, fetcher_sources_at(fetcher));
  sooner(&at, fetcher_websub_at(fetcher));
  sooner(&at, gate_wake_at(fetcher->gate));
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
  return !gate_running(fetcher->gate) && !fetcher->gathered.count &&
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
  const struct gate_settings politeness = politeness_of(settings);
  product_token(settings->user_agent, fetcher->agent);
  dp_error cause = {0};
  if (!fetcher_configure_sources(fetcher, &cause)) fetcher_stall(fetcher, &cause, NULL);
  gate_configure(fetcher->gate, &politeness, fetcher->now.steady);
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
  fetcher_look_anew(fetcher);
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
                                  .sources = sources_count(fetcher->frontier),
                                  .domains_in_hand = gate_domains(fetcher->gate),
                                  .waiting = gate_waiting(fetcher->gate),
                                  .transfers = gate_running(fetcher->gate),
                                  .fetched_per_minute = rate_per_minute(&fetcher->fetched, now.steady),
                                  .settled_per_minute = rate_per_minute(&fetcher->settled, now.steady),
                                  .draining = fetcher->draining,
                                  .stalled = fetcher->stall.on};
  if (status.stalled)
    snprintf(status.stalled_reason, sizeof status.stalled_reason, "%s", fetcher->stall.error.text);
  return status;
}
