/* fetcher_robots.c - what each origin's robots.txt says: in memory, in the journal behind it, and asked for
 * when neither knows.
 *
 * What is in memory is bounded by bytes; who was not asked about for longest goes. The journal keeps every
 * origin, so that a restart asks for none again. */
#include "base/hash.h"
#include "base/inflate.h"
#include "base/log.h"
#include "base/memory.h"
#include "fetch/fetcher_internal.h"
#include "fetch/head.h"

#include <stdio.h>
#include <stdlib.h>

enum { PAGES_LATER = 1000, CACHE_BYTES = 32 * 1024 * 1024, ORIGIN_COST = 512 };

struct origin {
  uint64_t key;
  char *name; /* owned */
  struct robots_state state;
  struct robots *rules; /* owned; of RULES */
  char *forbidden;      /* owned: why its address must not be asked; NULL: it may */
  int64_t bytes;
  struct origin *same;          /* another name with the same hash */
  struct origin *newer, *older; /* by last use */
};

/* The cache. */

static void unlink_use(struct fetcher *fetcher, struct origin *origin)
{
  if (origin->newer)
    origin->newer->older = origin->older;
  else
    fetcher->robots.newest = origin->older;
  if (origin->older)
    origin->older->newer = origin->newer;
  else
    fetcher->robots.oldest = origin->newer;
}

static void used(struct fetcher *fetcher, struct origin *origin)
{
  origin->newer = NULL;
  origin->older = fetcher->robots.newest;
  if (fetcher->robots.newest)
    fetcher->robots.newest->newer = origin;
  else
    fetcher->robots.oldest = origin;
  fetcher->robots.newest = origin;
}

static void origin_free(struct origin *origin)
{
  robots_free(&origin->rules);
  free(origin->forbidden);
  free(origin->name);
  free(origin);
}

static void forget(struct fetcher *fetcher, struct origin *origin)
{
  struct origin *first = map_get(&fetcher->robots.origins, origin->key), **at = &first;
  while (*at != origin) at = &(*at)->same;
  *at = origin->same;
  if (first)
    map_put(&fetcher->robots.origins, origin->key, first);
  else
    map_remove(&fetcher->robots.origins, origin->key);
  unlink_use(fetcher, origin);
  fetcher->robots.bytes -= origin->bytes;
  origin_free(origin);
}

void fetcher_robots_free(struct fetcher *fetcher)
{
  for (struct origin *origin = fetcher->robots.newest, *older; origin; origin = older) {
    older = origin->older;
    origin_free(origin);
  }
  map_free(&fetcher->robots.origins);
}

static void set_rules(struct fetcher *fetcher, struct origin *origin, struct robots *take_rules)
{
  robots_free(&origin->rules);
  origin->rules = take_rules;
  fetcher->robots.bytes -= origin->bytes;
  origin->bytes = ORIGIN_COST + (take_rules ? (int64_t)robots_form(take_rules).length : 0);
  fetcher->robots.bytes += origin->bytes;
}

/* recall - what the journal knows of the origin. That it can't be read is no reason to stop: it is asked for
 * again. */
static void recall(struct fetcher *fetcher, struct origin *origin)
{
  struct frontier_origin row;
  bool found = false;
  dp_error error = {0};
  arena_reset(fetcher->look_arena);
  if (!frontier_origin_read(fetcher->frontier, fetcher->look_arena, slice_of(origin->name), &row, &found,
                            &error) ||
      !found)
    return;
  struct robots *rules = row.state.standing == ROBOTS_RULES ? robots_read(row.form, &error) : NULL;
  if (row.state.standing == ROBOTS_RULES && !rules) return;
  origin->state = row.state;
  set_rules(fetcher, origin, rules);
}

static struct origin *origin_of(struct fetcher *fetcher, struct slice name)
{
  uint64_t key = hash_slice(name);
  struct origin *origin = map_get(&fetcher->robots.origins, key), *first = origin;
  while (origin && !slice_is(name, origin->name)) origin = origin->same;
  if (origin) {
    unlink_use(fetcher, origin);
    used(fetcher, origin);
    return origin;
  }
  origin = memory_zero(1, sizeof *origin);
  origin->key = key;
  origin->name = memory_string_of(name.data, name.length);
  origin->same = first;
  map_put(&fetcher->robots.origins, key, origin);
  used(fetcher, origin);
  set_rules(fetcher, origin, NULL);
  recall(fetcher, origin);
  while (fetcher->robots.bytes > CACHE_BYTES && fetcher->robots.oldest != origin)
    forget(fetcher, fetcher->robots.oldest);
  return origin;
}

