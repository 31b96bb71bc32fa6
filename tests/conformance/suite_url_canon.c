/* suite_url_canon.c - what other programs make of URLs, beside what we make of them. The body is the input
 * and, behind it, the expected form: both are resolved against `base` and written in the form that is asked
 * for, and the judge compares. */
#include "probe.h"

#include "base/url_identity.h"

static void write_rest(const struct url *url, struct buffer *out)
{
  struct url rest = *url;
  struct buffer all = BUFFER_EMPTY, origin = BUFFER_EMPTY;
  rest.username = rest.password = SLICE("");
  url_write(&rest, &all, true);
  if (url_origin(url, &origin)) buffer_slice(out, slice_from(buffer_view(&all), origin.length));
  buffer_free(&all);
  buffer_free(&origin);
}

static struct slice write_as(struct arena *arena, const struct url *url, struct slice form)
{
  struct buffer out = BUFFER_EMPTY;
  if (slice_is(form, "identity"))
    url_identity(url, &out);
  else if (slice_is(form, "origin"))
    url_origin(url, &out);
  else if (slice_is(form, "rest")) /* all behind the origin */
    write_rest(url, &out);
  else if (slice_is(form, "ipv4"))
    buffer_slice(&out, url->host_kind == URL_HOST_IPV4 ? url->host : SLICE(""));
  else
    url_write(url, &out, true);
  struct slice written = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return written;
}

static void answer_input(struct arena *arena, const struct url *url, struct slice form, struct json *answer)
{
  json_add_text(arena, answer, "input", write_as(arena, url, form));
  json_add_text(arena, answer, "scheme", url->scheme);
  if (slice_is(form, "rest")) json_add_text(arena, answer, "origin", write_as(arena, url, SLICE("origin")));
}

void suite_url_canon(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  size_t length = (size_t)json_get_integer(question, "input", 0);
  struct slice form = json_get_text(question, "form"), base_text = json_get_text(question, "base");
  struct slice input = {body.data, length}, expected = slice_from(body, length);
  struct url base, url;
  const struct url *against = url_parse(arena, base_text, NULL, &base, NULL) ? &base : NULL;
  if (url_parse(arena, input, against, &url, NULL)) answer_input(arena, &url, form, answer);
  if (expected.length && url_parse(arena, expected, against, &url, NULL))
    json_add_text(arena, answer, "expected", write_as(arena, &url, form));
}
