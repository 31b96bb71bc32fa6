/* phrases.h - set phrases of news pages in the languages of the press: what stands around an article but is
 * no part of it. */
#ifndef CLEAN_PHRASES_H
#define CLEAN_PHRASES_H

#include "base/slice.h"

/* phrases_is_promo - a line that leads elsewhere: "Read more: …", "Lire aussi", "Lesen Sie auch", a call to
 * subscribe, to share, to comment, an advertisement's label. For short blocks. */
bool phrases_is_promo(struct slice text);

/* phrases_ends_article - a heading or line behind which no article goes on: "Related articles", "Comments",
 * "About the author". */
bool phrases_ends_article(struct slice text);

/* phrases_opens_comments - of those, the ones behind which readers speak: however much prose follows, it is
 * theirs. */
bool phrases_opens_comments(struct slice text);

/* phrases_is_credit - "Photo: …", "© …". */
bool phrases_is_credit(struct slice text);

/* phrases_is_stamp - "Published on …", "Updated …", "Mis à jour le …": who-and-when lines of the page, not of
 * the text. */
bool phrases_is_stamp(struct slice text);

#endif
