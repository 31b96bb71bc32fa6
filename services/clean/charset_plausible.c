/* charset_plausible.c - how much decoded text looks like text in a language.
 *
 * Bytes read in a wrong encoding are letters too, but rare ones, in odd company: capitals behind small
 * letters, signs in the middle of words, two scripts in one. The letters are weighed by how often each
 * language has them, the best language counts, and what is odd is held against all. Everything is measured in
 * bits: a letter twice as frequent weighs one more. */
#include "clean/charset_plausible.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/charset_letters.h"

#include <stdlib.h>

enum {
  SMALL = 0x600 + 0x900,
  WIDE = 0x10000,
  UNSEEN = -4,
  UNSEEN_WIDE = -1,
  MOST_PROFILES = 64,
  HINTED = 10
};
enum {
  WRONG = -12,
  CONTROL = -10,
  PRIVATE = -12,
  ODD_SIGN = -5,
  SIGN_IN_WORD = -5,
  CASE_BREAK = -5,
  MIXED = -5,
  MIXED_WIDE = -2,
  LONELY = -3,
  COMMON_SIGN = 2,
  CAPITAL = -1
};

struct charset_judge {
  size_t profiles;
  int8_t small[MOST_PROFILES][SMALL]; /* by letter below U+0F00 */
  int8_t wide[WIDE];                  /* of all languages with such */
  uint16_t lower[SMALL];              /* each letter below U+0F00 in lower case; 0: no letter */
  unsigned counts[SMALL];             /* of the text at hand */
  uint32_t met[SMALL];                /* the letters counted */
  size_t met_count;
};

static bool is_wide(enum charset_script script)
{
  return script == HAN || script == HANGUL;
}

static enum charset_script script_of(uint32_t letter)
{
  if (letter < 0x370) return LATIN;
  if (letter < 0x400) return GREEK;
  if (letter < 0x590) return CYRILLIC;
  if (letter < 0x600) return HEBREW;
  if (letter < 0x900) return ARABIC;
  return letter < 0x1100 ? THAI : HAN;
}

static void read_profile(struct charset_judge *judge, size_t index, const struct charset_profile *profile)
{
  int level = 0;
  struct slice letters = slice_of(profile->letters);
  memset(judge->small[index], UNSEEN, sizeof judge->small[index]);
  for (size_t at = 0; at < letters.length;) {
    uint32_t letter = utf8_decode(letters, &at);
    if (letter >= '0' && letter <= '9')
      level = (int)letter - '0';
    else if (is_wide(profile->script) && letter < WIDE)
      judge->wide[letter] = (int8_t)(judge->wide[letter] > level ? judge->wide[letter] : level);
    else if (letter < SMALL)
      judge->small[index][letter] = (int8_t)(level - CHARSET_LEVEL_OF_CHANCE);
  }
}

static bool is_mark(uint32_t c)
{
  return (c >= 0x300 && c < 0x370) || (c >= 0x591 && c < 0x5C8) || (c >= 0x64B && c < 0x653) ||
         (c >= 0xE31 && c <= 0xE4E);
}

struct charset_judge *charset_judge_new(void)
{
  struct charset_judge *judge = memory_zero(1, sizeof *judge);
  const struct charset_profile *profiles = charset_profiles(&judge->profiles);
  if (judge->profiles > MOST_PROFILES) judge->profiles = MOST_PROFILES;
  memset(judge->wide, UNSEEN_WIDE, sizeof judge->wide);
  for (size_t i = 0; i < judge->profiles; i++) read_profile(judge, i, &profiles[i]);
  for (uint32_t c = 'A'; c < SMALL; c++) {
    uint32_t lower = unicode_lower(c);
    if (unicode_is_letter(c) || is_mark(c)) judge->lower[c] = (uint16_t)(lower < SMALL ? lower : c);
  }
  return judge;
}

void charset_judge_free(struct charset_judge **judge)
{
  free(*judge);
  *judge = NULL;
}

/* wide_value - of what double-byte encodings have. */
static int wide_value(const struct charset_judge *judge, uint32_t letter)
{
  if (letter >= 0x3400 && letter <= 0x9FFF) return letter < 0x4E00 ? 2 * UNSEEN : judge->wide[letter];
  if (letter >= 0xAC00 && letter <= 0xD7A3) return judge->wide[letter];
  if (letter >= 0x3041 && letter <= 0x30FE) return judge->wide[letter];
  if (letter >= 0x3000 && letter <= 0x3017) return 4;
  if (letter >= 0xFF01 && letter <= 0xFF5E) return 2;
  if (letter >= 0xFF61 && letter <= 0xFF9F) return -3;
  if (letter >= 0xE000 && letter <= 0xF8FF) return PRIVATE;
  return letter > 0xFFFF ? 2 * UNSEEN : ODD_SIGN;
}

