/* read.h - reads the answer of a source, whatever it is: feed, sitemap, list of subscriptions, home page.
 * Pure. */
#ifndef FETCH_SOURCE_READ_H
#define FETCH_SOURCE_READ_H

#include "fetch/source/found.h"

enum { READ_SITEMAPS = 50 }; /* further ones are not looked at */

struct source_answer {
  enum source_kind kind; /* what it is taken for; AUTO: its bytes tell */
  struct slice url;      /* that answered: links are resolved against it */
  struct slice content_type, content_encoding, content_location,
      content_language;         /* header fields; may be empty */
  const struct slice *sitemaps; /* of a HOME: the Sitemap lines of its robots.txt */
  size_t sitemap_count;
  struct slice body; /* as received */
};

/* source_read - everything in `found` lives in the arena. What can't be read is `found->problem`; how many
 * addresses were left out, and why, is in `found->remark`. */
void source_read(struct arena *arena, const struct source_answer *answer, struct found *found);

#endif
