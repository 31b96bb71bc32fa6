#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "tag/tokens.h"

#include <stdlib.h>

static struct slice token_text(const struct tokens *tokens, size_t i)
{
  const struct token *token = &tokens->list[i];
  return (struct slice){tokens->text.data + token->start, token->end - token->start};
}

/* The tokens of a text joined by "|"; a sentence's first word has "^" in front, a glued part "-". */
static char *split(const char *text)
{
  struct buffer out = BUFFER_EMPTY;
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, slice_of(text));
  while (tokens_next(tokens))
    for (size_t i = 0; i < tokens->count; i++) {
      if (out.length) buffer_byte(&out, '|');
      if (tokens->list[i].flags & TOKEN_SENTENCE) buffer_byte(&out, '^');
      if (tokens->list[i].flags & TOKEN_GLUED) buffer_byte(&out, '-');
      buffer_slice(&out, token_text(tokens, i));
    }
  tokens_free(&tokens);
  return buffer_take(&out);
}

static void check(const char *text, const char *expected)
{
  char *found = split(text);
  assert_string_equal(found, expected);
  free(found);
}

static void french_elisions_stand_alone_with_both_apostrophes(void **state)
{
  (void)state;
  check("Il l’a vu d'où qu’il soit", "^Il|l’|a|vu|d'|où|qu’|il|soit");
}

static void names_and_words_with_an_inner_apostrophe_are_one_token(void **state)
{
  (void)state;
  check("à N’Djamena aujourd’hui, O'Brien", "^à|N’Djamena|aujourd’hui|,|O'Brien");
}

static void english_possessives_are_cut_off(void **state)
{
  (void)state;
  check("Trump’s plan and the Joneses' house", "^Trump|’s|plan|and|the|Joneses|'|house");
}

static void hyphens_join_the_parts_of_a_word(void **state)
{
  (void)state;
  check("Les États-Unis, l’Iliouchine-76 - vide", "^Les|États|-Unis|,|l’|Iliouchine|-76|-|vide");
}

static void a_full_stop_behind_an_abbreviation_ends_no_sentence(void **state)
{
  (void)state;
  check("M. Macron parle. J. K. Rowling écrit.", "^M|.|Macron|parle|.|^J|.|K|.|Rowling|écrit|.");
}

static void a_full_stop_inside_a_number_or_an_address_ends_no_sentence(void **state)
{
  (void)state;
  check("Il a 12.5 km sur site.org à 5 p.m. demain.Et puis",
        "^Il|a|12|.|5|km|sur|site|.|org|à|5|p|.|m|.|^demain|.|^Et|puis");
}

static void sentences_begin_behind_marks_quotes_and_line_breaks(void **state)
{
  (void)state;
  check("Titre sans point\nOui ! « Non », dit-il", "^Titre|sans|point|^Oui|!|«|^Non|»|,|dit|-il");
}

static void numbers_keep_their_endings(void **state)
{
  (void)state;
  check("le 1er mai à 14h30, 10th", "^le|1er|mai|à|14h30|,|10th");
}

static void folding_drops_case_and_diacritics(void **state)
{
  (void)state;
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, SLICE("ÉTATS Œuvre Łódź Ştefan İzmir Đà Nẵng e\xCC\x81t\xC3\xA9"));
  assert_true(tokens_next(tokens));
  static const char *const folded[] = {"etats", "oeuvre", "lodz", "stefan", "izmir", "da", "nang", "ete"};
  assert_int_equal(tokens->count, 8);
  for (size_t i = 0; i < 8; i++) assert_true(slice_is(token_folded(tokens, i), folded[i]));
  tokens_free(&tokens);
}

static void invisible_characters_part_no_word(void **state)
{
  (void)state;
  struct tokens *tokens = tokens_new();
  check("Nia\xC2\xADmey\xC2\xAD l\xE2\x80\x8B'\xC3\x89tat", "^Nia\xC2\xADmey|\xC2\xAD|l|'|\xC3\x89tat");
  tokens_begin(tokens, SLICE("Nia\xC2\xADmey"));
  assert_true(tokens_next(tokens));
  assert_true(slice_is(token_folded(tokens, 0), "niamey"));
  assert_int_equal(tokens->list[0].past, 7);
  tokens_free(&tokens);
}

static void offsets_count_code_points(void **state)
{
  (void)state;
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, SLICE("🗞 « Été » à Ségou"));
  assert_true(tokens_next(tokens));
  const struct token *last = &tokens->list[tokens->count - 1];
  assert_int_equal(last->at, 12);
  assert_int_equal(last->past, 17);
  assert_true(slice_is(token_text(tokens, tokens->count - 1), "Ségou"));
  tokens_free(&tokens);
}

