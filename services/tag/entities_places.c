/* entities_places.c - which place a name means.
 *
 * Each place that goes by the name gets a score: how large it is, whether the text speaks of its country,
 * what the words around the name ask for. A place that the text says to lie somewhere ("Tripoli, au Liban")
 * is that one, there and wherever else it is named. A small place of which nothing in the text speaks stays
 * unlinked. A population's logarithm counts ten for a doubling. */
#include "tag/entities_internal.h"

#include "tag/fold.h"

enum { CANDIDATES_MAX = 32 };

enum score {
  SCORE_COUNTRY = 300,
  SCORE_OWN = 260, /* of our own lists */
  SCORE_AREA = 250,
  SCORE_REGION = 200,
  SCORE_OBSCURE = 110,
  SCORE_CAPITAL = 30,
  SCORE_NAMED = 40, /* the text speaks of its country */
  SCORE_MOST = 30,  /* of none more often */
  SCORE_SOURCE = 25,
  SCORE_LANGUAGE = 12,
  SCORE_WANTED = 130, /* the kind of place that the words ask for */
  SCORE_MAIN = 45,    /* it is called so in this language */
  SCORE_SEAT = 60,    /* a city whose district bears its name */
  SCORE_HELD = 1000,  /* said to lie there */
  SURE_LEAD = 40,     /* so much before the next: no doubt which country is meant */
  SURE_CITY_LEAD = 80
};
enum { SMALL_PLACE = 150000, TINY_PLACE = 40000 };

struct choice {
  const struct known *known;
  int score, second; /* of the best, and of the best in another country */
  bool held;
};

static size_t country_of(struct slice code)
{
  bool letters = code.length >= 2 && code.data[0] >= 'A' && code.data[0] <= 'Z' && code.data[1] >= 'A' &&
                 code.data[1] <= 'Z';
  return letters ? (size_t)(code.data[0] - 'A') * 26 + (size_t)(code.data[1] - 'A') : COUNTRIES;
}

static bool same_country(struct slice a, struct slice b)
{
  size_t country = country_of(a);
  return country < COUNTRIES && country == country_of(b);
}

static bool is_country(const struct known *known)
{
  return known->kind == 'C';
}

static int size_score(uint32_t people)
{
  int score = 0;
  for (; people > 1; people /= 2) score += 10;
  return score;
}

static int base_score(const struct known *known)
{
  switch (known->kind) {
  case 'C':
    return SCORE_COUNTRY;
  case 'A':
    return SCORE_AREA;
  case 'N':
    return SCORE_OWN;
  case 'S':
    return known->obscure ? SCORE_OBSCURE : SCORE_REGION;
  default:
    return size_score(known->people) + (known->capital ? SCORE_CAPITAL : 0);
  }
}

/* Countries that French speaks of as of a city: "à Djibouti". */
static bool is_city_state(const struct known *known)
{
  static const char *const codes[] = {"DJ", "SG", "MC", "SM", "VA", "HK", "MO", "GI"};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    if (slice_is(known->code, codes[i])) return true;
  return false;
}

static int wanted_score(const struct entities *entities, const struct known *known, enum place_wanted wanted)
{
  bool city = known->kind == 'P';
  switch (wanted) {
  case WANTED_CITY:
    return city ? SCORE_WANTED : 0;
  case WANTED_REGION:
    return known->kind == 'S' ? SCORE_WANTED : 0;
  case WANTED_AT:
    return entities->options.french && city && !is_city_state(known) ? SCORE_WANTED : 0;
  case WANTED_LAND:
    return entities->options.french && !city ? SCORE_WANTED : 0;
  default:
    return 0;
  }
}

static int evidence_for(const struct entities *entities, struct slice code)
{
  size_t country = country_of(code);
  return country < COUNTRIES ? entities->countries[country] : 0;
}

static int country_score(const struct entities *entities, const struct known *known, int most)
{
  int said = evidence_for(entities, known->code), score = 0;
  if (said) score += SCORE_NAMED + SCORE_MOST * said / most;
  if (same_country(known->code, entities->options.country)) score += SCORE_SOURCE;
  if (entities->options.french && slice_starts(known->code, "FR")) score += SCORE_LANGUAGE;
  if (entities->options.english && (slice_starts(known->code, "US") || slice_starts(known->code, "GB")))
    score += SCORE_LANGUAGE;
  return score;
}

/* A state of the United States holds the cities of its own; elsewhere the codes of the lists differ, and the
 * country has to do. */
static bool lies_in(const struct known *known, const struct known *holder)
{
  if (known == holder || !same_country(known->code, holder->code)) return false;
  if (is_country(holder)) return !is_country(known);
  if (is_country(known) || known->kind == 'A' || (known->kind == 'S' && holder->kind == 'S')) return false;
  return !slice_starts(holder->code, "US-") || slice_equal(slice_from(holder->code, 3), known->admin);
}

