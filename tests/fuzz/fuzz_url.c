/* fuzz_url.c - a URL that is accepted is short, plain ASCII, http or https, without credentials, and its
 * normal form is its own normal form; one that is refused is refused with a sentence. Its host finds a queue.
 */
#include "fuzz.h"

#include "fetch/http_url.h"
#include "fetch/politeness.h"

static void must_be_normal(struct slice url)
{
  must(url.length <= HTTP_URL_MAX);
  must(slice_starts(url, "http://") || slice_starts(url, "https://"));
  for (size_t i = 0; i < url.length; i++) must(url.data[i] > ' ' && url.data[i] < 0x7F && url.data[i] != '#');
}

static void must_find_a_queue(struct slice url)
{
  struct politeness *politeness = politeness_new(1);
  politeness_add(politeness, 1, 0, url);
  const struct politeness_job *job = politeness_take(politeness);
  must(job && slice_equal(job->url, url) && politeness_done(politeness, 1));
  politeness_free(&politeness);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  char reason[HTTP_URL_REASON] = "";
  if (http_url_normalise((struct slice){(const char *)data, size}, &once, reason)) {
    must_be_normal(buffer_view(&once));
    must(http_url_normalise(buffer_view(&once), &twice, reason));
    must(slice_equal(buffer_view(&once), buffer_view(&twice)));
    must_find_a_queue(buffer_view(&once));
  } else {
    must(once.length == 0 && strlen(reason) > 10);
  }
  buffer_free(&once);
  buffer_free(&twice);
  return 0;
}
