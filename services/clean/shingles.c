/* shingles.c - a set of 32-bit hashes in an open table: two texts of one hash do no harm, each is one of
 * many.
 */
#include "clean/shingles.h"

enum { RUN = 3, MOST = 1 << 20, BYTES_A_WORD = 3, TRIES = 256 /* a text made to collide costs no more */ };

struct shingles {
  uint32_t *slots; /* 0: free */
  size_t mask, count;
};

struct shingles *shingles_new(struct arena *arena, size_t bytes)
{
  struct shingles *set = arena_zero(arena, 1, sizeof *set);
  size_t size = 64;
  while (size < bytes / BYTES_A_WORD * 2 && size < MOST) size *= 2;
  set->slots = arena_zero(arena, size, sizeof *set->slots);
  set->mask = size - 1;
  return set;
}

static bool is_word_byte(unsigned char c)
{
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0xC3;
}

/* next_word - hash of the next word; 0 at the end. Of two-byte signs only letters count: 0xC2 leads the
 * punctuation of Latin-1, and 0xE2 that of all others. */
static uint32_t next_word(struct slice text, size_t *at)
{
  const unsigned char *data = (const unsigned char *)text.data;
  while (*at < text.length && (!is_word_byte(data[*at]) || data[*at] == 0xE2)) {
    unsigned char c = data[(*at)++];
    while (c >= 0xC2 && *at < text.length && (data[*at] & 0xC0) == 0x80) ++*at;
  }
  uint32_t hash = 2166136261u;
  size_t start = *at;
  while (*at < text.length && is_word_byte(data[*at]) && data[*at] != 0xE2) {
    unsigned char c = data[(*at)++];
    hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
    while (c >= 0xC3 && *at < text.length && (data[*at] & 0xC0) == 0x80)
      hash = (hash ^ data[(*at)++]) * 16777619u;
    if (c >= 0xE3 && c <= 0xE9) break; /* Chinese, Japanese */
  }
  if (*at == start) return 0;
  return hash ? hash : 1;
}

static bool has(const struct shingles *set, uint32_t hash)
{
  size_t slot = hash & set->mask;
  for (int i = 0; i < TRIES && set->slots[slot]; i++, slot = (slot + 1) & set->mask)
    if (set->slots[slot] == hash) return true;
  return false;
}

static void put(struct shingles *set, uint32_t hash)
{
  if (set->count * 4 > set->mask * 3) return;
  size_t slot = hash & set->mask;
  for (int i = 0; i < TRIES; i++, slot = (slot + 1) & set->mask) {
    if (set->slots[slot] == hash) return;
    if (set->slots[slot]) continue;
    set->slots[slot] = hash;
    set->count++;
    return;
  }
}

static uint32_t join(const uint32_t *words)
{
  uint32_t hash = 0;
  for (size_t i = 0; i < RUN; i++) {
    hash = (hash ^ words[i]) * 0x85EBCA6Bu;
    hash ^= hash >> 15;
  }
  return hash ? hash : 1;
}

static void append(struct arena *arena, struct shingle_list *list, uint32_t hash)
{
  if (list->count == list->room) {
    size_t room = list->room ? 2 * list->room : 256;
    uint32_t *more = arena_alloc(arena, room * sizeof *more);
    if (list->count) memcpy(more, list->hashes, list->count * sizeof *more);
    list->hashes = more;
    list->room = room;
  }
  list->hashes[list->count++] = hash;
}

void shingles_cut(struct arena *arena, struct slice text, struct shingle_list *list)
{
  uint32_t words[RUN] = {0}, word;
  size_t count = 0;
  list->count = 0;
  for (size_t at = 0; (word = next_word(text, &at)) != 0;) {
    words[0] = words[1];
    words[1] = words[2];
    words[2] = word;
    if (++count >= RUN) append(arena, list, join(words));
  }
  if (count > 0 && count < RUN) append(arena, list, join(words));
}

void shingles_add(struct shingles *set, const struct shingle_list *list)
{
  for (size_t i = 0; i < list->count; i++) put(set, list->hashes[i]);
}

double shingles_share(const struct shingles *set, const struct shingle_list *list)
{
  size_t found = 0;
  for (size_t i = 0; i < list->count; i++) found += has(set, list->hashes[i]);
  return list->count ? (double)found / (double)list->count : 0;
}
