/* article_form.h - the forms in which articles leave: one name, one way to write a numbered event.
 *
 *   event        the CloudEvents event as it is         flat         one flat object (article_flat.h)
 *   data         the article alone                      news-please  the same by the names of news-please
 *   ninjs        the article as strict IPTC ninjs 3.1   media-cloud  and of Media Cloud
 *                                                       csv          a row of a table */
#ifndef DATA_ARTICLE_FORM_H
#define DATA_ARTICLE_FORM_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

enum article_form {
  ARTICLE_EVENT,
  ARTICLE_DATA,
  ARTICLE_NINJS,
  ARTICLE_FLAT,
  ARTICLE_NEWS_PLEASE,
  ARTICLE_MEDIA_CLOUD,
  ARTICLE_CSV
};
#define ARTICLE_FORMS "event (CloudEvents), data, ninjs (strict), flat, news-please, media-cloud, csv"

/* article_form_read - the form of that name; false (EX_USAGE) with the names that there are. */
bool article_form_read(struct slice name, enum article_form *form, dp_error *error);

/* article_form_begin - appends what stands before the first article: the names of the columns of a table. */
void article_form_begin(enum article_form form, struct buffer *out);

/* article_form_put - appends one article with the end of its line; `event_json` is a numbered event. The
 * arena is scratch. False with the reason when it can't be read. */
bool article_form_put(struct arena *arena, enum article_form form, struct slice event_json,
                      struct buffer *out, dp_error *error);

#endif
