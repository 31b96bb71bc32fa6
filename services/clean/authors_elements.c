/* authors_elements.c - by-lines from what elements are called: itemprop, rel, class and id, links to the page
 * of an author.
 *
 * One walk marks the elements; those of one kind that stand side by side, with hardly any text between them,
 * are one by-line. */
#include "base/utf8.h"
#include "clean/authors_bylines.h"
#include "clean/authors_labels.h"
#include "clean/text.h"

enum {
  MARKS_MAX = 160,
  BETWEEN_BYTES = 60,  /* of text between two names of one by-line */
  ELEMENT_BYTES = 240, /* of text in an element that is a by-line and no more */
  INSIDE_NODES = 60,   /* looked at for an inner name */
  LOOKED_AT = 4096     /* nodes and bytes of an element: such elements may stand in each other */
};

struct mark {
  const struct html_node *node;
  uint64_t kinds;
  size_t start, end; /* bytes of text before, and up to its end */
  uint32_t headings; /* before it */
  uint32_t region;   /* the last that was opened before it */
  struct names names;
};

struct marks {
  struct mark items[MARKS_MAX];
  size_t count;
};

/* inner_name - the element inside that says it is the name. */
static const struct html_node *inner_name(const struct html_node *node)
{
  const struct html_node *at = html_following(node, node);
  for (int i = 0; at && i < INSIDE_NODES; i++, at = html_following(at, node)) {
    struct slice item = html_attribute(at, "itemprop");
    if (item.length && text_contains_word(item, "name")) return at;
  }
  return node;
}

static bool parts_lines(enum html_tag tag)
{
  return tag == HTML_DIV || tag == HTML_P || tag == HTML_LI || tag == HTML_BR || tag == HTML_UL ||
         tag == HTML_DD || tag == HTML_DT || tag == HTML_TD || tag == HTML_SECTION ||
         (tag >= HTML_H1 && tag <= HTML_H6);
}

