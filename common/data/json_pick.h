/* json_pick.h - the few members of a large text that a reader needs.
 *
 * A program that decides by five fields of an article and keeps the rest as it came need not build the tree
 * of all its paragraphs and mentions: it picks first and parses what is left. Building the tree is three
 * quarters of reading. */
#ifndef DATA_JSON_PICK_H
#define DATA_JSON_PICK_H

#include "data/json.h"

/* One member to be kept. The first entry whose key fits decides; "*" fits every key. */
struct json_pick {
  const char *key;                 /* a list ends at NULL */
  const struct json_pick *members; /* what to keep of it when it is an object; NULL: all of it */
};

/* json_pick - guards the whole text as json_guard does, then appends it without the members of objects that
 * no entry fits. Values that are kept, and a text that is no object, are copied as they stand. A key that is
 * written with an escape is always kept whole: the choice saves work and never changes what is found. */
bool json_pick(struct slice text, const struct json_pick *picks, struct buffer *out, dp_error *error);

#endif
