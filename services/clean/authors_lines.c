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

/* from_label - the line begins with a word of role. */
static void from_label(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  const struct block *block = &page->blocks->items[i];
  struct slice rest = utf8_cut(block->text, BYLINE_BYTES);
  if (block->words > LABEL_WORDS || authors_without_role(&rest) != ROLE_AUTHOR) return;
  struct names names;
  authors_split(block->text, true, &names);
  bylines_add(bylines, &names, byline_bit(BY_LABEL) | bylines_place(page, i, block->region));
}

static void take_inside(const struct byline_page *page, uint32_t i, struct slice text,
                        struct bylines *bylines)
{
  struct names names;
  authors_split(text, true, &names);
  uint64_t place = bylines_place(page, i, page->blocks->items[i].region);
  bylines_add(bylines, &names, byline_bit(BY_LABEL_INSIDE) | place);
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
      take_inside(page, i, slice_from(block->text, start), bylines);
    char last = word.data[word.length - 1];
    sign = (last >= '0' && last <= '9') || strchr(",|-:;/)", last) || (unsigned char)last >= 0x80 ||
           text_same(word, SLICE("uhr"));
  }
}

/* from_name_alone - but for those the headline speaks of. */
static void from_name_alone(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  const struct block *block = &page->blocks->items[i];
  if (block->words > ALONE_WORDS || block->kind == BLOCK_HEADING) return;
  struct names names;
  authors_split(block->text, true, &names);
  if (names.count && text_contains(page->title, names.items[0])) return;
  bylines_add(bylines, &names, byline_bit(BY_NAME_ALONE) | bylines_place(page, i, block->region));
}

/* take_brackets - between brackets stand names of all kinds: those of authors look like it. */
static void take_brackets(const struct byline_page *page, uint32_t i, const char *open, const char *close,
                          struct bylines *bylines)
{
  struct names names;
  if (close - open > BRACKET_BYTES) return;
  authors_split((struct slice){open + 1, (size_t)(close - open) - 1}, true, &names);
  if (!(names.any & (NAME_GIVEN | NAME_AGENCY))) return;
  uint64_t place = bylines_place(page, i, page->blocks->items[i].region);
  bylines_add(bylines, &names, byline_bit(BY_BRACKETS) | place);
}

/* from_brackets - "(dpa)" at the end of a paragraph; "BERLIN (AFP) -" at the beginning of the first. */
static void from_brackets(const struct byline_page *page, uint32_t i, struct bylines *bylines)
{
  struct slice text = page->blocks->items[i].text;
  while (text.length && strchr(" .+*", text.data[text.length - 1])) text.length--;
  if (!text.length) return;
  const char *last = text.data + text.length - 1;
  if (i != page->first_prose && *last != ')') return;
  const char *open = *last == ')' ? memrchr(text.data, '(', text.length) : NULL;
  if (open) take_brackets(page, i, open, last, bylines);
  if (i != page->first_prose) return;
  text = utf8_cut(text, BRACKET_BYTES);
  open = memchr(text.data, '(', text.length);
  const char *close = open ? memchr(open, ')', text.length - (size_t)(open - text.data)) : NULL;
  if (close) take_brackets(page, i, open, close, bylines);
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
    if (prose && i >= page->first_prose) from_brackets(page, i, bylines);
    if (!prose || !is_near(page, i)) continue;
    from_label_inside(page, i, bylines);
    from_name_alone(page, i, bylines);
  }
}
