/* delivery.c - the window as a table of items, each in one queue, in the heap of deadlines, or held. */
#include "fetch/delivery.h"

#include "base/memory.h"
#include "fetch/map.h"

#include <stdlib.h>

enum place { FRESH, SUSPECT, SENT, HELD };

struct entry {
  int64_t item, bytes;
  int64_t counted;  /* attempts that count */
  int64_t attempts; /* number of the last delivery, counted or not */
  enum place place;
  millis timeout;                 /* of the next sending */
  millis deadline;                /* SENT */
  size_t heap;                    /* SENT: where in the heap */
  uint64_t first_sent, last_sent; /* when, counted in sendings of the window; 0: never */
  millis since;                   /* entered */
  struct entry *previous, *next;  /* in the queue of its place, FRESH and SUSPECT */
  struct entry *older, *newer;    /* in order of entering */
};

struct queue {
  struct entry *first, *last;
};

struct delivery {
  struct delivery_options options;
  struct random random;
  struct map entries;
  struct queue fresh, suspect;
  struct entry **heap; /* of what is SENT, the earliest deadline first */
  size_t heap_count, heap_capacity;
  struct entry *oldest, *newest;
  uint64_t sendings;        /* made so far */
  uint64_t latest_answered; /* the latest sending that got a verdict */
  int64_t items, bytes, suspects;
  bool suspect_away; /* one suspect is on its way */
};

struct delivery *delivery_new(const struct delivery_options *options, uint64_t seed)
{
  struct delivery *delivery = memory_zero(1, sizeof *delivery);
  delivery->options = *options;
  delivery->random.state = seed;
  return delivery;
}

void delivery_configure(struct delivery *delivery, const struct delivery_options *options)
{
  delivery->options = *options;
}

void delivery_free(struct delivery **delivery)
{
  if (!*delivery) return;
  for (struct entry *entry = (*delivery)->oldest, *newer; entry; entry = newer) {
    newer = entry->newer;
    free(entry);
  }
  map_free(&(*delivery)->entries);
  free((*delivery)->heap);
  free(*delivery);
  *delivery = NULL;
}

/* The queues. */

static void queue_push(struct queue *queue, struct entry *entry)
{
  entry->previous = queue->last;
  entry->next = NULL;
  if (queue->last)
    queue->last->next = entry;
  else
    queue->first = entry;
  queue->last = entry;
}

static void queue_remove(struct queue *queue, struct entry *entry)
{
  if (entry->previous)
    entry->previous->next = entry->next;
  else
    queue->first = entry->next;
  if (entry->next)
    entry->next->previous = entry->previous;
  else
    queue->last = entry->previous;
}

/* The heap of deadlines. */

static void heap_place(struct delivery *delivery, size_t at, struct entry *entry)
{
  delivery->heap[at] = entry;
  entry->heap = at;
}

