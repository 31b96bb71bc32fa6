/* corpus.c - see corpus.h. */
#include "tag/train/corpus.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "data/json.h"
#include "tag/train/gzip.h"

#include <stdlib.h>

static const char *const type_names[] = {"PER", "ORG", "LOC", "EVENT", "PRODUCT", "MISC"};

/* Sources that mark names by other customs than ours, or leave out a type. */
static const struct {
  const char *source;
  unsigned custom;
  uint32_t unlabelled;
} foreign[] = {
    {"winer", 1, 0}, {"gum", 2, 0}, {"wikigold", 2, 0}, {"ewt", 2, 1u << NAMES_EVENT | 1u << NAMES_PRODUCT}};
static const float OWN_WEIGHT = 1.5F; /* of what was labelled by our customs */

/* A source that calls something what the others don't. */
static const struct {
  const char *source, *words[2];
  int type;
} corrections[] = {{"winer", {"aéroport ", "Aéroport "}, NAMES_LOC}};

static int type_named(struct slice name)
{
  for (int i = 0; i <= SPAN_ANYTHING; i++)
    if (slice_is(name, type_names[i])) return i;
  return -1;
}

static struct document *add_document(struct corpus *corpus, struct slice source)
{
  if (corpus->count == corpus->capacity) {
    corpus->capacity = corpus->capacity ? corpus->capacity * 2 : 256;
    corpus->documents = memory_resize(corpus->documents, corpus->capacity * sizeof *corpus->documents);
  }
  struct document *document = &corpus->documents[corpus->count++];
  *document = (struct document){.source = source, .weight = OWN_WEIGHT};
  for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
    if (!slice_starts(source, foreign[i].source)) continue;
    document->weight = 1;
    document->custom = foreign[i].custom;
    document->unlabelled = foreign[i].unlabelled;
  }
  return document;
}

static int by_start(const void *left, const void *right)
{
  const struct span *a = left, *b = right;
  return (a->start > b->start) - (a->start < b->start);
}

static size_t byte_of(struct slice text, uint32_t point)
{
  size_t at = 0;
  while (point-- && at < text.length) utf8_decode(text, &at);
  return at;
}

static void correct(const struct document *document, struct span *span)
{
  struct slice words = slice_from(document->text, byte_of(document->text, span->start));
  for (size_t i = 0; i < sizeof corrections / sizeof *corrections; i++)
    for (size_t k = 0; k < 2; k++)
      if (slice_starts(document->source, corrections[i].source) &&
          slice_starts(words, corrections[i].words[k]))
        span->type = corrections[i].type;
}

static bool read_line(struct corpus *corpus, struct slice line, dp_error *error)
{
  struct json *row = json_parse(corpus->arena, line, error);
  if (!row) return false;
  struct document *document = add_document(corpus, json_get_text(row, "source"));
  document->id = json_get_text(row, "id");
  document->text = json_get_text(row, "text");
  document->french = slice_is(json_get_text(row, "lang"), "fr");
  const struct json *entities = json_get(row, "entities");
  document->spans = arena_alloc(corpus->arena, (json_count(entities) + 1) * sizeof *document->spans);
  for
    json_each(entity, entities)
    {
      int type = type_named(json_get_text(entity, "type"));
      if (type < 0) continue;
      document->spans[document->count++] = (struct span){(uint32_t)json_get_integer(entity, "start", 0),
                                                         (uint32_t)json_get_integer(entity, "end", 0), type};
      correct(document, &document->spans[document->count - 1]);
    }
  qsort(document->spans, document->count, sizeof *document->spans, by_start);
  return true;
}

/* The type that stands behind an opening bracket at `at`, with the blank behind it; -1: it is only a bracket.
 */
