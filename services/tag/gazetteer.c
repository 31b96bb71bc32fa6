/* gazetteer.c - reading the lists into the trie, and marking a text with them. */
#include "tag/gazetteer.h"

#include "base/memory.h"
#include "tag/embed.h"
#include "tag/wikidata.h"

#include <stdlib.h>

struct gazetteer {
  struct trie *trie; /* numbers are twice the place in `known`, and one when the name is doubtful */
  struct known *known;
  size_t known_count, known_capacity;
};

/* What reading needs beside the gazetteer. */
struct reading {
  struct gazetteer *gazetteer;
  struct lexicon *lexicon;
  struct tokens *words;
  struct wikidata *wikidata;
};

static bool is_large(const struct known *known)
{
  return known->kind == 'C' || known->capital || known->people >= 500000;
}

/* "Napoléon III", "Paris Hilton": a numeral is nobody's name, and a large city is a city first. */
static bool is_person_word(const struct token *word)
{
  return word->flags & TOKEN_CAPITAL && !(word->flags & (TOKEN_ALL_CAPITAL | TOKEN_ABBREVIATED)) &&
         !(word->classes & LEX_PLACE_NAME) && word->folded_length > 2;
}

/* The words of people's names, so that a surname alone or another person of the family is recognised. */
static void note_person(struct reading *reading, bool doubtful)
{
  struct tokens *words = reading->words;
  if (words->count < 2 || words->count > 4 || doubtful) return;
  lexicon_classify(reading->lexicon, words);
  const struct token *first = &words->list[0], *last = &words->list[words->count - 1];
  if (is_person_word(first)) lexicon_add(reading->lexicon, token_folded(words, 0), LEX_GIVEN);
  if (is_person_word(last)) lexicon_add(reading->lexicon, token_folded(words, words->count - 1), LEX_FAMILY);
}

static void add_name(struct reading *reading, struct slice name, uint32_t number, bool doubtful)
{
  struct tokens *words = reading->words;
  const struct known *known = &reading->gazetteer->known[number];
  tokens_begin(words, name);
  if (!tokens_next(words)) return;
  unsigned cases = trie_case_of(words);
  if (!trie_add(reading->gazetteer->trie, words, cases, number * 2 + doubtful)) return;
  if (words->count == 1 && is_large(known) && !doubtful)
    lexicon_add(reading->lexicon, token_folded(words, 0), LEX_PLACE_NAME);
  if (cases & TRIE_SMALL_FIRST) lexicon_add(reading->lexicon, token_folded(words, 0), LEX_SMALL_NAME);
  if (known->type == FIND_PER) note_person(reading, doubtful);
}

static uint32_t add_known(struct gazetteer *gazetteer, const struct known *known)
{
  if (gazetteer->known_count == gazetteer->known_capacity) {
    gazetteer->known_capacity = gazetteer->known_capacity ? gazetteer->known_capacity * 2 : 1024;
    gazetteer->known = memory_resize(gazetteer->known, gazetteer->known_capacity * sizeof *known);
  }
  gazetteer->known[gazetteer->known_count] = *known;
  return (uint32_t)gazetteer->known_count++;
}

static bool has(struct slice flags, char flag)
{
  return flags.length && memchr(flags.data, flag, flags.length);
}

/* "-13.512" as -13512 */
static int32_t thousandths(struct slice text)
{
  bool minus = text.length && text.data[0] == '-';
  int32_t value = 0;
  for (size_t i = minus; i < text.length && value < 1000000; i++)
    if (text.data[i] != '.') value = value * 10 + (text.data[i] - '0');
  return minus ? -value : value;
}

/* add_names - a slice of names divided by '|'; '~' in front makes one doubtful. */
static void add_names(struct reading *reading, struct slice names, uint32_t number, bool doubtful)
{
  struct slice name;
  while (embed_field(&names, '|', &name)) {
    bool marked = slice_starts(name, "~");
    add_name(reading, marked ? slice_from(name, 1) : name, number, doubtful || marked);
  }
}

