/* numbers_words.c - see numbers.h. A number in words is a sum of hundreds, thousands and scales; each word
 * either fits what was read before it or ends the number. */
#include "tag/numbers_words.h"

#include "tag/lexicon.h"

enum { FR = TAG_FRENCH, EN = TAG_ENGLISH, BOTH = TAG_FRENCH | TAG_ENGLISH, OTHER = 4, ANY = BOTH | OTHER };

/* The commonest first: the table is searched from its beginning, and only for words of class LEX_NUMBER. */
static const struct {
  const char *word;
  unsigned languages;
  enum number_word_kind kind;
  unsigned value;
} words[] = {
    {"un", FR, NUMBER_ONE, 1},
    {"une", FR, NUMBER_ONE, 1},
    {"a", EN, NUMBER_ONE, 1},
    {"an", EN, NUMBER_ONE, 1},
    {"one", EN, NUMBER_ONE, 1},
    {"deux", FR, NUMBER_UNIT, 2},
    {"trois", FR, NUMBER_UNIT, 3},
    {"quatre", FR, NUMBER_UNIT, 4},
    {"cinq", FR, NUMBER_UNIT, 5},
    {"six", BOTH, NUMBER_UNIT, 6},
    {"sept", FR, NUMBER_UNIT, 7},
    {"huit", FR, NUMBER_UNIT, 8},
    {"neuf", FR, NUMBER_UNIT, 9},
    {"dix", FR, NUMBER_UNIT, 10},
    {"onze", FR, NUMBER_UNIT, 11},
    {"douze", FR, NUMBER_UNIT, 12},
    {"treize", FR, NUMBER_UNIT, 13},
    {"quatorze", FR, NUMBER_UNIT, 14},
    {"quinze", FR, NUMBER_UNIT, 15},
    {"seize", FR, NUMBER_UNIT, 16},
    {"vingt", FR, NUMBER_TENS, 20},
    {"vingts", FR, NUMBER_TENS, 20},
    {"trente", FR, NUMBER_TENS, 30},
    {"quarante", FR, NUMBER_TENS, 40},
    {"cinquante", FR, NUMBER_TENS, 50},
    {"soixante", FR, NUMBER_TENS, 60},
    {"septante", FR, NUMBER_TENS, 70},
    {"huitante", FR, NUMBER_TENS, 80},
    {"octante", FR, NUMBER_TENS, 80},
    {"nonante", FR, NUMBER_TENS, 90},
    {"cent", FR, NUMBER_HUNDRED, 100},
    {"cents", FR, NUMBER_HUNDRED, 100},
    {"mille", FR, NUMBER_THOUSAND, 1000},
    {"million", BOTH, NUMBER_SCALE, 6},
    {"millions", BOTH, NUMBER_SCALE, 6},
    {"milliard", FR, NUMBER_SCALE, 9},
    {"milliards", FR, NUMBER_SCALE, 9},
    {"billion", EN, NUMBER_SCALE, 9},
    {"billions", EN, NUMBER_SCALE, 9},
    {"billion", FR, NUMBER_SCALE, 12},
    {"billions", FR, NUMBER_SCALE, 12},
    {"trillion", EN, NUMBER_SCALE, 12},
    {"trillions", EN, NUMBER_SCALE, 12},
    {"two", EN, NUMBER_UNIT, 2},
    {"three", EN, NUMBER_UNIT, 3},
    {"four", EN, NUMBER_UNIT, 4},
    {"five", EN, NUMBER_UNIT, 5},
    {"seven", EN, NUMBER_UNIT, 7},
    {"eight", EN, NUMBER_UNIT, 8},
    {"nine", EN, NUMBER_UNIT, 9},
    {"ten", EN, NUMBER_UNIT, 10},
    {"eleven", EN, NUMBER_UNIT, 11},
    {"twelve", EN, NUMBER_UNIT, 12},
    {"thirteen", EN, NUMBER_UNIT, 13},
    {"fourteen", EN, NUMBER_UNIT, 14},
    {"fifteen", EN, NUMBER_UNIT, 15},
    {"sixteen", EN, NUMBER_UNIT, 16},
    {"seventeen", EN, NUMBER_UNIT, 17},
    {"eighteen", EN, NUMBER_UNIT, 18},
    {"nineteen", EN, NUMBER_UNIT, 19},
    {"zero", BOTH, NUMBER_UNIT, 0},
    {"twenty", EN, NUMBER_TENS, 20},
    {"thirty", EN, NUMBER_TENS, 30},
    {"forty", EN, NUMBER_TENS, 40},
    {"fifty", EN, NUMBER_TENS, 50},
    {"sixty", EN, NUMBER_TENS, 60},
    {"seventy", EN, NUMBER_TENS, 70},
    {"eighty", EN, NUMBER_TENS, 80},
    {"ninety", EN, NUMBER_TENS, 90},
    {"hundred", EN, NUMBER_HUNDRED, 100},
    {"thousand", EN, NUMBER_THOUSAND, 1000},
    {"dizaine", FR, NUMBER_LOT, 10},
    {"dizaines", FR, NUMBER_LOT, 10},
    {"douzaine", FR, NUMBER_LOT, 12},
    {"douzaines", FR, NUMBER_LOT, 12},
    {"quinzaine", FR, NUMBER_LOT, 15},
    {"vingtaine", FR, NUMBER_LOT, 20},
    {"vingtaines", FR, NUMBER_LOT, 20},
    {"trentaine", FR, NUMBER_LOT, 30},
    {"quarantaine", FR, NUMBER_LOT, 40},
    {"cinquantaine", FR, NUMBER_LOT, 50},
    {"soixantaine", FR, NUMBER_LOT, 60},
    {"centaine", FR, NUMBER_LOT, 100},
    {"centaines", FR, NUMBER_LOT, 100},
    {"millier", FR, NUMBER_LOT, 1000},
    {"milliers", FR, NUMBER_LOT, 1000},
    {"tens", EN, NUMBER_LOT, 10},
    {"dozen", EN, NUMBER_LOT, 12},
    {"dozens", EN, NUMBER_LOT, 12},
    {"hundreds", EN, NUMBER_LOT, 100},
    {"thousands", EN, NUMBER_LOT, 1000},
    {"demi", FR, NUMBER_HALF, 2},
    {"demie", FR, NUMBER_HALF, 2},
    {"moitie", FR, NUMBER_HALF, 2},
    {"half", EN, NUMBER_HALF, 2},
    {"tiers", FR, NUMBER_PART, 3},
    {"quart", FR, NUMBER_PART, 4},
    {"quarts", FR, NUMBER_PART, 4},
    {"cinquieme", FR, NUMBER_PART, 5},
    {"cinquiemes", FR, NUMBER_PART, 5},
    {"sixieme", FR, NUMBER_PART, 6},
    {"sixiemes", FR, NUMBER_PART, 6},
    {"huitiemes", FR, NUMBER_PART, 8},
    {"dixieme", FR, NUMBER_PART, 10},
    {"dixiemes", FR, NUMBER_PART, 10},
    {"third", EN, NUMBER_PART, 3},
    {"thirds", EN, NUMBER_PART, 3},
    {"quarter", EN, NUMBER_PART, 4},
    {"quarters", EN, NUMBER_PART, 4},
    {"fifth", EN, NUMBER_PART, 5},
    {"fifths", EN, NUMBER_PART, 5},
    {"sixth", EN, NUMBER_PART, 6},
    {"sixths", EN, NUMBER_PART, 6},
    {"tenth", EN, NUMBER_PART, 10},
    {"tenths", EN, NUMBER_PART, 10},
    {"bn", ANY, NUMBER_SHORT, 9},
    {"md", FR, NUMBER_SHORT, 9},
    {"mds", FR, NUMBER_SHORT, 9},
    {"mrd", ANY, NUMBER_SHORT, 9},
    {"mn", EN, NUMBER_SHORT, 6},
    {"mln", ANY, NUMBER_SHORT, 6},
    {"tn", EN, NUMBER_SHORT, 12},
    {"mio", ANY, NUMBER_SHORT, 6},
    {"mld", OTHER, NUMBER_SHORT, 9},
    {"million", OTHER, NUMBER_SHORT, 6},
    {"millionen", OTHER, NUMBER_SHORT, 6},
    {"milliarde", OTHER, NUMBER_SHORT, 9},
    {"milliarden", OTHER, NUMBER_SHORT, 9},
    {"millon", OTHER, NUMBER_SHORT, 6},
    {"millones", OTHER, NUMBER_SHORT, 6},
    {"milhao", OTHER, NUMBER_SHORT, 6},
    {"milhoes", OTHER, NUMBER_SHORT, 6},
    {"bilhao", OTHER, NUMBER_SHORT, 9},
    {"bilhoes", OTHER, NUMBER_SHORT, 9},
    {"milione", OTHER, NUMBER_SHORT, 6},
    {"milioni", OTHER, NUMBER_SHORT, 6},
    {"miliardo", OTHER, NUMBER_SHORT, 9},
    {"miliardi", OTHER, NUMBER_SHORT, 9},
    {"miljoen", OTHER, NUMBER_SHORT, 6},
    {"miljard", OTHER, NUMBER_SHORT, 9},
    {"mil", OTHER, NUMBER_SHORT, 3},
    {"млн", OTHER, NUMBER_SHORT, 6},
    {"млрд", OTHER, NUMBER_SHORT, 9},
    {"тыс", OTHER, NUMBER_SHORT, 3},
};

