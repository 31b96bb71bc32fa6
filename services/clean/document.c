/* document.c - block by block: the parts around it are opened, what else was open is closed; its text goes
 * into the plain text and, with its runs, into the steps. */
#include "clean/document.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/address.h"
#include "clean/document_media.h"

#include <stdlib.h>

enum { LEAD_PICTURES = 40, MAX_FIGURES = 200, RECENT = 16, MAX_SPAN = 100 };

struct maker {
  struct arena *arena;
  const struct blocks *blocks;
  struct places places;
  struct steps steps;
  struct buffer text;
  struct article_block *out;
  size_t count, room, points;     /* `points`: code points of the text */
  uint32_t open[PLACES_DEEP + 1]; /* regions; NO_REGION: an item that the page forgot */
  unsigned depth, lists;
  uint32_t next_cell[PLACES_DEEP + 1]; /* of open rows: the region to go on with */
  uint32_t cell, code;                 /* whose text came last; NO_REGION: none */
  unsigned char levels[7];             /* of the page's headings, as they are given out */
  uint32_t next_insert, figures;
  struct slice recent[RECENT]; /* addresses of pictures */
};

/* Text. */

/* add_text - as a block of its own, or joined to the last. */
static void add_text(struct maker *maker, const char *type, int level, const char *join, struct slice text)
{
  bool joined = join != NULL;
  struct slice normal = unicode_nfc(maker->arena, text);
  maker->steps.normal = normal.data == text.data;
  text = normal;
  if (!join) join = maker->text.length ? "\n" : "";
  buffer_text(&maker->text, join);
  maker->points += strlen(join); /* they are all ASCII */
  buffer_slice(&maker->text, text);
  size_t start = maker->points;
  maker->points += utf8_count(text);
  if (joined) {
    maker->out[maker->count - 1].end = maker->points;
    return;
  }
  if (maker->count == maker->room) {
    maker->room = maker->room ? maker->room * 2 : 64;
    maker->out = memory_resize(maker->out, maker->room * sizeof *maker->out);
  }
  maker->out[maker->count++] = (struct article_block){type, level, start, maker->points};
}

static const struct place *top(const struct maker *maker)
{
  if (!maker->depth || maker->open[maker->depth - 1] == NO_REGION) return NULL;
  return place_at(&maker->places, maker->open[maker->depth - 1]);
}

/* around - the innermost open part of that kind; NO_REGION: none. */
static uint32_t around(const struct maker *maker, enum part part)
{
  for (unsigned i = maker->depth; i-- > 0;)
    if (maker->open[i] != NO_REGION && place_at(&maker->places, maker->open[i])->part == part)
      return maker->open[i];
  return NO_REGION;
}

/* lines_of - the text with its line breaks. */
static struct slice lines_of(struct maker *maker, const struct block *block)
{
  char *text = arena_string(maker->arena, block->text);
  for (uint32_t i = block->first_run; i < block->end_run; i++)
    if (maker->blocks->runs[i].kind == RUN_BREAK) text[maker->blocks->runs[i].start] = '\n';
  return (struct slice){text, block->text.length};
}

static void add_row_text(struct maker *maker, uint32_t row, const struct block *block)
{
  uint32_t cell = around(maker, PART_CELL);
  bool same_row =
      maker->cell != NO_REGION && maker->blocks->regions[row].end > maker->cell && maker->cell > row;
  add_text(maker, "row", 0, !same_row ? NULL : maker->cell == cell ? " " : " | ", block->text);
  maker->cell = cell;
}

static void add_code_text(struct maker *maker, uint32_t code, const struct block *block)
{
  add_text(maker, "code", 0, maker->code == code ? "\n" : NULL, lines_of(maker, block));
  maker->code = code;
}

static void add_plain_text(struct maker *maker, const struct block *block)
{
  const struct place *place = top(maker);
  bool item = maker->depth && (!place || place->part == PART_ITEM);
  if (around(maker, PART_POST) != NO_REGION)
    add_text(maker, "post", 0, NULL, block->text);
  else if (block->kind == BLOCK_CAPTION)
    add_text(maker, "caption", 0, NULL, block->text);
  else if (block->kind == BLOCK_HEADING)
    add_text(maker, "heading", maker->levels[block->level], NULL, block->text);
  else if (item)
    add_text(maker, "item", (int)maker->lists, NULL, block->text);
  else
    add_text(maker, place && place->part == PART_QUOTE ? "quote" : "paragraph", 0, NULL, block->text);
}

/* Parts. */

