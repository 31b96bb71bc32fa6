/* entities_people.c - people by name.
 *
 * Full names are joined where their first and last words are the same, so that "George W. Bush" is "George
 * Bush" and Jean-Marie is not Marine. A surname alone, or with an initial, is the person of that surname whom
 * the text already calls so; else who was named last; only where no one was, the first to come. Small words
 * such as "de" and "Ben" may be left out. */
#include "tag/entities_internal.h"

#include "tag/fold.h"

struct person {
  struct name_word words[NAME_WORDS_MAX]; /* neither particles nor initials nor "Jr" */
  size_t count;
  uint64_t ordinal, tail; /* "Jr"; the last two words as they stand, "Ben Ali" */
  char letter;            /* of the given name or initial */
};

static bool counts(const struct name_word *words, size_t i, size_t all)
{
  if (words[i].kind & (WORD_INITIAL | WORD_ORDINAL)) return false;
  bool given = i == 0 && all > 1 && words[i].kind & WORD_GIVEN && words[i].kind & WORD_CAPITAL &&
               !(words[i].kind & WORD_SMALL);
  return given || !(words[i].kind & (WORD_PARTICLE | WORD_SMALL));
}

static void read_person(const struct entities *entities, const struct named *named, struct person *person)
{
  const struct name_word *words = words_of(entities, named);
  *person = (struct person){.count = 0};
  for (size_t i = 0; i < named->count; i++) {
    if (words[i].kind & WORD_ORDINAL) person->ordinal = words[i].hash;
    bool given = words[i].kind & WORD_INITIAL || counts(words, i, named->count);
    if (i == 0 && named->count > 1 && given) person->letter = words[i].letter;
    if (counts(words, i, named->count)) person->words[person->count++] = words[i];
  }
  if (person->count == 0 && named->count) person->words[person->count++] = words[named->count - 1];
  if (named->count > 1) person->tail = fold_join(words[named->count - 2].hash, words[named->count - 1].hash);
}

static bool is_person(const struct entities *entities, size_t i)
{
  const struct find *find = &entities->finds->list[i];
  return find->type == FIND_PER && entities->named[i].count;
}

static uint64_t pair_key(const struct person *person, size_t a, size_t b)
{
  uint64_t pair = fold_join(person->words[a].hash, person->words[b].hash);
  return entities_key(KEY_PAIR, fold_join(pair, person->ordinal), FIND_PER);
}

static uint64_t word_key(enum key_kind kind, uint64_t hash)
{
  return entities_key(kind, hash, FIND_PER);
}

static uint64_t known_key(const struct known *known)
{
  return known ? entities_key(KEY_KNOWN, (uint64_t)(uintptr_t)known, FIND_PER) : 0;
}

/* Under which keys shorter forms of a full name will look for it. */
static void note_person(struct entities *entities, const struct person *person, uint32_t thing)
{
  struct table *table = &entities->table;
  size_t last = person->count - 1;
  for (size_t k = 1; k <= last; k++) table_add(table, pair_key(person, 0, k), thing);
  for (size_t k = 1; k < last; k++) table_add(table, pair_key(person, k, last), thing);
  if (last > 1 || person->tail) table_add(table, word_key(KEY_PREFIX, person->tail), thing);
  table_add(table, word_key(KEY_LAST, person->words[last].hash), thing);
  for (size_t k = 0; k < last; k++) table_add(table, word_key(KEY_WORD, person->words[k].hash), thing);
}

static const struct table_slot *full_name(const struct entities *entities, const struct person *person,
                                          const struct known *known)
{
  const struct table *table = &entities->table;
  const struct table_slot *slot = table_find(table, pair_key(person, 0, person->count - 1));
  if (!slot) slot = table_find(table, known_key(known));
  if (!slot && person->count == 2 && person->words[0].kind & WORD_PARTICLE)
    slot = table_find(table, word_key(KEY_PREFIX, person->tail));
  return slot;
}

