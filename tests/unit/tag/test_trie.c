#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "tag/trie.h"

#include <stdio.h>

struct names {
  struct trie *trie;
  struct tokens *tokens;
};

static int begin(void **state)
{
  static struct names names;
  names = (struct names){trie_new(), tokens_new()};
  *state = &names;
  return 0;
}

static int end(void **state)
{
  struct names *names = *state;
  trie_free(&names->trie);
  tokens_free(&names->tokens);
  return 0;
}

static void read_text(struct names *names, const char *text)
{
  tokens_begin(names->tokens, slice_of(text));
  assert_true(tokens_next(names->tokens));
}

static void add(struct names *names, const char *name, uint32_t number)
{
  read_text(names, name);
  assert_true(trie_add(names->trie, names->tokens, trie_case_of(names->tokens), number));
}

/* "2: 7 9": tokens of the name that begins at token i, and its numbers. */
static void check_at(struct names *names, const char *text, size_t i, const char *expected)
{
  char found[200] = "";
  struct trie_hit hit;
  uint32_t number;
  read_text(names, text);
  size_t length = trie_match(names->trie, names->tokens, i, &hit);
  int used = length ? snprintf(found, sizeof found, "%zu:", length) : 0;
  while (length && trie_next(names->trie, &hit, &number))
    used += snprintf(found + used, sizeof found - (size_t)used, " %u", number);
  assert_string_equal(found, expected);
}

static void check(struct names *names, const char *text, const char *expected)
{
  check_at(names, text, 0, expected);
}

static void the_longest_name_wins_and_the_shorter_stands_alone(void **state)
{
  add(*state, "Guinée", 1);
  add(*state, "Guinée équatoriale", 2);
  check(*state, "Guinée équatoriale et ailleurs", "2: 2");
  check(*state, "Guinée et ailleurs", "1: 1");
  check(*state, "Guinéen", "");
  check_at(*state, "En Guinée équatoriale", 1, "2: 2");
}

static void a_path_that_leads_nowhere_leaves_the_name_before_it(void **state)
{
  add(*state, "Banque", 1);
  add(*state, "Banque de France à Paris", 2);
  check(*state, "Banque de France à Lyon", "1: 1");
}

static void one_name_gives_all_its_numbers_in_the_order_they_came(void **state)
{
  add(*state, "Tripoli", 3);
  add(*state, "Tripoli", 1);
  add(*state, "Tripoli", 2);
  check(*state, "Tripoli", "1: 3 1 2");
}

static void capitals_choose_among_the_numbers_of_one_spelling(void **state)
{
  add(*state, "FARC", 1);
  add(*state, "Farc", 2);
  check(*state, "FARC", "1: 1 2");
  check(*state, "Farc", "1: 2");
  check(*state, "farc", "");
}

static void a_name_written_small_may_begin_so(void **state)
{
  add(*state, "mer Noire", 1);
  check(*state, "mer Noire", "2: 1");
  check(*state, "Mer Noire", "2: 1");
  check(*state, "mer noire", "");
}

static void any_case_asks_for_nothing(void **state)
{
  struct names *names = *state;
  read_text(names, "Système Wagner");
  assert_true(trie_add(names->trie, names->tokens, TRIE_ANY_CASE, 4));
  check(names, "systeme wagner", "2: 4");
}

static void accents_and_apostrophes_may_differ(void **state)
{
  add(*state, "N’Djaména", 1);
  check(*state, "N'Djamena", "1: 1");
}

static void a_name_ends_with_its_paragraph(void **state)
{
  add(*state, "Burkina Faso", 1);
  check(*state, "Burkina\nFaso", "");
}

static void an_exact_name_is_no_part_of_another(void **state)
{
  struct names *names = *state;
  struct trie_hit hit;
  add(names, "Le Monde diplomatique", 1);
  read_text(names, "Le Monde diplomatique");
  assert_false(trie_exact(names->trie, names->tokens, 0, 2, &hit));
  assert_true(trie_exact(names->trie, names->tokens, 0, 3, &hit));
  assert_int_equal(hit.length, 3);
  assert_false(trie_exact(names->trie, names->tokens, 0, 4, &hit));
  assert_false(trie_exact(names->trie, names->tokens, 2, 2, &hit));
}

static void what_is_too_long_is_refused(void **state)
{
  struct names *names = *state;
  char text[1000] = "";
  for (size_t i = 0; i < TRIE_WORDS_MAX; i++) strcat(text, "Mot ");
  read_text(names, text);
  assert_true(trie_add(names->trie, names->tokens, 0, 1));
  read_text(names, strcat(text, "Mot"));
  assert_false(trie_add(names->trie, names->tokens, 0, 1));
  memset(text, 'a', 500);
  read_text(names, text);
  assert_false(trie_add(names->trie, names->tokens, 0, 1));
}

static void two_hundred_thousand_names_stay_apart(void **state)
{
  struct names *names = *state;
  char text[60], expected[60];
  for (uint32_t i = 0; i < 200000; i++) {
    snprintf(text, sizeof text, "Nom%u Prénom%u Suite", i % 1000, i / 1000);
    add(names, text, i);
  }
  assert_int_equal(trie_names(names->trie), 200000);
  assert_true(trie_bytes(names->trie) < (size_t)64 << 20);
  for (uint32_t i = 0; i < 200000; i += 997) {
    snprintf(text, sizeof text, "Nom%u Prénom%u suite", i % 1000, i / 1000);
    check(names, text, "");
    snprintf(text, sizeof text, "Nom%u Prénom%u Suite", i % 1000, i / 1000);
    snprintf(expected, sizeof expected, "3: %u", i);
    check(names, text, expected);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(the_longest_name_wins_and_the_shorter_stands_alone),
      TEST(a_path_that_leads_nowhere_leaves_the_name_before_it),
      TEST(one_name_gives_all_its_numbers_in_the_order_they_came),
      TEST(capitals_choose_among_the_numbers_of_one_spelling),
      TEST(a_name_written_small_may_begin_so),
      TEST(any_case_asks_for_nothing),
      TEST(accents_and_apostrophes_may_differ),
      TEST(a_name_ends_with_its_paragraph),
      TEST(an_exact_name_is_no_part_of_another),
      TEST(what_is_too_long_is_refused),
      TEST(two_hundred_thousand_names_stay_apart),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