static int bracket_type(struct slice text, size_t at, size_t *behind)
{
  size_t n = at + 1;
  while (n < text.length && text.data[n] >= 'A' && text.data[n] <= 'Z') n++;
  if (n >= text.length || text.data[n] != ' ') return -1;
  *behind = n + 1;
  struct slice name = {text.data + at + 1, n - at - 1};
  int type = type_named(name);
  static const char *const others[] = {"DATE", "TIME", "NORP", "QUANTITY", "MONEY", "PERCENT"};
  for (size_t i = 0; type < 0 && i < sizeof others / sizeof *others; i++)
    if (slice_is(name, others[i])) return SPAN_ANYTHING + 1;
  return type;
}

static void read_bracketed(struct corpus *corpus, struct slice text, bool french, struct slice source)
{
  struct buffer plain = BUFFER_EMPTY;
  struct span *spans = memory_alloc((text.length / 4 + 1) * sizeof *spans), open = {0};
  size_t count = 0;
  uint32_t point = 0;
  bool inside = false;
  for (size_t at = 0; at < text.length;) {
    size_t behind = at;
    int type = text.data[at] == '[' && !inside ? bracket_type(text, at, &behind) : -1;
    if (type >= 0) {
      open = (struct span){point, point, type};
      inside = true;
      at = behind;
    } else if (inside && text.data[at] == ']') {
      open.end = point;
      if (open.type <= SPAN_ANYTHING) spans[count++] = open;
      inside = false;
      at++;
    } else {
      utf8_decode(text, &behind);
      buffer_append(&plain, text.data + at, behind - at);
      point++;
      at = behind;
    }
  }
  struct document *document = add_document(corpus, source);
  document->text = arena_slice(corpus->arena, buffer_view(&plain));
  document->id = source;
  document->french = french;
  document->count = count;
  document->spans = arena_alloc(corpus->arena, (count + 1) * sizeof *spans);
  memcpy(document->spans, spans, count * sizeof *spans);
  free(spans);
  buffer_free(&plain);
}

static bool ends(struct slice text, const char *end)
{
  size_t n = strlen(end);
  return text.length >= n && memcmp(text.data + text.length - n, end, n) == 0;
}

/* Whether a text is English: its file is named en-… or …-en.txt. */
static bool is_named_english(struct slice path)
{
  const char *folder = memrchr(path.data, '/', path.length);
  struct slice name = folder ? slice_from(path, (size_t)(folder + 1 - path.data)) : path;
  return slice_starts(name, "en-") || ends(name, "-en.txt");
}

static void read_text_file(struct corpus *corpus, struct slice path, struct slice text)
{
  bool french = !is_named_english(path);
  while (text.length) {
    const char *cut = memmem(text.data, text.length, "\n---\n", 5);
    struct slice part = {text.data, cut ? (size_t)(cut - text.data) : text.length};
    text = slice_from(text, part.length + (cut ? 5 : 0));
    part = slice_trim(part);
    const char *line = part.length && part.data[0] == '#' ? memchr(part.data, '\n', part.length) : NULL;
    if (line) part = slice_from(part, (size_t)(line + 1 - part.data));
    if (part.length) read_bracketed(corpus, part, french, SLICE("text"));
  }
}

bool corpus_read(struct corpus *corpus, const char *path, dp_error *error)
{
  if (!corpus->arena) corpus->arena = arena_new();
  struct buffer content = BUFFER_EMPTY;
  bool well = gzip_read(path, &content, error);
  struct slice rest = buffer_view(&content);
  if (well && ends(slice_of(path), ".txt")) {
    read_text_file(corpus, slice_of(path), rest);
    rest.length = 0;
  }
  for (size_t number = 1; well && rest.length; number++) {
    const char *end = memchr(rest.data, '\n', rest.length);
    struct slice line = {rest.data, end ? (size_t)(end - rest.data) : rest.length};
    rest = slice_from(rest, line.length + 1);
    if (line.length) well = read_line(corpus, line, error);
    if (!well) error_wrap(error, "%s:%zu", path, number);
  }
  buffer_free(&content);
  return well;
}

void corpus_free(struct corpus *corpus)
{
  free(corpus->documents);
  if (corpus->arena) arena_free(&corpus->arena);
  *corpus = (struct corpus){0};
}
