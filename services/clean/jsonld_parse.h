/* jsonld_parse.h - JSON as templates write it, broken in the same few ways on thousands of sites. */
#ifndef CLEAN_JSONLD_PARSE_H
#define CLEAN_JSONLD_PARSE_H

#include "data/json.h"

/* jsonld_parse - the value in a script. Passed over are comments, CDATA and HTML comments round the value,
 * trailing commas, a semicolon and what else follows; read are raw control characters and unescaped quotes in
 * strings, strings in single quotes, bare words. Several values behind each other come as an array, of a key
 * that is there twice the last counts, and a script that ends too early gives what it held. Truth values come
 * as text. Depth, members of an object and the number of nodes are limited, and what is beyond is left out.
 * NULL: there is no value. Time is linear in the size. */
const struct json *jsonld_parse(struct arena *arena, struct slice script);

#endif
