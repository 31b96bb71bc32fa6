/* guess.c - see guess.h. */
#include "tag/guess.h"

#include "tag/tokens.h"

enum {
  LANGUAGES = 8,
  OURS = 2, /* of them */
  LIST = 60,
  FEWEST = 10 /* of a hundred words, in running text */
};

/* Words that stand in every text of a language, folded. The neighbours of French and English are there so
 * that the words they share tell nothing. */
static const char *const small[LANGUAGES][LIST] = {
    {"le",    "la",   "les",  "l'",   "d'",   "de",    "des",   "du",    "un",    "une",    "et",   "en",
     "au",    "aux",  "est",  "dans", "pour", "qui",   "que",   "qu'",   "sur",   "avec",   "par",  "ce",
     "cette", "il",   "elle", "pas",  "mais", "ont",   "ete",   "leur",  "sont",  "plus",   "cela", "nous",
     "n'",    "c'",   "son",  "ses",  "dont", "entre", "apres", "selon", "ou",    "lors",   "chez", "sous",
     "vous",  "sans", "vers", "tout", "tous", "comme", "etre",  "fait",  "aussi", "depuis", "hors"},
    {"the",  "of",    "and",  "to",   "in",  "that", "for",  "with",  "on",    "by",   "at",
     "is",   "was",   "from", "this", "he",  "she",  "it",   "are",   "has",   "his",  "they",
     "said", "which", "been", "but",  "not", "who",  "were", "their", "would", "have", "after",
     "will", "you",   "if",   "had",  "be",  "more", "than", "about"},
    {"el", "la", "los",  "las", "de", "del", "en",   "un", "una", "y",   "que",  "por",  "con",  "se",  "su",
     "al", "es", "para", "no",  "lo", "mas", "como", "ha", "sus", "fue", "dijo", "este", "esta", "pero"},
    {"o",   "os",   "as",  "de",   "do",   "da",    "dos", "das", "em", "no",
     "na",  "um",   "uma", "e",    "que",  "por",   "com", "se",  "ao", "para",
     "nao", "mais", "foi", "pelo", "pela", "disse", "sua", "seu", "do"},
    {"il",  "la",  "lo",    "gli", "le",  "di",   "del", "della", "dell'", "in",
     "un",  "una", "e",     "che", "per", "con",  "si",  "l'",    "al",    "alla",
     "non", "nel", "nella", "da",  "dal", "sono", "ha",  "piu",   "i"},
    {"der",  "die", "das", "den", "dem", "des",  "und",  "in",   "von",  "zu",
     "mit",  "auf", "fur", "ist", "im",  "am",   "ein",  "eine", "sich", "nicht",
     "auch", "an",  "hat", "als", "bei", "nach", "wird", "es",   "aus",  "noch"},
    {"de",   "het",  "een",  "en",    "van", "in",   "op",   "te",  "dat", "is",
     "met",  "voor", "zijn", "niet",  "aan", "er",   "door", "om",  "bij", "ook",
     "naar", "uit",  "was",  "heeft", "die", "maar", "over", "als", "tot", "dan"},
    {"el",  "la", "els", "les", "l'", "de", "del", "dels", "en",  "un", "una",    "i",       "que", "per",
     "amb", "es", "al",  "als", "no", "va", "ha",  "mes",  "pel", "s'", "aquest", "aquesta", "son", "ser"}};
static const char *const names[OURS] = {"fr", "en"};

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
    struct slice word = token_folded(tokens, i);
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
  size_t winner = 0, equals = 0;
  for (size_t language = 1; language < LANGUAGES; language++)
    if (counts.of[language] > counts.of[winner]) winner = language;
  for (size_t language = 0; language < LANGUAGES; language++)
    equals += counts.of[language] == counts.of[winner];
  bool few = counts.words < FEWEST;
  bool enough = equals == 1 && counts.of[winner] * 100 >= counts.words * FEWEST;
  if (counts.foreign * 2 > counts.words || winner >= OURS) return SLICE("und");
  return few || enough ? slice_of(names[winner]) : SLICE("und");
}
