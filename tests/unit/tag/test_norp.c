#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "tag/language.h"
#include "tag/norp.h"

struct reading {
  struct lexicon *lexicon;
  struct norp *norp;
  struct tokens *tokens;
  struct finds finds;
};

static int begin(void **state)
{
  static struct reading reading;
  reading = (struct reading){.lexicon = lexicon_new(), .tokens = tokens_new()};
  reading.norp = norp_new(reading.lexicon);
  *state = &reading;
  return 0;
}

static int end(void **state)
{
  struct reading *reading = *state;
  norp_free(&reading->norp);
  lexicon_free(&reading->lexicon);
  tokens_free(&reading->tokens);
  finds_free(&reading->finds);
  return 0;
}

/* check - what is found in a text, as "russes RU; franco-allemand". */
static void check(void **state, unsigned language, const char *text, const char *expected)
{
  struct reading *reading = *state;
  struct buffer said = BUFFER_EMPTY;
  reading->finds.count = 0;
  tokens_begin(reading->tokens, slice_of(text));
  while (tokens_next(reading->tokens)) {
    lexicon_classify(reading->lexicon, reading->tokens);
    norp_find(reading->norp, reading->tokens, &reading->finds, language);
  }
  for (size_t i = 0; i < reading->finds.count; i++) {
    const struct find *find = &reading->finds.list[i];
    assert_int_equal(find->type, FIND_NORP);
    buffer_format(&said, "%s%.*s", i ? "; " : "", (int)(find->end - find->start), text + find->start);
    if (find->link.iso3166.length)
      buffer_format(&said, " %.*s", (int)find->link.iso3166.length, find->link.iso3166.data);
  }
  assert_string_equal(buffer_string(&said), expected);
  buffer_free(&said);
}

