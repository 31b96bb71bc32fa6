/* story.h - which of the articles before it tells the same as a new one, by the fingerprint that the cleaner
 * gave each (PROTOCOL.md, depeche.fingerprint).
 *
 * A pure index in memory over the newest articles, filled from the catalog when that is opened: the tables
 * keep what was decided, and nothing here needs a disk. Two fingerprints are compared only where one of their
 * 32 pairs of neighbouring bins is the same, and of each pair only with the newest that have it; so an
 * article costs the same whatever the store holds. (Indyk and Motwani, "Approximate Nearest Neighbors",
 * 1998.)
 *
 * Precision before recall. From STORY_ALIKE on two texts are taken for one; two of one site only from
 * STORY_ALIKE_AT_HOME on, because a site says its own standing phrases every day (weather, markets,
 * fixtures), while another that says them has copied. Who is less than STORY_CLOSE like the one that it
 * follows must also be STORY_CORE like the first of the story: else an article that tells two things would
 * join both stories. */
#ifndef STORE_STORY_H
#define STORE_STORY_H

#include "base/clock.h"

enum {
  STORY_BINS = 64,
  STORY_LOOK = 64,          /* of each pair of bins the newest so many are looked at */
  STORY_ALIKE = 22,         /* percent */
  STORY_ALIKE_AT_HOME = 65, /* the same for two articles of one site */
  STORY_CLOSE = 50,         /* from here on it is asked no more */
  STORY_CORE = 10,
  STORY_SHARED = 8, /* so many bins at least must be the same: short texts say too little */
};
#define STORY_WINDOW ((millis)14 * 24 * 3600 * 1000) /* what was stored earlier is no longer looked at */
enum { STORY_MOST = 1 << 17 };                       /* and no more than the newest so many */

struct story_print {
  unsigned char bins[STORY_BINS]; /* 0: no shingle fell into it */
};

/* story_read_print - reads a value of depeche.fingerprint.similar; false when it is none of the version that
 * is known here. */
bool story_read_print(struct slice similar, struct story_print *print);

/* story_likeness - estimated share of shingles that both have, in percent; 0 where they share too few to
 * tell. */
int story_likeness(const struct story_print *one, const struct story_print *other);

/* An article in the index. */
struct story_entry {
  int64_t sequence, story;
  int64_t site; /* equal for articles of one site */
  millis stored_at;
  struct story_print print;
};

struct stories;
struct stories *stories_new(size_t most); /* at most so many articles: a power of two from 1024 on */
void stories_free(struct stories **stories);

/* stories_add - in the order of the sequence. */
void stories_add(struct stories *stories, const struct story_entry *entry);

/* stories_find - the article most like `entry` (whose sequence and story don't count) of those whose story it
 * may join, of equal ones the first: *story is its story, and the return value how alike they are in percent;
 * 0 when there is none. */
int stories_find(struct stories *stories, const struct story_entry *entry, int64_t *story);

/* stories_forget - takes back what was added after `sequence`. */
void stories_forget(struct stories *stories, int64_t sequence);

size_t stories_count(const struct stories *stories);

#endif
