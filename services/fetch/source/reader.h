/* reader.h - the cage: a child process that reads the answers of sources.
 *
 * Parsers of foreign XML and HTML don't run in the process that holds the journal. The child is this program
 * started again (reader_serve); it has one socket to its parent and shuts every other door behind itself
 * (runtime/sandbox.h). When it crashes, hangs or answers nonsense, that answer counts as unreadable. Behind
 * an unreadable answer, and behind a hundred others, the next question gets a new child: so a child that an
 * answer took over has few others to lie about. One question is asked at a time; the others wait. */
#ifndef FETCH_SOURCE_READER_H
#define FETCH_SOURCE_READER_H

#include "fetch/source/read.h"
#include "runtime/loop.h"

struct reader;

/* Called from the loop: the next part of what question `id` found; `more` parts follow. `found` lives until
 * it returns. A `found` with a problem is always the last part. It may ask and hold, but not free the reader.
 */
typedef void reader_fn(void *context, uint64_t id, const struct found *found, bool more);

struct reader *reader_new(struct loop *loop, millis timeout, reader_fn *fn, void *context);
void reader_free(struct reader **reader); /* ends the child; questions are forgotten without a word */
/* reader_ask - copies the answer. */
void reader_ask(struct reader *reader, uint64_t id, const struct source_answer *answer);
/* reader_hold - on: no further part is given for now, so that what was found can be journaled first. */
void reader_hold(struct reader *reader, bool on);

/* reader_serve - the child's main: answers questions on its standard input until it is closed; exit code. */
int reader_serve(void);
#define READER_OPTION "--reader"

#endif
