/* search_answers.c - the handler behind the request search: its members read, its page as JSON. */
#include "store/search_answers.h"

#include "store/answers.h"
#include "store/search.h"

#include <math.h>

enum { RESULTS = 10, RESULTS_MOST = 100 };

/* ---- the request ---- */

/* read_cursor - "TOP.OFFSET", as `next` gave it. */
static bool read_cursor(struct slice text, struct search_request *request, dp_error *error)
{
  int64_t offset = 0;
  if (!text.length) return true;
  const char *dot = memchr(text.data, '.', text.length);
  bool ok = dot && slice_number((struct slice){text.data, (size_t)(dot - text.data)}, &request->top) &&
            slice_number(slice_from(text, (size_t)(dot - text.data) + 1), &offset) &&
            offset <= SEARCH_BLOCK && request->top > 0;
  request->offset = (size_t)offset;
  return ok || error_set(error, EX_USAGE, "\"cursor\" is what a search gave as \"next\"");
}

static bool read_order(struct slice text, struct search_request *request, dp_error *error)
{
  request->newest = slice_is(text, "newest");
  return !text.length || request->newest || slice_is(text, "best") ||
         error_set(error, EX_USAGE, "\"order\" is best or newest");
}

static bool read_request(struct arena *arena, const struct json *data, struct search_request *request,
                         dp_error *error)
{
  const struct json *limit = json_get(data, "limit"), *query = json_get(data, "query");
  int64_t number = limit ? json_integer(limit, -1) : RESULTS;
  if (query && json_type_of(query) != JSON_STRING)
    return error_set(error, EX_USAGE, "\"query\" is the text of a query");
  if (number < 0 || number > RESULTS_MOST)
    return error_set(error, EX_USAGE, "the limit of a search is a whole number from 0 to %d", RESULTS_MOST);
  *request = (struct search_request){.limit = (size_t)number,
                                     .facets = json_get_bool(data, "facets", false),
                                     .copies = json_get_bool(data, "copies", false),
                                     .revisions = json_get_bool(data, "revisions", false)};
  request->query = search_query_parse(arena, json_text(query), error);
  return request->query && read_cursor(json_get_text(data, "cursor"), request, error) &&
         read_order(json_get_text(data, "order"), request, error);
}

/* ---- the reply ---- */

static void add_time(struct arena *arena, struct json *object, const char *key, millis when)
{
  char text[CLOCK_TEXT];
  json_add_text(arena, object, key, slice_of(clock_format(when, text)));
}

static void add_excerpt(struct arena *arena, struct json *object, const char *key,
                        const struct search_excerpt *excerpt)
{
  struct json *node = json_add_object(arena, object, key);
  json_add_text(arena, node, "text", excerpt->text);
  struct json *marks = json_add_array(arena, node, "marks");
  for (size_t i = 0; i < excerpt->mark_count; i++) {
    struct json *mark = json_append(arena, marks, json_array(arena));
    json_append(arena, mark, json_new_integer(arena, (int64_t)excerpt->marks[i].start));
    json_append(arena, mark, json_new_integer(arena, (int64_t)excerpt->marks[i].end));
  }
}

static void add_result(struct arena *arena, struct json *list, const struct search_result *result)
{
  struct json *entry = json_append_object(arena, list);
  json_add_integer(arena, entry, "sequence", result->sequence);
  json_add_integer(arena, entry, "story", result->story);
  json_add_integer(arena, entry, "revision", result->revision);
  if (result->copies) json_add_integer(arena, entry, "copies", result->copies);
  json_add_real(arena, entry, "score", round(result->score * 1000) / 1000);
  json_add_text(arena, entry, "uri", result->uri);
  json_add_text(arena, entry, "source", result->source);
  json_add_given(arena, entry, "site", result->site);
  json_add_text(arena, entry, "language", result->language);
  add_time(arena, entry, "published", result->published);
  add_time(arena, entry, "stored_at", result->stored_at);
  add_excerpt(arena, entry, "title", &result->title);
  add_excerpt(arena, entry, "excerpt", &result->text);
}

static void add_facets(struct arena *arena, struct json *object, const struct search_page *page)
{
  static const char *const names[FACETS] = {"people",  "organisations", "places",
                                            "sources", "languages",     "days"};
  struct json *facets = json_add_object(arena, object, "facets");
  for (size_t facet = 0; facet < FACETS; facet++) {
    struct json *list = json_add_array(arena, facets, names[facet]);
    for (size_t i = 0; i < page->facet_counts[facet]; i++) {
      struct json *entry = json_append_object(arena, list);
      json_add_text(arena, entry, "name", page->facets[facet][i].name);
      json_add_integer(arena, entry, "count", page->facets[facet][i].count);
    }
  }
}

/* add_next - where the next page begins: in this block, or in the next one. */
static void add_next(struct arena *arena, struct json *object, const struct search_request *request,
                     const struct search_page *page)
{
  size_t offset = request->offset + page->result_count;
  char *next = NULL;
  if (offset < page->stories && page->result_count)
    next = arena_format(arena, "%lld.%zu", (long long)page->top, offset);
  else if (page->bottom > 1)
    next = arena_format(arena, "%lld.0", (long long)page->bottom - 1);
  if (next) json_add_text(arena, object, "next", slice_of(next));
}

bool answer_search(void *context, struct arena *arena, const struct json *data, struct control_reply *reply,
                   dp_error *error)
{
  struct answers *answers = context;
  struct search_request request;
  struct search_page page;
  millis start = clock_monotonic();
  struct index *index = answers_index(answers, error);
  if (!index || !read_request(arena, data, &request, error) || !search(index, arena, &request, &page, error))
    return false;
  struct json *object = reply->data = json_object(arena);
  reply->store = catalog_store_id(answers->catalog);
  json_add_integer(arena, object, "matches", (int64_t)page.matches);
  json_add_integer(arena, object, "stories", (int64_t)page.stories);
  json_add_bool(arena, object, "all", page.bottom <= 1);
  json_add_integer(arena, object, "from", page.bottom);
  json_add_integer(arena, object, "to", page.top);
  json_add_integer(arena, object, "indexed", page.indexed);
  json_add_integer(arena, object, "took_ms", clock_monotonic() - start);
  struct json *results = json_add_array(arena, object, "results");
  for (size_t i = 0; i < page.result_count; i++) add_result(arena, results, &page.results[i]);
  if (request.facets) add_facets(arena, object, &page);
  add_next(arena, object, &request, &page);
  return true;
}