static bool is_white(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* put_text - one more run of text; where elements part it from the one before without white space ("Jane
 * Doe" beside "Editor"), or lines, a separator stands between. */
static void put_text(struct buffer *out, struct slice text, bool element, bool line)
{
  struct slice plain = slice_trim(text);
  if (!plain.length) return;
  bool joined = out->length && !is_white(text.data[0]) && !is_white(out->data[out->length - 1]);
  if (out->length && (line || (element && joined))) buffer_append(out, " | ", 3);
  buffer_slice(out, text);
}

static struct slice text_of(struct arena *arena, const struct html_node *node)
{
  struct slice content = html_attribute(node, "content");
  if (content.length) return text_clean(arena, content);
  struct buffer out = BUFFER_EMPTY;
  bool element = false, line = false;
  size_t left = LOOKED_AT;
  for (const struct html_node *at = node; at && out.length <= ELEMENT_BYTES && left;) {
    enum html_tag tag = html_tag(at);
    left--;
    bool skip = tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_SVG || tag == HTML_BUTTON;
    if (tag == HTML_TEXT) {
      struct slice raw = utf8_cut(html_text(at), left);
      bool blank = slice_trim(raw).length == 0;
      left -= raw.length;
      put_text(&out, raw, element, line);
      if (blank && out.length) buffer_byte(&out, ' ');
      if (!blank) element = line = false;
    } else {
      element = true;
      line = line || parts_lines(tag);
    }
    at = skip ? html_after(at, node) : html_following(at, node);
  }
  struct slice text = text_clean(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

static void take(const struct byline_page *page, struct marks *marks, struct mark mark)
{
  if (marks->count == MARKS_MAX) return;
  const struct html_node *name = mark.kinds & byline_bit(BY_ITEM) ? inner_name(mark.node) : mark.node;
  struct slice text = text_of(page->arena, name);
  if (!text.length || text.length > ELEMENT_BYTES) return;
  mark.end = mark.start + text.length;
  authors_split(text, false, &mark.names);
  if (mark.names.count) marks->items[marks->count++] = mark;
}

static bool is_skipped(enum html_tag tag)
{
  return tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_SVG || tag == HTML_TEMPLATE ||
         tag == HTML_NOSCRIPT || tag == HTML_HEAD || tag == HTML_SELECT || tag == HTML_BUTTON;
}

/* is_comments - the region holds comments, and not the headline. */
static bool is_comments(const struct byline_page *page, const struct region *region)
{
  return (region->hints & HINT_COMMENTS) &&
         !(region->first_block <= page->headline && page->headline < region->end_block);
}

static void find_marks(const struct byline_page *page, struct marks *marks)
{
  const struct blocks *blocks = page->blocks;
  const struct html_node *root = blocks->regions[0].node;
  struct wordlist labels;
  size_t bytes = 0;
  uint32_t headings = 0, opened = 0; /* regions stand in document order, as the walk goes */
  authors_labels(&labels);
  for (const struct html_node *node = root; node;) {
    enum html_tag tag = html_tag(node);
    const struct region *region = opened < blocks->region_count ? &blocks->regions[opened] : NULL;
    bool opens = region && region->node == node, comments = opens && is_comments(page, region);
    if (comments || is_skipped(tag)) {
      if (comments) opened = region->end;
      node = html_after(node, root);
      continue;
    }
    if (opens) opened++;
    if (tag >= HTML_H1 && tag <= HTML_H3) headings++;
    if (tag == HTML_TEXT)
      bytes += slice_trim(html_text(node)).length;
    else if (tag != HTML_COMMENT && tag != HTML_BODY && tag != HTML_HTML) {
      uint64_t kinds = authors_kinds(&labels, node);
      struct mark mark = {node, kinds, bytes, bytes, headings, opened ? opened - 1 : 0, {.count = 0}};
      if (kinds) take(page, marks, mark);
    }
    node = html_following(node, root);
  }
}

static bool is_inside(const struct html_node *node, const struct html_node *outer)
{
  for (; node; node = html_parent(node))
    if (node == outer) return true;
  return false;
}

static uint64_t place_of(const struct byline_page *page, const struct mark *mark)
{
  const struct region *regions = page->blocks->regions;
  uint32_t region = mark->region;
  while (region != 0 && !is_inside(mark->node, regions[region].node)) region = regions[region].parent;
  return bylines_place(page, regions[mark->region].first_block, region);
}

/* add_group - the marks of one kind from `first` on that belong together; gives the last. */
static size_t add_group(const struct byline_page *page, const struct marks *marks, size_t first,
                        uint64_t kind, bool outer, struct bylines *bylines)
{
  struct names all = {0};
  const struct mark *last = &marks->items[first];
  size_t end = first;
  bool nested = false;
  for (size_t i = first; i < marks->count; i++) {
    const struct mark *mark = &marks->items[i];
    if (!(mark->kinds & kind)) continue;
    bool inside = i > first && is_inside(mark->node, last->node);
    nested = nested || inside;
    if (inside && outer) continue;
    if (i > first && (mark->headings != last->headings || mark->start > last->end + BETWEEN_BYTES)) break;
    if (inside) all = (struct names){0};
    for (size_t n = 0; n < mark->names.count; n++) authors_add(&all, mark->names.items[n]);
    all.marked = all.marked || mark->names.marked;
    last = mark;
    end = i;
  }
  if (nested || !outer) bylines_add(bylines, &all, kind | place_of(page, &marks->items[first]));
  return end;
}

void bylines_from_elements(const struct byline_page *page, struct bylines *bylines)
{
  struct marks *marks = arena_zero(page->arena, 1, sizeof *marks);
  find_marks(page, marks);
  for (int sign = 0; sign < BY_WITNESSES; sign++) {
    uint64_t kind = byline_bit((enum byline_sign)sign);
    for (int outer = 0; outer < 2; outer++)
      for (size_t i = 0; i < marks->count; i++)
        if (marks->items[i].kinds & kind) i = add_group(page, marks, i, kind, outer, bylines);
  }
}
