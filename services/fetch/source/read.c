/* read.c - which reader an answer is for, and what each of them finds.
 *
 * What a source was taken for is a hint: a sitemap may be a feed, and a feed's address may answer with a web
 * page when the feed is gone. The bytes decide, and only what has links for us counts as read. */
#include "fetch/source/read.h"

#include "base/inflate.h"
#include "base/utf8.h"
#include "fetch/source/discover.h"
#include "fetch/source/feed.h"
#include "fetch/source/opml.h"
#include "fetch/source/sitemap.h"

#include <strings.h>

enum { PLAIN_MAX = SITEMAP_BYTES_MAX };

/* A reader fills `found` and returns true, or says in `error` why the bytes are not its own. `plain` has its
 * content encoding taken off. */
typedef bool read_fn(struct arena *arena, const struct source_answer *answer, struct slice plain,
                     struct found *found, dp_error *error);

/* sentence - a message that may quote the answer: well-formed, in the arena. */
static struct slice sentence(struct arena *arena, struct slice text)
{
  struct buffer repaired = BUFFER_EMPTY;
  utf8_repair(&repaired, text);
  struct slice out = arena_slice(arena, buffer_view(&repaired));
  buffer_free(&repaired);
  return out;
}

static void add_remark(struct arena *arena, struct found *found, const char *text)
{
  if (!*text) return;
  struct slice more = sentence(arena, slice_of(text));
  found->remark =
      found->remark.length ? slice_of(arena_format(arena, "%s; %s", found->remark.data, more.data)) : more;
}

/* Feeds. */

static millis time_of(const struct feed_date *date)
{
  return date->known && date->time > 0 ? date->time * 1000 : 0;
}

static void tell_left_out(struct arena *arena, struct found *found, size_t count, const char *why)
{
  if (count) add_remark(arena, found, arena_format(arena, "%zu %s", count, why));
}

/* page_of - the first alternate is the entry itself, further ones are its translations and other forms. */
static struct slice page_of(const struct feed_item *entry)
{
  const struct feed_link *alternate = feed_item_link(entry, "alternate");
  if (alternate && alternate->href.length) return alternate->href;
  return entry->link.length || !entry->id_is_link ? entry->link : entry->id;
}

static void take_entries(struct arena *arena, const struct feed *feed, struct found *found)
{
  size_t without = 0;
  found->links = arena_zero(arena, feed->entry_count, sizeof *found->links);
  for (const struct feed_item *entry = feed->entries; entry; entry = entry->next) {
    struct slice url = page_of(entry);
    if (!url.length) {
      without++;
      continue;
    }
    found->links[found->link_count++] = (struct found_link){
        url, time_of(entry->published.known ? &entry->published : &entry->created), time_of(&entry->updated)};
  }
  tell_left_out(arena, found, without, "of its entries have no link");
}

/* take_hub - a subscription needs both: who tells, and of what (W3C WebSub, 4). */
static void take_hub(const struct source_answer *answer, const struct feed *feed, struct found *found)
{
  if (!feed->hubs) return;
  found->hub = feed->hubs->href;
  found->topic = feed->self.length ? feed->self : answer->url;
}

static bool read_feed(struct arena *arena, const struct source_answer *answer, struct slice plain,
                      struct found *found, dp_error *error)
{
  const struct feed_hints hints = {answer->content_type, answer->content_location, answer->content_language,
                                   answer->url};
  struct feed *feed = arena_zero(arena, 1, sizeof *feed);
  if (!feed_parse(arena, plain, &hints, feed, error)) return false;
  found->kind = SOURCE_FEED;
  found->title = feed_text_plain(arena, &feed->about.title);
  found->ttl_minutes = feed->ttl_minutes;
  found->update_minutes = feed->update_seconds / 60;
  found->skip_hours = feed->skip_hours;
  found->skip_days = feed->skip_days;
  take_hub(answer, feed, found);
  take_entries(arena, feed, found);
  if (feed->bozo) add_remark(arena, found, feed->reason);
  if (feed->cut) add_remark(arena, found, "it has more entries than are read");
  return true;
}

/* Sitemaps. */

static void take_pages(struct arena *arena, const struct sitemap *map, struct found *found)
{
  found->links = arena_zero(arena, map->page_count, sizeof *found->links);
  for (const struct sitemap_page *page = map->pages; page; page = page->next)
    found->links[found->link_count++] =
        (struct found_link){page->url, page->published.when, page->lastmod.when};
  found->sources = arena_zero(arena, map->child_count, sizeof *found->sources);
  for (const struct sitemap_child *child = map->children; child; child = child->next)
    found->sources[found->source_count++] =
        (struct found_source){child->url, SLICE(""), SOURCE_SITEMAP, child->lastmod.when};
}

