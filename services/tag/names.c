/* names.c - see names.h. */
#include "tag/names.h"

#include "base/memory.h"
#include "tag/embed.h"
#include "tag/names_consensus.h"
#include "tag/names_decode.h"

#include <stdlib.h>

struct names {
  struct names_model model;
  struct names_knowledge knowledge;
};

struct names_scratch {
  struct names_atoms *atoms;
  struct names_lattice *lattice;
  struct names_consensus *consensus;
  struct names_vote *votes; /* of each token, after the first look */
  uint8_t *labels;
};

struct names *names_new(const struct gazetteer *gazetteer, dp_error *error)
{
  struct names *names = memory_zero(1, sizeof *names);
  if (!names_model_read(&names->model, EMBEDDED(model), error)) {
    names_free(&names);
    return NULL;
  }
  names->knowledge =
      (struct names_knowledge){gazetteer, names->model.words, names->model.word_buckets, names->model.groups};
  return names;
}

void names_free(struct names **names)
{
  free(*names);
  *names = NULL;
}

struct names_scratch *names_scratch_new(void)
{
  struct names_scratch *scratch = memory_alloc(sizeof *scratch);
  scratch->atoms = names_atoms_new();
  scratch->lattice = names_lattice_new();
  scratch->consensus = names_consensus_new();
  scratch->votes = memory_zero(TOKENS_MAX + 1, sizeof *scratch->votes);
  scratch->labels = memory_zero(TOKENS_MAX + 1, 1);
  return scratch;
}

void names_scratch_free(struct names_scratch **scratch)
{
  if (!*scratch) return;
  names_atoms_free(&(*scratch)->atoms);
  names_lattice_free(&(*scratch)->lattice);
  names_consensus_free(&(*scratch)->consensus);
  free((*scratch)->votes);
  free((*scratch)->labels);
  free(*scratch);
  *scratch = NULL;
}

/* What the gazetteer knows by that name, of the type that the text says. The full name of a country is that
 * country, even where its first word is the head of an institution: "Fédération de Russie". */
static void link_known(const struct gazetteer *gazetteer, const struct tokens *tokens, struct find *find)
{
  if (!gazetteer_exact(gazetteer, tokens, find->first, find->past_token, &find->hit)) return;
  struct trie_hit hit = find->hit;
  const struct known *first = NULL, *known;
  while ((known = gazetteer_next(gazetteer, &hit, NULL))) {
    if (!find->known && known->type == (enum find_type)find->type) find->known = known;
    if (!first) first = known;
  }
  if (find->known || first->kind != 'C' || find->past_token - find->first < 2) return;
  find->known = first;
  find->type = (uint8_t)first->type;
}

static void add_name(const struct names *names, const struct names_scratch *scratch,
                     const struct tokens *tokens, struct finds *finds, size_t first, size_t past)
{
  static const enum find_type types[NAMES_TYPES] = {FIND_PER, FIND_ORG, FIND_LOC, FIND_EVENT, FIND_PRODUCT};
  enum find_type type = types[names_type_of(scratch->labels[first])];
  int confidence = names_confidence(&names->model, scratch->lattice, first, past, scratch->labels);
  bool several = past - first > 1;
  int strength = several && confidence >= 84   ? FIND_CERTAIN + 12 /* "Journal du Dimanche" is no date */
                 : several || confidence >= 74 ? FIND_STRONG + 5
                                               : FIND_FAIR;
  struct find *find = finds_add(finds, tokens, first, past, type, strength, "name");
  if (!find) return;
  find->confidence = (uint8_t)(confidence < 1 ? 1 : confidence);
  link_known(names->knowledge.gazetteer, tokens, find);
}

static void add_names(const struct names *names, const struct names_scratch *scratch,
                      const struct tokens *tokens, struct finds *finds, size_t first, size_t past)
{
  size_t begin = first;
  for (size_t i = first; i < past; i++) {
    if (!scratch->labels[i]) continue;
    enum names_part part = names_part_of(scratch->labels[i]);
    if (part == NAMES_BEGIN || part == NAMES_UNIT) begin = i;
    if (part == NAMES_LAST || part == NAMES_UNIT) add_name(names, scratch, tokens, finds, begin, i + 1);
  }
}

static size_t paragraph_end(const struct tokens *tokens, size_t first)
{
  size_t past = first + 1;
  while (past < tokens->count && !(tokens->list[past].flags & TOKEN_PARAGRAPH)) past++;
  return past;
}

/* The first look: every paragraph by itself. */
static void look(const struct names *names, struct names_scratch *scratch, const struct tokens *tokens)
{
  for (size_t first = 0, past; first < tokens->count; first = past) {
    past = paragraph_end(tokens, first);
    names_score(&names->model, scratch->lattice, scratch->atoms, first, past);
    names_decode(scratch->lattice, names->model.transitions, first, past, scratch->labels);
  }
  for (size_t i = 0; i < tokens->count; i++) {
    const struct token *token = &tokens->list[i];
    struct names_vote *vote = &scratch->votes[i];
    *vote = (struct names_vote){.label = scratch->labels[i]};
    if (!(token->flags & TOKEN_WORD && token->flags & TOKEN_CAPITAL)) continue;
    vote->word = token->hash;
    vote->lead = names_lead(names_lead_at(&names->model, scratch->lattice, i, vote->label));
  }
  names_consensus_read(scratch->consensus, scratch->votes, tokens->count);
}

/* The second look, at a paragraph that has a word which was taken for something else elsewhere. */
static void look_again(const struct names *names, struct names_scratch *scratch, size_t first, size_t past)
{
  uint64_t features[NAMES_CONSENSUS_FEATURES];
  bool any = false, differs;
  for (size_t i = first; i < past; i++) {
    if (!scratch->votes[i].word) continue;
    size_t count = names_consensus_at(scratch->consensus, scratch->votes, i, features, &differs);
    names_rescore(&names->model, scratch->lattice, i, features, count);
    any = any || differs;
  }
  if (any) names_decode(scratch->lattice, names->model.settled, first, past, scratch->labels);
}

void names_find(const struct names *names, struct names_scratch *scratch, const struct tokens *tokens,
                struct finds *finds)
{
  names_atoms_read(scratch->atoms, &names->knowledge, tokens);
  look(names, scratch, tokens);
  for (size_t first = 0, past; first < tokens->count; first = past) {
    past = paragraph_end(tokens, first);
    look_again(names, scratch, first, past);
    add_names(names, scratch, tokens, finds, first, past);
  }
}
