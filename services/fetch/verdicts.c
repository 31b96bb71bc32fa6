/* verdicts.c - what comes back from the store: verdicts and heartbeats, none of it trusted. */
#include "base/log.h"
#include "fetch/requests.h"

void requests_refuse(struct requests *requests, const char *reason)
{
  requests->refused++;
  if (log_limit_allows(&requests->refusals, clock_monotonic()))
    log_warn("message-refused", LOG_TEXT("from", "store.ack"), LOG_TEXT("reason", reason));
}

static bool take_one(struct requests *requests, const struct json *node, struct fetcher_now now)
{
  const struct fetcher_verdict verdict = {.epoch = json_get_text(node, "epoch"),
                                          .verdict = json_get_text(node, "verdict"),
                                          .item = json_get_integer(node, "item", 0),
                                          .attempt = json_get_integer(node, "attempt", 0),
                                          .sequence = json_get_integer(node, "sequence", 0)};
  return verdict.epoch.data && verdict.verdict.data && fetcher_verdict(requests->fetcher, &verdict, now);
}

static void take_verdicts(struct requests *requests, const struct json *data)
{
  const struct json *list = json_get(data, "verdicts");
  struct fetcher_now now = requests_now();
  int64_t ignored = 0;
  if (json_type_of(list) != JSON_ARRAY) {
    requests_refuse(requests, "a message of verdicts holds no array of them");
    return;
  }
  for
    json_each(node, list) ignored += !take_one(requests, node, now);
  if (!ignored) return;
  requests->refused++;
  if (log_limit_allows(&requests->refusals, clock_monotonic()))
    log_warn("verdicts-ignored", LOG_INT("count", ignored),
             LOG_TEXT("reason", "they are of another epoch, or make no sense"));
}

void requests_verdicts(struct requests *requests, struct arena *arena, struct slice text)
{
  struct event event;
  dp_error error = {0};
  arena_reset(arena);
  log_limit_turn(&requests->refusals, clock_monotonic());
  if (!event_parse(arena, text, &event, &error))
    requests_refuse(requests, error.text);
  else if (slice_is(event.type, EVENT_HEARTBEAT))
    requests->last_heartbeat = clock_now();
  else if (slice_is(event.type, EVENT_VERDICTS))
    take_verdicts(requests, event.data);
  else
    requests_refuse(requests, "an event of a type that does not belong on this socket");
}
