/* options.h - options of a subcommand as a table, from which both the parser and --help live. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_NUMBER };
struct option_spec {
  const char *name; /* without --; a table ends at NULL */
  char letter;      /* 0: none */
  enum option_kind kind;
  void *value;          /* bool, const char * or int64_t (0 and up) */
  const char *argument; /* for --help: "SEQ"; NULL for a flag */
  const char *help;
};

/* options_parse - takes the options out of `arguments` (in place, any order; what follows "--" stays) and
 * sets their values. *count becomes the number of arguments left. An option in none of the tables is an error
 * (EX_USAGE). */
bool options_parse(const struct option_spec *const *tables, size_t table_count, char **arguments,
                   size_t *count, dp_error *error);

/* options_print - one line an option, for --help. */
void options_print(const struct option_spec *table);

#endif
