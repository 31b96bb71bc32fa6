/* title.c - the headline is what readers see above the text. But a page has several headings, uses the first
 * for its logo or puts words for search engines into it, and sets a kicker beside the headline; and what
 * machines are told (JSON-LD, Open Graph, the title element) carries the name of the site, or is shorter or
 * older. So headings and machines are asked together: a ladder of rules, from a text that is seen and said to
 * one that is only either; the first rung that a candidate stands on decides. Confidence is how often a rung
 * was right on pages whose headline was noted by hand. */
#include "clean/title.h"

#include "clean/title_candidates.h"

#define B(trait) (UINT64_C(1) << TITLE_##trait)
#define SEEN     (B(H1) | B(H2) | B(LOWER))
#define TOLD     (B(NEWS) | B(JSONLD) | B(OPEN_GRAPH) | B(TWITTER) | B(META))
#define ELSE     (B(SITE) | B(LINKED) | B(BEHIND) | B(OFF))
#define ALIKE    (B(BEGINS) | B(LIKE) | B(LONGER_BACK) | B(LONGER_FRONT))

/* A rung: all of `all`, one of each of the next two (0: whatever), none of `none`. */
static const struct rung {
  uint64_t all, any, and_any, none;
  int confidence;
} rungs[] = {
    {B(NEWS), SEEN, 0, ELSE, 92},
    {0, SEEN, TOLD, ELSE | B(PART), 94},
    {B(PART), TOLD, 0, ELSE, 88},
    {B(ELEMENT), SEEN, 0, B(SITE) | B(LINKED) | B(BEHIND) | B(PART), 88},
    {B(ELEMENT) | B(PART), 0, 0, B(SITE) | B(BEHIND), 80},
    {B(ELEMENT), SEEN, 0, B(SITE), 70},
    {B(OWN) | B(BEFORE), ALIKE | B(ENDS) | B(WITHIN), 0, ELSE, 80},
    {B(H1) | B(PART) | B(BEFORE) | B(ENDS), 0, 0, ELSE, 70},
    {B(H1) | B(BEFORE), ALIKE | B(WITHIN), 0, ELSE | B(PART), 86},
    {B(SELF) | B(BEFORE), B(BEGINS) | B(ENDS), 0, B(SITE) | B(PART), 80},
    {B(BEGINS) | B(BEFORE), SEEN, 0, B(SITE) | B(PART), 80},
    {B(ENDS) | B(BEFORE), SEEN, 0, ELSE | B(PART), 75},
    {B(NEWS), 0, 0, 0, 80},
    {B(BEFORE), B(NAMED) | B(ITEMPROP), B(H1) | B(H2), ELSE | B(PART), 70},
    {B(H1) | B(BEFORE) | B(SOLE), 0, 0, ELSE | B(PART), 75},
    {B(H1) | B(SOLE), ALIKE | B(ENDS), 0, ELSE | B(PART), 65},
    {B(BEGINS), B(NEWS) | B(JSONLD) | B(META) | B(OPEN_GRAPH), 0, B(SITE), 70},
    {B(JSONLD), 0, 0, 0, 75},
    {B(OPEN_GRAPH), 0, 0, B(SITE), 65},
    {B(BEFORE), B(NAMED) | B(ITEMPROP), 0, ELSE | B(PART), 60},
    {B(BEFORE) | B(NEAREST), B(H1) | B(H2), 0, ELSE | B(PART) | B(SHORT), 60},
    {B(H1) | B(SOLE), 0, 0, ELSE | B(PART) | B(SHORT), 50},
    {0, B(META) | B(TWITTER), 0, B(SITE), 50},
    {B(ELEMENT), 0, 0, 0, 35},
    {B(H1), 0, 0, B(SITE) | B(BEHIND) | B(OFF), 30},
    {B(BEFORE), 0, 0, ELSE, 25},
};

/* rank - among those on the same rung. */
static int rank(uint64_t traits)
{
  static const struct {
    enum title_trait trait;
    int weight;
  } weights[] = {{TITLE_H1, 8},      {TITLE_ITEMPROP, 6}, {TITLE_NAMED, 4},   {TITLE_OWN, 4},
                 {TITLE_NEAREST, 4}, {TITLE_BEFORE, 4},   {TITLE_H2, 2},      {TITLE_SOLE, 2},
                 {TITLE_SELF, 2},    {TITLE_SHORT, -6},   {TITLE_DIVIDED, -4}};
  int sum = 0;
  for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
    if (traits >> weights[i].trait & 1) sum += weights[i].weight;
  return sum;
}

static bool stands_on(const struct rung *rung, uint64_t traits)
{
  return (traits & rung->all) == rung->all && (!rung->any || (traits & rung->any)) &&
         (!rung->and_any || (traits & rung->and_any)) && !(traits & rung->none);
}

static const struct title_candidate *best_on(const struct rung *rung, const struct title_candidates *found)
{
  const struct title_candidate *best = NULL;
  for (size_t i = 0; i < found->count; i++) {
    const struct title_candidate *candidate = &found->items[i];
    if (!stands_on(rung, candidate->traits)) continue;
    if (!best || rank(candidate->traits) > rank(best->traits)) best = candidate;
  }
  return best;
}

static const char *witness_of(uint64_t traits)
{
  if (traits & SEEN) return FROM_HEADING;
  if (traits & (B(NEWS) | B(JSONLD))) return FROM_JSONLD;
  if (traits & B(OPEN_GRAPH)) return FROM_OPEN_GRAPH;
  if (traits & (B(TWITTER) | B(META))) return FROM_META;
  return traits & B(ELEMENT) ? FROM_TITLE : FROM_HEADING;
}

struct fact title_find(struct arena *arena, const struct survey *survey, const struct jsonld *jsonld,
                       const struct blocks *blocks, const struct site_names *site, struct slice url)
{
  struct title_candidates *found = arena_alloc(arena, sizeof *found);
  title_candidates_find(arena, survey, jsonld, blocks, site, url, found);
  for (size_t i = 0; i < sizeof rungs / sizeof *rungs; i++) {
    const struct title_candidate *best = best_on(&rungs[i], found);
    if (best) return (struct fact){best->text, witness_of(best->traits), rungs[i].confidence};
  }
  return (struct fact){0};
}
