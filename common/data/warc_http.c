/* warc_http.c - see warc_http.h. */
#include "data/warc_http.h"

#include <strings.h>

#define RENAMED "X-Archive-Orig-"

/* take_line - the next line, without its end. False behind the last. */
static bool take_line(struct slice *text, struct slice *line)
{
  if (!text->length) return false;
  const char *newline = memchr(text->data, '\n', text->length);
  *line = (struct slice){text->data, newline ? (size_t)(newline - text->data) : text->length};
  *text = slice_from(*text, line->length + 1);
  while (line->length && line->data[line->length - 1] == '\r') line->length--;
  return true;
}

/* is_header - is it a line of that header? Then *value is what stands behind the colon. */
static bool is_header(struct slice line, const char *name, struct slice *value)
{
  size_t length = strlen(name);
  if (line.length <= length || strncasecmp(line.data, name, length) != 0) return false;
  struct slice rest = slice_from(line, length);
  while (rest.length && (rest.data[0] == ' ' || rest.data[0] == '\t')) rest = slice_from(rest, 1);
  if (!rest.length || rest.data[0] != ':') return false;
  *value = slice_trim(slice_from(rest, 1));
  return true;
}

/* Writing. */

/* The phrases of RFC 9110, 15, for what the web really answers. */
static const char *phrase_of(int status)
{
  static const struct {
    int status;
    const char *phrase;
  } phrases[] = {{200, "OK"},
                 {203, "Non-Authoritative Information"},
                 {204, "No Content"},
                 {206, "Partial Content"},
                 {300, "Multiple Choices"},
                 {301, "Moved Permanently"},
                 {302, "Found"},
                 {303, "See Other"},
                 {304, "Not Modified"},
                 {307, "Temporary Redirect"},
                 {308, "Permanent Redirect"},
                 {400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {410, "Gone"},
                 {429, "Too Many Requests"},
                 {451, "Unavailable For Legal Reasons"},
                 {500, "Internal Server Error"},
                 {502, "Bad Gateway"},
                 {503, "Service Unavailable"},
                 {504, "Gateway Timeout"}};
  for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
    if (phrases[i].status == status) return phrases[i].phrase;
  return "Status";
}

static void add_status_line(struct slice line, struct buffer *out, const char **protocol)
{
  bool two = slice_starts(line, "HTTP/2"), three = slice_starts(line, "HTTP/3");
  int status = two || three ? warc_http_status(line) : 0;
  if (status) {
    *protocol = two ? "h2" : "h3";
    buffer_format(out, "HTTP/1.1 %d %s\r\n", status, phrase_of(status));
    return;
  }
  buffer_slice(out, line);
  buffer_text(out, "\r\n");
}

/* untrue - would a reader that believes this line of the head misread the stored body? */
static bool untrue(struct slice line, size_t body_length)
{
  struct slice value;
  int64_t told;
  if (is_header(line, "Transfer-Encoding", &value)) return true;
  return is_header(line, "Content-Length", &value) &&
         !(slice_number(value, &told) && (uint64_t)told == body_length);
}

void warc_http_archived(struct slice head, size_t body_length, struct buffer *out, const char **protocol)
{
  struct slice line, value;
  bool first = true, renamed = false, told = false;
  *protocol = NULL;
  while (take_line(&head, &line)) {
    if (!line.length) continue;
    if (first) {
      first = false;
      add_status_line(line, out, protocol);
      continue;
    }
    bool wrong = untrue(line, body_length);
    renamed |= wrong;
    told |= !wrong && is_header(line, "Content-Length", &value);
    if (wrong) buffer_text(out, RENAMED);
    buffer_slice(out, line);
    buffer_text(out, "\r\n");
  }
  if (renamed && !told) buffer_format(out, "Content-Length: %zu\r\n", body_length);
  buffer_text(out, first ? "\r\n\r\n" : "\r\n"); /* a head of nothing is an empty line too */
}

/* Reading. */

bool warc_http_split(struct slice message, struct slice *head, struct slice *rest)
{
  const char *at = message.data, *end = message.data + message.length;
  while (message.length && (at = memchr(at, '\n', (size_t)(end - at)))) {
    at++;
    size_t empty = at < end && *at == '\n' ? 1 : end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? 2 : 0;
    if (!empty) continue;
    *head = slice_trim((struct slice){message.data, (size_t)(at - message.data)});
    *rest = slice_from(message, (size_t)(at - message.data) + empty);
    return true;
  }
  *head = slice_trim(message);
  *rest = (struct slice){"", 0};
  return false;
}

int warc_http_status(struct slice head)
{
  struct slice line;
  int64_t status;
  if (!slice_starts(head, "HTTP/") || !take_line(&head, &line)) return 0;
  const char *space = memchr(line.data, ' ', line.length);
  if (!space) return 0;
  struct slice number = slice_trim(slice_from(line, (size_t)(space - line.data)));
  if (number.length > 3 && number.data[3] != ' ') return 0;
  if (number.length > 3) number.length = 3;
  return slice_number(number, &status) && status >= 100 ? (int)status : 0;
}

struct slice warc_http_header(struct slice head, const char *name)
{
  struct slice line, value;
  while (take_line(&head, &line))
    if (is_header(line, name, &value)) return value;
  return (struct slice){NULL, 0};
}

/* chunk_size - the size before a chunk, with whatever extension stands behind it. */
static bool chunk_size(struct slice line, size_t *size)
{
  size_t digits = 0;
  line = slice_trim(line);
  *size = 0;
  for (; digits < line.length && digits < 15; digits++) {
    char c = line.data[digits];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) break;
    *size = *size * 16 + (size_t)digit;
  }
  struct slice rest = slice_trim(slice_from(line, digits));
  return digits > 0 && (!rest.length || rest.data[0] == ';');
}

bool warc_http_dechunk(struct slice body, struct buffer *out)
{
  struct slice line, rest = body;
  size_t size, start = out->length;
  for (bool first = true; take_line(&rest, &line); first = false) {
    bool end_of_chunk = !first && !line.length;
    if (end_of_chunk) continue;
    if (!chunk_size(line, &size)) {
      out->length = first ? start : out->length;
      return !first;
    }
    if (!size) return true;
    buffer_append(out, rest.data, size < rest.length ? size : rest.length);
    rest = slice_from(rest, size);
  }
  return body.length > 0;
}
