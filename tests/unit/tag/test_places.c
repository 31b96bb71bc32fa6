/* What places are in the world under the names that French and English have for them. */
#include "marking.h"

struct named_place {
  const char *language, *name, *link;
};

static void say_first_link(struct marking *marking)
{
  const struct entity_link *link = &marking->found.entities[0].link;
  buffer_clear(&marking->said);
  if (!marking->found.entity_count) return;
  if (link->geonames.length)
    buffer_format(&marking->said, "geonames:%.*s", (int)link->geonames.length, link->geonames.data);
  else
    buffer_format(&marking->said, "iso3166:%.*s", (int)link->iso3166.length, link->iso3166.data);
}

static void check_all(struct marking *marking, const struct named_place *places, size_t count)
{
  size_t wrong = 0;
  for (size_t i = 0; i < count; i++) {
    bool french = strcmp(places[i].language, "fr") == 0;
    struct entities_options options = {
        .country = {"", 0}, .french = french, .english = !french, .links = true};
    char text[128];
    snprintf(text, sizeof text, french ? "On parle de [LOC %s] partout." : "They speak of [LOC %s].",
             places[i].name);
    mark_up(marking, text, &options);
    say_first_link(marking);
    if (strcmp(buffer_string(&marking->said), places[i].link) == 0) continue;
    wrong++;
    printf("%s: expected %s, found %s\n", text, places[i].link, buffer_string(&marking->said));
  }
  assert_int_equal(wrong, 0);
}

