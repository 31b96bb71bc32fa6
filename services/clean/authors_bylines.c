/* authors_bylines.c - the list, the signs of a place, the signs among others. */
#include "clean/authors_bylines.h"

#include "clean/address.h"
#include "clean/text.h"

enum { NEAR_HEADLINE = 8, NEAR_END = 8, MANY_OF_A_KIND = 3, MOST_PAIRS = 24 };

static bool same_names(const struct names *a, const struct names *b)
{
  if (a->count != b->count) return false;
  for (size_t i = 0; i < a->count; i++)
    if (!text_same(a->items[i], b->items[i])) return false;
  return true;
}

static uint64_t signs_of_names(const struct names *names)
{
  static const struct {
    unsigned trait;
    enum byline_sign sign;
  } signs[] = {{NAME_SINGLE, IS_SINGLE}, {NAME_SMALL, IS_SMALL},   {NAME_CODED, IS_CODED},
               {NAME_OFFICE, IS_OFFICE}, {NAME_AGENCY, IS_AGENCY}, {NAME_LONG, IS_LONG}};
  uint64_t found = names->all & NAME_FULL ? byline_bit(IS_FULL) : 0;
  if (names->all & NAME_GIVEN) found |= byline_bit(IS_GIVEN);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (names->any & signs[i].trait) found |= byline_bit(signs[i].sign);
  if (names->count > 1) found |= byline_bit(names->count > 3 ? IS_MANY : IS_SEVERAL);
  return found;
}

static bool is_noise(uint64_t signs)
{
  return signs & (byline_bit(AT_RELATED) | byline_bit(AT_FRAME) | byline_bit(AT_PROMOTION));
}

/* rank_of_place - where a by-line is more to be expected; 0: it stands nowhere. */
static int rank_of_place(uint64_t signs)
{
  static const enum byline_sign places[] = {AT_FAR, AT_END, AT_BODY, AT_HEADLINE_BEFORE, AT_TOP, AT_HEADLINE};
  int rank = 0;
  for (int i = 0; i < (int)(sizeof places / sizeof *places); i++)
    if (signs & byline_bit(places[i])) rank = i + 1;
  return rank && !is_noise(signs) ? rank + 10 : rank;
}

/* join - one by-line from two with the same names: all that speaks for either, and the better place. */
static uint64_t join(uint64_t a, uint64_t b)
{
  uint64_t places = (byline_bit(IS_FULL) - 1) & ~(byline_bit(AT_HEADLINE) - 1);
  uint64_t better = rank_of_place(a) >= rank_of_place(b) ? a : b;
  uint64_t both = ((a | b) & ~places) | (better & places);
  return rank_of_place(a) && rank_of_place(b) ? both | byline_bit(IS_REPEATED) : both;
}

void bylines_add(struct bylines *bylines, const struct names *names, uint64_t signs)
{
  if (names->count == 0 || (signs & byline_bit(AT_COMMENTS))) return;
  if (names->marked) signs |= byline_bit(IS_MARKED);
  for (size_t i = 0; i < bylines->count; i++) {
    if (!same_names(&bylines->items[i].names, names)) continue;
    bylines->items[i].signs = join(bylines->items[i].signs, signs);
    return;
  }
  if (bylines->count == BYLINES_MAX) return;
  bylines->items[bylines->count++] = (struct byline){.names = *names, .signs = signs | signs_of_names(names)};
}

static uint64_t signs_of_hints(const struct region *region)
{
  uint64_t signs = 0;
  unsigned hints = region->hints;
  if (hints & HINT_COMMENTS) signs |= byline_bit(AT_COMMENTS);
  if (hints & (HINT_RELATED | HINT_GALLERY)) signs |= byline_bit(AT_RELATED);
  bool frame = region->tag == HTML_ASIDE || region->tag == HTML_NAV || region->tag == HTML_FOOTER;
  if (frame || (hints & (HINT_FRAME | HINT_NAVIGATION))) signs |= byline_bit(AT_FRAME);
  if (hints & HINT_BIOGRAPHY) signs |= byline_bit(AT_BIOGRAPHY);
  if (hints & (HINT_PROMO | HINT_WIDGET | HINT_CAPTION)) signs |= byline_bit(AT_PROMOTION);
  return signs;
}

static uint64_t signs_of_position(const struct byline_page *page, uint32_t block)
{
  bool prose = page->first_prose <= page->last_prose;
  uint32_t headline = page->headline;
  if (headline != UINT32_MAX && block >= headline && block - headline <= NEAR_HEADLINE)
    return byline_bit(AT_HEADLINE);
  if (headline != UINT32_MAX && block < headline)
    return byline_bit(headline - block <= NEAR_HEADLINE ? AT_HEADLINE_BEFORE : AT_FAR);
  if (prose && block < page->first_prose) return byline_bit(AT_TOP);
  if (prose && block <= page->last_prose) return byline_bit(AT_BODY);
  if (prose && block - page->last_prose <= NEAR_END) return byline_bit(AT_END);
  return byline_bit(AT_FAR);
}

