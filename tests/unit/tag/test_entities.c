#include "marking.h"

/* A marked text and the entity of each mark in order, numbered by first mention. */
struct joined {
  const char *language, *text, *entities;
};

static void check_all(struct marking *marking, const struct joined *cases, size_t count)
{
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    bool french = strcmp(cases[i].language, "fr") == 0;
    struct entities_options options = {
        .country = {"", 0}, .french = french, .english = !french, .links = true};
    mark_up(marking, cases[i].text, &options);
    buffer_clear(&marking->said);
    for (size_t k = 0; k < marking->finds.count; k++) {
      size_t entity = entities_of(marking->entities, k);
      if (entity == ENTITY_NONE)
        buffer_text(&marking->said, k ? " -" : "-");
      else
        buffer_format(&marking->said, "%s%zu", k ? " " : "", entity);
    }
    if (strcmp(buffer_string(&marking->said), cases[i].entities) == 0) continue;
    wrong++;
    printf("%s\n  expected %s, found %s\n", cases[i].text, cases[i].entities, buffer_string(&marking->said));
  }
  assert_int_equal(wrong, 0);
}
#define CHECK_ALL(state, cases) check_all(*(state), cases, sizeof(cases) / sizeof *(cases))

static void a_surname_is_the_person_of_the_full_name(void **state)
{
  static const struct joined cases[] = {
      {"fr", "[PER Vladimir Poutine] parle. [PER Poutine] ajoute.", "0 0"},
      {"fr", "[PER Vladimir Poutine] parle. M. [PER Poutine] ajoute.", "0 0"},
      {"fr", "[PER Vladimir Poutine] parle. [PER V. Poutine] ajoute.", "0 0"},
      {"fr", "[PER Poutine] à Pékin. Le président [PER Vladimir Poutine] a parlé.", "0 0"},
      {"fr", "Mme [PER von der Leyen] et [PER Ursula von der Leyen].", "0 0"},
      {"fr", "[PER Dominique de Villepin], puis [PER Villepin] et [PER de Villepin].", "0 0 0"},
      {"fr", "[PER Oussama Ben Laden], [PER Ben Laden] et [PER ben Laden].", "0 0 0"},
      {"fr", "[PER Bachar al-Assad], [PER Assad] et [PER al-Assad].", "0 0 0"},
      {"fr", "[PER Zine el-Abidine Ben Ali] a fui. [PER Ben Ali] est mort.", "0 0"},
      {"fr", "[PER Jean-Luc Mélenchon], [PER J.-L. Mélenchon], [PER Mélenchon].", "0 0 0"},
      {"fr", "[PER Dominique Strauss-Kahn] et [PER Strauss-Kahn].", "0 0"},
      {"fr", "[PER Ibrahim Boubacar Keïta], M. [PER Keita].", "0 0"},
      {"en", "[PER Hillary Clinton] spoke. Mrs [PER Clinton] said.", "0 0"},
      {"en", "[PER Joe Biden] and [PER Biden] again.", "0 0"},
      {"en", "[PER Conan O’Brien], later [PER O'Brien].", "0 0"},
  };
  CHECK_ALL(state, cases);
}

static void full_names_may_have_more_or_fewer_words(void **state)
{
  static const struct joined cases[] = {
      {"en", "[PER Barack Obama], [PER Barack Hussein Obama] and [PER Obama].", "0 0 0"},
      {"en", "[PER George W. Bush] and [PER George Bush].", "0 0"},
      {"fr", "[PER Victor Del Corral] devant [PER Victor Del Corral Morales].", "0 0"},
      {"fr", "[PER Mohamed Ould Abdel Aziz], puis [PER Ould Abdel Aziz].", "0 0"},
      {"fr", "[PER Ould Abdel Aziz], soit [PER Mohamed Ould Abdel Aziz].", "0 0"},
      {"fr", "[PER Gabriel García Márquez] ou [PER García Márquez].", "0 0"},
      {"fr", "[PER Luiz Inácio Lula da Silva], dit [PER Lula].", "0 0"},
      {"fr", "[PER Kim Jong-un] a tiré. M. [PER Kim] rit.", "0 0"},
      {"fr", "[PER Xi Jinping] parle. [PER Xi] écoute.", "0 0"},
      {"fr", "[PER ÉRIC DROUET] et [PER Eric Drouet] et [PER Éric Drouet].", "0 0 0"},
      {"fr", "[PER Beyoncé Knowles] chante. [PER Beyoncé] danse.", "0 0"},
  };
  CHECK_ALL(state, cases);
}

