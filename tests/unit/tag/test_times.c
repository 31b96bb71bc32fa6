#include "tagging.h"

/* Published on a Friday. */
static void check(void **state, const char *language, const char *text, const char *expected)
{
  assert_string_equal(said_of(*state, language, "2024-04-12", text, TAG_DATES), expected);
}

static void french(void **state, const char *text, const char *expected)
{
  check(state, "fr", text, expected);
}

static void english(void **state, const char *text, const char *expected)
{
  check(state, "en-GB", text, expected);
}

static void french_hours_with_minutes(void **state)
{
  french(state, "Il est 14h30.", "TIME 14h30 = T14:30");
  french(state, "vers 14 h 30, puis 14:30", "TIME 14 h 30 = T14:30; TIME 14:30 = T14:30");
  french(state, "à 8 heures 05 et quinze heures trente",
         "TIME 8 heures 05 = T08:05; TIME quinze heures = T15:00");
  french(state, "à trois heures et quart, à midi moins dix",
         "TIME trois heures et quart = T03:15; TIME midi moins dix = T11:50");
}

static void whole_hours_need_a_word_that_speaks_for_the_clock(void **state)
{
  french(state, "vers 21 heures, à partir de 7 heures, dès 6h",
         "TIME 21 heures = T21:00; TIME 7 heures = T07:00; TIME 6h = T06:00");
  french(state, "après 8 heures de route, en 3 heures, une garde de 24 heures à Paris", "");
  french(state, "peu après 10 heures", "TIME 10 heures = T10:00");
}

static void what_stands_behind_tells_the_half_of_the_day(void **state)
{
  french(state, "9 heures du soir, 3 heures du matin, 4 heures de l’après-midi",
         "TIME 9 heures du soir = T21:00; TIME 3 heures du matin = T03:00; TIME 4 heures de l’après-midi = "
         "T16:00");
  english(state, "at 3:30 pm, 5 a.m. and ten o'clock at night",
          "TIME 3:30 pm = T15:30; TIME 5 a.m. = T05:00; TIME ten o'clock at night = T22:00");
  english(state, "at 12 a.m. and 12 p.m.", "TIME 12 a.m. = T00:00; TIME 12 p.m. = T12:00");
}

static void zones_belong_to_the_time(void **state)
{
  french(state, "à 6 heures locales, à 14h05 GMT, à 20h (heure de Paris)",
         "TIME 6 heures locales = T06:00; TIME 14h05 GMT = T14:05Z; TIME 20h (heure de Paris) = T20:00");
  english(state, "at 14:05 GMT, 1400 GMT, 10:00 UTC+2",
          "TIME 14:05 GMT = T14:05Z; TIME 1400 GMT = T14:00Z; TIME 10:00 UTC+2 = T10:00+02:00");
}

static void noon_and_midnight(void **state)
{
  french(state, "à midi et jusqu’à minuit", "TIME midi = T12:00; TIME minuit = T00:00");
  english(state, "at noon, before midnight", "TIME noon = T12:00; TIME midnight = T00:00");
  french(state, "dans le Midi, le journal de Midi libre, cet après-midi",
         "DATE cet après-midi = 2024-04-12TAF");
}

static void two_ends_are_two_times(void **state)
{
  french(state, "de 8h à 12h", "TIME 8h = T08:00; TIME 12h = T12:00");
  french(state, "de 15 à 17 heures, entre 9 et 11 h 30",
         "TIME 15 = T15:00; TIME 17 heures = T17:00; TIME 9 = T09:00; TIME 11 h 30 = T11:30");
  english(state, "from 3 to 5 p.m., between 9 and 11 am",
          "TIME 3 = T15:00; TIME 5 p.m. = T17:00; TIME 9 = T09:00; TIME 11 am = T11:00");
  french(state, "de 2 à 3 heures de route", "");
}

static void english_halves_and_quarters(void **state)
{
  english(state, "at half past three, a quarter to five",
          "TIME half past three = T03:30; TIME a quarter to five = T04:45");
  english(state, "won by two to one, 3-2, at 10-15", "");
}

static void a_day_in_the_sentence_is_joined(void **state)
{
  french(state, "Jeudi, vers 21 heures, ils", "DATE Jeudi = 2024-04-11; TIME 21 heures = 2024-04-11T21:00");
  french(state, "à 14 h 30, samedi 6 avril",
         "TIME 14 h 30 = 2024-04-06T14:30; DATE samedi 6 avril = 2024-04-06");
  french(state, "Hier soir à 9 heures.", "DATE Hier soir = 2024-04-11TEV; TIME 9 heures = 2024-04-11T21:00");
  french(state, "Hier, il. À 9 heures, elle", "DATE Hier = 2024-04-11; TIME 9 heures = T09:00");
  french(state, "Mardi 16 avril, 20h, au théâtre",
         "DATE Mardi 16 avril = 2024-04-16; TIME 20h = 2024-04-16T20:00");
  english(state, "He spoke at 8 p.m. Thursday.",
          "TIME 8 p.m. = 2024-04-11T20:00; DATE Thursday = 2024-04-11");
  english(state, "at 3 p.m. on Thursday", "TIME 3 p.m. = 2024-04-11T15:00; DATE Thursday = 2024-04-11");
}

static void scores_and_lengths_are_no_times(void **state)
{
  french(state, "battus 25:30, un film de 1h20 min, en 2 h 41 min", "");
  french(state, "H24 ; 24h/24", "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(french_hours_with_minutes),
      cmocka_unit_test(whole_hours_need_a_word_that_speaks_for_the_clock),
      cmocka_unit_test(what_stands_behind_tells_the_half_of_the_day),
      cmocka_unit_test(zones_belong_to_the_time),
      cmocka_unit_test(noon_and_midnight),
      cmocka_unit_test(two_ends_are_two_times),
      cmocka_unit_test(english_halves_and_quarters),
      cmocka_unit_test(a_day_in_the_sentence_is_joined),
      cmocka_unit_test(scores_and_lengths_are_no_times),
  };
  return cmocka_run_group_tests(tests, tagging_begin, tagging_end);
}
