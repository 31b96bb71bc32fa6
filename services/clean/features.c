/* features.c - sums over regions first, then one row a block from left to right. */
#include "clean/features.h"

#include "base/hash.h"
#include "clean/features_text.h"
#include "clean/pitch.h"
#include "clean/prose.h"
#include "clean/shingles.h"
#include "clean/text.h"

enum { NEAR = 3, FARTHEST = 60, SHORT_WORDS = 40, TITLE_REACH = 32000, ALIKE_SLOTS = FEATURES_LOOKS };

/* Regions of one tag and one class, counted together. */
struct alike {
  uint64_t key; /* 0: free */
  uint32_t prose, words, links, blocks;
};

struct view {
  const struct features_page *page;
  const struct blocks *blocks;
  struct prose kept, all; /* sums with and without the cuts of the rules */
  uint32_t *holder;       /* of each region: the first around it, or itself, that is more than a paragraph */
  uint16_t *depth;        /* of each region */
  uint64_t *look;         /* of each region that holds blocks itself: tag and class */
  struct alike *alike;
  struct shingles *declared, *description, *title, *seen;
  struct shingle_list list; /* of the block at hand */
  struct arena *arena;
  uint32_t title_at; /* block of the headline; UINT32_MAX: none */
};

static int16_t clip(int64_t value)
{
  return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

/* logarithm - 100 * log2(1 + n), rounded down, in integers. */
static int16_t logarithm(uint32_t n)
{
  uint64_t value = (uint64_t)n + 1;
  int whole = 63 - __builtin_clzll(value);
  /* between two powers of two a straight line is near enough */
  uint64_t part = ((value - (1ULL << whole)) * 100) >> whole;
  return (int16_t)(whole * 100 + (int)part);
}

static int16_t share(uint64_t part, uint64_t whole)
{
  return (int16_t)(whole ? part * 1000 / whole : 0);
}

static bool is_paragraph(enum html_tag tag)
{
  switch (tag) {
  case HTML_P:
  case HTML_H1:
  case HTML_H2:
  case HTML_H3:
  case HTML_H4:
  case HTML_H5:
  case HTML_H6:
  case HTML_LI:
  case HTML_UL:
  case HTML_OL:
  case HTML_DT:
  case HTML_DD:
  case HTML_DL:
  case HTML_BLOCKQUOTE:
  case HTML_PRE:
    return true;
  default:
    return false;
  }
}

static uint64_t look_of(const struct region *region)
{
  struct slice name = html_attribute(region->node, "class");
  uint64_t hash = name.data ? hash_slice(name) : 0;
  hash = (hash ^ (uint64_t)region->tag) * 0x9E3779B97F4A7C15u;
  return hash ? hash : 1;
}

static struct alike *alike_of(const struct view *view, uint64_t key)
{
  size_t slot = key % ALIKE_SLOTS;
  for (size_t tries = 0; tries < ALIKE_SLOTS; tries++, slot = (slot + 1) % ALIKE_SLOTS)
    if (view->alike[slot].key == key || !view->alike[slot].key) return &view->alike[slot];
  return &view->alike[key % ALIKE_SLOTS]; /* a page with more looks than that: they share */
}

static void read_regions(struct arena *arena, struct view *view)
{
  const struct blocks *blocks = view->blocks;
  view->holder = arena_alloc(arena, blocks->region_count * sizeof *view->holder);
  view->depth = arena_alloc(arena, blocks->region_count * sizeof *view->depth);
  view->look = arena_zero(arena, blocks->region_count, sizeof *view->look);
  view->alike = arena_zero(arena, ALIKE_SLOTS, sizeof *view->alike);
  for (uint32_t i = 0; i < blocks->region_count; i++) {
    const struct region *region = &blocks->regions[i];
    bool single = region->end == i + 1 && region->end_block - region->first_block == 1;
    bool inner = i != 0 && (is_paragraph(region->tag) || single);
    view->holder[i] = inner ? view->holder[region->parent] : i;
    view->depth[i] = i ? (uint16_t)(view->depth[region->parent] + 1) : 0;
  }
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    uint64_t *look = &view->look[block->region];
    if (!*look) *look = look_of(&blocks->regions[block->region]);
    struct alike *alike = alike_of(view, *look);
    alike->key = *look;
    alike->blocks++;
    alike->words += block->words;
    alike->links += (uint32_t)(block->words * block_link_share(block));
    if (block_is_prose(block)) alike->prose += block->words;
  }
}

