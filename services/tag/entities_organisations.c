/* entities_organisations.c - organisations by name: what the gazetteer knows under several names, acronyms
 * and what they stand for, and the beginning of a longer name that was said before. */
#include "tag/entities_internal.h"

#include "tag/fold.h"

static bool is_organisation(const struct entities *entities, size_t i)
{
  const struct find *find = &entities->finds->list[i];
  return find->type == FIND_ORG && entities->named[i].count;
}

static uint64_t own_key(enum key_kind kind, uint64_t value)
{
  return entities_key(kind, value, FIND_ORG);
}

/* All capitals; or "Aqmi", when it stands somewhere in brackets behind a longer name. */
static bool is_acronym(const struct entities *entities, size_t i)
{
  uint64_t one_letter = 0xFF;
  const struct name_letters *letters = &entities->named[i].letters;
  return letters->whole > one_letter &&
         (letters->shouted || table_find(&entities->table, own_key(KEY_BRACKETED, letters->whole)));
}

/* What does not tell one organisation from another: "groupe" before a name, "SA" behind it. */
static unsigned kinds_left_out(const struct name_word *words, size_t count)
{
  bool head = count > 1 && words[0].kind & WORD_HEAD && !(words[0].kind & WORD_CAPITAL) &&
              words[1].kind & WORD_CAPITAL;
  return WORD_SMALL | WORD_COMPANY | (head ? WORD_HEAD : 0);
}

static uint64_t key_of(const struct entities *entities, const struct named *named, size_t *count)
{
  const struct name_word *words = words_of(entities, named);
  uint64_t key = name_key(words, named->count, kinds_left_out(words, named->count), count);
  return *count ? key : name_key(words, named->count, 0, count);
}

static uint64_t known_key(const struct known *known)
{
  return known ? own_key(KEY_KNOWN, (uint64_t)(uintptr_t)known) : 0;
}

static bool find_thing(const struct entities *entities, uint64_t key, uint32_t *thing)
{
  const struct table_slot *slot = table_find(&entities->table, key);
  if (slot) *thing = slot->ids[0];
  return slot != NULL;
}

/* Only one thing goes by that key. */
static bool find_only(const struct entities *entities, uint64_t key, uint32_t *thing)
{
  const struct table_slot *slot = table_find(&entities->table, key);
  if (!slot || slot->count != 1) return false;
  *thing = slot->ids[0];
  return true;
}

static void note_name(struct entities *entities, const struct named *named, uint32_t thing)
{
  size_t count;
  const struct name_word *words = words_of(entities, named);
  unsigned without = kinds_left_out(words, named->count);
  table_add(&entities->table, own_key(KEY_NAME, key_of(entities, named, &count)), thing);
  table_add(&entities->table, own_key(KEY_INITIALS, named->letters.content), thing);
  table_add(&entities->table, own_key(KEY_INITIALS, named->letters.all), thing);
  uint64_t prefix = 0;
  for (size_t i = 0, said = 0; i < named->count && said + 1 < count; i++) {
    if (words[i].kind & without) continue;
    prefix = fold_join(prefix, words[i].hash);
    said++;
    table_add(&entities->table, own_key(KEY_PREFIX, prefix), thing);
  }
}

/* A name that means something by itself is short for nothing. */
static bool stands_alone(const struct entities *entities, const struct named *named)
{
  return named->hit.length &&
         (entities_known(entities, named, FIND_ORG) || entities_known(entities, named, FIND_LOC));
}

static uint32_t thing_named(struct entities *entities, uint32_t find)
{
  const struct named *named = &entities->named[find];
  const struct known *known = entities_known(entities, named, FIND_ORG);
  size_t count;
  uint64_t key = key_of(entities, named, &count);
  uint32_t thing;
  bool found = named->thing || find_thing(entities, known_key(known), &thing) ||
               find_thing(entities, own_key(KEY_NAME, key), &thing) ||
               (!stands_alone(entities, named) && find_only(entities, own_key(KEY_PREFIX, key), &thing));
  if (named->thing) thing = named->thing - 1;
  if (!found) thing = entities_add(entities, find);
  if (!entities->things[thing].known) entities->things[thing].known = known;
  table_add(&entities->table, known_key(known), thing);
  note_name(entities, named, thing);
  return thing;
}

static bool stands_for(const struct named *acronym, const struct named *name)
{
  return name_letters_within(acronym->letters.whole, name->letters.all) ||
         name_letters_within(acronym->letters.whole, name->letters.content);
}

/* "Organisation mondiale de la santé (OMS)", and the other way round. */
static void join_bracketed(struct entities *entities, uint32_t find)
{
  uint32_t acronym = find, name = find - 1;
  if (!is_acronym(entities, find)) acronym = find - 1, name = find;
  const struct named *full = &entities->named[name];
  if (!is_acronym(entities, acronym) || !full->thing) return;
  if (!stands_for(&entities->named[acronym], full)) return;
  size_t count;
  uint32_t thing = full->thing - 1;
  const struct known *known = entities_known(entities, &entities->named[acronym], FIND_ORG);
  entities_join(entities, acronym, thing);
  table_add(&entities->table, own_key(KEY_NAME, key_of(entities, &entities->named[acronym], &count)), thing);
  if (!entities->things[thing].known) entities->things[thing].known = known;
  if (known == entities->things[thing].known) table_add(&entities->table, known_key(known), thing);
}

static uint32_t acronym_thing(struct entities *entities, uint32_t find)
{
  const struct named *named = &entities->named[find];
  const struct known *known = entities_known(entities, named, FIND_ORG);
  size_t count;
  uint64_t key = own_key(KEY_NAME, key_of(entities, named, &count));
  uint32_t thing;
  if (find_thing(entities, key, &thing)) return thing;
  if (find_thing(entities, known_key(known), &thing)) return thing;
  if (find_only(entities, own_key(KEY_INITIALS, named->letters.whole), &thing)) {
    table_add(&entities->table, key, thing);
    return thing;
  }
  thing = entities_add(entities, find);
  entities->things[thing].known = known;
  table_add(&entities->table, key, thing);
  table_add(&entities->table, known_key(known), thing);
  return thing;
}

void entities_organisations(struct entities *entities)
{
  for (size_t i = 1; i < entities->named_count; i++)
    if (entities->named[i].bracketed && is_organisation(entities, i) && is_organisation(entities, i - 1))
      table_add(&entities->table, own_key(KEY_BRACKETED, entities->named[i].letters.whole), (uint32_t)i);
  for (size_t i = 0; i < entities->named_count; i++)
    if (is_organisation(entities, i) && !is_acronym(entities, i))
      entities_join(entities, (uint32_t)i, thing_named(entities, (uint32_t)i));
  for (size_t i = 1; i < entities->named_count; i++)
    if (entities->named[i].bracketed && is_organisation(entities, i) && is_organisation(entities, i - 1))
      join_bracketed(entities, (uint32_t)i);
  for (size_t i = 0; i < entities->named_count; i++)
    if (is_organisation(entities, i) && !entities->named[i].thing)
      entities_join(entities, (uint32_t)i, acronym_thing(entities, (uint32_t)i));
}
