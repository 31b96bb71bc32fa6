/* domain.h - whose site a host is: the registrable domain, by the Public Suffix List.
 *
 * What one organisation registered ("example.co.uk") is what politeness counts by: its servers may stand
 * behind one another. The list's private section counts too: "a.github.io" and "b.github.io" are two
 * publishers, and the hoster itself asked the list to say so; one gate for all blogs of a hoster would starve
 * each of them. The list is the one built into libpsl; it is constant, so that any thread may ask at any
 * time. */
#ifndef FETCH_DOMAIN_H
#define FETCH_DOMAIN_H

#include "base/slice.h"

/* domain_of - the registrable domain of a host as url.h gives it (lower case, ASCII): a part of `host`,
 * without a closing dot. The host itself where it has none: IPv4 and IPv6 literals, single labels
 * ("localhost"), public suffixes ("co.uk"), names longer than 253 bytes. Source: publicsuffix.org, "Format"
 * and "Algorithm". */
struct slice domain_of(struct slice host);

#endif
