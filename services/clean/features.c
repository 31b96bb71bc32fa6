/* features.c - sums over regions first, then one row a block from left to right. */
#include "clean/features.h"

#include "base/hash.h"
#include "clean/features_text.h"
#include "clean/pitch.h"
#include "clean/prose.h"
#include "clean/shingles.h"
#include "clean/text.h"

enum {
  NEAR = 3,
  FARTHEST = 25,
  SHORT_WORDS = 40,
  NO_TITLE = 32000,
  TITLE_REACH = 25,
  MUCH_PROSE = 600,
  MANY_ALIKE = 40,
  ALIKE_SLOTS = FEATURES_LOOKS,
  ALIKE_TRIES = 16
};

/* Regions of one tag and one class, counted together. */
struct alike {
  uint64_t key; /* 0: free */
  uint32_t prose, words, links, blocks;
};

/* What a region passes on to those inside it. */
struct around {
  uint64_t look;   /* tag and class; 0: not asked for yet */
  uint32_t holder; /* the first around it, or itself, that is more than a paragraph */
  uint16_t depth;
  int16_t noise, noise_level; /* the innermost hint of noise, and elements out to it; -1: none */
  int16_t body_level;         /* elements out to one named as a body; -1: none */
  int16_t apart;              /* elements out to one that holds the container */
  bool comments;              /* among the comments */
};

struct view {
  const struct features_page *page;
  const struct blocks *blocks;
  struct prose kept, all; /* sums with and without the cuts of the rules */
  struct around *around;  /* one for each region */
  struct alike *alike;
  struct shingles *declared, *description, *title, *seen;
  struct wordlist pitch;
  struct shingle_list list; /* of the block at hand */
  struct arena *arena;
  uint32_t title_at; /* block of the headline; UINT32_MAX: none */
};

static int16_t clip(int64_t value)
{
  return (int16_t)(value > INT16_MAX ? INT16_MAX : value < INT16_MIN ? INT16_MIN : value);
}

int16_t features_logarithm(uint32_t n)
{
  uint64_t value = (uint64_t)n + 1;
  int whole = 63 - __builtin_clzll(value);
  /* between two powers of two a straight line is near enough */
  uint64_t part = ((value - (1ULL << whole)) * 100) >> whole;
  return (int16_t)(whole * 100 + (int)part);
}

/* amount - of words of prose. A long article is no other thing than one of middle length: what a model could
 * learn of the hundredth paragraph would be learnt of the few pages that have one. */
static int16_t amount(uint32_t words)
{
  return features_logarithm(words < MUCH_PROSE ? words : MUCH_PROSE);
}

static int16_t from_title(int64_t blocks)
{
  return (int16_t)(blocks > TITLE_REACH ? TITLE_REACH : blocks < -TITLE_REACH ? -TITLE_REACH : blocks);
}

static int16_t share(uint64_t part, uint64_t whole)
{
  return (int16_t)(whole ? part * 1000 / whole : 0);
}

static uint64_t look_of(const struct region *region)
{
  struct slice name = html_attribute(region->node, "class");
  uint64_t hash = name.data ? hash_slice(name) : 0;
  hash = (hash ^ (uint64_t)region->tag) * 0x9E3779B97F4A7C15u;
  return hash ? hash : 1;
}

/* alike_of - on a page with more looks than there is room for, some share. */
static struct alike *alike_of(const struct view *view, uint64_t key)
{
  size_t slot = key % ALIKE_SLOTS;
  for (size_t tries = 0; tries < ALIKE_TRIES; tries++, slot = (slot + 1) % ALIKE_SLOTS)
    if (view->alike[slot].key == key || !view->alike[slot].key) return &view->alike[slot];
  return &view->alike[key % ALIKE_SLOTS];
}

static int16_t one_out(int16_t level)
{
  return level < 0 || level == INT16_MAX ? level : (int16_t)(level + 1);
}

static struct around around_of(const struct view *view, uint32_t index)
{
  const struct region *region = &view->blocks->regions[index];
  const struct around *parent = &view->around[region->parent];
  unsigned noise = region->hints & HINTS_OF_NOISE;
  struct around around = {.holder = index, .noise_level = -1, .body_level = -1};
  if (index != 0)
    around = (struct around){.holder = region_is_leaf(view->blocks, index) ? parent->holder : index,
                             .depth = (uint16_t)(parent->depth + (parent->depth < INT16_MAX)),
                             .noise = parent->noise,
                             .noise_level = one_out(parent->noise_level),
                             .body_level = one_out(parent->body_level),
                             .apart = one_out(parent->apart),
                             .comments = parent->comments || (region->hints & HINT_COMMENTS)};
  if (noise && index != 0) {
    around.noise = (int16_t)(1 + __builtin_ctz(noise));
    around.noise_level = 0;
  }
  if ((region->hints & (HINT_BODY | HINT_ARTICLE_BODY)) && index != 0) around.body_level = 0;
  uint32_t container = view->page->container;
  if (index <= container && container < region->end) around.apart = 0;
  return around;
}

