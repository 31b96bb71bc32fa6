#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "tag/amounts.h"
#include "tag/language.h"
#include "tag/norp.h"
#include "tag/numbers.h"

struct reading {
  struct lexicon *lexicon;
  struct norp *norp;
  struct tokens *tokens;
  struct arena *arena;
  struct finds finds;
};

static int begin(void **state)
{
  static struct reading reading;
  reading = (struct reading){.lexicon = lexicon_new(), .tokens = tokens_new(), .arena = arena_new()};
  reading.norp = norp_new(reading.lexicon);
  numbers_teach(reading.lexicon);
  amounts_teach(reading.lexicon);
  *state = &reading;
  return 0;
}

static int end(void **state)
{
  struct reading *reading = *state;
  norp_free(&reading->norp);
  lexicon_free(&reading->lexicon);
  tokens_free(&reading->tokens);
  arena_free(&reading->arena);
  finds_free(&reading->finds);
  return 0;
}

/* check_from - what is found in a text of a country: "QUANTITY plus de 1 000 = 1000 MORE_THAN troupes". */
static void check_from(void **state, unsigned language, const char *country, const char *text,
                       const char *expected)
{
  static const char *const types[FIND_TYPES] = {
      [FIND_QUANTITY] = "QUANTITY", [FIND_MONEY] = "MONEY", [FIND_PERCENT] = "PERCENT"};
  struct reading *reading = *state;
  struct buffer said = BUFFER_EMPTY;
  reading->finds.count = 0;
  arena_reset(reading->arena);
  tokens_begin(reading->tokens, slice_of(text));
  while (tokens_next(reading->tokens)) {
    lexicon_classify(reading->lexicon, reading->tokens);
    amounts_find(reading->tokens, &reading->finds, reading->arena, language, slice_of(country));
  }
  for (size_t i = 0; i < reading->finds.count; i++) {
    const struct find *find = &reading->finds.list[i];
    buffer_format(&said, "%s%s %.*s = %.*s", i ? "; " : "", types[find->type], (int)(find->end - find->start),
                  text + find->start, (int)find->value.length, find->value.data);
    if (find->modifier.length) buffer_format(&said, " %.*s", (int)find->modifier.length, find->modifier.data);
    if (find->unit.length) buffer_format(&said, " %.*s", (int)find->unit.length, find->unit.data);
  }
  assert_string_equal(buffer_string(&said), expected);
  buffer_free(&said);
}

struct sample {
  const char *text, *expected;
};

static void check_all(void **state, unsigned language, const struct sample *samples, size_t count)
{
  for (size_t i = 0; i < count; i++) check_from(state, language, "", samples[i].text, samples[i].expected);
}
#define CHECK(language, samples) check_all(state, language, samples, sizeof samples / sizeof *samples)

