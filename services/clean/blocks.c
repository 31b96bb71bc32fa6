/* blocks.c - walks the tree once and cuts its text at every block-level element, and where two line breaks
 * follow each other. */
#include "clean/blocks.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/text.h"

#include <stdlib.h>

enum { MAX_OPEN = 32, MAX_INSERTS = 4096 };

enum flow { INLINE, BLOCK, IGNORED, BREAK, INSERT };

static const unsigned char flows[HTML_TAGS] = {
    [HTML_COMMENT] = IGNORED, [HTML_CUSTOM] = BLOCK,     [HTML_ADDRESS] = BLOCK,    [HTML_ARTICLE] = BLOCK,
    [HTML_ASIDE] = BLOCK,     [HTML_AUDIO] = IGNORED,    [HTML_BLOCKQUOTE] = BLOCK, [HTML_BODY] = BLOCK,
    [HTML_BR] = BREAK,        [HTML_BUTTON] = IGNORED,   [HTML_CANVAS] = IGNORED,   [HTML_CAPTION] = BLOCK,
    [HTML_CENTER] = BLOCK,    [HTML_DD] = BLOCK,         [HTML_DETAILS] = BLOCK,    [HTML_DIALOG] = IGNORED,
    [HTML_DIV] = BLOCK,       [HTML_DL] = BLOCK,         [HTML_DT] = BLOCK,         [HTML_EMBED] = IGNORED,
    [HTML_FIELDSET] = BLOCK,  [HTML_FIGCAPTION] = BLOCK, [HTML_FIGURE] = BLOCK,     [HTML_FOOTER] = BLOCK,
    [HTML_FORM] = BLOCK,      [HTML_H1] = BLOCK,         [HTML_H2] = BLOCK,         [HTML_H3] = BLOCK,
    [HTML_H4] = BLOCK,        [HTML_H5] = BLOCK,         [HTML_H6] = BLOCK,         [HTML_HEAD] = IGNORED,
    [HTML_HEADER] = BLOCK,    [HTML_HR] = BLOCK,         [HTML_HTML] = BLOCK,       [HTML_IFRAME] = INSERT,
    [HTML_IMG] = INSERT,      [HTML_INPUT] = IGNORED,    [HTML_LEGEND] = BLOCK,     [HTML_LI] = BLOCK,
    [HTML_MAIN] = BLOCK,      [HTML_MAP] = IGNORED,      [HTML_MATH] = IGNORED,     [HTML_MENU] = BLOCK,
    [HTML_NAV] = BLOCK,       [HTML_NOSCRIPT] = IGNORED, [HTML_OBJECT] = IGNORED,   [HTML_OL] = BLOCK,
    [HTML_OPTION] = IGNORED,  [HTML_P] = BLOCK,          [HTML_PRE] = BLOCK,        [HTML_RP] = IGNORED,
    [HTML_RT] = IGNORED,      [HTML_SCRIPT] = IGNORED,   [HTML_SECTION] = BLOCK,    [HTML_SELECT] = IGNORED,
    [HTML_STYLE] = IGNORED,   [HTML_SUMMARY] = BLOCK,    [HTML_SVG] = IGNORED,      [HTML_TABLE] = BLOCK,
    [HTML_TBODY] = BLOCK,     [HTML_TD] = BLOCK,         [HTML_TEMPLATE] = IGNORED, [HTML_TEXTAREA] = IGNORED,
    [HTML_TFOOT] = BLOCK,     [HTML_TH] = BLOCK,         [HTML_THEAD] = BLOCK,      [HTML_TITLE] = IGNORED,
    [HTML_TR] = BLOCK,        [HTML_UL] = BLOCK,         [HTML_VIDEO] = INSERT,
};

