/* search_match.c - the expression of a query, written node by node. */
#include "store/search_match.h"

#include "base/clock.h"

#include <ctype.h>

struct writer {
  struct words *words;
  struct search_match *match;
  bool excluded;
};

static struct buffer *out_of(const struct writer *w)
{
  return &w->match->expression;
}

/* ---- phrases ---- */

static void begin_phrase(struct writer *w)
{
  buffer_text(out_of(w), "\"");
  w->match->phrases++;
}

static void fact(struct writer *w, const char *kind, struct slice value)
{
  begin_phrase(w);
  buffer_text(out_of(w), kind);
  for (size_t i = 0; i < value.length; i++)
    buffer_byte(out_of(w), (char)tolower((unsigned char)value.data[i]));
  buffer_text(out_of(w), "\"");
}

/* put_words - the words of a text as the tokens of one phrase. The last is left as it is written when it is
 * only the beginning of a word. */
static void put_words(struct writer *w, struct slice text, enum words_language language, const char *before,
                      bool open_end)
{
  struct words_reader reader = {.words = w->words, .text = text, .language = language}, look;
  struct word word, next;
  begin_phrase(w);
  size_t begin = out_of(w)->length;
  for (bool first = true; words_next(&reader, &word); first = false) {
    buffer_text(out_of(w), first ? "" : " ");
    buffer_text(out_of(w), before);
    look = reader;
    size_t start = out_of(w)->length;
    buffer_slice(out_of(w), word.stem);
    if (!open_end) continue;
    struct slice folded = word.folded;
    char copy[WORDS_BYTES];
    memcpy(copy, folded.data, folded.length);
    if (words_next(&look, &next)) continue;
    out_of(w)->length = start;
    buffer_append(out_of(w), copy, folded.length);
  }
  if (out_of(w)->length == begin) buffer_text(out_of(w), "none"); /* a phrase without a token is an error */
  buffer_text(out_of(w), open_end ? "\" *" : "\"");
}

/* put_once - what was just written from `start`, unless the same stands in front of it already. */
static void put_once(struct writer *w, size_t list, size_t start)
{
  struct buffer *out = out_of(w);
  struct slice written = {out->data + start, out->length - start};
  struct slice before = {out->data + list, start - list};
  static const char joint[] = " OR ";
  if (before.length == 0) return;
  if (memmem(before.data, before.length, written.data, written.length)) {
    out->length = start;
    out->data[start] = '\0';
    w->match->phrases--;
    return;
  }
  buffer_append(out, joint, 4);
  memmove(out->data + start + 4, out->data + start, written.length);
  memcpy(out->data + start, joint, 4);
}

/* ---- leaves ---- */

static void put_text_leaf(struct writer *w, const struct search_node *node)
{
  struct search_match *match = w->match;
  bool prefix = node->kind == SEARCH_PREFIX;
  struct search_leaf leaf = {.first = match->phrases, .start = out_of(w)->length, .prefix = prefix};
  buffer_text(out_of(w), node->field == SEARCH_TITLE ? "title : (" : "(");
  size_t list = out_of(w)->length;
  for (int language = 0; language < WORDS_LANGUAGES; language++) {
    size_t start = out_of(w)->length;
    put_words(w, node->text, (enum words_language)language, "", prefix);
    put_once(w, list, start);
    if (!prefix) continue;
    start = out_of(w)->length;
    put_words(w, node->text, (enum words_language)language, "", false);
    put_once(w, list, start);
  }
  buffer_text(out_of(w), ")");
  leaf.count = match->phrases - leaf.first;
  leaf.length = out_of(w)->length - leaf.start;
  match->prefix = match->prefix || prefix;
  if (!w->excluded) match->leaves[match->leaf_count++] = leaf;
}

static void put_names(struct writer *w, const struct search_node *node, const char *const *kinds)
{
  buffer_text(out_of(w), "(");
  for (size_t i = 0; kinds[i]; i++) {
    buffer_text(out_of(w), i ? " OR " : "");
    put_words(w, node->text, WORDS_OTHER, kinds[i], node->kind == SEARCH_PREFIX);
  }
  buffer_text(out_of(w), ")");
  w->match->prefix = w->match->prefix || node->kind == SEARCH_PREFIX;
}

/* is_country - "NE" or "FR-75C", in capitals: so "place:Or" is a name. */
static bool is_country(struct slice text)
{
  if (text.length < 2 || text.length > 6 || text.length == 3) return false;
  for (size_t i = 0; i < text.length; i++) {
    bool upper = isupper((unsigned char)text.data[i]) != 0;
    bool digit = isdigit((unsigned char)text.data[i]) != 0;
    if (i < 2 ? !upper : i == 2 ? text.data[i] != '-' : !upper && !digit) return false;
  }
  return true;
}

/* is_number_of - "geonames:2440485", "wikidata:Q1032" */
static bool is_number_of(struct slice text, const char *authority, const char *letter)
{
  int64_t number;
  if (!slice_starts(text, authority)) return false;
  text = slice_from(text, strlen(authority));
  if (!slice_starts(text, letter)) return false;
  return slice_number(slice_from(text, strlen(letter)), &number);
}

static void put_place(struct writer *w, const struct search_node *node)
{
  static const char *const kinds[] = {"loc.", NULL};
  bool words = node->kind == SEARCH_WORDS;
  if (words && is_country(node->text))
    fact(w, "iso:", node->text);
  else if (words && is_number_of(node->text, "geonames:", ""))
    fact(w, "", node->text);
  else
    put_names(w, node, kinds);
}

static void put_entity(struct writer *w, const struct search_node *node)
{
  static const char *const kinds[] = {"per.", "org.", "loc.", "ent.", NULL};
  bool number = is_number_of(node->text, "geonames:", "") || is_number_of(node->text, "wikidata:", "Q");
  if (node->kind == SEARCH_WORDS && number)
    fact(w, "", node->text);
  else
    put_names(w, node, kinds);
}

