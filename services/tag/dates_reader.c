/* dates_reader.c - see dates_reader.h. */
#include "tag/dates_reader.h"

#include "tag/dates.h"
#include "tag/lexicon.h"

bool reader_is(const struct dates_reader *reader, size_t i, const char *word)
{
  return slice_is(reader_folded(reader, i), word);
}

bool reader_mark(const struct dates_reader *reader, size_t i, uint32_t mark)
{
  return reader_token(reader, i)->flags & TOKEN_MARK && reader_token(reader, i)->mark == mark;
}

bool reader_glued(const struct dates_reader *reader, size_t i)
{
  return (reader_token(reader, i)->flags & TOKEN_GLUED) != 0;
}

bool reader_french(const struct dates_reader *reader)
{
  return (reader->language & TAG_FRENCH) != 0;
}

bool reader_english(const struct dates_reader *reader)
{
  return (reader->language & TAG_ENGLISH) != 0;
}

bool reader_any(const struct dates_reader *reader, size_t i, const char *words)
{
  struct slice word = reader_folded(reader, i);
  while (word.length && *words) {
    size_t same = 0; /* by hand, as most words differ in their first letter */
    while (same < word.length && words[same] == word.data[same]) same++;
    if (same == word.length && (words[same] == ' ' || !words[same])) return true;
    while (*words && *words != ' ') words++;
    words += *words == ' ';
  }
  return false;
}

struct date_word reader_word(const struct dates_reader *reader, size_t i)
{
  const struct token *token = reader_token(reader, i);
  bool known = token->classes & LEX_CALENDAR;
  if (!known || !(token->flags & TOKEN_WORD) || (i != reader->start && token->flags & TOKEN_PARAGRAPH))
    return (struct date_word){WORD_NONE, 0};
  struct dates_memo *memo = reader->memo;
  size_t slot = i % (sizeof memo->past / sizeof *memo->past);
  if (memo && memo->past[slot] == i + 1) return memo->words[slot];
  struct date_word word = date_word_of(reader_folded(reader, i), reader->language);
  if (memo) memo->past[slot] = i + 1, memo->words[slot] = word;
  return word;
}

bool reader_kind(const struct dates_reader *reader, size_t i, enum date_word_kind kind, int *value)
{
  struct date_word word = reader_word(reader, i);
  if (word.kind != kind) return false;
  *value = word.value;
  return true;
}

static size_t digits_of(struct slice text, int *value)
{
  size_t digits = 0;
  *value = 0;
  while (digits < text.length && digits < 9 && text.data[digits] >= '0' && text.data[digits] <= '9')
    *value = *value * 10 + text.data[digits++] - '0';
  return digits;
}

static bool is_ordinal_ending(struct slice ending)
{
  static const char *const endings[] = {"er", "st", "nd", "rd", "th", "re", "e", "eme", "ere"};
  for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
    if (slice_is(ending, endings[i])) return true;
  return false;
}

bool reader_number(const struct dates_reader *reader, size_t i, size_t least, size_t most, bool ordinal,
                   int *value)
{
  const struct token *token = reader_token(reader, i);
  struct slice text = reader_folded(reader, i);
  if (!(token->flags & TOKEN_NUMBER)) return false;
  size_t digits = digits_of(text, value);
  if (digits < least || digits > most) return false;
  return digits == text.length || (ordinal && is_ordinal_ending(slice_from(text, digits)));
}

/* "vingt-trois", "quarante et un", "two hundred": words that add up, or multiply. */
static size_t count_in_words(const struct dates_reader *reader, size_t i, int *count)
{
  size_t taken = 0;
  int value;
  *count = 0;
  while (taken < 6 && reader_kind(reader, i + taken, WORD_NUMBER, &value)) {
    bool follows = taken == 0 || value == 100 || value == 1000 || reader_glued(reader, i + taken);
    if (!follows && !reader_any(reader, i + taken - 1, "et and cent hundred mille thousand")) break;
    *count = value >= 100 && *count ? *count * value : *count + value;
    if (*count > 1000000) return 0;
    taken++;
    int more;
    if (reader_any(reader, i + taken, "et and") && !reader_any(reader, i + taken + 1, "a an une") &&
        reader_kind(reader, i + taken + 1, WORD_NUMBER, &more))
      taken++;
  }
  return taken;
}

