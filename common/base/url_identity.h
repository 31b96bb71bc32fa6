/* url_identity.h - which URLs name the same page, decided from their text alone.
 *
 * Rules, version 1. Two http(s) URLs are the same page when they are written alike after these steps:
 * - The form of the URL Standard (url_write): scheme and host in lower case, the host in ASCII, no default
 *   port, no dot segments. User name and password are left out.
 * - No fragment, "#!" included: no server ever sees it. No dot at the end of the host.
 * - Percent-encoding (RFC 3986, 6.2.2) of what may not stand in a path or query, and of what takes one
 *   apart where it came encoded: "%2F" in a path is not "/". All else is written plainly, the digits of
 *   encodings in upper case. A "%" that begins no encoding is "%25".
 * - Of slashes in a row in the path one, but for those of a URL inside the path ("https://").
 * - No session ids: in the path ";jsessionid=..." and "/(S(...))/", in the query the names of the table in
 *   url_parameters.c.
 * - No parameters that only tell where a reader came from (the same table: utm_*, fbclid, xtor, at_medium and
 *   so on), whatever their case.
 * - Parameters in the order of their names; those of one name as they came. "&amp;" is "&", "%20" is "+",
 *   "a=" is "a". Empty ones are left out, and so is a query without any.
 *
 * Not the same by rule: http and https, www. and none, a slash at the end and none, index.html and none, AMP
 * and mobile pages. For these the page itself says so, by redirects and rel=canonical.
 *
 * The result is a URL that can be fetched, and its own identity. URLs of other schemes only lose fragment and
 * credentials. A rule that changes, a new parameter included, is a new version: identities of two versions
 * are not compared. */
#ifndef BASE_URL_IDENTITY_H
#define BASE_URL_IDENTITY_H

#include "base/url.h"

enum { URL_IDENTITY_VERSION = 1 };

/* url_identity - appends the identity of the page that the URL names. */
void url_identity(const struct url *url, struct buffer *out);

#endif