void numbers_teach(struct lexicon *lexicon)
{
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    lexicon_add(lexicon, slice_of(words[i].word), LEX_NUMBER);
}

struct number_word number_word_at(const struct tokens *tokens, size_t i, size_t first, unsigned language)
{
  struct number_word none = {NUMBER_NONE, 0};
  if (i >= tokens->count) return none;
  const struct token *token = &tokens->list[i];
  if (!(token->classes & LEX_NUMBER) || (i > first && token->flags & (TOKEN_PARAGRAPH | TOKEN_CLOSE)))
    return none;
  struct slice word = token_folded(tokens, i);
  unsigned spoken = language ? language : OTHER;
  for (size_t k = 0; k < sizeof words / sizeof *words; k++)
    if (words[k].word[0] == word.data[0] && words[k].word[1] == (word.length > 1 ? word.data[1] : 0) &&
        words[k].languages & spoken && slice_is(word, words[k].word))
      return (struct number_word){words[k].kind, words[k].value};
  return none;
}

/* number_is - whether the folded word at i continues the paragraph and is `word`. */
static bool number_is(const struct tokens *tokens, size_t i, const char *word)
{
  if (i >= tokens->count || tokens->list[i].flags & (TOKEN_PARAGRAPH | TOKEN_CLOSE)) return false;
  return slice_is(token_folded(tokens, i), word);
}

