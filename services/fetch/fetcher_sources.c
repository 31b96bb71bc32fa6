/* fetcher_sources.c - sources are polled: what is due comes to the gate, and each answer goes to whoever
 * reads it (source/reader.h); what it found comes back by fetcher_found.
 *
 * A poll is in hand from its way to the gate until its end is journaled. Their number is bounded, and so are
 * the bytes that wait to be read; beyond that an answer is thrown away and the source polled again soon. */
#include "fetch/fetcher_sources.h"
#include "base/memory.h"
#include "base/url.h"
#include "fetch/domain.h"
#include "fetch/head.h"

#include <stdio.h>
#include <stdlib.h>

enum {
  POLLS_MAX = 16 * 1024, /* most wait in the gate, some for hours: they must not keep the others out */
  POLL_PAGE = 64,
  PAGES_MAX = 32,                 /* at a time, where the gate takes none */
  READING_MAX = 64 * 1024 * 1024, /* bytes that wait to be read */
  SOON = 15 * 1000,
  DUE_CHECK = 60 * 1000 /* the wall clock may jump: look at it again at least so often */
};

#define PUT_OFF_MAX (INT64_C(14) * 24 * 3600 * 1000)

/* Polls in hand. */

void fetcher_poll_free(struct poll *poll)
{
  free(poll->url);
  free(poll->etag);
  free(poll->last_modified);
  free(poll->title);
  free(poll->hub);
  free(poll->topic);
  free(poll->published);
  free(poll);
}

void fetcher_apply_polled(struct fetcher *fetcher, struct change *change)
{
  struct poll *poll = change->poll;
  if (poll->due_at && poll->due_at < fetcher->sources.due_at) fetcher->sources.due_at = poll->due_at;
  if (poll->ticket)
    fetcher_pushed_forget(fetcher, poll);
  else
    fetcher_poll_forget(fetcher, poll->source);
}

void fetcher_sources_free(struct fetcher *fetcher)
{
  size_t at = 0;
  for (struct poll *poll; (poll = map_each(&fetcher->sources.polls, &at));) fetcher_poll_free(poll);
  map_free(&fetcher->sources.polls);
}

static bool in_hand(void *context, int64_t source)
{
  const struct fetcher *fetcher = context;
  return map_get(&fetcher->sources.polls, (uint64_t)source) != NULL;
}

/* Looking for what is due. */

static bool to_the_gate(struct fetcher *fetcher, int64_t id, bool *full, dp_error *cause)
{
  struct source row;
  bool found;
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, id, &row, &found, cause)) return false;
  if (!found || row.state != SOURCE_ACTIVE) return true;
  *full = gate_add(fetcher->gate, GATE_SOURCE, id, 0, row.url, fetcher->now.steady, fetcher->now.wall) ==
          GATE_FULL;
  if (*full) return true;
  struct poll *poll = memory_zero(1, sizeof *poll);
  poll->source = id;
  map_put(&fetcher->sources.polls, (uint64_t)id, poll);
  return true;
}

/* look_once - one page. What its domain has no room for is passed over, so that it keeps no others waiting,
 * and looked at again a little later. */
static bool look_once(struct fetcher *fetcher, dp_error *cause)
{
  int64_t ids[POLL_PAGE];
  size_t count;
  if (!sources_due(fetcher->frontier, fetcher->now.wall, &fetcher->sources.cursor, POLL_PAGE, in_hand,
                   fetcher, ids, &count, cause))
    return false;
  for (size_t i = 0; i < count; i++) {
    bool full = false;
    if (!to_the_gate(fetcher, ids[i], &full, cause)) return false;
    fetcher->sources.again |= full;
  }
  if (count == POLL_PAGE) return true;
  fetcher->sources.cursor = (struct source_cursor){0, 0};
  if (!sources_next_due_at(fetcher->frontier, fetcher->now.wall, &fetcher->sources.due_at, cause))
    return false;
  if (!fetcher->sources.due_at) fetcher->sources.due_at = INT64_MAX;
  if (fetcher->sources.again && fetcher->sources.due_at > fetcher->now.wall + SOON)
    fetcher->sources.due_at = fetcher->now.wall + SOON;
  fetcher->sources.again = false;
  return true;
}

