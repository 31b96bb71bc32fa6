/* explain.c - see explain.h. */
#include "tag/explain.h"

#include "base/memory.h"
#include "data/layers.h"

#include <stdlib.h>

struct explanation {
  struct find *finds;
  size_t count, capacity;
};

struct explanation *explanation_new(void)
{
  return memory_zero(1, sizeof(struct explanation));
}

void explanation_free(struct explanation **explanation)
{
  if (!*explanation) return;
  free((*explanation)->finds);
  free(*explanation);
  *explanation = NULL;
}

void explanation_note(struct explanation *explanation, const struct finds *finds)
{
  size_t more = finds->count - finds->stretch;
  if (!explanation || !more) return;
  if (explanation->count + more > explanation->capacity) {
    explanation->capacity = (explanation->count + more) * 2;
    explanation->finds =
        memory_resize(explanation->finds, explanation->capacity * sizeof *explanation->finds);
  }
  memcpy(explanation->finds + explanation->count, finds->list + finds->stretch, more * sizeof *finds->list);
  explanation->count += more;
}

/* in_text - by place, the surest first where several stand in one. */
static int in_text(const void *left, const void *right)
{
  const struct find *a = left, *b = right;
  if (a->at != b->at) return a->at < b->at ? -1 : 1;
  if (a->strength != b->strength) return a->strength > b->strength ? -1 : 1;
  return (a->past < b->past) - (a->past > b->past);
}

/* became - sets fate and mention; `first` is the first mention that ends behind the find's start. */
static void became(struct tag_finding *finding, const struct annotations *found, size_t first)
{
  const struct mention *mention = first < found->mention_count ? &found->mentions[first] : NULL;
  bool there = mention && mention->start < finding->end;
  bool same = there && mention->start == finding->start && mention->end == finding->end &&
              slice_is(mention->rule, finding->rule) && slice_equal(mention->type, finding->type);
  finding->mention = there ? first : SIZE_MAX;
  finding->fate = same ? FATE_SAID : there ? FATE_OVERLAPPED : FATE_DROPPED;
}

void explanation_reasons(struct explanation *explanation, struct arena *arena, struct slice text,
                         const struct annotations *found, struct tag_reasons *reasons)
{
  struct tag_finding *findings = arena_zero(arena, explanation->count + 1, sizeof *findings);
  size_t mention = 0;
  if (explanation->count) qsort(explanation->finds, explanation->count, sizeof *explanation->finds, in_text);
  for (size_t i = 0; i < explanation->count; i++) {
    const struct find *find = &explanation->finds[i];
    const char *layer = layers_name((enum tag_layer)find->layer);
    while (mention < found->mention_count && found->mentions[mention].end <= find->at) mention++;
    findings[i] = (struct tag_finding){.layer = layer ? layer : "",
                                       .rule = find->rule ? find->rule : "",
                                       .type = find_type_name(find),
                                       .exact = {text.data + find->start, find->end - find->start},
                                       .start = find->at,
                                       .end = find->past,
                                       .strength = find->strength,
                                       .confidence = find->confidence};
    became(&findings[i], found, mention);
  }
  *reasons = (struct tag_reasons){findings, explanation->count};
}
