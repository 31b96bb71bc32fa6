#include "tagging.h"

/* Published on a Friday. */
#define FRIDAY "2024-04-12"

static void check(void **state, const char *language, const char *published, const char *text,
                  const char *expected)
{
  assert_string_equal(said(*state, language, published, text), expected);
}

static void french(void **state, const char *text, const char *expected)
{
  check(state, "fr", FRIDAY, text, expected);
}

static void english(void **state, const char *text, const char *expected)
{
  check(state, "en-GB", FRIDAY, text, expected);
}

static void a_day_without_year_is_the_nearest_one(void **state)
{
  french(state, "arrivés le mercredi 10 avril.", "DATE mercredi 10 avril = 2024-04-10");
  french(state, "une conversation le 26 mars.", "DATE 26 mars = 2024-03-26");
  french(state, "le 28 décembre, puis le 1er mai",
         "DATE 28 décembre = 2023-12-28; DATE 1er mai = 2024-05-01");
  english(state, "on 28 December and on May 1", "DATE 28 December = 2023-12-28; DATE May 1 = 2024-05-01");
}

static void a_weekday_that_is_named_tells_the_year(void **state)
{
  check(state, "fr", "2024-10-05", "le 7 avril", "DATE 7 avril = 2024-04-07");
  check(state, "fr", "2024-10-05", "le vendredi 7 avril", "DATE vendredi 7 avril = 2023-04-07");
}

static void full_dates_need_no_publication_day(void **state)
{
  check(state, "fr", "", "le 7 janvier 2015", "DATE 7 janvier 2015 = 2015-01-07");
  check(state, "en", "", "on April 10, 2024, in", "DATE April 10, 2024 = 2024-04-10");
  check(state, "en", "", "Thursday, April 11, 2024", "DATE Thursday, April 11, 2024 = 2024-04-11");
  check(state, "en", "", "the 3rd of March, 2019", "DATE 3rd of March, 2019 = 2019-03-03");
  check(state, "fr", "", "le 12/04/2024 et 2024-04-13",
        "DATE 12/04/2024 = 2024-04-12; DATE 2024-04-13 = 2024-04-13");
}

static void what_needs_the_publication_day_is_partial_without_it(void **state)
{
  check(state, "fr", "", "jeudi soir", "DATE jeudi soir = XXXX-WXX-4TEV");
  check(state, "fr", "", "le 26 mars", "DATE 26 mars = XXXX-03-26");
  check(state, "fr", "pas une date", "hier", "DATE hier = XXXX-XX-XX");
}

static void publication_may_carry_a_time_and_counts_as_its_local_day(void **state)
{
  check(state, "fr", "2024-04-12T01:30:00+02:00", "hier soir", "DATE hier soir = 2024-04-11TEV");
}

static void months_and_years_stand_alone(void **state)
{
  french(state, "En mars, le pays. En décembre 2023, un autre.",
         "DATE mars = 2024-03; DATE décembre 2023 = 2023-12");
  french(state, "Depuis 2020, en janvier", "DATE 2020 = 2020; DATE janvier = 2024-01");
  french(state, "en novembre dernier et en mai prochain",
         "DATE novembre dernier = 2023-11; DATE mai prochain = 2024-05");
  english(state, "in March and in June 2019", "DATE March = 2024-03; DATE June 2019 = 2019-06");
}

static void relative_days_and_weekdays(void **state)
{
  french(state, "diffusé le jeudi soir,", "DATE jeudi soir = 2024-04-11TEV");
  french(state, "le 10 mai 1981 au soir", "DATE 10 mai 1981 au soir = 1981-05-10TEV");
  english(state, "this June", "DATE this June = 2024-06");
  french(state, "ce vendredi", "DATE ce vendredi = 2024-04-12");
  french(state, "vendredi dernier", "DATE vendredi dernier = 2024-04-05");
  french(state, "lundi prochain", "DATE lundi prochain = 2024-04-15");
  french(state, "hier matin, demain et aujourd’hui",
         "DATE hier matin = 2024-04-11TMO; DATE demain = 2024-04-13; DATE aujourd’hui = 2024-04-12");
  english(state, "last Thursday", "DATE last Thursday = 2024-04-11");
  english(state, "next Monday, yesterday, tonight",
          "DATE next Monday = 2024-04-15; DATE yesterday = 2024-04-11; DATE tonight = 2024-04-12TNI");
}

