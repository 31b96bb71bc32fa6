/* publication_words.h - what the words beside a date say it is the date of. */
#ifndef CLEAN_PUBLICATION_WORDS_H
#define CLEAN_PUBLICATION_WORDS_H

#include "base/slice.h"

enum date_label {
  LABEL_NONE,      /* nothing */
  LABEL_PUBLISHED, /* "published on", "mis en ligne le", "Erstellt am" */
  LABEL_UPDATED,   /* "updated", "mis à jour", "Stand:" */
  LABEL_OTHER      /* of an event, a release, a copyright, somebody's birth */
};

/* publication_label - the last telling word of `text`, which stands before a date. */
enum date_label publication_label(struct slice text);

/* publication_said_behind - true when `text`, which stands behind a date, ends its sentence with "published"
 * or the like, as German does. */
bool publication_said_behind(struct slice text);

#endif
