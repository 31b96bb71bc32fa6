/* names_decode.c - see names_decode.h. Sixteen bits are enough: scores are kept below zero, the best being
 * zero, and no lower than NAMES_NEVER. */
#include "tag/names_decode.h"

#include "base/memory.h"
#include "tag/tokens.h"

#include <math.h>
#include <stdlib.h>

enum {
  ROWS_MAX = 250 /* of a token; more would overflow */,
  SCORE_MAX = 8000,
  FAR_BEHIND = -640 /* a label that nothing can bring back */
};

/* Leads as they come promise more than they keep on texts that were not learnt from. */
static const double CALM = 0.75;

struct names_lattice {
  names_scores *scores; /* of each token */
  names_scores *back;   /* the best label before */
  bool *plain;          /* in no name, at a glance */
};

struct names_lattice *names_lattice_new(void)
{
  struct names_lattice *lattice = memory_alloc(sizeof *lattice);
  lattice->scores = memory_zero(TOKENS_MAX + 1, sizeof *lattice->scores);
  lattice->back = memory_zero(TOKENS_MAX + 1, sizeof *lattice->back);
  lattice->plain = memory_zero(TOKENS_MAX + 1, sizeof *lattice->plain);
  return lattice;
}

void names_lattice_free(struct names_lattice **lattice)
{
  if (!*lattice) return;
  free((*lattice)->scores);
  free((*lattice)->back);
  free((*lattice)->plain);
  free(*lattice);
  *lattice = NULL;
}

static void add_row(names_scores scores, const names_row row)
{
  for (int y = 0; y < NAMES_STRIDE; y++) scores[y] = (int16_t)(scores[y] + row[y]);
}

/* Buckets first, rows then: the processor fetches them while it goes on. */
static void add_rows(const struct names_model *model, const uint64_t *features, size_t count,
                     names_scores scores)
{
  const names_row *rows[ROWS_MAX];
  size_t found = 0;
  for (size_t f = 0; f < count; f++)
    __builtin_prefetch(&model->features[names_bucket(features[f], model->feature_buckets)]);
  for (size_t f = 0; f < count && found < ROWS_MAX; f++) {
    int64_t row = names_features_find(model->features, model->feature_buckets, features[f]);
    if (row < 0) continue;
    rows[found] = &model->rows[row];
    __builtin_prefetch(rows[found++]);
  }
  for (size_t f = 0; f < found; f++) add_row(scores, *rows[f]);
}

/* Keeps what is added to it later from overflowing. */
static void bound(names_scores scores)
{
  for (int y = 0; y < NAMES_STRIDE; y++) {
    int16_t low = scores[y] < -SCORE_MAX ? (int16_t)-SCORE_MAX : scores[y];
    scores[y] = low > SCORE_MAX ? (int16_t)SCORE_MAX : low;
  }
}

/* Is the token in no name by what is seen at a glance? */
static bool is_plain(const struct names_model *model, const uint64_t *features, size_t count)
{
  int sum = 0;
  for (size_t f = 0; f < count; f++)
    __builtin_prefetch(&model->features[names_bucket(features[f], model->feature_buckets)]);
  for (size_t f = 0; f < count; f++) {
    int64_t row = names_features_find(model->features, model->feature_buckets, features[f]);
    if (row >= 0) sum += model->rows[row][0];
  }
  return count && (float)sum < model->glance * model->scale;
}

void names_score(const struct names_model *model, struct names_lattice *lattice,
                 const struct names_atoms *atoms, size_t first, size_t past)
{
  uint64_t features[NAMES_FEATURES_MAX];
  for (size_t i = first; i < past; i++) {
    size_t count = names_features_at(atoms, NAMES_G_GLANCE, i, first, past, features);
    memset(lattice->scores[i], 0, sizeof lattice->scores[i]);
    lattice->plain[i] = is_plain(model, features, count);
    if (lattice->plain[i]) continue;
    count = names_features_at(atoms, model->groups, i, first, past, features);
    add_rows(model, features, count, lattice->scores[i]);
    bound(lattice->scores[i]);
  }
}

void names_rescore(const struct names_model *model, struct names_lattice *lattice, size_t i,
                   const uint64_t *features, size_t count)
{
  add_rows(model, features, count, lattice->scores[i]);
  bound(lattice->scores[i]);
}