/* mend_times - no source waits for longer than the longest interval, Retry-After and days to skip together:
 * where one does, it was put off by a wall clock that ran ahead, and is due. */
static bool mend_times(struct fetcher *fetcher, dp_error *cause)
{
  millis now = fetcher->now.wall, longest = fetcher->settings.poll_max + PUT_OFF_MAX;
  if (!frontier_begin(fetcher->frontier, cause) ||
      !sources_none_beyond(fetcher->frontier, now + longest, now, cause) ||
      !frontier_commit(fetcher->frontier, cause)) {
    frontier_rollback(fetcher->frontier);
    return false;
  }
  fetcher->sources.clock_set = false;
  fetcher->sources.due_at = 0;
  return true;
}

bool fetcher_sources_look(struct fetcher *fetcher, dp_error *cause)
{
  if (!fetcher->port.read) return true;
  if (fetcher->sources.clock_set && !mend_times(fetcher, cause)) return false;
  for (int i = 0; i < PAGES_MAX && fetcher->sources.due_at <= fetcher->now.wall &&
                  fetcher->sources.polls.count < POLLS_MAX;
       i++)
    if (!look_once(fetcher, cause)) return false;
  if (fetcher->sources.cursor.id) fetcher->sources.again = true; /* something may become due before it */
  return true;
}

millis fetcher_sources_at(const struct fetcher *fetcher)
{
  if (!fetcher->port.read || fetcher->sources.due_at == INT64_MAX ||
      fetcher->sources.polls.count >= POLLS_MAX)
    return 0;
  millis wait = fetcher->sources.due_at - fetcher->now.wall;
  return fetcher->now.steady + (wait < 1 ? 1 : wait > DUE_CHECK ? DUE_CHECK : wait);
}

/* Transfers. */

static char *text_or_null(struct slice text)
{
  return text.length ? memory_string_of(text.data, text.length) : NULL;
}

bool fetcher_poll_begin(struct fetcher *fetcher, struct job *job, bool *active, dp_error *cause)
{
  struct source row;
  bool found;
  struct poll *poll = map_get(&fetcher->sources.polls, (uint64_t)job->number);
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, job->number, &row, &found, cause)) return false;
  *active = poll && found && row.state == SOURCE_ACTIVE;
  if (!*active) return true;
  poll->kind = row.kind;
  poll->etag = text_or_null(row.etag);
  poll->last_modified = text_or_null(row.last_modified);
  poll->has_payload = row.payload.length == FRONTIER_PAYLOAD;
  if (poll->has_payload) memcpy(poll->payload, row.payload.data, FRONTIER_PAYLOAD);
  return true;
}

void fetcher_poll_fields(const struct fetcher *fetcher, int64_t source, const char **etag,
                         const char **last_modified)
{
  const struct poll *poll = map_get(&fetcher->sources.polls, (uint64_t)source);
  *etag = poll ? poll->etag : NULL;
  *last_modified = poll ? poll->last_modified : NULL;
}

void fetcher_poll_forget(struct fetcher *fetcher, int64_t source)
{
  struct poll *poll = map_remove(&fetcher->sources.polls, (uint64_t)source);
  if (poll) fetcher_poll_free(poll);
}

void fetcher_poll_forgotten(struct fetcher *fetcher, int64_t source)
{
  millis soon = fetcher->now.wall + SOON;
  fetcher_poll_forget(fetcher, source);
  if (fetcher->sources.due_at > soon) fetcher->sources.due_at = soon;
  fetcher->sources.again = true;
}

static struct poll *take_answer(struct fetcher *fetcher, const struct job *job, int64_t status,
                                struct slice head)
{
  struct poll *poll = map_get(&fetcher->sources.polls, (uint64_t)job->number);
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  millis retry_after = head_retry_after(head, fetcher->now.wall), age = head_max_age(head, fetcher->now.wall);
  if (!poll) return NULL;
  poll->status = (int)status;
  poll->retry_after = retry_after > 0 ? retry_after : 0;
  poll->max_age = age > 0 ? age : 0;
  poll->moved = job->hop_count && job->moved;
  free(poll->url);
  poll->url = hop ? memory_string_of(hop->url.data, hop->url.length) : memory_string(job->url);
  return poll;
}

