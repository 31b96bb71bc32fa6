/* sitemap_xml.c - one pass over the events; the place of an element follows from its name and its parent's
 * place. */
#include "fetch/source/sitemap_internal.h"
#include "fetch/source/xml_stream.h"

#include <stdlib.h>

enum place {
  OTHER,
  PAGE,  /* <url> */
  CHILD, /* <sitemap> */
  NEWS,  /* <news:news> and the <news:publication> in it */
  LOC,   /* from here on: places whose text is a value */
  LASTMOD,
  FREQUENCY,
  PRIORITY,
  TITLE,
  PUBLICATION,
  LANGUAGE,
  KEYWORDS,
  PUBLISHED
};

static const struct {
  enum place parent;
  const char *name;
  enum place place;
} places[] = {
    {OTHER, "url", PAGE},
    {OTHER, "sitemap", CHILD},
    {PAGE, "loc", LOC},
    {PAGE, "lastmod", LASTMOD},
    {PAGE, "changefreq", FREQUENCY},
    {PAGE, "priority", PRIORITY},
    {PAGE, "news", NEWS},
    {CHILD, "loc", LOC},
    {CHILD, "lastmod", LASTMOD},
    {NEWS, "publication", NEWS},
    {NEWS, "name", PUBLICATION},
    {NEWS, "language", LANGUAGE},
    {NEWS, "title", TITLE},
    {NEWS, "keywords", KEYWORDS},
    {NEWS, "publication_date", PUBLISHED},
};

struct walk {
  struct sitemap_reader *reader;
  struct xml_stream stream;
  enum place at[XML_STREAM_DEPTH + 1]; /* by depth; 0 is the document */
  struct buffer value;
  struct sitemap_page page;
  struct sitemap_child child;
  bool full;
};

static bool is(struct slice name, const char *word)
{
  return name.length == strlen(word) && strncasecmp(name.data, word, name.length) == 0;
}

static enum place place_of(enum place parent, struct slice name)
{
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (places[i].parent == parent && is(name, places[i].name)) return places[i].place;
  return OTHER;
}

/* kind_of - what a root says; OTHER roots may still hold rows. */
static enum sitemap_kind kind_of(struct slice root)
{
  if (is(root, "urlset")) return SITEMAP_PAGES;
  if (is(root, "sitemapindex")) return SITEMAP_INDEX;
  return is(root, "rss") || is(root, "feed") || is(root, "RDF") ? SITEMAP_FEED : SITEMAP_NONE;
}

/* alternate - <xhtml:link rel="alternate" hreflang="fr" href="..."/> within a page. */
static void alternate(struct walk *walk)
{
  struct sitemap_page *page = &walk->page;
  struct buffer rel = BUFFER_EMPTY, href = BUFFER_EMPTY, language = BUFFER_EMPTY;
  xml_stream_attribute(&walk->stream, "rel", &rel);
  bool given = is(buffer_view(&rel), "alternate") && xml_stream_attribute(&walk->stream, "href", &href);
  struct slice url = {"", 0};
  if (given && page->alternate_count < SITEMAP_ALTERNATES_MAX)
    url = sitemap_link(walk->reader, buffer_view(&href));
  if (url.length) {
    xml_stream_attribute(&walk->stream, "hreflang", &language);
    struct sitemap_alternate *row = arena_zero(walk->reader->arena, 1, sizeof *row);
    row->url = url;
    if (language.length < 64)
      row->language = arena_slice(walk->reader->arena, slice_trim(buffer_view(&language)));
    row->next = page->alternates; /* turned round when the page ends */
    page->alternates = row;
    page->alternate_count++;
  }
  buffer_free(&rel);
  buffer_free(&href);
  buffer_free(&language);
}

static enum sitemap_frequency frequency_of(struct slice text)
{
  for (int i = SITEMAP_ALWAYS; i <= SITEMAP_NEVER; i++)
    if (is(text, sitemap_frequency_name((enum sitemap_frequency)i))) return (enum sitemap_frequency)i;
  return SITEMAP_UNTOLD;
}

static double priority_of(const char *text)
{
  char *end;
  double priority = strtod(text, &end);
  while (*end && strchr(" \t\r\n", *end)) end++;
  return end != text && !*end && priority >= 0 && priority <= 1 ? priority : -1;
}

