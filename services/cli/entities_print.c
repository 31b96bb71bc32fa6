/* entities_print.c - counts of entities as a table, as CSV (RFC 4180), as lines of JSON, as GeoJSON (RFC
 * 7946). */
#include "cli/entities.h"

#include <inttypes.h>

enum { PERIODS_SHOWN = 5 };

static size_t shown(const struct entity_sums *sums, size_t most)
{
  return sums->count < most ? sums->count : most;
}

static int64_t count_in(const struct entity_sum *sum, struct slice period)
{
  for (size_t i = 0; i < sum->period_count; i++)
    if (slice_equal(sum->periods[i].period, period)) return sum->periods[i].count;
  return 0;
}

/* ---- table ---- */

static void add_row(struct table *table, const struct entity_sum *sum, const struct entity_sum *articles)
{
  size_t first = articles->period_count > PERIODS_SHOWN ? articles->period_count - PERIODS_SHOWN : 0;
  table_row(table, STYLE_PLAIN);
  table_cell(table, 0, "%.*s", (int)sum->type.length, sum->type.length ? sum->type.data : "");
  table_cell(table, 1, "%.60s", sum->name.length ? sum->name.data : "(articles)");
  table_cell(table, 2, "%" PRId64, sum->all.count);
  for (size_t i = first; i < articles->period_count; i++)
    table_cell(table, 3 + i - first, "%" PRId64, count_in(sum, articles->periods[i].period));
}

static void add_head(struct table *table, const struct entity_sum *articles)
{
  size_t first = articles->period_count > PERIODS_SHOWN ? articles->period_count - PERIODS_SHOWN : 0;
  static const char *const titles[] = {"type", "name", "articles"};
  table_row(table, STYLE_BOLD);
  for (size_t i = 0; i < 3; i++) table_cell(table, i, "%s", titles[i]);
  for (size_t i = first; i < articles->period_count; i++)
    table_cell(table, 3 + i - first, "%s", articles->periods[i].period.data);
}

void entities_print_table(struct cli *cli, const struct entity_sums *sums, size_t most)
{
  static struct table table;
  if (most > TABLE_ROWS - 2) most = TABLE_ROWS - 2;
  add_head(&table, &sums->articles);
  if (sums->articles.period_count) add_row(&table, &sums->articles, &sums->articles);
  for (size_t i = 0; i < shown(sums, most); i++) add_row(&table, &sums->list[i], &sums->articles);
  table_print(&cli->out, &table);
}

/* ---- CSV ---- */

static void put_field(struct slice text, bool last)
{
  bool quoted = false;
  for (size_t i = 0; i < text.length; i++) quoted = quoted || strchr("\",\r\n", text.data[i]);
  if (quoted) putchar('"');
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] == '"') putchar('"');
    putchar(text.data[i]);
  }
  if (quoted) putchar('"');
  fputs(last ? "\r\n" : ",", stdout);
}

static void put_csv_row(const struct entity_sum *sum, const struct entity_row *row, bool by)
{
  char number[64];
  put_field(sum->type, false);
  put_field(sum->name, false);
  put_field(sum->iso3166, false);
  put_field(sum->geonames, false);
  put_field(sum->wikidata, false);
  number[0] = '\0';
  if (sum->located) snprintf(number, sizeof number, "%.6g", sum->latitude);
  put_field(slice_of(number), false);
  if (sum->located) snprintf(number, sizeof number, "%.6g", sum->longitude);
  put_field(slice_of(number), false);
  if (by) put_field(row->period, false);
  snprintf(number, sizeof number, "%" PRId64, row->count);
  put_field(slice_of(number), true);
}

void entities_print_csv(const struct entity_sums *sums, size_t most, bool by)
{
  printf("type,name,iso3166,geonames,wikidata,latitude,longitude,%sarticles\r\n", by ? "period," : "");
  for (size_t i = 0; i < shown(sums, most); i++) {
    const struct entity_sum *sum = &sums->list[i];
    if (!by) put_csv_row(sum, &sum->all, false);
    for (size_t p = 0; by && p < sum->period_count; p++) put_csv_row(sum, &sum->periods[p], true);
  }
}

/* ---- JSON ---- */

static struct json *as_object(struct arena *arena, const struct entity_sum *sum)
{
  struct json *object = json_object(arena);
  json_add_given(arena, object, "type", sum->type);
  json_add_given(arena, object, "name", sum->name);
  json_add_given(arena, object, "iso3166", sum->iso3166);
  json_add_given(arena, object, "geonames", sum->geonames);
  json_add_given(arena, object, "wikidata", sum->wikidata);
  json_add_integer(arena, object, "count", sum->all.count);
  if (!sum->period_count) return object;
  struct json *by = json_add_object(arena, object, "by");
  for (size_t i = 0; i < sum->period_count; i++)
    json_add_integer(arena, by, sum->periods[i].period.data, sum->periods[i].count);
  return object;
}

