/* subscription.c - every article after a number, once, in order, without a gap.
 *
 * Two sources, one number. Live events come from the store's PUB socket, which drops for slow subscribers; so
 * a live article is delivered only when it is the very next one. Anything else (an article further on, a
 * heartbeat that tells of more, a silence) only teaches how far the store is, and what lies between is
 * fetched. While that is under way the live socket is not read: what it drops meanwhile the next heartbeat
 * tells. With a filter only the store knows what is next, and everything is fetched. */
#include "client/subscription.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum {
  PIECE_ARTICLES = 500,
  SILENCE_MS = 5000, /* without a heartbeat, ask: the stream may be broken without our knowing */
  LAST_WORDS_MS = 2000
};

static char *copy(const char *text)
{
  return text && *text ? memory_string(text) : NULL;
}

dp_subscription *dp_subscribe(dp_client *client, const dp_subscribe_options *options, dp_error *error)
{
  dp_subscription *s = memory_zero(1, sizeof *s);
  char endpoint[CONFIG_TEXT];
  s->client = client;
  s->arena = arena_new();
  s->name = copy(options->name);
  s->filter = options->filter ? memory_string(options->filter) : NULL;
  s->since = copy(options->since);
  s->replace = options->replace;
  s->filtered = s->filter && *s->filter;
  s->last = options->after < 0 ? DP_FROM_NOW : options->after;
  s->known = -1;
  s->piece = PIECE_ARTICLES;
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
  if (!s->filtered && !s->name) bus_subscribe(s->news, "article.");
  bus_subscribe(s->news, "heartbeat|");
  return s;
}

void dp_unsubscribe(dp_subscription **subscription)
{
  if (!subscription || !*subscription) return;
  dp_subscription *s = *subscription;
  if (s->name && s->ack.open) dp_ack_wait(s, LAST_WORDS_MS, NULL);
  if (s->news) bus_close(&s->news);
  ask_free(&s->ask);
  ask_free(&s->ack.ask);
  arena_free(&s->arena);
  buffer_free(&s->text);
  free(s->name);
  free(s->filter);
  free(s->since);
  free(s->expired);
  free(s);
  *subscription = NULL;
}

bool dp_caught_up(const dp_subscription *subscription)
{
  return subscription->known >= 0 && subscription->last >= subscription->known;
}

int64_t dp_position(const dp_subscription *subscription)
{
  return subscription->last;
}

int64_t dp_missed(dp_subscription *subscription, int64_t *first, int64_t *last)
{
  int64_t count = subscription->missed.count;
  if (first) *first = subscription->missed.first;
  if (last) *last = subscription->missed.last;
  subscription->missed.count = 0;
  return count;
}

/* ---- what its files share ---- */

bool subscription_heard(dp_subscription *s, struct slice store, int64_t sequence, dp_error *error)
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

enum step subscription_deliver(dp_subscription *s, const struct event *event, struct slice json,
                               dp_article *article)
{
  s->last = event->sequence;
  if (!wanted(s, event)) return STEP_ON;
  buffer_clear(&s->text);
  buffer_slice(&s->text, json);
  *article = (dp_article){event->sequence, buffer_string(&s->text), s->text.length};
  s->ack.given = event->sequence;
  return STEP_ARTICLE;
}

bool subscription_passing(const dp_error *error)
{
  return error->code == EX_TEMPFAIL || error->code == EX_UNAVAILABLE || error->code == EX_IOERR;
}

int subscription_wait(millis asked_at, int wait_ms)
{
  millis left = asked_at + SUBSCRIPTION_PATIENCE_MS - clock_monotonic();
  if (left < 0) left = 0;
  return wait_ms < 0 || wait_ms > left ? (int)left : wait_ms;
}

/* ---- what comes live ---- */

/* A message that can't be read teaches nothing; the next heartbeat shows what is missing. */
static enum step take_live(dp_subscription *s, const struct bus_message *message, dp_article *article,
                           dp_error *error)
{
  struct event event;
  arena_reset(s->arena);
  if (message->refused || message->count != 2 || !event_parse(s->arena, message->frames[1], &event, NULL))
    return STEP_ON;
  if (!subscription_heard(s, event.store, event.sequence, error)) return STEP_FAILED;
  if (s->filtered || !slice_starts(message->frames[0], "article.") || event.sequence != s->last + 1)
    return STEP_ON;
  return subscription_deliver(s, &event, message->frames[1], article);
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

/* ---- what to do next ---- */

static enum step next_step(dp_subscription *s, int wait_ms, dp_article *article, dp_error *error)
{
  if (s->in_batch) return subscription_take(s, article, error);
  millis now = clock_monotonic(), silent_at = s->heard_at + SILENCE_MS;
  if (now < s->pause_until) return listen_live(s, s->pause_until, wait_ms, article, error);
  if (s->name && !s->ack.open) return subscription_open(s, wait_ms, error);
  bool knows_where = s->name || !s->since;
  if (s->asking || now >= silent_at || !knows_where || !dp_caught_up(s))
    return subscription_fetch(s, wait_ms, error);
  return listen_live(s, silent_at, wait_ms, article, error);
}

/* until_tell - no wait lasts longer than what is acknowledged may wait to be told. */
static int until_tell(const dp_subscription *s, int wait_ms)
{
  millis at = subscription_tell_at(s);
  if (!at) return wait_ms;
  millis left = at - clock_monotonic();
  if (left < 1) left = 1;
  return wait_ms < 0 || wait_ms > left ? (int)left : wait_ms;
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
    enum step step = subscription_tell(subscription, &reason);
    if (step == STEP_ON) step = next_step(subscription, until_tell(subscription, left), article, &reason);
    if (step == STEP_ARTICLE) return DP_OK;
    if (step == STEP_FAILED && error) *error = reason;
    if (step == STEP_FAILED) return DP_FAILED;
    if (over && !subscription->in_batch) return DP_TIMEOUT;
  }
}
