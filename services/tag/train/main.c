/* depeche-train - learns from labelled texts what the tagger holds as numbers. */
#include "tag/train/names.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

static const char help[] = "usage: depeche-train names [OPTION…] FILE…\n"
                           "Learns from labelled texts what the tagger holds as numbers:\n"
                           "  names   which words are names, and of what: data/names.model\n"
                           "depeche-train names without anything tells more.\n";

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "names") == 0) return train_names(argc - 1, argv + 1);
  bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;
  fputs(help, asked ? stdout : stderr);
  return asked ? EX_OK : EX_USAGE;
}
