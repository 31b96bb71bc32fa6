/* numbers.c - see numbers.h: digits and their separators. */
#include "tag/numbers.h"

#include "tag/lexicon.h"
#include "tag/numbers_words.h"

enum { DIGITS_MAX = 18 };

/* The digits that a token begins with, and what sticks to them. */
struct run {
  struct slice digits, rest;
};

static struct run run_of(const struct tokens *tokens, size_t i)
{
  struct slice text = token_folded(tokens, i);
  size_t n = 0;
  while (n < text.length && text.data[n] >= '0' && text.data[n] <= '9') n++;
  return (struct run){{text.data, n}, {text.data + n, text.length - n}};
}

static bool is_run(const struct tokens *tokens, size_t i, unsigned flags)
{
  return i < tokens->count && tokens->list[i].flags & TOKEN_NUMBER &&
         (tokens->list[i].flags & (TOKEN_CLOSE | TOKEN_GLUED | TOKEN_PARAGRAPH)) == flags;
}

static bool is_close_mark(const struct tokens *tokens, size_t i, uint32_t mark)
{
  return i < tokens->count && tokens->list[i].flags & TOKEN_MARK && tokens->list[i].flags & TOKEN_CLOSE &&
         tokens->list[i].mark == mark;
}

static bool append(struct number *number, struct slice digits)
{
  for (size_t i = 0; i < digits.length; i++) {
    if (number->digits >= (uint64_t)1000000000000000000u / 10) return false;
    number->digits = number->digits * 10 + (uint64_t)(digits.data[i] - '0');
  }
  return true;
}

/* Where a group of three digits would begin that `mark` (a space where it is 0) sets apart from token i; 0
 * when there is none. */
static size_t group_behind(const struct tokens *tokens, size_t i, uint32_t mark)
{
  size_t next = mark ? i + 2 : i + 1;
  if (mark ? !is_close_mark(tokens, i + 1, mark) || !is_run(tokens, next, TOKEN_CLOSE)
           : !is_run(tokens, next, 0) || tokens->list[next].at != tokens->list[i].past + 1)
    return 0;
  return run_of(tokens, next).digits.length == 3 ? next : 0;
}

static uint32_t separator_behind(const struct tokens *tokens, size_t i)
{
  static const uint32_t marks[] = {'.', ',', '\'', 0x2019};
  for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
    if (is_close_mark(tokens, i + 1, marks[k])) return marks[k];
  return 0;
}

static bool idle_zeros(struct slice digits)
{
  return digits.data[digits.length - 1] == '0' && digits.data[digits.length - 2] == '0';
}

/* Three digits behind a single mark: a group of thousands, or decimals? `behind` holds them. */
static bool groups(const struct tokens *tokens, size_t i, size_t behind, uint32_t mark, unsigned language)
{
  struct number_word scale = number_word_at(tokens, behind + 1, behind, language);
  if (run_of(tokens, i).digits.data[0] == '0') return false;
  if (group_behind(tokens, behind, mark) || (mark != '.' && mark != ',')) return true;
  if (scale.kind == NUMBER_SCALE || scale.kind == NUMBER_SHORT) return false;
  bool usual = mark == (language == TAG_FRENCH ? '.' : ',');
  return language == 0 || usual || (mark == ',' && idle_zeros(run_of(tokens, behind).digits));
}

/* Reads groups of thousands; returns the last token that belongs to the number. `i` has one to three digits.
 */
static size_t take_groups(const struct tokens *tokens, size_t i, unsigned language, struct number *number,
                          bool *well)
{
  uint32_t mark = separator_behind(tokens, i);
  size_t next = group_behind(tokens, i, mark);
  if (!next || (mark && !groups(tokens, i, next, mark, language))) return i;
  for (; next && *well; next = group_behind(tokens, i, mark)) {
    if (run_of(tokens, i).rest.length) break;
    *well = *well && append(number, run_of(tokens, next).digits);
    i = next;
  }
  return i;
}

static size_t take_decimals(const struct tokens *tokens, size_t i, struct number *number, bool *well)
{
  bool point = is_close_mark(tokens, i + 1, '.') || is_close_mark(tokens, i + 1, ',');
  if (!point || !is_run(tokens, i + 2, TOKEN_CLOSE)) return i;
  struct slice digits = run_of(tokens, i + 2).digits;
  *well = *well && digits.length < DIGITS_MAX && append(number, digits);
  number->exponent -= (int)digits.length;
  return i + 2;
}

