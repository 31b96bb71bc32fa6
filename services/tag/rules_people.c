/* rules_people.c - names of people: given names, titles and civilities before, age and speech behind. */
#include "tag/rules.h"

static const struct token *at(const struct tokens *tokens, size_t i)
{
  return &tokens->list[i < tokens->count ? i : tokens->count];
}

static bool is_small_word(const struct token *token)
{
  return token->flags & TOKEN_WORD && !(token->flags & (TOKEN_CAPITAL | TOKEN_ELISION));
}

/* title_before - 0 none, 1 a title with an adjective or two behind it ("le président russe X"), 2 a title, 3
 * a civility. */
static int title_before(const struct tokens *tokens, size_t first)
{
  const struct token *token = chunk_previous(tokens, first);
  if (!token) return 0;
  if (token->classes & LEX_CIVILITY) return 3;
  if (token->classes & LEX_TITLE) return 2;
  for (int back = 0; back < 2 && is_small_word(token) && !(token->classes & (LEX_STOP | LEX_AT | LEX_SPEECH));
       back++) {
    if (token == tokens->list || token->flags & TOKEN_PARAGRAPH) return 0;
    token--;
    if (token->classes & LEX_TITLE) return 1;
  }
  return 0;
}

/* ", 45 ans" */
static bool age_behind(const struct tokens *tokens, size_t past)
{
  const struct token *comma = at(tokens, past);
  const struct token *number = at(tokens, past + 1), *unit = at(tokens, past + 2);
  if (!(comma->flags & TOKEN_MARK) || comma->mark != ',' || !(number->flags & TOKEN_NUMBER)) return false;
  if (number->past - number->at > 2) return false;
  struct slice word = {tokens->fold + unit->folded, unit->folded_length};
  return slice_is(word, "ans") || (unit->flags & TOKEN_MARK && unit->mark == ',');
}

/* "X a déclaré", "X said", "affirme X" */
static bool speech_around(const struct tokens *tokens, const struct chunk *chunk)
{
  const struct token *next = at(tokens, chunk->past), *after = at(tokens, chunk->past + 1);
  const struct token *before = chunk_previous(tokens, chunk->first);
  if (next->classes & LEX_SPEECH || (before && before->classes & LEX_SPEECH)) return true;
  struct slice word = {tokens->fold + next->folded, next->folded_length};
  return (slice_is(word, "a") || slice_is(word, "has")) && after->classes & LEX_SPEECH;
}

static bool has_class(const struct tokens *tokens, size_t first, size_t past, uint32_t classes)
{
  for (size_t i = first; i < past; i++)
    if (tokens->list[i].classes & classes) return true;
  return false;
}

/* Titles with a capital stand inside the chunk: "President Barack Obama", "Business Secretary Greg Clark".
 * Returns how many tokens lie before the name itself. */
static size_t titles_inside(const struct tokens *tokens, const struct chunk *chunk)
{
  size_t name = 0;
  for (size_t i = chunk->first; i + 1 < chunk->past; i++) {
    const struct token *token = &tokens->list[i], *next = token + 1;
    bool given = token->classes & LEX_GIVEN && !(token->classes & LEX_CIVILITY);
    if (!(token->classes & LEX_TITLE) || given || next->flags & TOKEN_GLUED) continue;
    bool stop = next->flags & TOKEN_MARK && next->mark == '.';
    if (!stop || i + 2 < chunk->past) name = i + 1 + stop - chunk->first;
  }
  return name;
}

static size_t words_between(const struct tokens *tokens, size_t first, size_t past)
{
  size_t words = 0;
  for (size_t i = first; i < past; i++) words += !(tokens->list[i].flags & (TOKEN_GLUED | TOKEN_MARK));
  return words;
}

static int title_inside(const struct tokens *tokens, size_t first)
{
  const struct token *title = &tokens->list[first - 1];
  if (title->flags & TOKEN_MARK) title--;
  return title->classes & LEX_CIVILITY ? 3 : 2;
}

static int strength_of(const struct tokens *tokens, const struct chunk *chunk, size_t first, size_t words)
{
  int title = first > chunk->first ? title_inside(tokens, first) : title_before(tokens, first);
  bool given = tokens->list[first].classes & LEX_GIVEN;
  bool organised = has_class(tokens, first, chunk->past, LEX_COMPANY | LEX_ORG_HEAD | LEX_PLACE_TAIL);
  bool shouted = words == 1 && tokens->list[first].flags & TOKEN_ALL_CAPITAL;
  if (title == 3 && !shouted) return FIND_STRONG + 10;
  if (organised) return 0;
  if (given && words >= 2) return FIND_STRONG;
  if (title == 2 && words >= 2) return FIND_STRONG;
  if (title == 1 && words >= 2) return FIND_FAIR + 10;
  if (age_behind(tokens, chunk->past) && !shouted) return FIND_FAIR + 10;
  if (title == 2 && !shouted) return FIND_FAIR;
  if (words >= 2 && words <= 3 && speech_around(tokens, chunk)) return FIND_FAIR;
  if (title == 1 && !shouted) return FIND_WEAK;
  if (speech_around(tokens, chunk) && !shouted && !(tokens->list[first].classes & LEX_NOT_NAME))
    return FIND_WEAK;
  return given && words == 1 ? FIND_WEAK - 5 : 0;
}

bool rules_people(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds)
{
  size_t first = chunk->first + titles_inside(tokens, chunk);
  size_t words = words_between(tokens, first, chunk->past);
  if (tokens->list[first].classes & (LEX_NOT_NAME | LEX_TITLE) && words == 1) return false;
  int strength = strength_of(tokens, chunk, first, words);
  return strength && finds_add(finds, tokens, first, chunk->past, FIND_PER, strength, "people");
}
