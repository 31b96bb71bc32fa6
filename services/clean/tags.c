/* tags.c - see tags.h. */
#include "clean/tags.h"

#include "clean/text.h"

enum { TAG_BYTES = 80, TAG_WORDS = 7, FEW = 15, SECTION_BYTES = 80, SECTION_WORDS = 6, MOST_CRUMBS = 8 };

struct list {
  struct arena *arena;
  struct slice *values;
  size_t count;
};

static void add(struct list *list, struct slice word)
{
  word = text_clean(list->arena, word);
  while (word.length && word.data[0] == '#') word = slice_trim(slice_from(word, 1));
  if (word.length < 2 || word.length > TAG_BYTES || text_measure(word).words > TAG_WORDS) return;
  if (list->count == TAGS_MAX || slice_starts(word, "http")) return;
  for (size_t i = 0; i < list->count; i++)
    if (text_same(list->values[i], word)) return;
  list->values[list->count++] = word;
}

static void add_all(struct list *list, struct slice text)
{
  char sign = memchr(text.data, ',', text.length) ? ',' : ';';
  while (text.length) {
    const char *end = memchr(text.data, sign, text.length);
    size_t length = end ? (size_t)(end - text.data) : text.length;
    add(list, (struct slice){text.data, length});
    text = slice_from(text, end ? length + 1 : length);
  }
}

static void add_metas(struct list *list, const struct survey *survey, const char *name)
{
  struct slice content;
  for (size_t at = 0; (content = survey_meta_next(survey, name, &at)).length;) add_all(list, content);
}

/* add_keywords - they are tags on some sites, and on others a soup for search engines, the same on each page.
 */
static void add_keywords(struct list *list, const struct survey *survey)
{
  add_metas(list, survey, "keywords");
  if (list->count < 2 || list->count > FEW) list->count = 0;
}

struct facts tags_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld)
{
  struct list list = {arena, arena_alloc(arena, TAGS_MAX * sizeof(struct slice)), 0};
  add_metas(&list, survey, "article:tag");
  if (list.count) return (struct facts){list.values, list.count, FROM_OPEN_GRAPH, 90};
  for (size_t i = 0; i < survey->tag_count; i++)
    add(&list, survey_text(arena, survey->tags[i], 2 * TAG_BYTES));
  if (list.count) return (struct facts){list.values, list.count, FROM_LINK, 85};
  for (size_t i = 0; i < jsonld->keyword_count; i++) add(&list, jsonld->keywords[i]);
  if (list.count) return (struct facts){list.values, list.count, FROM_JSONLD, 80};
  add_metas(&list, survey, "news_keywords");
  if (list.count) return (struct facts){list.values, list.count, FROM_META, 80};
  add_keywords(&list, survey);
  return list.count ? (struct facts){list.values, list.count, FROM_META, 50} : (struct facts){0};
}

/* Sections. */

static bool is_home(struct slice name)
{
  static const char *const names[] = {"home",           "homepage",  "accueil", "start",
                                      "startseite",     "inicio",    "início",  "portada",
                                      "page d'accueil", "home page", "главная", "strona główna"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (text_same(name, slice_of(names[i]))) return true;
  return false;
}

/* first_name - "Illinois, Local" names two. */
static struct slice first_name(struct slice name)
{
  if (!name.length) return name;
  const char *comma = memmem(name.data, name.length, ", ", 2);
  if (!comma) comma = memchr(name.data, ';', name.length);
  return slice_trim(comma ? (struct slice){name.data, (size_t)(comma - name.data)} : name);
}

static bool may_be_section(struct slice name)
{
  return name.length > 1 && name.length <= SECTION_BYTES && text_measure(name).words <= SECTION_WORDS;
}

static struct slice of_crumbs(const struct slice *crumbs, size_t count, struct slice title)
{
  for (size_t i = 0; i < count; i++)
    if (!is_home(crumbs[i]) && !text_same(crumbs[i], title) && may_be_section(crumbs[i]) && i + 1 < count)
      return crumbs[i];
  return (struct slice){"", 0};
}

static bool is_breadcrumb(const struct region *region)
{
  if (!(region->hints & HINT_NAVIGATION)) return false;
  struct slice names[] = {html_attribute(region->node, "class"), html_attribute(region->node, "id")};
  for (size_t i = 0; i < 2; i++)
    if (names[i].length && text_contains_word(names[i], "breadcrumb")) return true;
  return names[0].length && text_contains_word(names[0], "breadcrumbs");
}

/* seen_crumbs - of the first list of them that is shown; one block each, or one link. */
static size_t seen_crumbs(struct arena *arena, const struct blocks *blocks, struct slice crumbs[MOST_CRUMBS])
{
  uint32_t i = 1;
  size_t count = 0;
  while (i < blocks->region_count && !is_breadcrumb(&blocks->regions[i])) i++;
  if (i >= blocks->region_count) return 0;
  const struct html_node *root = blocks->regions[i].node;
  for (const struct html_node *at = root; at && count < MOST_CRUMBS; at = html_following(at, root)) {
    if (html_tag(at) != HTML_A) continue;
    struct slice name = survey_text(arena, at, 2 * SECTION_BYTES);
    if (name.length) crumbs[count++] = name;
  }
  return count;
}

struct fact section_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                         const struct blocks *blocks, struct slice title)
{
  static const char *const names[] = {"article:section", "og:article:section", "section", "articlesection"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct slice name = first_name(text_clean(arena, survey_meta(survey, names[i])));
    if (may_be_section(name))
      return (struct fact){name, i < 2 ? FROM_OPEN_GRAPH : FROM_META, i < 2 ? 90 : 75};
  }
  struct slice said = first_name(jsonld->section);
  if (may_be_section(said)) return (struct fact){said, FROM_JSONLD, 85};
  struct slice crumb = of_crumbs(jsonld->crumbs, jsonld->crumb_count, title), crumbs[MOST_CRUMBS];
  if (crumb.length) return (struct fact){crumb, FROM_JSONLD, 75};
  size_t count = seen_crumbs(arena, blocks, crumbs);
  for (size_t i = 0; i < count; i++)
    if (!is_home(crumbs[i]) && !text_same(crumbs[i], title) && may_be_section(crumbs[i]) &&
        (i > 0 || count == 1))
      return (struct fact){crumbs[i], FROM_LAYOUT, 60};
  return (struct fact){0};
}
