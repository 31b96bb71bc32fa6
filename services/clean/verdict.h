/* verdict.h - is what was found an article?
 *
 * The reasons that speak against a page, as PROTOCOL.md's table has them. This room gives:
 *   empty         The page has no text at all.
 *   robot-check   The page checks whether a person reads it (a challenge, a captcha), and the article stands
 *                 behind it.
 *   error-page    The server or the site tells of its own failure or refuses the page: an error, a block,
 *                 maintenance.
 *   soft-404      The site says that there is no such page (any more), though it was sent as a page.
 *   consent-wall  The page asks for consent to cookies, and the article stands behind it.
 *   paywall       The page asks to log in or to subscribe, and shows too little of the article to be read.
 *   index-page    The page lists other pages: a front page, a section, a topic, results of a search.
 *   no-article    There is text, but none of the above and too little running text for an article.
 * Others come before there is text to judge: not-html and empty (media.h), undecodable (base/inflate.h).
 *
 * The kinds of an article (kind.h, depeche.kind):
 *   article       A text to read: news, analysis, interview, essay, blog post, press release.
 *   live-blog     Dated posts that are added while something happens.
 *   video         A film with a text that only introduces it.
 *   gallery       Pictures with captions.
 * */
#ifndef CLEAN_VERDICT_H
#define CLEAN_VERDICT_H

#include "clean/body.h"
#include "clean/metadata.h"

/* verdict_against - NULL when it is one; else the reason, one of the words above, and in *detail a sentence
 * that says why. Where it is in doubt it is one. */
const char *verdict_against(struct arena *arena, const struct body *body, const struct blocks *blocks,
                            const struct metadata *metadata, const char **detail);

#endif
