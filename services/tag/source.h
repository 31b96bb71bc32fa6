/* source.h - where a news site is at home, as a hint for the names of places. */
#ifndef TAG_SOURCE_H
#define TAG_SOURCE_H

#include "base/arena.h"

/* source_country - the ISO 3166-1 code that the host of a URL ends with: "NE" for https://news.example.ne/a.
 * Empty when it ends with none, or with one that is sold for its letters (.tv, .io). In the arena. */
struct slice source_country(struct arena *arena, struct slice url);

#endif
