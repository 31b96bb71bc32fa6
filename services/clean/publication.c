/* publication.c - see publication.h. */
#include "clean/publication.h"

#include "clean/address.h"
#include "clean/text.h"

enum { DATE_BYTES = 200, VISIBLE_WORDS = 30, DAY = 86400000 };

struct search {
  struct arena *arena;
  millis latest;
  bool month_first;
};

static const char *const published_names[] = {"article:published_time",
                                              "og:article:published_time",
                                              "og:published_time",
                                              "datepublished",
                                              "rnews:datepublished",
                                              "article:published",
                                              "article.published",
                                              "dcterms.created",
                                              "dc.date.issued",
                                              "dcterms.issued",
                                              "dc.date.created",
                                              "sailthru.date",
                                              "parsely-pub-date",
                                              "publishdate",
                                              "publish-date",
                                              "publish_date",
                                              "pubdate",
                                              "publication_date",
                                              "publicationdate",
                                              "published_date",
                                              "published-date",
                                              "cxenseparse:recs:publishtime",
                                              "cxenseparse:publishtime",
                                              "og:pubdate",
                                              "originalpublicationdate",
                                              "article_date_original",
                                              "date_published",
                                              "citation_publication_date",
                                              "citation_date",
                                              "datecreated",
                                              "article.created",
                                              "og:article:published",
                                              "vr:published_time",
                                              "bt:pubdate",
                                              "date",
                                              "dc.date",
                                              "dcterms.date",
                                              "article:post_date",
                                              "shareaholic:article_published_time",
                                              "release_date"};

static const char *const modified_names[] = {"article:modified_time",
                                             "og:updated_time",
                                             "datemodified",
                                             "dcterms.modified",
                                             "dc.date.modified",
                                             "last-modified",
                                             "lastmod",
                                             "article:modified",
                                             "article.updated",
                                             "og:modified_time",
                                             "moddate",
                                             "modified",
                                             "revised",
                                             "cxenseparse:recs:modifiedtime"};

static bool believable(const struct search *search, const struct date *date)
{
  millis when = date_millis(date);
  return date->year >= 1995 && when <= search->latest;
}

static bool read(const struct search *search, struct slice text, struct date *date)
{
  if (text.length > DATE_BYTES) text.length = DATE_BYTES;
  return text.length > 0 && date_find(text, search->month_first, date) && believable(search, date);
}

static bool in_metas(const struct search *search, const struct survey *survey, const char *const *names,
                     size_t count, struct date *date)
{
  for (size_t i = 0; i < count; i++)
    if (read(search, survey_meta(survey, names[i]), date)) return true;
  return false;
}

static bool in_node(const struct search *search, const struct html_node *node, struct date *date)
{
  static const char *const attributes[] = {"datetime", "content", "title"};
  for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
    if (read(search, html_attribute(node, attributes[i]), date)) return true;
  return read(search, survey_text(search->arena, node, DATE_BYTES), date);
}

static bool in_items(const struct search *search, const struct survey *survey, const char *property,
                     struct date *date)
{
  for (size_t i = 0; i < survey->date_count; i++)
    if (text_contains_word(html_attribute(survey->dates[i], "itemprop"), property) &&
        in_node(search, survey->dates[i], date))
      return true;
  return false;
}

static bool is_update(const struct html_node *node)
{
  struct slice name = html_attribute(node, "class"), item = html_attribute(node, "itemprop");
  return text_contains_word(name, "updated") || text_contains_word(name, "modified") ||
         text_contains_word(item, "datemodified");
}

static bool in_times(const struct search *search, const struct survey *survey, struct date *date)
{
  for (int updates = 0; updates < 2; updates++)
    for (size_t i = 0; i < survey->time_count; i++)
      if (is_update(survey->times[i]) == (updates == 1) && in_node(search, survey->times[i], date))
        return true;
  return false;
}

/* in_named_blocks - short blocks in elements that are named for a date or a by-line. */
static bool in_named_blocks(const struct search *search, const struct blocks *blocks, unsigned hints,
                            struct date *date)
{
  for (uint32_t i = 0; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    if (!(region->hints & hints)) continue;
    for (uint32_t b = region->first_block; b < region->end_block && b < region->first_block + 4; b++)
      if (blocks->items[b].words < VISIBLE_WORDS && read(search, blocks->items[b].text, date)) return true;
  }
  return false;
}

/* near_headline - short blocks around the first h1, before it and behind it. */
static bool near_headline(const struct search *search, const struct blocks *blocks, struct date *date)
{
  uint32_t at = 0;
  while (at < blocks->count && !(blocks->items[at].kind == BLOCK_HEADING && blocks->items[at].level == 1))
    at++;
  if (at == blocks->count) at = 0;
  for (uint32_t i = at; i < blocks->count && i < at + 12; i++)
    if (blocks->items[i].words < VISIBLE_WORDS && read(search, blocks->items[i].text, date)) return true;
  for (uint32_t i = at; i-- > 0 && at - i < 5;)
    if (blocks->items[i].words < 12 && read(search, blocks->items[i].text, date)) return true;
  return false;
}

static bool in_short_blocks(const struct search *search, const struct blocks *blocks, struct date *date)
{
  for (uint32_t i = 0; i < blocks->count; i++)
    if (blocks->items[i].words < 10 && block_link_share(&blocks->items[i]) < 0.5 &&
        read(search, blocks->items[i].text, date))
      return true;
  return false;
}

static bool in_url(const struct search *search, struct slice url, struct date *date)
{
  return date_in_path(address_path(url), date) && believable(search, date);
}

static bool find_published(const struct search *search, const struct survey *survey,
                           const struct jsonld *jsonld, const struct blocks *blocks, struct slice url,
                           struct date *date)
{
  size_t count = sizeof published_names / sizeof *published_names;
  return read(search, jsonld->published, date) || in_metas(search, survey, published_names, count, date) ||
         in_items(search, survey, "datepublished", date) || in_items(search, survey, "datecreated", date) ||
         in_url(search, url, date) || in_times(search, survey, date) ||
         in_named_blocks(search, blocks, HINT_DATE, date) ||
         in_named_blocks(search, blocks, HINT_BYLINE, date) || near_headline(search, blocks, date) ||
         in_short_blocks(search, blocks, date);
}

static bool find_modified(const struct search *search, const struct survey *survey,
                          const struct jsonld *jsonld, struct date *date)
{
  size_t count = sizeof modified_names / sizeof *modified_names;
  return read(search, jsonld->modified, date) || in_metas(search, survey, modified_names, count, date) ||
         in_items(search, survey, "datemodified", date);
}

struct publication publication_find(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld, const struct blocks *blocks,
                                    struct slice url, millis fetched_at)
{
  struct slice language = survey->language;
  struct search search = {arena, fetched_at + DAY, language.length < 3 || slice_starts(language, "en-US")};
  if (language.length && !slice_starts(language, "en")) search.month_first = false;
  struct publication result = {0};
  struct date date;
  bool modified = find_modified(&search, survey, jsonld, &date);
  if (modified) result.modified = (struct fact){date_text(arena, &date), FROM_META, 80};
  struct date published;
  if (find_published(&search, survey, jsonld, blocks, url, &published))
    result.published = (struct fact){date_text(arena, &published), FROM_META, 80};
  else if (modified)
    result.published = result.modified;
  return result;
}
