/* trim.c - block by block, by what a block says and where it stands; the names of elements were looked at
 * before. */
#include "clean/trim.h"

#include "base/hash.h"

#include "clean/phrases.h"
#include "clean/text.h"

enum {
  PROMO_WORDS = 30,
  CREDIT_WORDS = 25,
  STAMP_WORDS = 20,
  BYLINE_WORDS = 12,
  LONG_PARAGRAPH = 25,
  MAX_LOOKS = 8,
  TRIES = 256 /* to find a text again: one made to collide costs no more */
};

struct range {
  struct block *items;
  uint32_t first, end;
};

static uint32_t next_kept(const struct range *range, uint32_t at)
{
  while (++at < range->end && !block_kept(&range->items[at])) continue;
  return at;
}

static bool is_elsewhere(const struct block *block)
{
  double links = block_link_share(block);
  if (block->kind == BLOCK_HEADING) return links > 0.8 && block->words > 3;
  if (links > 0.85) return block->words > 1 || block->kind == BLOCK_ITEM;
  return links > 0.5 && block->words < 30 && !block->ends_sentence;
}

static bool repeats_title(const struct block *block, const struct body_clues *clues)
{
  return clues->title.length > 0 && block->text.length < 2 * clues->title.length &&
         text_same(block->text, clues->title);
}

static enum cut foreign(const struct block *block, const struct body_clues *clues)
{
  if (is_elsewhere(block)) return CUT_LINKS;
  if (repeats_title(block, clues)) return CUT_HEADLINE;
  if (block->words <= PROMO_WORDS && phrases_is_promo(block->text))
    return block->kind != BLOCK_PARAGRAPH || block->link_bytes > 0 || block->words < 12 ? CUT_PROMO : CUT_NOT;
  bool credit =
      block->words <= CREDIT_WORDS && block->kind != BLOCK_HEADING && phrases_is_credit(block->text);
  return credit ? CUT_CREDIT : CUT_NOT;
}

static void drop_foreign(const struct range *range, const struct body_clues *clues)
{
  for (uint32_t i = range->first; i < range->end; i++)
    if (block_kept(&range->items[i])) range->items[i].cut = foreign(&range->items[i], clues);
}

static uint32_t prose_until(const struct range *range, uint32_t end)
{
  uint32_t words = 0;
  for (uint32_t i = range->first; i < end; i++)
    if (block_kept(&range->items[i]) && block_is_prose(&range->items[i])) words += range->items[i].words;
  return words;
}

/* goes_on - behind `at` the paragraphs of the element that held the last one go on: "You may also like" was
 * an inset. */
static bool goes_on(const struct blocks *blocks, const struct range *range, uint32_t at, uint32_t element)
{
  uint32_t paragraphs = 0;
  for (uint32_t i = at + 1; i < range->end; i++) {
    const struct block *block = &range->items[i];
    bool same = blocks->regions[block->region].parent == element;
    if (block_kept(block) && same && block->words >= LONG_PARAGRAPH && block_link_share(block) < 0.3)
      paragraphs++;
  }
  return paragraphs >= 2;
}

/* cut_behind_ending - "Related articles" and the like end the article when most of it was read. */
static void cut_behind_ending(const struct blocks *blocks, const struct range *range)
{
  uint32_t total = prose_until(range, range->end), before = 0, element = 0, looked = 0;
  for (uint32_t i = range->first; i < range->end; i++) {
    struct block *block = &range->items[i];
    if (!block_kept(block)) continue;
    if (block_is_prose(block)) {
      before += block->words;
      element = blocks->regions[block->region].parent;
    }
    if (block->words > 8 || !phrases_ends_article(block->text)) continue;
    block->cut = CUT_ENDING;
    if (block->link_bytes > 0 || before * 2 < total || before < 30) continue;
    if (looked++ < MAX_LOOKS && !phrases_opens_comments(block->text) && goes_on(blocks, range, i, element))
      continue;
    while (++i < range->end)
      if (block_kept(&range->items[i])) range->items[i].cut = CUT_ENDING;
  }
}