static void places_are_known_by_french_and_english_names(void **state)
{
  static const struct named_place places[] = {
      {"fr", "Kiev", "geonames:703448"},
      {"en", "Kyiv", "geonames:703448"},
      {"fr", "Kyiv", "geonames:703448"},
      {"fr", "Pékin", "geonames:1816670"},
      {"en", "Beijing", "geonames:1816670"},
      {"fr", "Nouakchott", "geonames:2377450"},
      {"fr", "N'Djaména", "geonames:2427123"},
      {"fr", "N’Djaména", "geonames:2427123"},
      {"fr", "N’Djamena", "geonames:2427123"},
      {"fr", "Londres", "geonames:2643743"},
      {"fr", "Moscou", "geonames:524901"},
      {"fr", "Varsovie", "geonames:756135"},
      {"en", "Warsaw", "geonames:756135"},
      {"fr", "Vienne", "geonames:2761369"},
      {"en", "Vienna", "geonames:2761369"},
      {"fr", "Genève", "geonames:2660646"},
      {"en", "Geneva", "geonames:2660646"},
      {"fr", "Bâle", "geonames:2661604"},
      {"fr", "Anvers", "geonames:2803138"},
      {"fr", "Gand", "geonames:2797656"},
      {"fr", "Cologne", "geonames:2886242"},
      {"en", "Cologne", "geonames:2886242"},
      {"fr", "Munich", "geonames:2867714"},
      {"fr", "Francfort", "geonames:2925533"},
      {"fr", "Hambourg", "geonames:2911298"},
      {"fr", "Copenhague", "geonames:2618425"},
      {"en", "Copenhagen", "geonames:2618425"},
      {"fr", "Lisbonne", "geonames:2267057"},
      {"en", "Lisbon", "geonames:2267057"},
      {"fr", "Séville", "geonames:2510911"},
      {"fr", "Barcelone", "geonames:3128760"},
      {"fr", "Turin", "geonames:3165524"},
      {"fr", "Naples", "geonames:3172394"},
      {"en", "Naples", "geonames:3172394"},
      {"fr", "Venise", "geonames:3164603"},
      {"en", "Venice", "geonames:3164603"},
      {"fr", "Athènes", "geonames:264371"},
      {"fr", "Thessalonique", "geonames:734077"},
      {"fr", "Le Caire", "geonames:360630"},
      {"en", "Cairo", "geonames:360630"},
      {"fr", "Alexandrie", "geonames:361058"},
      {"fr", "Alger", "geonames:2507480"},
      {"en", "Algiers", "geonames:2507480"},
      {"fr", "Tripoli", "geonames:2210247"},
      {"fr", "Beyrouth", "geonames:276781"},
      {"en", "Beirut", "geonames:276781"},
      {"fr", "Damas", "geonames:170654"},
      {"en", "Damascus", "geonames:170654"},
      {"fr", "Alep", "geonames:170063"},
      {"en", "Aleppo", "geonames:170063"},
      {"fr", "Bagdad", "geonames:98182"},
      {"en", "Baghdad", "geonames:98182"},
      {"fr", "Mossoul", "geonames:99072"},
      {"en", "Mosul", "geonames:99072"},
      {"fr", "Bassorah", "geonames:99532"},
      {"fr", "Téhéran", "geonames:112931"},
      {"en", "Tehran", "geonames:112931"},
      {"fr", "Kaboul", "geonames:1138958"},
      {"en", "Kabul", "geonames:1138958"},
      {"fr", "Riyad", "geonames:108410"},
      {"fr", "Djeddah", "geonames:105343"},
      {"fr", "La Mecque", "geonames:104515"},
      {"en", "Mecca", "geonames:104515"},
      {"fr", "Médine", "geonames:109223"},
      {"fr", "Sanaa", "geonames:71137"},
      {"fr", "Aden", "geonames:415189"},
      {"fr", "Addis-Abeba", "geonames:344979"},
      {"en", "Addis Ababa", "geonames:344979"},
      {"fr", "Mogadiscio", "geonames:53654"},
      {"en", "Mogadishu", "geonames:53654"},
      {"fr", "Khartoum", "geonames:379252"},
      {"fr", "Bombay", "geonames:1275339"},
      {"en", "Mumbai", "geonames:1275339"},
      {"fr", "Calcutta", "geonames:1275004"},
      {"en", "Kolkata", "geonames:1275004"},
      {"fr", "New Delhi", "geonames:1261481"},
      {"fr", "Canton", "geonames:1809858"},
      {"en", "Guangzhou", "geonames:1809858"},
      {"fr", "Shanghai", "geonames:1796236"},
      {"fr", "Séoul", "geonames:1835848"},
      {"en", "Seoul", "geonames:1835848"},
      {"fr", "Singapour", "iso3166:SG"},
      {"fr", "Hanoï", "geonames:1581130"},
      {"fr", "Hô Chi Minh-Ville", "geonames:1566083"},
      {"en", "Ho Chi Minh City", "geonames:1566083"},
      {"fr", "Rangoun", "geonames:1298824"},
      {"en", "Yangon", "geonames:1298824"},
      {"fr", "Mexico", "geonames:3530597"},
      {"en", "Mexico City", "geonames:3530597"},
      {"fr", "La Havane", "geonames:3553478"},
      {"en", "Havana", "geonames:3553478"},
      {"fr", "Nouvelle-Orléans", "geonames:4335045"},
      {"en", "New Orleans", "geonames:4335045"},
      {"fr", "La Nouvelle-Orléans", "geonames:4335045"},
      {"fr", "Philadelphie", "geonames:4560349"},
      {"fr", "Saint-Pétersbourg", "geonames:498817"},
      {"en", "St. Petersburg", "geonames:498817"},
      {"en", "Saint Petersburg", "geonames:498817"},
      {"fr", "Kharkiv", "geonames:706483"},
      {"fr", "Kharkov", "geonames:706483"},
      {"fr", "Odessa", "geonames:698740"},
      {"fr", "Lviv", "geonames:702550"},
      {"fr", "Marioupol", "geonames:701822"},
      {"en", "Mariupol", "geonames:701822"},
      {"fr", "Tachkent", "geonames:1512569"},
      {"fr", "Bichkek", "geonames:1528675"},
      {"fr", "Tbilissi", "geonames:611717"},
      {"en", "Tbilisi", "geonames:611717"},
      {"fr", "Erevan", "geonames:616052"},
      {"en", "Yerevan", "geonames:616052"},
      {"fr", "Bakou", "geonames:587084"},
      {"fr", "Bucarest", "geonames:683506"},
      {"en", "Bucharest", "geonames:683506"},
      {"fr", "Belgrade", "geonames:792680"},
      {"fr", "Tallinn", "geonames:588409"},
      {"fr", "Édimbourg", "geonames:2650225"},
      {"en", "Edinburgh", "geonames:2650225"},
      {"fr", "Zinder", "geonames:2437798"},
      {"fr", "Agadez", "geonames:2448085"},
      {"fr", "Bobo-Dioulasso", "geonames:2362344"},
      {"fr", "Tombouctou", "geonames:2449067"},
      {"en", "Timbuktu", "geonames:2449067"},
      {"fr", "Gao", "geonames:2457163"},
      {"fr", "Mopti", "geonames:2453348"},
      {"fr", "Kidal", "geonames:2455290"},
      {"fr", "Ouagadougou", "geonames:2357048"},
      {"fr", "Abéché", "geonames:245785"},
      {"fr", "Le Cap", "geonames:3369157"},
      {"en", "Cape Town", "geonames:3369157"},
      {"fr", "Birmanie", "iso3166:MM"},
      {"en", "Myanmar", "iso3166:MM"},
      {"en", "Burma", "iso3166:MM"},
      {"fr", "Biélorussie", "iso3166:BY"},
      {"en", "Belarus", "iso3166:BY"},
      {"fr", "Tchéquie", "iso3166:CZ"},
      {"fr", "République tchèque", "iso3166:CZ"},
      {"en", "Czech Republic", "iso3166:CZ"},
      {"fr", "Swaziland", "iso3166:SZ"},
      {"fr", "Cap-Vert", "iso3166:CV"},
      {"en", "Cape Verde", "iso3166:CV"},
      {"en", "Ivory Coast", "iso3166:CI"},
      {"fr", "Centrafrique", "iso3166:CF"},
      {"fr", "RDC", "iso3166:CD"},
      {"en", "DRC", "iso3166:CD"},
      {"en", "DR Congo", "iso3166:CD"},
      {"fr", "Congo-Brazzaville", "iso3166:CG"},
      {"fr", "Timor oriental", "iso3166:TL"},
      {"fr", "Corée du Nord", "iso3166:KP"},
      {"en", "North Korea", "iso3166:KP"},
      {"fr", "Corée du Sud", "iso3166:KR"},
      {"fr", "Pays-Bas", "iso3166:NL"},
      {"en", "the Netherlands", "iso3166:NL"},
      {"en", "UK", "iso3166:GB"},
      {"en", "U.S.", "iso3166:US"},
      {"fr", "USA", "iso3166:US"},
      {"fr", "Royaume-Uni", "iso3166:GB"},
      {"fr", "Viêt Nam", "iso3166:VN"},
      {"fr", "Moldavie", "iso3166:MD"},
      {"fr", "Émirats arabes unis", "iso3166:AE"},
      {"en", "UAE", "iso3166:AE"},
      {"fr", "Arabie saoudite", "iso3166:SA"},
      {"fr", "Bavière", "iso3166:DE-BY"},
      {"en", "Bavaria", "iso3166:DE-BY"},
      {"fr", "Catalogne", "iso3166:ES-CT"},
      {"en", "Catalonia", "iso3166:ES-CT"},
      {"fr", "Écosse", "iso3166:GB-SCT"},
      {"en", "Scotland", "iso3166:GB-SCT"},
      {"fr", "Californie", "iso3166:US-CA"},
      {"fr", "Caroline du Nord", "iso3166:US-NC"},
      {"fr", "Floride", "iso3166:US-FL"},
      {"en", "Sicily", "iso3166:IT-82"},
      {"fr", "Sicile", "iso3166:IT-82"},
      {"fr", "Andalousie", "iso3166:ES-AN"},
      {"fr", "Colombie-Britannique", "iso3166:CA-BC"},
      {"fr", "Crimée", "iso3166:UA-43"},
      {"en", "Crimea", "iso3166:UA-43"},
      {"fr", "Darfour", "iso3166:SD"},
      {"fr", "Tchétchénie", "iso3166:RU-CE"},
      {"en", "Chechnya", "iso3166:RU-CE"},
  };
  check_all(*state, places, sizeof places / sizeof *places);
}

