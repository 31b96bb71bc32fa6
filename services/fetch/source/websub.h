/* websub.h - being told of news by a feed's hub instead of asking (W3C WebSub, 2018): what is said to the
 * hub, and what its requests to our callback mean. Pure.
 *
 * Each subscription has a secret of its own. The callback's path holds the source's number and a token that
 * only the secret gives, so that nobody else can confirm, deny or feed; content counts only with a valid
 * X-Hub-Signature. What can't be verified costs nothing but a poll. */
#ifndef FETCH_SOURCE_WEBSUB_H
#define FETCH_SOURCE_WEBSUB_H

#include "base/buffer.h"
#include "base/clock.h"

enum { WEBSUB_LEASE = 10 * 24 * 3600, WEBSUB_SECRET = 37 };

/* What is known of one subscription. */
struct websub_subscription {
  int64_t source;
  struct slice hub, topic, secret;
};

/* websub_secret - a new one, from the kernel. */
char *websub_secret(char text[WEBSUB_SECRET]);
/* websub_form - writes the body of the POST to the hub (application/x-www-form-urlencoded). `base` is the
 * operator's public address of the callback, without a slash at its end. A hub that is not asked over https
 * is told no secret (WebSub, 5.1): what it sends is a rumour. */
void websub_form(const struct websub_subscription *subscription, struct slice base, struct buffer *out);

/* A request to the callback. Everything is hostile. */
struct websub_request {
  bool post;
  bool head; /* of a POST: its body has not come yet, and is taken only when the answer to this is 200 */
  struct slice path; /* behind the base: "/7/TOKEN" */
  struct slice mode, topic, challenge, lease,
      signature;                     /* parameters hub.*, and X-Hub-Signature; may be empty */
  struct slice reason, content_type; /* hub.reason, and the body's type; may be empty */
  struct slice body;
};
enum websub_meaning {
  WEBSUB_STRANGER,  /* nobody we know: answer 404 */
  WEBSUB_CONFIRMED, /* answer 200 with the challenge; the subscription holds for *lease */
  WEBSUB_DENIED,    /* answer 200; the hub refuses */
  WEBSUB_ENDED,     /* answer 404: it asks to confirm what was not asked for */
  WEBSUB_CONTENT,   /* answer 200; the body is the topic's new content */
  WEBSUB_RUMOUR     /* answer 200; not verified: poll the source, don't believe the body */
};
/* websub_source - the source that a path names; 0: none. Its subscription is then looked up. */
int64_t websub_source(struct slice path);
/* websub_meaning - subscription NULL: the source is not known or has none. *lease is given for CONFIRMED: as
 * the hub says, at most what was asked for. */
enum websub_meaning websub_meaning(const struct websub_subscription *subscription,
                                   const struct websub_request *request, millis *lease);

#endif
