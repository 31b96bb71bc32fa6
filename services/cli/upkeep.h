/* upkeep.h - work that the store does on its own files and a command waits for. */
#ifndef CLI_UPKEEP_H
#define CLI_UPKEEP_H

#include "cli/cli.h"

/* upkeep_wait - has the store begin `verb` with data {key: directory}, or {key: true} where that is empty;
 * draws how far it is, and tells how it ended. Returns the exit code. */
int upkeep_wait(struct cli *cli, const char *verb, const char *key, struct slice directory);

#endif
