/* feed.c - which kind of feed a document is, and what follows from all that was read. */
#include "fetch/source/feed.h"

#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

#include <stddef.h>

#define ATOM_10 "http://www.w3.org/2005/Atom"
#define ATOM_03 "http://purl.org/atom/ns#" /* of 0.1 and 0.2, too */

static bool is_called(const struct xml_node *node, const char *name)
{
  return !node->is_text && node->name.length == strlen(name) &&
         strncasecmp(node->name.data, name, node->name.length) == 0;
}

struct known_version {
  const char *given, *version;
};

static const char *find_version(const struct known_version *known, size_t count, struct slice given,
                                const char *otherwise)
{
  for (size_t i = 0; i < count; i++)
    if (slice_is(given, known[i].given)) return known[i].version;
  return otherwise;
}

static const char *rss_version(const struct xml_node *root, struct slice doctype)
{
  static const struct known_version known[] = {
      {"0.91", "rss091u"}, {"0.92", "rss092"}, {"0.93", "rss093"}, {"0.94", "rss094"}};
  struct slice version = slice_trim(xml_attribute(root, "version"));
  if (memmem(doctype.data ? doctype.data : "", doctype.length, "etscape", 7)) return "rss091n";
  return find_version(known, sizeof known / sizeof *known, version,
                      slice_starts(version, "2.") ? "rss20" : "rss");
}

static const char *atom_version(const struct xml_node *root)
{
  static const struct known_version known[] = {{"0.1", "atom01"}, {"0.2", "atom02"}, {"0.3", "atom03"}};
  if (slice_is(root->uri, ATOM_10)) return "atom10";
  const char *otherwise = slice_is(root->uri, ATOM_03) ? "atom03" : "atom";
  return find_version(known, sizeof known / sizeof *known, slice_trim(xml_attribute(root, "version")),
                      otherwise);
}

static bool is_rss_090(struct slice space)
{
  return slice_starts(space, "http://my.netscape.com/rdf/simple/0.9") ||
         slice_starts(space, "http://channel.netscape.com/rdf/simple/0.9");
}

/* rdf_version - by the namespaces that the root declares and those of the elements in it. */
static const char *rdf_version(const struct xml_node *root, const struct xml_document *document)
{
  const char *version = "rss10";
  for (size_t i = 0; i < document->space_count; i++)
    if (is_rss_090(document->spaces[i])) version = "rss090";
  for (const struct xml_node *at = root->first; at; at = at->next)
    if (!at->is_text && is_rss_090(at->uri)) version = "rss090";
  return version;
}

/* find_root - the element of a feed, the root itself or one that stands in a wrapper; NULL: this is none. */
static const struct xml_node *find_root(const struct xml_node *root)
{
  enum { LOOKED_AT = 2000 };
  static const char *const names[] = {"rss", "feed", "rdf", "channel"};
  int seen = 0;
  for (const struct xml_node *at = root; at && seen < LOOKED_AT; at = xml_follow(root, at, true), seen++)
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
      if (is_called(at, names[i])) return at;
  return is_called(root, "entry") || is_called(root, "item") ? root : NULL;
}

static void name_kind(struct feed *feed, const struct xml_node *root, const struct xml_document *document)
{
  feed->version_text = slice_trim(xml_attribute(root, "version"));
  if (is_called(root, "feed") || is_called(root, "entry")) {
    feed->kind = "atom";
    feed->version = atom_version(root);
  } else if (is_called(root, "rdf")) {
    feed->kind = "rdf";
    feed->version = rdf_version(root, document);
  } else if (is_called(root, "channel") && slice_is(root->name, "CHANNEL")) {
    feed->kind = feed->version = "cdf";
  } else {
    feed->kind = "rss";
    feed->version = rss_version(root, document->doctype);
  }
}

void feed_read_xml(struct feed_reader *reader, const struct xml_document *document, const struct url *base,
                   struct slice base_text, struct slice language)
{
  const struct xml_node *root = find_root(document->root);
  struct feed_reading reading = {.item = &reader->feed->about, .level = FEED_LEVEL_FEED};
  struct feed_scope outer = {
      .reader = reader, .base = base, .base_text = base_text, .language = language, .reading = &reading};
  reader->is_atom = strcmp(reader->feed->kind, "atom") == 0;
  struct feed_scope scope = feed_enter(&outer, root);
  reader->feed->about.language = scope.language;
  if (is_called(root, "entry") || is_called(root, "item"))
    feed_element_of(SLICE("item"))(&scope, &reader->feed->about);
  else if (is_called(root, "channel"))
    feed_element_of(SLICE("channel"))(&scope, &reader->feed->about);
  else
    feed_walk(&scope);
}

/* finish_item - what is told by other members where its own is absent. */
static void finish_item(struct feed_reader *reader, struct feed_item *item)
{
  item->author = feed_person_text(reader->arena, item->authors);
  item->publisher = feed_person_text(reader->arena, item->publishers);
  for (const struct feed_link *link = item->links; link && item->link.length == 0; link = link->next)
    if (slice_is(link->rel, "alternate")) item->link = link->href;
}

