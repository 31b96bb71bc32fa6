/* template.h - a text with places that the groups of a match fill in: "Loi {1}", "+{digits:0}".
 *
 * In braces stands the number or the name of a group, {0} for the whole match, and before it, with a colon,
 * what is done to its text: upper, lower, digits (only they stay), compact (letters and digits stay). A brace
 * that is meant as itself is written twice. */
#ifndef TAG_TEMPLATE_H
#define TAG_TEMPLATE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/pattern.h"

enum { TEMPLATE_PIECES = 16 };

enum template_change { TEMPLATE_AS_IT_IS, TEMPLATE_UPPER, TEMPLATE_LOWER, TEMPLATE_DIGITS, TEMPLATE_COMPACT };

struct template_piece {
  struct slice text; /* fixed; empty: a group */
  unsigned group;
  enum template_change change;
};

struct template
{
  struct template_piece pieces[TEMPLATE_PIECES];
  size_t count; /* 0: says nothing */
};

/* template_read - the groups are those of `pattern`; pieces point into `source`. */
bool template_read(struct slice source, const struct pattern *pattern, struct template *template,
                   dp_error *error);

/* template_fill - with the groups of the last find in `subject`; white space at the ends is cut. */
struct slice template_fill(const struct template *template, const struct pattern_match *match,
                           struct slice subject, struct arena *arena);

#endif
