/* feed_elements.c - the elements of RSS, RDF, Atom and CDF themselves: their names in all formats, and what
 * each says. */
#include "fetch/source/feed_date.h"
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

#include <stddef.h>
#include <stdlib.h>

void feed_set_date(struct feed_date *date, struct slice text)
{
  *date = (struct feed_date){.text = text};
  date->known = feed_date_parse(text, &date->time);
}

static void read_title(struct feed_scope *scope, struct feed_item *item, int rank)
{
  struct feed_text title = {0};
  if (rank < scope->reading->title_rank || scope->reading->title_rank == 2) return;
  feed_read_text(scope, "text/plain", &title);
  if (title.value.length == 0) return;
  item->title = title;
  scope->reading->title_rank = rank;
}

void feed_read_title(struct feed_scope *scope, struct feed_item *item)
{
  read_title(scope, item, 2);
}

void feed_read_media_title(struct feed_scope *scope, struct feed_item *item)
{
  read_title(scope, item, 1);
}

static void add_content(struct feed_scope *scope, struct feed_item *item, const char *type)
{
  struct feed_text *text = FEED_APPEND(scope->reader->arena, &item->contents);
  if (text) feed_read_text(scope, type, text);
}

static void read_content(struct feed_scope *scope, struct feed_item *item)
{
  struct slice type = feed_attribute(scope, "type");
  if (slice_starts(type, "multipart/")) {
    feed_walk(scope); /* Atom 0.3: the alternatives are elements of the same name */
    return;
  }
  scope->reading->has_content = true;
  add_content(scope, item, "text/plain");
}

static void read_encoded(struct feed_scope *scope, struct feed_item *item)
{
  scope->reading->has_content = true;
  add_content(scope, item, "text/html");
}

static void read_body(struct feed_scope *scope, struct feed_item *item)
{
  add_content(scope, item, "application/xhtml+xml");
}

/* read_summary_as - a second one is a content: publishers put the text there. */
static void read_summary_as(struct feed_scope *scope, struct feed_item *item, const char *type)
{
  struct feed_reading *reading = scope->reading;
  if (reading->has_summary && !reading->has_content) {
    reading->has_content = true;
    add_content(scope, item, "text/plain");
    return;
  }
  reading->has_summary = true;
  feed_read_text(scope, type, &item->summary);
}

static void read_description(struct feed_scope *scope, struct feed_item *item)
{
  if (scope->reading->level == FEED_LEVEL_ENTRY)
    read_summary_as(scope, item, "text/html");
  else
    feed_read_text(scope, "text/html", &item->subtitle);
}

static void read_abstract(struct feed_scope *scope, struct feed_item *item)
{
  feed_read_text(scope, "text/plain",
                 scope->reading->level == FEED_LEVEL_ENTRY ? &item->summary : &item->subtitle);
}

void feed_read_summary(struct feed_scope *scope, struct feed_item *item)
{
  read_summary_as(scope, item, "text/plain");
}

void feed_read_subtitle(struct feed_scope *scope, struct feed_item *item)
{
  feed_read_text(scope, "text/plain", &item->subtitle);
}

void feed_read_info(struct feed_scope *scope, struct feed_item *item)
{
  feed_read_text(scope, "text/plain", &item->info);
}

void feed_read_rights(struct feed_scope *scope, struct feed_item *item)
{
  feed_read_text(scope, "text/plain", &item->rights);
}

static void read_id(struct feed_scope *scope, struct feed_item *item)
{
  item->id = feed_reference(scope);
}

static void read_guid(struct feed_scope *scope, struct feed_item *item)
{
  struct slice permalink = feed_attribute(scope, "isPermaLink");
  item->guid_is_permalink = !permalink.data || slice_is(permalink, "true");
  item->id = item->guid_is_permalink ? feed_reference(scope) : feed_trimmed(scope);
  item->id_is_link = item->guid_is_permalink && item->link.length == 0;
  if (item->id_is_link) item->link = item->id;
}

