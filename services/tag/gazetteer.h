/* gazetteer.h - the names known by heart: countries, regions, cities, and the names of names.tsv.
 *
 * Immutable once made. A sequence of folded words leads from node to node of a hash trie; the longest name
 * wins. The text must write capitals where the name has them, so that "nice" is no city and "NICE" may be
 * one. */
#ifndef TAG_GAZETTEER_H
#define TAG_GAZETTEER_H

#include "tag/finds.h"
#include "tag/lexicon.h"

struct known {
  enum find_type type;
  char kind;         /* 'C' country, 'S' subdivision, 'P' populated place, 'A' area; 'N' from names.tsv */
  bool capital;      /* of a country */
  bool ambiguous;    /* as often something else */
  bool obscure;      /* known to few */
  uint32_t people;   /* population; 0 when unknown */
  struct slice name; /* main name */
  struct slice code; /* ISO 3166 code of C and S, country of P */
  struct slice id;   /* GeoNames id of P */
};

struct gazetteer;

/* gazetteer_new - the embedded lists. First words that may be written small are noted in the lexicon. */
struct gazetteer *gazetteer_new(struct lexicon *lexicon);
void gazetteer_free(struct gazetteer **gazetteer);

/* gazetteer_match - the longest name that begins at token i: its length in tokens, 0 when there is none. */
size_t gazetteer_match(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t i,
                       const struct known **known);

/* gazetteer_find - every name of the stretch; how strong depends on how well known it is and on what stands
 * around it. With `only_places`, names of languages whose context we can't read: places alone. */
void gazetteer_find(const struct gazetteer *gazetteer, const struct tokens *tokens, struct finds *finds,
                    bool only_places);

/* known_link - what is known of it by the numbers of others. */
void known_link(const struct known *known, struct entity_link *link);

#endif
