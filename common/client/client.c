/* client.c - opening and closing a client, and one whole request. */
#include "client/client.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>

const char *dp_version(void)
{
  return DEPECHE_VERSION;
}

dp_client *dp_open(const char *config_path, dp_error *error)
{
  dp_client *client = memory_zero(1, sizeof *client);
  if (!config_load(config_path, &client->config, NULL, error)) {
    free(client);
    return NULL;
  }
  client->bus = bus_new();
  client->arena = arena_new();
  return client;
}

void dp_close(dp_client **client)
{
  if (!client || !*client) return;
  for (size_t i = 0; i < CLIENT_SERVICES; i++) ask_free(&(*client)->asks[i]);
  bus_free(&(*client)->bus);
  arena_free(&(*client)->arena);
  free(*client);
  *client = NULL;
}

const char *client_reachable(const char *bound, char text[CONFIG_TEXT])
{
  static const char *const wildcards[] = {"tcp://*:", "tcp://0.0.0.0:", "tcp://[::]:"};
  for (size_t i = 0; i < sizeof wildcards / sizeof *wildcards; i++) {
    if (!slice_starts(slice_of(bound), wildcards[i])) continue;
    snprintf(text, CONFIG_TEXT, "tcp://127.0.0.1:%s", bound + strlen(wildcards[i]));
    return text;
  }
  return bound;
}

struct ask *client_ask_new(dp_client *client, enum client_service service)
{
  const struct config *config = &client->config;
  const struct {
    const char *name, *endpoint;
  } services[CLIENT_SERVICES] = {[CLIENT_FETCH] = {"fetch", config->fetch.feed},
                                 [CLIENT_CLEAN] = {"clean", config->clean.status},
                                 [CLIENT_TAG] = {"tag", config->tag.status},
                                 [CLIENT_STORE] = {"store", config->store.query},
                                 [CLIENT_SINK] = {"sink", config->sink.status}};
  char text[CONFIG_TEXT];
  return ask_new(client->bus, services[service].name, client_reachable(services[service].endpoint, text));
}

bool client_ask(dp_client *client, enum client_service service, const char *verb, struct json *data,
                const struct ask_frames *further, int timeout_ms, struct ask_reply *reply, dp_error *error)
{
  struct ask **ask = &client->asks[service];
  if (!*ask) *ask = client_ask_new(client, service);
  if (!ask_begin(*ask, client->arena, verb, data, further, error)) return false;
  switch (ask_poll(*ask, client->arena, timeout_ms, reply, error)) {
  case ASK_DONE:
    return true;
  case ASK_FAILED:
    return false;
  case ASK_WAITING:
    break;
  }
  return error_set(error, EX_TEMPFAIL, "%s does not answer on %s", ask_service(*ask), ask_endpoint(*ask));
}
