/* publication_text.c - what a date in the text means hangs on three things: where it stands (round the
 * headline, before it, after it, among comments or teasers), what stands beside it in the same block, and how
 * its element is named. */
#include "clean/publication_text.h"

#include "clean/publication_ago.h"
#include "clean/publication_words.h"
#include "clean/text.h"

enum {
  SHORT_WORDS = 30,    /* a longer block is prose */
  STAMP_WORDS = 4,     /* beside the date, in a block that is hardly more */
  LABEL_BYTES = 48,    /* before a date */
  BEHIND_BYTES = 80,   /* behind it */
  DATELINE_BYTES = 60, /* before a date in the first paragraph */
  DATELINE_BLOCKS = 8,
  HEAD_BEFORE = 6, /* blocks before the headline */
  HEAD_AFTER = 24, /* at most, behind it */
  HEAD_PARAGRAPHS = 2,
  LONG_WORDS = 40,
  LONG_BYTES = 400, /* of a long block that are read */
  MANY_DAYS = 3,
  AGO_WORDS = 12,
  MOST_DATES = 1000, /* of the text that are looked at */
  MOST_DEPTH = 64
};

struct layout {
  const struct sightings_page *page;
  const struct blocks *blocks;
  uint32_t headline, head_start, head_end; /* blocks */
};

static bool is_heading(const struct block *block, int level)
{
  return block->kind == BLOCK_HEADING && (level == 0 || block->level == level);
}

/* find_headline - the block that repeats the title, a heading if there is one; else the first h1; else what
 * stands before the first long paragraph. */
static uint32_t find_headline(const struct blocks *blocks, struct slice title)
{
  uint32_t plain = UINT32_MAX, top = UINT32_MAX, text = UINT32_MAX;
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    if (block->words >= LONG_WORDS && text == UINT32_MAX && block_is_prose(block)) text = i ? i - 1 : 0;
    if (block->words > LONG_WORDS) continue;
    bool same = title.length && block->text.length < title.length * 2 && text_same(block->text, title);
    if (same && is_heading(block, 0)) return i;
    if (same && plain == UINT32_MAX) plain = i;
    if (is_heading(block, 1) && top == UINT32_MAX) top = i;
  }
  if (plain != UINT32_MAX) return plain;
  return top != UINT32_MAX ? top : text != UINT32_MAX ? text : 0;
}

static bool is_paragraph(const struct block *block)
{
  return block->kind == BLOCK_PARAGRAPH && block_is_prose(block);
}

/* find_layout - the head ends at the first paragraph, or behind it when it is a standfirst: dates often
 * follow that. */
static struct layout find_layout(const struct sightings_page *page)
{
  const struct blocks *blocks = page->blocks;
  struct layout layout = {.page = page, .blocks = blocks};
  layout.headline = find_headline(blocks, page->title);
  layout.head_start = layout.headline > HEAD_BEFORE ? layout.headline - HEAD_BEFORE : 0;
  uint32_t end = layout.headline + (layout.headline < blocks->count);
  uint32_t last = end + HEAD_AFTER < blocks->count ? end + HEAD_AFTER : blocks->count;
  for (int paragraphs = 0; end < last; end++)
    if (is_paragraph(&blocks->items[end]) && ++paragraphs == HEAD_PARAGRAPHS) break;
  layout.head_end = end;
  return layout;
}

/* names_round - the hints of the elements next round a block, and whether it stands in a thing beside the
 * article: an element that holds the headline too is none. */
