/* publication_ago.h - "il y a 3 heures", "vor 2 Tagen", "5 minutes ago". */
#ifndef CLEAN_PUBLICATION_AGO_H
#define CLEAN_PUBLICATION_AGO_H

#include "clean/dates.h"

/* publication_ago - the day (of UTC) that lies as long before `now` as the text says, when it says so. Only
 * as good as `now` is near the moment when the text was written: the caller must know. */
bool publication_ago(struct slice text, millis now, struct date *date);

#endif
