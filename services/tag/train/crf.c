/* crf.c - see crf.h. Probabilities are summed forward and backward with each step scaled to one, so that
 * neither logarithms nor underflow come in. Row AdaGrad: each feature has a rate of its own. */
#include "tag/train/crf.h"

#include "base/memory.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH_MAX = TOKENS_MAX };
typedef float row[NAMES_STRIDE];

struct lattice {
  row *scores, *potentials, *masked, *alpha, *beta, *alpha_right, *beta_right;
  row *wanted; /* the gradient of each token */
  float *scale, *scale_right;
  row factors[NAMES_LABELS]; /* exp of the transitions; 0 where none may be */
  row factors_turned[NAMES_LABELS];
  row pairs[NAMES_LABELS];
  uint8_t *kept; /* features that are not left out */
};

struct learner {
  struct crf *crf;
  const struct dataset *data;
  const struct crf_options *options;
  struct lattice lattice;
  float *sums;    /* of squared gradients, a feature */
  uint32_t *last; /* step at which the weights of a feature were decayed */
  row transition_sums[NAMES_LABELS];
  uint32_t step;
  uint64_t random;
  double loss;
};

static uint64_t next_random(uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static void lattice_new(struct lattice *lattice)
{
  row **rows[] = {&lattice->scores, &lattice->potentials,  &lattice->masked,     &lattice->alpha,
                  &lattice->beta,   &lattice->alpha_right, &lattice->beta_right, &lattice->wanted};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) *rows[i] = memory_zero(LENGTH_MAX + 1, sizeof(row));
  lattice->scale = memory_zero(LENGTH_MAX + 1, sizeof(float));
  lattice->scale_right = memory_zero(LENGTH_MAX + 1, sizeof(float));
  lattice->kept = memory_zero(LENGTH_MAX + 1, NAMES_FEATURES_MAX);
}

static void lattice_free(struct lattice *lattice)
{
  free(lattice->scores);
  free(lattice->potentials);
  free(lattice->masked);
  free(lattice->alpha);
  free(lattice->beta);
  free(lattice->alpha_right);
  free(lattice->beta_right);
  free(lattice->wanted);
  free(lattice->scale);
  free(lattice->scale_right);
  free(lattice->kept);
}

static void note_factors(struct learner *learner)
{
  for (int a = 0; a < NAMES_LABELS; a++)
    for (int b = 0; b < NAMES_LABELS; b++) {
      float factor = names_may_follow(a, b) ? expf(learner->crf->transitions[a][b]) : 0;
      learner->lattice.factors[a][b] = learner->lattice.factors_turned[b][a] = factor;
    }
}

/* Weights shrink at each step; a feature that is not seen shrinks when it is seen again. */
static void catch_up(struct learner *learner, uint32_t feature)
{
  float shrink = powf(1 - learner->options->decay, (float)(learner->step - learner->last[feature]));
  learner->last[feature] = learner->step;
  for (int y = 0; y < NAMES_LABELS; y++) learner->crf->weights[feature][y] *= shrink;
}

static void note_scores(struct learner *learner, const struct sequence *sequence)
{
  const struct dataset *data = learner->data;
  struct lattice *lattice = &learner->lattice;
  uint64_t threshold = (uint64_t)((double)learner->options->dropout * 65536);
  for (size_t i = sequence->first; i < sequence->past; i++) {
    size_t t = i - sequence->first;
    memset(lattice->scores[t], 0, sizeof(row));
    if (data->offset) memcpy(lattice->scores[t], data->offset[i], sizeof(row));
    size_t n = 0;
    for (size_t f = data->begin[i]; f < data->begin[i + 1]; f++, n++) {
      uint8_t *kept = &lattice->kept[t * NAMES_FEATURES_MAX + n];
      *kept = !threshold || (next_random(&learner->random) >> 20 & 0xFFFF) >= threshold;
      if (!*kept) continue;
      uint32_t feature = data->features[f];
      if (learner->last[feature] != learner->step) catch_up(learner, feature);
      for (int y = 0; y < NAMES_STRIDE; y++) lattice->scores[t][y] += learner->crf->weights[feature][y];
    }
    float best = lattice->scores[t][0], grow = threshold ? 1 / (1 - learner->options->dropout) : 1;
    for (int y = 1; y < NAMES_LABELS; y++) best = fmaxf(best, lattice->scores[t][y]);
    for (int y = 0; y < NAMES_LABELS; y++)
      lattice->potentials[t][y] = expf((lattice->scores[t][y] - best) * grow);
    for (int y = 0; y < NAMES_LABELS; y++)
      lattice->masked[t][y] = data->allowed[i] >> y & 1 ? lattice->potentials[t][y] : 0;
  }
}

