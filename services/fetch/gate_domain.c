/* gate_domain.c - the gate's entries: found by name, ordered by when each may be asked, remembered. */
#include "fetch/gate_internal.h"

#include "base/hash.h"
#include "base/memory.h"

#include <stdlib.h>

enum { LOOK_FOR_ROOM = 64 };

/* Rings. */

void node_init(struct node *head)
{
  head->next = head->prev = head;
}

void node_add(struct node *head, struct node *node)
{
  if (node->next) return;
  node->next = head;
  node->prev = head->prev;
  head->prev->next = node;
  head->prev = node;
}

void node_remove(struct node *node)
{
  if (!node->next) return;
  node->next->prev = node->prev;
  node->prev->next = node->next;
  node->next = node->prev = NULL;
}

#define DOMAIN_AT(place, node) ((struct domain *)(void *)((char *)(node)-offsetof(struct domain, place)))

/* The heap: a domain stands before those that may be asked later, and, at the same time, whose turn is later.
 */

static bool before(const struct domain *a, const struct domain *b)
{
  return a->wake != b->wake ? a->wake < b->wake : a->turn < b->turn;
}

static void place(struct gate *gate, struct domain *domain, size_t at)
{
  gate->heap[at] = domain;
  domain->heap_at = at;
}

static void rise(struct gate *gate, struct domain *domain, size_t at)
{
  for (; at > 1 && before(domain, gate->heap[at / 2]); at /= 2) place(gate, gate->heap[at / 2], at);
  place(gate, domain, at);
}

static void sink(struct gate *gate, struct domain *domain, size_t at)
{
  for (;;) {
    size_t child = 2 * at;
    if (child > gate->heap_count) break;
    if (child < gate->heap_count && before(gate->heap[child + 1], gate->heap[child])) child++;
    if (!before(gate->heap[child], domain)) break;
    place(gate, gate->heap[child], at);
    at = child;
  }
  place(gate, domain, at);
}

static void heap_put(struct gate *gate, struct domain *domain)
{
  if (!domain->heap_at) {
    if (++gate->heap_count >= gate->heap_room) {
      gate->heap_room = gate->heap_room ? 2 * gate->heap_room : 64;
      gate->heap = memory_resize(gate->heap, gate->heap_room * sizeof *gate->heap);
    }
    domain->heap_at = gate->heap_count;
  }
  rise(gate, domain, domain->heap_at);
  sink(gate, domain, domain->heap_at);
}

static void heap_remove(struct gate *gate, struct domain *domain)
{
  size_t at = domain->heap_at;
  if (!at) return;
  struct domain *last = gate->heap[gate->heap_count--];
  domain->heap_at = 0;
  if (last == domain) return;
  last->heap_at = at;
  rise(gate, last, at);
  sink(gate, last, last->heap_at);
}

/* Names. */

struct domain *gate_domain_find(const struct gate *gate, struct slice name)
{
  struct domain *domain = map_get(&gate->domains, hash_slice(name));
  while (domain && !slice_equal(domain->name, name)) domain = domain->same_hash;
  return domain;
}

static void link_name(struct gate *gate, struct domain *domain)
{
  domain->same_hash = map_get(&gate->domains, domain->hash);
  map_put(&gate->domains, domain->hash, domain);
}

static void unlink_name(struct gate *gate, struct domain *domain)
{
  struct domain *first = map_get(&gate->domains, domain->hash);
  if (first == domain) {
    map_remove(&gate->domains, domain->hash);
    if (domain->same_hash) map_put(&gate->domains, domain->hash, domain->same_hash);
    return;
  }
  while (first->same_hash != domain) first = first->same_hash;
  first->same_hash = domain->same_hash;
}

/* Entries. */

void gate_domain_free(struct gate *gate, struct domain *domain)
{
  heap_remove(gate, domain);
  if (domain->idle.next) gate->idle_count--;
  node_remove(&domain->idle);
  node_remove(&domain->hungry);
  node_remove(&domain->changed);
  unlink_name(gate, domain);
  gate->domain_count--;
  free(domain);
}

static bool may_be_forgotten(const struct gate *gate, const struct domain *domain)
{
  return !domain->changed.next && (domain->journaled || gate_ready_at(gate, domain) <= gate->now);
}

/* rests - nothing of it can start for long, and nothing of it is under way. */
static bool rests(const struct gate *gate, const struct domain *domain)
{
  return domain->wake > gate->now + GATE_REST && domain->jobs == domain->waiting &&
         !domain->queues[QUEUE_HOPS].count;
}

/* resting - a domain that waits for long, among some of the last in the heap. */
static struct domain *resting(const struct gate *gate)
{
  for (size_t i = 0; i < LOOK_FOR_ROOM && i < gate->heap_count; i++) {
    struct domain *domain = gate->heap[gate->heap_count - i];
    if (rests(gate, domain) && may_be_forgotten(gate, domain)) return domain;
  }
  return NULL;
}

/* least_missed - the domain that has been without jobs for longest, of those that may be forgotten; where
 * there is none, one that rests. */
static struct domain *least_missed(const struct gate *gate)
{
  const struct node *node = gate->idle.next;
  for (int i = 0; i < LOOK_FOR_ROOM && node != &gate->idle; i++, node = node->next)
    if (may_be_forgotten(gate, DOMAIN_AT(idle, node))) return DOMAIN_AT(idle, node);
  return resting(gate);
}

