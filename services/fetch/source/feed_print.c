/* feed_print.c - the model as JSON: what an operator sees of a feed. */
#include "fetch/source/feed.h"

#include <time.h>

/* What a member is printed by. */
struct printer {
  struct arena *arena;
  struct json *object;
};

static void put(const struct printer *p, const char *key, struct slice text)
{
  json_add_given(p->arena, p->object, key, text);
}

static struct printer child(const struct printer *p, const char *key)
{
  return (struct printer){p->arena, json_add_object(p->arena, p->object, key)};
}

static struct printer element(const struct printer *p, struct json *array)
{
  return (struct printer){p->arena, json_append_object(p->arena, array)};
}

static void put_date(const struct printer *p, const char *key, const struct feed_date *date)
{
  if (date->text.length == 0) return;
  struct printer inner = child(p, key);
  put(&inner, "text", date->text);
  if (!date->known) return;
  struct tm parts;
  char utc[32];
  time_t seconds = (time_t)date->time;
  gmtime_r(&seconds, &parts);
  strftime(utc, sizeof utc, "%Y-%m-%dT%H:%M:%SZ", &parts);
  put(&inner, "utc", slice_of(utc));
}

static void put_text(const struct printer *p, const struct feed_text *text)
{
  put(p, "type", text->type);
  json_add_text(p->arena, p->object, "value", text->value);
  if (!slice_equal(text->raw, text->value)) put(p, "raw", text->raw);
  put(p, "language", text->language);
  put(p, "base", text->base);
  put(p, "src", text->src);
}

static void put_text_member(const struct printer *p, const char *key, const struct feed_text *text)
{
  if (text->type.length == 0) return;
  struct printer inner = child(p, key);
  put_text(&inner, text);
}

static void put_people(const struct printer *p, const char *key, const struct feed_person *people)
{
  struct json *array = people ? json_add_array(p->arena, p->object, key) : NULL;
  for (; people; people = people->next) {
    struct printer inner = element(p, array);
    put(&inner, "name", people->name);
    put(&inner, "email", people->email);
    put(&inner, "href", people->url);
    put(&inner, "avatar", people->avatar);
  }
}

static void put_links(const struct printer *p, const char *key, const struct feed_link *links)
{
  struct json *array = links ? json_add_array(p->arena, p->object, key) : NULL;
  for (; links; links = links->next) {
    struct printer inner = element(p, array);
    put(&inner, "rel", links->rel);
    put(&inner, "type", links->type);
    put(&inner, "href", links->href);
    put(&inner, "hreflang", links->hreflang);
    put(&inner, "title", links->title);
    put(&inner, "length", links->length);
    put(&inner, "duration", links->duration);
  }
}

static void put_tags(const struct printer *p, const struct feed_tag *tags)
{
  struct json *array = tags ? json_add_array(p->arena, p->object, "tags") : NULL;
  for (; tags; tags = tags->next) {
    struct printer inner = element(p, array);
    put(&inner, "term", tags->term);
    put(&inner, "scheme", tags->scheme);
    put(&inner, "label", tags->label);
  }
}

static void put_number(const struct printer *p, const char *key, struct slice text)
{
  int64_t number;
  if (slice_number(text, &number))
    json_add_integer(p->arena, p->object, key, number);
  else
    put(p, key, text);
}

static void put_image(const struct printer *p, const struct feed_image *image)
{
  struct printer inner = child(p, "image");
  put(&inner, "href", image->href);
  put(&inner, "title", image->title);
  put(&inner, "link", image->link);
  put(&inner, "description", image->description);
  put_number(&inner, "width", image->width);
  put_number(&inner, "height", image->height);
}

static void put_things(const struct printer *p, const struct feed_thing *things)
{
  struct json *array = things ? json_add_array(p->arena, p->object, "things") : NULL;
  for (; things; things = things->next) {
    struct printer inner = element(p, array);
    put(&inner, "name", things->name);
    struct printer values = child(&inner, "values");
    for (const struct feed_value *value = things->values; value; value = value->next) {
      const char *key = arena_string(p->arena, value->name);
      if (!json_get(values.object, key)) json_add_text(p->arena, values.object, key, value->value);
    }
  }
}

