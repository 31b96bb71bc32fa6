/* address.c - see address.h. */
#include "clean/address.h"

#include "base/url_identity.h"
#include "clean/survey.h"

#include <strings.h>

enum { CANONICAL_MAX = 2048 };

static bool starts_like(struct slice text, const char *prefix)
{
  return text.length >= strlen(prefix) && strncasecmp(text.data, prefix, strlen(prefix)) == 0;
}

static size_t scheme_length(struct slice url)
{
  if (starts_like(url, "https://")) return 8;
  return starts_like(url, "http://") ? 7 : 0;
}

static size_t find_any(struct slice text, size_t at, const char *bytes)
{
  while (at < text.length && !(text.data[at] && strchr(bytes, text.data[at]))) at++;
  return at;
}

static struct slice host_of(struct slice url)
{
  size_t start = scheme_length(url);
  if (!start) return (struct slice){"", 0};
  size_t end = find_any(url, start, "/?#");
  for (size_t i = start; i < end; i++)
    if (url.data[i] == '@') start = i + 1;
  struct slice host = {url.data + start, end - start};
  host.length = find_any(host, 0, ":");
  return host;
}

struct slice address_host(struct slice url)
{
  struct slice host = host_of(url);
  return slice_starts(host, "www.") ? slice_from(host, 4) : host;
}

struct slice address_path(struct slice url)
{
  size_t start = find_any(url, scheme_length(url), "/?#");
  size_t end = find_any(url, start, "?#");
  return (struct slice){url.data + start, end - start};
}

/* registrable - where the registrable domain of a host begins, as far as it can be told without a list: the
 * last two labels, three below a two-letter domain with a short second one (co.uk, com.br). */
static size_t registrable(struct slice host)
{
  size_t dots[3] = {0}, count = 0;
  for (size_t i = host.length; i-- > 0 && count < 3;)
    if (host.data[i] == '.') dots[count++] = i;
  if (count < 2) return 0;
  bool country = host.length - dots[0] == 3, short_second = dots[0] - dots[1] <= 4;
  if (country && short_second) return count == 3 ? dots[2] + 1 : 0;
  return dots[1] + 1;
}

struct slice address_site_name(struct slice url)
{
  struct slice host = host_of(url);
  host = slice_from(host, registrable(host));
  host.length = find_any(host, 0, ".");
  return host;
}

/* Resolving. */

/* resolve_page - the URL of the page and the one its references are resolved against. (HTML, document base
 * URL.) */
static bool resolve_page(struct arena *arena, struct slice declared, struct slice text, struct url *page,
                         struct url *base)
{
  if (!url_parse(arena, text, NULL, page, NULL)) return false;
  if (!declared.length || !url_parse(arena, declared, page, base, NULL) || !url_is_web(base)) *base = *page;
  return true;
}

bool address_base(struct arena *arena, struct slice declared, struct slice page, struct url *base)
{
  struct url at;
  return resolve_page(arena, declared, page, &at, base);
}

/* is_reference - "a photo of the town hall" is none, nor is a URL that was encoded whole, though browsers
 * would ask for a file of such a name. */
static bool is_reference(struct slice text)
{
  if (!text.length || text.data[0] == '#') return false;
  if (starts_like(text, "http%3A") || starts_like(text, "https%3A")) return false;
  return scheme_length(text) || find_any(text, 0, " \t\r\n<>\"") == text.length;
}

static bool resolve(struct arena *arena, const struct url *base, struct slice reference, struct url *url)
{
  reference = slice_trim(reference);
  return is_reference(reference) && url_parse(arena, reference, base, url, NULL) && url_is_web(url);
}

struct slice address_below(struct arena *arena, const struct url *base, struct slice reference)
{
  struct url url;
  if (!resolve(arena, base, reference, &url)) return (struct slice){"", 0};
  return url_href(arena, &url, false);
}

struct slice address_resolve(struct arena *arena, const struct survey *survey, struct slice page,
                             struct slice reference)
{
  struct url base;
  bool known = address_base(arena, survey->base, page, &base);
  return address_below(arena, known ? &base : NULL, reference);
}

/* The canonical address. */

static bool same_site(const struct url *a, const struct url *b)
{
  if (a->host_kind != URL_HOST_DOMAIN || b->host_kind != URL_HOST_DOMAIN)
    return slice_equal(a->host, b->host);
  return slice_equal(slice_from(a->host, registrable(a->host)), slice_from(b->host, registrable(b->host)));
}

/* is_language - "fr", "en-GB". */
static bool is_language(struct slice text)
{
  if (text.length != 2 && (text.length != 5 || !strchr("-_", text.data[2]))) return false;
  for (size_t i = 0; i < text.length; i++)
    if (i != 2 && !((text.data[i] | 32) >= 'a' && (text.data[i] | 32) <= 'z')) return false;
  return true;
}

/* is_front - "/", "/index.html", "/home", and the same in a language: "/fr/", "/en-GB". */
static bool is_front(struct slice path)
{
  path = slice_from(path, 1);
  if (path.length && path.data[path.length - 1] == '/') path.length--;
  if (memchr(path.data, '/', path.length)) return false;
  if (is_language(path)) return true;
  path.length = find_any(path, 0, ".");
  static const char *const names[] = {"", "index", "default", "home"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (path.length == strlen(names[i]) && strncasecmp(path.data, names[i], path.length) == 0) return true;
  return false;
}

bool address_is_front(struct slice url)
{
  struct slice path = address_path(url);
  if (!host_of(url).length || memchr(url.data, '?', url.length)) return false;
  return is_front(path.length ? path : SLICE("/"));
}

/* identity - of the page at that URL, parsed again; empty when it is too long. */
static struct slice identity(struct arena *arena, const struct url *url, struct url *page)
{
  struct buffer out = BUFFER_EMPTY;
  url_identity(url, &out);
  struct slice text = {"", 0};
  if (out.length <= CANONICAL_MAX && url_parse(arena, buffer_view(&out), NULL, page, NULL))
    text = arena_slice(arena, buffer_view(&out));
  buffer_free(&out);
  return text;
}

struct fact address_canonical(struct arena *arena, const struct survey *survey, struct slice told,
                              struct slice page)
{
  const struct fact candidates[] = {{survey->canonical, FROM_LINK, 95},
                                    {survey_meta(survey, "og:url"), FROM_OPEN_GRAPH, 90},
                                    {told, FROM_JSONLD, 80}};
  struct url at, base, url, named;
  if (!resolve_page(arena, survey->base, page, &at, &base)) return (struct fact){page, FROM_URL, 70};
  struct slice own = identity(arena, &at, &named);
  bool at_front = is_front(at.path) && !(own.length && named.has_query);
  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
    if (!resolve(arena, &base, candidates[i].value, &url) || !same_site(&url, &at)) continue;
    struct slice text = identity(arena, &url, &named);
    if (text.length && (at_front || named.has_query || !is_front(named.path)))
      return (struct fact){text, candidates[i].from, candidates[i].confidence};
  }
  return (struct fact){own.length ? own : page, FROM_URL, 70};
}