static void heap_up(struct delivery *delivery, size_t at)
{
  struct entry *entry = delivery->heap[at];
  while (at && delivery->heap[(at - 1) / 2]->deadline > entry->deadline) {
    heap_place(delivery, at, delivery->heap[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  heap_place(delivery, at, entry);
}

static void heap_down(struct delivery *delivery, size_t at)
{
  struct entry *entry = delivery->heap[at];
  for (size_t child; (child = 2 * at + 1) < delivery->heap_count; at = child) {
    if (child + 1 < delivery->heap_count &&
        delivery->heap[child + 1]->deadline < delivery->heap[child]->deadline)
      child++;
    if (delivery->heap[child]->deadline >= entry->deadline) break;
    heap_place(delivery, at, delivery->heap[child]);
  }
  heap_place(delivery, at, entry);
}

static void heap_push(struct delivery *delivery, struct entry *entry)
{
  if (delivery->heap_count == delivery->heap_capacity) {
    delivery->heap_capacity = delivery->heap_capacity ? 2 * delivery->heap_capacity : 64;
    delivery->heap = memory_resize(delivery->heap, delivery->heap_capacity * sizeof *delivery->heap);
  }
  heap_place(delivery, delivery->heap_count++, entry);
  heap_up(delivery, entry->heap);
}

static void heap_remove(struct delivery *delivery, struct entry *entry)
{
  size_t at = entry->heap;
  struct entry *last = delivery->heap[--delivery->heap_count];
  if (last == entry) return;
  heap_place(delivery, at, last);
  heap_up(delivery, at);
  heap_down(delivery, last->heap);
}

/* From place to place. */

static void leave_place(struct delivery *delivery, struct entry *entry)
{
  if (entry->place == FRESH) queue_remove(&delivery->fresh, entry);
  if (entry->place == SUSPECT) queue_remove(&delivery->suspect, entry);
  if (entry->place != SENT) return;
  heap_remove(delivery, entry);
  if (entry->counted) delivery->suspect_away = false;
}

static void wait_to_be_sent(struct delivery *delivery, struct entry *entry)
{
  entry->place = entry->counted ? SUSPECT : FRESH;
  queue_push(entry->counted ? &delivery->suspect : &delivery->fresh, entry);
}

void delivery_add(struct delivery *delivery, int64_t item, int64_t bytes, int64_t attempts, millis now)
{
  if (delivery_has(delivery, item)) return;
  struct entry *entry = memory_zero(1, sizeof *entry);
  entry->item = item;
  entry->bytes = bytes;
  entry->counted = entry->attempts = attempts;
  entry->timeout = delivery->options.timeout;
  entry->since = now;
  entry->older = delivery->newest;
  if (delivery->newest)
    delivery->newest->newer = entry;
  else
    delivery->oldest = entry;
  delivery->newest = entry;
  map_put(&delivery->entries, (uint64_t)item, entry);
  delivery->items++;
  delivery->bytes += bytes;
  delivery->suspects += attempts > 0;
  wait_to_be_sent(delivery, entry);
}

bool delivery_has(const struct delivery *delivery, int64_t item)
{
  return map_get(&delivery->entries, (uint64_t)item) != NULL;
}

int64_t delivery_next(struct delivery *delivery, millis now, int64_t *attempt)
{
  (void)now; /* what waits is due: an item rests while it is on its way, never before */
  struct entry *entry = delivery->suspect_away ? NULL : delivery->suspect.first;
  if (!entry) entry = delivery->fresh.first;
  if (!entry) return 0;
  *attempt = entry->attempts + 1;
  return entry->item;
}

void delivery_sent(struct delivery *delivery, int64_t item, millis now)
{
  struct entry *entry = map_get(&delivery->entries, (uint64_t)item);
  if (!entry || (entry->place != FRESH && entry->place != SUSPECT)) return;
  leave_place(delivery, entry);
  entry->place = SENT;
  entry->attempts++;
  entry->last_sent = ++delivery->sendings;
  if (!entry->first_sent) entry->first_sent = entry->last_sent;
  millis jitter = (millis)random_below(&delivery->random, (uint64_t)entry->timeout / 4 + 1);
  entry->deadline = now + entry->timeout + jitter;
  entry->timeout =
      entry->timeout > delivery->options.timeout_max / 2 ? delivery->options.timeout_max : 2 * entry->timeout;
  if (entry->counted) delivery->suspect_away = true;
  heap_push(delivery, entry);
}

static void leave_window(struct delivery *delivery, struct entry *entry)
{
  leave_place(delivery, entry);
  if (entry->older)
    entry->older->newer = entry->newer;
  else
    delivery->oldest = entry->newer;
  if (entry->newer)
    entry->newer->older = entry->older;
  else
    delivery->newest = entry->older;
  map_remove(&delivery->entries, (uint64_t)entry->item);
  delivery->items--;
  delivery->bytes -= entry->bytes;
  delivery->suspects -= entry->counted > 0;
  free(entry);
}

bool delivery_verdict(struct delivery *delivery, int64_t item, int64_t attempt)
{
  struct entry *entry = map_get(&delivery->entries, (uint64_t)item);
  if (!entry) return false;
  /* An answer to an earlier sending says nothing of what was sent between that and the last one. */
  uint64_t answered = attempt == entry->attempts ? entry->last_sent : entry->first_sent;
  if (answered > delivery->latest_answered) delivery->latest_answered = answered;
  leave_window(delivery, entry);
  return true;
}

bool delivery_remove(struct delivery *delivery, int64_t item)
{
  struct entry *entry = map_get(&delivery->entries, (uint64_t)item);
  if (!entry) return false;
  leave_window(delivery, entry);
  return true;
}

static enum delivery_event count_attempt(struct delivery *delivery, struct entry *entry)
{
  entry->place = HELD;
  if (entry->counted++ == 0) delivery->suspects++;
  return entry->counted >= delivery->options.max_attempts ? DELIVERY_EXHAUSTED : DELIVERY_COUNTED;
}

enum delivery_event delivery_expire(struct delivery *delivery, millis now, int64_t *item)
{
  while (delivery->heap_count && delivery->heap[0]->deadline <= now) {
    struct entry *entry = delivery->heap[0];
    leave_place(delivery, entry);
    if (delivery->latest_answered > entry->last_sent) {
      *item = entry->item;
      return count_attempt(delivery, entry);
    }
    wait_to_be_sent(delivery, entry);
  }
  return DELIVERY_NONE;
}

void delivery_resume(struct delivery *delivery, int64_t item)
{
  struct entry *entry = map_get(&delivery->entries, (uint64_t)item);
  if (entry && entry->place == HELD) wait_to_be_sent(delivery, entry);
}

void delivery_hold(struct delivery *delivery, int64_t item)
{
  struct entry *entry = map_get(&delivery->entries, (uint64_t)item);
  if (!entry || (entry->place != FRESH && entry->place != SUSPECT)) return;
  leave_place(delivery, entry);
  entry->place = HELD;
}

millis delivery_wake_at(const struct delivery *delivery)
{
  return delivery->heap_count ? delivery->heap[0]->deadline : 0;
}

struct delivery_status delivery_status(const struct delivery *delivery)
{
  const struct entry *oldest = delivery->oldest;
  return (struct delivery_status){delivery->items, delivery->bytes, delivery->suspects,
                                  oldest ? oldest->item : 0, oldest ? oldest->since : 0};
}