static bool lies_in_any(const struct entities *entities, const struct known *known, struct trie_hit holders)
{
  if (!holders.length) return false;
  for (const struct known *holder; (holder = gazetteer_next(entities->gazetteer, &holders, NULL));)
    if (holder->type == FIND_LOC && lies_in(known, holder)) return true;
  return false;
}

static bool is_place(const struct entities *entities, size_t i)
{
  return entities->finds->list[i].type == FIND_LOC;
}

/* What a name leads to: the whole of it, or the place inside it. */
static struct trie_hit hit_of(const struct named *named)
{
  return named->hit.length ? named->hit : named->inside;
}

static bool is_held(const struct entities *entities, const struct named *named, const struct known *known)
{
  if (named->holder && lies_in_any(entities, known, hit_of(&entities->named[named->holder - 1]))) return true;
  if (!named->people) return false;
  struct slice people = entities->finds->list[named->people - 1].link.iso3166;
  return !is_country(known) && same_country(people, known->code);
}

/* "Mexico" is the city in French and the country in English; the lists have French names first. */
static bool is_main_name(const struct entities *entities, size_t find, const struct known *known)
{
  const struct find *named = &entities->finds->list[find];
  struct slice text = {entities->text.data + named->start, named->end - named->start};
  return entities->options.french && entities->named[find].hit.length && slice_equal(text, known->name);
}

/* "Paris (Texas)" is no place that lies elsewhere; "Ghana, Nigeria" are two countries in a row. */
static bool may_exclude(const struct known *holder, const struct known *known)
{
  return holder->kind == 'S' || (holder->kind == 'C' && !is_country(known));
}

static bool is_excluded(const struct entities *entities, const struct named *named,
                        const struct choice *choice)
{
  if (!named->strictly || choice->held || !choice->known || choice->known->kind == 'A') return false;
  struct trie_hit holders = hit_of(&entities->named[named->holder - 1]);
  bool excludes = false;
  if (!holders.length || !is_place(entities, named->holder - 1)) return false;
  for (const struct known *holder; (holder = gazetteer_next(entities->gazetteer, &holders, NULL));) {
    if (holder->type != FIND_LOC) continue;
    if (holder->kind == 'P' || holder == choice->known || same_country(holder->code, choice->known->code))
      return false;
    excludes |= may_exclude(holder, choice->known);
  }
  return excludes;
}

static void consider(struct choice *choice, const struct known *known, int score, bool held)
{
  bool other = choice->known && !same_country(choice->known->code, known->code);
  if (score > choice->score) {
    if (other) choice->second = choice->score;
    choice->known = known;
    choice->score = score;
    choice->held = held;
  } else if (other && score > choice->second) {
    choice->second = score;
  }
}

/* "Genève" is the city before the canton, "Agadez" the city before the region. */
static bool is_seat(const struct entities *entities, struct trie_hit hit, const struct known *known)
{
  if (known->kind != 'P' || known->people < TINY_PLACE) return false;
  const struct known *other;
  for (int i = 0; i < CANDIDATES_MAX && (other = gazetteer_next(entities->gazetteer, &hit, NULL)); i++)
    if (other->kind == 'S' && lies_in(known, other)) return true;
  return false;
}

/* `most`: how much is said of the country most spoken of; 0 looks at the places alone. */
static struct choice choose(const struct entities *entities, size_t find, int most)
{
  const struct named *named = &entities->named[find];
  struct choice choice = {.known = NULL, .score = -1, .second = -1};
  struct trie_hit hit = hit_of(named);
  const struct known *known;
  for (int i = 0; i < CANDIDATES_MAX && (known = gazetteer_next(entities->gazetteer, &hit, NULL)); i++) {
    if (known->type != FIND_LOC) continue;
    bool held = most && is_held(entities, named, known);
    int score = base_score(known) - i + (held ? SCORE_HELD : 0);
    if (most) score += country_score(entities, known, most);
    if (is_main_name(entities, find, known)) score += SCORE_MAIN;
    if (is_seat(entities, hit_of(named), known)) score += SCORE_SEAT;
    consider(&choice, known, score + wanted_score(entities, known, (enum place_wanted)named->wanted), held);
  }
  return choice;
}

static bool may_link(const struct entities *entities, size_t i)
{
  const struct named *named = &entities->named[i];
  return is_place(entities, i) && hit_of(named).length && named->wanted != WANTED_NOTHING;
}

