/* The words of a text: what parts them, what is folded, what is elided, which have one stem. */
#include "base/buffer.h"
#include "store/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void reads(enum words_language language, const char *text, const char *expected)
{
  struct words *words = words_new();
  struct words_reader reader = {.words = words, .text = slice_of(text), .language = language};
  struct word word;
  struct buffer out = BUFFER_EMPTY;
  size_t behind = 0;
  while (words_next(&reader, &word)) {
    assert_true(word.start >= behind && word.start < word.end && word.end <= reader.text.length);
    behind = word.end;
    if (out.length) buffer_byte(&out, ' ');
    buffer_slice(&out, word.stem);
  }
  assert_string_equal(buffer_string(&out), expected);
  buffer_free(&out);
  words_free(&words);
}

static void letters_count_without_case_and_accents(void **state)
{
  (void)state;
  reads(WORDS_OTHER, "Élève À L’ŒUVRE, naïf!", "eleve a oeuvre naif");
  reads(WORDS_OTHER, "STRAẞE Straße Łódź Ærø Đà", "strasse strasse lodz aero da");
  reads(WORDS_OTHER,
        "ﬁn Ｗｉｄｅ e\xCC\x81"
        "t\xCC\x81"
        "e\xCC\x81",
        "fin wide ete");
  reads(WORDS_OTHER, "Москва Αθήνα القاهرة", "москва αθηνα القاهرة");
}

static void words_end_at_what_is_no_letter(void **state)
{
  (void)state;
  reads(WORDS_OTHER, "Burkina-Faso 1 000,5 a_b x@y.z", "burkina faso 1 000 5 a b x y z");
  reads(WORDS_OTHER, "", "");
  reads(WORDS_OTHER, " -- ... ", "");
  reads(WORDS_OTHER, "北京 ไทย", "北 京 ไ ท ย");
}

static void what_is_elided_is_no_word(void **state)
{
  (void)state;
  reads(WORDS_OTHER, "l'armée d’Or qu'il jusqu'ici aujourd'hui", "armee or il ici aujourd hui");
  reads(WORDS_OTHER, "Niger's don't O'Brien", "niger don t o brien");
  reads(WORDS_OTHER, "l' s l", "l s l"); /* nothing follows it at once */
  reads(WORDS_OTHER, "'s", "s");         /* nothing stands before it */
}

static void words_of_one_stem_are_one(void **state)
{
  (void)state;
  reads(WORDS_FRENCH, "militaire militaires MILITAIRES", "militair militair militair");
  reads(WORDS_FRENCH, "électeurs electeur", "electeur electeur");
  reads(WORDS_ENGLISH, "city cities running runs", "citi citi run run");
  reads(WORDS_OTHER, "cities militaires", "cities militaires");
}

static void a_word_is_bounded(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 1000; i++) buffer_text(&text, "é");
  char expected[WORDS_BYTES + 1];
  memset(expected, 'e', WORDS_BYTES);
  expected[WORDS_BYTES] = '\0';
  reads(WORDS_OTHER, buffer_string(&text), expected);
  buffer_free(&text);
}

static void languages_are_told_by_their_primary_subtag(void **state)
{
  (void)state;
  assert_int_equal(words_language_of(SLICE("fr")), WORDS_FRENCH);
  assert_int_equal(words_language_of(SLICE("fr-CA")), WORDS_FRENCH);
  assert_int_equal(words_language_of(SLICE("en-GB")), WORDS_ENGLISH);
  assert_int_equal(words_language_of(SLICE("frr")), WORDS_OTHER);
  assert_int_equal(words_language_of(SLICE("")), WORDS_OTHER);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(letters_count_without_case_and_accents),
                                     cmocka_unit_test(words_end_at_what_is_no_letter),
                                     cmocka_unit_test(what_is_elided_is_no_word),
                                     cmocka_unit_test(words_of_one_stem_are_one),
                                     cmocka_unit_test(a_word_is_bounded),
                                     cmocka_unit_test(languages_are_told_by_their_primary_subtag)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