/* 0 is RUN_LINK, which takes a look at the element; so all are one higher. */
static const unsigned char runs[HTML_TAGS] = {
    [HTML_B] = RUN_STRONG + 1,     [HTML_STRONG] = RUN_STRONG + 1, [HTML_EM] = RUN_EMPHASIS + 1,
    [HTML_I] = RUN_EMPHASIS + 1,   [HTML_CITE] = RUN_EMPHASIS + 1, [HTML_DFN] = RUN_EMPHASIS + 1,
    [HTML_VAR] = RUN_EMPHASIS + 1, [HTML_CODE] = RUN_CODE + 1,     [HTML_KBD] = RUN_CODE + 1,
    [HTML_SAMP] = RUN_CODE + 1,    [HTML_TT] = RUN_CODE + 1,       [HTML_SUB] = RUN_SUB + 1,
    [HTML_SUP] = RUN_SUP + 1,      [HTML_A] = RUN_LINK + 1,
};

/* An inline element that is open, and its run in the open block once there is text in it. */
struct opened {
  const struct html_node *node;
  size_t run;
  unsigned char kind;
};

enum { MAX_BLOCKS = 50000 };

struct reader {
  struct buffer text; /* of all blocks */
  struct block *blocks;
  struct region *regions;
  struct run *runs;
  struct insert *inserts;
  size_t block_count, block_room, region_count, region_room;
  size_t run_count, run_room, insert_count, insert_room;
  struct opened opened[MAX_OPEN];
  size_t open_count, running; /* elements open; of these, from the first, those with a run */
  uint32_t region;            /* the innermost open */
  size_t start;               /* where the open block begins in `text` */
  size_t first_run;           /* of the open block */
  size_t link_bytes;          /* of the open block */
  size_t max_text;
  struct wordlist names;        /* of elements */
  const struct html_node *link; /* around what is read; NULL: none */
  unsigned breaks;              /* line breaks since the last text */
  bool pending, with_hidden, preformatted, full;
};

static void *grow(void *items, size_t count, size_t *room, size_t size)
{
  if (count < *room) return items;
  *room = *room ? *room * 2 : 256;
  return memory_resize(items, *room * size);
}

/* set_kind - what a block directly inside is: what the innermost element says that has a word in it. */
static void set_kind(struct region *region, const struct region *parent)
{
  region->kind = parent->kind;
  region->level = parent->level;
  switch (region->tag) {
  case HTML_LI:
  case HTML_DT:
  case HTML_DD:
    region->kind = BLOCK_ITEM;
    return;
  case HTML_BLOCKQUOTE:
    region->kind = BLOCK_QUOTE;
    return;
  case HTML_TD:
  case HTML_TH:
    region->kind = BLOCK_CELL;
    return;
  case HTML_FIGCAPTION:
  case HTML_CAPTION:
    region->kind = BLOCK_CAPTION;
    return;
  case HTML_H1:
  case HTML_H2:
  case HTML_H3:
  case HTML_H4:
  case HTML_H5:
  case HTML_H6:
    region->kind = BLOCK_HEADING;
    region->level = (unsigned char)(region->tag - HTML_H1 + 1);
    return;
  default:
    return;
  }
}

static size_t add_run(struct reader *reader, unsigned char kind, const struct html_node *node, size_t start)
{
  reader->runs = grow(reader->runs, reader->run_count, &reader->run_room, sizeof *reader->runs);
  uint32_t at = (uint32_t)(start - reader->start);
  reader->runs[reader->run_count] = (struct run){at, at + 1, node, kind};
  return reader->run_count++;
}

/* start_runs - text comes at `start`: the elements around it that have none yet get their runs. */
static void start_runs(struct reader *reader, size_t start)
{
  for (; reader->running < reader->open_count; reader->running++) {
    struct opened *opened = &reader->opened[reader->running];
    opened->run = add_run(reader, opened->kind, opened->node, start);
  }
}

/* end_runs - those of the elements from the `from`th on end here. */
static void end_runs(struct reader *reader, size_t from)
{
  for (; reader->running > from; reader->running--)
    reader->runs[reader->opened[reader->running - 1].run].end =
        (uint32_t)(reader->text.length - reader->start);
}

