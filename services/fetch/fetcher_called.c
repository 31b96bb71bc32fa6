/* fetcher_called.c - what hubs say to the callback: confirmations, refusals, and news.
 *
 * Each answer stands for something that is committed. For content that is a poll, due in a minute, which is
 * called off in the commit that journals the content's links: a crash in between polls, and misses nothing.
 */
#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "fetch/fetcher_sources.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  PUSHED_MAX = 256,   /* contents that wait to be read; beyond them a content is a rumour */
  PUSHED_ID = 2,      /* in the top byte of the reader's ids */
  GRACE = 60 * 1000,  /* for a content to be read and journaled */
  REASON_BYTES = 200, /* of a hub's reason */
  DENIED_FOR = 24 * 3600 * 1000
};

/* Contents with the reader. */

static uint64_t id_of(uint64_t ticket)
{
  return (uint64_t)PUSHED_ID << 56 | ticket;
}

struct poll *fetcher_pushed(const struct fetcher *fetcher, uint64_t id)
{
  return id >> 56 == PUSHED_ID ? map_get(&fetcher->websub.pushed, id & ~id_of(0)) : NULL;
}

void fetcher_pushed_forget(struct fetcher *fetcher, struct poll *poll)
{
  map_remove(&fetcher->websub.pushed, poll->ticket);
  fetcher_poll_free(poll);
}

/* Polls that are brought forward. */

millis fetcher_rumour_gap(const struct fetcher *fetcher)
{
  return fetcher->settings.poll_min < RUMOUR_GAP ? fetcher->settings.poll_min : RUMOUR_GAP;
}

static bool poll_at(struct fetcher *fetcher, const struct source *row, millis at, dp_error *error)
{
  if (row->due_at <= at) return true;
  if (fetcher->sources.due_at > at) fetcher->sources.due_at = at;
  return sources_poll_at(fetcher->frontier, row->id, at, error);
}

bool fetcher_poll_soon(struct fetcher *fetcher, const struct source *row, dp_error *error)
{
  millis now = fetcher->now.wall, at = row->last_polled_at + fetcher_rumour_gap(fetcher);
  return poll_at(fetcher, row, at > now ? at : now, error);
}

/* What is said. Each in one transaction. */

struct call {
  const struct source *row;
  const struct websub_request *request;
  millis lease;
};

/* renewal - when three quarters of the lease are over, but no more often than a feed is polled. */
static millis renewal(struct fetcher *fetcher, millis lease)
{
  millis wait = lease - lease / 4 - (millis)random_below(&fetcher->random, (uint64_t)lease / 16 + 1);
  return fetcher->now.wall + (wait > fetcher->settings.poll_min ? wait : fetcher->settings.poll_min);
}

static bool confirmed(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct call *call = work;
  const struct source_subscription active = {.state = WEBSUB_ACTIVE,
                                             .lease_until = fetcher->now.wall + call->lease,
                                             .renew_at = renewal(fetcher, call->lease)};
  if (fetcher->websub.due_at > active.renew_at) fetcher->websub.due_at = active.renew_at;
  return sources_websub(fetcher->frontier, call->row->id, &active, error);
}

static bool denied(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct call *call = work;
  struct buffer detail = BUFFER_EMPTY;
  buffer_text(&detail, "the hub refuses");
  if (call->request->reason.length) buffer_text(&detail, ": ");
  utf8_repair(&detail, utf8_cut(call->request->reason, REASON_BYTES));
  const struct source_subscription refused = {.state = WEBSUB_REFUSED,
                                              .detail = buffer_view(&detail),
                                              .errors = call->row->hub_errors + 1,
                                              .renew_at = fetcher->now.wall + DENIED_FOR};
  bool ok = sources_websub(fetcher->frontier, call->row->id, &refused, error) &&
            fetcher_poll_soon(fetcher, call->row, error);
  buffer_free(&detail);
  return ok;
}

static bool rumoured(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct call *call = work;
  return fetcher_poll_soon(fetcher, call->row, error);
}

static bool announced(struct fetcher *fetcher, void *work, dp_error *error)
{
  const struct call *call = work;
  return poll_at(fetcher, call->row, fetcher->now.wall + GRACE, error);
}

/* Content. */

