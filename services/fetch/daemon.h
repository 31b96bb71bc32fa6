/* daemon.h - the fetcher's sockets, directories and signals around its core. */
#ifndef FETCH_DAEMON_H
#define FETCH_DAEMON_H

#include "runtime/daemon.h"

/* The members of a struct daemon_spec. State lives in STATE_DIR/fetch-NAME: frontier.db and the directory
 * warc. */
const char *fetch_name(const struct config *config);
void *fetch_start(struct daemon *daemon, dp_error *error);
void fetch_drain(void *state);
bool fetch_reload(void *state, const struct config *next, dp_error *error);
void fetch_stop(void *state);

#endif
