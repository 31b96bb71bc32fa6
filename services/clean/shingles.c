/* shingles.c - a set of 32-bit hashes in an open table: two texts of one hash do no harm, each is one of
 * many.
 */
#include "clean/shingles.h"

#include <stdint.h>

enum { RUN = 3, MOST = 1 << 20, BYTES_A_WORD = 3 };

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
  for (size_t slot = hash & set->mask; set->slots[slot]; slot = (slot + 1) & set->mask)
    if (set->slots[slot] == hash) return true;
  return false;
}

static void put(struct shingles *set, uint32_t hash)
{
  if (set->count * 4 > set->mask * 3) return;
  size_t slot = hash & set->mask;
  while (set->slots[slot] && set->slots[slot] != hash) slot = (slot + 1) & set->mask;
  if (!set->slots[slot]) set->count++;
  set->slots[slot] = hash;
}

/* A window over the words of a text. */
struct window {
  struct slice text;
  size_t at;
  uint32_t words[RUN];
  size_t count;
};

static uint32_t join(const struct window *window)
{
  uint32_t hash = 0x9E3779B9u;
  size_t first = window->count < RUN ? 0 : window->count;
  for (size_t i = 0; i < RUN; i++)
    hash = (hash ^ window->words[(first + i) % RUN]) * 0x85EBCA6Bu, hash ^= hash >> 15;
  return hash ? hash : 1;
}

/* next - hash of the next shingle; 0 at the end. A text of fewer words is one shingle. */
static uint32_t next(struct window *window)
{
  uint32_t word;
  while ((word = next_word(window->text, &window->at)) != 0) {
    window->words[window->count++ % RUN] = word;
    if (window->count >= RUN) return join(window);
  }
  if (window->count == 0 || window->count >= RUN) return 0;
  uint32_t hash = join(window);
  window->count = RUN;
  return hash;
}

void shingles_add(struct shingles *set, struct slice text)
{
  struct window window = {.text = text};
  for (uint32_t hash; (hash = next(&window)) != 0;) put(set, hash);
}

double shingles_share(const struct shingles *set, struct slice text)
{
  struct window window = {.text = text};
  size_t all = 0, found = 0;
  for (uint32_t hash; (hash = next(&window)) != 0; all++) found += has(set, hash);
  return all ? (double)found / (double)all : 0;
}
