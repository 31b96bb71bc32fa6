#include "tagging.h"

#include "base/files.h"

#define SEED_FILE SHARED_DATA "/corpus/seed/000_abd9f12c98e2ea1e.txt"

static void check(void **state, const char *language, const char *text, const char *expected)
{
  assert_string_equal(said(*state, language, "2024-04-12", text), expected);
}

/* One expected mention of the seed; offsets are its author's. */
struct expected {
  size_t start, end;
  const char *type, *value, *link;
};

static bool linked(const struct annotations *found, size_t entity, const char *link)
{
  struct buffer said = BUFFER_EMPTY;
  if (entity != ENTITY_NONE) say_link(&said, &found->entities[entity].link);
  bool same = !*link || strcmp(buffer_string(&said) + (said.length ? 3 : 0), link) == 0;
  buffer_free(&said);
  return same;
}

static bool has(const struct annotations *found, const struct expected *wanted)
{
  for (size_t i = 0; i < found->mention_count; i++) {
    const struct mention *mention = &found->mentions[i];
    if (mention->start != wanted->start || mention->end != wanted->end) continue;
    return slice_is(mention->type, wanted->type) && slice_is(mention->value, wanted->value) &&
           linked(found, mention->entity, wanted->link);
  }
  return false;
}

static void the_seed_article_comes_out_right(void **state)
{
  static const struct expected seed[] = {
      {43, 53, "NORP", "", "iso3166:NE"},
      {65, 75, "DATE", "2024-04-11TEV", ""},
      {103, 109, "NORP", "", "iso3166:RU"},
      {126, 131, "LOC", "", "iso3166:NE"},
      {135, 152, "DATE", "2024-04-10", ""},
      {220, 226, "NORP", "", "iso3166:RU"},
      {317, 322, "NORP", "", "iso3166:RU"},
      {503, 523, "LOC", "", "iso3166:RU"},
      {692, 698, "NORP", "", "iso3166:RU"},
      {795, 804, "NORP", "", "iso3166:NE"},
      {883, 889, "NORP", "", "iso3166:RU"},
      {902, 912, "ORG", "", ""},
      {965, 975, "NORP", "", "iso3166:NE"},
      {1167, 1173, "LOC", "", "iso3166:RU"},
      {1264, 1283, "PER", "", ""},
      {1377, 1382, "NORP", "", "iso3166:RU"},
      {1383, 1399, "PER", "", ""},
      {1403, 1410, "DATE", "2024-03-26", ""},
      {1511, 1517, "LOC", "", "geonames:2440485"},
      {1521, 1527, "LOC", "", "geonames:524901"},
      {1732, 1737, "LOC", "", ""},
      {1786, 1790, "DATE", "2024-03", ""},
      {1882, 1892, "LOC", "", "iso3166:US"},
      {1931, 1944, "QUANTITY", "1000", ""},
      {1953, 1964, "NORP", "", "iso3166:US"},
      {1983, 1991, "NORP", "", "iso3166:NE"},
      {2029, 2036, "LOC", "", "iso3166:BF"},
      {2043, 2047, "LOC", "", "iso3166:ML"},
      {2139, 2147, "ORG", "", ""},
      {2155, 2169, "ORG", "", ""},
      {2178, 2182, "DATE", "2020", ""},
      {2326, 2336, "NORP", "", "iso3166:FR"},
      {2367, 2372, "LOC", "", "geonames:2988507"},
      {2488, 2515, "ORG", "", ""},
      {2580, 2587, "DATE", "2024-01", ""},
      {2675, 2680, "NORP", "", "iso3166:RU"},
      {2698, 2704, "LOC", "", "geonames:2440485"},
      {2708, 2721, "DATE", "2023-12", ""},
      {2753, 2762, "NORP", "", "iso3166:NE"},
  };
  struct tagging *tagging = *state;
  struct buffer text = BUFFER_EMPTY;
  if (!files_exists(SEED_FILE) || !files_read(SEED_FILE, 1 << 20, &text, NULL)) {
    puts("no shared data here: the seed is skipped");
    skip();
  }
  struct tag_text in = {buffer_view(&text), SLICE("fr"), SLICE("2024-04-12"), SLICE("")};
  struct annotations found;
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_ALL, &found);
  check_order(in.text, found.mentions, found.mention_count);
  for (size_t i = 0; i < sizeof seed / sizeof *seed; i++)
    if (!has(&found, &seed[i])) fail_msg("the mention at %zu is missing or other", seed[i].start);
  buffer_free(&text);
}

