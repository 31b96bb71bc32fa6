/* boost.c - each feature is put into at most 64 bins of equal count once; a tree grows level by level, and a
 * level looks at every row once. */
#include "clean/train/boost.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { BINS = 64 };

struct bins {
  int16_t edges[FEATURES][BINS]; /* bin b holds the values up to edges[b] */
  int count[FEATURES];
};

struct sum {
  double gradient, weight;
};

struct split {
  int feature, bin;
  double gain;
};

struct learner {
  const struct boost_options *options;
  struct bins bins;
  unsigned char *binned; /* rows x FEATURES */
  float *answers, *weights;
  double *scores;
  unsigned char *node; /* of each row on the current level, from 0 */
  bool *taken;         /* the row counts for this tree */
  size_t count;
  uint64_t random;
};

static double gains[FEATURES];

const double *boost_gains(void)
{
  return gains;
}

/* random_share - xorshift64*: the same on every machine. */
static double random_share(uint64_t *state)
{
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return (double)((*state * 0x2545F4914F6CDD1Du) >> 11) / 9007199254740992.0;
}

static int by_value(const void *a, const void *b)
{
  return *(const int16_t *)a - *(const int16_t *)b;
}

static void find_edges(struct bins *bins, int feature, int16_t *values, size_t count)
{
  qsort(values, count, sizeof *values, by_value);
  int edges = 0;
  for (int b = 1; b < BINS; b++) {
    int16_t edge = values[(count - 1) * (size_t)b / BINS];
    if (edge < values[count - 1] && (!edges || edge > bins->edges[feature][edges - 1]))
      bins->edges[feature][edges++] = edge;
  }
  bins->count[feature] = edges + 1;
}

static unsigned char bin_of(const struct bins *bins, int feature, int16_t value)
{
  int low = 0, high = bins->count[feature] - 1;
  while (low < high) {
    int middle = (low + high) / 2;
    if (value <= bins->edges[feature][middle])
      high = middle;
    else
      low = middle + 1;
  }
  return (unsigned char)low;
}

static bool learns_from(const struct boost_row *row, int left_out, int left_part)
{
  return row->weight > 0 && !row->features.hopeless && row->fold != left_out && row->part != left_part;
}

static void take_rows(struct learner *learner, const struct boost_row *rows, size_t count, int left_out,
                      int left_part)
{
  int16_t *values = memory_alloc(count * sizeof *values + 1);
  for (int f = 0; f < FEATURES; f++) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
      if (learns_from(&rows[i], left_out, left_part)) values[n++] = rows[i].features.of[f];
    learner->count = n;
    if (n) find_edges(&learner->bins, f, values, n);
  }
  free(values);
  learner->binned = memory_alloc(learner->count * FEATURES + 1);
  learner->answers = memory_alloc(learner->count * sizeof(float) + 1);
  learner->weights = memory_alloc(learner->count * sizeof(float) + 1);
  learner->scores = memory_zero(learner->count + 1, sizeof(double));
  learner->node = memory_alloc(learner->count + 1);
  learner->taken = memory_alloc(learner->count + 1);
  for (size_t i = 0, n = 0; i < count; i++) {
    if (!learns_from(&rows[i], left_out, left_part)) continue;
    for (int f = 0; f < FEATURES; f++)
      learner->binned[n * FEATURES + (size_t)f] = bin_of(&learner->bins, f, rows[i].features.of[f]);
    learner->answers[n] = rows[i].answer;
    learner->weights[n++] = rows[i].weight;
  }
}

static void free_rows(struct learner *learner)
{
  free(learner->binned);
  free(learner->answers);
  free(learner->weights);
  free(learner->scores);
  free(learner->node);
  free(learner->taken);
}

static struct sum sum_of(const struct learner *learner, size_t row)
{
  double p = 1 / (1 + exp(-learner->scores[row]));
  return (struct sum){learner->weights[row] * (p - learner->answers[row]),
                      learner->weights[row] * p * (1 - p)};
}

typedef struct sum histogram[FEATURES][BINS];

static void fill(const struct learner *learner, const bool *features, histogram *nodes, size_t node_count)
{
  memset(nodes, 0, node_count * sizeof *nodes);
  for (size_t i = 0; i < learner->count; i++) {
    if (!learner->taken[i]) continue;
    struct sum sum = sum_of(learner, i);
    histogram *node = &nodes[learner->node[i]];
    const unsigned char *bins = &learner->binned[i * FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      if (!features[f]) continue;
      (*node)[f][bins[f]].gradient += sum.gradient;
      (*node)[f][bins[f]].weight += sum.weight;
    }
  }
}

static double worth(const struct learner *learner, struct sum sum)
{
  return sum.gradient * sum.gradient / (sum.weight + learner->options->ridge);
}

