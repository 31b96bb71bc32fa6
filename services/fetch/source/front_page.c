/* front_page.c - which links of a home page are articles.
 *
 * Each address and the words that link to it get points; four are enough. Addresses: +3 a date in the path
 * (/2024/03/01, /2024-03-01, /20240301), +2 a last part of three words or more (pluie-au-niger, 20 letters or
 * more), +2 a number of four digits or more in it or in the query (?p=1234, article1234). Words: +1 from 12
 * letters on, +2 from 25, +3 from 40; +1 from four words on; +2 in a heading or an <article>. Taken off: 3 in
 * <nav> and <footer>, 4 where a part of the path names a list, an account or a service (category, tag,
 * login). Other sites, the home page itself and files that are no pages are out. */
#include "fetch/source/discover_internal.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { ENOUGH = 4, OUT = -100, FURNITURE = 3, SERVICE = 4 };

struct walk {
  struct discover_base *base;
  struct discovered *out;
  struct map known; /* articles and other addresses by their hash */
  struct discover_article *all, **end;
  int nav, footer, article, heading, anchors; /* how many are open */
  /* the anchor that is open */
  bool open;
  struct slice href, hint; /* hint: its title, or the alt of an image in it */
  bool in_heading;
  struct buffer words;
};

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool names(struct slice part, const char *const *words)
{
  for (; *words; words++)
    if (html_is(part, *words)) return true;
  return false;
}

/* digits_at - how many digits stand at `at`. */
static size_t digits_at(struct slice text, size_t at)
{
  size_t end = at;
  while (end < text.length && is_digit(text.data[end])) end++;
  return end - at;
}

static bool number_between(struct slice text, size_t at, size_t length, int low, int high)
{
  int number = 0;
  for (size_t i = at; i < at + length; i++) number = number * 10 + text.data[i] - '0';
  return number >= low && number <= high;
}

/* has_date - 2024/03, 2024-03-01, 20240301, as parts of their own. */
static bool has_date(struct slice path)
{
  for (size_t at = 1; at < path.length; at++) {
    if (is_digit(path.data[at - 1])) continue;
    size_t length = digits_at(path, at);
    if (length == 8 && number_between(path, at, 4, 1990, 2099) && number_between(path, at + 4, 2, 1, 12))
      return true;
    if (length != 4 || !number_between(path, at, 4, 1990, 2099) || at + 5 >= path.length) continue;
    if (!memchr("/-_", path.data[at + 4], 3)) continue;
    size_t month = digits_at(path, at + 5);
    if ((month == 1 || month == 2) && number_between(path, at + 5, month, 1, 12)) return true;
  }
  return false;
}

static struct slice last_part(struct slice path)
{
  while (path.length && path.data[path.length - 1] == '/') path.length--;
  const char *slash = path.length ? memrchr(path.data, '/', path.length) : NULL;
  return slash ? slice_from(path, (size_t)(slash - path.data) + 1) : path;
}

static bool long_number(struct slice text)
{
  for (size_t at = 0; at < text.length; at++) {
    size_t length = digits_at(text, at);
    if (length >= 4 && length <= 12) return true;
    at += length;
  }
  return false;
}

/* is_slug - words joined by hyphens or underscores: at least three, or two with 20 bytes. */
static bool is_slug(struct slice part)
{
  size_t joints = 0, others = 0;
  for (size_t i = 0; i < part.length; i++) {
    if (part.data[i] == '-' || part.data[i] == '_' || part.data[i] == '+')
      joints++;
    else
      others += !is_digit(part.data[i]);
  }
  return others >= 10 && (joints >= 2 || part.length >= 20);
}

static bool is_file(struct slice part)
{
  static const char *const endings[] = {"jpg",  "jpeg", "png",  "gif", "webp", "svg", "ico", "pdf",  "doc",
                                        "docx", "xls",  "xlsx", "ppt", "zip",  "gz",  "rar", "mp3",  "mp4",
                                        "m4a",  "ogg",  "wav",  "avi", "mov",  "css", "js",  "json", "xml",
                                        "rss",  "atom", "rdf",  "apk", "exe",  "txt", "ics", NULL};
  const char *dot = part.length ? memrchr(part.data, '.', part.length) : NULL;
  return dot && names(slice_from(part, (size_t)(dot - part.data) + 1), endings);
}

