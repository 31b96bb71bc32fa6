/* gazetteer.c - the trie: reading the lists, and the longest match.
 *
 * A node is one slot of a hash table, keyed by the hash of the words so far, so that a step is one probe and
 * the whole structure two arrays. A name that ends at a node is compared word by word with the text before it
 * counts. */
#include "tag/gazetteer.h"

#include "base/memory.h"
#include "base/utf8.h"
#include "tag/embed.h"
#include "tag/fold.h"

#include <stdlib.h>

enum { NODES = 1 << 17, WORDS_MAX = 12 };

enum node_flags {
  NODE_ENDS = 1,        /* a name ends here */
  NODE_GOES_ON = 2,     /* longer names pass through */
  NODE_SMALL_FIRST = 4, /* the name begins with a small letter: "mer Noire" */
  NODE_BIG_LAST = 8,    /* its last word has a capital */
  NODE_SHOUTED = 16     /* an acronym: only as capitals */
};

struct node {
  uint64_t hash; /* 0: free */
  uint32_t known;
  uint32_t spelling; /* folded words of the name, joined by spaces, NUL-terminated, in the pool */
  uint32_t flags;
};

struct gazetteer {
  struct node *nodes; /* NODES slots */
  size_t node_count;
  struct known *known;
  size_t known_count, known_capacity;
  struct buffer pool;
};

static struct node *node_at(const struct gazetteer *gazetteer, uint64_t hash)
{
  size_t i = (size_t)hash & (NODES - 1);
  while (gazetteer->nodes[i].hash && gazetteer->nodes[i].hash != hash) i = (i + 1) & (NODES - 1);
  return &gazetteer->nodes[i];
}

static struct node *make_node(struct gazetteer *gazetteer, uint64_t hash)
{
  struct node *node = node_at(gazetteer, hash);
  if (!node->hash) {
    if (++gazetteer->node_count > NODES / 4 * 3) return NULL;
    node->hash = hash;
  }
  return node;
}

static uint32_t name_flags(const struct tokens *words)
{
  const struct token *first = &words->list[0], *last = &words->list[words->count - 1];
  uint32_t flags = NODE_ENDS;
  if (!(first->flags & (TOKEN_CAPITAL | TOKEN_NUMBER))) flags |= NODE_SMALL_FIRST;
  if (words->count > 1 && last->flags & TOKEN_CAPITAL) flags |= NODE_BIG_LAST;
  if (words->count == 1 && first->flags & TOKEN_ALL_CAPITAL) flags |= NODE_SHOUTED;
  return flags;
}

static uint32_t note_spelling(struct gazetteer *gazetteer, const struct tokens *words)
{
  uint32_t begin = (uint32_t)gazetteer->pool.length;
  for (size_t i = 0; i < words->count; i++) {
    if (i) buffer_byte(&gazetteer->pool, ' ');
    buffer_slice(&gazetteer->pool, token_folded(words, i));
  }
  buffer_byte(&gazetteer->pool, '\0');
  return begin;
}

static bool is_large(const struct known *known)
{
  return known->kind == 'C' || ((known->capital || known->people >= 500000) && !known->ambiguous);
}

