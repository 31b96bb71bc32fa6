/* event.h - the envelope of every message: one CloudEvents 1.0 event in JSON structured mode (see
 * PROTOCOL.md).
 *
 * Articles, verdicts, requests, replies and heartbeats all wear it. Extension attributes of ours: origin,
 * epoch, item, attempt (on the article's way), sequence, store, revision, story and alike (on what the store
 * publishes), inreplyto (on replies). */
#ifndef DATA_EVENT_H
#define DATA_EVENT_H

#include "base/clock.h"
#include "data/json.h"

/* The types on the article's way. Requests and replies are named "depeche.request.NAME" and
 * "depeche.reply.NAME". */
#define EVENT_FETCHED   "depeche.article.fetched"
#define EVENT_CLEANED   "depeche.article.cleaned"
#define EVENT_TAGGED    "depeche.article.tagged"
#define EVENT_REJECTED  "depeche.article.rejected"
#define EVENT_VERDICTS  "depeche.verdicts"
#define EVENT_HEARTBEAT "depeche.heartbeat"
#define EVENT_ERROR     "depeche.reply.error"

struct event {
  struct slice type;   /* one of the above; required */
  struct slice id;     /* required; (source, id) is unique to one event */
  struct slice source; /* required; "/depeche/fetch/main" */
  millis time;         /* when the event happened; 0 when absent */

  struct slice origin; /* name of the fetcher, [a-z0-9-]{1,32}; empty when not on the article's way */
  struct slice epoch;  /* UUID of that fetcher's journal */
  int64_t item;        /* its item, 1 and up; 0 when absent */
  int64_t attempt;     /* which delivery of the item this is, 1 and up; 0 when absent */

  int64_t sequence;       /* the store's number of this article, 1 and up; 0 when absent */
  struct slice store;     /* UUID of that store; empty when absent */
  int64_t revision;       /* of the article under its uri, 1 and up; 0 when absent */
  int64_t story;          /* sequence of the first article that told the same, or its own; 0 when absent */
  int64_t alike;          /* percent, to the article that put it into its story; 0 when absent */
  struct slice inreplyto; /* id of the request answered; empty when absent */

  bool numbered; /* parsed: one of the store's five is in the text, be it null; who puts them in front must
                    not */

  struct json *data; /* an object; NULL when absent */
};

/* event_parse - reads an event; every slice points into the arena. Refuses (EX_DATAERR, with the reason) what
 * is not JSON by json.h, lacks a required attribute, has a known attribute of the wrong type or an unknown
 * specversion. Unknown extension attributes are allowed and not kept. */
bool event_parse(struct arena *arena, struct slice text, struct event *event, dp_error *error);

/* event_check_article - true when the event has what the article's way needs (origin, epoch, item, attempt,
 * data with uri); else the reason. */
bool event_check_article(const struct event *event, dp_error *error);

/* event_print - appends the event as compact JSON; `event->data` is left as it is. */
void event_print(struct arena *arena, const struct event *event, struct buffer *out);

/* event_number - appends `event_json` (printed by event_print, of a type without a sequence) with what the
 * store says of it put in front, without parsing it: the store keeps an article as it came and numbers it on
 * the way out. */
struct event_numbers {
  int64_t sequence, revision, story;
  int64_t alike;     /* 1 to 100; 0: left out */
  const char *store; /* UUID */
};
enum { EVENT_NUMBERING = 160 }; /* bytes that it adds at most; an article must leave room for them */
void event_number(struct slice event_json, const struct event_numbers *numbers, struct buffer *out);

/* event_leaves_room - true when the event, once numbered, is still within the limits of json.h: who can't
 * read one article would be stopped before it for good. Else the reason. */
bool event_leaves_room(struct slice event_json, dp_error *error);

/* event_line - appends the JSON of an event as a line without its end: whoever sent it may have broken it
 * between its parts (inside a text a line end is escaped). */
void event_line(struct slice event_json, struct buffer *out);

/* event_valid_name - true for a name that may stand in a source, a topic and a file name: [a-z0-9-]{1,32}. */
bool event_valid_name(struct slice name);

#endif
