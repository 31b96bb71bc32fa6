/* search_tally.h - what the articles that a query fits name, how often, when, and together with what. */
#ifndef STORE_SEARCH_TALLY_H
#define STORE_SEARCH_TALLY_H

#include "base/clock.h"
#include "store/index.h"

enum tally_by { TALLY_WHOLE, TALLY_DAY, TALLY_WEEK, TALLY_MONTH };
enum {
  TALLY_BLOCK = 20000, /* articles in one answer, newest first */
  TALLY_MOST = 5000,   /* entities in one answer */
  TALLY_PAIRED = 100   /* the commonest of them, of which pairs are counted */
};

struct tally_request {
  const struct search_query *query;
  int64_t top;       /* of the block; 0: the newest */
  struct slice type; /* only entities of this type; empty: of all */
  size_t limit;      /* entities, or pairs */
  enum tally_by by;
  bool pairs;
};

/* So many articles in the time that begins with this day (a week on Monday). */
struct tally_period {
  int32_t day;
  int64_t count;
};
struct tally_entity {
  struct slice type, name, iso3166, geonames, wikidata;
  int64_t latitude, longitude; /* millionths of a degree */
  bool located;
  int64_t count;                /* articles that name it */
  struct tally_period *periods; /* ascending; with `by` */
  size_t period_count;
};
struct tally_pair {
  size_t one, other; /* positions in `entities` */
  int64_t count;     /* articles that name both */
};

struct tally {
  size_t articles;
  int64_t top, bottom;           /* as in search_gather.h */
  struct tally_entity *entities; /* most first */
  size_t entity_count;
  struct tally_period *periods; /* of the articles themselves; with `by` */
  size_t period_count;
  struct tally_pair *pairs; /* most first */
  size_t pair_count;
};

/* search_tally - counts a block; everything lies in the arena. Only the newest revision of an article counts,
 * and each copy of a story does. */
bool search_tally(struct index *index, struct arena *arena, const struct tally_request *request,
                  struct tally *tally, dp_error *error);

#endif
