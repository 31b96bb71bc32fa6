/* upkeep.h - work on the store's files that takes long and that somebody asked for: a backup, a check. In a
 * thread of its own, one at a time; the store goes on beside it. */
#ifndef STORE_UPKEEP_H
#define STORE_UPKEEP_H

#include "base/clock.h"
#include "base/error.h"

#include <limits.h>
#include <stdint.h>

enum upkeep_task { UPKEEP_NOTHING, UPKEEP_BACKUP, UPKEEP_CHECK };

struct upkeep_figures {
  enum upkeep_task task; /* under way, or done last; NOTHING: none since the start */
  bool running;
  char directory[PATH_MAX]; /* of a backup */
  int64_t done, total;      /* pages of the file in hand; total 0: not known */
  int64_t last_sequence;    /* of the catalog that was copied or checked, when it was done */
  millis started_at, ended_at;
  dp_error failure; /* code 0: none */
};

struct upkeep;
struct upkeep *upkeep_new(const char *catalog_path, const char *cursors_path); /* copied */
void upkeep_free(struct upkeep **upkeep); /* what is under way is given up */

/* upkeep_backup - copies catalog and cursors, as they are at one moment each, into a directory (made if there
 * is none) that holds no backup yet, and checks the copy. upkeep_check - checks the catalog. False when the
 * work can't begin (EX_TEMPFAIL: other work is under way). */
bool upkeep_backup(struct upkeep *upkeep, const char *directory, dp_error *error);
bool upkeep_check(struct upkeep *upkeep, dp_error *error);

void upkeep_tell(struct upkeep *upkeep, struct upkeep_figures *figures);

#endif
