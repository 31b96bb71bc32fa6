/* body.c - rules first: noise out, the container chosen, its blocks pruned. Then a model that was shown what
 * they think has the last word. */
#include "clean/body.h"

#include "base/unicode.h"
#include "clean/container.h"
#include "clean/context.h"
#include "clean/jsonld.h"
#include "clean/model.h"
#include "clean/shingles.h"
#include "clean/text.h"
#include "clean/trim.h"

enum { FEW_WORDS = 30, MIN_DECLARED = 300, MAX_DECLARED = 2 * 1024 * 1024 };

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

static void count(struct body *body, const struct block *block)
{
  body->words += block->words;
  if (block_is_prose(block)) body->prose_words += block->words;
  body->link_words += (uint32_t)(block->words * block_link_share(block));
}

static void cut_outside(struct blocks *blocks, const struct region *container)
{
  for (uint32_t i = 0; i < blocks->count; i++)
    if ((i < container->first_block || i >= container->end_block) && block_kept(&blocks->items[i]))
      blocks->items[i].cut = CUT_OUTSIDE;
}

/* score_blocks - two looks: at each block by itself, and at each among its neighbours. */
static const int *score_blocks(struct arena *arena, const struct blocks *blocks, struct features *rows)
{
  int *scores = arena_alloc(arena, ((size_t)blocks->count + 1) * sizeof *scores);
  for (uint32_t i = 0; i < blocks->count; i++) scores[i] = model_score(&model_first, &rows[i]);
  context_add(arena, blocks, scores, rows);
  for (uint32_t i = 0; i < blocks->count; i++) scores[i] = model_score(&model_second, &rows[i]);
  return scores;
}

/* judge - the model overrules the rules, unless it would leave nothing. */
static void judge(struct blocks *blocks, const int *scores)
{
  bool any = false;
  for (uint32_t i = 0; i < blocks->count && !any; i++) any = scores[i] > 0 && blocks->items[i].words > 0;
  for (uint32_t i = 0; i < blocks->count && any; i++) {
    struct block *block = &blocks->items[i];
    if (scores[i] > 0)
      block->cut = CUT_NOT;
    else if (block_kept(block))
      block->cut = CUT_MODEL;
  }
}

void body_find(struct arena *arena, struct blocks *blocks, const struct body_clues *clues, struct body *body)
{
  *body = (struct body){0};
  container_drop_noise(arena, blocks);
  uint32_t found = container_find(arena, blocks);
  const struct region *container = &blocks->regions[found];
  trim_blocks(arena, blocks, container->first_block, container->end_block, clues);
  cut_outside(blocks, container);
  body->features = features_read(arena, &(struct features_page){blocks, found, clues});
  body->scores = score_blocks(arena, blocks, body->features);
  for (uint32_t i = 0; i < blocks->count; i++)
    if (block_kept(&blocks->items[i]) && block_is_prose(&blocks->items[i]))
      body->sure_words += blocks->items[i].words;
  if (model_second.count) judge(blocks, body->scores);
  for (uint32_t i = 0; i < blocks->count; i++) {
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
  bool tags = true; /* none closes behind one that does not */
  for (size_t at = 0; at < line.length; at++) {
    bool opens = tags && line.data[at] == '<';
    const char *close = opens ? memchr(line.data + at, '>', line.length - at) : NULL;
    if (opens) tags = close != NULL;
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

/* holds - what was found on the page stands in the declared text too: it is of the same article. */
static bool holds(struct arena *arena, struct slice declared, struct slice found)
{
  struct shingles *set = shingles_new(arena, declared.length);
  struct shingle_list list = {0};
  shingles_cut(arena, declared, &list);
  shingles_add(set, &list);
  shingles_cut(arena, found, &list);
  return shingles_share(set, &list) > 0.5;
}

void body_prefer_declared(struct arena *arena, struct slice declared, struct slice found, struct body *body)
{
  if (declared.length < MIN_DECLARED || declared.length < found.length * 2) return;
  if (body->prose_words >= FEW_WORDS && !holds(arena, declared, found)) return;
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
