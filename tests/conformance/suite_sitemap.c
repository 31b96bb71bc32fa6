/* suite_sitemap.c - walks the sitemaps of a site whose answers the question carries: "home" is its URL,
 * "responses" has each answer's url, status and type, and where its body lies in the bytes sent along (at,
 * length). The answer is the tree of what was found. */
#include "probe.h"

#include "base/url.h"
#include "fetch/robots.h"
#include "fetch/source/feed.h"
#include "fetch/source/sitemap.h"

enum { FILES = 1000, DEPTH = 10 };

struct walk {
  struct arena *arena;
  const struct json *responses;
  struct slice bodies, home;
  struct visit {
    struct slice url;
    size_t parent, depth;
  } visits[FILES + 1]; /* from 1; what was asked for, each URL once, in this order */
  size_t count, next;
  struct json *lists[FILES + 1]; /* sub_sitemaps by the number of the visit; 0: of robots.txt */
};

/* Addresses that the program behind the suite tries beside what robots.txt names. */
static const char *const guesses[] = {
    "/sitemap.xml",          "/sitemap_index.xml",         "/wp-sitemap.xml",    "/news-sitemap.xml",
    "/sitemap-news.xml",     "/sitemap_news.xml",          "/sitemap-index.xml", "/sitemap.xml.gz",
    "/sitemap_index.xml.gz", "/sitemap/sitemap-index.xml", "/sitemap.txt",       "/sitemap"};

static void ask(struct walk *walk, struct slice url, size_t parent, size_t depth)
{
  if (!url.length || walk->count == FILES || depth > DEPTH) return;
  for (size_t i = 1; i <= walk->count; i++)
    if (slice_equal(walk->visits[i].url, url)) return;
  walk->visits[++walk->count] = (struct visit){arena_slice(walk->arena, url), parent, depth};
}

static bool fetch(const struct walk *walk, struct slice url, struct slice *body, struct slice *type)
{
  for
    json_each(response, walk->responses)
    {
      if (!slice_equal(json_get_text(response, "url"), url) || json_get_integer(response, "status", 0) != 200)
        continue;
      *body = slice_from(walk->bodies, (size_t)json_get_integer(response, "at", 0));
      body->length = (size_t)json_get_integer(response, "length", 0);
      *type = json_get_text(response, "type");
      return true;
    }
  return false;
}

static struct slice resolved(const struct walk *walk, const char *path)
{
  struct url base, url;
  if (!url_parse(walk->arena, walk->home, NULL, &base, NULL) ||
      !url_parse(walk->arena, slice_of(path), &base, &url, NULL))
    return (struct slice){"", 0};
  return url_href(walk->arena, &url, false);
}

static struct json *add_node(struct walk *walk, struct json *list, struct slice url, const char *kind)
{
  struct json *node = json_append_object(walk->arena, list);
  json_add_text(walk->arena, node, "url", url);
  json_add_text(walk->arena, node, "kind", slice_of(kind));
  return node;
}

static void add_page(struct walk *walk, struct json *pages, const struct sitemap_page *page)
{
  struct arena *arena = walk->arena;
  struct json *node = json_append_object(arena, pages);
  json_add_text(arena, node, "url", page->url);
  if (page->lastmod.when) json_add_integer(arena, node, "last_modified_ms", page->lastmod.when);
  if (page->published.when) json_add_integer(arena, node, "published_ms", page->published.when);
  if (page->priority >= 0)
    json_add_text(arena, node, "priority", slice_of(arena_format(arena, "%g", page->priority)));
  json_add_given(arena, node, "frequency", slice_of(sitemap_frequency_name(page->frequency)));
  json_add_given(arena, node, "title", page->title);
  json_add_given(arena, node, "publication", page->publication);
  json_add_given(arena, node, "language", page->language);
  json_add_given(arena, node, "keywords", page->keywords);
  struct json *alternates = json_add_array(arena, node, "alternates");
  for (const struct sitemap_alternate *row = page->alternates; row; row = row->next) {
    struct json *alternate = json_append(arena, alternates, json_array(arena));
    json_append_text(arena, alternate, row->language);
    json_append_text(arena, alternate, row->url);
  }
}

