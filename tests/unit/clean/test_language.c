#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "clean/language.h"
#include "clean/language_words.h"

static void assert_language(const char *text, const char *hint, const char *want)
{
  char tag[LANGUAGE_TEXT];
  language_detect(slice_of(text), slice_of(hint), tag);
  assert_string_equal(tag, want);
}

static void a_sentence_tells_its_language(void **state)
{
  (void)state;
  assert_language("Le maire de la ville a présenté hier les nouvelles mesures contre les inondations.", "",
                  "fr");
  assert_language("The mayor presented new measures against flooding to the council yesterday.", "", "en");
  assert_language("Der Bürgermeister hat gestern neue Maßnahmen gegen das Hochwasser vorgestellt.", "", "de");
  assert_language("東京都は昨日、新しい洪水対策を発表しました。", "", "ja");
}

static void a_headline_is_decided_by_its_small_words(void **state)
{
  (void)state;
  assert_language("Je m'engage à ce que cette démarche soit la plus participative possible.", "", "fr");
  assert_language("Все это довольно срочно.", "", "ru");
}

static void sisters_are_told_apart_by_words_of_their_own(void **state)
{
  (void)state;
  struct slice text = SLICE("Ho veit ikkje korleis dei skal kome heim");
  assert_string_equal(language_among_sisters(text, "nb"), "nn");
  assert_string_equal(language_among_sisters(text, "nn"), "nn");
  assert_string_equal(language_among_sisters(SLICE("karena perusahaan itu"), "ms"), "id");
  assert_string_equal(language_among_sisters(SLICE("nothing of theirs"), "ms"), "ms");
  assert_string_equal(language_among_sisters(text, "ja"), "ja");
}

static void a_hint_decides_where_a_text_is_too_short(void **state)
{
  (void)state;
  assert_language("Zzyzx", "nl-BE", "nl");
  assert_language("Le maire de la ville a présenté hier les nouvelles mesures contre les inondations.", "en",
                  "fr");
}

static void a_language_that_the_detector_does_not_know_is_believed(void **state)
{
  (void)state;
  const char *bambara =
      "Sanyɔ sɔngɔ yɛlɛla nin dɔgɔkun in na Bamakɔ sugu la, jagokɛlaw ko a ma deli ka kɛ ten fɔlɔ suman tigɛ "
      "ɲɛ, wa mɔgɔ caman bɛ segin so u bolo lankolon. Gofɛrɛnaman ye layidu ta ko a bɛna butigi nɔgɔmanw "
      "dayɛlɛ ntɛnɛndon na, nka sannikɛlaw ka jɛkuluw ko o wale in nana kɔfɛ kojugu.";
  const char *french = "Le prix du mil a encore monté cette semaine sur les marchés de la capitale, où les "
                       "commerçantes disent que "
                       "leurs clients repartent avec la moitié de ce qu’ils achetaient.";
  const char *moore = "Ki-wã ligdi paasda daar fãa Waogdg raasã pʊgẽ, tɩ koosdbã yetẽ tɩ b zɩ n yã woto n "
                      "deng ne sigrã wakate, "
                      "la neb wʊsg lebda b yiy n ka tar baa bũmb ye. Goosneemã yeelame tɩ b na n pak-a la "
                      "magasẽ-rãmb tẽne daarã.";
  assert_language(bambara, "bm", "bm");
  assert_language(moore, "mos", "mos");
  assert_language(french, "bm", "fr");
  assert_language(french, "mos-BF", "fr");
  assert_language("12 345 : 90 %", "und", "und");
}

static void what_is_no_text_has_no_language(void **state)
{
  (void)state;
  assert_language("", "", "und");
  assert_language("12 345, 678 : 90 %", "", "und");
  assert_null(language_by_words(SLICE("")));
  assert_null(language_by_words(SLICE("  - ' ")));
}

static void control_characters_do_not_hide_a_language(void **state)
{
  (void)state;
  assert_language(
      "Le maire de la ville a pr\xC2\x80sent\xC2\x85 hier les nouvelles mesures contre les inondations.", "",
      "fr");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_sentence_tells_its_language),
      cmocka_unit_test(a_headline_is_decided_by_its_small_words),
      cmocka_unit_test(sisters_are_told_apart_by_words_of_their_own),
      cmocka_unit_test(a_hint_decides_where_a_text_is_too_short),
      cmocka_unit_test(a_language_that_the_detector_does_not_know_is_believed),
      cmocka_unit_test(what_is_no_text_has_no_language),
      cmocka_unit_test(control_characters_do_not_hide_a_language),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
