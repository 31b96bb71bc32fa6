/* fetcher_transfer.c - which transfers start, and what their ends mean. */
#include "fetch/fetcher_internal.h"
#include "fetch/head.h"
#include "fetch/link.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_AHEAD = 1024, LOOK_PAGE = 256, MAX_RETRY_DELAY = 24 * 3600 * 1000 };

/* Starting. */

static bool known(void *context, int64_t item)
{
  const struct fetcher *fetcher = context;
  return politeness_find(fetcher->politeness, item) ||
         map_get(&fetcher->gathered.transferred, (uint64_t)item);
}

/* Every running transfer is taken for an item that will stand in the window. Its size is not known yet: the
 * bytes may pass their limit by what is running, the items never do. */
int64_t fetcher_room(const struct fetcher *fetcher)
{
  struct delivery_status window = delivery_status(fetcher->delivery);
  int64_t items = window.items + politeness_running(fetcher->politeness) + fetcher->gathered.responses;
  if (items == 0) return 1;
  if (window.bytes + fetcher->gathered.bytes >= fetcher->settings.window_bytes) return 0;
  return items < fetcher->settings.window_items ? fetcher->settings.window_items - items : 0;
}

bool fetcher_may_start(const struct fetcher *fetcher)
{
  return !fetcher->draining && !fetcher->stall.on && !fetcher->out.backlog &&
         politeness_running(fetcher->politeness) < fetcher->settings.transfers && fetcher_room(fetcher) > 0;
}

bool fetcher_wants_due(const struct fetcher *fetcher)
{
  return fetcher_may_start(fetcher) && !politeness_ready(fetcher->politeness) &&
         politeness_waiting(fetcher->politeness) <= LOOK_AHEAD - LOOK_PAGE;
}

/* take_page - items due at `at` from the journal into the queues of their hosts. */
static bool take_page(struct fetcher *fetcher, millis at, bool *full, dp_error *cause)
{
  struct frontier_due due[LOOK_PAGE];
  size_t count;
  arena_reset(fetcher->arena);
  if (!frontier_due(fetcher->frontier, fetcher->arena, at, LOOK_PAGE, known, fetcher, due, &count, cause))
    return false;
  for (size_t i = 0; i < count; i++)
    politeness_add(fetcher->politeness, due[i].item, due[i].fetch_attempts, due[i].url);
  *full = count == LOOK_PAGE;
  return true;
}

/* beyond_any_delay - no retry is put off for so long: the wall clock ran ahead when the time was written. */
static bool beyond_any_delay(const struct fetcher *fetcher, millis at)
{
  return at != INT64_MAX && at - fetcher->now.wall > MAX_RETRY_DELAY + MAX_RETRY_DELAY / 4;
}

static bool look_now(const struct fetcher *fetcher)
{
  return fetcher->due_at <= fetcher->now.wall || beyond_any_delay(fetcher, fetcher->due_at);
}

/* look_ahead - takes a page of due items. That is done only when a good part of the room is free, so that
 * skipping what is known costs little for each item that is new. What only a wrong clock made wait is due
 * when nothing else is. */
static bool look_ahead(struct fetcher *fetcher, dp_error *cause)
{
  bool full;
  if (!take_page(fetcher, fetcher->now.wall, &full, cause)) return false;
  if (full) return true;
  if (!frontier_next_due_at(fetcher->frontier, fetcher->now.wall, &fetcher->due_at, cause)) return false;
  if (!fetcher->due_at) fetcher->due_at = INT64_MAX;
  if (!beyond_any_delay(fetcher, fetcher->due_at)) return true;
  if (!take_page(fetcher, INT64_MAX, &full, cause)) return false;
  if (!full) fetcher->due_at = INT64_MAX;
  return true;
}

bool fetcher_start_due(struct fetcher *fetcher, dp_error *error)
{
  dp_error cause = {0};
  while (fetcher_may_start(fetcher)) {
    while (fetcher_wants_due(fetcher) && look_now(fetcher))
      if (!look_ahead(fetcher, &cause)) return fetcher_stall(fetcher, &cause, error);
    const struct politeness_job *job = politeness_take(fetcher->politeness);
    if (!job) return true;
    fetcher->port.start(fetcher->port.context, job->item, job->url);
  }
  return true;
}

