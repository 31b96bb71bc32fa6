/* discover.c - the signs of feeds and sitemaps, and their ranking. */
#include "fetch/source/discover_internal.h"

#include "base/utf8.h"
#include "fetch/domain.h"

enum { SURE = 10, NEWS_SITEMAP = 15, SITEMAP = 20, UNSURE = 30, LINKED = 40, ELSEWHERE = 5, COMMENTS = 50 };

static bool contains(struct slice text, const char *word)
{
  size_t length = strlen(word);
  for (size_t i = 0; i + length <= text.length; i++)
    if (strncasecmp(text.data + i, word, length) == 0) return true;
  return false;
}

static bool any(struct slice text, const char *const *words)
{
  for (; *words; words++)
    if (contains(text, *words)) return true;
  return false;
}

static bool is_one_of(struct slice text, const char *const *words)
{
  for (; *words; words++)
    if (html_is(text, *words)) return true;
  return false;
}

/* looks_like_feed - of a path: its parts; of a query: its members. */
static bool path_of_feed(struct slice path)
{
  static const char *const parts[] = {"feed",     "feeds",       "rss",       "atom",      "rdf",
                                      "rss2",     "rss.php",     "feed.xml",  "feed.json", "rss.xml",
                                      "atom.xml", "index.xml",   "index.rdf", "index.rss", "rss.html",
                                      "feed.rss", "backend.php", NULL};
  static const char *const endings[] = {".rss", ".rdf", ".atom", NULL};
  for (size_t at = 0; at < path.length;) {
    const char *slash = memchr(path.data + at, '/', path.length - at);
    size_t end = slash ? (size_t)(slash - path.data) : path.length;
    struct slice part = {path.data + at, end - at};
    if (is_one_of(part, parts)) return true;
    if (end == path.length)
      for (const char *const *ending = endings; *ending; ending++)
        if (part.length > strlen(*ending) &&
            html_is(slice_from(part, part.length - strlen(*ending)), *ending))
          return true;
    if (end == path.length && part.length > 4 && html_is(slice_from(part, part.length - 4), ".xml") &&
        (contains(part, "rss") || contains(part, "feed") || contains(part, "atom")))
      return true;
    at = end + 1;
  }
  return false;
}

static bool looks_like_feed(const struct url *url)
{
  static const char *const members[] = {"feed=rss",   "feed=atom", "format=feed", "type=rss",
                                        "type=atom",  "alt=rss",   "format=rss",  "page=backend",
                                        "output=rss", "mod=rss",   NULL};
  return path_of_feed(url->path) || any(url->query, members);
}

bool discover_resolve(struct discover_base *base, struct slice raw, struct url *url)
{
  struct url from;
  buffer_clear(&base->text);
  arena_reset(base->scratch);
  html_decode(raw, &base->text);
  struct slice text = slice_trim(buffer_view(&base->text));
  if (text.length > 5 &&
      strncasecmp(text.data, "feed:", 5) == 0) { /* "feed://host/x" and "feed:https://host/x" */
    text = slice_from(text, 5);
    if (slice_starts(text, "//"))
      text = slice_of(arena_format(base->scratch, "http:%.*s", (int)text.length, text.data));
  }
  return text.length && url_parse(base->scratch, base->href, NULL, &from, NULL) &&
         url_parse(base->scratch, text, &from, url, NULL) && url_is_web(url);
}

bool discover_same_site(const struct discover_base *base, const struct url *url)
{
  return slice_equal(domain_of(url->host), domain_of(base->host));
}

/* about_comments - in the languages of the pages that are read. */
static bool about_comments(struct slice text)
{
  static const char *const words[] = {"comment", "coment", "kommentar",
                                      "\xD8\xAA\xD8\xB9\xD9\x84\xD9\x8A\xD9\x82", NULL};
  return any(text, words);
}

/* insert - into its place by rank; behind those of the same rank. */
static void insert(struct discovered *out, struct discover_candidate *candidate)
{
  struct discover_candidate **at = &out->candidates;
  while (*at && (*at)->rank <= candidate->rank) at = &(*at)->next;
  candidate->next = *at;
  *at = candidate;
  out->candidate_count++;
}

/* add - a candidate of which the best sign counts. */
static void add(struct discover_base *base, const struct url *url, bool sitemap, int rank, const char *reason,
                struct slice title, struct discovered *out)
{
  struct slice href = url_href(base->scratch, url, false);
  if (!discover_same_site(base, url)) rank += ELSEWHERE;
  if (!sitemap && (about_comments(url->path) || about_comments(url->query) || about_comments(title)))
    rank += COMMENTS, reason = "a feed of comments";
  for (struct discover_candidate **at = &out->candidates; *at; at = &(*at)->next) {
    struct discover_candidate *known = *at;
    if (!slice_equal(known->url, href)) continue;
    if (known->rank <= rank) return;
    *at = known->next;
    out->candidate_count--;
    break;
  }
  if (out->candidate_count == DISCOVER_CANDIDATES_MAX) return;
  struct discover_candidate *candidate = arena_zero(base->arena, 1, sizeof *candidate);
  candidate->url = arena_slice(base->arena, href);
  candidate->title = arena_slice(base->arena, utf8_cut(title, DISCOVER_TITLE_MAX));
  candidate->sitemap = sitemap;
  candidate->rank = rank;
  candidate->reason = reason;
  insert(out, candidate);
}

