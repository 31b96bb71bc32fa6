/* charset_detect.c - which encoding bytes are written in. */
#include "clean/charset_detect.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "clean/charset.h"
#include "clean/charset_plausible.h"
#include "clean/language_words.h"

#include <limits.h>
#include <stdlib.h>
#include <strings.h>
#include <uchardet/uchardet.h>

enum {
  STATISTICS_BYTES = 4 * 1024,
  ESCAPES_WITHIN = 64 * 1024,
  SAMPLE_BYTES = 8 * 1024,
  FIRST_LOOK = 1024,
  WORD_BYTES = 2 * 1024,
  COMPANY = 8,
  HOPELESS = 1024
};
enum { WITNESS = 5, FAR_BEHIND = 200, CONTRADICTION = 60 }; /* bits */

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
enum { CANDIDATES = sizeof candidates / sizeof *candidates };

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

/* statistics - what uchardet says; it takes some microseconds for ten letters of some encodings. */
static const char *statistics(struct charset_detector *detector, struct slice bytes, size_t most)
{
  uchardet_reset(detector->uchardet);
  uchardet_handle_data(detector->uchardet, bytes.data, bytes.length < most ? bytes.length : most);
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
                    struct exhibit *exhibit, const char *name, size_t most)
{
  struct slice part = buffer_view(&exhibit->part);
  if (part.length > most) part.length = most;
  buffer_clear(&exhibit->text);
  charset_decode(decoder, name, part, &exhibit->text);
  return charset_plausible(detector->judge, buffer_view(&exhibit->text), exhibit->language);
}

/* likeliest - of the candidates; *value tells how likely. A first look takes away those that are far behind.
 */
static const char *likeliest(struct charset_detector *detector, struct charset_decoder *decoder,
                             struct exhibit *exhibit, const char *statistical, int *value)
{
  int bits[CANDIDATES], best = INT_MIN;
  const char *name = NULL;
  for (size_t i = 0; i < CANDIDATES; i++) {
    bits[i] = judge_as(detector, decoder, exhibit, candidates[i].name, FIRST_LOOK);
    if (bits[i] > best) best = bits[i];
  }
  for (size_t i = 0; i < CANDIDATES; i++) {
    if (bits[i] < best - FAR_BEHIND) continue;
    bits[i] = judge_as(detector, decoder, exhibit, candidates[i].name, SAMPLE_BYTES) - candidates[i].rare;
    if (statistical && strcmp(statistical, candidates[i].name) == 0) bits[i] += WITNESS;
    if (name && bits[i] <= *value) continue;
    name = candidates[i].name;
    *value = bits[i];
  }
  return name;
}

/* weigh_utf8 - how many characters of several bytes are well formed, how many bytes are in none (not to the
 * last, when they are many). */
static void weigh_utf8(struct slice bytes, size_t *good, size_t *bad)
{
  *good = *bad = 0;
  for (size_t at = 0; at < bytes.length && *bad < HOPELESS;) {
    size_t step = utf8_step(bytes, at);
    *good += step > 1;
    *bad += step == 0;
    at += step ? step : 1;
  }
}

static const char *legacy(struct charset_detector *detector, struct charset_decoder *decoder,
                          struct slice bytes, struct exhibit *exhibit, int *value)
{
  look_for_language(exhibit, bytes);
  const char *statistical = statistics(detector, buffer_view(&exhibit->part), STATISTICS_BYTES);
  return likeliest(detector, decoder, exhibit, statistical, value);
}

const char *charset_detect(struct charset_detector *detector, struct charset_decoder *decoder,
                           struct slice bytes)
{
  const char *name = charset_wide(bytes);
  size_t good, bad;
  if (name) return name;
  weigh_utf8(bytes, &good, &bad);
  if (good > 0 && good >= 2 * bad) return "UTF-8"; /* by chance, bad ones are far more */
  if (bad == 0) return statistics(detector, bytes, ESCAPES_WITHIN);
  int value;
  struct exhibit exhibit = exhibit_of(bytes);
  name = legacy(detector, decoder, bytes, &exhibit, &value);
  exhibit_free(&exhibit);
  return name;
}

const char *charset_confirm(struct charset_detector *detector, struct charset_decoder *decoder,
                            struct slice bytes, const char *declared)
{
  const char *name = declared;
  struct exhibit exhibit = exhibit_of(bytes);
  int believed = judge_as(detector, decoder, &exhibit, declared, SAMPLE_BYTES), value = 0;
  if (believed < 0) {
    name = legacy(detector, decoder, bytes, &exhibit, &value);
    if (value <= 0 || value < believed + CONTRADICTION) name = declared;
  }
  exhibit_free(&exhibit);
  return name;
}
