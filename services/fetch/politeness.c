/* politeness.c - one queue a host, and a ring of the hosts that may be asked now. */
#include "fetch/politeness.h"

#include "base/memory.h"
#include "fetch/map.h"

#include <stdlib.h>

struct host;
struct job {
  struct politeness_job public; /* first: what callers see */
  struct job *next;             /* in the queue of its host */
  struct host *host;
  bool running;
};
struct host {
  uint64_t key;
  struct job *first, *last; /* waiting */
  int64_t running;
  struct host *next; /* in the ring of hosts that may be asked */
  bool queued;       /* it is in that ring */
};
struct politeness {
  struct map jobs, hosts;
  struct host *first, *last; /* hosts that may be asked, the next in turn first */
  int64_t per_host, waiting, running;
};

struct politeness *politeness_new(int64_t transfers_per_host)
{
  struct politeness *politeness = memory_zero(1, sizeof *politeness);
  politeness->per_host = transfers_per_host;
  return politeness;
}

static void free_values(struct map *map)
{
  size_t at = 0;
  for (void *value = map_each(map, &at); value; value = map_each(map, &at)) free(value);
  map_free(map);
}

void politeness_free(struct politeness **politeness)
{
  if (!*politeness) return;
  free_values(&(*politeness)->jobs);
  free_values(&(*politeness)->hosts);
  free(*politeness);
  *politeness = NULL;
}

/* authority - "host:port" of a normalised URL. */
static struct slice authority(struct slice url)
{
  const char *colon = memchr(url.data, ':', url.length);
  if (!colon || url.length < (size_t)(colon - url.data) + 3) return url;
  struct slice rest = slice_from(url, (size_t)(colon - url.data) + 3);
  size_t end = 0;
  while (end < rest.length && !memchr("/?#", rest.data[end], 3)) end++;
  return (struct slice){rest.data, end};
}

/* host_key - FNV-1a. Two hosts with one hash would share a queue: slower for them, and harmless. */
static uint64_t host_key(struct slice url)
{
  struct slice name = authority(url);
  uint64_t hash = 0xCBF29CE484222325u;
  for (size_t i = 0; i < name.length; i++) hash = (hash ^ (unsigned char)name.data[i]) * 0x100000001B3u;
  return hash;
}

static struct host *host_of(struct politeness *politeness, struct slice url)
{
  uint64_t key = host_key(url);
  struct host *host = map_get(&politeness->hosts, key);
  if (host) return host;
  host = memory_zero(1, sizeof *host);
  host->key = key;
  map_put(&politeness->hosts, key, host);
  return host;
}

/* offer - puts a host that may be asked at the end of the ring. */
static void offer(struct politeness *politeness, struct host *host)
{
  if (host->queued || !host->first || host->running >= politeness->per_host) return;
  host->queued = true;
  host->next = NULL;
  if (politeness->last)
    politeness->last->next = host;
  else
    politeness->first = host;
  politeness->last = host;
}

void politeness_configure(struct politeness *politeness, int64_t transfers_per_host)
{
  politeness->per_host = transfers_per_host;
  size_t at = 0;
  for (struct host *host = map_each(&politeness->hosts, &at); host; host = map_each(&politeness->hosts, &at))
    offer(politeness, host);
}

void politeness_add(struct politeness *politeness, int64_t item, int64_t fetch_attempts, struct slice url)
{
  if (map_get(&politeness->jobs, (uint64_t)item)) return;
  struct job *job = memory_alloc(sizeof *job + url.length);
  char *copy = (char *)(job + 1);
  memcpy(copy, url.data, url.length);
  *job = (struct job){{item, fetch_attempts, {copy, url.length}}, NULL, host_of(politeness, url), false};
  map_put(&politeness->jobs, (uint64_t)item, job);
  struct host *host = job->host;
  if (host->last)
    host->last->next = job;
  else
    host->first = job;
  host->last = job;
  politeness->waiting++;
  offer(politeness, host);
}

static struct host *take_host(struct politeness *politeness)
{
  while (politeness->first) {
    struct host *host = politeness->first;
    politeness->first = host->next;
    if (!politeness->first) politeness->last = NULL;
    host->queued = false;
    if (host->running < politeness->per_host) return host; /* else: the limit was lowered since */
  }
  return NULL;
}

const struct politeness_job *politeness_take(struct politeness *politeness)
{
  struct host *host = take_host(politeness);
  if (!host) return NULL;
  struct job *job = host->first;
  host->first = job->next;
  if (!host->first) host->last = NULL;
  job->running = true;
  host->running++;
  politeness->waiting--;
  politeness->running++;
  offer(politeness, host);
  return &job->public;
}

const struct politeness_job *politeness_find(const struct politeness *politeness, int64_t item)
{
  struct job *job = map_get(&politeness->jobs, (uint64_t)item);
  return job ? &job->public : NULL;
}

bool politeness_done(struct politeness *politeness, int64_t item)
{
  struct job *job = map_get(&politeness->jobs, (uint64_t)item);
  if (!job || !job->running) return false;
  struct host *host = job->host;
  host->running--;
  politeness->running--;
  map_remove(&politeness->jobs, (uint64_t)item);
  free(job);
  if (host->running == 0 && !host->first) {
    map_remove(&politeness->hosts, host->key);
    free(host);
  } else {
    offer(politeness, host);
  }
  return true;
}

int64_t politeness_waiting(const struct politeness *politeness)
{
  return politeness->waiting;
}

int64_t politeness_running(const struct politeness *politeness)
{
  return politeness->running;
}

bool politeness_ready(const struct politeness *politeness)
{
  return politeness->first != NULL;
}
