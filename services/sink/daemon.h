/* daemon.h - the callbacks of the daemon skeleton (runtime/daemon.h), for main's table. */
#ifndef SINK_DAEMON_H
#define SINK_DAEMON_H

#include "runtime/daemon.h"

const char *sink_daemon_name(const struct config *config);
void *sink_daemon_start(struct daemon *daemon, dp_error *error);
void sink_daemon_drain(void *state);
bool sink_daemon_reload(void *state, const struct config *next, dp_error *error);
void sink_daemon_stop(void *state);

#endif
