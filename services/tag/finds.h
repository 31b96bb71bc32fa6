/* finds.h - what the layers found in a stretch of tokens, before it is decided what stays. */
#ifndef TAG_FINDS_H
#define TAG_FINDS_H

#include "base/arena.h"
#include "data/annotation.h"
#include "tag/tokens.h"
#include "tag/trie.h"

enum find_type {
  FIND_UNKNOWN /* of no find: no type that a list knows */,
  FIND_PER,
  FIND_ORG,
  FIND_LOC,
  FIND_EVENT,
  FIND_PRODUCT,
  FIND_NORP, /* the last of those that name an entity */
  FIND_DATE,
  FIND_TIME,
  FIND_QUANTITY,
  FIND_MONEY,
  FIND_PERCENT,
  FIND_OWN, /* of an operator's rule: the type is find.label */
  FIND_TYPES
};

/* How sure a layer is; of two finds that overlap the surer one stays, of two equally sure ones the longer. */
enum find_strength {
  FIND_FAIR = 40,
  FIND_STRONG = 60,
  FIND_CERTAIN = 80,
  FIND_OPERATOR = 100 /* the operator's own rules go before everything */
};

struct known; /* an entry of the gazetteer */

struct find {
  uint32_t first, past_token; /* tokens of the stretch */
  uint32_t start, end;        /* bytes */
  uint32_t at, past;          /* code points */
  uint8_t type, strength;
  uint8_t layer;             /* enum tag_layer */
  uint64_t key;              /* hash of the folded tokens */
  const struct known *known; /* NULL when not in the gazetteer */
  struct trie_hit hit;       /* everything the gazetteer knows by that name; length 0: nothing */
  const char *rule;
  uint8_t confidence; /* percent; 0: not counted */
  struct slice value; /* as in struct mention; in the arena, like the three below */
  struct slice unit;
  struct slice modifier;
  struct slice label;      /* type of a FIND_OWN */
  struct slice name;       /* the name a rule gives; empty: the text */
  struct entity_link link; /* what a layer knows of it already: a people's country, a rule's link */
};

/* A document has at most so many finds: beyond that a text is no article, and the rest of it stays untagged.
 */
enum { FINDS_MAX = 50000 };

struct finds {
  struct find *list;
  size_t count, capacity;
  size_t stretch; /* the first find of the stretch being read */
  uint8_t layer;  /* enum tag_layer of what is added now */
  bool full;      /* something had no room */
};

/* finds_add - a find over tokens first to past - 1; NULL when the document has too many. Valid until the next
 * call. */
struct find *finds_add(struct finds *finds, const struct tokens *tokens, size_t first, size_t past,
                       enum find_type type, int strength, const char *rule);
/* find_type_name - the type as it is said: "PER". */
struct slice find_type_name(const struct find *find);

/* finds_add_bytes - a find over the text from byte `start` to `end`, which may cut tokens (of well-formed
 * UTF-8 at the edges of characters); white space at its ends is left out. NULL when nothing is left, or there
 * is no room. */
struct find *finds_add_bytes(struct finds *finds, const struct tokens *tokens, size_t start, size_t end,
                             enum find_type type, int strength, const char *rule);
void finds_free(struct finds *finds);

/* find_names - it names an entity, as dates and amounts don't. */
bool find_names(const struct find *find);

#endif
