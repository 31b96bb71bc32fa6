/* suite_sitemap.c - walks the sitemaps of a site whose answers the question carries: "home" is its URL,
 * "responses" has each answer's url, status and type, and where its body lies in the bytes sent along (at,
 * length). The answer is the tree of what was found. */
#include "probe.h"

#include "base/url.h"
#include "fetch/robots.h"
#include "fetch/source/discover.h"
#include "fetch/source/feed.h"
#include "fetch/source/sitemap_plan.h"

enum { FILES = 1000, DEPTH = 10 };

struct walk {
  struct arena *arena;
  const struct json *responses;
  struct slice bodies, home;
  struct sitemap_plan *plan;
  struct json *lists[FILES + 1]; /* sub_sitemaps by the number of the visit; 0: of robots.txt */
};

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
static void visit(struct walk *walk, const struct sitemap_visit *visit, struct json *list, bool guessed)
{
  static const char *const kinds[] = {"invalid", "pages", "index", "text", "rss"};
  struct slice body = {"", 0}, type = {"", 0}, url = arena_slice(walk->arena, visit->url);
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
  walk->lists[visit->number] = json_add_array(walk->arena, node, "sub_sitemaps");
  sitemap_plan_found(walk->plan, &sitemap, NULL, NULL, 0);
}

static void visit_all(struct walk *walk, struct json *site, bool guessed)
{
  for (const struct sitemap_visit *next; (next = sitemap_plan_next(walk->plan));) {
    struct json *list = next->parent || !guessed ? walk->lists[next->parent] : site;
    visit(walk, next, list, guessed && !next->parent);
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
    struct slice link = resolved(walk, arena_string(walk->arena, line));
    if (link.length) sitemap_plan_add(walk->plan, link);
  }
  robots_free(&robots);
}

void suite_sitemap(struct arena *arena, const struct json *question, struct slice body, struct json *answer)
{
  struct walk walk = {.arena = arena, .responses = json_get(question, "responses"), .bodies = body};
  walk.home = json_get_text(question, "home");
  walk.plan = sitemap_plan_new(FILES, DEPTH);
  struct json *site = json_add_array(arena, answer, "sub_sitemaps");
  json_add_text(arena, answer, "url", walk.home);
  json_add_text(arena, answer, "kind", SLICE("website"));
  start_from_robots(&walk, site);
  visit_all(&walk, site, false);
  bool sitemap;
  const char *guess;
  for (size_t n = 0; (guess = discover_guess(n, &sitemap)); n++)
    if (sitemap) sitemap_plan_add(walk.plan, resolved(&walk, guess));
  visit_all(&walk, site, true);
  sitemap_plan_free(&walk.plan);
}
