/* search_query.h - what a search asks for, read from one line of text; the same for searches and for
 * subscriptions.
 *
 *   rebelles touaregs        both words, in any form that has the same stem
 *   "opération Barkhane"     these words, one behind the other
 *   militair*                words that begin so; at least four letters
 *   mali OR niger            either; AND is what stands between two words anyway
 *   -sport, NOT sport        without
 *   ( … )                    as one
 *   title:mali               in the headline; likewise title:"…"
 *   place:NE                 a country (or a part of one, FR-75C) by ISO 3166, with all that lies in it
 *   place:"Burkina Faso"     a place by its name, or by words of it; or by place:geonames:2440485
 *   person:"…"  org:"…"      the same for people and organisations
 *   entity:"…"               the same for whatever has a name; also entity:wikidata:Q1032
 *   lang:fr                  the language of the text
 *   source:lefaso.net        the host that published it, or one under it
 *   story:17                 the copies of one article
 *   date:2026-01..2026-03    published then; a year, a month or a day, either end may be left out
 *   since:2026-01  until:2026-03-15    likewise, both inclusive
 *
 * OR binds less than AND. Operators are written in capitals. Letters count without case and accents. Pure:
 * the meaning of a text depends on nothing else, so that a subscription filters tomorrow as it does today. */
#ifndef STORE_SEARCH_QUERY_H
#define STORE_SEARCH_QUERY_H

#include "base/arena.h"
#include "base/error.h"

enum {
  SEARCH_QUERY_BYTES = 4096, /* of the text */
  SEARCH_QUERY_LEAVES = 64,  /* words, phrases and filters */
  SEARCH_QUERY_STARS = 4, /* all that begins so is gathered first: a tenth of a second at worst, for each */
  SEARCH_QUERY_DEPTH = 16 /* of parentheses */
};

enum search_kind {
  SEARCH_ALL,    /* every article; what an empty query asks for */
  SEARCH_WORDS,  /* one word, or a phrase */
  SEARCH_PREFIX, /* the last word of `text` is the beginning of one */
  SEARCH_DAYS,   /* published within */
  SEARCH_AND,
  SEARCH_OR,
  SEARCH_NOT /* without its one child */
};

enum search_field {
  SEARCH_TEXT, /* headline and text */
  SEARCH_TITLE,
  SEARCH_PLACE,
  SEARCH_PERSON,
  SEARCH_ORGANISATION,
  SEARCH_ENTITY,
  SEARCH_LANGUAGE,
  SEARCH_SOURCE,
  SEARCH_STORY,
  SEARCH_DATE
};

struct search_node {
  enum search_kind kind;
  enum search_field field;
  struct slice text;           /* WORDS, PREFIX: as written, without quotation marks and the star */
  int32_t first_day, last_day; /* DAYS: days since 1970-01-01, both inclusive */
  struct search_node *child;   /* AND, OR, NOT: the first */
  struct search_node *next;    /* the next child of the same parent */
};

struct search_query {
  struct slice text; /* trimmed, as written */
  struct search_node *root;
};

/* search_query_parse - reads a query into the arena. NULL with a sentence that tells what is wrong and where
 * (EX_USAGE): too long, too deep, too many parts, a quotation mark or parenthesis without its other half, a
 * filter that does not exist or whose value can't be read. Linear in the text. */
struct search_query *search_query_parse(struct arena *arena, struct slice text, dp_error *error);

#endif
