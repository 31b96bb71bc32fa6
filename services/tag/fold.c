/* fold.c - see fold.h. Latin-1, Latin Extended-A and Latin Extended Additional fold by table; what lies
 * outside keeps its letter, so that text in other scripts still compares equal to itself. */
#include "tag/fold.h"

/* U+00C0 to U+017F; '*' marks what folds to two letters, '?' what is no letter. */
static const char latin[] = "aaaaaa*ceeeeiiiidnooooo?ouuuuy**aaaaaa*ceeeeiiiidnooooo?ouuuuy*y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkklllllll"
                            "lllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* U+1E00 to U+1EFF, two code points (upper, lower) a letter, as far as they come in such pairs. */
static const char additional[] = "abbbcdddddeeeeefghhhhhiikkkllllmmmnnnnoooopprrrrsssssttttuuuuuvv"
                                 "wwwwwxxyzzzhwa**aaaaaaaaaaaaeeeeeeeeiioooooooooooouuuuuuuyyyy***";

static const char *pair_of(uint32_t c)
{
  switch (c) {
  case 0xC6:
  case 0xE6:
    return "ae";
  case 0xDE:
  case 0xFE:
    return "th";
  case 0xDF:
    return "ss";
  case 0x132:
  case 0x133:
    return "ij";
  case 0x152:
  case 0x153:
    return "oe";
  default:
    return "";
  }
}

static bool is_letter_block(uint32_t c)
{
  return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || c == 0xAA || c == 0xB5 || c == 0xBA ||
         (c >= 0x2C00 && c < 0x2E00) || (c >= 0x3040 && c < 0xFE10) || (c >= 0xFE70 && c < 0xFF00) ||
         (c >= 0xFF66 && c < 0xFFE0) || (c >= 0x10000 && c < 0x1F000) || (c >= 0x20000 && c < 0xE0000);
}

static bool is_upper(uint32_t c)
{
  if (c < 0x80) return c >= 'A' && c <= 'Z';
  if (c < 0x100) return c >= 0xC0 && c <= 0xDE;
  if (c < 0x180) {
    bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
    return c == 0x178 || (odd_is_upper ? (c & 1) != 0 : (c & 1) == 0 && c != 0x138);
  }
  if (c >= 0x1CD && c <= 0x24F) return c <= 0x1DC ? (c & 1) != 0 : (c & 1) == 0;
  if (c >= 0x391 && c <= 0x3AB) return true;
  if (c >= 0x400 && c <= 0x42F) return true;
  if (c >= 0x460 && c <= 0x52F) return (c & 1) == 0;
  return c >= 0x1E00 && c <= 0x1EFF && (c & 1) == 0;
}

static enum fold_kind ascii_kind(uint32_t c)
{
  if (c <= ' ' || c == 0x7F) return FOLD_SPACE;
  if (c >= '0' && c <= '9') return FOLD_DIGIT;
  if (c >= 'A' && c <= 'Z') return FOLD_UPPER;
  return c >= 'a' && c <= 'z' ? FOLD_LOWER : FOLD_MARK;
}

enum fold_kind fold_kind_of(uint32_t c)
{
  if (c < 0x80) return ascii_kind(c);
  if (c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) ||
      c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF || c < 0xA0)
    return FOLD_SPACE;
  if (!is_letter_block(c)) return FOLD_MARK;
  return is_upper(c) ? FOLD_UPPER : FOLD_LOWER;
}

static size_t put_text(const char *text, char out[FOLD_MAX])
{
  size_t n = 0;
  for (; text[n]; n++) out[n] = text[n];
  return n;
}

static size_t put_utf8(uint32_t c, char out[FOLD_MAX])
{
  size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  for (size_t i = n; i-- > 1; c >>= 6) out[i] = (char)(0x80 | (c & 0x3F));
  out[0] = (char)(lead[n] | c);
  return n;
}

size_t fold_put(uint32_t c, char out[FOLD_MAX])
{
  if (c < 0x80) {
    out[0] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    return 1;
  }
  if (c == 0x2019 || c == 0x02BC || c == 0x2018) return put_text("'", out);
  char letter = 0;
  if (c >= 0xC0 && c < 0x180) letter = latin[c - 0xC0];
  if (c >= 0x1E00 && c < 0x1F00) letter = additional[(c - 0x1E00) / 2];
  if (c == 0x218 || c == 0x219) letter = 's';
  if (c == 0x21A || c == 0x21B) letter = 't';
  if (c >= 0x1CD && c <= 0x1DC) letter = "aiouuuuu"[(c - 0x1CD) / 2];
  if (c >= 0x300 && c <= 0x36F) return 0;
  if (letter == '*' && *pair_of(c)) return put_text(pair_of(c), out);
  if (letter >= 'a') {
    out[0] = letter;
    return 1;
  }
  if ((c >= 0x391 && c <= 0x3AB) || (c >= 0x410 && c <= 0x42F)) c += 32;
  return put_utf8(c, out);
}

uint64_t fold_hash(const char *bytes, size_t length)
{
  uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
  return hash ^ hash >> 29;
}

uint64_t fold_join(uint64_t sequence, uint64_t word)
{
  uint64_t mixed = (sequence + 0x632BE59BD9B4E019u) * 0x9FB21C651E98DF25u ^ word;
  return mixed ^ mixed >> 32;
}
