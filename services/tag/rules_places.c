/* rules_places.c - names of places: which known names count as such, and unknown ones by what stands around
 * them. */
#include "tag/gazetteer.h"
#include "tag/rules.h"

static bool is_mark(const struct token *token, uint32_t mark)
{
  return token->flags & TOKEN_MARK && token->mark == mark;
}

static bool word_is(const struct tokens *tokens, const struct token *token, const char *word)
{
  return slice_is((struct slice){tokens->fold + token->folded, token->folded_length}, word);
}

/* "ville de X", "province du X", "city of X" */
static bool kind_before(const struct tokens *tokens, const struct token *before)
{
  static const char *const links[] = {"de", "du", "des", "d'", "of"};
  if (before->classes & LEX_PLACE_KIND) return true;
  if (before == tokens->list) return false;
  if (word_is(tokens, before, "la") || word_is(tokens, before, "l'")) before--;
  for (size_t k = 0; k < sizeof links / sizeof *links; k++)
    if (word_is(tokens, before, links[k]))
      return before > tokens->list && before[-1].classes & (LEX_PLACE_KIND | LEX_PLACE_OF);
  return false;
}

int rules_place_around(const struct tokens *tokens, size_t first, size_t past)
{
  const struct token *before = chunk_previous(tokens, first), *next = &tokens->list[past];
  bool bracket = past + 2 < tokens->count && is_mark(next, '(') && next[1].flags & TOKEN_CAPITAL &&
                 !(next[1].flags & TOKEN_ALL_CAPITAL) && is_mark(next + 2, ')');
  if (!before) return bracket ? 1 : 0;
  if (kind_before(tokens, before)) return 2;
  bool at =
      before->classes & LEX_AT && !(before->flags & TOKEN_SENTENCE && before->flags & TOKEN_ALL_CAPITAL);
  return at || bracket ? 1 : 0;
}

/* "Vic-sur-Aisne", "Vernet-les-Bains": only places are called so. */
static bool is_french_compound(const struct tokens *tokens, const struct chunk *chunk)
{
  static const char *const links[] = {"sur", "sous", "les", "lez", "en", "aux"};
  for (size_t i = chunk->first + 1; chunk->words == 1 && i + 1 < chunk->past; i++)
    for (size_t k = 0; k < sizeof links / sizeof *links; k++)
      if (word_is(tokens, &tokens->list[i], links[k]) && !(tokens->list[i].flags & TOKEN_CAPITAL))
        return true;
  return false;
}

/* Behind these an unknown name is a place; other prepositions of place only strengthen one that is known. */
static bool leads_to_unknown(const struct tokens *tokens, const struct token *before)
{
  return word_is(tokens, before, "a") || word_is(tokens, before, "en") || word_is(tokens, before, "in") ||
         word_is(tokens, before, "near");
}

/* rules_places - unknown names behind "à", "en", "in", and those that end in River, Street and the like. */
bool rules_places(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds)
{
  const struct token *last = &tokens->list[chunk->past - 1], *first = &tokens->list[chunk->first];
  if (chunk->words >= 2 && last->classes & LEX_PLACE_TAIL && !(last->flags & TOKEN_GLUED))
    return finds_add(finds, tokens, chunk->first, chunk->past, FIND_LOC, FIND_FAIR + 10, "places");
  if (chunk->words >= 2 && first->classes & LEX_PLACE_HEAD)
    return finds_add(finds, tokens, chunk->first, chunk->past, FIND_LOC, FIND_FAIR, "places");
  if (is_french_compound(tokens, chunk))
    return finds_add(finds, tokens, chunk->first, chunk->past, FIND_LOC, FIND_STRONG, "places");
  const struct token *before = chunk_previous(tokens, chunk->first);
  if (before && before->classes & LEX_AT && !leads_to_unknown(tokens, before)) return false;
  int around = rules_place_around(tokens, chunk->first, chunk->past);
  if (!around || chunk->words > 2 || first->flags & TOKEN_ALL_CAPITAL || first->classes & LEX_NOT_NAME)
    return false;
  return finds_add(finds, tokens, chunk->first, chunk->past, FIND_LOC,
                   around == 2 ? FIND_FAIR + 5 : FIND_FAIR - 10, "places");
}