static struct shingles *set_of(struct arena *arena, struct slice text)
{
  if (!text.length) return NULL;
  struct shingles *set = shingles_new(arena, text.length);
  struct shingle_list list = {0};
  shingles_cut(arena, text, &list);
  shingles_add(set, &list);
  return set;
}

static int16_t share_in(const struct shingles *set, const struct shingle_list *list)
{
  return set ? (int16_t)(shingles_share(set, list) * 1000) : -1;
}

static uint32_t find_title(const struct view *view)
{
  struct slice title = view->page->clues->title;
  uint32_t found = UINT32_MAX;
  for (uint32_t i = 0; i < view->blocks->count && title.length; i++) {
    const struct block *block = &view->blocks->items[i];
    if (block->text.length > 2 * title.length || !text_same(block->text, title)) continue;
    found = i; /* the last one before the container, else the first behind its start */
    if (i >= view->blocks->regions[view->page->container].first_block) break;
  }
  return found;
}

/* The block itself. */

static bool names_author(struct slice text, const struct body_clues *clues)
{
  for (size_t i = 0; i < clues->author_count; i++)
    if (clues->authors[i].length > 4 && text_contains(text, clues->authors[i])) return true;
  return false;
}

/* read_shape - what neighbours want to know of a block too. */
static void read_shape(const struct block *block, int16_t *row)
{
  row[FEATURE_WORDS] = logarithm(block->words);
  row[FEATURE_LINK_SHARE] = share(block->link_bytes, block->text.length);
  row[FEATURE_KIND] = block->kind;
  row[FEATURE_CUT] = block->cut;
}

static void read_runs(const struct blocks *blocks, const struct block *block, int16_t *row)
{
  uint32_t strong = 0, emphasis = 0;
  for (uint32_t i = block->first_run; i < block->end_run; i++) {
    const struct run *run = &blocks->runs[i];
    if (run->kind == RUN_STRONG) strong += run->end - run->start;
    if (run->kind == RUN_EMPHASIS) emphasis += run->end - run->start;
    if (run->kind == RUN_LINK && run->start == 0) row[FEATURE_FIRST_LINK] = 1;
  }
  row[FEATURE_STRONG] = clip(share(strong, block->text.length));
  row[FEATURE_EMPHASIS] = clip(share(emphasis, block->text.length));
}

static void read_block(struct view *view, uint32_t index, int16_t *row)
{
  struct shingle_list *list = &view->list;
  const struct block *block = &view->blocks->items[index];
  struct signs signs = features_signs(block->text);
  shingles_cut(view->arena, block->text, list);
  row[FEATURE_LETTERS_A_WORD] = clip((int64_t)(block->text.length * 10 / (block->words ? block->words : 1)));
  row[FEATURE_COMMAS] = clip(block->commas);
  row[FEATURE_SENTENCES] = clip(block->sentences);
  row[FEATURE_ENDS_SENTENCE] = block->ends_sentence;
  row[FEATURE_LEVEL] = block->level;
  row[FEATURE_CAPITALS] = clip(signs.capitals);
  row[FEATURE_DIGITS] = clip(signs.digits);
  row[FEATURE_FIRST] = (int16_t)signs.first;
  row[FEATURE_LAST] = (int16_t)signs.last;
  row[FEATURE_PHRASE] = (int16_t)features_phrases(block);
  row[FEATURE_PITCH] = clip(pitch_words(block->text));
  read_runs(view->blocks, block, row);
  row[FEATURE_NAMES_AUTHOR] = block->words <= SHORT_WORDS && names_author(block->text, view->page->clues);
  row[FEATURE_IN_TITLE] = block->words <= SHORT_WORDS ? share_in(view->title, list) : 0;
  row[FEATURE_IN_DESCRIPTION] = share_in(view->description, list);
  row[FEATURE_IN_DECLARED] = share_in(view->declared, list);
  row[FEATURE_SEEN] = share_in(view->seen, list);
  shingles_add(view->seen, list);
}

