#include "tagging.h"

#include "tag/gazetteer.h"

struct place {
  struct lexicon *lexicon;
  struct gazetteer *gazetteer;
  struct tokens *tokens;
};

static int begin(void **state)
{
  static struct place place;
  place.lexicon = lexicon_new();
  place.gazetteer = gazetteer_new(place.lexicon);
  place.tokens = tokens_new();
  *state = &place;
  return 0;
}

static int end(void **state)
{
  struct place *place = *state;
  gazetteer_free(&place->gazetteer);
  lexicon_free(&place->lexicon);
  tokens_free(&place->tokens);
  return 0;
}

/* The link of the name that begins a text and the tokens it takes, "iso3166:NE 1"; "" when there is none. */
static void check(struct place *place, const char *text, const char *expected)
{
  struct trie_hit hit;
  tokens_begin(place->tokens, slice_of(text));
  assert_true(tokens_next(place->tokens));
  lexicon_classify(place->lexicon, place->tokens);
  size_t length = gazetteer_match(place->gazetteer, place->tokens, 0, &hit);
  char found[80] = "";
  if (length) {
    struct entity_link link;
    known_link(gazetteer_next(place->gazetteer, &hit, NULL), &link);
    struct slice id = link.geonames.length ? link.geonames : link.iso3166;
    snprintf(found, sizeof found, "%s:%.*s %zu", link.geonames.length ? "geonames" : "iso3166",
             (int)id.length, id.data, length);
  }
  assert_string_equal(found, expected);
}

static void countries_are_found_by_french_and_english_names(void **state)
{
  check(*state, "Russie", "iso3166:RU 1");
  check(*state, "Russia", "iso3166:RU 1");
  check(*state, "Fédération de Russie", "iso3166:RU 3");
  check(*state, "Burkina", "iso3166:BF 1");
  check(*state, "Burkina Faso", "iso3166:BF 2");
}

static void accents_hyphens_and_apostrophes_may_differ(void **state)
{
  check(*state, "États-Unis", "iso3166:US 2");
  check(*state, "Etats-Unis", "iso3166:US 2");
  check(*state, "Etats Unis", "iso3166:US 2");
  check(*state, "Côte d'Ivoire", "iso3166:CI 3");
  check(*state, "Cote d’Ivoire", "iso3166:CI 3");
}

/* The item in Wikidata of what a text names, "Q1032"; "" when it is not known. */
static void check_item(struct place *place, const char *text, const char *expected)
{
  struct trie_hit hit;
  char found[32] = "";
  tokens_begin(place->tokens, slice_of(text));
  assert_true(tokens_next(place->tokens));
  lexicon_classify(place->lexicon, place->tokens);
  assert_true(gazetteer_match(place->gazetteer, place->tokens, 0, &hit));
  struct slice item = gazetteer_next(place->gazetteer, &hit, NULL)->wikidata;
  snprintf(found, sizeof found, "%.*s", (int)item.length, item.data);
  assert_string_equal(found, expected);
}

static void countries_regions_cities_and_companies_have_their_item(void **state)
{
  check_item(*state, "Niger", "Q1032");
  check_item(*state, "Russie", "Q159");
  check_item(*state, "États-Unis", "Q30");
  check_item(*state, "Burkina", "Q965");
  check_item(*state, "Mali", "Q912");
  check_item(*state, "Afrique", "Q15");
  check_item(*state, "Texas", "Q1439");
  check_item(*state, "Tokyo", "Q1490");
  check_item(*state, "Boeing", "Q66");
  check_item(*state, "OTAN", "Q7184");
  check_item(*state, "Danemark", "Q35");
  check_item(*state, "Afrique de l’Ouest", "Q4412");
  check_item(*state, "Cisjordanie", "Q36678");
  check_item(*state, "Zinder", "");
}

static void the_longest_name_wins(void **state)
{
  check(*state, "Guinée équatoriale et ailleurs", "iso3166:GQ 2");
  check(*state, "Guinée-Bissau", "iso3166:GW 2");
  check(*state, "Guinée et ailleurs", "iso3166:GN 1");
  check(*state, "République démocratique du Congo", "iso3166:CD 4");
}

static void cities_carry_their_geonames_number_under_every_name(void **state)
{
  check(*state, "Niamey", "geonames:2440485 1");
  check(*state, "Moscou", "geonames:524901 1");
  check(*state, "Moscow", "geonames:524901 1");
  check(*state, "N’Djamena", "geonames:2427123 1");
  check(*state, "Alep", "geonames:170063 1");
  check(*state, "Pékin", "geonames:1816670 1");
  check(*state, "Kiev", "geonames:703448 1");
}

static void of_two_cities_with_one_name_the_larger_is_meant(void **state)
{
  check(*state, "Paris", "geonames:2988507 1");
  check(*state, "London", "geonames:2643743 1");
}

static void small_letters_name_no_place(void **state)
{
  check(*state, "nice", "");
  check(*state, "niger", "");
  check(*state, "NIGER", "iso3166:NE 1");
}

static void acronyms_need_their_capitals(void **state)
{
  check(*state, "USA", "iso3166:US 1");
  check(*state, "usa", "");
  check(*state, "Us", "");
}

static void a_name_never_goes_on_in_the_next_paragraph(void **state)
{
  check(*state, "Burkina\nFaso", "iso3166:BF 1");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(countries_are_found_by_french_and_english_names),
      cmocka_unit_test(accents_hyphens_and_apostrophes_may_differ),
      cmocka_unit_test(countries_regions_cities_and_companies_have_their_item),
      cmocka_unit_test(the_longest_name_wins),
      cmocka_unit_test(cities_carry_their_geonames_number_under_every_name),
      cmocka_unit_test(of_two_cities_with_one_name_the_larger_is_meant),
      cmocka_unit_test(small_letters_name_no_place),
      cmocka_unit_test(acronyms_need_their_capitals),
      cmocka_unit_test(a_name_never_goes_on_in_the_next_paragraph),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
