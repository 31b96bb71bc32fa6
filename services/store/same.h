/* same.h - do two readings of one response say the same? */
#ifndef STORE_SAME_H
#define STORE_SAME_H

#include "data/json.h"

/* same_reading - both articles are alike but for depeche.url (a page that has moved is asked for by another),
 * depeche.fetch and depeche.timings, whatever the order of their members. */
bool same_reading(const struct json *one, const struct json *other);

/* is_reprocessed - the article is an archived response that is read once more (depeche.fetch.reprocessed). */
bool is_reprocessed(const struct json *article);

#endif