/* end_block - closes the open block; its text gets an address when all text is there. */
static void end_block(struct reader *reader)
{
  size_t length = reader->text.length - reader->start;
  reader->pending = false;
  reader->breaks = 0;
  if (length == 0) return;
  end_runs(reader, 0);
  struct slice text = {reader->text.data + reader->start, length};
  struct text_measure measure = text_measure(text);
  const struct region *region = &reader->regions[reader->region];
  reader->blocks = grow(reader->blocks, reader->block_count, &reader->block_room, sizeof *reader->blocks);
  struct block *block = &reader->blocks[reader->block_count++];
  *block = (struct block){.text = {NULL, length},
                          .region = reader->region,
                          .words = measure.words,
                          .commas = measure.commas,
                          .sentences = measure.sentences,
                          .link_bytes = (uint32_t)(reader->link_bytes < length ? reader->link_bytes : length),
                          .first_run = (uint32_t)reader->first_run,
                          .end_run = (uint32_t)reader->run_count,
                          .kind = region->kind,
                          .level = region->kind == BLOCK_HEADING ? region->level : 0,
                          .ends_sentence = measure.ends_sentence};
  reader->start = reader->text.length;
  reader->first_run = reader->run_count;
  reader->link_bytes = 0;
  if (reader->block_count >= MAX_BLOCKS) reader->full = true;
}

static void take_text(struct reader *reader, struct slice raw)
{
  size_t before = reader->text.length;
  if (before + raw.length > reader->max_text) {
    raw = utf8_cut(raw, before < reader->max_text ? reader->max_text - before : 0);
    reader->full = true;
  }
  text_fold(&reader->text, reader->start, raw, &reader->pending);
  if (reader->text.length == before) return;
  bool spaced = reader->text.data[before] == ' ';
  if (reader->breaks == 1 && spaced) add_run(reader, RUN_BREAK, NULL, before);
  start_runs(reader, before + spaced);
  reader->breaks = 0;
  if (reader->link) reader->link_bytes += reader->text.length - before;
}

static void take_break(struct reader *reader)
{
  reader->pending = true;
  if (++reader->breaks >= 2) end_block(reader);
}

static void take_lines(struct reader *reader, struct slice raw)
{
  for (size_t at = 0; at < raw.length;) {
    const char *end = memchr(raw.data + at, '\n', raw.length - at);
    size_t length = end ? (size_t)(end - raw.data) - at : raw.length - at;
    take_text(reader, (struct slice){raw.data + at, length});
    if (end) take_break(reader);
    at += length + 1;
  }
}

static void take_insert(struct reader *reader, const struct html_node *node)
{
  if (reader->insert_count == MAX_INSERTS) return;
  reader->inserts =
      grow(reader->inserts, reader->insert_count, &reader->insert_room, sizeof *reader->inserts);
  reader->inserts[reader->insert_count++] =
      (struct insert){node, reader->link, reader->region, (uint32_t)reader->block_count};
}

static void walk_children(struct reader *reader, const struct html_node *node);

static uint32_t open_region(struct reader *reader, const struct html_node *node, enum html_tag tag,
                            unsigned hints)
{
  reader->regions =
      grow(reader->regions, reader->region_count, &reader->region_room, sizeof *reader->regions);
  uint32_t index = (uint32_t)reader->region_count++;
  reader->regions[index] = (struct region){.node = node,
                                           .tag = tag,
                                           .hints = hints,
                                           .parent = index ? reader->region : 0,
                                           .first_block = (uint32_t)reader->block_count};
  set_kind(&reader->regions[index], &reader->regions[reader->regions[index].parent]);
  return index;
}

static void walk_block(struct reader *reader, const struct html_node *node, enum html_tag tag, unsigned hints)
{
  uint32_t outer = reader->region;
  bool preformatted = reader->preformatted;
  end_block(reader);
  uint32_t index = open_region(reader, node, tag, hints);
  reader->region = index;
  reader->preformatted = preformatted || tag == HTML_PRE;
  walk_children(reader, node);
  end_block(reader);
  reader->regions[index].end = (uint32_t)reader->region_count;
  reader->regions[index].end_block = (uint32_t)reader->block_count;
  reader->region = outer;
  reader->preformatted = preformatted;
}