static bool type_of_feed(struct slice type)
{
  static const char *const types[] = {"application/rss+xml",
                                      "application/atom+xml",
                                      "application/rdf+xml",
                                      "application/feed+json",
                                      "application/x.atom+xml",
                                      "application/x-atom+xml",
                                      "application/x-rss+xml",
                                      "application/rss",
                                      "application/atom",
                                      "text/rss+xml",
                                      NULL};
  const char *parameter = type.length ? memchr(type.data, ';', type.length) : NULL;
  if (parameter) type.length = (size_t)(parameter - type.data);
  return is_one_of(slice_trim(type), types);
}

static struct slice kept(struct discover_base *base, const struct url *url)
{
  return arena_slice(base->arena, url_href(base->scratch, url, false));
}

/* link_tag - <link rel=... type=... href=... title=...>. */
static void link_tag(struct discover_base *base, const struct html_token *token, struct discovered *out)
{
  struct slice rel = html_tag_attribute(token, "rel"), type = html_tag_attribute(token, "type");
  struct slice raw = html_tag_attribute(token, "href");
  struct url url;
  if (!rel.length || !raw.length || !discover_resolve(base, raw, &url)) return;
  struct buffer title = BUFFER_EMPTY;
  html_decode(html_tag_attribute(token, "title"), &title);
  struct slice words = slice_trim(buffer_view(&title));
  bool alternate = html_has_word(rel, "alternate") && !html_has_word(rel, "stylesheet");
  if (html_has_word(rel, "hub") && !out->hub.length) out->hub = kept(base, &url);
  if (html_has_word(rel, "self") && !out->self.length) out->self = kept(base, &url);
  if ((alternate || html_has_word(rel, "feed")) && type_of_feed(type))
    add(base, &url, false, SURE, "the page names it as its feed", words, out);
  else if (html_has_word(rel, "feed") || (alternate && looks_like_feed(&url)))
    add(base, &url, false, UNSURE, "an alternate of the page whose address looks like a feed's", words, out);
  else if (html_has_word(rel, "sitemap"))
    add(base, &url, true, SITEMAP, "the page names it as its sitemap", words, out);
  buffer_free(&title);
}

/* base_tag - the first one counts (WHATWG HTML, 4.2.3). */
static void base_tag(struct discover_base *base, const struct html_token *token, bool *given)
{
  struct url url;
  struct slice raw = html_tag_attribute(token, "href");
  if (*given || !raw.data || !discover_resolve(base, raw, &url)) return;
  base->href = kept(base, &url);
  *given = true;
}

static void anchor_tag(struct discover_base *base, const struct html_token *token, struct discovered *out)
{
  struct url url;
  struct slice raw = html_tag_attribute(token, "href");
  static const char *const houses[] = {"feedburner.", "feeds.", "feedproxy.", NULL};
  if (!raw.length || !discover_resolve(base, raw, &url)) return;
  bool here = discover_same_site(base, &url);
  if (here ? looks_like_feed(&url) : any(url.host, houses))
    add(base, &url, false, LINKED, "a link in the page whose address looks like a feed's",
        (struct slice){"", 0}, out);
}

static void page_title(struct discover_base *base, struct slice raw, struct discovered *out)
{
  buffer_clear(&base->text);
  html_decode(raw, &base->text);
  out->title = arena_slice(base->arena, utf8_cut(slice_trim(buffer_view(&base->text)), DISCOVER_TITLE_MAX));
}

static void signs(struct discover_base *base, struct slice html, struct discovered *out)
{
  struct html_scanner scanner = {.text = html};
  struct html_token token;
  bool in_title = false, base_given = false;
  for (int anchors = 0; html_scan(&scanner, &token);) {
    if (in_title && token.kind == HTML_TEXT && !out->title.length) page_title(base, token.inside, out);
    in_title = token.kind == HTML_START && html_is(token.name, "title");
    if (token.kind != HTML_START) continue;
    if (html_is(token.name, "base")) base_tag(base, &token, &base_given);
    if (html_is(token.name, "link")) link_tag(base, &token, out);
    if (html_is(token.name, "a") && anchors++ < DISCOVER_ANCHORS_MAX) anchor_tag(base, &token, out);
  }
}

static bool open_base(struct discover_base *base, struct arena *arena, struct slice url)
{
  struct url parsed;
  *base = (struct discover_base){.arena = arena, .scratch = arena_new(), .text = BUFFER_EMPTY, .href = url};
  if (!url_parse(base->scratch, url, NULL, &parsed, NULL)) return false;
  base->host = arena_slice(arena, parsed.host);
  base->path = arena_slice(arena, parsed.path);
  return true;
}

static void close_base(struct discover_base *base)
{
  arena_free(&base->scratch);
  buffer_free(&base->text);
}

void discover_page(struct arena *arena, struct slice html, struct slice url, struct discovered *out)
{
  struct discover_base base;
  if (html.length > DISCOVER_BYTES_MAX) html.length = DISCOVER_BYTES_MAX;
  if (open_base(&base, arena, url)) {
    signs(&base, html, out);
    front_page_articles(&base, html, out);
  }
  close_base(&base);
}

void discover_sitemap_line(struct arena *arena, struct slice line, struct slice url, struct discovered *out)
{
  struct discover_base base;
  struct url sitemap;
  if (open_base(&base, arena, url) && discover_resolve(&base, line, &sitemap)) {
    bool news = contains(sitemap.path, "news") || contains(sitemap.path, "actu");
    add(&base, &sitemap, true, news ? NEWS_SITEMAP : SITEMAP,
        news ? "robots.txt names it as a sitemap of news" : "robots.txt names it as a sitemap",
        (struct slice){"", 0}, out);
  }
  close_base(&base);
}