static void put_chapters(const struct printer *p, const struct feed_item *item)
{
  if (!item->chapters) return;
  struct printer inner = child(p, "chapters");
  put(&inner, "version", item->chapters_version);
  struct json *array = json_add_array(p->arena, inner.object, "list");
  for (const struct feed_chapter *chapter = item->chapters; chapter; chapter = chapter->next) {
    struct printer one = element(&inner, array);
    put(&one, "start", chapter->start);
    if (chapter->start_ms >= 0) json_add_integer(p->arena, one.object, "start_ms", chapter->start_ms);
    put(&one, "title", chapter->title);
    put(&one, "href", chapter->href);
    put(&one, "image", chapter->image);
  }
}

/* put_place - numbers as text, so that none is rounded; a point each as in GeoJSON. */
static void put_place(const struct printer *p, const struct feed_place *place)
{
  struct printer inner = child(p, "place");
  put(&inner, "type", slice_of(place->kind));
  put(&inner, "reference", place->reference);
  struct json *array = json_add_array(p->arena, inner.object, "points");
  for (size_t i = 0; i < place->count; i++) {
    struct json *point = json_append(p->arena, array, json_array(p->arena));
    for (size_t j = 0; j < place->dimension; j++)
      json_append_text(p->arena, point,
                       slice_of(arena_format(p->arena, "%.12g", place->numbers[i * place->dimension + j])));
  }
}

static struct slice own_text(const struct xml_node *node)
{
  for (const struct xml_node *at = node->first; at; at = at->next)
    if (at->is_text && slice_trim(at->text).length) return slice_trim(at->text);
  return (struct slice){NULL, 0};
}

static void put_attributes(const struct printer *p, const struct xml_node *node)
{
  if (node->attribute_count == 0) return;
  struct printer inner = child(p, "attributes");
  for (size_t i = 0; i < node->attribute_count; i++) {
    const char *key = arena_string(p->arena, node->attributes[i].name);
    if (!json_get(inner.object, key)) json_add_text(p->arena, inner.object, key, node->attributes[i].value);
  }
}

static void put_node(const struct printer *p, const struct xml_node *node, int depth)
{
  enum { DEEPEST = 8 }; /* JSON itself is limited, too */
  put_attributes(p, node);
  put(p, "text", own_text(node));
  struct json *array =
      xml_has_elements(node) && depth < DEEPEST ? json_add_array(p->arena, p->object, "children") : NULL;
  for (const struct xml_node *at = array ? node->first : NULL; at; at = at->next) {
    if (at->is_text) continue;
    struct printer inner = element(p, array);
    put(&inner, "prefix", at->prefix);
    put(&inner, "name", at->name);
    put_node(&inner, at, depth + 1);
  }
}

static void put_extensions(const struct printer *p, const struct feed_extension *extensions)
{
  struct json *array = extensions ? json_add_array(p->arena, p->object, "extensions") : NULL;
  for (; extensions; extensions = extensions->next) {
    struct printer inner = element(p, array);
    put(&inner, "name", extensions->name);
    if (extensions->node) {
      put(&inner, "namespace", extensions->node->uri);
      put_node(&inner, extensions->node, 0);
    } else {
      struct buffer text = BUFFER_EMPTY;
      json_print(extensions->member, &text);
      put(&inner, "json", buffer_view(&text));
      buffer_free(&text);
    }
  }
}

static void put_flag(const struct printer *p, const char *key, enum feed_flag flag)
{
  if (flag != FEED_UNSAID) json_add_bool(p->arena, p->object, key, flag == FEED_YES);
}

static void put_texts(const struct printer *p, const struct feed_item *item)
{
  const struct feed_text *summary = feed_item_summary(item);
  put_text_member(p, "title", &item->title);
  put_text_member(p, "subtitle", &item->subtitle);
  if (summary) put_text_member(p, "summary", summary);
  if (summary && summary != &item->summary) json_add_bool(p->arena, p->object, "summary_is_content", true);
  put_text_member(p, "info", &item->info);
  put_text_member(p, "rights", &item->rights);
  struct json *array = item->contents ? json_add_array(p->arena, p->object, "contents") : NULL;
  for (const struct feed_text *text = item->contents; text; text = text->next) {
    struct printer inner = element(p, array);
    put_text(&inner, text);
  }
}