static void capitals_are_seen_in_every_word(void **state)
{
  (void)state;
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, SLICE("Émile ONU iPhone mot G7"));
  assert_true(tokens_next(tokens));
  assert_true(tokens->list[0].flags & TOKEN_CAPITAL);
  assert_false(tokens->list[0].flags & TOKEN_ALL_CAPITAL);
  assert_true(tokens->list[1].flags & TOKEN_ALL_CAPITAL);
  assert_true(tokens->list[2].flags & TOKEN_MIXED);
  assert_false(tokens->list[3].flags & TOKEN_CAPITAL);
  assert_true(tokens->list[4].flags & TOKEN_CAPITAL);
  tokens_free(&tokens);
}

static void a_word_of_megabytes_is_one_token_that_is_in_no_list(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  for (size_t i = 0; i < 100000; i++) buffer_text(&text, "aaaaaaaaaaaaaaaaaaaa");
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, buffer_view(&text));
  assert_true(tokens_next(tokens));
  assert_int_equal(tokens->count, 1);
  assert_int_equal(tokens->list[0].past, 2000000);
  assert_int_equal(tokens->list[0].folded_length, 0);
  assert_false(tokens_next(tokens));
  tokens_free(&tokens);
  buffer_free(&text);
}

static void long_text_comes_in_stretches_that_lose_nothing(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  enum { SENTENCES = 20000 };
  for (size_t i = 0; i < SENTENCES; i++) buffer_text(&text, "Été à Niamey. ");
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, buffer_view(&text));
  size_t seen = 0, stretches = 0, past = 0;
  for (; tokens_next(tokens); stretches++)
    for (size_t i = 0; i < tokens->count; i++, seen++) {
      assert_true(tokens->list[i].at >= past);
      past = tokens->list[i].past;
    }
  assert_int_equal(seen, SENTENCES * 4);
  assert_true(stretches > 1);
  assert_int_equal(past, SENTENCES * 14 - 1);
  tokens_free(&tokens);
  buffer_free(&text);
}

static void a_stretch_of_long_text_begins_with_a_paragraph(void **state)
{
  (void)state;
  struct buffer text = BUFFER_EMPTY;
  enum { PARAGRAPHS = 10000 };
  for (size_t i = 0; i < PARAGRAPHS; i++) buffer_text(&text, "Été. « Niamey. »\n");
  struct tokens *tokens = tokens_new();
  tokens_begin(tokens, buffer_view(&text));
  size_t paragraphs = 1, stretches = 0;
  for (; tokens_next(tokens); stretches++) {
    assert_true(!stretches || tokens->list[0].flags & TOKEN_PARAGRAPH);
    assert_true(tokens->list[0].flags & TOKEN_SENTENCE);
    for (size_t i = 0; i < tokens->count; i++) paragraphs += (tokens->list[i].flags & TOKEN_PARAGRAPH) != 0;
  }
  assert_true(stretches > 1);
  assert_int_equal(paragraphs, PARAGRAPHS);
  tokens_free(&tokens);
  buffer_free(&text);
}

static void empty_and_blank_text_have_no_tokens(void **state)
{
  (void)state;
  check("", "");
  check(" \n\t\xC2\xA0 ", "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(french_elisions_stand_alone_with_both_apostrophes),
      cmocka_unit_test(names_and_words_with_an_inner_apostrophe_are_one_token),
      cmocka_unit_test(english_possessives_are_cut_off),
      cmocka_unit_test(hyphens_join_the_parts_of_a_word),
      cmocka_unit_test(a_full_stop_behind_an_abbreviation_ends_no_sentence),
      cmocka_unit_test(a_full_stop_inside_a_number_or_an_address_ends_no_sentence),
      cmocka_unit_test(sentences_begin_behind_marks_quotes_and_line_breaks),
      cmocka_unit_test(numbers_keep_their_endings),
      cmocka_unit_test(folding_drops_case_and_diacritics),
      cmocka_unit_test(invisible_characters_part_no_word),
      cmocka_unit_test(offsets_count_code_points),
      cmocka_unit_test(capitals_are_seen_in_every_word),
      cmocka_unit_test(a_word_of_megabytes_is_one_token_that_is_in_no_list),
      cmocka_unit_test(long_text_comes_in_stretches_that_lose_nothing),
      cmocka_unit_test(a_stretch_of_long_text_begins_with_a_paragraph),
      cmocka_unit_test(empty_and_blank_text_have_no_tokens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
