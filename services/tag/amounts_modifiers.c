/* amounts_modifiers.c - what narrows or blurs a number, in the words of TIMEX3. */
#include "tag/amounts_parts.h"
#include "tag/language.h"

enum { FR = TAG_FRENCH, EN = TAG_ENGLISH };

/* Phrases before a number, folded; longer ones stand before those that end them. */
static const struct {
  const char *phrase;
  unsigned language;
  const char *modifier;
} before[] = {
    {"pas moins de", FR, "EQUAL_OR_MORE"},
    {"pas moins d'", FR, "EQUAL_OR_MORE"},
    {"un peu plus de", FR, "MORE_THAN"},
    {"un peu plus d'", FR, "MORE_THAN"},
    {"un peu moins de", FR, "LESS_THAN"},
    {"un peu moins d'", FR, "LESS_THAN"},
    {"plus de", FR, "MORE_THAN"},
    {"plus d'", FR, "MORE_THAN"},
    {"moins de", FR, "LESS_THAN"},
    {"moins d'", FR, "LESS_THAN"},
    {"au moins", FR, "EQUAL_OR_MORE"},
    {"au minimum", FR, "EQUAL_OR_MORE"},
    {"tout au plus", FR, "EQUAL_OR_LESS"},
    {"au plus", FR, "EQUAL_OR_LESS"},
    {"au maximum", FR, "EQUAL_OR_LESS"},
    {"jusqu' a", FR, "EQUAL_OR_LESS"},
    {"plus ou moins", FR, "APPROX"},
    {"a peu pres", FR, "APPROX"},
    {"de l' ordre de", FR, "APPROX"},
    {"aux alentours de", FR, "APPROX"},
    {"autour de", FR, "APPROX"},
    {"pres de", FR, "APPROX"},
    {"pres d'", FR, "APPROX"},
    {"presque", FR, "APPROX"},
    {"environ", FR, "APPROX"},
    {"approximativement", FR, "APPROX"},
    {"quelque", FR, "APPROX"},
    {"quelques", FR, "APPROX"},
    {"plusieurs", FR, "APPROX"},
    {"quasi", FR, "APPROX"},
    {"quasiment", FR, "APPROX"},
    {"no more than", EN, "EQUAL_OR_LESS"},
    {"a little more than", EN, "MORE_THAN"},
    {"more than", EN, "MORE_THAN"},
    {"upwards of", EN, "MORE_THAN"},
    {"in excess of", EN, "MORE_THAN"},
    {"over", EN, "MORE_THAN"},
    {"no fewer than", EN, "EQUAL_OR_MORE"},
    {"no less than", EN, "EQUAL_OR_MORE"},
    {"at least", EN, "EQUAL_OR_MORE"},
    {"a minimum of", EN, "EQUAL_OR_MORE"},
    {"fewer than", EN, "LESS_THAN"},
    {"less than", EN, "LESS_THAN"},
    {"under", EN, "LESS_THAN"},
    {"at most", EN, "EQUAL_OR_LESS"},
    {"up to", EN, "EQUAL_OR_LESS"},
    {"as many as", EN, "EQUAL_OR_LESS"},
    {"as much as", EN, "EQUAL_OR_LESS"},
    {"a maximum of", EN, "EQUAL_OR_LESS"},
    {"close to", EN, "APPROX"},
    {"about", EN, "APPROX"},
    {"around", EN, "APPROX"},
    {"some", EN, "APPROX"},
    {"nearly", EN, "APPROX"},
    {"almost", EN, "APPROX"},
    {"roughly", EN, "APPROX"},
    {"approximately", EN, "APPROX"},
    {"an estimated", EN, "APPROX"},
    {"several", EN, "APPROX"},
    {"a few", EN, "APPROX"},
};

static const struct {
  const char *phrase;
  unsigned language;
  const char *modifier;
} behind[] = {
    {"environ", FR, "APPROX"},         {"ou plus", FR, "EQUAL_OR_MORE"}, {"et plus", FR, "EQUAL_OR_MORE"},
    {"ou moins", FR, "EQUAL_OR_LESS"}, {"or more", EN, "EQUAL_OR_MORE"}, {"or less", EN, "EQUAL_OR_LESS"},
    {"or fewer", EN, "EQUAL_OR_LESS"}, {"or so", EN, "APPROX"},
};

static size_t words_in(const char *phrase)
{
  size_t count = 1;
  for (; *phrase; phrase++) count += *phrase == ' ';
  return count;
}

/* Whether the words of the phrase stand from token i on, none of them but the first of a paragraph. */
static bool stands_at(const struct amount *amount, size_t i, const char *phrase)
{
  for (size_t first = i;; i++) {
    size_t length = strcspn(phrase, " ");
    struct slice word = i < amount->tokens->count ? token_folded(amount->tokens, i) : (struct slice){"", 0};
    if (i > first && amounts_word(amount, i).length == 0) return false;
    if (!slice_equal(word, (struct slice){phrase, length})) return false;
    if (!phrase[length]) return true;
    phrase += length + 1;
  }
}

/* The words that the phrases end with: most numbers have none of them before. */
static bool may_end_phrase(struct slice word)
{
  static const char *const ends[] = {"de",        "d'",           "moins",     "plus",
                                     "minimum",   "maximum",      "a",         "pres",
                                     "presque",   "environ",      "quelque",   "quelques",
                                     "plusieurs", "quasi",        "quasiment", "approximativement",
                                     "than",      "of",           "over",      "least",
                                     "under",     "most",         "to",        "as",
                                     "about",     "around",       "some",      "nearly",
                                     "almost",    "roughly",      "few",       "estimated",
                                     "several",   "approximately"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
    if (ends[i][0] == word.data[0] && slice_is(word, ends[i])) return true;
  return false;
}

static bool same_paragraph(const struct amount *amount)
{
  const struct token *token = &amount->tokens->list[amount->first];
  return amount->first > 0 && !(token->flags & (TOKEN_PARAGRAPH | TOKEN_GLUED));
}

static bool modify_before(struct amount *amount)
{
  if (!same_paragraph(amount)) return false;
  struct slice last = token_folded(amount->tokens, amount->first - 1);
  if (!last.length || !may_end_phrase(last)) return false;
  for (size_t k = 0; k < sizeof before / sizeof *before; k++) {
    size_t count = words_in(before[k].phrase);
    if (!(before[k].language & amount->language) || count > amount->first) continue;
    if (!stands_at(amount, amount->first - count, before[k].phrase)) continue;
    amount->first -= count;
    amount->modifier = before[k].modifier;
    return true;
  }
  return false;
}

void amounts_modify(struct amount *amount)
{
  if ((amount->low.flags | amount->high.flags) & NUMBER_APPROXIMATE) amount->modifier = "APPROX";
  if (modify_before(amount)) return;
  struct slice next = amounts_word(amount, amount->past);
  for (size_t k = 0; k < sizeof behind / sizeof *behind && next.length; k++)
    if (behind[k].phrase[0] == next.data[0] && behind[k].language & amount->language &&
        stands_at(amount, amount->past, behind[k].phrase)) {
      amount->modifier = behind[k].modifier;
      return;
    }
}
