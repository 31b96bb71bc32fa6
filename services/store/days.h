/* days.h - days as numbers since 1970-01-01, of the Gregorian calendar. Pure. */
#ifndef STORE_DAYS_H
#define STORE_DAYS_H

#include "base/slice.h"

enum {
  DAYS_FIRST = -70 * 365 - 17, /* 1900-01-01 */
  DAYS_LAST = 130 * 365 + 31   /* 2099-12-31 */
};

/* days_read - "2026", "2026-01" or "2026-01-31": the first and the last day of it. False when it is none of
 * these or lies outside of 1900 to 2099. */
bool days_read(struct slice text, int32_t *first, int32_t *last);
/* days_read_range - the same, or two of them with ".." between, of which one may be left out. */
bool days_read_range(struct slice text, int32_t *first, int32_t *last);

#endif
