#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "base/pattern.h"

#include <stdlib.h>

static struct pattern *compiled(const char *source, unsigned flags)
{
  dp_error error = {0};
  struct pattern *pattern = pattern_new(slice_of(source), flags, &error);
  assert_non_null(pattern);
  return pattern;
}

static enum pattern_outcome found_at(const char *source, unsigned flags, struct slice subject, size_t *start,
                                     size_t *end)
{
  struct pattern *pattern = compiled(source, flags);
  struct pattern_match *match = pattern_match_new();
  enum pattern_outcome outcome = pattern_find(pattern, match, subject, 0);
  if (outcome == PATTERN_FOUND) assert_true(pattern_group(match, 0, start, end));
  pattern_match_free(&match);
  pattern_free(&pattern);
  assert_null(pattern);
  return outcome;
}

static void a_match_is_given_as_a_range_of_bytes(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("\\d+ avril", 0, SLICE("né le 10 avril"), &start, &end), PATTERN_FOUND);
  assert_int_equal(start, 7);
  assert_int_equal(end, 15);
  assert_int_equal(found_at("mai", 0, SLICE("né le 10 avril"), &start, &end), PATTERN_NONE);
}

static void case_is_ignored_beyond_ascii_when_asked(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("éCOLE", 0, SLICE("École"), &start, &end), PATTERN_NONE);
  assert_int_equal(found_at("éCOLE", PATTERN_CASELESS, SLICE("École"), &start, &end), PATTERN_FOUND);
}

static void unicode_classes_know_accented_letters(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("^\\w+$", 0, SLICE("été"), &start, &end), PATTERN_NONE);
  assert_int_equal(found_at("^\\w+$", PATTERN_UNICODE_CLASSES, SLICE("été"), &start, &end), PATTERN_FOUND);
}

static void the_search_goes_on_behind_a_place(void **state)
{
  (void)state;
  struct pattern *pattern = compiled("a", 0);
  struct pattern_match *match = pattern_match_new();
  size_t start, end;
  assert_int_equal(pattern_find(pattern, match, SLICE("abca"), 1), PATTERN_FOUND);
  assert_true(pattern_group(match, 0, &start, &end));
  assert_int_equal(start, 3);
  assert_int_equal(pattern_find(pattern, match, SLICE("abca"), 4), PATTERN_NONE);
  assert_int_equal(pattern_find(pattern, match, SLICE("abca"), 5), PATTERN_NONE);
  assert_false(pattern_group(match, 0, &start, &end));
  pattern_match_free(&match);
  pattern_free(&pattern);
}

static void a_group_that_took_no_part_is_absent(void **state)
{
  (void)state;
  struct pattern *pattern = compiled("(a)|(b)(c)?", 0);
  struct pattern_match *match = pattern_match_new();
  size_t start, end;
  assert_int_equal(pattern_find(pattern, match, SLICE("b"), 0), PATTERN_FOUND);
  assert_false(pattern_group(match, 1, &start, &end));
  assert_true(pattern_group(match, 2, &start, &end));
  assert_false(pattern_group(match, 3, &start, &end));
  assert_false(pattern_group(match, 99, &start, &end));
  pattern_match_free(&match);
  pattern_free(&pattern);
}

static void more_groups_than_room_still_gives_the_first_ones(void **state)
{
  (void)state;
  char source[301] = "";
  for (int i = 0; i < 100; i++) strcat(source, "(a)");
  char subject[101];
  memset(subject, 'a', 100);
  struct pattern *pattern = compiled(source, 0);
  struct pattern_match *match = pattern_match_new();
  size_t start, end;
  assert_int_equal(pattern_find(pattern, match, (struct slice){subject, 100}, 0), PATTERN_FOUND);
  assert_true(pattern_group(match, 63, &start, &end));
  assert_int_equal(start, 62);
  assert_false(pattern_group(match, 64, &start, &end));
  pattern_match_free(&match);
  pattern_free(&pattern);
}

static void a_wrong_pattern_is_refused_with_its_place(void **state)
{
  (void)state;
  dp_error error = {0};
  assert_null(pattern_new(SLICE("abc(def"), 0, &error));
  assert_int_equal(error.code, EX_DATAERR);
  assert_non_null(strstr(error.text, "byte 7"));
  assert_null(pattern_new(SLICE("a\\Cb"), 0, &error));
  assert_null(pattern_new(SLICE("a\xFF"), 0, &error));
  assert_null(pattern_new(SLICE(""
                                "\xC3"),
                          0, NULL));
}

static void a_pattern_nested_without_measure_is_refused(void **state)
{
  (void)state;
  dp_error error = {0};
  char deep[401];
  memset(deep, '(', 200);
  memset(deep + 200, ')', 200);
  assert_null(pattern_new((struct slice){deep, 400}, 0, &error));
  char *endless = memory_alloc(100000);
  memset(endless, 'a', 100000);
  assert_null(pattern_new((struct slice){endless, 100000}, 0, &error));
  free(endless);
}

