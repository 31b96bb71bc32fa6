/* authors.c - finds its way about the page, lets the witnesses speak, and takes the by-line that is chosen.
 */
#include "clean/authors.h"

#include "clean/authors_choose.h"
#include "clean/text.h"

enum { MIN_PROSE_WORDS = 12 };

/* find_headline - the first heading that is the title; else the first h1; else the first block with the
 * title's words. */
static uint32_t find_headline(const struct blocks *blocks, struct slice title)
{
  uint32_t first = UINT32_MAX, other = UINT32_MAX;
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    bool same = title.length && block->text.length < 2 * title.length + 8 && text_same(block->text, title);
    if (same && block->kind == BLOCK_HEADING) return i;
    if (same && other == UINT32_MAX) other = i;
    if (first == UINT32_MAX && block->level == 1) first = i;
  }
  return first != UINT32_MAX ? first : other;
}

static bool is_noise(const struct byline_page *page, uint32_t block)
{
  return bylines_place(page, block, page->blocks->items[block].region) &
         (byline_bit(AT_COMMENTS) | byline_bit(AT_RELATED) | byline_bit(AT_FRAME));
}

/* find_prose - the first and the last paragraph of running text behind the headline, side bars and comments
 * left out. */
static void find_prose(struct byline_page *page)
{
  const struct blocks *blocks = page->blocks;
  uint32_t first = UINT32_MAX, last = 0;
  for (uint32_t i = page->headline == UINT32_MAX ? 0 : page->headline; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    if (block->words < MIN_PROSE_WORDS || !block_is_prose(block) || is_noise(page, i)) continue;
    if (first == UINT32_MAX) first = i;
    last = i;
  }
  page->first_prose = first;
  page->last_prose = last;
}

void bylines_gather(struct byline_page *page, struct bylines *bylines)
{
  bylines->count = 0;
  page->headline = find_headline(page->blocks, page->title);
  find_prose(page);
  bylines_from_metadata(page, bylines);
  bylines_from_elements(page, bylines);
  bylines_from_lines(page, bylines);
  bylines_compare(page, bylines);
}

struct facts authors_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                          const struct blocks *blocks, struct slice title, struct slice site,
                          struct slice url, const struct bylines **gathered)
{
  struct byline_page page = {.arena = arena,
                             .survey = survey,
                             .jsonld = jsonld,
                             .blocks = blocks,
                             .title = title,
                             .site = site,
                             .url = url};
  struct bylines *bylines = arena_alloc(arena, sizeof *bylines);
  bylines_gather(&page, bylines);
  *gathered = bylines;
  struct facts found = {0};
  const struct byline *byline = authors_choose(bylines, &authors_learned, &found.confidence);
  if (!byline) return (struct facts){0};
  struct slice *names = arena_alloc(arena, byline->names.count * sizeof *names);
  for (size_t i = 0; i < byline->names.count; i++) names[i] = arena_slice(arena, byline->names.items[i]);
  found.values = names;
  found.count = byline->names.count;
  found.from = authors_witness(byline);
  return found;
}
