/* options.c - see options.h. */
#include "clean/train/options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

int options_read(int argc, char **argv, const char *help, struct options *options)
{
  static const struct option names[] = {
      {"folds", required_argument, NULL, 'f'}, {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
  *options = (struct options){0};
  for (int c; (c = getopt_long(argc, argv, "h", names, NULL)) != -1;) {
    if (c == 'h') return fputs(help, stdout), EX_OK;
    if (c == 'f') options->folds = atoi(optarg);
    if (c != 'f' || options->folds < 2) return fputs(help, stderr), EX_USAGE;
  }
  if (optind == argc) return fputs(help, stderr), EX_USAGE;
  options->indexes = argv + optind;
  options->count = (size_t)(argc - optind);
  return -1;
}
