/* intake.c - the checks on one message, from the cheapest on. */
#include "store/intake.h"

#include "data/article.h"
#include "data/json_pick.h"
#include "store/host.h"
#include "store/same.h"

#include <ctype.h>
#include <stdio.h>

static bool check_frames(const struct bus_message *message, dp_error *error)
{
  if (message->refused) return error_set(error, EX_DATAERR, "the message was refused: %s", message->refused);
  if (message->count != 1)
    return error_set(error, EX_DATAERR, "the message has %zu frames; a tagged or rejected article has one",
                     message->count);
  return true;
}

/* check_unnumbered - the sequence is the store's to give; one from outside would stand beside ours in what is
 * published. */
static bool check_unnumbered(const struct event *event, dp_error *error)
{
  if (event->numbered)
    return error_set(error, EX_DATAERR,
                     "the article carries a sequence, store, revision, story or alike already; only the "
                     "store gives them");
  return true;
}

/* check_epoch - the catalog numbers journals by their UUID, and the id of the article is made of it. */
static bool check_epoch(const struct event *event, dp_error *error)
{
  struct slice epoch = event->epoch;
  bool ok = epoch.length == 36;
  for (size_t i = 0; ok && i < epoch.length; i++) {
    bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    ok = dash ? epoch.data[i] == '-' : isxdigit((unsigned char)epoch.data[i]) != 0;
  }
  return ok || error_set(error, EX_DATAERR, "the epoch of the article is not a UUID");
}

struct slice intake_json(const struct bus_message *message)
{
  return slice_trim(message->frames[0]);
}

/* read_event - the envelope and the few members of the article that the catalog and the topic need; the text
 * may be a hundred times as long. */
static bool read_event(struct arena *arena, struct slice json, struct event *event, dp_error *error)
{
  static const struct json_pick fetch[] = {{"reprocessed", NULL}, {NULL, NULL}};
  static const struct json_pick own[] = {{"url", NULL},    {"digest", NULL},      {"rejected", NULL},
                                         {"fetch", fetch}, {"fingerprint", NULL}, {NULL, NULL}};
  static const struct json_pick article[] = {
      {"uri", NULL}, {"language", NULL}, {"depeche", own}, {NULL, NULL}};
  static const struct json_pick envelope[] = {{"data", article}, {"*", NULL}, {NULL, NULL}};
  struct buffer picked = BUFFER_EMPTY;
  bool ok =
      json_pick(json, envelope, &picked, error) && event_parse(arena, buffer_view(&picked), event, error);
  buffer_free(&picked);
  return ok;
}

static bool check_type(const struct event *event, dp_error *error)
{
  if (slice_is(event->type, EVENT_TAGGED) || slice_is(event->type, EVENT_REJECTED)) return true;
  return error_set(error, EX_DATAERR, "the type %.*s is none of those that the store takes",
                   event->type.length > 80 ? 80 : (int)event->type.length, event->type.data);
}

bool intake_read(struct arena *arena, const struct bus_message *message, struct event *event, dp_error *error)
{
  if (!check_frames(message, error) || !read_event(arena, message->frames[0], event, error)) return false;
  if (!check_type(event, error) || !event_check_article(event, error) || !check_epoch(event, error) ||
      !check_unnumbered(event, error) || !event_leaves_room(message->frames[0], error))
    return false;
  /* Without a digest the text itself tells the article apart, and what is read once more is compared with
   * what was read before: then all of it is read. */
  bool telling = slice_is(event->type, EVENT_REJECTED) ||
                 (article_digest(event->data).length && !is_reprocessed(event->data));
  return telling || event_parse(arena, message->frames[0], event, error);
}

/* subtag_of - the primary language subtag in lower case. */
static void subtag_of(struct slice language, char subtag[4])
{
  size_t length = 0;
  while (length < language.length && language.data[length] != '-') {
    char letter = language.data[length];
    if (letter >= 'A' && letter <= 'Z') letter = (char)(letter - 'A' + 'a');
    if (length == 3 || letter < 'a' || letter > 'z') {
      length = 0;
      break;
    }
    subtag[length++] = letter;
  }
  if (length < 2)
    strcpy(subtag, "und");
  else
    subtag[length] = '\0';
}

void intake_topics(const struct event *event, struct intake_topics *topics)
{
  char subtag[4] = "", room[HOST_NAME];
  subtag_of(article_language(event->data), subtag);
  struct slice host = host_name(article_uri(event->data), room);
  if (!host.length) host = SLICE("unknown");
  snprintf(topics->by_language, INTAKE_TOPIC, "article.%s|%.*s|", subtag, (int)host.length, host.data);
  snprintf(topics->by_source, INTAKE_TOPIC, "source.%.*s|%s|", (int)host.length, host.data, subtag);
}