/* The elements around it. */

static void read_hints(const struct view *view, uint32_t at, int16_t *row)
{
  row[FEATURE_HINT_BODY] = -1;
  row[FEATURE_HINT_LEVEL] = -1;
  for (int level = 0; at != 0; level++, at = view->blocks->regions[at].parent) {
    unsigned hints = view->blocks->regions[at].hints;
    unsigned noise = hints & HINTS_OF_NOISE;
    if (noise && row[FEATURE_HINT_LEVEL] < 0) {
      row[FEATURE_HINT_NOISE] = (int16_t)(1 + __builtin_ctz(noise));
      row[FEATURE_HINT_LEVEL] = clip(level);
    }
    if (level < NEAR) {
      row[FEATURE_HINTS_NEAR] += (int16_t)__builtin_popcount(noise);
      if (hints & HINT_LEAD) row[FEATURE_HINT_LEAD] = 1;
      if (hints & (HINT_BYLINE | HINT_DATE)) row[FEATURE_HINT_BYLINE] = 1;
    }
    if ((hints & (HINT_BODY | HINT_ARTICLE_BODY)) && row[FEATURE_HINT_BODY] < 0)
      row[FEATURE_HINT_BODY] = clip(level);
  }
}

static void read_elements(const struct view *view, const struct block *block, struct features *features)
{
  int16_t *row = features->of;
  const struct region *regions = view->blocks->regions;
  uint32_t holder = view->holder[block->region], outer = regions[holder].parent;
  const struct region *held = &regions[holder], *around = &regions[outer];
  const struct alike *alike = alike_of(view, view->look[block->region]);
  uint32_t page_prose = view->all.prose_words[view->blocks->count];
  features->holder = holder;
  features->look = (uint32_t)(alike - view->alike);
  if (features->hopeless) return;
  row[FEATURE_TAG] = (int16_t)regions[block->region].tag;
  row[FEATURE_HOLDER_TAG] = (int16_t)held->tag;
  row[FEATURE_DEPTH] = clip((int64_t)view->depth[block->region] - view->depth[view->page->container]);
  read_hints(view, block->region, row);
  row[FEATURE_HOLDER_PROSE] = logarithm(prose_in(&view->all, held));
  row[FEATURE_HOLDER_LINKS] = share(links_in(&view->all, held), words_in(&view->all, held));
  row[FEATURE_HOLDER_SHARE] = share(prose_in(&view->all, held), page_prose);
  row[FEATURE_OUTER_PROSE] = logarithm(prose_in(&view->all, around));
  row[FEATURE_OUTER_LINKS] = share(links_in(&view->all, around), words_in(&view->all, around));
  row[FEATURE_ALIKE_PROSE] = share(alike->prose, page_prose);
  row[FEATURE_ALIKE_LINKS] = share(alike->links, alike->words);
  row[FEATURE_ALIKE_COUNT] = logarithm(alike->blocks);
}

/* Where it stands. */

static int16_t apart(const struct view *view, uint32_t region)
{
  uint32_t container = view->page->container;
  int16_t out = 0;
  while (view->depth[container] > view->depth[region]) container = view->blocks->regions[container].parent;
  for (; region != container && region != 0; region = view->blocks->regions[region].parent, out++)
    if (view->depth[container] == view->depth[region]) container = view->blocks->regions[container].parent;
  return out;
}

