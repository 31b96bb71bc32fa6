/* jsonld.c - scripts of type application/ld+json are written by templates and often broken in the same few
 * ways: raw line breaks in strings, a comment or CDATA wrapped around. Those are mended; what is broken
 * otherwise is left. */
#include "clean/jsonld.h"

#include "base/utf8.h"
#include "clean/text.h"
#include "data/json.h"

#include <stdlib.h>

enum { MAX_SCRIPT = 2 * 1024 * 1024, MAX_DEPTH = 8, MAX_IDS = 4096 };

struct reader {
  struct arena *arena;
  const struct json *root; /* of the script, to look up @id */
  int budget;              /* objects that may still be visited */
};

static struct slice unwrap(struct slice text)
{
  text = slice_trim(text);
  while (text.length && text.data[0] != '{' && text.data[0] != '[') text = slice_from(text, 1);
  while (text.length && text.data[text.length - 1] != '}' && text.data[text.length - 1] != ']') text.length--;
  return text;
}

static const struct json *parse(struct arena *arena, struct slice script)
{
  struct slice text = unwrap(script);
  if (!text.length || text.length > MAX_SCRIPT) return NULL;
  char *copy = arena_string(arena, text);
  for (size_t i = 0; i < text.length; i++)
    if ((unsigned char)copy[i] < ' ') copy[i] = ' ';
  return json_parse(arena, (struct slice){copy, text.length}, NULL);
}

static const struct {
  const char *name;
  uint32_t code_point;
} entities[] = {{"amp", '&'},       {"quot", '"'},     {"apos", '\''},    {"lt", '<'},
                {"gt", '>'},        {"nbsp", 0xA0},    {"rsquo", 0x2019}, {"lsquo", 0x2018},
                {"rdquo", 0x201D},  {"ldquo", 0x201C}, {"ndash", 0x2013}, {"mdash", 0x2014},
                {"hellip", 0x2026}, {"laquo", 0xAB},   {"raquo", 0xBB},   {"eacute", 0xE9},
                {"egrave", 0xE8},   {"agrave", 0xE0},  {"auml", 0xE4},    {"ouml", 0xF6},
                {"uuml", 0xFC},     {"szlig", 0xDF},   {"ccedil", 0xE7},  {"bdquo", 0x201E}};

static uint32_t reference(struct slice name)
{
  if (name.length > 1 && name.data[0] == '#') {
    bool hex = name.data[1] == 'x' || name.data[1] == 'X';
    return (uint32_t)strtoul(name.data + (hex ? 2 : 1), NULL, hex ? 16 : 10);
  }
  for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
    if (slice_is(name, entities[i].name)) return entities[i].code_point;
  return 0;
}

/* decode_once - one level of references; true when there was any. */
static bool decode_once(struct slice text, struct buffer *out)
{
  bool any = false;
  for (size_t at = 0; at < text.length; at++) {
    size_t end = at + 1;
    while (text.data[at] == '&' && end < text.length && end < at + 10 && text.data[end] != ';') end++;
    bool closed = text.data[at] == '&' && end < text.length && text.data[end] == ';';
    uint32_t c = closed ? reference((struct slice){text.data + at + 1, end - at - 1}) : 0;
    if (c) {
      utf8_put(out, c);
      at = end;
      any = true;
    } else {
      buffer_byte(out, text.data[at]);
    }
  }
  return any;
}

struct slice jsonld_unescape(struct arena *arena, struct slice text)
{
  if (!text.length) return (struct slice){"", 0};
  if (!memchr(text.data, '&', text.length)) return text_clean(arena, text);
  struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
  bool again = decode_once(text, &once);
  if (again) decode_once(buffer_view(&once), &twice); /* templates escape twice */
  struct slice clean = text_clean(arena, buffer_view(again ? &twice : &once));
  buffer_free(&once);
  buffer_free(&twice);
  return clean;
}

static struct slice text_at(struct reader *reader, const struct json *object, const char *key)
{
  return jsonld_unescape(reader->arena, json_get_text(object, key));
}

static bool type_is(const struct json *object, bool (*test)(struct slice type))
{
  const struct json *type = json_get(object, "@type");
  if (json_type_of(type) == JSON_STRING) return test(json_text(type));
  for
    json_each(item, type) if (test(json_text(item))) return true;
  return false;
}

