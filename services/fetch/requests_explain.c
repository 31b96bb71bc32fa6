/* requests_explain.c - every rule that decides about a URL, in the order in which it decides.
 *
 * What is not known yet is found out first, and the answer waits for it: robots.txt through the gate, the
 * addresses of the host in a thread of its own, since looking up a name blocks. After ten seconds the answer
 * says what it knows. */
#include "base/address.h"
#include "base/memory.h"
#include "base/url.h"
#include "base/url_identity.h"
#include "fetch/domain.h"
#include "fetch/requests_internal.h"

#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { EXPLAINS_MAX = 16, PATIENCE = 10 * 1000, ADDRESSES_SHOWN = 16 };

/* Looking up a name. Two own it: the thread and the request; the last one frees it. */
struct lookup {
  atomic_int owners;
  atomic_bool done;
  int wake; /* eventfd */
  int code; /* of getaddrinfo */
  struct addrinfo *found;
  char *host;
};

struct explain {
  struct explain *next;
  struct control_later *later;
  struct buffer url, identity;
  struct slice host; /* in `url` */
  uint16_t port;
  struct lookup *lookup;
  bool wanted;  /* robots.txt was asked for */
  millis until; /* steady */
};

static void lookup_leave(struct lookup *lookup)
{
  if (atomic_fetch_sub(&lookup->owners, 1) > 1) return;
  if (lookup->found) freeaddrinfo(lookup->found);
  close(lookup->wake);
  free(lookup->host);
  free(lookup);
}

static void *look_up(void *context)
{
  struct lookup *lookup = context;
  const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
  lookup->code = getaddrinfo(lookup->host, NULL, &hints, &lookup->found);
  atomic_store(&lookup->done, true);
  eventfd_write(lookup->wake, 1);
  lookup_leave(lookup);
  return NULL;
}

static void on_looked_up(void *context, int fd, unsigned ready)
{
  eventfd_t count;
  (void)context, (void)ready; /* the turn follows by itself */
  eventfd_read(fd, &count);
}

static struct lookup *lookup_new(struct loop *loop, struct slice host)
{
  pthread_t thread;
  struct lookup *lookup = memory_zero(1, sizeof *lookup);
  atomic_init(&lookup->owners, 2);
  lookup->host = memory_string_of(host.data, host.length);
  lookup->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (lookup->wake >= 0 && pthread_create(&thread, NULL, look_up, lookup) == 0) {
    pthread_detach(thread);
    loop_watch_fd(loop, lookup->wake, LOOP_READ, on_looked_up, NULL);
    return lookup;
  }
  if (lookup->wake >= 0) close(lookup->wake);
  free(lookup->host);
  free(lookup);
  return NULL;
}

static void explain_free(struct requests *requests, struct explain *explain)
{
  if (explain->lookup) {
    loop_forget_fd(requests->loop, explain->lookup->wake);
    lookup_leave(explain->lookup);
  }
  buffer_free(&explain->url);
  buffer_free(&explain->identity);
  free(explain);
}

/* The steps. */

static void add_step(struct arena *arena, struct json *steps, const char *rule, const char *outcome,
                     struct slice detail)
{
  struct json *step = json_append_object(arena, steps);
  json_add_text(arena, step, "rule", slice_of(rule));
  json_add_text(arena, step, "outcome", slice_of(outcome));
  json_add_text(arena, step, "detail", detail);
}

static void add_identity(struct arena *arena, struct json *steps, const struct explain *explain)
{
  struct slice url = buffer_view(&explain->url), identity = buffer_view(&explain->identity);
  add_step(arena, steps, "url", "pass",
           slice_of(arena_format(arena, "it is fetched as %s", arena_string(arena, url))));
  add_step(arena, steps, "identity", "pass",
           slice_of(arena_format(arena, "by the rules of version %d the page is %s", URL_IDENTITY_VERSION,
                                 arena_string(arena, identity))));
}

static const char *told_state(struct arena *arena, const struct frontier_item *row)
{
  char time[CLOCK_TEXT];
  if (row->state == ITEM_QUEUED)
    return arena_format(arena, "item %lld waits, due at %s, after %lld failed transfers", (long long)row->id,
                        clock_format(row->due_at, time), (long long)row->fetch_attempts);
  if (row->state == ITEM_DEAD)
    return arena_format(arena, "item %lld is a dead letter (%s: %s); try it again: depeche dead retry %lld",
                        (long long)row->id, arena_string(arena, row->reason),
                        arena_string(arena, row->detail), (long long)row->id);
  if (row->state == ITEM_FETCHED)
    return arena_format(arena, "item %lld was fetched and waits for its verdict", (long long)row->id);
  return arena_format(
      arena, "item %lld is done (%s)%s", (long long)row->id, arena_string(arena, row->verdict),
      row->due_at ? arena_format(arena, "; it is looked at again at %s", clock_format(row->due_at, time))
                  : "; it is not fetched again");
}

