/* publication_habit.c - see publication_habit.h. */
#include "clean/publication_habit.h"

#include "clean/text.h"

static struct slice host_of(struct slice url)
{
  size_t at = text_find(url, SLICE("://"), 0);
  if (at == SIZE_MAX) return (struct slice){"", 0};
  struct slice host = slice_from(url, at + 3);
  size_t end = 0;
  while (end < host.length && !strchr("/?#:", host.data[end])) end++;
  return (struct slice){host.data, end};
}

/* abroad - a country's domain that is not used by all the world. */
static bool abroad(struct slice host)
{
  static const char *const worldly[] = {"us", "ph", "io", "co", "tv", "me", "ai",
                                        "fm", "cc", "ws", "gg", "to", "ly", "so"};
  if (host.length < 4 || host.data[host.length - 3] != '.') return false;
  struct slice country = slice_from(host, host.length - 2);
  for (size_t i = 0; i < sizeof worldly / sizeof *worldly; i++)
    if (slice_is(country, worldly[i])) return false;
  return true;
}

/* in_path - "en-gb" as the first part of the path; empty when it is something else. */
static struct slice in_path(struct slice url)
{
  struct slice host = host_of(url);
  if (!host.length) return (struct slice){"", 0};
  struct slice path = slice_from(url, (size_t)(host.data - url.data) + host.length + 1);
  bool language = path.length > 6 && (path.data[2] == '-' || path.data[2] == '_') && path.data[5] == '/';
  return (struct slice){path.data, language ? 5 : 0};
}

bool publication_month_first(struct slice language, struct slice url)
{
  if (language.length <= 2 && in_path(url).length) language = in_path(url);
  bool english = text_starts(language, "en") && (language.length == 2 || strchr("-_", language.data[2]));
  if (language.length && !english) return false;
  if (text_starts(slice_from(language, 3), "us") || text_starts(slice_from(language, 3), "ph")) return true;
  return language.length <= 2 && !abroad(host_of(url));
}
