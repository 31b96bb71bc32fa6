/* syndication.h - articles as a feed that readers and other aggregators subscribe to: Atom 1.0 (RFC 4287) or
 * RSS 2.0. What is no character of XML 1.0 becomes U+FFFD.
 *
 *     syndication_begin(&head, &out);
 *     syndication_entry(&head, &event, &out);   // newest first
 *     syndication_end(&head, &out);
 */
#ifndef DATA_SYNDICATION_H
#define DATA_SYNDICATION_H

#include "data/event.h"

enum syndication_format { SYNDICATION_ATOM, SYNDICATION_RSS };

struct syndication {
  enum syndication_format format;
  struct slice id;    /* a URI that stays the same for the same query: "urn:uuid:…" */
  struct slice title; /* "place:NE" */
  millis updated;     /* when the newest entry was stored, or now when there is none */
};

void syndication_begin(const struct syndication *feed, struct buffer *out);
/* syndication_entry - title, link, authors, days and the first lines of the text of a numbered article. */
void syndication_entry(const struct syndication *feed, const struct event *event, struct buffer *out);
void syndication_end(const struct syndication *feed, struct buffer *out);

#endif