/* Asking. */

static struct slice path_of(const struct gate_job *job)
{
  struct slice path = slice_from(job->url, job->origin.length); /* the origin begins a normal URL */
  return path.length && path.data[0] == '/' ? path : SLICE("/");
}

enum gate_verdict fetcher_robots_verdict(void *context, const struct gate_job *job, millis now,
                                         struct gate_rules *rules)
{
  struct fetcher *fetcher = context;
  struct slice agent = slice_of(fetcher->agent);
  if (job->kind == GATE_PAGE && fetcher_sources_alone(fetcher)) {
    rules->until = now + PAGES_LATER;
    return GATE_LATER;
  }
  if (fetcher->settings.robots == CONFIG_ROBOTS_IGNORE) return GATE_ALLOWED;
  if (job->kind == GATE_HUB)
    return GATE_ALLOWED; /* a service for programs, asked once for each feed: no crawling */
  struct origin *origin = origin_of(fetcher, job->origin);
  if (robots_due(&origin->state, fetcher->now.wall)) return GATE_UNKNOWN;
  if (origin->state.standing == ROBOTS_NONE) return GATE_ALLOWED;
  if (origin->state.standing == ROBOTS_UNREACHABLE || !origin->rules) return GATE_DENIED;
  robots_crawl_delay(origin->rules, agent, &rules->crawl_delay);
  return robots_allows(origin->rules, agent, path_of(job), NULL) ? GATE_ALLOWED : GATE_DENIED;
}

/* origin_part - of a URL in its normal form. */
static struct slice origin_part(struct slice url)
{
  size_t end = 0;
  for (int slashes = 0; end < url.length && slashes < 3; end++) slashes += url.data[end] == '/';
  return (struct slice){url.data, end - (end && url.data[end - 1] == '/')};
}

enum fetcher_robots fetcher_ask_robots(struct fetcher *fetcher, struct slice url, char detail[DETAIL])
{
  const struct gate_job job = {.url = url, .origin = origin_part(url)};
  struct gate_rules rules = {0};
  struct robots_rule rule = {0};
  char reason[REASON];
  millis until;
  detail[0] = '\0';
  switch (fetcher_robots_verdict(fetcher, &job, fetcher->now.steady, &rules)) {
  case GATE_ALLOWED:
    break;
  case GATE_DENIED:
    fetcher_robots_denied(fetcher, &job, reason, detail, &until);
    return FETCHER_ROBOTS_FORBID;
  default:
    return FETCHER_ROBOTS_UNKNOWN;
  }
  const struct robots *known = fetcher_robots_rules(fetcher, url);
  if (fetcher->settings.robots == CONFIG_ROBOTS_IGNORE)
    snprintf(detail, DETAIL, "robots.txt is not asked (fetch.robots is ignore)");
  else if (!known)
    snprintf(detail, DETAIL, "the origin has no robots.txt: everything is allowed");
  else if (robots_allows(known, slice_of(fetcher->agent), path_of(&job), &rule) && rule.line)
    snprintf(detail, DETAIL, "line %lld allows it to %.32s; Crawl-delay asks for %lld ms",
             (long long)rule.line, fetcher->agent, (long long)rules.crawl_delay);
  else
    snprintf(detail, DETAIL, "no line forbids it to %.32s; Crawl-delay asks for %lld ms", fetcher->agent,
             (long long)rules.crawl_delay);
  return FETCHER_ROBOTS_ALLOW;
}

