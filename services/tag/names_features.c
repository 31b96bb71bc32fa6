/* names_features.c - see names_features.h. A feature is a number of its kind mixed with what it is about. */
#include "tag/names_features.h"

struct list {
  uint64_t *features;
  size_t count;
  uint64_t kind; /* of the next feature */
};

static void put(struct list *list, uint64_t value)
{
  list->features[list->count++] = names_mix(value, ++list->kind);
}

static void put2(struct list *list, uint64_t a, uint64_t b)
{
  put(list, (a + 0x632BE59BD9B4E019u) * 0x9FB21C651E98DF25u ^ b);
}

static void put3(struct list *list, uint64_t a, uint64_t b, uint64_t c)
{
  put2(list, (a + 0x1F83D9ABFB41BD6Bu) * 0xC2B2AE3D27D4EB4Fu ^ b, c);
}

/* Each bit is a feature of its own. */
static void put_bits(struct list *list, uint32_t bits, uint64_t with)
{
  uint64_t kind = ++list->kind;
  for (; bits; bits &= bits - 1)
    list->features[list->count++] = names_mix(((uint64_t)__builtin_ctz(bits) + 1) << 8 | with, kind);
}

/* The token and two on either side; outside the paragraph stands an empty one. */
struct window {
  const struct names_atom *at[5];
};
#define HERE     (window->at[2])
#define BACK(n)  (window->at[2 - (n)])
#define AHEAD(n) (window->at[2 + (n)])

static void put_words(struct list *list, const struct window *window)
{
  put(list, HERE->lower);
  put(list, HERE->folded);
  put2(list, HERE->lower, HERE->shape);
  put(list, BACK(1)->lower);
  put(list, AHEAD(1)->lower);
  put(list, BACK(2)->lower);
  put(list, AHEAD(2)->lower);
  put2(list, BACK(1)->lower, HERE->shape);
  put2(list, AHEAD(1)->lower, HERE->shape);
}

static void put_shapes(struct list *list, const struct window *window)
{
  put(list, HERE->shape);
  put2(list, HERE->shape, HERE->place);
  put2(list, BACK(1)->shape, HERE->shape);
  put2(list, HERE->shape, AHEAD(1)->shape);
  put3(list, BACK(1)->shape, HERE->shape, AHEAD(1)->shape);
  put3(list, BACK(2)->shape, BACK(1)->shape, HERE->shape);
  put3(list, HERE->shape, AHEAD(1)->shape, AHEAD(2)->shape);
}

static void put_affixes(struct list *list, const struct window *window)
{
  for (size_t i = 0; i < 3; i++) put(list, HERE->suffix[i]);
  for (size_t i = 0; i < 3; i++) put(list, HERE->prefix[i]);
  put2(list, HERE->suffix[1], HERE->shape);
  put(list, BACK(1)->suffix[1]);
  put(list, AHEAD(1)->suffix[1]);
}

static void put_pairs(struct list *list, const struct window *window)
{
  put2(list, BACK(1)->lower, HERE->lower);
  put2(list, HERE->lower, AHEAD(1)->lower);
  put2(list, BACK(1)->lower, AHEAD(1)->lower);
  put3(list, BACK(2)->lower, BACK(1)->lower, HERE->shape);
  put3(list, AHEAD(1)->lower, AHEAD(2)->lower, HERE->shape);
}

static void put_lexicon(struct list *list, const struct window *window)
{
  put_bits(list, HERE->classes, 0);
  put_bits(list, HERE->classes, (uint64_t)HERE->shape + 1);
  put_bits(list, BACK(1)->classes, 0);
  put_bits(list, BACK(1)->classes, (uint64_t)HERE->shape + 1);
  put_bits(list, AHEAD(1)->classes, 0);
  put_bits(list, BACK(2)->classes, 0);
  put_bits(list, AHEAD(2)->classes, 0);
}