static void read_regions(struct arena *arena, struct view *view)
{
  const struct blocks *blocks = view->blocks;
  view->around = arena_alloc(arena, blocks->region_count * sizeof *view->around);
  view->alike = arena_zero(arena, ALIKE_SLOTS, sizeof *view->alike);
  for (uint32_t i = 0; i < blocks->region_count; i++) view->around[i] = around_of(view, i);
  for (uint32_t i = 0; i < blocks->count; i++) {
    const struct block *block = &blocks->items[i];
    uint64_t *look = &view->around[block->region].look;
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

/* find_title - the last one before the container, else the first behind its start. */
static uint32_t find_title(const struct view *view)
{
  struct slice title = view->page->clues->title;
  uint32_t found = UINT32_MAX, start = view->blocks->regions[view->page->container].first_block;
  for (uint32_t i = 0; i < view->blocks->count && title.length; i++) {
    const struct block *block = &view->blocks->items[i];
    if (i >= start && found != UINT32_MAX) break;
    if (block->text.length <= 2 * title.length && text_same(block->text, title)) found = i;
  }
  return found;
}

/* The block itself. */

/* read_shape - what neighbours want to know of a block too. */
static void read_shape(const struct block *block, int16_t *row)
{
  row[FEATURE_WORDS] = features_logarithm(block->words);
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
  row[FEATURE_PITCH] = clip(pitch_words(&view->pitch, block->text));
  read_runs(view->blocks, block, row);
  row[FEATURE_NAMES_AUTHOR] =
      block->words <= SHORT_WORDS && clues_name_author(view->page->clues, block->text);
  row[FEATURE_IN_TITLE] = block->words <= SHORT_WORDS ? share_in(view->title, list) : 0;
  row[FEATURE_IN_DESCRIPTION] = share_in(view->description, list);
  row[FEATURE_IN_DECLARED] = share_in(view->declared, list);
  row[FEATURE_SEEN] = share_in(view->seen, list);
  shingles_add(view->seen, list);
}

/* The elements around it. */

static void read_hints(const struct view *view, uint32_t at, int16_t *row)
{
  const struct around *around = &view->around[at];
  row[FEATURE_HINT_NOISE] = around->noise;
  row[FEATURE_HINT_LEVEL] = around->noise_level;
  row[FEATURE_HINT_BODY] = around->body_level;
  for (int level = 0; at != 0 && level < NEAR; level++, at = view->blocks->regions[at].parent) {
    unsigned hints = view->blocks->regions[at].hints;
    row[FEATURE_HINTS_NEAR] += (int16_t)__builtin_popcount(hints & HINTS_OF_NOISE);
    if (hints & HINT_LEAD) row[FEATURE_HINT_LEAD] = 1;
    if (hints & (HINT_BYLINE | HINT_DATE)) row[FEATURE_HINT_BYLINE] = 1;
  }
}

static void read_elements(const struct view *view, const struct block *block, struct features *features)
{
  int16_t *row = features->of;
  const struct region *regions = view->blocks->regions;
  uint32_t holder = view->around[block->region].holder, outer = regions[holder].parent;
  const struct region *held = &regions[holder], *around = &regions[outer];
  const struct alike *alike = alike_of(view, view->around[block->region].look);
  uint32_t page_prose = view->all.prose_words[view->blocks->count];
  features->holder = holder;
  features->look = (uint32_t)(alike - view->alike);
  if (features->hopeless) return;
  row[FEATURE_TAG] = (int16_t)regions[block->region].tag;
  row[FEATURE_HOLDER_TAG] = (int16_t)held->tag;
  row[FEATURE_DEPTH] =
      clip((int64_t)view->around[block->region].depth - view->around[view->page->container].depth);
  read_hints(view, block->region, row);
  row[FEATURE_HOLDER_PROSE] = amount(prose_in(&view->all, held));
  row[FEATURE_HOLDER_LINKS] = share(links_in(&view->all, held), words_in(&view->all, held));
  row[FEATURE_HOLDER_SHARE] = share(prose_in(&view->all, held), page_prose);
  row[FEATURE_OUTER_PROSE] = amount(prose_in(&view->all, around));
  row[FEATURE_OUTER_LINKS] = share(links_in(&view->all, around), words_in(&view->all, around));
  row[FEATURE_ALIKE_PROSE] = share(alike->prose, page_prose);
  row[FEATURE_ALIKE_LINKS] = share(alike->links, alike->words);
  row[FEATURE_ALIKE_COUNT] = features_logarithm(alike->blocks < MANY_ALIKE ? alike->blocks : MANY_ALIKE);
}

/* Where it stands. */

static void read_place(const struct view *view, uint32_t index, int16_t *row)
{
  const struct region *container = &view->blocks->regions[view->page->container];
  uint32_t first = container->first_block, end = container->end_block;
  uint32_t before = 0, after = 0;
  row[FEATURE_PLACE] = index < first ? 0 : index < end ? 1 : 2;
  row[FEATURE_APART] = row[FEATURE_PLACE] == 1 ? -1 : view->around[view->blocks->items[index].region].apart;
  row[FEATURE_PAGE_AT] = share(index, view->blocks->count);
  if (index > first)
    before = view->kept.prose_words[index < end ? index : end] - view->kept.prose_words[first];
  if (index + 1 < end)
    after = view->kept.prose_words[end] - view->kept.prose_words[index + 1 > first ? index + 1 : first];
  row[FEATURE_PROSE_BEFORE] = amount(before);
  row[FEATURE_PROSE_AFTER] = amount(after);
  row[FEATURE_PROSE_AT] = share(before, before + after);
  row[FEATURE_FROM_TITLE] =
      view->title_at == UINT32_MAX ? NO_TITLE : from_title((int64_t)index - (int64_t)view->title_at);
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
  uint32_t holder = view->around[items[index].region].holder;
  if (index > 0) {
    const int16_t *previous = rows[index - 1].of;
    row[FEATURE_PREVIOUS_WORDS] = previous[FEATURE_WORDS];
    row[FEATURE_PREVIOUS_LINKS] = previous[FEATURE_LINK_SHARE];
    row[FEATURE_PREVIOUS_KIND] = previous[FEATURE_KIND];
    row[FEATURE_PREVIOUS_CUT] = previous[FEATURE_CUT];
    row[FEATURE_SECOND_PREVIOUS_WORDS] = index > 1 ? rows[index - 2].of[FEATURE_WORDS] : -1;
    row[FEATURE_SAME_HOLDER_BEFORE] = view->around[items[index - 1].region].holder == holder;
  }
  if (index + 1 < view->blocks->count) {
    const int16_t *next = rows[index + 1].of;
    row[FEATURE_NEXT_WORDS] = next[FEATURE_WORDS];
    row[FEATURE_NEXT_LINKS] = next[FEATURE_LINK_SHARE];
    row[FEATURE_NEXT_KIND] = next[FEATURE_KIND];
    row[FEATURE_NEXT_CUT] = next[FEATURE_CUT];
    row[FEATURE_SECOND_NEXT_WORDS] = index + 2 < view->blocks->count ? rows[index + 2].of[FEATURE_WORDS] : -1;
    row[FEATURE_SAME_HOLDER_AFTER] = view->around[items[index + 1].region].holder == holder;
  }
}

static void read_pictures(const struct view *view, struct features *rows)
{
  for (uint32_t i = 0; i < view->blocks->insert_count; i++) {
    const struct insert *insert = &view->blocks->inserts[i];
    uint32_t holder = view->around[insert->region].holder;
    for (uint32_t b = insert->block ? insert->block - 1 : 0; b <= insert->block && b < view->blocks->count;
         b++)
      if (rows[b].holder == holder) rows[b].of[FEATURE_PICTURE] = 1;
  }
}

static void read_page(const struct view *view, int16_t *row)
{
  uint32_t count = view->blocks->count, prose = view->all.prose_words[count];
  const struct region *container = &view->blocks->regions[view->page->container];
  row[FEATURE_PAGE_PROSE] = amount(prose);
  row[FEATURE_CONTAINER_SHARE] = share(prose_in(&view->all, container), prose);
  row[FEATURE_PAGE_LINKS] = share(view->all.link_words[count], view->all.words[count]);
}

/* is_hopeless - where the rules are right nearly always. */
static bool is_hopeless(const struct view *view, uint32_t index)
{
  const struct region *container = &view->blocks->regions[view->page->container];
  const struct block *block = &view->blocks->items[index];
  unsigned char cut = block->cut;
  if (cut == CUT_ENDING || cut == CUT_CREDIT || cut == CUT_PROMO) return true;
  if (cut == CUT_NOISE && view->around[block->region].comments) return true;
  if ((cut == CUT_NOISE || cut == CUT_LINKS) && features_phrases(block)) return true;
  if (index >= container->first_block && index < container->end_block) return false;
  return block_link_share(block) > 0.5;
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
  pitch_list(&view.pitch);
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
