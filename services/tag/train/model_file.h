/* model_file.h - writes what was learnt as names_model.h reads it. */
#ifndef TAG_TRAIN_MODEL_FILE_H
#define TAG_TRAIN_MODEL_FILE_H

#include "tag/train/learn.h"
#include "tag/train/word_table.h"

/* model_file_write - weights as bytes; features whose weights are small are left out. */
bool model_file_write(const char *path, const struct learned *learned, const struct word_table *words,
                      uint32_t groups, dp_error *error);

#endif
