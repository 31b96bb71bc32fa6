/* cursors.h - durable subscriptions: by name, up to which article each subscriber has done its work.
 *
 * A pure core over one small database file beside the catalog: time is an argument, articles are not known
 * here. A cursor's position is the sequence up to which everything is acknowledged, and counts in the catalog
 * whose id the cursor carries. */
#ifndef STORE_CURSORS_H
#define STORE_CURSORS_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

struct cursors;

struct cursors_options {
  const char *path;
  const char *vfs; /* NULL, or the crashing one of a simulation */
  bool exclusive;  /* one connection and no shared-memory file */
};
struct cursors *cursors_open(const struct cursors_options *options, dp_error *error);
void cursors_close(struct cursors **cursors);

enum { CURSORS_MOST = 10000, CURSOR_NAME = 64, CURSOR_FILTER = 4096 };

struct cursor {
  struct slice name;   /* 1 to CURSOR_NAME of [A-Za-z0-9._-], not beginning with . or - */
  struct slice filter; /* text of a query; empty: every article */
  struct slice store;  /* id of the catalog that `position` counts in */
  int64_t position;    /* 0: nothing is acknowledged */
  millis made_at;
  millis acked_at; /* 0: never */
};

/* cursors_begin, changes, cursors_commit: they count only when commit returned true, and are durable then.
 * After any false call cursors_rollback. A commit that failed may still be found behind a crash. */
bool cursors_begin(struct cursors *cursors, dp_error *error);
bool cursors_commit(struct cursors *cursors, dp_error *error);
void cursors_rollback(struct cursors *cursors);

/* cursors_make - makes the cursor as it is given, if none of its name exists (*made). Of one that exists
 * nothing changes but, with `replace`, the filter; another filter without it is refused (EX_USAGE), as are a
 * name or filter that can't be one, and one cursor more than CURSORS_MOST (EX_CANTCREAT). */
bool cursors_make(struct cursors *cursors, const struct cursor *cursor, bool replace, bool *made,
                  dp_error *error);

/* cursors_acknowledge - everything up to `to` is done. Never goes back: less than the position changes
 * nothing. False when there is no such cursor (EX_NOINPUT). */
bool cursors_acknowledge(struct cursors *cursors, struct slice name, int64_t to, millis now, dp_error *error);

/* cursors_seek - the cursor stands at `position` of the catalog `store` from now on, forward or back. False
 * when there is no such cursor (EX_NOINPUT). */
bool cursors_seek(struct cursors *cursors, struct slice name, struct slice store, int64_t position,
                  dp_error *error);
bool cursors_remove(struct cursors *cursors, struct slice name, bool *removed, dp_error *error);

/* cursors_recede - no cursor of this catalog stands behind its end: those that do, because the catalog was
 * restored from an older copy, are set back to it; *count is how many. */
bool cursors_recede(struct cursors *cursors, struct slice store, int64_t last, int64_t *count,
                    dp_error *error);

/* cursors_find - in the arena. False with EX_NOINPUT when there is no such cursor. */
bool cursors_find(struct cursors *cursors, struct arena *arena, struct slice name, struct cursor *cursor,
                  dp_error *error);

/* cursors_list - up to `limit` cursors whose name follows `after` (empty: all), by name, in the arena. */
bool cursors_list(struct cursors *cursors, struct arena *arena, struct slice after, int64_t limit,
                  struct cursor **list, size_t *count, dp_error *error);

/* cursors_behind - up to `limit` of those that count in this catalog, the furthest behind first, in the
 * arena.
 */
bool cursors_behind(struct cursors *cursors, struct arena *arena, struct slice store, int64_t limit,
                    struct cursor **list, size_t *count, dp_error *error);

struct cursors_figures {
  int64_t count;
  int64_t behind; /* the least position of those that count in the catalog asked for; -1: there is none */
};
bool cursors_count(struct cursors *cursors, struct slice store, struct cursors_figures *figures,
                   dp_error *error);

#endif
