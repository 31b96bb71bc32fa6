/* feed_json.c - JSON Feed 1.0 and 1.1 (jsonfeed.org): the same model from members instead of elements. */
#include "base/utf8.h"
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

#include <stddef.h>

static struct slice text_of(const struct json *object, const char *key)
{
  return slice_trim(json_get_text(object, key));
}

static struct slice reference_of(struct feed_reader *reader, const struct json *object, const char *key,
                                 const struct url *base)
{
  return feed_url_resolve(reader->arena, base, text_of(object, key));
}

/* number_of - a number as text, also where it was written as one. */
static struct slice number_of(struct arena *arena, const struct json *object, const char *key)
{
  const struct json *member = json_get(object, key);
  if (json_type_of(member) == JSON_NUMBER)
    return slice_of(arena_format(arena, "%.15g", json_number(member, 0)));
  return json_text(member);
}

static void read_person(struct feed_reader *reader, const struct json *object, const struct url *base,
                        struct feed_item *item)
{
  if (json_type_of(object) != JSON_OBJECT) return;
  struct feed_person *person = FEED_APPEND(reader->arena, &item->authors);
  if (!person) return;
  person->name = text_of(object, "name");
  person->url = reference_of(reader, object, "url", base);
  person->avatar = reference_of(reader, object, "avatar", base);
  person->email = text_of(object, "email");
}

static void read_people(struct feed_reader *reader, const struct json *object, const struct url *base,
                        struct feed_item *item)
{
  for
    json_each(person, json_get(object, "authors")) read_person(reader, person, base, item);
  if (!item->authors) read_person(reader, json_get(object, "author"), base, item);
}

static struct feed_link *add_link(struct feed_reader *reader, struct feed_item *item, struct slice href,
                                  const char *rel)
{
  struct feed_link *link = href.length ? FEED_APPEND(reader->arena, &item->links) : NULL;
  if (link) link->href = link->text_href = href, link->rel = slice_of(rel);
  return link;
}

static void read_text(struct feed_reader *reader, const struct json *object, const char *key,
                      const char *type, const struct url *base, struct feed_text *text)
{
  struct slice value = json_get_text(object, key);
  if (value.length == 0) return;
  text->raw = value;
  text->type = slice_of(type);
  feed_clean_text(reader, base, text);
}

static void add_content(struct feed_reader *reader, const struct json *object, const char *key,
                        const char *type, const struct url *base, struct feed_item *item)
{
  struct slice value = json_get_text(object, key);
  struct feed_text *text = value.length ? FEED_APPEND(reader->arena, &item->contents) : NULL;
  if (!text) return;
  text->language = item->language;
  read_text(reader, object, key, type, base, text);
}

static void read_extensions(struct feed_reader *reader, const struct json *object, struct feed_item *item)
{
  for
    json_each(member, object)
    {
      struct slice key = json_key(member);
      if (!slice_starts(key, "_")) continue;
      struct feed_extension *extension = FEED_APPEND(reader->arena, &item->extensions);
      if (extension) *extension = (struct feed_extension){.name = key, .member = member};
    }
}

static void read_attachments(struct feed_reader *reader, const struct json *object, const struct url *base,
                             struct feed_item *item)
{
  for
    json_each(attachment, json_get(object, "attachments"))
    {
      struct feed_link *link =
          add_link(reader, item, reference_of(reader, attachment, "url", base), "enclosure");
      if (!link) continue;
      link->type = text_of(attachment, "mime_type");
      link->has_type = link->type.length > 0;
      link->title = text_of(attachment, "title");
      link->length = number_of(reader->arena, attachment, "size_in_bytes");
      link->duration = number_of(reader->arena, attachment, "duration_in_seconds");
    }
}