static void people_of_one_surname_stay_apart(void **state)
{
  static const struct joined cases[] = {
      {"fr", "[PER Marine Le Pen] et [PER Jean-Marie Le Pen].", "0 1"},
      {"fr",
       "Mme [PER Marine Le Pen], M. [PER Jean-Marie Le Pen]. Mme [PER Le Pen] part. M. [PER Le Pen] rit.",
       "0 1 0 1"},
      {"fr", "[PER Marine Le Pen] vient. [PER Jean-Marie Le Pen] part. [PER Le Pen] rit.", "0 1 1"},
      {"fr", "[PER Marine Le Pen] vient. [PER Le Pen] rit. [PER Jean-Marie Le Pen] part.", "0 0 1"},
      {"fr", "[PER George Bush] et [PER Jeb Bush] ; [PER G. Bush] puis [PER J. Bush].", "0 1 0 1"},
      {"fr", "[PER Jean-Luc Martin] et [PER Jean-Marie Martin].", "0 1"},
      {"fr", "[PER Charles Michel] et [PER Louis Michel], puis [PER Charles Michel].", "0 1 0"},
      {"en", "[PER Donald Trump] and [PER Donald Trump Jr].", "0 1"},
      {"fr", "Mme [PER Dupont] et M. [PER Dupont].", "0 1"},
      {"fr",
       "[PER Jean Sow] parle. M. [PER Sow] sort avec [PER Awa Sow]. [PER Sow] revient. Mme [PER Sow] rit.",
       "0 0 1 0 1"},
      {"fr", "[PER Jean Sow] parle. [PER Awa Sow] sort. [PER Sow] revient.", "0 1 1"},
      {"fr", "[PER Paul Biya] et [PER Franck Biya]. [PER Paul Biya] parle. [PER Biya] sort.", "0 1 0 0"},
      {"fr", "[PER Ali Bongo] et [PER Idriss Déby].", "0 1"},
      {"fr", "[PER V. Poutine] et [PER Igor Poutine].", "0 1"},
  };
  CHECK_ALL(state, cases);
}

static void an_acronym_is_what_it_stands_for(void **state)
{
  static const struct joined cases[] = {
      {"fr", "L’[ORG Organisation mondiale de la santé] ([ORG OMS]) alerte. L’[ORG OMS] dit.", "0 0 0"},
      {"fr", "L’[ORG OMS] alerte. L’[ORG Organisation mondiale de la santé] dit.", "0 0"},
      {"fr", "l’[ORG Alliance des États du Sahel] ([ORG AES])", "0 0"},
      {"fr", "l’[ORG AES] ([ORG Alliance des États du Sahel]), puis l’[ORG AES]", "0 0 0"},
      {"fr", "le [ORG Parti socialiste] et le [ORG PS]", "0 0"},
      {"fr", "[ORG Al-Qaïda au Maghreb islamique] ([ORG Aqmi]). [ORG Aqmi] tire.", "0 0 0"},
      {"fr", "le [ORG Conseil national des griots zarma] ([ORG CNGZ]) ; le [ORG CNGZ] chante", "0 0 0"},
      {"fr", "la [ORG Fédération des tisserands du Liptako] et la [ORG FTL]", "0 0"},
      {"fr", "l’[ORG Union des tisserands], la [ORG SNCF]", "0 1"},
      {"en", "the [ORG Federal Bureau of Tests] ([ORG FBT]). The [ORG FBT] said", "0 0 0"},
      {"en", "the [ORG International Weavers Fund] and the [ORG IWF]", "0 0"},
      {"fr", "le [ORG Mouvement pour l’unité et le jihad en Afrique de l’Ouest] ([ORG Mujao])", "0 0"},
      {"fr", "[ORG Le Monde] ([ORG AFP])", "0 1"},
      {"fr", "la [ORG Ligue des tapis] ([ORG LDT]) et la [ORG Loge du thé]. La [ORG LDT] dit.", "0 0 1 0"},
  };
  CHECK_ALL(state, cases);
}

