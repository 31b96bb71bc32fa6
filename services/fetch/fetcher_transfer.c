/* fetcher_transfer.c - which transfers start, and what their ends mean. */
#include "base/hash.h"
#include "base/memory.h"
#include "fetch/fetcher_internal.h"
#include "fetch/head.h"
#include "fetch/sources.h"

#include <stdio.h>
#include <stdlib.h>

enum { FULL_PATIENCE = 5000 };

/* Jobs that were taken from the gate. */

void fetcher_earlier_free(struct earlier *earlier)
{
  if (!earlier) return;
  free(earlier->url);
  free(earlier->etag);
  free(earlier->last_modified);
  free(earlier);
}

static struct job *job_new(struct fetcher *fetcher, const struct gate_job *taken)
{
  struct job *job = memory_zero(1, sizeof *job);
  job->kind = taken->kind;
  job->number = taken->id;
  job->fetch_attempts = taken->note >> NOTE_ATTEMPTS & NOTE_ATTEMPTS_MAX;
  job->source = taken->note >> NOTE_SOURCE;
  job->url = memory_string_of(taken->url.data, taken->url.length);
  if (job->kind == GATE_PAGE) job->hand = fetcher_hand_named(fetcher, taken->domain);
  map_put(&fetcher->jobs, fetcher_job_id(job->kind, job->number), job);
  return job;
}

void fetcher_job_free(struct job *job)
{
  for (size_t i = 0; i < job->hop_count; i++) free(job->hops[i].url);
  fetcher_earlier_free(job->earlier);
  free(job->url);
  free(job);
}

void fetcher_job_end(struct fetcher *fetcher, struct job *job)
{
  map_remove(&fetcher->jobs, fetcher_job_id(job->kind, job->number));
  fetcher_hand_left(fetcher, job->hand);
  fetcher_job_free(job);
}

/* Starting. */

/* Every running transfer is taken for an item that will stand in the window. Its size is not known yet: the
 * bytes may pass their limit by what is running, the items never do. */
int64_t fetcher_room(const struct fetcher *fetcher)
{
  struct delivery_status window = delivery_status(fetcher->delivery);
  int64_t items = window.items + gate_running(fetcher->gate) + fetcher->gathered.responses;
  if (items == 0) return 1;
  if (window.bytes + fetcher->gathered.bytes >= fetcher->settings.window_bytes) return 0;
  return items < fetcher->settings.window_items ? fetcher->settings.window_items - items : 0;
}

static bool may_transfer(const struct fetcher *fetcher)
{
  return !fetcher->draining && !fetcher->stall.on &&
         gate_running(fetcher->gate) < fetcher->settings.transfers;
}

bool fetcher_may_start(const struct fetcher *fetcher)
{
  return may_transfer(fetcher) && !fetcher->out.backlog && fetcher_room(fetcher) > 0;
}

/* A window that stays full means that the pipeline stands still. Pages can wait for it; a feed can't, for it
 * drops its oldest entries: so sources go on being polled. */
millis fetcher_sources_alone_at(const struct fetcher *fetcher)
{
  bool any = fetcher->port.read && sources_count(fetcher->frontier).active > 0;
  return any && fetcher->full_since ? fetcher->full_since + FULL_PATIENCE : 0;
}

bool fetcher_sources_alone(const struct fetcher *fetcher)
{
  millis at = fetcher_sources_alone_at(fetcher);
  return at && at <= fetcher->now.steady && may_transfer(fetcher) && !fetcher_may_start(fetcher);
}

static void note_full(struct fetcher *fetcher)
{
  bool full = fetcher->out.backlog || fetcher_room(fetcher) <= 0;
  if (!full)
    fetcher->full_since = 0;
  else if (!fetcher->full_since)
    fetcher->full_since = fetcher->now.steady;
}

static char *text_or_null(struct slice text)
{
  return text.length ? memory_string_of(text.data, text.length) : NULL;
}