static float scale_to_one(row values)
{
  float sum = 0;
  for (int y = 0; y < NAMES_LABELS; y++) sum += values[y];
  float factor = sum > 0 ? 1 / sum : 0;
  for (int y = 0; y < NAMES_LABELS; y++) values[y] *= factor;
  return sum;
}

/* Forward and backward; returns the logarithm of the sum over all paths. */
static double sum_paths(const struct lattice *lattice, row *potentials, size_t length, row *alpha, row *beta,
                        float *scale)
{
  double logarithm = 0;
  for (size_t t = 0; t < length; t++) {
    row next = {0};
    if (t == 0)
      for (int y = 0; y < NAMES_LABELS; y++) next[y] = names_may_follow(NAMES_OUTSIDE, y);
    else
      for (int x = 0; x < NAMES_LABELS; x++) {
        float from = alpha[t - 1][x];
        if (from == 0) continue;
        for (int y = 0; y < NAMES_STRIDE; y++) next[y] += from * lattice->factors[x][y];
      }
    for (int y = 0; y < NAMES_STRIDE; y++) alpha[t][y] = next[y] * potentials[t][y];
    if (t + 1 == length)
      for (int y = 0; y < NAMES_LABELS; y++)
        if (!names_may_follow(y, NAMES_OUTSIDE)) alpha[t][y] = 0;
    scale[t] = scale_to_one(alpha[t]);
    logarithm += log((double)scale[t] + 1e-30);
  }
  for (int y = 0; y < NAMES_LABELS; y++) beta[length - 1][y] = names_may_follow(y, NAMES_OUTSIDE);
  for (size_t t = length - 1; t-- > 0;) {
    row next = {0};
    for (int y = 0; y < NAMES_LABELS; y++) {
      float to = beta[t + 1][y] * potentials[t + 1][y];
      if (to == 0) continue;
      for (int x = 0; x < NAMES_STRIDE; x++) next[x] += to * lattice->factors_turned[y][x];
    }
    float factor = scale[t + 1] > 0 ? 1 / scale[t + 1] : 0;
    for (int x = 0; x < NAMES_LABELS; x++) beta[t][x] = next[x] * factor;
  }
  return logarithm;
}

static void add_pairs(struct lattice *lattice, row *potentials, size_t length, row *alpha, row *beta,
                      const float *scale, float sign)
{
  for (size_t t = 1; t < length; t++) {
    float factor = scale[t] > 0 ? sign / scale[t] : 0;
    row to;
    for (int y = 0; y < NAMES_STRIDE; y++) to[y] = beta[t][y] * potentials[t][y] * factor;
    for (int x = 0; x < NAMES_LABELS; x++) {
      float from = alpha[t - 1][x];
      if (from < 1e-6F) continue;
      for (int y = 0; y < NAMES_STRIDE; y++) lattice->pairs[x][y] += from * lattice->factors[x][y] * to[y];
    }
  }
}

