/* address.h - where a page is, and what it says of its own address. */
#ifndef CLEAN_ADDRESS_H
#define CLEAN_ADDRESS_H

#include "base/url.h"
#include "data/fact.h"

struct survey;

/* address_path - of an http(s) URL in its normal form: from the slash behind the host up to the query; ""
 * when none. */
struct slice address_path(struct slice url);

/* address_site_name - the telling label of the host of such a URL: "example" of "www.example.co.uk". */
struct slice address_site_name(struct slice url);

/* address_host - of such a URL: "www.example.co.uk" without "www.". */
struct slice address_host(struct slice url);

/* address_is_front - it is that of a front page: "/", "/index.html", "/fr/". */
bool address_is_front(struct slice url);

/* address_resolve - `reference`, as it stands in the page at `page` with that base element, in its normal
 * form without fragment, in the arena. Empty when it is no http(s) URL, or has the looks of a sentence
 * rather. */
struct slice address_resolve(struct arena *arena, const struct survey *survey, struct slice page,
                             struct slice reference);

/* address_base - what the references of the page at `page` are resolved against; `declared` is the href of
 * its base element, or empty. False when `page` is no URL. */
bool address_base(struct arena *arena, struct slice declared, struct slice page, struct url *base);
/* address_below - the same as address_resolve with a base that is known; NULL: none. */
struct slice address_below(struct arena *arena, const struct url *base, struct slice reference);

/* address_canonical - the address the article is known by, never empty: what link rel=canonical, og:url or
 * JSON-LD (`told`, may be empty) says, in the form of base/url_identity.h, or the page's own. So the AMP,
 * mobile and paper forms of an article come together. What the page says counts only when it stays on the
 * site (below one registrable domain, as far as it can be told without a list), is not the front page, as a
 * mistake in a template has it for every article, and has 2,048 bytes at most. */
struct fact address_canonical(struct arena *arena, const struct survey *survey, struct slice told,
                              struct slice page);

#endif
