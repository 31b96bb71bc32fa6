/* publication_sightings.c - see publication_sightings.h. What scripts and metas say; the text is read next
 * door. */
#include "clean/publication_sightings.h"

#include "clean/address.h"
#include "clean/publication_hidden.h"
#include "clean/publication_text.h"
#include "clean/text.h"

enum { DATE_BYTES = 200, VALUE_BYTES = 60, FRESH = 2 * 86400000 };

static const struct {
  const char *name;
  enum sighting_place place;
} metas[] = {{"article:published_time", SEEN_META_ARTICLE},
             {"og:article:published_time", SEEN_META_ARTICLE},
             {"og:published_time", SEEN_META_ARTICLE},
             {"article:published", SEEN_META_ARTICLE},
             {"article:post_date", SEEN_META_ARTICLE},
             {"dcterms.issued", SEEN_META_PUBLISHED},
             {"dc.date.issued", SEEN_META_PUBLISHED},
             {"dcterms.created", SEEN_META_PUBLISHED},
             {"dc.date.created", SEEN_META_PUBLISHED},
             {"dc.created", SEEN_META_PUBLISHED},
             {"sailthru.date", SEEN_META_PUBLISHED},
             {"parsely-pub-date", SEEN_META_PUBLISHED},
             {"bt:pubdate", SEEN_META_PUBLISHED},
             {"pubdate", SEEN_META_PUBLISHED},
             {"pub_date", SEEN_META_PUBLISHED},
             {"og:pubdate", SEEN_META_PUBLISHED},
             {"article.created", SEEN_META_PUBLISHED},
             {"article_date_original", SEEN_META_PUBLISHED},
             {"datecreated", SEEN_META_PUBLISHED},
             {"citation_date", SEEN_META_PUBLISHED},
             {"release_date", SEEN_META_PUBLISHED},
             {"displaydate", SEEN_META_PUBLISHED},
             {"date", SEEN_META_DATE},
             {"dc.date", SEEN_META_DATE},
             {"dcterms.date", SEEN_META_DATE},
             {"dc:date", SEEN_META_DATE},
             {"og:date", SEEN_META_DATE},
             {"article:date", SEEN_META_DATE},
             {"last-modified", SEEN_META_MODIFIED},
             {"lastmod", SEEN_META_MODIFIED},
             {"moddate", SEEN_META_MODIFIED},
             {"revised", SEEN_META_MODIFIED},
             {"og:updated_time", SEEN_META_MODIFIED},
             {"article:modified_time", SEEN_META_MODIFIED}};

static bool has(struct slice text, const char *part)
{
  return text_contains(text, slice_of(part));
}

/* place_of_meta - by the table, or by the parts of the name; SEEN_PLACES: no date of the article. */
static enum sighting_place place_of_meta(struct slice name)
{
  for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
    if (slice_is(name, metas[i].name)) return metas[i].place;
  if (has(name, "image") || has(name, "expir") || has(name, "event") || has(name, "video"))
    return SEEN_PLACES;
  bool when = has(name, "date") || has(name, "time");
  if (has(name, "modif") || (has(name, "updat") && (when || slice_is(name, "updated"))))
    return SEEN_META_MODIFIED;
  return has(name, "publ") && (when || text_ends(name, "published")) ? SEEN_META_PUBLISHED : SEEN_PLACES;
}

static void take(const struct sightings_page *page, enum sighting_place place, struct slice text,
                 struct sightings *sightings)
{
  struct date_match match = {0};
  size_t at = 0;
  if (text.length > DATE_BYTES) text.length = DATE_BYTES;
  if (!text.length) return;
  bool plain = !date_next(text, &at, page->month_first, &match);
  if (plain && !date_find(text, page->month_first, &match.date)) return; /* seconds since 1970 */
  sightings->order += match.order;
  sighting_add(page, (struct sighting){match.date, place, SIGHTING_NO_BLOCK, match.ambiguous}, sightings);
}

/* is_item - the meta stands for an itemprop, and is judged as one. */
static bool is_item(const struct survey *survey, const struct survey_meta *meta)
{
  if (!slice_starts(meta->name, "date")) return false;
  for (size_t i = 0; i < survey->date_count; i++) {
    struct slice content = slice_trim(html_attribute(survey->dates[i], "content"));
    if (content.data == meta->content.data) return true;
  }
  return false;
}

static void take_metas(const struct sightings_page *page, struct sightings *sightings)
{
  const struct survey *survey = page->survey;
  for (size_t i = 0; i < survey->meta_count; i++) {
    enum sighting_place place = place_of_meta(survey->metas[i].name);
    if (place != SEEN_PLACES && !is_item(survey, &survey->metas[i]))
      take(page, place, survey->metas[i].content, sightings);
  }
}

/* value_of - the string behind the first `"key" :` of a script; empty when there is none. */
static struct slice value_of(struct slice script, const char *key)
{
  size_t at = text_find(script, slice_of(key), 0);
  if (at == SIZE_MAX) return (struct slice){"", 0};
  struct slice rest = slice_from(script, at + strlen(key));
  rest.length = rest.length < VALUE_BYTES ? rest.length : VALUE_BYTES;
  rest = slice_trim(rest);
  if (!slice_starts(rest, ":")) return (struct slice){"", 0};
  rest = slice_trim(slice_from(rest, 1));
  if (!slice_starts(rest, "\"")) return (struct slice){"", 0};
  rest = slice_from(rest, 1);
  const char *end = memchr(rest.data, '"', rest.length);
  if (end) rest.length = (size_t)(end - rest.data);
  return rest;
}