static void titles_stay_outside_of_people(void **state)
{
  check(state, "fr", "Le général Abdourahamane Tiani a parlé.", "PER Abdourahamane Tiani");
  check(state, "fr", "avec le président russe Vladimir Poutine.",
        "NORP russe @ iso3166:RU; PER Vladimir Poutine");
  check(state, "fr", "M. Dubrouillet et Mme Zarka", "PER Dubrouillet; PER Zarka");
  check(state, "en", "President Barack Obama met Mr. Zorkin.", "PER Barack Obama; PER Zorkin");
}

static void small_words_inside_a_name_belong_to_it(void **state)
{
  check(state, "fr", "selon Dominique de Villepin et Ursula von der Leyen.",
        "PER Dominique de Villepin; PER Ursula von der Leyen");
  check(state, "fr", "avec Oussama ben Laden,", "PER Oussama ben Laden");
}

static void a_surname_is_the_person_named_in_full_elsewhere(void **state)
{
  struct tagging *tagging = *state;
  struct tag_text in = {SLICE("Le ministre Jean Tartempion a parlé. Plus tard, Tartempion est parti."),
                        SLICE("fr"), SLICE(""), SLICE("")};
  struct annotations found;
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_ALL, &found);
  assert_int_equal(found.mention_count, 2);
  assert_true(slice_is(found.mentions[1].exact, "Tartempion"));
  assert_true(slice_is(found.mentions[1].type, "PER"));
  assert_true(slice_is(found.entities[found.mentions[1].entity].name, "Jean Tartempion"));
}

static void place_names_are_french_in_french_texts_alone(void **state)
{
  struct tagging *tagging = *state;
  struct annotations found;
  struct tag_text english = {SLICE("The minister flew to Lisbon on Monday."), SLICE("en"), SLICE(""),
                             SLICE("")};
  tag_find(tagging->rules, tagging->worker, tagging->arena, &english, TAG_ALL, &found);
  assert_true(found.mention_count >= 1);
  assert_true(slice_is(found.entities[0].name, "Lisbon") &&
              slice_is(found.entities[0].link.geonames, "2267057"));
  struct tag_text french = {SLICE("Le ministre se rend au Burkina."), SLICE("fr"), SLICE(""), SLICE("")};
  tag_find(tagging->rules, tagging->worker, tagging->arena, &french, TAG_ALL, &found);
  assert_int_equal(found.mention_count, 1);
  assert_true(slice_is(found.entities[0].name, "Burkina Faso"));
}

static void institutions_reach_from_their_head_to_their_end(void **state)
{
  check(state, "fr", "selon le ministère des Affaires étrangères.", "ORG ministère des Affaires étrangères");
  check(state, "fr", "former l’Alliance des Etats du Sahel dans", "ORG Alliance des Etats du Sahel");
  check(state, "fr", "la Confédération paysanne, l’université de Bamako",
        "ORG Confédération paysanne; ORG université de Bamako");
  check(state, "en", "the Ministry of Foreign Affairs said", "ORG Ministry of Foreign Affairs");
}

static void acronyms_and_media_are_organisations(void **state)
{
  check(state, "fr", "L’ONU, l’AFP et Télé Sahel l’ont dit.", "ORG ONU; ORG AFP; ORG Télé Sahel");
  check(state, "fr", "Le FLZK a réagi, hors TVA.", "ORG FLZK");
}

static void common_words_are_cities_only_where_a_place_is_meant(void **state)
{
  check(state, "fr", "Il habite à Nice et à Tours.",
        "LOC Nice @ geonames:2990440; LOC Tours @ geonames:2972191");
  check(state, "en", "Nice work, said the man.", "");
}

static void a_city_inside_a_persons_name_is_no_place(void **state)
{
  check(state, "fr", "Selon Florence Parly et l’acteur Orlando Bloom,",
        "PER Florence Parly; PER Orlando Bloom");
}

