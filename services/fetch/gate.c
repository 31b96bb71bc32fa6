/* gate.c - jobs in and out. */
#include "fetch/gate_internal.h"

#include "base/hash.h"
#include "base/memory.h"
#include "fetch/domain.h"

#include <stdlib.h>

enum {
  LEAST_HOLD = 1000
}; /* ms; so that an answer "later" with a time that is past is not asked for in a loop */

const struct gate_settings GATE_DEFAULTS = {.per_domain = 2,
                                            .min_delay = 1000,
                                            .max_delay = 60 * 1000,
                                            .delay_percent = 200,
                                            .min_backoff = 30 * 1000,
                                            .max_backoff = 6 * 3600 * 1000,
                                            .daily_budget = 0,
                                            .queue = 16,
                                            .domains = 4096};

struct gate *gate_new(const struct gate_settings *settings, const struct gate_port *port, uint64_t seed)
{
  struct gate *gate = memory_zero(1, sizeof *gate);
  gate->settings = *settings;
  gate->port = *port;
  gate->random.state = seed;
  node_init(&gate->idle);
  node_init(&gate->hungry);
  node_init(&gate->changed);
  return gate;
}

static void free_job(struct job *job)
{
  free(job->url);
  free(job->origin);
  free(job);
}

void gate_free(struct gate **gate)
{
  if (!*gate) return;
  size_t at = 0;
  for (struct job *job = map_each(&(*gate)->jobs, &at); job; job = map_each(&(*gate)->jobs, &at))
    free_job(job);
  at = 0;
  for (struct domain *next, *domain = map_each(&(*gate)->domains, &at); domain;
       domain = map_each(&(*gate)->domains, &at))
    for (; domain; domain = next) {
      next = domain->same_hash;
      free(domain);
    }
  map_free(&(*gate)->jobs);
  map_free(&(*gate)->domains);
  map_free(&(*gate)->origins);
  free((*gate)->heap);
  free(*gate);
  *gate = NULL;
}

void gate_configure(struct gate *gate, const struct gate_settings *settings, millis now)
{
  gate->settings = *settings;
  size_t at = 0;
  for (struct domain *first = map_each(&gate->domains, &at); first; first = map_each(&gate->domains, &at))
    for (struct domain *domain = first; domain; domain = domain->same_hash) {
      gate_domain_note(gate, domain, now);
      gate_domain_arrange(gate, domain);
    }
}

/* URLs. */

static struct slice origin_of(struct slice url)
{
  const char *scheme = memmem(url.data, url.length, "://", 3);
  size_t end = scheme ? (size_t)(scheme - url.data) + 3 : 0;
  while (end < url.length && !memchr("/?#", url.data[end], 3)) end++;
  return (struct slice){url.data, end};
}

static struct slice host_of(struct slice origin)
{
  const char *scheme = memmem(origin.data, origin.length, "://", 3);
  struct slice host = scheme ? slice_from(origin, (size_t)(scheme - origin.data) + 3) : origin;
  size_t end = host.length;
  while (end && host.data[end - 1] >= '0' && host.data[end - 1] <= '9') end--;
  if (end && host.data[end - 1] == ':') host.length = end - 1;
  return host;
}

static struct slice domain_of_url(struct slice url)
{
  return domain_of(host_of(origin_of(url)));
}

static void set_url(struct job *job, struct slice url)
{
  char *copy = memory_string_of(url.data, url.length);
  free(job->url);
  job->url = copy;
  job->public.url = (struct slice){copy, url.length};
  if (job->public.kind != GATE_ROBOTS) job->public.origin = origin_of(job->public.url);
}

/* Queues. */

static uint64_t key_of(enum gate_kind kind, int64_t id)
{
  return (uint64_t)id << 2 | (uint64_t)kind;
}

static struct job *find(const struct gate *gate, enum gate_kind kind, int64_t id)
{
  return map_get(&gate->jobs, key_of(kind, id));
}

static void push(struct gate *gate, struct job *job, enum gate_queue which, millis now)
{
  struct domain *domain = job->domain;
  struct queue *queue = &domain->queues[which];
  job->state = JOB_WAITS;
  job->queue = which;
  job->next = NULL;
  if (queue->last)
    queue->last->next = job;
  else
    queue->first = job;
  queue->last = job;
  queue->count++;
  if (!domain->waiting++) domain->since = now;
  domain->held_until = 0;
  gate->waiting++;
}