static const uint64_t power_of_ten[] = {1,           10,           100,          1000,      10000,
                                        100000,      1000000,      10000000,     100000000, 1000000000,
                                        10000000000, 100000000000, 1000000000000};

/* What was read so far: high + thousands x 1000 + group. */
struct sum {
  const struct tokens *tokens;
  unsigned language;
  uint64_t high, thousands, group;
  unsigned scale; /* power of ten of the last "million"; only smaller ones may follow */
  bool started;   /* a word that counts was read */
  bool grouped, over_thousand;
};

static bool take_unit(struct sum *sum, unsigned value)
{
  uint64_t low = sum->group % 100;
  bool french = sum->language == FR;
  bool fits = low == 0                 ? value > 0 || !sum->started
              : low == 10              ? french && value >= 7 && value <= 9
              : low == 60 || low == 80 ? value >= 1 && value <= (french ? 16 : 9)
              : low % 10 == 0          ? value >= 1 && value <= 9
                                       : false;
  if (fits) sum->group += value;
  return fits;
}

static bool take_tens(struct sum *sum, unsigned value)
{
  uint64_t low = sum->group % 100;
  if (low == 4 && value == 20 && sum->language == FR)
    sum->group += 76;
  else if (low == 0)
    sum->group += value;
  else
    return false;
  return true;
}

static bool take_hundred(struct sum *sum)
{
  uint64_t most = sum->language == FR ? 9 : 99;
  if (sum->group > most) return false;
  sum->group = (sum->group ? sum->group : 1) * 100;
  return true;
}

static bool take_thousand(struct sum *sum)
{
  if (sum->over_thousand) return false;
  sum->thousands = sum->group ? sum->group : 1;
  sum->group = 0;
  sum->over_thousand = true;
  return true;
}

static bool take_scale(struct sum *sum, unsigned power)
{
  uint64_t below = sum->thousands * 1000 + sum->group;
  if (sum->scale && (power >= sum->scale || below == 0)) return false;
  sum->high += (below ? below : 1) * power_of_ten[power];
  sum->thousands = sum->group = 0;
  sum->scale = power;
  sum->over_thousand = false;
  return true;
}

static bool take(struct sum *sum, struct number_word word)
{
  switch (word.kind) {
  case NUMBER_ONE:
  case NUMBER_UNIT:
    return take_unit(sum, word.value);
  case NUMBER_TENS:
    return take_tens(sum, word.value);
  case NUMBER_HUNDRED:
    return take_hundred(sum);
  case NUMBER_THOUSAND:
    return take_thousand(sum);
  case NUMBER_SCALE:
    return take_scale(sum, word.value);
  default:
    return false;
  }
}