static void read_place(const struct view *view, uint32_t index, int16_t *row)
{
  const struct region *container = &view->blocks->regions[view->page->container];
  uint32_t first = container->first_block, end = container->end_block;
  uint32_t before = 0, after = 0;
  row[FEATURE_PLACE] = index < first ? 0 : index < end ? 1 : 2;
  row[FEATURE_APART] = row[FEATURE_PLACE] == 1 ? -1 : apart(view, view->blocks->items[index].region);
  row[FEATURE_PAGE_AT] = share(index, view->blocks->count);
  if (index > first)
    before = view->kept.prose_words[index < end ? index : end] - view->kept.prose_words[first];
  if (index + 1 < end)
    after = view->kept.prose_words[end] - view->kept.prose_words[index + 1 > first ? index + 1 : first];
  row[FEATURE_PROSE_BEFORE] = logarithm(before);
  row[FEATURE_PROSE_AFTER] = logarithm(after);
  row[FEATURE_PROSE_AT] = share(before, before + after);
  row[FEATURE_FROM_TITLE] =
      view->title_at == UINT32_MAX ? TITLE_REACH : clip((int64_t)index - (int64_t)view->title_at);
}

/* Its neighbours. */

struct trail {
  uint32_t since_prose, since_heading;
  int16_t heading_phrase, heading_cut;
};

static bool kept_prose(const struct block *block)
{
  return block_kept(block) && block_is_prose(block);
}

static void read_trail(const struct view *view, uint32_t index, struct trail *trail, int16_t *row)
{
  const struct block *block = &view->blocks->items[index];
  row[FEATURE_KEPT_RUN_BEFORE] = clip(trail->since_prose);
  row[FEATURE_HEADING_PHRASE] = trail->heading_phrase;
  row[FEATURE_HEADING_AWAY] = clip(trail->since_heading);
  row[FEATURE_HEADING_CUT] = trail->heading_cut;
  const struct region *container = &view->blocks->regions[view->page->container];
  bool inside = index >= container->first_block && index < container->end_block;
  if (inside && kept_prose(block))
    trail->since_prose = 0;
  else if (trail->since_prose < FARTHEST)
    trail->since_prose++;
  if (trail->since_heading < FARTHEST) trail->since_heading++;
  if (block->kind != BLOCK_HEADING && !row[FEATURE_PHRASE]) return;
  trail->since_heading = 0;
  trail->heading_phrase = row[FEATURE_PHRASE];
  trail->heading_cut = block->cut;
}

static void read_gap_behind(const struct view *view, struct features *rows)
{
  const struct region *container = &view->blocks->regions[view->page->container];
  uint32_t gap = FARTHEST;
  for (uint32_t i = view->blocks->count; i-- > 0;) {
    rows[i].of[FEATURE_KEPT_RUN_AFTER] = clip(gap);
    bool inside = i >= container->first_block && i < container->end_block;
    if (inside && kept_prose(&view->blocks->items[i]))
      gap = 0;
    else if (gap < FARTHEST)
      gap++;
  }
}

static void read_neighbours(const struct view *view, uint32_t index, struct features *rows)
{
  int16_t *row = rows[index].of;
  const struct block *items = view->blocks->items;
  uint32_t holder = view->holder[items[index].region];
  if (index > 0) {
    const int16_t *previous = rows[index - 1].of;
    row[FEATURE_PREVIOUS_WORDS] = previous[FEATURE_WORDS];
    row[FEATURE_PREVIOUS_LINKS] = previous[FEATURE_LINK_SHARE];
    row[FEATURE_PREVIOUS_KIND] = previous[FEATURE_KIND];
    row[FEATURE_PREVIOUS_CUT] = previous[FEATURE_CUT];
    row[FEATURE_SECOND_PREVIOUS_WORDS] = index > 1 ? rows[index - 2].of[FEATURE_WORDS] : -1;
    row[FEATURE_SAME_HOLDER_BEFORE] = view->holder[items[index - 1].region] == holder;
  }
  if (index + 1 < view->blocks->count) {
    const int16_t *next = rows[index + 1].of;
    row[FEATURE_NEXT_WORDS] = next[FEATURE_WORDS];
    row[FEATURE_NEXT_LINKS] = next[FEATURE_LINK_SHARE];
    row[FEATURE_NEXT_KIND] = next[FEATURE_KIND];
    row[FEATURE_NEXT_CUT] = next[FEATURE_CUT];
    row[FEATURE_SECOND_NEXT_WORDS] = index + 2 < view->blocks->count ? rows[index + 2].of[FEATURE_WORDS] : -1;
    row[FEATURE_SAME_HOLDER_AFTER] = view->holder[items[index + 1].region] == holder;
  }
}