static bool add_known(struct requests *requests, struct arena *arena, struct json *steps,
                      const struct explain *explain, bool *allowed)
{
  struct frontier *journal = fetcher_frontier(requests->fetcher);
  struct frontier_item row;
  int64_t item;
  bool found;
  dp_error error = {0};
  if (!frontier_find(journal, buffer_view(&explain->identity), &item, &found, &error) ||
      (found && !frontier_read(journal, arena, item, &row, &found, &error))) {
    add_step(arena, steps, "known", "wait", slice_of(arena_format(arena, "%s", error.text)));
    return false;
  }
  if (!found) {
    add_step(arena, steps, "known", "pass", SLICE("no such page was fed yet"));
    return true;
  }
  bool waits = row.state == ITEM_QUEUED && row.due_at > clock_now(), dead = row.state == ITEM_DEAD;
  add_step(arena, steps, "known", dead ? "stop" : waits ? "wait" : "pass", slice_of(told_state(arena, &row)));
  *allowed = *allowed && !dead;
  return true;
}

static void add_robots(struct requests *requests, struct arena *arena, struct json *steps,
                       const struct explain *explain, bool *allowed)
{
  char detail[320];
  enum fetcher_robots robots = fetcher_ask_robots(requests->fetcher, buffer_view(&explain->url), detail);
  if (robots == FETCHER_ROBOTS_UNKNOWN)
    add_step(arena, steps, "robots", "wait", SLICE("robots.txt has not come yet; ask again later"));
  else
    add_step(arena, steps, "robots", robots == FETCHER_ROBOTS_ALLOW ? "pass" : "stop", slice_of(detail));
  *allowed = *allowed && robots != FETCHER_ROBOTS_FORBID;
}

static void add_gate(struct requests *requests, struct arena *arena, struct json *steps,
                     const struct explain *explain)
{
  struct slice domain = domain_of(explain->host);
  struct buffer lines = BUFFER_EMPTY;
  add_step(arena, steps, "domain", "pass",
           slice_of(arena_format(arena, "transfers are counted for %s", arena_string(arena, domain))));
  bool rests = fetcher_explain_domain(requests->fetcher, domain, requests_now(), &lines);
  for (struct slice rest = buffer_view(&lines); rest.length;) {
    const char *newline = memchr(rest.data, '\n', rest.length);
    struct slice line = {rest.data, newline ? (size_t)(newline - rest.data) : rest.length};
    rest = slice_from(rest, line.length + 1);
    bool last = !rest.length;
    if (line.length)
      add_step(arena, steps, "gate", last && rests ? "wait" : "pass", arena_slice(arena, line));
  }
  buffer_free(&lines);
}

/* Addresses. */

static size_t read_rules(const struct config_list *list, struct address_rule rules[ADDRESS_RULES])
{
  char sentence[ADDRESS_SENTENCE];
  size_t count = 0;
  for (size_t i = 0; i < list->count && count < ADDRESS_RULES; i++)
    count += address_rule_parse(slice_of(list->items[i]), &rules[count], sentence);
  return count;
}

static bool add_address(struct requests *requests, struct arena *arena, struct json *steps,
                        const struct address *address)
{
  struct address_rules *rules = arena_zero(arena, 1, sizeof *rules);
  char sentence[ADDRESS_SENTENCE];
  rules->allow_count = read_rules(&requests->settings->allow_addresses, rules->allow);
  rules->deny_count = read_rules(&requests->settings->deny_addresses, rules->deny);
  bool pass = address_judge(rules, address, sentence);
  add_step(arena, steps, "address", pass ? "pass" : "stop", slice_of(sentence));
  return pass;
}

static bool add_looked_up(struct requests *requests, struct arena *arena, struct json *steps,
                          const struct explain *explain)
{
  const struct lookup *lookup = explain->lookup;
  bool any = false;
  int shown = 0;
  if (!lookup || !atomic_load(&lookup->done)) {
    add_step(arena, steps, "address", "wait", SLICE("the host's name was not looked up in time"));
    return true;
  }
  if (lookup->code) {
    add_step(
        arena, steps, "address", "stop",
        slice_of(arena_format(arena, "the host's name can't be looked up: %s", gai_strerror(lookup->code))));
    return false;
  }
  for (const struct addrinfo *info = lookup->found; info && shown < ADDRESSES_SHOWN;
       info = info->ai_next, shown++) {
    struct address address;
    if (!address_of_socket(info->ai_addr, &address)) continue;
    address.port = explain->port;
    any |= add_address(requests, arena, steps, &address);
  }
  return any;
}

