/* feed_modules.c - elements of other namespaces that feeds use: Dublin Core, iTunes, Media RSS, Creative
 * Commons, syndication, comments, chapters. Places are in feed_places.c. */
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"
#include "fetch/source/feed_places.h"

#include <stddef.h>
#include <stdlib.h>

static void read_dc_description(struct feed_scope *scope, struct feed_item *item)
{
  feed_element_of(SLICE("description"))(scope, item);
}

/* read_valid - "start=…;end=…;scheme=W3C-DTF". */
static void read_valid(struct feed_scope *scope, struct feed_item *item)
{
  for (struct slice rest = feed_trimmed(scope); rest.length;) {
    const char *end = memchr(rest.data, ';', rest.length);
    struct slice part = {rest.data, end ? (size_t)(end - rest.data) : rest.length};
    rest = slice_from(rest, part.length + 1);
    const char *equals = part.length ? memchr(part.data, '=', part.length) : NULL;
    if (!equals) continue;
    struct slice name = slice_trim((struct slice){part.data, (size_t)(equals - part.data)});
    struct slice value = slice_trim(slice_from(part, (size_t)(equals - part.data) + 1));
    if (slice_is(name, "start")) feed_set_date(&item->valid_from, value);
    if (slice_is(name, "end")) feed_set_date(&item->valid_until, value);
  }
}

static struct slice rdf_resource(const struct feed_scope *scope)
{
  return xml_attribute_in(scope->node, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "resource");
}

static void add_license(struct feed_scope *scope, struct feed_item *item, struct slice href)
{
  struct feed_link *link = FEED_APPEND(scope->reader->arena, &item->links);
  if (!link || href.length == 0) return;
  link->rel = SLICE("license");
  link->text_href = href;
  link->href = feed_url_resolve(scope->reader->arena, scope->base, href);
  item->license = link->href;
}

static void read_cc_license(struct feed_scope *scope, struct feed_item *item)
{
  add_license(scope, item, rdf_resource(scope));
}

static void read_creative_commons(struct feed_scope *scope, struct feed_item *item)
{
  add_license(scope, item, feed_trimmed(scope));
}

static void read_agent(struct feed_scope *scope, struct feed_item *item)
{
  item->generator = item->generator_url = rdf_resource(scope);
}

static void read_error_reports(struct feed_scope *scope, struct feed_item *item)
{
  item->error_reports = rdf_resource(scope);
}

static void read_wfw_comment(struct feed_scope *scope, struct feed_item *item)
{
  item->wfw_comment = feed_reference(scope);
}

static void read_wfw_feed(struct feed_scope *scope, struct feed_item *item)
{
  item->wfw_commentrss = feed_reference(scope);
}

static void read_new_feed(struct feed_scope *scope, struct feed_item *item)
{
  item->new_location = feed_reference(scope);
}

static void read_itunes_image(struct feed_scope *scope, struct feed_item *item)
{
  struct slice href = feed_attribute(scope, "href");
  if (!href.length) href = feed_attribute(scope, "url");
  if (!href.length) return;
  item->image = (struct feed_image){.href = feed_url_resolve(scope->reader->arena, scope->base, href)};
  item->has_image = true;
}

/* read_itunes_link - of the first version of the module: rel="image". */
static void read_itunes_link(struct feed_scope *scope, struct feed_item *item)
{
  if (slice_is(feed_attribute(scope, "rel"), "image")) read_itunes_image(scope, item);
}

static void read_itunes_block(struct feed_scope *scope, struct feed_item *item)
{
  struct slice text = xml_text(scope->reader->arena, scope->node);
  item->itunes_block = slice_is(text, "yes") || slice_is(text, "Yes") ? FEED_YES : FEED_NO;
}

static void read_itunes_explicit(struct feed_scope *scope, struct feed_item *item)
{
  struct slice text = xml_text(scope->reader->arena, scope->node);
  item->itunes_explicit = slice_is(text, "yes") || slice_is(text, "true") ? FEED_YES
                          : slice_is(text, "clean") || slice_is(text, "no") || slice_is(text, "false")
                              ? FEED_NO
                              : FEED_UNSAID;
}

