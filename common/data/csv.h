/* csv.h - tables as spreadsheets write them: RFC 4180, with a comma, a semicolon or a tab between the fields.
 *
 * A byte order mark is passed over, lines end in \n or \r\n, a field in double quotes may hold all of these
 * and "" for one quote. Lines without anything, and those that begin with #, are passed over. */
#ifndef DATA_CSV_H
#define DATA_CSV_H

#include "base/arena.h"
#include "base/error.h"

enum { CSV_FIELDS = 32 };

struct csv {
  struct arena *arena; /* fields with "" in them are copied here */
  struct slice text;
  size_t at, line; /* of the next record */
  char separator;
};

/* One line of the table, which may go over several lines of the file. Fields point into the text. */
struct csv_record {
  struct slice fields[CSV_FIELDS]; /* without the quotes and the white space around them */
  size_t count;
  size_t line; /* of its first field, from 1 */
};

/* csv_begin - what parts the first record is what parts all: a tab or a semicolon where there is one outside
 * quotes, else a comma. */
void csv_begin(struct csv *csv, struct arena *arena, struct slice text);

/* csv_next - the next record. CSV_WRONG: with the reason; record->line is where, and the
 * reading may go on behind it. */
enum csv_outcome { CSV_RECORD, CSV_END, CSV_WRONG };
enum csv_outcome csv_next(struct csv *csv, struct csv_record *record, dp_error *error);

#endif
