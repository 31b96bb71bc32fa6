/* merge.c - see merge.h. */
#include "tag/merge.h"

#include "base/memory.h"

#include <stdlib.h>

static int surer_first(const void *left, const void *right)
{
  const struct find *a = left, *b = right;
  if (a->strength != b->strength) return a->strength > b->strength ? -1 : 1;
  uint32_t long_a = a->past - a->at, long_b = b->past - b->at;
  if (long_a != long_b) return long_a > long_b ? -1 : 1;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  return (a->type > b->type) - (a->type < b->type);
}

static int in_order(const void *left, const void *right)
{
  const struct find *a = left, *b = right;
  return (a->at > b->at) - (a->at < b->at);
}

static bool is_free(const uint8_t *taken, const struct find *find)
{
  for (uint32_t i = find->first; i < find->past_token; i++)
    if (taken[i]) return false;
  return true;
}

void merge_stretch(struct finds *finds)
{
  size_t count = finds->count - finds->stretch, kept = 0;
  if (count == 0) return;
  struct find *list = finds->list + finds->stretch;
  uint8_t *taken = memory_zero(TOKENS_MAX + 1, 1);
  qsort(list, count, sizeof *list, surer_first);
  for (size_t i = 0; i < count; i++) {
    if (!is_free(taken, &list[i])) continue;
    memset(taken + list[i].first, 1, list[i].past_token - list[i].first);
    list[kept++] = list[i];
  }
  free(taken);
  qsort(list, kept, sizeof *list, in_order);
  finds->count = finds->stretch = finds->stretch + kept;
}

/* What speaks for each type of one name, and the longest full name a surname stands for. */
struct votes {
  uint64_t key; /* 0: free */
  int for_type[FIND_NORP + 1];
  size_t seen, opening; /* how often, and how often only at the start of a sentence */
  const struct find *whole;
};

struct ballot {
  struct votes *table;
  size_t size;
};

static struct votes *votes_of(struct ballot *ballot, uint64_t key)
{
  size_t i = (size_t)key & (ballot->size - 1);
  while (ballot->table[i].key && ballot->table[i].key != key) i = (i + 1) & (ballot->size - 1);
  ballot->table[i].key = key;
  return &ballot->table[i];
}

static void vote(struct ballot *ballot, const struct find *find)
{
  struct votes *votes = votes_of(ballot, find->key);
  votes->seen++;
  votes->opening += find->opens;
  votes->for_type[find->type] += find->strength;
  bool person = find->type == FIND_PER && find->strength >= FIND_FAIR && find->last_key != find->key;
  if (!person) return;
  struct votes *surname = votes_of(ballot, find->last_key);
  if (!surname->whole) surname->whole = find;
  surname->for_type[FIND_PER] += find->strength;
}

static enum find_type winner(const struct votes *votes)
{
  enum find_type best = FIND_UNKNOWN;
  for (int type = FIND_PER; type <= FIND_NORP; type++)
    if (votes->for_type[type] > (best ? votes->for_type[best] : 0)) best = (enum find_type)type;
  return best;
}

/* A find stays when it has a type, and something more than its place in the sentence speaks for it. */
static bool settle(struct ballot *ballot, struct find *find)
{
  if (find->type > FIND_NORP || find->strength == FIND_OPERATOR) return true;
  const struct votes *votes = votes_of(ballot, find->key);
  enum find_type type = winner(votes);
  if (type == FIND_UNKNOWN || votes->for_type[type] < FIND_WEAK) return false;
  if (find->type != type) find->known = NULL;
  find->type = (uint8_t)type;
  if (type == FIND_PER && votes->whole && votes->whole->key != find->key) find->whole = votes->whole;
  return true;
}

void merge_document(struct finds *finds)
{
  struct ballot ballot = {.size = 64};
  while (ballot.size < finds->count * 4) ballot.size *= 2;
  ballot.table = memory_zero(ballot.size, sizeof *ballot.table);
  for (size_t i = 0; i < finds->count; i++)
    if (finds->list[i].type <= FIND_NORP) vote(&ballot, &finds->list[i]);
  for (size_t i = 0; i < finds->count; i++) {
    struct find *find = &finds->list[i];
    if (!settle(&ballot, find)) find->strength = 0;
  }
  free(ballot.table);
}