static void weeks_months_and_years_from_now(void **state)
{
  french(state, "la semaine dernière", "DATE semaine dernière = 2024-W14");
  french(state, "le mois prochain, l’an dernier, cette année",
         "DATE mois prochain = 2024-05; DATE an dernier = 2023; DATE cette année = 2024");
  french(state, "il y a deux ans", "DATE il y a deux ans = 2022");
  english(state, "two years ago, last month", "DATE two years ago = 2022; DATE last month = 2024-03");
}

static void a_range_of_days_is_one_expression(void **state)
{
  french(state, "du 16 au 23 juin 2016", "DATE 16 au 23 juin 2016 = 2016-06-16/2016-06-23");
}

static void decades_centuries_seasons_and_quarters(void **state)
{
  french(state, "les années 1970, au XIXe siècle", "DATE années 1970 = 197X; DATE XIXe siècle = 18XX");
  french(state, "l’été 2018, le deuxième trimestre 2016",
         "DATE été 2018 = 2018-SU; DATE deuxième trimestre 2016 = 2016-Q2");
  english(state, "in the 1800s", "DATE 1800s = 18XX");
  english(state, "in the 1970s and the 19th century", "DATE 1970s = 197X; DATE 19th century = 18XX");
}

static void numbers_that_count_something_are_no_years(void **state)
{
  french(
      state, "plus de 2000 soldats et 1 500 civils, 2024 %, 1999 euros",
      "QUANTITY plus de 2000 = 2000; QUANTITY 1 500 = 1500; PERCENT 2024 % = 2024; MONEY 1999 euros = 1999");
  french(state, "ont été passés, il a été dernier", "");
}

static void days_that_do_not_exist_have_no_value(void **state)
{
  french(state, "le 31 février 2020", "DATE 31 février 2020");
  french(state, "le 32 mars", "DATE mars = 2024-03");
}

static void english_months_that_are_words_need_a_sign(void **state)
{
  english(state, "You may march in August.", "DATE August = 2024-08");
  english(state, "Theresa May may go in May", "PER Theresa May; DATE May = 2024-05");
}

static void holidays_have_their_day(void **state)
{
  french(state, "À Noël, à Pâques, la Toussaint et le lundi de Pentecôte",
         "DATE Noël = 2023-12-25; DATE Pâques = 2024-03-31; DATE Toussaint = 2023-11-01; "
         "DATE lundi de Pentecôte = 2024-05-20");
  french(state, "le jour de l’An, le Vendredi saint 2025",
         "DATE jour de l’An = 2024-01-01; DATE Vendredi saint 2025 = 2025-04-18");
  english(
      state, "on Good Friday, on New Year’s Eve and last Christmas",
      "DATE Good Friday = 2024-03-29; DATE New Year’s Eve = 2023-12-31; DATE last Christmas = 2023-12-25");
  english(state, "on Labor Day 2023 and St. Patrick’s Day",
          "DATE Labor Day 2023 = 2023-09-04; DATE St. Patrick’s Day = 2024-03-17");
  assert_string_equal(said_of(*state, "en", FRIDAY, "on Christmas Island, a good friday fish", TAG_DATES),
                      "DATE friday = 2024-04-12");
}

static void a_weekday_of_a_month_is_counted(void **state)
{
  french(state, "le troisième jeudi de novembre 2023, le premier lundi de mai",
         "DATE troisième jeudi de novembre 2023 = 2023-11-16; DATE premier lundi de mai = 2024-05-06");
  english(state, "on the last Friday of March", "DATE last Friday of March = 2024-03-29");
}

static void what_comes_again_has_no_date(void **state)
{
  french(state, "chaque vendredi et tous les lundis soir",
         "DATE chaque vendredi = XXXX-WXX-5; DATE tous les lundis soir = XXXX-WXX-1TEV");
  english(state, "every Sunday morning", "DATE every Sunday morning = XXXX-WXX-7TMO");
}

static void weeks_are_told_by_a_day_in_them(void **state)
{
  french(state, "la semaine du 15 avril, le week-end du 20 avril, en début de semaine",
         "DATE semaine du 15 avril = 2024-W16; DATE week-end du 20 avril = 2024-W16-WE; "
         "DATE début de semaine = 2024-W15");
  french(state, "le week-end dernier", "DATE week-end dernier = 2024-W14-WE");
  english(state, "the week of April 15", "DATE week of April 15 = 2024-W16");
}

