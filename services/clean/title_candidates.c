/* title_candidates.c - see title_candidates.h. */
#include "clean/title_candidates.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/prose.h"
#include "clean/text.h"

enum {
  TITLE_BYTES = 600,
  MOST_BLOCKS = 6,
  MOST_WORDS = 60,
  PIECES = 12,
  ALL_BYTES = 1024 * 1024, /* of all headings: those that stand in each other are read again and again */
  LINK_NODES = 1000        /* of a heading that are looked at for its link */
};

#define BIT(trait) (UINT64_C(1) << (trait))
#define MACHINES                                                                                             \
  (BIT(TITLE_NEWS) | BIT(TITLE_JSONLD) | BIT(TITLE_OPEN_GRAPH) | BIT(TITLE_TWITTER) | BIT(TITLE_META) |      \
   BIT(TITLE_ELEMENT))

struct search {
  struct arena *arena;
  const struct blocks *blocks;
  const bool *off;               /* of each region */
  uint32_t body_start, body_end; /* blocks */
  struct slice url;
  struct title_candidates *found;
  size_t left; /* bytes of headings that may still be read */
};

/* plain_text - letters and digits in lower case, one space for everything between them. */
static struct slice plain_text(struct arena *arena, struct slice text)
{
  struct buffer out = BUFFER_EMPTY;
  bool pending = false;
  for (size_t at = 0; at < text.length;) {
    uint32_t c = unicode_lower(utf8_decode(text, &at));
    bool sign = (c >= '0' && c <= '9') || (c < 0x80 ? c >= 'a' && c <= 'z' : unicode_is_letter(c));
    if (sign) {
      if (pending && out.length) buffer_byte(&out, ' ');
      utf8_put(&out, c);
    }
    pending = !sign;
  }
  struct slice plain = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return plain;
}

/* add - a candidate, or the traits of one that is there already. What readers see in two places counts at the
 * better one. */
static struct title_candidate *add(struct search *search, struct slice text, uint64_t traits)
{
  struct title_candidates *found = search->found;
  text = utf8_cut(text, TITLE_BYTES);
  struct slice plain = plain_text(search->arena, text);
  const uint64_t bad = BIT(TITLE_OFF) | BIT(TITLE_BEHIND) | BIT(TITLE_LINKED);
  if (!plain.length) return NULL;
  for (size_t i = 0; i < found->count; i++) {
    struct title_candidate *same = &found->items[i];
    if (!slice_equal(same->plain, plain)) continue;
    uint64_t seen = same->traits & ~MACHINES, told = same->traits & MACHINES;
    if (traits & MACHINES) return same->traits |= traits, same;
    if (!seen) same->text = text;
    if (!seen || ((seen & bad) && !(traits & bad))) same->traits = told | traits;
    same->traits |= traits & BIT(TITLE_OWN);
    return same;
  }
  if (found->count == TITLE_CANDIDATES) return NULL;
  struct title_candidate *new = &found->items[found->count++];
  *new = (struct title_candidate){text, plain, traits};
  return new;
}

static void add_machines(struct search *search, const struct survey *survey, const struct jsonld *jsonld,
                         const struct site_names *site)
{
  static const struct {
    const char *name;
    enum title_trait trait;
  } metas[] = {{"og:title", TITLE_OPEN_GRAPH}, {"twitter:title", TITLE_TWITTER}, {"headline", TITLE_META},
               {"dc.title", TITLE_META},       {"dcterms.title", TITLE_META},    {"title", TITLE_META},
               {"sailthru.title", TITLE_META}, {"parsely-title", TITLE_META}};
  if (jsonld->headline.length)
    add(search, title_without_site(jsonld->headline, site), BIT(jsonld->is_news ? TITLE_NEWS : TITLE_JSONLD));
  for (size_t i = 0; i < sizeof metas / sizeof *metas; i++) {
    struct slice title = text_clean(search->arena, survey_meta(survey, metas[i].name));
    add(search, title_without_site(title, site), BIT(metas[i].trait));
  }
  add(search, title_without_site(survey->title, site), BIT(TITLE_ELEMENT));
}