static int weight_of(const struct choice *choice)
{
  int lead = choice->score - choice->second;
  if (!choice->known || lead < SURE_LEAD) return 0;
  if (is_country(choice->known)) return 4;
  if (choice->second >= 0 && lead < SURE_CITY_LEAD) return 0;
  if (choice->known->kind == 'N' || choice->known->obscure) return 0;
  return choice->known->kind == 'P' && choice->known->people < TINY_PLACE * 2 ? 1 : 2;
}

/* How much the text speaks of each country, by names that leave no doubt. */
static int weigh_countries(struct entities *entities)
{
  int most = 1;
  for (size_t i = 0; i < entities->named_count; i++) {
    const struct find *find = &entities->finds->list[i];
    struct slice code = {"", 0};
    int weight = 0;
    if (find->type == FIND_NORP) code = find->link.iso3166, weight = 3;
    if (may_link(entities, i)) {
      struct choice choice = choose(entities, i, 0);
      weight = weight_of(&choice);
      if (weight) code = choice.known->code;
    }
    size_t country = country_of(code);
    if (country >= COUNTRIES) continue;
    entities->countries[country] += weight;
    if (entities->countries[country] > most) most = entities->countries[country];
  }
  return most;
}

static bool believable(const struct entities *entities, size_t find, const struct choice *choice, int most)
{
  const struct known *known = choice->known;
  if (!known) return false;
  bool near = choice->held || evidence_for(entities, known->code) ||
              same_country(known->code, entities->options.country) ||
              (entities->options.french && slice_starts(known->code, "FR"));
  if (near || known->capital) return true;
  if (known->kind == 'S') return !known->obscure || entities->named[find].hit.length > 1;
  return known->kind != 'P' || known->people >= (most > 1 ? SMALL_PLACE : TINY_PLACE);
}

static uint64_t name_of(const struct entities *entities, size_t i)
{
  const struct named *named = &entities->named[i];
  return named->hit.length ? entities->finds->list[i].key : named->inside_key;
}

static uint64_t place_key(uint64_t name)
{
  return entities_key(KEY_PLACE, name, FIND_LOC);
}

static uint64_t thing_key(const struct entities *entities, size_t i, const struct known *known)
{
  bool whole = known && entities->named[i].hit.length;
  return whole ? entities_key(KEY_KNOWN, (uint64_t)(uintptr_t)known, FIND_LOC)
               : entities_key(KEY_NAME, entities->finds->list[i].key, FIND_LOC);
}

static void join_place(struct entities *entities, uint32_t find, const struct known *known)
{
  uint64_t key = thing_key(entities, find, known);
  const struct table_slot *slot = table_find(&entities->table, key);
  uint32_t ruled = entities->named[find].thing;
  uint32_t thing = ruled ? ruled - 1 : slot ? slot->ids[0] : entities_add(entities, find);
  table_add(&entities->table, key, thing);
  if (!entities->things[thing].known) entities->things[thing].known = known;
  entities->things[thing].inside = known && !entities->named[find].hit.length;
  entities_join(entities, find, thing);
}

/* What the text says of a name elsewhere holds here too. */
static const struct table_slot *said_elsewhere(const struct entities *entities, size_t i)
{
  return table_find(&entities->table, place_key(name_of(entities, i)));
}

static void join_said(struct entities *entities, int most)
{
  for (size_t i = 0; i < entities->named_count; i++) {
    if (!may_link(entities, i) || entities->named[i].thing) continue;
    struct choice choice = choose(entities, i, most);
    bool excluded = is_excluded(entities, &entities->named[i], &choice);
    if (!choice.held && !excluded) continue;
    join_place(entities, (uint32_t)i, excluded ? NULL : choice.known);
    table_add(&entities->table, place_key(name_of(entities, i)), entities->named[i].thing - 1);
  }
}

/* What a rule names is also what the gazetteer knows by that name. */
static void join_ruled(struct entities *entities, int most)
{
  for (size_t i = 0; i < entities->named_count; i++) {
    if (!is_place(entities, i) || !entities->named[i].thing) continue;
    struct choice choice = {.known = NULL};
    if (may_link(entities, i)) choice = choose(entities, i, most);
    join_place(entities, (uint32_t)i, believable(entities, i, &choice, most) ? choice.known : NULL);
  }
}

void entities_places(struct entities *entities)
{
  int most = weigh_countries(entities);
  join_ruled(entities, most);
  join_said(entities, most);
  for (size_t i = 0; i < entities->named_count; i++) {
    if (!is_place(entities, i) || entities->named[i].thing) continue;
    struct choice choice = {.known = NULL};
    if (may_link(entities, i)) choice = choose(entities, i, most);
    const struct table_slot *said = choice.known ? said_elsewhere(entities, i) : NULL;
    if (said)
      choice.known = entities->things[said->ids[0]].known;
    else if (!believable(entities, i, &choice, most))
      choice.known = NULL;
    join_place(entities, (uint32_t)i, choice.known);
  }
}