static struct slice reference_attribute(const struct feed_scope *scope)
{
  static const char *const names[] = {"href", "url", "uri", NULL};
  for (const char *const *name = names; *name; name++) {
    struct slice value = feed_attribute(scope, *name);
    if (value.data) return value;
  }
  return (struct slice){NULL, 0};
}

static struct slice or_else(struct slice value, const char *otherwise)
{
  return value.data ? value : slice_of(otherwise);
}

static bool is_page(struct slice type)
{
  return slice_is(type, "text/html") || slice_is(type, "html") || slice_is(type, "application/xhtml+xml") ||
         slice_is(type, "xhtml");
}

static void read_link(struct feed_scope *scope, struct feed_item *item)
{
  struct arena *arena = scope->reader->arena;
  struct feed_link *link = FEED_APPEND(arena, &item->links);
  if (!link) return;
  struct slice href = reference_attribute(scope), type = feed_attribute(scope, "type");
  link->rel = or_else(feed_attribute(scope, "rel"), "alternate");
  link->type = or_else(type, slice_is(link->rel, "self") ? "application/atom+xml" : "text/html");
  link->has_type = type.data;
  link->hreflang = feed_attribute(scope, "hreflang");
  link->title = feed_attribute(scope, "title");
  link->length = feed_attribute(scope, "length");
  bool text = !href.data;
  link->text_href = text ? feed_trimmed(scope) : href;
  link->href = feed_url_resolve(arena, scope->base, link->text_href);
  if (!text && href.length == 0 && scope->base)
    link->href = scope->base_text; /* RFC 3986, 4.4: the same document */
  if (link->href.length && slice_is(link->rel, "alternate") && (text || is_page(link->type)))
    item->link = link->href;
}

static void read_enclosure(struct feed_scope *scope, struct feed_item *item)
{
  struct feed_link *link = FEED_APPEND(scope->reader->arena, &item->links);
  if (!link) return;
  link->text_href = reference_attribute(scope);
  link->href = feed_url_resolve(scope->reader->arena, scope->base, link->text_href);
  link->rel = SLICE("enclosure");
  link->type = feed_attribute(scope, "type");
  link->has_type = link->type.data;
  link->length = feed_attribute(scope, "length");
}

void feed_read_category(struct feed_scope *scope, struct feed_item *item)
{
  struct arena *arena = scope->reader->arena;
  struct slice term = feed_attribute(scope, "term"), scheme = feed_attribute(scope, "scheme");
  struct slice label = feed_attribute(scope, "label"), text = feed_trimmed(scope);
  if (!scheme.data) scheme = feed_attribute(scope, "domain");
  if (term.length && text.length)
    feed_add_tag(arena, item, text, (struct slice){NULL, 0}, (struct slice){NULL, 0});
  feed_add_tag(arena, item, term.length ? term : text, scheme, label);
}

void feed_read_updated(struct feed_scope *scope, struct feed_item *item)
{
  feed_set_date(&item->updated, feed_trimmed(scope));
}

void feed_read_published(struct feed_scope *scope, struct feed_item *item)
{
  feed_set_date(&item->published, feed_trimmed(scope));
}

void feed_read_created(struct feed_scope *scope, struct feed_item *item)
{
  feed_set_date(&item->created, feed_trimmed(scope));
}

static void read_expired(struct feed_scope *scope, struct feed_item *item)
{
  feed_set_date(&item->expired, feed_trimmed(scope));
}

void feed_read_language(struct feed_scope *scope, struct feed_item *item)
{
  item->language = feed_trimmed(scope);
}

static void read_generator(struct feed_scope *scope, struct feed_item *item)
{
  struct slice url = reference_attribute(scope);
  item->generator = feed_trimmed(scope);
  if (url.data) item->generator_url = feed_url_resolve(scope->reader->arena, scope->base, url);
  item->generator_version = feed_attribute(scope, "version");
}

