/* dead.h - the dead letters of one sink: articles that its receiver did not take, a line each, in
 * STATE_DIR/sinks/NAME.dead.jsonl: {"sequence", "id", "at", "tries", "reason", "event"}. */
#ifndef SINK_DEAD_H
#define SINK_DEAD_H

#include "data/event.h"

struct dead_letter {
  int64_t sequence;
  struct slice id;
  millis at;
  int64_t tries;
  struct slice reason;
  struct slice event_json; /* the numbered event */
};

struct dead;

/* dead_open - the file's place; `directory` is made if need be. Letters of a retry that was cut short are
 * waiting again. */
struct dead *dead_open(const char *directory, const char *name, dp_error *error);
void dead_close(struct dead **dead);

/* dead_add - durable when true. */
bool dead_add(struct dead *dead, const struct dead_letter *letter, dp_error *error);

int64_t dead_count(const struct dead *dead); /* letters, those that are tried again included */

/* dead_revive - sets all letters aside to be tried again; false when they can't be moved. While some are set
 * aside already nothing happens: those come first. */
bool dead_revive(struct dead *dead, dp_error *error);

bool dead_reviving(const struct dead *dead); /* there are letters set aside, perhaps since before a crash */

/* dead_next - the next letter that was set aside, in the arena. *found is false when there is none: then the
 * place where they were is removed. A letter that the receiver refuses again is to be added again. */
bool dead_next(struct dead *dead, struct arena *arena, struct dead_letter *letter, bool *found,
               dp_error *error);
/* dead_put_back - the letter that dead_next gave last is its next one again. */
void dead_put_back(struct dead *dead);

/* dead_page - for who looks on while the sink works: the next letters as they stand in the files, whole
 * lines, at least one and then as many as fit DEAD_PAGE bytes, appended to `out`. `place` is "" at the
 * beginning and gets where the next page begins, "" at the end. False (EX_USAGE) for a place that none gave.
 */
enum { DEAD_PLACE = 32, DEAD_PAGE = 1024 * 1024 };
bool dead_page(const char *directory, const char *name, char place[DEAD_PLACE], struct buffer *out,
               dp_error *error);

#endif
