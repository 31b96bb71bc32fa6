/* fuzz_url.c - whatever is parsed is written so that it parses again to the same; an identity is its own; a
 * link that is taken is short, plain ASCII, http or https, without credentials; one that is refused is
 * refused with a sentence.
 *
 * The first line is the URL, the rest, if there is one, the base it is resolved against. */
#include "fuzz.h"

#include "base/url_identity.h"
#include "fetch/link.h"

static void must_be_plain(struct slice url)
{
  for (size_t i = 0; i < url.length; i++) must(url.data[i] >= ' ' && url.data[i] < 0x7F);
}

static void must_be_stable(struct arena *arena, const struct url *url)
{
  struct slice written = url_href(arena, url, true);
  struct url again;
  must_be_plain(written);
  if (written.length > URL_MAX) return;
  must(url_parse(arena, written, NULL, &again, NULL));
  must(slice_equal(url_href(arena, &again, true), written));
  must(slice_equal(again.host, url->host) && again.host_kind == url->host_kind && again.port == url->port);
}

static void must_be_its_own_identity(struct arena *arena, const struct url *url)
{
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  struct url page;
  url_identity(url, &once);
  must_be_plain(buffer_view(&once));
  if (once.length <= URL_MAX) {
    must(url_parse(arena, buffer_view(&once), NULL, &page, NULL));
    url_identity(&page, &twice);
    must(slice_equal(buffer_view(&once), buffer_view(&twice)));
  }
  buffer_free(&once);
  buffer_free(&twice);
}

static void must_check(struct slice text)
{
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY, identity = BUFFER_EMPTY;
  char reason[LINK_REASON] = "";
  if (link_check(text, &once, &identity, reason)) {
    struct slice url = buffer_view(&once);
    must_be_plain(url);
    must(url.length <= LINK_MAX && !memchr(url.data, '#', url.length) && !memchr(url.data, ' ', url.length));
    must(slice_starts(url, "http://") || slice_starts(url, "https://"));
    must(link_check(url, &twice, NULL, reason) && slice_equal(url, buffer_view(&twice)));
  } else {
    must(once.length == 0 && identity.length == 0 && strlen(reason) > 10);
  }
  buffer_free(&once);
  buffer_free(&twice);
  buffer_free(&identity);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice text = {(const char *)data, size}, rest = {"", 0};
  const char *line = memchr(data, '\n', size);
  if (line) {
    text.length = (size_t)(line - text.data);
    rest = (struct slice){line + 1, size - text.length - 1};
  }
  struct arena *arena = arena_new();
  struct url base, url;
  bool based = line && url_parse(arena, rest, NULL, &base, NULL);
  if (url_parse(arena, text, based ? &base : NULL, &url, NULL)) {
    must_be_stable(arena, &url);
    must_be_its_own_identity(arena, &url);
  }
  arena_free(&arena);
  must_check(text);
  return 0;
}
