/* source.c - see source.h. */
#include "tag/source.h"

#include "base/url.h"

static bool sold_for_its_letters(struct slice label)
{
  static const char *const sold[] = {"ac", "ag", "ai", "am", "cc", "co", "fm", "gg", "im", "io", "is", "la",
                                     "ly", "me", "ms", "nu", "pw", "sh", "st", "tk", "to", "tv", "ws"};
  for (size_t i = 0; i < sizeof sold / sizeof *sold; i++)
    if (slice_is(label, sold[i])) return true;
  return false;
}

static bool is_letter(char c)
{
  return c >= 'a' && c <= 'z';
}

struct slice source_country(struct arena *arena, struct slice text)
{
  struct url url;
  struct slice nowhere = {"", 0};
  if (!url_parse(arena, text, NULL, &url, NULL)) return nowhere;
  struct slice host = url.host;
  if (host.length && host.data[host.length - 1] == '.') host.length--;
  if (host.length < 4 || host.data[host.length - 3] != '.') return nowhere;
  struct slice label = slice_from(host, host.length - 2);
  if (!is_letter(label.data[0]) || !is_letter(label.data[1])) return nowhere;
  if (sold_for_its_letters(label) || slice_is(label, "eu")) return nowhere;
  if (slice_is(label, "uk")) return SLICE("GB");
  return slice_of(arena_format(arena, "%c%c", label.data[0] - 'a' + 'A', label.data[1] - 'a' + 'A'));
}
