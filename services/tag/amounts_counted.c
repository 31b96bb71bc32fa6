/* amounts_counted.c - what is counted: the noun behind a number, which stays outside of the span. */
#include "tag/amounts_parts.h"
#include "tag/language.h"

/* Adjectives that stand before the noun; words that only look like one. */
static const char *const before_noun[] = {
    "nouveaux",    "nouvelles",  "autres",    "jeunes",     "petits",    "petites",   "grands",
    "grandes",     "gros",       "grosses",   "anciens",    "anciennes", "vieux",     "vieilles",
    "bons",        "bonnes",     "premiers",  "premieres",  "derniers",  "dernieres", "principaux",
    "principales", "hauts",      "hautes",    "longs",      "longues",   "faux",      "simples",
    "meilleurs",   "meilleures", "prochains", "prochaines", "presumes",  "presumees", "belles",
    "beaux",       "new",        "other",     "big",        "good",      "great",     "old",
    "additional",  NULL};
static const char *const never[] = {"fois",     "times",  "plus", "moins", "tiers", "quarts",
                                    "dixiemes", "heures", "etc",  "ans",   NULL};
/* English nouns that have no s, and what is counted in French without one. */
static const char *const plurals[] = {
    "people",    "men",         "women",    "children", "police",    "troops",      "cattle",
    "sheep",     "fish",        "aircraft", "mice",     "staff",     "personnel",   "deer",
    "teeth",     "geese",       "criteria", "media",    "data",      "bacteria",    "police",
    "policemen", "policewomen", "firemen",  "gunmen",   "fishermen", "businessmen", NULL};

static bool among(struct slice word, const char *const *list)
{
  for (; word.length && *list; list++)
    if (**list == word.data[0] && slice_is(word, *list)) return true;
  return false;
}

static bool ends_plural(struct slice word, unsigned language)
{
  if (word.length < 3) return false;
  char last = word.data[word.length - 1], before = word.data[word.length - 2];
  if (language == TAG_FRENCH) return last == 's' || last == 'x';
  return (last == 's' && before != 's' && before != '\'') || among(word, plurals);
}

/* A word that may be a noun or its adjective: small, or a people; no function word, month or the like. */
static bool is_content(const struct amount *amount, size_t i)
{
  struct slice word = amounts_word(amount, i);
  const struct token *token = &amount->tokens->list[i];
  bool tied = token->flags & TOKEN_CLOSE && !(token[-1].flags & TOKEN_ELISION);
  if (!word.length || tied || token->flags & (TOKEN_ELISION | TOKEN_GLUED)) return false;
  if (token->flags & TOKEN_CAPITAL && !(token->classes & LEX_NORP)) return false;
  return !(token->classes & (LEX_MONTH | LEX_WEEKDAY | LEX_NUMBER)) && !among(word, never);
}

/* Common nouns of people are stop words to the finder of names. */
static bool is_noun(const struct amount *amount, size_t i)
{
  static const char *const people[] = {
      "hommes",   "femmes",    "enfants",   "gens",      "personnes",   "villes",   "pays",
      "partis",   "policiers", "people",    "men",       "women",       "children", "police",
      "articles", "photos",    "videos",    "pages",     "etats",       "source",   "sources",
      "textes",   "images",    "syndicats", "ministres", "entreprises", "groupes",  NULL};
  if (!is_content(amount, i)) return false;
  return !(amount->tokens->list[i].classes & LEX_STOP) || among(amounts_word(amount, i), people) ||
         among(amounts_word(amount, i), before_noun);
}

/* Below two, French counts in the singular: "1,5 point". */
static bool is_plural(const struct amount *amount)
{
  return amount->high.exponent >= 0 ? amount->high.digits > 1 || amount->high.exponent > 0
                                    : amount->high.digits / 10 > 0;
}

/* "Gilets jaunes", "Casques bleus": a capital, and an adjective that agrees. */
static bool is_named_group(const struct amount *amount, size_t i)
{
  struct slice name = amounts_word(amount, i);
  return name.length && amount->tokens->list[i].flags & TOKEN_CAPITAL && ends_plural(name, TAG_FRENCH) &&
         is_noun(amount, i + 1) && ends_plural(amounts_word(amount, i + 1), TAG_FRENCH) &&
         !(amount->tokens->list[amount->first - (amount->first > 0)].flags & TOKEN_CAPITAL);
}

/* "troupes américaines", "nouveaux cas", "membres": the noun, what stands before it, and a people behind it.
 */
static size_t french_noun(const struct amount *amount, size_t i)
{
  if (is_noun(amount, i) && among(amounts_word(amount, i), before_noun)) i++;
  if (is_named_group(amount, i)) return i + 2;
  bool lot = amount->high.flags & NUMBER_APPROXIMATE && amount->behind > amount->past;
  if (!is_noun(amount, i) || !(lot || ends_plural(amounts_word(amount, i), TAG_FRENCH))) return 0;
  size_t past = i + 1;
  while (is_content(amount, past) && amount->tokens->list[past].classes & LEX_NORP) past++;
  return past;
}

/* "American troops", "young men": up to the first plural. */
static size_t english_noun(const struct amount *amount, size_t i)
{
  for (size_t past = i; past < i + 3; past++) {
    if (!is_noun(amount, past)) return 0;
    if (ends_plural(amounts_word(amount, past), TAG_ENGLISH)) return past + 1;
  }
  return 0;
}

bool amounts_millions(const struct amount *amount)
{
  return amount->language == TAG_ENGLISH && slice_is(amount->high.suffix, "m") &&
         english_noun(amount, amount->behind);
}

static bool counts(struct amount *amount, size_t i, size_t past)
{
  amount->type = FIND_QUANTITY;
  amount->strength = FIND_FAIR;
  amount->unit = amounts_text(amount, i, past);
  return true;
}

/* "un tiers des électeurs", "half of the population": a part of what follows, singular or plural. */
static bool part_of(struct amount *amount)
{
  size_t i = amount->behind;
  if (i == amount->past || !is_content(amount, i) || amounts_is(amount, i, "finale") ||
      amounts_is(amount, i, "heure"))
    return false;
  size_t past = amount->language == TAG_FRENCH ? french_noun(amount, i) : english_noun(amount, i);
  return counts(amount, i, past ? past : i + 1);
}

bool amounts_counted(struct amount *amount)
{
  if (amount->low.flags & NUMBER_ARTICLE || !amount->language) return false;
  if (amounts_millions(amount)) {
    amount->low.exponent += 6;
    amount->high.exponent += 6;
  } else if (amount->high.suffix.length) {
    return false;
  }
  if (amount->high.flags & NUMBER_FRACTION) return part_of(amount);
  bool lot = amount->high.flags & NUMBER_APPROXIMATE && amount->behind > amount->past;
  if (!is_plural(amount) && !lot) return false;
  size_t i = amount->behind;
  /* "5 millions engrangés": of millions, "de" comes before what is counted */
  if (amount->language == TAG_FRENCH && amount->high.flags & NUMBER_GROUP && i == amount->past) return false;
  size_t past = amount->language == TAG_FRENCH ? french_noun(amount, i) : english_noun(amount, i);
  return past ? counts(amount, i, past) : false;
}