/* read_earlier - what a revisit is compared with. */
static bool read_earlier(struct fetcher *fetcher, struct job *job, bool *wanted, dp_error *cause)
{
  struct frontier_due_item row;
  bool found;
  arena_reset(fetcher->arena);
  if (!frontier_due_read(fetcher->frontier, fetcher->arena, job->number, &row, &found, cause)) return false;
  *wanted = found && row.revisit;
  if (!*wanted) return true;
  struct earlier *earlier = job->earlier = memory_zero(1, sizeof *earlier);
  earlier->visits = row.visits;
  earlier->etag = text_or_null(row.etag);
  earlier->last_modified = text_or_null(row.last_modified);
  earlier->url = text_or_null(row.captured_url);
  earlier->at = row.captured_at;
  earlier->has_payload = row.payload.length == FRONTIER_PAYLOAD;
  if (earlier->has_payload) memcpy(earlier->payload, row.payload.data, FRONTIER_PAYLOAD);
  return true;
}

static void add_field(struct fetcher *fetcher, struct http_request *request, const char *name,
                      const char *value)
{
  if (!value || request->field_count == HTTP_FIELDS) return;
  request->fields[request->field_count++] = slice_of(arena_format(fetcher->arena, "%s: %s", name, value));
}

/* begin_at - wall time of a transfer that begins. Two pages may lead to one URL within a millisecond, but by
 * URL and time the archive tells its records apart: the second gets the next millisecond. */
static millis begin_at(struct fetcher *fetcher, struct slice url)
{
  uint64_t key = hash_slice(url);
  millis at = fetcher->now.wall;
  for (size_t i = 0; i < BEGUN_KEPT; i++)
    if (fetcher->begun[i].url == key && fetcher->begun[i].at >= at && fetcher->begun[i].at < at + BEGUN_KEPT)
      at = fetcher->begun[i].at + 1;
  fetcher->begun[fetcher->next_begun].url = key;
  fetcher->begun[fetcher->next_begun].at = at;
  fetcher->next_begun = (fetcher->next_begun + 1) % BEGUN_KEPT;
  return at;
}

static void transfer(struct fetcher *fetcher, struct job *job, struct slice url)
{
  struct http_request request = {.id = fetcher_job_id(job->kind, job->number), .url = url};
  const struct earlier *earlier = job->earlier;
  arena_reset(fetcher->arena);
  if (earlier && earlier->url && slice_is(url, earlier->url)) {
    add_field(fetcher, &request, "If-None-Match", earlier->etag);
    add_field(fetcher, &request, "If-Modified-Since", earlier->last_modified);
  }
  if (job->kind == GATE_SOURCE) {
    const char *etag, *last_modified;
    fetcher_poll_fields(fetcher, job->number, &etag, &last_modified);
    add_field(fetcher, &request, "If-None-Match", etag);
    add_field(fetcher, &request, "If-Modified-Since", last_modified);
  }
  if (job->kind == GATE_HUB) fetcher_hub_request(fetcher, job, &request);
  if (job->kind == GATE_ROBOTS) {
    request.flags = HTTP_CUT;
    request.max_body = ROBOTS_BYTES_MAX + 1;
    add_field(fetcher, &request, "Accept", "text/plain, */*;q=0.1");
    add_field(fetcher, &request, "Accept-Encoding", "identity");
  }
  job->started_at = begin_at(fetcher, url);
  fetcher->port.start(fetcher->port.context, &request);
}

static void withdraw(struct fetcher *fetcher, struct job *job)
{
  gate_withdraw(fetcher->gate, job->kind, job->number, fetcher->now.steady);
  fetcher_job_end(fetcher, job);
}

/* deny - robots.txt keeps the job from starting. */
static void deny(struct fetcher *fetcher, struct job *job, const struct gate_job *taken)
{
  char reason[REASON], detail[DETAIL];
  millis until;
  bool for_good = fetcher_robots_denied(fetcher, taken, reason, detail, &until);
  fetcher_fail(fetcher, job, reason, detail, for_good, until);
  withdraw(fetcher, job);
}

/* prepare - what the journal knows of a job that was never in transfer. *wanted: it is still to be done. */
static bool prepare(struct fetcher *fetcher, const struct gate_job *taken, struct job *job, bool *wanted,
                    dp_error *cause)
{
  *wanted = true;
  if (job->kind == GATE_SOURCE) return fetcher_poll_begin(fetcher, job, wanted, cause);
  if (job->kind == GATE_HUB) return fetcher_hub_begin(fetcher, job, wanted, cause);
  return job->kind != GATE_PAGE || !(taken->note & NOTE_REVISIT) || read_earlier(fetcher, job, wanted, cause);
}

