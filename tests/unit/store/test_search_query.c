/* What a query means, and what is said of one that means nothing. The tree is compared as text: (and a b),
 * (or …), (not …), field:words, days[first..last]. */
#include "base/buffer.h"
#include "base/clock.h"
#include "store/search_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void put_day(struct buffer *out, int32_t day)
{
  int year, month, day_of_month;
  clock_date(day, &year, &month, &day_of_month);
  buffer_format(out, "%04d-%02d-%02d", year, month, day_of_month);
}

static void put_node(struct buffer *out, const struct search_node *node)
{
  static const char *const fields[] = {
      "", "title:", "place:", "person:", "org:", "entity:", "lang:", "source:", "story:", "date:"};
  static const char *const lists[] = {[SEARCH_AND] = "(and", [SEARCH_OR] = "(or", [SEARCH_NOT] = "(not"};
  switch (node->kind) {
  case SEARCH_ALL:
    buffer_text(out, "all");
    return;
  case SEARCH_DAYS:
    buffer_text(out, "days[");
    put_day(out, node->first_day);
    buffer_text(out, "..");
    put_day(out, node->last_day);
    buffer_text(out, "]");
    return;
  case SEARCH_WORDS:
  case SEARCH_PREFIX:
    buffer_text(out, fields[node->field]);
    buffer_slice(out, node->text);
    buffer_text(out, node->kind == SEARCH_PREFIX ? "*" : "");
    return;
  default:
    buffer_text(out, lists[node->kind]);
    for (const struct search_node *child = node->child; child; child = child->next) {
      buffer_byte(out, ' ');
      put_node(out, child);
    }
    buffer_byte(out, ')');
  }
}

static void means(const char *query, const char *expected)
{
  dp_error error = {0, ""};
  struct arena *arena = arena_new();
  struct buffer out = BUFFER_EMPTY;
  struct search_query *parsed = search_query_parse(arena, slice_of(query), &error);
  if (!parsed) fail_msg("%s: %s", query, error.text);
  put_node(&out, parsed->root);
  assert_string_equal(buffer_string(&out), expected);
  buffer_free(&out);
  arena_free(&arena);
}

static void is_refused_slice(struct slice query, const char *words)
{
  dp_error error = {0, ""};
  struct arena *arena = arena_new();
  assert_null(search_query_parse(arena, query, &error));
  assert_int_equal(error.code, EX_USAGE);
  if (!strstr(error.text, words)) fail_msg("%.60s: “%s” does not say “%s”", query.data, error.text, words);
  arena_free(&arena);
}

static void is_refused(const char *query, const char *words)
{
  is_refused_slice(slice_of(query), words);
}

static void words_and_operators_bind_as_written(void **state)
{
  (void)state;
  means("", "all");
  means("  \t", "all");
  means("rebelles", "rebelles");
  means("rebelles touaregs", "(and rebelles touaregs)");
  means("rebelles AND touaregs", "(and rebelles touaregs)");
  means("a OR b c OR d", "(or a (and b c) d)");
  means("(a OR b) c", "(and (or a b) c)");
  means("-sport", "(not sport)");
  means("mali -sport NOT foot", "(and mali (not sport) (not foot))");
  means("mali AND NOT (sport OR foot)", "(and mali (not (or sport foot)))");
  means("NOT -sport", "sport");
  means("and or not", "(and and or not)");
  means("Burkina-Faso", "Burkina-Faso");
}

static void phrases_are_quoted_in_any_way(void **state)
{
  (void)state;
  means("\"opération Barkhane\"", "opération Barkhane");
  means("« opération Barkhane » mali", "(and opération Barkhane mali)");
  means("“night trains”", "night trains");
  means("\"a\"\"b\"", "(and a b)");
  means("title:\"coup d'État\"", "title:coup d'État");
}

static void a_star_stands_for_the_rest_of_a_word(void **state)
{
  (void)state;
  means("militair*", "militair*");
  means("\"chef milit\"*", "chef milit*");
  means("title:milit*", "title:milit*");
  is_refused("mil*", "four letters");
  is_refused("\"militaire mi\"*", "four letters");
  is_refused("mali* nige* tchad* togo* benin*", "four words with a star");
  is_refused("lang:fr*", "star");
}

