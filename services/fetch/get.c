/* get.c - see get.h. */
#include "fetch/get.h"

#include "base/memory.h"
#include "base/url.h"
#include "data/config.h"
#include "data/json.h"
#include "fetch/head.h"
#include "fetch/http.h"
#include "fetch/link.h"

#include <stdio.h>
#include <stdlib.h>

enum { HOPS_MAX = 10 };

struct get {
  struct loop *loop;
  struct http *http;
  struct buffer url; /* asked for now */
  int hops;
  dp_error error; /* code 0: a page came */
};

static bool is_redirect(int64_t status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void ask(struct get *get)
{
  const struct http_request request = {.id = 1, .url = buffer_view(&get->url)};
  http_start(get->http, &request);
}

/* follow - to where the response points; false: that is nowhere we go. */
static bool follow(struct get *get, const struct http_response *response)
{
  struct arena *arena = arena_new();
  struct buffer next = BUFFER_EMPTY;
  struct url base, target;
  char reason[LINK_REASON] = "it is no URL";
  struct slice location = head_location(buffer_view(&response->head));
  bool ok = ++get->hops <= HOPS_MAX ||
            error_set(&get->error, EX_UNAVAILABLE, "there are more than %d redirects", HOPS_MAX);
  if (ok)
    ok = (url_parse(arena, response->url, NULL, &base, NULL) &&
          url_parse(arena, location, &base, &target, NULL) &&
          link_check(url_href(arena, &target, false), &next, NULL, reason)) ||
         error_set(&get->error, EX_UNAVAILABLE, "the server redirects to “%.*s”, which is not fetched: %s",
                   (int)(location.length < 200 ? location.length : 200), location.data, reason);
  if (ok) {
    buffer_free(&get->url);
    get->url = next;
  } else {
    buffer_free(&next);
  }
  arena_free(&arena);
  return ok;
}

static void print(struct get *get, const struct json *line, struct slice body)
{
  struct buffer out = BUFFER_EMPTY;
  json_print(line, &out);
  buffer_byte(&out, '\n');
  buffer_slice(&out, body);
  fwrite(out.data, 1, out.length, stdout);
  if (fflush(stdout) != 0) error_errno(&get->error, "can't write to standard output");
  buffer_free(&out);
}

static void print_page(struct get *get, const struct http_response *response)
{
  struct arena *arena = arena_new();
  struct json *line = json_object(arena);
  struct slice head = buffer_view(&response->head);
  struct buffer encoding = BUFFER_EMPTY;
  json_add_text(arena, line, "url", response->url);
  json_add_integer(arena, line, "status", response->status);
  json_add_given(arena, line, "content_type", head_field(head, "Content-Type"));
  head_join(head, "Content-Encoding", &encoding);
  json_add_given(arena, line, "content_encoding", buffer_view(&encoding));
  json_add_integer(arena, line, "fetched_at", clock_now());
  json_add_integer(arena, line, "bytes", (int64_t)response->body.length);
  print(get, line, buffer_view(&response->body));
  buffer_free(&encoding);
  arena_free(&arena);
}

static void on_response(void *context, uint64_t id, struct http_response *response)
{
  (void)id;
  struct get *get = context;
  if (is_redirect(response->status) && follow(get, response)) {
    ask(get);
    return;
  }
  if (response->status / 100 == 2)
    print_page(get, response);
  else if (!get->error.code)
    error_set(&get->error, EX_UNAVAILABLE, "the server answered with HTTP status %lld",
              (long long)response->status);
  loop_stop(get->loop);
}

static void on_failure(void *context, uint64_t id, const struct http_failure *failure)
{
  (void)id;
  struct get *get = context;
  int code = failure->kind == HTTP_FAILED_ADDRESS ? EX_NOPERM : EX_UNAVAILABLE;
  error_set(&get->error, code, "%s", failure->detail);
  loop_stop(get->loop);
}

/* print_problem - as JSON too: its words may be a server's, and those are hostile to a terminal. */
static void print_problem(struct get *get)
{
  struct arena *arena = arena_new();
  struct json *line = json_object(arena);
  json_add_text(arena, line, "problem", slice_of(get->error.text));
  print(get, line, SLICE(""));
  arena_free(&arena);
}

static void transfer(struct get *get, const struct config_fetch *settings)
{
  const struct http_sink sink = {get, on_response, on_failure};
  get->loop = loop_new();
  get->http = http_new(get->loop, settings, &sink, &get->error);
  if (get->http) {
    ask(get);
    loop_run(get->loop, &get->error);
  }
  http_free(&get->http);
  loop_free(&get->loop);
}

int get_main(const char *url, const char *config_path)
{
  struct config *config = memory_zero(1, sizeof *config);
  struct get get = {.url = BUFFER_EMPTY};
  char reason[LINK_REASON];
  if (!link_check(slice_of(url), &get.url, NULL, reason))
    error_set(&get.error, EX_USAGE, "%s", reason);
  else if (config_load(config_path, config, NULL, &get.error))
    transfer(&get, &config->fetch);
  if (get.error.code) print_problem(&get);
  buffer_free(&get.url);
  free(config);
  return get.error.code;
}