/* tells_of_article - does a script that could not be read as one, or not as JSON at all, name a thing that
 * people write? */
static bool tells_of_article(struct slice script)
{
  static const char *const types[] = {"Article\"", "Posting\"", "\"Recipe\"", "\"HowTo\"", "\"Report\""};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++)
    if (has(script, types[i])) return true;
  return false;
}

static void take_jsonld(const struct sightings_page *page, struct sightings *sightings)
{
  static const char *const keys[] = {"\"datePublished\"", "\"dateCreated\""};
  take(page, SEEN_JSONLD, page->jsonld->published, sightings);
  take(page, SEEN_JSONLD_MODIFIED, page->jsonld->modified, sightings);
  bool found = false;
  for (size_t k = 0; k < 2 && !found; k++)
    for (size_t i = 0; i < page->survey->json_count && !found; i++) {
      struct slice script = page->survey->json[i], value = value_of(script, keys[k]);
      found = value.length > 0;
      if (found)
        take(page, tells_of_article(script) ? SEEN_JSONLD_LOOSE : SEEN_JSONLD_PAGE, value, sightings);
    }
}

/* belongs_elsewhere - is the item that the property describes a comment, a picture, a film? */
static bool belongs_elsewhere(const struct html_node *node)
{
  static const char *const types[] = {"Comment",     "Review", "Answer",  "ImageObject", "VideoObject",
                                      "AudioObject", "Event",  "Product", "Offer"};
  for (int depth = 0; node && depth < 32; node = html_parent(node), depth++) {
    struct slice type = html_attribute(node, "itemtype");
    if (!type.length) continue;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
      if (text_ends(type, types[i]) || has(type, types[i])) return true;
    return false;
  }
  return false;
}

static void take_items(const struct sightings_page *page, struct sightings *sightings)
{
  static const char *const attributes[] = {"datetime", "content", "title"};
  for (size_t i = 0; i < page->survey->date_count; i++) {
    const struct html_node *node = page->survey->dates[i];
    struct slice item = html_attribute(node, "itemprop"), value = {"", 0};
    bool modified = text_contains_word(item, "datemodified") && !text_contains_word(item, "datepublished");
    if (belongs_elsewhere(node)) continue;
    for (size_t a = 0; a < 3 && !value.length; a++) {
      value = html_attribute(node, attributes[a]);
      struct date_match match;
      size_t at = 0;
      if (value.length && !date_next(value, &at, false, &match)) value.length = 0;
    }
    if (!value.length) value = survey_text(page->arena, node, DATE_BYTES);
    take(page, modified ? SEEN_ITEM_MODIFIED : SEEN_ITEM, value, sightings);
  }
}

static void take_addresses(const struct sightings_page *page, struct sightings *sightings)
{
  struct date date;
  if (date_in_path(address_path(page->url), &date))
    sighting_add(page, (struct sighting){date, SEEN_URL, SIGHTING_NO_BLOCK, false}, sightings);
  struct slice image = survey_meta(page->survey, "og:image");
  if (!image.length) image = page->jsonld->image;
  if (date_in_path(image, &date))
    sighting_add(page, (struct sighting){date, SEEN_IMAGE, SIGHTING_NO_BLOCK, false}, sightings);
}

void sighting_add(const struct sightings_page *page, struct sighting sighting, struct sightings *sightings)
{
  millis when = date_millis(&sighting.date);
  if (when < page->earliest || when > page->latest || sightings->count == SIGHTINGS) return;
  sightings->items[sightings->count++] = sighting;
}

/* obey_habit - where other dates of the page contradict what its language lets expect, the doubtful ones are
 * turned. */
static void obey_habit(const struct sightings_page *page, struct sightings *sightings)
{
  if (sightings->order == 0 || (sightings->order < 0) == page->month_first) return;
  for (size_t i = 0; i < sightings->count; i++)
    if (sightings->items[i].ambiguous) date_swap(&sightings->items[i].date);
}

/* is_plain - said outright, or shown round the headline. */
static bool is_plain(enum sighting_place place)
{
  switch (place) {
  case SEEN_JSONLD:
  case SEEN_JSONLD_LOOSE:
  case SEEN_META_ARTICLE:
  case SEEN_META_PUBLISHED:
  case SEEN_META_DATE:
  case SEEN_ITEM:
  case SEEN_URL:
  case SEEN_TIME_PUBLISHED:
  case SEEN_TIME_HEAD:
  case SEEN_LABEL_HEAD:
  case SEEN_NAMED_HEAD:
  case SEEN_STAMP_HEAD:
  case SEEN_LABEL:
    return true;
  default:
    return false;
  }
}

static bool any_plain(const struct sightings *sightings)
{
  for (size_t i = 0; i < sightings->count; i++)
    if (is_plain(sightings->items[i].place)) return true;
  return false;
}

/* is_fresh - a date of the last days somewhere on the page shows that it was fetched soon after it was
 * written. */
static bool is_fresh(const struct sightings_page *page, const struct sightings *sightings)
{
  for (size_t i = 0; i < sightings->count; i++)
    if (date_millis(&sightings->items[i].date) > page->fetched_at - FRESH) return true;
  return false;
}

void publication_sightings(const struct sightings_page *page, struct sightings *sightings)
{
  sightings->count = 0;
  sightings->order = 0;
  take_jsonld(page, sightings);
  take_metas(page, sightings);
  take_items(page, sightings);
  take_addresses(page, sightings);
  publication_text(page, sightings);
  if (!any_plain(sightings)) {
    publication_hidden(page, sightings);
    if (is_fresh(page, sightings)) publication_text_ago(page, sightings);
  }
  obey_habit(page, sightings);
}
