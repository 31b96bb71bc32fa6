/* requests.c - the handlers behind fetch.feed: each reads its data, asks the core or the journal, and writes
 * the reply. */
#include "fetch/requests.h"

#include "base/log.h"
#include "fetch/link.h"
#include "fetch/requests_internal.h"

#include <unistd.h>

enum { SETTLED_MAX = 1000, DEAD_MAX = 1000, DEAD_DEFAULT = 100, LATER_MAX = 20, REVIVE_MAX = 10000 };

struct fetcher_now requests_now(void)
{
  return (struct fetcher_now){clock_now(), clock_monotonic()};
}

void requests_add_time(struct arena *arena, struct json *object, const char *key, millis at)
{
  char text[CLOCK_TEXT];
  if (at) json_add_text(arena, object, key, slice_of(clock_format(at, text)));
}

void requests_add_positive(struct arena *arena, struct json *object, const char *key, int64_t number)
{
  if (number > 0) json_add_integer(arena, object, key, number);
}

/* feed */

static bool read_urls(struct arena *arena, const struct json *data, struct slice **urls, size_t *count,
                      dp_error *error)
{
  const struct json *list = json_get(data, "urls");
  size_t at = 0;
  *count = json_count(list);
  if (json_type_of(list) != JSON_ARRAY)
    return error_set(error, EX_USAGE, "feed needs data with urls, an array of URLs");
  if (*count > FETCHER_FEED_MAX)
    return error_set(error, EX_USAGE, "at most %d URLs can be fed in one request, these are %zu",
                     FETCHER_FEED_MAX, *count);
  *urls = arena_zero(arena, *count, sizeof **urls);
  for
    json_each(url, list)
    {
      if (json_type_of(url) != JSON_STRING)
        return error_set(error, EX_USAGE, "urls[%zu] is not a string", at);
      (*urls)[at++] = json_text(url);
    }
  return true;
}

static void add_fed(struct arena *arena, struct json *results, struct slice url,
                    const struct fetcher_fed *fed)
{
  static const char *const outcomes[] = {"accepted", "known", "refused"};
  struct json *result = json_append_object(arena, results);
  json_add_text(arena, result, "url", url);
  json_add_text(arena, result, "outcome", slice_of(outcomes[fed->outcome]));
  if (fed->outcome == FEED_REFUSED) {
    json_add_text(arena, result, "reason", slice_of(fed->reason));
    return;
  }
  json_add_integer(arena, result, "item", fed->item);
  json_add_text(arena, result, "state", slice_of(item_state_name(fed->state)));
}

static bool serve_feed(void *context, struct arena *arena, const struct json *data,
                       struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  struct slice *urls = NULL;
  size_t count;
  if (!read_urls(arena, data, &urls, &count, error)) return false;
  struct fetcher_fed *fed = arena_zero(arena, count, sizeof *fed);
  if (!fetcher_feed(requests->fetcher, urls, count, fed, requests_now(), error)) return false;
  reply->data = json_object(arena);
  struct json *results = json_add_array(arena, reply->data, "results");
  for (size_t i = 0; i < count; i++) add_fed(arena, results, urls[i], &fed[i]);
  return true;
}

/* show */

/* requests_find - a key is an item number, EPOCH.ITEM or a URL. */
bool requests_find(struct requests *requests, struct slice key, int64_t *item, bool *found, dp_error *error)
{
  struct slice epoch = slice_of(fetcher_epoch(requests->fetcher));
  *found = true;
  if (slice_number(key, item)) return true;
  if (slice_starts(key, epoch.data) && key.length > epoch.length && key.data[epoch.length] == '.' &&
      slice_number(slice_from(key, epoch.length + 1), item))
    return true;
  char reason[LINK_REASON];
  struct buffer url = BUFFER_EMPTY, identity = BUFFER_EMPTY;
  *found = link_check(key, &url, &identity, reason);
  bool ok = !*found ||
            frontier_find(fetcher_frontier(requests->fetcher), buffer_view(&identity), item, found, error);
  buffer_free(&url);
  buffer_free(&identity);
  return ok;
}

