/* websub.c - subscriptions in words, and what a hub says. */
#include "fetch/source/websub.h"

#include "base/digest.h"
#include "base/random.h"

#include <stdio.h>

char *websub_secret(char text[WEBSUB_SECRET])
{
  return random_uuid(text);
}

/* The path's token: the secret signs the number, so that the secret itself never shows in a URL. */
static char *token_of(const struct websub_subscription *subscription, char text[DIGEST_TOKEN])
{
  char number[32];
  snprintf(number, sizeof number, "%lld", (long long)subscription->source);
  return digest_token(subscription->secret, slice_of(number), text);
}

/* form - percent-encodes all but the unreserved characters (RFC 3986, 2.3), as every decoder of forms takes
 * it. */
static void form(struct buffer *out, const char *name, struct slice value)
{
  buffer_format(out, "%s%s=", out->length ? "&" : "", name);
  for (size_t i = 0; i < value.length; i++) {
    unsigned char c = (unsigned char)value.data[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 (c && strchr("-._~", c));
    if (plain)
      buffer_byte(out, (char)c);
    else
      buffer_format(out, "%%%02X", c);
  }
}

void websub_form(const struct websub_subscription *subscription, struct slice base, struct buffer *out)
{
  struct buffer callback = BUFFER_EMPTY;
  char token[DIGEST_TOKEN], lease[16];
  buffer_slice(&callback, base);
  buffer_format(&callback, "/%lld/%s", (long long)subscription->source, token_of(subscription, token));
  snprintf(lease, sizeof lease, "%d", WEBSUB_LEASE);
  buffer_clear(out);
  form(out, "hub.mode", SLICE("subscribe"));
  form(out, "hub.topic", subscription->topic);
  form(out, "hub.callback", buffer_view(&callback));
  form(out, "hub.lease_seconds", slice_of(lease));
  if (slice_starts(subscription->hub, "https://")) form(out, "hub.secret", subscription->secret);
  buffer_free(&callback);
}

/* The callback. */

/* split - "/7/TOKEN" in its two parts. */
static bool split(struct slice path, int64_t *source, struct slice *token)
{
  if (path.length < 2 || path.data[0] != '/') return false;
  const char *slash = memchr(path.data + 1, '/', path.length - 1);
  if (!slash) return false;
  size_t length = (size_t)(slash - path.data) - 1;
  *token = slice_from(path, length + 2);
  return slice_number((struct slice){path.data + 1, length}, source) && *source > 0;
}

int64_t websub_source(struct slice path)
{
  int64_t source;
  struct slice token;
  return split(path, &source, &token) ? source : 0;
}

static bool is_ours(const struct websub_subscription *subscription, struct slice path)
{
  int64_t source;
  struct slice token;
  char right[DIGEST_TOKEN];
  unsigned different = 0;
  if (!subscription || !subscription->secret.length || !split(path, &source, &token)) return false;
  token_of(subscription, right);
  if (source != subscription->source || token.length != DIGEST_TOKEN - 1) return false;
  for (size_t i = 0; i < token.length; i++) different |= (unsigned char)(token.data[i] ^ right[i]);
  return different == 0;
}

static enum websub_meaning meaning_of_get(const struct websub_subscription *subscription,
                                          const struct websub_request *request, millis *lease)
{
  int64_t seconds;
  if (!slice_equal(request->topic, subscription->topic)) return WEBSUB_ENDED;
  if (slice_is(request->mode, "denied")) return WEBSUB_DENIED;
  if (!slice_is(request->mode, "subscribe") || !request->challenge.length) return WEBSUB_ENDED;
  if (!slice_number(request->lease, &seconds) || seconds > WEBSUB_LEASE) seconds = WEBSUB_LEASE;
  *lease = seconds * 1000;
  return WEBSUB_CONFIRMED;
}

enum websub_meaning websub_meaning(const struct websub_subscription *subscription,
                                   const struct websub_request *request, millis *lease)
{
  *lease = 0;
  if (!is_ours(subscription, request->path)) return WEBSUB_STRANGER;
  if (!request->post) return meaning_of_get(subscription, request, lease);
  const char *equals =
      memchr(request->signature.length ? request->signature.data : "", '=', request->signature.length);
  if (!equals) return WEBSUB_RUMOUR;
  size_t length = (size_t)(equals - request->signature.data);
  const struct slice method = {request->signature.data, length};
  bool signed_right =
      digest_hmac_is(method, subscription->secret, request->body, slice_from(request->signature, length + 1));
  return signed_right && request->body.length ? WEBSUB_CONTENT : WEBSUB_RUMOUR;
}
