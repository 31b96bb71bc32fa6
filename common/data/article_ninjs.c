/* article_ninjs.c - what strict IPTC ninjs 3.1 asks for: URIs in the grammar of RFC 3986, and no key that it
 * does not know. */
#include "data/article_internal.h"

static bool is_alpha(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool article_is_uri(struct slice text)
{
  size_t at = 0;
  if (!text.length || !is_alpha(text.data[0])) return false;
  while (at < text.length &&
         (is_alpha(text.data[at]) || is_digit(text.data[at]) || strchr("+-.", text.data[at])))
    at++;
  return at < text.length && text.data[at] == ':';
}

/* authority_of - where the authority of a URI begins and ends; both 0 when it has none. */
static void authority_of(struct slice url, size_t *start, size_t *end)
{
  *start = *end = 0;
  const char *colon = url.length ? memchr(url.data, ':', url.length) : NULL;
  size_t at = colon ? (size_t)(colon - url.data) + 1 : url.length;
  if (!slice_starts(slice_from(url, at), "//")) return;
  *start = *end = at + 2;
  while (*end < url.length && !strchr("/?#", url.data[*end])) ++*end;
}

/* may_stand - true when the byte at `at` needs no encoding. Brackets are for IPv6 addresses only, and there
 * is one fragment. */
static bool may_stand(struct slice url, size_t at, bool in_authority, bool in_fragment)
{
  char c = url.data[at];
  if (is_alpha(c) || is_digit(c)) return true;
  if (c == '%') return at + 2 < url.length && is_hex(url.data[at + 1]) && is_hex(url.data[at + 2]);
  if (c == '[' || c == ']') return in_authority;
  if (c == '#') return !in_fragment;
  return c && strchr("-._~:/?@!$&'()*+,;=", c);
}

struct slice article_uri_text(struct arena *arena, struct slice url)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t start, end, length = 0;
  authority_of(url, &start, &end);
  char *out = arena_alloc(arena, url.length * 3 + 1);
  bool in_fragment = false;
  for (size_t at = 0; at < url.length; at++) {
    unsigned char byte = (unsigned char)url.data[at];
    if (may_stand(url, at, at >= start && at < end, in_fragment)) {
      out[length++] = (char)byte;
      in_fragment |= byte == '#';
    } else {
      out[length++] = '%';
      out[length++] = hex[byte >> 4];
      out[length++] = hex[byte & 15];
    }
  }
  out[length] = '\0';
  return (struct slice){out, length};
}

static bool is_listed(struct slice key, const char *const *keys)
{
  while (*keys && !slice_is(key, *keys)) keys++;
  return *keys != NULL;
}

/* keep_only - removes the members whose key is not listed. */
static void keep_only(struct json *object, const char *const *keys)
{
  struct json *next;
  for (struct json *member = json_first(object); member; member = next) {
    next = json_next(member);
    if (!is_listed(json_key(member), keys)) json_remove(object, json_key(member).data);
  }
}

/* The keys of an article, and those of the entries of the lists that our stages write. */
static const char *const article_keys[] = {"uri",
                                           "type",
                                           "representationType",
                                           "profile",
                                           "version",
                                           "firstCreated",
                                           "versionCreated",
                                           "contentCreated",
                                           "embargoedUntil",
                                           "pubStatus",
                                           "urgency",
                                           "copyrightHolder",
                                           "copyrightNotice",
                                           "usageTerms",
                                           "edNote",
                                           "language",
                                           "descriptions",
                                           "bodies",
                                           "headlines",
                                           "people",
                                           "organisations",
                                           "places",
                                           "subjects",
                                           "events",
                                           "eventDetails",
                                           "plannedCoverage",
                                           "objects",
                                           "infoSources",
                                           "title",
                                           "by",
                                           "slugline",
                                           "located",
                                           "renditions",
                                           "associations",
                                           "altIds",
                                           "trustIndicators",
                                           "standard",
                                           "genres",
                                           "expires",
                                           "rightsInfo",
                                           "digitalSourceType",
                                           NULL};
static const char *const text_keys[] = {"role", "contentType", "value", NULL};
static const char *const body_keys[] = {"role", "contentType", "charCount", "wordCount", "value", NULL};
static const char *const entity_keys[] = {"name", "rel", "uri", "literal", NULL};
static const char *const subject_keys[] = {"name",    "rel",       "uri",        "literal",
                                           "creator", "relevance", "confidence", NULL};
static const char *const rights_keys[] = {"langId", "linkedRights", "encodedRights", NULL};
static const char *const source_keys[] = {"name", "role", "uri", "literal", NULL};
static const char *const rendition_keys[] = {"name", "href", "contentType", "title", "width", "height", NULL};
static const struct {
  const char *list;
  const char *const *keys;
} lists[] = {{"headlines", text_keys},     {"descriptions", text_keys},    {"bodies", body_keys},
             {"people", entity_keys},      {"organisations", entity_keys}, {"places", entity_keys},
             {"infoSources", source_keys}, {"renditions", rendition_keys}, {"subjects", subject_keys}};

void article_to_ninjs(struct json *article)
{
  keep_only(article, article_keys);
  keep_only(json_get(article, "rightsInfo"), rights_keys);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    for
      json_each(entry, json_get(article, lists[i].list)) keep_only(entry, lists[i].keys);
}