static void level(names_scores scores)
{
  int16_t best = NAMES_NEVER;
  for (int y = 0; y < NAMES_LABELS; y++) best = scores[y] > best ? scores[y] : best;
  for (int y = 0; y < NAMES_STRIDE; y++) {
    int lower = scores[y] - best;
    scores[y] = (int16_t)(lower < NAMES_NEVER ? NAMES_NEVER : lower);
  }
}

static void step(const int16_t (*transitions)[NAMES_STRIDE], const names_scores before,
                 const names_scores here, names_scores after, names_scores back)
{
  names_scores best;
  for (int y = 0; y < NAMES_STRIDE; y++) best[y] = INT16_MIN;
  for (int16_t x = 0; x < NAMES_LABELS; x++) {
    int16_t from = before[x];
    if (from < FAR_BEHIND) continue;
    for (int y = 0; y < NAMES_STRIDE; y++) {
      int16_t score = (int16_t)(from + transitions[x][y]);
      back[y] = score > best[y] ? x : back[y];
      best[y] = score > best[y] ? score : best[y];
    }
  }
  for (int y = 0; y < NAMES_STRIDE; y++) {
    int sum = best[y] + here[y];
    after[y] = (int16_t)(sum < -24000 ? -24000 : sum);
  }
  level(after);
}

/* The same where the token can only be outside. */
static void step_outside(const int16_t (*transitions)[NAMES_STRIDE], names_scores best, names_scores back)
{
  int16_t from = NAMES_OUTSIDE, most = INT16_MIN;
  for (int16_t x = 0; x < NAMES_LABELS; x++) {
    int16_t score = (int16_t)(best[x] + transitions[x][NAMES_OUTSIDE]);
    if (score > most) most = score, from = x;
  }
  back[NAMES_OUTSIDE] = from;
  for (int y = 1; y < NAMES_STRIDE; y++) best[y] = NAMES_NEVER;
  best[NAMES_OUTSIDE] = 0;
}

void names_decode(struct names_lattice *lattice, const int16_t (*transitions)[NAMES_STRIDE], size_t first,
                  size_t past, uint8_t *labels)
{
  names_scores best;
  for (int y = 0; y < NAMES_STRIDE; y++) best[y] = NAMES_NEVER;
  best[NAMES_OUTSIDE] = 0;
  for (size_t i = first; i < past; i++) {
    names_scores next;
    if (lattice->plain[i]) {
      step_outside(transitions, best, lattice->back[i]);
      continue;
    }
    step(transitions, best, lattice->scores[i], next, lattice->back[i]);
    memcpy(best, next, sizeof best);
  }
  int label = NAMES_OUTSIDE;
  for (int y = 0; y < NAMES_LABELS; y++)
    if (names_may_follow(y, NAMES_OUTSIDE) && best[y] > best[label]) label = y;
  for (size_t i = past; i-- > first;) {
    labels[i] = (uint8_t)label;
    label = lattice->back[i][label];
  }
}

float names_lead_at(const struct names_model *model, const struct names_lattice *lattice, size_t i, int label)
{
  const int16_t *scores = lattice->scores[i];
  int best = INT16_MIN;
  for (int y = 0; y < NAMES_LABELS; y++) {
    bool same = label ? y && names_type_of(y) == names_type_of(label) : !y;
    if (!same && scores[y] > best) best = scores[y];
  }
  return (float)(scores[label] - best) / model->scale;
}

static int score_as(const struct names_lattice *lattice, size_t first, size_t past, const uint8_t *labels,
                    int type)
{
  int sum = 0;
  for (size_t i = first; i < past; i++)
    sum += lattice->scores[i][type < 0 ? NAMES_OUTSIDE
                                       : names_label((enum names_type)type, names_part_of(labels[i]))];
  return sum;
}

int names_confidence(const struct names_model *model, const struct names_lattice *lattice, size_t first,
                     size_t past, const uint8_t *labels)
{
  int own = (int)names_type_of(labels[first]), other = INT16_MIN;
  int score = score_as(lattice, first, past, labels, own);
  for (int type = -1; type < NAMES_TYPES; type++) {
    int rival = type == own ? other : score_as(lattice, first, past, labels, type);
    other = rival > other ? rival : other;
  }
  double lead = (double)(score - other) / (double)model->scale;
  return (int)(100 / (1 + exp(-CALM * lead)));
}
