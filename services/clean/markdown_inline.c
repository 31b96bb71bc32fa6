/* markdown_inline.c - see markdown_inline.h. (CommonMark 0.31, chapters 2.4, 6.1 to 6.4.) */
#include "clean/markdown_inline.h"

#include "base/unicode.h"
#include "base/utf8.h"

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_word(char c)
{
  return is_digit(c) || is_letter(c) || (unsigned char)c >= 0x80;
}

static char sign_at(struct slice text, size_t at)
{
  return at < text.length ? text.data[at] : ' ';
}

/* ends_number - "1." or "1)" would begin a list. */
static bool ends_number(const struct markdown_line *line)
{
  size_t length = line->out->length - line->start;
  if (length == 0 || length > 9) return false;
  for (size_t i = 0; i < length; i++)
    if (!is_digit(line->out->data[line->start + i])) return false;
  return true;
}

/* means_something - the sign, where it stands, would not come out as itself. */
static bool means_something(const struct markdown_line *line, struct slice text, size_t at)
{
  bool first = line->out->length == line->start;
  char next = sign_at(text, at + 1);
  switch (text.data[at]) {
  case '\\':
  case '`':
  case '*':
  case '[':
  case ']':
  case '<':
  case '~':
  case '|':
    return true;
  case '_':
    return !(at > 0 && is_word(text.data[at - 1]) && is_word(next));
  case '&':
    return next == '#' || is_letter(next);
  case '#':
    return first || line->heading;
  case '>':
  case '=':
  case ':':
  case '-':
  case '+':
    return first;
  case '.':
  case ')':
    return (next == ' ' || at + 1 == text.length) && ends_number(line);
  default:
    return false;
  }
}

void markdown_text(struct markdown_line *line, struct slice text)
{
  for (size_t at = 0; at < text.length; at++) {
    if (means_something(line, text, at)) buffer_byte(line->out, '\\');
    buffer_byte(line->out, text.data[at]);
  }
}

void markdown_fence(struct buffer *out, char sign, size_t least, struct slice text)
{
  size_t run = 0;
  for (size_t at = 0; at < text.length; at++) {
    run = text.data[at] == sign ? run + 1 : 0;
    if (run >= least) least = run + 1;
  }
  while (least--) buffer_byte(out, sign);
}

/* put_url - in angle brackets when brackets in it could be taken for the end. */
static void put_url(struct buffer *out, struct slice url)
{
  bool angle = memchr(url.data, '(', url.length) || memchr(url.data, ')', url.length);
  bool entity = memchr(url.data, ';', url.length) != NULL;
  if (angle) buffer_byte(out, '<');
  for (size_t i = 0; i < url.length; i++) {
    char c = url.data[i];
    if (strchr("\\<>|", c) || (entity && c == '&')) buffer_byte(out, '\\');
    buffer_byte(out, c);
  }
  if (angle) buffer_byte(out, '>');
}

void markdown_image(struct markdown_line *line, const struct step *image)
{
  buffer_text(line->out, "![");
  markdown_text(line, image->other);
  buffer_text(line->out, "](");
  put_url(line->out, image->text);
  buffer_byte(line->out, ')');
}

/* Emphasis. Whether a run of "*" opens or closes depends on the characters beside it. */

enum beside { SPACE, PUNCTUATION, WORD };

static enum beside kind_of(uint32_t c)
{
  if (c <= ' ' || c == 0xA0) return SPACE;
  if (c < 0x80) return is_word((char)c) ? WORD : PUNCTUATION;
  return unicode_is_letter(c) ? WORD : PUNCTUATION;
}

static enum beside last_of(struct slice text)
{
  size_t at = text.length;
  while (at > 0 && ((unsigned char)text.data[at - 1] & 0xC0) == 0x80) at--;
  if (at == 0) return SPACE;
  at--;
  return kind_of(utf8_decode(text, &at));
}

static enum beside first_of(struct slice text)
{
  size_t at = 0;
  return text.length ? kind_of(utf8_decode(text, &at)) : SPACE;
}

static bool ends_line(const struct step *step)
{
  return step->part < PART_LINK || step->part == PART_BREAK;
}

/* before, behind - a sign of another element counts as punctuation. */
static enum beside before(const struct document *document, size_t at)
{
  if (at == 0 || ends_line(&document->steps[at - 1])) return SPACE;
  const struct step *step = &document->steps[at - 1];
  return step->part == PART_TEXT ? last_of(step->text) : PUNCTUATION;
}

