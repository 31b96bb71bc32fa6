/* abroad.c - see abroad.h. */
#include "tag/abroad.h"

static bool is_name(const struct token *token)
{
  return token->flags & TOKEN_WORD && token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_PARAGRAPH) &&
         !(token->classes & LEX_STOP);
}

/* The known name is only a part of a row of capitals: "Orlando" in "Orlando Bloom", "Paris" in
 * "Paris-Match". */
static bool inside_longer_name(const struct tokens *tokens, size_t first, size_t past)
{
  const struct token *self = &tokens->list[first], *next = &tokens->list[past];
  if (next->flags & TOKEN_GLUED && next->flags & (TOKEN_CAPITAL | TOKEN_NUMBER)) return true;
  if (is_name(next) && !(next->flags & (TOKEN_CLOSE | TOKEN_SENTENCE))) return true;
  if (first == 0 || self->flags & (TOKEN_PARAGRAPH | TOKEN_SENTENCE)) return false;
  if (self->flags & TOKEN_GLUED) return self[-1].flags & TOKEN_CAPITAL;
  return !(self->flags & TOKEN_CLOSE) && is_name(self - 1) && !(self[-1].flags & TOKEN_SENTENCE);
}

/* Smaller towns bear names that are words where all nouns have capitals: "Siegen". */
enum { WELL_KNOWN = 150000 };

/* A subdivision that goes by a number ("FR-40", Landes) is known at home, and so are the names of our own
 * lists, which are French and English. */
static bool is_well_known(const struct known *known)
{
  char last = known->code.length ? known->code.data[known->code.length - 1] : 'A';
  if (known->kind == 'C' || known->kind == 'A' || known->capital) return true;
  if (known->kind == 'P' && known->people < WELL_KNOWN) return false;
  return !known->obscure && known->kind != 'N' && !(known->kind == 'S' && last >= '0' && last <= '9');
}

/* The likeliest place of that name, when it is rarely anything else. */
static const struct known *place_of(const struct gazetteer *gazetteer, struct trie_hit hit)
{
  bool doubtful;
  for (const struct known *known; (known = gazetteer_next(gazetteer, &hit, &doubtful));)
    if (known->type == FIND_LOC) return doubtful || !is_well_known(known) ? NULL : known;
  return NULL;
}

static bool is_common(const struct token *token)
{
  return token->classes & (LEX_STOP | LEX_NOT_NAME | LEX_GIVEN) && !(token->flags & TOKEN_ALL_CAPITAL);
}

void abroad_find(const struct gazetteer *gazetteer, const struct tokens *tokens, struct finds *finds)
{
  for (size_t i = 0; i < tokens->count;) {
    struct trie_hit hit;
    size_t length = gazetteer_match(gazetteer, tokens, i, &hit);
    const struct known *place = length ? place_of(gazetteer, hit) : NULL;
    bool country = place && place->kind == 'C';
    if (length == 1 && !country && is_common(&tokens->list[i])) place = NULL;
    if (place && (length == 1 || !country) && inside_longer_name(tokens, i, i + length)) place = NULL;
    struct find *find =
        place ? finds_add(finds, tokens, i, i + length, FIND_LOC, FIND_STRONG, "gazetteer") : NULL;
    if (find) find->known = place, find->hit = hit;
    i += find ? length : 1;
  }
}
