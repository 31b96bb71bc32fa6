/* article_internal.h - what the files of the article module share. */
#ifndef DATA_ARTICLE_INTERNAL_H
#define DATA_ARTICLE_INTERNAL_H

#include "data/article.h"

/* article_ours - the member "depeche" of the article, made when it is absent. */
struct json *article_ours(struct arena *arena, struct json *article);

/* article_is_uri - true when the text begins with a scheme (RFC 3986, 3.1). */
bool article_is_uri(struct slice text);

#endif
