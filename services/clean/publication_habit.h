/* publication_habit.h - whether those who wrote a page put the month before the day. */
#ifndef CLEAN_PUBLICATION_HABIT_H
#define CLEAN_PUBLICATION_HABIT_H

#include "base/slice.h"

/* publication_month_first - is 04/05/2024 the fifth of April? `language` is what the page declares, empty
 * when nothing. Yes for English of the United States and the Philippines; for English without a country, or
 * none declared, unless the host's top-level domain is of another country or the path begins with one
 * (/en-gb/). After the short dates of Unicode CLDR. */
bool publication_month_first(struct slice language, struct slice url);

#endif