static void french_adjectives_are_known_in_all_forms(void **state)
{
  static const char *const samples[][2] = {
      {"un nigérien", "nigérien NE"},
      {"une armée nigérienne", "nigérienne NE"},
      {"des nigériens", "nigériens NE"},
      {"les troupes nigériennes", "nigériennes NE"},
      {"un soldat nigérian", "nigérian NG"},
      {"la police nigériane", "nigériane NG"},
      {"un plat français", "français FR"},
      {"des élues françaises", "françaises FR"},
      {"une mission russe", "russe RU"},
      {"des instructeurs russes", "russes RU"},
      {"un élu américain", "américain US"},
      {"des troupes américaines", "américaines US"},
      {"la langue grecque, les îles grecques", "grecque GR; grecques GR"},
      {"des soldats turcs et des forces turques", "turcs TR; turques TR"},
      {"un homme letton et une femme lettonne", "letton LV; lettonne LV"},
      {"une force guinéenne", "guinéenne GN"},
      {"le peuple burkinabè", "burkinabè BF"},
      {"les autorités burkinabées et burkinabés", "burkinabés BF"},
      {"un village dogon, des Peuls, un Touareg", "dogon; Peuls; Touareg"},
      {"des combattants touaregs et une femme touarègue", "touaregs; touarègue"},
      {"la communauté rohingya, les Ouïghours", "rohingya; Ouïghours"},
      {"le parlement européen, les pays africains", "européen; africains"},
      {"la côte occidentale du Groenland", ""},
      {"les puissances occidentales, les Occidentaux", "occidentales; Occidentaux"},
      {"un café parisien, le port marseillais", "parisien FR; marseillais FR"},
      {"les médias québécois", "québécois CA"},
      {"Les Français et les Belges", "Français FR; Belges BE"},
      {"l’État hébreu, un prêtre catholique, une famille juive", "catholique; juive"},
      {"les chiites et les sunnites", "chiites; sunnites"},
      {"un sénateur démocrate face aux républicains", "démocrate; républicains"},
      {"une députée conservatrice", "conservatrice"},
      {"des attaques jihadistes", "jihadistes"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check(state, TAG_FRENCH, samples[i][0], samples[i][1]);
}

static void compounds_are_one_find(void **state)
{
  static const char *const samples[][2] = {
      {"la frontière franco-allemande", "franco-allemande"},
      {"le conflit israélo-palestinien", "israélo-palestinien"},
      {"un missile nord-coréen", "nord-coréen KP"},
      {"les Sud-Coréens", "Sud-Coréens KR"},
      {"la présidente sud-africaine", "sud-africaine ZA"},
      {"des néo-zélandaises", "néo-zélandaises NZ"},
      {"la guerre russo-ukrainienne", "russo-ukrainienne"},
      {"des rebelles pro-russes", "pro-russes"},
      {"l’espace ouest-africain", "ouest-africain"},
      {"une famille germano-turque", "germano-turque"},
      {"un accord Renault-russe", ""},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check(state, TAG_FRENCH, samples[i][0], samples[i][1]);
}

static void peoples_of_several_countries_have_no_link(void **state)
{
  check(state, TAG_FRENCH, "un joueur congolais, la péninsule coréenne", "congolais; coréenne");
  check(state, TAG_ENGLISH, "the Congolese army", "Congolese");
}

static void languages_are_no_peoples(void **state)
{
  static const char *const french[][2] = {
      {"Il parle français, écrit en russe.", ""},
      {"traduit de l’anglais", ""},
      {"Le japonais s’apprend vite.", ""},
      {"le français Total et l’espagnol Rafael Nadal", "français FR; espagnol ES"},
      {"Le Français a gagné.", "Français FR"},
      {"du chinois Huawei", "chinois CN"},
      {"un film français", "français FR"},
  };
  static const char *const english[][2] = {
      {"He speaks French and writes in Russian.", ""},
      {"in French waters", "French FR"},
      {"translated into Greek", ""},
      {"(Danish: hus)", ""},
      {"dialects of English", ""},
  };
  for (size_t i = 0; i < sizeof french / sizeof *french; i++)
    check(state, TAG_FRENCH, french[i][0], french[i][1]);
  for (size_t i = 0; i < sizeof english / sizeof *english; i++)
    check(state, TAG_ENGLISH, english[i][0], english[i][1]);
}

static void words_that_are_often_something_else_are_left(void **state)
{
  check(state, TAG_FRENCH, "il a créé, la guerre n’est guère, mon four", "");
  check(state, TAG_FRENCH, "en Suisse, la Corse, Romain, la Perse", "");
  check(state, TAG_FRENCH, "un franc suisse, les Suisses, l’armée romaine", "suisse CH; Suisses CH; romaine");
  check(state, TAG_FRENCH, "les européennes de juin", "");
  check(state, TAG_FRENCH, "Les Noirs, dont les Noirs et les chats noirs", "Noirs; Noirs");
  check(state, TAG_ENGLISH, "to polish the china, turkish delight", "");
}

static void english_peoples_have_capitals(void **state)
{
  static const char *const samples[][2] = {
      {"American troops and Americans", "American US; Americans US"},
      {"a Spaniard, two Frenchmen, the Dutch", "Spaniard ES; Frenchmen FR; Dutch NL"},
      {"South Korean and North Korean envoys", "South Korean KR; North Korean KP"},
      {"South Koreans, a New Zealander", "South Koreans KR; New Zealander NZ"},
      {"Native Americans and African-Americans", "Native Americans US; African-Americans US"},
      {"an Anglo-American deal, Italian-American food", "Anglo-American; Italian-American US"},
      {"Russian-backed forces", "Russian RU"},
      {"Muslims, a Jewish family, Shi’ite clerics", "Muslims; Jewish; Shi’ite"},
      {"Democrats and Republican senators", "Democrats; Republican"},
      {"a democratic vote, a conservative dress", ""},
      {"a socialist, Nigerien and Nigerian soldiers", "socialist; Nigerien NE; Nigerian NG"},
  };
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
    check(state, TAG_ENGLISH, samples[i][0], samples[i][1]);
}

static void other_languages_have_none(void **state)
{
  check(state, 0, "The French and the Russian, le peuple français", "");
}

static void a_compound_ends_with_its_paragraph(void **state)
{
  check(state, TAG_ENGLISH, "the South\nKorean", "Korean");
}

/* Megabytes of one thing: time must stay linear, or this test never ends. */
static void floods_take_linear_time(void **state)
{
  static const char *const pieces[] = {"français-", "pro-français-", "sud-", "Français ", "coréen "};
  struct reading *reading = *state;
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
    struct buffer text = BUFFER_EMPTY;
    while (text.length < 2u << 20) buffer_append(&text, pieces[i], strlen(pieces[i]));
    tokens_begin(reading->tokens, buffer_view(&text));
    while (tokens_next(reading->tokens)) {
      reading->finds.count = 0;
      lexicon_classify(reading->lexicon, reading->tokens);
      norp_find(reading->norp, reading->tokens, &reading->finds, TAG_FRENCH);
    }
    buffer_free(&text);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(french_adjectives_are_known_in_all_forms),
      cmocka_unit_test(compounds_are_one_find),
      cmocka_unit_test(peoples_of_several_countries_have_no_link),
      cmocka_unit_test(languages_are_no_peoples),
      cmocka_unit_test(words_that_are_often_something_else_are_left),
      cmocka_unit_test(english_peoples_have_capitals),
      cmocka_unit_test(other_languages_have_none),
      cmocka_unit_test(a_compound_ends_with_its_paragraph),
      cmocka_unit_test(floods_take_linear_time),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
