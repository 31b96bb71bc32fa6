/* link.h - is this a URL we fetch, how is it written on the wire, and which page does it name? */
#ifndef FETCH_LINK_H
#define FETCH_LINK_H

#include "base/buffer.h"

enum { LINK_MAX = 2048, LINK_REASON = 160 };

/* link_check - appends to `url` what is fetched (the form of the URL Standard, without fragment) and to
 * `identity` (may be NULL) the identity of the page (base/url_identity.h). False with a sentence for the
 * feeder, and nothing is appended, when it is refused: not http or https, longer than LINK_MAX bytes as it
 * came or as it is written, with control characters or credentials, not UTF-8, or no URL at all. White space
 * around it is passed over. What is encoded anew can make an identity up to three times as long as the URL.
 */
bool link_check(struct slice text, struct buffer *url, struct buffer *identity, char reason[LINK_REASON]);

#endif
