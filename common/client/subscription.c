/* subscription.c - every article after a number, once, in order, without a gap.
 *
 * Two sources, one cursor. Live events come from the store's PUB socket, which drops for slow subscribers; so
 * a live article is delivered only when it is the very next one. Anything else (an article further on, a
 * heartbeat that tells of more, a silence) only teaches how far the store is, and what lies between is
 * fetched with `replay`. While a replay is under way the live socket is not read: what it drops meanwhile the
 * next heartbeat tells. */
#include "client/client.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
  REPLAY_ARTICLES = 500,
  REPLAY_PATIENCE_MS = 3000, /* then the question is asked anew: the store may have been started again */
  REPLAY_PAUSE_MS = 500,     /* after the store said that it can't answer now */
  SILENCE_MS = 5000          /* without a heartbeat, ask: the stream may be broken without our knowing */
};
#define LAST_OF_ALL ((int64_t)9007199254740000) /* beyond any sequence, below 2^53 (RFC 7493) */

struct dp_subscription {
  dp_client *client;
  struct bus_socket *news;
  struct ask *ask;
  struct arena *arena;
  struct buffer text; /* of the article given last */
  char language[16];  /* empty: every language */
  char store[40];     /* empty until the store was heard */
  int64_t last;       /* greatest sequence delivered or passed over; below 0: to be learned */
  int64_t known;      /* greatest sequence the store has told of; below 0: not heard yet */
  millis heard_at, asked_at, pause_until;
  bool asking;
  int64_t piece; /* articles to ask for at once */
  const struct slice
      *batch; /* a replay's articles, kept by `ask`; from batch_at on they are still to be delivered */
  size_t batch_count, batch_at;
};

enum step { STEP_ON, STEP_ARTICLE, STEP_FAILED };

dp_subscription *dp_subscribe(dp_client *client, const dp_subscribe_options *options, dp_error *error)
{
  dp_subscription *s = memory_zero(1, sizeof *s);
  char endpoint[CONFIG_TEXT];
  s->client = client;
  s->arena = arena_new();
  s->last = options->after < 0 ? DP_FROM_NOW : options->after;
  s->known = -1;
  s->piece = REPLAY_ARTICLES;
  s->heard_at = clock_monotonic();
  if (options->language) snprintf(s->language, sizeof s->language, "%s", options->language);
  s->ask = client_ask_new(client, CLIENT_STORE);
  s->news = bus_open(client->bus, BUS_SUB);
  if (!bus_connect(s->news, client_reachable(client->config.store.news, endpoint), error)) {
    dp_unsubscribe(&s);
    return NULL;
  }
  /* Every language is subscribed to and chosen from here: else each article of another language would look
   * like a gap. */
  bus_subscribe(s->news, "article.");
  bus_subscribe(s->news, "heartbeat|");
  return s;
}

void dp_unsubscribe(dp_subscription **subscription)
{
  if (!subscription || !*subscription) return;
  dp_subscription *s = *subscription;
  if (s->news) bus_close(&s->news);
  ask_free(&s->ask);
  arena_free(&s->arena);
  buffer_free(&s->text);
  free(s);
  *subscription = NULL;
}

bool dp_caught_up(const dp_subscription *subscription)
{
  return subscription->known >= 0 && subscription->last >= subscription->known;
}

/* Takes in what the store tells of itself. False: it is not the store whose numbers we count by. */
static bool heard(dp_subscription *s, struct slice store, int64_t sequence, dp_error *error)
{
  s->heard_at = clock_monotonic();
  if (store.length && !s->store[0])
    snprintf(s->store, sizeof s->store, "%.*s", (int)store.length, store.data);
  if (store.length && !slice_is(store, s->store))
    return error_set(error, EX_DATAERR, "the store was rebuilt and counts anew; subscribe again from 0");
  if (sequence > s->known) s->known = sequence;
  return true;
}

static bool wanted(const dp_subscription *s, const struct event *event)
{
  struct slice language = json_get_text(event->data, "language");
  size_t length = strlen(s->language);
  if (length == 0) return true;
  if (language.length == 0) language = SLICE("und");
  return language.length >= length && strncasecmp(language.data, s->language, length) == 0 &&
         (language.length == length || language.data[length] == '-');
}

static enum step deliver(dp_subscription *s, const struct event *event, struct slice json,
                         dp_article *article)
{
  s->last = event->sequence;
  if (!wanted(s, event)) return STEP_ON;
  buffer_clear(&s->text);
  buffer_slice(&s->text, json);
  *article = (dp_article){event->sequence, buffer_string(&s->text), s->text.length};
  return STEP_ARTICLE;
}

/* One article of the batch. */
static enum step take_replayed(dp_subscription *s, dp_article *article, dp_error *error)
{
  struct event event;
  struct slice json = s->batch[s->batch_at++];
  enum step step = STEP_FAILED;
  arena_reset(s->arena);
  if (!event_parse(s->arena, json, &event, error))
    error_wrap(error, "the article after %lld", (long long)s->last);
  else if (event.sequence != s->last + 1)
    error_set(error, EX_DATAERR, "the store gave article %lld after %lld", (long long)event.sequence,
              (long long)s->last);
  else
    step = deliver(s, &event, json, article);
  return step;
}

static bool check_reply(dp_subscription *s, struct ask_reply *reply, dp_error *error)
{
  int64_t last = json_get_integer(reply->data, "last", -1);
  if (last < 0) return error_set(error, EX_PROTOCOL, "store: the answer to a replay lacks “last”");
  if (!heard(s, slice_of(reply->store), last, error)) return false;
  if (s->last < 0) s->last = last;
  if (s->last > last)
    return error_set(error, EX_DATAERR,
                     "the store ends at article %lld, before %lld: it was rebuilt; subscribe again from 0",
                     (long long)last, (long long)s->last);
  return s->last == last || reply->frame_count > 0 ||
         error_set(error, EX_DATAERR, "the store has no article %lld, though it ends at %lld",
                   (long long)s->last + 1, (long long)last);
}

