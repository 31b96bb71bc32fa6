/* article_format.h - the forms in which commands give articles: for a person, and for programs. */
#ifndef CLI_ARTICLE_FORMAT_H
#define CLI_ARTICLE_FORMAT_H

#include "cli/cli.h"

#include "data/article_flat.h"

enum article_form { FORM_PERSON, FORM_EVENT, FORM_DATA, FORM_NINJS, FORM_FLAT, FORM_CSV };

struct article_format {
  enum article_form form;
  enum flat_names names; /* FORM_FLAT, FORM_CSV */
};

/* What --format takes, for the help of a command. */
#define ARTICLE_FORMATS "event (CloudEvents), data, ninjs (strict), flat, news-please, media-cloud, csv"

/* article_format_choose - `name` as given on the command line; NULL: for a person on a terminal, events in a
 * pipe. */
bool article_format_choose(const struct cli *cli, const char *name, struct article_format *format,
                           dp_error *error);

/* article_format_begin - what stands before the first article: the names of the columns in a table. */
void article_format_begin(const struct article_format *format);

/* article_format_print - one article on standard output; `json` is its numbered event. False: it can't be
 * read (error set), or standard output took less than all (error not set). */
bool article_format_print(struct cli *cli, const struct article_format *format, struct slice json,
                          dp_error *error);

#endif