static void add_addresses(struct requests *requests, struct arena *arena, struct json *steps,
                          const struct explain *explain, bool *allowed)
{
  struct address address;
  if (requests->settings->proxy[0])
    add_step(arena, steps, "address", "pass", SLICE("the proxy of fetch.proxy chooses the address"));
  else if (address_of_host(explain->host, explain->port, &address))
    *allowed = add_address(requests, arena, steps, &address) && *allowed;
  else
    *allowed = add_looked_up(requests, arena, steps, explain) && *allowed;
}

static struct json *explained(struct requests *requests, struct arena *arena, const struct explain *explain)
{
  struct json *data = json_object(arena);
  bool allowed = true;
  json_add_text(arena, data, "url", buffer_view(&explain->url));
  json_add_text(arena, data, "identity", buffer_view(&explain->identity));
  struct json *steps = json_array(arena);
  add_identity(arena, steps, explain);
  add_known(requests, arena, steps, explain, &allowed);
  add_robots(requests, arena, steps, explain, &allowed);
  add_gate(requests, arena, steps, explain);
  add_addresses(requests, arena, steps, explain, &allowed);
  json_add_bool(arena, data, "allowed", allowed);
  json_add(arena, data, "steps", steps);
  return data;
}

/* Waiting. */

static bool is_ready(struct requests *requests, struct explain *explain)
{
  char detail[320];
  if (clock_monotonic() >= explain->until) return true;
  if (explain->lookup && !atomic_load(&explain->lookup->done)) return false;
  if (fetcher_ask_robots(requests->fetcher, buffer_view(&explain->url), detail) != FETCHER_ROBOTS_UNKNOWN)
    return true;
  if (!explain->wanted) fetcher_want_robots(requests->fetcher, buffer_view(&explain->url), requests_now());
  explain->wanted = true;
  return false;
}

static void refused(struct arena *arena, struct slice url, const char *reason, struct control_reply *reply)
{
  reply->data = json_object(arena);
  json_add_text(arena, reply->data, "url", url);
  json_add_bool(arena, reply->data, "allowed", false);
  add_step(arena, json_add_array(arena, reply->data, "steps"), "url", "stop", slice_of(reason));
}

static size_t waiting(const struct requests *requests)
{
  size_t count = 0;
  for (const struct explain *one = requests->explains; one; one = one->next) count++;
  return count;
}

/* take_host - host and port of a URL that link_check has passed. */
static void take_host(struct arena *arena, struct explain *explain)
{
  struct url url;
  if (!url_parse(arena, buffer_view(&explain->url), NULL, &url, NULL)) return;
  explain->host = arena_slice(arena, url.host);
  explain->port = (uint16_t)url_port(&url);
}

bool requests_serve_explain(void *context, struct arena *arena, const struct json *data,
                            struct control_reply *reply, dp_error *error)
{
  struct requests *requests = context;
  struct slice url = json_get_text(data, "url");
  struct address literal;
  char reason[LINK_REASON];
  if (!url.data) return error_set(error, EX_USAGE, "explain needs data with url");
  if (waiting(requests) >= EXPLAINS_MAX)
    return error_set(error, EX_TEMPFAIL, "%d such questions are waiting already; ask again later",
                     EXPLAINS_MAX);
  struct explain *explain = memory_zero(1, sizeof *explain);
  if (!link_check(url, &explain->url, &explain->identity, reason)) {
    refused(arena, url, reason, reply);
    explain_free(requests, explain);
    return true;
  }
  take_host(arena, explain);
  explain->until = clock_monotonic() + PATIENCE;
  if (requests->loop && !requests->settings->proxy[0] &&
      !address_of_host(explain->host, explain->port, &literal))
    explain->lookup = lookup_new(requests->loop, explain->host);
  if (!requests->loop || is_ready(requests, explain)) {
    reply->data = explained(requests, arena, explain);
    explain_free(requests, explain);
    return true;
  }
  explain->later = control_later(requests->control);
  explain->next = requests->explains;
  requests->explains = explain;
  return true;
}

void requests_turn_explain(struct requests *requests)
{
  for (struct explain **at = &requests->explains, *explain; (explain = *at);) {
    if (!is_ready(requests, explain)) {
      at = &explain->next;
      continue;
    }
    struct arena *arena = arena_new();
    take_host(arena, explain);
    requests_answer_later(requests, &explain->later, explained(requests, arena, explain), NULL);
    *at = explain->next;
    explain_free(requests, explain);
    arena_free(&arena);
  }
}

millis requests_wake_at(const struct requests *requests)
{
  millis at = 0;
  for (const struct explain *one = requests->explains; one; one = one->next)
    if (!at || one->until < at) at = one->until;
  return at;
}

void requests_end_explain(struct requests *requests)
{
  dp_error error = {0};
  error_set(&error, EX_TEMPFAIL, "the fetcher stops");
  while (requests->explains) {
    struct explain *explain = requests->explains;
    requests->explains = explain->next;
    requests_answer_later(requests, &explain->later, NULL, &error);
    explain_free(requests, explain);
  }
}