/* ---- days ---- */

static void put_span(struct writer *w, size_t *spans, const char *format, int year, int month, int day)
{
  buffer_text(out_of(w), (*spans)++ ? " OR " : "");
  begin_phrase(w);
  buffer_format(out_of(w), format, year, month, day);
  buffer_text(out_of(w), "\"");
}

/* put_days - a span as the fewest decades, years, months and days that make it up: some dozens at most. */
static void put_days(struct writer *w, const struct search_node *node)
{
  size_t spans = 0;
  buffer_text(out_of(w), "(");
  for (int64_t at = node->first_day; at <= node->last_day;) {
    int year, month, day;
    int64_t last = (int64_t)node->last_day + 1, next = at + 1;
    clock_date(at, &year, &month, &day);
    bool month_begins = day == 1, year_begins = month_begins && month == 1;
    int64_t month_end = month == 12 ? clock_days(year + 1, 1, 1) : clock_days(year, month + 1, 1);
    if (year_begins && year % 10 == 0 && clock_days(year + 10, 1, 1) <= last) {
      next = clock_days(year + 10, 1, 1);
      put_span(w, &spans, "t:%d", year / 10, 0, 0);
    } else if (year_begins && clock_days(year + 1, 1, 1) <= last) {
      next = clock_days(year + 1, 1, 1);
      put_span(w, &spans, "y:%04d", year, 0, 0);
    } else if (month_begins && month_end <= last) {
      next = month_end;
      put_span(w, &spans, "m:%04d-%02d", year, month, 0);
    } else {
      put_span(w, &spans, "d:%04d-%02d-%02d", year, month, day);
    }
    at = next;
  }
  if (!spans) put_span(w, &spans, "none", 0, 0, 0);
  buffer_text(out_of(w), ")");
}

/* ---- nodes ---- */

static void put_node(struct writer *w, const struct search_node *node);

static void put_list(struct writer *w, const struct search_node *parent, bool excluding, const char *joint)
{
  bool first = true;
  for (const struct search_node *child = parent->child; child; child = child->next) {
    if (parent->kind == SEARCH_AND && (child->kind == SEARCH_NOT) != excluding) continue;
    buffer_text(out_of(w), first ? "(" : joint);
    put_node(w, excluding ? child->child : child);
    first = false;
  }
  if (first) buffer_text(out_of(w), "("), fact(w, "all", SLICE(""));
  buffer_text(out_of(w), ")");
}

/* put_excluded - the right side of "x NOT y": FTS5 has no NOT of one side. */
static void put_excluded(struct writer *w, const struct search_node *node)
{
  bool before = w->excluded;
  buffer_text(out_of(w), " NOT ");
  w->excluded = true;
  if (node->kind == SEARCH_AND)
    put_list(w, node, true, " OR ");
  else
    put_node(w, node->child);
  w->excluded = before;
}

static bool has_excluded(const struct search_node *node)
{
  for (const struct search_node *child = node->child; child; child = child->next)
    if (child->kind == SEARCH_NOT) return true;
  return false;
}

static void put_group(struct writer *w, const struct search_node *node)
{
  buffer_text(out_of(w), "(");
  if (node->kind == SEARCH_NOT)
    fact(w, "all", SLICE(""));
  else
    put_list(w, node, false, node->kind == SEARCH_AND ? " AND " : " OR ");
  if (node->kind == SEARCH_NOT || (node->kind == SEARCH_AND && has_excluded(node))) put_excluded(w, node);
  buffer_text(out_of(w), ")");
}

static void put_leaf(struct writer *w, const struct search_node *node)
{
  static const char *const people[] = {"per.", NULL}, *const organisations[] = {"org.", NULL};
  switch (node->field) {
  case SEARCH_PLACE:
    put_place(w, node);
    break;
  case SEARCH_PERSON:
    put_names(w, node, people);
    break;
  case SEARCH_ORGANISATION:
    put_names(w, node, organisations);
    break;
  case SEARCH_ENTITY:
    put_entity(w, node);
    break;
  case SEARCH_LANGUAGE:
    fact(w, "lang:", node->text);
    break;
  case SEARCH_SOURCE:
    fact(w, "src:", node->text);
    break;
  case SEARCH_STORY:
    fact(w, "story:", node->text);
    break;
  case SEARCH_TEXT:
  case SEARCH_TITLE:
  case SEARCH_DATE:
    put_text_leaf(w, node);
    break;
  }
}

static void put_node(struct writer *w, const struct search_node *node)
{
  if (node->kind == SEARCH_ALL)
    fact(w, "all", SLICE(""));
  else if (node->kind == SEARCH_DAYS)
    put_days(w, node);
  else if (node->child)
    put_group(w, node);
  else
    put_leaf(w, node);
}

void search_match_make(struct words *words, const struct search_query *query, struct search_match *match)
{
  struct writer writer = {.words = words, .match = match};
  *match = (struct search_match){0};
  put_node(&writer, query->root);
}

void search_match_free(struct search_match *match)
{
  buffer_free(&match->expression);
}

void search_match_stems(struct words *words, const struct search_node *leaf, enum words_language language,
                        search_stem_fn *fn, void *context)
{
  struct words_reader reader = {.words = words, .text = leaf->text, .language = language};
  struct word word;
  char folded[WORDS_BYTES];
  size_t length = 0;
  while (words_next(&reader, &word)) {
    fn(context, word.stem, false);
    length = word.folded.length;
    memcpy(folded, word.folded.data, length);
  }
  if (leaf->kind == SEARCH_PREFIX && length) fn(context, (struct slice){folded, length}, true);
}
