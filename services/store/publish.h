/* publish.h - what the store tells the world after a commit: verdicts to the fetchers, new articles and
 * heartbeats to the subscribers (PROTOCOL.md, sections 3 and 4). Sending never blocks; what a PUB socket
 * drops comes back by a resend or a replay. */
#ifndef STORE_PUBLISH_H
#define STORE_PUBLISH_H

#include "store/pending.h"

struct publisher;
struct publisher_options {
  struct bus_socket *ack, *news; /* bound by the caller, closed by the caller */
  const char *source, *store;    /* kept, not copied */
};
struct publisher *publisher_new(const struct publisher_options *options);
void publisher_free(struct publisher **publisher);

/* publish_verdicts - one event per origin with the verdicts on all its items in `pending`. */
void publish_verdicts(struct publisher *publisher, const struct pending *pending, millis now);
/* publish_articles - each article that was stored now, numbered, in the order of the sequence. */
void publish_articles(struct publisher *publisher, const struct pending *pending);
void publish_heartbeat(struct publisher *publisher, int64_t sequence, millis now);

#endif
