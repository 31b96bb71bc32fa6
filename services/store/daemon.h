/* daemon.h - the callbacks of the daemon skeleton (runtime/daemon.h), for main's table. */
#ifndef STORE_DAEMON_H
#define STORE_DAEMON_H

#include "runtime/daemon.h"

const char *store_daemon_name(const struct config *config);
void *store_daemon_start(struct daemon *daemon, dp_error *error);
void store_daemon_drain(void *state);
bool store_daemon_reload(void *state, const struct config *next, dp_error *error);
void store_daemon_stop(void *state);

#endif