static bool read_sitemap(struct arena *arena, const struct source_answer *answer, struct slice plain,
                         struct found *found, dp_error *error)
{
  struct sitemap *map = arena_zero(arena, 1, sizeof *map);
  if (!sitemap_parse(arena, plain, answer->content_type, answer->url, map, error)) return false;
  if (map->kind == SITEMAP_FEED) return read_feed(arena, answer, plain, found, error);
  found->kind = SOURCE_SITEMAP;
  take_pages(arena, map, found);
  tell_left_out(arena, found, map->left_out, "of its rows have no address that could be fetched");
  add_remark(arena, found, map->remark);
  return true;
}

/* Lists of subscriptions. */

static const enum source_kind kind_of_entry[] = {
    [OPML_FEED] = SOURCE_FEED, [OPML_LIST] = SOURCE_OPML, [OPML_OPPORTUNITY] = SOURCE_HOME};

static bool read_opml(struct arena *arena, const struct source_answer *answer, struct slice plain,
                      struct found *found, dp_error *error)
{
  struct opml *list = arena_zero(arena, 1, sizeof *list);
  if (!opml_parse(arena, plain, answer->content_type, answer->url, list, error)) return false;
  found->kind = SOURCE_OPML;
  found->title = list->title;
  found->sources = arena_zero(arena, list->entry_count, sizeof *found->sources);
  for (const struct opml_entry *entry = list->entries; entry; entry = entry->next)
    found->sources[found->source_count++] =
        (struct found_source){entry->url, entry->title, kind_of_entry[entry->kind], 0};
  tell_left_out(arena, found, list->left_out, "of its addresses are too long");
  add_remark(arena, found, list->remark);
  return true;
}

/* A single page names itself: what becomes of it is the frontier's. */
static bool read_page(struct arena *arena, const struct source_answer *answer, struct slice plain,
                      struct found *found, dp_error *error)
{
  (void)plain, (void)error;
  found->kind = SOURCE_PAGE;
  found->links = arena_zero(arena, 1, sizeof *found->links);
  found->links[found->link_count++] = (struct found_link){.url = answer->url};
  return true;
}

/* Home pages. What the site itself names comes first; a whole archive (a plain sitemap) only where nothing
 * tells the news, and the links of the front page where no feed does. Feeds of comments bring no articles. */

enum { RANK_NAMED = 15, RANK_ARCHIVE = 20, RANK_COMMENTS = 50, HOME_SOURCES = 50 };

static bool names_news(const struct discovered *site)
{
  return site->candidates && site->candidates->rank <= RANK_NAMED;
}

static void take_candidates(struct arena *arena, const struct discovered *site, struct found *found)
{
  int worst = names_news(site) ? RANK_NAMED : RANK_COMMENTS - 1;
  size_t more = 0;
  found->sources = arena_zero(arena, HOME_SOURCES, sizeof *found->sources);
  for (const struct discover_candidate *candidate = site->candidates; candidate && candidate->rank <= worst;
       candidate = candidate->next) {
    if (found->source_count == HOME_SOURCES) {
      more++;
      continue;
    }
    found->sources[found->source_count++] = (struct found_source){
        candidate->url, candidate->title, candidate->sitemap ? SOURCE_SITEMAP : SOURCE_FEED, 0};
  }
  tell_left_out(arena, found, more, "further feeds and sitemaps that it names were left out");
}

static void take_articles(struct arena *arena, const struct discovered *site, struct found *found)
{
  found->links = arena_zero(arena, site->article_count, sizeof *found->links);
  for (const struct discover_article *article = site->articles; article; article = article->next)
    found->links[found->link_count++] = (struct found_link){.url = article->url};
}

static bool read_home(struct arena *arena, const struct source_answer *answer, struct slice plain,
                      struct found *found, dp_error *error)
{
  struct discovered site = {0};
  discover_page(arena, plain, answer->url, &site);
  for (size_t i = 0; i < answer->sitemap_count; i++)
    discover_sitemap_line(arena, answer->sitemaps[i], answer->url, &site);
  if (!site.candidates && !site.article_count)
    return error_set(error, EX_DATAERR,
                     "it names no feed and no sitemap, and none of its links looks like an article");
  found->kind = SOURCE_HOME;
  found->title = site.title;
  take_candidates(arena, &site, found);
  if (!names_news(&site)) take_articles(arena, &site, found);
  return true;
}

/* The choice. */

