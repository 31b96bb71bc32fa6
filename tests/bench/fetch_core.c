/* fetch_core.c URLS PARALLEL DIRECTORY [CA_FILE] - what a page costs the core of the fetcher: transport,
 * journal and WARC, each event made and then dropped. The feeding is done before the clock starts. Prints one
 * line of JSON. */
#include "fetch_urls.h"

#include "fetch/fetcher.h"
#include "fetch/http.h"

enum { LONG = 3600 * 1000 };

static struct work work;
static struct loop *loop;
static struct loop_timer *timer;
static struct http *http;
static struct fetcher *fetcher;

static struct fetcher_now now_here(void)
{
  return (struct fetcher_now){clock_now(), clock_monotonic()};
}

static void start(void *context, const struct http_request *request)
{
  (void)context;
  http_start(http, request);
}

static enum fetcher_sent send_nowhere(void *context, struct slice event, struct slice body)
{
  (void)context, (void)event;
  work.bytes += (int64_t)body.length;
  work.done++;
  return FETCHER_SENT;
}

static void on_response(void *context, uint64_t id, struct http_response *response)
{
  (void)context;
  work.failed += response->status != 200;
  fetcher_response(fetcher, id, response, now_here());
}

static void on_failure(void *context, uint64_t id, const struct http_failure *failure)
{
  (void)context;
  fprintf(stderr, "%s: %s\n", http_failure_name(failure->kind), failure->detail);
  work.failed++;
  fetcher_failure(fetcher, id, failure, now_here());
}

static void turn(void *context)
{
  dp_error error = {0};
  (void)context;
  if (!fetcher_turn(fetcher, now_here(), &error)) exit(error.code);
  if (work.done == work.count || work.failed) loop_stop(loop);
  millis at = fetcher_wake_at(fetcher);
  if (at) loop_timer_set(timer, at);
}

static void on_timer(void *context)
{
  (void)context; /* the turn follows by itself */
}

static struct config_fetch settings_for(int parallel, const char *ca_file)
{
  static struct config config;
  config_defaults(&config);
  struct config_fetch *settings = &config.fetch;
  settings->robots = CONFIG_ROBOTS_IGNORE;
  settings->transfers = settings->transfers_per_domain = parallel;
  settings->domain_delay = settings->domain_budget = settings->revisit_after = 0;
  settings->window_items = (int64_t)work.count;
  settings->window_bytes = INT64_C(16) << 30;
  settings->ack_timeout = settings->ack_timeout_max = LONG;
  settings->allow_addresses.count = 1;
  snprintf(settings->allow_addresses.items[0], CONFIG_TEXT, "127.0.0.0/8");
  snprintf(settings->ca_file, CONFIG_TEXT, "%s", ca_file);
  return *settings;
}

static bool feed_all(dp_error *error)
{
  static struct slice urls[FETCHER_FEED_MAX];
  static struct fetcher_fed results[FETCHER_FEED_MAX];
  for (size_t begin = 0; begin < work.count; begin += FETCHER_FEED_MAX) {
    size_t count = work.count - begin < FETCHER_FEED_MAX ? work.count - begin : FETCHER_FEED_MAX;
    for (size_t i = 0; i < count; i++) urls[i] = slice_of(work.urls[begin + i]);
    if (!fetcher_feed(fetcher, urls, count, results, now_here(), error)) return false;
  }
  return true;
}

int main(int count, char **arguments)
{
  char journal[512];
  dp_error error = {0};
  if (count < 4) return EX_USAGE;
  work = work_read(arguments[1]);
  struct config_fetch settings = settings_for(atoi(arguments[2]), count > 4 ? arguments[4] : "");
  snprintf(journal, sizeof journal, "%s/frontier.db", arguments[3]);
  loop = loop_new();
  timer = loop_timer_new(loop, on_timer, NULL);
  http = http_new(loop, &settings, &(struct http_sink){NULL, on_response, on_failure}, &error);
  struct warc_io io = warc_io_directory(arguments[3]);
  const struct fetcher_options options = {.settings = &settings,
                                          .frontier_path = journal,
                                          .warc_io = io,
                                          .seed = 1,
                                          .port = {.start = start, .send = send_nowhere}};
  fetcher = http ? fetcher_open(&options, now_here(), &error) : NULL;
  if (!fetcher || !feed_all(&error)) {
    fprintf(stderr, "%s\n", error.text);
    return error.code;
  }
  loop_each_turn(loop, turn, NULL);
  loop_wake(loop);
  work_begin(&work);
  if (!loop_run(loop, &error)) return error.code;
  int code = work_end(&work);
  http_free(&http);
  fetcher_close(&fetcher);
  warc_io_free(&io);
  loop_timer_free(&timer);
  loop_free(&loop);
  return code;
}
