/* article_internal.h - what the files of the article module share. */
#ifndef DATA_ARTICLE_INTERNAL_H
#define DATA_ARTICLE_INTERNAL_H

#include "data/article.h"

/* article_ours - the member "depeche" of the article, made when it is absent. */
struct json *article_ours(struct arena *arena, struct json *article);

/* article_is_uri - true when the text begins with a scheme (RFC 3986, 3.1). */
bool article_is_uri(struct slice text);

/* article_add_ours - what clean writes under "depeche", but for authors and dates. */
void article_add_ours(struct arena *arena, struct json *article, const struct article_clean *clean);

/* article_note_omitted - depeche.omitted: a part of the article is left out to keep the message within its
 * limits. */
void article_note_omitted(struct arena *arena, struct json *article, const char *part);

#endif