static void read_item(struct feed_reader *reader, const struct json *object, const struct url *base)
{
  struct feed_item *item = json_type_of(object) == JSON_OBJECT ? feed_add_entry(reader) : NULL;
  if (!item) return;
  item->id = number_of(reader->arena, object, "id");
  item->language = text_of(object, "language");
  if (item->language.length == 0) item->language = reader->feed->about.language;
  item->link = reference_of(reader, object, "url", base);
  add_link(reader, item, item->link, "alternate");
  add_link(reader, item, reference_of(reader, object, "external_url", base), "related");
  read_text(reader, object, "title", "text/plain", base, &item->title);
  read_text(reader, object, "summary", "text/plain", base, &item->summary);
  add_content(reader, object, "content_html", "text/html", base, item);
  add_content(reader, object, "content_text", "text/plain", base, item);
  item->image.href = reference_of(reader, object, "image", base);
  item->has_image = item->image.href.length > 0;
  item->logo = reference_of(reader, object, "banner_image", base);
  feed_set_date(&item->published, text_of(object, "date_published"));
  feed_set_date(&item->updated, text_of(object, "date_modified"));
  for
    json_each(tag, json_get(object, "tags"))
        feed_add_tag(reader->arena, item, json_text(tag), (struct slice){NULL, 0}, (struct slice){NULL, 0});
  read_people(reader, object, base, item);
  read_attachments(reader, object, base, item);
  read_extensions(reader, object, item);
}

static void read_hubs(struct feed_reader *reader, const struct json *root, const struct url *base,
                      struct feed_item *about)
{
  for
    json_each(hub, json_get(root, "hubs"))
    {
      struct feed_link *link = add_link(reader, about, reference_of(reader, hub, "url", base), "hub");
      if (link) link->type = text_of(hub, "type");
    }
}

static void read_feed(struct feed_reader *reader, const struct json *root, const struct url *base)
{
  struct feed_item *about = &reader->feed->about;
  about->language = text_of(root, "language");
  read_text(reader, root, "title", "text/plain", base, &about->title);
  read_text(reader, root, "description", "text/plain", base, &about->subtitle);
  read_text(reader, root, "user_comment", "text/plain", base, &about->info);
  about->link = reference_of(reader, root, "home_page_url", base);
  add_link(reader, about, about->link, "alternate");
  add_link(reader, about, reference_of(reader, root, "feed_url", base), "self");
  add_link(reader, about, reference_of(reader, root, "next_url", base), "next");
  about->icon = reference_of(reader, root, "favicon", base);
  about->image.href = reference_of(reader, root, "icon", base);
  about->has_image = about->image.href.length > 0;
  reader->feed->expired = json_get_bool(root, "expired", false);
  read_people(reader, root, base, about);
  read_hubs(reader, root, base, about);
  read_extensions(reader, root, about);
  for
    json_each(item, json_get(root, "items")) read_item(reader, item, base);
}

/* parse_mended - again with ill-formed bytes as U+FFFD and raw control characters as spaces: what programs
 * get wrong. */
static struct json *parse_mended(struct feed_reader *reader, struct slice body)
{
  struct buffer mended = BUFFER_EMPTY;
  utf8_repair(&mended, body);
  for (size_t i = 0; i < mended.length; i++)
    if ((unsigned char)mended.data[i] < ' ') mended.data[i] = ' ';
  struct json *root = json_parse(reader->arena, buffer_view(&mended), NULL);
  buffer_free(&mended);
  if (root) {
    reader->feed->bozo = true;
    reader->feed->reason = "It has bytes that are not UTF-8, or control characters in its texts.";
  }
  return root;
}

bool feed_read_json(struct feed_reader *reader, struct slice body, const struct url *base, dp_error *error)
{
  if (slice_starts(body, "\xEF\xBB\xBF")) body = slice_from(body, 3);
  struct json *root = json_parse(reader->arena, body, error);
  if (!root) root = parse_mended(reader, body);
  if (!root) return error_wrap(error, "not a JSON Feed");
  struct slice version = json_get_text(root, "version");
  bool named = memmem(version.data ? version.data : "", version.length, "jsonfeed.org/version/", 21);
  if (json_type_of(root) != JSON_OBJECT || (!named && json_type_of(json_get(root, "items")) != JSON_ARRAY))
    return error_set(error, EX_DATAERR,
                     "the JSON has no version of JSON Feed and no items; see jsonfeed.org");
  bool first = version.length >= 2 && memcmp(version.data + version.length - 2, "/1", 2) == 0;
  reader->feed->kind = "json";
  reader->feed->version_text = version;
  reader->feed->version = !named ? "" : first ? "json1" : "json11";
  reader->is_atom = true; /* its texts are what their names say */
  read_feed(reader, root, base);
  return true;
}