static void read_image_part(const struct feed_scope *part, struct feed_image *image)
{
  struct slice prefix, key = feed_key(part->reader->arena, part->node, &prefix);
  if (slice_is(key, "url") || slice_is(key, "href")) image->href = feed_reference(part);
  if (slice_is(key, "link")) image->link = feed_reference(part);
  const struct {
    const char *name;
    struct slice *place;
  } texts[] = {{"title", &image->title},
               {"description", &image->description},
               {"width", &image->width},
               {"height", &image->height}};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (slice_is(key, texts[i].name)) *texts[i].place = feed_trimmed(part);
}

static void read_image(struct feed_scope *scope, struct feed_item *item)
{
  item->has_image = true;
  struct slice href = feed_attribute_reference(scope, "href");
  if (href.length) item->image.href = href;
  for (const struct xml_node *child = scope->node->first; child; child = child->next) {
    if (child->is_text) continue;
    struct feed_scope part = feed_enter(scope, child);
    read_image_part(&part, &item->image);
  }
}

/* read_members - an element of which every attribute and every child says something: cloud, textInput. */
static void read_members(struct feed_scope *scope, struct feed_item *item)
{
  struct arena *arena = scope->reader->arena;
  struct slice prefix, name = feed_key(arena, scope->node, &prefix);
  struct feed_thing *thing = feed_add_thing(arena, item, name);
  for (size_t i = 0; i < scope->node->attribute_count; i++)
    if (scope->node->attributes[i].uri.length == 0)
      feed_add_value(arena, thing, scope->node->attributes[i].name, scope->node->attributes[i].value);
  for (const struct xml_node *child = scope->node->first; child; child = child->next) {
    if (child->is_text) continue;
    struct feed_scope part = feed_enter(scope, child);
    struct slice key = feed_key(arena, child, &prefix);
    feed_add_value(arena, thing, key, slice_is(key, "link") ? feed_reference(&part) : feed_trimmed(&part));
  }
}

/* read_rating - a PICS label; nothing is known about it but its text. */
static void read_rating(struct feed_scope *scope, struct feed_item *item)
{
  struct feed_thing *thing = feed_add_thing(scope->reader->arena, item, SLICE("rating"));
  feed_add_value(scope->reader->arena, thing, SLICE("content"), feed_trimmed(scope));
}

static void read_source(struct feed_scope *scope, struct feed_item *item)
{
  struct feed_item *source = arena_zero(scope->reader->arena, 1, sizeof *source);
  struct feed_reading reading = {.item = source, .level = FEED_LEVEL_SOURCE};
  if (scope->reading->level != FEED_LEVEL_ENTRY || item->source) return;
  item->source = source;
  scope->reading = &reading;
  source->link = feed_attribute_reference(scope, "url");
  if (xml_has_elements(scope->node)) feed_walk(scope);
  if (!source->title.value.length && (!scope->reader->is_atom || !xml_has_elements(scope->node)))
    feed_read_text(scope, "text/plain", &source->title); /* of RSS: the text is the title */
  source->author = feed_person_text(scope->reader->arena, source->authors);
}

/* One that holds a text or a URL. */
#define TEXT_ELEMENT(function, member)                                                                       \
  static void function(struct feed_scope *scope, struct feed_item *item)                                     \
  {                                                                                                          \
    item->member = feed_trimmed(scope);                                                                      \
  }
#define URL_ELEMENT(function, member)                                                                        \
  static void function(struct feed_scope *scope, struct feed_item *item)                                     \
  {                                                                                                          \
    item->member = feed_reference(scope);                                                                    \
  }
TEXT_ELEMENT(read_ttl, ttl)
URL_ELEMENT(read_comments, comments)
URL_ELEMENT(read_docs, docs)
URL_ELEMENT(read_icon, icon)
URL_ELEMENT(read_logo, logo)
URL_ELEMENT(read_new_location, new_location)

static void read_skip_hours(struct feed_scope *scope, struct feed_item *item)
{
  (void)item;
  for (const struct xml_node *child = scope->node->first; child; child = child->next) {
    int64_t hour;
    if (child->is_text || !slice_number(slice_trim(xml_text(scope->reader->arena, child)), &hour)) continue;
    if (hour >= 0 && hour <= 24) scope->reader->feed->skip_hours |= UINT32_C(1) << hour % 24;
  }
}