static bool is_joint(const struct tokens *tokens, size_t i)
{
  static const uint32_t marks[] = {'.', ',', ':', '/'};
  for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
    if (is_close_mark(tokens, i, marks[k])) return true;
  return false;
}

/* A number amid digits that are no number: a version, a date, a time, a score. */
static bool is_entangled(const struct tokens *tokens, size_t first, size_t last)
{
  bool before = first >= 2 && is_joint(tokens, first - 1) && tokens->list[first].flags & TOKEN_CLOSE &&
                tokens->list[first - 2].flags & TOKEN_NUMBER;
  bool behind = is_joint(tokens, last + 1) && is_run(tokens, last + 2, TOKEN_CLOSE);
  return before || behind;
}

static bool is_ordinal(struct slice suffix)
{
  static const char *const endings[] = {"er",   "ere", "re", "e",  "eme", "emes", "ers",
                                        "ieme", "st",  "nd", "rd", "th",  "nde",  "\xC2\xBA"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (slice_is(suffix, endings[i])) return true;
  return false;
}

static int power_of(struct slice suffix, unsigned language)
{
  static const struct {
    const char *text;
    int power;
  } scales[] = {{"k", 3},        {"bn", 9},       {"tn", 12},      {"mn", 6},  {"mln", 6},
                {"mio", 6},      {"md", 9},       {"mds", 9},      {"mrd", 9}, {"million", 6},
                {"millions", 6}, {"milliard", 9}, {"milliards", 9}};
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
    if (slice_is(suffix, scales[i].text)) return scales[i].power;
  return language == TAG_ENGLISH && slice_is(suffix, "billion") ? 9 : 0;
}

static bool read_digits(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  struct run run = run_of(tokens, i);
  bool well = run.digits.length > 0 && run.digits.length <= DIGITS_MAX;
  size_t last = i;
  *number = (struct number){.suffix = {"", 0}};
  if (!well || !append(number, run.digits)) return false;
  if (!run.rest.length && run.digits.length <= 3 && (run.digits.data[0] != '0' || run.digits.length == 1))
    last = take_groups(tokens, i, language, number, &well);
  if (!run_of(tokens, last).rest.length) last = take_decimals(tokens, last, number, &well);
  number->suffix = run_of(tokens, last).rest;
  if (!well || is_entangled(tokens, i, last) || is_ordinal(number->suffix)) return false;
  number->past = last + 1;
  int power = power_of(number->suffix, language);
  number->exponent += power;
  number->scale = power;
  if (power) number->flags |= NUMBER_SCALED;
  if (power) number->suffix = (struct slice){"", 0};
  if (!number->suffix.length && !power) number_scale(tokens, language, number);
  return true;
}

void number_trim(struct number *number)
{
  while (number->exponent < 0 && number->digits % 10 == 0) {
    number->digits /= 10;
    number->exponent++;
    if (number->digits == 0) number->exponent = 0;
  }
}

bool number_read(const struct tokens *tokens, size_t i, unsigned language, struct number *number)
{
  if (i >= tokens->count) return false;
  const struct token *token = &tokens->list[i];
  bool read = false;
  if (token->flags & TOKEN_NUMBER)
    read = read_digits(tokens, i, language, number);
  else if (token->classes & LEX_NUMBER && language)
    read = number_read_words(tokens, i, language, number);
  if (read) number_trim(number);
  return read;
}

struct slice number_value(struct arena *arena, const struct number *number)
{
  char digits[32], *out = arena_alloc(arena, 96);
  size_t n = 0, used = 0;
  for (uint64_t rest = number->digits; rest || n == 0; rest /= 10) digits[n++] = (char)('0' + rest % 10);
  size_t decimals = number->exponent < 0 ? (size_t)-number->exponent : 0;
  while (n <= decimals) digits[n++] = '0';
  for (size_t i = n; i-- > 0;) {
    if (i + 1 == decimals) out[used++] = '.';
    out[used++] = digits[i];
  }
  for (int i = 0; i < number->exponent && number->digits; i++) out[used++] = '0';
  return (struct slice){out, used};
}

bool number_whole(const struct number *number, int *whole)
{
  uint64_t value = number->digits;
  if (number->exponent < 0 || value > 1000000000) return false;
  for (int i = 0; i < number->exponent && value <= 1000000000; i++) value *= 10;
  if (value >= 1000000000) return false;
  *whole = (int)value;
  return true;
}
