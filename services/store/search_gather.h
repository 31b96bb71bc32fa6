/* search_gather.h - the newest articles that a query fits, and what is needed to put them in order.
 *
 * However many there are, at most SEARCH_BLOCK of them are gathered: so a common word costs no more than a
 * rare one. Older ones are the next block. */
#ifndef STORE_SEARCH_GATHER_H
#define STORE_SEARCH_GATHER_H

#include "base/clock.h"
#include "data/database.h"
#include "store/index.h"
#include "store/search_match.h"

enum { SEARCH_BLOCK = 1000 };

struct search_hit {
  int64_t sequence, story, source, words;
  millis published, stored_at;
  double score;
  int64_t copies; /* other hits of the same story, once they are told apart */
  char language[4];
  struct slice entities; /* numbers, packed, in the arena */
  struct slice hits;     /* DATABASE_HITS bytes a phrase, in the arena */
};

struct search_block {
  struct search_hit *hits; /* newest first */
  size_t count;
  int64_t top;    /* the newest sequence that was looked at */
  int64_t bottom; /* and the oldest; 1: all was looked at */
};

/* search_gather - the newest hits up to sequence `top` (0: the newest of all), within about `budget`
 * milliseconds. Only the newest revision of each article, unless `revisions`. */
struct search_gather {
  const struct search_match *match;
  int64_t top;
  size_t most;
  millis budget;
  bool revisions;
};
bool search_gather(struct index *index, struct arena *arena, const struct search_gather *gather,
                   struct search_block *block, dp_error *error);

/* search_rank - gives each hit its score and sorts, best first. Okapi BM25 (Robertson, Spärck Jones and
 * others, 1994) over the words that were asked for, a word of the headline counting as three; times a factor
 * that halves with each month of age, down to 0.4. What was asked without words is sorted by age. */
bool search_rank(struct index *index, const struct search_match *match, struct search_block *block,
                 dp_error *error);

/* search_sort_newest - by day of publication, then by sequence. */
void search_sort_newest(struct search_block *block);

/* search_merge_copies - keeps the first hit of each story and counts the others on it. */
void search_merge_copies(struct arena *arena, struct search_block *block);

#endif
