/* guess.c - see guess.h. */
#include "tag/guess.h"

#include "tag/tokens.h"

enum { LANGUAGES = 2, LIST = 40, FEWEST = 10 /* of a hundred words, in running text */ };

/* Words that stand in every text of their language and rarely in one of another. */
static const char *const small[LANGUAGES][LIST] = {
    {"les", "des", "du",   "une",  "est",  "dans", "pour",  "qui",  "sur", "avec",
     "aux", "au",  "et",   "le",   "par",  "ce",   "cette", "elle", "pas", "mais",
     "ont", "été", "leur", "sont", "plus", "à",    "cela",  "nous"},
    {"the",   "of",   "and", "to",  "that", "for",  "with",  "on",   "by",   "at",
     "from",  "this", "he",  "she", "it",   "are",  "has",   "his",  "they", "said",
     "which", "been", "but", "not", "who",  "were", "their", "would"}};
static const char *const names[LANGUAGES] = {"fr", "en"};

struct counts {
  size_t words, foreign; /* foreign: beyond the Latin alphabet */
  size_t of[LANGUAGES];
};

static bool in_list(struct slice word, const char *const *list)
{
  for (size_t i = 0; i < LIST && list[i]; i++)
    if (slice_is(word, list[i])) return true;
  return false;
}

/* is_foreign - the first letter stands behind the Latin blocks. */
static bool is_foreign(struct slice text, const struct token *token)
{
  unsigned char first = (unsigned char)text.data[token->start];
  return first > 0xc9;
}

static void count_words(const struct tokens *tokens, struct counts *counts)
{
  for (size_t i = 0; i < tokens->count; i++) {
    const struct token *token = &tokens->list[i];
    if (!(token->flags & TOKEN_WORD)) continue;
    struct slice word = {tokens->text.data + token->start, token->end - token->start};
    counts->words++;
    counts->foreign += is_foreign(tokens->text, token);
    for (size_t language = 0; language < LANGUAGES; language++)
      counts->of[language] += in_list(word, small[language]);
  }
}

struct slice guess_language(struct slice text)
{
  struct counts counts = {0};
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, text);
  if (tokens_next(tokens)) count_words(tokens, &counts);
  tokens_free(&tokens);
  size_t best = counts.of[1] > counts.of[0], seen = counts.of[best];
  if (counts.foreign * 2 > counts.words) return SLICE("und");
  if (seen == 0 && counts.words < FEWEST) return slice_of(names[0]);
  return seen * 100 >= counts.words * FEWEST ? slice_of(names[best]) : SLICE("und");
}
