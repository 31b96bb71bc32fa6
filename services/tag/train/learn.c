/* learn.c - see learn.h. */
#include "tag/train/learn.h"

#include "base/memory.h"
#include "tag/train/second.h"

#include <stdlib.h>

/* The second model has a few hundred features and hardly anything to overfit. */
static const struct crf_options second_options = {.epochs = 6, .rate = 0.1F, .decay = 1e-7F, .tied = true};

static void learn_second(struct learned *learned, struct dataset *data, const struct learn_options *options)
{
  struct crf_options quiet = options->crf;
  quiet.loud = false;
  second_offsets(data, learned->first_index.count, &quiet);
  struct dataset second = {0};
  second_read(&second, data, &learned->first);
  feature_index_build(&learned->second_index, &second, 5);
  dataset_index(&second, &learned->second_index);
  crf_train(&learned->second, &second, learned->second_index.count, &second_options, &learned->first);
  dataset_free(&second);
}

static void learn_first(struct crf *crf, const struct dataset *data, size_t features,
                        const struct learn_options *options)
{
  struct crf_task *tasks = memory_zero(options->models, sizeof *tasks);
  for (unsigned model = 0; model < options->models; model++) {
    tasks[model] = (struct crf_task){.dataset = *data, .features = features, .options = options->crf};
    tasks[model].options.seed = model;
    tasks[model].options.loud = options->crf.loud && model == 0;
  }
  crf_train_each(tasks, options->models);
  for (unsigned model = 0; model < options->models; model++) {
    crf_add(crf, &tasks[model].crf, 1 / (float)options->models);
    crf_free(&tasks[model].crf);
  }
  free(tasks);
}

void learn(struct learned *learned, const struct reader *reader, const struct corpus *corpus,
           const struct learn_options *options)
{
  struct dataset data = {0};
  struct reader own = *reader;
  own.customs = true;
  *learned = (struct learned){0};
  dataset_read(&data, &own, corpus);
  feature_index_build(&learned->first_index, &data, options->least);
  dataset_index(&data, &learned->first_index);
  if (options->crf.loud)
    fprintf(stderr, "%zu tokens, %zu names, %zu of them not of whole tokens; %zu features\n", data.tokens,
            data.spans, data.lost, learned->first_index.count);
  learn_first(&learned->first, &data, learned->first_index.count, options);
  if (options->second_look) learn_second(learned, &data, options);
  dataset_free(&data);
  glance_train(&learned->glance, reader, corpus, options->lost);
  if (options->crf.loud)
    fprintf(stderr, "at a glance: %.1f %% of the tokens, with %.2f %% of the tokens of names\n",
            100 * learned->glance.passed, 100 * learned->glance.lost);
}

struct score learned_score(const struct learned *learned, const struct reader *reader,
                           const struct corpus *corpus, FILE *errors)
{
  struct dataset data = {0}, second = {0};
  dataset_read(&data, reader, corpus);
  dataset_index(&data, &learned->first_index);
  bool again = learned->second.features > 0;
  if (again) {
    second_score(&data, &learned->first);
    second_read(&second, &data, &learned->first);
    dataset_index(&second, &learned->second_index);
  }
  struct score score =
      score_corpus(again ? &learned->second : &learned->first, again ? &second : &data, corpus, errors);
  dataset_free(&second);
  dataset_free(&data);
  return score;
}

void learned_free(struct learned *learned)
{
  crf_free(&learned->first);
  crf_free(&learned->second);
  glance_free(&learned->glance);
  feature_index_free(&learned->first_index);
  feature_index_free(&learned->second_index);
}
