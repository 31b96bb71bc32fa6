/* search_tally.c - counting goes over the numbers of entities that each hit carries; names are read last, and
 * only those that are told. */
#include "store/search_tally.h"

#include "store/index_internal.h"
#include "store/search_counts.h"
#include "store/search_gather.h"

#include <stdlib.h>

enum { BUDGET_MS = 100, DAY_MS = 24 * 60 * 60 * 1000, DAY_BITS = 18, DAY_ZERO = 1 << (DAY_BITS - 1) };

struct counting {
  struct index *index;
  struct arena *arena;
  const struct tally_request *request;
  struct tally *tally;
  struct search_counts entities; /* by number */
  struct search_counts periods;  /* by number and day; number 0: the articles themselves */
  int64_t *ids;                  /* of tally->entities */
};

/* ---- time ---- */

static int32_t period_of(millis published, enum tally_by by)
{
  int year, month, day;
  int64_t days = (published - (published < 0 ? DAY_MS - 1 : 0)) / DAY_MS;
  if (days <= -DAY_ZERO || days >= DAY_ZERO) days = 0;
  if (by == TALLY_WEEK) return (int32_t)(days - (((days + 3) % 7) + 7) % 7); /* 1970-01-01 was a Thursday */
  if (by != TALLY_MONTH) return (int32_t)days;
  clock_date(days, &year, &month, &day);
  return (int32_t)clock_days(year, month, 1);
}

static int64_t period_key(int64_t id, int32_t day)
{
  return (int64_t)((uint64_t)id << DAY_BITS) + day + DAY_ZERO;
}

/* ---- counting ---- */

static void count_hit(struct counting *c, const struct search_hit *hit)
{
  struct slice ids = hit->entities;
  int64_t last = 0, id;
  bool by = c->request->by != TALLY_WHOLE;
  int32_t day = by ? period_of(hit->published, c->request->by) : 0;
  if (by) search_counts_add(&c->periods, period_key(0, day), 1);
  while (index_ids_next(&ids, &last, &id)) {
    search_counts_add(&c->entities, id, 1);
    if (by) search_counts_add(&c->periods, period_key(id, day), 1);
  }
}

