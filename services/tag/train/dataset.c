/* dataset.c - see dataset.h. */
#include "tag/train/dataset.h"

#include "base/memory.h"

#include <stdlib.h>

static void reserve_tokens(struct dataset *dataset, size_t more)
{
  if (dataset->tokens + more + 1 <= dataset->token_capacity) return;
  size_t n = dataset->token_capacity = (dataset->tokens + more + 1) * 2;
  dataset->begin = memory_resize(dataset->begin, n * sizeof *dataset->begin);
  dataset->allowed = memory_resize(dataset->allowed, n * sizeof *dataset->allowed);
  dataset->at = memory_resize(dataset->at, n * sizeof *dataset->at);
  dataset->past = memory_resize(dataset->past, n * sizeof *dataset->past);
  dataset->document = memory_resize(dataset->document, n * sizeof *dataset->document);
  dataset->words = memory_resize(dataset->words, n * sizeof *dataset->words);
}

static void add_hashes(struct dataset *dataset, const uint64_t *hashes, size_t count)
{
  if (!count) return;
  if (dataset->hash_count + count > dataset->hash_capacity) {
    dataset->hash_capacity = (dataset->hash_count + count) * 2;
    dataset->hashes = memory_resize(dataset->hashes, dataset->hash_capacity * sizeof *dataset->hashes);
  }
  memcpy(dataset->hashes + dataset->hash_count, hashes, count * sizeof *hashes);
  dataset->hash_count += count;
}

static uint32_t labels_of_type(int type)
{
  return 0xFu << names_label((enum names_type)type, NAMES_BEGIN);
}

static uint32_t outside_labels(const struct document *document)
{
  uint32_t allowed = 1u << NAMES_OUTSIDE;
  for (int type = 0; type < NAMES_TYPES; type++)
    if (document->unlabelled >> type & 1) allowed |= labels_of_type(type);
  return allowed;
}

static void label_span(struct dataset *dataset, const struct span *span, size_t first, size_t past)
{
  if (span->type == SPAN_ANYTHING) {
    for (size_t i = first; i < past; i++)
      dataset->allowed[i] |=
          1u << NAMES_OUTSIDE | labels_of_type(NAMES_EVENT) | labels_of_type(NAMES_PRODUCT);
    return;
  }
  for (size_t i = first; i < past; i++) {
    enum names_part part = past - first == 1 ? NAMES_UNIT
                           : i == first      ? NAMES_BEGIN
                           : i + 1 == past   ? NAMES_LAST
                                             : NAMES_INSIDE;
    dataset->allowed[i] = 1u << names_label((enum names_type)span->type, part);
  }
}

/* Labels of the tokens from `from` on. A span that cuts a token is as long as its tokens. */
static void label_tokens(struct dataset *dataset, const struct document *document, size_t from)
{
  size_t i = from;
  for (size_t n = 0; n < document->count; n++) {
    const struct span *span = &document->spans[n];
    while (i < dataset->tokens && dataset->past[i] <= span->start) i++;
    size_t first = i;
    while (i < dataset->tokens && dataset->at[i] < span->end) i++;
    if (i == first) continue;
    bool whole = dataset->at[first] == span->start && dataset->past[i - 1] == span->end;
    dataset->spans += span->type < NAMES_TYPES;
    dataset->lost += span->type < NAMES_TYPES && !whole;
    label_span(dataset, span, first, i);
  }
}

static void add_sequence(struct dataset *dataset, struct sequence sequence)
{
  if (dataset->count == dataset->capacity) {
    dataset->capacity = dataset->capacity ? dataset->capacity * 2 : 1024;
    dataset->sequences = memory_resize(dataset->sequences, dataset->capacity * sizeof *dataset->sequences);
  }
  dataset->sequences[dataset->count++] = sequence;
}

/* What a source marks by custom of its own is laid to its own features, which no text has that is tagged
 * ("frustratingly easy domain adaptation", Daume 2007, of the simplest kind). */
static size_t add_custom(const struct names_atom *atom, unsigned custom, uint64_t *feature)
{
  enum { KIND = 8192 /* beyond the kinds of names_features.c and names_consensus.c */ };
  if (custom) *feature = names_mix((uint64_t)atom->shape << 8 | custom, KIND);
  return custom ? 1 : 0;
}

