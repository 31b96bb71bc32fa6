/* address.h - the little of URLs the cleaner needs: resolving what a page says of its own address. */
#ifndef CLEAN_ADDRESS_H
#define CLEAN_ADDRESS_H

#include "base/arena.h"

struct slice address_host(struct slice url); /* without port and user; empty when it is no http(s) URL */
struct slice
address_path(struct slice url); /* from the slash behind the host up to the query; "" when none */

/* address_resolve - `reference` against `base` (RFC 3986, 5.2, http and https only), without fragment, in the
 * arena. Empty when the result is no http(s) URL. */
struct slice address_resolve(struct arena *arena, struct slice base, struct slice reference);

/* address_same_site - true when both hosts belong to one registrable domain, as far as it can be told without
 * a list: the last two labels, three below a two-letter domain with a short second one (co.uk, com.br). */
bool address_same_site(struct slice a, struct slice b);

/* address_site_name - the telling label of the host: "example" of "www.example.co.uk". */
struct slice address_site_name(struct slice url);

#endif