static uint32_t number_of(const struct html_node *node, const char *name, uint32_t most)
{
  int64_t number;
  if (!slice_number(slice_trim(html_attribute(node, name)), &number)) return 1;
  return number < 1 ? 1 : number > most ? most : (uint32_t)number;
}

static void open_cell(struct maker *maker, uint32_t index)
{
  const struct region *region = &maker->blocks->regions[index];
  steps_open(&maker->steps, (struct step){.part = PART_CELL,
                                          .header = region->tag == HTML_TH,
                                          .across = number_of(region->node, "colspan", MAX_SPAN),
                                          .down = number_of(region->node, "rowspan", MAX_SPAN)});
}

/* fill_cells - those of the row that hold nothing, up to region `end`, so that columns stay columns. */
static void fill_cells(struct maker *maker, unsigned row, uint32_t end)
{
  uint32_t at = maker->next_cell[row];
  for (; at < end; at = maker->blocks->regions[at].end) {
    enum html_tag tag = maker->blocks->regions[at].tag;
    if (tag != HTML_TD && tag != HTML_TH) continue;
    open_cell(maker, at);
    steps_close(&maker->steps, PART_CELL);
  }
  maker->next_cell[row] = at;
}

/* post_url - a quoted post says where it stands, or its last link does. */
static struct slice post_url(struct maker *maker, const struct region *region)
{
  static const char *const names[] = {"cite", "data-instgrm-permalink", "data-embed-url"};
  if (!maker->steps.base) return (struct slice){"", 0};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct slice value = html_attribute(region->node, names[i]);
    if (value.length) return address_below(maker->arena, maker->steps.base, value);
  }
  for (uint32_t i = region->end_block; i-- > region->first_block;) {
    const struct block *block = &maker->blocks->items[i];
    for (uint32_t at = block->end_run; at-- > block->first_run;)
      if (maker->blocks->runs[at].kind == RUN_LINK)
        return address_below(maker->arena, maker->steps.base,
                             html_attribute(maker->blocks->runs[at].node, "href"));
  }
  return (struct slice){"", 0};
}

/* put_code - as it stands in the page, or what is kept of it. */
static void put_code(struct maker *maker, const struct region *region)
{
  uint32_t all = region->end_block - region->first_block;
  uint32_t index = (uint32_t)(region - maker->blocks->regions);
  if (places_kept(&maker->places, index).blocks == all) {
    steps_code(&maker->steps, region->node);
    return;
  }
  struct buffer lines = BUFFER_EMPTY;
  for (uint32_t i = region->first_block; i < region->end_block; i++) {
    if (!block_kept(&maker->blocks->items[i])) continue;
    if (lines.length) buffer_byte(&lines, '\n');
    buffer_slice(&lines, lines_of(maker, &maker->blocks->items[i]));
  }
  maker->steps.normal = false;
  steps_text(&maker->steps, arena_slice(maker->arena, buffer_view(&lines)));
  buffer_free(&lines);
}

static void open_part(struct maker *maker, uint32_t index)
{
  const struct region *region = &maker->blocks->regions[index];
  enum part part = (enum part)place_at(&maker->places, index)->part;
  struct step step = {.part = (unsigned char)part};
  if (part == PART_CELL && maker->depth) fill_cells(maker, maker->depth - 1, index);
  if (part == PART_ROW) maker->next_cell[maker->depth] = index + 1;
  maker->open[maker->depth++] = index;
  if (part == PART_CELL) {
    maker->next_cell[maker->depth - 2] = region->end;
    open_cell(maker, index);
    return;
  }
  if (part == PART_LIST) {
    maker->lists++;
    step.ordered = region->tag == HTML_OL;
    step.across = step.ordered ? number_of(region->node, "start", 1000000) : 1;
  }
  if (part == PART_POST) step.text = post_url(maker, region);
  steps_open(&maker->steps, step);
  if (part == PART_CODE) put_code(maker, region);
}

static void close_part(struct maker *maker)
{
  uint32_t index = maker->open[--maker->depth];
  enum part part = index == NO_REGION ? PART_ITEM : (enum part)place_at(&maker->places, index)->part;
  if (part == PART_ROW) fill_cells(maker, maker->depth, maker->blocks->regions[index].end);
  if (part == PART_LIST) maker->lists--;
  steps_close(&maker->steps, part);
}

