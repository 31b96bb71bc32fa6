/* intake.c - the checks on one message, from the cheapest on. */
#include "store/intake.h"

#include "data/article.h"

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
                     "the article carries a sequence or store already; only the store gives them");
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

bool intake_read(struct arena *arena, const struct bus_message *message, struct event *event, dp_error *error)
{
  if (!check_frames(message, error) || !event_parse(arena, message->frames[0], event, error)) return false;
  if (!slice_is(event->type, EVENT_TAGGED) && !slice_is(event->type, EVENT_REJECTED))
    return error_set(error, EX_DATAERR, "the type %.*s is none of those that the store takes",
                     event->type.length > 80 ? 80 : (int)event->type.length, event->type.data);
  return event_check_article(event, error) && check_epoch(event, error) && check_unnumbered(event, error);
}

void intake_topic(const struct event *event, char topic[INTAKE_TOPIC])
{
  struct slice language = article_language(event->data);
  char subtag[4] = "";
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
  subtag[length] = '\0';
  snprintf(topic, INTAKE_TOPIC, "article.%s|", length >= 2 ? subtag : "und");
}