static void read_place(struct reading *reading, struct slice line)
{
  enum { KIND, ID, CODE, ADMIN, LAT, LON, PEOPLE, UNUSED, FLAGS, NAME, OTHERS, FIELDS };
  struct slice field[FIELDS] = {{"", 0}};
  for (size_t i = 0; i < FIELDS; i++)
    if (!embed_field(&line, '\t', &field[i])) return;
  struct slice key = field[ID].length ? field[ID] : field[CODE];
  struct known known = {.type = FIND_LOC,
                        .kind = field[KIND].data[0],
                        .capital = has(field[FLAGS], 'c'),
                        .obscure = has(field[FLAGS], 'w'),
                        .placed = field[LAT].length > 0,
                        .latitude = thousandths(field[LAT]),
                        .longitude = thousandths(field[LON]),
                        .people = (uint32_t)strtoul(field[PEOPLE].data, NULL, 10),
                        .name = field[NAME],
                        .code = field[CODE],
                        .admin = field[ADMIN],
                        .id = field[ID],
                        .wikidata = wikidata_of(reading->wikidata, key),
                        .subtype = {"", 0}};
  uint32_t number = add_known(reading->gazetteer, &known);
  bool doubtful = has(field[FLAGS], 'a');
  add_names(reading, field[NAME], number, doubtful);
  add_names(reading, field[OTHERS], number, doubtful);
}

static enum find_type type_named(struct slice name)
{
  static const char *const names[] = {[FIND_PER] = "PER",
                                      [FIND_ORG] = "ORG",
                                      [FIND_LOC] = "LOC",
                                      [FIND_EVENT] = "EVENT",
                                      [FIND_PRODUCT] = "PRODUCT"};
  for (enum find_type type = FIND_PER; type <= FIND_PRODUCT; type++)
    if (slice_is(name, names[type])) return type;
  return FIND_UNKNOWN;
}

/* "[ORG media ML]": what the lines below are. */
static void read_heading(struct slice line, struct known *common)
{
  struct slice type, none = {"", 0};
  line = (struct slice){line.data + 1, line.length - 2};
  *common = (struct known){
      .kind = 'N', .name = none, .code = none, .admin = none, .id = none, .wikidata = none, .subtype = none};
  if (embed_field(&line, ' ', &type)) common->type = type_named(type);
  if (embed_field(&line, ' ', &common->subtype)) embed_field(&line, ' ', &common->code);
}

/* read_names - a list of ours: headings, and below each one thing a line, "name|name|~doubtful name @ML". */
static void read_names(struct reading *reading, struct slice list)
{
  struct slice line;
  struct known common = {.type = FIND_UNKNOWN};
  while (embed_line(&list, &line)) {
    if (line.data[0] == '[') {
      read_heading(line, &common);
      continue;
    }
    struct known known = common;
    struct slice names, rest = line;
    if (embed_field(&rest, '@', &names) && rest.data) known.code = rest;
    names = slice_trim(names);
    known.name = names;
    struct slice main_name = names;
    if (embed_field(&main_name, '|', &known.name) && slice_starts(known.name, "~"))
      known.name = slice_from(known.name, 1);
    if (known.type == FIND_ORG || known.type == FIND_LOC)
      known.wikidata = wikidata_of(reading->wikidata, known.name);
    add_names(reading, names, add_known(reading->gazetteer, &known), false);
  }
}

static void read_own_lists(struct reading *reading)
{
  read_names(reading, EMBEDDED(regions));
  read_names(reading, EMBEDDED(organisations));
  read_names(reading, EMBEDDED(events));
  read_names(reading, EMBEDDED(products));
}

/* Countries come first in the file; names of ours stand between them and the cities: Québec is the province.
 * Of things with one name, the first is the likeliest. People come last, when the cities are known. */