/* The end. */

static millis retry_delay(struct fetcher *fetcher, int64_t failed)
{
  millis delay = fetcher->settings.retry_delay;
  for (int64_t i = 0; i < failed && delay < MAX_RETRY_DELAY; i++) delay *= 2;
  if (delay > MAX_RETRY_DELAY) delay = MAX_RETRY_DELAY;
  return delay + (millis)random_below(&fetcher->random, (uint64_t)delay / 4 + 1);
}

static void fail(struct fetcher *fetcher, const struct politeness_job *job, const char *reason,
                 const char *detail, bool for_good)
{
  bool last = job->fetch_attempts + 1 >= fetcher->settings.max_fetch_attempts;
  struct change *change = fetcher_gather(fetcher, for_good || last ? CHANGE_BURY : CHANGE_RETRY, job->item);
  snprintf(change->status_reason, sizeof change->status_reason, "%s", reason);
  change->detail = memory_string(detail);
  change->retry_at = fetcher->now.wall + retry_delay(fetcher, job->fetch_attempts);
  map_put(&fetcher->gathered.transferred, (uint64_t)job->item, fetcher);
}

static struct parcel *make_parcel(const struct politeness_job *job, struct fetcher_response *response,
                                  millis at)
{
  struct parcel *parcel = memory_zero(1, sizeof *parcel);
  parcel->item = job->item;
  parcel->status = response->status;
  parcel->at = at;
  parcel->head = response->head;
  parcel->request = response->request;
  parcel->body = response->body;
  response->head = response->request = response->body = BUFFER_EMPTY;
  buffer_slice(&parcel->text, job->url);
  buffer_slice(&parcel->text, response->final_url);
  parcel->url = (struct slice){parcel->text.data, job->url.length};
  parcel->final_url = slice_from(buffer_view(&parcel->text), job->url.length);
  struct slice head = buffer_view(&parcel->head);
  parcel->content_type = head_field(head, "Content-Type");
  parcel->content_encoding = head_field(head, "Content-Encoding");
  parcel->last_modified = head_field(head, "Last-Modified");
  return parcel;
}

static void gather_response(struct fetcher *fetcher, const struct politeness_job *job,
                            struct fetcher_response *response)
{
  struct change *change = fetcher_gather(fetcher, CHANGE_RESPONSE, job->item);
  change->parcel = make_parcel(job, response, fetcher->now.wall);
  fetcher->gathered.responses++;
  fetcher->gathered.bytes += (int64_t)change->parcel->body.length;
  map_put(&fetcher->gathered.transferred, (uint64_t)job->item, fetcher);
}

static bool worth_another_try(int64_t status)
{
  return status >= 500 || status == 408 || status == 425 || status == 429;
}

void fetcher_response(struct fetcher *fetcher, int64_t item, struct fetcher_response *response,
                      struct fetcher_now now)
{
  const struct politeness_job *job = politeness_find(fetcher->politeness, item);
  char reason[16], detail[256];
  fetcher->now = now;
  if (job && response->final_url.length > LINK_MAX) {
    fail(fetcher, job, "protocol", "the server redirected to a URL longer than 2,048 bytes", true);
  } else if (job && response->status >= 200 && response->status <= 299) {
    gather_response(fetcher, job, response);
  } else if (job) {
    snprintf(reason, sizeof reason, "http-%d", (int)response->status % 1000);
    snprintf(detail, sizeof detail, "the server answered with status %d", (int)response->status);
    fail(fetcher, job, reason, detail, !worth_another_try(response->status));
  }
  politeness_done(fetcher->politeness, item);
  buffer_free(&response->head);
  buffer_free(&response->request);
  buffer_free(&response->body);
}

void fetcher_failure(struct fetcher *fetcher, int64_t item, enum fetcher_failure failure, const char *detail,
                     struct fetcher_now now)
{
  static const char *const reasons[] = {"dns",      "connect",   "timeout",      "tls",
                                        "protocol", "too-large", "redirect-loop"};
  const struct politeness_job *job = politeness_find(fetcher->politeness, item);
  fetcher->now = now;
  if (job) fail(fetcher, job, reasons[failure], detail, failure >= FETCHER_TOO_LARGE);
  politeness_done(fetcher->politeness, item);
}
