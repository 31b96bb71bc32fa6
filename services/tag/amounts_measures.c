/* amounts_measures.c - percentages and units of measure, which belong to the span. */
#include "tag/amounts_parts.h"
#include "tag/language.h"

enum { FR = TAG_FRENCH, EN = TAG_ENGLISH, BOTH = FR | EN, ANY = 4 | BOTH, LETTER = 8, TIME = 16 };

/* Folded units. LETTER: a sign and no word, so that it goes with digits alone. TIME: the calendar goes before
 * it. */
static const struct unit {
  const char *word;
  unsigned flags;
} units[] = {
    {"km", ANY | LETTER},
    {"m", ANY | LETTER},
    {"cm", ANY | LETTER},
    {"mm", ANY | LETTER},
    {"kg", ANY | LETTER},
    {"g", ANY | LETTER},
    {"mg", ANY | LETTER},
    {"t", ANY | LETTER},
    {"ha", ANY | LETTER},
    {"l", ANY | LETTER},
    {"cl", ANY | LETTER},
    {"ml", ANY | LETTER},
    {"dl", ANY | LETTER},
    {"hl", ANY | LETTER},
    {"kwh", ANY | LETTER},
    {"mwh", ANY | LETTER},
    {"gwh", ANY | LETTER},
    {"twh", ANY | LETTER},
    {"kw", ANY | LETTER},
    {"mw", ANY | LETTER},
    {"gw", ANY | LETTER},
    {"tw", ANY | LETTER},
    {"hz", ANY | LETTER},
    {"khz", ANY | LETTER},
    {"mhz", ANY | LETTER},
    {"ghz", ANY | LETTER},
    {"go", FR | LETTER},
    {"ko", FR | LETTER},
    {"gb", ANY | LETTER},
    {"mb", ANY | LETTER},
    {"tb", ANY | LETTER},
    {"kmh", ANY | LETTER},
    {"mph", ANY | LETTER},
    {"kph", ANY | LETTER},
    {"km2", ANY | LETTER},
    {"m2", ANY | LETTER},
    {"m3", ANY | LETTER},
    {"km3", ANY | LETTER},
    {"cm2", ANY | LETTER},
    {"cm3", ANY | LETTER},
    {"hpa", ANY | LETTER},
    {"db", ANY | LETTER},
    {"mbar", ANY | LETTER},
    {"ppm", ANY | LETTER},
    {"kt", ANY | LETTER},
    {"mt", ANY | LETTER},
    {"gt", ANY | LETTER},
    {"lb", EN | LETTER},
    {"lbs", EN | LETTER},
    {"ft", EN | LETTER},
    {"kms", BOTH | LETTER},
    {"kgs", BOTH | LETTER},
    {"sq", EN | LETTER},
    {"kilometre", BOTH},
    {"kilometres", BOTH},
    {"kilometer", EN},
    {"kilometers", EN},
    {"metre", BOTH},
    {"metres", BOTH},
    {"meter", EN},
    {"meters", EN},
    {"centimetre", BOTH},
    {"centimetres", BOTH},
    {"centimeters", EN},
    {"millimetre", BOTH},
    {"millimetres", BOTH},
    {"millimeters", EN},
    {"mile", EN},
    {"miles", BOTH},
    {"milles", FR},
    {"yard", EN},
    {"yards", EN},
    {"foot", EN},
    {"feet", EN},
    {"inch", EN},
    {"inches", EN},
    {"pouces", FR},
    {"pieds", FR},
    {"hectare", BOTH},
    {"hectares", BOTH},
    {"acre", BOTH},
    {"acres", BOTH},
    {"are", FR},
    {"ares", FR},
    {"kilogramme", FR},
    {"kilogrammes", FR},
    {"kilogram", EN},
    {"kilograms", EN},
    {"kilo", BOTH},
    {"kilos", BOTH},
    {"gramme", FR},
    {"grammes", FR},
    {"gram", EN},
    {"grams", EN},
    {"milligrammes", FR},
    {"milligrams", EN},
    {"tonne", BOTH},
    {"tonnes", BOTH},
    {"ton", EN},
    {"tons", EN},
    {"quintal", FR},
    {"quintaux", FR},
    {"pound", EN},
    {"pounds", EN},
    {"ounce", EN},
    {"ounces", EN},
    {"onces", FR},
    {"carats", BOTH},
    {"litre", BOTH},
    {"litres", BOTH},
    {"liter", EN},
    {"liters", EN},
    {"gallon", BOTH},
    {"gallons", BOTH},
    {"pint", EN},
    {"pints", EN},
    {"hectolitres", FR},
    {"baril", FR},
    {"barils", FR},
    {"barrel", EN},
    {"barrels", EN},
    {"degre", FR},
    {"degres", FR},
    {"degree", EN},
    {"degrees", EN},
    {"kilowatts", BOTH},
    {"megawatt", BOTH},
    {"megawatts", BOTH},
    {"gigawatt", BOTH},
    {"gigawatts", BOTH},
    {"watts", BOTH},
    {"kilowattheures", FR},
    {"megawattheures", FR},
    {"volts", BOTH},
    {"noeuds", FR},
    {"knots", EN},
    {"decibels", BOTH},
    {"octets", FR},
    {"gigaoctets", FR},
    {"megaoctets", FR},
    {"gigabytes", EN},
    {"megabytes", EN},
    {"calories", BOTH},
    {"hertz", BOTH},
    {"megatonnes", BOTH},
    {"kilotonnes", BOTH},
    {"kilotons", EN},
    {"annees-lumiere", FR},
    {"seconde", FR | TIME},
    {"secondes", FR | TIME},
    {"second", EN | TIME},
    {"seconds", EN | TIME},
    {"minute", BOTH | TIME},
    {"minutes", BOTH | TIME},
    {"min", BOTH | TIME | LETTER},
    {"heure", FR | TIME},
    {"heures", FR | TIME},
    {"hour", EN | TIME},
    {"hours", EN | TIME},
    {"jour", FR | TIME},
    {"jours", FR | TIME},
    {"day", EN | TIME},
    {"days", EN | TIME},
    {"semaine", FR | TIME},
    {"semaines", FR | TIME},
    {"week", EN | TIME},
    {"weeks", EN | TIME},
    {"mois", FR | TIME},
    {"month", EN | TIME},
    {"months", EN | TIME},
    {"an", FR | TIME},
    {"ans", FR | TIME},
    {"annee", FR | TIME},
    {"annees", FR | TIME},
    {"year", EN | TIME},
    {"years", EN | TIME},
    {"decennie", FR | TIME},
    {"decennies", FR | TIME},
    {"decade", EN | TIME},
    {"decades", EN | TIME},
    {"siecles", FR | TIME},
    {"centuries", EN | TIME},
};

