/* url_parse.c - taking a URL apart.
 *
 * The standard describes a machine that reads one code point after the other. Read closely, "#" ends whatever
 * comes before it, then "?" does, and a scheme is what it looks like; so the text is cut at those first, and
 * only the middle (slashes, authority, path) depends on scheme and base. */
#include "base/url_internal.h"
#include "base/utf8.h"

#include <sysexits.h>

static const struct slice nothing = {"", 0};

/* The text of a URL, cut. */
struct pieces {
  struct slice scheme, middle, query, fragment;
  bool has_scheme, has_query, has_fragment;
};

struct job {
  struct arena *arena;
  const struct url *base;
  struct url *url;
  dp_error *error;
};

static bool refuse(const struct job *job, const char *sentence)
{
  return error_set(job->error, EX_DATAERR, "%s", sentence);
}

/* clean - a copy without white space and controls at the ends, without tabs and line breaks anywhere, in
 * UTF-8. */
static struct slice clean(struct arena *arena, struct slice text)
{
  while (text.length && (unsigned char)text.data[0] <= ' ') text = slice_from(text, 1);
  while (text.length && (unsigned char)text.data[text.length - 1] <= ' ') text.length--;
  char *copy = arena_alloc(arena, text.length + 1);
  size_t length = 0;
  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] != '\t' && text.data[i] != '\n' && text.data[i] != '\r') copy[length++] = text.data[i];
  struct slice cleaned = {copy, length};
  if (utf8_valid(cleaned)) return cleaned;
  struct buffer repaired = BUFFER_EMPTY;
  utf8_repair(&repaired, cleaned);
  cleaned = arena_slice(arena, buffer_view(&repaired));
  buffer_free(&repaired);
  return cleaned;
}

/* cut - true when `text` holds `byte`: *text then ends before it and *rest begins behind it. */
static bool cut(struct slice *text, char byte, struct slice *rest)
{
  const char *found = memchr(text->data, byte, text->length);
  if (!found) return false;
  size_t at = (size_t)(found - text->data);
  *rest = slice_from(*text, at + 1);
  text->length = at;
  return true;
}

