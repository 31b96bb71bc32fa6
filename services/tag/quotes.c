/* quotes.c - direct quotes: pairs of quotation marks, and who says what stands between them.
 *
 * Who speaks is looked for where newspapers tell it: behind the quote ("…", a dit X), inside it (« …, a dit
 * X, … »), in front of it (X a dit : « … »; selon X, « … »); a quote that follows another in the paragraph
 * has the same speaker. */
#include "tag/quotes.h"

#include "base/memory.h"
#include "tag/quotes_indirect.h"
#include "tag/quotes_phrase.h"
#include "tag/quotes_words.h"

#include <stdlib.h>

enum { QUOTE_WORDS = 1200, QUOTE_LINES = 8, SENTENCE_LIKE_WORDS = 7 };

void quotes_prepare(struct lexicon *lexicon)
{
  quotes_words_add(lexicon);
}

void quotes_free(struct quotes *quotes)
{
  free(quotes->list);
  *quotes = (struct quotes){0};
}

struct quote_find *quotes_add(struct quotes *quotes, const struct tokens *tokens, size_t first, size_t past)
{
  if (quotes->count == QUOTES_MAX || past <= first) return NULL;
  if (quotes->count == quotes->capacity) {
    quotes->capacity = quotes->capacity ? quotes->capacity * 2 : 16;
    quotes->list = memory_resize(quotes->list, quotes->capacity * sizeof *quotes->list);
  }
  struct quote_find *added = &quotes->list[quotes->count++];
  *added = (struct quote_find){.speaker = QUOTE_NOBODY};
  added->quote.entity = ENTITY_NONE;
  added->quote.start = added->quote.inner_start = tokens->list[first].at;
  added->quote.end = added->quote.inner_end = tokens->list[past - 1].past;
  return added;
}

static struct slice words_of(const struct tokens *tokens, size_t first, size_t past)
{
  const char *data = tokens->text.data;
  if (past <= first) return (struct slice){data, 0};
  return (struct slice){data + tokens->list[first].start,
                        tokens->list[past - 1].end - tokens->list[first].start};
}

void quotes_attribute(struct quote_find *found, const struct tokens *tokens, const struct attribution *by)
{
  found->speaker = by->who.find;
  found->quote.speaker = words_of(tokens, by->who.first, by->who.past);
  if (by->who.past > by->who.first) {
    found->quote.speaker_start = tokens->list[by->who.first].at;
    found->quote.speaker_end = tokens->list[by->who.past - 1].past;
  }
  found->quote.cue = words_of(tokens, by->cue_first, by->cue_past);
  found->quote.addressee = words_of(tokens, by->whom.first, by->whom.past);
}

/* The mark that closes what `mark` opens; 0 when it opens nothing. */
static uint32_t closing_of(uint32_t mark)
{
  return mark == 0xAB ? 0xBB : mark == 0x201C ? 0x201D : mark == 0x201E ? 0x201C : mark == '"' ? '"' : 0;
}

/* The token that closes the quote opened at `open`; 0 when none does. */
static size_t closing_at(const struct tokens *tokens, size_t open)
{
  uint32_t begins = tokens->list[open].mark, ends = closing_of(begins);
  size_t lines = 0, depth = 0;
  for (size_t i = open + 1; i < tokens->count && i - open < QUOTE_WORDS; i++) {
    if (tokens->list[i].flags & TOKEN_PARAGRAPH && (++lines > QUOTE_LINES || begins == '"')) return 0;
    if (!(tokens->list[i].flags & TOKEN_MARK)) continue;
    bool repeated = tokens->list[i].flags & TOKEN_PARAGRAPH && tokens->list[i].mark == begins;
    if (begins != ends && tokens->list[i].mark == begins && !repeated) depth++;
    if (tokens->list[i].mark == ends && depth-- == 0) return i;
  }
  return 0;
}

static bool is_source(const struct tokens *tokens, size_t i, size_t *past)
{
  *past = i + 1;
  if (word_is(tokens, i, "selon")) return true;
  *past = i + 2;
  if (word_is(tokens, i, "d'") && word_is(tokens, i + 1, "apres")) return true;
  return word_is(tokens, i, "according") && word_is(tokens, i + 1, "to");
}

/* "selon le ministre": the words of a source, as an attribution. */
bool quotes_source(const struct quotes_text *text, size_t i, struct attribution *by, bool *person)
{
  size_t past;
  if (!is_source(text->tokens, i, &past)) return false;
  *by = (struct attribution){.cue_first = i, .cue_past = past};
  return phrase_somebody(text, past, &by->who, person);
}

static bool with_cue(const struct quotes_text *text, const struct cue *cue, struct attribution *by)
{
  by->cue_first = cue->first;
  by->cue_past = cue->past;
  phrase_addressee(text, cue->past, &by->whom, &by->cue_past);
  if (by->whom.past == by->whom.first) by->cue_past = cue->past;
  return true;
}

