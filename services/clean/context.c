/* context.c - sums from the left, from the right, and over what belongs together. */
#include "clean/context.h"

#include "clean/model.h"

enum { UNIT = 32, NEAR_WORDS = 60, MUCH = 600, FAR = 8 * UNIT };

struct mean {
  int64_t score, words;
};

/* A score in units of 1/32, at most 8 either way. */
static int16_t small(int score)
{
  int value = score / (MODEL_UNIT / UNIT);
  return (int16_t)(value > FAR ? FAR : value < -FAR ? -FAR : value);
}

static void add(struct mean *mean, int score, uint32_t words)
{
  mean->score += (int64_t)small(score) * (words + 1);
  mean->words += words + 1;
}

static int16_t of(const struct mean *mean)
{
  return (int16_t)(mean->words ? mean->score / mean->words : 0);
}

/* near - how much of the nearest words on that side is kept, in thousandths. */
static int16_t near(const struct blocks *blocks, const int *scores, uint32_t index, int step)
{
  uint32_t words = 0, kept = 0;
  for (int64_t i = (int64_t)index + step; i >= 0 && i < blocks->count && words < NEAR_WORDS; i += step) {
    uint32_t some = blocks->items[i].words + 1;
    if (some > NEAR_WORDS - words) some = NEAR_WORDS - words;
    words += some;
    if (scores[i] > 0) kept += some;
  }
  return (int16_t)(words ? (int)(kept * 1000 / words) : -1);
}

void context_add(struct arena *arena, const struct blocks *blocks, const int *scores, struct features *rows)
{
  struct mean *holders = arena_zero(arena, blocks->region_count, sizeof *holders);
  struct mean *looks = arena_zero(arena, FEATURES_LOOKS, sizeof *looks);
  uint32_t count = blocks->count, all = 0, before = 0;
  for (uint32_t i = 0; i < count; i++) {
    add(&holders[rows[i].holder], scores[i], blocks->items[i].words);
    add(&looks[rows[i].look], scores[i], blocks->items[i].words);
    if (scores[i] > 0) all += blocks->items[i].words;
  }
  for (uint32_t i = 0; i < count; i++) {
    int16_t *row = rows[i].of;
    uint32_t own = scores[i] > 0 ? blocks->items[i].words : 0;
    row[FEATURE_SCORE] = small(scores[i]);
    row[FEATURE_SCORE_PREVIOUS] = i > 0 ? small(scores[i - 1]) : -FAR;
    row[FEATURE_SCORE_PREVIOUS_2] = i > 1 ? small(scores[i - 2]) : -FAR;
    row[FEATURE_SCORE_NEXT] = i + 1 < count ? small(scores[i + 1]) : -FAR;
    row[FEATURE_SCORE_NEXT_2] = i + 2 < count ? small(scores[i + 2]) : -FAR;
    row[FEATURE_SCORE_HOLDER] = of(&holders[rows[i].holder]);
    row[FEATURE_SCORE_ALIKE] = of(&looks[rows[i].look]);
    row[FEATURE_KEPT_BEFORE] = features_logarithm(before < MUCH ? before : MUCH);
    uint32_t after = all - before - own;
    row[FEATURE_KEPT_AFTER] = features_logarithm(after < MUCH ? after : MUCH);
    row[FEATURE_KEPT_NEAR_BEFORE] = near(blocks, scores, i, -1);
    row[FEATURE_KEPT_NEAR_AFTER] = near(blocks, scores, i, 1);
    before += own;
  }
}