size_t reader_count(const struct dates_reader *reader, size_t i, int *count, bool *vague)
{
  int value;
  *vague = false;
  if (reader_token(reader, i)->flags & TOKEN_NUMBER) {
    if (!reader_number(reader, i, 1, 4, false, count)) return 0;
    const struct token *next = reader_token(reader, i + 1);
    bool grouped = next->flags & TOKEN_NUMBER && !(next->flags & TOKEN_GLUED) && next->past - next->at == 3;
    if (grouped && reader_number(reader, i + 1, 3, 3, false, &value)) {
      *count = *count * 1000 + value;
      return 2;
    }
    if (!reader_mark(reader, i + 1, ',') || !(next->flags & TOKEN_CLOSE)) return 1;
    if (!reader_number(reader, i + 2, 3, 3, false, &value)) return 1;
    *count = *count * 1000 + value;
    return 3;
  }
  if (reader_kind(reader, i, WORD_VAGUE, &value)) return *vague = true, 1;
  if (reader_any(reader, i, "a an") && reader_kind(reader, i + 1, WORD_VAGUE, &value))
    return *vague = true, 2;
  if (reader_is(reader, i, "a") && reader_is(reader, i + 1, "couple")) {
    *count = 2;
    return reader_is(reader, i + 2, "of") ? 3 : 2;
  }
  return count_in_words(reader, i, count);
}

size_t reader_day(const struct dates_reader *reader, size_t i, int *day)
{
  size_t taken = 0;
  bool vague;
  if (reader_token(reader, i)->flags & TOKEN_PARAGRAPH && reader_token(reader, i)->flags & TOKEN_MARK)
    return 0;
  if (reader_number(reader, i, 1, 2, true, day))
    taken = reader_french(reader) && *day == 1 && reader_is(reader, i + 1, "er") ? 2 : 1;
  else if (reader_kind(reader, i, WORD_ORDINAL, day) && (reader_english(reader) || *day == 1))
    taken = 1;
  else if (reader_french(reader) && reader_word(reader, i).kind == WORD_NUMBER)
    taken = reader_count(reader, i, day, &vague);
  return taken && *day >= 1 && *day <= 31 ? taken : 0;
}

bool reader_year(const struct dates_reader *reader, size_t i, int *year)
{
  int value;
  bool here = i == reader->start || !(reader_token(reader, i)->flags & TOKEN_PARAGRAPH);
  if (!here || !reader_number(reader, i, 4, 4, false, &value) || value < 1000 || value > 2199) return false;
  *year = value;
  return true;
}

/* English months that are words too are months with a capital only. */
static bool is_plain_word(const struct dates_reader *reader, size_t i)
{
  bool capital = reader_token(reader, i)->flags & TOKEN_CAPITAL;
  return reader_english(reader) && !capital && reader_any(reader, i, "may march mar dec jan");
}

size_t reader_month(const struct dates_reader *reader, size_t i, int *month)
{
  if (!reader_kind(reader, i, WORD_MONTH, month)) {
    if (!reader_french(reader) || !reader_is(reader, i, "sept")) return 0;
    bool dot = reader_mark(reader, i + 1, '.') && reader_token(reader, i)->flags & TOKEN_ABBREVIATED;
    bool dated = (i > 0 && reader_token(reader, i - 1)->flags & TOKEN_NUMBER) ||
                 reader_token(reader, i + 2)->flags & TOKEN_NUMBER;
    *month = 9;
    return dot && dated ? 2 : 0;
  }
  if (is_plain_word(reader, i)) return 0;
  bool short_form =
      reader_any(reader, i, "jan feb mar apr jun jul aug sep sept oct nov dec janv fevr fev avr juil");
  bool dot = reader_mark(reader, i + 1, '.') && reader_token(reader, i + 1)->flags & TOKEN_CLOSE;
  return short_form && dot ? 2 : 1;
}

static size_t roman_of(struct slice text, int *value)
{
  int last = 0;
  size_t used = 0;
  for (*value = 0; used < text.length && used < 6; used++) {
    char c = text.data[used];
    int digit = c == 'i' ? 1 : c == 'v' ? 5 : c == 'x' ? 10 : 0;
    if (!digit) break;
    *value += digit > last ? digit - 2 * last : digit;
    last = digit;
  }
  return used;
}

