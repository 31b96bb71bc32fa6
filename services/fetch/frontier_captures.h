/* frontier_captures.h - the index of the archive: which WARC record holds what a page said, and when.
 *
 * Each response of a page that is kept has a capture: one row that says where its record stands and what its
 * headers were. An item names the capture that it delivers; several may name the same one (a response that is
 * read once more). A visit that found nothing new has a capture too, that of a WARC revisit record. */
#ifndef FETCH_FRONTIER_CAPTURES_H
#define FETCH_FRONTIER_CAPTURES_H

#include "fetch/frontier.h"

enum capture_kind { CAPTURE_RESPONSE, CAPTURE_REVISIT };
const char *capture_kind_name(enum capture_kind kind);
struct frontier_capture {
  int64_t id;   /* 1 and up */
  int64_t page; /* the page's first item */
  enum capture_kind kind;
  millis at;
  struct slice url;       /* the page's, as of now */
  struct slice final_url; /* that of the response: the record's WARC-Target-URI */
  struct slice content_type, payload, warc_file;
  int64_t status, warc_offset, warc_length, body_bytes;
};
/* frontier_captures - up to `limit` captures with since <= at < until behind (after_at, after_id), ascending
 * by (at, id): those of one page, or of all pages (page 0). `rows` has room for `limit`. */
struct frontier_capture_query {
  int64_t page;
  millis since, until; /* until 0: no end */
  millis after_at;     /* of the last row of the page before; zeros: begin at the front */
  int64_t after_id;
  size_t limit;
};
bool frontier_captures(struct frontier *frontier, struct arena *arena,
                       const struct frontier_capture_query *query, struct frontier_capture *rows,
                       size_t *count, dp_error *error);

/* frontier_archived - a response from a foreign WARC, whose record stands in ours now: an unknown page gets
 * its first item, in FETCHED; a known one a later item, unless it has a capture with this time and payload
 * already: then nothing changes (and the record in our archive belongs to nobody; ask frontier_archived_known
 * before writing it). `at`: of the foreign record. *item: what was made, or the page's first item. */
bool frontier_archived(struct frontier *frontier, const struct frontier_link *link, millis at,
                       const struct frontier_response *response, millis now, enum feed_outcome *outcome,
                       int64_t *item, dp_error *error);
bool frontier_archived_known(struct frontier *frontier, struct slice identity, millis at,
                             struct slice payload, bool *known, dp_error *error);

/* frontier_reprocess - one step through the captures with since <= at < until, ascending: up to `limit` of
 * them are looked at, and each response that is the latest of its page in the range, whose page `match` (may
 * be NULL: all) takes, and whose page's newest item is settled, becomes a later item in FETCHED. The caller
 * commits each step and goes on with the cursor while *more. A cursor of zeros begins. */
typedef bool frontier_match_fn(void *context, struct slice url, struct slice final_url);
struct frontier_reprocess {
  millis since, until; /* until 0: no end */
  frontier_match_fn *match;
  void *context;
  struct {
    millis at;
    int64_t id;
  } cursor;
};
bool frontier_reprocess(struct frontier *frontier, struct frontier_reprocess *run, size_t limit, millis now,
                        int64_t *made, bool *more, dp_error *error);

#endif
