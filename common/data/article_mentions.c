/* article_mentions.c - what the tagger found: every mention with its offsets under depeche.mentions, and
 * every person, organisation and place once in ninjs's own lists.
 *
 * Two mentions mean the same when name and link are the same, or when one of two with the same name has no
 * link, or when two names have the same link. Sorting finds that out, so that a page full of names costs n
 * log n. */
#include "data/article_internal.h"

#include <stdlib.h>

struct entity {
  struct slice name, link;
  size_t position; /* among the mentions: entities are listed in the order in which the text names them */
  bool listed;
};

static struct slice mention_name(const struct mention *mention)
{
  return mention->name.length ? mention->name : mention->exact;
}

static int compare_slices(struct slice a, struct slice b)
{
  size_t common = a.length < b.length ? a.length : b.length;
  int order = common ? memcmp(a.data, b.data, common) : 0;
  return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int by_position(const void *a, const void *b)
{
  const struct entity *one = a, *other = b;
  return (one->position > other->position) - (one->position < other->position);
}

/* by_name - linked ones first within a name. */
static int by_name(const void *a, const void *b)
{
  const struct entity *one = a, *other = b;
  int order = compare_slices(one->name, other->name);
  if (!order) order = (one->link.length == 0) - (other->link.length == 0);
  if (!order) order = compare_slices(one->link, other->link);
  return order ? order : by_position(a, b);
}

static int by_link(const void *a, const void *b)
{
  const struct entity *one = a, *other = b;
  int order = compare_slices(one->link, other->link);
  return order ? order : by_position(a, b);
}

static void merge_names(struct entity *entities, size_t count)
{
  qsort(entities, count, sizeof *entities, by_name);
  for (size_t i = 1; i < count; i++) {
    bool same_name = slice_equal(entities[i].name, entities[i - 1].name);
    if (same_name && (entities[i].link.length == 0 || slice_equal(entities[i].link, entities[i - 1].link)))
      entities[i].listed = false;
  }
}

static void merge_links(struct entity *entities, size_t count)
{
  qsort(entities, count, sizeof *entities, by_link);
  struct entity *kept = NULL; /* the listed one of the link at hand */
  for (size_t i = 0; i < count; i++) {
    struct entity *entity = &entities[i];
    if (!entity->link.length || !entity->listed) continue;
    if (kept && slice_equal(kept->link, entity->link))
      entity->listed = false;
    else
      kept = entity;
  }
}

static size_t gather(const struct mention *mentions, size_t count, const char *type, struct entity *entities)
{
  size_t found = 0;
  for (size_t i = 0; i < count; i++)
    if (slice_is(mentions[i].type, type))
      entities[found++] = (struct entity){mention_name(&mentions[i]), mentions[i].link, i, true};
  return found;
}

/* add_identity - the link as ninjs's literal, and as a uri where its authority publishes one. */
static void add_identity(struct arena *arena, struct json *entry, struct slice link)
{
  static const struct {
    const char *prefix, *before, *behind;
  } authorities[] = {{"geonames:", "https://sws.geonames.org/", "/"},
                     {"wikidata:", "http://www.wikidata.org/entity/", ""},
                     {"http://", "http://", ""},
                     {"https://", "https://", ""}};
  if (!link.length) return;
  json_add_text(arena, entry, "literal", link);
  for (size_t i = 0; i < sizeof authorities / sizeof *authorities; i++) {
    if (!slice_starts(link, authorities[i].prefix)) continue;
    struct slice id = slice_from(link, strlen(authorities[i].prefix));
    char *uri = arena_format(arena, "%s%.*s%s", authorities[i].before, (int)id.length, id.data,
                             authorities[i].behind);
    json_add_text(arena, entry, "uri", article_uri_text(arena, slice_of(uri)));
    return;
  }
}

static void list_entities(struct arena *arena, struct json *article, const char *key, struct entity *entities,
                          size_t count)
{
  json_remove(article, key);
  if (!count) return;
  merge_names(entities, count);
  merge_links(entities, count);
  qsort(entities, count, sizeof *entities, by_position);
  struct json *list = json_add_array(arena, article, key);
  for (size_t i = 0; i < count; i++) {
    if (!entities[i].listed) continue;
    struct json *entry = json_append_object(arena, list);
    json_add_text(arena, entry, "name", entities[i].name);
    json_add_text(arena, entry, "rel", SLICE("mentions"));
    add_identity(arena, entry, entities[i].link);
  }
}

static void append_mention(struct arena *arena, struct json *list, const struct mention *mention)
{
  struct json *entry = json_append_object(arena, list);
  json_add_text(arena, entry, "type", mention->type);
  json_add_integer(arena, entry, "start", (int64_t)mention->start);
  json_add_integer(arena, entry, "end", (int64_t)mention->end);
  json_add_text(arena, entry, "exact", mention->exact);
  json_add_given(arena, entry, "name", mention->name);
  json_add_given(arena, entry, "value", mention->value);
  json_add_given(arena, entry, "link", mention->link);
  json_add_text(arena, entry, "rule", mention->rule);
}

void article_add_mentions(struct arena *arena, struct json *article, const struct mention *mentions,
                          size_t count, struct slice tagger_version)
{
  static const struct {
    const char *type, *key;
  } lists[] = {{"PER", "people"}, {"ORG", "organisations"}, {"LOC", "places"}};
  struct json *ours = article_ours(arena, article), *list = json_add_array(arena, ours, "mentions");
  for (size_t i = 0; i < count; i++) append_mention(arena, list, &mentions[i]);
  json_add_text(arena, ours, "tagger", tagger_version);
  struct entity *entities = arena_zero(arena, count, sizeof *entities);
  for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
    list_entities(arena, article, lists[i].key, entities, gather(mentions, count, lists[i].type, entities));
}