/* What readers see. */

static const bool *mark_off(struct arena *arena, const struct blocks *blocks)
{
  const unsigned hints = HINT_NAVIGATION | HINT_RELATED | HINT_COMMENTS | HINT_FRAME;
  struct prose sum = prose_sum(arena, blocks);
  bool *off = arena_zero(arena, blocks->region_count, sizeof *off);
  for (uint32_t i = 1; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    bool aside = region->tag == HTML_NAV || region->tag == HTML_ASIDE || region->tag == HTML_FOOTER;
    bool most = prose_in(&sum, region) * 2 > sum.prose_words[blocks->count];
    off[i] = off[region->parent] || ((aside || (region->hints & hints)) && !most);
  }
  return off;
}

/* find_body - where the text is, roughly: the element with most words of prose right below it. */
static void find_body(struct search *search)
{
  const struct blocks *blocks = search->blocks;
  uint32_t *words = arena_zero(search->arena, blocks->region_count, sizeof *words), best = 0;
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    uint32_t at = block->region;
    if (search->off[at] || !block_is_prose(block)) continue;
    if (blocks->regions[at].end == at + 1) at = blocks->regions[at].parent;
    words[at] += block->words;
    if (words[at] > words[best]) best = at;
  }
  search->body_start = blocks->regions[best].first_block;
  search->body_end = blocks->regions[best].end_block;
  while (search->body_start < search->body_end && !block_is_prose(&blocks->items[search->body_start]))
    search->body_start++;
}

static bool named_as_title(const struct html_node *node)
{
  static const char *const names[] = {"headline",      "entry-title",  "post-title",     "article-title",
                                      "posttitle",     "entrytitle",   "articletitle",   "page-title",
                                      "post__title",   "entry__title", "article__title", "story-title",
                                      "content-title", "news-title",   "node-title"};
  struct slice class = html_attribute(node, "class");
  if (!text_contains(class, SLICE("title")) && !text_contains(class, SLICE("headline"))) return false;
  return text_contains_any(class, names, sizeof names / sizeof *names);
}

static uint64_t rank_of(const struct region *region)
{
  uint64_t traits = 0;
  if (slice_is(html_attribute(region->node, "itemprop"), "headline")) traits |= BIT(TITLE_ITEMPROP);
  if ((region->hints & HINT_HEADLINE) || named_as_title(region->node)) traits |= BIT(TITLE_NAMED);
  if (region->tag == HTML_H1) return traits | BIT(TITLE_H1);
  if (region->tag == HTML_H2) return traits | BIT(TITLE_H2);
  return region->tag == HTML_H3 || traits ? traits | BIT(TITLE_LOWER) : 0;
}

static bool is_off(const struct search *search, uint32_t index)
{
  const struct blocks *blocks = search->blocks;
  uint32_t at = index;
  for (int level = 0; level < 3; level++, at = blocks->regions[at].parent)
    if (blocks->regions[at].tag == HTML_LI) return true;
  return search->off[index];
}

static struct slice last_segment(struct slice url)
{
  const char *hash = url.length ? memchr(url.data, '#', url.length) : NULL;
  if (hash) url.length = (size_t)(hash - url.data);
  while (url.length && url.data[url.length - 1] == '/') url.length--;
  size_t start = url.length;
  while (start && url.data[start - 1] != '/') start--;
  return slice_from(url, start);
}

/* leads_to_itself - the first link in it is to the page at `url`: old weblogs have it so. */
static bool leads_to_itself(const struct region *region, struct slice url)
{
  const struct html_node *at = region->node;
  for (int i = 0; at && i < LINK_NODES; i++, at = html_following(at, region->node)) {
    if (html_tag(at) != HTML_A) continue;
    struct slice href = slice_trim(html_attribute(at, "href"));
    if (slice_starts(href, "#")) return true;
    href = last_segment(href);
    return href.length && slice_equal(href, last_segment(url));
  }
  return false;
}