/* move_to - leaves and enters parts until those around `region` are open. */
static void move_to(struct maker *maker, uint32_t region)
{
  uint32_t chain[PLACES_DEEP];
  unsigned length = 0, same = 0;
  for (uint32_t at = places_holder(&maker->places, region); at != NO_REGION && length < PLACES_DEEP;) {
    chain[length++] = at;
    const struct place *parent =
        at > maker->places.first ? place_at(&maker->places, maker->blocks->regions[at].parent) : NULL;
    at = parent ? parent->holder : NO_REGION;
  }
  while (same < maker->depth && same < length && maker->open[same] == chain[length - 1 - same]) same++;
  while (maker->depth > same) close_part(maker);
  while (maker->depth < length) open_part(maker, chain[length - 1 - maker->depth]);
  const struct place *place = top(maker);
  if (!place || place->part != PART_LIST) return;
  steps_open(&maker->steps, (struct step){.part = PART_ITEM});
  maker->open[maker->depth++] = NO_REGION;
}

/* Pictures. */

static bool seen_before(struct maker *maker, struct slice url)
{
  for (size_t i = 0; i < RECENT; i++)
    if (url.length && slice_equal(maker->recent[i], url)) return true;
  maker->recent[maker->figures % RECENT] = url;
  return false;
}

static bool stands_in_text(const struct maker *maker, const struct insert *insert, const struct step *step)
{
  const struct region *region = &maker->blocks->regions[insert->region];
  bool paragraph =
      region->tag == HTML_P || region->tag == HTML_PRE || (region->tag >= HTML_H1 && region->tag <= HTML_H6);
  return paragraph && step->part == PART_IMAGE && !step->across &&
         places_kept(&maker->places, insert->region).blocks > 0;
}

static bool take_insert(struct maker *maker, const struct insert *insert, struct step *step)
{
  if (maker->figures >= MAX_FIGURES || media_is_foreign(&maker->places, insert)) return false;
  if (!media_step(maker->arena, maker->steps.base, insert, step)) return false;
  if (stands_in_text(maker, insert, step) || seen_before(maker, step->text)) return false;
  maker->figures++;
  return true;
}

/* may_stand - tables and rows hold cells only, code and posts no pictures. */
static bool may_stand(const struct maker *maker, uint32_t region)
{
  const struct place *place = place_at(&maker->places, region);
  if (!place || place->holder == NO_REGION) return true;
  unsigned char part = place_at(&maker->places, place->holder)->part;
  return part != PART_TABLE && part != PART_ROW && part != PART_CODE && part != PART_POST &&
         part != PART_CAPTION;
}

/* put_figure - the picture, those that stand in one figure with it, and the caption. */
static void put_figure(struct maker *maker, const struct insert *insert, struct step step)
{
  uint32_t figure = media_figure(&maker->places, insert);
  uint32_t end = figure == NO_REGION ? 0 : maker->blocks->regions[figure].end;
  move_to(maker, insert->region);
  steps_open(&maker->steps, (struct step){.part = PART_FIGURE});
  steps_open(&maker->steps, step);
  while (maker->next_insert < maker->blocks->insert_count) {
    const struct insert *next = &maker->blocks->inserts[maker->next_insert];
    if (figure == NO_REGION || next->region < figure || next->region >= end) break;
    maker->next_insert++;
    if (take_insert(maker, next, &step)) steps_open(&maker->steps, step);
  }
  struct slice legend = {"", 0};
  if (figure != NO_REGION) legend = media_legend(maker->arena, maker->blocks, figure);
  if (legend.length) {
    steps_open(&maker->steps, (struct step){.part = PART_LEGEND});
    steps_text(&maker->steps, legend);
    steps_close(&maker->steps, PART_LEGEND);
  }
  steps_close(&maker->steps, PART_FIGURE);
}

/* put_pictures - those that stand before the end of block `until`. */
static void put_pictures(struct maker *maker, uint32_t until)
{
  while (maker->next_insert < maker->blocks->insert_count) {
    const struct insert *insert = &maker->blocks->inserts[maker->next_insert];
    struct step step;
    if (insert->block > until) return;
    maker->next_insert++;
    if (may_stand(maker, insert->region) && take_insert(maker, insert, &step))
      put_figure(maker, insert, step);
  }
}

/* skip_pictures - to those between the headline and the text. */
static void skip_pictures(struct maker *maker)
{
  uint32_t first = maker->places.first_kept, from = first;
  while (from > 0 && first - from < LEAD_PICTURES &&
         !(maker->blocks->items[from - 1].kind == BLOCK_HEADING && maker->blocks->items[from - 1].level == 1))
    from--;
  if (first - from == LEAD_PICTURES) from = maker->blocks->regions[maker->places.first].first_block;
  while (maker->next_insert < maker->blocks->insert_count &&
         maker->blocks->inserts[maker->next_insert].block < from)
    maker->next_insert++;
}