static void unqueue(struct gate *gate, struct job *job)
{
  struct domain *domain = job->domain;
  struct queue *queue = &domain->queues[job->queue];
  struct job *previous = NULL;
  for (struct job *at = queue->first; at != job; at = at->next) previous = at;
  *(previous ? &previous->next : &queue->first) = job->next;
  if (queue->last == job) queue->last = previous;
  queue->count--;
  domain->waiting--;
  gate->waiting--;
  if (job->queue == QUEUE_PAGES && 2 * queue->count <= gate->settings.queue)
    node_add(&gate->hungry, &domain->hungry);
}

static struct job *make_job(struct gate *gate, struct domain *domain, enum gate_kind kind, int64_t id,
                            struct slice url)
{
  struct job *job = memory_zero(1, sizeof *job);
  job->public.kind = kind;
  job->public.id = id;
  job->public.domain = domain->name;
  job->domain = domain;
  domain->jobs++;
  set_url(job, url);
  map_put(&gate->jobs, key_of(kind, id), job);
  return job;
}

enum gate_added gate_add(struct gate *gate, enum gate_kind kind, int64_t id, int64_t note, struct slice url,
                         millis now, millis wall)
{
  enum gate_queue which = kind == GATE_PAGE ? QUEUE_PAGES : QUEUE_SOURCES;
  if (find(gate, kind, id)) return GATE_KNOWN;
  struct domain *domain = gate_domain_enter(gate, domain_of_url(url), false, now, wall);
  if (!domain || domain->queues[which].count >= gate->settings.queue) return GATE_FULL;
  struct job *job = make_job(gate, domain, kind, id, url);
  job->public.note = note;
  push(gate, job, which, now);
  gate_domain_arrange(gate, domain);
  return GATE_ADDED;
}

/* Taking. */

static const struct gate_job *start(struct gate *gate, struct job *job, millis now)
{
  struct domain *domain = job->domain;
  job->state = JOB_RUNS;
  job->started = now;
  job->started_before = domain->started;
  domain->running++;
  gate->running++;
  domain->turn = ++gate->turns;
  gate_pace_start(domain, now);
  gate_domain_note(gate, domain, now);
  gate_domain_arrange(gate, domain);
  return &job->public;
}

static const struct gate_job *deny(struct gate *gate, struct job *job)
{
  unqueue(gate, job);
  job->state = JOB_DENIED;
  job->public.denied = true;
  gate_domain_arrange(gate, job->domain);
  return &job->public;
}

static const struct gate_job *start_robots(struct gate *gate, struct domain *domain, struct slice origin,
                                           millis now)
{
  struct buffer url = BUFFER_EMPTY;
  buffer_slice(&url, origin);
  buffer_text(&url, "/robots.txt");
  struct job *job = make_job(gate, domain, GATE_ROBOTS, ++gate->robots_id, buffer_view(&url));
  buffer_free(&url);
  job->origin = memory_string_of(origin.data, origin.length);
  job->public.origin = (struct slice){job->origin, origin.length};
  map_put(&gate->origins, hash_slice(origin), job);
  return start(gate, job, now);
}

/* is_asked - is robots.txt of the job's origin being asked for? Where another origin has the same hash, this
 * one looks again a little later. */
static bool is_asked(const struct gate *gate, const struct job *job, millis now, millis *held)
{
  const struct job *asking = map_get(&gate->origins, hash_slice(job->public.origin));
  if (asking && !slice_equal(asking->public.origin, job->public.origin) && *held > now + LEAST_HOLD)
    *held = now + LEAST_HOLD;
  return asking;
}

/* consider - what becomes of one waiting job: something to hand out, or NULL when it must go on waiting,
 * which lowers *held. */
static const struct gate_job *consider(struct gate *gate, struct job *job, millis now, millis *held)
{
  struct gate_rules rules = {0, 0};
  enum gate_verdict verdict = GATE_ALLOWED;
  bool asks = gate->port.robots && job->public.kind != GATE_ROBOTS;
  if (asks) verdict = gate->port.robots(gate->port.context, &job->public, now, &rules);
  switch (verdict) {
  case GATE_ALLOWED:
    unqueue(gate, job);
    if (asks) job->domain->crawl_delay = rules.crawl_delay;
    return start(gate, job, now);
  case GATE_DENIED:
    return deny(gate, job);
  case GATE_UNKNOWN:
    if (is_asked(gate, job, now, held)) return NULL;
    return start_robots(gate, job->domain, job->public.origin, now);
  case GATE_LATER:
    break;
  }
  millis until = rules.until > now + LEAST_HOLD ? rules.until : now + LEAST_HOLD;
  if (until < *held) *held = until;
  return NULL;
}

