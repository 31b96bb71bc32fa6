/* xhtml.c - a tag for each step. */
#include "clean/xhtml.h"

#include "base/utf8.h"

#include <inttypes.h>

/* Parts of a document that are open at once, and bytes that are kept for closing them. */
enum { LONGEST_ENTITY = sizeof "&#x338;", DEEP = 64, CLOSING = DEEP * sizeof "</code></blockquote>" };

static const char *const names[PARTS] = {
    [PART_PARAGRAPH] = "p",
    [PART_HEADING] = "h2",
    [PART_LIST] = "ul",
    [PART_ITEM] = "li",
    [PART_QUOTE] = "blockquote",
    [PART_POST] = "blockquote",
    [PART_TABLE] = "table",
    [PART_CAPTION] = "caption",
    [PART_ROW] = "tr",
    [PART_CELL] = "td",
    [PART_CODE] = "pre",
    [PART_FIGURE] = "figure",
    [PART_LEGEND] = "figcaption",
    [PART_LINK] = "a",
    [PART_EMPHASIS] = "em",
    [PART_STRONG] = "strong",
    [PART_MONOSPACE] = "code",
    [PART_SUB] = "sub",
    [PART_SUP] = "sup",
    [PART_TEXT] = "",
    [PART_BREAK] = "br",
    [PART_IMAGE] = "img",
    [PART_FOREIGN] = "a",
};

struct writer {
  struct buffer out;
  size_t limit;           /* of `out`, without what closes it */
  size_t text_left;       /* bytes of the plain text that are still to come, about */
  const char *open[DEEP]; /* NULL: was not written */
  size_t depth;
};

/* Characters. */

/* is_character - XML 1.0, production 2. */
static bool is_character(uint32_t c)
{
  return c >= ' ' ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n';
}

static const char *entity_of(char c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  default:
    return NULL;
  }
}

/* is_special - a byte that may begin what can't stand as it is: a sign, a control, U+FFFE or U+FFFF. */
static bool is_special(unsigned char byte)
{
  return byte < ' ' || byte == '"' || byte == '&' || byte == '<' || byte == '>' || byte == 0xEF;
}

/* put_text - a combining long solidus behind a tag would become one character with its ">" (UAX #15). */
static void put_text(struct buffer *out, struct slice text)
{
  size_t from = 0;
  if (text.length >= 2 && memcmp(text.data, "\xCC\xB8", 2) == 0) {
    buffer_text(out, "&#x338;");
    from = 2;
  }
  for (size_t at = from, next = from; at < text.length; at = next) {
    next = at + 1;
    if (!is_special((unsigned char)text.data[at])) continue;
    next = at;
    const char *entity = is_character(utf8_decode(text, &next)) ? entity_of(text.data[at]) : "\xEF\xBF\xBD";
    if (!entity) continue;
    buffer_append(out, text.data + from, at - from);
    buffer_text(out, entity);
    from = next;
  }
  if (from < text.length) buffer_append(out, text.data + from, text.length - from);
}

static void put_attribute(struct buffer *out, const char *name, struct slice value)
{
  buffer_byte(out, ' ');
  buffer_text(out, name);
  buffer_append(out, "=\"", 2);
  put_text(out, value);
  buffer_byte(out, '"');
}

static void put_number(struct buffer *out, const char *name, uint32_t number)
{
  buffer_format(out, " %s=\"%" PRIu32 "\"", name, number);
}

/* Steps. */

/* has_room - for `bytes` more, and the rest of the text besides. */
static bool has_room(const struct writer *writer, size_t bytes)
{
  return writer->out.length + writer->text_left + bytes <= writer->limit;
}

static bool is_inline(unsigned char part)
{
  return part >= PART_LINK && part <= PART_SUP;
}

static const char *name_of(const struct step *step)
{
  static const char *const headings[] = {"h2", "h3", "h4", "h5", "h6"};
  if (step->part == PART_HEADING) return headings[step->level - 2];
  if (step->part == PART_LIST && step->ordered) return "ol";
  if (step->part == PART_CELL && step->header) return "th";
  return names[step->part];
}

