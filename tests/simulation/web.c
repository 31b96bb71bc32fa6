/* web.c - pages that follow from their URL alone: "http://hN.example/KIND/NUMBER". */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[PAGE_KINDS] = {"page", "twin", "list", "gone", "flaky", "slow", "poison"};

static const char *path_of(const char *url)
{
  const char *host = strstr(url, "//");
  const char *slash = host ? strchr(host + 2, '/') : NULL;
  return slash ? slash + 1 : "";
}

enum page_kind web_kind(const char *url)
{
  const char *path = path_of(url);
  for (int i = 0; i < PAGE_KINDS; i++)
    if (slice_starts(slice_of(path), kinds[i])) return (enum page_kind)i;
  return PAGE_HEALTHY;
}

static unsigned long number_of(const char *url)
{
  const char *slash = strrchr(url, '/');
  return slash ? strtoul(slash + 1, NULL, 10) : 0;
}

void web_body(const char *url, struct buffer *out)
{
  buffer_format(out, "<html><title>%s</title>", url);
  for (unsigned long i = 0; i < 4 + number_of(url) % 23; i++)
    buffer_format(out, "<p>%s %lu</p>", path_of(url), i * i);
}

void web_text(const char *url, struct buffer *out)
{
  if (web_kind(url) == PAGE_TWIN)
    buffer_format(out, "The same report, number %lu, under several addresses.", number_of(url) / 3);
  else
    buffer_format(out, "What stands at %s and nowhere else.", url);
}
