/* head.h - the header fields of an HTTP response, read as what they mean (RFC 9110 and 9111).
 *
 * A head is what http.h keeps: status line and fields, each ended by a line break. Names are compared in any
 * case; white space around values is not part of them; continuation lines (obsolete folding) and lines
 * without a colon are passed over. Every reader is linear in the head and believes nothing: what can't be
 * read counts as absent. */
#ifndef FETCH_HEAD_H
#define FETCH_HEAD_H

#include "base/buffer.h"
#include "base/clock.h"

enum { HEAD_LOCATION_MAX = 8192 };
#define HEAD_LONGEST ((millis)366 * 24 * 3600 * 1000) /* no delay or age is longer */

/* head_next - takes the next field off `rest`, which begins as a whole head; false behind the last. */
bool head_next(struct slice *rest, struct slice *name, struct slice *value);

/* head_field - value of the first field `name`, at most 512 bytes of it; empty when absent. */
struct slice head_field(struct slice head, const char *name);
/* head_join - appends the values of all fields `name` with ", " between, as a list that may stand in several
 * lines is read (RFC 9110, 5.3); at most 8 KiB of them. False when there is none. */
bool head_join(struct slice head, const char *name, struct buffer *out);

/* head_location - where a redirect leads, as it was written (RFC 9110, 10.2.2): to be resolved against the
 * URL that answered. Empty when absent or longer than HEAD_LOCATION_MAX. */
struct slice head_location(struct slice head);

/* head_date - a date in one of HTTP's three forms (RFC 9110, 5.6.7), and what resembles them: parts in any
 * order, one-digit days, a numeric zone. A year of two digits is the one within 50 years of `now`. False when
 * it is none. */
bool head_date(struct slice text, millis now, millis *when);
/* head_when - the date in the field `name`; 0 when there is none. */
millis head_when(struct slice head, const char *name, millis now);

/* head_retry_after - how long to wait, from seconds or from a date (RFC 9110, 10.2.3), 0 to HEAD_LONGEST; -1
 * when it is not said. */
millis head_retry_after(struct slice head, millis now);

/* head_max_age - how long the response stays fresh for a cache of one's own: max-age less Age, or Expires
 * less Date, 0 to HEAD_LONGEST; 0 also for no-cache, no-store and an Expires that is no date (RFC 9111, 4.2
 * and 5.3); -1 when nothing is said. */
millis head_max_age(struct slice head, millis now);

/* head_robots - the fields X-Robots-Tag: what holds for everybody and for `product` ("depeche"). Flags, and
 * when it goes away (unavailable_after; 0: not said). */
enum head_robots_flag {
  HEAD_NOINDEX = 1,
  HEAD_NOFOLLOW = 2,
  HEAD_NOARCHIVE = 4,
  HEAD_NOSNIPPET = 8,
};
struct head_robots {
  unsigned flags;
  millis unavailable_after;
};
struct head_robots head_robots(struct slice head, const char *product, millis now);

/* head_link - the target of the nth (from 0) link with the relation `rel` in the fields Link (RFC 8288), as
 * it was written. False when there are fewer. */
bool head_link(struct slice head, const char *rel, size_t nth, struct slice *target);

#endif