static void a_pattern_that_explodes_hits_a_limit(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("^(a+)+$", 0,
                            SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &start,
                            &end),
                   PATTERN_LIMIT);
}

static void an_explosion_hits_a_limit_in_the_interpreter_as_well(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("(*NO_JIT)^(a+)+$", 0,
                            SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &start,
                            &end),
                   PATTERN_LIMIT);
}

static void a_pattern_can_not_lift_the_limits(void **state)
{
  (void)state;
  size_t start, end;
  assert_int_equal(found_at("(*LIMIT_MATCH=4000000000)^(a+)+$", 0,
                            SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), &start,
                            &end),
                   PATTERN_LIMIT);
}

static void an_empty_subject_can_match(void **state)
{
  (void)state;
  size_t start = 9, end = 9;
  assert_int_equal(found_at("^$", 0, (struct slice){NULL, 0}, &start, &end), PATTERN_FOUND);
  assert_int_equal(start, 0);
  assert_int_equal(end, 0);
}

static struct pattern_facts facts_of(const char *source, unsigned flags)
{
  struct pattern *pattern = pattern_new(slice_of(source), flags, NULL);
  assert_non_null(pattern);
  struct pattern_facts facts = pattern_facts(pattern);
  pattern_free(&pattern);
  return facts;
}

static bool may_begin(const struct pattern_facts *facts, unsigned char byte)
{
  return facts->first[byte / 64] >> byte % 64 & 1;
}

static void a_pattern_tells_how_its_matches_begin(void **state)
{
  (void)state;
  struct pattern_facts facts = facts_of("a(b)(?<x>c)", PATTERN_CASELESS);
  assert_int_equal(facts.groups, 2);
  assert_true(facts.first_known && may_begin(&facts, 'a') && may_begin(&facts, 'A') &&
              !may_begin(&facts, 'b'));
  facts = facts_of("(?:1|é|x)y", 0);
  assert_true(facts.first_known && may_begin(&facts, '1') && may_begin(&facts, 0xC3) &&
              !may_begin(&facts, 'y'));
  assert_false(facts_of(".a", 0).first_known);
  assert_true(facts_of("a*", 0).matches_empty);
  assert_false(facts_of("a*", 0).first_known);
  assert_false(facts_of("a+", 0).matches_empty);
}

static void groups_are_known_by_name(void **state)
{
  (void)state;
  struct pattern *pattern = pattern_new(SLICE("(a)(?<year>b)"), 0, NULL);
  assert_int_equal(pattern_group_named(pattern, SLICE("year")), 2);
  assert_int_equal(pattern_group_named(pattern, SLICE("month")), 0);
  assert_int_equal(pattern_group_named(pattern, SLICE("")), 0);
  pattern_free(&pattern);
}

static void fewer_steps_than_usual_can_be_allowed(void **state)
{
  (void)state;
  struct slice text = SLICE("aaaaaaaaaaaaaaaaaaaaab");
  struct pattern *pattern = pattern_new(SLICE("(a|aa)+(a|aa)+[cd]"), 0, NULL);
  struct pattern_match *match = pattern_match_new();
  pattern_limit(match, 10);
  assert_int_equal(pattern_find(pattern, match, text, 0), PATTERN_LIMIT);
  pattern_limit(match, PATTERN_STEPS);
  assert_int_equal(pattern_find(pattern, match, SLICE("aab"), 0), PATTERN_NONE);
  pattern_match_free(&match);
  pattern_free(&pattern);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_match_is_given_as_a_range_of_bytes),
      cmocka_unit_test(case_is_ignored_beyond_ascii_when_asked),
      cmocka_unit_test(unicode_classes_know_accented_letters),
      cmocka_unit_test(the_search_goes_on_behind_a_place),
      cmocka_unit_test(a_group_that_took_no_part_is_absent),
      cmocka_unit_test(more_groups_than_room_still_gives_the_first_ones),
      cmocka_unit_test(a_wrong_pattern_is_refused_with_its_place),
      cmocka_unit_test(a_pattern_nested_without_measure_is_refused),
      cmocka_unit_test(a_pattern_that_explodes_hits_a_limit),
      cmocka_unit_test(an_explosion_hits_a_limit_in_the_interpreter_as_well),
      cmocka_unit_test(a_pattern_can_not_lift_the_limits),
      cmocka_unit_test(an_empty_subject_can_match),
      cmocka_unit_test(a_pattern_tells_how_its_matches_begin),
      cmocka_unit_test(groups_are_known_by_name),
      cmocka_unit_test(fewer_steps_than_usual_can_be_allowed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