static bool is_article_type(struct slice type)
{
  return text_ends(type, "article") || text_ends(type, "posting") || slice_is(type, "Report") ||
         slice_is(type, "Review");
}

static bool is_news_type(struct slice type)
{
  return text_ends(type, "newsarticle");
}

/* find - the first object in the tree that `test` accepts. */
static const struct json *find(struct reader *reader, const struct json *node, int depth,
                               bool (*test)(const struct json *object, const void *context),
                               const void *context)
{
  if (!node || depth > MAX_DEPTH || --reader->budget < 0) return NULL;
  enum json_type type = json_type_of(node);
  if (type == JSON_OBJECT && test(node, context)) return node;
  if (type != JSON_OBJECT && type != JSON_ARRAY) return NULL;
  for
    json_each(item, node)
    {
      const struct json *found = find(reader, item, depth + 1, test, context);
      if (found) return found;
    }
  return NULL;
}

static bool is_article(const struct json *object, const void *context)
{
  (void)context;
  return type_is(object, is_article_type) &&
         (json_get(object, "headline") || json_get(object, "datePublished") ||
          json_get(object, "articleBody") || json_get(object, "author"));
}

static bool has_id_and_name(const struct json *object, const void *context)
{
  return slice_equal(json_get_text(object, "@id"), *(const struct slice *)context) &&
         json_get_text(object, "name").length > 0;
}

static const struct json *resolve(struct reader *reader, const struct json *node)
{
  struct slice id = json_get_text(node, "@id");
  if (!id.length || json_get(node, "name")) return node;
  reader->budget = MAX_IDS;
  const struct json *found = find(reader, reader->root, 0, has_id_and_name, &id);
  return found ? found : node;
}

static void add_author(struct reader *reader, struct jsonld *found, struct slice name)
{
  if (!name.length || found->author_count == JSONLD_AUTHORS) return;
  struct slice clean = jsonld_unescape(reader->arena, name);
  if (clean.length) found->authors[found->author_count++] = clean;
}

static void take_authors(struct reader *reader, struct jsonld *found, const struct json *node, int depth)
{
  if (!node || depth > 3) return;
  if (json_type_of(node) == JSON_STRING) add_author(reader, found, json_text(node));
  if (json_type_of(node) == JSON_OBJECT) {
    const struct json *name = json_get(resolve(reader, node), "name");
    take_authors(reader, found, name, depth + 1);
  }
  if (json_type_of(node) == JSON_ARRAY)
    for
      json_each(item, node) take_authors(reader, found, item, depth + 1);
}

static struct slice image_of(const struct json *node)
{
  if (json_type_of(node) == JSON_ARRAY) node = json_first(node);
  if (json_type_of(node) == JSON_STRING) return json_text(node);
  struct slice url = json_get_text(node, "url");
  return url.length ? url : json_get_text(node, "contentUrl");
}

static void take_article(struct reader *reader, const struct json *article, struct jsonld *found)
{
  found->is_article = true;
  found->is_news = type_is(article, is_news_type);
  found->headline = text_at(reader, article, "headline");
  if (!found->headline.length) found->headline = text_at(reader, article, "name");
  found->description = text_at(reader, article, "description");
  found->published = text_at(reader, article, "datePublished");
  if (!found->published.length) found->published = text_at(reader, article, "dateCreated");
  found->modified = text_at(reader, article, "dateModified");
  found->language = text_at(reader, article, "inLanguage");
  found->url = text_at(reader, article, "url");
  found->image = image_of(json_get(article, "image"));
  found->body = json_get_text(article, "articleBody");
  const struct json *publisher = json_get(article, "publisher");
  if (publisher) found->publisher = text_at(reader, resolve(reader, publisher), "name");
  take_authors(reader, found, json_get(article, "author"), 0);
  if (!found->author_count) take_authors(reader, found, json_get(article, "creator"), 0);
}

void jsonld_read(struct arena *arena, const struct slice *scripts, size_t count, struct jsonld *found)
{
  memset(found, 0, sizeof *found);
  for (size_t i = 0; i < count && !found->is_article; i++) {
    struct reader reader = {.arena = arena, .root = parse(arena, scripts[i]), .budget = MAX_IDS};
    const struct json *article = find(&reader, reader.root, 0, is_article, NULL);
    if (article) take_article(&reader, article, found);
  }
}
