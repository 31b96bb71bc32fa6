/* feed.c - dp_feed: URLs in, one answer each, after the fetcher's commit. */
#include "client/client.h"

#include <stdio.h>

enum { FEED_MOST = 1000 };

static struct json *feed_data(struct arena *arena, const char *const *urls, size_t count)
{
  struct json *data = json_object(arena);
  struct json *list = json_add_array(arena, data, "urls");
  for (size_t i = 0; i < count; i++) json_append_text(arena, list, slice_of(urls[i]));
  return data;
}

static bool read_result(const struct json *answer, dp_feed_result *result)
{
  struct slice outcome = json_get_text(answer, "outcome");
  struct slice reason = json_get_text(answer, "reason");
  *result = (dp_feed_result){.item = json_get_integer(answer, "item", 0)};
  if (slice_is(outcome, "accepted"))
    result->outcome = DP_FEED_ACCEPTED;
  else if (slice_is(outcome, "known"))
    result->outcome = DP_FEED_KNOWN;
  else if (slice_is(outcome, "refused"))
    result->outcome = DP_FEED_REFUSED;
  else
    return false;
  snprintf(result->reason, sizeof result->reason, "%.*s", (int)reason.length,
           reason.length ? reason.data : "");
  return true;
}

static bool read_results(const struct json *data, dp_feed_result *results, size_t count, dp_error *error)
{
  size_t at = 0;
  for (struct json *answer = json_first(json_get(data, "results")); answer; answer = json_next(answer))
    if (at == count || !read_result(answer, &results[at++]))
      return error_set(error, EX_PROTOCOL,
                       "fetch: the answer to a feed can't be understood; are "
                       "its and our version the same?");
  return at == count ||
         error_set(error, EX_PROTOCOL, "fetch answered for %zu of %zu URLs; feed them again", at, count);
}

bool dp_feed(dp_client *client, const char *const *urls, size_t count, dp_feed_result *results,
             int timeout_ms, dp_error *error)
{
  if (count == 0) return true;
  if (count > FEED_MOST)
    return error_set(error, EX_USAGE, "%zu URLs in one call; at most %d are taken", count, FEED_MOST);
  arena_reset(client->arena);
  struct ask_reply reply;
  struct json *data = feed_data(client->arena, urls, count);
  if (!client_ask(client, CLIENT_FETCH, "feed", data, NULL, timeout_ms, &reply, error)) return false;
  return read_results(reply.data, results, count, error);
}
