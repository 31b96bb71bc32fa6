/* post.h - one POST to a webhook (the only room of the sink that knows libcurl). */
#ifndef SINK_POST_H
#define SINK_POST_H

#include "base/error.h"
#include "sink/attempt.h"

struct post;

void post_prepare(void); /* once, before any thread */

/* post_new - a connection that is kept between calls; belongs to one thread. `ca_file` (may be empty)
 * replaces the system's authorities. */
struct post *post_new(const char *user_agent, const char *ca_file);
void post_free(struct post **post);

struct post_request {
  const char *url;
  const char *content_type;
  struct slice body;
  const char *id;      /* webhook-id: the same each time the article is sent; printable ASCII, short */
  int64_t timestamp;   /* webhook-timestamp: seconds since 1970 */
  struct slice secret; /* empty: not signed */
  millis timeout;
};

/* post_send - waits for the answer; `detail` gets a sentence on what came back when that was not 2xx.
 * Redirects are not followed, the body of the answer is read up to 64 KiB and forgotten. Signed as Standard
 * Webhooks 1.0 asks: v1, and the base64 of the HMAC-SHA-256 of "id.timestamp.body". `stop` (may be NULL) ends
 * it early. */
struct attempt_answer post_send(struct post *post, const struct post_request *request, bool (*stop)(void *),
                                void *context, dp_error *detail);

#endif