static unsigned names_round(const struct layout *layout, uint32_t region, bool *aside, bool *foot)
{
  unsigned hints = 0;
  *aside = *foot = false;
  for (int depth = 0; depth < MOST_DEPTH; depth++) {
    const struct region *at = &layout->blocks->regions[region];
    if (depth < 3) hints |= at->hints;
    if (at->first_block <= layout->headline && layout->headline < at->end_block) break;
    if (at->tag == HTML_ASIDE || at->tag == HTML_NAV ||
        (at->hints & (HINT_COMMENTS | HINT_RELATED | HINT_NAVIGATION | HINT_PROMO)))
      *aside = true;
    if (at->tag == HTML_FOOTER || (at->hints & (HINT_FRAME | HINT_BIOGRAPHY))) *foot = true;
    if (at->parent == region) break;
    region = at->parent;
  }
  return hints;
}

static struct slice last_bytes(struct slice text, size_t bytes)
{
  if (text.length > bytes) text = slice_from(text, text.length - bytes);
  while (text.length && ((unsigned char)*text.data & 0xC0) == 0x80) text = slice_from(text, 1);
  return text;
}

/* label_of - by the words before a date, in its block or, where it stands alone, in the block before; else by
 * those behind. */
static enum date_label label_of(const struct blocks *blocks, uint32_t block, size_t from,
                                const struct date_match *match)
{
  struct slice text = blocks->items[block].text, before = {text.data + from, match->start - from};
  enum date_label label = publication_label(last_bytes(before, LABEL_BYTES));
  if (label != LABEL_NONE) return label;
  if (before.length < 4 && from == 0 && block > 0 && blocks->items[block - 1].words <= 4) {
    struct slice above = blocks->items[block - 1].text;
    label = publication_label(last_bytes(above, LABEL_BYTES));
    if (label == LABEL_OTHER && !text_ends(above, ":")) label = LABEL_NONE;
    if (label != LABEL_NONE) return label;
  }
  struct slice behind = slice_from(text, match->end);
  if (behind.length > BEHIND_BYTES) behind.length = BEHIND_BYTES;
  return publication_said_behind(behind) ? LABEL_PUBLISHED : LABEL_NONE;
}

/* is_dateline - "01.02.2022 The market …", "BERN, 1 February 2022 – The market …": at the very beginning of
 * one of the first paragraphs, or before the dash of the first. */
static bool is_dateline(const struct layout *layout, uint32_t index, const struct date_match *match)
{
  static const char *const signs[] = {"–", "—", "- ", " -", " –", " —", ":", ". ", "|", " |", ")", "/"};
  if (match->start == 0) return index < layout->head_end + DATELINE_BLOCKS;
  if (index > layout->head_end + 1 || match->start > DATELINE_BYTES) return false;
  struct slice behind = slice_from(layout->blocks->items[index].text, match->end);
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (slice_starts(behind, signs[i])) return true;
  return false;
}

static enum sighting_place place_of(const struct layout *layout, uint32_t index, enum date_label label,
                                    const struct date_match *match)
{
  const struct block *block = &layout->blocks->items[index];
  bool aside, foot, head = index >= layout->head_start && index < layout->head_end;
  unsigned hints = names_round(layout, block->region, &aside, &foot);
  bool is_short = block->words < SHORT_WORDS;
  if (aside && !(head && index >= layout->headline)) return SEEN_ASIDE;
  if (label == LABEL_PUBLISHED) return head ? SEEN_LABEL_HEAD : SEEN_LABEL;
  if (label == LABEL_UPDATED) return head ? SEEN_UPDATE_HEAD : SEEN_UPDATE;
  if (label == LABEL_OTHER) return SEEN_OTHER;
  if (index == layout->headline) return SEEN_TITLE;
  if (!is_short)
    return index > layout->headline && is_dateline(layout, index, match) ? SEEN_DATELINE : SEEN_PLACES;
  if (index < layout->head_start) return SEEN_BEFORE;
  if (foot && !head) return SEEN_FOOT;
  uint32_t own =
      text_measure((struct slice){block->text.data + match->start, match->end - match->start}).words;
  bool stamp = block->words <= own + STAMP_WORDS;
  if (hints & (HINT_DATE | HINT_BYLINE)) return head ? SEEN_NAMED_HEAD : SEEN_NAMED;
  if (stamp) return head ? SEEN_STAMP_HEAD : SEEN_STAMP;
  return head ? SEEN_SHORT_HEAD : SEEN_SHORT;
}

