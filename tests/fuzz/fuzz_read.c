/* fuzz_read - arbitrary bytes as the answer of a source. The first byte chooses what it is taken for and its
 * content type; the rest is the body. Whatever comes: links and sources, or a problem in words; and what
 * crosses to the fetcher comes out as it went in. */
#include "base/utf8.h"
#include "fetch/source/read.h"
#include "fuzz.h"

static const char *const types[] = {"",
                                    "text/xml",
                                    "application/rss+xml; charset=utf-8",
                                    "text/html",
                                    "text/plain",
                                    "application/json",
                                    "application/x-gzip",
                                    "application/xml"};

static void check_parts(struct arena *arena, const struct found *found)
{
  size_t first = 0, links = 0, sources = 0;
  for (bool more = true; more;) {
    struct buffer part = BUFFER_EMPTY;
    struct found back;
    bool follows;
    dp_error error;
    more = found_print(arena, found, &first, &part);
    must(found_parse(arena, buffer_view(&part), &back, &follows, &error));
    must(follows == more && back.kind == found->kind && slice_equal(back.title, found->title));
    links += back.link_count;
    sources += back.source_count;
    buffer_free(&part);
  }
  must(links <= found->link_count && sources <= found->source_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct arena *arena;
  if (!arena) arena = arena_new();
  if (size < 1) return 0;
  arena_reset(arena);
  const struct source_answer answer = {.kind = (enum source_kind)(data[0] % SOURCE_KINDS),
                                       .url = SLICE("https://www.example.org/fr/"),
                                       .content_type = slice_of(types[data[0] >> 5]),
                                       .body = {(const char *)data + 1, size - 1}};
  struct found found = {0};
  source_read(arena, &answer, &found);
  must(found.problem.length || found.kind != SOURCE_AUTO);
  must(utf8_valid(found.title) && utf8_valid(found.problem) && utf8_valid(found.remark));
  check_parts(arena, &found);
  return 0;
}
