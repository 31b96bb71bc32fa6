/* subscription_piece.c - fetching what the stream did not bring, a piece at a time: with `replay`, or, by a
 * cursor, with `cursor.next`. */
#include "client/subscription.h"

#include "base/memory.h"

#include <stdlib.h>

enum {
  MOST = 500,           /* articles asked for at once */
  INDEXING_MS = 100,    /* until what was stored last is indexed, the store is asked so often */
  EXPIRED_MOST = 100000 /* ranges in one reply */
};

/* ---- asking ---- */

static void where_from(const dp_subscription *s, struct json *data)
{
  if (s->since && !s->name)
    json_add_text(s->arena, data, "since", slice_of(s->since));
  else
    json_add_integer(s->arena, data, "after", s->last < 0 ? SUBSCRIPTION_LAST_OF_ALL : s->last);
}

static bool begin(dp_subscription *s, dp_error *error)
{
  arena_reset(s->arena);
  struct json *data = json_object(s->arena);
  if (s->name) json_add_text(s->arena, data, "name", slice_of(s->name));
  where_from(s, data);
  json_add_integer(s->arena, data, "limit", s->piece);
  if (s->filtered && !s->name) json_add_text(s->arena, data, "filter", slice_of(s->filter));
  s->asked_at = clock_monotonic();
  s->asking = ask_begin(s->ask, s->arena, s->name ? "cursor.next" : "replay", data, NULL, error);
  return s->asking;
}

/* fit_piece - a line that is too slow for an answer within our patience would be too slow for it for ever:
 * less is asked for until one arrives, and then more again. */
static void fit_piece(dp_subscription *s, bool answered)
{
  if (!answered && s->piece > 1) s->piece /= 2;
  if (answered && s->piece < MOST) s->piece *= 2;
  if (s->piece > MOST) s->piece = MOST;
}

/* ---- what the reply says ---- */

static bool read_expired(dp_subscription *s, const struct json *ranges, dp_error *error)
{
  size_t count = json_count(ranges);
  if (count > EXPIRED_MOST)
    return error_set(error, EX_PROTOCOL, "store: too many expired ranges in one reply");
  s->expired = memory_resize(s->expired, (count + 1) * sizeof *s->expired);
  s->expired_count = s->expired_at = 0;
  for
    json_each(range, ranges)
    {
      const struct json *first = json_first(range), *last = first ? json_next(first) : NULL;
      s->expired[s->expired_count++] =
          (struct subscription_range){json_integer(first, 0), json_integer(last, -1)};
    }
  return true;
}

/* learn_where - the first reply to a reader that does not know a number yet. */
static void learn_where(dp_subscription *s, const struct json *data, int64_t last)
{
  if (s->since && !s->name) {
    s->last = json_get_integer(data, "from", last + 1) - 1;
    free(s->since);
    s->since = NULL;
  }
  if (s->last < 0) s->last = last;
}

static bool check_reply(dp_subscription *s, struct ask_reply *reply, dp_error *error)
{
  int64_t last = json_get_integer(reply->data, "last", -1), to = json_get_integer(reply->data, "to", -1);
  if (last < 0 || to < 0)
    return error_set(error, EX_PROTOCOL, "store: the answer to a replay lacks “to” or “last”");
  if (!subscription_heard(s, slice_of(reply->store), last, error)) return false;
  bool at_end = s->last < 0 && !s->since;
  learn_where(s, reply->data, last);
  if (s->last > last)
    return error_set(error, EX_DATAERR,
                     "the store ends at article %lld, before %lld: it was rebuilt; subscribe again from 0",
                     (long long)last, (long long)s->last);
  if (!at_end && to > last && to > s->last)
    return error_set(error, EX_PROTOCOL, "store: the answer to a replay goes to %lld, beyond its end at %lld",
                     (long long)to, (long long)last);
  s->batch_to = at_end || to < s->last ? s->last : to;
  return read_expired(s, json_get(reply->data, "expired"), error);
}

