/* names_model.c - see names_model.h. */
#include "tag/names_model.h"

_Static_assert(sizeof(struct names_header) == NAMES_ALIGN, "the first part");

/* The next part of the file; NULL when the file is too short for it. */
static const void *next_part(struct slice bytes, size_t *at, size_t size)
{
  size_t begin = *at;
  if (begin > bytes.length || size > bytes.length - begin) return NULL;
  *at = (begin + size + NAMES_ALIGN - 1) / NAMES_ALIGN * NAMES_ALIGN;
  return bytes.data + begin;
}

/* Every bucket's rows must be there. */
static bool rows_exist(const struct names_model *model, uint32_t rows)
{
  for (uint32_t i = 0; i < model->feature_buckets; i++)
    if (model->features[i].first > rows || rows - model->features[i].first < NAMES_FEATURE_SLOTS)
      return false;
  return true;
}

bool names_model_read(struct names_model *model, struct slice bytes, dp_error *error)
{
  size_t at = 0;
  const struct names_header *header = next_part(bytes, &at, sizeof *header);
  if (!header || (uintptr_t)bytes.data % NAMES_ALIGN || memcmp(header->magic, NAMES_MAGIC, 8) != 0 ||
      header->labels != NAMES_LABELS)
    return error_set(error, EX_DATAERR, "the model of names is none, or of another version");
  *model = (struct names_model){.groups = header->groups,
                                .word_buckets = header->word_buckets,
                                .feature_buckets = header->feature_buckets,
                                .scale = header->scale,
                                .glance = header->glance};
  model->transitions =
      (const int16_t(*)[NAMES_STRIDE])next_part(bytes, &at, NAMES_LABELS * sizeof *model->transitions);
  model->settled =
      (const int16_t(*)[NAMES_STRIDE])next_part(bytes, &at, NAMES_LABELS * sizeof *model->settled);
  model->words = next_part(bytes, &at, header->word_buckets * sizeof *model->words);
  model->features = next_part(bytes, &at, header->feature_buckets * sizeof *model->features);
  model->rows = (const names_row *)next_part(bytes, &at, header->rows * sizeof *model->rows);
  if (!model->transitions || !model->settled || !model->words || !model->features || !model->rows ||
      !model->feature_buckets || !rows_exist(model, header->rows))
    return error_set(error, EX_DATAERR, "the model of names is cut short");
  return true;
}