static void walk_inline(struct reader *reader, const struct html_node *node, enum html_tag tag)
{
  const struct html_node *link = reader->link;
  unsigned char kind = (unsigned char)(runs[tag] - 1); /* of none: far above RUN_NONE */
  if (tag == HTML_A && html_attribute(node, "href").data)
    reader->link = node;
  else if (tag == HTML_A)
    kind = RUN_NONE;
  bool opens = kind < RUN_NONE && reader->open_count < MAX_OPEN;
  if (opens) reader->opened[reader->open_count++] = (struct opened){node, 0, kind};
  walk_children(reader, node);
  if (opens) end_runs(reader, --reader->open_count);
  reader->link = link;
}

/* holds_words - an element that can't hold blocks: what a page has invented is part of a line there. */
static bool holds_words(enum html_tag tag)
{
  return tag == HTML_P || (tag >= HTML_H1 && tag <= HTML_H6);
}

static void walk(struct reader *reader, const struct html_node *node)
{
  enum html_tag tag = html_tag(node);
  if (tag == HTML_TEXT) {
    if (reader->preformatted)
      take_lines(reader, html_text(node));
    else
      take_text(reader, html_text(node));
    return;
  }
  enum flow flow = (enum flow)flows[tag];
  if (tag == HTML_CUSTOM && holds_words(reader->regions[reader->region].tag)) flow = INLINE;
  if (flow == BREAK) take_break(reader);
  if (flow == INSERT) take_insert(reader, node);
  if (flow != BLOCK && flow != INLINE) return;
  unsigned hints = hints_of(&reader->names, node);
  if ((hints & HINT_HIDDEN) && !reader->with_hidden && tag != HTML_BODY && tag != HTML_HTML) return;
  if (flow == BLOCK)
    walk_block(reader, node, tag, hints);
  else
    walk_inline(reader, node, tag);
}

static void walk_children(struct reader *reader, const struct html_node *node)
{
  for (const struct html_node *child = html_child(node); child && !reader->full; child = html_next(child))
    walk(reader, child);
}

static void *keep(struct arena *arena, void *items, size_t count, size_t size)
{
  void *copy = arena_alloc(arena, count * size + 1);
  if (count) memcpy(copy, items, count * size);
  free(items);
  return copy;
}

static void give_addresses(struct blocks *blocks, struct slice text)
{
  const char *at = text.data;
  for (uint32_t i = 0; i < blocks->count; i++) {
    blocks->items[i].text.data = at;
    at += blocks->items[i].text.length;
  }
}

void blocks_read(struct arena *arena, const struct html_node *root, bool with_hidden, size_t max_text,
                 struct blocks *blocks, bool *truncated)
{
  struct reader reader = {.max_text = max_text, .with_hidden = with_hidden};
  hints_words(&reader.names);
  walk_block(&reader, root, HTML_OTHER, 0);
  if (reader.full) *truncated = true;
  blocks->count = (uint32_t)reader.block_count;
  blocks->region_count = (uint32_t)reader.region_count;
  blocks->items = keep(arena, reader.blocks, reader.block_count, sizeof *reader.blocks);
  blocks->regions = keep(arena, reader.regions, reader.region_count, sizeof *reader.regions);
  blocks->insert_count = (uint32_t)reader.insert_count;
  blocks->runs = keep(arena, reader.runs, reader.run_count, sizeof *reader.runs);
  blocks->inserts = keep(arena, reader.inserts, reader.insert_count, sizeof *reader.inserts);
  give_addresses(blocks, arena_slice(arena, buffer_view(&reader.text)));
  buffer_free(&reader.text);
}

double block_link_share(const struct block *block)
{
  return block->text.length ? (double)block->link_bytes / (double)block->text.length : 0;
}

bool block_is_prose(const struct block *block)
{
  if (block->words < 6 || block_link_share(block) > 0.5) return false;
  return block->ends_sentence || block->commas + block->sentences > 0 ? block->words >= 8
                                                                      : block->words >= 18;
}

bool region_is_leaf(const struct blocks *blocks, uint32_t index)
{
  const struct region *region = &blocks->regions[index];
  switch (region->tag) {
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
  case HTML_DL:
  case HTML_DT:
  case HTML_DD:
  case HTML_BLOCKQUOTE:
  case HTML_PRE:
    return true;
  default:
    return region->end == index + 1 && region->end_block - region->first_block == 1;
  }
}
