/* prefilter.c - see prefilter.h. */
#include "tag/prefilter.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>

enum { WIDTHS = 3, BITMAP = 32768 /* bits */, HEADS = 4096, TABLE = 0x800 /* code points of two bytes */ };
static const uint8_t widths[WIDTHS] = {4, 2, 1};
static const uint32_t masks[WIDTHS] = {0xFFFFFFFF, 0xFFFF, 0xFF};

/* A needed string and where in it the key stands. */
struct entry {
  struct literal literal;
  uint8_t width, offset; /* of the key */
  uint32_t key, owner;
  uint32_t next; /* one more in the same list, from 1; 0: none */
};

struct prefilter {
  uint64_t bits[WIDTHS][BITMAP / 64];
  bool used[WIDTHS];
  uint32_t heads[HEADS]; /* position in entries, from 1; 0: none */
  struct entry *entries;
  size_t count, capacity;
  uint8_t symbols[TABLE]; /* of the code points below */
};

struct prefilter *prefilter_new(void)
{
  struct prefilter *prefilter = memory_zero(1, sizeof *prefilter);
  for (uint32_t c = 0; c < TABLE; c++) prefilter->symbols[c] = literal_symbol(c);
  return prefilter;
}

void prefilter_free(struct prefilter **prefilter)
{
  if (!*prefilter) return;
  free((*prefilter)->entries);
  free(*prefilter);
  *prefilter = NULL;
}

static uint32_t mix(uint32_t key, size_t k)
{
  return (key + (uint32_t)k) * 0x9E3779B1u;
}

static uint32_t bit_of(uint32_t key, size_t k)
{
  return mix(key, k) >> 17;
}

static uint32_t head_of(uint32_t key, size_t k)
{
  return mix(key, k) >> 20;
}

/* How rare a symbol is in European text: a guess. */
static unsigned rarity(uint8_t symbol)
{
  static const char common[] = " etasinrulodcmp,'vg.fbhq-xyjzkw";
  const char *at = symbol ? strchr(common, symbol) : NULL;
  return at && symbol < 0x80 ? (unsigned)(at - common) : 28;
}

static uint8_t rarest(const struct literal *literal, size_t width)
{
  unsigned most = 0;
  uint8_t best = 0;
  for (size_t at = 0; at + width <= literal->length; at++) {
    unsigned sum = 0;
    for (size_t i = 0; i < width; i++) sum += rarity(literal->symbols[at + i]);
    if (sum > most) {
      most = sum;
      best = (uint8_t)at;
    }
  }
  return best;
}

static void add_one(struct prefilter *prefilter, const struct literal *literal, uint32_t owner)
{
  if (prefilter->count == prefilter->capacity) {
    prefilter->capacity = prefilter->capacity ? prefilter->capacity * 2 : 64;
    prefilter->entries = memory_resize(prefilter->entries, prefilter->capacity * sizeof *prefilter->entries);
  }
  size_t k = literal->length >= 4 ? 0 : literal->length >= 2 ? 1 : 2;
  struct entry *entry = &prefilter->entries[prefilter->count++];
  *entry = (struct entry){.literal = *literal, .width = widths[k], .owner = owner};
  entry->offset = rarest(literal, entry->width);
  for (size_t i = 0; i < entry->width; i++)
    entry->key = entry->key << 8 | literal->symbols[entry->offset + i];
  uint32_t bit = bit_of(entry->key, k), *head = &prefilter->heads[head_of(entry->key, k)];
  prefilter->bits[k][bit / 64] |= (uint64_t)1 << bit % 64;
  prefilter->used[k] = true;
  entry->next = *head;
  *head = (uint32_t)prefilter->count;
}

void prefilter_add(struct prefilter *prefilter, const struct literals *needed, uint32_t owner)
{
  for (size_t i = 0; i < needed->count; i++) add_one(prefilter, &needed->list[i], owner);
}

size_t prefilter_fold(const struct prefilter *prefilter, struct slice text, uint8_t *symbols,
                      uint64_t bytes[4])
{
  size_t count = 0;
  memset(bytes, 0, 4 * sizeof *bytes);
  for (size_t at = 0; at < text.length;) {
    uint8_t byte = (uint8_t)text.data[at];
    bytes[byte / 64] |= (uint64_t)1 << byte % 64;
    size_t start = at;
    uint32_t c = utf8_decode(text, &at);
    while (++start < at) {
      byte = (uint8_t)text.data[start];
      bytes[byte / 64] |= (uint64_t)1 << byte % 64;
    }
    symbols[count++] = c < TABLE ? prefilter->symbols[c] : literal_symbol(c);
  }
  return count;
}

/* look - the entries whose key ends right before symbol `past`. */
static void look(const struct prefilter *prefilter, const uint8_t *symbols, size_t count, size_t past,
                 size_t k, uint32_t key, uint64_t *hits)
{
  for (uint32_t i = prefilter->heads[head_of(key, k)]; i; i = prefilter->entries[i - 1].next) {
    const struct entry *entry = &prefilter->entries[i - 1];
    const struct literal *literal = &entry->literal;
    size_t before = (size_t)entry->offset + entry->width; /* of the string, up to `past` */
    if (entry->key != key || entry->width != widths[k] || before > past) continue;
    if (past - before + literal->length > count) continue;
    if (memcmp(symbols + past - before, literal->symbols, literal->length) == 0)
      hits[entry->owner / 64] |= (uint64_t)1 << entry->owner % 64;
  }
}

void prefilter_scan(const struct prefilter *prefilter, const uint8_t *symbols, size_t count, uint64_t *hits)
{
  for (size_t k = 0; k < WIDTHS; k++) {
    if (!prefilter->used[k]) continue;
    uint32_t last = 0; /* four symbols */
    for (size_t i = 0; i < count; i++) {
      last = last << 8 | symbols[i];
      uint32_t key = last & masks[k], bit = bit_of(key, k);
      if (prefilter->bits[k][bit / 64] >> bit % 64 & 1) look(prefilter, symbols, count, i + 1, k, key, hits);
    }
  }
}