static void put_gazetteer(struct list *list, const struct window *window)
{
  put2(list, BACK(1)->gazetteer, AHEAD(1)->gazetteer);
  if (BACK(1)->gazetteer | HERE->gazetteer) put2(list, BACK(1)->gazetteer, HERE->gazetteer);
  list->kind += 8;
  if (!HERE->gazetteer) return;
  put(list, HERE->gazetteer);
  put2(list, HERE->gazetteer, HERE->shape);
  put2(list, HERE->gazetteer, BACK(1)->lower);
  put2(list, HERE->gazetteer, AHEAD(1)->shape);
  put3(list, HERE->gazetteer, BACK(1)->shape, AHEAD(1)->shape);
  put2(list, HERE->gazetteer, HERE->dictionary);
}

static void put_dictionary(struct list *list, const struct window *window)
{
  put2(list, HERE->dictionary, HERE->shape);
  put3(list, HERE->dictionary, HERE->shape, HERE->place);
  put(list, BACK(1)->dictionary);
  put(list, AHEAD(1)->dictionary);
  put2(list, BACK(2)->dictionary, BACK(2)->shape);
  put2(list, AHEAD(2)->dictionary, AHEAD(2)->shape);
  uint64_t back = BACK(1)->dictionary | (uint64_t)BACK(1)->shape << 8;
  uint64_t here = HERE->dictionary | (uint64_t)HERE->shape << 8;
  uint64_t ahead = AHEAD(1)->dictionary | (uint64_t)AHEAD(1)->shape << 8;
  put2(list, back, here);
  put2(list, here, ahead);
  put3(list, back, here, ahead);
}

static void put_run(struct list *list, const struct window *window)
{
  put2(list, HERE->run, HERE->distance);
  put2(list, HERE->run, HERE->shape);
  put2(list, HERE->before, HERE->shape);
  put2(list, HERE->after, HERE->shape);
  put3(list, HERE->before, HERE->distance, HERE->shape);
  list->kind = 7 * 256 + 64;
  if (!HERE->chain_place) return;
  put2(list, HERE->chain, HERE->chain_place);
  put_bits(list, HERE->chain, HERE->chain_place);
  put3(list, HERE->chain & 0x7FF, HERE->chain_place, HERE->before);
  put3(list, HERE->chain_place, HERE->dictionary, HERE->shape);
}

static void put_document(struct list *list, const struct window *window)
{
  put_bits(list, HERE->evidence, 0);
  put_bits(list, HERE->evidence, (uint64_t)HERE->place + 1);
  put2(list, HERE->evidence & 0x3F, HERE->dictionary);
  put_bits(list, AHEAD(1)->evidence, 0);
  put_bits(list, BACK(1)->evidence, 0);
}

static void put_glance(struct list *list, const struct window *window)
{
  if (!HERE->small) return;
  uint64_t left = HERE->left, right = HERE->right;
  put(list, HERE->lower);
  put2(list, HERE->lower, left);
  put2(list, HERE->lower, right);
  put3(list, HERE->dictionary, left, right);
  put(list, BACK(1)->lower);
  put(list, AHEAD(1)->lower);
  put2(list, BACK(1)->lower, HERE->lower);
  put2(list, HERE->lower, AHEAD(1)->lower);
}

size_t names_features_at(const struct names_atoms *atoms, uint32_t groups, size_t i, size_t first,
                         size_t past, uint64_t *features)
{
  static void (*const groups_of[])(struct list *, const struct window *) = {
      put_words,     put_shapes,     put_affixes, put_pairs,    put_lexicon,
      put_gazetteer, put_dictionary, put_run,     put_document, put_glance};
  static const struct names_atom outside = {.lower = 1, .folded = 1};
  struct window view, *window = &view;
  for (size_t k = 0; k < 5; k++) {
    size_t at = i + k;
    view.at[k] = at >= first + 2 && at < past + 2 ? &atoms->list[at - 2] : &outside;
  }
  struct list list = {features, 0, 0};
  for (size_t g = 0; g < sizeof groups_of / sizeof *groups_of; g++) {
    list.kind = g * 256;
    if (groups >> g & 1) groups_of[g](&list, window);
  }
  return list.count;
}