static void what_is_counted_stays_outside_of_the_span(void **state)
{
  static const struct sample french[] = {
      {"la présence de plus de 1 000 troupes américaines sur le territoire",
       "QUANTITY plus de 1 000 = 1000 MORE_THAN troupes américaines"},
      {"une trentaine de blessés", "QUANTITY une trentaine = 30 APPROX blessés"},
      {"quatre hommes ont été tués", "QUANTITY quatre = 4 hommes"},
      {"15 nouveaux cas", "QUANTITY 15 = 15 nouveaux cas"},
      {"247 Palestiniens", "QUANTITY 247 = 247 Palestiniens"},
      {"de 20 à 10 soldats", "QUANTITY 10 = 10 soldats"},
      {"deux ou trois soldats maliens tués", "QUANTITY deux ou trois = 2/3 soldats maliens"},
      {"32 millions d’habitants", "QUANTITY 32 millions = 32000000 habitants"},
      {"des centaines de milliers d’articles", "QUANTITY centaines de milliers = 100000 APPROX articles"},
      {"10 000 à 12 000 manifestants", "QUANTITY 10 000 à 12 000 = 10000/12000 manifestants"},
      {"un tiers des électeurs", "QUANTITY un tiers = 0.3333 APPROX électeurs"},
      {"la moitié de la population", "QUANTITY moitié = 0.5 population"},
      {"deux livres", "QUANTITY deux = 2 livres"},
      {"500 Casques bleus, 200 Boeing", "QUANTITY 500 = 500 Casques bleus"},
      {"une dizaine d’ouvrage", "QUANTITY une dizaine = 10 APPROX ouvrage"},
  };
  static const struct sample english[] = {
      {"more than 1,000 American troops", "QUANTITY more than 1,000 = 1000 MORE_THAN American troops"},
      {"at least 30 people died", "QUANTITY at least 30 = 30 EQUAL_OR_MORE people"},
      {"About 40,000 new cases", "QUANTITY About 40,000 = 40000 APPROX new cases"},
      {"tens of thousands of protesters", "QUANTITY tens of thousands = 10000 APPROX protesters"},
      {"half of the population", "QUANTITY half = 0.5 population"},
      {"a third of the local plants", "QUANTITY a third = 0.3333 APPROX local plants"},
      {"30m people", "QUANTITY 30m = 30000000 people"},
      {"5 to 10 soldiers", "QUANTITY 5 to 10 = 5/10 soldiers"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void units_of_measure_belong_to_the_span(void **state)
{
  static const struct sample french[] = {
      {"350 km de route", "QUANTITY 350 km = 350 km"},
      {"350km", "QUANTITY 350km = 350 km"},
      {"5kilomètres, 5 kilomètres",
       "QUANTITY 5kilomètres = 5 kilomètres; QUANTITY 5 kilomètres = 5 kilomètres"},
      {"5ťonnes", "QUANTITY 5ťonnes = 5 ťonnes"},
      {"12 degrés", "QUANTITY 12 degrés = 12 degrés"},
      {"12 °C, 13°", "QUANTITY 12 °C = 12 °C; QUANTITY 13° = 13 °"},
      {"-5 °C", "QUANTITY -5 °C = -5 °C"},
      {"l’indice (-0,35%)", "PERCENT -0,35% = -0.35"},
      {"1,5 tonne de riz", "QUANTITY 1,5 tonne = 1.5 tonne"},
      {"2 millions de tonnes", "QUANTITY 2 millions de tonnes = 2000000 tonnes"},
      {"âgé de 35 ans", "QUANTITY 35 ans = 35 ans"},
      {"120 km/h et 80km/h", "QUANTITY 120 km/h = 120 km/h; QUANTITY 80km/h = 80 km/h"},
      {"35 km² et 20 m3", "QUANTITY 35 km² = 35 km²; QUANTITY 20 m3 = 20 m3"},
      {"4 000 mètres carrés", "QUANTITY 4 000 mètres carrés = 4000 mètres carrés"},
      {"500 kilomètres à l’heure", "QUANTITY 500 kilomètres à l’heure = 500 kilomètres à l’heure"},
      {"80 000 barils par jour", "QUANTITY 80 000 barils par jour = 80000 barils par jour"},
      {"vingt-trois hectares", "QUANTITY vingt-trois hectares = 23 hectares"},
      {"10 km environ", "QUANTITY 10 km = 10 APPROX km"},
      {"18 ans ou plus", "QUANTITY 18 ans = 18 EQUAL_OR_MORE ans"},
  };
  static const struct sample english[] = {
      {"20 square kilometres", "QUANTITY 20 square kilometres = 20 square kilometres"},
      {"a 35-year-old man", "QUANTITY 35-year-old = 35 year"},
      {"over 200 barrels per day", "QUANTITY over 200 barrels per day = 200 MORE_THAN barrels per day"},
      {"a 550 pound hog", "QUANTITY 550 pound = 550 pound"},
      {"3 to 6 inches", "QUANTITY 3 to 6 inches = 3/6 inches"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void money_has_the_code_of_its_currency(void **state)
{
  static const struct sample french[] = {
      {"3,5 milliards d’euros", "MONEY 3,5 milliards d’euros = 3500000000 EUR"},
      {"dix euros", "MONEY dix euros = 10 EUR"},
      {"100 francs CFA", "MONEY 100 francs CFA = 100 XOF"},
      {"20 000 FCFA", "MONEY 20 000 FCFA = 20000 XOF"},
      {"5 000 F CFA, 5 000 F.CFA", "MONEY 5 000 F CFA = 5000 XOF; MONEY 5 000 F.CFA = 5000 XOF"},
      {"5 M€ et 12 Md€, 3 k€",
       "MONEY 5 M€ = 5000000 EUR; MONEY 12 Md€ = 12000000000 EUR; MONEY 3 k€ = 3000 EUR"},
      {"3€50", "MONEY 3€50 = 3.5 EUR"},
      {"30 centimes", "MONEY 30 centimes = 0.3 EUR"},
      {"un million de dollars américains", "MONEY un million de dollars américains = 1000000 USD"},
      {"1,68 milliard de dollars US", "MONEY 1,68 milliard de dollars US = 1680000000 USD"},
      {"5 millions de francs suisses", "MONEY 5 millions de francs suisses = 5000000 CHF"},
      {"300 livres sterling", "MONEY 300 livres sterling = 300 GBP"},
      {"500 dinars algériens", "MONEY 500 dinars algériens = 500 DZD"},
      {"2 Mds EUR, 100 USD", "MONEY 2 Mds EUR = 2000000000 EUR; MONEY 100 USD = 100 USD"},
      {"environ 2 à 3 millions d’euros", "MONEY environ 2 à 3 millions d’euros = 2000000/3000000 APPROX EUR"},
      {"10 000 US $", "MONEY 10 000 US $ = 10000 USD"},
      {"un euro symbolique", "MONEY un euro = 1 EUR"},
      {"1 200 nairas, 50 cedis, 20 roubles",
       "MONEY 1 200 nairas = 1200 NGN; MONEY 50 cedis = 50 GHS; MONEY 20 roubles = 20 RUB"},
  };
  static const struct sample english[] = {
      {"$2.5bn", "MONEY $2.5bn = 2500000000 USD"},
      {"£5m and €3.1billion", "MONEY £5m = 5000000 GBP; MONEY €3.1billion = 3100000000 EUR"},
      {"US$ 30 million", "MONEY US$ 30 million = 30000000 USD"},
      {"C$50, A$20", "MONEY C$50 = 50 CAD; MONEY A$20 = 20 AUD"},
      {"$3-4 million", "MONEY $3-4 million = 3000000/4000000 USD"},
      {"100 Canadian dollars", "MONEY 100 Canadian dollars = 100 CAD"},
      {"5,000 pounds", "MONEY 5,000 pounds = 5000 GBP"},
      {"EUR 20,000", "MONEY EUR 20,000 = 20000 EUR"},
      {"\n$5,000 per person", "MONEY $5,000 = 5000 USD"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void the_country_of_the_source_tells_whose_money_is_meant(void **state)
{
  check_from(state, TAG_FRENCH, "CM", "20 000 FCFA", "MONEY 20 000 FCFA = 20000 XAF");
  check_from(state, TAG_FRENCH, "NE", "20 000 francs", "MONEY 20 000 francs = 20000 XOF");
  check_from(state, TAG_FRENCH, "CH", "20 000 francs", "MONEY 20 000 francs = 20000 CHF");
  check_from(state, TAG_FRENCH, "TN", "20 dinars", "MONEY 20 dinars = 20 TND");
  check_from(state, TAG_ENGLISH, "CA", "$20, 20 dollars", "MONEY $20 = 20 CAD; MONEY 20 dollars = 20 CAD");
  check_from(state, TAG_ENGLISH, "CA", "US$20", "MONEY US$20 = 20 USD");
  check_from(state, TAG_FRENCH, "", "20 000 francs", "MONEY 20 000 francs = 20000");
}

static void percentages_are_told_by_sign_and_word(void **state)
{
  static const struct sample french[] = {
      {"12 %, 12,5%", "PERCENT 12 % = 12; PERCENT 12,5% = 12.5"},
      {"12\xE2\x80\xAF%", "PERCENT 12\xE2\x80\xAF% = 12"},
      {"douze pour cent", "PERCENT douze pour cent = 12"},
      {"un pour cent", "PERCENT un pour cent = 1"},
      {"3 points de pourcentage", "PERCENT 3 points de pourcentage = 3 points"},
      {"25 points de base", "PERCENT 25 points de base = 25 basis points"},
      {"5 ‰", "PERCENT 5 ‰ = 5 ‰"},
      {"entre 10 et 20 %", "PERCENT entre 10 et 20 % = 10/20"},
      {"10 à 20 %, 70-90 %", "PERCENT 10 à 20 % = 10/20; PERCENT 70-90 % = 70/90"},
      {"près de 0,3 %", "PERCENT près de 0,3 % = 0.3 APPROX"},
  };
  static const struct sample english[] = {
      {"12 percent, 13 per cent", "PERCENT 12 percent = 12; PERCENT 13 per cent = 13"},
      {"between 10 and 20 percent", "PERCENT between 10 and 20 percent = 10/20"},
      {"5 percentage points", "PERCENT 5 percentage points = 5 points"},
      {"25 basis points", "PERCENT 25 basis points = 25 basis points"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void modifiers_join_the_span(void **state)
{
  static const struct sample french[] = {
      {"plus d’une centaine de morts", "QUANTITY plus d’une centaine = 100 MORE_THAN morts"},
      {"moins de 5 %", "PERCENT moins de 5 % = 5 LESS_THAN"},
      {"Au moins deux cents morts", "QUANTITY Au moins deux cents = 200 EQUAL_OR_MORE morts"},
      {"pas moins de 50 soldats", "QUANTITY pas moins de 50 = 50 EQUAL_OR_MORE soldats"},
      {"jusqu’à 300 passagers", "QUANTITY jusqu’à 300 = 300 EQUAL_OR_LESS passagers"},
      {"quelque 200 élèves", "QUANTITY quelque 200 = 200 APPROX élèves"},
      {"de l’ordre de 7 %", "PERCENT de l’ordre de 7 % = 7 APPROX"},
      {"plusieurs centaines de manifestants", "QUANTITY plusieurs centaines = 100 APPROX manifestants"},
      {"un peu plus de 3 km", "QUANTITY un peu plus de 3 km = 3 MORE_THAN km"},
      {"plus de\n3 km", "QUANTITY 3 km = 3 km"},
  };
  static const struct sample english[] = {
      {"no fewer than 20 people", "QUANTITY no fewer than 20 = 20 EQUAL_OR_MORE people"},
      {"up to £120 million", "MONEY up to £120 million = 120000000 EQUAL_OR_LESS GBP"},
      {"nearly 3 miles", "QUANTITY nearly 3 miles = 3 APPROX miles"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void numbers_that_count_nothing_are_no_quantities(void **state)
{
  static const struct sample french[] = {
      {"les deux hommes, ces trois pays", ""},
      {"\nLes deux hommes", ""},
      {"un homme, une femme", ""},
      {"l’article 12, le n° 5, page 3", ""},
      {"l’A380, l’A7, un Boeing 737", ""},
      {"victoire 3-1, puis 2-0", ""},
      {"01 23 45 67 89", ""},
      {"en 2020, 12/04/2024, 14h30", ""},
      {"deux fois plus", ""},
      {"un quart de finale, un quart d’heure", ""},
      {"deux disent, 30 ont fui", ""},
      {"5 millions engrangés", ""},
      {"vers 15 heures", ""},
  };
  static const struct sample english[] = {
      {"the two men, one man, a woman", ""},
      {"5-0-0 and 13-21-3", ""},
      {"the two-time medallist", ""},
      {"all 12 won, two real-world cases", ""},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void other_languages_have_signs_and_units(void **state)
{
  static const struct sample samples[] = {
      {"3,5 Mio. €", "MONEY 3,5 Mio. € = 3500000 EUR"},
      {"3,5 Millionen Euro", "MONEY 3,5 Millionen Euro = 3500000 EUR"},
      {"12 % oder 350 km", "PERCENT 12 % = 12; QUANTITY 350 km = 350 km"},
      {"$5, 1.500 €", "MONEY $5 = 5 USD; MONEY 1.500 € = 1500 EUR"},
      {"20 Häuser, 3 hommes", ""},
  };
  CHECK(0, samples);
}

/* Megabytes of one thing: time must stay linear, or this test never ends. */
static void floods_take_linear_time(void **state)
{
  static const char *const pieces[] = {"100 ",     "1 ", "deux ", "un million ", "vingt et ",
                                       "plus de ", "$",  "3,",    "10-",         "5 % "};
  struct reading *reading = *state;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = BUFFER_EMPTY;
    while (text.length < 2u << 20) buffer_append(&text, pieces[i], strlen(pieces[i]));
    tokens_begin(reading->tokens, buffer_view(&text));
    while (tokens_next(reading->tokens)) {
      reading->finds.count = 0;
      lexicon_classify(reading->lexicon, reading->tokens);
      amounts_find(reading->tokens, &reading->finds, reading->arena, TAG_FRENCH, SLICE(""));
    }
    buffer_free(&text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_counted_stays_outside_of_the_span),
      cmocka_unit_test(units_of_measure_belong_to_the_span),
      cmocka_unit_test(money_has_the_code_of_its_currency),
      cmocka_unit_test(the_country_of_the_source_tells_whose_money_is_meant),
      cmocka_unit_test(percentages_are_told_by_sign_and_word),
      cmocka_unit_test(modifiers_join_the_span),
      cmocka_unit_test(numbers_that_count_nothing_are_no_quantities),
      cmocka_unit_test(other_languages_have_signs_and_units),
      cmocka_unit_test(floods_take_linear_time),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