static void finish_links(struct feed_reader *reader)
{
  struct feed *feed = reader->feed;
  for (const struct feed_link *link = feed->about.links; link; link = link->next) {
    if (slice_is(link->rel, "hub")) {
      struct feed_link *hub = FEED_APPEND(reader->arena, &feed->hubs);
      if (hub) *hub = *link, hub->next = NULL;
    } else if (slice_is(link->rel, "self") && feed->self.length == 0) {
      feed->self = link->href;
    } else if (slice_is(link->rel, "next") && feed->next_page.length == 0) {
      feed->next_page = link->href;
    }
  }
}

void feed_finish(struct feed_reader *reader)
{
  enum { MOST_MINUTES = 366 * 24 * 60 };
  struct feed *feed = reader->feed;
  finish_item(reader, &feed->about);
  for (struct feed_item *entry = feed->entries; entry; entry = entry->next) finish_item(reader, entry);
  finish_links(reader);
  int64_t minutes;
  if (slice_number(feed->about.ttl, &minutes) && minutes <= MOST_MINUTES) feed->ttl_minutes = minutes;
  feed->update_seconds = reader->update_period / (reader->update_times ? reader->update_times : 1);
  if (feed->cut && !feed->bozo) {
    feed->bozo = true;
    feed->reason = "It has more entries than are read; the rest is left out.";
  }
}

/* find_base - what references are resolved against: Content-Location where it is a URL that can be followed,
 * seen from the document's own. */
static const struct url *find_base(struct arena *arena, const struct feed_hints *hints, struct slice *text)
{
  struct url *own = arena_alloc(arena, sizeof *own), *base = arena_alloc(arena, sizeof *base);
  *text = slice_trim(hints->url);
  const struct url *found = text->length && url_parse(arena, *text, NULL, own, NULL) ? own : NULL;
  struct slice location = feed_url_safe(arena, found, hints->content_location);
  if (location.length && url_parse(arena, location, found, base, NULL)) {
    *text = location;
    return base;
  }
  return found;
}

static bool says_json(struct slice type)
{
  return memmem(type.data ? type.data : "", type.length, "json", 4) != NULL;
}

static bool looks_like_json(struct slice body, struct slice type)
{
  if (slice_starts(body, "\xEF\xBB\xBF")) body = slice_from(body, 3);
  body = slice_trim(body.length > 1024 ? (struct slice){body.data, 1024} : body);
  return body.length && (body.data[0] == '{' || (says_json(type) && body.data[0] != '<'));
}

static bool parse_json(struct feed_reader *reader, struct slice body, const struct url *base, dp_error *error)
{
  dp_error reason = {0};
  if (feed_read_json(reader, body, base, &reason)) return true;
  reader->feed->bozo = true;
  reader->feed->reason = arena_format(reader->arena, "%s", reason.text);
  return error_set(error, EX_DATAERR, "%s", reason.text);
}

static bool parse_xml(struct feed_reader *reader, struct slice body, const struct feed_hints *hints,
                      const struct url *base, struct slice base_text, dp_error *error)
{
  struct feed *feed = reader->feed;
  struct xml_document document;
  struct xml_hints xml = {.content_type = hints->content_type, .max_bytes = FEED_MAX_BYTES};
  bool parsed = xml_parse(reader->arena, body, &xml, &document, error);
  feed->encoding = document.encoding;
  feed->bozo = document.bozo;
  feed->reason = document.reason;
  if (!parsed) return error_wrap(error, "not a feed");
  const struct xml_node *root = find_root(document.root);
  if (!root)
    return error_set(
        error, EX_DATAERR, "not a feed: the document is <%.*s>, not RSS, RDF, Atom, CDF or JSON Feed",
        (int)(document.root->name.length < 40 ? document.root->name.length : 40), document.root->name.data);
  name_kind(feed, root, &document);
  feed_read_xml(reader, &document, base, base_text, hints->content_language);
  return true;
}

bool feed_parse(struct arena *arena, struct slice body, const struct feed_hints *hints, struct feed *feed,
                dp_error *error)
{
  *feed = (struct feed){.kind = "", .version = "", .encoding = "utf-8", .reason = ""};
  struct feed_reader reader = {.arena = arena, .feed = feed};
  struct slice base_text;
  if (body.length > FEED_MAX_BYTES) {
    feed->bozo = true;
    feed->reason = "It is too large.";
    return error_set(error, EX_DATAERR, "the feed is %zu bytes long, %d are allowed", body.length,
                     FEED_MAX_BYTES);
  }
  const struct url *base = find_base(arena, hints, &base_text);
  bool parsed = looks_like_json(body, hints->content_type)
                    ? parse_json(&reader, body, base, error)
                    : parse_xml(&reader, body, hints, base, base_text, error);
  if (parsed) feed_finish(&reader);
  return parsed;
}
