/* url_identity.c - see url_identity.h. Each step leaves nothing for itself to do, so that an identity is its
 * own. */
#include "base/url_identity.h"
#include "base/memory.h"
#include "base/url_internal.h"
#include "base/url_parameters.h"

#include <stdlib.h>
#include <strings.h>

static bool is_unreserved(unsigned char c)
{
  unsigned char lower = c | 32;
  return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'z') || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

/* may_stand - "'" may stand in a path alone: in a query browsers encode it. */
static bool may_stand(unsigned char c, bool query)
{
  return is_unreserved(c) || (c && strchr(query ? "!$()*,:@/?&+;=" : "!$'()*,:@/&+;=", c));
}

/* may_mean_more - what takes a path or query apart is another character than its encoding. */
static bool may_mean_more(unsigned char c, bool query)
{
  return c && strchr(query ? "#&+;=%" : "/?#&+;=%", c);
}

static void put_escape(struct buffer *out, unsigned char byte)
{
  buffer_byte(out, '%');
  buffer_byte(out, "0123456789ABCDEF"[byte >> 4]);
  buffer_byte(out, "0123456789ABCDEF"[byte & 15]);
}

/* put_normal - steps 4 and 8. */
static void put_normal(struct buffer *out, struct slice text, bool query)
{
  for (size_t i = 0; i < text.length; i++) {
    unsigned char byte = (unsigned char)text.data[i];
    bool escape = byte == '%' && text.length - i >= 3 && url_hex(text.data[i + 1]) >= 0 &&
                  url_hex(text.data[i + 2]) >= 0;
    if (escape) {
      byte = (unsigned char)(url_hex(text.data[i + 1]) * 16 + url_hex(text.data[i + 2]));
      i += 2;
    }
    if (query && byte == ' ')
      buffer_byte(out, '+');
    else if (may_stand(byte, query) && !(escape && may_mean_more(byte, query)))
      buffer_byte(out, (char)byte);
    else
      put_escape(out, byte);
  }
}

/* cut - what of *text stands before the first `byte`, or all of it; *text then begins behind it. */
static struct slice cut(struct slice *text, char byte)
{
  const char *found = memchr(text->data, byte, text->length);
  struct slice head = {text->data, found ? (size_t)(found - text->data) : text->length};
  *text = slice_from(*text, head.length + 1);
  return head;
}

/* Paths. */

/* put_segment - one segment without session ids behind semicolons. */
static void put_segment(struct buffer *out, struct slice segment)
{
  bool more = memchr(segment.data, ';', segment.length);
  buffer_slice(out, cut(&segment, ';'));
  while (more) {
    more = memchr(segment.data, ';', segment.length);
    struct slice parameter = cut(&segment, ';'), value = parameter;
    struct slice name = cut(&value, '=');
    if (url_parameter_session(name, value)) continue;
    buffer_byte(out, ';');
    buffer_slice(out, parameter);
  }
}

/* is_cookieless - "(S(4hqa0555fwsecu455xqckv45))", where ASP.NET keeps sessions of readers without cookies: a
 * letter and some twenty characters drawn by lot, several times at most. */
static bool is_cookieless(struct slice segment)
{
  size_t length = segment.length;
  if (length < 25 || segment.data[0] != '(' || segment.data[length - 1] != ')') return false;
  struct slice rest = {segment.data + 1, length - 2};
  while (rest.length) {
    struct slice kind = cut(&rest, '('), value = cut(&rest, ')');
    if (kind.length != 1 || value.length < 20 || memchr(value.data, '(', value.length)) return false;
  }
  return true;
}

static void up(struct buffer *path)
{
  while (path->length && path->data[path->length - 1] != '/') path->length--;
  if (path->length) path->length--;
}

/* add_segment - to a path that ends without a slash; the last one may be empty. */
static void add_segment(struct buffer *path, struct slice segment, bool last)
{
  bool dot = slice_is(segment, "."), dots = slice_is(segment, ".."), none = is_cookieless(segment);
  bool inner_url = path->length && path->data[path->length - 1] == ':';
  if (dots) up(path);
  if (!dot && !dots && !none && (segment.length || last || inner_url)) {
    buffer_byte(path, '/');
    buffer_slice(path, segment);
  } else if (last) {
    buffer_byte(path, '/');
  }
}

static void put_path(struct buffer *out, struct slice path)
{
  struct buffer normal = BUFFER_EMPTY, segment = BUFFER_EMPTY, clean = BUFFER_EMPTY;
  put_normal(&normal, slice_from(path, 1), false);
  struct slice rest = buffer_view(&normal);
  for (bool last = false; !last;) {
    last = !memchr(rest.data, '/', rest.length);
    buffer_clear(&segment);
    put_segment(&segment, cut(&rest, '/'));
    add_segment(&clean, buffer_view(&segment), last);
  }
  buffer_slice(out, buffer_view(&clean));
  buffer_free(&normal);
  buffer_free(&segment);
  buffer_free(&clean);
}

/* Queries. */

struct parameter {
  struct slice text, name;
};

static int by_name(const void *left, const void *right)
{
  const struct parameter *a = left, *b = right;
  size_t shorter = a->name.length < b->name.length ? a->name.length : b->name.length;
  int order = memcmp(a->name.data, b->name.data, shorter);
  if (order) return order;
  if (a->name.length != b->name.length) return a->name.length < b->name.length ? -1 : 1;
  return a->text.data < b->text.data ? -1 : a->text.data > b->text.data; /* as they came */
}

static size_t count_parameters(struct slice query)
{
  size_t count = 1;
  for (size_t i = 0; i < query.length; i++) count += query.data[i] == '&';
  return count;
}

static size_t split(struct slice query, struct parameter *parameters)
{
  size_t count = 0;
  while (query.length) {
    struct slice text = cut(&query, '&');
    while (text.length >= 4 && strncasecmp(text.data, "amp;", 4) == 0) text = slice_from(text, 4);
    struct slice value = text, name = cut(&value, '=');
    if (!value.length) text = name;
    if (text.length && !url_parameter_idle(name, value)) parameters[count++] = (struct parameter){text, name};
  }
  return count;
}

static void put_query(struct buffer *out, struct slice query)
{
  struct buffer normal = BUFFER_EMPTY;
  put_normal(&normal, query, true);
  struct parameter *parameters = memory_zero(count_parameters(buffer_view(&normal)), sizeof *parameters);
  size_t count = split(buffer_view(&normal), parameters);
  qsort(parameters, count, sizeof *parameters, by_name);
  for (size_t i = 0; i < count; i++) {
    buffer_byte(out, i ? '&' : '?');
    buffer_slice(out, parameters[i].text);
  }
  free(parameters);
  buffer_free(&normal);
}

/* without_dot - "a.example." is "a.example"; "a.." is no name, and its dots keep "0x7f.." from being an
 * address. */
static struct slice without_dot(struct slice host)
{
  size_t n = host.length;
  if (n > 1 && host.data[n - 1] == '.' && host.data[n - 2] != '.') host.length--;
  return host;
}

void url_identity(const struct url *url, struct buffer *out)
{
  struct url page = *url;
  page.username = page.password = (struct slice){"", 0};
  if (!url_is_web(url)) {
    url_write(&page, out, false);
    return;
  }
  page.host = without_dot(url->host);
  url_origin(&page, out);
  put_path(out, url->path);
  put_query(out, url->query);
}