static read_fn *const readers[SOURCE_KINDS] = {[SOURCE_PAGE] = read_page,
                                               [SOURCE_FEED] = read_feed,
                                               [SOURCE_SITEMAP] = read_sitemap,
                                               [SOURCE_HOME] = read_home,
                                               [SOURCE_OPML] = read_opml};

static bool starts_with_word(struct slice text, const char *word)
{
  size_t length = strlen(word);
  return text.length >= length && strncasecmp(text.data, word, length) == 0;
}

/* looks_like_html - feeds are often served as text/html, so only the first words tell. */
static bool looks_like_html(struct slice plain)
{
  struct slice head = slice_trim((struct slice){plain.data, plain.length < 1024 ? plain.length : 1024});
  if (head.length >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) head = slice_trim(slice_from(head, 3));
  return starts_with_word(head, "<!doctype html") || starts_with_word(head, "<html");
}

static bool try_one(struct arena *arena, const struct source_answer *answer, struct slice plain,
                    enum source_kind kind, struct found *found, dp_error *error)
{
  dp_error why = {0};
  *found = (struct found){0};
  if (readers[kind](arena, answer, plain, found, &why)) return true;
  if (error && !error->code) *error = why; /* the first refusal is that of the likeliest reader */
  return false;
}

static bool try_all(struct arena *arena, const struct source_answer *answer, struct slice plain,
                    struct found *found, dp_error *error)
{
  static const enum source_kind order[] = {SOURCE_FEED, SOURCE_SITEMAP, SOURCE_OPML};
  bool html = looks_like_html(plain);
  if (answer->kind == SOURCE_PAGE) return try_one(arena, answer, plain, SOURCE_PAGE, found, error);
  if (html && (answer->kind == SOURCE_AUTO || answer->kind == SOURCE_HOME))
    return try_one(arena, answer, plain, SOURCE_HOME, found, error);
  if (answer->kind != SOURCE_AUTO && try_one(arena, answer, plain, answer->kind, found, error)) return true;
  for (size_t i = 0; i < sizeof order / sizeof *order; i++)
    if (order[i] != answer->kind && try_one(arena, answer, plain, order[i], found, error)) return true;
  return answer->kind == SOURCE_AUTO && try_one(arena, answer, plain, SOURCE_HOME, found, NULL);
}

/* leave_out_long - what can't cross to the fetcher; see found_print. */
static void leave_out_long(struct arena *arena, struct found *found)
{
  size_t links = 0, sources = 0;
  for (size_t i = 0; i < found->link_count; i++)
    if (found->links[i].url.length <= FOUND_URL_MAX) found->links[links++] = found->links[i];
  for (size_t i = 0; i < found->source_count; i++)
    if (found->sources[i].url.length <= FOUND_URL_MAX) found->sources[sources++] = found->sources[i];
  size_t left_out = found->link_count - links + found->source_count - sources;
  found->link_count = links;
  found->source_count = sources;
  tell_left_out(arena, found, left_out, "addresses longer than 2,048 bytes were left out");
}

static void read_plain(struct arena *arena, const struct source_answer *answer, struct slice plain,
                       struct found *found)
{
  dp_error error = {0};
  if (!plain.length)
    error_set(&error, EX_DATAERR, "the answer is empty");
  else if (try_all(arena, answer, plain, found, &error))
    return;
  *found = (struct found){.problem = sentence(arena, slice_of(error.text))};
  if (looks_like_html(plain) && answer->kind != SOURCE_HOME && answer->kind != SOURCE_AUTO)
    found->problem = SLICE("the answer is a web page, not a feed, a sitemap or a list");
}

void source_read(struct arena *arena, const struct source_answer *answer, struct found *found)
{
  struct inflate *inflate = inflate_new();
  struct buffer inflated = BUFFER_EMPTY;
  bool truncated = false;
  const char *detail = "";
  enum inflate_outcome outcome = inflate_body(inflate, answer->content_encoding, answer->body, PLAIN_MAX,
                                              &inflated, &truncated, &detail);
  *found = (struct found){0};
  if (outcome == INFLATE_UNDECODABLE)
    found->problem = sentence(arena, slice_of(detail));
  else
    read_plain(arena, answer,
               outcome == INFLATE_DONE ? arena_slice(arena, buffer_view(&inflated)) : answer->body, found);
  if (truncated && !found->problem.length)
    add_remark(arena, found,
               inflated.length < PLAIN_MAX ? "its compressed data are broken; what is behind was left out"
                                           : "it is longer than 50 MiB and was cut");
  leave_out_long(arena, found);
  buffer_free(&inflated);
  inflate_free(&inflate);
}
