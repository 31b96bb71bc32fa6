/* blocks.c - walks the tree once and cuts its text at every block-level element, and where two line breaks
 * follow each other. */
#include "clean/blocks.h"

#include "base/memory.h"
#include "clean/text.h"

#include <stdlib.h>

enum flow { INLINE, BLOCK, IGNORED, BREAK };

static const unsigned char flows[HTML_TAGS] = {
    [HTML_COMMENT] = IGNORED,  [HTML_CUSTOM] = BLOCK,   [HTML_ADDRESS] = BLOCK,
    [HTML_ARTICLE] = BLOCK,    [HTML_ASIDE] = BLOCK,    [HTML_AUDIO] = IGNORED,
    [HTML_BLOCKQUOTE] = BLOCK, [HTML_BODY] = BLOCK,     [HTML_BR] = BREAK,
    [HTML_BUTTON] = IGNORED,   [HTML_CANVAS] = IGNORED, [HTML_CAPTION] = BLOCK,
    [HTML_CENTER] = BLOCK,     [HTML_DD] = BLOCK,       [HTML_DETAILS] = BLOCK,
    [HTML_DIALOG] = IGNORED,   [HTML_DIV] = BLOCK,      [HTML_DL] = BLOCK,
    [HTML_DT] = BLOCK,         [HTML_EMBED] = IGNORED,  [HTML_FIELDSET] = BLOCK,
    [HTML_FIGCAPTION] = BLOCK, [HTML_FIGURE] = BLOCK,   [HTML_FOOTER] = BLOCK,
    [HTML_FORM] = BLOCK,       [HTML_H1] = BLOCK,       [HTML_H2] = BLOCK,
    [HTML_H3] = BLOCK,         [HTML_H4] = BLOCK,       [HTML_H5] = BLOCK,
    [HTML_H6] = BLOCK,         [HTML_HEAD] = IGNORED,   [HTML_HEADER] = BLOCK,
    [HTML_HR] = BLOCK,         [HTML_HTML] = BLOCK,     [HTML_IFRAME] = IGNORED,
    [HTML_INPUT] = IGNORED,    [HTML_LEGEND] = BLOCK,   [HTML_LI] = BLOCK,
    [HTML_MAIN] = BLOCK,       [HTML_MAP] = IGNORED,    [HTML_MATH] = IGNORED,
    [HTML_MENU] = BLOCK,       [HTML_NAV] = BLOCK,      [HTML_NOSCRIPT] = IGNORED,
    [HTML_OBJECT] = IGNORED,   [HTML_OL] = BLOCK,       [HTML_OPTION] = IGNORED,
    [HTML_P] = BLOCK,          [HTML_PRE] = BLOCK,      [HTML_SCRIPT] = IGNORED,
    [HTML_SECTION] = BLOCK,    [HTML_SELECT] = IGNORED, [HTML_STYLE] = IGNORED,
    [HTML_SUMMARY] = BLOCK,    [HTML_SVG] = IGNORED,    [HTML_TABLE] = BLOCK,
    [HTML_TBODY] = BLOCK,      [HTML_TD] = BLOCK,       [HTML_TEMPLATE] = IGNORED,
    [HTML_TEXTAREA] = IGNORED, [HTML_TFOOT] = BLOCK,    [HTML_TH] = BLOCK,
    [HTML_THEAD] = BLOCK,      [HTML_TITLE] = IGNORED,  [HTML_TR] = BLOCK,
    [HTML_UL] = BLOCK,         [HTML_VIDEO] = IGNORED,
};

struct reader {
  struct arena *arena;
  struct buffer text; /* of all blocks */
  struct block *blocks;
  struct region *regions;
  size_t block_count, block_room, region_count, region_room;
  uint32_t region;   /* the innermost open */
  size_t start;      /* where the open block begins in `text` */
  size_t link_bytes; /* of the open block */
  size_t max_text;
  unsigned breaks; /* line breaks since the last text */
  bool pending, in_link, with_hidden, full;
};

static void *grow(void *items, size_t count, size_t *room, size_t size)
{
  if (count < *room) return items;
  *room = *room ? *room * 2 : 256;
  return memory_resize(items, *room * size);
}

