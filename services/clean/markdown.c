/* markdown.c - block by block; every line begins with the signs of the quotations and items it stands in. */
#include "clean/markdown.h"

#include "clean/markdown_inline.h"

#include <inttypes.h>
#include <stdio.h>

enum { DEEP = 32, MARKER = 16, MAX_COLUMNS = 256 };

/* A quotation or an item: what its first line begins with, and the others. */
struct holder {
  char first[MARKER], rest[MARKER];
  bool begun;
};

struct list {
  bool ordered;
  bool other;  /* with the other sign, since a list stands right before it */
  bool nested; /* right behind the words of an item */
  uint32_t first, next;
};

struct writer {
  struct buffer out;
  const struct document *document;
  size_t at; /* the step */
  struct markdown_line line;
  struct holder holders[DEEP];
  struct list lists[DEEP];
  size_t holder_count, list_count;
  struct list closed; /* the list that ended last */
  uint32_t columns, rows, cells,
      cell_across; /* of the table: its width; rows written; cells of the row; columns of the cell */
  bool in_line, in_cell, cell_empty;
};

/* Lines. */

static void put_prefix(struct writer *writer)
{
  for (size_t i = 0; i < writer->holder_count; i++) {
    struct holder *holder = &writer->holders[i];
    buffer_text(&writer->out, holder->begun ? holder->rest : holder->first);
    holder->begun = true;
  }
  writer->line.start = writer->out.length;
}

/* put_empty_line - with the signs of what goes on behind it, and no space at its end. */
static void put_empty_line(struct writer *writer)
{
  size_t start = writer->out.length;
  for (size_t i = 0; i < writer->holder_count && writer->holders[i].begun; i++)
    buffer_text(&writer->out, writer->holders[i].rest);
  while (writer->out.length > start && writer->out.data[writer->out.length - 1] == ' ') writer->out.length--;
  buffer_byte(&writer->out, '\n');
}

static void next_line(struct writer *writer)
{
  if (writer->in_line) buffer_byte(&writer->out, '\n');
  put_prefix(writer);
  writer->in_line = true;
}

/* begin_block - on a new line; `tight`: without an empty one before it. */
static void begin_block(struct writer *writer, bool tight)
{
  if (writer->in_line) buffer_byte(&writer->out, '\n');
  writer->in_line = false;
  if (writer->out.length && !tight) put_empty_line(writer);
  next_line(writer);
  writer->line.heading = false;
}

/* begin_words - a paragraph; in a cell, which is one line, behind what stands there. */
static void begin_words(struct writer *writer, bool tight)
{
  if (!writer->in_cell)
    begin_block(writer, tight);
  else if (!writer->cell_empty)
    buffer_text(&writer->out, "<br>");
  writer->cell_empty = false;
}

/* Blocks. */

static const struct step *step_now(const struct writer *writer)
{
  return &writer->document->steps[writer->at];
}

static void open_list(struct writer *writer)
{
  const struct step *step = step_now(writer), *before = writer->at ? step - 1 : NULL;
  bool follows =
      before && before->part == PART_LIST && before->closes && writer->closed.ordered == step->ordered;
  bool nested = before && before->part > PART_LEGEND && writer->holder_count > 0;
  writer->lists[writer->list_count++] =
      (struct list){step->ordered, follows && !writer->closed.other, nested, step->across, step->across};
}

static void open_item(struct writer *writer)
{
  const struct step *next = step_now(writer) + 1;
  bool bare = next->part > PART_LEGEND || (next->part == PART_ITEM && next->closes);
  if (!writer->in_cell) {
    struct list *list = &writer->lists[writer->list_count - 1];
    struct holder *holder = &writer->holders[writer->holder_count++];
    *holder = (struct holder){.begun = false};
    int width = list->ordered
                    ? snprintf(holder->first, MARKER, "%" PRIu32 "%c ", list->next, list->other ? ')' : '.')
                    : snprintf(holder->first, MARKER, "%c ", list->other ? '*' : '-');
    snprintf(holder->rest, MARKER, "%*s", width, "");
    bool begins = list->next == list->first;
    bool tight = bare && (begins ? list->nested && list->first == 1 : true);
    list->next++;
    if (bare) begin_block(writer, tight);
  } else if (bare) {
    begin_words(writer, true);
  }
}

static void open_quote(struct writer *writer)
{
  if (!writer->in_cell)
    writer->holders[writer->holder_count++] = (struct holder){.first = "> ", .rest = "> "};
}

static void close_holder(struct writer *writer)
{
  if (!writer->in_cell) writer->holder_count--;
}

/* put_lines - raw, each behind the signs of its line. */
static void put_lines(struct writer *writer, struct slice text)
{
  for (size_t at = 0; at <= text.length;) {
    const char *end = memchr(text.data + at, '\n', text.length - at);
    size_t length = end ? (size_t)(end - text.data) - at : text.length - at;
    next_line(writer);
    buffer_append(&writer->out, text.data + at, length);
    at += length + 1;
  }
}

static void put_code(struct writer *writer)
{
  struct slice text =
      step_now(writer)[1].part == PART_TEXT ? step_now(writer)[1].text : (struct slice){"", 0};
  if (writer->in_cell) {
    begin_words(writer, true);
    buffer_text(&writer->out, "<code>");
    for (size_t i = 0; i < text.length; i++)
      markdown_text(&writer->line, text.data[i] == '\n' ? SLICE(" ") : (struct slice){text.data + i, 1});
    buffer_text(&writer->out, "</code>");
    return;
  }
  begin_block(writer, false);
  markdown_fence(&writer->out, '`', 3, text);
  put_lines(writer, text);
  next_line(writer);
  markdown_fence(&writer->out, '`', 3, text);
}

