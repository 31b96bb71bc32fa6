/* subscription_cursor.c - the store's memory of a subscription: finding it at the start, and telling it from
 * time to time what the reader has done. */
#include "client/subscription.h"

enum {
  TELL_ACKS = 100,        /* after so many acknowledgements the store is told, */
  TELL_MS = 1000,         /* or so long after the first of them; */
  TELL_PASSED_MS = 10000, /* of articles that were passed over, more rarely */
  TELL_LOOK_MS = 50       /* how often the answer is looked for */
};

/* ---- where it stands ---- */

static bool begin_open(dp_subscription *s, dp_error *error)
{
  arena_reset(s->arena);
  struct json *data = json_object(s->arena);
  json_add_text(s->arena, data, "name", slice_of(s->name));
  if (s->filter) json_add_text(s->arena, data, "filter", slice_of(s->filter));
  if (s->replace) json_add_bool(s->arena, data, "replace", true);
  if (s->since)
    json_add_text(s->arena, data, "since", slice_of(s->since));
  else if (s->last < 0)
    json_add_text(s->arena, data, "from", SLICE("now"));
  else
    json_add_integer(s->arena, data, "after", s->last);
  s->asked_at = clock_monotonic();
  s->asking = ask_begin(s->ask, s->arena, "cursor.open", data, NULL, error);
  return s->asking;
}

static bool take_cursor(dp_subscription *s, const struct ask_reply *reply, dp_error *error)
{
  int64_t position = json_get_integer(reply->data, "position", -1);
  int64_t last = json_get_integer(reply->data, "last", -1);
  if (position < 0 || last < 0)
    return error_set(error, EX_PROTOCOL, "store: the answer to cursor.open lacks “position” or “last”");
  if (!subscription_heard(s, slice_of(reply->store), last, error)) return false;
  s->filtered = json_get_text(reply->data, "filter").length > 0;
  if (!s->filtered) bus_subscribe(s->news, "article.");
  if (position > s->last) s->last = position;
  s->ack.told = position;
  s->ack.open = true;
  return true;
}

enum step subscription_open(dp_subscription *s, int wait_ms, dp_error *error)
{
  struct ask_reply reply;
  if (!s->asking && !begin_open(s, error)) return STEP_FAILED;
  arena_reset(s->arena);
  enum ask_outcome outcome =
      ask_poll(s->ask, s->arena, subscription_wait(s->asked_at, wait_ms), &reply, error);
  if (outcome == ASK_WAITING) {
    s->asking = clock_monotonic() - s->asked_at < SUBSCRIPTION_PATIENCE_MS;
    return STEP_ON;
  }
  s->asking = false;
  if (outcome == ASK_DONE) return take_cursor(s, &reply, error) ? STEP_ON : STEP_FAILED;
  s->pause_until = clock_monotonic() + SUBSCRIPTION_PAUSE_MS;
  return subscription_passing(error) ? STEP_ON : STEP_FAILED;
}

/* ---- what is done ---- */

/* done - up to where nothing is left to do: when the reader has acknowledged all that it was given, what was
 * passed over behind that counts too. */
static int64_t done(const dp_subscription *s)
{
  return s->ack.done >= s->ack.given ? s->last : s->ack.done;
}

static bool begin_tell(dp_subscription *s, dp_error *error)
{
  if (!s->ack.ask) s->ack.ask = client_ask_new(s->client, CLIENT_STORE);
  arena_reset(s->arena);
  struct json *data = json_object(s->arena);
  s->ack.telling = done(s);
  json_add_text(s->arena, data, "name", slice_of(s->name));
  json_add_integer(s->arena, data, "to", s->ack.telling);
  s->ack.asked_at = clock_monotonic();
  s->ack.since_told = 0;
  s->ack.due_at = 0;
  s->ack.asking = ask_begin(s->ack.ask, s->arena, "cursor.ack", data, NULL, error);
  return s->ack.asking;
}

static enum ask_outcome end_tell(dp_subscription *s, int wait_ms, dp_error *error)
{
  struct ask_reply reply;
  arena_reset(s->arena);
  enum ask_outcome outcome =
      ask_poll(s->ack.ask, s->arena, subscription_wait(s->ack.asked_at, wait_ms), &reply, error);
  bool patient = clock_monotonic() - s->ack.asked_at < SUBSCRIPTION_PATIENCE_MS;
  s->ack.asking = outcome == ASK_WAITING && patient;
  if (outcome == ASK_DONE) s->ack.told = s->ack.telling;
  if (outcome != ASK_DONE && !s->ack.asking) s->ack.due_at = clock_monotonic() + TELL_MS;
  return outcome;
}

static void choose_due(dp_subscription *s)
{
  millis now = clock_monotonic(), at = now + (s->ack.since_told ? TELL_MS : TELL_PASSED_MS);
  if (s->ack.since_told >= TELL_ACKS) at = now;
  if (done(s) <= s->ack.told)
    s->ack.due_at = 0;
  else if (!s->ack.due_at || s->ack.due_at > at)
    s->ack.due_at = at;
}

enum step subscription_tell(dp_subscription *s, dp_error *error)
{
  if (!s->name || !s->ack.open) return STEP_ON;
  if (s->ack.asking && end_tell(s, 0, error) == ASK_FAILED && !subscription_passing(error))
    return STEP_FAILED;
  if (s->ack.asking) return STEP_ON;
  choose_due(s);
  if (!s->ack.due_at || clock_monotonic() < s->ack.due_at) return STEP_ON;
  return begin_tell(s, error) ? STEP_ON : STEP_FAILED;
}

millis subscription_tell_at(const dp_subscription *s)
{
  return s->ack.asking ? clock_monotonic() + TELL_LOOK_MS : s->ack.due_at;
}

bool dp_ack(dp_subscription *subscription, int64_t sequence, dp_error *error)
{
  dp_subscription *s = subscription;
  if (!s->name)
    return error_set(error, EX_USAGE,
                     "only a subscription with a name can be acknowledged: the store keeps no"
                     " other");
  if (sequence > s->ack.given)
    return error_set(error, EX_USAGE, "article %lld was not given yet; the last was %lld",
                     (long long)sequence, (long long)s->ack.given);
  if (sequence <= s->ack.done) return true;
  s->ack.done = sequence;
  s->ack.since_told++;
  return true;
}

bool dp_ack_wait(dp_subscription *subscription, int timeout_ms, dp_error *error)
{
  dp_subscription *s = subscription;
  millis since = clock_monotonic();
  while (s->name && s->ack.open && (s->ack.asking || done(s) > s->ack.told)) {
    millis spent = clock_monotonic() - since;
    int left = timeout_ms < 0 ? -1 : spent < timeout_ms ? (int)(timeout_ms - spent) : 0;
    if (!s->ack.asking && !begin_tell(s, error)) return false;
    enum ask_outcome outcome = end_tell(s, left, error);
    if (outcome == ASK_FAILED) return false;
    if (outcome == ASK_WAITING && left == 0)
      return error_set(error, EX_TEMPFAIL, "the store does not answer on %s", ask_endpoint(s->ack.ask));
  }
  return true;
}
