/* norp.c - see norp.h. Looks only at tokens whose class says that a people may end there. */
#include "tag/norp.h"

#include "tag/language.h"
#include "tag/norp_list.h"

enum { COMPOUND_MAX = 6 /* words that hyphens join */ };

/* A people and the tokens it takes. */
struct sighting {
  const struct norp_entry *entry; /* NULL for a compound that the list does not have whole */
  size_t first, past;
};

static bool among(struct slice word, const char *const *list)
{
  for (; word.length && *list; list++)
    if (**list == word.data[0] && slice_is(word, *list)) return true;
  return false;
}

static bool is_word(const struct tokens *tokens, size_t i)
{
  return i < tokens->count && tokens->list[i].flags & TOKEN_WORD;
}

/* The word before token i, unless i begins a paragraph; empty when a mark stands there. */
static struct slice word_before(const struct tokens *tokens, size_t i)
{
  if (i == 0 || tokens->list[i].flags & TOKEN_PARAGRAPH || !is_word(tokens, i - 1))
    return (struct slice){"", 0};
  return token_folded(tokens, i - 1);
}

static bool glued(const struct tokens *tokens, size_t i)
{
  return i < tokens->count && tokens->list[i].flags & TOKEN_GLUED;
}

static bool speaks(const struct norp_entry *entry, unsigned language)
{
  return entry && entry->flags & (language == TAG_FRENCH ? NORP_FRENCH : NORP_ENGLISH);
}

/* The longest sequence of the list that ends with token i. */
static bool see_listed(const struct norp *norp, const struct tokens *tokens, size_t i, unsigned language,
                       struct sighting *seen)
{
  size_t first = i;
  bool found = false;
  for (size_t count = 1; count <= NORP_TOKENS_MAX; count++, first--) {
    const struct norp_entry *entry = norp_list_at(norp, tokens, first, i + 1);
    if (speaks(entry, language)) {
      *seen = (struct sighting){entry, first, i + 1};
      found = true;
    }
    bool goes_on = first > 0 && is_word(tokens, first - 1) &&
                   !(tokens->list[first].flags & (TOKEN_PARAGRAPH | TOKEN_CLOSE));
    if (!goes_on) break;
  }
  return found;
}

/* What stands before a people and a hyphen, and makes one word with it. */
static const char *const prefixes[] = {
    "franco",   "anglo",    "germano",  "russo",   "sino",      "americano", "italo",   "hispano", "nippo",
    "indo",     "afro",     "euro",     "arabo",   "turco",     "israelo",   "greco",   "luso",    "belgo",
    "austro",   "polono",   "ibero",    "latino",  "judeo",     "islamo",    "pro",     "anti",    "non",
    "ultra",    "neo",      "ex",       "post",    "nord",      "sud",       "est",     "ouest",   "soviet",
    "irano",    "ukraino",  "algero",   "maroco",  "tuniso",    "egypto",    "ivoiro",  "maliano", "nigero",
    "helveto",  "africano", "asiatico", "serbo",   "croato",    "bosno",     "albano",  "tcheco",  "canado",
    "mexicano", "coreano",  "pan",      "trans",   "inter",     "intra",     "gallo",   "celto",   "balto",
    "finno",    "dano",     "sueco",    "norvego", "magyaro",   "roumano",   "bulgaro", "syro",    "libano",
    "irako",    "yemeno",   "saoudo",   "qataro",  "pakistano", "afghano",   "sri",     "demi",    "crypto",
    "proto",    "north",    "south",    "east",    "west",      "central",   "mid",     "italo",   NULL};

/* Extends over what is joined by hyphens: "franco-allemand", "israélo-palestinien", "Italian-American". False
 * when the people is but the end of some other word: "Saint-Breton". */
static bool see_compound(const struct norp *norp, const struct tokens *tokens, unsigned language,
                         struct sighting *seen)
{
  while (glued(tokens, seen->first)) {
    if (seen->past - seen->first == COMPOUND_MAX) return false;
    size_t before = seen->first - 1;
    struct slice word = token_folded(tokens, before);
    bool joins = is_word(tokens, before) &&
                 (among(word, prefixes) || speaks(norp_list_at(norp, tokens, before, before + 1), language));
    if (!joins) return false;
    seen->first = before;
    seen->entry = NULL;
  }
  while (glued(tokens, seen->past) &&
         speaks(norp_list_at(norp, tokens, seen->past, seen->past + 1), language)) {
    seen->past++;
    seen->entry = NULL;
  }
  const struct norp_entry *whole = seen->past - seen->first <= NORP_TOKENS_MAX
                                       ? norp_list_at(norp, tokens, seen->first, seen->past)
                                       : NULL;
  if (speaks(whole, language)) seen->entry = whole;
  return true;
}