/* A cue verb that follows at once, or behind its own auxiliaries. */
static bool cue_at(const struct quotes_text *text, size_t i, struct cue *cue)
{
  for (size_t k = 0; k < 5 && i + k < text->tokens->count; k++) {
    if (text->tokens->list[i + k].flags & (TOKEN_MARK | TOKEN_PARAGRAPH)) return false;
    if (text->tokens->list[i + k].classes & LEX_CUE && phrase_cue(text, i + k, cue)) return cue->first <= i;
  }
  return false;
}

static bool told_behind(const struct quotes_text *text, size_t close, struct attribution *by)
{
  const struct tokens *tokens = text->tokens;
  struct cue cue;
  bool person, comma = word_mark(tokens, close - 1, ',');
  size_t i = close + 1;
  if (word_mark(tokens, i, ',')) i++, comma = true;
  if (i >= tokens->count || tokens->list[i].flags & TOKEN_PARAGRAPH) return false;
  if (quotes_source(text, i, by, &person)) return true;
  if (cue_at(text, i, &cue) && phrase_subject_after(text, &cue, &by->who, &person))
    return with_cue(text, &cue, by);
  if (!(text->language & TAG_ENGLISH) || !comma) return false;
  for (size_t k = i; k < tokens->count && k < i + 16; k++) {
    if (tokens->list[k].flags & TOKEN_PARAGRAPH || word_ends_sentence(tokens, k)) return false;
    if (!phrase_cue(text, k, &cue)) continue;
    struct cue from = cue;
    if (from.first <= i || !phrase_subject_before(text, &from, &by->who, &person)) return false;
    return by->who.first >= i && with_cue(text, &cue, by);
  }
  return false;
}

/* "…, explique-t-il, …" */
static bool told_inside(const struct quotes_text *text, size_t open, size_t close, struct attribution *by)
{
  const struct tokens *tokens = text->tokens;
  struct cue cue;
  bool person;
  for (size_t i = open + 2; i + 1 < close; i++) {
    if (!word_mark(tokens, i - 1, ',') && !word_mark(tokens, i - 1, '!') && !word_mark(tokens, i - 1, '?'))
      continue;
    if (!cue_at(text, i, &cue) || !phrase_subject_after(text, &cue, &by->who, &person)) continue;
    bool glued = tokens->list[cue.past].flags & TOKEN_GLUED;
    bool closed =
        by->who.past <= close && (by->who.past == close || tokens->list[by->who.past].flags & TOKEN_MARK);
    if (person && (glued || (closed && !word_is_pronoun(tokens, by->who.first))))
      return with_cue(text, &cue, by);
  }
  return false;
}

/* "Pour le maire, Awa Sow, « … »": whose view it is, at the start of the sentence. */
static bool told_for(const struct quotes_text *text, size_t start, size_t open, struct attribution *by)
{
  bool person;
  if (!(text->language & TAG_FRENCH) || !word_is(text->tokens, start, "pour")) return false;
  *by = (struct attribution){.cue_first = start, .cue_past = start + 1};
  if (!phrase_somebody(text, start + 1, &by->who, &person) || !person) return false;
  bool named = by->who.find != QUOTE_NOBODY && phrase_find(text, by->who.first)->type == FIND_PER;
  return named && by->who.past < open && word_mark(text->tokens, by->who.past, ',');
}

static bool told_before(const struct quotes_text *text, size_t open, struct attribution *by)
{
  const struct tokens *tokens = text->tokens;
  struct cue cue;
  bool person;
  bool announced = open && word_mark(tokens, open - 1, ':'); /* the quote may begin a paragraph of its own */
  size_t start = phrase_sentence(text, announced ? open - 1 : open);
  for (size_t i = open; i-- > start;) {
    if (tokens->list[i].classes & LEX_CUE && phrase_cue(text, i, &cue) &&
        phrase_subject_before(text, &cue, &by->who, &person))
      return with_cue(text, &cue, by);
    if (quotes_source(text, i, by, &person) && by->who.past <= open) return true;
  }
  if (told_for(text, start, open, by)) return true;
  /* "Jean Dupont : « … »" */
  bool named = announced && open - start < 10;
  const struct find *find = named ? phrase_find(text, start) : NULL;
  if (!find || find->type != FIND_PER) return false;
  by->who = (struct phrase){find->first, find->past_token, text->finds_before + (size_t)(find - text->finds)};
  return true;
}

static size_t count_words(const struct tokens *tokens, size_t first, size_t past)
{
  size_t words = 0;
  for (size_t i = first; i < past; i++) words += !(tokens->list[i].flags & TOKEN_MARK);
  return words;
}

/* Without anybody who says it: a whole sentence is speech, a few words are a title or irony. */
static bool looks_like_speech(const struct tokens *tokens, size_t open, size_t close)
{
  size_t words = count_words(tokens, open + 1, close);
  bool whole = word_ends_sentence(tokens, close - 1) || word_mark(tokens, close - 1, ',');
  return words >= SENTENCE_LIKE_WORDS && (whole || words >= 2 * SENTENCE_LIKE_WORDS);
}