/* is_calendar - nothing but numbers: /2024/03/ is an archive. */
static bool is_calendar(struct slice path)
{
  for (size_t i = 0; i < path.length; i++)
    if (!is_digit(path.data[i]) && path.data[i] != '/' && path.data[i] != '-') return false;
  return path.length > 1;
}

static bool is_service(struct slice path)
{
  static const char *const parts[] = {"tag",
                                      "tags",
                                      "category",
                                      "categories",
                                      "categorie",
                                      "rubrique",
                                      "rubriques",
                                      "section",
                                      "sections",
                                      "topic",
                                      "topics",
                                      "author",
                                      "authors",
                                      "auteur",
                                      "auteurs",
                                      "page",
                                      "search",
                                      "recherche",
                                      "login",
                                      "signin",
                                      "register",
                                      "account",
                                      "compte",
                                      "abonnement",
                                      "subscribe",
                                      "newsletter",
                                      "contact",
                                      "contacts",
                                      "about",
                                      "about-us",
                                      "a-propos",
                                      "qui-sommes-nous",
                                      "privacy",
                                      "privacy-policy",
                                      "terms",
                                      "mentions-legales",
                                      "cgu",
                                      "feed",
                                      "rss",
                                      "wp-login.php",
                                      "wp-admin",
                                      "wp-content",
                                      "cart",
                                      "shop",
                                      "boutique",
                                      "advertise",
                                      "publicite",
                                      "archive",
                                      "archives",
                                      "comments",
                                      "share",
                                      "contributor",
                                      "contributors",
                                      "kategorie",
                                      "kategorien",
                                      "categoria",
                                      "staff",
                                      "profile",
                                      "profiles",
                                      "forum",
                                      "forums",
                                      "service",
                                      "services",
                                      "events",
                                      "print",
                                      "user",
                                      "users",
                                      "cdn-cgi",
                                      NULL};
  for (size_t at = 0; at < path.length;) {
    const char *slash = memchr(path.data + at, '/', path.length - at);
    size_t end = slash ? (size_t)(slash - path.data) : path.length;
    if (names((struct slice){path.data + at, end - at}, parts)) return true;
    at = end + 1;
  }
  return false;
}

int front_page_address(const struct url *url)
{
  struct slice part = last_part(url->path);
  if ((!part.length && !url->query.length) || is_file(part)) return OUT;
  int score = 0;
  if (has_date(url->path)) score += 3;
  if (is_slug(part)) score += 2;
  if (long_number(part) || long_number(url->query)) score += 2;
  if (is_service(url->path) || is_calendar(url->path)) score -= SERVICE;
  return score;
}

static int words_score(struct slice words)
{
  size_t letters = utf8_count(words), count = words.length > 0;
  for (size_t i = 0; i < words.length; i++) count += words.data[i] == ' ';
  return (letters >= 12) + (letters >= 25) + (letters >= 40) + (count >= 4);
}

/* record - a further link to an address adds its words where they are longer, and its points where they are
 * more. */
static void record(struct walk *walk, const struct url *url, int score, struct slice words)
{
  struct slice href = url_href(walk->base->scratch, url, false);
  struct discover_article *known = map_get(&walk->known, hash_slice(href));
  if (!known) {
    known = arena_zero(walk->base->arena, 1, sizeof *known);
    known->url = arena_slice(walk->base->arena, href);
    known->score = score;
    map_put(&walk->known, hash_slice(href), known);
    *walk->end = known;
    walk->end = &known->next;
  }
  if (score > known->score) known->score = score;
  if (words.length > known->title.length) known->title = arena_slice(walk->base->arena, words);
}