static bool has_capital(const struct tokens *tokens, size_t i)
{
  return tokens->list[i].flags & TOKEN_CAPITAL;
}

/* In French a people's adjective is small and its noun has a capital, in English both have one. */
static bool case_fits(const struct tokens *tokens, const struct sighting *seen, unsigned language)
{
  unsigned flags = seen->entry ? seen->entry->flags : NORP_COUNTRY;
  bool capital = has_capital(tokens, seen->first), opens = tokens->list[seen->first].flags & TOKEN_SENTENCE;
  if (flags & NORP_SMALL && capital) return false;
  if (flags & NORP_CAPITAL && (!capital || opens)) return false;
  if (language == TAG_FRENCH || flags & NORP_PARTY) return true;
  for (size_t i = seen->first; i < seen->past; i++)
    if (has_capital(tokens, i)) return true;
  return false;
}

/* What stands before a language: "parle français", "en russe", "speaks German". */
static bool before_language(struct slice word, unsigned language)
{
  static const char *const french[] = {"en",       "parle",   "parler",  "parlent",   "parlait",  "parlaient",
                                       "parlant",  "parlez",  "parlons", "apprendre", "apprend",  "enseigner",
                                       "enseigne", "etudier", "langue",  "comprend",  "maitrise", NULL};
  static const char *const english[] = {"speak",    "speaks",    "spoke",   "speaking", "spoken", "learn",
                                        "learning", "learned",   "learnt",  "studied",  "taught", "teaches",
                                        "teach",    "translate", "written", "fluent",   NULL};
  return among(word, language == TAG_FRENCH ? french : english);
}

static bool ends_phrase(const struct tokens *tokens, size_t i)
{
  if (i >= tokens->count || tokens->list[i].flags & (TOKEN_MARK | TOKEN_PARAGRAPH)) return true;
  return (tokens->list[i].classes & LEX_STOP) != 0;
}

/* "translated into Greek", "(Danish: …)": alone behind a preposition, a people in the singular is a language.
 */
static bool is_english_language(const struct tokens *tokens, const struct sighting *seen, struct slice before)
{
  static const char *const prepositions[] = {"in", "of", "into", "from", "to", "like", NULL};
  bool colon = seen->past < tokens->count && tokens->list[seen->past].mark == ':';
  return colon || before_language(before, TAG_ENGLISH) ||
         (among(before, prepositions) && ends_phrase(tokens, seen->past));
}

/* A noun with an article and a small letter is a language in French, but before a name: "le français Total".
 */
static bool is_language(const struct tokens *tokens, const struct sighting *seen, unsigned language)
{
  static const char *const articles[] = {"le", "l'", "du", "au", NULL};
  if (!seen->entry || !(seen->entry->flags & NORP_LANGUAGE)) return false;
  struct slice before = word_before(tokens, seen->first);
  bool name_follows = is_word(tokens, seen->past) && has_capital(tokens, seen->past);
  if (language == TAG_ENGLISH) return is_english_language(tokens, seen, before);
  if (has_capital(tokens, seen->first)) return false;
  return before_language(before, language) || (among(before, articles) && !name_follows);
}

/* "les européennes" without a name behind are elections. */
static bool is_election(const struct tokens *tokens, const struct sighting *seen)
{
  static const char *const articles[] = {"les", "des", "aux", NULL};
  return slice_is(token_folded(tokens, seen->past - 1), "europeennes") && !has_capital(tokens, seen->first) &&
         among(word_before(tokens, seen->first), articles);
}

/* "la côte occidentale du Groenland": a side of something. */
static bool is_side(const struct tokens *tokens, const struct sighting *seen)
{
  static const char *const of[] = {"de", "du", "des", "d'", NULL};
  if (!slice_starts(token_folded(tokens, seen->first), "occidental")) return false;
  return is_word(tokens, seen->past) && among(token_folded(tokens, seen->past), of);
}

static void add(const struct tokens *tokens, struct finds *finds, const struct sighting *seen)
{
  struct find *find = finds_add(finds, tokens, seen->first, seen->past, FIND_NORP, FIND_FAIR, "norp");
  if (find && seen->entry) find->link.iso3166 = seen->entry->iso3166;
}

void norp_find(const struct norp *norp, const struct tokens *tokens, struct finds *finds, unsigned language)
{
  if (!language) return;
  for (size_t i = 0; i < tokens->count; i++) {
    struct sighting seen = {NULL, i, i + 1};
    if (!(tokens->list[i].classes & LEX_NORP) || !see_listed(norp, tokens, i, language, &seen)) continue;
    bool people = see_compound(norp, tokens, language, &seen) && case_fits(tokens, &seen, language) &&
                  !is_language(tokens, &seen, language) && !is_election(tokens, &seen) &&
                  !is_side(tokens, &seen);
    if (people) add(tokens, finds, &seen);
    i = seen.past - 1;
  }
}