static void update(struct learner *learner, const struct sequence *sequence, float rate)
{
  const struct dataset *data = learner->data;
  struct lattice *lattice = &learner->lattice;
  for (size_t i = sequence->first; i < sequence->past; i++) {
    size_t t = i - sequence->first, n = 0;
    float square = 0;
    for (int y = 0; y < NAMES_LABELS; y++) square += lattice->wanted[t][y] * lattice->wanted[t][y];
    if (square < 1e-6F) continue;
    for (size_t f = data->begin[i]; f < data->begin[i + 1]; f++, n++) {
      if (!lattice->kept[t * NAMES_FEATURES_MAX + n]) continue;
      uint32_t feature = data->features[f];
      learner->sums[feature] += square;
      float step = rate / sqrtf(1 + learner->sums[feature]);
      for (int y = 0; y < NAMES_STRIDE; y++)
        learner->crf->weights[feature][y] += step * lattice->wanted[t][y];
    }
  }
  for (int x = 0; x < NAMES_LABELS; x++)
    for (int y = 0; y < NAMES_LABELS; y++) {
      if (!names_may_follow(x, y)) continue;
      float slope = lattice->pairs[x][y];
      learner->transition_sums[x][y] += slope * slope;
      learner->crf->transitions[x][y] += rate * slope / sqrtf(1 + learner->transition_sums[x][y]);
    }
}

static void tie(row wanted)
{
  for (int type = 0; type < NAMES_TYPES; type++) {
    float *labels = &wanted[names_label((enum names_type)type, NAMES_BEGIN)];
    float sum = labels[0] + labels[1] + labels[2] + labels[3];
    for (int part = 0; part < 4; part++) labels[part] = sum;
  }
}

static void weigh(struct lattice *lattice, size_t length, float weight)
{
  for (size_t t = 0; t < length; t++)
    for (int y = 0; y < NAMES_LABELS; y++) lattice->wanted[t][y] *= weight;
  for (int x = 0; x < NAMES_LABELS; x++)
    for (int y = 0; y < NAMES_LABELS; y++) lattice->pairs[x][y] *= weight;
}

static void learn_sequence(struct learner *learner, const struct sequence *sequence, float rate)
{
  struct lattice *l = &learner->lattice;
  size_t length = sequence->past - sequence->first;
  learner->step++;
  note_factors(learner);
  note_scores(learner, sequence);
  double all = sum_paths(l, l->potentials, length, l->alpha, l->beta, l->scale);
  double right = sum_paths(l, l->masked, length, l->alpha_right, l->beta_right, l->scale_right);
  learner->loss += all - right;
  for (size_t t = 0; t < length; t++)
    for (int y = 0; y < NAMES_LABELS; y++)
      l->wanted[t][y] = l->alpha_right[t][y] * l->beta_right[t][y] - l->alpha[t][y] * l->beta[t][y];
  memset(l->pairs, 0, sizeof l->pairs);
  if (learner->options->tied)
    for (size_t t = 0; t < length; t++) tie(l->wanted[t]);
  add_pairs(l, l->masked, length, l->alpha_right, l->beta_right, l->scale_right, 1);
  add_pairs(l, l->potentials, length, l->alpha, l->beta, l->scale, -1);
  if (sequence->weight != 1) weigh(l, length, sequence->weight);
  update(learner, sequence, rate);
}

static void shuffle(size_t *order, size_t count, uint64_t *random)
{
  for (size_t i = count; i > 1; i--) {
    size_t j = (size_t)(next_random(random) % i), kept = order[i - 1];
    order[i - 1] = order[j];
    order[j] = kept;
  }
}