uint64_t bylines_place(const struct byline_page *page, uint32_t block, uint32_t region)
{
  const struct region *regions = page->blocks->regions;
  uint64_t signs = signs_of_position(page, block);
  for (; region != 0; region = regions[region].parent) {
    bool holds_headline = page->headline != UINT32_MAX && regions[region].first_block <= page->headline &&
                          page->headline < regions[region].end_block;
    if (holds_headline) break; /* what holds the headline holds the article, whatever its names */
    signs |= signs_of_hints(&regions[region]);
  }
  return signs;
}

static bool has_name(const struct names *names, struct slice name)
{
  for (size_t i = 0; i < names->count; i++)
    if (text_same(names->items[i], name)) return true;
  return false;
}

static size_t shared(const struct names *a, const struct names *b)
{
  size_t count = 0;
  for (size_t i = 0; i < a->count; i++) count += has_name(b, a->items[i]);
  return count;
}

/* is_shown - an element or a label says it near the headline. */
static bool is_shown(uint64_t signs)
{
  uint64_t elements = byline_bit(BY_ITEM) | byline_bit(BY_REL) | byline_bit(BY_CLASS_NAME) |
                      byline_bit(BY_CLASS) | byline_bit(BY_LINK) | byline_bit(BY_LABEL);
  uint64_t places = byline_bit(AT_HEADLINE) | byline_bit(AT_HEADLINE_BEFORE) | byline_bit(AT_TOP);
  return (signs & elements) && (signs & places) && !is_noise(signs);
}

/* goes_on - `longer` begins with the words of `name` and has more. */
static bool goes_on(struct slice longer, struct slice name)
{
  return longer.length > name.length + 1 && longer.data[name.length] == ' ' &&
         memcmp(longer.data, name.data, name.length) == 0;
}

static void compare_beginnings(struct byline *a, const struct byline *b)
{
  for (size_t i = 0; i < a->names.count; i++)
    for (size_t j = 0; j < b->names.count; j++) {
      struct slice x = a->names.items[i], y = b->names.items[j];
      if (goes_on(x, y) && memchr(y.data, ' ', y.length)) a->signs |= byline_bit(IS_LONGER);
      if (goes_on(y, x) && !memchr(x.data, ' ', x.length)) a->signs |= byline_bit(IS_STEM);
    }
}

static void compare_two(struct byline *a, const struct byline *b)
{
  if (a->names.count * b->names.count > MOST_PAIRS) return; /* lists of people, not by-lines */
  compare_beginnings(a, b);
  size_t common = shared(&a->names, &b->names);
  if (common == a->names.count && common < b->names.count) a->signs |= byline_bit(IS_PART);
  if (common == b->names.count && common < a->names.count) a->signs |= byline_bit(IS_WHOLE);
  if (common == 0 && is_shown(b->signs)) a->signs |= byline_bit(IS_RIVALLED);
}

static uint64_t signs_of_site(const struct byline_page *page, const struct names *names)
{
  struct slice word = address_site_name(page->url);
  uint64_t signs = 0;
  for (size_t i = 0; i < names->count; i++) {
    struct slice name = names->items[i];
    if (text_same(name, page->site) || text_same(name, word)) signs |= byline_bit(IS_SITE);
    if ((page->site.length > 3 && text_contains(name, page->site)) ||
        (name.length > 3 && text_contains(page->site, name)))
      signs |= byline_bit(IS_LIKE_SITE);
  }
  return signs;
}

/* all_text - of the blocks, which lie one behind the other. */
static struct slice all_text(const struct blocks *blocks)
{
  if (!blocks->count) return (struct slice){"", 0};
  const struct block *last = &blocks->items[blocks->count - 1];
  const char *begin = blocks->items[0].text.data;
  return (struct slice){begin, (size_t)(last->text.data + last->text.length - begin)};
}

static uint64_t signs_of_page(const struct byline_page *page, const struct byline *byline)
{
  struct slice name = byline->names.items[0];
  bool placed = rank_of_place(byline->signs) > 0;
  uint64_t signs = 0;
  if (page->jsonld->is_news) signs |= byline_bit(IS_NEWS);
  if (text_contains(page->title, name)) signs |= byline_bit(IS_SUBJECT);
  if (!placed && !text_contains(all_text(page->blocks), name)) signs |= byline_bit(IS_UNREAD);
  return signs;
}

static void count_kinds(struct bylines *bylines)
{
  for (int sign = 0; sign < BY_WITNESSES; sign++) {
    size_t count = 0;
    for (size_t i = 0; i < bylines->count; i++) {
      if (!(bylines->items[i].signs & byline_bit((enum byline_sign)sign))) continue;
      if (count == 0) bylines->items[i].signs |= byline_bit(IS_FIRST);
      count++;
    }
    for (size_t i = 0; i < bylines->count && count > MANY_OF_A_KIND; i++)
      if (bylines->items[i].signs & byline_bit((enum byline_sign)sign))
        bylines->items[i].signs |= byline_bit(IS_AMONG_MANY);
  }
}

void bylines_compare(const struct byline_page *page, struct bylines *bylines)
{
  count_kinds(bylines);
  for (size_t i = 0; i < bylines->count; i++) {
    struct byline *byline = &bylines->items[i];
    byline->signs |= signs_of_site(page, &byline->names) | signs_of_page(page, byline);
    for (size_t j = 0; j < bylines->count; j++)
      if (i != j) compare_two(byline, &bylines->items[j]);
  }
}
