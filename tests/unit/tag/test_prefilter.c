/* test_prefilter.c - a text that a pattern matches always has what the prefilter looks for: patterns and
 * texts are drawn by lot from a small alphabet, so that matches are frequent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "base/pattern.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "tag/prefilter.h"

#include <stdio.h>

enum { ROUNDS = 20000, TEXTS = 12, SYMBOLS = 1024 };

static uint64_t lot = 1;
static unsigned draw(unsigned below)
{
  lot = lot * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)(lot >> 33) % below;
}

/* A letter in several cases, those included that only Unicode knows. */
static const char *const letters[] = {"a",      "A", "b", "B", "k", "K", "\u212A", "s", "S",
                                      "\u017F", "é", "É", "σ", "ς", "Σ", "1",      "-", " "};
enum { LETTERS = sizeof letters / sizeof *letters };

static void put_pattern(struct buffer *out, int depth);

static void put_class(struct buffer *out)
{
  static const char *const odd[] = {"]", "^", "a-b", "\\d", "[:alpha:]", "\\-", "-", "\\]", "\\x{e9}"};
  buffer_text(out, draw(6) ? "[" : "[^");
  for (unsigned n = 1 + draw(3); n; n--) buffer_text(out, draw(4) ? letters[draw(LETTERS)] : odd[draw(9)]);
  buffer_text(out, "]");
}

static void put_group(struct buffer *out, int depth)
{
  static const char *const heads[] = {
      "(", "(?:", "(?>", "(?i:", "(?=", "(?!", "(?<name>", "(?s-i:", "(?<=a|", "(?|"};
  buffer_text(out, heads[draw(draw(3) ? 4 : 10)]);
  put_pattern(out, depth - 1);
  buffer_byte(out, ')');
}

static void put_atom(struct buffer *out, int depth)
{
  static const char *const escapes[] = {"\\b",   "\\d",       "\\w", "\\p{L}",  "\\pL",    "\\.",
                                        "\\x41", "\\x{212A}", "\\1", "\\Qa\\E", ".",       "^",
                                        "$",     "\\s",       "\\K", "(?i)",    "(?x) a ", "\\A"};
  unsigned kind = draw(10);
  if (kind == 0 && depth > 0)
    put_group(out, depth);
  else if (kind == 1)
    put_class(out);
  else if (kind == 2)
    buffer_text(out, escapes[draw(18)]);
  else
    buffer_text(out, letters[draw(LETTERS)]);
}

static void put_pattern(struct buffer *out, int depth)
{
  static const char *const often[] = {"?",     "*",    "+",  "{2}", "{1,3}", "{0}",
                                      "{0,2}", "{2,}", "??", "++",  "*?",    "{"};
  for (unsigned n = 1 + draw(5); n; n--) {
    put_atom(out, depth);
    if (draw(5) == 0) buffer_text(out, often[draw(12)]);
    if (draw(8) == 0) buffer_byte(out, '|');
  }
}

static void put_text(struct buffer *out)
{
  for (unsigned n = draw(24); n; n--) buffer_text(out, letters[draw(LETTERS)]);
}

struct trial {
  struct pattern *pattern;
  struct pattern_facts facts;
  struct prefilter *prefilter;
  struct literals needed;
};

static bool begins_well(const struct pattern_facts *facts, const uint64_t bytes[4])
{
  uint64_t common = 0;
  for (size_t i = 0; i < 4; i++) common |= facts->first[i] & bytes[i];
  return !facts->first_known || common;
}

/* try_text - true when the pattern matches and its letters were looked for. */
static bool try_text(const struct trial *trial, struct pattern_match *match, struct slice text,
                     const char *source)
{
  uint8_t symbols[SYMBOLS];
  uint64_t bytes[4], hits = 0;
  if (pattern_find(trial->pattern, match, text, 0) != PATTERN_FOUND) return false;
  size_t count = prefilter_fold(trial->prefilter, text, symbols, bytes);
  assert_int_equal(count, utf8_count(text));
  prefilter_scan(trial->prefilter, symbols, count, &hits);
  if (!begins_well(&trial->facts, bytes) || (trial->needed.count && hits != 1))
    fail_msg("/%s/ matches \"%.*s\", which the prefilter leaves out", source, (int)text.length, text.data);
  return trial->needed.count > 0;
}

static void no_match_is_lost(void **state)
{
  (void)state;
  struct pattern_match *match = pattern_match_new();
  struct buffer source = BUFFER_EMPTY, text = BUFFER_EMPTY;
  size_t with_letters = 0, matched = 0;
  for (int round = 0; round < ROUNDS; round++) {
    dp_error error = {0};
    buffer_clear(&source);
    put_pattern(&source, 2);
    struct trial trial = {.pattern =
                              pattern_new(buffer_view(&source), draw(2) ? PATTERN_CASELESS : 0, &error)};
    if (!trial.pattern) continue;
    trial.facts = pattern_facts(trial.pattern);
    literals_of(buffer_view(&source), &trial.needed);
    trial.prefilter = prefilter_new();
    prefilter_add(trial.prefilter, &trial.needed, 0);
    with_letters += trial.needed.count > 0;
    for (int i = 0; i < TEXTS; i++) {
      buffer_clear(&text);
      put_text(&text);
      matched += try_text(&trial, match, buffer_view(&text), buffer_string(&source));
    }
    prefilter_free(&trial.prefilter);
    pattern_free(&trial.pattern);
  }
  assert_true(with_letters > ROUNDS / 10); /* or the analysis says nothing, and nothing was tried */
  assert_true(matched > 100);
  printf("%zu patterns with letters, %zu matches\n", with_letters, matched);
  buffer_free(&source);
  buffer_free(&text);
  pattern_match_free(&match);
}