/* Tables. */

static uint32_t columns_of(const struct document *document, size_t table)
{
  uint32_t widest = 1, width = 0;
  for (size_t i = table + 1; i < document->step_count; i++) {
    const struct step *step = &document->steps[i];
    if (step->part == PART_TABLE) break;
    if (step->part == PART_ROW) width = 0;
    if (step->part == PART_CELL && !step->closes) width += step->across;
    if (width > widest) widest = width;
  }
  return widest < MAX_COLUMNS ? widest : MAX_COLUMNS;
}

static void put_row_of(struct writer *writer, const char *cell, uint32_t count)
{
  while (count--) buffer_text(&writer->out, cell);
}

static void open_row(struct writer *writer)
{
  if (writer->rows == 0)
    begin_block(writer, false);
  else
    next_line(writer);
  buffer_byte(&writer->out, '|');
  writer->cells = 0;
}

static void close_row(struct writer *writer)
{
  if (writer->cells < writer->columns) put_row_of(writer, "  |", writer->columns - writer->cells);
  if (writer->rows++ > 0) return;
  next_line(writer);
  buffer_byte(&writer->out, '|');
  put_row_of(writer, " --- |", writer->columns);
}

static void close_cell(struct writer *writer, uint32_t across)
{
  uint32_t room = writer->columns > writer->cells ? writer->columns - writer->cells : 1;
  if (across > room) across = room;
  buffer_text(&writer->out, " |");
  put_row_of(writer, "  |", across - 1);
  writer->cells += across;
  writer->in_cell = false;
}

/* Steps. */

static void put_words(struct writer *writer)
{
  const struct step *step = step_now(writer);
  writer->cell_empty = false;
  if (step->part == PART_TEXT) {
    markdown_text(&writer->line, step->text);
  } else if (writer->line.heading) {
    buffer_byte(&writer->out, ' ');
  } else if (writer->in_cell) {
    buffer_text(&writer->out, "<br>");
  } else {
    buffer_byte(&writer->out, '\\');
    next_line(writer);
  }
}

static void put_media(struct writer *writer)
{
  const struct step *step = step_now(writer);
  if (step[-1].part == PART_IMAGE || step[-1].part == PART_FOREIGN) buffer_byte(&writer->out, ' ');
  if (step->part == PART_IMAGE) {
    markdown_image(&writer->line, step);
    return;
  }
  buffer_byte(&writer->out, '<');
  buffer_slice(&writer->out, step->text);
  buffer_byte(&writer->out, '>');
}

static void open_block(struct writer *writer)
{
  const struct step *step = step_now(writer);
  static const char *const headings[] = {"## ", "### ", "#### ", "##### ", "###### "};
  switch (step->part) {
  case PART_HEADING:
    begin_block(writer, false);
    buffer_text(&writer->out, headings[step->level - 2]);
    writer->line.start = writer->out.length;
    writer->line.heading = true;
    break;
  case PART_LIST:
    open_list(writer);
    break;
  case PART_ITEM:
    open_item(writer);
    break;
  case PART_QUOTE:
  case PART_POST:
    open_quote(writer);
    break;
  case PART_TABLE:
    writer->columns = columns_of(writer->document, writer->at);
    writer->rows = 0;
    break;
  case PART_ROW:
    open_row(writer);
    break;
  case PART_CELL:
    buffer_byte(&writer->out, ' ');
    writer->line.start = writer->out.length;
    writer->in_cell = writer->cell_empty = true;
    writer->cell_across = step->across;
    break;
  default: /* PART_PARAGRAPH, PART_CAPTION, PART_FIGURE, PART_LEGEND */
    begin_words(writer, false);
    if (step->part == PART_LEGEND) buffer_byte(&writer->out, '*');
    break;
  }
}

static void close_block(struct writer *writer)
{
  switch (step_now(writer)->part) {
  case PART_LIST:
    writer->closed = writer->lists[--writer->list_count];
    break;
  case PART_ITEM:
  case PART_QUOTE:
  case PART_POST:
    close_holder(writer);
    break;
  case PART_ROW:
    close_row(writer);
    break;
  case PART_CELL:
    close_cell(writer, writer->cell_across);
    break;
  case PART_LEGEND:
    buffer_byte(&writer->out, '*');
    break;
  default:
    writer->line.heading = false;
    break;
  }
}

/* put_step - returns how many steps that was. */
static size_t put_step(struct writer *writer)
{
  const struct step *step = step_now(writer);
  if (step->part == PART_CODE && !step->closes) {
    put_code(writer);
    return step[1].part == PART_TEXT ? 2 : 1;
  }
  if (step->part == PART_TEXT || step->part == PART_BREAK) {
    put_words(writer);
  } else if (step->part >= PART_IMAGE) {
    put_media(writer);
  } else if (step->part >= PART_LINK) {
    writer->cell_empty = false;
    return markdown_inline(&writer->line, writer->document, writer->at);
  } else if (step->closes) {
    close_block(writer);
  } else {
    open_block(writer);
  }
  return 1;
}

struct slice markdown_write(struct arena *arena, const struct document *document)
{
  struct writer *writer = arena_zero(arena, 1, sizeof *writer);
  writer->document = document;
  writer->line.out = &writer->out;
  while (writer->at < document->step_count) writer->at += put_step(writer);
  if (writer->in_line) buffer_byte(&writer->out, '\n');
  struct slice markdown = arena_slice(arena, buffer_view(&writer->out));
  buffer_free(&writer->out);
  return markdown;
}
