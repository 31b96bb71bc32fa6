/* intake.h - what comes in on store.in: one message, hostile until checked, read as an article's event or
 * refused with a reason. Knows no catalog and sends nothing. */
#ifndef STORE_INTAKE_H
#define STORE_INTAKE_H

#include "data/event.h"
#include "runtime/bus.h"

/* intake_read - the event of a message; its slices point into the arena. Its data holds only what the store
 * decides by (see intake.c); all of it is in the message. False (EX_DATAERR) with the reason when it is not
 * exactly one frame with a tagged or rejected article that has all that the article's way needs and no
 * sequence yet. */
bool intake_read(struct arena *arena, const struct bus_message *message, struct event *event,
                 dp_error *error);

/* intake_json - the event of an accepted message as it came, without white space around it: what the catalog
 * keeps. */
struct slice intake_json(const struct bus_message *message);

/* intake_topics - what an article is published under: "article.LANGUAGE|HOST|" and "source.HOST|LANGUAGE|".
 * LANGUAGE is its primary language subtag, "und" where that is none of [a-z]{2,3}; HOST the host of its uri
 * (host.h), "unknown" where it has none. */
enum { INTAKE_TOPIC = 280 };
struct intake_topics {
  char by_language[INTAKE_TOPIC], by_source[INTAKE_TOPIC];
};
void intake_topics(const struct event *event, struct intake_topics *topics);

#endif