static bool begin_replay(dp_subscription *s, dp_error *error)
{
  arena_reset(s->arena);
  struct json *data = json_object(s->arena);
  json_add_integer(s->arena, data, "after", s->last < 0 ? LAST_OF_ALL : s->last);
  json_add_integer(s->arena, data, "limit", s->piece);
  s->asked_at = clock_monotonic();
  s->asking = ask_begin(s->ask, s->arena, "replay", data, NULL, error);
  return s->asking;
}

/* What waiting can mend: the store is down, starting, or short of something for the moment. */
static bool passing(const dp_error *error)
{
  return error->code == EX_TEMPFAIL || error->code == EX_UNAVAILABLE || error->code == EX_IOERR;
}

/* fit_piece - a line that is too slow for an answer within our patience would be too slow for it for ever:
 * less is asked for until one arrives, and then more again. */
static void fit_piece(dp_subscription *s, bool answered)
{
  if (!answered && s->piece > 1) s->piece /= 2;
  if (answered && s->piece < REPLAY_ARTICLES) s->piece *= 2;
  if (s->piece > REPLAY_ARTICLES) s->piece = REPLAY_ARTICLES;
}

static enum step end_replay(dp_subscription *s, enum ask_outcome outcome, struct ask_reply *reply,
                            dp_error *error)
{
  if (outcome == ASK_WAITING) {
    s->asking = clock_monotonic() - s->asked_at < REPLAY_PATIENCE_MS;
    if (!s->asking) fit_piece(s, false);
    return STEP_ON;
  }
  s->asking = false;
  if (outcome == ASK_FAILED) {
    s->pause_until = clock_monotonic() + REPLAY_PAUSE_MS;
    return passing(error) ? STEP_ON : STEP_FAILED;
  }
  if (!check_reply(s, reply, error)) return STEP_FAILED;
  fit_piece(s, true);
  s->batch = reply->frames;
  s->batch_count = reply->frame_count;
  s->batch_at = 0;
  return STEP_ON;
}

static enum step catch_up(dp_subscription *s, int wait_ms, dp_error *error)
{
  if (!s->asking && !begin_replay(s, error)) return STEP_FAILED;
  millis left = s->asked_at + REPLAY_PATIENCE_MS - clock_monotonic();
  if (left < 0) left = 0;
  if (wait_ms < 0 || wait_ms > left) wait_ms = (int)left;
  struct ask_reply reply;
  arena_reset(s->arena);
  enum ask_outcome outcome = ask_poll(s->ask, s->arena, wait_ms, &reply, error);
  return end_replay(s, outcome, &reply, error);
}

/* What came live. A message that can't be read teaches nothing; the next heartbeat shows what is missing. */
static enum step take_live(dp_subscription *s, const struct bus_message *message, dp_article *article,
                           dp_error *error)
{
  struct event event;
  arena_reset(s->arena);
  if (message->refused || message->count != 2 || !event_parse(s->arena, message->frames[1], &event, NULL))
    return STEP_ON;
  if (!heard(s, event.store, event.sequence, error)) return STEP_FAILED;
  if (!slice_starts(message->frames[0], "article.") || event.sequence != s->last + 1) return STEP_ON;
  return deliver(s, &event, message->frames[1], article);
}

static enum step listen_live(dp_subscription *s, millis until, int wait_ms, dp_article *article,
                             dp_error *error)
{
  millis left = until - clock_monotonic();
  if (left < 1) left = 1;
  if (wait_ms < 0 || wait_ms > left) wait_ms = (int)left;
  struct bus_message message;
  enum bus_outcome got = bus_receive(s->news, &message, wait_ms);
  if (got == BUS_AGAIN) return STEP_ON;
  if (got == BUS_FAILED) {
    error_set(error, EX_OSERR, "can't receive from the store's news on %s", s->client->config.store.news);
    return STEP_FAILED;
  }
  enum step step = take_live(s, &message, article, error);
  bus_message_free(&message);
  return step;
}

static enum step next_step(dp_subscription *s, int wait_ms, dp_article *article, dp_error *error)
{
  if (s->batch_at < s->batch_count) return take_replayed(s, article, error);
  millis now = clock_monotonic(), silent_at = s->heard_at + SILENCE_MS;
  if (now < s->pause_until) return listen_live(s, s->pause_until, wait_ms, article, error);
  if (s->asking || now >= silent_at || !dp_caught_up(s)) return catch_up(s, wait_ms, error);
  return listen_live(s, silent_at, wait_ms, article, error);
}

dp_outcome dp_next(dp_subscription *subscription, dp_article *article, int timeout_ms, dp_error *error)
{
  dp_error reason = {0, ""};
  millis since = clock_monotonic();
  for (;;) {
    millis spent = clock_monotonic() - since;
    int left = timeout_ms < 0 ? -1 : spent < timeout_ms ? (int)(timeout_ms - spent) : 0;
    bool over = timeout_ms >= 0 && left == 0;
    reason.code = 0;
    enum step step = next_step(subscription, left, article, &reason);
    if (step == STEP_ARTICLE) return DP_OK;
    if (step == STEP_FAILED && error) *error = reason;
    if (step == STEP_FAILED) return DP_FAILED;
    if (over && subscription->batch_at == subscription->batch_count) return DP_TIMEOUT;
  }
}