static void add_response(struct arena *arena, struct json *object, const struct frontier_item *item)
{
  if (!item->fetched_at) return;
  struct json *response = json_add_object(arena, object, "response");
  json_add_given(arena, response, "final_url", item->final_url);
  json_add_integer(arena, response, "status", item->status);
  json_add_given(arena, response, "content_type", item->content_type);
  json_add_given(arena, response, "content_encoding", item->content_encoding);
  json_add_given(arena, response, "last_modified", item->last_modified);
  json_add_integer(arena, response, "body_bytes", item->body_bytes);
  json_add_given(arena, response, "warc_file", item->warc_file);
  json_add_integer(arena, response, "warc_offset", item->warc_offset);
  json_add_integer(arena, response, "warc_length", item->warc_length);
}

static void add_end(struct arena *arena, struct json *object, const struct frontier_item *item)
{
  json_add_given(arena, object, "verdict", item->verdict);
  requests_add_positive(arena, object, "sequence", item->sequence);
  json_add_given(arena, object, "reason", item->reason);
  json_add_given(arena, object, "detail", item->detail);
}

static bool add_trace(struct requests *requests, struct arena *arena, struct json *object, int64_t item,
                      dp_error *error)
{
  struct frontier_trace *traces;
  size_t count;
  if (!frontier_trace(fetcher_frontier(requests->fetcher), arena, item, &traces, &count, error)) return false;
  struct json *list = json_add_array(arena, object, "trace");
  for (size_t i = 0; i < count; i++) {
    struct json *trace = json_append_object(arena, list);
    requests_add_time(arena, trace, "at", traces[i].at);
    json_add_text(arena, trace, "what", traces[i].what);
    json_add_text(arena, trace, "detail", traces[i].detail);
  }
  return true;
}

/* add_later - what else the page has become: changed, read once more. */
static bool add_later(struct requests *requests, struct arena *arena, struct json *object,
                      const struct frontier_item *item, dp_error *error)
{
  int64_t items[LATER_MAX];
  size_t count;
  if (item->page != item->id) json_add_integer(arena, object, "page", item->page);
  if (!frontier_later(fetcher_frontier(requests->fetcher), item->page, LATER_MAX, items, &count, error))
    return false;
  struct json *list = count ? json_add_array(arena, object, "later") : NULL;
  for (size_t i = 0; i < count; i++) json_append(arena, list, json_new_integer(arena, items[i]));
  return true;
}

static bool add_source(struct requests *requests, struct arena *arena, struct json *object,
                       const struct frontier_item *item, dp_error *error)
{
  struct source row;
  bool found = false;
  if (!item->source) return true;
  if (!sources_read(fetcher_frontier(requests->fetcher), arena, item->source, &row, &found, error))
    return false;
  json_add_integer(arena, object, "source", item->source);
  if (found) json_add_text(arena, object, "source_url", row.url);
  return true;
}

static void add_item(struct requests *requests, struct arena *arena, struct json *object,
                     const struct frontier_item *item)
{
  json_add_integer(arena, object, "item", item->id);
  json_add_text(arena, object, "epoch", slice_of(fetcher_epoch(requests->fetcher)));
  json_add_text(arena, object, "url", item->url);
  json_add_text(arena, object, "state", slice_of(item_state_name(item->state)));
  requests_add_time(arena, object, "fed_at", item->fed_at);
  if (item->due_at) requests_add_time(arena, object, "due_at", item->due_at);
  requests_add_time(arena, object, "fetched_at", item->fetched_at);
  requests_add_time(arena, object, "settled_at", item->settled_at);
  json_add_integer(arena, object, "fetch_attempts", item->fetch_attempts);
  json_add_integer(arena, object, "attempts", item->attempts);
  add_response(arena, object, item);
  add_end(arena, object, item);
}