static void read_itunes_category(struct feed_scope *scope, struct feed_item *item)
{
  feed_add_tag(scope->reader->arena, item, feed_attribute(scope, "text"), SLICE("http://www.itunes.com/"),
               (struct slice){NULL, 0});
  scope->within = true;
  feed_walk(scope); /* categories in it */
}

static void add_keywords(struct feed_scope *scope, struct feed_item *item, struct slice scheme)
{
  for (struct slice rest = feed_trimmed(scope); rest.length;) {
    const char *end = memchr(rest.data, ',', rest.length);
    struct slice word = {rest.data, end ? (size_t)(end - rest.data) : rest.length};
    rest = slice_from(rest, word.length + 1);
    word = slice_trim(word);
    if (word.length) feed_add_tag(scope->reader->arena, item, word, scheme, (struct slice){NULL, 0});
  }
}

static void read_itunes_keywords(struct feed_scope *scope, struct feed_item *item)
{
  add_keywords(scope, item, SLICE("http://www.itunes.com/"));
}

static void read_media_keywords(struct feed_scope *scope, struct feed_item *item)
{
  add_keywords(scope, item, (struct slice){NULL, 0});
}

static void read_media_category(struct feed_scope *scope, struct feed_item *item)
{
  struct slice scheme = feed_attribute(scope, "scheme");
  if (!scheme.data) scheme = SLICE("http://search.yahoo.com/mrss/category_schema");
  feed_add_tag(scope->reader->arena, item, feed_trimmed(scope), scheme, feed_attribute(scope, "label"));
}

/* read_media - any other element of Media RSS: its attributes and its text; what stands in it is the item's
 * too. */
static void read_media(struct feed_scope *scope, struct feed_item *item)
{
  struct arena *arena = scope->reader->arena;
  struct slice prefix, name = feed_key(arena, scope->node, &prefix), text = {NULL, 0};
  struct feed_thing *thing = feed_add_thing(arena, item, name);
  for (size_t i = 0; i < scope->node->attribute_count; i++)
    feed_add_value(arena, thing, scope->node->attributes[i].name, scope->node->attributes[i].value);
  if (xml_has_elements(scope->node)) {
    scope->within = true;
    feed_walk(scope);
  } else {
    text = feed_trimmed(scope);
  }
  bool url = slice_is(name, "media_thumbnail") && !feed_attribute(scope, "url").data;
  if (text.length) feed_add_value(arena, thing, url ? SLICE("url") : SLICE("content"), text);
}

static void read_group(struct feed_scope *scope, struct feed_item *item)
{
  (void)item;
  scope->within = true;
  feed_walk(scope);
}

static void read_period(struct feed_scope *scope, struct feed_item *item)
{
  static const struct {
    const char *name;
    int64_t seconds;
  } periods[] = {
      {"hourly", 3600}, {"daily", 86400}, {"weekly", 604800}, {"monthly", 2592000}, {"yearly", 31536000}};
  struct slice name = feed_trimmed(scope);
  (void)item;
  for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
    if (slice_is(name, periods[i].name)) scope->reader->update_period = periods[i].seconds;
}

static void read_frequency(struct feed_scope *scope, struct feed_item *item)
{
  int64_t times;
  (void)item;
  if (slice_number(feed_trimmed(scope), &times) && times > 0) scope->reader->update_times = times;
}

/* milliseconds - "01:02:03.250", "02:03", "3"; -1: none of them. */
static int64_t milliseconds(struct slice text)
{
  int64_t total = 0, part;
  for (int parts = 0; parts < 3; parts++) {
    size_t length = 0;
    while (length < text.length && text.data[length] >= '0' && text.data[length] <= '9') length++;
    if (length > 6 || !slice_number((struct slice){text.data, length}, &part)) return -1;
    total = total * 60 + part;
    text = slice_from(text, length);
    if (text.length == 0 || text.data[0] != ':') break;
    text = slice_from(text, 1);
  }
  int64_t fraction = 0, scale = 100;
  if (text.length && text.data[0] == '.')
    for (text = slice_from(text, 1); text.length && text.data[0] >= '0' && text.data[0] <= '9';
         text = slice_from(text, 1)) {
      fraction += scale * (text.data[0] - '0');
      scale /= 10;
    }
  return text.length ? -1 : total * 1000 + fraction;
}

