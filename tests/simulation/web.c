/* web.c - pages that follow from their URL and version alone: "http://hN.example/KIND/NUMBER". */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[PAGE_KINDS] = {"page",   "twin",  "list",    "gone",  "flaky",  "slow",
                                              "poison", "moved", "hopping", "round", "barred", "busy"};

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

int web_host(const char *url)
{
  return slice_starts(slice_of(url), "http://h") ? (url[8] - '0') % WORLD_HOSTS : 0;
}

void web_body(const char *url, int version, struct buffer *out)
{
  buffer_format(out, "<html><!-- %d --><title>%s</title>", version, url);
  for (unsigned long i = 0; i < 4 + number_of(url) % 23; i++)
    buffer_format(out, "<p>%s %lu</p>", path_of(url), i * i);
}

int web_version(struct slice body)
{
  static const char head[] = "<html><!-- ";
  int64_t version = 0;
  if (!slice_starts(body, head)) return -1;
  body = slice_from(body, sizeof head - 1);
  const char *space = memchr(body.data, ' ', body.length);
  if (!space || !slice_number((struct slice){body.data, (size_t)(space - body.data)}, &version)) return -1;
  return (int)version;
}

void web_text(const char *url, int version, struct buffer *out)
{
  if (version) buffer_format(out, "Corrected %d times. ", version);
  if (web_kind(url) == PAGE_TWIN)
    buffer_format(out, "The same report, number %lu, under several addresses.", number_of(url) / 3);
  else
    buffer_format(out, "What stands at %s and nowhere else.", url);
}