static void learn(struct thing *thing, const struct named *named, const struct person *person)
{
  if (!thing->gender) thing->gender = named->gender;
  if (!thing->letter) thing->letter = person->letter;
}

static void join_full_names(struct entities *entities, bool long_ones)
{
  for (size_t i = 0; i < entities->named_count; i++) {
    if (!is_person(entities, i)) continue;
    const struct named *named = &entities->named[i];
    struct person person;
    read_person(entities, named, &person);
    if (person.count < 2 || (person.count > 2) != long_ones) continue;
    const struct known *known = entities_known(entities, named, FIND_PER);
    const struct table_slot *slot = full_name(entities, &person, known);
    uint32_t thing = named->thing ? named->thing - 1
                     : slot       ? slot->ids[0]
                                  : entities_add(entities, (uint32_t)i);
    entities_join(entities, (uint32_t)i, thing);
    if (!entities->things[thing].known) entities->things[thing].known = known;
    learn(&entities->things[thing], named, &person);
    note_person(entities, &person, thing);
    table_add(&entities->table, known_key(known), thing);
  }
}

static bool compatible(const struct thing *thing, const struct named *named, const struct person *person)
{
  if (named->gender && thing->gender && named->gender != thing->gender) return false;
  return !person->letter || !thing->letter || person->letter == thing->letter;
}

/* Of the people of one name the one of whose sex the text speaks; without a civility the one who goes by the
 * surname; then the one named last; if none was yet, the first to come. */
static bool is_nearer(const struct thing *a, const struct thing *b, const struct named *named)
{
  bool sex_a = named->gender && a->gender == named->gender,
       sex_b = named->gender && b->gender == named->gender;
  if (sex_a != sex_b) return sex_a;
  if (!named->gender && a->by_surname != b->by_surname) return a->by_surname;
  return a->last != b->last ? a->last > b->last : a->first < b->first;
}

static bool nearest(const struct entities *entities, uint64_t key, const struct named *named,
                    const struct person *person, uint32_t *thing)
{
  const struct table_slot *slot = table_find(&entities->table, key);
  const struct thing *best = NULL;
  for (size_t i = 0; slot && i < slot->count && i < TABLE_IDS; i++) {
    const struct thing *candidate = &entities->things[slot->ids[i]];
    if (!compatible(candidate, named, person)) continue;
    if (!best || is_nearer(candidate, best, named)) best = candidate;
  }
  if (best) *thing = (uint32_t)(best - entities->things);
  return best != NULL;
}

static uint32_t short_name(struct entities *entities, uint32_t find)
{
  const struct named *named = &entities->named[find];
  struct person person;
  uint32_t thing;
  read_person(entities, named, &person);
  uint64_t word = person.words[person.count - 1].hash;
  const struct known *known = entities_known(entities, named, FIND_PER);
  if (nearest(entities, word_key(KEY_LAST, word), named, &person, &thing)) return thing;
  if (nearest(entities, word_key(KEY_WORD, word), named, &person, &thing)) return thing;
  if (nearest(entities, known_key(known), named, &person, &thing)) return thing;
  if (nearest(entities, word_key(KEY_NAME, word), named, &person, &thing)) return thing;
  thing = entities_add(entities, find);
  entities->things[thing].known = known;
  table_add(&entities->table, word_key(KEY_NAME, word), thing);
  table_add(&entities->table, known_key(known), thing);
  return thing;
}

void entities_people(struct entities *entities)
{
  join_full_names(entities, true);
  join_full_names(entities, false);
  for (size_t i = 0; i < entities->named_count; i++) {
    if (!is_person(entities, i)) continue;
    struct named *named = &entities->named[i];
    bool surname = !named->thing;
    uint32_t thing = surname ? short_name(entities, (uint32_t)i) : named->thing - 1;
    struct person person;
    read_person(entities, named, &person);
    entities_join(entities, (uint32_t)i, thing);
    learn(&entities->things[thing], named, &person);
    entities->things[thing].by_surname |= surname;
    entities->things[thing].last = (uint32_t)i + 1;
  }
}