static enum step finish(dp_subscription *s, struct ask_reply *reply, dp_error *error)
{
  if (!check_reply(s, reply, error)) return STEP_FAILED;
  int64_t last = json_get_integer(reply->data, "last", 0);
  fit_piece(s, true);
  s->batch = reply->frames;
  s->batch_count = reply->frame_count;
  s->batch_at = 0;
  s->in_batch = true;
  if (s->batch_to != s->last || s->last >= last) return STEP_ON;
  /* Nothing came though there is more. */
  s->pause_until = clock_monotonic() + INDEXING_MS;
  if (s->filtered) return STEP_ON;
  error_set(error, EX_DATAERR, "the store has no article %lld, though it ends at %lld",
            (long long)s->last + 1, (long long)last);
  return STEP_FAILED;
}

enum step subscription_fetch(dp_subscription *s, int wait_ms, dp_error *error)
{
  struct ask_reply reply;
  if (!s->asking && !begin(s, error)) return STEP_FAILED;
  arena_reset(s->arena);
  enum ask_outcome outcome =
      ask_poll(s->ask, s->arena, subscription_wait(s->asked_at, wait_ms), &reply, error);
  if (outcome == ASK_WAITING) {
    s->asking = clock_monotonic() - s->asked_at < SUBSCRIPTION_PATIENCE_MS;
    if (!s->asking) fit_piece(s, false);
    return STEP_ON;
  }
  s->asking = false;
  if (outcome == ASK_DONE) return finish(s, &reply, error);
  s->pause_until = clock_monotonic() + SUBSCRIPTION_PAUSE_MS;
  return subscription_passing(error) ? STEP_ON : STEP_FAILED;
}

/* ---- the piece in hand ---- */

static void miss(dp_subscription *s, const struct subscription_range *range)
{
  if (!s->missed.count) s->missed.first = range->first;
  s->missed.last = range->last;
  s->missed.count += range->last - range->first + 1;
}

/* pass_expired - counts what has expired up to `to`; without a filter it must begin right behind the last
 * article. */
static void pass_expired(dp_subscription *s, int64_t to)
{
  for (; s->expired_at < s->expired_count && s->expired[s->expired_at].last <= to; s->expired_at++) {
    const struct subscription_range *range = &s->expired[s->expired_at];
    if (range->first <= s->last || range->last < range->first) continue;
    if (!s->filtered && range->first != s->last + 1) continue; /* the gap before it is told by who sees it */
    miss(s, range);
    if (!s->filtered) s->last = range->last;
  }
}

static enum step end_piece(dp_subscription *s, dp_error *error)
{
  s->in_batch = false;
  pass_expired(s, s->batch_to);
  if (!s->filtered && s->batch_to != s->last) {
    error_set(error, EX_DATAERR, "the store has no article %lld, though it gave all up to %lld",
              (long long)s->last + 1, (long long)s->batch_to);
    return STEP_FAILED;
  }
  s->last = s->batch_to;
  return STEP_ON;
}

enum step subscription_take(dp_subscription *s, dp_article *article, dp_error *error)
{
  struct event event;
  if (s->batch_at == s->batch_count) return end_piece(s, error);
  struct slice json = s->batch[s->batch_at++];
  arena_reset(s->arena);
  if (!event_parse(s->arena, json, &event, error)) {
    error_wrap(error, "the article after %lld", (long long)s->last);
    return STEP_FAILED;
  }
  pass_expired(s, event.sequence - 1);
  bool next =
      s->filtered ? event.sequence > s->last && event.sequence <= s->batch_to : event.sequence == s->last + 1;
  if (next) return subscription_deliver(s, &event, json, article);
  error_set(error, EX_DATAERR, "the store gave article %lld after %lld", (long long)event.sequence,
            (long long)s->last);
  return STEP_FAILED;
}
