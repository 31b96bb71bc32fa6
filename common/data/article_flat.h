/* article_flat.h - an article as one flat object or one row of a table, by names that other tools know.
 *
 *   FLAT_OURS         sequence, id, url, uri, title, …; lists of names for people, organisations and places
 *   FLAT_NEWS_PLEASE  as news-please writes its articles to JSON: date_publish, maintext, source_domain, …
 *   FLAT_MEDIA_CLOUD  as Media Cloud's search API lists stories: publish_date, media_name, indexed_date, …
 *
 * Every member is always there; what is not known is null. Times are as those tools write them, in UTC. */
#ifndef DATA_ARTICLE_FLAT_H
#define DATA_ARTICLE_FLAT_H

#include "data/event.h"

enum flat_names { FLAT_OURS, FLAT_NEWS_PLEASE, FLAT_MEDIA_CLOUD };

/* article_flat - the article of `event` (one that the store has numbered), in the arena. */
struct json *article_flat(struct arena *arena, const struct event *event, enum flat_names names);

/* article_flat_header, article_flat_row - the same as lines of CSV (RFC 4180, UTF-8, \r\n): lists are joined
 * by "; ", and a text that a spreadsheet would take for a formula begins with an apostrophe. */
void article_flat_header(enum flat_names names, struct buffer *out);
void article_flat_row(const struct json *flat, struct buffer *out);

#endif
