/* charset.c - decides on the encoding of a page and turns it into UTF-8.
 *
 * What a page says of itself is one witness, its bytes are another. Well-formed UTF-8 with anything beyond
 * ASCII in it is never an accident, and units of two or four bytes show by their NULs, so there the bytes win
 * over any label. A label of a legacy encoding is believed unless its letters make no sense and those of
 * another do; a label that says UTF-8 over bytes that mostly are not is a mistake of the server: the meta
 * element, then the letters are asked. */
#include "clean/charset.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/charset_detect.h"

#include <endian.h>
#include <stdlib.h>

enum { HOPELESS = 1024 };

struct charset {
  struct charset_decoder *decoder;
  struct charset_detector *detector;
};

/* What the bytes say about being UTF-8. */
struct evidence {
  size_t good; /* well-formed characters of several bytes */
  size_t bad;  /* bytes in none */
  bool nul;
};

struct charset *charset_new(void)
{
  struct charset *charset = memory_zero(1, sizeof *charset);
  charset->decoder = charset_decoder_new();
  charset->detector = charset_detector_new();
  return charset;
}

void charset_free(struct charset **charset)
{
  if (!*charset) return;
  charset_decoder_free(&(*charset)->decoder);
  charset_detector_free(&(*charset)->detector);
  free(*charset);
  *charset = NULL;
}

/* ascii_run - where the run of plain ASCII (no NUL, no ESC) that begins at `at` ends; eight bytes a step. */
static size_t ascii_run(struct slice text, size_t at)
{
  for (; at + 8 <= text.length; at += 8) {
    uint64_t word;
    memcpy(&word, text.data + at, 8);
    word = le64toh(word);
    uint64_t controls = (word - UINT64_C(0x0909090909090909)) & ~word; /* a byte below 9 sets its top bit */
    uint64_t others = (word | controls) & UINT64_C(0x8080808080808080);
    if (others)
      return at + (size_t)__builtin_ctzll(others) / 8; /* the first is right, those behind may not be */
  }
  return at;
}

/* weigh - until enough is bad that it can't be UTF-8. */
static struct evidence weigh(struct slice text)
{
  struct evidence evidence = {0};
  for (size_t at = ascii_run(text, 0);
       at < text.length && !(evidence.bad > HOPELESS && evidence.bad > evidence.good);) {
    unsigned char byte = (unsigned char)text.data[at];
    size_t step = utf8_step(text, at);
    if (byte >= 0x80 && step) evidence.good++;
    if (!step) evidence.bad++;
    if (byte == 0) evidence.nul = true;
    at += step ? step : 1;
    if (byte < 0x80) at = ascii_run(text, at);
  }
  return evidence;
}

static bool is_utf8(const char *name)
{
  return name && strcmp(name, "UTF-8") == 0;
}

static bool wide(const char *name)
{
  return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0;
}

static bool has_escape(struct slice bytes)
{
  return bytes.length && memchr(bytes.data, 0x1B, bytes.length);
}

/* legacy - a declaration that can be tried; NULL: it says UTF-8, or nothing that bytes without NUL can be. */
static const char *legacy(const char *declared)
{
  return declared && !is_utf8(declared) && !wide(declared) && strcmp(declared, "replacement") != 0 ? declared
                                                                                                   : NULL;
}

static const char *decide_ascii(struct charset *charset, struct slice bytes, const char *declared)
{
  if (legacy(declared)) return declared;
  const char *guess = has_escape(bytes) ? charset_detect(charset->detector, charset->decoder, bytes) : NULL;
  return guess && strcmp(guess, "ISO-2022-JP") == 0 ? guess : "UTF-8";
}

/* decide - by what the bytes are, what the header says, what the page says, in this order. */
static const char *decide(struct charset *charset, struct slice bytes, struct slice content_type,
                          struct evidence evidence)
{
  const char *units = evidence.nul ? charset_wide(bytes) : NULL;
  if (units) return units;
  if (evidence.bad == 0 && evidence.good > 0) return "UTF-8";
  const char *header = charset_of_header(content_type), *meta = legacy(charset_prescan(bytes));
  if (evidence.bad == 0) return decide_ascii(charset, bytes, header ? header : meta);
  const char *declared = legacy(header) ? header : meta;
  if (evidence.good >= (declared ? 8 : 2) * evidence.bad)
    return "UTF-8"; /* by chance, bad ones are far more */
  if (declared) return charset_confirm(charset->detector, charset->decoder, bytes, declared);
  const char *guess = charset_detect(charset->detector, charset->decoder, bytes);
  return guess && !is_utf8(guess) ? guess : "windows-1252";
}

static struct slice drop_nul(struct buffer *out)
{
  size_t to = 0;
  for (size_t i = 0; i < out->length; i++)
    if (out->data[i]) out->data[to++] = out->data[i];
  out->length = to;
  return buffer_view(out);
}

const char *charset_of_mark(struct slice bytes, size_t *length)
{
  static const struct {
    const char *mark;
    size_t length;
    const char *name;
  } marks[] = {{"\xEF\xBB\xBF", 3, "UTF-8"},
               {"\xFF\xFE\0\0", 4, "UTF-32LE"},
               {"\0\0\xFE\xFF", 4, "UTF-32BE"},
               {"\xFE\xFF", 2, "UTF-16BE"},
               {"\xFF\xFE", 2, "UTF-16LE"}};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
    *length = marks[i].length;
    if (bytes.length >= *length && memcmp(bytes.data, marks[i].mark, *length) == 0) return marks[i].name;
  }
  *length = 0;
  return NULL;
}

struct slice charset_to_utf8(struct charset *charset, struct slice bytes, struct slice content_type,
                             struct buffer *out, const char **name)
{
  size_t length;
  const char *mark = charset_of_mark(bytes, &length);
  buffer_clear(out);
  bytes = slice_from(bytes, length);
  struct evidence evidence = weigh(bytes);
  *name = mark ? mark : decide(charset, bytes, content_type, evidence);
  bool stateful = strcmp(*name, "ISO-2022-JP") == 0 && has_escape(bytes);
  if (evidence.bad == 0 && !evidence.nul && !wide(*name) && !stateful) return bytes;
  charset_decode(charset->decoder, *name, bytes, out);
  return drop_nul(out);
}
