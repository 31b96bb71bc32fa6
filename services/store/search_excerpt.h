/* search_excerpt.h - the place of a text that shows best why it was found. Pure. */
#ifndef STORE_SEARCH_EXCERPT_H
#define STORE_SEARCH_EXCERPT_H

#include "store/search_query.h"
#include "store/words.h"

/* What is marked: the words that a query asks for, as they stand in texts of each language. */
struct search_wanted;
struct search_wanted *search_wanted_new(struct arena *arena, struct words *words,
                                        const struct search_query *query);

struct search_mark {
  size_t start, end; /* code points */
};
struct search_excerpt {
  struct slice text;               /* one line; "…" where something stands before or behind it */
  const struct search_mark *marks; /* in order */
  size_t mark_count;
};

enum { SEARCH_EXCERPT_BYTES = 280 };

/* search_excerpt_make - of at most `bytes` bytes (and the dots): the first place with most of the different
 * words; the beginning where there is none. Looks at the first 20,000 words. */
void search_excerpt_make(struct arena *arena, struct words *words, const struct search_wanted *wanted,
                         enum words_language language, struct slice text, size_t bytes,
                         struct search_excerpt *excerpt);

#endif
