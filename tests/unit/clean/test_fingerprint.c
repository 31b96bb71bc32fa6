/* A text is known again whatever its marks, and one much like it too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "clean/fingerprint.h"

static struct arena *arena;

static int set_up(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static struct fingerprint made(const char *text)
{
  struct fingerprint print;
  fingerprint_make(arena, slice_of(text), &print);
  return print;
}

static double alike(const char *one, const char *other)
{
  return fingerprint_similarity(made(one).similar, made(other).similar);
}

static bool same(const char *one, const char *other)
{
  struct fingerprint a = made(one), b = made(other);
  bool exact = slice_equal(a.exact, b.exact);
  assert_int_equal(exact, slice_equal(a.similar, b.similar)); /* of texts as short as these */
  return exact;
}

#define FIRST                                                                                                \
  "The harbour of the old town was closed on Tuesday after a crane fell across the northern quay. Nobody "   \
  "was hurt, said the harbour master, who had sent the workers home an hour before because of the wind. "
#define SECOND                                                                                               \
  "Ships were led to the neighbouring port, where two berths had been kept free for the ferry. The company " \
  "that owns the crane promised an inquiry and pointed to an inspection in the spring of last year. "
#define THIRD                                                                                                \
  "Fishermen along the coast complained that ice and fuel had become scarce within a day. The mayor spoke "  \
  "of a test for the whole region and asked the ministry for a floating crane from the naval yard. "
#define OTHER                                                                                                \
  "A court in the capital has overturned the ban on night trains through the valley. Residents had argued "  \
  "that brakes and horns kept four villages awake, and measured it for two winters with borrowed meters. "

static void case_accents_marks_and_spaces_make_no_difference(void **state)
{
  (void)state;
  assert_true(same("« L’État, c’est moi », dit-il.", "\"L'ETAT, c'est moi\" dit il"));
  assert_true(same("ﬁn de siècle — №①", "FIN DE SIECLE: no1"));
  assert_true(same("Straße\nDrei", "STRASSE   drei!"));
  assert_true(same("co\xC2\xADop\xC3\xA9ration", "coopération"));
  assert_false(same("one two three", "one three two"));
  assert_false(same("one two", "onetwo"));
}

/* Who compares with values that were stored must be told of another scheme by its version. */
static void values_are_what_their_version_says(void **state)
{
  (void)state;
  struct fingerprint print = made("Déjà vu !");
  /* printf 'deja vu' | sha256sum */
  assert_memory_equal(print.exact.data, "e1:", 3);
  assert_int_equal(print.exact.length, 35);
  assert_string_equal(print.exact.data, "e1:747282fd2afc1ebe27aff7314731e279");
  assert_int_equal(print.similar.length, 131);
  assert_string_equal(made(FIRST).similar.data,
                      "m1:"
                      "3f0013ca000000000000002c00f1f6000000000000fe4a00006b00000000006700001c00005d990054003f"
                      "00db11000000000037f0f4009a00080000f3a5c000");
}

static void a_text_without_a_letter_has_no_fingerprint(void **state)
{
  (void)state;
  assert_int_equal(made("").exact.length, 0);
  assert_int_equal(made("… — !").similar.length, 0);
  assert_true(fingerprint_similarity(made("").similar, made("").similar) == 0);
}

static void a_copy_with_another_lead_or_a_shorter_end_is_alike(void **state)
{
  (void)state;
  assert_true(alike(FIRST SECOND THIRD, FIRST SECOND THIRD) == 1);
  assert_true(alike(FIRST SECOND THIRD, FIRST SECOND) >= FINGERPRINT_ALIKE);
  assert_true(alike(FIRST SECOND THIRD, OTHER SECOND THIRD) >= FINGERPRINT_ALIKE);
  assert_true(alike(FIRST SECOND THIRD, SECOND THIRD FIRST) >= 0.8);
}

static void other_texts_are_not_alike(void **state)
{
  (void)state;
  assert_true(alike(FIRST, OTHER) < FINGERPRINT_ALIKE);
  assert_true(alike(FIRST SECOND, THIRD OTHER) < FINGERPRINT_ALIKE);
  assert_true(alike("Yes.", "No.") < FINGERPRINT_ALIKE);
}

static void scripts_without_spaces_are_compared_by_letters(void **state)
{
  (void)state;
  static const char whole[] =
      "东京电力公司周二表示，福岛第一核电站的一台起重机倒塌，无人受伤。公司已经展开调查，"
      "并承诺在一周之内公布结果。当地渔民要求政府提供补偿，市长呼吁保持冷静。",
                    edited[] = "据路透社报道，福岛第一核电站的一台起重机倒塌，无人受伤。公司已经展开调查，"
                               "并承诺在一周之内公布结果。当地渔民要求政府提供补偿。",
                    other[] =
                        "首都法院推翻了禁止夜间列车通过山谷的命令。居民认为刹车声和汽笛声使四个村庄无法入睡，"
                        "两个冬天以来他们一直用借来的仪器测量噪音。";
  assert_true(alike(whole, edited) >= FINGERPRINT_ALIKE);
  assert_true(alike(whole, other) < FINGERPRINT_ALIKE);
  assert_true(alike("นายกรัฐมนตรีกล่าวว่ารัฐบาลจะช่วยเหลือชาวประมงทุกคน", "นายกรัฐมนตรีกล่าวว่ารัฐบาลจะช่วยเหลือชาวประมง") >=
              FINGERPRINT_ALIKE);
}

static void values_of_another_version_are_not_compared(void **state)
{
  (void)state;
  struct slice value = made(FIRST).similar;
  char *other = arena_string(arena, value);
  other[1] = '2';
  assert_true(fingerprint_similarity(value, slice_of(other)) == 0);
  assert_true(fingerprint_similarity(value, (struct slice){value.data, value.length - 1}) == 0);
  assert_true(fingerprint_similarity(value, SLICE("")) == 0);
}

/* The longest decomposition there is, again and again: nothing is written past the room for it. */
static void a_text_that_grows_when_taken_apart_is_read_to_its_end(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 1000; i++) buffer_text(&text, i % 3 ? "\xEF\xB7\xBA" : "\xE3\x8D\xBFx");
  struct fingerprint print;
  fingerprint_make(arena, buffer_view(&text), &print);
  assert_int_equal(print.exact.length, 35);
  buffer_free(&text);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(case_accents_marks_and_spaces_make_no_difference),
      cmocka_unit_test(values_are_what_their_version_says),
      cmocka_unit_test(a_text_without_a_letter_has_no_fingerprint),
      cmocka_unit_test(a_copy_with_another_lead_or_a_shorter_end_is_alike),
      cmocka_unit_test(other_texts_are_not_alike),
      cmocka_unit_test(scripts_without_spaces_are_compared_by_letters),
      cmocka_unit_test(values_of_another_version_are_not_compared),
      cmocka_unit_test(a_text_that_grows_when_taken_apart_is_read_to_its_end),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
