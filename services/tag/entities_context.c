/* entities_context.c - see entities_context.h. */
#include "tag/entities_context.h"

static const struct {
  enum place_wanted wanted;
  const char *words; /* folded, with a space before and behind each */
} kinds[] = {
    {WANTED_CITY,
     " ville village commune localite municipalite capitale agglomeration metropole mairie maire "
     "city town municipality capital suburb mayor aeroport airport gare hopital "},
    {WANTED_REGION, " region province etat departement district gouvernorat wilaya oblast prefecture canton "
                    "state county governorate emirat land "},
    {WANTED_NOTHING, " rue avenue boulevard place square quai pont route porte cours allee chemin impasse "
                     "passage faubourg mer golfe detroit canal ocean fleuve riviere lac mont cote baie "
                     "autoroute street road bridge sea gulf strait river lake mount highway metro "},
};

static enum place_wanted kind_named(struct slice folded)
{
  char word[24];
  if (folded.length == 0 || folded.length > sizeof word - 3) return WANTED_ANY;
  word[0] = ' ';
  memcpy(word + 1, folded.data, folded.length);
  memcpy(word + 1 + folded.length, " ", 2);
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strstr(kinds[i].words, word)) return kinds[i].wanted;
  return WANTED_ANY;
}

static bool folded_is(const struct tokens *tokens, size_t i, const char *word)
{
  return slice_is(token_folded(tokens, i), word);
}

static bool is_of(const struct tokens *tokens, size_t i)
{
  return folded_is(tokens, i, "de") || folded_is(tokens, i, "d'") || folded_is(tokens, i, "du") ||
         folded_is(tokens, i, "des") || folded_is(tokens, i, "of");
}

static bool is_article(const struct tokens *tokens, size_t i)
{
  return folded_is(tokens, i, "la") || folded_is(tokens, i, "le") || folded_is(tokens, i, "l'") ||
         folded_is(tokens, i, "les") || folded_is(tokens, i, "the");
}

/* "la ville portuaire de", "l'État de", "fleuve": looks back from token i. */
static enum place_wanted kind_before(const struct tokens *tokens, size_t i)
{
  enum { ADJECTIVES = 2 };
  size_t at = i;
  if (at && is_article(tokens, at - 1)) at--;
  bool of = at && is_of(tokens, at - 1);
  if (of) at--;
  for (size_t k = 0; at && k <= (of ? ADJECTIVES : 0); k++) {
    const struct token *token = &tokens->list[--at];
    if (!(token->flags & TOKEN_WORD)) break;
    enum place_wanted wanted = kind_named(token_folded(tokens, at));
    if (wanted != WANTED_ANY) return wanted;
    if (token->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE)) break;
  }
  return WANTED_ANY;
}

enum place_wanted context_wanted(const struct tokens *tokens, size_t first, size_t past)
{
  if (past < tokens->count && tokens->list[past].flags & TOKEN_CAPITAL &&
      tokens->list[past].flags & TOKEN_WORD) {
    enum place_wanted behind = kind_named(token_folded(tokens, past));
    if (behind == WANTED_REGION || behind == WANTED_NOTHING) return behind;
  }
  if (!first || tokens->list[first].flags & TOKEN_SENTENCE) return WANTED_ANY;
  if (folded_is(tokens, first - 1, "a")) return WANTED_AT;
  if (folded_is(tokens, first - 1, "au") || folded_is(tokens, first - 1, "aux") ||
      folded_is(tokens, first - 1, "en"))
    return WANTED_LAND;
  return kind_before(tokens, first);
}

static bool is_place(const struct gazetteer *gazetteer, struct trie_hit hit)
{
  for (const struct known *known; (known = gazetteer_next(gazetteer, &hit, NULL));)
    if (known->type == FIND_LOC) return true;
  return false;
}

/* The word in front of the inner place joins it to the head: "aéroport de", "Nord-", "région". */
static bool leads_in(const struct tokens *tokens, size_t first, size_t i)
{
  const struct token *before = &tokens->list[i - 1];
  if (before->flags & TOKEN_ELISION) return true;
  if (!(before->flags & TOKEN_WORD)) return false;
  if (tokens->list[i].flags & TOKEN_GLUED) return i - 1 == first && before->classes & LEX_NOT_NAME;
  if (before->flags & TOKEN_GLUED) return false;
  return (before->classes & LEX_STOP && !(before->flags & TOKEN_CAPITAL)) || i - 1 == first;
}

