/* url_identity.h - which URLs name the same page, decided from their text alone.
 *
 * Rules, version 1. Two http(s) URLs are the same page when they are written alike after these steps:
 *  1. The form of the URL Standard (url_write): scheme and host in lower case, the host in ASCII, no default
 * port, no dot segments. User name and password are left out.
 *  2. No fragment, "#!" included: no server ever sees it.
 *  3. No dot at the end of the host.
 *  4. Percent-encoding as in RFC 3986, 6.2.2: of the unreserved characters none, of what a path or query may
 * not hold all, digits in upper case. A "%" that begins no encoding is "%25". What is reserved stays as it
 * was written: "%2F" is not "/".
 *  5. Of slashes in a row in the path one, but for those of a URL inside the path ("https://").
 *  6. No session ids: in the path ";jsessionid=..." and "/(S(...))/", in the query the names of the table in
 * url_parameters.c.
 *  7. No parameters that only tell where a reader came from (the same table: utm_*, fbclid, xtor, at_medium,
 * ...), whatever their case.
 *  8. Parameters in the order of their names; those of one name as they came. "&amp;" is "&". Empty ones are
 * left out, and so is a query without any. Not the same by rule: http and https, www. and none, a slash at
 * the end and none, index.html and none, AMP and mobile pages. For these the page itself says so, by
 * redirects and rel=canonical.
 *
 * The result is a URL that can be fetched, and its own identity. For URLs of other schemes only steps 1 and 2
 * are taken. A rule that changes, a new parameter included, is a new version: identities of two versions are
 * not compared. */
#ifndef BASE_URL_IDENTITY_H
#define BASE_URL_IDENTITY_H

#include "base/url.h"

enum { URL_IDENTITY_VERSION = 1 };

/* url_identity - appends the identity of the page that the URL names. */
void url_identity(const struct url *url, struct buffer *out);

#endif
