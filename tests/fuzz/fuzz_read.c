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

/* must_be_words - words came out as they went in, but for their length. */
static void must_be_words(struct slice back, struct slice words)
{
  must(utf8_valid(words) && slice_equal(back, utf8_cut(words, FOUND_WORDS_MAX)));
}

static void check_head(const struct found *back, const struct found *found)
{
  bool hub = found->hub.length <= FOUND_URL_MAX && found->topic.length <= FOUND_URL_MAX;
  must(back->kind == found->kind);
  must_be_words(back->title, found->title);
  must_be_words(back->problem, found->problem);
  must_be_words(back->remark, found->remark);
  must(!hub || (slice_equal(back->hub, found->hub) && slice_equal(back->topic, found->topic)));
}

/* check_rows - of one part; *source and *link are how many came before. */
static void check_rows(const struct found *back, const struct found *found, size_t *source, size_t *link)
{
  must(back->source_count <= found->source_count - *source && back->link_count <= found->link_count - *link);
  for (size_t i = 0; i < back->source_count; i++, ++*source) {
    must(slice_equal(back->sources[i].url, found->sources[*source].url));
    must_be_words(back->sources[i].title, found->sources[*source].title);
  }
  for (size_t i = 0; i < back->link_count; i++, ++*link)
    must(slice_equal(back->links[i].url, found->links[*link].url));
}

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
    must(follows == more);
    check_head(&back, found);
    check_rows(&back, found, &sources, &links);
    buffer_free(&part);
  }
  must(links == found->link_count && sources == found->source_count);
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
  check_parts(arena, &found);
  return 0;
}