static bool is_a_name(const struct quotes_text *text, size_t open, size_t close)
{
  const struct find *find = phrase_find(text, open + 1);
  return find && find->first <= open + 1 && find->past_token >= close;
}

struct speech {
  struct attribution by;
  size_t close; /* of the last quote that had a speaker */
  bool any;
};

/* « … », a dit X, « … »: the second half of a sentence, behind the comma that ends the speaker. */
static bool is_second_half(const struct tokens *tokens, const struct speech *last, size_t open)
{
  if (!last->any || last->by.who.first <= last->close || last->by.who.past >= open) return false;
  if (!word_mark(tokens, open - 1, ',')) return false;
  for (size_t i = last->close + 1; i < open; i++)
    if (tokens->list[i].flags & TOKEN_PARAGRAPH || word_ends_sentence(tokens, i)) return false;
  for (size_t i = last->by.who.past; i + 1 < open; i++)
    if (tokens->list[i].classes & LEX_CUE) return false;
  return true;
}

/* True when a quote at `open` goes on with what was said in the one that ended at `close`: in the same
 * paragraph, or at the start of the next. */
static bool goes_on(const struct tokens *tokens, size_t close, size_t open)
{
  size_t paragraphs = 0;
  for (size_t i = close + 1; i <= open; i++) paragraphs += (tokens->list[i].flags & TOKEN_PARAGRAPH) != 0;
  return paragraphs == 0 || (paragraphs == 1 && tokens->list[open].flags & TOKEN_PARAGRAPH);
}

static void read_direct(const struct quotes_text *text, size_t open, size_t close, struct speech *last,
                        struct quotes *quotes)
{
  const struct tokens *tokens = text->tokens;
  struct attribution by = {0};
  size_t words = count_words(tokens, open + 1, close);
  if (words == 0 || is_a_name(text, open, close)) return;
  bool speech = looks_like_speech(tokens, open, close) || is_second_half(tokens, last, open);
  bool told = told_behind(text, close, &by) || told_inside(text, open, close, &by) ||
              ((by = (struct attribution){0}), told_before(text, open, &by));
  if (told ? words < 2 : !speech) return;
  if (!told) {
    by = (struct attribution){.who.find = QUOTE_NOBODY};
    if (last->any && goes_on(tokens, last->close, open)) {
      by.who = last->by.who;
      told = true;
    }
  }
  struct quote_find *found = quotes_add(quotes, tokens, open, close + 1);
  if (!found) return;
  found->quote.direct = true;
  found->quote.inner_start = tokens->list[open + 1].at;
  found->quote.inner_end = tokens->list[close - 1].past;
  quotes_attribute(found, tokens, &by);
  if (told) *last = (struct speech){by, close, true};
}

static int by_start(const void *left, const void *right)
{
  const struct quote_find *a = left, *b = right;
  if (a->quote.start != b->quote.start) return a->quote.start < b->quote.start ? -1 : 1;
  return (a->quote.end < b->quote.end) - (a->quote.end > b->quote.end);
}

/* "il" is the person named last; a group of people is nobody by name. */
static void resolve_pronouns(const struct quotes_text *text, struct quotes *quotes, size_t from)
{
  for (size_t i = from; i < quotes->count; i++) {
    struct quote_find *found = &quotes->list[i];
    static const char *const one[] = {"il", "elle", "he", "she", "Il", "Elle", "He", "She"};
    bool pronoun = false;
    for (size_t k = 0; k < sizeof one / sizeof *one; k++)
      pronoun = pronoun || slice_is(found->quote.speaker, one[k]);
    if (!pronoun || found->speaker != QUOTE_NOBODY) continue;
    for (size_t k = text->find_count; k-- > 0;)
      if (text->finds[k].type == FIND_PER && text->finds[k].past <= found->quote.speaker_start &&
          (text->finds[k].past <= found->quote.inner_start || text->finds[k].at >= found->quote.inner_end)) {
        found->speaker = text->finds_before + k;
        break;
      }
  }
}

void quotes_find(const struct tokens *tokens, const struct finds *finds, size_t first, unsigned language,
                 struct quotes *quotes)
{
  struct quotes_text text = {tokens, finds->list ? finds->list + first : NULL, finds->count - first, first,
                             language};
  struct speech last = {0};
  size_t from = quotes->count;
  for (size_t i = 0; i < tokens->count; i++) {
    if (!(tokens->list[i].flags & TOKEN_MARK) || !closing_of(tokens->list[i].mark)) continue;
    size_t close = closing_at(tokens, i);
    if (!close) continue;
    if (close > i + 1) read_direct(&text, i, close, &last, quotes);
    i = close;
  }
  size_t direct = quotes->count;
  quotes_indirect(&text, quotes, from, direct);
  if (quotes->count > from) qsort(quotes->list + from, quotes->count - from, sizeof *quotes->list, by_start);
  resolve_pronouns(&text, quotes, from);
}
