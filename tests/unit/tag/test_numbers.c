#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "tag/lexicon.h"
#include "tag/numbers.h"

struct reading {
  struct lexicon *lexicon;
  struct tokens *tokens;
  struct arena *arena;
};

static int begin(void **state)
{
  static struct reading reading;
  reading = (struct reading){lexicon_new(), tokens_new(), arena_new()};
  numbers_teach(reading.lexicon);
  *state = &reading;
  return 0;
}

static int end(void **state)
{
  struct reading *reading = *state;
  lexicon_free(&reading->lexicon);
  tokens_free(&reading->tokens);
  arena_free(&reading->arena);
  return 0;
}

/* The number at the beginning of a text: value, marks for what else is known ("~" approximate, "/" a
 * fraction, "1" an article), and how many bytes of the text it takes. */
static void check(void **state, unsigned language, const char *text, const char *exact, const char *expected)
{
  struct reading *reading = *state;
  struct buffer said = BUFFER_EMPTY;
  struct number number;
  arena_reset(reading->arena);
  tokens_begin(reading->tokens, slice_of(text));
  assert_true(tokens_next(reading->tokens));
  lexicon_classify(reading->lexicon, reading->tokens);
  if (number_read(reading->tokens, 0, language, &number)) {
    struct slice value = number_value(reading->arena, &number);
    buffer_format(&said, "%.*s%s%s%s", (int)value.length, value.data,
                  number.flags & NUMBER_APPROXIMATE ? "~" : "", number.flags & NUMBER_FRACTION ? "/" : "",
                  number.flags & NUMBER_ARTICLE ? " article" : "");
    if (number.suffix.length) buffer_format(&said, " +%.*s", (int)number.suffix.length, number.suffix.data);
    assert_int_equal(reading->tokens->list[number.past - 1].end, strlen(exact));
  }
  assert_string_equal(buffer_string(&said), expected);
  buffer_free(&said);
}

struct sample {
  const char *text, *exact, *value;
};

static void check_all(void **state, unsigned language, const struct sample *samples, size_t count)
{
  for (size_t i = 0; i < count; i++)
    check(state, language, samples[i].text, samples[i].exact ? samples[i].exact : samples[i].text,
          samples[i].value);
}
#define CHECK(language, samples) check_all(state, language, samples, sizeof samples / sizeof *samples)

static void french_digits_are_grouped_by_spaces_and_points(void **state)
{
  static const struct sample samples[] = {
      {"7", NULL, "7"},
      {"0", NULL, "0"},
      {"1 000 troupes", "1 000", "1000"},
      {"1\xC2\xA0"
       "000 troupes",
       "1\xC2\xA0"
       "000",
       "1000"},
      {"20\xE2\x80\xAF"
       "000\xE2\x80\xAF"
       "000 de",
       "20\xE2\x80\xAF"
       "000\xE2\x80\xAF"
       "000",
       "20000000"},
      {"1 000 000 000", NULL, "1000000000"},
      {"1.000 soldats", "1.000", "1000"},
      {"1.234.567", NULL, "1234567"},
      {"1’234’567 francs", "1’234’567", "1234567"},
      {"3,5", NULL, "3.5"},
      {"3.5", NULL, "3.5"},
      {"0,125 g", "0,125", "0.125"},
      {"12,345 g", "12,345", "12.345"},
      {"2,500 morts", "2,500", "2500"},
      {"10,000,000", NULL, "10000000"},
      {"1 234,50 euros", "1 234,50", "1234.5"},
      {"1.234,5", NULL, "1234.5"},
      {"5,0 %", "5,0", "5"},
      {"2 10", "2", "2"},
      {"2019 300 fois", "2019", "2019"},
      {"12  500", "12", "12"},
      {"12\n500", "12", "12"},
      {"007", NULL, "7"},
      {"10, 20", "10", "10"},
      {"10. Puis", "10", "10"},
  };
  CHECK(TAG_FRENCH, samples);
}

static void english_digits_are_grouped_by_commas(void **state)
{
  static const struct sample samples[] = {
      {"1,000 troops", "1,000", "1000"},
      {"12,345,678.9 tons", "12,345,678.9", "12345678.9"},
      {"3.125 percent", "3.125", "3.125"},
      {"1.000.000", NULL, "1000000"},
      {"2,5", NULL, "2.5"},
      {"25 000 people", "25 000", "25000"},
  };
  CHECK(TAG_ENGLISH, samples);
}

