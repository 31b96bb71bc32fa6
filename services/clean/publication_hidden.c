/* publication_hidden.c - see publication_hidden.h. */
#include "clean/publication_hidden.h"

#include "clean/text.h"

enum {
  KEY_BYTES = 40,
  VALUE_BYTES = 40,
  BEFORE_DATE = 4,
  SCRIPT_BYTES = 4 * 1024 * 1024,
  MOST_VALUES = 64,
  MOST_ATTRIBUTES = 16
};

static bool is_key_byte(char c)
{
  return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '-' || c == '.' ||
         c == ':';
}

static bool contains(struct slice text, const char *part)
{
  size_t n = strlen(part);
  for (size_t i = 0; i + n <= text.length; i++)
    if (text_starts(slice_from(text, i), part)) return true;
  return false;
}

/* tells_when - "datePublished", "publish_date", "publishedAt", "created_at", and not "publisher". */
static bool tells_when(struct slice key)
{
  bool born = contains(key, "publ") || contains(key, "pubdate") || contains(key, "creat");
  return born && !contains(key, "publisher") && !contains(key, "modif") && !contains(key, "updat") &&
         (contains(key, "date") || contains(key, "time") || contains(key, "published") ||
          text_ends(key, "at") || text_ends(key, "on"));
}

static bool read_value(const struct sightings_page *page, struct slice text, struct date_match *match)
{
  if (text.length > VALUE_BYTES) text.length = VALUE_BYTES;
  size_t at = 0, digits = 0;
  while (digits < text.length && text.data[digits] >= '0' && text.data[digits] <= '9') digits++;
  *match = (struct date_match){0};
  if (digits == 10 || digits == 13) return date_find((struct slice){text.data, digits}, false, &match->date);
  return date_next(text, &at, page->month_first, match) && match->start <= BEFORE_DATE;
}

/* behind_key - the value that belongs to a key which ends at `at`: behind quotes, a colon or a sign of
 * equality. */
static size_t behind_key(struct slice script, size_t at)
{
  bool joined = false;
  for (int i = 0; i < 8 && at < script.length && strchr(" \\\"':=,[", script.data[at]) && script.data[at];
       i++, at++)
    joined = joined || strchr(":=,", script.data[at]);
  return joined ? at : SIZE_MAX;
}

static bool take_key(const struct sightings_page *page, struct slice script, size_t at,
                     struct sightings *sightings)
{
  size_t start = at, end = at;
  while (start > 0 && at - start < KEY_BYTES && is_key_byte(script.data[start - 1])) start--;
  while (end < script.length && end - at < KEY_BYTES && is_key_byte(script.data[end]) &&
         script.data[end] != ':')
    end++;
  if (!tells_when((struct slice){script.data + start, end - start})) return false;
  struct date_match match;
  size_t value = behind_key(script, end);
  if (value == SIZE_MAX || !read_value(page, slice_from(script, value), &match)) return false;
  sighting_add(page, (struct sighting){match.date, SEEN_SCRIPT, SIGHTING_NO_BLOCK, match.ambiguous},
               sightings);
  return true;
}

static bool take_script(const struct sightings_page *page, const struct html_node *node,
                        struct sightings *sightings)
{
  static const char *const stems[] = {"ubl", "ubDate", "ubdate", "reated"};
  const struct html_node *text = html_child(node);
  if (!text || html_tag(text) != HTML_TEXT || contains(html_attribute(node, "type"), "ld+json")) return false;
  struct slice script = html_text(text);
  if (script.length > SCRIPT_BYTES) script.length = SCRIPT_BYTES;
  for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
    size_t at = 0;
    for (int tries = 0; tries < MOST_VALUES; tries++, at++) {
      at = text_find(script, slice_of(stems[i]), at);
      if (at == SIZE_MAX) break;
      if (take_key(page, script, at, sightings)) return true;
    }
  }
  return false;
}

struct attributes {
  const struct sightings_page *page;
  struct sightings *sightings;
  bool named; /* by the class of the element */
  int left;
};

static void take_attribute(void *context, struct slice name, struct slice value)
{
  struct attributes *attributes = context;
  struct date_match match;
  bool telling = (attributes->named && slice_is(name, "title")) ||
                 (slice_starts(name, "data-") && (contains(name, "date") || contains(name, "time")) &&
                  !contains(name, "modif") && !contains(name, "updat") && !contains(name, "end"));
  if (!telling || value.length < 8 || attributes->left == 0) return;
  if (!read_value(attributes->page, value, &match)) return;
  attributes->left--;
  sighting_add(attributes->page,
               (struct sighting){match.date, SEEN_ATTRIBUTE, SIGHTING_NO_BLOCK, match.ambiguous},
               attributes->sightings);
}

static void take_element(const struct html_node *node, struct attributes *attributes)
{
  struct slice class = html_attribute(node, "class");
  attributes->named =
      class.length && (text_contains_word(class, "published") || text_contains_word(class, "updated") ||
                       text_contains_word(class, "date") || text_contains_word(class, "timestamp"));
  html_each_attribute(node, take_attribute, attributes);
}

void publication_hidden(const struct sightings_page *page, struct sightings *sightings)
{
  const struct html_node *root = page->blocks->regions[0].node;
  struct attributes attributes = {page, sightings, false, MOST_ATTRIBUTES};
  bool scripted = false;
  for (const struct html_node *node = root; node; node = html_following(node, root)) {
    enum html_tag tag = html_tag(node);
    if (tag == HTML_TEXT || tag == HTML_COMMENT) continue;
    if (tag == HTML_SCRIPT && !scripted) scripted = take_script(page, node, sightings);
    if (tag != HTML_SCRIPT && attributes.left > 0) take_element(node, &attributes);
  }
}
