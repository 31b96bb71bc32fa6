/* search_facets.c - what the hits of a block have in common. */
#include "store/index_internal.h"
#include "store/search.h"
#include "store/search_counts.h"

#include <stdlib.h>

enum {
  NAMES_READ = 300 /* of the commonest entities, until each kind has its ten */,
  DAY_MS = 24 * 60 * 60 * 1000
};

struct tally {
  struct search_counts entities, sources, languages, days;
};

static int64_t language_key(const char language[4])
{
  return ((int64_t)language[0] << 16) | ((int64_t)language[1] << 8) | language[2];
}

static void count_hit(struct tally *tally, const struct search_hit *hit)
{
  struct slice entities = hit->entities;
  int64_t last = 0, id;
  while (index_ids_next(&entities, &last, &id)) search_counts_add(&tally->entities, id, 1);
  search_counts_add(&tally->sources, hit->source, 1);
  search_counts_add(&tally->languages, language_key(hit->language), 1);
  search_counts_add(&tally->days, (hit->published - (hit->published < 0 ? DAY_MS - 1 : 0)) / DAY_MS, 1);
}

static void put_facet(struct arena *arena, struct search_page *page, enum search_facets facet,
                      struct slice name, int64_t count)
{
  size_t most = facet == FACET_DAYS ? SEARCH_FACET_DAYS : SEARCH_FACET_MOST;
  if (!page->facets[facet]) page->facets[facet] = arena_alloc(arena, most * sizeof *page->facets[facet]);
  if (page->facet_counts[facet] == most) return;
  page->facets[facet][page->facet_counts[facet]++] = (struct search_facet){arena_slice(arena, name), count};
}

static bool put_entity(struct index *index, struct arena *arena, const struct search_count *count,
                       struct search_page *page, dp_error *error)
{
  struct statement *read = database_statement(index->database, "SELECT type, name FROM entity WHERE id = ?1");
  statement_integer(read, 1, count->key);
  enum statement_outcome outcome = statement_step(read, error);
  if (outcome == STATEMENT_ROW) {
    struct slice type = statement_column_text(read, 0), name = statement_column_text(read, 1);
    if (slice_is(type, "PER")) put_facet(arena, page, FACET_PEOPLE, name, count->count);
    if (slice_is(type, "ORG")) put_facet(arena, page, FACET_ORGANISATIONS, name, count->count);
    if (slice_is(type, "LOC")) put_facet(arena, page, FACET_PLACES, name, count->count);
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

static bool full(const struct search_page *page)
{
  return page->facet_counts[FACET_PEOPLE] == SEARCH_FACET_MOST &&
         page->facet_counts[FACET_ORGANISATIONS] == SEARCH_FACET_MOST &&
         page->facet_counts[FACET_PLACES] == SEARCH_FACET_MOST;
}

static bool put_entities(struct index *index, struct arena *arena, const struct search_counts *counts,
                         struct search_page *page, dp_error *error)
{
  for (size_t i = 0; i < counts->used && i < NAMES_READ && !full(page); i++)
    if (!put_entity(index, arena, &counts->places[i], page, error)) return false;
  return true;
}

static bool put_sources(struct index *index, struct arena *arena, const struct search_counts *counts,
                        struct search_page *page, dp_error *error)
{
  for (size_t i = 0; i < counts->used && i < SEARCH_FACET_MOST; i++) {
    struct statement *read = database_statement(index->database, "SELECT host FROM source WHERE id = ?1");
    statement_integer(read, 1, counts->places[i].key);
    enum statement_outcome outcome = statement_step(read, error);
    if (outcome == STATEMENT_ROW)
      put_facet(arena, page, FACET_SOURCES, statement_column_text(read, 0), counts->places[i].count);
    statement_done(read);
    if (outcome == STATEMENT_FAILED) return false;
  }
  return true;
}

static void put_languages(struct arena *arena, const struct search_counts *counts, struct search_page *page)
{
  for (size_t i = 0; i < counts->used; i++) {
    int64_t key = counts->places[i].key;
    char text[4] = {(char)(key >> 16), (char)(key >> 8), (char)key, '\0'};
    put_facet(arena, page, FACET_LANGUAGES, slice_of(text), counts->places[i].count);
  }
}

static int newest_first(const void *left, const void *right)
{
  const struct search_count *one = left, *other = right;
  return one->key > other->key ? -1 : one->key < other->key;
}

static void put_days(struct arena *arena, struct search_counts *counts, struct search_page *page)
{
  if (counts->used) qsort(counts->places, counts->used, sizeof *counts->places, newest_first);
  for (size_t i = 0; i < counts->used; i++) {
    int year, month, day;
    clock_date(counts->places[i].key, &year, &month, &day);
    put_facet(arena, page, FACET_DAYS, slice_of(arena_format(arena, "%04d-%02d-%02d", year, month, day)),
              counts->places[i].count);
  }
}

bool search_facets(struct index *index, struct arena *arena, const struct search_block *block,
                   struct search_page *page, dp_error *error)
{
  struct tally tally = {0};
  for (size_t i = 0; i < block->count; i++) count_hit(&tally, &block->hits[i]);
  struct search_counts *const all[] = {&tally.entities, &tally.sources, &tally.languages, &tally.days};
  for (size_t i = 0; i < 4; i++) search_counts_sort(all[i]);
  bool ok = put_entities(index, arena, &tally.entities, page, error) &&
            put_sources(index, arena, &tally.sources, page, error);
  put_languages(arena, &tally.languages, page);
  put_days(arena, &tally.days, page);
  for (size_t i = 0; i < 4; i++) search_counts_free(all[i]);
  return ok;
}