/* Of two entries with one name the first stays: the lists are ordered by importance. */
static void add_name(struct gazetteer *gazetteer, struct lexicon *lexicon, struct tokens *words,
                     struct slice name, uint32_t known)
{
  tokens_begin(words, name);
  if (!tokens_next(words) || words->count > WORDS_MAX) return;
  uint64_t hash = 0;
  struct node *node = NULL;
  for (size_t i = 0; i < words->count; i++) {
    hash = fold_join(hash, words->list[i].hash);
    node = make_node(gazetteer, hash);
    if (!node) return;
    if (i + 1 < words->count) node->flags |= NODE_GOES_ON;
  }
  uint32_t flags = name_flags(words);
  if (words->count == 1 && is_large(&gazetteer->known[known]))
    lexicon_add(lexicon, token_folded(words, 0), LEX_PLACE_NAME);
  if (flags & NODE_SMALL_FIRST) lexicon_add(lexicon, token_folded(words, 0), LEX_SMALL_NAME);
  if (node->flags & NODE_ENDS) {
    if (!(flags & NODE_SHOUTED) && node->known == known) node->flags &= ~(uint32_t)NODE_SHOUTED;
    node->flags |= flags & NODE_SMALL_FIRST;
    return;
  }
  node->flags |= flags;
  node->known = known;
  node->spelling = note_spelling(gazetteer, words);
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

static void read_place(struct gazetteer *gazetteer, struct lexicon *lexicon, struct tokens *words,
                       struct slice line)
{
  enum { KIND, ID, CODE, LAT, LON, PEOPLE, FLAGS, NAME, OTHERS, FIELDS };
  struct slice field[FIELDS] = {{"", 0}}, other;
  for (size_t i = 0; i < FIELDS; i++)
    if (!embed_field(&line, '\t', &field[i])) return;
  struct known known = {.type = FIND_LOC,
                        .kind = field[KIND].data[0],
                        .capital = has(field[FLAGS], 'c'),
                        .ambiguous = has(field[FLAGS], 'a'),
                        .obscure = has(field[FLAGS], 'w'),
                        .people = (uint32_t)strtoul(field[PEOPLE].data, NULL, 10),
                        .name = field[NAME],
                        .code = field[CODE],
                        .id = field[ID]};
  uint32_t number = add_known(gazetteer, &known);
  add_name(gazetteer, lexicon, words, field[NAME], number);
  while (embed_field(&field[OTHERS], '|', &other)) add_name(gazetteer, lexicon, words, other, number);
}

static enum find_type type_named(struct slice name)
{
  return slice_is(name, "PER") ? FIND_PER : slice_is(name, "ORG") ? FIND_ORG : FIND_LOC;
}

static void read_names(struct gazetteer *gazetteer, struct lexicon *lexicon, struct tokens *words,
                       struct slice line)
{
  struct slice type, flags, name;
  if (!embed_field(&line, '\t', &type) || !embed_field(&line, '\t', &flags)) return;
  while (embed_field(&line, '|', &name)) {
    struct known known = {.type = type_named(type), .kind = 'N', .ambiguous = has(flags, 'a'), .name = name};
    add_name(gazetteer, lexicon, words, name, add_known(gazetteer, &known));
  }
}

struct gazetteer *gazetteer_new(struct lexicon *lexicon)
{
  struct gazetteer *gazetteer = memory_zero(1, sizeof *gazetteer);
  gazetteer->nodes = memory_zero(NODES, sizeof *gazetteer->nodes);
  struct tokens *words = tokens_new();
  struct slice places = EMBEDDED(places), names = EMBEDDED(names), line;
  bool countries = true;
  while (embed_line(&places, &line)) {
    /* Countries come first in the file; names of ours stand between them and the cities: Québec is the
     * province. */
    if (countries && line.data[0] != 'C' && line.data[0] != 'A') {
      struct slice own;
      countries = false;
      while (embed_line(&names, &own)) read_names(gazetteer, lexicon, words, own);
    }
    read_place(gazetteer, lexicon, words, line);
  }
  tokens_free(&words);
  return gazetteer;
}

void gazetteer_free(struct gazetteer **gazetteer)
{
  if (!*gazetteer) return;
  free((*gazetteer)->nodes);
  free((*gazetteer)->known);
  buffer_free(&(*gazetteer)->pool);
  free(*gazetteer);
  *gazetteer = NULL;
}

static bool spelled_so(const struct gazetteer *gazetteer, const struct node *node,
                       const struct tokens *tokens, size_t i, size_t length)
{
  const char *spelling = gazetteer->pool.data + node->spelling;
  for (size_t k = 0; k < length; k++) {
    struct slice word = token_folded(tokens, i + k);
    if (strncmp(spelling, word.data, word.length) != 0) return false;
    spelling += word.length;
    if (*spelling != (k + 1 < length ? ' ' : '\0')) return false;
    if (k + 1 < length) spelling++;
  }
  return true;
}

static bool capitals_agree(const struct node *node, const struct tokens *tokens, size_t i, size_t length)
{
  const struct token *first = &tokens->list[i], *last = &tokens->list[i + length - 1];
  bool article = length > 1 && first->flags & TOKEN_WORD && first[1].flags & TOKEN_GLUED &&
                 first[1].flags & TOKEN_CAPITAL;
  if (!(first->flags & (TOKEN_CAPITAL | TOKEN_NUMBER)) && !(node->flags & NODE_SMALL_FIRST) && !article)
    return false;
  if (node->flags & NODE_BIG_LAST && !(last->flags & TOKEN_CAPITAL)) return false;
  return !(node->flags & NODE_SHOUTED) || first->flags & TOKEN_ALL_CAPITAL;
}

size_t gazetteer_match(const struct gazetteer *gazetteer, const struct tokens *tokens, size_t i,
                       const struct known **known)
{
  size_t longest = 0;
  uint64_t hash = 0;
  for (size_t k = 0; k < WORDS_MAX && i + k < tokens->count; k++) {
    const struct token *token = &tokens->list[i + k];
    if (token->folded_length == 0 || (k && token->flags & TOKEN_PARAGRAPH)) break;
    hash = fold_join(hash, token->hash);
    const struct node *node = node_at(gazetteer, hash);
    if (!node->hash) break;
    if (node->flags & NODE_ENDS && capitals_agree(node, tokens, i, k + 1) &&
        spelled_so(gazetteer, node, tokens, i, k + 1)) {
      longest = k + 1;
      *known = &gazetteer->known[node->known];
    }
    if (!(node->flags & NODE_GOES_ON)) break;
  }
  return longest;
}

void known_link(const struct known *known, struct entity_link *link)
{
  *link = (struct entity_link){0};
  if (known->kind == 'C' || known->kind == 'S' || known->kind == 'P') link->iso3166 = known->code;
  if (known->kind == 'P') link->geonames = known->id;
}
