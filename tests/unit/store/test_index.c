/* What is found, and what is not: every kind of query over a dozen articles. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "index_samples.h"

enum { NIAMEY, PARIS, PUTIN, BARRY, TELEVISION };

static struct index_entity entity(int which)
{
  const struct index_entity all[] = {
      {SLICE("LOC"), SLICE("Niamey"), SLICE("NE"), SLICE("2440485"), SLICE(""), 13514000, 2110000, true},
      {SLICE("LOC"), SLICE("12e arrondissement"), SLICE("FR-75C"), SLICE(""), SLICE(""), 0, 0, false},
      {.type = SLICE("PER"), .name = SLICE("Vladimir Poutine")},
      {.type = SLICE("PER"), .name = SLICE("Moussa Barry")},
      {.type = SLICE("ORG"), .name = SLICE("Télé Sahel"), .wikidata = SLICE("Q1032")}};
  return all[which];
}

static void has(struct shelf *shelf, const char *text, const char *expected)
{
  dp_error error = {0, ""};
  struct search_query *query = search_query_parse(shelf->arena, slice_of(text), &error);
  if (!query) fail_msg("%s: %s", text, error.text);
  int64_t found[100], upto = 0;
  size_t count = 0, more;
  for (int64_t after = -1; upto < shelf->last && upto > after; count += more) {
    after = upto;
    if (!index_scan(shelf->reader, query, after, 100 - count, found + count, &more, &upto, &error))
      fail_msg("%s: %s", text, error.text);
  }
  assert_int_equal(upto, shelf->last);
  char list[400] = "";
  for (size_t i = 0; i < count; i++)
    snprintf(list + strlen(list), sizeof list - strlen(list), "%s%lld", i ? " " : "", (long long)found[i]);
  if (strcmp(list, expected) != 0) fail_msg("%s: found “%s”, expected “%s”", text, list, expected);
}

static void put(struct shelf *shelf, const char *language, const char *title, const char *text)
{
  shelf_put(shelf, (struct index_article){
                       .language = slice_of(language), .title = slice_of(title), .text = slice_of(text)});
}

static void words_are_found_in_all_their_forms(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  put(shelf, "fr", "L’armée avance", "Les militaires ont libéré des otages près d'Ouagadougou.");
  put(shelf, "fr", "Élections", "Le chef de l'État a salué l'œuvre des électeurs.");
  put(shelf, "en", "Running late", "The governor's soldiers were running towards the cities.");
  put(shelf, "es", "Elecciones", "Los militares corrían hacia la ciudad.");
  put(shelf, "zh", "北京", "北京的天气很好");
  has(shelf, "militaire", "1");
  has(shelf, "MILITAIRES", "1");
  has(shelf, "militares", "4");
  has(shelf, "armee", "1");
  has(shelf, "l'armée", "1");
  has(shelf, "otage", "1");
  has(shelf, "elections", "2");
  has(shelf, "etat", "2");
  has(shelf, "oeuvre", "2");
  has(shelf, "city", "3");
  has(shelf, "governor", "3");
  has(shelf, "天气", "5");
  has(shelf, "气天", "");
  has(shelf, "ciudad", "4");
  has(shelf, "absent", "");
  has(shelf, "", "1 2 3 4 5");
  shelf_free(shelf);
}

static void phrases_beginnings_and_operators_narrow(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  put(shelf, "fr", "Mali", "Des rebelles touaregs ont attaqué un convoi.");
  put(shelf, "fr", "Niger", "Les touaregs rebelles ont signé la paix.");
  put(shelf, "fr", "Mali et Niger", "Un match de football.");
  put(shelf, "en", "Mali", "Tuareg rebels attacked a convoy.");
  has(shelf, "rebelle touareg", "1 2");
  has(shelf, "\"rebelles touaregs\"", "1");
  has(shelf, "\"touareg rebelle\"", "2");
  has(shelf, "rebel*", "1 2 4");
  has(shelf, "\"un conv\"*", "1");
  has(shelf, "mali OR niger", "1 2 3 4");
  has(shelf, "mali -football", "1 4");
  has(shelf, "-football", "1 2 4");
  has(shelf, "(mali OR niger) AND NOT (football OR convoy)", "1 2");
  has(shelf, "mali OR -rebel*", "1 3 4");
  has(shelf, "title:mali title:niger", "3");
  has(shelf, "title:convoi", "");
  has(shelf, "NOT (mali -football)", "2 3");
  shelf_free(shelf);
}

static void entities_are_found_by_name_and_number(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  const struct index_entity first[] = {entity(NIAMEY), entity(PUTIN)},
                            second[] = {entity(PUTIN), entity(BARRY), entity(TELEVISION)},
                            third[] = {entity(PARIS)};
  shelf_put(shelf, (struct index_article){.entities = first, .entity_count = 2});
  shelf_put(shelf, (struct index_article){.entities = second, .entity_count = 3});
  shelf_put(shelf, (struct index_article){.entities = third, .entity_count = 1, .text = SLICE("Niamey")});
  has(shelf, "place:NE", "1");
  has(shelf, "place:FR", "3");
  has(shelf, "place:FR-75C", "3");
  has(shelf, "place:niamey", "1");
  has(shelf, "place:geonames:2440485", "1");
  has(shelf, "person:\"Vladimir Poutine\"", "1 2");
  has(shelf, "person:\"Poutine Moussa\"", ""); /* two names beside each other are no phrase */
  has(shelf, "person:moussa", "2");
  has(shelf, "person:pout*", "1 2");
  has(shelf, "org:\"tele sahel\"", "2");
  has(shelf, "org:Niamey", "");
  has(shelf, "entity:niamey OR entity:sahel", "1 2");
  has(shelf, "entity:wikidata:Q1032", "2");
  has(shelf, "niamey", "3");
  shelf_free(shelf);
}

