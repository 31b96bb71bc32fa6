/* search_match.h - a query as the index understands it: an expression of SQLite's FTS5, made of our own
 * tokens only, so that nothing of what a person wrote reaches its parser.
 *
 * The tokens of an article, in three columns: `title` and `text` have stems; `facts` has
 *   all                                     on every article
 *   lang:fr  src:lefaso.net src:net  story:17
 *   n:0 o:0                                 the blocks of its sequence (index_window.h)
 *   d:2026-01-31 m:2026-01 y:2026 t:202     when it was published: day, month, year, decade
 *   per.vladimir per.poutine | …            names, a bar between two; likewise org. loc. ent. (any other
 * type) iso:ne iso:fr-75c iso:fr geonames:2440485 wikidata:q1032     what its places and entities are */
#ifndef STORE_SEARCH_MATCH_H
#define STORE_SEARCH_MATCH_H

#include "base/buffer.h"
#include "store/search_query.h"
#include "store/words.h"

/* A part of the query that tells how well an article fits: what was asked for in words and not excluded. */
struct search_leaf {
  size_t first, count;  /* of its phrases in the expression, from 0 */
  size_t start, length; /* of its own expression within the whole */
  bool prefix;
};

struct search_match {
  struct buffer expression; /* freed by search_match_free */
  struct search_leaf leaves[SEARCH_QUERY_LEAVES];
  size_t leaf_count, phrases;
  bool prefix; /* has a word with a star */
};

void search_match_make(struct words *words, const struct search_query *query, struct search_match *match);
void search_match_free(struct search_match *match);

/* search_match_stems - of a leaf (WORDS or PREFIX in text or title), calls fn with each token that shows it
 * in a text of that language. */
typedef void search_stem_fn(void *context, struct slice stem, bool prefix);
void search_match_stems(struct words *words, const struct search_node *leaf, enum words_language language,
                        search_stem_fn *fn, void *context);

#endif
