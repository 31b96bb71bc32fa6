/* source.h - pieces of `depeche source`: how sources are shown, and lists of them from files. */
#ifndef CLI_SOURCE_H
#define CLI_SOURCE_H

#include "cli/cli.h"

/* source_print_page - a page of source.list as a table; the first page with titles. */
void source_print_page(struct cli *cli, const struct json *sources, bool titles);
/* source_print_whole - everything about one source (source.show). */
void source_print_whole(struct cli *cli, const struct json *source);
/* source_print_refused - the line of a row that was refused: {url, reason}. */
void source_print_refused(struct cli *cli, const struct json *row);
/* source_import - OPML or lines of URLs from a file, or from standard input ("-"). Returns the exit code. */
int source_import(struct cli *cli, char **names, size_t count, dp_error *error);

#endif