static void read_stretch(struct dataset *dataset, const struct reader *reader, const struct tokens *tokens,
                         const struct names_atoms *atoms, const struct document *document, uint32_t number)
{
  uint64_t features[NAMES_FEATURES_MAX + 1];
  unsigned custom = reader->customs ? document->custom : 0;
  size_t base = dataset->tokens;
  reserve_tokens(dataset, tokens->count);
  for (size_t first = 0, past; first < tokens->count; first = past) {
    for (past = first + 1; past < tokens->count && !(tokens->list[past].flags & TOKEN_PARAGRAPH);) past++;
    for (size_t i = first; i < past; i++) {
      size_t t = base + i;
      dataset->begin[t] = dataset->hash_count;
      dataset->at[t] = tokens->list[i].at;
      dataset->past[t] = tokens->list[i].past;
      dataset->document[t] = number;
      bool capital = tokens->list[i].flags & TOKEN_WORD && tokens->list[i].flags & TOKEN_CAPITAL;
      dataset->words[t] = capital ? tokens->list[i].hash : 0;
      dataset->allowed[t] = outside_labels(document);
      size_t count = names_features_at(atoms, reader->knowledge.groups, i, first, past, features);
      count += add_custom(&atoms->list[i], custom, features + count);
      add_hashes(dataset, features, count);
    }
  }
  dataset->tokens += tokens->count;
  dataset->begin[dataset->tokens] = dataset->hash_count;
  label_tokens(dataset, document, base);
  for (size_t first = 0, past; first < tokens->count; first = past) {
    for (past = first + 1; past < tokens->count && !(tokens->list[past].flags & TOKEN_PARAGRAPH);) past++;
    add_sequence(dataset, (struct sequence){base + first, base + past, document->weight});
  }
}

void dataset_read(struct dataset *dataset, const struct reader *reader, const struct corpus *corpus)
{
  struct tokens *tokens = tokens_new();
  struct names_atoms *atoms = names_atoms_new();
  for (size_t n = 0; n < corpus->count; n++) {
    tokens_begin(tokens, corpus->documents[n].text);
    while (tokens_next(tokens)) {
      lexicon_classify(reader->lexicon, tokens);
      names_atoms_read(atoms, &reader->knowledge, tokens);
      read_stretch(dataset, reader, tokens, atoms, &corpus->documents[n], (uint32_t)n);
    }
  }
  names_atoms_free(&atoms);
  tokens_free(&tokens);
}

void dataset_add_token(struct dataset *dataset, const struct dataset *from, size_t t, const uint64_t *hashes,
                       size_t count)
{
  reserve_tokens(dataset, 1);
  size_t i = dataset->tokens++;
  dataset->begin[i] = dataset->hash_count;
  dataset->at[i] = from->at[t];
  dataset->past[i] = from->past[t];
  dataset->document[i] = from->document[t];
  dataset->words[i] = from->words[t];
  dataset->allowed[i] = from->allowed[t];
  add_hashes(dataset, hashes, count);
  dataset->begin[i + 1] = dataset->hash_count;
}

void dataset_free(struct dataset *dataset)
{
  free(dataset->hashes);
  free(dataset->features);
  free(dataset->begin);
  free(dataset->allowed);
  free(dataset->at);
  free(dataset->past);
  free(dataset->document);
  free(dataset->words);
  free(dataset->offset);
  free(dataset->sequences);
  *dataset = (struct dataset){0};
}

static size_t slot_of(const struct feature_index *index, uint64_t hash)
{
  size_t i = (size_t)(hash ^ hash >> 32) & (index->size - 1);
  while (index->hashes[i] && index->hashes[i] != hash) i = (i + 1) & (index->size - 1);
  return i;
}

static void grow(struct feature_index *index)
{
  struct feature_index old = *index;
  index->size = old.size ? old.size * 2 : 1 << 20;
  index->hashes = memory_zero(index->size, sizeof *index->hashes);
  index->numbers = memory_zero(index->size, sizeof *index->numbers);
  for (size_t i = 0; i < old.size; i++) {
    if (!old.hashes[i]) continue;
    size_t slot = slot_of(index, old.hashes[i]);
    index->hashes[slot] = old.hashes[i];
    index->numbers[slot] = old.numbers[i];
  }
  free(old.hashes);
  free(old.numbers);
}

void feature_index_build(struct feature_index *index, const struct dataset *dataset, unsigned least)
{
  size_t used = 0;
  for (size_t i = 0; i < dataset->hash_count; i++) {
    if (used * 2 >= index->size) grow(index);
    size_t slot = slot_of(index, dataset->hashes[i]);
    used += !index->hashes[slot];
    index->hashes[slot] = dataset->hashes[i];
    index->numbers[slot]++;
  }
  for (size_t i = 0; i < index->size; i++)
    if (index->hashes[i])
      index->numbers[i] = index->numbers[i] >= least ? (uint32_t)index->count++ : FEATURE_UNKNOWN;
}

void feature_index_free(struct feature_index *index)
{
  free(index->hashes);
  free(index->numbers);
  *index = (struct feature_index){0};
}

void dataset_index(struct dataset *dataset, const struct feature_index *index)
{
  dataset->features = memory_alloc((dataset->hash_count + 1) * sizeof *dataset->features);
  size_t written = 0, next = 0;
  for (size_t t = 0; t < dataset->tokens; t++) {
    size_t end = dataset->begin[t + 1];
    dataset->begin[t] = written;
    for (; next < end; next++) {
      size_t slot = slot_of(index, dataset->hashes[next]);
      if (index->hashes[slot] && index->numbers[slot] != FEATURE_UNKNOWN)
        dataset->features[written++] = index->numbers[slot];
    }
  }
  dataset->begin[dataset->tokens] = written;
  free(dataset->hashes);
  dataset->hashes = NULL;
  dataset->hash_count = dataset->hash_capacity = 0;
}
