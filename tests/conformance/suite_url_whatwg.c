/* suite_url_whatwg.c - URLs parsed and written, and hosts in ASCII. The body is the input, then the base. */
#include "probe.h"

#include "base/url.h"

static void answer_host(struct arena *arena, struct slice host, struct json *answer)
{
  struct url url;
  struct buffer text = BUFFER_EMPTY;
  buffer_text(&text, "https://");
  buffer_slice(&text, host);
  buffer_text(&text, "/x");
  if (url_parse(arena, buffer_view(&text), NULL, &url, NULL) && slice_is(url.path, "/x"))
    json_add_text(arena, answer, "host", url.host);
  buffer_free(&text);
}

static void answer_parse(struct arena *arena, const struct json *question, struct slice body,
                         struct json *answer)
{
  struct url base, url;
  int64_t length = json_get_integer(question, "base", -1);
  if (length >= 0) {
    struct slice text = slice_from(body, body.length - (size_t)length);
    body.length -= (size_t)length;
    if (!url_parse(arena, text, NULL, &base, NULL)) return;
  }
  if (!url_parse(arena, body, length >= 0 ? &base : NULL, &url, NULL)) return;
  json_add_text(arena, answer, "href", url_href(arena, &url, true));
  json_add_text(arena, answer, "scheme", url.scheme);
  json_add_text(arena, answer, "host", url.host);
  json_add_integer(arena, answer, "port", url.port);
  json_add_text(arena, answer, "path", url.path);
  json_add_text(arena, answer, "query", url.query);
  json_add_text(arena, answer, "fragment", url.fragment);
}

void suite_url_whatwg(struct arena *arena, const struct json *question, struct slice body,
                      struct json *answer)
{
  if (json_get_integer(question, "host", 0))
    answer_host(arena, body, answer);
  else
    answer_parse(arena, question, body, answer);
}