static bool serve_show(void *context, struct arena *arena, const struct json *data,
                       struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  struct frontier_item item;
  int64_t id;
  bool found;
  struct slice key = json_get_text(data, "key");
  if (!key.data)
    return error_set(error, EX_USAGE, "show needs data with key: a URL, an item number or EPOCH.ITEM");
  if (!requests_find(requests, key, &id, &found, error)) return false;
  if (found && !frontier_read(fetcher_frontier(requests->fetcher), arena, id, &item, &found, error))
    return false;
  reply->data = json_object(arena);
  json_add_bool(arena, reply->data, "found", found);
  if (!found) return true;
  struct json *object = json_add_object(arena, reply->data, "item");
  add_item(requests, arena, object, &item);
  return add_trace(requests, arena, object, id, error) &&
         requests_add_captures_of(requests, arena, object, &item, error) &&
         add_later(requests, arena, object, &item, error) &&
         add_source(requests, arena, object, &item, error);
}

/* settled */

static bool read_items(struct arena *arena, const struct json *data, size_t limit, int64_t **items,
                       size_t *count, dp_error *error)
{
  const struct json *list = json_get(data, "items");
  size_t at = 0;
  *count = json_count(list);
  if (json_type_of(list) != JSON_ARRAY)
    return error_set(error, EX_USAGE, "the data needs items, an array of numbers");
  if (*count > limit)
    return error_set(error, EX_USAGE, "at most %zu items can be named in one request", limit);
  *items = arena_zero(arena, *count ? *count : 1, sizeof **items);
  for
    json_each(item, list)
    {
      if (!json_is_integer(item)) return error_set(error, EX_USAGE, "items[%zu] is not an item number", at);
      (*items)[at++] = json_integer(item, 0);
    }
  return true;
}

static bool add_settled(struct requests *requests, struct arena *arena, struct json *list, int64_t id,
                        dp_error *error)
{
  struct frontier_item item;
  bool found;
  if (!frontier_read(fetcher_frontier(requests->fetcher), arena, id, &item, &found, error)) return false;
  struct json *object = json_append_object(arena, list);
  json_add_integer(arena, object, "item", id);
  json_add_text(arena, object, "state", slice_of(found ? item_state_name(item.state) : "unknown"));
  if (found) add_end(arena, object, &item);
  return true;
}

static bool serve_settled(void *context, struct arena *arena, const struct json *data,
                          struct control_reply *reply, dp_error *error)
{
  int64_t *items;
  size_t count;
  if (!read_items(arena, data, SETTLED_MAX, &items, &count, error)) return false;
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "items");
  for (size_t i = 0; i < count; i++)
    if (!add_settled(context, arena, list, items[i], error)) return false;
  return true;
}

/* dead.list, dead.retry */

static void add_dead(struct arena *arena, struct json *list, const struct frontier_item *item)
{
  struct json *object = json_append_object(arena, list);
  json_add_integer(arena, object, "item", item->id);
  json_add_text(arena, object, "url", item->url);
  json_add_text(arena, object, "reason", item->reason);
  json_add_text(arena, object, "detail", item->detail);
  requests_add_time(arena, object, "dead_at", item->settled_at);
  json_add_integer(arena, object, "attempts", item->attempts);
  json_add_integer(arena, object, "fetch_attempts", item->fetch_attempts);
}

static bool serve_dead_list(void *context, struct arena *arena, const struct json *data,
                            struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  int64_t after = json_get_integer(data, "after", 0), limit = json_get_integer(data, "limit", DEAD_DEFAULT);
  struct frontier_item *items;
  size_t count;
  if (limit < 1 || limit > DEAD_MAX || after < 0)
    return error_set(error, EX_USAGE, "dead.list takes a limit from 1 to %d, and after from 0", DEAD_MAX);
  if (!frontier_dead(fetcher_frontier(requests->fetcher), arena, after, (size_t)limit + 1, &items, &count,
                     error))
    return false;
  reply->data = json_object(arena);
  struct json *list = json_add_array(arena, reply->data, "dead");
  for (size_t i = 0; i < count && i < (size_t)limit; i++) add_dead(arena, list, &items[i]);
  json_add_bool(arena, reply->data, "more", count > (size_t)limit);
  return true;
}

static struct json *revived_data(struct arena *arena, int64_t revived)
{
  struct json *data = json_object(arena);
  json_add_integer(arena, data, "revived", revived);
  return data;
}

