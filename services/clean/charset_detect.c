/* charset_detect.c - which encoding bytes are written in. */
#include "clean/charset_detect.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/charset.h"
#include "clean/charset_plausible.h"
#include "clean/language_words.h"

#include <stdlib.h>
#include <strings.h>
#include <uchardet/uchardet.h>

enum {
  STATISTICS_BYTES = 256 * 1024,
  SAMPLE_BYTES = 8 * 1024,
  WORD_BYTES = 2 * 1024,
  COMPANY = 8,
  WITNESS = 5,
  CONTRADICTION = 60
};

/* In the order of how often they are met: of two that read the bytes alike the first is named. What is rare
 * needs more to be believed: so many bits. */
static const struct {
  const char *name;
  int rare;
} candidates[] = {
    {"windows-1252", 0},   {"windows-1251", 0}, {"gb18030", 1},    {"Shift_JIS", 0},    {"EUC-KR", 0},
    {"Big5", 0},           {"windows-1250", 1}, {"EUC-JP", 0},     {"windows-1254", 1}, {"windows-1256", 1},
    {"ISO-8859-2", 1},     {"windows-1253", 1}, {"ISO-8859-7", 1}, {"windows-1255", 1}, {"windows-874", 1},
    {"windows-1257", 2},   {"KOI8-R", 1},       {"KOI8-U", 3},     {"IBM866", 3},       {"ISO-8859-5", 3},
    {"x-mac-cyrillic", 4}, {"IBM855", 4},       {"ISO-8859-6", 3}, {"windows-1258", 3}, {"ISO-8859-15", 3},
    {"ISO-8859-16", 6},    {"ISO-8859-3", 6},   {"ISO-8859-4", 6}, {"macintosh", 6},    {"EUC-TW", 6},
    {"Johab", 6},
};

struct charset_detector {
  uchardet_t uchardet;
  struct charset_judge *judge;
};

struct charset_detector *charset_detector_new(void)
{
  struct charset_detector *detector = memory_zero(1, sizeof *detector);
  detector->uchardet = uchardet_new();
  detector->judge = charset_judge_new();
  return detector;
}

void charset_detector_free(struct charset_detector **detector)
{
  if (!*detector) return;
  uchardet_delete((*detector)->uchardet);
  charset_judge_free(&(*detector)->judge);
  free(*detector);
  *detector = NULL;
}

/* name_of - uchardet's word, as a label or as the name of an encoding without labels. */
static const char *name_of(const char *word)
{
  size_t count;
  const struct charset_encoding *encodings = charset_encodings(&count);
  const char *name = charset_of_label(slice_of(word));
  for (size_t i = 0; i < count && !name; i++)
    if (strcasecmp(encodings[i].name, word) == 0) name = encodings[i].name;
  return name;
}

static const char *statistics(struct charset_detector *detector, struct slice bytes)
{
  uchardet_reset(detector->uchardet);
  uchardet_handle_data(detector->uchardet, bytes.data,
                       bytes.length < STATISTICS_BYTES ? bytes.length : STATISTICS_BYTES);
  uchardet_data_end(detector->uchardet);
  return name_of(uchardet_get_charset(detector->uchardet));
}

/* sample - the bytes beyond ASCII in their company: of longer runs of ASCII only both ends, and not more than
 * enough. */
static void sample(struct slice bytes, struct buffer *out)
{
  for (size_t at = 0; at < bytes.length && out->length < SAMPLE_BYTES;) {
    size_t end = at;
    while (end < bytes.length && (unsigned char)bytes.data[end] < 0x80) end++;
    size_t length = end - at;
    bool cut = length > 2 * COMPANY;
    buffer_append(out, bytes.data + at, cut ? COMPANY : length);
    if (cut) buffer_append(out, bytes.data + end - COMPANY, COMPANY);
    for (at = end; at < bytes.length && (unsigned char)bytes.data[at] >= 0x80; at++)
      buffer_byte(out, bytes.data[at]);
  }
}

