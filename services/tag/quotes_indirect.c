/* quotes_indirect.c - see quotes_indirect.h. The clause that tells what was said goes to the end of its
 * sentence, or to the comma behind which the speaker is told ("…, a affirmé le ministre."). */
#include "tag/quotes_indirect.h"

#include "tag/quotes_words.h"

enum {
  CLAUSE_WORDS = 200,
  LEAST_WORDS = 3,
  MOST_INTRODUCED = 6, /* fewer words in front of "the minister said" may be no more than "On Tuesday, " */
  SPEAKER_WORDS = 12,
  DATELINE_WORDS = 14
};

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

/* "welcomed the move but said …": a noun that was said goes to the next verb that tells of speech. */
static size_t noun_end(const struct tokens *tokens, size_t first, size_t past)
{
  static const char *const joins[] = {"et", "mais", "and", "but", NULL};
  for (size_t i = first + 1; i + 2 < past; i++) {
    if (!word_in(tokens, i, joins)) continue;
    size_t verb = i + 1 + word_is_auxiliary(tokens, i + 1);
    if (tokens->list[verb].classes & LEX_CUE) return i - word_mark(tokens, i - 1, ',');
  }
  return past;
}

static bool is_clause(const struct tokens *tokens, size_t first)
{
  static const char *const that[] = {"que", "qu'", "that", NULL};
  return first && word_in(tokens, first - 1, that);
}

static bool add(const struct quotes_text *text, struct quotes *quotes, size_t first, bool noun,
                const struct attribution *by)
{
  while (word_mark(text->tokens, first, ',')) first++;
  size_t past = clause_end(text->tokens, first);
  if (noun) past = noun_end(text->tokens, first, past);
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

/* "NIAMEY, 12 avril (AFP) - Le ministre": behind the dash of a dateline, when the sentence begins with a
 * place. */
static size_t behind_dateline(const struct quotes_text *text, size_t first, size_t past)
{
  const struct tokens *tokens = text->tokens;
  const struct find *place = phrase_find(text, first);
  bool opens = first == 0 || tokens->list[first].flags & TOKEN_PARAGRAPH;
  if (!opens || !place || place->type != FIND_LOC) return first;
  for (size_t i = place->past_token; i + 1 < past && i < first + DATELINE_WORDS; i++) {
    bool dash = word_mark(tokens, i, '-') || word_mark(tokens, i, 0x2013) || word_mark(tokens, i, 0x2014);
    if (dash && !(tokens->list[i + 1].flags & (TOKEN_CLOSE | TOKEN_GLUED))) return i + 1;
  }
  return first;
}

/* Adds the sentence up to the comma that stands before whoever said it: all of it, and nothing quoted in it.
 */
static bool add_told(const struct quotes_text *text, struct quotes *quotes, size_t past, size_t least,
                     const struct attribution *by)
{
  const struct tokens *tokens = text->tokens;
  size_t first = behind_dateline(text, phrase_sentence(text, past), past);
  if (first >= past || (first && word_mark(tokens, first - 1, 0xBB)) || opens_quote(tokens, first) ||
      count_words(tokens, first, past) < least)
    return false;
  for (size_t i = first; i < past; i++)
    if (opens_quote(tokens, i) || word_mark(tokens, i, 0xBB)) return false;
  struct quote_find *found = quotes_add(quotes, tokens, first, past);
  if (found) quotes_attribute(found, tokens, by);
  return found != NULL;
}

/* "Le Mali quittera l'organisation, a affirmé le ministre." */
static bool told_at_end(const struct quotes_text *text, const struct cue *cue, struct quotes *quotes)
{
  const struct tokens *tokens = text->tokens;
  struct attribution by = {.cue_first = cue->first, .cue_past = cue->past};
  bool person;
  if (!cue->first || !word_mark(tokens, cue->first - 1, ',')) return false;
  if (!phrase_subject_after(text, cue, &by.who, &person) || !person) return false;
  return add_told(text, quotes, cue->first - 1, LEAST_WORDS, &by);
}

/* "Gunmen attacked the village, officials said on Tuesday." */
static bool told_behind_comma(const struct quotes_text *text, const struct cue *cue, struct quotes *quotes)
{
  static const char *const says[] = {"said", "says", "told", NULL};
  const struct tokens *tokens = text->tokens;
  struct attribution by = {.cue_first = cue->first};
  bool person;
  if (!(text->language & TAG_ENGLISH) || !word_in(tokens, cue->past - 1, says)) return false;
  size_t behind = phrase_addressee(text, cue->past, &by.whom, &by.cue_past);
  if (by.whom.past == by.whom.first) by.cue_past = cue->past;
  for (size_t i = behind; i < clause_end(tokens, behind); i++)
    if (tokens->list[i].flags & TOKEN_MARK && tokens->list[i].mark != ',') return false;
  size_t comma = cue->first;
  while (comma && comma + SPEAKER_WORDS > cue->first && !word_mark(tokens, comma - 1, ',')) comma--;
  if (!comma || !word_mark(tokens, comma - 1, ',') || comma == cue->first) return false;
  if (tokens->list[comma].flags & TOKEN_MARK) return false; /* closes a quote */
  if (!phrase_subject_before(text, cue, &by.who, &person) || !person || by.who.first < comma) return false;
  return add_told(text, quotes, comma - 1, MOST_INTRODUCED, &by);
}

static void read_verb(const struct quotes_text *text, size_t i, struct quotes *quotes, size_t *past)
{
  struct cue cue;
  struct attribution by = {0};
  bool person = false;
  if (!phrase_cue(text, i, &cue)) return;
  by.cue_first = cue.first;
  size_t first = clause_behind(text, &cue, &by);
  bool noun = cue.takes_noun && !is_clause(text->tokens, first);
  bool added = first && phrase_subject_before(text, &cue, &by.who, &person) && person &&
               add(text, quotes, first, noun, &by);
  if (added) {
    *past = clause_end(text->tokens, first);
    if (noun) *past = noun_end(text->tokens, first, *past);
  } else if (told_at_end(text, &cue, quotes) || (!first && told_behind_comma(text, &cue, quotes))) {
    *past = i + 1; /* "…, a affirmé le ministre, ajoutant que …" */
  }
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
  if (add(text, quotes, first + 1, false, &by)) *past = clause_end(text->tokens, first + 1);
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
