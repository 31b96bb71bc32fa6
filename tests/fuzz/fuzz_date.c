/* fuzz_date - arbitrary text as dates, as the words beside one, as a path. Every date that is read exists,
 * stands where it is said to stand, is written so that it is read again as the same, and the reader always
 * moves on. */
#include "clean/dates.h"
#include "clean/publication_ago.h"
#include "clean/publication_words.h"
#include "fuzz.h"

static void judge(struct arena *arena, const struct date *date)
{
  must(clock_is_date(date->year, date->month, date->day));
  must(date->hour >= -1 && date->hour < 24 && date->minute >= 0 && date->minute < 60 && date->second >= 0 &&
       date->second < 60);
  must(date->offset == DATE_NO_OFFSET || (date->offset >= -15 * 60 && date->offset <= 15 * 60));
  struct slice text = date_text(arena, date);
  struct date again;
  must(date_find(text, false, &again));
  must(date_day(&again) == date_day(date));
  if (again.hour >= 0) must(date_millis(&again) == date_millis(date));
}

static void read(struct arena *arena, struct slice text, bool month_first)
{
  struct date_match match;
  struct date date;
  size_t at = 0, before = 0;
  while (date_next(text, &at, month_first, &match)) {
    must(match.start < match.end && match.end <= text.length && at == match.end && at > before);
    judge(arena, &match.date);
    before = at;
  }
  if (date_find(text, month_first, &date)) judge(arena, &date);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct arena *arena = arena_new();
  struct slice text = {(const char *)data, size};
  struct date date;
  read(arena, text, false);
  read(arena, text, true);
  if (date_in_path(text, &date)) judge(arena, &date);
  if (publication_ago(text, (millis)1735689600000, &date)) judge(arena, &date);
  must(publication_label(text) <= LABEL_OTHER);
  publication_said_behind(text);
  arena_free(&arena);
  return 0;
}
