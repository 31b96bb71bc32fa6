/* test_guess.c - the language of a text by its small words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "tag/guess.h"

static void running_text_is_told_apart_by_its_small_words(void **state)
{
  static const char *const cases[][2] = {
      {"Le ministre a déclaré que les travaux de la route seront finis avant la fin du mois.", "fr"},
      {"The minister said that the road would be open before the end of the month.", "en"},
      {"Der Minister sagte, die Straße werde noch vor Ende des Monats wieder für alle offen sein.", "und"},
      {"El ministro dijo que las obras de la carretera en el norte terminarán antes de fin de mes.", "und"},
      {"O ministro disse que as obras da estrada no norte do país terminam antes do fim do mês.", "und"},
      {"De minister zei dat de weg in het noorden van het land voor het einde van de maand klaar was.",
       "und"},
      {"قال الوزير إن الطريق سيفتح قبل نهاية الشهر في شمال البلاد وفي الجنوب أيضا بعد العيد", "und"},
      {"Niamey, Dakar", "fr"},
      {"", "fr"}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (!slice_is(guess_language(slice_of(cases[i][0])), cases[i][1])) fail_msg("%s", cases[i][0]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(running_text_is_told_apart_by_its_small_words)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
