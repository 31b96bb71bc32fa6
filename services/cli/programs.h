/* programs.h - the daemons as files and processes: where they are, how one is started. */
#ifndef CLI_PROGRAMS_H
#define CLI_PROGRAMS_H

#include "data/config.h"

#include <limits.h>
#include <sys/types.h>

/* In the order in which they are started; stopped in the opposite one, so that what is on its way still
 * arrives. */
enum { PROGRAMS = 5 };
extern const char *const program_services[PROGRAMS]; /* "store", "sink", "tag", "clean", "fetch" */

/* program_wanted - all but the sinks are; these only where the configuration names some. */
bool program_wanted(const struct config *config, const char *service);

/* program_find - the daemon's file: beside this command, in the build tree this command stands in, or in
 * PATH. */
bool program_find(const char *service, char path[PATH_MAX], dp_error *error);

/* program_start - runs it in its own process group, so that a Ctrl-C reaches only the supervisor, and dies
 * with it. `log_path` (NULL: our standard error) gets what it says. -1 when it can't be started. */
pid_t program_start(const char *path, const char *config_path, const char *log_path, dp_error *error);

#endif
