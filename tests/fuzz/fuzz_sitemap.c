/* fuzz_sitemap.c - whatever the bytes are: within the limits, every row has a web URL that is its own normal
 * form, the lists are as long as they say, a time that is told has a precision, and what is refused is
 * refused with a sentence.
 */
#include "fuzz.h"

#include "base/url.h"
#include "fetch/source/sitemap.h"

static void must_be_a_web_url(struct arena *arena, struct slice text)
{
  struct url url;
  must(url_parse(arena, text, NULL, &url, NULL) && url_is_web(&url));
  must(slice_equal(url_href(arena, &url, false), text));
}

static void must_be_a_time(const struct sitemap_time *time)
{
  must(time->when == 0 || time->precision > 0);
}

static void must_be_pages(struct arena *arena, const struct sitemap *sitemap)
{
  size_t count = 0;
  for (const struct sitemap_page *page = sitemap->pages; page; page = page->next, count++) {
    must_be_a_web_url(arena, page->url);
    must_be_a_time(&page->lastmod);
    must_be_a_time(&page->published);
    must(page->priority <= 1 && (page->priority >= 0 || page->priority == -1));
    size_t alternates = 0;
    for (const struct sitemap_alternate *row = page->alternates; row; row = row->next) alternates++;
    must(alternates == page->alternate_count && alternates <= SITEMAP_ALTERNATES_MAX);
  }
  must(count == sitemap->page_count && count <= SITEMAP_ROWS_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct sitemap sitemap;
  dp_error error = {0};
  struct slice bytes = {(const char *)data, size};
  if (sitemap_parse(arena, bytes, SLICE(""), SLICE("https://a.example/maps/x.xml"), &sitemap, &error)) {
    size_t count = 0;
    must(sitemap.kind != SITEMAP_NONE);
    must_be_pages(arena, &sitemap);
    for (const struct sitemap_child *child = sitemap.children; child; child = child->next, count++) {
      must_be_a_web_url(arena, child->url);
      must_be_a_time(&child->lastmod);
    }
    must(count == sitemap.child_count);
  } else {
    must(strlen(error.text) > 10);
  }
  arena_free(&arena);
  return 0;
}
