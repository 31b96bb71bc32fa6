/* entities_words.c - see entities_words.h. */
#include "tag/entities_words.h"

#include "tag/fold.h"
#include "tag/lexicon.h"

enum { SMALL_WORD_MAX = 4 /* "pour", "dans": longer function words are rare in names */ };

static char letter_of(struct slice folded)
{
  char letter = folded.length ? folded.data[0] : 0;
  return letter >= 'a' && letter <= 'z' ? letter : 0;
}

static bool is_ordinal(struct slice folded)
{
  static const char *const ordinals[] = {"jr",  "sr",  "junior", "senior", "fils", "ier",  "1er", "ii",
                                         "iii", "iv",  "v",      "vi",     "vii",  "viii", "ix",  "x",
                                         "xi",  "xii", "xiii",   "xiv",    "xv",   "xvi"};
  if (folded.length > 6) return false;
  for (size_t i = 0; i < sizeof ordinals / sizeof *ordinals; i++)
    if (slice_is(folded, ordinals[i])) return true;
  return false;
}

static bool is_small(const struct token *token)
{
  if (token->flags & TOKEN_ELISION) return true;
  return token->classes & LEX_STOP && token->folded_length <= SMALL_WORD_MAX &&
         !(token->flags & TOKEN_ALL_CAPITAL);
}

static bool is_initial(const struct token *token)
{
  return token->flags & TOKEN_CAPITAL && token->past - token->at <= 2 && token->folded_length == 1;
}

static unsigned kind_of(const struct tokens *tokens, size_t i, bool first)
{
  const struct token *token = &tokens->list[i];
  unsigned kind = 0;
  if (token->flags & TOKEN_CAPITAL) kind |= WORD_CAPITAL;
  if (is_small(token)) kind |= WORD_SMALL;
  if (token->classes & LEX_PARTICLE || token->flags & TOKEN_ELISION) kind |= WORD_PARTICLE;
  if (is_initial(token)) kind |= WORD_INITIAL;
  if (token->classes & LEX_GIVEN) kind |= WORD_GIVEN;
  if (!first && token->classes & LEX_COMPANY) kind |= WORD_COMPANY;
  if (first && token->classes & LEX_ORG_BEFORE) kind |= WORD_HEAD;
  if (!first && is_ordinal(token_folded(tokens, i))) kind |= WORD_ORDINAL;
  return kind;
}

size_t name_words(const struct tokens *tokens, size_t first, size_t past, struct name_word *words)
{
  size_t count = 0;
  for (size_t i = first; i < past; i++) {
    const struct token *token = &tokens->list[i];
    if (token->flags & TOKEN_MARK) continue;
    unsigned kind = kind_of(tokens, i, count == 0);
    struct name_word *last = count ? &words[count - 1] : NULL;
    if (last && token->flags & TOKEN_GLUED && !((kind | last->kind) & (WORD_PARTICLE | WORD_INITIAL))) {
      last->hash = fold_join(last->hash, token->hash);
      continue;
    }
    if (count == NAME_WORDS_MAX) break;
    words[count++] = (struct name_word){token->hash, letter_of(token_folded(tokens, i)), (uint8_t)kind};
  }
  return count;
}

static void push_letter(uint64_t *packed, char letter, size_t count)
{
  if (!letter || count > 8 || (count > 1 && !*packed))
    *packed = 0;
  else
    *packed = *packed << 8 | (unsigned char)letter;
}

static uint64_t packed_word(struct slice folded)
{
  uint64_t packed = 0;
  for (size_t i = 0; i < folded.length; i++) push_letter(&packed, letter_of(slice_from(folded, i)), i + 1);
  return packed;
}

void name_letters(const struct tokens *tokens, size_t first, size_t past, struct name_letters *letters)
{
  size_t all = 0, content = 0;
  *letters = (struct name_letters){0};
  for (size_t i = first; i < past; i++) {
    const struct token *token = &tokens->list[i];
    if (token->flags & TOKEN_MARK) continue;
    char letter = letter_of(token_folded(tokens, i));
    push_letter(&letters->all, letter, ++all);
    if (!is_small(token)) push_letter(&letters->content, letter, ++content);
  }
  if (past - first != 1) return;
  letters->whole = packed_word(token_folded(tokens, first));
  letters->shouted = (tokens->list[first].flags & TOKEN_ALL_CAPITAL) != 0;
}

static unsigned top_letter(uint64_t *packed)
{
  while (*packed && !(*packed >> 56)) *packed <<= 8;
  unsigned letter = (unsigned)(*packed >> 56);
  *packed <<= 8;
  return letter;
}

bool name_letters_within(uint64_t part, uint64_t whole)
{
  if (!part || !whole) return false;
  unsigned wanted = top_letter(&part), letter = top_letter(&whole);
  if (wanted != letter) return false;
  while ((wanted = top_letter(&part))) {
    while ((letter = top_letter(&whole)) && letter != wanted) continue;
    if (!letter) return false;
  }
  return true;
}

uint64_t name_key(const struct name_word *words, size_t all, unsigned without, size_t *count)
{
  uint64_t key = 0;
  *count = 0;
  for (size_t i = 0; i < all; i++) {
    if (words[i].kind & without) continue;
    key = fold_join(key, words[i].hash);
    ++*count;
  }
  return key;
}
