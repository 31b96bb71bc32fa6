/* container.c - the idea: each paragraph of prose speaks for its parent, and more softly for the parents of
 * that; commas and length make a paragraph louder, links in an element silence it. The winner is then widened
 * to an ancestor where what the ancestor adds is mostly prose too: an article cut into sections by
 * advertisements. */
#include "clean/container.h"

enum { LEVELS = 5, WIDEN_LEVELS = 12, SMALL_PROSE = 60, HOLDER_PROSE = 40 };

/* What these name may be set apart within an article too: it goes only when it is not mostly prose. */
static const unsigned weak_noise = HINT_TAGS | HINT_WIDGET | HINT_GALLERY;

static bool is_noise(const struct region *region, uint32_t words, uint32_t prose)
{
  switch (region->tag) {
  case HTML_NAV:
  case HTML_ASIDE:
  case HTML_FOOTER:
  case HTML_FORM:
  case HTML_MENU:
  case HTML_FIGCAPTION:
  case HTML_CAPTION:
    return true;
  case HTML_ARTICLE:
  case HTML_MAIN:
  case HTML_BODY:
  case HTML_HTML:
    return false;
  default:
    break;
  }
  if (region->hints & (HINT_BODY | HINT_ARTICLE_BODY)) return false;
  if (region->hints & HINTS_OF_NOISE & ~weak_noise) return true;
  if (region->hints & weak_noise) return prose * 2 < words;
  return (region->hints & (HINT_BYLINE | HINT_DATE)) && words < SMALL_PROSE;
}

/* mark_holders - regions around one that is named as the body of an article and holds prose: whatever they
 * are called
 * ("sidebar-layout"), they are no noise. */
static const bool *mark_holders(struct arena *arena, const struct blocks *blocks, const struct prose *sum)
{
  bool *holder = arena_zero(arena, blocks->region_count, sizeof *holder);
  for (uint32_t i = 0; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    bool body = (region->hints & (HINT_BODY | HINT_ARTICLE_BODY)) && prose_in(sum, region) > HOLDER_PROSE;
    for (uint32_t at = i; body && !holder[at]; at = blocks->regions[at].parent) holder[at] = true;
  }
  return holder;
}

void container_drop_noise(struct arena *arena, struct blocks *blocks)
{
  struct prose sum = prose_sum(arena, blocks);
  const bool *holder = mark_holders(arena, blocks, &sum);
  uint32_t total = sum.prose_words[blocks->count];
  for (uint32_t i = 0; i < blocks->region_count;) {
    const struct region *region = &blocks->regions[i];
    uint32_t inside = prose_in(&sum, region);
    bool most = inside > HOLDER_PROSE && inside * 5 > total * 2;
    if (!is_noise(region, words_in(&sum, region), inside) || most || holder[i]) {
      i++;
      continue;
    }
    for (uint32_t b = region->first_block; b < region->end_block; b++) blocks->items[b].cut = CUT_NOISE;
    i = region->end;
  }
}

static double weight_of(const struct block *block)
{
  double length = block->words / 18.0;
  double weight = 1 + (block->commas < 8 ? block->commas : 8) + (length < 4 ? length : 4);
  if (block->ends_sentence) weight += 1;
  return block->kind == BLOCK_ITEM ? weight / 2 : weight;
}

static void speak(const struct blocks *blocks, const struct block *block, double *score)
{
  static const double share[LEVELS] = {1, 0.5, 1 / 6.0, 1 / 9.0, 1 / 12.0};
  uint32_t at = block->region;
  while (at != 0 && region_is_leaf(blocks, at)) at = blocks->regions[at].parent;
  double weight = weight_of(block);
  for (int level = 0; level < LEVELS; level++) {
    score[at] += weight * share[level];
    if (at == 0) break;
    at = blocks->regions[at].parent;
  }
}

static double standing(const struct region *region)
{
  double factor = 1;
  if (region->hints & HINT_BODY) factor *= 1.4;
  if (region->hints & HINT_ARTICLE_BODY) factor *= 1.8;
  if (region->tag == HTML_ARTICLE) factor *= 1.1;
  if ((region->hints & HINTS_OF_NOISE & ~weak_noise) && !(region->hints & (HINT_BODY | HINT_ARTICLE_BODY)))
    factor *= 0.6;
  return factor;
}

static uint32_t best_region(struct arena *arena, const struct blocks *blocks, const struct prose *sum)
{
  double *score = arena_zero(arena, blocks->region_count, sizeof *score), highest = 0;
  uint32_t best = 0;
  for (uint32_t i = 0; i < blocks->count; i++)
    if (block_kept(&blocks->items[i]) && block_is_prose(&blocks->items[i]))
      speak(blocks, &blocks->items[i], score);
  for (uint32_t i = 0; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    uint32_t words = words_in(sum, region);
    double links = words ? (double)links_in(sum, region) / words : 0;
    double value = score[i] * (1 - links) * standing(region);
    if (value <= highest) continue;
    highest = value;
    best = i;
  }
  return best;
}

/* adds_prose - the ancestor holds a good deal more than `region`, and what it adds is mostly prose. */
static bool adds_prose(const struct prose *sum, const struct region *region, const struct region *ancestor)
{
  uint32_t gain = prose_in(sum, ancestor) - prose_in(sum, region);
  uint32_t all = words_in(sum, ancestor) - words_in(sum, region);
  return gain * 12 > prose_in(sum, region) && gain * 10 > all * 7;
}

static uint32_t widen(const struct blocks *blocks, const struct prose *sum, uint32_t found)
{
  uint32_t at = found;
  for (int level = 0; level < WIDEN_LEVELS && at != 0; level++) {
    at = blocks->regions[at].parent;
    const struct region *ancestor = &blocks->regions[at];
    if (ancestor->tag == HTML_BODY || ancestor->tag == HTML_HTML || at == 0) break;
    if (adds_prose(sum, &blocks->regions[found], ancestor)) found = at;
  }
  return found;
}

/* declared - the region that says of itself that it is the body of the article, if it holds a fair part of
 * the prose. */
static uint32_t declared(const struct blocks *blocks, const struct prose *sum)
{
  uint32_t best = 0, most = 0;
  for (uint32_t i = 0; i < blocks->region_count; i++) {
    uint32_t prose = prose_in(sum, &blocks->regions[i]);
    if (!(blocks->regions[i].hints & HINT_ARTICLE_BODY) || prose <= most) continue;
    best = i;
    most = prose;
  }
  return most * 3 > sum->prose_words[blocks->count] ? best : 0;
}

uint32_t container_find(struct arena *arena, const struct blocks *blocks)
{
  struct prose sum = prose_sum(arena, blocks);
  uint32_t said = declared(blocks, &sum);
  if (said) return said;
  return widen(blocks, &sum, best_region(arena, blocks, &sum));
}