/* Blocks. */

/* name_levels - the levels in use become 2, 3, 4 …: the first is the headline's. */
static void name_levels(struct maker *maker)
{
  bool used[7] = {false};
  for (uint32_t i = maker->places.first_kept; i <= maker->places.last_kept; i++) {
    const struct block *block = &maker->blocks->items[i];
    if (block_kept(block) && block->kind == BLOCK_HEADING) used[block->level] = true;
  }
  unsigned char next = 2;
  for (int level = 1; level <= 6; level++) maker->levels[level] = used[level] && next < 6 ? next++ : next;
}

/* is_alone - it is all that its item or cell holds, but for lists inside: no paragraph is needed. */
static bool is_alone(const struct maker *maker)
{
  const struct place *place = top(maker);
  if (!maker->depth) return false;
  if (!place) return true;
  bool may = place->part == PART_ITEM || place->part == PART_CELL || place->part == PART_CAPTION;
  return may && place->own == 1;
}

static void put_steps(struct maker *maker, const struct block *block)
{
  struct steps *steps = &maker->steps;
  bool in_row = around(maker, PART_ROW) != NO_REGION, in_post = around(maker, PART_POST) != NO_REGION;
  bool term = maker->blocks->regions[block->region].tag == HTML_DT;
  if (block->kind == BLOCK_HEADING && !in_row && !in_post) {
    steps_open(steps, (struct step){.part = PART_HEADING, .level = maker->levels[block->level]});
    steps_inline(steps, maker->blocks, block, true);
    steps_close(steps, PART_HEADING);
    return;
  }
  bool bare = is_alone(maker);
  if (!bare) steps_open(steps, (struct step){.part = PART_PARAGRAPH});
  if (term) steps_open(steps, (struct step){.part = PART_STRONG});
  steps_inline(steps, maker->blocks, block, term);
  if (term) steps_close(steps, PART_STRONG);
  if (!bare) steps_close(steps, PART_PARAGRAPH);
}

static void put_block(struct maker *maker, const struct block *block)
{
  move_to(maker, block->region);
  uint32_t row = around(maker, PART_ROW), code = around(maker, PART_CODE);
  if (code != NO_REGION && row == NO_REGION) {
    add_code_text(maker, code, block);
    return;
  }
  if (row != NO_REGION)
    add_row_text(maker, row, block);
  else
    add_plain_text(maker, block);
  if (code == NO_REGION) put_steps(maker, block);
}

static void finish(struct maker *maker, struct document *document)
{
  struct article_block *copy = arena_alloc(maker->arena, maker->count * sizeof *copy + 1);
  if (maker->count) memcpy(copy, maker->out, maker->count * sizeof *copy);
  *document = (struct document){.text = arena_slice(maker->arena, buffer_view(&maker->text)),
                                .blocks = copy,
                                .block_count = maker->count};
  steps_finish(&maker->steps, document);
  buffer_free(&maker->text);
  free(maker->out);
}

static struct maker *maker_new(struct arena *arena)
{
  struct maker *maker = arena_zero(arena, 1, sizeof *maker);
  maker->arena = maker->steps.arena = arena;
  maker->cell = maker->code = NO_REGION;
  return maker;
}

void document_make(struct arena *arena, const struct blocks *blocks, const struct url *base,
                   struct document *document)
{
  struct maker *maker = maker_new(arena);
  maker->blocks = blocks;
  maker->steps.base = base;
  if (places_find(arena, blocks, &maker->places)) {
    name_levels(maker);
    skip_pictures(maker);
    for (uint32_t i = maker->places.first_kept; i <= maker->places.last_kept; i++) {
      if (!block_kept(&blocks->items[i])) continue;
      put_pictures(maker, i);
      put_block(maker, &blocks->items[i]);
    }
    while (maker->depth) close_part(maker);
  }
  finish(maker, document);
}

void document_of_lines(struct arena *arena, struct slice text, struct document *document)
{
  struct maker *maker = maker_new(arena);
  for (size_t at = 0; at < text.length;) {
    const char *end = memchr(text.data + at, '\n', text.length - at);
    size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
    struct slice line = {text.data + at, length};
    if (length) {
      add_text(maker, "paragraph", 0, NULL, line);
      steps_open(&maker->steps, (struct step){.part = PART_PARAGRAPH});
      steps_text(&maker->steps, line);
      steps_close(&maker->steps, PART_PARAGRAPH);
    }
    at += length + 1;
  }
  finish(maker, document);
}
