/* client.h - what the files of libdepeche share; the public side is <depeche/depeche.h>. */
#ifndef CLIENT_CLIENT_H
#define CLIENT_CLIENT_H

#include "client/ask.h"
#include "data/config.h"

#include <depeche/depeche.h>

enum client_service { CLIENT_FETCH, CLIENT_CLEAN, CLIENT_TAG, CLIENT_STORE, CLIENT_SINK, CLIENT_SERVICES };

struct dp_client {
  struct config config;
  struct bus *bus;
  struct ask *asks[CLIENT_SERVICES]; /* made when first needed */
  struct arena *arena;               /* of the request under way */
};

/* client_ask_new - a conversation with one service at the endpoint that the configuration names. */
struct ask *client_ask_new(dp_client *client, enum client_service service);

/* client_ask - one whole request in client->arena (reset first, unless `data` lives there): begin, wait,
 * reply. `further` may be NULL. False: EX_TEMPFAIL after timeout_ms without an answer, or the code of the
 * service's refusal. The reply must be freed. */
bool client_ask(dp_client *client, enum client_service service, const char *verb, struct json *data,
                const struct ask_frames *further, int timeout_ms, struct ask_reply *reply, dp_error *error);

/* client_reachable - the endpoint to connect to for one that a daemon binds: a wildcard host means this host.
 */
const char *client_reachable(const char *bound, char text[CONFIG_TEXT]);

#endif
