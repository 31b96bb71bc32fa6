/* fuzz_discover.c - whatever the bytes are: candidates are ranked, each URL once and a web URL; articles too,
 * within the limits; a Sitemap line adds at most one. */
#include "fuzz.h"

#include "base/url.h"
#include "fetch/source/discover.h"

static void must_be_a_web_url(struct arena *arena, struct slice text)
{
  struct url url;
  must(url_parse(arena, text, NULL, &url, NULL) && url_is_web(&url));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct discovered found = {.candidates = NULL};
  struct slice text = {(const char *)data, size}, home = SLICE("https://www.a.example/fr/");
  size_t count = 0;
  discover_page(arena, text, home, &found);
  size_t before = found.candidate_count;
  discover_sitemap_line(arena, text, home, &found);
  must(found.candidate_count <= before + 1);
  for (const struct discover_candidate *row = found.candidates; row; row = row->next, count++) {
    must_be_a_web_url(arena, row->url);
    must(*row->reason && row->title.length <= DISCOVER_TITLE_MAX);
    must(!row->next || row->rank <= row->next->rank);
    must(!row->next || !slice_equal(row->url, row->next->url));
  }
  must(count == found.candidate_count && count <= DISCOVER_CANDIDATES_MAX);
  count = 0;
  for (const struct discover_article *row = found.articles; row; row = row->next, count++) {
    must_be_a_web_url(arena, row->url);
    must(row->title.length <= DISCOVER_TITLE_MAX);
  }
  must(count == found.article_count && count <= DISCOVER_ARTICLES_MAX);
  arena_free(&arena);
  return 0;
}
