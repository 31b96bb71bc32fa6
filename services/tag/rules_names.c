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

/* Two or three capitalised words amid a sentence are a person more often than anything else. */
static int guess_person(const struct tokens *tokens, const struct chunk *chunk)
{
  const struct token *first = &tokens->list[chunk->first];
  bool plain = chunk->words >= 2 && chunk->words <= 3 && !(first->classes & LEX_NOT_NAME) &&
               !wears_article(tokens, chunk);
  for (size_t i = chunk->first; i < chunk->past && plain; i++)
    plain = !(tokens->list[i].flags & (TOKEN_ALL_CAPITAL | TOKEN_NUMBER)) &&
            !(tokens->list[i].classes &
              (LEX_ORG_HEAD | LEX_COMPANY | LEX_PLACE_HEAD | LEX_PLACE_TAIL | LEX_NOT_NAME));
  return plain ? FIND_WEAK : 0;
}

static void judge(const struct tokens *tokens, const struct chunk *chunk, struct finds *finds)
{
  bool person = rules_people(tokens, chunk, finds);
  bool organisation = rules_organisations(tokens, chunk, finds);
  bool place = rules_places(tokens, chunk, finds);
  if (person || organisation || place) return;
  int guess = guess_person(tokens, chunk);
  if (guess)
    finds_add(finds, tokens, chunk->first, chunk->past, FIND_PER, guess, "guess");
  else if (!(tokens->list[chunk->first].classes & LEX_NOT_NAME && chunk->words == 1))
    finds_add(finds, tokens, chunk->first, chunk->past, FIND_UNKNOWN, FIND_GUESS, "unknown");
}

void rules_names(const struct tokens *tokens, struct finds *finds)
{
  struct chunk chunk;
  for (size_t i = 0; chunk_next(tokens, &i, &chunk);) judge(tokens, &chunk, finds);
}
