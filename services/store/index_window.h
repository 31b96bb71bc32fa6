/* index_window.h - an expression that is looked for in one stretch of the sequence only.
 *
 * FTS5 goes on through its lists, however long they are, as long as nothing fits; bounds on the rowid are
 * looked at when something does. So every article has two more facts, the numbers of the blocks that its
 * sequence lies in, and beside the blocks of a stretch the lists end with these. */
#ifndef STORE_INDEX_WINDOW_H
#define STORE_INDEX_WINDOW_H

#include "base/buffer.h"

/* index_window_facts - appends those facts. */
void index_window_facts(int64_t sequence, struct buffer *out);

/* index_window_put - sets `out` to the expression within the blocks of (after, upto], whose edges the rowid
 * still has to tell. Its phrases keep their numbers. A stretch of very many blocks is left as it is. */
void index_window_put(struct slice expression, int64_t after, int64_t upto, struct buffer *out);

#endif
