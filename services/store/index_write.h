/* index_write.h - the writing end of the index; belongs to the indexer thread. */
#ifndef STORE_INDEX_WRITE_H
#define STORE_INDEX_WRITE_H

#include "store/index.h"
#include "store/index_article.h"

/* index_open_writer - opens or makes the index of the catalog `store` whose last sequence is `last`. A file
 * that is damaged, of another schema, of another catalog or ahead of it is removed and made anew; *anew says
 * so. */
struct index *index_open_writer(const char *path, const char *store, int64_t last, bool *anew,
                                dp_error *error);

/* index_begin, any number of index_add and index_remove, index_commit. After any false call index_rollback.
 */
bool index_begin(struct index *index, dp_error *error);
bool index_commit(struct index *index, dp_error *error);
void index_rollback(struct index *index);

/* index_add - an article behind all that are indexed. */
bool index_add(struct index *index, const struct index_article *article, dp_error *error);
/* index_skip - up to this sequence there is nothing more to index. */
bool index_skip(struct index *index, int64_t sequence, dp_error *error);
/* index_remove - an article that has expired; unknown ones are none. */
bool index_remove(struct index *index, int64_t sequence, dp_error *error);

/* index_expired, index_set_expired - how far the catalog's list of expired articles was followed. */
bool index_expired(struct index *index, int64_t *last, dp_error *error);
bool index_set_expired(struct index *index, int64_t last, dp_error *error);

#endif