static bool is_punctuation(uint32_t c)
{
  return c == 0xA0 || c == 0xAB || c == 0xBB || c == 0xB7 || c == 0xAD || c == 0xA9 || c == 0xAE ||
         c == 0xB0 || c == 0xA7 || c == 0x20AC || c == 0x2116 || c == 0x2122 ||
         (c >= 0x2010 && c <= 0x2027) || c == 0x2039 || c == 0x203A || c == 0xA3 || c == 0x60C ||
         c == 0x61B || c == 0x61F || c == 0xA1 || c == 0xBF || c == 0x200E || c == 0x200F || c == 0x200C;
}

/* is_common_punctuation - what editors put in place of the signs of ASCII. */
static bool is_common_punctuation(uint32_t c)
{
  return c == 0xA0 || c == 0xAB || c == 0xBB || c == 0x2013 || c == 0x2014 || c == 0x2019 || c == 0x201C ||
         c == 0x201D || c == 0x201E || c == 0x2026 || c == 0xA3 || c == 0x20AC;
}

/* What stood before, for what is odd together. */
struct company {
  uint32_t before;
  bool letter, small_letter, sign;
  unsigned wide;   /* so many wide letters in a row */
  bool apostrophe; /* at the start of a word */
  enum charset_script script;
};

static int count_letter(struct charset_judge *judge, uint32_t c, struct company *company)
{
  uint32_t lower = judge->lower[c];
  bool capital = lower != c;
  enum charset_script script = script_of(c);
  int value = 0;
  if (c >= 0x80) {
    if (judge->counts[lower]++ == 0) judge->met[judge->met_count++] = lower;
    if (capital) value += CAPITAL;
  }
  if (company->letter && (c >= 0x80 || company->before >= 0x80)) {
    if (company->small_letter && capital) value += CASE_BREAK;
    if (company->script != script && !is_mark(c)) value += MIXED;
  }
  if (company->sign) value += SIGN_IN_WORD;
  if (company->apostrophe && script != LATIN) value += MIXED;
  if (company->wide) value += MIXED_WIDE;
  *company = (struct company){.before = c, .letter = true, .small_letter = !capital, .script = script};
  return value;
}

static int judge_letter_alone(struct charset_judge *judge, uint32_t c, struct company *company)
{
  if (c < SMALL && judge->lower[c]) return count_letter(judge, c, company);
  struct company last = *company;
  *company = (struct company){.before = c};
  if (c < 0x80) return 0;
  if (c == 0xFFFD) return WRONG;
  if (c < 0xA0) return CONTROL;
  if (is_punctuation(c)) {
    company->apostrophe = c == 0x2019 && !last.letter;
    return is_common_punctuation(c) ? COMMON_SIGN : 0;
  }
  if (c >= 0x2E80) {
    company->wide = last.wide + 1;
    return wide_value(judge, c) + (last.letter ? MIXED_WIDE : 0);
  }
  company->sign = last.letter; /* odd if a letter follows, too */
  return ODD_SIGN;
}

/* judge_letter - wide letters come in runs; one among others is most often two bytes that belong to different
 * letters. */
static int judge_letter(struct charset_judge *judge, uint32_t c, struct company *company)
{
  int lonely = c < 0x2E80 && company->wide == 1 ? LONELY : 0;
  return lonely + judge_letter_alone(judge, c, company);
}

static int best_language(const struct charset_judge *judge, const char *language)
{
  size_t count;
  const struct charset_profile *profiles = charset_profiles(&count);
  int best = 0;
  bool any = false;
  for (size_t p = 0; p < judge->profiles; p++) {
    if (is_wide(profiles[p].script)) continue;
    int sum = language && strcmp(profiles[p].language, language) == 0 ? HINTED : 0;
    for (size_t i = 0; i < judge->met_count; i++)
      sum += (int)judge->counts[judge->met[i]] * judge->small[p][judge->met[i]];
    if (!any || sum > best) best = sum;
    any = true;
  }
  return judge->met_count ? best : 0;
}

int charset_plausible(struct charset_judge *judge, struct slice text, const char *language)
{
  struct company company = {0};
  int value = 0;
  for (size_t i = 0; i < judge->met_count; i++) judge->counts[judge->met[i]] = 0;
  judge->met_count = 0;
  for (size_t at = 0; at < text.length;) value += judge_letter(judge, utf8_decode(text, &at), &company);
  return value + best_language(judge, language);
}