/* page_of - the first page that an entry names: it may have the same in further forms. */
static struct slice page_of(const struct feed_item *entry)
{
  const struct feed_link *link = feed_item_link(entry, "alternate");
  return link && link->href.length ? link->href : entry->link;
}

static void add_entries(struct walk *walk, struct json *pages, const struct feed *feed)
{
  for (const struct feed_item *entry = feed->entries; entry; entry = entry->next) {
    const struct feed_date *date = entry->published.known ? &entry->published : feed_item_date(entry);
    struct sitemap_page page = {.url = page_of(entry), .title = entry->title.value, .priority = -1};
    if (date->known) page.published = (struct sitemap_time){date->time * 1000, 1000};
    if (page.url.length) add_page(walk, pages, &page);
  }
}

static const char *read_feed(struct walk *walk, struct slice body, const struct feed_hints *hints,
                             struct json *pages)
{
  struct feed feed;
  if (!feed_parse(walk->arena, body, hints, &feed, NULL)) return "invalid";
  add_entries(walk, pages, &feed);
  return strcmp(feed.kind, "atom") == 0 ? "atom" : "rss";
}

/* visit - reads one sitemap; a guessed address that is none is passed over. */
static void visit(struct walk *walk, size_t number, struct json *list, bool guessed)
{
  const struct visit *visit = &walk->visits[number];
  static const char *const kinds[] = {"invalid", "pages", "index", "text", "rss"};
  struct slice body = {"", 0}, type = {"", 0}, url = visit->url;
  struct sitemap sitemap = {.kind = SITEMAP_NONE};
  struct json *pages = json_array(walk->arena);
  bool ok = fetch(walk, url, &body, &type) && sitemap_parse(walk->arena, body, type, url, &sitemap, NULL);
  if (!ok && guessed) return;
  const char *kind = ok ? kinds[sitemap.kind] : "invalid";
  struct feed_hints hints = {.content_type = type, .url = url};
  if (ok && sitemap.kind == SITEMAP_FEED) kind = read_feed(walk, body, &hints, pages);
  for (const struct sitemap_page *page = sitemap.pages; page; page = page->next) add_page(walk, pages, page);
  struct json *node = add_node(walk, list, url, kind);
  json_add(walk->arena, node, "pages", pages);
  walk->lists[number] = json_add_array(walk->arena, node, "sub_sitemaps");
  for (const struct sitemap_child *child = sitemap.children; child; child = child->next)
    ask(walk, child->url, number, visit->depth + 1);
}

static void visit_all(struct walk *walk, struct json *site, bool guessed)
{
  while (walk->next < walk->count) {
    size_t number = ++walk->next, parent = walk->visits[number].parent;
    visit(walk, number, parent || !guessed ? walk->lists[parent] : site, guessed && !parent);
  }
}

static void start_from_robots(struct walk *walk, struct json *site)
{
  struct slice body, type, line, url = resolved(walk, "/robots.txt");
  bool there = fetch(walk, url, &body, &type);
  struct json *node = add_node(walk, site, url, there ? "robots" : "invalid");
  walk->lists[0] = json_add_array(walk->arena, node, "sub_sitemaps");
  if (!there) return;
  struct robots *robots = robots_parse(body);
  for (size_t at = 0; robots_sitemap(robots, &at, &line);) {
    ask(walk, resolved(walk, arena_string(walk->arena, line)), 0, 1);
  }
  robots_free(&robots);
}

void suite_sitemap(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  struct walk *walk = arena_zero(arena, 1, sizeof *walk);
  walk->arena = arena;
  walk->responses = json_get(question, "responses");
  walk->bodies = body;
  walk->home = json_get_text(question, "home");
  struct json *site = json_add_array(arena, answer, "sub_sitemaps");
  json_add_text(arena, answer, "url", walk->home);
  json_add_text(arena, answer, "kind", SLICE("website"));
  start_from_robots(walk, site);
  visit_all(walk, site, false);
  for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++) ask(walk, resolved(walk, guesses[i]), 0, 1);
  visit_all(walk, site, true);
}