size_t reader_ordinal(const struct dates_reader *reader, size_t i, int *value)
{
  struct slice text = reader_folded(reader, i);
  if (reader_kind(reader, i, WORD_ORDINAL, value)) return 1;
  if (reader_kind(reader, i, WORD_NUMBER, value) && reader_english(reader) && reader_glued(reader, i + 1)) {
    int ones;
    if (*value < 20 || !reader_kind(reader, i + 1, WORD_ORDINAL, &ones) || ones > 9) return 0;
    *value += ones;
    return 2;
  }
  bool number = reader_token(reader, i)->flags & TOKEN_NUMBER;
  size_t used = number ? digits_of(text, value) : roman_of(text, value);
  if (!used || used > 5 || (number && used > 2)) return 0;
  struct slice ending = slice_from(text, used);
  if (is_ordinal_ending(ending)) return 1;
  if (ending.length || (!number && !(reader_token(reader, i)->flags & TOKEN_CAPITAL))) return 0;
  if (reader_any(reader, i + 1, "e er eme th")) return 2;
  return number ? 0 : 1;
}

size_t reader_of(const struct dates_reader *reader, size_t i)
{
  if (reader_token(reader, i)->flags & TOKEN_PARAGRAPH) return 0;
  if (reader_english(reader)) return reader_is(reader, i, "of") ? 1 + reader_is(reader, i + 1, "the") : 0;
  if (reader_any(reader, i, "du d' des")) return 1;
  return reader_is(reader, i, "de") ? 1 + reader_any(reader, i + 1, "la l'") : 0;
}

/* "J.-C.", "J-C", "JC", "Jésus-Christ", "notre ère" */
static size_t read_christ(const struct dates_reader *reader, size_t i)
{
  if (reader_is(reader, i, "notre") && reader_is(reader, i + 1, "ere")) return 2;
  if (reader_is(reader, i, "jesus") && reader_is(reader, i + 1, "christ")) return 2;
  size_t taken = reader_is(reader, i, "jc") ? 1 : 0;
  if (!taken && reader_is(reader, i, "j")) {
    taken = 1;
    while (taken < 4 && (reader_mark(reader, i + taken, '.') || reader_mark(reader, i + taken, '-'))) taken++;
    taken = reader_is(reader, i + taken, "c") ? taken + 1 : 0;
  }
  bool dotted = taken > 2 && reader_mark(reader, i + 1, '.') && reader_mark(reader, i + taken, '.');
  return dotted ? taken + 1 : taken;
}

static size_t read_letters(const struct dates_reader *reader, size_t i, const char *letters)
{
  size_t taken = 0;
  for (; *letters; letters++) {
    const char letter[] = {*letters, 0};
    if (!reader_is(reader, i + taken, letter)) return 0;
    taken++;
    if (reader_mark(reader, i + taken, '.') && reader_token(reader, i + taken)->flags & TOKEN_CLOSE) taken++;
  }
  return taken;
}

size_t reader_era(const struct dates_reader *reader, size_t i, bool *before_christ)
{
  if (reader_token(reader, i)->flags & TOKEN_PARAGRAPH) return 0;
  if (reader_french(reader)) {
    *before_christ = reader_any(reader, i, "avant av");
    if (!*before_christ && !reader_any(reader, i, "apres apr")) return 0;
    size_t dot = reader_mark(reader, i + 1, '.'), christ = read_christ(reader, i + 1 + dot);
    return christ ? 1 + dot + christ : 0;
  }
  if (!reader_english(reader) || !(reader_token(reader, i)->flags & TOKEN_CAPITAL)) return 0;
  *before_christ = reader_any(reader, i, "bc bce");
  if (*before_christ || reader_any(reader, i, "ad ce")) return 1;
  *before_christ = true;
  size_t taken = read_letters(reader, i, "bc");
  if (taken) return taken;
  *before_christ = false;
  return read_letters(reader, i, "ad");
}

size_t reader_dash(const struct dates_reader *reader, size_t i)
{
  if (reader_glued(reader, i)) return 0;
  const struct token *token = reader_token(reader, i);
  bool dash =
      token->flags & TOKEN_MARK && (token->mark == 0x2013 || token->mark == 0x2014 || token->mark == '-');
  return dash && !(token->flags & TOKEN_PARAGRAPH) ? 1 : SIZE_MAX;
}
