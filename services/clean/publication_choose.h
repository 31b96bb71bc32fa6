/* publication_choose.h - the day that the sightings of a page speak for. */
#ifndef CLEAN_PUBLICATION_CHOOSE_H
#define CLEAN_PUBLICATION_CHOOSE_H

#include "clean/publication_sightings.h"

/* What a place may do by itself. */
enum publication_voice {
  VOICE_MUTE,   /* only supports others */
  VOICE_SPEAKS, /* a day that it names may be the answer */
  VOICE_UPDATE  /* it names the day of a change */
};

/* Whether two places are independent of each other. */
enum publication_kind { KIND_SAID = 1, KIND_SHOWN = 2, KIND_ADDRESSED = 4 };

struct publication_place {
  enum publication_voice voice;
  enum publication_kind kind;
  const char *from; /* a word of fact.h */
};
extern const struct publication_place publication_places[SEEN_PLACES];

struct publication_weights {
  struct {
    int weight;     /* hundredths of a logit */
    int confidence; /* percent: how often it is right where it leads and nothing of another kind agrees */
  } of[SEEN_PLACES];
  int agreed; /* percent: how often a day is right that two kinds of places name */
};

/* publication_learned - as the trainer wrote them (DEVELOPING.md). */
extern const struct publication_weights publication_learned;

/* A day that was seen, and what speaks for it. The places are sets of bits. */
struct candidate {
  int64_t day;
  uint64_t first; /* the first day that these places name */
  uint64_t later; /* these named another before */
  bool turned;    /* the other reading of 04/05 */
};

struct candidates {
  struct candidate items[SIGHTINGS];
  size_t count;
};

/* A place counts once a day: whole for the first day it names, in part for later ones. The other reading of
 * an ambiguous date counts a little. */
enum { LATER_SHARE = 35, TURNED = 40 };

/* publication_candidates - each day once, as they were seen. */
void publication_candidates(const struct sightings *sightings, struct candidates *candidates);

struct publication_choice {
  bool known;
  int64_t day;
  enum sighting_place leader; /* the place of the greatest weight */
  bool agreed;                /* two kinds of places name it */
};

/* publication_choose - the day of the greatest sum that some place may answer with; else the day of the
 * update; else nothing is known. `candidates`: of the same sightings. */
struct publication_choice publication_choose(const struct sightings *sightings,
                                             const struct candidates *candidates,
                                             const struct publication_weights *weights);

/* publication_update - the first sighting of the first place that tells of a change; NULL: none does. */
const struct sighting *publication_update(const struct sightings *sightings);

#endif
