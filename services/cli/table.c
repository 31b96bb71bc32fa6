/* table.c - short rows in aligned columns. */
#include "cli/terminal.h"

#include "base/utf8.h"

#include <stdarg.h>

void table_row(struct table *table, enum style style)
{
  if (table->rows == TABLE_ROWS) table->rows--;
  memset(table->cells[table->rows], 0, sizeof table->cells[0]);
  table->styles[table->rows++] = style;
}

void table_cell(struct table *table, size_t column, const char *format, ...)
{
  char *cell = table->cells[table->rows - 1][column];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(cell, TABLE_CELL, format, arguments);
  va_end(arguments);
  cell[utf8_cut(slice_of(cell), TABLE_CELL - 1).length] = '\0';
  if (column >= table->columns) table->columns = column + 1;
}

static size_t column_width(const struct table *table, size_t column)
{
  size_t width = 0;
  for (size_t row = 0; row < table->rows; row++) {
    size_t cell = utf8_count(slice_of(table->cells[row][column]));
    if (cell > width) width = cell;
  }
  return width;
}

void table_print(struct terminal *terminal, const struct table *table)
{
  size_t widths[TABLE_COLUMNS];
  for (size_t column = 0; column < table->columns; column++) widths[column] = column_width(table, column);
  for (size_t row = 0; row < table->rows; row++) {
    fputs(terminal_style(terminal, table->styles[row]), terminal->file);
    for (size_t column = 0; column < table->columns; column++) {
      size_t written = terminal_text(terminal, slice_of(table->cells[row][column]), TABLE_CELL);
      if (column + 1 < table->columns)
        fprintf(terminal->file, "%*s", (int)(widths[column] - written + 2), "");
    }
    fprintf(terminal->file, "%s\n",
            table->styles[row] == STYLE_PLAIN ? "" : terminal_style(terminal, STYLE_PLAIN));
  }
}
