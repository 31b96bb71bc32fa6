/* charset.c - decides on the encoding of a page and turns it into UTF-8.
 *
 * What a page says of itself is one witness, its bytes are another. Well-formed UTF-8 with anything beyond
 * ASCII in it is never an accident, so the bytes win over any label. A label that says UTF-8 over bytes that
 * mostly are not is a mistake of the server: the meta element, then statistics are asked. */
#include "clean/charset.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <uchardet/uchardet.h>

enum { MAX_ENCODINGS = 64, STATISTICS_BYTES = 256 * 1024 };

struct charset {
  iconv_t converters[MAX_ENCODINGS]; /* by place in the table; (iconv_t)-1: none */
  uchardet_t detector;
};

/* What the bytes say about being UTF-8. */
struct evidence {
  size_t good; /* well-formed characters of several bytes */
  size_t bad;  /* bytes in none */
  bool nul;
};

static const iconv_t no_converter = (iconv_t)-1;

struct charset *charset_new(void)
{
  struct charset *charset = memory_zero(1, sizeof *charset);
  size_t count;
  const struct charset_encoding *table = charset_encodings(&count);
  for (size_t i = 0; i < MAX_ENCODINGS; i++)
    charset->converters[i] = i < count && table[i].iconv ? iconv_open("UTF-8", table[i].iconv) : no_converter;
  charset->detector = uchardet_new();
  return charset;
}

void charset_free(struct charset **charset)
{
  if (!*charset) return;
  for (size_t i = 0; i < MAX_ENCODINGS; i++)
    if ((*charset)->converters[i] != no_converter) iconv_close((*charset)->converters[i]);
  uchardet_delete((*charset)->detector);
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

static const char *statistics(struct charset *charset, struct slice bytes)
{
  uchardet_reset(charset->detector);
  uchardet_handle_data(charset->detector, bytes.data,
                       bytes.length < STATISTICS_BYTES ? bytes.length : STATISTICS_BYTES);
  uchardet_data_end(charset->detector);
  return charset_of_label(slice_of(uchardet_get_charset(charset->detector)));
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
  const char *guess = statistics(charset, bytes);
  return guess && !is_utf8(guess) ? guess : "windows-1252";
}

/* put_undecodable - what iconv refused: windows code pages leave holes where the web has the C1 control of
 * that number, which is no text; anything else is U+FFFD. */
static void put_undecodable(struct buffer *out, const char *name, unsigned char byte)
{
  bool hole = strncmp(name, "windows-", 8) == 0 && byte < 0xA0;
  utf8_put(out, hole ? byte : 0xFFFD);
}

static void convert(iconv_t converter, const char *name, struct slice bytes, struct buffer *out)
{
  char *in = (char *)(uintptr_t)bytes.data;
  size_t left = bytes.length;
  iconv(converter, NULL, NULL, NULL, NULL);
  while (left > 0) {
    size_t before = left + left / 2 + 64, room = before;
    buffer_reserve(out, room);
    char *to = out->data + out->length;
    size_t result = iconv(converter, &in, &left, &to, &room);
    int reason = errno;
    out->length += before - room;
    if (result != (size_t)-1 || left == 0 || reason == E2BIG) continue;
    put_undecodable(out, name, (unsigned char)*in);
    in++, left--;
  }
  buffer_reserve(out, 64);
  char *to = out->data + out->length;
  size_t room = 64;
  iconv(converter, NULL, NULL, &to, &room); /* a character held back for a combining mark */
  out->length += 64 - room;
}

static struct slice drop_nul(struct buffer *out)
{
  size_t to = 0;
  for (size_t i = 0; i < out->length; i++)
    if (out->data[i]) out->data[to++] = out->data[i];
  out->length = to;
  return buffer_view(out);
}

/* byte_order_mark - the encoding it says, and its length taken off `bytes`. */
static const char *byte_order_mark(struct slice *bytes)
{
  static const struct {
    const char *mark, *name;
  } marks[] = {{"\xEF\xBB\xBF", "UTF-8"}, {"\xFE\xFF", "UTF-16BE"}, {"\xFF\xFE", "UTF-16LE"}};
  for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
    if (slice_starts(*bytes, marks[i].mark)) {
      *bytes = slice_from(*bytes, strlen(marks[i].mark));
      return marks[i].name;
    }
  return NULL;
}

static struct slice decode(struct charset *charset, struct slice bytes, const char *name, struct buffer *out)
{
  size_t count;
  const struct charset_encoding *table = charset_encodings(&count);
  size_t i = (size_t)(charset_encoding_of(slice_of(name)) - table);
  if (i < count && charset->converters[i] != no_converter)
    convert(charset->converters[i], name, bytes, out);
  else
    utf8_repair(out, bytes);
  return drop_nul(out);
}

struct slice charset_to_utf8(struct charset *charset, struct slice bytes, struct slice content_type,
                             struct buffer *out, const char **name)
{
  buffer_clear(out);
  const char *mark = byte_order_mark(&bytes);
  struct evidence evidence = weigh(bytes);
  *name =
      mark ? mark : decide(charset, bytes, charset_of_header(content_type), charset_prescan(bytes), evidence);
  bool plain = evidence.bad == 0 && !evidence.nul && strncmp(*name, "UTF-16", 6) != 0;
  bool stateful = strcmp(*name, "ISO-2022-JP") == 0;
  if (plain && !stateful) return bytes;
  return decode(charset, bytes, *name, out);
}
