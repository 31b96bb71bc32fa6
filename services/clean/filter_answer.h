/* filter_answer.h - what the cleaner found, as one flat JSON object for people and scripts. */
#ifndef CLEAN_FILTER_ANSWER_H
#define CLEAN_FILTER_ANSWER_H

#include "clean/clean.h"

/* filter_answer - facts by name ("title", "authors", "published", …; what is not known is left out), "text",
 * "blocks", "fingerprint", "provenance" (who said each fact, how surely), and for a page that is no article
 * "rejected", before all others, and "detail". `line`: also "author" and "date" (the day), the keys by which
 * extractors are compared. */
struct json *filter_answer(struct arena *arena, const struct clean_page *page,
                           const struct clean_result *result, bool line);

/* One fact under the name by which it is told. */
struct filter_fact {
  const char *name;
  const struct slice *values; /* in the metadata */
  size_t count;               /* 0: not known */
  bool list;                  /* of any number of values; else of one */
  const char *from;
  int confidence;
};
enum { FILTER_FACTS = 14 };
/* filter_facts - all of an article, known or not, in the order in which they are told. */
void filter_facts(const struct article_metadata *metadata, struct filter_fact facts[FILTER_FACTS]);

#endif
