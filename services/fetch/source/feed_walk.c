/* feed_walk.c - goes over the elements of an item, each with what is in force where it stands. */
#include "fetch/source/feed_html.h"
#include "fetch/source/feed_internal.h"

#include <stddef.h>

void *feed_append(struct arena *arena, void **list, size_t size, size_t next)
{
  size_t count = 0;
  for (; *list; list = (void **)((char *)*list + next))
    if (++count == FEED_MAX_LIST) return NULL;
  return *list = arena_zero(arena, 1, size);
}

static struct slice with_dashes(struct arena *arena, struct slice language)
{
  if (!language.length || !memchr(language.data, '_', language.length)) return language;
  struct slice copy = arena_slice(arena, language);
  for (size_t i = 0; i < copy.length; i++)
    if (copy.data[i] == '_') ((char *)(uintptr_t)copy.data)[i] = '-';
  return copy;
}

/* enter_base - a base that is no URL or has a scheme nobody follows changes nothing. */
static void enter_base(struct feed_scope *scope, struct slice given)
{
  struct arena *arena = scope->reader->arena;
  struct url *url = arena_alloc(arena, sizeof *url);
  struct slice safe = feed_url_safe(arena, scope->base, given);
  if (safe.length == 0 || !url_parse(arena, safe, NULL, url, NULL)) return;
  scope->base = url;
  scope->base_text = safe;
}

struct feed_scope feed_enter(const struct feed_scope *outer, const struct xml_node *node)
{
  struct feed_scope scope = *outer;
  scope.node = node;
  if (node->attribute_count == 0) return scope;
  struct slice base = xml_attribute_in(node, XML_NAMESPACE, "base");
  struct slice language = xml_attribute_in(node, XML_NAMESPACE, "lang");
  if (!base.data) base = xml_attribute(node, "base");
  if (base.length) enter_base(&scope, base);
  if (language.data) scope.language = with_dashes(outer->reader->arena, language);
  return scope;
}

/* add_extension - the commonest of all lists knows its end. */
static void add_extension(struct feed_scope *scope, const struct xml_node *node, struct slice key,
                          struct slice prefix)
{
  struct feed_reading *reading = scope->reading;
  if (reading->extensions == FEED_MAX_LIST) return;
  struct feed_extension *extension = arena_alloc(scope->reader->arena, sizeof *extension);
  *extension = (struct feed_extension){.prefix = prefix, .name = key, .node = node};
  if (reading->last_extension)
    reading->last_extension->next = extension;
  else
    reading->item->extensions = extension;
  reading->last_extension = extension;
  reading->extensions++;
}

static bool is_language(struct slice key)
{
  return slice_is(key, "language") || slice_is(key, "dc_language");
}

/* read_child - an element that is not known and is no module's may hold what is: feeds get wrapped. */
static void read_child(struct feed_scope *scope, const struct xml_node *child)
{
  struct slice prefix, key = feed_key(scope->reader->arena, child, &prefix);
  feed_element_fn *known = feed_element_of(key);
  if (!known) known = feed_module_element_of(key);
  struct feed_scope inner = feed_enter(scope, child);
  if (known) known(&inner, scope->reading->item);
  if (known && is_language(key))
    scope->language = with_dashes(scope->reader->arena, scope->reading->item->language);
  bool wrapper = !known && prefix.length == 0 && scope->reading->level == FEED_LEVEL_FEED;
  if (wrapper && xml_has_elements(child))
    feed_walk(&inner);
  else if (!scope->within && (!known || prefix.length))
    add_extension(scope, child, key, prefix);
}

void feed_walk(struct feed_scope *scope)
{
  for (const struct xml_node *child = scope->node->first; child; child = child->next)
    if (!child->is_text) read_child(scope, child);
}

struct feed_item *feed_add_entry(struct feed_reader *reader)
{
  struct feed *feed = reader->feed;
  if (feed->entry_count == FEED_MAX_ENTRIES) {
    feed->cut = true;
    return NULL;
  }
  struct feed_item *entry = arena_zero(reader->arena, 1, sizeof *entry);
  if (reader->last_entry)
    reader->last_entry->next = entry;
  else
    feed->entries = entry;
  reader->last_entry = entry;
  feed->entry_count++;
  return entry;
}

void feed_add_tag(struct arena *arena, struct feed_item *item, struct slice term, struct slice scheme,
                  struct slice label)
{
  if (!term.length && !scheme.length && !label.length) return;
  for (const struct feed_tag *tag = item->tags; tag; tag = tag->next)
    if (slice_equal(tag->term, term) && slice_equal(tag->scheme, scheme) && slice_equal(tag->label, label))
      return;
  struct feed_tag *tag = FEED_APPEND(arena, &item->tags);
  if (tag) tag->term = term, tag->scheme = scheme, tag->label = label;
}

struct feed_thing *feed_add_thing(struct arena *arena, struct feed_item *item, struct slice name)
{
  struct feed_thing *thing = FEED_APPEND(arena, &item->things);
  if (thing) thing->name = name;
  return thing;
}

void feed_add_value(struct arena *arena, struct feed_thing *thing, struct slice name, struct slice value)
{
  struct feed_value *added = thing ? FEED_APPEND(arena, &thing->values) : NULL;
  if (added) added->name = name, added->value = value;
}
