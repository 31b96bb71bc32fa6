/* jsonld_walk.c - see jsonld_walk.h. */
#include "clean/jsonld_walk.h"

#include "clean/text.h"

enum { MAX_DEPTH = 12, MAX_VISITS = 20000 };

struct walk {
  struct jsonld_objects *objects;
  const struct jsonld_page *page;
  struct slice url, canonical; /* of the page, bare */
};

typedef bool type_test(struct slice type);

static bool type_is(const struct json *object, type_test *test)
{
  const struct json *type = json_get(object, "@type");
  if (json_type_of(type) == JSON_STRING) return test(json_text(type));
  if (json_type_of(type) != JSON_ARRAY) return false;
  for
    json_each(item, type) if (test(json_text(item))) return true;
  return false;
}

static bool is_article_type(struct slice type)
{
  return (text_ends(type, "article") || text_ends(type, "posting") || slice_is(type, "Report") ||
          slice_is(type, "Review")) &&
         !slice_is(type, "JobPosting");
}

static bool is_news_type(struct slice type)
{
  return text_ends(type, "newsarticle");
}

static bool is_live_type(struct slice type)
{
  return text_ends(type, "liveblogposting");
}

static bool is_video_type(struct slice type)
{
  return text_ends(type, "videoobject");
}

static bool is_gallery_type(struct slice type)
{
  return text_ends(type, "imagegallery") || text_ends(type, "mediagallery");
}

static bool is_index_type(struct slice type)
{
  return text_ends(type, "collectionpage") || text_ends(type, "searchresultspage");
}

static bool is_page_type(struct slice type)
{
  return text_ends(type, "webpage") || text_ends(type, "itempage");
}

static bool is_crumbs_type(struct slice type)
{
  return text_ends(type, "breadcrumblist");
}

static bool is_site_type(struct slice type)
{
  return text_ends(type, "website");
}

/* bare_url - without scheme, query, fragment and closing slash. */
static struct slice bare_url(struct slice url)
{
  const char *colon = url.length ? memmem(url.data, url.length, "://", 3) : NULL;
  if (colon) url = slice_from(url, (size_t)(colon - url.data) + 3);
  for (size_t i = 0; i < url.length; i++)
    if (url.data[i] == '?' || url.data[i] == '#') url.length = i;
  while (url.length && url.data[url.length - 1] == '/') url.length--;
  return url;
}

static bool is_own(const struct walk *walk, struct slice url)
{
  url = bare_url(url);
  return url.length && (slice_equal(url, walk->url) || slice_equal(url, walk->canonical));
}

/* address_of - -1: another page's, 1: this page's, 0: not said. */
static int address_of(const struct walk *walk, const struct json *object)
{
  const struct json *main = json_get(object, "mainEntityOfPage");
  struct slice urls[] = {json_get_text(object, "url"), json_text(main), json_get_text(main, "@id"),
                         json_get_text(object, "@id")};
  int verdict = 0;
  for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
    if (is_own(walk, urls[i])) return 1;
    if (i < 3 && slice_starts(urls[i], "http")) verdict = -1;
  }
  return verdict;
}

static bool in_title(struct slice headline, struct slice title)
{
  return headline.length > 8 && title.length &&
         (text_contains(title, headline) || text_same(title, headline));
}

static void take_article(struct walk *walk, const struct json *node, bool inner)
{
  struct jsonld_objects *objects = walk->objects;
  struct slice headline = json_get_text(node, "headline");
  bool has_date = json_get(node, "datePublished"), has_author = json_get(node, "author");
  if (objects->article_count == JSONLD_ARTICLES) return;
  if (!headline.length && !has_date && !has_author && !json_get(node, "articleBody")) return;
  struct jsonld_object object = {node, 0, type_is(node, is_news_type), type_is(node, is_live_type)};
  int address = address_of(walk, node);
  object.score = address < 0 ? -2 : 8 * address;
  object.score += (in_title(headline, walk->page->title) ? 4 : 0) - (inner ? 6 : 0);
  object.score += (object.is_news || object.is_live ? 2 : 0) + has_date + has_author + (headline.length > 0);
  objects->articles[objects->article_count++] = object;
}

static void take_named(struct jsonld_objects *objects, const struct json *node)
{
  if (objects->named_count == JSONLD_NAMED || !json_get(node, "@id")) return;
  if (json_get(node, "name") || json_get(node, "url") || json_get(node, "contentUrl"))
    objects->named[objects->named_count++] = node;
}

static void take_object(struct walk *walk, const struct json *node, bool inner)
{
  struct jsonld_objects *objects = walk->objects;
  take_named(objects, node);
  if (!json_get(node, "@type")) return;
  if (type_is(node, is_article_type))
    take_article(walk, node, inner);
  else if (!objects->crumbs && type_is(node, is_crumbs_type))
    objects->crumbs = node;
  else if (!objects->site && type_is(node, is_site_type))
    objects->site = node;
  if (inner) return;
  if (type_is(node, is_index_type)) objects->kinds |= JSONLD_INDEX;
  if (!objects->page && type_is(node, is_page_type) && address_of(walk, node) >= 0) objects->page = node;
  if (type_is(node, is_video_type)) objects->kinds |= JSONLD_VIDEO;
  if (type_is(node, is_gallery_type)) objects->kinds |= JSONLD_GALLERY;
}

/* is_inner - members in which other articles stand, or what belongs to one. */
static bool is_inner(struct slice key)
{
  static const char *const keys[] = {"liveBlogUpdate",  "comment",   "mentions",    "hasPart",   "isPartOf",
                                     "itemListElement", "review",    "citation",    "about",     "video",
                                     "associatedMedia", "isBasedOn", "relatedLink", "publisher", "author",
                                     "workExample",     "blogPost",  "reviews",     "subjectOf"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (slice_is(key, keys[i])) return true;
  return false;
}

static void visit(struct walk *walk, const struct json *node, bool inner, int depth)
{
  enum json_type type = json_type_of(node);
  if ((type != JSON_OBJECT && type != JSON_ARRAY) || depth > MAX_DEPTH) return;
  if (++walk->objects->visited > MAX_VISITS) return;
  if (type == JSON_OBJECT) take_object(walk, node, inner);
  for
    json_each(item, node)
        visit(walk, item, inner || (type == JSON_OBJECT && is_inner(json_key(item))), depth + 1);
}

void jsonld_walk(struct jsonld_objects *objects, const struct json *root, const struct jsonld_page *page)
{
  struct walk walk = {objects, page, bare_url(page->url), bare_url(page->canonical)};
  if (root) visit(&walk, root, false, 0);
}

const struct json *jsonld_by_id(const struct jsonld_objects *objects, struct slice id)
{
  for (size_t i = 0; i < objects->named_count; i++)
    if (slice_equal(json_get_text(objects->named[i], "@id"), id)) return objects->named[i];
  return NULL;
}
