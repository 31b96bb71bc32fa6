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
  bool same;       /* the bytes are those of the last answer: its hub is still the hub */
  bool rumoured;   /* the hub told of news meanwhile: the next poll is not far */
  millis again_at; /* it comes to nothing, and is polled again then */
  millis due_at;   /* next poll, once this one is journaled */
  /* Content from a hub, which is no poll. */
  uint64_t ticket;            /* 0: it is a poll */
  millis held_due, grace_due; /* when a poll was due before, and is while this is not journaled */
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

enum { RUMOUR_GAP = 60 * 1000 }; /* between a poll and one that a rumour asks for */

void fetcher_poll_free(struct poll *poll);
/* fetcher_reading_room - may so many bytes more wait to be read? */
bool fetcher_reading_room(const struct fetcher *fetcher, size_t bytes);
/* fetcher_called.c: the content that the reader has read; NULL: the id is none of them. */
struct poll *fetcher_pushed(const struct fetcher *fetcher, uint64_t id);
void fetcher_pushed_forget(struct fetcher *fetcher, struct poll *poll);
/* fetcher_poll_soon - a poll at once, but not before RUMOUR_GAP (or poll_min, if that is less) is over since
 * the last one. */
bool fetcher_poll_soon(struct fetcher *fetcher, const struct source *row, dp_error *error);
millis fetcher_rumour_gap(const struct fetcher *fetcher);
struct links *fetcher_links_new(const struct found *found);

#endif
