/* publication_ago.c - a number with a unit of time behind it, and a word before or behind that turns it
 * towards the past. */
#include "clean/publication_ago.h"

#include "clean/text.h"

enum { MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR, MOST_DAYS = 31, MOST_NUMBER = 99 };

static const struct {
  const char *stem;
  int millis;
} units[] = {{"min", MINUTE}, {"mn", MINUTE},  {"dakika", MINUTE}, {"мин", MINUTE}, {"分", MINUTE},
             {"분", MINUTE},  {"heure", HOUR}, {"stunde", HOUR},   {"std", HOUR},   {"hour", HOUR},
             {"hr", HOUR},    {"hora", HOUR},  {"ora", HOUR},      {"ore", HOUR},   {"uur", HOUR},
             {"uren", HOUR},  {"godz", HOUR},  {"saat", HOUR},     {"час", HOUR},   {"時間", HOUR},
             {"小时", HOUR},  {"小時", HOUR},  {"시간", HOUR},     {"h ", HOUR},    {"jour", DAY},
             {"tag", DAY},    {"day", DAY},    {"día", DAY},       {"dia", DAY},    {"giorn", DAY},
             {"dag", DAY},    {"dni", DAY},    {"dzień", DAY},     {"gün", DAY},    {"дн", DAY},
             {"день", DAY},   {"日", DAY},     {"天", DAY},        {"일", DAY}};

static const char *const before[] = {"il y a", "vor", "hace", "há", "przed"};
static const char *const behind[] = {" ago",   " fa",    " geleden", " temu", " önce", " назад",
                                     " sedan", " siden", " atrás",   "前",    " 전",   "전"};

static int unit_at(struct slice text)
{
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    if (text_starts(text, units[i].stem)) return units[i].millis;
  return 0;
}

/* is_turned - does one of the words stand right before the number, or soon behind the unit? */
static bool is_turned(struct slice text, size_t number, size_t unit)
{
  struct slice head = slice_trim((struct slice){text.data, number});
  for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
    struct slice word = slice_of(before[i]);
    if (head.length < word.length) continue;
    size_t start = head.length - word.length;
    bool whole = start == 0 || head.data[start - 1] == ' ';
    if (whole && text_starts(slice_from(head, start), before[i])) return true;
  }
  struct slice tail = slice_from(text, unit);
  for (size_t at = 0; at < tail.length && at < 24; at++)
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++)
      if (text_starts(slice_from(tail, at), behind[i])) return true;
  return false;
}

bool publication_ago(struct slice text, millis now, struct date *date)
{
  for (size_t at = 0; at < text.length; at++) {
    if (text.data[at] < '0' || text.data[at] > '9') continue;
    size_t end = at;
    millis number = 0;
    for (; end < text.length && text.data[end] >= '0' && text.data[end] <= '9'; end++)
      if (number <= MOST_NUMBER) number = number * 10 + (text.data[end] - '0');
    size_t word = end + (end < text.length && text.data[end] == ' ');
    millis unit = unit_at(slice_from(text, word));
    if (unit && number <= MOST_NUMBER && number * unit <= (millis)MOST_DAYS * DAY &&
        is_turned(text, at, word)) {
      *date = (struct date){.hour = -1, .offset = DATE_NO_OFFSET};
      clock_date((now - number * unit) / DAY, &date->year, &date->month, &date->day);
      return true;
    }
    at = end - (end > at);
  }
  return false;
}
