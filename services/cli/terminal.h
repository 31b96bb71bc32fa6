/* terminal.h - what a person sees: colour, width, progress, tables. In a pipe all of it falls away.
 *
 * Text of articles and URLs is hostile to a terminal (escape sequences): it goes through terminal_text, never
 * printf. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "base/clock.h"

#include <stdio.h>

struct terminal {
  FILE *file;
  bool tty;     /* a person reads it */
  bool color;   /* tty, without NO_COLOR (no-color.org) and not TERM=dumb */
  size_t width; /* columns; 80 where unknown */
  millis drawn; /* when the progress line was last drawn; 0: none stands there */
};

void terminal_open(struct terminal *terminal, FILE *file);

enum style {
  STYLE_PLAIN,
  STYLE_BOLD,
  STYLE_DIM,
  STYLE_GOOD,
  STYLE_WARN,
  STYLE_BAD,
  STYLE_NAME,
  STYLE_THING,
  STYLE_PEOPLE,
  STYLE_VALUE
};
/* terminal_style - the escape sequence that begins a style (STYLE_PLAIN ends it); "" without colour. */
const char *terminal_style(const struct terminal *terminal, enum style style);

/* terminal_text - writes at most `columns` code points of UTF-8 text, with … where it is cut; control
 * characters become spaces. Returns how many were written. */
size_t terminal_text(struct terminal *terminal, struct slice text, size_t columns);
/* terminal_cell - the same in a style, with spaces up to `columns`. */
void terminal_cell(struct terminal *terminal, enum style style, struct slice text, size_t columns);
/* terminal_wrapped - terminal_text, broken at spaces to the width, each line indented. */
void terminal_wrapped(struct terminal *terminal, struct slice text, size_t indent);

/* terminal_line - takes the next line of at most `columns` code points off the text, broken at a space where
 * there is one. */
struct slice terminal_line(struct slice *text, size_t columns);

/* terminal_progress - one line that is drawn over itself at most ten times a second; nothing in a pipe. total
 * 0: unknown. */
void terminal_progress(struct terminal *terminal, const char *what, int64_t done, int64_t total,
                       const char *more);
void terminal_progress_end(struct terminal *terminal); /* wipes it */

/* A table: cells are short text; the columns get the width of their widest cell. */
enum { TABLE_COLUMNS = 8, TABLE_ROWS = 64, TABLE_CELL = 96 };
struct table {
  char cells[TABLE_ROWS][TABLE_COLUMNS][TABLE_CELL];
  enum style styles[TABLE_ROWS];
  size_t rows, columns;
};
/* table_cell - formats a cell of the last row. */
void table_row(struct table *table, enum style style);
void table_cell(struct table *table, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void table_print(struct terminal *terminal, const struct table *table);

#endif