static struct split best_split(const struct learner *learner, const bool *features, const histogram *node)
{
  struct split best = {0, BINS, 1e-6};
  for (int f = 0; f < FEATURES; f++) {
    if (!features[f]) continue;
    struct sum all = {0, 0}, left = {0, 0};
    for (int b = 0; b < learner->bins.count[f]; b++) {
      all.gradient += (*node)[f][b].gradient;
      all.weight += (*node)[f][b].weight;
    }
    for (int b = 0; b + 1 < learner->bins.count[f]; b++) {
      left.gradient += (*node)[f][b].gradient;
      left.weight += (*node)[f][b].weight;
      struct sum right = {all.gradient - left.gradient, all.weight - left.weight};
      if (left.weight < learner->options->least || right.weight < learner->options->least) continue;
      double gain = worth(learner, left) + worth(learner, right) - worth(learner, all);
      if (gain > best.gain) best = (struct split){f, b, gain};
    }
  }
  return best;
}

/* set_leaves - Newton's step for each leaf, over all rows, also those the tree was not grown on. */
static void set_leaves(struct learner *learner, struct model_tree *tree)
{
  struct sum sums[MODEL_LEAVES] = {0};
  double value[MODEL_LEAVES];
  for (size_t i = 0; i < learner->count; i++) {
    if (!learner->taken[i]) continue;
    struct sum sum = sum_of(learner, i);
    sums[learner->node[i]].gradient += sum.gradient;
    sums[learner->node[i]].weight += sum.weight;
  }
  for (int leaf = 0; leaf < MODEL_LEAVES; leaf++) {
    double step = -sums[leaf].gradient / (sums[leaf].weight + learner->options->ridge);
    step *= learner->options->rate;
    tree->leaf[leaf] = (int16_t)lrint(fmax(-30000, fmin(30000, step * MODEL_UNIT)));
    value[leaf] = (double)tree->leaf[leaf] / MODEL_UNIT;
  }
  for (size_t i = 0; i < learner->count; i++) learner->scores[i] += value[learner->node[i]];
}

static void grow(struct learner *learner, histogram *nodes, struct model_tree *tree)
{
  bool features[FEATURES];
  for (int f = 0; f < FEATURES; f++)
    features[f] =
        learner->bins.count[f] > 1 && random_share(&learner->random) < learner->options->split_share;
  for (size_t i = 0; i < learner->count; i++) {
    learner->node[i] = 0;
    learner->taken[i] = random_share(&learner->random) < learner->options->row_share;
  }
  for (int level = 0; level < MODEL_DEPTH; level++) {
    int first = (1 << level) - 1, width = 1 << level;
    struct split splits[MODEL_LEAVES];
    fill(learner, features, nodes, (size_t)width);
    for (int n = 0; n < width; n++) {
      splits[n] = best_split(learner, features, (const histogram *)&nodes[n]);
      bool none = splits[n].bin == BINS;
      tree->feature[first + n] = (unsigned char)splits[n].feature;
      tree->threshold[first + n] = none ? INT16_MAX : learner->bins.edges[splits[n].feature][splits[n].bin];
      if (!none) gains[splits[n].feature] += splits[n].gain;
    }
    for (size_t i = 0; i < learner->count; i++) {
      const struct split *split = &splits[learner->node[i]];
      int right = split->bin < BINS && learner->binned[i * FEATURES + (size_t)split->feature] > split->bin;
      learner->node[i] = (unsigned char)(2 * learner->node[i] + right);
    }
  }
  set_leaves(learner, tree);
}

static double start_score(const struct learner *learner)
{
  double yes = 1, all = 2;
  for (size_t i = 0; i < learner->count; i++) {
    yes += learner->weights[i] * learner->answers[i];
    all += learner->weights[i];
  }
  return log(yes / (all - yes));
}

struct model boost_learn(const struct boost_row *rows, size_t count, int left_out, int left_part,
                         const struct boost_options *options)
{
  struct learner *learner = memory_zero(1, sizeof *learner);
  learner->options = options;
  learner->random = options->seed | 1;
  take_rows(learner, rows, count, left_out, left_part);
  memset(gains, 0, sizeof gains);
  histogram *nodes = memory_alloc(sizeof *nodes * MODEL_LEAVES / 2);
  struct model_tree *trees = memory_zero(options->trees, sizeof *trees);
  double start = start_score(learner);
  for (size_t i = 0; i < learner->count; i++) learner->scores[i] = start;
  for (uint32_t t = 0; t < options->trees; t++) grow(learner, nodes, &trees[t]);
  free_rows(learner);
  free(learner);
  free(nodes);
  return (struct model){trees, options->trees, (int)lrint(start * MODEL_UNIT)};
}