static uint64_t place_of(const struct search *search, const struct region *region)
{
  if (region->end_block <= search->body_start) return BIT(TITLE_BEFORE);
  return BIT(region->first_block < search->body_end ? TITLE_INSIDE : TITLE_BEHIND);
}

static struct slice text_of(const struct search *search, const struct region *region, uint32_t *link_bytes)
{
  const struct blocks *blocks = search->blocks;
  struct buffer out = BUFFER_EMPTY;
  for (uint32_t i = region->first_block; i < region->end_block; i++) {
    if (out.length) buffer_byte(&out, ' ');
    buffer_append(&out, blocks->items[i].text.data, blocks->items[i].text.length);
    *link_bytes += blocks->items[i].link_bytes;
  }
  struct slice text = arena_slice(search->arena, unicode_nfc(search->arena, buffer_view(&out)));
  buffer_free(&out);
  return text;
}

static bool add_part(struct search *search, struct slice part, uint64_t traits)
{
  part = slice_trim(part);
  while (part.length && strchr(":|/-", part.data[0])) part = slice_trim(slice_from(part, 1));
  if (text_measure(part).words < 2) return false;
  return add(search, part, (traits & ~BIT(TITLE_SHORT)) | BIT(TITLE_PART)) != NULL;
}

/* add_parts - a kicker or a subtitle may stand in a heading beside the headline, in an element of its own. */
static bool add_parts(struct search *search, const struct region *region, struct slice whole, uint64_t traits)
{
  bool any = false;
  size_t count = 0;
  for (const struct html_node *child = html_child(region->node); child && count < PIECES;
       child = html_next(child), count++) {
    if (html_tag(child) == HTML_TEXT || html_tag(child) == HTML_COMMENT) continue;
    struct slice text = survey_text(search->arena, child, TITLE_BYTES);
    if (!text.length || text.length >= whole.length) continue;
    bool named = named_as_title(child) || slice_is(html_attribute(child, "itemprop"), "headline");
    any |= add_part(search, text, traits | (named ? BIT(TITLE_OWN) : 0));
    size_t rest = whole.length - text.length;
    if (memcmp(whole.data, text.data, text.length) == 0)
      any |= add_part(search, slice_from(whole, text.length), traits);
    else if (memcmp(whole.data + rest, text.data, text.length) == 0)
      any |= add_part(search, (struct slice){whole.data, rest}, traits);
  }
  return any;
}

/* is_short - asked before the text is gathered, since elements named as headlines may stand in each other. */
static bool is_short(const struct blocks *blocks, const struct region *region)
{
  size_t words = 0, bytes = 0;
  for (uint32_t i = region->first_block; i < region->end_block; i++) {
    words += blocks->items[i].words;
    bytes += blocks->items[i].text.length;
  }
  return words <= MOST_WORDS && bytes <= 4 * TITLE_BYTES;
}

static void add_visible(struct search *search, uint32_t index, uint64_t rank)
{
  const struct region *region = &search->blocks->regions[index];
  uint32_t link_bytes = 0;
  if (!search->left || !is_short(search->blocks, region)) return;
  struct slice text = text_of(search, region, &link_bytes);
  search->left -= text.length < search->left ? text.length : search->left;
  uint32_t words = text_measure(text).words;
  if (!text.length) return;
  if (is_off(search, index)) {
    add(search, text, BIT(TITLE_OFF));
    return;
  }
  uint64_t traits = rank | place_of(search, region);
  if (link_bytes * 10 > text.length * 9)
    traits |= BIT(leads_to_itself(region, search->url) ? TITLE_SELF : TITLE_LINKED);
  if (words < 2) traits |= BIT(TITLE_SHORT);
  bool parts = add_parts(search, region, text, traits);
  add(search, text, traits | (parts ? BIT(TITLE_DIVIDED) : 0));
}