/* is_itself - a link to the page that is read: to a place in it, to share it, to print it. */
static bool is_itself(const struct discover_base *base, const struct url *url)
{
  bool script = url->path.length > 4 && html_is(slice_from(url->path, url->path.length - 4), ".php");
  if (!slice_equal(url->path, base->path) || !slice_equal(url->host, base->host)) return false;
  return !url->query.length || (url->path.length > 1 && !script);
}

static void close_anchor(struct walk *walk)
{
  struct url url;
  if (!walk->open) return;
  walk->open = false;
  if (!discover_resolve(walk->base, walk->href, &url) || !discover_same_site(walk->base, &url) ||
      is_itself(walk->base, &url))
    return;
  int score = front_page_address(&url);
  if (score == OUT) return;
  struct slice words = slice_trim(buffer_view(&walk->words));
  if (!words.length) {
    html_decode(walk->hint, &walk->words);
    words = slice_trim(buffer_view(&walk->words));
  }
  words = utf8_cut(words, DISCOVER_TITLE_MAX);
  score += words_score(words);
  if (walk->in_heading || walk->article) score += 2;
  if (walk->nav || (walk->footer && !walk->article)) score -= FURNITURE;
  record(walk, &url, score, words);
}

static void open_anchor(struct walk *walk, const struct html_token *token)
{
  close_anchor(walk);
  walk->href = html_tag_attribute(token, "href");
  walk->hint = html_tag_attribute(token, "title");
  walk->open = walk->href.length > 0 && walk->anchors++ < DISCOVER_ANCHORS_MAX;
  walk->in_heading = walk->heading > 0;
  buffer_clear(&walk->words);
}

static bool is_heading(struct slice name)
{
  return name.length == 2 && (name.data[0] | 32) == 'h' && name.data[1] >= '1' && name.data[1] <= '6';
}

/* count - of what is open; an end that opened nothing does not count, and a heading ends with any other. */
static void count(int *open, bool start)
{
  *open = start ? *open + 1 : *open > 0 ? *open - 1 : 0;
}

static void tag(struct walk *walk, const struct html_token *token)
{
  bool start = token->kind == HTML_START;
  if (html_is(token->name, "nav")) count(&walk->nav, start);
  if (html_is(token->name, "footer")) count(&walk->footer, start);
  if (html_is(token->name, "article")) count(&walk->article, start);
  if (html_is(token->name, "main")) walk->nav = 0; /* where a menu was not ended */
  if (is_heading(token->name)) walk->heading = start;
  if (is_heading(token->name) && walk->open) walk->in_heading = true;
  if (start && walk->open && html_is(token->name, "img") && !walk->hint.length)
    walk->hint = html_tag_attribute(token, "alt");
  if (html_is(token->name, "a")) {
    if (start)
      open_anchor(walk, token);
    else
      close_anchor(walk);
  } else if (walk->open && walk->words.length <= DISCOVER_TITLE_MAX) {
    html_decode(SLICE(" "), &walk->words); /* a tag within parts words: <br>, <span> */
  }
}

/* give - those with points enough, in order. */
static void give(struct walk *walk)
{
  struct discover_article **end = &walk->out->articles, *article = walk->all;
  while (*end) end = &(*end)->next;
  while (article && walk->out->article_count < DISCOVER_ARTICLES_MAX) {
    struct discover_article *next = article->next;
    if (article->score >= ENOUGH) {
      article->next = NULL;
      *end = article;
      end = &article->next;
      walk->out->article_count++;
    }
    article = next;
  }
}

void front_page_articles(struct discover_base *base, struct slice html, struct discovered *out)
{
  struct walk walk = {.base = base, .out = out, .known = MAP_EMPTY, .words = BUFFER_EMPTY};
  struct html_scanner scanner = {.text = html};
  struct html_token token;
  walk.end = &walk.all;
  while (html_scan(&scanner, &token)) {
    if (token.kind != HTML_TEXT)
      tag(&walk, &token);
    else if (walk.open && walk.words.length <= DISCOVER_TITLE_MAX)
      html_decode(token.inside, &walk.words);
  }
  close_anchor(&walk);
  give(&walk);
  map_free(&walk.known);
  buffer_free(&walk.words);
}