/* inside_longer_name - the known name is only a part of a run of capitals: "Orlando" in "Orlando Bloom". */
static bool inside_longer_name(const struct tokens *tokens, size_t first, size_t past)
{
  const struct token *next = &tokens->list[past];
  bool capital_next = next->flags & TOKEN_WORD && next->flags & TOKEN_CAPITAL &&
                      !(next->flags & (TOKEN_PARAGRAPH | TOKEN_CLOSE | TOKEN_SENTENCE)) &&
                      !(next->classes & LEX_STOP);
  if (capital_next) return true;
  if (first == 0 || tokens->list[first].flags & (TOKEN_PARAGRAPH | TOKEN_CLOSE | TOKEN_SENTENCE))
    return false;
  const struct token *before = &tokens->list[first - 1];
  return before->flags & TOKEN_WORD && before->flags & TOKEN_CAPITAL &&
         !(before->classes & (LEX_STOP | LEX_TITLE | LEX_AT));
}

/* part_of_compound - a hyphen joins the name with another capitalised word: "Paris-Match". */
static bool part_of_compound(const struct tokens *tokens, size_t first, size_t past)
{
  const struct token *next = &tokens->list[past], *self = &tokens->list[first];
  if (next->flags & TOKEN_GLUED && next->flags & (TOKEN_CAPITAL | TOKEN_NUMBER)) return true;
  return self->flags & TOKEN_GLUED && first > 0 && self[-1].flags & TOKEN_CAPITAL;
}

static int strength_of_city(const struct tokens *tokens, size_t first, size_t past, const struct known *known,
                            bool doubtful)
{
  int around = rules_place_around(tokens, first, past);
  if (around == 2) return FIND_STRONG;
  if (doubtful) return around ? FIND_FAIR : 0;
  if (known->obscure) return around ? FIND_FAIR + 5 : past - first > 1 ? FIND_FAIR : FIND_WEAK;
  if (known->capital || known->people >= 500000) return FIND_STRONG;
  return around ? FIND_STRONG : FIND_FAIR;
}

static int strength_of(const struct tokens *tokens, size_t first, size_t past, const struct known *known,
                       bool doubtful)
{
  if (part_of_compound(tokens, first, past)) return 0;
  int strength = known->kind == 'C' || known->kind == 'A' ? FIND_STRONG + 5
                 : known->kind == 'N'                     ? (doubtful ? FIND_WEAK : FIND_STRONG + 5)
                                      : strength_of_city(tokens, first, past, known, doubtful);
  bool alone = past - first == 1;
  if (inside_longer_name(tokens, first, past)) strength -= alone ? 45 : 10;
  if (!alone && known->kind == 'N') strength += 5;
  if (!alone && known->kind == 'C') strength += 15;
  if (alone && known->kind == 'C' && tokens->list[first].classes & LEX_GIVEN && strength > FIND_FAIR)
    return FIND_FAIR;
  bool name_of_people =
      alone && known->type == FIND_LOC && known->kind != 'C' && tokens->list[first].classes & LEX_GIVEN;
  return name_of_people && !known->capital && strength > FIND_WEAK ? FIND_WEAK : strength;
}

/* likeliest - the first thing the name may stand for, or the first place. */
static const struct known *likeliest(const struct gazetteer *gazetteer, struct trie_hit hit, bool only_places,
                                     bool *doubtful)
{
  const struct known *known;
  do known = gazetteer_next(gazetteer, &hit, doubtful);
  while (known && only_places && known->type != FIND_LOC);
  return known;
}

void gazetteer_find(const struct gazetteer *gazetteer, const struct tokens *tokens, struct finds *finds,
                    bool only_places)
{
  for (size_t i = 0; i < tokens->count;) {
    const struct token *token = &tokens->list[i];
    struct trie_hit hit;
    bool doubtful = false;
    size_t length = gazetteer_match(gazetteer, tokens, i, &hit);
    bool common =
        length == 1 && token->classes & (LEX_STOP | LEX_NOT_NAME) && !(token->flags & TOKEN_ALL_CAPITAL);
    const struct known *known = length && !common ? likeliest(gazetteer, hit, only_places, &doubtful) : NULL;
    int strength = known ? strength_of(tokens, i, i + length, known, doubtful) : 0;
    struct find *find =
        strength > 0 ? finds_add(finds, tokens, i, i + length, known->type, strength, "gazetteer") : NULL;
    if (find) find->known = known, find->hit = hit;
    i += find ? length : 1;
  }
}