static void put_attributes(struct buffer *out, const struct step *step)
{
  switch (step->part) {
  case PART_LINK:
    put_attribute(out, "href", step->text);
    break;
  case PART_POST:
    if (step->text.length) put_attribute(out, "cite", step->text);
    break;
  case PART_IMAGE:
    put_attribute(out, "src", step->text);
    put_attribute(out, "alt", step->other);
    if (step->across) put_number(out, "width", step->across);
    if (step->down) put_number(out, "height", step->down);
    break;
  case PART_LIST:
    if (step->across != 1) put_number(out, "start", step->across);
    break;
  case PART_CELL:
    if (step->across != 1) put_number(out, "colspan", step->across);
    if (step->down != 1) put_number(out, "rowspan", step->down);
    break;
  default:
    break;
  }
}

static void open_element(struct writer *writer, const struct step *step)
{
  size_t length = writer->out.length;
  const char *name = name_of(step);
  buffer_byte(&writer->out, '<');
  buffer_text(&writer->out, name);
  put_attributes(&writer->out, step);
  buffer_byte(&writer->out, '>');
  if (step->part == PART_CODE) buffer_text(&writer->out, "<code>");
  if (is_inline(step->part) && !has_room(writer, sizeof "</strong>")) {
    writer->out.length = length;
    name = NULL;
  }
  writer->open[writer->depth++] = name;
}

static void close_element(struct writer *writer)
{
  const char *name = writer->open[--writer->depth];
  if (!name) return;
  if (strcmp(name, "pre") == 0) buffer_text(&writer->out, "</code>");
  buffer_append(&writer->out, "</", 2);
  buffer_text(&writer->out, name);
  buffer_byte(&writer->out, '>');
}

static void put_image(struct writer *writer, const struct step *step)
{
  size_t length = writer->out.length;
  buffer_text(&writer->out, "<img");
  put_attributes(&writer->out, step);
  buffer_text(&writer->out, "/>");
  if (!has_room(writer, 0)) writer->out.length = length;
}

/* put_foreign - as a link: what it shows is not ours to show. */
static void put_foreign(struct writer *writer, const struct step *step)
{
  size_t length = writer->out.length;
  buffer_text(&writer->out, "<a");
  put_attribute(&writer->out, "href", step->text);
  buffer_byte(&writer->out, '>');
  put_text(&writer->out, step->text);
  buffer_text(&writer->out, "</a>");
  if (!has_room(writer, 0)) writer->out.length = length;
}

static void put_step(struct writer *writer, const struct step *step)
{
  if (step->part == PART_TEXT) {
    put_text(&writer->out, step->text);
    writer->text_left -= step->text.length < writer->text_left ? step->text.length : writer->text_left;
  } else if (step->part == PART_BREAK) {
    buffer_text(&writer->out, has_room(writer, sizeof "<br/>") ? "<br/>" : " ");
  } else if (step->part == PART_IMAGE) {
    put_image(writer, step);
  } else if (step->part == PART_FOREIGN) {
    put_foreign(writer, step);
  } else if (step->closes) {
    close_element(writer);
  } else {
    open_element(writer, step);
  }
}

/* put_within - false, and nothing more is written, when a step would pass the limit. */
static bool put_within(struct writer *writer, const struct step *step)
{
  size_t length = writer->out.length, depth = writer->depth;
  put_step(writer, step);
  if (writer->out.length <= writer->limit || writer->depth < depth) return true;
  writer->out.length = length;
  writer->depth = depth;
  if (step->part == PART_TEXT)
    put_text(&writer->out, utf8_cut(step->text, (writer->limit - length) / LONGEST_ENTITY));
  return false;
}

struct slice xhtml_write(struct arena *arena, const struct document *document)
{
  struct writer writer = {.limit = 2 * document->text.length + XHTML_SLACK - CLOSING,
                          .text_left = document->text.length};
  buffer_reserve(&writer.out, document->text.length + document->text.length / 2 + 1024);
  for (size_t i = 0; i < document->step_count; i++)
    if (!put_within(&writer, &document->steps[i])) break;
  while (writer.depth) close_element(&writer);
  struct slice xhtml = arena_slice(arena, buffer_view(&writer.out));
  buffer_free(&writer.out);
  return xhtml;
}
