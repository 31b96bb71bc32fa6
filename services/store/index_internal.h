/* index_internal.h - what the files of the index share. */
#ifndef STORE_INDEX_INTERNAL_H
#define STORE_INDEX_INTERNAL_H

#include "base/deflate.h"
#include "base/inflate.h"
#include "data/database.h"
#include "store/index.h"
#include "store/index_article.h"
#include "store/words.h"

struct index {
  struct database *database;
  struct words *words;
  struct deflate *deflate; /* of a writer */
  struct inflate *inflate;
  struct buffer columns[3]; /* title, text, facts: tokens in the making */
  struct buffer content, ids;
};

enum { INDEX_APPLICATION_ID = 0x64704978 /* "dpIx" */ };
extern const char *const index_schema[];

struct index *index_of(struct database *take_database, bool writer);

/* index_hold - what is read until index_release is of one moment, and costs one lock. */
bool index_hold(struct index *index, dp_error *error);
void index_release(struct index *index);

/* index_stems - appends the stems of a text, a space between two; returns how many. */
int64_t index_stems(struct words *words, enum words_language language, struct slice text, struct buffer *out);
/* index_facts - appends the tokens of the column `facts` (search_match.h). */
void index_facts(struct words *words, const struct index_article *article, struct buffer *out);

/* index_content - what was indexed of an article, in the arena: facts, title and text. *found: it is there.
 */
struct index_content {
  struct slice facts, title, text;
  enum words_language language;
};
bool index_content(struct index *index, struct arena *arena, int64_t sequence, struct index_content *content,
                   bool *found, dp_error *error);

/* index_ids - the numbers of an article's entities, as `doc.entities` has them: each the difference to the
 * one before, in base 128. */
void index_ids_add(struct buffer *ids, int64_t *last, int64_t id);
bool index_ids_next(struct slice *ids, int64_t *last, int64_t *id);

#endif
