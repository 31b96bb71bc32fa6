/* norp_list.c - the list and its inflection. Endings are those of folded words: "en" stands for "ien" and
 * "éen". */
#include "tag/norp_list.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "tag/embed.h"
#include "tag/fold.h"
#include "tag/language.h"

#include <stdlib.h>

struct norp {
  struct norp_entry *table;
  size_t size, count;
  struct lexicon *lexicon;
};

/* One line of the list while it is read. */
struct line {
  unsigned flags;
  bool language, small, capital;
  struct slice iso3166;
};

enum { FORM_MAX = 96 };
struct form {
  char text[FORM_MAX];
  size_t length;
};

static struct norp_entry *place_of(struct norp_entry *table, size_t size, uint64_t key)
{
  size_t i = (size_t)key & (size - 1);
  while (table[i].key && table[i].key != key) i = (i + 1) & (size - 1);
  return &table[i];
}

static void grow(struct norp *norp)
{
  size_t size = norp->size * 2;
  struct norp_entry *table = memory_zero(size, sizeof *table);
  for (size_t i = 0; i < norp->size; i++)
    if (norp->table[i].key) *place_of(table, size, norp->table[i].key) = norp->table[i];
  free(norp->table);
  norp->table = table;
  norp->size = size;
}

static void keep(struct norp *norp, uint64_t key, unsigned flags, struct slice iso3166)
{
  if (norp->count * 2 >= norp->size) grow(norp);
  struct norp_entry *entry = place_of(norp->table, norp->size, key);
  entry->flags |= entry->key ? flags & (NORP_FRENCH | NORP_ENGLISH) : flags;
  if (entry->key) return;
  norp->count++;
  entry->key = key;
  entry->iso3166 = iso3166;
}

/* Adds a folded form: its key, and its last word to the lexicon. */
static void add(struct norp *norp, const struct line *line, const struct form *form, bool lemma, bool plural)
{
  struct slice rest = {form->text, form->length}, word;
  uint64_t key = 0;
  unsigned flags = line->flags;
  for (char separator = '-'; embed_field(&rest, separator, &word);)
    key = fold_join(key, fold_hash(word.data, word.length));
  if (line->language && lemma) flags |= NORP_LANGUAGE;
  if (line->small && !plural) flags |= NORP_SMALL;
  if (line->capital) flags |= NORP_CAPITAL;
  lexicon_add(norp->lexicon, word, LEX_NORP);
  keep(norp, key, flags, line->iso3166);
}

/* Folds a word; hyphens, and "_" for a space, part its tokens alike. */
static struct form folded(struct slice word)
{
  struct form form = {.length = 0};
  for (size_t byte = 0; byte < word.length && form.length + FOLD_MAX + 4 < FORM_MAX;) {
    uint32_t c = utf8_decode(word, &byte);
    form.length += fold_put(c == '_' ? '-' : c, form.text + form.length);
  }
  return form;
}

static bool ends(const struct form *form, const char *ending)
{
  size_t n = strlen(ending);
  return form->length >= n && memcmp(form->text + form->length - n, ending, n) == 0;
}

static void add_ending(struct norp *norp, const struct line *line, const struct form *form, size_t cut,
                       const char *ending)
{
  struct form longer = *form;
  longer.length -= cut;
  for (const char *c = ending; *c; c++) longer.text[longer.length++] = *c;
  size_t n = strlen(ending);
  bool plural = n && (ending[n - 1] == 's' || ending[n - 1] == 'x');
  add(norp, line, &longer, n == 0 && cut == 0, plural);
}

static void add_each(struct norp *norp, const struct line *line, const struct form *form, const char *endings)
{
  struct slice rest = slice_of(endings), ending;
  char text[8];
  while (embed_field(&rest, ' ', &ending)) {
    memcpy(text, ending.data, ending.length);
    text[ending.length] = 0;
    add_ending(norp, line, form, 0, text);
  }
}

static void add_french(struct norp *norp, const struct line *line, struct slice word)
{
  struct slice masculine, feminine = word;
  embed_field(&feminine, '/', &masculine);
  struct form form = folded(masculine);
  if (feminine.data) {
    struct form other = folded(feminine);
    add_each(norp, line, &form, " s");
    add_ending(norp, line, &other, 0, "s");
    add(norp, line, &other, false, false);
  } else if (ends(&form, "e")) {
    add_each(norp, line, &form, " s");
  } else if (ends(&form, "en") || ends(&form, "on")) {
    add_each(norp, line, &form, " s ne nes");
  } else if (ends(&form, "s") || ends(&form, "x")) {
    add_each(norp, line, &form, " e es");
  } else {
    add_each(norp, line, &form, " s e es");
    if (ends(&form, "al")) add_ending(norp, line, &form, 1, "ux");
  }
}

static void add_english(struct norp *norp, const struct line *line, struct slice word)
{
  struct form form = folded(word);
  bool fixed = ends(&form, "s") || ends(&form, "sh") || ends(&form, "ch") || ends(&form, "ese");
  add_each(norp, line, &form, fixed ? "" : " s");
}

static void read_words(struct norp *norp, struct line line, struct slice words, unsigned language)
{
  struct slice word;
  line.flags |= language;
  while (embed_field(&words, ' ', &word)) {
    if (!word.length) continue;
    struct form fixed = folded(slice_from(word, 1));
    if (word.data[0] == '=')
      add(norp, &line, &fixed, false, ends(&fixed, "s"));
    else if (language == NORP_FRENCH)
      add_french(norp, &line, word);
    else
      add_english(norp, &line, word);
  }
}

static bool has(struct slice text, char c)
{
  return text.length && memchr(text.data, c, text.length) != NULL;
}

static void read_line(struct norp *norp, struct slice rest)
{
  struct slice kind, iso3166, french, english = {"", 0};
  if (!embed_field(&rest, '\t', &kind) || !embed_field(&rest, '\t', &iso3166)) return;
  if (!embed_field(&rest, '\t', &french)) return;
  if (rest.data) english = rest;
  struct line line = {.flags = has(kind, 'N')   ? NORP_COUNTRY
                               : has(kind, 'P') ? NORP_PEOPLE
                               : has(kind, 'R') ? NORP_CREED
                                                : NORP_PARTY,
                      .language = has(kind, 'l'),
                      .small = has(kind, 'c'),
                      .capital = has(kind, 'C'),
                      .iso3166 = iso3166};
  read_words(norp, line, french, NORP_FRENCH);
  read_words(norp, line, english, NORP_ENGLISH);
}

struct norp *norp_new(struct lexicon *lexicon)
{
  struct norp *norp = memory_zero(1, sizeof *norp);
  norp->size = 8192;
  norp->table = memory_zero(norp->size, sizeof *norp->table);
  norp->lexicon = lexicon;
  struct slice list = EMBEDDED(demonyms), line;
  while (embed_line(&list, &line)) read_line(norp, line);
  norp->lexicon = NULL;
  return norp;
}

void norp_free(struct norp **norp)
{
  if (!*norp) return;
  free((*norp)->table);
  free(*norp);
  *norp = NULL;
}

const struct norp_entry *norp_list_at(const struct norp *norp, const struct tokens *tokens, size_t first,
                                      size_t past)
{
  uint64_t key = 0;
  for (size_t i = first; i < past; i++) key = fold_join(key, tokens->list[i].hash);
  const struct norp_entry *entry = place_of(norp->table, norp->size, key);
  return entry->key ? entry : NULL;
}
