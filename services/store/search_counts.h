/* search_counts.h - how often something comes, by a number that it has. Grows as it has to. */
#ifndef STORE_SEARCH_COUNTS_H
#define STORE_SEARCH_COUNTS_H

#include <stddef.h>
#include <stdint.h>

struct search_count {
  int64_t key, count; /* count 0: a free place */
};
struct search_counts {
  struct search_count *places; /* owned */
  size_t capacity, used;
};

void search_counts_add(struct search_counts *counts, int64_t key, int64_t more);
/* search_counts_sort - the counts without free places, most first and then by key; after it nothing can be
 * added. */
void search_counts_sort(struct search_counts *counts);
void search_counts_free(struct search_counts *counts);

#endif
