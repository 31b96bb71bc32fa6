/* trie.c - see trie.h.
 *
 * A node is one slot of a hash table, keyed by the hash of the words so far, so that a step is one probe and
 * the whole structure four arrays. A name that ends at a node is compared word by word with the text before
 * it counts. Most tokens begin no name: a bit per slot, found by the hash of the first word, says so without
 * touching the table. The numbers of one name form a ring, of which the node knows the last. */
#include "tag/trie.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "tag/fold.h"

#include <stdlib.h>

enum { FIRST_SIZE = 1 << 12 };
enum { GOES_ON = 1, BEGINS = 2 }; /* longer names pass through; a first word */

static const uint32_t none = UINT32_MAX;

struct node {
  uint64_t hash; /* 0: free */
  uint32_t last; /* entry; none when no name ends here */
  uint32_t flags;
};

struct entry {
  uint32_t number, next, spelling, cases;
};

struct trie {
  struct node *nodes; /* size slots */
  uint64_t *begins;   /* one bit a slot */
  size_t size, count; /* size is a power of two */
  struct entry *entries;
  size_t entry_count, entry_capacity;
  struct buffer pool; /* folded words of the names, joined by spaces, NUL-terminated */
};

struct trie *trie_new(void)
{
  struct trie *trie = memory_zero(1, sizeof *trie);
  trie->size = FIRST_SIZE;
  trie->nodes = memory_zero(trie->size, sizeof *trie->nodes);
  trie->begins = memory_zero(trie->size / 64, sizeof *trie->begins);
  return trie;
}

void trie_free(struct trie **trie)
{
  if (!*trie) return;
  free((*trie)->nodes);
  free((*trie)->begins);
  free((*trie)->entries);
  buffer_free(&(*trie)->pool);
  free(*trie);
  *trie = NULL;
}

static struct node *slot_of(struct node *nodes, size_t size, uint64_t hash)
{
  size_t i = (size_t)hash & (size - 1);
  while (nodes[i].hash && nodes[i].hash != hash) i = (i + 1) & (size - 1);
  return &nodes[i];
}

static const struct node *find_node(const struct trie *trie, uint64_t hash)
{
  return slot_of(trie->nodes, trie->size, hash);
}

static void note_begin(struct trie *trie, uint64_t hash)
{
  size_t bit = (size_t)(hash >> 20) & (trie->size - 1);
  trie->begins[bit / 64] |= (uint64_t)1 << bit % 64;
}

static bool may_begin(const struct trie *trie, uint64_t hash)
{
  size_t bit = (size_t)(hash >> 20) & (trie->size - 1);
  return trie->begins[bit / 64] >> bit % 64 & 1;
}

static void grow(struct trie *trie)
{
  size_t old_size = trie->size;
  struct node *old = trie->nodes;
  trie->size *= 2;
  trie->nodes = memory_zero(trie->size, sizeof *trie->nodes);
  free(trie->begins);
  trie->begins = memory_zero(trie->size / 64, sizeof *trie->begins);
  for (size_t i = 0; i < old_size; i++) {
    if (!old[i].hash) continue;
    *slot_of(trie->nodes, trie->size, old[i].hash) = old[i];
    if (old[i].flags & BEGINS) note_begin(trie, old[i].hash);
  }
  free(old);
}

static struct node *make_node(struct trie *trie, uint64_t hash)
{
  if (trie->count * 2 >= trie->size) grow(trie);
  struct node *node = slot_of(trie->nodes, trie->size, hash);
  if (!node->hash) {
    trie->count++;
    *node = (struct node){.hash = hash, .last = none};
  }
  return node;
}

unsigned trie_case_of(const struct tokens *name)
{
  if (name->count == 0) return 0;
  const struct token *first = &name->list[0], *last = &name->list[name->count - 1];
  unsigned cases = 0;
  if (!(first->flags & (TOKEN_CAPITAL | TOKEN_NUMBER))) cases |= TRIE_SMALL_FIRST;
  if (name->count > 1 && last->flags & TOKEN_CAPITAL) cases |= TRIE_BIG_LAST;
  if (name->count == 1 && first->flags & TOKEN_ALL_CAPITAL) cases |= TRIE_SHOUTED;
  return cases;
}

static bool spelled_so(const struct trie *trie, const struct node *node, const struct tokens *tokens,
                       size_t i, size_t length)
{
  const char *spelling = trie->pool.data + trie->entries[node->last].spelling;
  for (size_t k = 0; k < length; k++) {
    struct slice word = token_folded(tokens, i + k);
    if (strncmp(spelling, word.data, word.length) != 0) return false;
    spelling += word.length;
    if (*spelling != (k + 1 < length ? ' ' : '\0')) return false;
    if (k + 1 < length) spelling++;
  }
  return true;
}

static uint32_t note_spelling(struct trie *trie, const struct tokens *words)
{
  uint32_t begin = (uint32_t)trie->pool.length;
  for (size_t i = 0; i < words->count; i++) {
    if (i) buffer_byte(&trie->pool, ' ');
    buffer_slice(&trie->pool, token_folded(words, i));
  }
  buffer_byte(&trie->pool, '\0');
  return begin;
}

