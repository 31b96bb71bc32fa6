/* days.c - see days.h. */
#include "store/days.h"

#include "base/clock.h"

static int32_t first_of(int year, int month, int day)
{
  return (int32_t)clock_days(year, month, day);
}

/* read_part - the next digits, exactly so many. */
static bool read_part(struct slice *text, size_t digits, int *number)
{
  int64_t value;
  if (text->length < digits || !slice_number((struct slice){text->data, digits}, &value)) return false;
  *number = (int)value;
  *text = slice_from(*text, digits);
  return true;
}

static bool read_dash(struct slice *text)
{
  bool found = slice_starts(*text, "-");
  if (found) *text = slice_from(*text, 1);
  return found;
}

bool days_read(struct slice text, int32_t *first, int32_t *last)
{
  int year, month = 0, day = 0;
  if (!read_part(&text, 4, &year) || year < 1900 || year > 2099) return false;
  if (read_dash(&text) && (!read_part(&text, 2, &month) || month < 1 || month > 12)) return false;
  if (month && read_dash(&text) && (!read_part(&text, 2, &day) || !clock_is_date(year, month, day)))
    return false;
  if (text.length) return false;
  bool to_next_year = !month || month == 12;
  *first = first_of(year, month ? month : 1, day ? day : 1);
  *last = day ? *first : (to_next_year ? first_of(year + 1, 1, 1) : first_of(year, month + 1, 1)) - 1;
  return true;
}

bool days_read_range(struct slice text, int32_t *first, int32_t *last)
{
  int32_t unused;
  *first = DAYS_FIRST;
  *last = DAYS_LAST;
  const char *dots = memmem(text.data, text.length, "..", 2);
  if (!dots) return days_read(text, first, last);
  struct slice from = {text.data, (size_t)(dots - text.data)}, to = slice_from(text, from.length + 2);
  if (!from.length && !to.length) return false;
  if (from.length && !days_read(from, first, &unused)) return false;
  return !to.length || days_read(to, &unused, last);
}