void entities_print_json(struct cli *cli, const struct entity_sums *sums, size_t most)
{
  for (size_t i = 0; i < shown(sums, most); i++) {
    const struct entity_sum *sum = &sums->list[i];
    arena_reset(cli->arena);
    struct json *object = as_object(cli->arena, sum);
    if (sum->located) {
      json_add_real(cli->arena, object, "latitude", sum->latitude);
      json_add_real(cli->arena, object, "longitude", sum->longitude);
    }
    cli_print_json(object);
  }
}

/* point - longitude first, as RFC 7946 has it. */
static struct json *point(struct arena *arena, const struct entity_sum *sum)
{
  struct json *geometry = json_object(arena);
  json_add_text(arena, geometry, "type", SLICE("Point"));
  const char *coordinates = arena_format(arena, "[%.6f,%.6f]", sum->longitude, sum->latitude);
  json_add(arena, geometry, "coordinates", json_parse(arena, slice_of(coordinates), NULL));
  return geometry;
}

void entities_print_geojson(struct cli *cli, const struct entity_sums *sums, size_t most)
{
  arena_reset(cli->arena);
  struct json *collection = json_object(cli->arena);
  json_add_text(cli->arena, collection, "type", SLICE("FeatureCollection"));
  struct json *features = json_add_array(cli->arena, collection, "features");
  for (size_t i = 0, told = 0; i < sums->count && told < most; i++) {
    const struct entity_sum *sum = &sums->list[i];
    if (!sum->located) continue;
    told++;
    struct json *feature = json_append_object(cli->arena, features);
    json_add_text(cli->arena, feature, "type", SLICE("Feature"));
    json_add(cli->arena, feature, "geometry", point(cli->arena, sum));
    json_add(cli->arena, feature, "properties", as_object(cli->arena, sum));
  }
  cli_print_json(collection);
}

/* ---- pairs ---- */

static struct json *entity_at(const struct json *list, int64_t at)
{
  struct json *entity = json_first(list);
  while (entity && at-- > 0) entity = json_next(entity);
  return entity;
}

static void print_pair(struct cli *cli, const struct json *one, const struct json *other, int64_t count,
                       bool csv)
{
  const struct json *const sides[] = {one, other};
  char number[32];
  snprintf(number, sizeof number, "%" PRId64, count);
  if (csv) {
    for (size_t i = 0; i < 2; i++) {
      put_field(json_get_text(sides[i], "type"), false);
      put_field(json_get_text(sides[i], "name"), false);
    }
    put_field(slice_of(number), true);
    return;
  }
  struct json *line = json_object(cli->arena);
  static const char *const keys[] = {"one", "other"};
  for (size_t i = 0; i < 2; i++) {
    struct json *side = json_add_object(cli->arena, line, keys[i]);
    json_add_text(cli->arena, side, "type", json_get_text(sides[i], "type"));
    json_add_text(cli->arena, side, "name", json_get_text(sides[i], "name"));
  }
  json_add_integer(cli->arena, line, "count", count);
  cli_print_json(line);
}

static void print_pair_table(struct cli *cli, const struct json *reply)
{
  static struct table table;
  static const char *const titles[] = {"type", "name", "type", "name", "articles"};
  const struct json *list = json_get(reply, "entities");
  table_row(&table, STYLE_BOLD);
  for (size_t i = 0; i < 5; i++) table_cell(&table, i, "%s", titles[i]);
  for
    json_each(pair, json_get(reply, "pairs"))
    {
      if (table.rows == TABLE_ROWS) break;
      table_row(&table, STYLE_PLAIN);
      for (size_t side = 0; side < 2; side++) {
        const struct json *entity = entity_at(list, json_get_integer(pair, side ? "other" : "one", 0));
        struct slice type = json_get_text(entity, "type"), name = json_get_text(entity, "name");
        table_cell(&table, 2 * side, "%.*s", (int)type.length, type.length ? type.data : "");
        table_cell(&table, 2 * side + 1, "%.*s", (int)name.length, name.length ? name.data : "");
      }
      table_cell(&table, 4, "%" PRId64, json_get_integer(pair, "count", 0));
    }
  table_print(&cli->out, &table);
}

void entities_print_pairs(struct cli *cli, const struct json *reply, bool csv)
{
  const struct json *list = json_get(reply, "entities");
  if (!csv && !cli->json) {
    print_pair_table(cli, reply);
    return;
  }
  if (csv) fputs("type,name,other_type,other_name,articles\r\n", stdout);
  for
    json_each(pair, json_get(reply, "pairs")) print_pair(
        cli, entity_at(list, json_get_integer(pair, "one", 0)),
        entity_at(list, json_get_integer(pair, "other", 0)), json_get_integer(pair, "count", 0), csv);
}
