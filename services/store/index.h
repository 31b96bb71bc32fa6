/* index.h - the index of the store: what articles are found by. A projection of the catalog, in a file of its
 * own (index.db) that may be deleted and is then made anew.
 *
 * Two connections: a writer, which belongs to the indexer thread (indexer.h), and a reader for whoever
 * answers. Articles are known by their sequence. */
#ifndef STORE_INDEX_H
#define STORE_INDEX_H

#include "store/search_query.h"

struct index;

/* index_open_reader - a connection for reading, to a file that the indexer has opened before. */
struct index *index_open_reader(const char *path, dp_error *error);
void index_close(struct index **index);

/* index_last - the sequence up to which articles are indexed; 0 for none. */
bool index_last(struct index *index, int64_t *last, dp_error *error);

/* index_scan - the next articles after sequence `after` that a query fits, ascending, at most `limit`, into
 * `sequences`; all revisions, but none that has expired. *upto is how far was looked: every match in (after,
 * *upto] is among them, nothing beyond was looked at, and it is never beyond what is indexed; so a follower
 * goes on from *upto. A call takes some milliseconds, up to a few dozen where little matches, and gets
 * further each time; *upto == after says that there is nothing new. */
bool index_scan(struct index *index, const struct search_query *query, int64_t after, size_t limit,
                int64_t *sequences, size_t *count, int64_t *upto, dp_error *error);

#endif