static enum beside behind(const struct document *document, size_t at)
{
  if (at + 1 >= document->step_count || ends_line(&document->steps[at + 1])) return SPACE;
  const struct step *step = &document->steps[at + 1];
  return step->part == PART_TEXT ? first_of(step->text) : PUNCTUATION;
}

/* closing_of - the step that closes the element that opens at `at`. */
static size_t closing_of(const struct document *document, size_t at)
{
  size_t deep = 0;
  for (size_t i = at; i < document->step_count; i++) {
    const struct step *step = &document->steps[i];
    if (step->part < PART_LINK || step->part >= PART_TEXT) continue;
    deep += step->closes ? (size_t)-1 : 1;
    if (deep == 0) return i;
  }
  return document->step_count;
}

/* may_star - "*" at both ends would be read as meant, and no other stands beside it. */
static bool may_star(const struct markdown_line *line, const struct document *document, size_t at)
{
  size_t end = closing_of(document, at);
  enum beside outer = before(document, at), inner = behind(document, at);
  bool star = line->out->length > line->start && line->out->data[line->out->length - 1] == '*';
  if (star || inner == SPACE || (inner == PUNCTUATION && outer == WORD)) return false;
  inner = before(document, end);
  outer = behind(document, end);
  const struct step *last = &document->steps[end - 1];
  bool nested = last->closes && (last->part == PART_EMPHASIS || last->part == PART_STRONG);
  return !nested && inner != SPACE && !(inner == PUNCTUATION && outer == WORD);
}

static void open_with(struct markdown_line *line, const char *opening, const char *closing, struct slice url)
{
  buffer_text(line->out, opening);
  line->urls[line->depth] = url;
  line->closing[line->depth++] = closing;
}

/* put_code - between backticks when it holds nothing but text; 0: it can't be. */
static size_t put_code(struct markdown_line *line, const struct document *document, size_t at)
{
  const struct step *text = &document->steps[at + 1];
  if (at + 2 >= document->step_count || text->part != PART_TEXT || !text[1].closes) return 0;
  if (memchr(text->text.data, '|', text->text.length)) return 0;
  char first = text->text.data[0], last = text->text.data[text->text.length - 1];
  bool pad = first == '`' || last == '`';
  markdown_fence(line->out, '`', 1, text->text);
  if (pad) buffer_byte(line->out, ' ');
  buffer_slice(line->out, text->text);
  if (pad) buffer_byte(line->out, ' ');
  markdown_fence(line->out, '`', 1, text->text);
  return 3;
}

/* escape_bang - before a link it would make an image of it. */
static void escape_bang(struct buffer *out)
{
  if (!out->length || out->data[out->length - 1] != '!') return;
  out->length--;
  buffer_text(out, "\\!");
}

static size_t open_inline(struct markdown_line *line, const struct document *document, size_t at)
{
  const struct step *step = &document->steps[at];
  const struct slice none = {NULL, 0};
  switch (step->part) {
  case PART_LINK:
    escape_bang(line->out);
    open_with(line, "[", "](", step->text);
    return 1;
  case PART_EMPHASIS:
    if (may_star(line, document, at))
      open_with(line, "*", "*", none);
    else
      open_with(line, "<em>", "</em>", none);
    return 1;
  case PART_STRONG:
    if (may_star(line, document, at))
      open_with(line, "**", "**", none);
    else
      open_with(line, "<strong>", "</strong>", none);
    return 1;
  case PART_MONOSPACE: {
    size_t done = put_code(line, document, at);
    if (!done) open_with(line, "<code>", "</code>", none);
    return done ? done : 1;
  }
  case PART_SUB:
    open_with(line, "<sub>", "</sub>", none);
    return 1;
  default:
    open_with(line, "<sup>", "</sup>", none);
    return 1;
  }
}

size_t markdown_inline(struct markdown_line *line, const struct document *document, size_t at)
{
  const struct step *step = &document->steps[at];
  if (step->part == PART_IMAGE) {
    markdown_image(line, step);
    return 1;
  }
  if (!step->closes) return open_inline(line, document, at);
  line->depth--;
  buffer_text(line->out, line->closing[line->depth]);
  if (line->urls[line->depth].data) {
    put_url(line->out, line->urls[line->depth]);
    buffer_byte(line->out, ')');
  }
  return 1;
}
