/* chunk.c - see chunk.h. */
#include "tag/chunk.h"

static bool is_name_word(const struct token *token)
{
  return token->flags & TOKEN_WORD && token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_ELISION);
}

static bool may_open(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i], *next = token + 1;
  if (!is_name_word(token)) {
    bool brand = token->flags & TOKEN_MIXED && token->flags & TOKEN_WORD && !(token->flags & TOKEN_ELISION);
    bool article = token->classes & LEX_PARTICLE && next->flags & TOKEN_GLUED &&
                   next->flags & TOKEN_CAPITAL; /* "al-Bab" */
    return (brand || article) && !(token->flags & TOKEN_GLUED);
  }
  if (!(token->classes & LEX_STOP)) return true;
  return next->flags & TOKEN_GLUED && is_name_word(next) && !(token->flags & TOKEN_SENTENCE);
}

static bool is_mark(const struct token *token, uint32_t mark)
{
  return token->flags & TOKEN_MARK && token->mark == mark;
}

static bool continues(const struct token *token)
{
  return is_name_word(token) && !(token->flags & (TOKEN_PARAGRAPH | TOKEN_SENTENCE | TOKEN_CLOSE));
}

/* Small words that may stand inside a name, by how many capitalised words stand before them: "Dominique de
 * Villepin", but not "Emmanuel Macron de Paris". */
static bool joins(const struct tokens *tokens, const struct chunk *chunk, const struct token *token)
{
  static const char *const french[] = {"de", "du", "des", "la", "le"};
  if (!(token->classes & LEX_PARTICLE) || token->flags & TOKEN_PARAGRAPH) return false;
  struct slice word = {tokens->fold + token->folded, token->folded_length};
  for (size_t k = 0; k < sizeof french / sizeof *french; k++)
    if (slice_is(word, french[k])) return chunk->words == 1 && tokens->list[chunk->first].classes & LEX_GIVEN;
  return slice_is(word, "d'") ? tokens->list[chunk->first].classes & LEX_GIVEN : true;
}

/* particles - how many small words lead to the next capitalised one. */
static size_t particles(const struct tokens *tokens, const struct chunk *chunk)
{
  size_t n = 0;
  while (n < 3 && chunk->past + n < tokens->count && joins(tokens, chunk, &tokens->list[chunk->past + n]))
    n++;
  const struct token *next = &tokens->list[chunk->past + n];
  bool elided = n && tokens->list[chunk->past + n - 1].flags & TOKEN_ELISION;
  bool glued = n && next->flags & TOKEN_GLUED;
  bool leads =
      continues(next) || ((elided || glued) && is_name_word(next) && !(next->flags & TOKEN_PARAGRAPH));
  return n && leads && !(next->classes & LEX_STOP) ? n : 0;
}

/* How many tokens go on with the chunk; `word` says whether they make one more word. */
static size_t extend(const struct tokens *tokens, const struct chunk *chunk, bool *word)
{
  const struct token *token = &tokens->list[chunk->past], *next = token + 1, *last = token - 1;
  *word = true;
  if (chunk->past >= tokens->count) return 0;
  if (token->flags & TOKEN_GLUED) {
    *word = false;
    return 1;
  }
  if (last->flags & TOKEN_ABBREVIATED && is_mark(token, '.'))
    return chunk->past + 1 < tokens->count && is_name_word(next) && !(next->flags & TOKEN_PARAGRAPH) ? 2 : 0;
  if (is_mark(token, '&')) return chunk->past + 1 < tokens->count && continues(next) ? 2 : 0;
  if (continues(token)) {
    if (!(token->classes & LEX_STOP) || (chunk->words == 1 && last->classes & LEX_GIVEN)) return 1;
    return chunk->past + 1 < tokens->count && continues(next) && !(next->classes & LEX_STOP) ? 2 : 0;
  }
  size_t small = particles(tokens, chunk);
  return small ? small + 1 : 0;
}

enum { CHUNK_MAX = 12 };

bool chunk_next(const struct tokens *tokens, size_t *i, struct chunk *chunk)
{
  while (*i < tokens->count && !may_open(tokens, *i)) ++*i;
  if (*i >= tokens->count) return false;
  *chunk = (struct chunk){*i, *i + 1, 1};
  while (chunk->past - chunk->first < CHUNK_MAX) {
    bool word;
    size_t more = extend(tokens, chunk, &word);
    if (more == 0 || chunk->past + more > tokens->count) break;
    chunk->past += more;
    chunk->words += word;
  }
  *i = chunk->past;
  return true;
}

const struct token *chunk_previous(const struct tokens *tokens, size_t first)
{
  if (first == 0 || tokens->list[first].flags & TOKEN_PARAGRAPH) return NULL;
  const struct token *previous = &tokens->list[first - 1];
  if (is_mark(previous, '.') && first >= 2 && tokens->list[first - 2].flags & TOKEN_ABBREVIATED)
    return previous - 1;
  return previous;
}
