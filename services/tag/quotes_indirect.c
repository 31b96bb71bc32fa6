/* quotes_indirect.c - see quotes_indirect.h. The clause that tells what was said goes to the end of its
 * sentence, or to the comma behind which the speaker is told ("…, a affirmé le ministre."). */
#include "tag/quotes_indirect.h"

#include "tag/quotes_words.h"

enum { CLAUSE_WORDS = 200, LEAST_WORDS = 3 };

/* The token behind the last of the clause that begins at `first`: no closing mark belongs to it. */
static size_t clause_end(const struct tokens *tokens, size_t first)
{
  size_t past = first;
  while (past < tokens->count && past - first < CLAUSE_WORDS) {
    if (past > first && tokens->list[past].flags & TOKEN_PARAGRAPH) break;
    if (word_ends_sentence(tokens, past) || word_mark(tokens, past, ';')) break;
    past++;
  }
  return past;
}

static size_t count_words(const struct tokens *tokens, size_t first, size_t past)
{
  size_t words = 0;
  for (size_t i = first; i < past; i++) words += !(tokens->list[i].flags & TOKEN_MARK);
  return words;
}

static bool opens_quote(const struct tokens *tokens, size_t i)
{
  return word_mark(tokens, i, 0xAB) || word_mark(tokens, i, 0x201C) || word_mark(tokens, i, '"');
}

static bool add(const struct quotes_text *text, struct quotes *quotes, size_t first,
                const struct attribution *by)
{
  while (word_mark(text->tokens, first, ',')) first++;
  size_t past = clause_end(text->tokens, first);
  if (opens_quote(text->tokens, first) || count_words(text->tokens, first, past) < LEAST_WORDS) return false;
  struct quote_find *found = quotes_add(quotes, text->tokens, first, past);
  if (found) quotes_attribute(found, text->tokens, by);
  return found != NULL;
}

/* The token at which the clause begins that a verb tells of; 0 when none follows. English needs no "that". */
static size_t clause_behind(const struct quotes_text *text, const struct cue *cue, struct attribution *by)
{
  static const char *const that[] = {"que", "qu'", "that", NULL};
  const struct tokens *tokens = text->tokens;
  size_t i = phrase_addressee(text, cue->past, &by->whom, &by->cue_past);
  if (by->whom.past == by->whom.first) by->cue_past = cue->past;
  if (i >= tokens->count || tokens->list[i].flags & TOKEN_PARAGRAPH) return 0;
  if (word_in(tokens, i, that)) return i + 1;
  bool english = text->language & TAG_ENGLISH;
  static const char *const says[] = {"said", "says", "told", "added", "tells", NULL};
  bool plain = english && word_in(tokens, cue->past - 1, says);
  if (plain && (word_is_determiner(tokens, i) || word_is_pronoun(tokens, i) || phrase_find(text, i)) &&
      !(phrase_find(text, i) && phrase_find(text, i)->type >= FIND_DATE))
    return i;
  return cue->takes_noun && word_is_determiner(tokens, i) ? i : 0;
}

static bool stands_in(const struct quotes *quotes, size_t from, size_t direct, size_t at)
{
  size_t low = from, high = direct;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (quotes->list[middle].quote.end <= at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < direct && quotes->list[low].quote.start <= at;
}

/* "Le Mali quittera l'organisation, a affirmé le ministre." */
static bool told_at_end(const struct quotes_text *text, const struct cue *cue, struct quotes *quotes)
{
  const struct tokens *tokens = text->tokens;
  struct attribution by = {.cue_first = cue->first, .cue_past = cue->past};
  bool person;
  if (!cue->first || !word_mark(tokens, cue->first - 1, ',')) return false;
  if (!phrase_subject_after(text, cue, &by.who, &person) || !person) return false;
  size_t first = phrase_sentence(text, cue->first - 1), past = cue->first - 1;
  if (first >= past || (first && word_mark(tokens, first - 1, 0xBB)) || opens_quote(tokens, first) ||
      count_words(tokens, first, past) < LEAST_WORDS)
    return false;
  for (size_t i = first; i < past; i++)
    if (opens_quote(tokens, i) || word_mark(tokens, i, 0xBB)) return false;
  struct quote_find *found = quotes_add(quotes, tokens, first, past);
  if (found) quotes_attribute(found, tokens, &by);
  return found != NULL;
}

static void read_verb(const struct quotes_text *text, size_t i, struct quotes *quotes, size_t *past)
{
  struct cue cue;
  struct attribution by = {0};
  bool person = false;
  if (!phrase_cue(text, i, &cue)) return;
  by.cue_first = cue.first;
  size_t first = clause_behind(text, &cue, &by);
  bool added =
      first && phrase_subject_before(text, &cue, &by.who, &person) && person && add(text, quotes, first, &by);
  if (!added) added = told_at_end(text, &cue, quotes);
  if (added) *past = clause_end(text->tokens, first ? first : i);
}

/* "Selon le ministre, le Mali quittera l'organisation." A paper that is named as source says nothing itself.
 */
static void read_source(const struct quotes_text *text, size_t i, struct quotes *quotes, size_t *past)
{
  struct attribution by;
  bool person = false;
  if (!quotes_source(text, i, &by, &person) || !person) return;
  if (by.who.find == QUOTE_NOBODY && !word_is_speaker(text->tokens, by.who.first + 1)) return;
  size_t first = by.who.past;
  if (!word_mark(text->tokens, first, ',')) return;
  if (add(text, quotes, first + 1, &by)) *past = clause_end(text->tokens, first + 1);
}

void quotes_indirect(const struct quotes_text *text, struct quotes *quotes, size_t from, size_t direct)
{
  const struct tokens *tokens = text->tokens;
  size_t told = 0; /* what stands before it has been told already */
  for (size_t i = 0; i < tokens->count; i++) {
    if (i < told) continue;
    bool opens = tokens->list[i].flags & TOKEN_SENTENCE;
    bool cue = tokens->list[i].classes & LEX_CUE;
    if ((!opens && !cue) || stands_in(quotes, from, direct, tokens->list[i].at)) continue;
    if (opens) read_source(text, i, quotes, &told);
    if (cue && i >= told) read_verb(text, i, quotes, &told);
  }
}