/* value_ends - the first value of a kind counts, as far as it says something. */
static void value_ends(struct walk *walk, enum place place, enum place parent)
{
  struct sitemap_page *page = &walk->page;
  struct slice text = slice_trim(buffer_view(&walk->value));
  struct slice *url = parent == CHILD ? &walk->child.url : &page->url;
  struct sitemap_time *lastmod = parent == CHILD ? &walk->child.lastmod : &page->lastmod;
  struct slice *words = place == TITLE         ? &page->title
                        : place == PUBLICATION ? &page->publication
                        : place == LANGUAGE    ? &page->language
                        : place == KEYWORDS    ? &page->keywords
                                               : NULL;
  if (!text.length || walk->value.length > SITEMAP_TEXT_MAX) return;
  if (place == LOC && !url->length) *url = sitemap_link(walk->reader, text);
  if (place == LASTMOD) sitemap_time_parse(text, lastmod);
  if (place == PUBLISHED) sitemap_time_parse(text, &page->published);
  if (place == FREQUENCY) page->frequency = frequency_of(text);
  if (place == PRIORITY) page->priority = priority_of(buffer_string(&walk->value));
  if (words && !words->length) *words = arena_slice(walk->reader->arena, text);
}

/* row_of - the place around an element: a value whose end is missing is no row. */
static enum place row_of(const struct walk *walk, size_t depth)
{
  while (depth > 1 && walk->at[depth - 1] >= LOC) depth--;
  return walk->at[depth - 1];
}

static void starts(struct walk *walk)
{
  size_t depth = walk->stream.depth;
  enum place parent = row_of(walk, depth), place = place_of(parent, walk->stream.name);
  if (place != OTHER && walk->at[depth - 1] >= LOC) value_ends(walk, walk->at[depth - 1], parent);
  walk->at[depth] = place;
  buffer_clear(&walk->value);
  if (place == PAGE) walk->page = (struct sitemap_page){.priority = -1};
  if (place == CHILD) walk->child = (struct sitemap_child){.url = {"", 0}};
  if (parent == PAGE && is(walk->stream.name, "link")) alternate(walk);
}

static struct sitemap_alternate *turned(struct sitemap_alternate *list)
{
  struct sitemap_alternate *first = NULL;
  while (list) {
    struct sitemap_alternate *next = list->next;
    list->next = first;
    first = list;
    list = next;
  }
  return first;
}

static void ends(struct walk *walk)
{
  size_t depth = walk->stream.depth;
  enum place place = walk->at[depth], parent = row_of(walk, depth);
  if (place >= LOC) value_ends(walk, place, parent);
  buffer_clear(&walk->value);
  bool row = place == PAGE || place == CHILD;
  if (row && !(place == PAGE ? walk->page.url : walk->child.url).length) {
    walk->reader->out->left_out++;
  } else if (place == PAGE) {
    walk->page.alternates = turned(walk->page.alternates);
    walk->full = !sitemap_add_page(walk->reader, &walk->page);
  } else if (place == CHILD) {
    walk->full = !sitemap_add_child(walk->reader, &walk->child);
  }
}

/* settle - the rows tell the kind where the root does not; a root of another kind without rows is none. */
static void settle(struct sitemap *out, enum sitemap_kind told, bool cut, bool mended)
{
  out->kind = told;
  if (told == SITEMAP_NONE && out->page_count) out->kind = SITEMAP_PAGES;
  if (told == SITEMAP_NONE && !out->page_count && out->child_count) out->kind = SITEMAP_INDEX;
  if (*out->remark) return;
  if (cut)
    out->remark = "it is cut off; the rows that are whole were taken";
  else if (mended)
    out->remark = "it is not well-formed; what could be read was taken";
}

void sitemap_read_xml(struct sitemap_reader *reader, struct slice text, struct slice *root)
{
  struct walk walk = {.reader = reader, .value = BUFFER_EMPTY};
  enum sitemap_kind told = SITEMAP_NONE;
  enum xml_event event = XML_EVENT_TEXT;
  xml_stream_start(&walk.stream, text);
  while (!walk.full && told != SITEMAP_FEED && event != XML_EVENT_CUT) {
    event = xml_stream_next(&walk.stream);
    if (event == XML_EVENT_START) {
      if (!root->length) *root = walk.stream.name, told = kind_of(*root);
      starts(&walk);
    } else if (event == XML_EVENT_TEXT && walk.at[walk.stream.depth] >= LOC) {
      if (walk.value.length <= SITEMAP_TEXT_MAX) xml_stream_text(&walk.stream, &walk.value);
    } else if (event == XML_EVENT_END) {
      ends(&walk);
    }
  }
  settle(reader->out, told, event == XML_EVENT_CUT && walk.stream.depth > 0, walk.stream.mended);
  buffer_free(&walk.value);
}