static void organisations_go_by_short_names(void **state)
{
  static const struct joined cases[] = {
      {"fr", "le [ORG groupe Wagner] et [ORG Wagner]", "0 0"},
      {"fr", "[ORG Tissages Koura SA] et [ORG Tissages Koura]", "0 0"},
      {"en", "[ORG Koura Weaving Inc] said. [ORG Koura Weaving] said.", "0 0"},
      {"fr", "la [ORG Commission des tapis] puis la [ORG Commission]", "0 0"},
      {"fr", "la [ORG Commission] puis la [ORG Commission des tapis]", "0 1"},
      {"fr", "l’[ORG Union du sel], l’[ORG Union du lait] et l’[ORG Union]", "0 1 2"},
      {"fr", "[ORG Al-Qaïda au Maghreb islamique] et [ORG Al-Qaïda]", "0 1"},
      {"fr", "[ORG Al-Qaïda] et [ORG Al-Qaida], [ORG Al Qaïda]", "0 0 0"},
      {"fr", "l’[ORG Alliance des Etats du Sahel], l’[ORG Alliance des États du Sahel]", "0 0"},
      {"fr", "[ORG Radio France] et [ORG France]", "0 1"},
      {"fr", "[ORG France Télévisions] et [ORG France]", "0 1"},
      {"fr", "le [ORG Monde] et [ORG Le Monde]", "0 0"},
      {"fr", "le [ORG ministère de la Santé] et le [ORG ministère de la santé]", "0 0"},
      {"fr", "le [ORG ministère de la Santé] et le [ORG ministère de la Défense]", "0 1"},
  };
  CHECK_ALL(state, cases);
}

static void what_a_rule_names_is_one_whatever_the_text_calls_it(void **state)
{
  static const struct joined cases[] = {
      {"fr",
       "L’[ORG=Onep ONEP] publie. L’[ORG=Onep Office de presse] recrute. [ORG=Fespaco Le Festival] ouvre.",
       "0 0 1"},
      {"fr", "[PER=Sow Awa Sow] parle. Mme [PER Sow] part. [PER=Sow La Dame de Gao] reste.", "0 0 0"},
      {"fr", "[LOC=Doutchi Dogondoutchi] et [LOC=Doutchi Tibiri]. À [LOC Niamey].", "0 0 1"},
      {"fr", "Les [NORP=Zarma Zarmas] et les [NORP=Zarma Djerma].", "0 0"},
      {"fr", "La [EVENT=Fespaco Fête du film], le [PRODUCT=Fespaco Fespaco].", "0 1"},
  };
  CHECK_ALL(state, cases);
}