#define COUNT(list) (sizeof(list) / sizeof *(list))

void amounts_teach_measures(struct lexicon *lexicon)
{
  for (size_t i = 0; i < COUNT(units); i++) lexicon_add(lexicon, slice_of(units[i].word), LEX_UNIT);
}

static const struct unit *unit_named(struct slice word, unsigned language)
{
  unsigned spoken = language ? language : 4;
  for (size_t i = 0; i < COUNT(units); i++)
    if (units[i].word[0] == word.data[0] && units[i].flags & spoken && slice_is(word, units[i].word))
      return &units[i];
  return NULL;
}

static bool percent(struct amount *amount, size_t past, const char *unit)
{
  amount->type = FIND_PERCENT;
  amount->strength = FIND_STRONG;
  amount->past = past;
  amount->unit = slice_of(unit);
  return true;
}

/* "points de pourcentage", "percentage points", "basis points", of which a hundred are one of the others. */
static size_t points_behind(const struct amount *amount, size_t i, const char **unit)
{
  bool french = amounts_is(amount, i, "point") || amounts_is(amount, i, "points");
  bool basis = amounts_is(amount, i, "basis") || amounts_is(amount, i + 2, "base");
  *unit = basis ? "basis points" : "points";
  if (french && amounts_is(amount, i + 1, "de") &&
      (amounts_is(amount, i + 2, "pourcentage") || amounts_is(amount, i + 2, "base")))
    return i + 3;
  bool english = amounts_is(amount, i, "percentage") || amounts_is(amount, i, "basis");
  return english && (amounts_is(amount, i + 1, "point") || amounts_is(amount, i + 1, "points")) ? i + 2 : 0;
}

bool amounts_percent(struct amount *amount)
{
  size_t i = amount->past;
  if (amount->high.suffix.length) return false;
  if (amounts_mark(amount, i, '%') || amounts_mark(amount, i, 0x66A) || amounts_mark(amount, i, 0xFF05))
    return percent(amount, i + 1, "");
  if (amounts_mark(amount, i, 0x2030)) return percent(amount, i + 1, "‰");
  struct slice word = amounts_word(amount, i);
  if (!word.length || !strchr("pb", word.data[0])) return false;
  if (slice_is(word, "percent") || slice_is(word, "pct") || slice_is(word, "pourcent") ||
      slice_is(word, "pourcents") || slice_is(word, "prozent"))
    return percent(amount, i + 1, "");
  bool of_hundred = amounts_is(amount, i + 1, "cent") || amounts_is(amount, i + 1, "cento") ||
                    amounts_is(amount, i + 1, "ciento");
  bool two = of_hundred && (slice_is(word, "pour") || slice_is(word, "per") || slice_is(word, "por"));
  if (two) return percent(amount, i + 2, "");
  const char *unit;
  size_t past = points_behind(amount, i, &unit);
  return past ? percent(amount, past, unit) : false;
}

static bool measure(struct amount *amount, size_t from, size_t past, bool time)
{
  amount->type = FIND_QUANTITY;
  amount->strength = time ? FIND_FAIR : FIND_STRONG;
  amount->past = past;
  amount->unit = amounts_text(amount, from, past);
  return true;
}

