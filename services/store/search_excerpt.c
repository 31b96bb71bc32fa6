/* search_excerpt.c - see search_excerpt.h. */
#include "store/search_excerpt.h"

#include "base/utf8.h"
#include "store/search_match.h"

enum {
  WORDS_MOST = 20000,
  TOKENS_MOST = 256, /* of one language; what a query asks for beyond that is not marked */
  LEAD_WORDS = 6,    /* shown before the first mark */
  NEW_WORD = 4       /* a word that was not in the window yet counts so many times as one that was */
};

struct token {
  struct slice text;
  unsigned leaf;
  bool prefix;
};

struct search_wanted {
  struct token tokens[WORDS_LANGUAGES][TOKENS_MOST];
  size_t counts[WORDS_LANGUAGES];
  struct arena *arena;
  unsigned leaves;
  enum words_language language; /* while it is made */
};

/* A word of the text. */
struct place {
  uint32_t start, end;
  uint32_t leaf; /* from 1; 0: not asked for */
};

/* ---- what is wanted ---- */

static void add_token(void *context, struct slice stem, bool prefix)
{
  struct search_wanted *wanted = context;
  size_t *count = &wanted->counts[wanted->language];
  if (*count == TOKENS_MOST) return;
  wanted->tokens[wanted->language][(*count)++] =
      (struct token){arena_slice(wanted->arena, stem), wanted->leaves, prefix};
}

static void add_leaves(struct search_wanted *wanted, struct words *words, const struct search_node *node)
{
  if (node->kind == SEARCH_NOT) return;
  for (const struct search_node *child = node->child; child; child = child->next)
    add_leaves(wanted, words, child);
  bool said = node->kind == SEARCH_WORDS || node->kind == SEARCH_PREFIX;
  if (!said || (node->field != SEARCH_TEXT && node->field != SEARCH_TITLE)) return;
  wanted->leaves++;
  for (int language = 0; language < WORDS_LANGUAGES; language++) {
    wanted->language = (enum words_language)language;
    search_match_stems(words, node, wanted->language, add_token, wanted);
  }
}

struct search_wanted *search_wanted_new(struct arena *arena, struct words *words,
                                        const struct search_query *query)
{
  struct search_wanted *wanted = arena_zero(arena, 1, sizeof *wanted);
  wanted->arena = arena;
  add_leaves(wanted, words, query->root);
  return wanted;
}

static unsigned leaf_of(const struct search_wanted *wanted, enum words_language language,
                        const struct word *word)
{
  const struct token *tokens = wanted->tokens[language];
  for (size_t i = 0; i < wanted->counts[language]; i++) {
    struct slice text = tokens[i].text;
    bool found = tokens[i].prefix ? word->stem.length >= text.length &&
                                        memcmp(word->stem.data, text.data, text.length) == 0
                                  : slice_equal(word->stem, text);
    if (found) return tokens[i].leaf;
  }
  return 0;
}

/* ---- the place ---- */

static size_t read_places(struct words *words, const struct search_wanted *wanted,
                          enum words_language language, struct slice text, struct place *places)
{
  struct words_reader reader = {.words = words, .text = text, .language = language};
  struct word word;
  size_t count = 0;
  for (; count < WORDS_MOST && words_next(&reader, &word); count++)
    places[count] =
        (struct place){(uint32_t)word.start, (uint32_t)word.end, leaf_of(wanted, language, &word)};
  return count;
}

/* worth - of the window that begins with a word that is asked for. */
static size_t worth(const struct place *places, size_t count, size_t first, size_t bytes)
{
  uint64_t seen = 0;
  size_t sum = 0;
  for (size_t i = first; i < count && places[i].end - places[first].start <= bytes; i++) {
    if (!places[i].leaf) continue;
    uint64_t bit = UINT64_C(1) << places[i].leaf % 64;
    sum += seen & bit ? 1 : NEW_WORD;
    seen |= bit;
  }
  return sum;
}

static size_t best_window(const struct place *places, size_t count, size_t bytes)
{
  size_t best = 0, best_worth = 0;
  for (size_t i = 0; i < count; i++) {
    if (!places[i].leaf) continue;
    size_t here = worth(places, count, i, bytes);
    if (here > best_worth) best = i, best_worth = here;
  }
  return best;
}

/* begin_at - some words before the first mark, but not before the sentence it stands in. */
static size_t begin_at(struct slice text, const struct place *places, size_t first)
{
  size_t begin = first;
  while (begin > 0 && first - begin < LEAD_WORDS) {
    struct slice between = {text.data + places[begin - 1].end, places[begin].start - places[begin - 1].end};
    if (memchr(between.data, '\n', between.length)) break;
    if (between.length > 1 && strchr(".!?", between.data[0]) && slice_white(between.data[1])) break;
    begin--;
  }
  return begin;
}

/* ---- the line ---- */

static void put_line(struct buffer *line, struct slice text, size_t start, size_t end)
{
  for (size_t i = start; i < end; i++) buffer_byte(line, slice_white(text.data[i]) ? ' ' : text.data[i]);
}

static size_t code_points(struct slice text, size_t from, size_t to)
{
  return utf8_count((struct slice){text.data + from, to - from});
}

void search_excerpt_make(struct arena *arena, struct words *words, const struct search_wanted *wanted,
                         enum words_language language, struct slice text, size_t bytes,
                         struct search_excerpt *excerpt)
{
  size_t most = text.length / 2 + 1 < WORDS_MOST ? text.length / 2 + 1 : WORDS_MOST;
  struct place *places = arena_alloc(arena, most * sizeof *places);
  size_t count = most == WORDS_MOST || text.length ? read_places(words, wanted, language, text, places) : 0;
  *excerpt = (struct search_excerpt){.text = SLICE("")};
  if (!count) return;
  size_t first = begin_at(text, places, best_window(places, count, bytes)), past = first;
  while (past < count && (past == first || places[past].end - places[first].start <= bytes)) past++;
  size_t start = first ? places[first].start : 0, end = past == count ? text.length : places[past - 1].end;
  if (end - start > bytes + 40) end = places[past - 1].end;
  struct search_mark *marks = arena_alloc(arena, (past - first) * sizeof *marks);
  struct buffer line = BUFFER_EMPTY;
  if (start) buffer_text(&line, "… ");
  size_t at = start, character = start ? 2 : 0;
  for (size_t i = first; i < past; i++) {
    if (!places[i].leaf) continue;
    character += code_points(text, at, places[i].start);
    size_t length = code_points(text, places[i].start, places[i].end);
    marks[excerpt->mark_count++] = (struct search_mark){character, character + length};
    character += length;
    at = places[i].end;
  }
  put_line(&line, text, start, end);
  if (end < text.length) buffer_text(&line, " …");
  excerpt->text = arena_slice(arena, buffer_view(&line));
  excerpt->marks = marks;
  buffer_free(&line);
}
