/* Runs of words as a set, and words by which a page speaks of itself. */
#include "page.h"

#include "clean/pitch.h"
#include "clean/shingles.h"

static double share(const char *of, const char *in)
{
  struct shingle_list list = {0};
  struct shingles *set = shingles_new(test_arena, strlen(in));
  shingles_cut(test_arena, slice_of(in), &list);
  shingles_add(set, &list);
  shingles_cut(test_arena, slice_of(of), &list);
  return shingles_share(set, &list);
}

static void a_part_of_a_text_is_found_whatever_its_case_and_punctuation(void **state)
{
  (void)state;
  const char *text = "La ville a ouvert lundi un nouveau marché, au bord du fleuve.";
  assert_true(share("OUVERT LUNDI: un « nouveau » marché", text) > 0.99);
  assert_true(share("la ville a fermé lundi un vieux port", text) < 0.2);
  assert_true(share("un port", text) < 0.01);
  assert_true(share("", text) < 0.01);
  assert_true(share("un port", "un port") > 0.99);
}

static void scripts_without_spaces_have_words_too(void **state)
{
  (void)state;
  assert_true(share("気象庁は午後", "気象庁は午後九時ごろ、地震があったと発表した。") > 0.99);
  assert_true(share("大分県臼杵市", "気象庁は午後九時ごろ、地震があったと発表した。") < 0.01);
}

static void a_set_that_is_full_takes_no_more(void **state)
{
  (void)state;
  struct shingles *set = shingles_new(test_arena, 0);
  struct shingle_list list = {0};
  for (int i = 0; i < 1000; i++) {
    shingles_cut(test_arena, slice_of(arena_format(test_arena, "mot%d mot%d mot%d", i, i + 1, i + 2)), &list);
    shingles_add(set, &list);
  }
  shingles_cut(test_arena, SLICE("mot0 mot1 mot2"), &list);
  assert_true(shingles_share(set, &list) > 0.99);
}

static unsigned calls_in(const char *text)
{
  struct wordlist list;
  pitch_list(&list);
  return pitch_words(&list, slice_of(text));
}

static void calls_to_the_reader_are_counted(void **state)
{
  (void)state;
  assert_int_equal(calls_in("Le maire a promis une seconde halle au bord du fleuve."), 0);
  assert_true(calls_in("Abonnez-vous à notre newsletter, partagez sur WhatsApp") >= 3);
  assert_true(calls_in("Subscribe to our NEWSLETTER and follow us on Twitter") >= 3);
  assert_int_equal(calls_in(""), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_part_of_a_text_is_found_whatever_its_case_and_punctuation),
      cmocka_unit_test(scripts_without_spaces_have_words_too),
      cmocka_unit_test(a_set_that_is_full_takes_no_more),
      cmocka_unit_test(calls_to_the_reader_are_counted),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
