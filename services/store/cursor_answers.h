/* cursor_answers.h - what the store answers to the requests about durable subscriptions, cursor.open to
 * cursor.remove (PROTOCOL.md, section 5). Belongs to the query thread.
 *
 * Acknowledgements that come close together share one transaction, so that a thousand subscribers cost one
 * sync: each is answered when it is on disk, by cursor_answers_settle, between two requests. */
#ifndef STORE_CURSOR_ANSWERS_H
#define STORE_CURSOR_ANSWERS_H

#include "runtime/control.h"
#include "store/cursors.h"

struct answers;

/* That wait at most: half of it is a full transaction, the rest is room for those that one turn of the loop
 * still brings. */
enum { CURSOR_ACKS = 128 };
struct cursor_acks {
  struct {
    struct control_later *later;
    char name[CURSOR_NAME + 1];
  } waiting[CURSOR_ACKS];
  size_t count;
  bool open;        /* their transaction is */
  dp_error failure; /* code 0: it did not fail */
};

control_fn answer_cursor_open, answer_cursor_next, answer_cursor_ack, answer_cursor_seek, answer_cursor_list,
    answer_cursor_remove;

/* cursor_answers_settle - commits and answers the acknowledgements that wait. `more`: another request is
 * there, so that it may wait for it. Outside of handlers. */
void cursor_answers_settle(struct answers *answers, bool more);

/* cursor_answers_figures - for status: how many there are, and the lag of those that are furthest behind. */
void cursor_answers_figures(struct answers *answers, struct arena *arena, struct json *object);

/* cursor_answers_start - behind the opening of the files: no cursor is ahead of the catalog. */
bool cursor_answers_start(struct answers *answers, dp_error *error);

#endif