/* "vingt et un", "soixante et onze"; "a hundred and five", "two thousand and twenty": tokens that the joining
 * word takes, 0 when what follows is something else. */
static size_t joined(const struct sum *sum, size_t i)
{
  struct number_word behind = number_word_at(sum->tokens, i + 1, i, sum->language);
  uint64_t low = sum->group % 100;
  if (sum->language == FR && number_is(sum->tokens, i, "et"))
    return low >= 20 && low % 10 == 0 && (behind.kind == NUMBER_ONE || (low == 60 && behind.value == 11));
  if (sum->language != EN || !number_is(sum->tokens, i, "and")) return 0;
  bool round = low == 0 && (sum->group || sum->over_thousand);
  bool article = behind.kind == NUMBER_ONE && !number_is(sum->tokens, i + 1, "one");
  return round && !article &&
         (behind.kind == NUMBER_ONE || behind.kind == NUMBER_UNIT || behind.kind == NUMBER_TENS);
}

/* Reads as many words as fit, from `i` on; returns the first token behind. */
static size_t add_up(struct sum *sum, size_t i)
{
  size_t first = i;
  for (;;) {
    size_t join = sum->started ? joined(sum, i) : 0;
    struct number_word word = number_word_at(sum->tokens, i + join, first, sum->language);
    bool article = word.kind == NUMBER_ONE && sum->started && sum->language == EN &&
                   !number_is(sum->tokens, i + join, "one");
    bool zero = sum->started && sum->high + sum->thousands + sum->group == 0;
    if (article || zero || !take(sum, word)) return i;
    sum->started = true;
    i += join + 1;
  }
}

static void multiply(struct number *number, uint64_t factor)
{
  if (number->digits <= UINT64_MAX / factor) number->digits *= factor;
}

static void add_half(struct number *number)
{
  if (number->digits > UINT64_MAX / 10 - 5) return;
  number->digits = number->digits * 10 + 5;
  number->exponent -= 1;
}

/* "et demi", "and a half": half of what the last word counts, which is what the digits stand before. */
static void take_half(const struct tokens *tokens, unsigned language, struct number *number)
{
  size_t i = number->past;
  bool french = language == FR && number_is(tokens, i, "et") &&
                (number_is(tokens, i + 1, "demi") || number_is(tokens, i + 1, "demie"));
  bool english = language == EN && number_is(tokens, i, "and") && number_is(tokens, i + 1, "a") &&
                 number_is(tokens, i + 2, "half");
  if (!french && !english) return;
  add_half(number);
  number->past += french ? 2 : 3;
}

/* "de milliers", "of thousands" behind a lot: "des dizaines de milliers". */
static void take_lots_of(const struct tokens *tokens, unsigned language, struct number *number)
{
  size_t i = number->past;
  if (!number_is(tokens, i, language == FR ? "de" : "of")) return;
  struct number_word word = number_word_at(tokens, i + 1, i, language);
  if (word.kind == NUMBER_SCALE)
    number->exponent += (int)word.value;
  else if (word.kind == NUMBER_LOT && word.value == 1000)
    number->exponent += 3;
  else
    return;
  number->flags |= NUMBER_SCALED;
  number->past = i + 2;
}

static void take_lot(const struct tokens *tokens, unsigned language, struct number *number,
                     struct number_word word)
{
  multiply(number, word.value);
  number->past++;
  number->flags |= NUMBER_APPROXIMATE | NUMBER_GROUP;
  take_lots_of(tokens, language, number);
}

void number_scale(const struct tokens *tokens, unsigned language, struct number *number)
{
  for (int scales = 0; scales < 2; scales++) {
    struct number_word word = number_word_at(tokens, number->past, number->past - 1, language);
    int power = word.kind == NUMBER_SCALE || word.kind == NUMBER_SHORT ? (int)word.value
                : word.kind == NUMBER_THOUSAND                         ? 3
                : word.kind == NUMBER_HUNDRED && language == EN        ? 2
                                                                       : 0;
    if (word.kind == NUMBER_LOT) take_lot(tokens, language, number, word);
    if (!power) break;
    number->flags |= NUMBER_SCALED | (power >= 6 ? (unsigned)NUMBER_GROUP : 0u);
    number->past++;
    take_half(tokens, language, number);
    number->exponent += power;
    number->scale += power;
  }
  if (!(number->flags & NUMBER_SCALED)) take_half(tokens, language, number);
}