static void places_and_peoples_go_by_what_they_are(void **state)
{
  static const struct joined cases[] = {
      {"fr", "le [LOC Burkina] et le [LOC Burkina Faso]", "0 0"},
      {"fr", "[LOC N’Djaména], [LOC N'Djaména] et [LOC N’Djamena]", "0 0 0"},
      {"fr", "les [LOC Etats-Unis], les [LOC États-Unis] et les [LOC USA]", "0 0 0"},
      {"fr", "la [LOC Fédération de Russie] et la [LOC Russie]", "0 0"},
      {"fr", "[LOC Niamey] et l’[LOC aéroport de Niamey], l’[LOC aéroport de Niamey]", "0 1 1"},
      {"fr", "à [LOC Québec], au [LOC Québec]", "0 1"},
      {"fr", "le [NORP:RU russe], des [NORP:RU russes] et la [LOC Russie]", "0 0 1"},
      {"fr", "des [NORP musulmans], une [NORP musulmane], des [NORP chrétiens]", "0 0 1"},
      {"fr", "[LOC Zorgho-les-Bains] et [LOC Zorgho-les-Bains]", "0 0"},
      {"fr", "[LOC Tombouctou] le [DATE 12 mars], à [LOC Tombouctou]", "0 - 0"},
      {"fr", "[LOC Washington] dit. [PER Denzel Washington] joue. [PER Washington] aussi.", "0 1 1"},
  };
  CHECK_ALL(state, cases);
}

static void the_name_of_an_entity_is_the_fullest(void **state)
{
  struct marking *marking = *state;
  struct entities_options french = {.country = {"", 0}, .french = true, .links = true},
                          other = {.links = true};
  mark_up(marking,
          "[PER Poutine], [PER Vladimir Poutine] ; [ORG OMS], [ORG Organisation mondiale de la santé]",
          &french);
  assert_int_equal(marking->found.entity_count, 2);
  assert_true(slice_is(marking->found.entities[0].name, "Vladimir Poutine"));
  assert_true(slice_is(marking->found.entities[1].name, "Organisation mondiale de la santé"));
  mark_up(marking, "[LOC Burkina], [LOC London], [LOC aéroport de Niamey]", &french);
  assert_true(slice_is(marking->found.entities[0].name, "Burkina Faso"));
  assert_true(slice_is(marking->found.entities[1].name, "Londres"));
  assert_true(slice_is(marking->found.entities[2].name, "aéroport de Niamey"));
  mark_up(marking, "[LOC Lisbon]", &other);
  assert_true(slice_is(marking->found.entities[0].name, "Lisbon"));
}

static void floods_of_names_take_time_in_proportion(void **state)
{
  struct marking *marking = *state;
  struct entities_options options = {.country = {"", 0}, .french = true, .links = true};
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 2000; i++)
    buffer_format(&text, "Zq%c%c Dupont et Dupont, ", 'a' + i / 26 % 26, 'a' + i % 26);
  tokens_begin(marking->tokens, buffer_view(&text));
  assert_true(tokens_next(marking->tokens));
  lexicon_classify(marking->lexicon, marking->tokens);
  marking->finds.count = marking->finds.stretch = 0;
  entities_begin(marking->entities);
  for (size_t i = 0; i + 5 <= marking->tokens->count; i += 5) {
    finds_add(&marking->finds, marking->tokens, i, i + 2, FIND_PER, FIND_STRONG, "");
    finds_add(&marking->finds, marking->tokens, i + 3, i + 4, FIND_PER, FIND_STRONG, "");
  }
  entities_read(marking->entities, marking->gazetteer, marking->tokens, &marking->finds);
  marking->found = (struct annotations){0};
  entities_settle(marking->entities, &marking->finds, marking->tokens->text, &options, marking->arena,
                  &marking->found);
  assert_int_equal(marking->found.entity_count, 676);
  buffer_free(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_surname_is_the_person_of_the_full_name),
      cmocka_unit_test(full_names_may_have_more_or_fewer_words),
      cmocka_unit_test(people_of_one_surname_stay_apart),
      cmocka_unit_test(an_acronym_is_what_it_stands_for),
      cmocka_unit_test(organisations_go_by_short_names),
      cmocka_unit_test(what_a_rule_names_is_one_whatever_the_text_calls_it),
      cmocka_unit_test(places_and_peoples_go_by_what_they_are),
      cmocka_unit_test(the_name_of_an_entity_is_the_fullest),
      cmocka_unit_test(floods_of_names_take_time_in_proportion),
  };
  return cmocka_run_group_tests(tests, marking_begin, marking_end);
}
