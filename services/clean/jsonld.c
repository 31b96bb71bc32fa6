/* jsonld.c - gathers the objects of all scripts in one walk, chooses the article among them, and reads it. */
#include "clean/jsonld.h"

#include "clean/jsonld_parse.h"
#include "clean/jsonld_walk.h"
#include "clean/text.h"

enum { MAX_NAMES = 3 };

struct reader {
  struct arena *arena;
  const struct jsonld_objects *objects;
  struct jsonld *found;
};

static struct slice text_at(struct reader *reader, const struct json *object, const char *key)
{
  const struct json *value = json_get(object, key);
  if (json_type_of(value) == JSON_ARRAY) value = json_first(value);
  return jsonld_unescape(reader->arena, json_text(value));
}

/* take - fills in what is not said yet. */
static void take(struct reader *reader, const struct json *object, const char *key, struct slice *field)
{
  if (!field->length) *field = text_at(reader, object, key);
}

/* resolve - the object that {"@id": …} refers to. */
static const struct json *resolve(const struct reader *reader, const struct json *node)
{
  if (json_type_of(node) == JSON_ARRAY) node = json_first(node);
  struct slice id = json_get_text(node, "@id");
  if (!id.length || json_get(node, "name") || json_get(node, "url")) return node;
  const struct json *named = jsonld_by_id(reader->objects, id);
  return named ? named : node;
}

static bool type_ends(const struct json *object, const char *end)
{
  const struct json *type = json_get(object, "@type");
  return text_ends(json_text(json_type_of(type) == JSON_ARRAY ? json_first(type) : type), end);
}

static void add_author(struct reader *reader, struct slice name, bool is_organisation)
{
  struct jsonld *found = reader->found;
  if (!name.length || found->author_count == JSONLD_AUTHORS) return;
  struct slice clean = jsonld_unescape(reader->arena, name);
  if (!clean.length) return;
  found->is_organisation[found->author_count] = is_organisation;
  found->authors[found->author_count++] = clean;
}

static void take_authors(struct reader *reader, const struct json *node, bool is_organisation, int depth)
{
  if (!node || depth > MAX_NAMES) return;
  if (json_type_of(node) == JSON_STRING) add_author(reader, json_text(node), is_organisation);
  if (json_type_of(node) == JSON_OBJECT) {
    const struct json *author = resolve(reader, node);
    take_authors(reader, json_get(author, "name"), type_ends(author, "organization"), depth + 1);
  }
  if (json_type_of(node) == JSON_ARRAY)
    for
      json_each(item, node) take_authors(reader, item, is_organisation, depth + 1);
}

/* take_persons - of the objects that others may refer to. */
static void take_persons(struct reader *reader)
{
  struct jsonld *found = reader->found;
  for (size_t i = 0; i < reader->objects->named_count && found->person_count < JSONLD_PERSONS; i++) {
    const struct json *object = reader->objects->named[i];
    if (!type_ends(object, "person")) continue;
    struct slice name = text_at(reader, object, "name");
    if (name.length) found->persons[found->person_count++] = name;
  }
}

static void add_keyword(struct reader *reader, struct slice word)
{
  struct jsonld *found = reader->found;
  word = jsonld_unescape(reader->arena, word);
  if (word.length && found->keyword_count < JSONLD_KEYWORDS) found->keywords[found->keyword_count++] = word;
}

/* take_keywords - a list, or words parted by commas. */
static void take_keywords(struct reader *reader, const struct json *node)
{
  if (reader->found->keyword_count) return;
  if (json_type_of(node) == JSON_ARRAY) {
    for
      json_each(item, node)
      {
        struct slice name = json_get_text(item, "name");
        add_keyword(reader, name.length ? name : json_text(item));
      }
    return;
  }
  struct slice text = json_text(node);
  while (text.length) {
    const char *comma = memchr(text.data, ',', text.length);
    size_t length = comma ? (size_t)(comma - text.data) : text.length;
    add_keyword(reader, (struct slice){text.data, length});
    text = slice_from(text, comma ? length + 1 : length);
  }
}

static void take_image(struct reader *reader, const struct json *node)
{
  struct jsonld *found = reader->found;
  if (found->image.length) return;
  if (json_type_of(node) == JSON_ARRAY) node = json_first(node);
  if (json_type_of(node) == JSON_STRING) found->image = json_text(node);
  if (json_type_of(node) != JSON_OBJECT) return;
  node = resolve(reader, node);
  found->image = json_get_text(node, "url");
  if (!found->image.length) found->image = json_get_text(node, "contentUrl");
  found->image_width = json_get_integer(node, "width", 0);
  found->image_height = json_get_integer(node, "height", 0);
}