static void read_pictures(const struct view *view, struct features *rows)
{
  for (uint32_t i = 0; i < view->blocks->insert_count; i++) {
    const struct insert *insert = &view->blocks->inserts[i];
    uint32_t holder = view->holder[insert->region];
    for (uint32_t b = insert->block ? insert->block - 1 : 0; b <= insert->block && b < view->blocks->count;
         b++)
      if (rows[b].holder == holder) rows[b].of[FEATURE_PICTURE] = 1;
  }
}

static void read_page(const struct view *view, int16_t *row)
{
  uint32_t count = view->blocks->count, prose = view->all.prose_words[count];
  const struct region *container = &view->blocks->regions[view->page->container];
  row[FEATURE_PAGE_PROSE] = logarithm(prose);
  row[FEATURE_CONTAINER_SHARE] = share(prose_in(&view->all, container), prose);
  row[FEATURE_PAGE_LINKS] = share(view->all.link_words[count], view->all.words[count]);
}

/* is_hopeless - where the rules are right nearly always. */
static bool is_hopeless(const struct view *view, uint32_t index)
{
  const struct region *container = &view->blocks->regions[view->page->container];
  unsigned char cut = view->blocks->items[index].cut;
  if (cut == CUT_ENDING || cut == CUT_CREDIT) return true;
  if (index >= container->first_block && index < container->end_block) return false;
  return block_link_share(&view->blocks->items[index]) > 0.5;
}

static size_t text_bytes(const struct blocks *blocks)
{
  size_t bytes = 0;
  for (uint32_t i = 0; i < blocks->count; i++) bytes += blocks->items[i].text.length;
  return bytes;
}

struct features *features_read(struct arena *arena, const struct features_page *page)
{
  struct view view = {.page = page, .blocks = page->blocks, .arena = arena};
  struct features *rows = arena_zero(arena, (size_t)page->blocks->count + 1, sizeof *rows);
  struct trail trail = {FARTHEST, FARTHEST, 0, 0};
  view.kept = prose_sum(arena, page->blocks);
  view.all = prose_sum_all(arena, page->blocks);
  view.declared = set_of(arena, page->clues->declared);
  view.description = set_of(arena, page->clues->description);
  view.title = set_of(arena, page->clues->title);
  view.seen = shingles_new(arena, text_bytes(page->blocks));
  view.title_at = find_title(&view);
  read_regions(arena, &view);
  for (uint32_t i = 0; i < page->blocks->count; i++) {
    read_shape(&page->blocks->items[i], rows[i].of);
    rows[i].hopeless = is_hopeless(&view, i);
    if (!rows[i].hopeless) read_block(&view, i, rows[i].of);
    read_elements(&view, &page->blocks->items[i], &rows[i]);
    read_trail(&view, i, &trail, rows[i].of);
    if (rows[i].hopeless) continue;
    read_place(&view, i, rows[i].of);
    read_page(&view, rows[i].of);
  }
  read_gap_behind(&view, rows);
  read_pictures(&view, rows);
  for (uint32_t i = 0; i < page->blocks->count; i++)
    if (!rows[i].hopeless) read_neighbours(&view, i, rows);
  return rows;
}
