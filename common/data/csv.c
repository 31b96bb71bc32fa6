/* csv.c - see csv.h. One pass over the bytes. */
#include "data/csv.h"

static struct slice without_comments(struct slice text)
{
  while (text.length && strchr("#\r\n", text.data[0]) && text.data[0]) {
    const char *end = memchr(text.data, '\n', text.length);
    text = end ? slice_from(text, (size_t)(end - text.data) + 1) : (struct slice){"", 0};
  }
  return text;
}

static char separator_of(struct slice text)
{
  text = without_comments(text);
  bool quoted = false;
  char found = ',';
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n') break;
    if (c == '\t') return c;
    if (c == ';') found = c;
  }
  return found;
}

void csv_begin(struct csv *csv, struct arena *arena, struct slice text)
{
  if (slice_starts(text, "\xEF\xBB\xBF")) text = slice_from(text, 3);
  *csv = (struct csv){arena, text, 0, 1, separator_of(text)};
}

static bool at_line_end(const struct csv *csv)
{
  struct slice rest = slice_from(csv->text, csv->at);
  return rest.length == 0 || rest.data[0] == '\n' || (slice_starts(rest, "\r\n"));
}

static void pass_line_end(struct csv *csv)
{
  if (csv->at < csv->text.length && csv->text.data[csv->at] == '\r') csv->at++;
  if (csv->at < csv->text.length) csv->at++;
  csv->line++;
}

static void pass_line(struct csv *csv)
{
  while (!at_line_end(csv)) csv->at++;
  pass_line_end(csv);
}

static void pass_blanks(struct csv *csv)
{
  while (csv->at < csv->text.length && csv->text.data[csv->at] == ' ') csv->at++;
}

static struct slice without_doubled(struct arena *arena, struct slice raw)
{
  char *out = arena_alloc(arena, raw.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < raw.length; i++) {
    out[length++] = raw.data[i];
    if (raw.data[i] == '"') i++; /* and the one that doubles it */
  }
  return (struct slice){out, length};
}

/* quoted_field - the reading stands on the opening quote. */
static bool quoted_field(struct csv *csv, struct slice *field, dp_error *error)
{
  size_t start = ++csv->at, opened = csv->line;
  bool doubled = false;
  for (;; csv->at++) {
    if (csv->at == csv->text.length)
      return error_set(error, EX_DATAERR, "the quotation mark that opens in line %zu is never closed",
                       opened);
    char c = csv->text.data[csv->at];
    if (c == '\n') csv->line++;
    if (c != '"') continue;
    if (csv->at + 1 == csv->text.length || csv->text.data[csv->at + 1] != '"') break;
    doubled = true;
    csv->at++;
  }
  struct slice raw = {csv->text.data + start, csv->at - start};
  *field = slice_trim(doubled ? without_doubled(csv->arena, raw) : raw);
  csv->at++;
  pass_blanks(csv);
  if (at_line_end(csv) || csv->text.data[csv->at] == csv->separator) return true;
  return error_set(error, EX_DATAERR,
                   "something stands behind a closing quotation mark; a quotation mark inside quotes is "
                   "written twice");
}

static bool plain_field(struct csv *csv, struct slice *field, dp_error *error)
{
  size_t start = csv->at;
  while (!at_line_end(csv) && csv->text.data[csv->at] != csv->separator) csv->at++;
  *field = slice_trim((struct slice){csv->text.data + start, csv->at - start});
  if (!memchr(field->data, '"', field->length)) return true;
  return error_set(error, EX_DATAERR, "a field with a quotation mark in it must stand in quotation marks");
}

static bool read_field(struct csv *csv, struct csv_record *record, dp_error *error)
{
  pass_blanks(csv);
  if (record->count == CSV_FIELDS)
    return error_set(error, EX_DATAERR, "the line has more than %d fields", CSV_FIELDS);
  struct slice *field = &record->fields[record->count++];
  bool quoted = csv->at < csv->text.length && csv->text.data[csv->at] == '"';
  return quoted ? quoted_field(csv, field, error) : plain_field(csv, field, error);
}

static bool is_blank(const struct csv_record *record)
{
  for (size_t i = 0; i < record->count; i++)
    if (record->fields[i].length) return false;
  return true;
}

static enum csv_outcome read_record(struct csv *csv, struct csv_record *record, dp_error *error)
{
  record->count = 0;
  record->line = csv->line;
  for (bool more = true; more;) {
    if (!read_field(csv, record, error)) {
      pass_line(csv);
      return CSV_WRONG;
    }
    more = !at_line_end(csv);
    if (more) csv->at++; /* the separator */
  }
  pass_line_end(csv);
  return CSV_RECORD;
}

enum csv_outcome csv_next(struct csv *csv, struct csv_record *record, dp_error *error)
{
  while (csv->at < csv->text.length) {
    if (csv->text.data[csv->at] == '#') {
      pass_line(csv);
      continue;
    }
    enum csv_outcome outcome = read_record(csv, record, error);
    if (outcome == CSV_WRONG || !is_blank(record)) return outcome;
  }
  return CSV_END;
}