static uint64_t hash_of(const struct tokens *tokens, size_t first, size_t past)
{
  size_t count;
  struct name_word words[NAME_WORDS_MAX];
  size_t all = name_words(tokens, first, past, words);
  return name_key(words, all, 0, &count);
}

uint64_t context_inside(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t first,
                        size_t past, struct trie_hit *hit, enum place_wanted *wanted)
{
  enum { LENGTH_MAX = 12 };
  if (past - first > LENGTH_MAX || past - first < 2) return 0;
  enum place_wanted head = kind_named(token_folded(tokens, first));
  if (head == WANTED_NOTHING) return 0;
  for (size_t i = first + 1; i < past; i++) {
    if (!(tokens->list[i].flags & TOKEN_CAPITAL) || !leads_in(tokens, first, i)) continue;
    if (!gazetteer_exact(gazetteer, tokens, i, past, hit) || !is_place(gazetteer, *hit)) continue;
    *wanted = head;
    return hash_of(tokens, i, past);
  }
  size_t length = gazetteer_match(gazetteer, tokens, first, hit);
  if (!length || first + length >= past || !is_place(gazetteer, *hit)) return 0;
  const struct token *next = &tokens->list[first + length];
  enum place_wanted tail = kind_named(token_folded(tokens, first + length));
  if (next->flags & TOKEN_GLUED || tail == WANTED_NOTHING) return 0;
  if (tail == WANTED_ANY && !(next->classes & LEX_PLACE_TAIL)) return 0;
  *wanted = tail;
  return hash_of(tokens, first, first + length);
}

static bool small_word(const struct token *token)
{
  return token->flags & TOKEN_WORD && !(token->flags & (TOKEN_CAPITAL | TOKEN_SENTENCE));
}

bool context_holds(const struct tokens *tokens, size_t past, size_t next)
{
  enum { BETWEEN = 6 };
  if (next <= past || next - past > BETWEEN) return false;
  const struct token *first = &tokens->list[past];
  bool mark = first->mark == ',' || first->mark == '(';
  if (!mark && !(first->classes & LEX_AT)) return false;
  for (size_t i = past + mark; i < next; i++) {
    const struct token *token = &tokens->list[i];
    bool leads = token->classes & (LEX_AT | LEX_STOP | LEX_PLACE_KIND | LEX_NOT_NAME | LEX_PLACE_OF) ||
                 token->flags & TOKEN_ELISION || kind_named(token_folded(tokens, i)) == WANTED_REGION;
    if (!small_word(token) || !leads || folded_is(tokens, i, "et") || folded_is(tokens, i, "and"))
      return false;
  }
  return true;
}

bool context_holds_strictly(const struct tokens *tokens, size_t past, size_t next)
{
  const struct token *mark = &tokens->list[past];
  return next == past + 1 && (mark->mark == '(' || mark->mark == ',');
}

bool context_of_people(const struct tokens *tokens, size_t past, size_t next)
{
  enum { BETWEEN = 3 };
  if (next < past || next - past > BETWEEN) return false;
  for (size_t i = past; i < next; i++)
    if (!small_word(&tokens->list[i])) return false;
  return next == past || is_of(tokens, next - 1) || kind_named(token_folded(tokens, next - 1)) == WANTED_CITY;
}

bool context_bracketed(const struct tokens *tokens, size_t before, size_t first, size_t past)
{
  return first == before + 1 && past < tokens->count && tokens->list[before].mark == '(' &&
         tokens->list[past].mark == ')';
}

enum gender context_gender(const struct tokens *tokens, size_t first)
{
  static const char *const men[] = {"m", "mr", "monsieur", "mister", "sir", "president", "directeur", "roi"};
  static const char *const women[] = {"mme",        "mlle", "madame",     "mrs",  "miss",
                                      "presidente", "ms",   "directrice", "reine"};
  if (first > 1 && tokens->list[first - 2].flags & TOKEN_ABBREVIATED) first--;
  if (!first || !(tokens->list[first - 1].flags & TOKEN_WORD)) return GENDER_UNKNOWN;
  for (size_t i = 0; i < sizeof men / sizeof *men; i++)
    if (folded_is(tokens, first - 1, men[i])) return GENDER_MAN;
  for (size_t i = 0; i < sizeof women / sizeof *women; i++)
    if (folded_is(tokens, first - 1, women[i])) return GENDER_WOMAN;
  return GENDER_UNKNOWN;
}
