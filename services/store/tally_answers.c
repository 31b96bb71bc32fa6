/* tally_answers.c - the handler behind the request entities: its members read, its tally as JSON. */
#include "store/answers.h"
#include "store/search_answers.h"
#include "store/search_tally.h"

enum { ENTITIES = 20 };
static const char *const spans[] = {[TALLY_WHOLE] = "", "day", "week", "month"};

static bool read_by(struct slice text, enum tally_by *by, dp_error *error)
{
  for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
    if (slice_is(text, spans[i])) return *by = (enum tally_by)i, true;
  return error_set(error, EX_USAGE, "\"by\" is day, week or month");
}

static bool read_request(struct arena *arena, const struct json *data, struct tally_request *request,
                         dp_error *error)
{
  const struct json *limit = json_get(data, "limit"), *query = json_get(data, "query");
  struct slice cursor = json_get_text(data, "cursor");
  int64_t number = limit ? json_integer(limit, -1) : ENTITIES;
  if (query && json_type_of(query) != JSON_STRING)
    return error_set(error, EX_USAGE, "\"query\" is the text of a query");
  if (number < 1 || number > TALLY_MOST)
    return error_set(error, EX_USAGE, "the limit is a whole number from 1 to %d", TALLY_MOST);
  *request = (struct tally_request){.limit = (size_t)number,
                                    .type = json_get_text(data, "type"),
                                    .pairs = json_get_bool(data, "pairs", false)};
  if (cursor.length && (!slice_number(cursor, &request->top) || request->top < 1))
    return error_set(error, EX_USAGE, "\"cursor\" is what was given as \"next\"");
  request->query = search_query_parse(arena, json_text(query), error);
  return request->query && read_by(json_get_text(data, "by"), &request->by, error);
}

/* add_periods - a member for each: "2026-01-31", or "2026-01" for a month. */
static void add_periods(struct arena *arena, struct json *object, enum tally_by by,
                        const struct tally_period *periods, size_t count)
{
  struct json *list = json_add_object(arena, object, "by");
  for (size_t i = 0; i < count; i++) {
    int year, month, day;
    clock_date(periods[i].day, &year, &month, &day);
    char *name = by == TALLY_MONTH ? arena_format(arena, "%04d-%02d", year, month)
                                   : arena_format(arena, "%04d-%02d-%02d", year, month, day);
    json_add_integer(arena, list, name, periods[i].count);
  }
}

static void add_entity(struct arena *arena, struct json *list, const struct tally_entity *entity,
                       enum tally_by by)
{
  struct json *entry = json_append_object(arena, list);
  json_add_text(arena, entry, "type", entity->type);
  json_add_text(arena, entry, "name", entity->name);
  json_add_given(arena, entry, "iso3166", entity->iso3166);
  json_add_given(arena, entry, "geonames", entity->geonames);
  json_add_given(arena, entry, "wikidata", entity->wikidata);
  if (entity->located) {
    json_add_real(arena, entry, "latitude", (double)entity->latitude / 1e6);
    json_add_real(arena, entry, "longitude", (double)entity->longitude / 1e6);
  }
  json_add_integer(arena, entry, "count", entity->count);
  if (by != TALLY_WHOLE) add_periods(arena, entry, by, entity->periods, entity->period_count);
}

static void add_pairs(struct arena *arena, struct json *object, const struct tally *tally)
{
  struct json *list = json_add_array(arena, object, "pairs");
  for (size_t i = 0; i < tally->pair_count; i++) {
    struct json *entry = json_append_object(arena, list);
    json_add_integer(arena, entry, "one", (int64_t)tally->pairs[i].one);
    json_add_integer(arena, entry, "other", (int64_t)tally->pairs[i].other);
    json_add_integer(arena, entry, "count", tally->pairs[i].count);
  }
}

bool answer_entities(void *context, struct arena *arena, const struct json *data, struct control_reply *reply,
                     dp_error *error)
{
  struct answers *answers = context;
  struct tally_request request;
  struct tally tally;
  struct index *index = answers_index(answers, error);
  if (!index || !read_request(arena, data, &request, error) ||
      !search_tally(index, arena, &request, &tally, error))
    return false;
  struct json *object = reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_integer(arena, object, "articles", (int64_t)tally.articles);
  json_add_bool(arena, object, "all", tally.bottom <= 1);
  json_add_integer(arena, object, "from", tally.bottom);
  json_add_integer(arena, object, "to", tally.top);
  struct json *list = json_add_array(arena, object, "entities");
  for (size_t i = 0; i < tally.entity_count; i++) add_entity(arena, list, &tally.entities[i], request.by);
  if (request.by != TALLY_WHOLE) add_periods(arena, object, request.by, tally.periods, tally.period_count);
  if (request.pairs) add_pairs(arena, object, &tally);
  if (tally.bottom > 1)
    json_add_text(arena, object, "next", slice_of(arena_format(arena, "%lld", (long long)tally.bottom - 1)));
  return true;
}