static void read_content(struct fetcher *fetcher, const struct call *call)
{
  const struct source *row = call->row;
  struct poll *poll = memory_zero(1, sizeof *poll);
  const struct source_answer answer = {.kind = SOURCE_FEED,
                                       .url = row->topic,
                                       .content_type = call->request->content_type,
                                       .content_encoding = SLICE(""),
                                       .content_location = SLICE(""),
                                       .content_language = SLICE(""),
                                       .body = call->request->body};
  poll->source = row->id;
  poll->kind = SOURCE_FEED;
  poll->ticket = ++fetcher->websub.last_ticket;
  poll->held_due = row->due_at;
  poll->grace_due = fetcher->now.wall + GRACE;
  poll->reading = (int64_t)answer.body.length + 1;
  fetcher->sources.reading += poll->reading;
  map_put(&fetcher->websub.pushed, poll->ticket, poll);
  fetcher->port.read(fetcher->port.context, id_of(poll->ticket), &answer);
}

static bool may_read(const struct fetcher *fetcher, const struct call *call)
{
  return fetcher->port.read && call->row->kind == SOURCE_FEED && fetcher->websub.pushed.count < PUSHED_MAX &&
         fetcher_reading_room(fetcher, call->request->body.length);
}

/* note_rumour - a poll that is under way may have been answered before the news. */
static void note_rumour(struct fetcher *fetcher, int64_t source)
{
  struct poll *poll = map_get(&fetcher->sources.polls, (uint64_t)source);
  if (poll) poll->rumoured = true;
}

/* The answer. */

static bool in_one(struct fetcher *fetcher, work_fn *fn, const struct call *call)
{
  struct call work = *call;
  dp_error error; /* a hub needs no sentence; what is wrong with the disk stands in the status */
  return fetcher_in_one(fetcher, fn, &work, &error);
}

static int take_news(struct fetcher *fetcher, const struct call *call, bool believed)
{
  bool reads = believed && may_read(fetcher, call);
  if (!in_one(fetcher, reads ? announced : rumoured, call)) return 503;
  if (reads)
    read_content(fetcher, call);
  else
    note_rumour(fetcher, call->row->id);
  return 200;
}

static int answer(struct fetcher *fetcher, const struct call *call, enum websub_meaning meaning,
                  struct buffer *body)
{
  switch (meaning) {
  case WEBSUB_CONFIRMED:
    if (!in_one(fetcher, confirmed, call)) return 503;
    buffer_slice(body, call->request->challenge);
    log_info("hub-confirmed", LOG_INT("source", call->row->id), LOG_INT("lease_s", call->lease / 1000));
    return 200;
  case WEBSUB_DENIED:
    log_warn("hub-refused", LOG_INT("source", call->row->id));
    return in_one(fetcher, denied, call) ? 200 : 503;
  case WEBSUB_CONTENT:
    return take_news(fetcher, call, true);
  case WEBSUB_RUMOUR:
    return take_news(fetcher, call, false);
  case WEBSUB_STRANGER:
  case WEBSUB_ENDED:
    break;
  }
  return 404;
}

/* behind_base - a web server in front of us may pass the path of the public address on, or cut it off. */
static struct slice behind_base(const struct fetcher *fetcher, struct slice path)
{
  const char *base = strstr(fetcher->settings.websub_callback, "://");
  base = base ? strchr(base + 3, '/') : NULL;
  return base && slice_starts(path, base) ? slice_from(path, strlen(base)) : path;
}

int fetcher_called(struct fetcher *fetcher, const struct websub_request *request, struct fetcher_now now,
                   struct buffer *body)
{
  struct websub_request behind = *request;
  struct source row;
  bool found;
  dp_error ignored; /* whoever asks needs no sentence */
  fetcher->now = now;
  behind.path = behind_base(fetcher, request->path);
  int64_t id = websub_source(behind.path);
  arena_reset(fetcher->arena);
  if (!id || !*fetcher->settings.websub_callback) return 404;
  if (fetcher->stall.on) return 503;
  if (!sources_read(fetcher->frontier, fetcher->arena, id, &row, &found, &ignored)) return 503;
  const struct websub_subscription subscription = {id, row.hub, row.topic, row.secret};
  struct call call = {&row, &behind, 0};
  enum websub_meaning meaning = websub_meaning(found ? &subscription : NULL, &behind, &call.lease);
  if (meaning == WEBSUB_STRANGER) return 404;
  if (row.state != SOURCE_ACTIVE) return behind.post ? 410 : 404;
  if (behind.head) return 200;
  return answer(fetcher, &call, meaning, body);
}
