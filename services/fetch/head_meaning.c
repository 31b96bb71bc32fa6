/* head_meaning.c - the fields that decide something: waiting, freshness, robots, links. */
#include "fetch/head_internal.h"

#include <strings.h>

/* Waiting and freshness. */

static millis within(millis span)
{
  return span < 0 ? 0 : span > HEAD_LONGEST ? HEAD_LONGEST : span;
}

/* read_seconds - a number of any length; what is too long is HEAD_LONGEST. */
static bool read_seconds(struct slice text, millis *span)
{
  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  int64_t seconds;
  *span = HEAD_LONGEST;
  if (slice_number(text, &seconds) && seconds < HEAD_LONGEST / 1000) *span = seconds * 1000;
  return text.length > 0;
}

millis head_retry_after(struct slice head, millis now)
{
  struct slice value = head_value(head, "Retry-After");
  millis span, when;
  if (read_seconds(value, &span)) return span;
  return head_date(value, now, &when) ? within(when - now) : -1;
}

/* Of Cache-Control, as far as it concerns a cache of one's own. */
struct caching {
  bool never;     /* no-store or no-cache */
  millis max_age; /* -1: not said */
};

static void read_directives(struct slice value, struct caching *caching)
{
  struct slice part, name;
  while (head_part(&value, ',', &part)) {
    struct slice argument = head_parameter(part, &name);
    bool fields = argument.length > 0; /* no-cache="Set-Cookie" speaks of that field alone */
    if (head_same(name, "no-store") || (head_same(name, "no-cache") && !fields)) caching->never = true;
    if (head_same(name, "max-age") && caching->max_age < 0 && !read_seconds(argument, &caching->max_age))
      caching->max_age = 0; /* RFC 9111, 4.2.1: stale, when it can't be read */
  }
}

millis head_max_age(struct slice head, millis now)
{
  struct caching caching = {.max_age = -1};
  struct slice rest = head, value;
  millis age = 0, expires;
  while (head_next_named(&rest, "Cache-Control", &value)) read_directives(value, &caching);
  if (caching.never) return 0;
  if (caching.max_age >= 0) {
    if (!read_seconds(head_value(head, "Age"), &age)) age = 0;
    return within(caching.max_age - age);
  }
  value = head_value(head, "Expires");
  if (!value.length) return -1;
  millis date = head_when(head, "Date", now);
  return head_date(value, now, &expires) ? within(expires - (date ? date : now)) : 0;
}

/* Robots. */

static unsigned robots_flag(struct slice word)
{
  static const struct {
    const char *word;
    unsigned flags;
  } words[] = {
      {"noindex", HEAD_NOINDEX},     {"nofollow", HEAD_NOFOLLOW}, {"none", HEAD_NOINDEX | HEAD_NOFOLLOW},
      {"noarchive", HEAD_NOARCHIVE}, {"nocache", HEAD_NOARCHIVE}, {"nosnippet", HEAD_NOSNIPPET}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (head_same(word, words[i].word)) return words[i].flags;
  return 0;
}

static bool has_argument(struct slice word)
{
  static const char *const words[] = {"unavailable_after", "max-snippet", "max-image-preview",
                                      "max-video-preview"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (head_same(word, words[i])) return true;
  return false;
}

/* is_for - cuts "product:" off the front of a value and says whether it concerns us. */
static bool is_for(struct slice *value, const char *product)
{
  size_t length = 0;
  while (length < value->length && value->data[length] != ',' && value->data[length] != ':') length++;
  struct slice front = slice_trim((struct slice){value->data, length});
  if (length == value->length || value->data[length] == ',' || has_argument(front)) return true;
  *value = slice_from(*value, length + 1);
  return head_same(front, product);
}

/* read_unavailable - the date may hold a comma ("Sat, 21 Sep…"), so the rest of the value is looked at. */
static void read_unavailable(struct slice rest, millis now, struct head_robots *robots)
{
  const char *colon = rest.length ? memchr(rest.data, ':', rest.length) : NULL;
  if (!colon) return;
  rest = slice_trim(slice_from(rest, (size_t)(colon - rest.data) + 1));
  const char *comma = rest.length ? memchr(rest.data, ',', rest.length) : NULL;
  if (comma && comma - rest.data > 9) rest.length = (size_t)(comma - rest.data); /* not behind a weekday */
  millis when;
  if (head_date(rest, now, &when) || clock_parse(rest, &when)) robots->unavailable_after = when;
}

struct head_robots head_robots(struct slice head, const char *product, millis now)
{
  struct head_robots robots = {0};
  struct slice value, part, word;
  while (head_next_named(&head, "X-Robots-Tag", &value)) {
    if (!is_for(&value, product)) continue;
    for (struct slice rest = value; head_part(&rest, ',', &part);) {
      const char *colon = part.length ? memchr(part.data, ':', part.length) : NULL;
      word = slice_trim((struct slice){part.data, colon ? (size_t)(colon - part.data) : part.length});
      robots.flags |= robots_flag(word);
      if (head_same(word, "unavailable_after"))
        read_unavailable(slice_from(value, (size_t)(part.data - value.data)), now, &robots);
    }
  }
  return robots;
}

/* Links. */

static bool has_word(struct slice list, const char *wanted)
{
  while (list.length) {
    size_t end = 0;
    while (end < list.length && list.data[end] != ' ' && list.data[end] != '\t') end++;
    if (head_same((struct slice){list.data, end}, wanted)) return true;
    list = slice_from(list, end + 1);
  }
  return false;
}

/* relates - whether the first parameter rel among the parameters has the wanted word (RFC 8288, 3.3). */
static bool relates(struct slice parameters, const char *rel)
{
  struct slice part, name;
  while (head_part(&parameters, ';', &part)) {
    struct slice value = head_parameter(part, &name);
    if (head_same(name, "rel")) return has_word(value, rel);
  }
  return false;
}

bool head_link(struct slice head, const char *rel, size_t nth, struct slice *target)
{
  struct slice value, link;
  while (head_next_named(&head, "Link", &value))
    while (head_part(&value, ',', &link)) {
      const char *end = link.length && link.data[0] == '<' ? memchr(link.data, '>', link.length) : NULL;
      if (!end) continue;
      size_t length = (size_t)(end - link.data);
      if (!relates(slice_from(link, length + 1), rel) || nth-- > 0) continue;
      *target = slice_trim((struct slice){link.data + 1, length - 1});
      return true;
    }
  return false;
}
