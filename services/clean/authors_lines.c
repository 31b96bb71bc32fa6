/* authors_lines.c - by-lines from the text of the page alone: lines that begin with a word of role, names
 * that stand alone near the headline or behind the text, agencies in brackets. */
#include "base/utf8.h"
#include "clean/authors_bylines.h"
#include "clean/authors_words.h"
#include "clean/text.h"

enum {
  LABEL_WORDS = 24,
  ALONE_WORDS = 9,
  INSIDE_WORDS = 20,
  BRACKET_BYTES = 60,
  NEAR = 8,
  ABOVE = 4,
  FAR = 16
};

static void take(const struct byline_page *page, uint32_t block, struct slice text, bool strict,
                 enum byline_sign sign, struct bylines *bylines)
{
  struct names names;
  authors_split(text, strict, &names);
  bylines_add(bylines, &names,
              byline_bit(sign) | bylines_place(page, block, page->blocks->items[block].region));
}

/* from_label - the line begins with a word of role. */
static void from_label(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  const struct block *block = &page->blocks->items[i];
  struct slice rest = utf8_cut(block->text, BYLINE_BYTES);
  if (block->words > LABEL_WORDS || authors_without_role(&rest) != ROLE_AUTHOR) return;
  struct names names;
  authors_split(rest, true, &names);
  names.marked = true;
  bylines_add(bylines, &names, byline_bit(BY_LABEL) | bylines_place(page, i, block->region));
}

/* from_label_inside - "12.03.2024 | von Fabian Lang": a word of role behind a sign or a number. */
static void from_label_inside(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  const struct block *block = &page->blocks->items[i];
  if (block->words > INSIDE_WORDS) return;
  size_t at = 0;
  bool sign = false;
  for (struct slice word; (word = authors_next_word(block->text, &at)).length;) {
    size_t start = (size_t)(word.data - block->text.data);
    if (start > 0 && sign && (authors_lists(word) & IN_BY))
      take(page, i, slice_from(block->text, start), true, BY_LABEL_INSIDE, bylines);
    char last = word.data[word.length - 1];
    sign = (last >= '0' && last <= '9') || strchr(",|-:;/)", last) || (unsigned char)last >= 0x80 ||
           text_same(word, SLICE("uhr"));
  }
}

static void from_name_alone(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  const struct block *block = &page->blocks->items[i];
  if (block->words > ALONE_WORDS || block->kind == BLOCK_HEADING) return;
  take(page, i, block->text, true, BY_NAME_ALONE, bylines);
}

/* from_brackets - "(dpa)" at the end of the text; "BERLIN (AFP) -" at its beginning. */
static void from_brackets(const struct byline_page *page, uint32_t i, bool at_end, struct bylines *bylines)
{
  struct slice text = page->blocks->items[i].text;
  if (at_end) {
    while (text.length && strchr(" .+", text.data[text.length - 1])) text.length--;
    const char *open = memrchr(text.data, '(', text.length);
    if (!open || text.data[text.length - 1] != ')') return;
    size_t start = (size_t)(open - text.data);
    if (text.length - start <= BRACKET_BYTES)
      take(page, i, (struct slice){open + 1, text.length - start - 2}, true, BY_BRACKETS, bylines);
    return;
  }
  text = utf8_cut(text, BRACKET_BYTES);
  const char *open = memchr(text.data, '(', text.length);
  const char *close = open ? memchr(open, ')', text.length - (size_t)(open - text.data)) : NULL;
  if (close) take(page, i, (struct slice){open + 1, (size_t)(close - open) - 1}, true, BY_BRACKETS, bylines);
}

static bool is_near(const struct byline_page *page, uint32_t i)
{
  bool headline = page->headline != UINT32_MAX && i + ABOVE >= page->headline && i <= page->headline + NEAR;
  bool start = i + ABOVE >= page->first_prose && i <= page->first_prose;
  return headline || start || (i > page->last_prose && i <= page->last_prose + NEAR);
}

void bylines_from_lines(const struct byline_page *page, struct bylines *bylines)
{
  bool prose = page->first_prose <= page->last_prose, headline = page->headline != UINT32_MAX;
  uint32_t begin = headline && page->headline > FAR ? page->headline - FAR : 0;
  uint32_t end = prose ? page->last_prose + FAR : begin + 8 * FAR;
  for (uint32_t i = begin; i < page->blocks->count && i < end; i++) {
    if (i == page->headline) continue;
    from_label(page, i, bylines);
    if (!prose || !is_near(page, i)) continue;
    from_label_inside(page, i, bylines);
    from_name_alone(page, i, bylines);
  }
  if (!prose) return;
  from_brackets(page, page->last_prose, true, bylines);
  from_brackets(page, page->first_prose, false, bylines);
}
