/* document_places.c - two looks at the regions, parents first. The first counts for every list and table what
 * its items and cells hold, by which those that only arrange the page betray themselves; the second gives
 * out the parts. */
#include "clean/document_places.h"

#include "clean/text.h"

enum {
  CELL_BLOCKS = 4,  /* a cell of a table of data holds no more */
  CELL_WORDS = 200, /* nor so many */
  SECTION_BLOCKS = 4,
  SECTION_WORDS = 120, /* an item with a heading and so much is a section */
  ITEM_BLOCKS = 6,
  ITEM_WORDS = 300,
  MOST_OF = 70 /* per cent of the words: a quotation of them is none */
};

static struct place_sum minus(struct place_sum a, struct place_sum b)
{
  return (struct place_sum){a.blocks - b.blocks, a.headings - b.headings, a.words - b.words};
}

struct place_sum places_kept(const struct places *places, uint32_t region)
{
  const struct region *whole = &places->blocks->regions[places->first];
  const struct region *part = &places->blocks->regions[region];
  uint32_t from = part->first_block < whole->first_block ? whole->first_block : part->first_block;
  uint32_t to = part->end_block > whole->end_block ? whole->end_block : part->end_block;
  if (from >= to) return (struct place_sum){0};
  return minus(places->sums[to - whole->first_block], places->sums[from - whole->first_block]);
}

static bool is_part_of_table(const struct region *region)
{
  return region->tag == HTML_TBODY || region->tag == HTML_THEAD || region->tag == HTML_TFOOT;
}

static bool find_range(struct places *places)
{
  const struct blocks *blocks = places->blocks;
  uint32_t first = 0, last = blocks->count;
  while (first < blocks->count && !block_kept(&blocks->items[first])) first++;
  if (first == blocks->count) return false;
  while (!block_kept(&blocks->items[last - 1])) last--;
  uint32_t region = blocks->items[first].region;
  while (blocks->regions[region].end_block < last || is_part_of_table(&blocks->regions[region]))
    region = blocks->regions[region].parent;
  places->first_kept = first;
  places->last_kept = last - 1;
  places->first = region;
  places->end = blocks->regions[region].end;
  return true;
}

static void sum_up(struct arena *arena, struct places *places)
{
  const struct region *whole = &places->blocks->regions[places->first];
  size_t count = whole->end_block - whole->first_block;
  places->sums = arena_alloc(arena, (count + 1) * sizeof *places->sums);
  struct place_sum sum = {0};
  for (size_t i = 0; i < count; i++) {
    const struct block *block = &places->blocks->items[whole->first_block + i];
    places->sums[i] = sum;
    if (!block_kept(block)) continue;
    sum.blocks++;
    sum.headings += block->kind == BLOCK_HEADING;
    sum.words += block->words;
  }
  places->sums[count] = sum;
}

static struct place *place_of(const struct places *places, uint32_t region)
{
  return region == NO_REGION ? NULL : &places->items[region - places->first];
}

/* The first look. */

static void count_item(struct place *list, struct place_sum kept)
{
  if (kept.headings && (kept.blocks >= SECTION_BLOCKS || kept.words >= SECTION_WORDS)) list->layout = true;
  if (kept.blocks >= ITEM_BLOCKS && kept.words >= ITEM_WORDS) list->layout = true;
}

static void count_cell(struct place *table, struct place *row, struct place_sum kept)
{
  if (kept.blocks > CELL_BLOCKS || kept.words > CELL_WORDS || (kept.headings && kept.blocks > 1))
    table->layout = true;
  if (row->cells < UINT16_MAX) row->cells++;
  if (row->cells == 1 && table->rows < UINT16_MAX) table->rows++;
  if (row->cells > table->widest) table->widest = row->cells;
}

static void open_table(struct places *places, struct place *place, uint32_t index)
{
  const struct region *region = &places->blocks->regions[index];
  if (place->table != NO_REGION) place_of(places, place->table)->layout = true; /* a table in it */
  place->table = index;
  place->row = NO_REGION;
  place->layout = slice_is(html_attribute(region->node, "role"), "presentation");
}

static void count(struct places *places, uint32_t index)
{
  const struct region *region = &places->blocks->regions[index];
  struct place *place = place_of(places, index);
  struct place_sum kept = places_kept(places, index);
  *place = (struct place){NO_REGION, NO_REGION, NO_REGION, NO_REGION, .part = PARTS};
  if (index > places->first) {
    const struct place *parent = place_of(places, region->parent);
    place->list = parent->list;
    place->table = parent->table;
    place->row = parent->row;
  }
  if (!kept.blocks) return;
  switch (region->tag) {
  case HTML_UL:
  case HTML_OL:
  case HTML_DL:
  case HTML_MENU:
    place->list = index;
    break;
  case HTML_LI:
  case HTML_DT:
  case HTML_DD:
    if (place->list != NO_REGION) count_item(place_of(places, place->list), kept);
    break;
  case HTML_TABLE:
    open_table(places, place, index);
    break;
  case HTML_TR:
    place->row = index;
    break;
  case HTML_TD:
  case HTML_TH:
    if (place->table != NO_REGION && place->row != NO_REGION)
      count_cell(place_of(places, place->table), place_of(places, place->row), kept);
    break;
  default:
    break;
  }
}

/* The second look. */

