/* terminal.c - colour, width, progress and text for a person; see terminal.h. */
#include "cli/terminal.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { PROGRESS_EVERY_MS = 100, BAR_COLUMNS = 24 };

static size_t width_of(FILE *file)
{
  struct winsize size;
  if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 80;
}

void terminal_open(struct terminal *terminal, FILE *file)
{
  const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
  *terminal = (struct terminal){.file = file, .tty = isatty(fileno(file)) == 1};
  terminal->color = terminal->tty && !(no_color && *no_color) && !(term && strcmp(term, "dumb") == 0);
  terminal->width = terminal->tty ? width_of(file) : 80;
}

const char *terminal_style(const struct terminal *terminal, enum style style)
{
  static const char *const codes[] = {"\033[0m",  "\033[1m",  "\033[2m",  "\033[32m", "\033[33m",
                                      "\033[31m", "\033[36m", "\033[35m", "\033[34m", "\033[4m"};
  return terminal->color ? codes[style] : "";
}

static void put_code_point(FILE *file, uint32_t code_point)
{
  char bytes[4];
  bool control = code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
                 (code_point >= 0x202a && code_point <= 0x202e) ||
                 (code_point >= 0x2066 && code_point <= 0x2069);
  if (control) code_point = ' ';
  size_t length = code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  static const unsigned char lead[] = {0, 0x00, 0xc0, 0xe0, 0xf0};
  for (size_t i = length; i-- > 1; code_point >>= 6) bytes[i] = (char)(0x80 | (code_point & 0x3f));
  bytes[0] = (char)(lead[length] | code_point);
  fwrite(bytes, 1, length, file);
}

size_t terminal_text(struct terminal *terminal, struct slice text, size_t columns)
{
  size_t at = 0, written = 0;
  while (at < text.length && written < columns) {
    uint32_t code_point = utf8_decode(text, &at);
    bool cut = written + 1 == columns && at < text.length;
    put_code_point(terminal->file, cut ? 0x2026 : code_point);
    written++;
  }
  return written;
}

void terminal_cell(struct terminal *terminal, enum style style, struct slice text, size_t columns)
{
  fputs(terminal_style(terminal, style), terminal->file);
  size_t written = terminal_text(terminal, text, columns);
  fputs(terminal_style(terminal, STYLE_PLAIN), terminal->file);
  fprintf(terminal->file, "%*s", written < columns ? (int)(columns - written) : 0, "");
}

struct slice terminal_line(struct slice *text, size_t columns)
{
  size_t at = 0, count = 0, broken = 0;
  while (at < text->length && text->data[at] != '\n' && count < columns) {
    utf8_decode(*text, &at);
    count++;
    if (at < text->length && text->data[at] == ' ') broken = at;
  }
  bool whole = at == text->length || text->data[at] == '\n';
  size_t end = whole || broken == 0 ? at : broken;
  struct slice line = {text->data, end};
  *text = slice_from(
      *text, end < text->length && (text->data[end] == ' ' || text->data[end] == '\n') ? end + 1 : end);
  return line;
}

void terminal_wrapped(struct terminal *terminal, struct slice text, size_t indent)
{
  size_t columns = terminal->width > indent + 20 ? terminal->width - indent : 20;
  if (columns > 100) columns = 100;
  while (text.length) {
    struct slice line = terminal_line(&text, columns);
    fprintf(terminal->file, "%*s", (int)indent, "");
    terminal_text(terminal, line, columns);
    fputc('\n', terminal->file);
  }
}

static void draw_bar(struct terminal *terminal, int64_t done, int64_t total)
{
  int64_t full = total ? done * BAR_COLUMNS / total : 0;
  fputs(" [", terminal->file);
  for (int64_t i = 0; i < BAR_COLUMNS; i++) fputc(i < full ? '#' : '.', terminal->file);
  fprintf(terminal->file, "] %lld/%lld", (long long)done, (long long)total);
}

void terminal_progress(struct terminal *terminal, const char *what, int64_t done, int64_t total,
                       const char *more)
{
  millis now = clock_monotonic();
  if (!terminal->tty || (terminal->drawn && now - terminal->drawn < PROGRESS_EVERY_MS)) return;
  terminal->drawn = now;
  fprintf(terminal->file, "\r%s", what);
  if (total)
    draw_bar(terminal, done, total);
  else
    fprintf(terminal->file, " %lld", (long long)done);
  fprintf(terminal->file, "%s%s\033[K", *more ? "  " : "", more);
  fflush(terminal->file);
}

void terminal_progress_end(struct terminal *terminal)
{
  if (terminal->drawn) fputs("\r\033[K", terminal->file), fflush(terminal->file);
  terminal->drawn = 0;
}
