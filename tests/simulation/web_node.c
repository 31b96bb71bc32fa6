/* web_node.c - what the web answers: pages that change, redirects from host to host, robots.txt, a feed. And
 * what it does not put up with: being asked for what robots.txt forbids, before robots.txt is known, or too
 * soon. */
#include "fetch/gate.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

enum { FOUND_PART = 2, BUSY_SECONDS = 2 };

static enum gate_kind kind_of(uint64_t id)
{
  return (enum gate_kind)(id >> 56);
}

/* What was asked. */

static void check_manners(struct world *world, const struct transfer *transfer)
{
  int host = web_host(transfer->url);
  millis *started = &world->web.started_at[host];
  if (kind_of(transfer->id) != GATE_ROBOTS && !world->web.robots_given[host])
    world_fail(world, "manners: %s was asked for before the host's robots.txt was known", transfer->url);
  if (kind_of(transfer->id) == GATE_PAGE && web_kind(transfer->url) == PAGE_BARRED)
    world_fail(world, "manners: robots.txt forbids %s", transfer->url);
  if (*started && world->now - *started < world->config.fetch.domain_delay)
    world_fail(world, "manners: %s was asked for %lld ms behind another", transfer->url,
               (long long)(world->now - *started));
  if (world->now < world->web.quiet_until[host])
    world_fail(world, "manners: %s was asked for within the host's Retry-After", transfer->url);
  *started = world->now;
}

static int version_asked(const struct http_request *request)
{
  static const char name[] = "If-None-Match: \"v";
  for (size_t i = 0; i < request->field_count; i++)
    if (slice_starts(request->fields[i], name)) return atoi(request->fields[i].data + sizeof name - 1);
  return -1;
}

/* check_polled - who asks whether the feed has changed since a version must have journaled what that named.
 */
static void check_polled(struct world *world, int version)
{
  struct frontier *frontier = fetcher_frontier(world->fetch.fetcher);
  for (int i = 0; i < version && i < (int)world->web.listed_count; i++) {
    const struct promise *promise = &world->promises[world->web.listed[i]];
    int64_t item;
    bool found = false;
    dp_error error = {0};
    if (frontier_find(frontier, slice_of(promise->url), &item, &found, &error) && found) continue;
    world_fail(world, "no page lost from a feed: %s was listed in version %d, which is not asked for again",
               promise->url, version);
  }
}

void web_asked(struct world *world, const struct http_request *request, struct transfer *transfer)
{
  snprintf(transfer->url, sizeof transfer->url, "%.*s", (int)request->url.length, request->url.data);
  transfer->known_version = version_asked(request);
  world_say(world, "ask for %s", transfer->url);
  check_manners(world, transfer);
  if (kind_of(request->id) == GATE_SOURCE) check_polled(world, transfer->known_version);
  if (kind_of(request->id) != GATE_PAGE) return;
  transfer->promise = ledger_promise(world, request->url);
  if (!transfer->promise) return;
  ledger_number(world, transfer->promise, (int64_t)(request->id & 0xFFFFFFFFFFFFFF));
  transfer->promise->answered |= transfer->promise->listed; /* it stands in the journal */
}

/* What is answered. */

static int hop_of(const char *url)
{
  const char *query = strstr(url, "?hop=");
  return query ? atoi(query + 5) : 0;
}

static void redirect(const struct transfer *transfer, int64_t status, struct http_response *response)
{
  const char *path = strstr(transfer->url + 8, "/");
  int length = (int)strcspn(path, "?");
  response->status = status;
  buffer_format(&response->head, "Location: http://h%d.example%.*s?hop=%d\r\n",
                (web_host(transfer->url) + 1) % WORLD_HOSTS, length, path, hop_of(transfer->url) + 1);
}

