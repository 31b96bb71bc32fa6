/* lexicon.c - see lexicon.h. Open addressing, at most half full. */
#include "tag/lexicon.h"

#include "base/memory.h"
#include "tag/embed.h"
#include "tag/fold.h"

#include <stdlib.h>

struct entry {
  uint64_t hash; /* 0: free */
  uint32_t classes;
};

struct lexicon {
  struct entry *table;
  size_t size, count; /* size is a power of two */
};

static const struct {
  const char *name;
  uint32_t classes;
} class_names[] = {{"stop", LEX_STOP},
                   {"notname", LEX_NOT_NAME},
                   {"acronymstop", LEX_NO_ACRONYM},
                   {"given", LEX_GIVEN},
                   {"family", LEX_FAMILY},
                   {"title", LEX_TITLE},
                   {"civility", LEX_CIVILITY | LEX_TITLE},
                   {"plural", LEX_PLURAL},
                   {"particle", LEX_PARTICLE},
                   {"at", LEX_AT},
                   {"placeof", LEX_PLACE_OF},
                   {"placekind", LEX_PLACE_KIND},
                   {"placehead", LEX_PLACE_HEAD},
                   {"placetail", LEX_PLACE_TAIL},
                   {"companysuffix", LEX_COMPANY},
                   {"orghead", LEX_ORG_HEAD},
                   {"speech", LEX_SPEECH},
                   {"orgbefore", LEX_ORG_BEFORE},
                   {"month", LEX_MONTH},
                   {"weekday", LEX_WEEKDAY},
                   {"dateword", LEX_DATE}};

static struct entry *place_of(struct entry *table, size_t size, uint64_t hash)
{
  size_t i = (size_t)hash & (size - 1);
  while (table[i].hash && table[i].hash != hash) i = (i + 1) & (size - 1);
  return &table[i];
}

static void grow(struct lexicon *lexicon)
{
  size_t size = lexicon->size * 2;
  struct entry *table = memory_zero(size, sizeof *table);
  for (size_t i = 0; i < lexicon->size; i++)
    if (lexicon->table[i].hash) *place_of(table, size, lexicon->table[i].hash) = lexicon->table[i];
  free(lexicon->table);
  lexicon->table = table;
  lexicon->size = size;
}

void lexicon_add(struct lexicon *lexicon, struct slice word, uint32_t classes)
{
  if (lexicon->count * 2 >= lexicon->size) grow(lexicon);
  uint64_t hash = fold_hash(word.data, word.length);
  struct entry *entry = place_of(lexicon->table, lexicon->size, hash);
  if (!entry->hash) lexicon->count++;
  entry->hash = hash;
  entry->classes |= classes;
}

static uint32_t class_named(struct slice name)
{
  for (size_t i = 0; i < sizeof class_names / sizeof *class_names; i++)
    if (slice_is(name, class_names[i].name)) return class_names[i].classes;
  return 0;
}

static void read_words(struct lexicon *lexicon, struct slice list)
{
  struct slice line, name, word;
  while (embed_line(&list, &line)) {
    if (!embed_field(&line, ':', &name)) continue;
    uint32_t classes = class_named(name);
    while (embed_field(&line, ' ', &word))
      if (word.length) lexicon_add(lexicon, word, classes);
  }
}

struct lexicon *lexicon_new(void)
{
  struct lexicon *lexicon = memory_zero(1, sizeof *lexicon);
  lexicon->size = 8192;
  lexicon->table = memory_zero(lexicon->size, sizeof *lexicon->table);
  read_words(lexicon, EMBEDDED(words));
  struct slice given = EMBEDDED(given), line;
  while (embed_line(&given, &line)) lexicon_add(lexicon, line, LEX_GIVEN);
  return lexicon;
}

void lexicon_free(struct lexicon **lexicon)
{
  if (!*lexicon) return;
  free((*lexicon)->table);
  free(*lexicon);
  *lexicon = NULL;
}

static uint32_t classes_of(const struct lexicon *lexicon, uint64_t hash)
{
  return place_of(lexicon->table, lexicon->size, hash)->classes;
}

void lexicon_classify(const struct lexicon *lexicon, struct tokens *tokens)
{
  for (size_t i = 0; i < tokens->count; i++) {
    struct token *token = &tokens->list[i];
    token->classes =
        token->folded_length && (token->flags & TOKEN_WORD) ? classes_of(lexicon, token->hash) : 0;
  }
  tokens->list[tokens->count].classes = 0;
}
