/* names_labels.h - the labels of tokens: outside, and for each type of name its beginning, inside, last token
 * or the only one (BILOU). */
#ifndef TAG_NAMES_LABELS_H
#define TAG_NAMES_LABELS_H

#include <stdbool.h>

enum names_type { NAMES_PER, NAMES_ORG, NAMES_LOC, NAMES_EVENT, NAMES_PRODUCT, NAMES_TYPES };
enum names_part { NAMES_BEGIN = 1, NAMES_INSIDE, NAMES_LAST, NAMES_UNIT };
enum { NAMES_OUTSIDE, NAMES_LABELS = 1 + 4 * NAMES_TYPES, NAMES_STRIDE = 24 /* labels, padded */ };

static inline int names_label(enum names_type type, enum names_part part)
{
  return (int)type * 4 + (int)part;
}

static inline enum names_part names_part_of(int label)
{
  return (enum names_part)((label - 1) % 4 + 1);
}

static inline enum names_type names_type_of(int label)
{
  return (enum names_type)((label - 1) / 4);
}

/* names_may_follow - can `next` stand behind `label`? The ends of a paragraph are outside any name. */
static inline bool names_may_follow(int label, int next)
{
  bool open = label && (names_part_of(label) == NAMES_BEGIN || names_part_of(label) == NAMES_INSIDE);
  bool goes_on = next && (names_part_of(next) == NAMES_INSIDE || names_part_of(next) == NAMES_LAST);
  return open == goes_on && (!open || names_type_of(label) == names_type_of(next));
}

#endif
