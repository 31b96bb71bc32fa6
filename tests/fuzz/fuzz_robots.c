/* fuzz_robots.c - any bytes make a form that can be journaled and read back with the same verdicts; a verdict
 * names a line of the file and is the same twice; limits hold. The bytes are also read as a form, and as a
 * path.
 */
#include "fuzz.h"

#include "fetch/robots.h"

#include "base/buffer.h"

static int64_t lines_of(struct slice text)
{
  int64_t lines = 1;
  for (size_t i = 0; i < text.length; i++) lines += text.data[i] == '\n' || text.data[i] == '\r';
  return lines;
}

static void must_have_limits(const struct robots *robots, struct slice agent)
{
  size_t at = 0, sitemaps = 0;
  struct slice url;
  millis delay;
  while (robots_sitemap(robots, &at, &url)) sitemaps++;
  must(sitemaps <= ROBOTS_SITEMAPS_MAX);
  must(!robots_crawl_delay(robots, agent, &delay) || (delay >= 0 && delay <= ROBOTS_DELAY_MAX));
}

static void must_decide(const struct robots *robots, const struct robots *again, struct slice agent,
                        struct slice path, int64_t lines)
{
  struct robots_rule one, two;
  bool allowed = robots_allows(robots, agent, path, &one);
  must(allowed == robots_allows(again, agent, path, &two));
  must(one.allow == allowed && one.line == two.line && slice_equal(one.pattern, two.pattern));
  must(one.line >= 0 && one.line <= lines && (one.line || allowed));
}

static void must_not_break_as_a_form(struct slice bytes)
{
  struct buffer form = BUFFER_EMPTY;
  dp_error error = {0};
  buffer_append(&form, "RB1", 4);
  buffer_slice(&form, bytes);
  struct robots *robots = robots_read(buffer_view(&form), &error);
  must(robots || error.code == EX_DATAERR);
  if (robots) must_have_limits(robots, SLICE("depeche"));
  if (robots) robots_allows(robots, SLICE("depeche"), SLICE("/a%20b?c$"), NULL);
  robots_free(&robots);
  buffer_free(&form);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice text = {size ? (const char *)data : "", size};
  const char *newline = memchr(text.data, '\n', text.length);
  struct slice path = {text.data,
                       newline ? (size_t)(newline - text.data) : 0}; /* the first line, as a path */
  dp_error error = {0};
  struct robots *robots = robots_parse(text);
  struct robots *again = robots_read(robots_form(robots), &error);
  must(again);
  must_decide(robots, again, SLICE("depeche"), robots_path(path), lines_of(text));
  must_decide(robots, again, SLICE("*"), path, lines_of(text));
  must_have_limits(robots, SLICE("depeche"));
  must_not_break_as_a_form(text);
  robots_free(&robots);
  robots_free(&again);
  return 0;
}