static void a_city_comes_before_the_district_that_bears_its_name(void **state)
{
  static const struct named_place places[] = {
      {"fr", "Genève", "geonames:2660646"},
      {"fr", "Zinder", "geonames:2437798"},
      {"fr", "Agadez", "geonames:2448085"},
      {"en", "Naples", "geonames:3172394"},
  };
  check_all(*state, places, sizeof places / sizeof *places);
}

/* The largest Springfield is in Missouri. */
static void a_city_lies_in_its_state(void **state)
{
  struct marking *marking = *state;
  struct entities_options options = {.country = {"", 0}, .english = true, .links = true};
  mark_up(marking, "He lives in [LOC Springfield], [LOC Illinois].", &options);
  say_first_link(marking);
  assert_string_equal(buffer_string(&marking->said), "geonames:4250542");
}

static void check_first(struct marking *marking, const char *text, const char *link)
{
  struct entities_options options = {.country = {"", 0}, .english = true, .links = true};
  mark_up(marking, text, &options);
  say_first_link(marking);
  assert_string_equal(buffer_string(&marking->said), link);
}

static void what_stands_behind_a_comma_need_not_hold_a_place(void **state)
{
  check_first(*state, "A tour of [LOC Ghana], [LOC Nigeria], [LOC Rwanda].", "iso3166:GH");
  check_first(*state, "The invasion of [LOC Ukraine], [PER Putin]’s war.", "iso3166:UA");
  check_first(*state, "Sold in [LOC New York], [PER Donald Trump] said.", "geonames:5128581");
  check_first(*state, "He lives in [LOC Paris], [LOC Texas].", "iso3166:");
  check_first(*state, "He lives in [LOC Lebanon], [LOC Tennessee].", "iso3166:");
}

static void a_state_is_no_town_of_another_state(void **state)
{
  check_first(*state, "A law of [LOC Wyoming] says so.", "iso3166:US-WY");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(places_are_known_by_french_and_english_names),
      cmocka_unit_test(a_city_comes_before_the_district_that_bears_its_name),
      cmocka_unit_test(a_city_lies_in_its_state),
      cmocka_unit_test(what_stands_behind_a_comma_need_not_hold_a_place),
      cmocka_unit_test(a_state_is_no_town_of_another_state),
  };
  return cmocka_run_group_tests(tests, marking_begin, marking_end);
}