static void read_chapters(struct feed_scope *scope, struct feed_item *item)
{
  if (item->chapters) return; /* only the first list counts */
  item->chapters_version = feed_attribute(scope, "version");
  for (const struct xml_node *at = xml_child(scope->node, NULL, "chapter"); at;
       at = xml_next(at, NULL, "chapter")) {
    struct feed_chapter *chapter = FEED_APPEND(scope->reader->arena, &item->chapters);
    if (!chapter) return;
    struct feed_scope part = feed_enter(scope, at);
    chapter->start = feed_attribute(&part, "start");
    chapter->start_ms = milliseconds(chapter->start);
    chapter->title = feed_attribute(&part, "title");
    chapter->href = feed_attribute_reference(&part, "href");
    chapter->image = feed_attribute(&part, "image");
  }
}

/* In the order of strcmp. */
static const struct {
  const char *key;
  feed_element_fn *read;
} elements[] = {
    {"admin_errorreportsto", read_error_reports},
    {"admin_generatoragent", read_agent},
    {"cc_license", read_cc_license},
    {"creativecommons_license", read_creative_commons},
    {"dc_author", feed_read_author},
    {"dc_contributor", feed_read_named_contributor},
    {"dc_creator", feed_read_author},
    {"dc_date", feed_read_updated},
    {"dc_description", read_dc_description},
    {"dc_language", feed_read_language},
    {"dc_publisher", feed_read_publisher},
    {"dc_rights", feed_read_rights},
    {"dc_subject", feed_read_category},
    {"dc_title", feed_read_title},
    {"dcterms_created", feed_read_created},
    {"dcterms_issued", feed_read_published},
    {"dcterms_modified", feed_read_updated},
    {"dcterms_valid", read_valid},
    {"feedburner_browserfriendly", feed_read_info},
    {"geo_lat", feed_read_place},
    {"geo_point", feed_read_place},
    {"georss_box", feed_read_place},
    {"georss_line", feed_read_place},
    {"georss_point", feed_read_place},
    {"georss_polygon", feed_read_place},
    {"georss_where", feed_read_place},
    {"gml_linestring", feed_read_place},
    {"gml_point", feed_read_place},
    {"gml_polygon", feed_read_place},
    {"itunes_author", feed_read_author},
    {"itunes_block", read_itunes_block},
    {"itunes_category", read_itunes_category},
    {"itunes_explicit", read_itunes_explicit},
    {"itunes_image", read_itunes_image},
    {"itunes_keywords", read_itunes_keywords},
    {"itunes_link", read_itunes_link},
    {"itunes_new-feed-url", read_new_feed},
    {"itunes_owner", feed_read_publisher},
    {"itunes_subtitle", feed_read_subtitle},
    {"itunes_summary", feed_read_summary},
    {"media_category", read_media_category},
    {"media_description", read_dc_description},
    {"media_group", read_group},
    {"media_keywords", read_media_keywords},
    {"media_title", feed_read_media_title},
    {"psc_chapters", read_chapters},
    {"sy_updatefrequency", read_frequency},
    {"sy_updateperiod", read_period},
    {"wfw_comment", read_wfw_comment},
    {"wfw_commentrss", read_wfw_feed},
};

static int compare(const void *key, const void *entry)
{
  return strcmp(key, *(const char *const *)entry);
}

feed_element_fn *feed_module_element_of(struct slice key)
{
  const void *found =
      bsearch(key.data, elements, sizeof elements / sizeof *elements, sizeof *elements, compare);
  size_t index = found ? (size_t)((const char *)found - (const char *)elements) / sizeof *elements : 0;
  if (found) return elements[index].read;
  return slice_starts(key, "media_") ? read_media : NULL;
}
