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
      {"Moussa Sow publie chez Universal Music un album que l'on dit d'une grande douceur, et s'en va.",
       "fr"},
      {"L'avocate d'Awa Barry n'a rien voulu confier à l'agence avant l'audience d'appel de mardi.", "fr"},
      {"Les pêcheurs de Saint-Louis élisent Awa Sow présidente de leur coopérative.", "fr"},
      {"LE MALI ROUVRE LA FRONTIÈRE : LES TRANSPORTEURS SALUENT LA MESURE", "fr"},
      {"GOVERNOR DENIES PLAN TO CLOSE THE SCHOOLS OF THE NORTH", "en"},
      {"Il ministro ha detto che la strada del nord sarà aperta prima della fine del mese.", "und"},
      {"El ministre va dir que les obres de la carretera del nord acabaran abans de final de mes.", "und"},
      {"Ministrul a spus că drumul de la nord va fi deschis pentru toți în luna mai.", "und"},
      {"Gwamnatin Najeriya ta ce za ta bude iyakarta da Nijar a ranar Alhamis.", "und"},
      {"قال الوزير", "und"},
      {"Niamey, Dakar", "fr"},
      {"Lundi à Niamey", "fr"},
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