static bool read_entity(struct counting *c, const struct search_count *count, dp_error *error)
{
  struct statement *read = database_statement(
      c->index->database, "SELECT type, name, iso3166, geonames, wikidata, latitude, longitude FROM entity"
                          " WHERE id = ?1");
  statement_integer(read, 1, count->key);
  enum statement_outcome outcome = statement_step(read, error);
  struct slice type = outcome == STATEMENT_ROW ? statement_column_text(read, 0) : (struct slice){"", 0};
  if (type.length && (!c->request->type.length || slice_equal(type, c->request->type))) {
    struct tally_entity *entity = &c->tally->entities[c->tally->entity_count];
    struct slice *const texts[] = {&entity->type, &entity->name, &entity->iso3166, &entity->geonames,
                                   &entity->wikidata};
    *entity = (struct tally_entity){.count = count->count,
                                    .located = !statement_column_null(read, 5),
                                    .latitude = statement_column(read, 5),
                                    .longitude = statement_column(read, 6)};
    for (int i = 0; i < 5; i++) *texts[i] = arena_slice(c->arena, statement_column_text(read, i));
    c->ids[c->tally->entity_count++] = count->key;
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

static bool read_entities(struct counting *c, size_t most, dp_error *error)
{
  search_counts_sort(&c->entities);
  if (most > c->entities.used) most = c->entities.used;
  c->tally->entities = arena_alloc(c->arena, (most + 1) * sizeof *c->tally->entities);
  c->ids = arena_alloc(c->arena, (most + 1) * sizeof *c->ids);
  for (size_t i = 0; i < c->entities.used && c->tally->entity_count < most; i++)
    if (!read_entity(c, &c->entities.places[i], error)) return false;
  return true;
}

/* ---- periods ---- */

static int by_key(const void *left, const void *right)
{
  const struct search_count *one = left, *other = right;
  return one->key < other->key ? -1 : one->key > other->key;
}

/* find_first - the first count whose key is not less. */
static size_t find_first(const struct search_counts *counts, int64_t key)
{
  size_t low = 0, high = counts->used;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (counts->places[middle].key < key)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static struct tally_period *periods_of(struct counting *c, int64_t id, size_t *count)
{
  size_t first = find_first(&c->periods, period_key(id, -DAY_ZERO));
  size_t past = find_first(&c->periods, period_key(id + 1, -DAY_ZERO));
  struct tally_period *periods = arena_alloc(c->arena, (past - first + 1) * sizeof *periods);
  *count = past - first;
  for (size_t i = first; i < past; i++) {
    const struct search_count *place = &c->periods.places[i];
    periods[i - first] = (struct tally_period){(int32_t)(place->key - period_key(id, 0)), place->count};
  }
  return periods;
}

static void tell_periods(struct counting *c)
{
  struct tally *tally = c->tally;
  if (c->request->by == TALLY_WHOLE) return;
  search_counts_sort(&c->periods);
  if (c->periods.used) qsort(c->periods.places, c->periods.used, sizeof *c->periods.places, by_key);
  tally->periods = periods_of(c, 0, &tally->period_count);
  for (size_t i = 0; i < tally->entity_count; i++)
    tally->entities[i].periods = periods_of(c, c->ids[i], &tally->entities[i].period_count);
}

/* ---- pairs ---- */

struct position {
  int64_t id;
  size_t at;
};

static int by_id(const void *left, const void *right)
{
  const struct position *one = left, *other = right;
  return one->id < other->id ? -1 : one->id > other->id;
}

/* positions_in - which of the told entities an article names; both lists are in the order of their numbers.
 */
static size_t positions_in(const struct search_hit *hit, const struct position *told, size_t count,
                           size_t *found)
{
  struct slice ids = hit->entities;
  int64_t last = 0, id;
  size_t at = 0, number = 0;
  while (at < count && index_ids_next(&ids, &last, &id)) {
    while (at < count && told[at].id < id) at++;
    if (at < count && told[at].id == id) found[number++] = told[at].at;
  }
  return number;
}

static int commonest_first(const void *left, const void *right)
{
  const struct tally_pair *one = left, *other = right;
  if (one->count != other->count) return one->count > other->count ? -1 : 1;
  if (one->one != other->one) return one->one < other->one ? -1 : 1;
  return one->other < other->other ? -1 : one->other > other->other;
}

static void count_pairs(struct counting *c, const struct search_block *block)
{
  struct tally *tally = c->tally;
  size_t count = tally->entity_count, found[TALLY_PAIRED];
  struct position told[TALLY_PAIRED];
  int64_t *table = arena_zero(c->arena, count * count + 1, sizeof *table);
  for (size_t i = 0; i < count; i++) told[i] = (struct position){c->ids[i], i};
  qsort(told, count, sizeof *told, by_id);
  for (size_t i = 0; i < block->count; i++) {
    size_t number = positions_in(&block->hits[i], told, count, found);
    for (size_t one = 0; one < number; one++)
      for (size_t other = 0; other < number; other++)
        if (found[one] < found[other]) table[found[one] * count + found[other]]++;
  }
  tally->pairs = arena_alloc(c->arena, (count * count / 2 + 1) * sizeof *tally->pairs);
  for (size_t one = 0; one < count; one++)
    for (size_t other = one + 1; other < count; other++)
      if (table[one * count + other])
        tally->pairs[tally->pair_count++] = (struct tally_pair){one, other, table[one * count + other]};
  qsort(tally->pairs, tally->pair_count, sizeof *tally->pairs, commonest_first);
  if (tally->pair_count > c->request->limit) tally->pair_count = c->request->limit;
}

/* ---- all of it ---- */

static bool tally_block(struct counting *c, const struct search_block *block, dp_error *error)
{
  c->tally->articles = block->count;
  c->tally->top = block->top;
  c->tally->bottom = block->bottom;
  for (size_t i = 0; i < block->count; i++) count_hit(c, &block->hits[i]);
  size_t most = c->request->pairs ? TALLY_PAIRED : c->request->limit;
  if (!read_entities(c, most < TALLY_MOST ? most : TALLY_MOST, error)) return false;
  tell_periods(c);
  if (c->request->pairs) count_pairs(c, block);
  return true;
}

bool search_tally(struct index *index, struct arena *arena, const struct tally_request *request,
                  struct tally *tally, dp_error *error)
{
  struct search_match match;
  struct search_block block;
  struct counting counting = {.index = index, .arena = arena, .request = request, .tally = tally};
  *tally = (struct tally){0};
  if (!index_hold(index, error)) return false;
  search_match_make(index->words, request->query, &match);
  struct search_gather gather = {&match, request->top, TALLY_BLOCK, BUDGET_MS, false};
  bool ok = search_gather(index, arena, &gather, &block, error) && tally_block(&counting, &block, error);
  search_counts_free(&counting.entities);
  search_counts_free(&counting.periods);
  search_match_free(&match);
  index_release(index);
  return ok;
}
