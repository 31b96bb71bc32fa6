/* filter_explain.c - see filter_explain.h. */
#include "clean/filter_explain.h"

#include "base/utf8.h"
#include "clean/blocks.h"
#include "clean/filter_answer.h"
#include "clean/model.h"

#include <math.h>

enum { MAX_BLOCKS = 20000, FIRST_WORDS = 160, REGIONS = 4, NAME_BYTES = 40 };

/* Why a block is out, in a word and in a sentence. */
static const struct {
  const char *word, *why;
} cuts[CUTS] = {
    [CUT_OUTSIDE] = {"outside", "not in the element that holds the article"},
    [CUT_NOISE] = {"noise", "in an element that by its kind or its names is something else"},
    [CUT_LINKS] = {"links", "leads elsewhere"},
    [CUT_HEADLINE] = {"headline", "repeats the headline"},
    [CUT_BYLINE] = {"byline", "says who wrote it"},
    [CUT_STAMP] = {"stamp", "says when it was published"},
    [CUT_PROMO] = {"promo", "asks to read, share or subscribe"},
    [CUT_CREDIT] = {"credit", "says whose picture it is"},
    [CUT_REPEATED] = {"repeated", "stood there before"},
    [CUT_BARE] = {"bare", "a heading whose section is gone"},
    [CUT_SCRAP] = {"scrap", "a few words before the first or behind the last paragraph"},
    [CUT_ENDING] = {"ending", "behind the line where the article ends"},
    [CUT_MODEL] = {"model", "the model is against it, by all that it was shown"},
};

static const char *kind_of(const struct block *block)
{
  static const char *const kinds[] = {
      [BLOCK_PARAGRAPH] = "paragraph", [BLOCK_HEADING] = "heading", [BLOCK_ITEM] = "item",
      [BLOCK_QUOTE] = "quote",         [BLOCK_CELL] = "cell",       [BLOCK_CAPTION] = "caption"};
  size_t kind = (size_t)block->kind;
  return kind < sizeof kinds / sizeof *kinds && kinds[kind] ? kinds[kind] : "other";
}

static void put_name(struct buffer *out, char mark, struct slice names)
{
  names = slice_trim(names);
  size_t length = 0;
  while (length < names.length && !strchr(" \t\r\n\f", names.data[length])) length++;
  if (!length) return;
  buffer_byte(out, mark);
  buffer_slice(out, utf8_cut((struct slice){names.data, length}, NAME_BYTES));
}

static bool frames_all(const struct region *region)
{
  return region->tag == HTML_BODY || region->tag == HTML_HTML;
}

/* put_region - the innermost elements that hold a block, outermost first, each with its first class or its
 * id. */
static void put_region(const struct blocks *blocks, uint32_t region, struct buffer *out)
{
  uint32_t chain[REGIONS];
  size_t count = 0;
  for (; count < REGIONS && region != 0; region = blocks->regions[region].parent) {
    if (count && frames_all(&blocks->regions[region])) break;
    chain[count++] = region;
  }
  while (count-- > 0) {
    const struct html_node *node = blocks->regions[chain[count]].node;
    struct slice class = node ? html_attribute(node, "class") : SLICE("");
    if (out->length) buffer_text(out, " > ");
    buffer_slice(out, node ? utf8_cut(html_name(node), NAME_BYTES) : SLICE("text"));
    if (slice_trim(class).length)
      put_name(out, '.', class);
    else if (node)
      put_name(out, '#', html_attribute(node, "id"));
  }
}

static void print_line(const struct json *line, struct buffer *out)
{
  json_print(line, out);
  buffer_byte(out, '\n');
}

/* percent - how surely the model takes a block for a part of the article. */
static int64_t percent(int score)
{
  return (int64_t)(100 / (1 + exp(-(double)score / MODEL_UNIT)) + 0.5);
}

static void explain_block(struct arena *arena, const struct clean_result *result, uint32_t index,
                          struct buffer *out)
{
  const struct blocks *blocks = result->blocks;
  const struct block *block = &blocks->items[index];
  struct json *line = json_object(arena);
  struct buffer region = BUFFER_EMPTY;
  bool kept = block_kept(block);
  json_add_integer(arena, line, "block", index);
  json_add_bool(arena, line, "kept", kept);
  if (!kept && block->cut < CUTS && cuts[block->cut].word) {
    json_add_text(arena, line, "cut", slice_of(cuts[block->cut].word));
    json_add_text(arena, line, "why", slice_of(cuts[block->cut].why));
  }
  json_add_text(arena, line, "kind", slice_of(kind_of(block)));
  if (block->level) json_add_integer(arena, line, "level", block->level);
  if (result->scores) json_add_integer(arena, line, "score", percent(result->scores[index]));
  json_add_integer(arena, line, "words", block->words);
  json_add_integer(arena, line, "links", (int64_t)(100 * block_link_share(block) + 0.5));
  put_region(blocks, block->region, &region);
  json_add_given(arena, line, "region", buffer_view(&region));
  json_add_text(arena, line, "text", utf8_cut(block->text, FIRST_WORDS));
  print_line(line, out);
  buffer_free(&region);
}

static void explain_fact(struct arena *arena, const struct filter_fact *fact, struct buffer *out)
{
  if (!fact->count) return;
  struct json *line = json_object(arena);
  json_add_text(arena, line, "fact", slice_of(fact->name));
  struct json *values = json_add_array(arena, line, "values");
  for (size_t i = 0; i < fact->count; i++) json_append_text(arena, values, fact->values[i]);
  json_add_given(arena, line, "from", slice_of(fact->from));
  json_add_integer(arena, line, "confidence", fact->confidence);
  print_line(line, out);
}

void filter_explain(struct arena *arena, const struct clean_result *result, struct buffer *out)
{
  struct filter_fact facts[FILTER_FACTS];
  uint32_t count = result->blocks ? result->blocks->count : 0;
  for (uint32_t i = 0; i < count && i < MAX_BLOCKS; i++) explain_block(arena, result, i, out);
  filter_facts(&result->article.metadata, facts);
  for (size_t i = 0; i < FILTER_FACTS; i++) explain_fact(arena, &facts[i], out);
  struct json *verdict = json_object(arena);
  json_add_text(arena, verdict, "verdict", result->reason ? SLICE("rejected") : SLICE("article"));
  json_add_text(arena, verdict, "text_from", slice_of(result->declared ? FROM_JSONLD : "blocks"));
  json_add_given(arena, verdict, "reason", slice_of(result->reason));
  json_add_given(arena, verdict, "detail", slice_of(result->detail));
  print_line(verdict, out);
}
