/* fetcher_sources.h - the polling of sources inside the core, shared by fetcher_sources.c (polls) and
 * fetcher_polled.c (what they leave in the journal). */
#ifndef FETCH_FETCHER_SOURCES_H
#define FETCH_FETCHER_SOURCES_H

#include "fetch/fetcher_internal.h"
#include "fetch/sources.h"

enum { POLL_TIMES = 1000 };

/* One poll of a source, from its way to the gate until its end is journaled. Texts are owned. */
struct poll {
  int64_t source;
  enum source_kind kind;
  char *url; /* that answered */
  char *etag, *last_modified;
  bool has_payload, body; /* body: the validators are those of this answer, which was read to its end */
  unsigned char payload[FRONTIER_PAYLOAD];
  int64_t reading; /* bytes with the reader; 0: none */
  int status;
  bool moved, failed;
  millis retry_after, max_age, ttl;
  uint32_t skip_hours, skip_days;
  char *title, *hub, *topic;
  char outcome[REASON], detail[DETAIL];
  int64_t entries, children, fresh; /* fresh: pages that were not known, as journaled so far */
  millis *published;                /* of entries, POLL_TIMES at most */
  size_t published_count;
  millis again_at; /* it comes to nothing, and is polled again then */
  millis due_at;   /* next poll, once this one is journaled */
};

/* Links and sources of one part of an answer, on their way to the journal. */
struct links {
  struct buffer text;
  size_t link_count, source_count;
  struct links_entry {
    size_t at, length, title_length; /* URL and, behind it, title in `text` */
    millis published, updated;
    enum source_kind kind;
  } entries[]; /* links, then sources */
};

void fetcher_poll_free(struct poll *poll);
struct links *fetcher_links_new(const struct found *found);

#endif
