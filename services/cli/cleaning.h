/* cleaning.h - what the parts of `depeche clean` share: a page as it goes to the cleaner, and how what comes
 * back is shown. The cleaner itself is another program (filter_pool.h). */
#ifndef CLI_CLEANING_H
#define CLI_CLEANING_H

#include "cli/cli.h"
#include "cli/filter_pool.h"

enum { CLEANING_MAX_FILE = 64 * 1024 * 1024 };

/* What the command line says. */
struct cleaning_options {
  const char *url, *charset, *format; /* NULL: not said */
  const char *index;                  /* of --jsonl */
  bool explain, with_metadata;
  int64_t jobs; /* 0: one a core */
};

/* A page. Slices live in an arena of the caller, `bytes` is owned. */
struct cleaning_page {
  struct buffer bytes;
  struct slice url, content_type, content_encoding; /* empty: not known */
  millis fetched_at;
};

extern const struct filter_kind cleaning_filter;

/* cleaning_read - the page that `name` means: "-" standard input, a URL, or a file. False with EX_NOINPUT,
 * EX_UNAVAILABLE, …. */
bool cleaning_read(struct cli *cli, const char *name, struct cleaning_page *page, dp_error *error);
bool cleaning_is_url(const char *name);
/* cleaning_get - a page by its URL, through the fetcher's program. */
bool cleaning_get(struct cli *cli, const char *url, struct cleaning_page *page, dp_error *error);

/* cleaning_question - a question about the page (clean/filter.h), with the form that is wished for. */
struct json *cleaning_question(struct cli *cli, struct arena *arena, const struct cleaning_options *options,
                               const struct cleaning_page *page);
/* cleaning_is_form - "markdown" or "xhtml": the text in another form, which the cleaner writes. */
bool cleaning_is_form(const char *format);

/* cleaning_one - one page, printed; cleaning_lines - the pages of an index, a line each, in its order. Both
 * return the exit code. */
int cleaning_one(struct cli *cli, const struct cleaning_options *options, const char *name);
int cleaning_lines(struct cli *cli, const struct cleaning_options *options);

/* The views of a terminal. */
void cleaning_show_article(struct cli *cli, const struct json *article);
void cleaning_show_explanation(struct cli *cli, struct slice lines);

#endif
