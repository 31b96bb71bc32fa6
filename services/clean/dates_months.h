/* dates_months.h - names of the months in some forty languages. */
#ifndef CLEAN_DATES_MONTHS_H
#define CLEAN_DATES_MONTHS_H

#include "base/slice.h"

#include <stdint.h>

/* dates_month - the month (1 to 12) whose name is the word at *at, which is advanced behind it; 0 when it is
 * none. */
int dates_month(struct slice text, size_t *at);

#endif