static void what_stands_far_apart_is_found_in_every_window(void **state)
{
  (void)state;
  const int64_t sequences[] = {1, 4095, 4096, 8191, 8192, 65535, 65536, 131071, 262144, 300000, 1048576};
  struct shelf *shelf = shelf_new();
  for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++) {
    shelf->last = sequences[i] - 1; /* the next one put */
    put(shelf, "fr", i % 2 ? "Mali" : "Niger", "Un convoi.");
  }
  has(shelf, "convoi", "1 4095 4096 8191 8192 65535 65536 131071 262144 300000 1048576");
  has(shelf, "mali -niger", "4095 8191 65535 131071 300000");
  has(shelf, "conv* niger", "1 4096 8192 65536 262144 1048576");
  has(shelf, "\"convoi un\"", "");
  shelf_free(shelf);
}

static void facts_are_found(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  shelf_put(shelf, (struct index_article){.language = SLICE("fr"), .published = day("2025-12-31")});
  shelf_put(shelf, (struct index_article){.language = SLICE("en"), .published = day("2026-01-01")});
  shelf_put(shelf, (struct index_article){
                       .source = SLICE("sport.lefaso.net"), .published = day("2026-03-31"), .story = 2});
  shelf_put(shelf, (struct index_article){.source = SLICE("faso.net"), .published = day("2026-04-01")});
  shelf_put(shelf, (struct index_article){.published = day("2031-07-14")});
  has(shelf, "lang:en", "2");
  has(shelf, "source:lefaso.net", "1 2 3 5");
  has(shelf, "source:sport.lefaso.net", "3");
  has(shelf, "source:faso.net", "4");
  has(shelf, "story:2", "2 3");
  has(shelf, "date:2026-01..2026-03", "2 3");
  has(shelf, "date:2026", "2 3 4");
  has(shelf, "date:2026-03-31", "3");
  has(shelf, "since:2026-03", "3 4 5");
  has(shelf, "until:2025", "1");
  has(shelf, "since:2025-12-31 until:2026-01-01", "1 2");
  has(shelf, "date:2027..2040", "5");
  has(shelf, "since:2026-02 until:2026-01", "");
  has(shelf, "-lang:fr -date:2026", "");
  shelf_free(shelf);
}