/* line_of_page - a stamp or a by-line, which stand at either end of an article. */
static enum cut line_of_page(const struct block *block, const struct body_clues *clues)
{
  if (block->words <= STAMP_WORDS && phrases_is_stamp(block->text)) return CUT_STAMP;
  if (block->words <= BYLINE_WORDS && clues_name_author(clues, block->text)) return CUT_BYLINE;
  return CUT_NOT;
}

/* opening - why a block before the first paragraph is no part of it: a stamp, a by-line, a reading time. */
static enum cut opening(const struct block *block, const struct body_clues *clues)
{
  if (block->kind == BLOCK_HEADING)
    return phrases_is_stamp(block->text) && block->words < BYLINE_WORDS ? CUT_STAMP : CUT_NOT;
  enum cut line = line_of_page(block, clues);
  if (line != CUT_NOT) return line;
  return block->words < 6 && !block->ends_sentence ? CUT_SCRAP : CUT_NOT;
}

static void trim_head(const struct range *range, const struct body_clues *clues)
{
  for (uint32_t i = range->first; i < range->end; i++) {
    struct block *block = &range->items[i];
    if (!block_kept(block)) continue;
    enum cut cut = opening(block, clues);
    if (block_is_prose(block) && cut == CUT_NOT) break;
    block->cut = cut;
  }
}

/* closing - why a block behind the last paragraph is no part of it. */
static enum cut closing(const struct block *block, const struct body_clues *clues)
{
  if (block->kind == BLOCK_HEADING) return CUT_BARE;
  if (block->words <= PROMO_WORDS && block_link_share(block) > 0.3) return CUT_LINKS;
  if (block->words <= PROMO_WORDS && phrases_is_promo(block->text) && !phrases_is_stamp(block->text))
    return CUT_PROMO;
  enum cut line = line_of_page(block, clues);
  if (line != CUT_NOT) return line;
  bool scrap = block->words < 5 && block->commas == 0 && !block->ends_sentence;
  return scrap && block->kind == BLOCK_PARAGRAPH ? CUT_SCRAP : CUT_NOT;
}

static void trim_tail(const struct range *range, const struct body_clues *clues)
{
  for (uint32_t i = range->end; i-- > range->first;) {
    struct block *block = &range->items[i];
    if (!block_kept(block)) continue;
    block->cut = closing(block, clues);
    if (block_kept(block)) break;
  }
}

/* drop_repeated - pages carry paragraphs twice, for small and for large screens. */
static void drop_repeated(struct arena *arena, const struct range *range)
{
  size_t size = 16;
  while (size < (size_t)(range->end - range->first) * 2) size *= 2;
  const struct block **seen = arena_zero(arena, size, sizeof *seen);
  for (uint32_t i = range->first; i < range->end; i++) {
    struct block *block = &range->items[i];
    if (!block_kept(block) || block->words < 8) continue;
    size_t slot = hash_slice(block->text) & (size - 1);
    int left = TRIES;
    while (left-- && seen[slot] && !slice_equal(seen[slot]->text, block->text))
      slot = (slot + 1) & (size - 1);
    if (left < 0) continue;
    if (seen[slot])
      block->cut = CUT_REPEATED;
    else
      seen[slot] = block;
  }
}

/* drop_bare_headings - a heading whose section is gone; one of a higher or equal rank follows. */
static void drop_bare_headings(const struct range *range)
{
  for (uint32_t i = range->first; i < range->end; i++) {
    struct block *block = &range->items[i];
    if (!block_kept(block) || block->kind != BLOCK_HEADING) continue;
    uint32_t next = next_kept(range, i);
    bool lost = i + 1 < range->end && !block_kept(&range->items[i + 1]);
    if (next < range->end && lost && range->items[next].kind == BLOCK_HEADING &&
        range->items[next].level <= block->level)
      block->cut = CUT_BARE;
  }
}

void trim_blocks(struct arena *arena, struct blocks *blocks, uint32_t first, uint32_t end,
                 const struct body_clues *clues)
{
  struct range range = {blocks->items, first, end};
  cut_behind_ending(blocks, &range);
  drop_foreign(&range, clues);
  drop_repeated(arena, &range);
  drop_bare_headings(&range);
  trim_head(&range, clues);
  trim_tail(&range, clues);
}