static bool says(struct slice text, const char *word)
{
  return text_ends(text, word) && text.length <= strlen(word) + 20; /* "False", "http://schema.org/False" */
}

/* take_access - of the article; else of its parts, of which one behind a wall is enough. */
static void take_access(struct reader *reader, const struct json *article)
{
  struct jsonld *found = reader->found;
  if (found->free.length) return;
  struct slice free = json_get_text(article, "isAccessibleForFree");
  const struct json *part = json_get(article, "hasPart");
  bool walled = says(free, "false");
  if (!free.length && json_type_of(part) == JSON_OBJECT)
    walled = says(json_get_text(part, "isAccessibleForFree"), "false");
  if (!free.length && json_type_of(part) == JSON_ARRAY)
    for
      json_each(item, part) walled = walled || says(json_get_text(item, "isAccessibleForFree"), "false");
  if (walled) found->free = SLICE("false");
  if (says(free, "true")) found->free = SLICE("true");
}

/* take_frame - what a WebPage may say as well as its article. */
static void take_frame(struct reader *reader, const struct json *object)
{
  struct jsonld *found = reader->found;
  take(reader, object, "description", &found->description);
  take(reader, object, "datePublished", &found->published);
  take(reader, object, "dateModified", &found->modified);
  take(reader, object, "inLanguage", &found->language);
  take(reader, object, "license", &found->licence);
  take(reader, object, "url", &found->url);
  take_access(reader, object);
  const struct json *publisher = json_get(object, "publisher");
  if (publisher && !found->publisher.length)
    found->publisher = text_at(reader, resolve(reader, publisher), "name");
}

static void take_article(struct reader *reader, const struct json *article)
{
  struct jsonld *found = reader->found;
  take(reader, article, "headline", &found->headline);
  take(reader, article, "name", &found->headline);
  take(reader, article, "articleSection", &found->section);
  take_frame(reader, article);
  take(reader, article, "dateCreated", &found->published);
  if (!found->body.length) found->body = json_get_text(article, "articleBody");
  take_image(reader, json_get(article, "image"));
  take_keywords(reader, json_get(article, "keywords"));
  if (!found->author_count) take_authors(reader, json_get(article, "author"), false, 0);
  if (!found->author_count) take_authors(reader, json_get(article, "creator"), false, 0);
}

static void take_crumbs(struct reader *reader, const struct json *list)
{
  struct jsonld *found = reader->found;
  for
    json_each(item, json_get(list, "itemListElement"))
    {
      struct slice name = text_at(reader, item, "name");
      if (!name.length) name = text_at(reader, json_get(item, "item"), "name");
      if (name.length && found->crumb_count < JSONLD_CRUMBS) found->crumbs[found->crumb_count++] = name;
    }
}

/* same_story - another object of the same article: a template and a plug-in both write one. */
static bool same_story(const struct json *a, const struct json *b)
{
  struct slice x = json_get_text(a, "headline"), y = json_get_text(b, "headline");
  return x.length && text_same(x, y);
}

static void take_articles(struct reader *reader)
{
  const struct jsonld_objects *objects = reader->objects;
  const struct jsonld_object *best = NULL;
  for (size_t i = 0; i < objects->article_count; i++)
    if (!best || objects->articles[i].score > best->score) best = &objects->articles[i];
  if (!best) return;
  reader->found->is_article = true;
  reader->found->is_news = best->is_news;
  if (best->is_live) reader->found->kinds |= JSONLD_LIVE;
  take_article(reader, best->node);
  for (size_t i = 0; i < objects->article_count; i++)
    if (&objects->articles[i] != best && same_story(objects->articles[i].node, best->node))
      take_article(reader, objects->articles[i].node);
}

void jsonld_read(struct arena *arena, const struct slice *scripts, size_t count,
                 const struct jsonld_page *page, struct jsonld *found)
{
  struct jsonld_objects *objects = arena_zero(arena, 1, sizeof *objects);
  struct reader reader = {arena, objects, found};
  memset(found, 0, sizeof *found);
  for (size_t i = 0; i < count; i++) jsonld_walk(objects, jsonld_parse(arena, scripts[i]), page);
  found->kinds = objects->kinds;
  take_articles(&reader);
  take_persons(&reader);
  if (objects->page && found->is_article) take_frame(&reader, objects->page);
  if (objects->crumbs) take_crumbs(&reader, objects->crumbs);
  if (objects->site) take(&reader, objects->site, "name", &found->site);
}