/* Fractions whose decimals do not end are given with four. */
static void divide(struct number *number, unsigned denominator)
{
  uint64_t scaled = number->digits * 10000;
  if (scaled % denominator) number->flags |= NUMBER_APPROXIMATE;
  number->digits = (scaled + denominator / 2) / denominator;
  number->exponent -= 4;
  number->flags |= NUMBER_FRACTION;
}

/* "demi-million", "half a million", "half-dozen"; `i` is the token behind the half. */
static bool half_of(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  size_t article = language == EN && (number_is(tokens, i, "a") || number_is(tokens, i, "an"));
  struct number_word word = number_word_at(tokens, i + article, i - 1, language);
  if (word.kind != NUMBER_SCALE && word.kind != NUMBER_LOT) return false;
  *number = (struct number){.digits = 5, .exponent = -1, .past = i + article, .flags = NUMBER_WORDS};
  number_scale(tokens, language, number);
  return true;
}

static bool read_half(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  if (half_of(tokens, i + 1, language, number)) return true;
  struct slice word = token_folded(tokens, i);
  if (!slice_is(word, "moitie") && !slice_is(word, "half")) return false;
  *number = (struct number){
      .digits = 5, .exponent = -1, .past = i + 1, .flags = NUMBER_WORDS | NUMBER_FRACTION, .suffix = {"", 0}};
  return true;
}

/* What may stand behind "un", "a": a half or a part. An ordinal is a part only where "de" or "of" follows. */
static bool read_part(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  struct number_word word = number_word_at(tokens, number->past, i, language);
  if (word.kind == NUMBER_HALF && number->digits == 1)
    return half_of(tokens, number->past + 1, language, number);
  if (word.kind != NUMBER_PART || number->digits > 9 || number->digits == 0) return false;
  struct slice folded = token_folded(tokens, number->past);
  bool ordinal = folded.data[folded.length - 1] != 's' && word.value != 4;
  size_t behind = number->past + 1;
  bool of = number_is(tokens, behind, "of") || number_is(tokens, behind, "de") ||
            number_is(tokens, behind, "des") || number_is(tokens, behind, "du") ||
            number_is(tokens, behind, "d'");
  if (ordinal && !of) return false;
  number->past = behind;
  divide(number, word.value);
  return true;
}

static bool read_lot(const struct tokens *tokens, unsigned language, struct number *number)
{
  struct number_word word = number_word_at(tokens, number->past, number->past - 1, language);
  if (word.kind != NUMBER_LOT) return false;
  take_lot(tokens, language, number, word);
  return true;
}

/* A lot without a number before it: "dizaines de blessés", "dozens". */
static bool read_bare_lot(const struct tokens *tokens, size_t i, unsigned language, struct number *number,
                          struct number_word word)
{
  if (slice_is(token_folded(tokens, i), "tens") && !number_is(tokens, i + 1, "of")) return false;
  *number = (struct number){.digits = 1, .past = i, .flags = NUMBER_WORDS, .suffix = {"", 0}};
  take_lot(tokens, language, number, word);
  return true;
}

bool number_read_words(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  struct number_word word = number_word_at(tokens, i, i, language);
  if (word.kind == NUMBER_HALF) return read_half(tokens, i, language, number);
  if (word.kind == NUMBER_LOT) return read_bare_lot(tokens, i, language, number, word);
  struct sum sum = {.tokens = tokens, .language = language};
  size_t past = add_up(&sum, i);
  if (!sum.started) return false;
  bool scale_last = sum.scale && sum.thousands + sum.group == 0;
  bool plain = past == i + 1;
  *number = (struct number){.digits = sum.high + sum.thousands * 1000 + sum.group,
                            .past = past,
                            .flags = NUMBER_WORDS,
                            .suffix = {"", 0}};
  if (plain && word.kind == NUMBER_SCALE) number->flags |= NUMBER_APPROXIMATE;
  if (plain && language == EN && (word.kind == NUMBER_HUNDRED || word.kind == NUMBER_THOUSAND))
    number->flags |= NUMBER_APPROXIMATE;
  if (sum.scale || sum.over_thousand) number->flags |= NUMBER_SCALED;
  if (scale_last) {
    number->flags |= NUMBER_GROUP;
    number->digits /= power_of_ten[sum.scale];
    take_half(tokens, language, number);
    number->exponent += (int)sum.scale;
    number->scale = (int)sum.scale;
    return true;
  }
  if (read_part(tokens, i, language, number) || read_lot(tokens, language, number)) return true;
  if (plain && word.kind == NUMBER_ONE) number->flags |= NUMBER_ARTICLE;
  if (!(number->flags & NUMBER_ARTICLE)) take_half(tokens, language, number);
  return true;
}