static void end_poll(struct fetcher *fetcher, struct poll *poll, const char *outcome, const char *detail,
                     bool failed)
{
  struct change *change = fetcher_gather(fetcher, CHANGE_POLLED, poll->source);
  snprintf(poll->outcome, sizeof poll->outcome, "%s", outcome);
  snprintf(poll->detail, sizeof poll->detail, "%s", detail);
  poll->failed = failed;
  change->poll = poll;
}

void fetcher_poll_failed(struct fetcher *fetcher, const struct job *job, const char *reason,
                         const char *detail)
{
  struct poll *poll = map_get(&fetcher->sources.polls, (uint64_t)job->number);
  if (poll) end_poll(fetcher, poll, reason, detail, true);
}

static void digest_body(struct fetcher *fetcher, struct slice body, unsigned char out[FRONTIER_PAYLOAD])
{
  unsigned char digest[DIGEST_BYTES];
  digest_begin(fetcher->digest, DIGEST_SHA1);
  digest_add(fetcher->digest, body);
  digest_end(fetcher->digest, digest);
  memcpy(out, digest, FRONTIER_PAYLOAD);
}

/* take_validators - true when the body is the one that was had before. */
static bool take_validators(struct fetcher *fetcher, struct poll *poll, struct slice head, struct slice body)
{
  unsigned char payload[FRONTIER_PAYLOAD];
  digest_body(fetcher, body, payload);
  bool same = poll->has_payload && memcmp(payload, poll->payload, FRONTIER_PAYLOAD) == 0;
  memcpy(poll->payload, payload, FRONTIER_PAYLOAD);
  poll->has_payload = poll->body = true;
  free(poll->etag);
  free(poll->last_modified);
  poll->etag = text_or_null(head_field(head, "ETag"));
  poll->last_modified = text_or_null(head_field(head, "Last-Modified"));
  return same;
}

static void ask_reader(struct fetcher *fetcher, struct poll *poll, struct slice head, struct slice body)
{
  struct buffer encoding = BUFFER_EMPTY;
  head_join(head, "Content-Encoding", &encoding);
  const struct source_answer answer = {.kind = poll->kind,
                                       .url = slice_of(poll->url),
                                       .content_type = head_field(head, "Content-Type"),
                                       .content_encoding = buffer_view(&encoding),
                                       .content_location = head_field(head, "Content-Location"),
                                       .content_language = head_field(head, "Content-Language"),
                                       .body = body};
  poll->reading = (int64_t)body.length + 1;
  fetcher->sources.reading += poll->reading;
  fetcher->port.read(fetcher->port.context, (uint64_t)poll->source, &answer);
  buffer_free(&encoding);
}

bool fetcher_reading_room(const struct fetcher *fetcher, size_t bytes)
{
  return fetcher->sources.reading + (int64_t)bytes < READING_MAX || !fetcher->sources.reading;
}

/* read_answer - the body is new: its links are found by the reader. */
static void read_answer(struct fetcher *fetcher, struct poll *poll, struct slice head, struct slice body)
{
  if (!fetcher_reading_room(fetcher, body.length)) {
    poll->again_at = fetcher->now.wall + SOON;
    end_poll(fetcher, poll, "busy", "too much waited to be read: it is polled again", false);
  } else if (take_validators(fetcher, poll, head, body)) {
    poll->same = true;
    end_poll(fetcher, poll, "unchanged", "the same bytes as before", false);
  } else {
    ask_reader(fetcher, poll, head, body);
  }
}

/* linked - the target of a link in the header; NULL: there is none. An absolute one stays as it is written:
 * hubs compare topics byte by byte. */
static char *linked(struct fetcher *fetcher, const struct poll *poll, struct slice head, const char *rel)
{
  struct slice target;
  struct url base, url;
  dp_error ignored; /* a link that is no URL is none */
  if (!head_link(head, rel, 0, &target) || !target.length) return NULL;
  arena_reset(fetcher->arena);
  if (url_parse(fetcher->arena, target, NULL, &url, &ignored)) return text_or_null(target);
  if (!url_parse(fetcher->arena, slice_of(poll->url), NULL, &base, &ignored)) return NULL;
  if (!url_parse(fetcher->arena, target, &base, &url, &ignored)) return NULL;
  return text_or_null(url_href(fetcher->arena, &url, true));
}