static bool is_any(const struct amount *amount, size_t i, const char *const *list)
{
  for (; *list; list++)
    if (amounts_is(amount, i, *list)) return true;
  return false;
}

/* What makes one unit of two: "carrés", "²", "/h", "à l’heure", "par jour". */
static size_t extend(const struct amount *amount, size_t past)
{
  static const char *const kinds[] = {"carre",      "carres",    "cube",   "cubes",   "celsius",
                                      "fahrenheit", "nautiques", "marins", "lumiere", NULL};
  static const char *const spans[] = {"heure",   "jour",    "seconde", "minute", "an",  "mois",
                                      "semaine", "hectare", "litre",   "hour",   "day", "second",
                                      "year",    "month",   "week",    NULL};
  if (amounts_mark(amount, past, 0xB2) || amounts_mark(amount, past, 0xB3) || is_any(amount, past, kinds))
    past++;
  if (amounts_mark(amount, past, '/') && amounts_word(amount, past + 1).length &&
      amount->tokens->list[past].flags & amount->tokens->list[past + 1].flags & TOKEN_CLOSE)
    return past + 2;
  if (amounts_is(amount, past, "a") && amounts_is(amount, past + 1, "l'") &&
      amounts_is(amount, past + 2, "heure"))
    return past + 3;
  bool per = amounts_is(amount, past, "par") || amounts_is(amount, past, "per");
  return per && is_any(amount, past + 1, spans) ? past + 2 : past;
}

/* "12 °C", "12°": degrees by their sign. */
static bool measure_by_degree(struct amount *amount, size_t i)
{
  if (!amounts_mark(amount, i, 0xB0)) return false;
  bool scale = amounts_is(amount, i + 1, "c") || amounts_is(amount, i + 1, "f");
  return measure(amount, i, scale ? i + 2 : i + 1, false);
}

/* Where in the text the letters behind the digits of a token begin; folded, they may be shorter. */
static const char *behind_digits(const struct amount *amount, const struct token *token)
{
  const char *text = amount->tokens->text.data;
  size_t at = token->start;
  while (at < token->end && text[at] >= '0' && text[at] <= '9') at++;
  return text + at;
}

/* "350km": the unit sticks to the number, so that its text is a part of the token. */
static bool measure_by_suffix(struct amount *amount)
{
  const struct unit *unit = unit_named(amount->high.suffix, amount->language);
  bool hours = unit && unit->flags & TIME && (unit->flags & LETTER || unit->word[0] == 'h');
  if (!unit || hours || amounts_millions(amount)) return false;
  const char *from = behind_digits(amount, &amount->tokens->list[amount->past - 1]);
  size_t past = extend(amount, amount->past);
  measure(amount, amount->past - 1, past, false);
  amount->unit = (struct slice){from, (size_t)(amount->unit.data + amount->unit.length - from)};
  return true;
}

/* "vers 15 heures" is a time of the day. */
static bool is_clock(const struct amount *amount, struct slice unit)
{
  static const char *const before[] = {"a", "vers", "des", "avant", "apres"};
  int hour = 0;
  if (!slice_starts(unit, "heure") || !number_whole(&amount->low, &hour) || hour > 24 || !amount->first)
    return false;
  for (size_t k = 0; k < sizeof before / sizeof *before; k++)
    if (amounts_is(amount, amount->first - 1, before[k])) return true;
  return false;
}

/* "35-year-old" */
static size_t old_behind(const struct amount *amount, size_t i)
{
  const struct token *list = amount->tokens->list;
  bool old = amounts_is(amount, i + 1, "old") && list[i + 1].flags & TOKEN_GLUED;
  return old && list[i].flags & TOKEN_GLUED ? i + 2 : 0;
}

bool amounts_measure(struct amount *amount)
{
  if (amount->low.flags & NUMBER_ARTICLE) return false;
  if (amount->high.suffix.length) return measure_by_suffix(amount);
  size_t i = amount->behind;
  if (measure_by_degree(amount, i)) return true;
  size_t squares =
      (amounts_is(amount, i, "square") || amounts_is(amount, i, "cubic")) && amount->language == TAG_ENGLISH;
  struct slice word = amounts_word(amount, i + squares);
  if (!word.length || !(amount->tokens->list[i + squares].classes & LEX_UNIT)) return false;
  const struct unit *unit = unit_named(word, amount->language);
  if (!unit || (unit->flags & LETTER && amount->high.flags & NUMBER_WORDS)) return false;
  if (unit->flags & TIME && (amount->high.flags & NUMBER_FRACTION || is_clock(amount, word))) return false;
  if (amount->tokens->list[i].flags & TOKEN_GLUED) {
    size_t old = old_behind(amount, i);
    if (old) {
      measure(amount, i, i + 1, true);
      amount->past = old;
      return true;
    }
    if (unit->flags & TIME) return false;
  }
  return measure(amount, i, extend(amount, i + squares + 1), (unit->flags & TIME) != 0);
}
