/* layers.h - the layers of the tagger by their names, for settings and command lines. */
#ifndef DATA_LAYERS_H
#define DATA_LAYERS_H

#include "base/error.h"
#include "base/slice.h"

/* Each can be switched off. In a language that is neither French nor English, names are those of the
 * gazetteer alone. */
enum tag_layer {
  TAG_NAMES = 1 << 0,   /* PER ORG LOC EVENT PRODUCT */
  TAG_NORP = 1 << 1,    /* nationalities and peoples */
  TAG_DATES = 1 << 2,   /* DATE TIME */
  TAG_AMOUNTS = 1 << 3, /* QUANTITY MONEY PERCENT */
  TAG_QUOTES = 1 << 4,
  TAG_RULES = 1 << 5, /* the operator's own */
  TAG_LINKS = 1 << 6, /* what entities are in the world */
  TAG_ALL = (1 << 7) - 1
};

/* layers_name - the word for one layer: "names"; NULL when it is none. */
const char *layers_name(enum tag_layer layer);

/* layers_read - the layers that words separated by commas name, as bits: "names,dates"; "all" is every one.
 */
bool layers_read(struct slice words, unsigned *layers, dp_error *error);

#endif