static void read_lists(struct reading *reading)
{
  struct slice places = EMBEDDED(places), line;
  bool countries = true;
  while (embed_line(&places, &line)) {
    if (countries && line.data[0] != 'C' && line.data[0] != 'A') {
      countries = false;
      read_own_lists(reading);
    }
    read_place(reading, line);
  }
  read_names(reading, EMBEDDED(people));
}

struct gazetteer *gazetteer_new(struct lexicon *lexicon)
{
  struct gazetteer *gazetteer = memory_zero(1, sizeof *gazetteer);
  gazetteer->trie = trie_new();
  struct reading reading = {gazetteer, lexicon, tokens_new(), wikidata_new()};
  read_lists(&reading);
  tokens_free(&reading.words);
  wikidata_free(&reading.wikidata);
  return gazetteer;
}

void gazetteer_free(struct gazetteer **gazetteer)
{
  if (!*gazetteer) return;
  trie_free(&(*gazetteer)->trie);
  free((*gazetteer)->known);
  free(*gazetteer);
  *gazetteer = NULL;
}

size_t gazetteer_match(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t i,
                       struct trie_hit *hit)
{
  const struct token *token = &tokens->list[i];
  bool article = token->classes & LEX_PARTICLE && token[1].flags & TOKEN_GLUED; /* "al-Bab" */
  bool may = token->flags & (TOKEN_CAPITAL | TOKEN_NUMBER) || token->classes & LEX_SMALL_NAME || article;
  return may ? trie_match(gazetteer->trie, tokens, i, hit) : 0;
}

bool gazetteer_exact(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t first,
                     size_t past, struct trie_hit *hit)
{
  return trie_exact(gazetteer->trie, tokens, first, past, hit);
}

const struct known *gazetteer_next(const struct gazetteer *gazetteer, struct trie_hit *hit, bool *doubtful)
{
  uint32_t number;
  if (!trie_next(gazetteer->trie, hit, &number)) return NULL;
  if (doubtful) *doubtful = number & 1;
  return &gazetteer->known[number / 2];
}

static unsigned mark_of(const struct gazetteer *gazetteer, struct trie_hit hit)
{
  static const unsigned types[] = {[FIND_PER] = MARK_PER,
                                   [FIND_ORG] = MARK_ORG,
                                   [FIND_LOC] = MARK_LOC,
                                   [FIND_EVENT] = MARK_EVENT,
                                   [FIND_PRODUCT] = MARK_PRODUCT};
  unsigned mark = 0, doubt = MARK_DOUBTFUL;
  bool doubtful;
  for (const struct known *known; (known = gazetteer_next(gazetteer, &hit, &doubtful));) {
    mark |= types[known->type];
    if (is_large(known)) mark |= MARK_LARGE;
    if (!doubtful) doubt = 0;
  }
  return mark | doubt;
}

void gazetteer_mark(const struct gazetteer *gazetteer, const struct tokens *tokens, uint16_t *marks)
{
  memset(marks, 0, tokens->count * sizeof *marks);
  for (size_t i = 0; i < tokens->count;) {
    struct trie_hit hit;
    size_t length = gazetteer_match(gazetteer, tokens, i, &hit);
    unsigned mark = length ? mark_of(gazetteer, hit) : 0;
    for (size_t k = 0; k < length; k++) marks[i + k] = (uint16_t)mark;
    if (length) marks[i] |= MARK_FIRST, marks[i + length - 1] |= MARK_LAST;
    i += length ? length : 1;
  }
}

void known_link(const struct known *known, struct entity_link *link)
{
  *link = (struct entity_link){.geonames = known->id,
                               .wikidata = known->wikidata,
                               .located = known->placed,
                               .latitude = known->latitude / 1000.0,
                               .longitude = known->longitude / 1000.0};
  if (known->kind != 'A' && known->type == FIND_LOC) link->iso3166 = known->code;
}
