/* rules_names.c - every run of capitals is put before the judges; what none of them knows may become clear
 * from the rest of the document, so it is kept as a name of something. */
#include "tag/rules.h"

/* People wear no article, and what stands first behind a quotation mark is more often a title. */
static bool wears_article(const struct tokens *tokens, const struct chunk *chunk)
{
  static const char *const articles[] = {"le",  "la", "les", "l'",  "un", "une", "du",
                                         "des", "au", "aux", "the", "a",  "an"};
  const struct token *before = chunk_previous(tokens, chunk->first);
  if (!before) return false;
  if (before->flags & TOKEN_MARK)
    return before->mark == 0xAB || before->mark == 0x201C || before->mark == '"';
  struct slice word = {tokens->fold + before->folded, before->folded_length};
  for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
    if (slice_is(word, articles[i])) return true;
  return false;
}

static uint32_t classes_of(const struct tokens *tokens, const struct chunk *chunk)
{
  uint32_t classes = 0;
  for (size_t i = chunk->first; i < chunk->past; i++) classes |= tokens->list[i].classes;
  return classes;
}

static bool is_plain(const struct tokens *tokens, const struct chunk *chunk)
{
  for (size_t i = chunk->first; i < chunk->past; i++)
    if (tokens->list[i].flags & (TOKEN_ALL_CAPITAL | TOKEN_NUMBER)) return false;
  return true;
}

/* Two or three capitalised words amid a sentence are a person more often than anything else; with a country
 * or a large city among them an organisation ("Skate Canada"). */
static enum find_type guess(const struct tokens *tokens, const struct chunk *chunk)
{
  uint32_t classes = classes_of(tokens, chunk);
  if (chunk->words < 2 || chunk->words > 3 || classes & LEX_NOT_NAME) return FIND_UNKNOWN;
  if (classes & LEX_PLACE_NAME) return FIND_ORG;
  if (classes & (LEX_ORG_HEAD | LEX_COMPANY | LEX_PLACE_HEAD | LEX_PLACE_TAIL)) return FIND_UNKNOWN;
  return is_plain(tokens, chunk) && !wears_article(tokens, chunk) ? FIND_PER : FIND_UNKNOWN;
}

static void judge(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds)
{
  bool person = rules_people(tokens, chunk, finds);
  bool organisation = rules_organisations(tokens, chunk, finds);
  bool place = rules_places(tokens, chunk, finds);
  if (person || organisation || place) return;
  enum find_type type = guess(tokens, chunk);
  if (type != FIND_UNKNOWN)
    finds_add(finds, tokens, chunk->first, chunk->past, type, FIND_WEAK, "guess");
  else if (!(tokens->list[chunk->first].classes & LEX_NOT_NAME && chunk->words == 1))
    finds_add(finds, tokens, chunk->first, chunk->past, FIND_UNKNOWN, FIND_GUESS, "unknown");
}

void rules_names(const struct tokens *tokens, struct finds *finds)
{
  struct chunk chunk;
  for (size_t i = 0; chunk_next(tokens, &i, &chunk);) judge(tokens, &chunk, finds);
}
