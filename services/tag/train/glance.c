/* glance.c - see glance.h. The threshold is set on a part of the documents that the weights did not see. */
#include "tag/train/glance.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

enum { EPOCHS = 4, PARTS = 5 /* the last one sets the threshold */ };

struct glimpse {
  float weight;
  bool name;
};

static float weigh(const struct glance *glance, const struct dataset *data, size_t t)
{
  float sum = 0;
  for (size_t f = data->begin[t]; f < data->begin[t + 1]; f++) sum += glance->weights[data->features[f]][0];
  return sum;
}

static bool is_name(const struct dataset *data, size_t t)
{
  return !(data->allowed[t] & 1u << NAMES_OUTSIDE);
}

static bool is_certain(const struct dataset *data, size_t t)
{
  return !(data->allowed[t] & (data->allowed[t] - 1));
}

static void learn(struct glance *glance, const struct dataset *data)
{
  float *sums = memory_zero(glance->index.count + 1, sizeof *sums);
  for (int epoch = 0; epoch < EPOCHS; epoch++)
    for (size_t t = 0; t < data->tokens; t++) {
      if (data->begin[t] == data->begin[t + 1] || !is_certain(data, t)) continue;
      if (data->document[t] % PARTS == PARTS - 1) continue;
      float slope = (float)is_name(data, t) - 1 / (1 + expf(-weigh(glance, data, t)));
      if (fabsf(slope) < 1e-4F) continue;
      for (size_t f = data->begin[t]; f < data->begin[t + 1]; f++) {
        float *sum = &sums[data->features[f]];
        *sum += slope * slope;
        glance->weights[data->features[f]][0] += 0.2F * slope / sqrtf(0.1F + *sum);
      }
    }
  free(sums);
}

static int by_weight(const void *left, const void *right)
{
  const struct glimpse *a = left, *b = right;
  return (a->weight > b->weight) - (a->weight < b->weight);
}

static void set_threshold(struct glance *glance, const struct dataset *data, double lost)
{
  struct glimpse *glimpses = memory_alloc((data->tokens + 1) * sizeof *glimpses);
  size_t count = 0, names = 0, tokens = 0, passed = 0, missed = 0;
  for (size_t t = 0; t < data->tokens; t++) {
    if (data->document[t] % PARTS != PARTS - 1 || !is_certain(data, t)) continue;
    tokens++;
    names += is_name(data, t);
    if (data->begin[t] < data->begin[t + 1])
      glimpses[count++] = (struct glimpse){weigh(glance, data, t), is_name(data, t)};
  }
  qsort(glimpses, count, sizeof *glimpses, by_weight);
  while (passed < count && (double)(missed + glimpses[passed].name) <= lost * (double)names)
    missed += glimpses[passed++].name;
  glance->threshold = passed < count ? glimpses[passed].weight : -1e30F;
  glance->passed = (double)passed / (double)(tokens + 1);
  glance->lost = (double)missed / (double)(names + 1);
  free(glimpses);
}

void glance_train(struct glance *glance, const struct reader *reader, const struct corpus *corpus,
                  double lost)
{
  struct reader own = *reader;
  own.knowledge.groups = NAMES_G_GLANCE;
  struct dataset data = {0};
  *glance = (struct glance){0};
  dataset_read(&data, &own, corpus);
  feature_index_build(&glance->index, &data, 8);
  dataset_index(&data, &glance->index);
  glance->weights = memory_zero(glance->index.count + 1, sizeof *glance->weights);
  learn(glance, &data);
  set_threshold(glance, &data, lost);
  dataset_free(&data);
}

void glance_free(struct glance *glance)
{
  free(glance->weights);
  feature_index_free(&glance->index);
  *glance = (struct glance){0};
}