/* note_hub - what the header says of a hub comes before what the feed says (W3C WebSub, 4). */
static void note_hub(struct fetcher *fetcher, struct poll *poll, struct slice head)
{
  poll->hub = linked(fetcher, poll, head, "hub");
  if (poll->hub) poll->topic = linked(fetcher, poll, head, "self");
}

void fetcher_poll_answered(struct fetcher *fetcher, const struct job *job, struct http_response *response)
{
  char outcome[REASON], detail[DETAIL];
  struct slice head = buffer_view(&response->head);
  struct poll *poll = take_answer(fetcher, job, response->status, head);
  if (!poll) return;
  if (response->status == 304) {
    end_poll(fetcher, poll, "unchanged", "the server says that nothing has changed", false);
  } else if (response->status >= 200 && response->status <= 299) {
    note_hub(fetcher, poll, head);
    read_answer(fetcher, poll, head, buffer_view(&response->body));
  } else {
    snprintf(outcome, sizeof outcome, "http-%d", (int)(response->status % 1000));
    snprintf(detail, sizeof detail, "the server answered with status %d", (int)(response->status % 1000));
    end_poll(fetcher, poll, outcome, detail, true);
  }
}

/* What was found. */

bool fetcher_takes_links(const struct fetcher *fetcher)
{
  return !fetcher->stall.on && fetcher->sources.gathered < FOUND_PAGE;
}

static void note_found(struct poll *poll, const struct found *found)
{
  if (found->kind != SOURCE_AUTO) poll->kind = found->kind;
  if (found->title.length && !poll->title) poll->title = text_or_null(found->title);
  if (found->hub.length && !poll->hub) poll->hub = text_or_null(found->hub);
  if (found->topic.length && !poll->topic) poll->topic = text_or_null(found->topic);
  if (found->ttl_minutes > 0) poll->ttl = found->ttl_minutes * 60 * 1000;
  poll->skip_hours |= found->skip_hours;
  poll->skip_days |= found->skip_days;
  poll->entries += (int64_t)found->link_count;
  poll->children += (int64_t)found->source_count;
}

static void note_times(struct poll *poll, const struct found *found)
{
  for (size_t i = 0; i < found->link_count && poll->published_count < POLL_TIMES; i++) {
    if (!found->links[i].published) continue;
    if (!poll->published) poll->published = memory_alloc(POLL_TIMES * sizeof *poll->published);
    poll->published[poll->published_count++] = found->links[i].published;
  }
}

static void gather_links(struct fetcher *fetcher, struct poll *poll, const struct found *found)
{
  struct change *change = fetcher_gather(fetcher, CHANGE_LINKS, poll->source);
  change->links = fetcher_links_new(found);
  fetcher->sources.gathered += found->link_count + found->source_count;
  change->poll = poll;
}

void fetcher_found(struct fetcher *fetcher, uint64_t id, const struct found *found, bool more,
                   struct fetcher_now now)
{
  struct poll *pushed = fetcher_pushed(fetcher, id);
  struct poll *poll = pushed ? pushed : map_get(&fetcher->sources.polls, id);
  bool believed = !pushed || found->kind == SOURCE_FEED;
  fetcher->now = now;
  if (!poll || !poll->reading) return;
  note_found(poll, found);
  note_times(poll, found);
  if (found->problem.length) poll->body = false; /* the next poll asks for all of it again */
  if (believed && (found->link_count || found->source_count)) gather_links(fetcher, poll, found);
  if (more) return;
  fetcher->sources.reading -= poll->reading;
  poll->reading = 0;
  if (found->problem.length)
    end_poll(fetcher, poll, "unreadable", arena_string(fetcher->arena, found->problem), true);
  else
    end_poll(fetcher, poll, "ok", arena_string(fetcher->arena, found->remark), false);
}
