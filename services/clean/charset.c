/* charset.c - decides on the encoding of a page and turns it into UTF-8.
 *
 * What a page says of itself is one witness, its bytes are another. Well-formed UTF-8 with anything beyond
 * ASCII in it is never an accident, so the bytes win over any label. A label that says UTF-8 over bytes that
 * mostly are not is a mistake of the server: the meta element, then statistics are asked. */
#include "clean/charset.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/charset_detect.h"

#include <stdlib.h>

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
    uint64_t controls = (word - UINT64_C(0x0909090909090909)) & ~word; /* a byte below 9 sets its top bit */
    if ((word | controls) & UINT64_C(0x8080808080808080)) break;
  }
  return at;
}

static struct evidence weigh(struct slice text)
{
  struct evidence evidence = {0};
  for (size_t at = ascii_run(text, 0); at < text.length;) {
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

static const char *decide(struct charset *charset, struct slice bytes, const char *header, const char *meta,
                          struct evidence evidence)
{
  const char *declared = header ? header : meta;
  if (evidence.bad == 0 && evidence.good > 0) return "UTF-8";
  if (evidence.bad == 0) return declared ? declared : "UTF-8";
  if (declared && !is_utf8(declared)) return evidence.good >= 8 * evidence.bad ? "UTF-8" : declared;
  if (evidence.good >= 2 * evidence.bad) return "UTF-8"; /* by chance, bad ones are far more */
  if (meta && !is_utf8(meta)) return meta;
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

static bool wide(const char *name)
{
  return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0;
}

struct slice charset_to_utf8(struct charset *charset, struct slice bytes, struct slice content_type,
                             struct buffer *out, const char **name)
{
  buffer_clear(out);
  size_t length;
  const char *mark = charset_of_mark(bytes, &length);
  bytes = slice_from(bytes, length);
  struct evidence evidence = weigh(bytes);
  *name =
      mark ? mark : decide(charset, bytes, charset_of_header(content_type), charset_prescan(bytes), evidence);
  bool plain = evidence.bad == 0 && !evidence.nul && !wide(*name);
  bool stateful = strcmp(*name, "ISO-2022-JP") == 0;
  if (plain && !stateful) return bytes;
  charset_decode(charset->decoder, *name, bytes, out);
  return drop_nul(out);
}
