/* request.c - dp_ask: any request of PROTOCOL.md, JSON in and JSON out. */
#include "client/client.h"

#include "base/memory.h"

#include <stdlib.h>

static bool service_of(const char *name, enum client_service *service, dp_error *error)
{
  static const char *const names[CLIENT_SERVICES] = {"fetch", "clean", "tag", "store", "sink"};
  for (size_t i = 0; i < CLIENT_SERVICES; i++) {
    if (strcmp(name, names[i]) != 0) continue;
    *service = (enum client_service)i;
    return true;
  }
  return error_set(error, EX_USAGE, "there is no service “%.40s”; there are fetch, clean, tag and store",
                   name);
}

static bool parse_data(dp_client *client, const char *data_json, struct json **data, dp_error *error)
{
  *data = NULL;
  if (!data_json) return true;
  *data = json_parse(client->arena, slice_of(data_json), error);
  if (!*data) return error_wrap(error, "the data of the request");
  return json_type_of(*data) == JSON_OBJECT ||
         error_set(error, EX_USAGE, "the data of a request must be an object");
}

static bool take_frames(const dp_bytes *frames, size_t count, struct ask_frames *further, dp_error *error)
{
  if (count > ASK_FRAMES)
    return error_set(error, EX_USAGE, "a request brings at most %d frames behind its event", ASK_FRAMES);
  for (size_t i = 0; i < count; i++) further->frames[i] = (struct slice){frames[i].data, frames[i].length};
  further->count = count;
  return true;
}

bool dp_ask_with(dp_client *client, const char *service, const char *verb, const char *data_json,
                 const dp_bytes *frames, size_t frame_count, int timeout_ms, char **reply_json,
                 char **frame_json, dp_error *error)
{
  struct ask_frames further = {.count = 0};
  enum client_service which = CLIENT_FETCH;
  struct json *data;
  struct ask_reply reply;
  *reply_json = NULL;
  if (frame_json) *frame_json = NULL;
  arena_reset(client->arena);
  if (!service_of(service, &which, error) || !parse_data(client, data_json, &data, error) ||
      !take_frames(frames, frame_count, &further, error) ||
      !client_ask(client, which, verb, data, &further, timeout_ms, &reply, error))
    return false;
  struct buffer text = BUFFER_EMPTY;
  json_print(reply.data ? reply.data : json_object(client->arena), &text);
  *reply_json = buffer_take(&text);
  if (frame_json && reply.frame_count)
    *frame_json = memory_string_of(reply.frames[0].data, reply.frames[0].length);
  return true;
}

bool dp_ask(dp_client *client, const char *service, const char *verb, const char *data_json, int timeout_ms,
            char **reply_json, char **frame_json, dp_error *error)
{
  return dp_ask_with(client, service, verb, data_json, NULL, 0, timeout_ms, reply_json, frame_json, error);
}

void dp_release(char *text)
{
  free(text);
}
