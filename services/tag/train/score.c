/* score.c - see score.h. */
#include "tag/train/score.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>

/* What is compared of one corpus. */
struct comparison {
  struct score score;
  const struct corpus *corpus;
  bool **met; /* by document and span */
  FILE *errors;
};

static void print_error(const struct comparison *comparison, const struct document *document,
                        const char *kind, struct span span)
{
  static const char *const types[] = {"PER", "ORG", "LOC", "EVENT", "PRODUCT", "MISC"};
  if (!comparison->errors) return;
  size_t bytes[4] = {0}, point = 0, at = 0;
  const uint32_t points[4] = {span.start > 40 ? span.start - 40 : 0, span.start, span.end, span.end + 40};
  for (size_t i = 0; i < 4; bytes[i++] = at)
    while (point < points[i] && at < document->text.length) utf8_decode(document->text, &at), point++;
  fprintf(comparison->errors, "%s\t%s\t%.*s\t", kind, types[span.type], (int)document->id.length,
          document->id.data);
  for (size_t i = 0; i < 3; i++)
    for (size_t k = bytes[i]; k <= bytes[i + 1]; k++)
      if (k == bytes[i + 1])
        fputs(i == 0 ? "<<" : i == 1 ? ">>" : "\n", comparison->errors);
      else
        fputc(document->text.data[k] == '\n' ? ' ' : document->text.data[k], comparison->errors);
}

static void compare(struct comparison *comparison, uint32_t number, struct span found)
{
  const struct document *document = &comparison->corpus->documents[number];
  comparison->score.found[found.type]++;
  for (size_t i = 0; i < document->count; i++) {
    struct span wanted = document->spans[i];
    if (wanted.start != found.start || wanted.end != found.end || wanted.type != found.type) continue;
    comparison->score.right[found.type]++;
    comparison->met[number][i] = true;
    return;
  }
  print_error(comparison, document, "false", found);
}

static void compare_sequence(struct comparison *comparison, const struct dataset *dataset,
                             const struct sequence *sequence, const uint8_t *labels)
{
  size_t begin = sequence->first;
  for (size_t i = sequence->first; i < sequence->past; i++) {
    int label = labels[i - sequence->first];
    if (!label) continue;
    enum names_part part = names_part_of(label);
    if (part == NAMES_BEGIN || part == NAMES_UNIT) begin = i;
    if (part == NAMES_LAST || part == NAMES_UNIT)
      compare(comparison, dataset->document[i],
              (struct span){dataset->at[begin], dataset->past[i], (int)names_type_of(label)});
  }
}

static void count_wanted(struct comparison *comparison, uint32_t number)
{
  const struct document *document = &comparison->corpus->documents[number];
  for (size_t i = 0; i < document->count; i++) {
    if (document->spans[i].type >= NAMES_TYPES) continue;
    comparison->score.wanted[document->spans[i].type]++;
    if (!comparison->met[number][i]) print_error(comparison, document, "missed", document->spans[i]);
  }
}

struct score score_corpus(const struct crf *crf, const struct dataset *dataset, const struct corpus *corpus,
                          FILE *errors)
{
  struct comparison comparison = {.corpus = corpus, .errors = errors};
  comparison.met = memory_alloc((corpus->count + 1) * sizeof *comparison.met);
  for (size_t n = 0; n < corpus->count; n++)
    comparison.met[n] = memory_zero(corpus->documents[n].count + 1, sizeof(bool));
  for (size_t i = 0; i < dataset->count; i++) {
    const struct sequence *sequence = &dataset->sequences[i];
    uint8_t *labels = memory_alloc(sequence->past - sequence->first);
    crf_decode(crf, dataset, sequence, labels);
    compare_sequence(&comparison, dataset, sequence, labels);
    free(labels);
  }
  for (size_t n = 0; n < corpus->count; n++) {
    count_wanted(&comparison, (uint32_t)n);
    free(comparison.met[n]);
  }
  free(comparison.met);
  return comparison.score;
}

double score_f1(const struct score *score, int type)
{
  size_t right = 0, both = 0;
  for (int i = 0; i < NAMES_TYPES; i++) {
    if (type >= 0 ? i != type : i > NAMES_LOC) continue;
    right += score->right[i];
    both += score->found[i] + score->wanted[i];
  }
  return both ? 200.0 * (double)right / (double)both : 0;
}