/* restore - what was journaled. A wall clock that jumped makes no pause longer than one that could be set. */
static void restore(struct gate *gate, struct domain *domain, millis now, millis wall)
{
  struct gate_state state = {.domain = domain->name};
  if (!gate->port.restore || !gate->port.restore(gate->port.context, &state)) return;
  millis longest = 2 * gate->settings.max_backoff;
  if (longest < GATE_RETRY_AFTER_MAX) longest = GATE_RETRY_AFTER_MAX;
  millis pause = state.ready_at - wall, age = wall - state.day_from;
  if (pause > 0) domain->pause_until = now + (pause < longest ? pause : longest);
  domain->response_time = state.response_time > 0 ? state.response_time : 0;
  domain->pushbacks = state.pushbacks > 0 ? state.pushbacks : 0;
  domain->journaled = true;
  if (state.day_starts <= 0 || age >= GATE_DAY) return;
  domain->day_starts = state.day_starts;
  domain->day_from = age > 0 ? now - age : now;
}

static struct domain *make_domain(struct gate *gate, struct slice name)
{
  struct domain *domain = memory_zero(1, sizeof *domain + name.length);
  char *copy = (char *)(domain + 1);
  memcpy(copy, name.data, name.length);
  domain->name = (struct slice){copy, name.length};
  domain->hash = hash_slice(name);
  link_name(gate, domain);
  gate->domain_count++;
  return domain;
}

struct domain *gate_domain_enter(struct gate *gate, struct slice name, bool force, millis now, millis wall)
{
  struct domain *domain = gate_domain_find(gate, name);
  gate->now = now;
  if (domain) return domain;
  bool full = gate->domain_count >= gate->settings.domains;
  struct domain *leaver = full ? least_missed(gate) : NULL;
  if (full && !leaver && !force) return NULL;
  domain = make_domain(gate, name);
  restore(gate, domain, now, wall);
  bool worth = force || !leaver || !leaver->jobs || gate_ready_at(gate, domain) <= now + GATE_REST;
  if (!worth) { /* it rests as well */
    gate_domain_free(gate, domain);
    return NULL;
  }
  if (leaver) {
    gate_forget_waiting(gate, leaver);
    gate_domain_free(gate, leaver);
  }
  return domain;
}

static bool may_wake(const struct gate *gate, const struct domain *domain)
{
  return domain->waiting && domain->running < gate->settings.per_domain && domain->held_until != GATE_HELD;
}

static millis latest(millis a, millis b)
{
  return a > b ? a : b;
}

void gate_domain_arrange(struct gate *gate, struct domain *domain)
{
  if (domain->jobs && domain->idle.next) node_remove(&domain->idle), gate->idle_count--;
  if (!domain->jobs && !domain->idle.next) node_add(&gate->idle, &domain->idle), gate->idle_count++;
  if (!may_wake(gate, domain)) {
    heap_remove(gate, domain);
    return;
  }
  if (!domain->heap_at) domain->turn = ++gate->turns;
  domain->wake = latest(gate_ready_at(gate, domain), latest(domain->since, domain->held_until));
  heap_put(gate, domain);
}

/* The journal's view. */

static bool worth_keeping(const struct gate *gate, const struct domain *domain, millis now)
{
  return domain->pushbacks || gate_ready_at(gate, domain) - now >= GATE_WORTH_KEEPING ||
         (gate->settings.daily_budget && domain->day_starts);
}

void gate_domain_note(struct gate *gate, struct domain *domain, millis now)
{
  if (domain->journaled || worth_keeping(gate, domain, now)) node_add(&gate->changed, &domain->changed);
}

bool gate_changed(struct gate *gate, struct gate_state *state, millis now, millis wall)
{
  if (gate->changed.next == &gate->changed) return false;
  struct domain *domain = DOMAIN_AT(changed, gate->changed.next);
  node_remove(&domain->changed);
  domain->journaled = worth_keeping(gate, domain, now);
  millis pause = gate_ready_at(gate, domain) - now;
  *state = (struct gate_state){.domain = domain->name,
                               .ready_at = pause > 0 ? wall + pause : 0,
                               .response_time = domain->response_time,
                               .pushbacks = domain->pushbacks,
                               .day_starts = domain->day_starts,
                               .day_from = domain->day_starts ? wall - (now - domain->day_from) : 0};
  return true;
}

/* Refilling. */

struct slice gate_hungry(struct gate *gate)
{
  if (gate->hungry.next == &gate->hungry) return (struct slice){"", 0};
  struct domain *domain = DOMAIN_AT(hungry, gate->hungry.next);
  node_remove(&domain->hungry);
  return domain->name;
}

int64_t gate_room(const struct gate *gate)
{
  int64_t busy = gate->domain_count - gate->idle_count;
  if (busy < gate->settings.domains) return gate->settings.domains - busy;
  return resting(gate) ? 1 : 0;
}

int64_t gate_wants(const struct gate *gate, struct slice domain, enum gate_kind kind)
{
  const struct domain *known = gate_domain_find(gate, domain);
  if (!known) return gate_room(gate) ? gate->settings.queue : 0;
  int64_t count = known->queues[kind == GATE_PAGE ? QUEUE_PAGES : QUEUE_SOURCES].count;
  return count < gate->settings.queue ? gate->settings.queue - count : 0;
}