static bool is_post(const struct html_node *node)
{
  static const char *const names[] = {"twitter-tweet", "twitter-video",  "instagram-media", "tiktok-embed",
                                      "bluesky-embed", "mastodon-embed", "fb-post",         "fb-xfbml",
                                      "telegram-post", "reddit-embed",   "reddit-card",     "youtube-embed",
                                      "imgur-embed"};
  struct slice class = html_attribute(node, "class");
  for (size_t i = 0; class.length && i < sizeof names / sizeof *names; i++)
    if (text_contains(class, slice_of(names[i]))) return true;
  return false;
}

static bool holds_most(const struct places *places, struct place_sum kept)
{
  struct place_sum all = places_kept(places, places->first);
  return kept.blocks >= 4 && (uint64_t)kept.words * 100 > (uint64_t)all.words * MOST_OF;
}

static bool is_code_sign(char c)
{
  return c == '{' || c == '}' || c == '[' || c == ']' || c == ';' || c == '=' || c == '<' || c == '>' ||
         c == '_' || c == '|' || c == '\\' || c == '#' || c == '$' || c == '*' || c == '/';
}

/* is_code - preformatted text that is not just prose with hard ends of lines. */
static bool is_code(const struct places *places, const struct region *region)
{
  const struct html_node *child = html_child(region->node);
  if (child && html_tag(child) == HTML_CODE) return true;
  size_t signs = 0, bytes = 0;
  bool prose = false;
  for (uint32_t i = region->first_block; i < region->end_block; i++) {
    const struct block *block = &places->blocks->items[i];
    if (!block_kept(block)) continue;
    prose = prose || block_is_prose(block);
    bytes += block->text.length;
    for (size_t at = 0; at < block->text.length; at++) signs += is_code_sign(block->text.data[at]);
  }
  return !prose || signs * 50 > bytes;
}

static bool is_table(const struct places *places, uint32_t index)
{
  const struct place *table = place_of(places, index);
  return table && !table->layout && table->rows >= 2 && table->widest >= 2;
}

/* inside - the innermost part around is of that kind. */
static bool inside(const struct places *places, uint32_t holder, enum part part)
{
  return holder != NO_REGION && place_of(places, holder)->part == part;
}

static enum part part_of(const struct places *places, uint32_t index, uint32_t around)
{
  const struct region *region = &places->blocks->regions[index];
  const struct place *place = &places->items[index - places->first];
  struct place_sum kept = places_kept(places, index);
  bool closed = inside(places, around, PART_CODE) || inside(places, around, PART_POST);
  if (!kept.blocks || closed) return PARTS;
  switch (region->tag) {
  case HTML_UL:
  case HTML_OL:
  case HTML_DL:
  case HTML_MENU:
    /* a list right inside a list goes on with its items */
    return place->layout || inside(places, around, PART_LIST) ? PARTS : PART_LIST;
  case HTML_LI:
  case HTML_DT:
  case HTML_DD:
    return inside(places, around, PART_LIST) ? PART_ITEM : PARTS;
  case HTML_BLOCKQUOTE:
    if (is_post(region->node)) return PART_POST;
    return holds_most(places, kept) ? PARTS : PART_QUOTE;
  case HTML_PRE:
    return is_code(places, region) ? PART_CODE : PARTS;
  case HTML_TABLE:
    return is_table(places, index) ? PART_TABLE : PARTS;
  case HTML_CAPTION:
    return inside(places, around, PART_TABLE) ? PART_CAPTION : PARTS;
  case HTML_TR:
    return inside(places, around, PART_TABLE) ? PART_ROW : PARTS;
  case HTML_TD:
  case HTML_TH:
    return inside(places, around, PART_ROW) ? PART_CELL : PARTS;
  default:
    return PARTS;
  }
}

static void give_part(struct places *places, uint32_t index)
{
  struct place *place = place_of(places, index);
  const struct place *parent =
      index > places->first ? place_of(places, places->blocks->regions[index].parent) : NULL;
  place->holder = parent ? parent->holder : NO_REGION;
  place->depth = parent ? parent->depth : 0;
  enum part part = place->depth < PLACES_DEEP ? part_of(places, index, place->holder) : PARTS;
  if (part == PARTS) return;
  place->part = (unsigned char)part;
  place->holder = index;
  place->depth++;
}

uint32_t places_holder(const struct places *places, uint32_t region)
{
  const struct place *place = place_at(places, region);
  uint32_t holder = place ? place->holder : NO_REGION;
  while (inside(places, holder, PART_TABLE) || inside(places, holder, PART_ROW)) {
    uint32_t parent = places->blocks->regions[holder].parent;
    place = holder > places->first ? place_at(places, parent) : NULL;
    holder = place ? place->holder : NO_REGION;
  }
  return holder;
}

bool places_find(struct arena *arena, const struct blocks *blocks, struct places *places)
{
  *places = (struct places){.blocks = blocks};
  if (!find_range(places)) return false;
  places->items = arena_alloc(arena, (places->end - places->first) * sizeof *places->items);
  sum_up(arena, places);
  for (uint32_t i = places->first; i < places->end; i++) count(places, i);
  for (uint32_t i = places->first; i < places->end; i++) give_part(places, i);
  for (uint32_t i = places->first_kept; i <= places->last_kept; i++) {
    uint32_t holder =
        block_kept(&blocks->items[i]) ? places_holder(places, blocks->items[i].region) : NO_REGION;
    if (holder != NO_REGION) place_of(places, holder)->own++;
  }
  return true;
}
