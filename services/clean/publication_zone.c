/* publication_zone.c - see publication_zone.h. */
#include "clean/publication_zone.h"

enum { MINUTE = 60000, QUARTER = 15, EASTERNMOST = 14 * 60, WESTERNMOST = -12 * 60, TURN_HOUR = 10 };

static bool is_update(enum sighting_place place)
{
  return place == SEEN_JSONLD_MODIFIED || place == SEEN_META_MODIFIED || place == SEEN_ITEM_MODIFIED ||
         place == SEEN_TIME_UPDATED || place == SEEN_UPDATE_HEAD || place == SEEN_UPDATE;
}

static bool is_shown(enum sighting_place place)
{
  return place == SEEN_URL || place == SEEN_LABEL_HEAD || place == SEEN_NAMED_HEAD ||
         place == SEEN_STAMP_HEAD || place == SEEN_SHORT_HEAD || place == SEEN_STAMP || place == SEEN_NAMED ||
         place == SEEN_LABEL;
}

static bool is_said(enum sighting_place place)
{
  return place == SEEN_JSONLD || place == SEEN_JSONLD_LOOSE || place == SEEN_META_ARTICLE ||
         place == SEEN_META_PUBLISHED || place == SEEN_META_DATE || place == SEEN_ITEM ||
         place == SEEN_TIME_PUBLISHED;
}

/* is_local - told by the publisher's own calendar. */
static bool is_local(const struct sighting *s)
{
  return is_shown(s->place) || (is_said(s->place) && s->date.hour >= 0 && s->date.offset != 0);
}

static bool is_utc(const struct sighting *s)
{
  return s->date.offset == 0 && s->date.hour >= 0 && !is_shown(s->place) && s->place != SEEN_ASIDE;
}

static bool seen_locally(const struct sightings *sightings, int64_t day)
{
  for (size_t i = 0; i < sightings->count; i++)
    if (is_local(&sightings->items[i]) && date_day(&sightings->items[i].date) == day) return true;
  return false;
}

static bool seen_changed(const struct sightings *sightings, int64_t day)
{
  for (size_t i = 0; i < sightings->count; i++)
    if (sightings->items[i].place <= SEEN_ITEM_MODIFIED && is_update(sightings->items[i].place) &&
        date_day(&sightings->items[i].date) == day)
      return true;
  return false;
}

static void set_day(struct date *date, int64_t day)
{
  clock_date(day, &date->year, &date->month, &date->day);
}

/* offset_to - minutes from UTC to the clock of another sighting, when the two tell one moment;
 * DATE_NO_OFFSET: they don't. */
static int offset_to(const struct date *utc, const struct date *other)
{
  if (other->hour < 0) return DATE_NO_OFFSET;
  struct date local = *other;
  local.offset = DATE_NO_OFFSET;
  int64_t minutes = date_millis(&local) / MINUTE - date_millis(utc) / MINUTE;
  bool zone = minutes % QUARTER == 0 && minutes >= WESTERNMOST && minutes <= EASTERNMOST;
  return zone && (other->offset == DATE_NO_OFFSET || other->offset == minutes) ? (int)minutes
                                                                               : DATE_NO_OFFSET;
}

/* move - to the neighbour, with the time there when a clock of that day tells it. */
static void move(const struct sightings *sightings, struct date *date, int64_t day)
{
  for (size_t i = 0; i < sightings->count; i++) {
    const struct date *other = &sightings->items[i].date;
    if (date_day(other) != day || other->offset == 0) continue;
    int offset = offset_to(date, other);
    if (offset == DATE_NO_OFFSET) continue;
    int64_t local = date_millis(date) / 1000 + (int64_t)offset * 60;
    set_day(date, day);
    date->hour = (int)(local / 3600 % 24);
    date->minute = (int)(local / 60 % 60);
    date->offset = offset;
    return;
  }
  set_day(date, day);
  date->hour = -1;
  date->offset = DATE_NO_OFFSET;
}

static bool is_midnight(const struct date *date)
{
  return date->minute == 0 && date->second == 0 && (date->hour == 22 || date->hour == 23);
}

/* neighbour - the day that a time in UTC belongs to; its own when nothing speaks for another. */
static int64_t neighbour(const struct sightings *sightings, const struct sighting *s)
{
  int64_t day = date_day(&s->date), next = day + (s->date.hour >= TURN_HOUR ? 1 : -1);
  if (!is_utc(s) || seen_locally(sightings, day)) return day;
  bool explained = seen_changed(sightings, next) && !seen_changed(sightings, day) && !is_update(s->place);
  if (seen_locally(sightings, next) && !explained) return next;
  return is_midnight(&s->date) ? day + 1 : day;
}

void publication_localise(struct sightings *sightings)
{
  int64_t days[SIGHTINGS];
  for (size_t i = 0; i < sightings->count; i++) days[i] = neighbour(sightings, &sightings->items[i]);
  for (size_t i = 0; i < sightings->count; i++)
    if (days[i] != date_day(&sightings->items[i].date)) move(sightings, &sightings->items[i].date, days[i]);
}
