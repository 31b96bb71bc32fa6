/* body.c - noise out, the container chosen, its blocks pruned, the standfirst looked for. */
#include "clean/body.h"

#include "base/unicode.h"
#include "clean/container.h"
#include "clean/jsonld.h"
#include "clean/text.h"
#include "clean/trim.h"

enum { LEAD_REACH = 40, MIN_DECLARED = 300, MAX_DECLARED = 2 * 1024 * 1024 };

static bool has_hint_above(const struct blocks *blocks, uint32_t region, unsigned hint)
{
  for (int i = 0; i < 3 && region != 0; i++, region = blocks->regions[region].parent)
    if (blocks->regions[region].hints & hint) return true;
  return false;
}

/* overlaps - one is the beginning of the other: descriptions are cut at some length. */
static bool overlaps(struct slice a, struct slice b)
{
  size_t n = a.length < b.length ? a.length : b.length;
  if (n > 60) n = 60;
  return n >= 30 && memcmp(a.data, b.data, n) == 0;
}

static bool is_lead(const struct blocks *blocks, const struct block *block, const struct body_clues *clues)
{
  if (block->words < 6 || block->words > 120 || block_link_share(block) > 0.4) return false;
  if (clues->title.length && text_same(block->text, clues->title)) return false;
  return overlaps(block->text, clues->description) || has_hint_above(blocks, block->region, HINT_LEAD);
}

/* find_lead - the standfirst before the container: between it and the headline, at most. */
static struct block *find_lead(const struct blocks *blocks, uint32_t first, const struct body_clues *clues)
{
  for (uint32_t i = first; i-- > 0 && first - i < LEAD_REACH;) {
    struct block *block = &blocks->items[i];
    if (is_lead(blocks, block, clues)) return block;
    if (block->kind == BLOCK_HEADING && block->level == 1) break;
  }
  return NULL;
}

static bool repeats(const struct blocks *blocks, uint32_t first, uint32_t end, const struct block *lead)
{
  for (uint32_t i = first, seen = 0; i < end && seen < 5; i++) {
    if (!block_kept(&blocks->items[i])) continue;
    seen++;
    if (overlaps(blocks->items[i].text, lead->text)) return true;
  }
  return false;
}

static void count(struct body *body, const struct block *block)
{
  body->words += block->words;
  if (block_is_prose(block)) body->prose_words += block->words;
  body->link_words += (uint32_t)(block->words * block_link_share(block));
}

/* cut_outside - what is kept now is what the text is made of. */
static void cut_outside(struct blocks *blocks, uint32_t first, uint32_t end)
{
  for (uint32_t i = 0; i < blocks->count; i++)
    if ((i < first || i >= end) && block_kept(&blocks->items[i])) blocks->items[i].cut = CUT_OUTSIDE;
}

void body_find(struct arena *arena, struct blocks *blocks, const struct body_clues *clues, struct body *body)
{
  *body = (struct body){0};
  container_drop_noise(arena, blocks);
  const struct region *container = &blocks->regions[container_find(arena, blocks)];
  uint32_t first = container->first_block, end = container->end_block;
  trim_blocks(arena, blocks, first, end, clues);
  struct block *lead = find_lead(blocks, first, clues);
  cut_outside(blocks, first, end);
  if (lead && !repeats(blocks, first, end, lead)) {
    lead->cut = CUT_NOT;
    count(body, lead);
    body->standfirst = lead->text;
  }
  for (uint32_t i = first; i < end; i++) {
    const struct block *block = &blocks->items[i];
    if (!block_kept(block)) continue;
    if (body->words == 0 && is_lead(blocks, block, clues)) body->standfirst = block->text;
    count(body, block);
  }
}

/* put_line - one line of a declared body as a block, without the tags some sites leave in. */
static void put_line(struct arena *arena, struct body *body, struct buffer *out, struct slice line)
{
  struct buffer plain = BUFFER_EMPTY;
  for (size_t at = 0; at < line.length; at++) {
    const char *close = line.data[at] == '<' ? memchr(line.data + at, '>', line.length - at) : NULL;
    if (close)
      at = (size_t)(close - line.data);
    else
      buffer_byte(&plain, line.data[at]);
  }
  struct block block = {.text = jsonld_unescape(arena, buffer_view(&plain))};
  struct text_measure measure = text_measure(block.text);
  block.words = measure.words;
  block.commas = measure.commas;
  block.sentences = measure.sentences;
  block.ends_sentence = measure.ends_sentence;
  if (block.words) {
    if (out->length) buffer_byte(out, '\n');
    buffer_slice(out, block.text);
    count(body, &block);
  }
  buffer_free(&plain);
}

void body_prefer_declared(struct arena *arena, struct slice declared, size_t found, struct body *body)
{
  if (declared.length < MIN_DECLARED || declared.length < found * 2) return;
  struct body other = {.standfirst = {"", 0}};
  struct buffer out = BUFFER_EMPTY;
  for (size_t at = 0; at < declared.length;) {
    const char *end = memchr(declared.data + at, '\n', declared.length - at);
    size_t length = end ? (size_t)(end - declared.data) - at : declared.length - at;
    put_line(arena, &other, &out, (struct slice){declared.data + at, length});
    at += length + 1;
  }
  if (other.words > body->words * 2 && out.length < MAX_DECLARED) {
    *body = other;
    body->text = arena_slice(arena, unicode_nfc(arena, buffer_view(&out)));
  }
  buffer_free(&out);
}
