/* robots_read.c - robots.txt, line by line, into its form. */
#include "fetch/robots_internal.h"

#include "base/memory.h"

#include <stdio.h>
#include <strings.h>

/* What is known half-way. */
struct reader {
  struct buffer *form;
  struct buffer pattern, normal; /* of the line at hand */
  int64_t line;
  int64_t sitemaps;
  bool agent; /* a User-agent line was seen */
  bool escapes;
};

static void put_record(struct reader *reader, char kind, struct slice value)
{
  uint64_t line = (uint64_t)reader->line;
  const unsigned char head[ROBOTS_RECORD] = {(unsigned char)kind,
                                             (unsigned char)(line & 0xFF),
                                             (unsigned char)(line >> 8 & 0xFF),
                                             (unsigned char)(line >> 16 & 0xFF),
                                             (unsigned char)(line >> 24 & 0xFF),
                                             (unsigned char)(value.length & 0xFF),
                                             (unsigned char)(value.length >> 8 & 0xFF)};
  buffer_append(reader->form, head, sizeof head);
  buffer_slice(reader->form, value);
}

static bool starts(struct slice text, const char *name)
{
  size_t length = strlen(name);
  return text.length >= length && strncasecmp(text.data, name, length) == 0;
}

/* Keys. */

static char kind_of(struct slice key)
{
  static const struct {
    const char *name;
    char kind;
  } names[] = {{"user-agent", ROBOTS_AGENT},  {"useragent", ROBOTS_AGENT},   {"user agent", ROBOTS_AGENT},
               {"allow", ROBOTS_ALLOW},       {"disallow", ROBOTS_DISALLOW}, {"dissallow", ROBOTS_DISALLOW},
               {"dissalow", ROBOTS_DISALLOW}, {"disalow", ROBOTS_DISALLOW},  {"diasllow", ROBOTS_DISALLOW},
               {"disallaw", ROBOTS_DISALLOW}, {"sitemap", ROBOTS_SITEMAP},   {"site-map", ROBOTS_SITEMAP},
               {"crawl-delay", ROBOTS_DELAY}, {"crawldelay", ROBOTS_DELAY},  {"crawl delay", ROBOTS_DELAY}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (starts(key, names[i].name)) return names[i].kind;
  return '\0';
}

/* Values. */

static void put_agent(struct reader *reader, struct slice value)
{
  size_t end = 0;
  bool any = slice_is(value, "*") || slice_starts(value, "* ") || slice_starts(value, "*\t");
  while (end < value.length && ((value.data[end] >= 'a' && value.data[end] <= 'z') ||
                                (value.data[end] >= 'A' && value.data[end] <= 'Z') ||
                                value.data[end] == '-' || value.data[end] == '_'))
    end++;
  reader->agent = true;
  put_record(reader, ROBOTS_AGENT, any ? SLICE("*") : (struct slice){value.data, end});
}

static void put_rule(struct reader *reader, char kind, struct slice value)
{
  if (!reader->agent) return;
  buffer_clear(&reader->pattern);
  buffer_clear(&reader->normal);
  robots_escape(value, &reader->pattern);
  if (robots_normal(buffer_view(&reader->pattern), true, &reader->normal)) reader->escapes = true;
  put_record(reader, kind, buffer_view(&reader->pattern));
}

/* read_delay - "2", "0.5", "10 seconds"; false: no number, or none that can be meant. */
static bool read_delay(struct slice value, millis *delay)
{
  size_t at = 0;
  int64_t seconds = 0, fraction = 0, unit = 100;
  for (; at < value.length && value.data[at] >= '0' && value.data[at] <= '9'; at++)
    if (seconds < ROBOTS_DELAY_MAX) seconds = seconds * 10 + (value.data[at] - '0');
  bool number = at > 0;
  if (at < value.length && value.data[at] == '.')
    for (at++; at < value.length && value.data[at] >= '0' && value.data[at] <= '9'; at++, unit /= 10)
      fraction += unit * (value.data[at] - '0'), number = true;
  if (!number || (at < value.length && !strchr(" \tsS", value.data[at]))) return false;
  *delay = seconds * 1000 + fraction;
  if (*delay > ROBOTS_DELAY_MAX) *delay = ROBOTS_DELAY_MAX;
  return true;
}

static void put_delay(struct reader *reader, struct slice value)
{
  millis delay;
  char text[24];
  if (!reader->agent || !read_delay(value, &delay)) return;
  snprintf(text, sizeof text, "%lld", (long long)delay);
  put_record(reader, ROBOTS_DELAY, slice_of(text));
}

static void put_sitemap(struct reader *reader, struct slice value)
{
  if (!starts(value, "http://") && !starts(value, "https://")) return;
  if (reader->sitemaps++ < ROBOTS_SITEMAPS_MAX) put_record(reader, ROBOTS_SITEMAP, value);
}

/* Lines. */

static struct slice without_comment(struct slice line)
{
  const char *hash = memchr(line.data, '#', line.length);
  return hash ? (struct slice){line.data, (size_t)(hash - line.data)} : line;
}

static size_t word_length(struct slice text)
{
  size_t end = 0;
  while (end < text.length && text.data[end] != ' ' && text.data[end] != '\t') end++;
  return end;
}

/* split - "key: value"; a line of exactly two words does without the colon. */
static bool split(struct slice line, struct slice *key, struct slice *value)
{
  const char *colon = memchr(line.data, ':', line.length);
  size_t end = colon ? (size_t)(colon - line.data) : word_length(line);
  if (end == line.length) return false;
  *key = slice_trim((struct slice){line.data, end});
  *value = slice_trim(slice_from(line, end + 1));
  return key->length && (colon || word_length(*value) == value->length);
}

static void read_line(struct reader *reader, struct slice line)
{
  struct slice key, value;
  reader->line++;
  if (line.length > ROBOTS_LINE_MAX) line.length = ROBOTS_LINE_MAX;
  if (!line.length || !split(slice_trim(without_comment(line)), &key, &value)) return;
  char kind = kind_of(key);
  if (kind == ROBOTS_AGENT) put_agent(reader, value);
  if (kind == ROBOTS_ALLOW || kind == ROBOTS_DISALLOW) put_rule(reader, kind, value);
  if (kind == ROBOTS_DELAY) put_delay(reader, value);
  if (kind == ROBOTS_SITEMAP) put_sitemap(reader, value);
}

static size_t line_end(struct slice text)
{
  size_t end = 0;
  while (end < text.length && text.data[end] != '\r' && text.data[end] != '\n') end++;
  return end;
}

/* without_mark - a byte order mark, even one that was cut short, is none of the text. */
static struct slice without_mark(struct slice text)
{
  static const char mark[] = "\xEF\xBB\xBF";
  size_t length = 0;
  while (length < 3 && length < text.length && text.data[length] == mark[length]) length++;
  return slice_from(text, length);
}

/* read_lines - a last line that the limit cut is none: half a pattern matches more than the whole. */
static void read_lines(struct reader *reader, struct slice text, bool truncated)
{
  while (text.length) {
    size_t end = line_end(text);
    if (end == text.length && truncated) return;
    read_line(reader, (struct slice){text.data, end});
    if (end + 1 < text.length && text.data[end] == '\r' && text.data[end + 1] == '\n') end++;
    text = slice_from(text, end + 1);
  }
}

struct robots *robots_parse(struct slice text)
{
  struct robots *robots = memory_zero(1, sizeof *robots);
  struct reader reader = {.form = &robots->form};
  bool truncated = text.length > ROBOTS_BYTES_MAX;
  if (truncated) text.length = ROBOTS_BYTES_MAX;
  buffer_append(&robots->form, "RB1", ROBOTS_HEAD);
  read_lines(&reader, without_mark(text), truncated);
  robots->form.data[ROBOTS_HEAD - 1] = (char)(reader.escapes ? ROBOTS_FLAG_ESCAPES : 0);
  buffer_free(&reader.pattern);
  buffer_free(&reader.normal);
  return robots;
}