static const struct gate_job *take_from(struct gate *gate, struct domain *domain, millis now)
{
  millis held = GATE_HELD;
  for (int which = 0; which < QUEUES; which++)
    for (struct job *next, *job = domain->queues[which].first; job; job = next) {
      next = job->next;
      const struct gate_job *taken = consider(gate, job, now, &held);
      if (taken) return taken;
    }
  domain->held_until = held;
  gate_domain_arrange(gate, domain);
  return NULL;
}

const struct gate_job *gate_take(struct gate *gate, millis now)
{
  gate->now = now;
  while (gate->heap_count && gate->heap[1]->wake <= now) {
    const struct gate_job *taken = take_from(gate, gate->heap[1], now);
    if (taken) return taken;
  }
  return NULL;
}

millis gate_wake_at(const struct gate *gate)
{
  return gate->heap_count ? gate->heap[1]->wake : 0;
}

/* The end. */

void gate_robots_changed(struct gate *gate, struct slice origin)
{
  struct domain *domain = gate_domain_find(gate, domain_of(host_of(origin)));
  if (!domain) return;
  domain->held_until = 0;
  gate_domain_arrange(gate, domain);
}

static struct job *find_running(const struct gate *gate, enum gate_kind kind, int64_t id)
{
  struct job *job = find(gate, kind, id);
  return job && job->state == JOB_RUNS ? job : NULL;
}

/* stop - the job runs no more; it has left its domain. */
static void stop(struct gate *gate, struct job *job, const struct gate_answer *answer, millis now)
{
  struct domain *domain = job->domain;
  domain->running--;
  domain->jobs--;
  gate->running--;
  if (answer)
    gate_pace_answer(gate, domain, job->started, answer, now);
  else
    gate_pace_unstart(domain, job->started, job->started_before);
  gate_domain_note(gate, domain, now);
  gate_domain_arrange(gate, domain);
}

static void forget(struct gate *gate, struct job *job)
{
  map_remove(&gate->jobs, key_of(job->public.kind, job->public.id));
  if (job->public.kind == GATE_ROBOTS) {
    map_remove(&gate->origins, hash_slice(job->public.origin));
    gate_robots_changed(gate, job->public.origin);
  }
  free_job(job);
}

void gate_forget_waiting(struct gate *gate, struct domain *domain)
{
  for (int which = 0; which < QUEUES; which++)
    for (struct job *job = domain->queues[which].first; job; job = domain->queues[which].first) {
      unqueue(gate, job);
      domain->jobs--;
      if (gate->port.forgotten) gate->port.forgotten(gate->port.context, &job->public);
      forget(gate, job);
    }
}

bool gate_done(struct gate *gate, enum gate_kind kind, int64_t id, const struct gate_answer *answer,
               millis now)
{
  struct job *job = find_running(gate, kind, id);
  if (!job) return false;
  stop(gate, job, answer, now);
  forget(gate, job);
  return true;
}

bool gate_hop(struct gate *gate, enum gate_kind kind, int64_t id, struct slice url,
              const struct gate_answer *answer, millis now, millis wall)
{
  struct job *job = find_running(gate, kind, id);
  if (!job) return false;
  stop(gate, job, answer, now);
  job->domain = gate_domain_enter(gate, domain_of_url(url), true, now, wall);
  job->domain->jobs++;
  job->public.domain = job->domain->name;
  job->public.hops++;
  set_url(job, url);
  push(gate, job, QUEUE_HOPS, now);
  gate_domain_arrange(gate, job->domain);
  return true;
}

bool gate_withdraw(struct gate *gate, enum gate_kind kind, int64_t id, millis now)
{
  struct job *job = find(gate, kind, id);
  if (!job) return false;
  if (job->state == JOB_RUNS) {
    stop(gate, job, NULL, now);
  } else {
    if (job->state == JOB_WAITS) unqueue(gate, job);
    job->domain->jobs--;
    gate_domain_arrange(gate, job->domain);
  }
  forget(gate, job);
  return true;
}

/* Reading. */

const struct gate_job *gate_find(const struct gate *gate, enum gate_kind kind, int64_t id)
{
  const struct job *job = find(gate, kind, id);
  return job ? &job->public : NULL;
}

int64_t gate_hops(const struct gate *gate, struct slice url)
{
  const struct domain *domain = gate_domain_find(gate, domain_of_url(url));
  return domain ? domain->queues[QUEUE_HOPS].count : 0;
}

int64_t gate_waiting(const struct gate *gate)
{
  return gate->waiting;
}

int64_t gate_running(const struct gate *gate)
{
  return gate->running;
}

int64_t gate_domains(const struct gate *gate)
{
  return gate->domain_count;
}
