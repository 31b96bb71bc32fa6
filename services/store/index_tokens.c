/* index_tokens.c - what an article is found by, as the tokens that search_match.h lists. */
#include "store/index_internal.h"
#include "store/index_window.h"

#include <ctype.h>

int64_t index_stems(struct words *words, enum words_language language, struct slice text, struct buffer *out)
{
  struct words_reader reader = {.words = words, .text = text, .language = language};
  struct word word;
  int64_t count = 0;
  for (; words_next(&reader, &word); count++) {
    if (count) buffer_byte(out, ' ');
    buffer_slice(out, word.stem);
  }
  return count;
}

static void put_fact(struct buffer *out, const char *kind, struct slice value)
{
  buffer_text(out, out->length ? " " : "");
  buffer_text(out, kind);
  for (size_t i = 0; i < value.length; i++) {
    char c = (char)tolower((unsigned char)value.data[i]);
    bool plain =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c < 0;
    buffer_byte(out, plain ? c : '_');
  }
}

/* put_host - the host and each that it lies under. */
static void put_host(struct buffer *out, struct slice host)
{
  while (host.length) {
    put_fact(out, "src:", host);
    const char *dot = memchr(host.data, '.', host.length);
    host = dot ? slice_from(host, (size_t)(dot - host.data) + 1) : (struct slice){"", 0};
  }
}

static void put_day(struct buffer *out, millis when)
{
  enum { DAY_MS = 24 * 60 * 60 * 1000 };
  int year, month, day;
  clock_date((when >= 0 ? when : when - (DAY_MS - 1)) / DAY_MS, &year, &month, &day);
  if (year < 1900 || year > 2099) return;
  buffer_format(out, " d:%04d-%02d-%02d m:%04d-%02d y:%04d t:%d", year, month, day, year, month, year,
                year / 10);
}

static void put_name(struct words *words, struct slice name, const char *kind, struct buffer *out)
{
  struct words_reader reader = {.words = words, .text = name, .language = WORDS_OTHER};
  struct word word;
  while (words_next(&reader, &word)) {
    buffer_byte(out, ' ');
    buffer_text(out, kind);
    buffer_slice(out, word.folded);
  }
  buffer_text(out, " |");
}

static const char *kind_of(struct slice type)
{
  if (slice_is(type, "PER")) return "per.";
  if (slice_is(type, "ORG")) return "org.";
  return slice_is(type, "LOC") ? "loc." : "ent.";
}

static void put_numbers(const struct index_entity *entity, struct buffer *out)
{
  struct slice iso = entity->iso3166;
  if (entity->geonames.length) put_fact(out, "geonames:", entity->geonames);
  if (entity->wikidata.length) put_fact(out, "wikidata:", entity->wikidata);
  if (!slice_is(entity->type, "LOC") || iso.length < 2) return;
  put_fact(out, "iso:", iso);
  if (iso.length > 2) put_fact(out, "iso:", (struct slice){iso.data, 2});
}

void index_facts(struct words *words, const struct index_article *article, struct buffer *out)
{
  put_fact(out, "all", SLICE(""));
  put_fact(out, "lang:", article->language);
  put_host(out, article->source);
  buffer_format(out, " story:%lld", (long long)article->story);
  index_window_facts(article->sequence, out);
  put_day(out, article->published);
  for (size_t i = 0; i < article->entity_count; i++) {
    put_name(words, article->entities[i].name, kind_of(article->entities[i].type), out);
    put_numbers(&article->entities[i], out);
  }
}

/* ---- numbers of entities ---- */

void index_ids_add(struct buffer *ids, int64_t *last, int64_t id)
{
  uint64_t step = (uint64_t)(id - *last);
  for (; step >= 128; step >>= 7) buffer_byte(ids, (char)(128 | (step & 127)));
  buffer_byte(ids, (char)step);
  *last = id;
}

bool index_ids_next(struct slice *ids, int64_t *last, int64_t *id)
{
  uint64_t step = 0;
  for (unsigned shift = 0; ids->length && shift < 63; shift += 7) {
    unsigned char byte = (unsigned char)ids->data[0];
    *ids = slice_from(*ids, 1);
    step |= (uint64_t)(byte & 127) << shift;
    if (byte >= 128) continue;
    *id = *last += (int64_t)step;
    return true;
  }
  return false;
}