/* ascii_words - of the text, those without any byte beyond ASCII. */
static void ascii_words(struct slice bytes, struct buffer *out)
{
  size_t start = 0;
  bool foreign = false;
  for (size_t at = 0; at < bytes.length && out->length < WORD_BYTES; at++) {
    unsigned char byte = (unsigned char)bytes.data[at];
    foreign |= byte >= 0x80;
    if (byte >= 0x80 || ((byte | 32) >= 'a' && (byte | 32) <= 'z') || byte == '\'') continue;
    if (!foreign) buffer_append(out, bytes.data + start, at - start);
    buffer_byte(out, ' ');
    start = at, foreign = false;
  }
}

/* What candidates are judged by. */
struct exhibit {
  struct buffer part, text;
  const char *language; /* by the words of ASCII; NULL: not told */
};

static struct exhibit exhibit_of(struct slice bytes)
{
  struct exhibit exhibit = {0};
  sample(bytes, &exhibit.part);
  return exhibit;
}

static void look_for_language(struct exhibit *exhibit, struct slice bytes)
{
  buffer_clear(&exhibit->text);
  ascii_words(bytes, &exhibit->text);
  exhibit->language = language_by_words(buffer_view(&exhibit->text));
}

static void exhibit_free(struct exhibit *exhibit)
{
  buffer_free(&exhibit->part);
  buffer_free(&exhibit->text);
}

static int judge_as(struct charset_detector *detector, struct charset_decoder *decoder,
                    struct exhibit *exhibit, const char *name)
{
  buffer_clear(&exhibit->text);
  charset_decode(decoder, name, buffer_view(&exhibit->part), &exhibit->text);
  return charset_plausible(detector->judge, buffer_view(&exhibit->text), exhibit->language);
}

/* likeliest - of the candidates; *value tells how likely. */
static const char *likeliest(struct charset_detector *detector, struct charset_decoder *decoder,
                             struct exhibit *exhibit, const char *statistical, int *value)
{
  const char *best = NULL;
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    const char *name = candidates[i].name;
    int bits = judge_as(detector, decoder, exhibit, name) - candidates[i].rare;
    if (statistical && strcmp(statistical, name) == 0) bits += WITNESS;
    if (best && bits <= *value) continue;
    best = name;
    *value = bits;
  }
  return best;
}

/* weigh_utf8 - how many characters of several bytes are well formed, how many bytes are in none. */
static void weigh_utf8(struct slice bytes, size_t *good, size_t *bad)
{
  *good = *bad = 0;
  for (size_t at = 0; at < bytes.length;) {
    size_t step = utf8_step(bytes, at);
    *good += step > 1;
    *bad += step == 0;
    at += step ? step : 1;
  }
}

const char *charset_detect(struct charset_detector *detector, struct charset_decoder *decoder,
                           struct slice bytes)
{
  const char *name = charset_wide(bytes);
  size_t good, bad;
  if (name) return name;
  weigh_utf8(bytes, &good, &bad);
  if (good > 0 && good >= 2 * bad) return "UTF-8"; /* by chance, bad ones are far more */
  name = statistics(detector, bytes);
  if (bad == 0) return name;
  int value;
  struct exhibit exhibit = exhibit_of(bytes);
  look_for_language(&exhibit, bytes);
  name = likeliest(detector, decoder, &exhibit, name, &value);
  exhibit_free(&exhibit);
  return name;
}

const char *charset_confirm(struct charset_detector *detector, struct charset_decoder *decoder,
                            struct slice bytes, const char *declared)
{
  const char *name = declared;
  struct exhibit exhibit = exhibit_of(bytes);
  int believed = judge_as(detector, decoder, &exhibit, declared), value = 0;
  if (believed < 0) {
    look_for_language(&exhibit, bytes);
    name = likeliest(detector, decoder, &exhibit, statistics(detector, bytes), &value);
    if (value <= 0 || value < believed + CONTRADICTION) name = declared;
  }
  exhibit_free(&exhibit);
  return name;
}
