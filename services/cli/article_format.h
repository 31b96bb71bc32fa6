/* article_format.h - articles on standard output: for a person on a terminal, else in a form for programs. */
#ifndef CLI_ARTICLE_FORMAT_H
#define CLI_ARTICLE_FORMAT_H

#include "cli/cli.h"

#include "data/article_form.h"

struct article_format {
  bool person; /* else: */
  enum article_form form;
};

/* article_format_choose - `name` as given on the command line; NULL: for a person on a terminal, events in a
 * pipe. */
bool article_format_choose(const struct cli *cli, const char *name, struct article_format *format,
                           dp_error *error);

/* article_format_begin - prints what stands before the first article. */
void article_format_begin(const struct article_format *format);

/* article_format_print - one article; `json` is its numbered event. False: it can't be read (error set), or
 * standard output took less than all (error not set). */
bool article_format_print(struct cli *cli, const struct article_format *format, struct slice json,
                          dp_error *error);

#endif