static void a_scan_goes_on_where_it_ended(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  dp_error error = {0, ""};
  for (int i = 0; i < 25; i++) put(shelf, "fr", i % 2 ? "pair" : "impair", "texte");
  struct search_query *query = search_query_parse(shelf->arena, SLICE("pair"), &error);
  int64_t found[4], upto = 0, before = 0, seen = 0;
  size_t count;
  while (assert_true(index_scan(shelf->reader, query, upto, 4, found, &count, &upto, &error)),
         upto < 25 || count) {
    for (size_t i = 0; i < count; i++) {
      assert_true(found[i] > before && found[i] <= upto && found[i] % 2 == 0);
      before = found[i];
      seen++;
    }
    if (count < 4) assert_int_equal(upto, 25);
  }
  while (upto < 25 || count)
    ;
  assert_int_equal(seen, 12);
  assert_true(index_scan(shelf->reader, query, 400, 4, found, &count, &upto, &error));
  assert_int_equal(upto, 400);
  shelf_free(shelf);
}

static void what_expired_is_gone(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  dp_error error = {0, ""};
  const struct index_entity names[] = {entity(NIAMEY), entity(PUTIN)};
  shelf_put(shelf,
            (struct index_article){
                .title = SLICE("Un"), .text = SLICE("militaires"), .entities = names, .entity_count = 2});
  shelf_put(shelf,
            (struct index_article){
                .title = SLICE("Deux"), .text = SLICE("militaires"), .entities = names, .entity_count = 1});
  assert_true(index_begin(shelf->writer, &error));
  assert_true(index_remove(shelf->writer, 1, &error));
  assert_true(index_remove(shelf->writer, 1, &error));
  assert_true(index_remove(shelf->writer, 77, &error));
  assert_true(index_set_expired(shelf->writer, 5, &error));
  assert_true(index_commit(shelf->writer, &error));
  has(shelf, "militaire", "2");
  has(shelf, "place:NE", "2");
  has(shelf, "person:poutine", "");
  has(shelf, "", "2");
  int64_t expired;
  assert_true(index_expired(shelf->reader, &expired, &error));
  assert_int_equal(expired, 5);
  shelf_free(shelf);
}

static void what_does_not_fit_is_made_anew(void **state)
{
  (void)state;
  struct shelf *shelf = shelf_new();
  dp_error error = {0, ""};
  bool anew;
  put(shelf, "fr", "Un", "mot");
  shelf_close(shelf);
  shelf->writer = index_open_writer(shelf->path, "store-1", 1, &anew, &error);
  assert_false(anew);
  index_close(&shelf->writer);
  shelf->writer = index_open_writer(shelf->path, "store-1", 0, &anew, &error); /* it is ahead */
  assert_true(anew);
  index_close(&shelf->writer);
  shelf->writer = index_open_writer(shelf->path, "store-2", 0, &anew, &error);
  assert_true(anew);
  index_close(&shelf->writer);
  FILE *file = fopen(shelf->path, "w");
  fputs(
      "this is no database, and long enough to be none: it has more than a hundred bytes, which a header of "
      "SQLite's takes up",
      file);
  fclose(file);
  shelf->writer = index_open_writer(shelf->path, "store-2", 0, &anew, &error);
  assert_true(anew);
  index_close(&shelf->writer);
  shelf->last = 0;
  shelf_open(shelf);
  has(shelf, "mot", "");
  shelf_free(shelf);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(words_are_found_in_all_their_forms),
                                     cmocka_unit_test(phrases_beginnings_and_operators_narrow),
                                     cmocka_unit_test(entities_are_found_by_name_and_number),
                                     cmocka_unit_test(what_stands_far_apart_is_found_in_every_window),
                                     cmocka_unit_test(facts_are_found),
                                     cmocka_unit_test(a_scan_goes_on_where_it_ended),
                                     cmocka_unit_test(what_expired_is_gone),
                                     cmocka_unit_test(what_does_not_fit_is_made_anew)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
