/* A table of words finds what it holds, and only that. */
#include "clean/wordlist.h"

#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct wordlist_entry entries[] = {{"comment*", 1}, {"cookie", 2}, {"e-mail", 3},
                                                {"nav", 4},      {"navi*", 5},  {"zum", 6}};

static unsigned find(const char *word)
{
  struct wordlist list;
  wordlist_make(&list, entries, sizeof entries / sizeof *entries);
  return wordlist_find(&list, word, strlen(word));
}

static void whole_words_are_found(void **state)
{
  (void)state;
  assert_int_equal(find("cookie"), 2);
  assert_int_equal(find("e-mail"), 3);
  assert_int_equal(find("nav"), 4);
  assert_int_equal(find("zum"), 6);
}

static void a_star_stands_for_any_end(void **state)
{
  (void)state;
  assert_int_equal(find("comment"), 1);
  assert_int_equal(find("commentary"), 1);
  assert_int_equal(find("navigation"), 5);
}

static void other_words_mean_nothing(void **state)
{
  static const char *const others[] = {
      "", "c", "cookies", "comma", "e", "email", "na", "naw", "zun", "a", "Nav", "9nav", "\xC3\xA9t\xC3\xA9"};
  (void)state;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) assert_int_equal(find(others[i]), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_words_are_found),
      cmocka_unit_test(a_star_stands_for_any_end),
      cmocka_unit_test(other_words_mean_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
