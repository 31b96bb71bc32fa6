/* feed_html.h - the HTML in titles and contents of feeds: without anything that acts, links made absolute.
 *
 * A feed is foreign text that ends up beside our own. Elements and attributes that are not on a white list
 * go, as do scripts with what they hold, styles that could hide or load something, and links of unknown
 * schemes. */
#ifndef FETCH_SOURCE_FEED_HTML_H
#define FETCH_SOURCE_FEED_HTML_H

#include "base/arena.h"
#include "base/url.h"

/* feed_html_clean - `html` with what may stay, references resolved against `base` (NULL: none). `inline_xml`:
 * it was printed from XML, so that svg and math carry their namespaces. */
struct slice feed_html_clean(struct arena *arena, struct slice html, const struct url *base, bool inline_xml);

/* feed_html_plain - the text of `html`: references resolved, white space joined, a line for each block. */
struct slice feed_html_plain(struct arena *arena, struct slice html);

/* feed_html_likely - a text that says it is plain but has an end tag or a reference, and only ones of HTML.
 */
bool feed_html_likely(struct slice text);

/* feed_html_lower - a copy with the letters of ASCII in lower case: names of elements, attributes and types.
 */
struct slice feed_html_lower(struct arena *arena, struct slice text);

/* feed_url_resolve - an absolute reference as it is, a relative one resolved; against nothing, as it is.
 * White space around it goes. */
struct slice feed_url_resolve(struct arena *arena, const struct url *base, struct slice reference);

/* feed_url_safe - the same; empty when its scheme is none that a reader follows. */
struct slice feed_url_safe(struct arena *arena, const struct url *base, struct slice reference);

#endif
