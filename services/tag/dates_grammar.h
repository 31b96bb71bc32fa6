/* dates_grammar.h - what an expression says before it is resolved, and the readers of the grammar.
 *
 * Each `read_` function looks at the tokens from one place on and returns how many belong to the expression
 * it knows (0: none), with what they say in `date`. None looks more than some ten tokens ahead. */
#ifndef TAG_DATES_GRAMMAR_H
#define TAG_DATES_GRAMMAR_H

#include "tag/dates_reader.h"

enum date_kind {
  DATE_NONE,
  DATE_DAY,
  DATE_MONTH,
  DATE_YEAR,
  DATE_WEEKDAY,
  DATE_SHIFT, /* `number` times `unit` from publication or from the date named last */
  DATE_DECADE,
  DATE_CENTURY,
  DATE_SEASON,
  DATE_QUARTER,
  DATE_HALF,
  DATE_WEEKEND,
  DATE_HOLIDAY,
  DATE_NTH,  /* "third Thursday of November": `number`, -1 for the last one */
  DATE_EVERY /* "every Monday" */
};

/* 0 where the expression says nothing. */
struct date {
  enum date_kind kind;
  int year, month, day;
  int weekday;   /* 1 Monday to 7 */
  int number;    /* quarter, half, decade (1970), century (19), season 1 spring to 4, holiday, or of units */
  char unit;     /* 'D' day, 'W' week, 'F' fortnight, 'M', 'Q' quarter, 'S' half year, 'Y', 'E' decade, 'C'
                    century */
  int direction; /* -1 "dernier", +1 "prochain" */
  bool pointed;  /* "ce", "this" */
  bool anchored; /* counts from the date named last: "le lendemain" */
  bool vague;    /* "quelques" instead of a number */
  bool before_christ;
  const char *part;                       /* of the day: "TMO", "TMI", "TAF", "TEV", "TNI" */
  const char *modifier;                   /* "START", "MID", "END" */
  int until_year, until_month, until_day; /* end of a range */
  int until_number;                       /* the same for centuries */
  bool year_shifted, year_anchored; /* "of last year": by year_shift from now or from the date named last */
  int year_shift;
  char whole;        /* 'W' the week, 'E' the weekend that the day is in: "week of April 15" */
  bool week_shifted; /* "jeudi de la semaine dernière", by week_shift */
  int week_shift;
};

enum date_begins { BEGINS_DATE = 1, BEGINS_TIME = 2 };

/* dates_begin - what may begin at token i, at a glance: enum date_begins bits. */
unsigned dates_begin(const struct dates_reader *reader, size_t i);

/* dates_read - the expression that begins at token i. */
size_t dates_read(const struct dates_reader *reader, size_t i, struct date *date);

/* The rooms of the grammar. */
size_t read_digits(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_calendar(const struct dates_reader *reader, size_t i, struct date *date); /* days and months */
size_t read_part(const struct dates_reader *reader, size_t i, const char **part);
size_t read_nth(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_every(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_weekday(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_year(const struct dates_reader *reader, size_t i, struct date *date); /* one that stands alone */
size_t read_period(const struct dates_reader *reader, size_t i, struct date *date); /* decades to quarters */
size_t read_holiday(const struct dates_reader *reader, size_t i, struct date *date);
/* read_period_year - the year behind a period: "2016", "de 2016", "of last year". */
size_t read_period_year(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_edge(const struct dates_reader *reader, size_t i, struct date *date); /* "début", "late" */
size_t read_relative(const struct dates_reader *reader, size_t i, struct date *date);
size_t read_pointed(const struct dates_reader *reader, size_t i,
                    struct date *date); /* "this", "last", unit */

#endif
