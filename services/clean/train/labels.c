/* labels.c - texts are compared as sequences of words. A run of four words of the article can answer for as
 * many blocks as the article repeats it: the copy that the rules took for the article is asked first. */
#include "clean/train/labels.h"

#include "base/hash.h"
#include "base/unicode.h"
#include "base/utf8.h"

enum { RUN = 4 };

struct words {
  uint64_t *hashes;
  bool *opens; /* the first of a line */
  size_t count;
};

/* A multiset of hashes. */
struct bag {
  struct {
    uint64_t hash;
    int count;
  } * slots;
  size_t mask;
};

static int *count_of(struct bag *bag, uint64_t hash)
{
  size_t slot = hash & bag->mask;
  while (bag->slots[slot].hash && bag->slots[slot].hash != hash) slot = (slot + 1) & bag->mask;
  bag->slots[slot].hash = hash;
  return &bag->slots[slot].count;
}

static struct words words_of(struct arena *arena, struct slice text)
{
  struct words words = {arena_alloc(arena, (text.length + 1) * sizeof *words.hashes),
                        arena_zero(arena, text.length + 1, sizeof *words.opens), 0};
  bool inside = false, opens = true;
  for (size_t at = 0; at < text.length;) {
    size_t start = at;
    uint32_t c = unicode_lower(utf8_decode(text, &at));
    bool ideograph = c >= 0x3040 && c <= 0x9FFF;
    bool letter = unicode_is_letter(c) || (c >= '0' && c <= '9');
    if (c == '\n') opens = true;
    if (letter && (!inside || ideograph)) {
      words.opens[words.count] = opens;
      words.hashes[words.count++] = 0xCBF29CE484222325u;
      opens = false;
    }
    (void)start;
    if (letter) words.hashes[words.count - 1] = (words.hashes[words.count - 1] ^ c) * 0x100000001B3u | 1;
    inside = letter && !ideograph;
  }
  return words;
}

static uint64_t run_at(const struct words *words, size_t at)
{
  uint64_t hash = 1;
  for (size_t i = at; i < at + RUN; i++) hash = (hash ^ words->hashes[i]) * 0x9E3779B97F4A7C15u;
  return hash ? hash : 1;
}

struct truth {
  struct words words;
  struct bag runs;
};

static struct truth truth_of(struct arena *arena, struct slice text)
{
  struct truth truth = {.words = words_of(arena, unicode_nfc(arena, text))};
  size_t size = 64;
  while (size < truth.words.count * 4) size *= 2;
  truth.runs.slots = arena_zero(arena, size, sizeof *truth.runs.slots);
  truth.runs.mask = size - 1;
  for (size_t i = 0; i + RUN <= truth.words.count; i++) ++*count_of(&truth.runs, run_at(&truth.words, i));
  return truth;
}

/* share_of - of the runs of a block that the article has left; they are used up. */
static float share_of(struct truth *truth, const struct words *words)
{
  size_t found = 0, all = words->count - RUN + 1;
  for (size_t i = 0; i + RUN <= words->count; i++) {
    uint64_t run = run_at(words, i);
    size_t slot = run & truth->runs.mask;
    while (truth->runs.slots[slot].hash && truth->runs.slots[slot].hash != run)
      slot = (slot + 1) & truth->runs.mask;
    if (truth->runs.slots[slot].count <= 0) continue;
    truth->runs.slots[slot].count--;
    found++;
  }
  return (float)found / (float)all;
}

static bool stands_at(const struct words *text, size_t at, const struct words *part)
{
  return at + part->count <= text->count &&
         memcmp(&text->hashes[at], part->hashes, part->count * sizeof *part->hashes) == 0;
}

static bool follows(const struct words *text, size_t at, const struct words *before)
{
  return before && before->count && at > 0 && text->hashes[at - 1] == before->hashes[before->count - 1];
}

static bool leads(const struct words *text, size_t end, const struct words *after)
{
  return after && after->count && end < text->count && text->hashes[end] == after->hashes[0];
}

/* stands_in - a block of a few words: a line of the article, or between its neighbours there. */
static bool stands_in(const struct words *text, const struct words *part, const struct words *before,
                      const struct words *after)
{
  for (size_t at = 0; at + part->count <= text->count; at++) {
    if (!stands_at(text, at, part)) continue;
    size_t end = at + part->count;
    bool line = text->opens[at] && (end == text->count || text->opens[end]);
    if (line || follows(text, at, before) || leads(text, end, after)) return true;
  }
  return false;
}

static struct words *words_of_blocks(struct arena *arena, const struct blocks *blocks)
{
  struct words *words = arena_zero(arena, (size_t)blocks->count + 1, sizeof *words);
  for (uint32_t i = 0; i < blocks->count; i++) words[i] = words_of(arena, blocks->items[i].text);
  return words;
}

static void by_text(struct arena *arena, struct slice text, const struct blocks *blocks, struct label *labels)
{
  struct truth truth = truth_of(arena, text);
  struct words *words = words_of_blocks(arena, blocks);
  for (int kept = 1; kept >= 0; kept--)
    for (uint32_t i = 0; i < blocks->count; i++)
      if (block_kept(&blocks->items[i]) == (kept == 1) && words[i].count >= RUN)
        labels[i].answer = share_of(&truth, &words[i]);
  float page = (float)truth.words.count + 60;
  for (uint32_t i = 0; i < blocks->count; i++) {
    labels[i].weight = ((float)words[i].count + 2) / page;
    if (words[i].count >= RUN || words[i].count == 0) continue;
    labels[i].answer = stands_in(&truth.words, &words[i], i ? &words[i - 1] : NULL, &words[i + 1]);
  }
}

static bool within(const struct words *text, const struct words *part)
{
  for (size_t at = 0; part->count && at + part->count <= text->count; at++)
    if (stands_at(text, at, part)) return true;
  return false;
}

static void by_pieces(struct arena *arena, const struct json *pieces, float answer, float weight,
                      const struct blocks *blocks, const struct words *words, struct label *labels)
{
  for
    json_each(piece, pieces)
    {
      struct words part = words_of(arena, unicode_nfc(arena, json_text(piece)));
      for (uint32_t i = 0; i < blocks->count; i++) {
        bool touches = within(&words[i], &part) || (words[i].count >= 3 && within(&part, &words[i]));
        if (!touches || (labels[i].weight > 0 && labels[i].answer > answer)) continue;
        labels[i] = (struct label){answer, weight};
      }
    }
}

struct label *labels_read(struct arena *arena, const struct json *row, const struct blocks *blocks)
{
  struct label *labels = arena_zero(arena, (size_t)blocks->count + 1, sizeof *labels);
  struct slice text = json_get_text(row, "text");
  if (text.length) {
    by_text(arena, text, blocks, labels);
    return labels;
  }
  const struct json *with = json_get(row, "with"), *without = json_get(row, "without");
  size_t pieces = json_count(with) + json_count(without);
  if (!pieces) return labels;
  const struct words *words = words_of_blocks(arena, blocks);
  float weight = 0.7F / (float)pieces;
  by_pieces(arena, with, 1, weight, blocks, words, labels);
  by_pieces(arena, without, 0, weight, blocks, words, labels);
  return labels;
}