static bool revive_page(struct requests *requests, bool *more, dp_error *error)
{
  int64_t revived;
  if (!fetcher_revive_page(requests->fetcher, &requests->revival.after, requests_now(), &revived, more,
                           error))
    return false;
  requests->revival.revived += revived;
  return true;
}

/* retry_all - in pages, one a turn, so that a hundred thousand dead letters do not keep all others waiting;
 * the answer comes behind the last. */
static bool retry_all(struct requests *requests, struct arena *arena, struct control_reply *reply,
                      dp_error *error)
{
  bool more;
  if (requests->revival.later)
    return error_set(error, EX_TEMPFAIL, "all dead letters are being retried already; ask again later");
  requests->revival.after = requests->revival.revived = 0;
  if (!revive_page(requests, &more, error)) return false;
  if (more)
    requests->revival.later = control_later(requests->control);
  else
    reply->data = revived_data(arena, requests->revival.revived);
  return true;
}

static bool turn_revival(struct requests *requests)
{
  bool more = false;
  dp_error error = {0};
  if (!requests->revival.later) return false;
  bool ok = revive_page(requests, &more, &error);
  if (ok && more) return true;
  struct arena *arena = arena_new();
  const struct control_reply reply = {.data = revived_data(arena, requests->revival.revived)};
  if (!ok) error_wrap(&error, "%lld are on their way again, then", (long long)requests->revival.revived);
  control_answer(requests->control, &requests->revival.later, &reply, ok ? NULL : &error);
  arena_free(&arena);
  return false;
}

bool requests_turn(struct requests *requests)
{
  requests_turn_reading(requests);
  requests_turn_explain(requests);
  return turn_revival(requests);
}

static void end_revival(struct requests *requests)
{
  dp_error error = {0};
  if (!requests->revival.later) return;
  error_set(&error, EX_TEMPFAIL, "the fetcher stops; %lld are on their way again, ask anew for the others",
            (long long)requests->revival.revived);
  control_answer(requests->control, &requests->revival.later, NULL, &error);
}

void requests_end(struct requests *requests)
{
  end_revival(requests);
  requests_end_archive(requests);
  requests_end_sources(requests);
  requests_end_explain(requests);
}

static bool serve_dead_retry(void *context, struct arena *arena, const struct json *data,
                             struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  int64_t *items, revived;
  size_t count;
  if (json_get_bool(data, "all", false)) return retry_all(requests, arena, reply, error);
  if (!read_items(arena, data, REVIVE_MAX, &items, &count, error) ||
      !fetcher_revive(requests->fetcher, items, count, requests_now(), &revived, error))
    return false;
  reply->data = revived_data(arena, revived);
  return true;
}

/* drain */

static bool serve_drain(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  const struct json *on = json_get(data, "on");
  if (json_type_of(on) != JSON_BOOL)
    return error_set(error, EX_USAGE, "drain needs data with on: true or false");
  bool drain = json_get_bool(data, "on", false);
  if (requests->stopping && !drain)
    return error_set(error, EX_TEMPFAIL,
                     "the fetcher is stopping and starts no transfer any more; start it anew");
  fetcher_drain(requests->fetcher, drain);
  struct fetcher_status status = fetcher_status(requests->fetcher, requests_now());
  reply->data = json_object(arena);
  json_add_bool(arena, reply->data, "draining", status.draining);
  json_add_integer(arena, reply->data, "transfers", status.transfers);
  json_add_integer(arena, reply->data, "window_items", status.window.items);
  return true;
}

/* status */

static void add_counts(struct arena *arena, struct json *data, const struct frontier_counts *counts)
{
  struct json *queue = json_add_object(arena, data, "queue");
  json_add_integer(arena, queue, "queued", counts->queued);
  json_add_integer(arena, queue, "fetched", counts->fetched);
  json_add_integer(arena, queue, "stored", counts->stored);
  json_add_integer(arena, queue, "duplicate", counts->duplicate);
  json_add_integer(arena, queue, "rejected", counts->rejected);
  json_add_integer(arena, queue, "dead", counts->dead);
}