static void other_languages_group_three_digits_by_any_mark(void **state)
{
  static const struct sample samples[] = {
      {"1.500 Soldaten", "1.500", "1500"}, {"12,345", NULL, "12345"},
      {"3,5 Prozent", "3,5", "3.5"},       {"0.125", NULL, "0.125"},
      {"2 Millionen", NULL, "2000000"},    {"million", "", ""},
  };
  CHECK(0, samples);
}

static void scales_multiply(void **state)
{
  static const struct sample french[] = {
      {"2,5 millions d’euros", "2,5 millions", "2500000"},
      {"1,2 milliard", NULL, "1200000000"},
      {"1,125 million", NULL, "1125000"},
      {"3 mille", NULL, "3000"},
      {"4 millions et demi de", "4 millions et demi", "4500000"},
      {"2 mille milliards", NULL, "2000000000000"},
      {"3 billions", NULL, "3000000000000"},
      {"12 Mds d’euros", "12 Mds", "12000000000"},
      {"3 milliers de", "3 milliers", "3000~"},
      {"2 et demi", NULL, "2.5"},
      {"10k", NULL, "10000"},
      {"350km de", "350km", "350 +km"},
      {"5m", NULL, "5 +m"},
  };
  static const struct sample english[] = {
      {"3bn", NULL, "3000000000"},
      {"3.5tn dollars", "3.5tn", "3500000000000"},
      {"30 million people", "30 million", "30000000"},
      {"3-million-dollar", "3-million", "3000000"},
      {"2 billion", NULL, "2000000000"},
      {"5 hundred", NULL, "500"},
      {"2 and a half years", "2 and a half", "2.5"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void french_words_add_up(void **state)
{
  static const struct sample samples[] = {
      {"zéro", NULL, "0"},
      {"deux", NULL, "2"},
      {"seize", NULL, "16"},
      {"dix-sept", NULL, "17"},
      {"vingt-trois", NULL, "23"},
      {"vingt et un", NULL, "21"},
      {"vingt-et-un", NULL, "21"},
      {"trente et une personnes", "trente et une", "31"},
      {"soixante-dix", NULL, "70"},
      {"soixante et onze", NULL, "71"},
      {"soixante-dix-neuf", NULL, "79"},
      {"septante-trois", NULL, "73"},
      {"quatre-vingts", NULL, "80"},
      {"quatre-vingt-un", NULL, "81"},
      {"quatre-vingt-onze", NULL, "91"},
      {"quatre-vingt-dix-neuf", NULL, "99"},
      {"nonante-neuf", NULL, "99"},
      {"cent", NULL, "100"},
      {"cent un", NULL, "101"},
      {"deux cents", NULL, "200"},
      {"trois cent quarante-cinq", NULL, "345"},
      {"mille", NULL, "1000"},
      {"mille deux cents", NULL, "1200"},
      {"deux mille vingt-quatre", NULL, "2024"},
      {"cent mille", NULL, "100000"},
      {"cinq cent mille hommes", "cinq cent mille", "500000"},
      {"mille neuf cent quatre-vingt-quatre", NULL, "1984"},
      {"un million", NULL, "1000000"},
      {"un million deux cent mille", NULL, "1200000"},
      {"trois milliards quatre cents millions", NULL, "3400000000"},
      {"un million et demi", NULL, "1500000"},
      {"deux milliards et demi de", "deux milliards et demi", "2500000000"},
      {"mille milliards", NULL, "1000000000000"},
      {"deux et demi", NULL, "2.5"},
      {"deux trois jours", "deux", "2"},
      {"vingt et les", "vingt", "20"},
      {"cinq cinq", "cinq", "5"},
      {"un homme", "un", "1 article"},
      {"une", NULL, "1 article"},
      {"deuxième", "", ""},
      {"bonjour", "", ""},
      {"two", "", ""},
      {"demi", "", ""},
      {"bn", "", ""},
  };
  CHECK(TAG_FRENCH, samples);
}

static void english_words_add_up(void **state)
{
  static const struct sample samples[] = {
      {"twenty-three", NULL, "23"},
      {"a hundred and five", NULL, "105"},
      {"one hundred twenty", NULL, "120"},
      {"two thousand and twenty-four", NULL, "2024"},
      {"three hundred thousand", NULL, "300000"},
      {"twelve hundred men", "twelve hundred", "1200"},
      {"one million two hundred thousand", NULL, "1200000"},
      {"a million and a half", NULL, "1500000"},
      {"two and a half", NULL, "2.5"},
      {"half a million", NULL, "500000"},
      {"half a dozen", NULL, "6~"},
      {"a", NULL, "1 article"},
      {"one man", "one", "1 article"},
      {"twenty and thirty", "twenty", "20"},
      {"a hundred and a few", "a hundred", "100"},
      {"two and three", "two", "2"},
      {"seventeen", NULL, "17"},
      {"sixty-five", NULL, "65"},
      {"deux", "", ""},
      {"second", "", ""},
  };
  CHECK(TAG_ENGLISH, samples);
}

static void lots_are_approximate(void **state)
{
  static const struct sample french[] = {
      {"une centaine de", "une centaine", "100~"},
      {"une trentaine de blessés", "une trentaine", "30~"},
      {"deux dizaines", NULL, "20~"},
      {"dizaines de milliers de", "dizaines de milliers", "10000~"},
      {"centaines de millions", NULL, "100000000~"},
      {"une centaine de milliers", NULL, "100000~"},
      {"milliers de milliards", NULL, "1000000000000~"},
      {"une demi-douzaine", NULL, "6~"},
      {"un demi-million", NULL, "500000"},
      {"millions de", "millions", "1000000~"},
  };
  static const struct sample english[] = {
      {"dozens of people", "dozens", "12~"},
      {"a dozen", NULL, "12~"},
      {"two dozen", NULL, "24~"},
      {"tens of thousands", NULL, "10000~"},
      {"hundreds of thousands", NULL, "100000~"},
      {"thousands", NULL, "1000~"},
      {"hundred", NULL, "100~"},
      {"tens", "", ""},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void fractions_are_parts(void **state)
{
  static const struct sample french[] = {
      {"un tiers des", "un tiers", "0.3333~/"},  {"deux tiers", NULL, "0.6667~/"},
      {"trois quarts", NULL, "0.75/"},           {"un quart", NULL, "0.25/"},
      {"moitié des", "moitié", "0.5/"},          {"un cinquième de", "un cinquième", "0.2/"},
      {"un cinquième homme", "un", "1 article"},
  };
  static const struct sample english[] = {
      {"two-thirds", NULL, "0.6667~/"},  {"a third of", "a third", "0.3333~/"},
      {"a third man", "a", "1 article"}, {"three quarters", NULL, "0.75/"},
      {"half of them", "half", "0.5/"},  {"one fifth of", "one fifth", "0.2/"},
  };
  CHECK(TAG_FRENCH, french);
  CHECK(TAG_ENGLISH, english);
}

static void what_only_looks_like_a_number_is_none(void **state)
{
  static const struct sample samples[] = {
      {"1er", "", ""},
      {"18e siècle", "", ""},
      {"2.3.1", "", ""},
      {"12:30", "", ""},
      {"12/04/2024", "", ""},
      {"10.04.2024", "", ""},
      {"3rd", "", ""},
      {"1234567890123456789", "", ""},
      {"1 234 567 890 123 456 789", "", ""},
      {"0,0000000000000000000001", "", ""},
  };
  CHECK(TAG_FRENCH, samples);
}

static void a_number_begins_nowhere_inside_another(void **state)
{
  struct reading *reading = *state;
  struct number number;
  tokens_begin(reading->tokens, SLICE("2.3.1"));
  assert_true(tokens_next(reading->tokens));
  lexicon_classify(reading->lexicon, reading->tokens);
  for (size_t i = 0; i < reading->tokens->count; i++)
    assert_false(number_read(reading->tokens, i, TAG_FRENCH, &number));
  assert_false(number_read(reading->tokens, reading->tokens->count, TAG_FRENCH, &number));
}

static void whole_numbers_are_told_from_others(void **state)
{
  (void)state;
  int whole = 0;
  struct number number = {.digits = 25, .exponent = 2};
  assert_true(number_whole(&number, &whole) && whole == 2500);
  number.exponent = -1;
  assert_false(number_whole(&number, &whole));
  number.exponent = 9;
  assert_false(number_whole(&number, &whole));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(french_digits_are_grouped_by_spaces_and_points),
      cmocka_unit_test(english_digits_are_grouped_by_commas),
      cmocka_unit_test(other_languages_group_three_digits_by_any_mark),
      cmocka_unit_test(scales_multiply),
      cmocka_unit_test(french_words_add_up),
      cmocka_unit_test(english_words_add_up),
      cmocka_unit_test(lots_are_approximate),
      cmocka_unit_test(fractions_are_parts),
      cmocka_unit_test(what_only_looks_like_a_number_is_none),
      cmocka_unit_test(a_number_begins_nowhere_inside_another),
      cmocka_unit_test(whole_numbers_are_told_from_others),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
