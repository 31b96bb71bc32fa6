/* xml_guess.c - pairs of high bytes and where their first ones lie tell the multi-byte encodings apart;
 * Cyrillic is long runs of high bytes, of which the lower-case half is the larger. */
#include "fetch/source/xml_guess.h"

enum { LOOKED_AT = 256 * 1024, LEAST = 8 };

/* One family of two-byte encodings, by the values its bytes can have. */
struct pairs {
  size_t count, wrong;
  size_t leads[256];
};

static bool is_within(unsigned char byte, unsigned low, unsigned high)
{
  return byte >= low && byte <= high;
}

typedef bool byte_fn(unsigned char byte);

static bool euc_byte(unsigned char byte)
{
  return is_within(byte, 0xA1, 0xFE);
}

static bool big5_lead(unsigned char byte)
{
  return is_within(byte, 0xA1, 0xF9);
}

static bool big5_trail(unsigned char byte)
{
  return is_within(byte, 0x40, 0x7E) || euc_byte(byte);
}

static bool sjis_lead(unsigned char byte)
{
  return is_within(byte, 0x81, 0x9F) || is_within(byte, 0xE0, 0xFC);
}

static bool sjis_trail(unsigned char byte)
{
  return is_within(byte, 0x40, 0x7E) || is_within(byte, 0x80, 0xFC);
}

static void count_pairs(struct slice bytes, byte_fn *lead, byte_fn *trail, struct pairs *pairs)
{
  *pairs = (struct pairs){0};
  for (size_t i = 0; i < bytes.length; i++) {
    unsigned char byte = (unsigned char)bytes.data[i];
    if (byte < 0x80) continue;
    bool pair = i + 1 < bytes.length && lead(byte) && trail((unsigned char)bytes.data[i + 1]);
    if (!pair) {
      pairs->wrong++;
      continue;
    }
    pairs->leads[byte]++;
    pairs->count++;
    i++;
  }
}

static size_t leads_in(const struct pairs *pairs, unsigned low, unsigned high)
{
  size_t sum = 0;
  for (unsigned i = low; i <= high; i++) sum += pairs->leads[i];
  return sum;
}

static bool holds(const struct pairs *pairs)
{
  return pairs->count >= LEAST && pairs->wrong * 50 <= pairs->count;
}

static const char *east_asian(struct slice bytes)
{
  struct pairs pairs;
  count_pairs(bytes, euc_byte, euc_byte, &pairs);
  if (holds(&pairs)) {
    if (leads_in(&pairs, 0xA4, 0xA5) * 5 > pairs.count) return "euc-jp"; /* kana */
    return leads_in(&pairs, 0xB0, 0xC8) * 100 > pairs.count * 85 ? "euc-kr" : "gb18030";
  }
  count_pairs(bytes, sjis_lead, sjis_trail, &pairs);
  if (holds(&pairs) && leads_in(&pairs, 0x82, 0x83) * 5 > pairs.count) return "shift-jis"; /* kana */
  count_pairs(bytes, big5_lead, big5_trail, &pairs);
  bool common = leads_in(&pairs, 0xA1, 0xC6) * 100 > pairs.count * 80; /* signs and the frequent characters */
  return holds(&pairs) && common ? "big5" : NULL;
}

/* How the high bytes of a text in single bytes lie. */
struct spread {
  size_t high, runs; /* high bytes, and those behind another one */
  size_t upper;      /* C0 to DF */
  size_t lower;      /* E0 to FA */
  size_t last;       /* FB to FF */
};

static struct spread spread_of(struct slice bytes)
{
  struct spread s = {0};
  for (size_t i = 0; i < bytes.length; i++) {
    unsigned char byte = (unsigned char)bytes.data[i];
    if (byte < 0x80) continue;
    s.high++;
    s.runs += i > 0 && (unsigned char)bytes.data[i - 1] >= 0x80;
    s.upper += is_within(byte, 0xC0, 0xDF);
    s.lower += is_within(byte, 0xE0, 0xFA);
    s.last += byte >= 0xFB;
  }
  return s;
}

/* other_alphabets - Western text has its high bytes alone, other alphabets have whole words of them. */
static const char *other_alphabets(struct slice bytes)
{
  struct spread s = spread_of(bytes);
  if (s.high < LEAST || s.runs * 10 < s.high * 6) return NULL;
  size_t letters = s.upper + s.lower + s.last;
  if (letters * 10 < s.high * 8) return NULL;
  if (s.upper > s.lower + s.last) return "koi8-r";
  return s.upper + s.last == 0 ? "windows-1255" : "windows-1251";
}

/* is_mark - of Thai: a vowel or tone above or below the letter before it. */
static bool is_mark(unsigned char byte)
{
  return byte == 0xD1 || is_within(byte, 0xD4, 0xDA) || is_within(byte, 0xE7, 0xEC);
}

/* thai - many marks, each on a consonant. */
static const char *thai(struct slice bytes)
{
  size_t high = 0, marks = 0, wrong = 0;
  unsigned char last = 0;
  for (size_t i = 0; i < bytes.length; i++) {
    unsigned char byte = (unsigned char)bytes.data[i];
    high += byte >= 0x80;
    wrong += is_within(byte, 0x80, 0xA0) || is_within(byte, 0xDB, 0xDE) || byte >= 0xFC;
    if (is_mark(byte)) {
      marks++;
      wrong += !is_within(last, 0xA1, 0xCE) && !is_mark(last);
    }
    last = byte;
  }
  return high >= LEAST && marks * 6 > high && wrong * 50 <= high ? "tis-620" : NULL;
}

const char *xml_guess(struct slice bytes)
{
  if (bytes.length > LOOKED_AT) bytes.length = LOOKED_AT;
  const char *found = thai(bytes);
  if (!found) found = east_asian(bytes);
  return found ? found : other_alphabets(bytes);
}
