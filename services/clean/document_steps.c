/* document_steps.c - see document_steps.h. */
#include "clean/document_steps.h"

#include "base/memory.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/address.h"

#include <stdlib.h>

enum { MAX_LINKS = 4096, MAX_INLINE = 32, MAX_CODE = 1024 * 1024, CODE_DEEP = 64 };

void steps_open(struct steps *steps, struct step step)
{
  if (steps->count == steps->room) {
    steps->room = steps->room ? steps->room * 2 : 256;
    steps->items = memory_resize(steps->items, steps->room * sizeof *steps->items);
  }
  steps->items[steps->count++] = step;
}

void steps_close(struct steps *steps, enum part part)
{
  steps_open(steps, (struct step){.part = (unsigned char)part, .closes = true});
}

void steps_text(struct steps *steps, struct slice text)
{
  if (!text.length) return;
  if (!steps->normal) text = unicode_nfc(steps->arena, text);
  steps_open(steps, (struct step){.part = PART_TEXT, .text = text});
}

/* The runs of one block. */
struct inline_state {
  struct steps *steps;
  const struct block *block;
  const struct run *open[MAX_INLINE];
  size_t depth;
  uint32_t at; /* up to here the text is written */
};

static void write_until(struct inline_state *state, uint32_t end)
{
  if (end > state->at)
    steps_text(state->steps, (struct slice){state->block->text.data + state->at, end - state->at});
  if (end > state->at) state->at = end;
}

static enum part part_of(const struct run *run)
{
  static const unsigned char parts[] = {
      [RUN_LINK] = PART_LINK,      [RUN_EMPHASIS] = PART_EMPHASIS, [RUN_STRONG] = PART_STRONG,
      [RUN_CODE] = PART_MONOSPACE, [RUN_SUB] = PART_SUB,           [RUN_SUP] = PART_SUP,
  };
  return (enum part)parts[run->kind];
}

static void close_until(struct inline_state *state, uint32_t at)
{
  while (state->depth && state->open[state->depth - 1]->end <= at) {
    const struct run *run = state->open[--state->depth];
    write_until(state, run->end);
    steps_close(state->steps, part_of(run));
  }
}

static bool is_open(const struct inline_state *state, const struct run *run)
{
  for (size_t i = 0; i < state->depth; i++)
    if (state->open[i]->kind == run->kind) return true;
  return false;
}

static struct slice href(struct steps *steps, const struct html_node *node)
{
  if (!steps->base || steps->links++ >= MAX_LINKS) return (struct slice){"", 0};
  return address_below(steps->arena, steps->base, html_attribute(node, "href"));
}

static void open_run(struct inline_state *state, const struct run *run, bool plain)
{
  struct step step = {.part = (unsigned char)part_of(run)};
  if (state->depth == MAX_INLINE || is_open(state, run) || (plain && run->kind == RUN_STRONG)) return;
  if (run->kind == RUN_LINK && !(step.text = href(state->steps, run->node)).length) return;
  steps_open(state->steps, step);
  state->open[state->depth++] = run;
}

void steps_inline(struct steps *steps, const struct blocks *blocks, const struct block *block, bool plain)
{
  struct inline_state state = {.steps = steps, .block = block};
  for (uint32_t i = block->first_run; i < block->end_run; i++) {
    const struct run *run = &blocks->runs[i];
    close_until(&state, run->start);
    write_until(&state, run->start);
    if (run->kind == RUN_BREAK) {
      steps_open(steps, (struct step){.part = PART_BREAK});
      state.at = run->end;
    } else {
      open_run(&state, run, plain);
    }
  }
  uint32_t end = (uint32_t)block->text.length;
  close_until(&state, end);
  write_until(&state, end);
}

/* put_code - characters as they are, but for controls: those that part words in text are spaces here too, the
 * others are left out. */
static void put_code(struct buffer *out, struct slice raw)
{
  for (size_t at = 0, next = 0; at < raw.length; at = next) {
    uint32_t c = utf8_decode(raw, &next);
    bool control = (c >= 0x7F && c < 0xA0) || c == 0xFEFF;
    if (c < ' ' && c != '\t' && c != '\n')
      buffer_byte(out, ' ');
    else if (!control)
      buffer_append(out, raw.data + at, next - at);
  }
}

static void end_line(struct buffer *out)
{
  if (out->length && out->data[out->length - 1] != '\n') buffer_byte(out, '\n');
}

/* gather - lines may be elements of their own. */
static void gather(struct buffer *out, const struct html_node *node, int deep)
{
  for (const struct html_node *child = html_child(node); child; child = html_next(child)) {
    if (out->length > MAX_CODE || deep == CODE_DEEP) return;
    enum html_tag tag = html_tag(child);
    bool line = tag == HTML_DIV || tag == HTML_P || tag == HTML_LI || tag == HTML_TR;
    if (tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_BUTTON || tag == HTML_TEXTAREA) continue;
    if (tag == HTML_BR) buffer_byte(out, '\n');
    if (tag == HTML_TEXT) put_code(out, html_text(child));
    if (line) end_line(out);
    gather(out, child, deep + 1);
    if (line) end_line(out);
  }
}

static struct slice without_empty_lines_around(struct slice text)
{
  while (text.length && strchr(" \t\n", text.data[text.length - 1])) text.length--;
  const char *end = NULL;
  for (size_t i = 0; i < text.length && strchr(" \t\n", text.data[i]); i++)
    if (text.data[i] == '\n') end = text.data + i + 1;
  return end ? slice_from(text, (size_t)(end - text.data)) : text;
}

void steps_code(struct steps *steps, const struct html_node *node)
{
  struct buffer out = BUFFER_EMPTY;
  gather(&out, node, 0);
  struct slice text = without_empty_lines_around(buffer_view(&out));
  steps->normal = false;
  steps_text(steps, arena_slice(steps->arena, text));
  buffer_free(&out);
}

void steps_finish(struct steps *steps, struct document *document)
{
  struct step *copy = arena_alloc(steps->arena, steps->count * sizeof *copy + 1);
  if (steps->count) memcpy(copy, steps->items, steps->count * sizeof *copy);
  document->steps = copy;
  document->step_count = steps->count;
  free(steps->items);
  *steps = (struct steps){.arena = steps->arena};
}