static void a_year_said_once_holds_for_both(void **state)
{
  french(state, "de mai à juillet 2021, du 30 mars au 2 avril 2019",
         "DATE mai = 2021-05; DATE juillet 2021 = 2021-07; DATE 30 mars = 2019-03-30; "
         "DATE 2 avril 2019 = 2019-04-02");
  french(state, "entre novembre et mars 2021", "DATE novembre = 2020-11; DATE mars 2021 = 2021-03");
  english(state, "from March to May 2019", "DATE March = 2019-03; DATE May 2019 = 2019-05");
}

static void the_day_before_and_after(void **state)
{
  french(state, "avant-hier, après-demain, l’avant-veille du 3",
         "DATE avant-hier = 2024-04-10; DATE après-demain = 2024-04-14; DATE avant-veille = 2024-04-12");
  english(state, "On March 3, 2020 he left; she had left the day before.",
          "DATE March 3, 2020 = 2020-03-03; DATE day before = 2020-03-02");
  english(state, "two weeks from now", "DATE two weeks from now = 2024-W17");
}

static void the_verb_tells_where_the_text_looks(void **state)
{
  french(state, "Le 14 juillet, il pleuvait.", "DATE 14 juillet = 2023-07-14");
  french(state, "Jusqu’au 31 décembre, il pleuvra.", "DATE 31 décembre = 2024-12-31");
  french(state, "À l’automne, il a plu.", "DATE automne = 2023-FA");
  french(state, "Ils se sont réunis ce lundi.", "DATE ce lundi = 2024-04-08");
  french(state, "Le conseil, dimanche, du parti.", "DATE dimanche = 2024-04-14");
  french(state, "Un sondage publié dimanche, il sera jugé lundi",
         "DATE dimanche = 2024-04-07; DATE lundi = 2024-04-15");
  french(state, "Elle est arrivée dimanche.", "DATE dimanche = 2024-04-07");
  french(state, "Attendu demain, samedi, au palais.", "DATE demain = 2024-04-13; DATE samedi = 2024-04-13");
  english(state, "ahead of Thursday’s vote", "DATE Thursday = 2024-04-18");
  english(state, "He will be sentenced on Monday.", "DATE Monday = 2024-04-15");
  english(state, "He was sentenced on Monday.", "DATE Monday = 2024-04-08");
}

static void short_years_and_fiscal_years(void **state)
{
  french(state, "en mai 68, l’an 800", "DATE mai 68 = 1968-05; DATE an 800 = 0800");
  english(state, "in fiscal 2023, in the late ’90s", "DATE fiscal 2023 = 2023; DATE late ’90s = 199X");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_day_without_year_is_the_nearest_one),
      cmocka_unit_test(a_weekday_that_is_named_tells_the_year),
      cmocka_unit_test(full_dates_need_no_publication_day),
      cmocka_unit_test(what_needs_the_publication_day_is_partial_without_it),
      cmocka_unit_test(publication_may_carry_a_time_and_counts_as_its_local_day),
      cmocka_unit_test(months_and_years_stand_alone),
      cmocka_unit_test(relative_days_and_weekdays),
      cmocka_unit_test(weeks_months_and_years_from_now),
      cmocka_unit_test(a_range_of_days_is_one_expression),
      cmocka_unit_test(decades_centuries_seasons_and_quarters),
      cmocka_unit_test(numbers_that_count_something_are_no_years),
      cmocka_unit_test(days_that_do_not_exist_have_no_value),
      cmocka_unit_test(english_months_that_are_words_need_a_sign),
      cmocka_unit_test(holidays_have_their_day),
      cmocka_unit_test(a_weekday_of_a_month_is_counted),
      cmocka_unit_test(what_comes_again_has_no_date),
      cmocka_unit_test(weeks_are_told_by_a_day_in_them),
      cmocka_unit_test(a_year_said_once_holds_for_both),
      cmocka_unit_test(the_day_before_and_after),
      cmocka_unit_test(the_verb_tells_where_the_text_looks),
      cmocka_unit_test(short_years_and_fiscal_years),
  };
  return cmocka_run_group_tests(tests, tagging_begin, tagging_end);
}