static void add_window(struct arena *arena, struct json *data, const struct requests *requests,
                       const struct delivery_status *status, struct fetcher_now now)
{
  struct json *window = json_add_object(arena, data, "window");
  json_add_integer(arena, window, "items", status->items);
  json_add_integer(arena, window, "bytes", status->bytes);
  json_add_integer(arena, window, "max_items", requests->settings->window_items);
  json_add_integer(arena, window, "max_bytes", requests->settings->window_bytes);
  json_add_integer(arena, window, "suspects", status->suspects);
  if (!status->items) return;
  json_add_integer(arena, window, "oldest_item", status->oldest_item);
  requests_add_time(arena, window, "oldest_since", now.wall - (now.steady - status->oldest_since));
}

static void add_identity(struct arena *arena, struct json *data, const struct requests *requests)
{
  json_add_text(arena, data, "service", SLICE("fetch"));
  json_add_text(arena, data, "name", slice_of(requests->settings->name));
  json_add_text(arena, data, "version", SLICE(DEPECHE_VERSION));
  json_add_integer(arena, data, "pid", getpid());
  json_add_text(arena, data, "epoch", slice_of(fetcher_epoch(requests->fetcher)));
  requests_add_time(arena, data, "started_at", requests->started_at);
}

static bool serve_status(void *context, struct arena *arena, const struct json *data,
                         struct control_reply *reply, dp_error *error)
{
  (void)data, (void)error;
  struct requests *requests = context;
  struct fetcher_now now = requests_now();
  struct fetcher_status status = fetcher_status(requests->fetcher, now);
  reply->data = json_object(arena);
  add_identity(arena, reply->data, requests);
  const char *state = status.stalled ? "stalled" : status.draining ? "draining" : "running";
  json_add_text(arena, reply->data, "state", slice_of(state));
  if (status.stalled) json_add_text(arena, reply->data, "stalled_reason", slice_of(status.stalled_reason));
  add_counts(arena, reply->data, &status.counts);
  json_add_integer(arena, reply->data, "transfers", status.transfers);
  struct json *domains = json_add_object(arena, reply->data, "domains");
  json_add_integer(arena, domains, "in_hand", status.domains_in_hand);
  json_add_integer(arena, domains, "jobs", status.waiting);
  json_add_integer(arena, domains, "waiting", status.counts.domains);
  struct json *sources = json_add_object(arena, reply->data, "sources");
  json_add_integer(arena, sources, "active", status.sources.active);
  json_add_integer(arena, sources, "silent", status.sources.silent);
  json_add_integer(arena, sources, "broken", status.sources.broken);
  json_add_integer(arena, sources, "retired", status.sources.retired);
  add_window(arena, reply->data, requests, &status.window, now);
  struct json *rates = json_add_object(arena, reply->data, "rates");
  json_add_integer(arena, rates, "fetched_per_minute", status.fetched_per_minute);
  json_add_integer(arena, rates, "settled_per_minute", status.settled_per_minute);
  json_add_integer(arena, reply->data, "refused_messages",
                   requests->refused + control_refused(requests->control));
  requests_add_time(arena, reply->data, "last_store_heartbeat", requests->last_heartbeat);
  return true;
}

const struct control_verb requests_verbs[] = {{"feed", serve_feed, 0},
                                              {"show", serve_show, 0},
                                              {"settled", serve_settled, 0},
                                              {"dead.list", serve_dead_list, 0},
                                              {"dead.retry", serve_dead_retry, 0},
                                              {"drain", serve_drain, 0},
                                              {"status", serve_status, 0},
                                              {"archive", requests_serve_archive, 2},
                                              {"captures", requests_serve_captures, 0},
                                              {"reprocess", requests_serve_reprocess, 0},
                                              {"explain", requests_serve_explain, 0},
                                              {"source.add", requests_serve_source_add, 0},
                                              {"source.list", requests_serve_source_list, 0},
                                              {"source.show", requests_serve_source_show, 0},
                                              {"source.remove", requests_serve_source_remove, 0},
                                              {"source.poll", requests_serve_source_poll, 0},
                                              {"source.import", requests_serve_source_import, 1},
                                              {"source.export", requests_serve_source_export, 0},
                                              {NULL, NULL, 0}};
