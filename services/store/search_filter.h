/* search_filter.h - the filters of a query: their names, and what their values mean. */
#ifndef STORE_SEARCH_FILTER_H
#define STORE_SEARCH_FILTER_H

#include "store/search_query.h"

struct search_filter {
  const char *name;
  enum search_field field;
  bool words; /* the value is words or a name, read like any others; else `read` reads it */
  /* fills kind, text and days of a node; false with what is wrong with the value, in a static sentence. */
  bool (*read)(struct arena *arena, struct slice value, struct search_node *node, const char **problem);
};

const struct search_filter *search_filter_named(struct slice name); /* NULL when there is none */
extern const char search_filter_names[];                            /* for a person */

#endif