static void add_headings(struct search *search)
{
  const struct blocks *blocks = search->blocks;
  for (uint32_t i = 1; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    uint32_t held = region->end_block - region->first_block;
    if (!held || held > MOST_BLOCKS) continue;
    uint64_t rank = rank_of(region);
    if (rank) add_visible(search, i, rank);
  }
}

/* How they agree. */

static bool begins_with(struct slice text, struct slice part)
{
  return part.length < text.length && memcmp(text.data, part.data, part.length) == 0 &&
         text.data[part.length] == ' ';
}

static bool ends_with(struct slice text, struct slice part)
{
  return part.length < text.length && text.data[text.length - part.length - 1] == ' ' &&
         memcmp(text.data + text.length - part.length, part.data, part.length) == 0;
}

static bool is_like(struct slice a, struct slice b)
{
  size_t common = 0, words = 0;
  for (size_t at = 0; at < a.length;) {
    size_t end = at;
    while (end < a.length && a.data[end] != ' ') end++;
    if (end - at > 3) {
      words++;
      common += text_contains(b, (struct slice){a.data + at, end - at});
    }
    at = end + 1;
  }
  return words > 1 && common * 2 >= words;
}

static uint64_t agreement(struct slice text, struct slice machine)
{
  if (slice_equal(text, machine)) return 0;
  if (text.length * 4 < machine.length) return text_contains(machine, text) ? BIT(TITLE_WITHIN) : 0;
  if (begins_with(machine, text)) return BIT(TITLE_BEGINS);
  if (ends_with(machine, text)) return BIT(TITLE_ENDS);
  if (begins_with(text, machine)) return BIT(TITLE_LONGER_BACK);
  if (ends_with(text, machine)) return BIT(TITLE_LONGER_FRONT);
  if (text_contains(machine, text)) return BIT(TITLE_WITHIN);
  return is_like(text, machine) ? BIT(TITLE_LIKE) : 0;
}

static void compare(struct search *search, const struct survey *survey, const struct site_names *site)
{
  struct title_candidates *found = search->found;
  struct slice element = plain_text(search->arena, survey->title);
  size_t machines = 0;
  while (machines < found->count && (found->items[machines].traits & MACHINES)) machines++;
  for (size_t i = 0; i < found->count; i++) {
    struct title_candidate *candidate = &found->items[i];
    for (size_t m = 0; m < machines; m++)
      candidate->traits |= agreement(candidate->plain, found->items[m].plain);
    candidate->traits |= agreement(candidate->plain, element);
    if (site_is_named(site, candidate->text)) candidate->traits |= BIT(TITLE_SITE);
  }
}

static void mark_places(struct title_candidates *found)
{
  struct title_candidate *nearest = NULL, *sole = NULL;
  size_t firsts = 0;
  for (size_t i = 0; i < found->count; i++) {
    struct title_candidate *candidate = &found->items[i];
    uint64_t traits = candidate->traits;
    bool whole = !(traits & BIT(TITLE_PART));
    if (whole && (traits & BIT(TITLE_H1))) {
      sole = candidate;
      firsts++;
    }
    if (!(traits & BIT(TITLE_BEFORE))) continue;
    bool higher = !nearest || (traits & BIT(TITLE_H1)) || !(nearest->traits & BIT(TITLE_H1));
    if (whole && higher) nearest = candidate;
  }
  if (nearest) nearest->traits |= BIT(TITLE_NEAREST);
  if (firsts == 1) sole->traits |= BIT(TITLE_SOLE);
}

void title_candidates_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                           const struct blocks *blocks, const struct site_names *site, struct slice url,
                           struct title_candidates *found)
{
  struct search search = {arena, blocks, mark_off(arena, blocks), 0, 0, url, found, ALL_BYTES};
  found->count = 0;
  add_machines(&search, survey, jsonld, site);
  find_body(&search);
  add_headings(&search);
  compare(&search, survey, site);
  mark_places(found);
}
