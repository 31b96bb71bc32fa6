/* fetch_transport.c URLS PARALLEL [CA_FILE] - what our transport costs a page: services/fetch/http.h in the
 * event loop, and nothing behind it. Prints one line of JSON. */
#include "fetch_urls.h"

#include "data/config.h"
#include "fetch/http.h"

static struct work work;
static struct loop *loop;
static struct http *http;

static void start_next(void)
{
  if (work.next == work.count) return;
  const struct http_request request = {.id = work.next + 1, .url = slice_of(work.urls[work.next])};
  work.next++;
  http_start(http, &request);
}

static void count_one(bool good)
{
  work.failed += !good;
  if (++work.done == work.count)
    loop_stop(loop);
  else
    start_next();
}

static void on_response(void *context, uint64_t id, struct http_response *response)
{
  (void)context, (void)id;
  work.bytes += (int64_t)response->body.length;
  bool good = response->status == 200 && response->request.length && response->head.length;
  buffer_free(&response->head);
  buffer_free(&response->request);
  buffer_free(&response->body);
  count_one(good);
}

static void on_failure(void *context, uint64_t id, const struct http_failure *failure)
{
  (void)context, (void)id;
  fprintf(stderr, "%s: %s\n", http_failure_name(failure->kind), failure->detail);
  count_one(false);
}

static void set(struct config_fetch *settings, int parallel, const char *ca_file)
{
  settings->transfers_per_domain = parallel;
  settings->allow_addresses.count = 1;
  snprintf(settings->allow_addresses.items[0], CONFIG_TEXT, "127.0.0.0/8");
  snprintf(settings->ca_file, CONFIG_TEXT, "%s", ca_file);
}

int main(int count, char **arguments)
{
  static struct config config;
  const struct http_sink sink = {NULL, on_response, on_failure};
  dp_error error = {0};
  if (count < 3) return EX_USAGE;
  int parallel = atoi(arguments[2]);
  config_defaults(&config);
  set(&config.fetch, parallel, count > 3 ? arguments[3] : "");
  work = work_read(arguments[1]);
  loop = loop_new();
  http = http_new(loop, &config.fetch, &sink, &error);
  if (!http || !work.count) return EX_USAGE;
  work_begin(&work);
  for (int i = 0; i < parallel; i++) start_next();
  if (!loop_run(loop, &error)) return error.code;
  int code = work_end(&work);
  http_free(&http);
  loop_free(&loop);
  return code;
}
