/* opml_date.c - "Sun, 21 Jun 2009 12:00:00 GMT". */
#include "fetch/source/opml_internal.h"
#include "fetch/source/sitemap.h"

#include <stdio.h>

/* month_of - 1 to 12; 0: none. */
static int month_of(const char *name)
{
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  for (int i = 0; i < 12; i++)
    if (strncasecmp(name, names + (ptrdiff_t)3 * i, 3) == 0) return i + 1;
  return 0;
}

/* zone_of - minutes east of Greenwich of "+0100" or a name (RFC 822, 5.1); unknown ones count as UTC. */
static int zone_of(const char *zone)
{
  static const struct {
    char name[4];
    int hours;
  } zones[] = {{"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5},
               {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7}};
  int hours, minutes;
  char sign[2];
  if (sscanf(zone, "%1[+-]%2d%2d", sign, &hours, &minutes) == 3)
    return (sign[0] == '-' ? -1 : 1) * (60 * hours + minutes);
  for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
    if (strncasecmp(zone, zones[i].name, 3) == 0) return 60 * zones[i].hours;
  return 0;
}

static bool rfc822(const char *text, millis *when)
{
  int day, year, hour = 0, minute = 0, second = 0, used = 0, month;
  char name[12];
  const char *comma = strchr(text, ',');
  if (sscanf(comma ? comma + 1 : text, " %2d %11s %4d%n", &day, name, &year, &used) != 3) return false;
  month = month_of(name);
  const char *rest = (comma ? comma + 1 : text) + used;
  used = 0;
  sscanf(rest, " %2d:%2d%n:%2d%n", &hour, &minute, &used, &second, &used);
  if (year < 50) year += 2000;
  if (year < 100) year += 1900;
  if (!month || day < 1 || day > 31 || hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 ||
      second > 60)
    return false;
  rest += used;
  while (*rest == ' ') rest++;
  *when = (clock_days(year, month, day) * 86400 + (hour * 60 + minute - zone_of(rest)) * 60 + second) *
          INT64_C(1000);
  return true;
}

bool opml_date_parse(struct slice text, millis *when)
{
  struct sitemap_time time;
  char copy[64];
  *when = 0;
  if (sitemap_time_parse(text, &time)) return *when = time.when, true;
  if (text.length >= sizeof copy) return false;
  memcpy(copy, text.data, text.length);
  copy[text.length] = 0;
  return rfc822(copy, when);
}