void crf_train(struct crf *crf, const struct dataset *dataset, size_t features,
               const struct crf_options *options, const struct crf *start)
{
  *crf = (struct crf){.features = features};
  if (start) memcpy(crf->transitions, start->transitions, sizeof crf->transitions);
  crf->weights = memory_zero(features + 1, sizeof(row));
  struct learner learner = {.crf = crf,
                            .data = dataset,
                            .options = options,
                            .random = 0x9E3779B97F4A7C15u + options->seed * 0x632BE59BD9B4E019u};
  learner.sums = memory_zero(features + 1, sizeof(float));
  learner.last = memory_zero(features + 1, sizeof(uint32_t));
  lattice_new(&learner.lattice);
  size_t *order = memory_alloc((dataset->count + 1) * sizeof *order);
  for (size_t i = 0; i < dataset->count; i++) order[i] = i;
  for (int epoch = 0; epoch < options->epochs; epoch++) {
    learner.loss = 0;
    shuffle(order, dataset->count, &learner.random);
    for (size_t i = 0; i < dataset->count; i++) {
      float done = ((float)epoch + (float)i / (float)dataset->count) / (float)options->epochs;
      learn_sequence(&learner, &dataset->sequences[order[i]], options->rate * (1 - 0.9F * done));
    }
    if (options->loud)
      fprintf(stderr, "epoch %d: loss %.4f a token\n", epoch + 1, learner.loss / (double)dataset->tokens);
  }
  learner.step++;
  for (uint32_t f = 0; f < features; f++) catch_up(&learner, f);
  free(order);
  free(learner.sums);
  free(learner.last);
  lattice_free(&learner.lattice);
}

static void *run_task(void *argument)
{
  struct crf_task *task = argument;
  crf_train(&task->crf, &task->dataset, task->features, &task->options, NULL);
  return NULL;
}

void crf_train_each(struct crf_task *tasks, size_t count)
{
  pthread_t *threads = memory_alloc((count + 1) * sizeof *threads);
  bool *started = memory_alloc((count + 1) * sizeof *started);
  for (size_t i = 0; i < count; i++) {
    started[i] = pthread_create(&threads[i], NULL, run_task, &tasks[i]) == 0;
    if (!started[i]) run_task(&tasks[i]);
  }
  for (size_t i = 0; i < count; i++)
    if (started[i]) pthread_join(threads[i], NULL);
  free(threads);
  free(started);
}

void crf_add(struct crf *crf, const struct crf *other, float share)
{
  if (!crf->weights) {
    crf->features = other->features;
    crf->weights = memory_zero(crf->features + 1, sizeof(row));
  }
  for (size_t f = 0; f < crf->features; f++)
    for (int y = 0; y < NAMES_STRIDE; y++) crf->weights[f][y] += share * other->weights[f][y];
  for (int x = 0; x < NAMES_LABELS; x++)
    for (int y = 0; y < NAMES_STRIDE; y++) crf->transitions[x][y] += share * other->transitions[x][y];
}

void crf_free(struct crf *crf)
{
  free(crf->weights);
  *crf = (struct crf){0};
}

void crf_score(const struct crf *crf, const struct dataset *dataset, size_t t, float scores[NAMES_STRIDE])
{
  memset(scores, 0, sizeof(row));
  if (dataset->offset) memcpy(scores, dataset->offset[t], sizeof(row));
  for (size_t f = dataset->begin[t]; f < dataset->begin[t + 1]; f++)
    for (int y = 0; y < NAMES_STRIDE; y++) scores[y] += crf->weights[dataset->features[f]][y];
}

void crf_decode(const struct crf *crf, const struct dataset *dataset, const struct sequence *sequence,
                uint8_t *labels)
{
  size_t length = sequence->past - sequence->first;
  uint8_t(*back)[NAMES_LABELS] = memory_alloc(length * sizeof *back);
  row best = {0};
  for (size_t t = 0; t < length; t++) {
    row here, next;
    crf_score(crf, dataset, sequence->first + t, here);
    for (int y = 0; y < NAMES_LABELS; y++) {
      next[y] = -1e30F;
      back[t][y] = 0;
      for (int x = 0; x < (t ? NAMES_LABELS : 1); x++) {
        if (!names_may_follow(x, y)) continue;
        float score = best[x] + (t ? crf->transitions[x][y] : 0);
        if (score > next[y]) next[y] = score, back[t][y] = (uint8_t)x;
      }
      next[y] += here[y];
    }
    memcpy(best, next, sizeof best);
  }
  int label = 0;
  for (int y = 1; y < NAMES_LABELS; y++)
    if (names_may_follow(y, NAMES_OUTSIDE) && best[y] > best[label]) label = y;
  for (size_t t = length; t-- > 0;) {
    labels[t] = (uint8_t)label;
    label = back[t][label];
  }
  free(back);
}
