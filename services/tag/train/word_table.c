/* word_table.c - see word_table.h. */
#include "tag/train/word_table.h"

#include "base/memory.h"
#include "tag/fold.h"
#include "tag/tokens.h"
#include "tag/train/gzip.h"
#include "tag/train/hunspell.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORDS_IN_BUCKET = 16 /* of NAMES_WORD_SLOTS, on average */ };

struct entry {
  uint64_t hash; /* 0: free */
  uint8_t classes;
};

struct collection {
  struct entry *entries; /* open addressing */
  size_t size, count;
  struct tokens *tokens;
  bool english;
};

static struct entry *entry_of(struct entry *entries, size_t size, uint64_t hash)
{
  size_t i = (size_t)(hash ^ hash >> 32) & (size - 1);
  while (entries[i].hash && entries[i].hash != hash) i = (i + 1) & (size - 1);
  return &entries[i];
}

static void add(struct collection *words, uint64_t hash, uint8_t classes)
{
  if (words->count * 2 >= words->size) {
    size_t size = words->size * 2;
    struct entry *entries = memory_zero(size, sizeof *entries);
    for (size_t i = 0; i < words->size; i++)
      if (words->entries[i].hash) *entry_of(entries, size, words->entries[i].hash) = words->entries[i];
    free(words->entries);
    words->entries = entries;
    words->size = size;
  }
  struct entry *entry = entry_of(words->entries, words->size, hash);
  words->count += !entry->hash;
  entry->hash = hash;
  entry->classes |= classes;
}

/* Only what is one token is looked up one day. */
static const struct token *only_token(struct collection *words, struct slice word)
{
  tokens_begin(words->tokens, word);
  if (!tokens_next(words->tokens) || words->tokens->count != 1) return NULL;
  const struct token *token = words->tokens->list;
  return token->flags & TOKEN_WORD && token->folded_length ? token : NULL;
}

static bool noted(struct slice notes, const char *note)
{
  return notes.length && memmem(notes.data, notes.length, note, strlen(note));
}

static uint8_t french_classes(struct slice notes)
{
  uint8_t classes = 0;
  if (noted(notes, "po:nom")) classes |= NAMES_FR_NOUN;
  if (noted(notes, "po:adj")) classes |= NAMES_FR_ADJECTIVE;
  if (noted(notes, "po:v1") || noted(notes, "po:v2") || noted(notes, "po:v3") || noted(notes, "po:v0"))
    classes |= NAMES_FR_VERB;
  if (noted(notes, "po:prn")) classes |= NAMES_GIVEN;
  if (noted(notes, "po:patr")) classes |= NAMES_SURNAME;
  if (noted(notes, "po:npr")) classes |= NAMES_PROPER;
  return classes ? classes : NAMES_FR_OTHER;
}

static void see_word(void *context, struct slice word, struct slice notes)
{
  struct collection *words = context;
  const struct token *token = only_token(words, word);
  if (!token) return;
  bool capital = token->flags & TOKEN_CAPITAL;
  uint8_t classes = capital ? NAMES_PROPER : NAMES_EN_SMALL;
  if (!words->english) {
    classes = french_classes(notes);
    if (capital) classes &= (uint8_t)(NAMES_GIVEN | NAMES_SURNAME | NAMES_PROPER);
  }
  if (classes) add(words, token->hash, classes);
}

static struct slice next_cell(struct slice *line)
{
  bool quoted = line->length && line->data[0] == '"';
  struct slice cell = {line->data + quoted, 0};
  size_t end = quoted;
  while (end < line->length && line->data[end] != (quoted ? '"' : ',')) end++;
  cell.length = end - quoted;
  *line = slice_from(*line, end + 1 + quoted);
  return cell;
}

static bool read_people(struct collection *words, const char *path, uint8_t class, dp_error *error)
{
  if (!path) return true;
  struct buffer text = BUFFER_EMPTY;
  bool well = gzip_read(path, &text, error);
  size_t column = SIZE_MAX;
  struct slice rest = buffer_view(&text);
  while (well && rest.length) {
    const char *end = memchr(rest.data, '\n', rest.length);
    struct slice line = {rest.data, end ? (size_t)(end - rest.data) : rest.length};
    rest = slice_from(rest, line.length + 1);
    bool header = column == SIZE_MAX;
    for (size_t i = 0; line.length; i++) {
      struct slice cell = slice_trim(next_cell(&line));
      if (header && slice_is(cell, "Romanized Name")) column = i;
      const struct token *token = !header && i == column ? only_token(words, cell) : NULL;
      if (token) add(words, token->hash, class);
    }
  }
  buffer_free(&text);
  return well;
}

static int by_hash(const void *left, const void *right)
{
  const struct entry *a = left, *b = right;
  return (a->hash > b->hash) - (a->hash < b->hash);
}

/* In the order of hashes, so that the table is the same whatever order the words came in. */
static void fill(struct collection *words, struct word_table *table)
{
  qsort(words->entries, words->size, sizeof *words->entries, by_hash);
  table->words = words->count;
  table->count = (uint32_t)(words->count / WORDS_IN_BUCKET + 1);
  table->buckets = memory_zero(table->count, sizeof *table->buckets);
  for (size_t i = 0; i < words->size; i++) {
    if (!words->entries[i].hash) continue;
    uint64_t hash = names_mix(words->entries[i].hash, 1);
    struct names_word_bucket *bucket = &table->buckets[names_bucket(hash, table->count)];
    size_t slot = 0;
    while (slot < NAMES_WORD_SLOTS && bucket->check[slot] && bucket->check[slot] != names_check(hash)) slot++;
    table->dropped += slot == NAMES_WORD_SLOTS;
    if (slot == NAMES_WORD_SLOTS) continue;
    bucket->check[slot] = names_check(hash);
    bucket->classes[slot] |= words->entries[i].classes;
  }
}

bool word_table_build(const struct word_sources *sources, struct word_table *table, dp_error *error)
{
  struct collection words = {.size = 1 << 16, .tokens = tokens_new()};
  words.entries = memory_zero(words.size, sizeof *words.entries);
  *table = (struct word_table){0};
  char stem[4096];
  snprintf(stem, sizeof stem, "%s/fr", sources->hunspell);
  bool well = hunspell_read(stem, see_word, &words, error);
  snprintf(stem, sizeof stem, "%s/en_US", sources->hunspell);
  words.english = true;
  well = well && hunspell_read(stem, see_word, &words, error);
  well = well && read_people(&words, sources->given, NAMES_GIVEN, error) &&
         read_people(&words, sources->surnames, NAMES_SURNAME, error);
  if (well) fill(&words, table);
  tokens_free(&words.tokens);
  free(words.entries);
  return well;
}

void word_table_free(struct word_table *table)
{
  free(table->buckets);
  *table = (struct word_table){0};
}
