/* search_filter.c - the table of filters, and the reading of values that are no words. */
#include "store/search_filter.h"

#include "store/days.h"

const char search_filter_names[] =
    "title, place, person, org, entity, lang, source, story, date, since and until";

static struct slice lower(struct arena *arena, struct slice text)
{
  char *copy = arena_string(arena, text);
  for (size_t i = 0; i < text.length; i++)
    if (copy[i] >= 'A' && copy[i] <= 'Z') copy[i] = (char)(copy[i] + 32);
  return (struct slice){copy, text.length};
}

static bool all_of(struct slice text, const char *others)
{
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr(others, c)))) return false;
  }
  return text.length > 0;
}

static bool read_language(struct arena *arena, struct slice value, struct search_node *node,
                          const char **problem)
{
  *node = (struct search_node){.kind = SEARCH_WORDS, .field = SEARCH_LANGUAGE, .text = lower(arena, value)};
  *problem = "a language is a code such as fr or en";
  return value.length >= 2 && value.length <= 3 && all_of(node->text, "");
}

static bool read_source(struct arena *arena, struct slice value, struct search_node *node,
                        const char **problem)
{
  struct slice host = lower(arena, value);
  if (slice_starts(host, "www.")) host = slice_from(host, 4);
  *node = (struct search_node){.kind = SEARCH_WORDS, .field = SEARCH_SOURCE, .text = host};
  *problem = "a source is a host such as lefaso.net";
  return host.length <= 253 && all_of(host, ".-");
}

static bool read_story(struct arena *arena, struct slice value, struct search_node *node,
                       const char **problem)
{
  int64_t number;
  *problem = "a story is the number of its first article";
  if (!slice_number(value, &number) || number < 1) return false;
  *node = (struct search_node){.kind = SEARCH_WORDS,
                               .field = SEARCH_STORY,
                               .text = slice_of(arena_format(arena, "%lld", (long long)number))};
  return true;
}

static bool read_days(struct slice value, bool since, bool until, struct search_node *node,
                      const char **problem)
{
  *node = (struct search_node){.kind = SEARCH_DAYS, .field = SEARCH_DATE};
  *problem = "a date is a year, a month or a day (2026, 2026-01, 2026-01-31), or two of them with two dots "
             "between";
  if (since || until) {
    if (!days_read(value, &node->first_day, &node->last_day)) return false;
    if (since) node->last_day = DAYS_LAST;
    if (until) node->first_day = DAYS_FIRST;
    return true;
  }
  return days_read_range(value, &node->first_day, &node->last_day);
}

static bool read_date(struct arena *arena, struct slice value, struct search_node *node, const char **problem)
{
  (void)arena;
  return read_days(value, false, false, node, problem);
}

static bool read_since(struct arena *arena, struct slice value, struct search_node *node,
                       const char **problem)
{
  (void)arena;
  return read_days(value, true, false, node, problem);
}

static bool read_until(struct arena *arena, struct slice value, struct search_node *node,
                       const char **problem)
{
  (void)arena;
  return read_days(value, false, true, node, problem);
}

const struct search_filter *search_filter_named(struct slice name)
{
  static const struct search_filter filters[] = {
      {"title", SEARCH_TITLE, true, NULL},           {"place", SEARCH_PLACE, true, NULL},
      {"person", SEARCH_PERSON, true, NULL},         {"org", SEARCH_ORGANISATION, true, NULL},
      {"entity", SEARCH_ENTITY, true, NULL},         {"lang", SEARCH_LANGUAGE, false, read_language},
      {"source", SEARCH_SOURCE, false, read_source}, {"story", SEARCH_STORY, false, read_story},
      {"date", SEARCH_DATE, false, read_date},       {"since", SEARCH_DATE, false, read_since},
      {"until", SEARCH_DATE, false, read_until}};
  for (size_t i = 0; i < sizeof filters / sizeof *filters; i++)
    if (slice_is(name, filters[i].name)) return &filters[i];
  return NULL;
}