static enum block_kind kind_in(const struct reader *reader, uint32_t region)
{
  for (;; region = reader->regions[region].parent) {
    switch (reader->regions[region].tag) {
    case HTML_LI:
    case HTML_DT:
    case HTML_DD:
      return BLOCK_ITEM;
    case HTML_BLOCKQUOTE:
      return BLOCK_QUOTE;
    case HTML_TD:
    case HTML_TH:
      return BLOCK_CELL;
    case HTML_FIGCAPTION:
    case HTML_CAPTION:
      return BLOCK_CAPTION;
    case HTML_H1:
    case HTML_H2:
    case HTML_H3:
    case HTML_H4:
    case HTML_H5:
    case HTML_H6:
      return BLOCK_HEADING;
    default:
      break;
    }
    if (reader->regions[region].parent == region) return BLOCK_PARAGRAPH;
  }
}

static unsigned char level_in(const struct reader *reader, uint32_t region)
{
  for (;; region = reader->regions[region].parent) {
    enum html_tag tag = reader->regions[region].tag;
    if (tag >= HTML_H1 && tag <= HTML_H6) return (unsigned char)(tag - HTML_H1 + 1);
    if (reader->regions[region].parent == region) return 0;
  }
}

/* end_block - closes the open block; its text gets an address when all text is there. */
static void end_block(struct reader *reader)
{
  size_t length = reader->text.length - reader->start;
  reader->pending = false;
  reader->breaks = 0;
  if (length == 0) return;
  struct slice text = {reader->text.data + reader->start, length};
  struct text_measure measure = text_measure(text);
  reader->blocks = grow(reader->blocks, reader->block_count, &reader->block_room, sizeof *reader->blocks);
  struct block *block = &reader->blocks[reader->block_count++];
  *block = (struct block){.text = {NULL, length},
                          .region = reader->region,
                          .words = measure.words,
                          .commas = measure.commas,
                          .sentences = measure.sentences,
                          .link_bytes = (uint32_t)(reader->link_bytes < length ? reader->link_bytes : length),
                          .kind = kind_in(reader, reader->region),
                          .ends_sentence = measure.ends_sentence};
  if (block->kind == BLOCK_HEADING) block->level = level_in(reader, reader->region);
  reader->start = reader->text.length;
  reader->link_bytes = 0;
  if (reader->text.length > reader->max_text) reader->full = true;
}

static void take_text(struct reader *reader, const struct html_node *node)
{
  size_t before = reader->text.length;
  text_fold(&reader->text, reader->start, html_text(node), &reader->pending);
  if (reader->text.length > before) reader->breaks = 0;
  if (reader->in_link) reader->link_bytes += reader->text.length - before;
}

static void take_break(struct reader *reader)
{
  reader->pending = true;
  if (++reader->breaks >= 2) end_block(reader);
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
  return index;
}

static void walk_block(struct reader *reader, const struct html_node *node, enum html_tag tag, unsigned hints)
{
  uint32_t outer = reader->region;
  end_block(reader);
  uint32_t index = open_region(reader, node, tag, hints);
  reader->region = index;
  walk_children(reader, node);
  end_block(reader);
  reader->regions[index].end = (uint32_t)reader->region_count;
  reader->regions[index].end_block = (uint32_t)reader->block_count;
  reader->region = outer;
}

static void walk_inline(struct reader *reader, const struct html_node *node, enum html_tag tag)
{
  bool outer = reader->in_link;
  if (tag == HTML_A && html_attribute(node, "href").data) reader->in_link = true;
  walk_children(reader, node);
  reader->in_link = outer;
}

static void walk(struct reader *reader, const struct html_node *node)
{
  enum html_tag tag = html_tag(node);
  if (tag == HTML_TEXT) {
    take_text(reader, node);
    return;
  }
  enum flow flow = (enum flow)flows[tag];
  if (flow == BREAK) take_break(reader);
  if (flow == BREAK || flow == IGNORED) return;
  unsigned hints = hints_of(node);
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
  struct reader reader = {.arena = arena, .max_text = max_text, .with_hidden = with_hidden};
  walk_block(&reader, root, HTML_OTHER, 0);
  if (reader.full) *truncated = true;
  blocks->count = (uint32_t)reader.block_count;
  blocks->region_count = (uint32_t)reader.region_count;
  blocks->items = keep(arena, reader.blocks, reader.block_count, sizeof *reader.blocks);
  blocks->regions = keep(arena, reader.regions, reader.region_count, sizeof *reader.regions);
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
