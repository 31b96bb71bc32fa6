/* entities_roles.c - see entities_roles.h.
 *
 * A role is a title (LEX_TITLE) and the words behind it that tell which one: "président", "président russe",
 * "leader de la junte". Articles and small words don't count, so that "le leader de cette junte" is the
 * same. */
#include "tag/entities_roles.h"

#include "tag/fold.h"

enum { PHRASE = 8 /* tokens of a role */ };

/* Said of anybody. */
static bool is_civility(struct slice folded)
{
  static const char *const civilities[] = {"m",  "mm",  "mme",  "mmes",     "mlle",   "mlles",        "mr",
                                           "ms", "mrs", "miss", "monsieur", "madame", "mademoiselle", "me",
                                           "dr", "pr"};
  for (size_t i = 0; i < sizeof civilities / sizeof *civilities; i++)
    if (slice_is(folded, civilities[i])) return true;
  return false;
}

static bool is_title(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i];
  return token->classes & LEX_TITLE && token->flags & TOKEN_WORD && !is_civility(token_folded(tokens, i));
}

static bool says_nothing(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i];
  enum { SMALL_WORD_MAX = 5 };
  if (token->flags & TOKEN_ELISION) return true;
  return token->classes & LEX_STOP && token->folded_length <= SMALL_WORD_MAX && !is_title(tokens, i);
}

/* The title, the title and one word, the whole phrase; 0 where there are not so many words. */
static void roles_of(const struct tokens *tokens, size_t first, size_t past, uint64_t roles[ROLES_MAX])
{
  size_t count = 0;
  uint64_t key = 0;
  memset(roles, 0, ROLES_MAX * sizeof *roles);
  for (size_t i = first; i < past; i++) {
    const struct token *token = &tokens->list[i];
    if (token->flags & TOKEN_MARK) break;
    if ((count == 0 && !is_title(tokens, i)) || says_nothing(tokens, i)) continue;
    key = fold_join(key, token->hash);
    if (count < ROLES_MAX) count++;
    roles[count - 1] = key;
  }
}

static bool in_role(const struct token *token)
{
  return token->flags & TOKEN_WORD && !(token->flags & TOKEN_PARAGRAPH);
}

/* Where the nearest title in front of a name begins, "vice président" and "secrétaire général" being one. */
static size_t title_before(const struct tokens *tokens, size_t first)
{
  size_t i = first;
  while (i > 0 && first - i < PHRASE && in_role(&tokens->list[i - 1]) && !is_title(tokens, i - 1)) i--;
  size_t begin = i;
  while (begin > 0 && first - begin < PHRASE && is_title(tokens, begin - 1)) begin--;
  return begin < i ? begin : first;
}

static size_t title_behind(const struct tokens *tokens, size_t past)
{
  if (past + 2 >= tokens->count || tokens->list[past].mark != ',') return 0;
  size_t title = past + 1;
  if (!is_title(tokens, title) && says_nothing(tokens, title)) title++;
  return is_title(tokens, title) ? title : 0;
}

void roles_read(const struct tokens *tokens, size_t first, size_t past, uint64_t roles[ROLES_MAX])
{
  size_t begin = title_before(tokens, first), end = first;
  if (begin == first) {
    begin = end = title_behind(tokens, past);
    while (end && end < tokens->count && end - begin < PHRASE && in_role(&tokens->list[end])) end++;
  }
  roles_of(tokens, begin, end, roles);
}

uint64_t entities_role_key(const struct tokens *tokens, size_t first, size_t past)
{
  uint64_t roles[ROLES_MAX];
  if (past - first > PHRASE) past = first + PHRASE;
  roles_of(tokens, first, past, roles);
  for (size_t i = ROLES_MAX; i > 0; i--)
    if (roles[i - 1]) return roles[i - 1];
  return 0;
}
