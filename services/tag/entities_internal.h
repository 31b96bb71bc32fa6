/* entities_internal.h - what the files of `entities` share. */
#ifndef TAG_ENTITIES_INTERNAL_H
#define TAG_ENTITIES_INTERNAL_H

#include "tag/entities.h"
#include "tag/entities_table.h"
#include "tag/entities_words.h"

/* What the words around a place say of its kind. */
enum place_wanted {
  WANTED_ANY,
  WANTED_CITY,    /* "ville de" */
  WANTED_REGION,  /* "province de" */
  WANTED_AT,      /* "à": in French a city, or an island */
  WANTED_LAND,    /* "au", "en": no city */
  WANTED_NOTHING, /* a river or a street, which the gazetteer does not know by that name */
};

enum gender { GENDER_UNKNOWN, GENDER_MAN, GENDER_WOMAN };

/* What is noted of one find while its tokens are there. */
struct named {
  uint32_t words, count; /* in entities.words */
  struct name_letters letters;
  struct trie_hit hit;    /* the name in the gazetteer; length 0: unknown */
  struct trie_hit inside; /* the place inside a longer name, "nord du [Mali]" */
  uint64_t inside_key;
  uint32_t holder; /* number of the find that it may lie in, and 1: "Tripoli, au Liban" */
  uint32_t people; /* of the NORP in front, and 1: "ville libanaise de Tripoli" */
  uint32_t thing;  /* its entity, and 1 */
  uint8_t wanted;  /* enum place_wanted */
  uint8_t gender;
  bool strictly;  /* in the holder and nowhere else: "Paris (Texas)" */
  bool bracketed; /* in brackets right behind the find before */
};

/* An entity in the making. */
struct thing {
  enum find_type type;
  uint32_t first, last;      /* finds: the first, and the one reached last on the way through the text */
  uint32_t fullest;          /* the find whose text is its name */
  const struct known *known; /* what it is in the gazetteer; NULL when that is unknown */
  bool inside;               /* the link is that of the place it lies in */
  char letter;               /* first of the given name; 0: unknown */
  uint8_t gender;
  bool by_surname; /* called so by the text before, and by nothing else */
  size_t number;   /* among those that are said */
};

enum { COUNTRIES = 26 * 26 };

struct entities {
  const struct gazetteer *gazetteer;
  const struct finds *finds;
  struct entities_options options;
  struct slice text;
  struct name_word *words;
  size_t word_count, word_room;
  struct named *named; /* one per find */
  size_t named_count, named_room;
  struct thing *things;
  size_t thing_count, thing_room;
  struct table table;       /* things by keys of all kinds */
  int countries[COUNTRIES]; /* how much the text speaks of each, by the two letters of its code */
};

/* What a key of the table says, so that one table serves all. */
enum key_kind {
  KEY_NAME = 1, /* the whole name */
  KEY_KNOWN,    /* an entry of the gazetteer */
  KEY_PAIR,     /* two words of a full name */
  KEY_LAST,     /* last word of a full name */
  KEY_WORD,     /* any other word of it */
  KEY_INITIALS,
  KEY_BRACKETED, /* one word in brackets behind a name */
  KEY_PREFIX,    /* the words that a longer name begins with */
  KEY_PLACE,     /* a place whose meaning the text tells, by its name */
  KEY_RULED      /* the name that an operator's rule gives */
};

uint64_t entities_key(enum key_kind kind, uint64_t value, enum find_type type);

static inline const struct name_word *words_of(const struct entities *entities, const struct named *named)
{
  return entities->words + named->words;
}

/* entities_add - a new thing, named by a find. */
uint32_t entities_add(struct entities *entities, uint32_t find);

/* entities_join - the find names the thing. */
void entities_join(struct entities *entities, uint32_t find, uint32_t thing);

/* entities_known - the likeliest thing of a type that the gazetteer has by that name; NULL when there is
 * none, or the name is as often something else. */
const struct known *entities_known(const struct entities *entities, const struct named *named,
                                   enum find_type type);

/* The steps. Each is linear in the finds. */
void entities_people(struct entities *entities);
void entities_organisations(struct entities *entities);
void entities_places(struct entities *entities);

#endif
