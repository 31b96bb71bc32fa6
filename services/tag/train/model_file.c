/* model_file.c - see model_file.h. */
#include "tag/train/model_file.h"

#include "base/memory.h"
#include "tag/names_model.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS_IN_BUCKET = 9 /* of NAMES_FEATURE_SLOTS, on average */ };
static const float SCALE = 32; /* a weight of one: three and more are cut */
/* A feature none of whose weights is larger is left out. */
static const float SMALLEST = 0.05F, SMALLEST_GLANCE = 0.2F;

struct feature {
  uint64_t hash;
  const float *weights;
  float size; /* the largest of them */
};

static int by_size(const void *left, const void *right)
{
  const struct feature *a = left, *b = right;
  if (a->size != b->size) return a->size > b->size ? -1 : 1;
  return (a->hash > b->hash) - (a->hash < b->hash);
}

static float largest(const float *weights)
{
  float most = 0;
  for (int y = 0; y < NAMES_LABELS; y++) most = fmaxf(most, fabsf(weights[y]));
  return most;
}

static size_t choose(struct feature *features, float (*rows)[NAMES_STRIDE], const struct feature_index *index,
                     float smallest)
{
  size_t count = 0;
  for (size_t i = 0; i < index->size; i++) {
    if (!index->hashes[i] || index->numbers[i] == FEATURE_UNKNOWN) continue;
    const float *weights = rows[index->numbers[i]];
    if (largest(weights) >= smallest)
      features[count++] = (struct feature){index->hashes[i], weights, largest(weights)};
  }
  return count;
}

/* The features of all models worth keeping, the weightiest first. */
static struct feature *choose_all(const struct learned *learned, size_t *count)
{
  size_t room = learned->first_index.count + learned->second_index.count + learned->glance.index.count + 1;
  struct feature *features = memory_alloc(room * sizeof *features);
  *count = choose(features, learned->first.weights, &learned->first_index, SMALLEST);
  *count += choose(features + *count, learned->second.weights, &learned->second_index, SMALLEST);
  *count += choose(features + *count, learned->glance.weights, &learned->glance.index, SMALLEST_GLANCE);
  qsort(features, *count, sizeof *features, by_size);
  return features;
}

struct table {
  struct names_feature_bucket *buckets;
  const float *(*weights)[NAMES_FEATURE_SLOTS];
  uint8_t *used;
  names_row *rows;
  size_t count, row_count;
};

static void quantise(const float *weights, names_row row)
{
  for (int y = 0; y < NAMES_LABELS; y++) {
    float weight = roundf(weights[y] * SCALE);
    row[y] = (int8_t)fmaxf(-NAMES_WEIGHT_MAX, fminf(NAMES_WEIGHT_MAX, weight));
  }
}

static void fill(struct table *table, const struct feature *features, size_t count)
{
  table->count = count / ROWS_IN_BUCKET + 1;
  table->buckets = memory_zero(table->count, sizeof *table->buckets);
  table->weights = memory_zero(table->count, sizeof *table->weights);
  table->used = memory_zero(table->count, 1);
  table->rows = memory_zero(count + NAMES_FEATURE_SLOTS, sizeof *table->rows);
  for (size_t i = 0; i < count; i++) {
    size_t b = names_bucket(features[i].hash, (uint32_t)table->count);
    if (table->used[b] == NAMES_FEATURE_SLOTS) continue; /* the least weighty go */
    table->buckets[b].check[table->used[b]] = names_check(features[i].hash);
    table->weights[b][table->used[b]++] = features[i].weights;
  }
  for (size_t b = 0; b < table->count; b++) {
    table->buckets[b].first = (uint32_t)table->row_count;
    for (size_t slot = 0; slot < table->used[b]; slot++)
      quantise(table->weights[b][slot], table->rows[table->row_count++]);
  }
  table->row_count += NAMES_FEATURE_SLOTS; /* a free slot's row is never asked for, but the last must exist */
}

static void put_part(FILE *file, const void *bytes, size_t size)
{
  static const char zeros[NAMES_ALIGN];
  fwrite(bytes, 1, size, file);
  if (size % NAMES_ALIGN) fwrite(zeros, 1, NAMES_ALIGN - size % NAMES_ALIGN, file);
}

static void put_transitions(FILE *file, const struct crf *crf)
{
  int16_t transitions[NAMES_LABELS][NAMES_STRIDE] = {{0}};
  for (int x = 0; x < NAMES_LABELS; x++)
    for (int y = 0; y < NAMES_STRIDE; y++)
      transitions[x][y] = y < NAMES_LABELS && names_may_follow(x, y)
                              ? (int16_t)roundf(crf->transitions[x][y] * SCALE)
                              : (int16_t)NAMES_NEVER;
  put_part(file, transitions, sizeof transitions);
}

static void table_free(struct table *table)
{
  free(table->buckets);
  free(table->weights);
  free(table->used);
  free(table->rows);
}

bool model_file_write(const char *path, const struct learned *learned, const struct word_table *words,
                      uint32_t groups, dp_error *error)
{
  FILE *file = fopen(path, "wb");
  if (!file) return error_errno(error, "%s can't be written", path);
  size_t count;
  struct feature *features = choose_all(learned, &count);
  struct table table = {0};
  fill(&table, features, count);
  struct names_header header = {.magic = {0},
                                .labels = NAMES_LABELS,
                                .groups = groups,
                                .word_buckets = words->count,
                                .feature_buckets = (uint32_t)table.count,
                                .rows = (uint32_t)table.row_count,
                                .scale = SCALE,
                                .glance = learned->glance.threshold};
  memcpy(header.magic, NAMES_MAGIC, sizeof header.magic);
  put_part(file, &header, sizeof header);
  put_transitions(file, &learned->first);
  put_transitions(file, learned->second.features ? &learned->second : &learned->first);
  put_part(file, words->buckets, words->count * sizeof *words->buckets);
  put_part(file, table.buckets, table.count * sizeof *table.buckets);
  put_part(file, table.rows, table.row_count * sizeof *table.rows);
  fprintf(stderr, "%zu features of %zu in %zu rows, %ld bytes\n", count,
          learned->first_index.count + learned->second_index.count, table.row_count, ftell(file));
  free(features);
  table_free(&table);
  bool well = !ferror(file);
  well = fclose(file) == 0 && well;
  return well || error_errno(error, "%s can't be written", path);
}
