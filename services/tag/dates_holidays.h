/* dates_holidays.h - the holidays that both languages call by a name, and their days. */
#ifndef TAG_DATES_HOLIDAYS_H
#define TAG_DATES_HOLIDAYS_H

#include <stdint.h>

struct lexicon;

/* holiday_day - the day of holiday `which` (as read_holiday leaves it in date.number), from 1970-01-01. */
int64_t holiday_day(int which, int year);

/* nth_weekday - day number `nth` of that weekday (1 Monday to 7) in a month; the last one for -1. */
int64_t nth_weekday(int year, int month, int weekday, int nth);

/* weekday_of - 1 for a Monday to 7. */
int weekday_of(int64_t day);

/* holidays_teach - marks the words by which holidays begin as LEX_CALENDAR. */
void holidays_teach(struct lexicon *lexicon);

#endif
