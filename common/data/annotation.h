/* annotation.h - what the tagger says of a text: mentions, the entities they name, and quotes.
 *
 * Offsets are Unicode code points into the text, `start` inclusive, `end` exclusive. An empty slice says that
 * nothing is known. Everything lives in the arena of the article, or is static. */
#ifndef DATA_ANNOTATION_H
#define DATA_ANNOTATION_H

#include "base/slice.h"

#include <stdbool.h>
#include <stdint.h>

/* What an entity is in the world, by the numbers that others use for it. */
struct entity_link {
  struct slice iso3166;  /* "NE", "FR-75C": a country or a part of one; for a town or a people its country */
  struct slice geonames; /* "2440485" */
  struct slice wikidata; /* "Q1032" */
  double latitude, longitude; /* degrees, WGS 84 */
  bool located;               /* the two above are known */
};

/* A thing that the text speaks of, once, however often it is named. */
struct entity {
  struct slice type; /* of its mentions */
  struct slice name; /* the fullest the text has, or the name it is known by: "Burkina Faso" */
  struct entity_link link;
};

/* A place in the text. Mentions are in order and do not overlap. */
struct mention {
  struct slice type; /* PER ORG LOC EVENT PRODUCT NORP DATE TIME QUANTITY MONEY PERCENT, or a rule's own */
  size_t start, end;
  struct slice exact; /* the text between them */
  size_t entity;      /* position in `entities`; ENTITY_NONE for dates, quantities and the like */
  struct slice value; /* DATE, TIME: ISO 8601 or TIMEX3; QUANTITY, MONEY, PERCENT: a decimal number "1000.5",
                         for a range "10/20"; a rule's own normal form */
  struct slice unit;  /* of QUANTITY: "troupes américaines", "km"; of MONEY: ISO 4217 "EUR" */
  struct slice
      modifier;       /* as in TIMEX3: MORE_THAN LESS_THAN EQUAL_OR_MORE EQUAL_OR_LESS APPROX START MID END */
  struct slice rule;  /* the layer or rule that found it, for a person to read */
  uint8_t confidence; /* percent; 0 where the layer does not count */
};
#define ENTITY_NONE SIZE_MAX

struct quote {
  size_t start, end;             /* with the quotation marks */
  size_t inner_start, inner_end; /* without; the same for an indirect quote */
  bool direct;
  struct slice speaker; /* as the text has it: "Un des instructeurs russes"; empty when it says nothing */
  size_t speaker_start, speaker_end;
  size_t entity;          /* who that is; ENTITY_NONE when not known */
  struct slice cue;       /* "a déclaré à" */
  struct slice addressee; /* "Télé Sahel" */
};

struct annotations {
  const struct mention *mentions;
  size_t mention_count;
  const struct entity *entities;
  size_t entity_count;
  const struct quote *quotes; /* in order */
  size_t quote_count;
};

#endif
