/* frontier_internal.h - what frontier.c (writing) and frontier_read.c (reading) share. */
#ifndef FETCH_FRONTIER_INTERNAL_H
#define FETCH_FRONTIER_INTERNAL_H

#include "data/database.h"
#include "fetch/frontier.h"
#include "data/warc.h"

enum frontier_verdict { VERDICT_NONE, VERDICT_STORED, VERDICT_DUPLICATE, VERDICT_REJECTED };
extern const char *const frontier_verdict_names[4];

struct frontier {
  struct database *database;
  char epoch[64];
  struct frontier_counts counts, committed; /* in the open transaction, and as of the last commit */
  struct {
    int64_t id; /* row of the WARC file that was written last; 0: not looked up */
    char name[WARC_NAME];
    int64_t end;  /* of the last record in it that this transaction journals */
    bool changed; /* `end` is still to be written */
  } warc;
};

#endif
