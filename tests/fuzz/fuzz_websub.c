/* fuzz_websub - arbitrary bytes as a request to the callback. Nobody is believed without the token, no
 * content without the signature, and no lease is longer than what was asked for.
 *
 * The input's lines are path, mode, topic, challenge, lease and signature; all behind the sixth is the body.
 * A path that begins with "~" stands for the right one, so that what lies behind the token is reached too. */
#include "base/digest.h"
#include "fetch/source/websub.h"
#include "fuzz.h"

#include <stdio.h>

static const struct websub_subscription ours = {
    7, {"https://hub.example/", 20}, {"https://example.org/feed", 24}, {"0b9ee3a4-secret", 15}};

static struct slice next_line(struct slice *rest)
{
  const char *end = rest->length ? memchr(rest->data, '\n', rest->length) : NULL;
  size_t length = end ? (size_t)(end - rest->data) : rest->length;
  struct slice line = {rest->data, length};
  *rest = slice_from(*rest, length + (end != NULL));
  return line;
}

static bool is_signed(const struct websub_request *request)
{
  static const char *const methods[] = {"sha1", "sha256", "sha384", "sha512"};
  for (int i = 0; i < 4; i++) {
    size_t length = strlen(methods[i]);
    if (request->signature.length > length && slice_starts(request->signature, methods[i]) &&
        request->signature.data[length] == '=' &&
        digest_hmac_is(slice_of(methods[i]), ours.secret, request->body,
                       slice_from(request->signature, length + 1)))
      return true;
  }
  return false;
}

/* has_token - a path of this source that ends in the token; the number may have zeros before it. */
static bool has_token(struct slice path, struct slice token)
{
  return websub_source(path) == ours.source && path.length > token.length &&
         slice_equal(slice_from(path, path.length - token.length), token);
}

static void check(const struct websub_request *request, struct slice token)
{
  millis lease;
  enum websub_meaning meaning = websub_meaning(&ours, request, &lease);
  must(lease >= 0 && lease <= (millis)WEBSUB_LEASE * 1000);
  must(meaning == WEBSUB_STRANGER || has_token(request->path, token));
  if (meaning == WEBSUB_CONFIRMED)
    must(!request->post && slice_equal(request->topic, ours.topic) && request->challenge.length);
  if (meaning == WEBSUB_CONTENT) must(request->post && request->body.length && is_signed(request));
  must(meaning != WEBSUB_DENIED || (!request->post && slice_equal(request->topic, ours.topic)));
  must(websub_meaning(NULL, request, &lease) == WEBSUB_STRANGER);
  must(websub_source(request->path) >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice rest = {(const char *)data, size};
  struct websub_request request = {.path = next_line(&rest),
                                   .mode = next_line(&rest),
                                   .topic = next_line(&rest),
                                   .challenge = next_line(&rest),
                                   .lease = next_line(&rest),
                                   .signature = next_line(&rest),
                                   .body = rest};
  char token[DIGEST_TOKEN], path[64];
  snprintf(path, sizeof path, "/7/%s", digest_token(ours.secret, SLICE("7"), token));
  if (slice_starts(request.path, "~")) request.path = slice_of(path);
  check(&request, slice_of(token));
  request.post = true;
  check(&request, slice_of(token));

  struct buffer form = BUFFER_EMPTY;
  const struct websub_subscription any = {7, request.path, request.topic, ours.secret};
  websub_form(&any, rest, &form);
  for (size_t i = 0; i < form.length; i++) must(form.data[i] > ' ' && form.data[i] < 0x7F);
  buffer_free(&form);
  return 0;
}