static void a_cup_of_a_country_is_an_event_and_no_country(void **state)
{
  check(state, "fr", "il a remporté la Coupe de France en 2018", "EVENT Coupe de France; DATE 2018 = 2018");
}

static void other_languages_get_well_known_places_alone(void **state)
{
  check(state, "de", "Der Präsident besuchte Paris am 10. April.", "LOC Paris @ geonames:2988507");
  check(state, "de", "Der Vorsitzende des Landes sprach von 14 Grad und zwei Siegen.", "");
  check(state, "de", "Heute sang Washington Zorkin in Berlin.", "LOC Berlin @ geonames:2950159");
  check(state, "ja", "東京で会った。", "");
}

static void empty_and_broken_text_have_no_mentions(void **state)
{
  check(state, "fr", "", "");
  check(state, "fr", "Niger \xFF\xC0 Mali", "");
}

static void a_worker_may_begin_with_a_text_without_names(void **state)
{
  struct tagging *tagging = *state;
  struct tag_worker *worker = tag_worker_new();
  struct tag_text in = {SLICE("rien du tout"), SLICE("fr"), SLICE(""), SLICE("")};
  struct annotations found;
  tag_find(tagging->rules, worker, tagging->arena, &in, TAG_ALL, &found);
  assert_int_equal(found.mention_count, 0);
  tag_worker_free(&worker);
}

/* Much of one thing, more than one stretch of it: time must stay linear and memory bounded, or this test
 * never ends. */
static size_t flood(struct tagging *tagging, const char *piece, size_t kilobytes)
{
  struct buffer text = BUFFER_EMPTY;
  size_t length = strlen(piece);
  buffer_reserve(&text, kilobytes << 10);
  while (text.length + length <= kilobytes << 10) buffer_append(&text, piece, length);
  struct tag_text in = {buffer_view(&text), SLICE("fr"), SLICE("2024-04-12"), SLICE("")};
  struct annotations found;
  arena_reset(tagging->arena);
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, TAG_ALL, &found);
  assert_true(found.mention_count <= 50000);
  assert_true(arena_used(tagging->arena) < 64u << 20);
  buffer_free(&text);
  return found.mention_count;
}

static void floods_of_one_letter_or_mark_are_bounded(void **state)
{
  static const char *const pieces[] = {"a", "A", "7"};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) flood(*state, pieces[i], 16384);
  flood(*state, "’", 1024);
}

static void a_flood_of_dates_is_cut_off(void **state)
{
  assert_int_equal(flood(*state, "10 avril ", 512), 50000);
}

static void floods_of_what_begins_a_rule_are_bounded(void **state)
{
  static const char *const pieces[] = {
      "Aa ", "Niger ",  "2020 ", "jeudi ", "l’",    "A-", "ministère de la ", "Parti de ", "rue de ",
      "M. ", "il y a ", "(",     "de De ", "Jean ", "- "};
  for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) flood(*state, pieces[i], 128);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_seed_article_comes_out_right),
      cmocka_unit_test(titles_stay_outside_of_people),
      cmocka_unit_test(small_words_inside_a_name_belong_to_it),
      cmocka_unit_test(a_surname_is_the_person_named_in_full_elsewhere),
      cmocka_unit_test(place_names_are_french_in_french_texts_alone),
      cmocka_unit_test(institutions_reach_from_their_head_to_their_end),
      cmocka_unit_test(acronyms_and_media_are_organisations),
      cmocka_unit_test(common_words_are_cities_only_where_a_place_is_meant),
      cmocka_unit_test(a_city_inside_a_persons_name_is_no_place),
      cmocka_unit_test(a_cup_of_a_country_is_an_event_and_no_country),
      cmocka_unit_test(other_languages_get_well_known_places_alone),
      cmocka_unit_test(empty_and_broken_text_have_no_mentions),
      cmocka_unit_test(a_worker_may_begin_with_a_text_without_names),
      cmocka_unit_test(floods_of_one_letter_or_mark_are_bounded),
      cmocka_unit_test(a_flood_of_dates_is_cut_off),
      cmocka_unit_test(floods_of_what_begins_a_rule_are_bounded),
  };
  return cmocka_run_group_tests(tests, tagging_begin, tagging_end);
}