static void filters_are_read_into_their_values(void **state)
{
  (void)state;
  means("place:NE", "place:NE");
  means("place:\"Burkina Faso\" person:\"Vladimir Poutine\"",
        "(and place:Burkina Faso person:Vladimir Poutine)");
  means("org:ONU entity:Niamey", "(and org:ONU entity:Niamey)");
  means("lang:FR", "lang:fr");
  means("source:www.LeFaso.net", "source:lefaso.net");
  means("story:17", "story:17");
  means("place:geonames:2440485", "place:geonames:2440485");
  is_refused("lang:french", "fr or en");
  is_refused("source:a/b", "lefaso.net");
  is_refused("source:\"\"", "lefaso.net");
  is_refused("story:0", "first article");
  is_refused("story:x", "first article");
  is_refused("palce:NE", "there is no filter “palce”; there are title, place");
  is_refused("place:", "needs a value");
  is_refused("place:(NE OR ML)", "one value");
}

static void dates_are_spans_of_days(void **state)
{
  (void)state;
  means("date:2024-02", "days[2024-02-01..2024-02-29]");
  means("date:2026-01..2026-03", "days[2026-01-01..2026-03-31]");
  means("date:2026", "days[2026-01-01..2026-12-31]");
  means("date:2026-12", "days[2026-12-01..2026-12-31]");
  means("date:..2026", "days[1900-01-01..2026-12-31]");
  means("since:2026-01-05", "days[2026-01-05..2099-12-31]");
  means("since:2026-01-05 mali until:2026-02", "(and days[2026-01-05..2026-02-28] mali)");
  means("since:2026 OR until:2024", "(or days[2026-01-01..2099-12-31] days[1900-01-01..2024-12-31])");
  is_refused("date:2026-13", "a date is");
  is_refused("date:2026-02-30", "a date is");
  is_refused("date:..", "a date is");
  is_refused("date:26", "a date is");
  is_refused("since:tomorrow", "a date is");
  is_refused("since:1066", "a date is");
}

static void what_says_nothing_is_left_out(void **state)
{
  (void)state;
  means("- mali !!", "mali");
  means("mali OR ?", "mali");
  means("-(!)", "all");
  means("http://example.org/x", "http://example.org/x");
  means("12:30", "12:30");
}

static void a_mistake_is_told_with_its_place(void **state)
{
  (void)state;
  is_refused("mali (niger", "character 6: this parenthesis is never closed");
  is_refused("mali) niger", "character 5: this parenthesis was never opened");
  is_refused("été \"mali", "character 5: this quotation mark is never closed");
  is_refused("mali »", "character 6");
  is_refused("()", "something is missing");
  is_refused("mali OR", "OR stands between");
  is_refused("OR mali", "something is missing");
  is_refused("mali AND", "something is missing");
  is_refused("AND mali", "AND stands between");
  is_refused("mali NOT", "something is missing");
  is_refused("(mali OR) niger", "something is missing");
  is_refused_slice(SLICE("mali \xff"), "UTF-8");
}

static void size_is_bounded(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (size_t i = 0; i < 1024 * 1024; i++) buffer_byte(&text, '(');
  is_refused_slice(buffer_view(&text), "longer than 4096 bytes");
  is_refused_slice((struct slice){text.data, 4096}, "16 parentheses");
  buffer_clear(&text);
  for (size_t i = 0; i < 65; i++) buffer_text(&text, "a ");
  is_refused_slice(buffer_view(&text), "64 words");
  buffer_clear(&text);
  for (size_t i = 0; i < 4000; i++) buffer_byte(&text, '-');
  buffer_text(&text, "a");
  means(buffer_string(&text), "a");
  buffer_free(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(words_and_operators_bind_as_written),
                                     cmocka_unit_test(phrases_are_quoted_in_any_way),
                                     cmocka_unit_test(a_star_stands_for_the_rest_of_a_word),
                                     cmocka_unit_test(filters_are_read_into_their_values),
                                     cmocka_unit_test(dates_are_spans_of_days),
                                     cmocka_unit_test(what_says_nothing_is_left_out),
                                     cmocka_unit_test(a_mistake_is_told_with_its_place),
                                     cmocka_unit_test(size_is_bounded)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