static void read_skip_days(struct feed_scope *scope, struct feed_item *item)
{
  static const char *const days[] = {"sunday",   "monday", "tuesday", "wednesday",
                                     "thursday", "friday", "saturday"};
  (void)item;
  for (const struct xml_node *child = scope->node->first; child; child = child->next) {
    struct slice day = slice_trim(xml_text(scope->reader->arena, child));
    for (size_t i = 0; i < 7; i++)
      if (day.length == strlen(days[i]) && strncasecmp(day.data, days[i], day.length) == 0)
        scope->reader->feed->skip_days = (uint8_t)(scope->reader->feed->skip_days | 1u << i);
  }
}

static void read_item(struct feed_scope *scope, struct feed_item *item)
{
  (void)item;
  if (scope->reading->level != FEED_LEVEL_FEED) return;
  struct feed_item *entry = feed_add_entry(scope->reader);
  if (!entry) return;
  struct feed_reading reading = {.item = entry, .level = FEED_LEVEL_ENTRY};
  scope->reading = &reading;
  struct slice about = xml_attribute_in(scope->node, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "about");
  if (about.length) entry->id = feed_url_resolve(scope->reader->arena, scope->base, about);
  feed_read_cdf_attributes(scope, entry);
  feed_walk(scope);
}

static void read_channel(struct feed_scope *scope, struct feed_item *item)
{
  if (scope->reading->level != FEED_LEVEL_FEED) return;
  feed_read_cdf_attributes(scope, item);
  feed_walk(scope);
}

/* In the order of strcmp. */
static const struct {
  const char *key;
  feed_element_fn *read;
} elements[] = {
    {"abstract", read_abstract},
    {"author", feed_read_author},
    {"body", read_body},
    {"category", feed_read_category},
    {"channel", read_channel},
    {"cloud", read_members},
    {"comments", read_comments},
    {"content", read_content},
    {"content_encoded", read_encoded},
    {"contributor", feed_read_contributor},
    {"copyright", feed_read_rights},
    {"created", feed_read_created},
    {"date", feed_read_updated},
    {"description", read_description},
    {"docs", read_docs},
    {"enclosure", read_enclosure},
    {"entry", read_item},
    {"expirationdate", read_expired},
    {"feed", read_channel},
    {"fullitem", read_encoded},
    {"generator", read_generator},
    {"guid", read_guid},
    {"icon", read_icon},
    {"id", read_id},
    {"image", read_image},
    {"info", feed_read_info},
    {"issued", feed_read_published},
    {"item", read_item},
    {"keywords", feed_read_category},
    {"language", feed_read_language},
    {"lastbuilddate", feed_read_updated},
    {"link", read_link},
    {"logo", read_logo},
    {"managingeditor", feed_read_author},
    {"modified", feed_read_updated},
    {"newlocation", read_new_location},
    {"product", read_item},
    {"pubdate", feed_read_published},
    {"published", feed_read_published},
    {"publisher", feed_read_publisher},
    {"rating", read_rating},
    {"rights", feed_read_rights},
    {"rss", read_channel},
    {"skipdays", read_skip_days},
    {"skiphours", read_skip_hours},
    {"source", read_source},
    {"subtitle", feed_read_subtitle},
    {"summary", feed_read_summary},
    {"tagline", feed_read_subtitle},
    {"textinput", read_members},
    {"title", feed_read_title},
    {"ttl", read_ttl},
    {"updated", feed_read_updated},
    {"webmaster", feed_read_publisher},
    {"xhtml_body", read_body},
};

static int compare(const void *key, const void *entry)
{
  return strcmp(key, *(const char *const *)entry);
}

feed_element_fn *feed_element_of(struct slice key)
{
  const void *found =
      bsearch(key.data, elements, sizeof elements / sizeof *elements, sizeof *elements, compare);
  size_t index = found ? (size_t)((const char *)found - (const char *)elements) / sizeof *elements : 0;
  return found ? elements[index].read : NULL;
}
