/* entities_sum.c - counts of one entity from several replies are one. */
#include "cli/entities.h"

#include "base/hash.h"
#include "base/memory.h"

#include <stdlib.h>

enum { FIRST_ROOM = 256 };

static struct slice key_of(struct arena *arena, const struct json *entity)
{
  const struct slice parts[] = {json_get_text(entity, "type"), json_get_text(entity, "name"),
                                json_get_text(entity, "geonames"), json_get_text(entity, "wikidata"),
                                json_get_text(entity, "iso3166")};
  char *key = arena_format(
      arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s", (int)parts[0].length, parts[0].data, (int)parts[1].length,
      parts[1].data, (int)parts[2].length, parts[2].length ? parts[2].data : "", (int)parts[3].length,
      parts[3].length ? parts[3].data : "", (int)parts[4].length, parts[4].length ? parts[4].data : "");
  return slice_of(key);
}

static bool same(const struct entity_sum *sum, const struct json *entity)
{
  return slice_equal(sum->type, json_get_text(entity, "type")) &&
         slice_equal(sum->name, json_get_text(entity, "name")) &&
         slice_equal(sum->geonames, json_get_text(entity, "geonames")) &&
         slice_equal(sum->wikidata, json_get_text(entity, "wikidata")) &&
         slice_equal(sum->iso3166, json_get_text(entity, "iso3166"));
}

static size_t *place_of(struct entity_sums *sums, struct slice key, const struct json *entity)
{
  size_t at = (size_t)hash_slice(key) & (sums->table_size - 1);
  while (sums->table[at] && !same(&sums->list[sums->table[at] - 1], entity))
    at = (at + 1) & (sums->table_size - 1);
  return &sums->table[at];
}

static struct entity_sum make_sum(struct arena *arena, const struct json *entity)
{
  const struct json *latitude = json_get(entity, "latitude");
  return (struct entity_sum){.type = arena_slice(arena, json_get_text(entity, "type")),
                             .name = arena_slice(arena, json_get_text(entity, "name")),
                             .iso3166 = arena_slice(arena, json_get_text(entity, "iso3166")),
                             .geonames = arena_slice(arena, json_get_text(entity, "geonames")),
                             .wikidata = arena_slice(arena, json_get_text(entity, "wikidata")),
                             .latitude = json_number(latitude, 0),
                             .longitude = json_number(json_get(entity, "longitude"), 0),
                             .located = latitude != NULL};
}

/* grow - room for twice as many. */
static void grow(struct entity_sums *sums)
{
  sums->room = sums->room ? sums->room * 2 : FIRST_ROOM;
  sums->list = memory_resize(sums->list, sums->room * sizeof *sums->list);
  free(sums->table);
  sums->table_size = sums->room * 4;
  sums->table = memory_zero(sums->table_size, sizeof *sums->table);
  struct arena *scratch = arena_new();
  for (size_t i = 0; i < sums->count; i++) {
    const struct entity_sum *sum = &sums->list[i];
    struct json *entity = json_object(scratch);
    json_add_text(scratch, entity, "type", sum->type);
    json_add_text(scratch, entity, "name", sum->name);
    json_add_given(scratch, entity, "geonames", sum->geonames);
    json_add_given(scratch, entity, "wikidata", sum->wikidata);
    json_add_given(scratch, entity, "iso3166", sum->iso3166);
    *place_of(sums, key_of(scratch, entity), entity) = i + 1;
  }
  arena_free(&scratch);
}

static void add_period(struct entity_sums *sums, struct entity_sum *sum, struct slice period, int64_t count)
{
  for (size_t i = 0; i < sum->period_count; i++)
    if (slice_equal(sum->periods[i].period, period)) {
      sum->periods[i].count += count;
      return;
    }
  sum->periods = memory_resize(sum->periods, (sum->period_count + 1) * sizeof *sum->periods);
  sum->periods[sum->period_count++] = (struct entity_row){arena_slice(sums->arena, period), count};
}

static void add_counts(struct entity_sums *sums, struct entity_sum *sum, int64_t count, const struct json *by)
{
  sum->all.count += count;
  for
    json_each(period, by) add_period(sums, sum, json_key(period), json_integer(period, 0));
}

void entity_sums_add(struct entity_sums *sums, const struct json *reply)
{
  struct arena *scratch = arena_new();
  add_counts(sums, &sums->articles, json_get_integer(reply, "articles", 0), json_get(reply, "by"));
  for
    json_each(entity, json_get(reply, "entities"))
    {
      if (sums->count == sums->room) grow(sums);
      size_t *place = place_of(sums, key_of(scratch, entity), entity);
      if (!*place) {
        sums->list[sums->count] = make_sum(sums->arena, entity);
        *place = ++sums->count;
      }
      add_counts(sums, &sums->list[*place - 1], json_get_integer(entity, "count", 0), json_get(entity, "by"));
    }
  arena_free(&scratch);
}

static int by_period(const void *left, const void *right)
{
  const struct entity_row *one = left, *other = right;
  size_t length = one->period.length < other->period.length ? one->period.length : other->period.length;
  return memcmp(one->period.data, other->period.data, length);
}

static int most_first(const void *left, const void *right)
{
  const struct entity_sum *one = left, *other = right;
  if (one->all.count != other->all.count) return one->all.count > other->all.count ? -1 : 1;
  return strcmp(one->name.data, other->name.data); /* copies in an arena end in a NUL */
}

static void sort_periods(struct entity_sum *sum)
{
  if (sum->period_count) qsort(sum->periods, sum->period_count, sizeof *sum->periods, by_period);
}

void entity_sums_sort(struct entity_sums *sums)
{
  for (size_t i = 0; i < sums->count; i++) sort_periods(&sums->list[i]);
  sort_periods(&sums->articles);
  if (sums->count) qsort(sums->list, sums->count, sizeof *sums->list, most_first);
}

void entity_sums_free(struct entity_sums *sums)
{
  for (size_t i = 0; i < sums->count; i++) free(sums->list[i].periods);
  free(sums->articles.periods);
  free(sums->list);
  free(sums->table);
}
