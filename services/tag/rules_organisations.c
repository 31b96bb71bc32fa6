/* rules_organisations.c - names of organisations by their own words ("… Inc", "Parti …"), as acronyms, and by
 * the kind of organisation said in front ("le groupe X"). What has a longer grammar is a pattern of
 * data/patterns.tsv. */
#include "tag/rules.h"

static bool is_roman(struct slice word)
{
  for (size_t i = 0; i < word.length; i++)
    if (!strchr("ivxlc", word.data[i])) return false;
  return true;
}

/* A headline in capitals is no row of acronyms. */
static bool stands_among_capitals(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i];
  bool before = i > 0 && !(token->flags & TOKEN_PARAGRAPH) && token[-1].flags & TOKEN_ALL_CAPITAL;
  return before || (token[1].flags & TOKEN_ALL_CAPITAL && !(token[1].flags & TOKEN_PARAGRAPH));
}

/* "A837", "FZ981": roads, flights, stars. */
static bool is_numbered(struct slice word)
{
  size_t digits = 0;
  for (size_t i = 0; i < word.length; i++) digits += word.data[i] >= '0' && word.data[i] <= '9';
  return digits * 2 >= word.length;
}

static bool is_acronym(const struct tokens *tokens, const struct chunk *chunk)
{
  const struct token *token = &tokens->list[chunk->first];
  size_t length = token->past - token->at;
  if (chunk->words != 1 || !(token->flags & TOKEN_ALL_CAPITAL) || length < 2 || length > 6) return false;
  if (token->classes & (LEX_NO_ACRONYM | LEX_STOP | LEX_CIVILITY) ||
      is_roman(token_folded(tokens, chunk->first)) || is_numbered(token_folded(tokens, chunk->first)))
    return false;
  return chunk->past == chunk->first + 1 && !stands_among_capitals(tokens, chunk->first);
}

bool rules_organisations(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds)
{
  const struct token *first = &tokens->list[chunk->first], *last = &tokens->list[chunk->past - 1];
  const struct token *before = chunk_previous(tokens, chunk->first);
  int strength = 0;
  if (chunk->words >= 2 && last->classes & LEX_COMPANY && !(last->flags & TOKEN_GLUED))
    strength = FIND_STRONG;
  else if (chunk->words >= 2 && first->classes & LEX_ORG_HEAD &&
           !(first->flags & TOKEN_SENTENCE && chunk->words < 2))
    strength = FIND_FAIR + 5;
  else if (is_acronym(tokens, chunk))
    strength = FIND_FAIR;
  else if (before && before->classes & LEX_ORG_BEFORE && !(before->flags & TOKEN_CAPITAL))
    strength = FIND_FAIR;
  return strength && finds_add(finds, tokens, chunk->first, chunk->past, FIND_ORG, strength, "organisations");
}
