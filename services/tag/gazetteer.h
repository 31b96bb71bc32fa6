/* gazetteer.h - the names known by heart: countries, regions, cities, and the people, organisations, places,
 * events and products of the lists in data/.
 *
 * Immutable once made. The longest name wins. The text must write capitals where the name has them, so that
 * "nice" is no city and "NICE" may be one. One name may stand for several things: all of them are given, the
 * likeliest first; all names of one thing lead to the same struct. */
#ifndef TAG_GAZETTEER_H
#define TAG_GAZETTEER_H

#include "tag/finds.h"
#include "tag/lexicon.h"
#include "tag/trie.h"

struct known {
  enum find_type type;
  char kind;    /* 'C' country, 'S' subdivision, 'P' populated place, 'A' area; 'N' from our own lists */
  bool capital; /* of a country */
  bool obscure; /* known to few */
  bool placed;  /* latitude and longitude are known */
  int32_t latitude, longitude; /* thousandths of a degree */
  uint32_t people;             /* population; 0 when unknown */
  struct slice name;           /* main name */
  struct slice code;     /* ISO 3166: of C and S its own, of P and N the country it lies in; may be empty */
  struct slice admin;    /* GeoNames code of the first-order division a P lies in: "TX", "07" */
  struct slice id;       /* GeoNames id of P */
  struct slice wikidata; /* "Q1032" */
  struct slice subtype;  /* of N: "media", "party", "river", "aircraft"; see data/README.md */
};

struct gazetteer;

/* gazetteer_new - the embedded lists. First words that may be written small, large places and names of people
 * are noted in the lexicon. */
struct gazetteer *gazetteer_new(struct lexicon *lexicon);
void gazetteer_free(struct gazetteer **gazetteer);

/* gazetteer_match - the longest name that begins at token i: its length in tokens, 0 when there is none. */
size_t gazetteer_match(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t i,
                       struct trie_hit *hit);

/* gazetteer_exact - the name that is tokens first to past - 1, no more and no less. */
bool gazetteer_exact(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t first,
                     size_t past, struct trie_hit *hit);

/* gazetteer_next - what the name may stand for, one by one, the likeliest first; NULL at the end. A copy of
 * the hit starts again. `doubtful` (may be NULL): the name is as often something else, and makes no claim by
 * itself. */
const struct known *gazetteer_next(const struct gazetteer *gazetteer, struct trie_hit *hit, bool *doubtful);

/* What gazetteer_mark says of a token; 0 when it is in no name. */
enum gazetteer_mark {
  MARK_PER = 1, /* what the name may stand for; several may be set */
  MARK_ORG = 2,
  MARK_LOC = 4,
  MARK_EVENT = 8,
  MARK_PRODUCT = 16,
  MARK_TYPES = 31,
  MARK_FIRST = 32, /* where in the name; a name of one token is first and last */
  MARK_LAST = 64,
  MARK_DOUBTFUL = 128, /* as often something that no list has */
  MARK_LARGE = 256     /* a country or a large city */
};

/* gazetteer_mark - one mark for each token of the stretch, of the longest names from the left. */
void gazetteer_mark(const struct gazetteer *gazetteer, const struct tokens *tokens, uint16_t *marks);

/* known_link - what is known of it by the numbers of others. */
void known_link(const struct known *known, struct entity_link *link);

#endif
