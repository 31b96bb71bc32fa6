/* supervisor.h - the four daemons under one roof, for a laptop: starts them, starts a killed one again, stops
 * them in order. */
#ifndef CLI_SUPERVISOR_H
#define CLI_SUPERVISOR_H

#include "data/config.h"

#include <limits.h>
#include <sys/types.h>

struct supervisor_options {
  const struct config *config;
  const char *config_path; /* for the daemons; absolute; may be NULL */
  bool log_files;          /* STATE_DIR/log/SERVICE.log; else everything to our standard error */
};

/* supervisor_run - until SIGTERM or SIGINT; returns the exit code. A daemon that ends by itself with an error
 * in its first seconds ends the whole, since starting it again would not mend it; later ones are started
 * again with a growing pause. */
int supervisor_run(const struct supervisor_options *options);

/* supervisor_pid - of the supervisor that holds this run directory; 0: none. */
pid_t supervisor_pid(const struct config *config);
void supervisor_log_path(const struct config *config, const char *program, char path[PATH_MAX]);

#endif