static const char *said(const char *pattern)
{
  static char text[1024];
  struct literals needed;
  size_t length = 0;
  literals_of(slice_of(pattern), &needed);
  for (size_t i = 0; i < needed.count; i++)
    length += (size_t)snprintf(text + length, sizeof text - length, "%s%.*s", i ? "|" : "",
                               (int)needed.list[i].length, (const char *)needed.list[i].symbols);
  text[length] = '\0';
  return text;
}

static void the_longest_letters_that_must_be_there_are_known(void **state)
{
  (void)state;
  assert_string_equal(said("kalachnikovs?"), "kalachnikov");
  assert_string_equal(said("\\b(AK|RPG)-?47\\b"), "ak-47|ak47|rpg-47|rpg47");
  assert_string_equal(said("loi n[°o] ?(\\d+)"), said("loi n[O°]"));
  assert_string_equal(said("\\d+ (?:euros|dollars)"), " euros| dollars");
  assert_string_equal(said("(?i)[Mm]inistre (?:de|du) .*"), "ministre de |ministre du ");
  assert_string_equal(said("(?<!x)abc(?=def)"), "abc");
  assert_string_equal(said("(abcd)+x"), "abcd");
  assert_string_equal(said("(?:abcd){2,3}"), "abcd");
}

static void what_may_be_absent_or_is_not_understood_is_not_needed(void **state)
{
  (void)state;
  static const char *const patterns[] = {"\\d+",       "(abc)?",     "(abc)*",     "abc|\\d",
                                         "(?x) a b c", "\\Qabc\\E",  "a{b}c",      "(?|abc)",
                                         "(*UTF)abc",  "[abc-z]{3}", "(abc){0,2}", ".",
                                         "",           "e",          "(?!abc)",    "(a)\\1bcd(?(1)x|y)"};
  for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) assert_string_equal(said(patterns[i]), "");
}

/* Pairs that PCRE2 takes for the same letter have the same symbol, all over Unicode. */
static void letters_that_differ_in_case_alone_have_one_symbol(void **state)
{
  (void)state;
  struct buffer cased = BUFFER_EMPTY;
  struct pattern_match *match = pattern_match_new();
  for (uint32_t c = 1; c < 0x1F000; c++)
    if ((c < 0xD800 || c > 0xDFFF) && (unicode_lower(c) != c || unicode_upper(c) != c || c == 0x345))
      utf8_put(&cased, c);
  for (size_t at = 0, pairs = 0; at < cased.length || pairs < 1000;) {
    dp_error error = {0};
    char source[16];
    uint32_t c = utf8_decode(buffer_view(&cased), &at);
    snprintf(source, sizeof source, "\\x{%X}", c);
    struct pattern *pattern = pattern_new(slice_of(source), PATTERN_CASELESS, &error);
    for (size_t from = 0, end = 0; pattern_find(pattern, match, buffer_view(&cased), from) == PATTERN_FOUND;
         from = end) {
      size_t start;
      assert_true(pattern_group(match, 0, &start, &end));
      assert_int_equal(literal_symbol(utf8_decode(buffer_view(&cased), &start)), literal_symbol(c));
      pairs++;
    }
    pattern_free(&pattern);
  }
  pattern_match_free(&match);
  buffer_free(&cased);
}

static void many_rules_are_told_apart_in_one_scan(void **state)
{
  (void)state;
  enum { OWNERS = 1000 };
  struct prefilter *prefilter = prefilter_new();
  struct literals needed;
  char word[16];
  for (uint32_t i = 0; i < OWNERS; i++) {
    snprintf(word, sizeof word, "x%uy", i * 7919u);
    literals_of(slice_of(word), &needed);
    prefilter_add(prefilter, &needed, i);
  }
  for (uint32_t i = 0; i < OWNERS; i++) {
    char text[64];
    uint8_t symbols[64];
    uint64_t hits[OWNERS / 64 + 1] = {0}, bytes[4];
    snprintf(text, sizeof text, "… avant X%uY, après", i * 7919u);
    prefilter_scan(prefilter, symbols, prefilter_fold(prefilter, slice_of(text), symbols, bytes), hits);
    for (uint32_t k = 0; k < OWNERS; k++) assert_int_equal(hits[k / 64] >> k % 64 & 1, k == i);
  }
  prefilter_free(&prefilter);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_match_is_lost),
      cmocka_unit_test(the_longest_letters_that_must_be_there_are_known),
      cmocka_unit_test(what_may_be_absent_or_is_not_understood_is_not_needed),
      cmocka_unit_test(letters_that_differ_in_case_alone_have_one_symbol),
      cmocka_unit_test(many_rules_are_told_apart_in_one_scan),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