static void put_short_texts(const struct printer *p, const struct feed_item *item)
{
  const struct {
    const char *key;
    struct slice text;
  } members[] = {
      {"language", item->language},
      {"generator", item->generator},
      {"generator_url", item->generator_url},
      {"generator_version", item->generator_version},
      {"comments", item->comments},
      {"wfw_comment", item->wfw_comment},
      {"wfw_commentrss", item->wfw_commentrss},
      {"docs", item->docs},
      {"icon", item->icon},
      {"logo", item->logo},
      {"license", item->license},
      {"ttl", item->ttl},
      {"new_location", item->new_location},
      {"error_reports", item->error_reports},
  };
  for (size_t i = 0; i < sizeof members / sizeof *members; i++) put(p, members[i].key, members[i].text);
}

static void put_item(const struct printer *p, const struct feed_item *item)
{
  put(p, "id", item->id);
  if (item->id_is_link) json_add_bool(p->arena, p->object, "id_is_link", true);
  put(p, "link", item->link);
  put_links(p, "links", item->links);
  put_texts(p, item);
  put_date(p, "updated", &item->updated);
  put_date(p, "published", &item->published);
  put_date(p, "created", &item->created);
  put_date(p, "expired", &item->expired);
  put_date(p, "valid_from", &item->valid_from);
  put_date(p, "valid_until", &item->valid_until);
  put(p, "author", item->author);
  put_people(p, "authors", item->authors);
  put_people(p, "contributors", item->contributors);
  put(p, "publisher", item->publisher);
  put_people(p, "publishers", item->publishers);
  put_tags(p, item->tags);
  put_short_texts(p, item);
  if (item->has_image) put_image(p, &item->image);
  put_flag(p, "itunes_block", item->itunes_block);
  put_flag(p, "itunes_explicit", item->itunes_explicit);
  put_things(p, item->things);
  put_chapters(p, item);
  if (item->has_place) put_place(p, &item->place);
  put_extensions(p, item->extensions);
  if (item->source) {
    struct printer inner = child(p, "source");
    put_item(&inner, item->source);
  }
}

static void put_skips(const struct printer *p, const struct feed *feed)
{
  struct json *hours = feed->skip_hours ? json_add_array(p->arena, p->object, "skip_hours") : NULL;
  for (int hour = 0; hours && hour < 24; hour++)
    if (feed->skip_hours >> hour & 1) json_append(p->arena, hours, json_new_integer(p->arena, hour));
  struct json *days = feed->skip_days ? json_add_array(p->arena, p->object, "skip_days") : NULL;
  for (int day = 0; days && day < 7; day++)
    if (feed->skip_days >> day & 1) json_append(p->arena, days, json_new_integer(p->arena, day));
}

void feed_print(const struct feed *feed, struct arena *arena, struct json *out)
{
  struct printer p = {arena, out};
  put(&p, "kind", slice_of(feed->kind));
  put(&p, "version", slice_of(feed->version));
  put(&p, "version_text", feed->version_text);
  put(&p, "encoding", slice_of(feed->encoding));
  json_add_bool(arena, out, "bozo", feed->bozo);
  put(&p, "reason", slice_of(feed->reason));
  if (feed->ttl_minutes) json_add_integer(arena, out, "ttl_minutes", feed->ttl_minutes);
  if (feed->update_seconds) json_add_integer(arena, out, "update_seconds", feed->update_seconds);
  put_skips(&p, feed);
  put(&p, "self", feed->self);
  put(&p, "next_page", feed->next_page);
  put_links(&p, "hubs", feed->hubs);
  if (feed->expired) json_add_bool(arena, out, "expired", true);
  struct printer about = child(&p, "feed");
  put_item(&about, &feed->about);
  struct json *entries = json_add_array(arena, out, "entries");
  for (const struct feed_item *entry = feed->entries; entry; entry = entry->next) {
    struct printer one = element(&p, entries);
    put_item(&one, entry);
  }
}
