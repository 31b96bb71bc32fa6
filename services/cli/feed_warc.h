/* feed_warc.h - the responses of archive files, sent to the fetcher as if it had fetched them. */
#ifndef CLI_FEED_WARC_H
#define CLI_FEED_WARC_H

#include "cli/feed_report.h"
#include "data/warc_reader.h"

/* Why a record is not sent. */
enum feed_skip {
  FEED_TAKEN,
  FEED_NO_RESPONSE, /* a record of another type: passed over, and not counted */
  FEED_REVISIT,     /* it has no body */
  FEED_NOT_HTTP,    /* another scheme, or no HTTP response in it */
  FEED_STATUS,      /* not 2xx */
  FEED_NOT_HTML,
  FEED_NO_DATE,
  FEED_TOO_LARGE, /* fetch.max_body */
  FEED_DAMAGED,
  FEED_SKIPS
};
/* feed_warc_judge - `max_body` is how much of a body the fetcher takes; that of the record may have been cut
 * there. */
enum feed_skip feed_warc_judge(const struct warc_record *record, int64_t max_body);

/* feed_warc - sends the responses of the files, several at a time; each is answered behind its commit, which
 * the report counts and tells. `ledger` (NULL: none) takes the items. Running it again is safe: what is there
 * is "known". False: the fetcher refused the request or went silent, or a file can't be read. *damaged:
 * something in the files was. */
bool feed_warc(struct feed_report *report, struct ledger *ledger, char **files, size_t count, bool *damaged,
               dp_error *error);

#endif
