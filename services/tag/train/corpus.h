/* corpus.h - labelled texts: {"id","source","lang","text","entities":[{"start","end","type"}]} a line (gzip
 * or plain), or running text with names in brackets: "[PER Aïssa Diallo] est à [LOC Niamey]". */
#ifndef TAG_TRAIN_CORPUS_H
#define TAG_TRAIN_CORPUS_H

#include "base/arena.h"
#include "base/error.h"
#include "tag/names_labels.h"

#include <stdint.h>

enum { SPAN_ANYTHING = NAMES_TYPES /* a name of a type that is not told, or of none of ours */ };

struct span {
  uint32_t start, end; /* code points */
  int type;            /* enum names_type or SPAN_ANYTHING */
};

struct document {
  struct slice id, source, text;
  bool french;
  struct span *spans; /* in order, apart */
  size_t count;
  uint32_t unlabelled; /* bit a type: names of it are not marked in this source */
  float weight;        /* how much it counts in training */
  unsigned custom;     /* whose customs of marking it follows; 0: those of the tagger */
};

struct corpus {
  struct arena *arena;
  struct document *documents;
  size_t count, capacity;
};

/* corpus_read - appends the documents of a file: ".txt" is text with brackets, documents parted by lines of
 * "---", in French unless the file is named en-… or …-en.txt; everything else lines of JSON. */
bool corpus_read(struct corpus *corpus, const char *path, dp_error *error);
void corpus_free(struct corpus *corpus);

#endif