bool fetcher_robots_denied(struct fetcher *fetcher, const struct gate_job *job, char reason[REASON],
                           char detail[DETAIL], millis *until)
{
  struct origin *origin = origin_of(fetcher, job->origin);
  struct robots_rule rule = {0};
  *until = 0;
  if (origin->forbidden && origin->state.standing == ROBOTS_UNREACHABLE) {
    snprintf(reason, REASON, "forbidden-address");
    snprintf(detail, DETAIL, "%s", origin->forbidden);
    return true;
  }
  if (origin->state.standing != ROBOTS_RULES || !origin->rules) {
    snprintf(reason, REASON, "robots-unreachable");
    snprintf(detail, DETAIL,
             "the robots.txt of %.200s can't be had, so that nobody knows what is allowed there",
             origin->name);
    *until = origin->state.until;
    return false;
  }
  robots_allows(origin->rules, slice_of(fetcher->agent), path_of(job), &rule);
  snprintf(reason, REASON, "robots");
  snprintf(detail, DETAIL, "the robots.txt of %.160s forbids it to %.32s in line %lld: %s: %.60s%s",
           origin->name, fetcher->agent, (long long)rule.line, rule.allow ? "Allow" : "Disallow",
           rule.pattern.length ? arena_string(fetcher->arena, rule.pattern) : "",
           rule.pattern.length > 60 ? "..." : "");
  return true;
}

const struct robots *fetcher_robots_rules(struct fetcher *fetcher, struct slice url)
{
  struct origin *origin = origin_of(fetcher, origin_part(url));
  return origin->state.standing == ROBOTS_RULES ? origin->rules : NULL;
}

/* Answers. */

/* gather_origin - rules that are longer than the journal takes (a file of bytes that grow in writing) are not
 * journaled: a restart asks for them again. */
static void gather_origin(struct fetcher *fetcher, const struct origin *origin)
{
  struct slice form = origin->rules ? robots_form(origin->rules) : SLICE("");
  if (form.length > FRONTIER_ORIGIN_FORM) return;
  struct change *change = fetcher_gather(fetcher, CHANGE_ORIGIN, 0);
  struct origin_row *row = memory_zero(1, sizeof *row);
  row->state = origin->state;
  buffer_text(&row->name, origin->name);
  buffer_slice(&row->form, form);
  change->origin = row;
}

/* take_rules - from a body that may wear a content encoding, though none was asked for. NULL: it can't be
 * taken off. */
static struct robots *take_rules(struct slice head, struct slice body)
{
  struct buffer plain = BUFFER_EMPTY, encoding = BUFFER_EMPTY;
  bool truncated;
  const char *detail;
  if (!head_join(head, "Content-Encoding", &encoding)) return robots_parse(body);
  struct inflate *inflate = inflate_new();
  enum inflate_outcome outcome =
      inflate_body(inflate, buffer_view(&encoding), body, ROBOTS_BYTES_MAX + 1, &plain, &truncated, &detail);
  struct robots *rules = outcome == INFLATE_UNDECODABLE ? NULL
                         : outcome == INFLATE_DONE      ? robots_parse(buffer_view(&plain))
                                                        : robots_parse(body);
  inflate_free(&inflate);
  buffer_free(&plain);
  buffer_free(&encoding);
  return rules;
}

void fetcher_robots_answered(struct fetcher *fetcher, struct slice name, int64_t status, struct slice head,
                             struct slice body)
{
  bool good = status >= 200 && status <= 299;
  struct robots *rules = good ? take_rules(head, body) : NULL;
  if (good && !rules) status = 0; /* what can't be read may forbid everything */
  struct origin *origin = origin_of(fetcher, name);
  bool take = false;
  free(origin->forbidden);
  origin->forbidden = NULL;
  millis now = fetcher->now.wall, retry_after = head_retry_after(head, now);
  const struct robots_outcome outcome = {
      .status = status, .max_age = head_max_age(head, now), .retry_after = retry_after > 0 ? retry_after : 0};
  origin->state = robots_after(origin->state, &outcome, fetcher->now.wall, &take);
  if (take)
    set_rules(fetcher, origin, rules);
  else
    robots_free(&rules);
  if (!take && origin->state.standing != ROBOTS_RULES) set_rules(fetcher, origin, NULL);
  gather_origin(fetcher, origin);
  if (origin->state.standing == ROBOTS_UNREACHABLE)
    log_warn("robots-unreachable", LOG_TEXT("origin", origin->name), LOG_INT("status", status));
}

void fetcher_robots_forbidden(struct fetcher *fetcher, struct slice name, const char *detail)
{
  fetcher_robots_answered(fetcher, name, 0, SLICE(""), SLICE(""));
  origin_of(fetcher, name)->forbidden = memory_string(detail);
}
