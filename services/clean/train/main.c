/* depeche-train-cleaner - learns from annotated pages what the cleaner holds as numbers. */
#include "clean/train/authors.h"
#include "clean/train/blocks.h"
#include "clean/train/dates.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char help[] =
    "usage: depeche-train-cleaner blocks|authors|dates [OPTION…] INDEX.jsonl[=WEIGHT]…\n"
    "Learns from annotated pages and prints what it has learned as C:\n"
    "  blocks   which blocks of a page belong to its article: model_table.c\n"
    "  authors  which by-line of a page is its author's: authors_weights.c\n"
    "  dates    which date of a page is its article's: publication_weights.c\n"
    "Each line of an index: {\"id\",\"url\",\"html\"} and the truth; html is the path of the page, gzip or "
    "plain,\n"
    "beside the index. A page of an index with a weight counts so many times. WHAT --help tells more.\n";

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
} trainers[] = {{"blocks", train_blocks}, {"authors", train_authors}, {"dates", train_dates}};

int main(int argc, char **argv)
{
  for (size_t i = 0; argc > 1 && i < sizeof trainers / sizeof *trainers; i++)
    if (strcmp(argv[1], trainers[i].name) == 0) return trainers[i].run(argc - 1, argv + 1);
  bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;
  fputs(help, asked ? stdout : stderr);
  return asked ? EX_OK : EX_USAGE;
}
