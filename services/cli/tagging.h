/* tagging.h - what the parts of `depeche tag` share: a text as it goes to the tagger, and how what comes back
 * is shown. The tagger itself is another program (filter_pool.h). */
#ifndef CLI_TAGGING_H
#define CLI_TAGGING_H

#include "cli/cli.h"
#include "cli/filter_pool.h"

enum { TAGGING_MAX_TEXT = 8 * 1024 * 1024 };

/* What the command line says; NULL: not said. */
struct tagging_options {
  const char *language, *date, *country, *layers, *without, *rules, *format;
  const char *lines; /* of --jsonl */
  bool explain;
  int64_t jobs; /* 0: one a core */
};

/* tagging_filter - the tagger with the rules that are asked for. */
struct filter_kind tagging_filter(struct cli *cli, const struct tagging_options *options);

/* tagging_question - what is asked of every text (tag/filter.h). */
struct json *tagging_question(struct arena *arena, const struct tagging_options *options);

/* tagging_is_text - UTF-8 without NUL, not too long; else EX_DATAERR with the byte. */
bool tagging_is_text(struct slice text, dp_error *error);

/* tagging_read_error - false when the answer is an error of the tagger's. */
bool tagging_read_error(const struct json *answer, dp_error *error);

/* tagging_one - one text, printed; tagging_lines - texts of JSON lines, a line each, in their order. Both
 * return the exit code. */
int tagging_one(struct cli *cli, const struct tagging_options *options, const char *name);
int tagging_lines(struct cli *cli, const struct tagging_options *options);

/* What the views of a terminal share: the colour of a type; the link of an entity, as one short text. */
enum style tagging_style(struct slice type);
void tagging_put_link(struct terminal *out, const struct json *entity);

/* The forms of an answer. */
void tagging_show(struct cli *cli, struct slice text, const struct json *answer);
void tagging_show_explanation(struct cli *cli, struct slice lines);
void tagging_print_table(const struct json *answer); /* tab-separated, a mention a line */

#endif