static bool is_alpha(char c)
{
  return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* cut_scheme - takes a scheme off the front of *text, in lower case. */
static bool cut_scheme(struct arena *arena, struct slice *text, struct slice *scheme)
{
  size_t length = 0;
  while (length < text->length &&
         (is_alpha(text->data[length]) ||
          (length && text->data[length] && strchr("0123456789+-.", text->data[length]))))
    length++;
  if (!length || length == text->length || text->data[length] != ':') return false;
  char *lower = arena_alloc(arena, length);
  for (size_t i = 0; i < length; i++)
    lower[i] = (char)(is_alpha(text->data[i]) ? text->data[i] | 32 : text->data[i]);
  *scheme = (struct slice){lower, length};
  *text = slice_from(*text, length + 1);
  return true;
}

static struct pieces cut_up(struct arena *arena, struct slice text)
{
  struct pieces pieces = {.scheme = nothing, .query = nothing, .fragment = nothing};
  pieces.has_fragment = cut(&text, '#', &pieces.fragment);
  pieces.has_query = cut(&text, '?', &pieces.query);
  pieces.has_scheme = cut_scheme(arena, &text, &pieces.scheme);
  pieces.middle = text;
  return pieces;
}

static bool special(const struct job *job)
{
  return url_scheme_port(job->url->scheme) >= 0;
}

/* separator - does the text begin with a slash, or a backslash that counts as one? */
static bool separator(const struct job *job, struct slice text)
{
  return text.length && (text.data[0] == '/' || (special(job) && text.data[0] == '\\'));
}

/* authority_end - how long the text is up to a separator. */
static size_t authority_end(const struct job *job, struct slice text)
{
  size_t end = 0;
  while (end < text.length && !separator(job, slice_from(text, end))) end++;
  return end;
}

static void parse_credentials(const struct job *job, struct slice text)
{
  struct slice password = nothing;
  cut(&text, ':', &password);
  job->url->username = url_encode(job->arena, text, URL_SET_USERINFO);
  job->url->password = url_encode(job->arena, password, URL_SET_USERINFO);
}

static bool parse_port(const struct job *job, struct slice digits)
{
  int32_t port = 0;
  for (size_t i = 0; i < digits.length; i++) {
    if (digits.data[i] < '0' || digits.data[i] > '9')
      return refuse(job, "the port of the URL is not a number");
    port = port * 10 + (digits.data[i] - '0');
    if (port > 65535) return refuse(job, "the port of the URL is larger than 65535");
  }
  if (digits.length && port != url_scheme_port(job->url->scheme)) job->url->port = port;
  return true;
}

/* host_end - up to the colon of the port; colons in brackets belong to the address. */
static size_t host_end(struct slice text)
{
  bool brackets = false;
  size_t end = 0;
  for (; end < text.length && (brackets || text.data[end] != ':'); end++) {
    if (text.data[end] == '[') brackets = true;
    if (text.data[end] == ']') brackets = false;
  }
  return end;
}

static bool parse_host_and_port(const struct job *job, struct slice text)
{
  size_t end = host_end(text);
  struct slice host = {text.data, end};
  if (!host.length && (special(job) || end < text.length)) return refuse(job, "the URL has no host");
  if (!url_host_parse(job->arena, host, special(job), job->url))
    return refuse(job, "the host of the URL can't be one: no domain name and no address");
  return parse_port(job, slice_from(text, end + 1));
}

/* parse_path_start - what follows an authority: empty, or a separator and a path. */
static void parse_path_start(const struct job *job, struct slice text)
{
  if (!text.length && !special(job)) return;
  if (separator(job, text)) text = slice_from(text, 1);
  job->url->path = url_path_parse(job->arena, job->url, nothing, text);
}

static bool parse_authority(const struct job *job, struct slice text)
{
  size_t end = authority_end(job, text), at = end;
  while (at > 0 && text.data[at - 1] != '@') at--;
  if (at > 0) {
    if (at == end) return refuse(job, "the URL has no host");
    parse_credentials(job, (struct slice){text.data, at - 1});
  }
  if (!parse_host_and_port(job, (struct slice){text.data + at, end - at})) return false;
  parse_path_start(job, slice_from(text, end));
  return true;
}

/* parse_web_authority - http and the like forgive any number of slashes of either kind. */
static bool parse_web_authority(const struct job *job, struct slice text)
{
  while (separator(job, text)) text = slice_from(text, 1);
  return parse_authority(job, text);
}

static void take_authority(const struct job *job)
{
  job->url->username = job->base->username;
  job->url->password = job->base->password;
  job->url->host = job->base->host;
  job->url->host_kind = job->base->host_kind;
  job->url->port = job->base->port;
}

static void take_path(const struct job *job, const struct pieces *pieces)
{
  job->url->path = job->base->path;
  if (pieces->has_query) return;
  job->url->query = job->base->query;
  job->url->has_query = job->base->has_query;
}

static bool parse_relative(const struct job *job, const struct pieces *pieces)
{
  struct slice text = pieces->middle;
  job->url->scheme = job->base->scheme;
  if (separator(job, text)) {
    text = slice_from(text, 1);
    if (separator(job, text))
      return special(job) ? parse_web_authority(job, text) : parse_authority(job, slice_from(text, 1));
    take_authority(job);
    job->url->path = url_path_parse(job->arena, job->url, nothing, text);
    return true;
  }
  take_authority(job);
  if (text.length)
    job->url->path = url_path_parse(job->arena, job->url, url_path_shorten(job->url, job->base->path), text);
  else
    take_path(job, pieces);
  return true;
}

/* Files. */

static bool parse_file_host(const struct job *job, struct slice text)
{
  size_t end = authority_end(job, text);
  struct slice host = {text.data, end};
  if (url_drive_letter(host)) {
    job->url->path = url_path_parse(job->arena, job->url, nothing, text);
    return true;
  }
  if (host.length && !url_host_parse(job->arena, host, true, job->url))
    return refuse(job, "the host of the URL can't be one: no domain name and no address");
  if (slice_is(job->url->host, "localhost")) {
    job->url->host = nothing;
    job->url->host_kind = URL_HOST_EMPTY;
  }
  parse_path_start(job, slice_from(text, end));
  return true;
}

static void parse_file_root(const struct job *job, const struct url *base, struct slice text)
{
  struct slice parent = nothing;
  if (base) {
    take_authority(job);
    if (!url_starts_with_drive_letter(text)) {
      struct slice first = {base->path.data, base->path.length < 3 ? base->path.length : 3};
      bool drive = first.length == 3 && url_starts_with_drive_letter(slice_from(base->path, 1));
      if (drive) parent = first;
    }
  }
  job->url->path = url_path_parse(job->arena, job->url, parent, text);
}

static bool parse_file(const struct job *job, const struct pieces *pieces)
{
  const struct url *base = job->base && slice_is(job->base->scheme, "file") ? job->base : NULL;
  struct slice text = pieces->middle, parent = nothing;
  job->url->scheme = SLICE("file");
  job->url->host_kind = URL_HOST_EMPTY;
  if (separator(job, text)) {
    text = slice_from(text, 1);
    if (separator(job, text)) return parse_file_host(job, slice_from(text, 1));
    parse_file_root(job, base, text);
    return true;
  }
  if (base) take_authority(job);
  if (base && !text.length) {
    take_path(job, pieces);
    return true;
  }
  if (base && !url_starts_with_drive_letter(text)) parent = url_path_shorten(job->url, base->path);
  job->url->path = url_path_parse(job->arena, job->url, parent, text);
  return true;
}

/* parse_opaque - a path that is just text. A space at its end would be lost when the URL is written alone and
 * read again. */
static void parse_opaque(const struct job *job, const struct pieces *pieces)
{
  struct slice text = pieces->middle;
  job->url->opaque_path = true;
  job->url->path = url_encode(job->arena, text, URL_SET_C0);
  if (text.length && text.data[text.length - 1] == ' ')
    job->url->path =
        slice_of(arena_format(job->arena, "%.*s%%20", (int)job->url->path.length - 1, job->url->path.data));
}

static bool parse_with_scheme(const struct job *job, const struct pieces *pieces)
{
  struct slice text = pieces->middle;
  job->url->scheme = pieces->scheme;
  if (slice_is(pieces->scheme, "file")) return parse_file(job, pieces);
  if (special(job)) {
    bool same = job->base && slice_equal(job->base->scheme, pieces->scheme);
    return same && !slice_starts(text, "//") ? parse_relative(job, pieces) : parse_web_authority(job, text);
  }
  if (slice_starts(text, "//")) return parse_authority(job, slice_from(text, 2));
  if (slice_starts(text, "/"))
    job->url->path = url_path_parse(job->arena, job->url, nothing, slice_from(text, 1));
  else
    parse_opaque(job, pieces);
  return true;
}

static bool parse_without_scheme(const struct job *job, const struct pieces *pieces)
{
  if (!job->base) return refuse(job, "this is a relative URL, and there is nothing to resolve it against");
  if (job->base->opaque_path) {
    if (pieces->middle.length || pieces->has_query || !pieces->has_fragment)
      return refuse(job, "this is a relative URL, and nothing can be resolved against its base");
    *job->url = *job->base;
    return true;
  }
  return slice_is(job->base->scheme, "file") ? parse_file(job, pieces) : parse_relative(job, pieces);
}

bool url_parse(struct arena *arena, struct slice text, const struct url *base, struct url *url,
               dp_error *error)
{
  struct url result = {.port = -1,
                       .scheme = nothing,
                       .username = nothing,
                       .password = nothing,
                       .host = nothing,
                       .path = nothing,
                       .query = nothing,
                       .fragment = nothing};
  struct job job = {arena, base, &result, error};
  if (text.length > URL_MAX) return error_set(error, EX_DATAERR, "the URL is longer than %d bytes", URL_MAX);
  struct pieces pieces = cut_up(arena, clean(arena, text));
  if (!(pieces.has_scheme ? parse_with_scheme(&job, &pieces) : parse_without_scheme(&job, &pieces)))
    return false;
  if (pieces.has_query) {
    result.has_query = true;
    result.query = url_encode(arena, pieces.query, special(&job) ? URL_SET_SPECIAL_QUERY : URL_SET_QUERY);
  }
  result.has_fragment = pieces.has_fragment;
  result.fragment = url_encode(arena, pieces.fragment, URL_SET_FRAGMENT);
  *url = result;
  return true;
}