/* take_block - false when enough dates were looked at. */
static bool take_block(const struct layout *layout, uint32_t index, size_t *left, struct sightings *sightings)
{
  struct slice text = layout->blocks->items[index].text;
  if (text.length > LONG_BYTES) text.length = LONG_BYTES;
  struct date_match match;
  for (size_t at = 0, from = 0; *left > 0 && date_next(text, &at, layout->page->month_first, &match);
       from = at) {
    --*left;
    enum sighting_place place =
        place_of(layout, index, label_of(layout->blocks, index, from, &match), &match);
    if (place != SEEN_PLACES)
      sighting_add(layout->page, (struct sighting){match.date, place, index, match.ambiguous}, sightings);
  }
  return *left > 0;
}

static bool is_inline(enum html_tag tag)
{
  return tag == HTML_SPAN || tag == HTML_A || tag == HTML_TIME || tag == HTML_STRONG || tag == HTML_B ||
         tag == HTML_EM || tag == HTML_I || tag == HTML_OTHER;
}

/* region_of - the innermost region that holds a node, UINT32_MAX when it is not shown; searched from *near
 * on, because nodes come in order. */
static uint32_t region_of(const struct blocks *blocks, const struct html_node *node, uint32_t *near)
{
  const struct html_node *at = html_parent(node);
  for (int depth = 0; at && is_inline(html_tag(at)) && depth < 32; depth++) at = html_parent(at);
  for (uint32_t r = *near;; r = blocks->regions[r].parent) {
    if (blocks->regions[r].node == at) return r;
    if (blocks->regions[r].parent == r) break;
  }
  for (uint32_t r = *near; r < blocks->region_count; r++)
    if (blocks->regions[r].node == at) return *near = r;
  return UINT32_MAX;
}

static bool says_updated(const struct html_node *node)
{
  struct slice name = html_attribute(node, "class"), item = html_attribute(node, "itemprop");
  return text_contains_word(item, "datemodified") || text_contains_word(name, "modified") ||
         (text_contains_word(name, "updated") && !text_contains_word(name, "published"));
}

static bool says_published(const struct html_node *node)
{
  struct slice name = html_attribute(node, "class"), item = html_attribute(node, "itemprop");
  return text_contains_word(item, "datepublished") || text_contains_word(name, "published") ||
         html_attribute(node, "pubdate").data;
}

/* label_in - what the text says of that day in the blocks of a region. */
static enum sighting_place text_place(const struct sightings *sightings, const struct region *region,
                                      int64_t day)
{
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    if (s->block != SIGHTING_NO_BLOCK && s->block >= region->first_block && s->block < region->end_block &&
        date_day(&s->date) == day)
      return s->place;
  }
  return SEEN_PLACES;
}

static enum sighting_place place_of_time(const struct layout *layout, const struct html_node *node,
                                         uint32_t region, const struct sightings *sightings,
                                         const struct date *date)
{
  bool aside, foot;
  if (region == UINT32_MAX) return SEEN_TIME_ASIDE;
  const struct region *at = &layout->blocks->regions[region];
  enum sighting_place text = text_place(sightings, at, date_day(date));
  names_round(layout, region, &aside, &foot);
  bool head = at->first_block >= layout->head_start && at->first_block < layout->head_end;
  if (aside && !(head && at->first_block >= layout->headline)) return SEEN_TIME_ASIDE;
  if (text == SEEN_OTHER) return SEEN_PLACES;
  if (says_updated(node) || text == SEEN_UPDATE || text == SEEN_UPDATE_HEAD) return SEEN_TIME_UPDATED;
  if (says_published(node)) return SEEN_TIME_PUBLISHED;
  if (head) return SEEN_TIME_HEAD;
  return at->first_block < layout->head_start ? SEEN_TIME_BEFORE : SEEN_TIME_AFTER;
}