static bool add_entry(struct trie *trie, struct node *node, const struct tokens *name, unsigned cases,
                      uint32_t number)
{
  uint32_t spelling;
  if (node->last == none)
    spelling = note_spelling(trie, name);
  else if (spelled_so(trie, node, name, 0, name->count))
    spelling = trie->entries[node->last].spelling;
  else
    return false; /* another name with the same 64-bit hash */
  if (trie->entry_count == trie->entry_capacity) {
    trie->entry_capacity = trie->entry_capacity ? trie->entry_capacity * 2 : 1024;
    trie->entries = memory_resize(trie->entries, trie->entry_capacity * sizeof *trie->entries);
  }
  uint32_t self = (uint32_t)trie->entry_count++;
  uint32_t first = node->last == none ? self : trie->entries[node->last].next;
  trie->entries[self] = (struct entry){number, first, spelling, cases};
  if (node->last != none) trie->entries[node->last].next = self;
  node->last = self;
  return true;
}

bool trie_add(struct trie *trie, const struct tokens *name, unsigned cases, uint32_t number)
{
  if (name->count == 0 || name->count > TRIE_WORDS_MAX || trie->pool.length > UINT32_MAX / 2) return false;
  for (size_t i = 0; i < name->count; i++)
    if (name->list[i].folded_length == 0) return false;
  uint64_t hash = 0;
  struct node *node = NULL;
  for (size_t i = 0; i < name->count; i++) {
    hash = fold_join(hash, name->list[i].hash);
    node = make_node(trie, hash);
    if (i == 0) node->flags |= BEGINS;
    if (i == 0) note_begin(trie, hash);
    if (i + 1 < name->count) node->flags |= GOES_ON;
  }
  return add_entry(trie, node, name, cases, number);
}

/* shape_of - every case flag that the text satisfies; a name may ask for no other. */
static unsigned shape_of(const struct tokens *tokens, size_t i, size_t length)
{
  const struct token *first = &tokens->list[i], *last = &tokens->list[i + length - 1];
  bool article = length > 1 && first->flags & TOKEN_WORD && first[1].flags & TOKEN_GLUED &&
                 first[1].flags & TOKEN_CAPITAL; /* "al-Bab" */
  unsigned shape = TRIE_ANY_CASE | TRIE_SMALL_FIRST;
  if (last->flags & TOKEN_CAPITAL) shape |= TRIE_BIG_LAST;
  if (first->flags & TOKEN_ALL_CAPITAL) shape |= TRIE_SHOUTED;
  if (first->flags & (TOKEN_CAPITAL | TOKEN_NUMBER) || article) shape &= ~(unsigned)TRIE_SMALL_FIRST;
  return shape;
}

static bool agrees(unsigned cases, unsigned shape)
{
  if (cases & TRIE_ANY_CASE) return true;
  if (shape & TRIE_SMALL_FIRST && !(cases & TRIE_SMALL_FIRST)) return false;
  return (cases & (TRIE_BIG_LAST | TRIE_SHOUTED) & ~shape) == 0;
}

/* name_at - fills in the hit when a name that ends at this node may be written as the text has it. */
static bool name_at(const struct trie *trie, const struct node *node, const struct tokens *tokens, size_t i,
                    size_t length, struct trie_hit *hit)
{
  if (node->last == none) return false;
  unsigned shape = shape_of(tokens, i, length);
  uint32_t entry = node->last;
  do {
    entry = trie->entries[entry].next;
    if (!agrees(trie->entries[entry].cases, shape)) continue;
    if (!spelled_so(trie, node, tokens, i, length)) return false;
    *hit = (struct trie_hit){(uint32_t)length, shape, entry, node->last};
    return true;
  } while (entry != node->last);
  return false;
}

size_t trie_match(const struct trie *trie, const struct tokens *tokens, size_t i, struct trie_hit *hit)
{
  size_t longest = 0;
  uint64_t hash = 0;
  for (size_t k = 0; k < TRIE_WORDS_MAX && i + k < tokens->count; k++) {
    const struct token *token = &tokens->list[i + k];
    if (token->folded_length == 0 || (k && token->flags & TOKEN_PARAGRAPH)) break;
    hash = fold_join(hash, token->hash);
    if (k == 0 && !may_begin(trie, hash)) break;
    const struct node *node = find_node(trie, hash);
    if (!node->hash) break;
    if (name_at(trie, node, tokens, i, k + 1, hit)) longest = k + 1;
    if (!(node->flags & GOES_ON)) break;
  }
  return longest;
}

bool trie_exact(const struct trie *trie, const struct tokens *tokens, size_t first, size_t past,
                struct trie_hit *hit)
{
  if (past <= first || past - first > TRIE_WORDS_MAX || past > tokens->count) return false;
  uint64_t hash = 0;
  for (size_t i = first; i < past; i++) {
    if (tokens->list[i].folded_length == 0) return false;
    hash = fold_join(hash, tokens->list[i].hash);
  }
  const struct node *node = find_node(trie, hash);
  return node->hash && name_at(trie, node, tokens, first, past - first, hit);
}

bool trie_next(const struct trie *trie, struct trie_hit *hit, uint32_t *number)
{
  while (hit->next != none) {
    const struct entry *entry = &trie->entries[hit->next];
    hit->next = hit->next == hit->end ? none : entry->next;
    if (!agrees(entry->cases, hit->shape)) continue;
    *number = entry->number;
    return true;
  }
  return false;
}

size_t trie_names(const struct trie *trie)
{
  return trie->entry_count;
}

size_t trie_bytes(const struct trie *trie)
{
  return trie->size * sizeof *trie->nodes + trie->size / 8 + trie->entry_capacity * sizeof *trie->entries +
         trie->pool.capacity;
}
