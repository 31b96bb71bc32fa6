/* entities.c - see entities.h: the steps in their order, and what is said at the end. */
#include "tag/entities_internal.h"

#include "base/memory.h"
#include "tag/fold.h"

#include <stdlib.h>

struct entities *entities_new(void)
{
  return memory_zero(1, sizeof(struct entities));
}

void entities_free(struct entities **entities)
{
  if (!*entities) return;
  free((*entities)->words);
  free((*entities)->named);
  free((*entities)->things);
  table_free(&(*entities)->table);
  free(*entities);
  *entities = NULL;
}

void entities_begin(struct entities *entities)
{
  entities->word_count = entities->named_count = entities->thing_count = 0;
  table_clear(&entities->table);
  memset(entities->countries, 0, sizeof entities->countries);
}

uint64_t entities_key(enum key_kind kind, uint64_t value, enum find_type type)
{
  if (!value) return 0;
  uint64_t key = fold_join((uint64_t)kind * FIND_TYPES + type + 1, value);
  return key ? key : 1;
}

uint32_t entities_add(struct entities *entities, uint32_t find)
{
  if (entities->thing_count == entities->thing_room) {
    entities->thing_room = entities->thing_room ? entities->thing_room * 2 : 128;
    entities->things = memory_resize(entities->things, entities->thing_room * sizeof *entities->things);
  }
  struct thing *thing = &entities->things[entities->thing_count];
  *thing = (struct thing){.type = entities->finds->list[find].type, .first = find, .fullest = find};
  return (uint32_t)entities->thing_count++;
}

static uint32_t length_of(const struct find *find)
{
  return find->past - find->at;
}

void entities_join(struct entities *entities, uint32_t find, uint32_t number)
{
  const struct find *list = entities->finds->list;
  struct thing *thing = &entities->things[number];
  entities->named[find].thing = number + 1;
  if (find < thing->first) thing->first = find;
  uint32_t length = length_of(&list[find]), most = length_of(&list[thing->fullest]);
  if (list[thing->fullest].name.length && !list[find].name.length) return;
  if (length > most || (length == most && find < thing->fullest)) thing->fullest = find;
}

const struct known *entities_known(const struct entities *entities, const struct named *named,
                                   enum find_type type)
{
  struct trie_hit hit = named->hit;
  bool doubtful;
  if (!hit.length) return NULL;
  for (const struct known *known; (known = gazetteer_next(entities->gazetteer, &hit, &doubtful));)
    if (known->type == type) return doubtful ? NULL : known;
  return NULL;
}

/* The endings that a people's name takes: "russe", "russes", "nigérienne". */
static uint64_t stem_of(struct slice name)
{
  uint64_t hash = 0;
  while (name.length > 3 && strchr("sen", name.data[name.length - 1])) name.length--;
  for (size_t i = 0; i < name.length; i++) {
    unsigned char byte = (unsigned char)name.data[i];
    hash = fold_join(hash, byte >= 'A' && byte <= 'Z' ? byte + 32u : byte);
  }
  return hash;
}

static uint64_t other_key(const struct entities *entities, size_t i)
{
  const struct find *find = &entities->finds->list[i];
  struct slice text = {entities->text.data + find->start, find->end - find->start};
  const struct known *known = entities_known(entities, &entities->named[i], find->type);
  if (find->type == FIND_NORP && find->link.iso3166.length)
    return entities_key(KEY_KNOWN, fold_hash(find->link.iso3166.data, find->link.iso3166.length), FIND_NORP);
  if (find->type == FIND_NORP) return entities_key(KEY_NAME, stem_of(text), FIND_NORP);
  return known ? entities_key(KEY_KNOWN, (uint64_t)(uintptr_t)known, find->type)
               : entities_key(KEY_NAME, find->key, find->type);
}

static uint64_t ruled_key(const struct find *find)
{
  const struct slice parts[] = {find->name, find->label, find->link.geonames, find->link.wikidata};
  uint64_t key = 0;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    key = fold_join(key, fold_hash(parts[i].data, parts[i].length));
  return entities_key(KEY_RULED, key, find->type);
}

/* What an operator's rules name; the other steps join to these. */
static void join_ruled(struct entities *entities)
{
  for (size_t i = 0; i < entities->named_count; i++) {
    const struct find *find = &entities->finds->list[i];
    if (!find_names(find) || !find->name.length) continue;
    uint64_t key = ruled_key(find);
    const struct table_slot *slot = table_find(&entities->table, key);
    uint32_t thing = slot ? slot->ids[0] : entities_add(entities, (uint32_t)i);
    table_add(&entities->table, key, thing);
    entities_join(entities, (uint32_t)i, thing);
  }
}

/* Events, products, peoples, and what the operator's rules name. */
static void join_others(struct entities *entities)
{
  for (size_t i = 0; i < entities->named_count; i++) {
    const struct find *find = &entities->finds->list[i];
    if (!find_names(find) || entities->named[i].thing) continue;
    uint64_t key = other_key(entities, i);
    const struct table_slot *slot = table_find(&entities->table, key);
    uint32_t thing = slot ? slot->ids[0] : entities_add(entities, (uint32_t)i);
    if (!slot) entities->things[thing].known = entities_known(entities, &entities->named[i], find->type);
    table_add(&entities->table, key, thing);
    entities_join(entities, (uint32_t)i, thing);
  }
}

static bool says_something(const struct entity_link *link)
{
  return link->iso3166.length || link->geonames.length || link->wikidata.length || link->located;
}

/* The list of places has French names, which stand for a place in a French text only; in others the name is
 * the one that is written there, and the link says which place it is. */
static struct slice name_of(const struct entities *entities, const struct thing *thing)
{
  const struct find *find = &entities->finds->list[thing->fullest];
  if (find->name.length) return find->name;
  bool listed = thing->type == FIND_LOC && thing->known && !thing->inside && thing->known->kind != 'N';
  if (listed && entities->options.french) return thing->known->name;
  return (struct slice){entities->text.data + find->start, find->end - find->start};
}

static struct entity entity_of(const struct entities *entities, const struct thing *thing)
{
  const struct find *find = &entities->finds->list[thing->first];
  struct entity entity = {.type = find_type_name(find), .name = name_of(entities, thing)};
  if (!entities->options.links) return entity;
  if (says_something(&find->link))
    entity.link = find->link;
  else if (thing->known)
    known_link(thing->known, &entity.link);
  return entity;
}

static void number_things(struct entities *entities, struct arena *arena, struct annotations *found)
{
  struct entity *list = arena_alloc(arena, (entities->thing_count + 1) * sizeof *list);
  for (size_t i = 0; i < entities->named_count; i++) {
    uint32_t thing = entities->named[i].thing;
    if (!thing || entities->things[thing - 1].first != i) continue;
    entities->things[thing - 1].number = found->entity_count;
    list[found->entity_count++] = entity_of(entities, &entities->things[thing - 1]);
  }
  found->entities = list;
}

void entities_settle(struct entities *entities, const struct finds *finds, struct slice text,
                     const struct entities_options *options, struct arena *arena, struct annotations *found)
{
  entities->finds = finds;
  entities->text = text;
  entities->options = *options;
  join_ruled(entities);
  entities_people(entities);
  entities_organisations(entities);
  entities_places(entities);
  join_others(entities);
  number_things(entities, arena, found);
}

size_t entities_of(const struct entities *entities, size_t find)
{
  uint32_t thing = entities->named[find].thing;
  return thing ? entities->things[thing - 1].number : ENTITY_NONE;
}