/* page - as it is now; one that is visited again may have changed meanwhile. */
static void page(struct world *world, const struct transfer *transfer, struct http_response *response)
{
  struct promise *promise = transfer->promise;
  if (promise->settled && random_below(&world->random, 2)) promise->version++;
  response->status = transfer->known_version == promise->version ? 304 : 200;
  if (web_kind(promise->url) == PAGE_HEALTHY)
    buffer_format(&response->head, "ETag: \"v%d\"\r\n", promise->version);
  if (response->status == 200) web_body(promise->url, promise->version, &response->body);
}

static void answer_page(struct world *world, const struct transfer *transfer, struct http_response *response)
{
  enum page_kind kind = transfer->promise->kind;
  int hop = hop_of(transfer->url);
  bool first = transfer->promise->tries == 1;
  if (kind == PAGE_ROUND || (kind == PAGE_HOPPING && hop < 2)) {
    redirect(transfer, hop % 2 ? 307 : 302, response);
  } else if (kind == PAGE_MOVED && hop < 1) {
    redirect(transfer, 301, response);
  } else if (kind == PAGE_GONE) {
    response->status = 404;
  } else if (kind == PAGE_FLAKY && first) {
    response->status = 503;
  } else if (kind == PAGE_BUSY && first) {
    response->status = 429;
    buffer_format(&response->head, "Retry-After: %d\r\n", BUSY_SECONDS);
    world->web.quiet_until[web_host(transfer->url)] = world->now + BUSY_SECONDS * 1000;
  } else {
    page(world, transfer, response);
  }
}

static void answer_robots(struct world *world, const struct transfer *transfer,
                          struct http_response *response)
{
  int host = web_host(transfer->url);
  bool refuses = world->web.shaky[host];
  world->web.shaky[host] = false;
  response->status = refuses ? 503 : 200;
  if (refuses) return;
  world->web.robots_given[host] = true;
  buffer_text(&response->body, "User-agent: *\nDisallow: /barred/\n");
}

static void answer_feed(struct world *world, const struct transfer *transfer, struct http_response *response)
{
  world->counts.polls++;
  response->status = transfer->known_version == (int)world->web.listed_count ? 304 : 200;
  buffer_format(&response->head, "ETag: \"v%zu\"\r\n", world->web.listed_count);
  if (response->status == 200) buffer_format(&response->body, "%zu entries", world->web.listed_count);
}

void web_answers(struct world *world, const struct transfer *transfer, struct http_response *response)
{
  struct buffer fields = BUFFER_EMPTY;
  *response = (struct http_response){.status = 200, .url = slice_of(transfer->url)};
  if (kind_of(transfer->id) == GATE_ROBOTS)
    answer_robots(world, transfer, response);
  else if (kind_of(transfer->id) == GATE_SOURCE)
    answer_feed(world, transfer, response);
  else
    answer_page(world, transfer, response);
  fields = response->head;
  response->head = BUFFER_EMPTY;
  buffer_format(&response->head, "HTTP/1.1 %d x\r\nContent-Type: text/html\r\n%s", (int)response->status,
                buffer_string(&fields));
  buffer_text(&response->request, "GET / HTTP/1.1\r\nHost: x");
  buffer_free(&fields);
}

/* The reader: the answer of the feed comes back in parts. */

void web_reads(struct world *world)
{
  world->web.reading = world->web.listed_count;
  world->web.given = 0;
  world->web.found_at = world->now + 1 + (millis)random_below(&world->random, 60);
}

void web_found(struct world *world)
{
  struct found_link links[FOUND_PART] = {0};
  struct found found = {.kind = SOURCE_FEED, .links = links};
  if (!fetcher_takes_links(world->fetch.fetcher)) {
    world->web.found_at = world->now + 20;
    return;
  }
  for (; found.link_count < FOUND_PART && world->web.given < world->web.reading; world->web.given++)
    links[found.link_count++].url = slice_of(world->promises[world->web.listed[world->web.given]].url);
  bool more = world->web.given < world->web.reading;
  world->web.found_at = more ? world->now + 1 + (millis)random_below(&world->random, 200) : 0;
  fetcher_found(world->fetch.fetcher, 1, &found, more, fetch_clock(world));
  fetch_turn(world);
}