static bool begin(struct fetcher *fetcher, const struct gate_job *taken, dp_error *cause)
{
  if (taken->kind == GATE_PAGE && taken->id >= PROBE_FIRST) { /* all that was wanted is its robots.txt */
    gate_withdraw(fetcher->gate, GATE_PAGE, taken->id, fetcher->now.steady);
    return true;
  }
  struct job *job = map_get(&fetcher->jobs, fetcher_job_id(taken->kind, taken->id));
  bool known = job != NULL, wanted = true;
  if (known)
    fetcher->waiting_hops--;
  else
    job = job_new(fetcher, taken);
  job->waiting = false;
  bool read = known || prepare(fetcher, taken, job, &wanted, cause);
  if (!read || !wanted) {
    if (job->kind == GATE_SOURCE) fetcher_poll_forget(fetcher, job->number);
    withdraw(fetcher, job);
    return read;
  }
  if (taken->denied)
    deny(fetcher, job, taken);
  else
    transfer(fetcher, job, taken->url);
  return true;
}

bool fetcher_start_due(struct fetcher *fetcher, dp_error *error)
{
  dp_error cause = {0};
  while (fetcher_may_start(fetcher)) {
    if (!fetcher_look(fetcher, &cause) || !fetcher_sources_look(fetcher, &cause) ||
        !fetcher_websub_look(fetcher, &cause))
      return fetcher_stall(fetcher, &cause, error);
    const struct gate_job *taken = gate_take(fetcher->gate, fetcher->now.steady);
    if (!taken) return true;
    if (!begin(fetcher, taken, &cause)) return fetcher_stall(fetcher, &cause, error);
  }
  note_full(fetcher);
  while (fetcher_sources_alone(fetcher)) {
    if (!fetcher_sources_look(fetcher, &cause)) return fetcher_stall(fetcher, &cause, error);
    const struct gate_job *taken = gate_take(fetcher->gate, fetcher->now.steady);
    if (!taken) return true;
    if (!begin(fetcher, taken, &cause)) return fetcher_stall(fetcher, &cause, error);
  }
  return true;
}

/* The end: failures. */

millis fetcher_backoff(struct fetcher *fetcher, int64_t failed)
{
  millis delay = fetcher->settings.retry_delay;
  for (int64_t i = 0; i < failed && delay < RETRY_DELAY_MAX; i++) delay *= 2;
  if (delay > RETRY_DELAY_MAX) delay = RETRY_DELAY_MAX;
  return delay + (millis)random_below(&fetcher->random, (uint64_t)delay / 4 + 1);
}

struct change *fetcher_gather_end(struct fetcher *fetcher, const struct job *job, enum change_kind kind,
                                  const char *reason, const char *detail)
{
  struct change *change = fetcher_gather(fetcher, kind, job->number);
  snprintf(change->status_reason, sizeof change->status_reason, "%s", reason);
  change->text = detail ? memory_string(detail) : NULL;
  map_put(&fetcher->gathered.transferred, (uint64_t)job->number, fetcher);
  return change;
}

/* fail_page - a page that was never had: another try, or a dead letter. */
static void fail_page(struct fetcher *fetcher, const struct job *job, const char *reason, const char *detail,
                      bool for_good, millis not_before)
{
  bool last = job->fetch_attempts + 1 >= fetcher->settings.max_fetch_attempts;
  struct change *change =
      fetcher_gather_end(fetcher, job, for_good || last ? CHANGE_BURY : CHANGE_RETRY, reason, detail);
  change->at = fetcher->now.wall + fetcher_backoff(fetcher, job->fetch_attempts);
  if (change->at < not_before) change->at = not_before;
}

void fetcher_fail(struct fetcher *fetcher, const struct job *job, const char *reason, const char *detail,
                  bool for_good, millis not_before)
{
  if (job->kind == GATE_PAGE && job->earlier)
    fetcher_visit_failed(fetcher, job, reason, detail, for_good, not_before);
  else if (job->kind == GATE_PAGE)
    fail_page(fetcher, job, reason, detail, for_good, not_before);
  else if (job->kind == GATE_SOURCE)
    fetcher_poll_failed(fetcher, job, reason, detail);
  else if (job->kind == GATE_HUB)
    fetcher_hub_failed(fetcher, job, detail);
}