static void take_time(const struct layout *layout, const struct html_node *node, uint32_t region,
                      struct sightings *sightings)
{
  static const char *const attributes[] = {"datetime", "content", "title", "data-datetime"};
  struct date_match match = {0};
  bool found = false;
  for (size_t a = 0; a < 4 && !found; a++) {
    size_t at = 0;
    struct slice value = html_attribute(node, attributes[a]);
    if (value.length > LONG_BYTES) value.length = LONG_BYTES;
    found = value.length && (date_next(value, &at, layout->page->month_first, &match) ||
                             date_find(value, layout->page->month_first, &match.date));
  }
  if (!found) return;
  enum sighting_place place = place_of_time(layout, node, region, sightings, &match.date);
  if (place != SEEN_PLACES)
    sighting_add(layout->page, (struct sighting){match.date, place, SIGHTING_NO_BLOCK, match.ambiguous},
                 sightings);
}

static size_t days_seen(const struct sightings *sightings, enum sighting_place place, int64_t *first)
{
  size_t days = 0;
  *first = INT64_MIN;
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    if (s->place != place || date_day(&s->date) == *first) continue;
    days++;
    if (*first == INT64_MIN) *first = date_day(&s->date);
  }
  return days;
}

/* part_many - where a page has a row of dated things behind the head, they are teasers or comments. */
static void part_many(struct sightings *sightings, enum sighting_place place, enum sighting_place many)
{
  int64_t first;
  if (days_seen(sightings, place, &first) < MANY_DAYS) return;
  for (size_t i = 0; i < sightings->count; i++)
    if (sightings->items[i].place == place) sightings->items[i].place = many;
}

/* take_blocks - the head first, from the headline on, so that no menu or calendar before it leaves no room.
 */
static void take_blocks(const struct layout *layout, struct sightings *sightings)
{
  size_t left = MOST_DATES;
  uint32_t count = layout->blocks->count, end = layout->head_end + DATELINE_BLOCKS;
  if (end > count) end = count;
  for (uint32_t i = layout->headline; i < end && take_block(layout, i, &left, sightings); i++) {
  }
  for (uint32_t i = layout->head_start; i < layout->headline; i++) take_block(layout, i, &left, sightings);
  for (uint32_t i = 0; i < count && sightings->count < SIGHTINGS - SURVEY_NODES; i++) {
    bool done = i >= layout->head_start && i < end;
    if (!done && !take_block(layout, i, &left, sightings)) break;
  }
}

void publication_text(const struct sightings_page *page, struct sightings *sightings)
{
  struct layout layout = find_layout(page);
  take_blocks(&layout, sightings);
  uint32_t near = 0;
  for (size_t i = 0; i < page->survey->time_count; i++) {
    const struct html_node *node = page->survey->times[i];
    take_time(&layout, node, region_of(page->blocks, node, &near), sightings);
  }
  part_many(sightings, SEEN_TIME_AFTER, SEEN_TIME_AFTER_MANY);
  part_many(sightings, SEEN_NAMED, SEEN_NAMED_MANY);
  part_many(sightings, SEEN_STAMP, SEEN_STAMP_MANY);
  part_many(sightings, SEEN_SHORT, SEEN_SHORT_MANY);
}

void publication_text_ago(const struct sightings_page *page, struct sightings *sightings)
{
  struct layout layout = find_layout(page);
  for (uint32_t i = layout.head_start; i < layout.head_end; i++) {
    struct date date;
    if (page->blocks->items[i].words >= AGO_WORDS ||
        !publication_ago(page->blocks->items[i].text, page->fetched_at, &date))
      continue;
    sighting_add(page, (struct sighting){date, SEEN_AGO, i, false}, sightings);
    return;
  }
}
