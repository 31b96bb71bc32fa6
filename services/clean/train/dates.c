/* dates.c - see dates.h. A page teaches by the days that the cleaner sees on it: the annotated one is right.
 * The places that told it right where they led give the confidences. */
#include "clean/train/dates.h"

#include "clean/metadata.h"
#include "clean/publication_choose.h"
#include "clean/train/choice.h"
#include "clean/train/figures.h"
#include "clean/train/names.h"
#include "clean/train/options.h"
#include "clean/train/pages.h"
#include "clean/train/room.h"

#include <math.h>
#include <stdlib.h>
#include <sysexits.h>

static const char help[] =
    "usage: depeche-train-cleaner dates [OPTION…] INDEX.jsonl[=WEIGHT]…\n"
    "Learns how much each place speaks for a date, and prints the weights as C for publication_weights.c.\n"
    "The truth is \"date\", which begins with YYYY-MM-DD; empty: the page has none; absent: nobody knows.\n"
    "  --folds N           instead: learn N times, each time without the sites of one fold, and print how "
    "often\n"
    "                      the right day is chosen on these\n";

enum {
  DAY_BYTES = 10,
  PIECES = SEEN_PLACES + 1,
  PIECE_TURNED = SEEN_PLACES,
  DAY = 86400000,
  MOST_OF_OTHERS = 10
};
static const double RIDGE = 1;

/* Where few were seen, so many imagined ones, of which this share were right. */
static const double IMAGINED = 4, SHARE_SPEAKS = 0.7, SHARE_OTHER = 0.5;

struct page {
  struct sightings sightings;
  bool has; /* a date */
  int64_t day;
  size_t index;
  int fold;
};

struct trainer {
  struct page *pages;
  struct candidates *candidates; /* of the page that is looked at */
  size_t count, room;
  struct choices choices;
};

static void add_case(struct choices *choices, const struct page *page, const struct candidates *candidates,
                     double weight)
{
  if (!page->has) return;
  choices_add_case(choices, weight, page->fold);
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *candidate = &candidates->items[i];
    choices_add_option(choices, candidate->day == page->day);
    for (int place = 0; place < SEEN_PLACES; place++) {
      if (candidate->first >> place & 1) choices_add_term(choices, place, 1);
      if (candidate->later >> place & 1) choices_add_term(choices, place, LATER_SHARE / 100.0);
    }
    if (candidate->turned) choices_add_term(choices, PIECE_TURNED, 1);
  }
}

static void take_page(void *with, const struct annotated *annotated)
{
  struct trainer *trainer = with;
  const struct json *date = json_get(annotated->row, "date");
  if (json_type_of(date) != JSON_STRING) return;
  struct slice text = json_text(date);
  bool has = text.length > 0;
  millis when = 0;
  if (text.length > DAY_BYTES) text.length = DAY_BYTES;
  if (has && !clock_parse(text, &when)) return;
  trainer->pages = room_for(trainer->pages, trainer->count, 1, &trainer->room, sizeof *trainer->pages);
  struct page *page = &trainer->pages[trainer->count++];
  *page = (struct page){.sightings = *annotated->result->metadata->sightings,
                        .has = has,
                        .day = when / DAY,
                        .index = annotated->index,
                        .fold = annotated->fold};
  publication_candidates(&page->sightings, trainer->candidates);
  add_case(&trainer->choices, page, trainer->candidates, annotated->weight);
}

/* weight_of - no place speaks against its day; and the dates of other things agree with the article's by
 * chance. */
static int weight_of(enum sighting_place place, double logit)
{
  int weight = logit > 0 ? (int)lround(100 * logit) : 0;
  bool other = place == SEEN_OTHER || place == SEEN_ASIDE || place == SEEN_FOOT;
  return other && weight > MOST_OF_OTHERS ? MOST_OF_OTHERS : weight;
}

static struct publication_choice choose(const struct trainer *trainer, const struct page *page,
                                        const struct publication_weights *weights)
{
  publication_candidates(&page->sightings, trainer->candidates);
  return publication_choose(&page->sightings, trainer->candidates, weights);
}

struct share {
  int right, all;
};

static int percent(struct share share, double imagined, double right)
{
  return share.all + imagined > 0
             ? (int)lround(100 * (share.right + imagined * right) / (share.all + imagined))
             : 0;
}

static void set_confidences(const struct trainer *trainer, int left_out, struct publication_weights *weights)
{
  struct share alone[SEEN_PLACES] = {{0}}, agreed = {0, 0};
  for (size_t i = 0; i < trainer->count; i++) {
    const struct page *page = &trainer->pages[i];
    struct publication_choice choice = choose(trainer, page, weights);
    if (!page->has || page->fold == left_out || !choice.known) continue;
    struct share *share = choice.agreed ? &agreed : &alone[choice.leader];
    share->all++;
    share->right += choice.day == page->day;
  }
  for (int place = 0; place < SEEN_PLACES; place++) {
    bool speaks = publication_places[place].voice == VOICE_SPEAKS;
    weights->of[place].confidence = percent(alone[place], IMAGINED, speaks ? SHARE_SPEAKS : SHARE_OTHER);
  }
  weights->agreed = percent(agreed, 0, 0);
}

static struct publication_weights learn(const struct trainer *trainer, int left_out)
{
  double logits[PIECES + 1];
  struct choice_settings settings = {PIECES, false, RIDGE, left_out};
  choice_learn(&trainer->choices, &settings, logits);
  struct publication_weights weights = {.agreed = 0};
  for (int place = 0; place < SEEN_PLACES; place++)
    weights.of[place].weight = weight_of((enum sighting_place)place, logits[place]);
  set_confidences(trainer, left_out, &weights);
  return weights;
}

static void judge(const struct trainer *trainer, const struct page *page,
                  const struct publication_weights *weights, struct figures *figures)
{
  struct publication_choice choice = choose(trainer, page, weights);
  figures_add(figures, page->index, page->has,
              page->has ? choice.known && choice.day == page->day : !choice.known);
}

static void learn_in_folds(const struct trainer *trainer, const struct options *options)
{
  struct figures figures = {0};
  for (int fold = 0; fold < options->folds; fold++) {
    struct publication_weights weights = learn(trainer, fold);
    for (size_t i = 0; i < trainer->count; i++)
      if (trainer->pages[i].fold == fold) judge(trainer, &trainer->pages[i], &weights, &figures);
  }
  figures_print(stdout, "date", options->indexes, options->count, &figures);
}

static void print_weights(const struct trainer *trainer, const struct publication_weights *weights)
{
  size_t dated = 0;
  for (size_t i = 0; i < trainer->count; i++) dated += trainer->pages[i].has;
  printf("/* publication_weights.c - written by depeche-train-cleaner dates (DEVELOPING.md) from %zu dated "
         "pages:\n"
         " * weight and confidence of each place. */\n"
         "#include \"clean/publication_choose.h\"\n\n/* clang-format off */\n"
         "const struct publication_weights publication_learned = {.of = {\n",
         dated);
  for (int place = 0; place < SEEN_PLACES; place++) {
    const char *name = names_place(place);
    if (name)
      printf("[%s]", name);
    else
      printf("[%d]", place);
    printf(" = {%d, %d},\n", weights->of[place].weight, weights->of[place].confidence);
  }
  printf("}, .agreed = %d};\n", weights->agreed);
}

static void learn_all(const struct trainer *trainer, const struct options *options)
{
  struct figures figures = {0};
  struct publication_weights weights = learn(trainer, -1);
  print_weights(trainer, &weights);
  for (size_t i = 0; i < trainer->count; i++) judge(trainer, &trainer->pages[i], &weights, &figures);
  figures_print(stderr, "date", options->indexes, options->count, &figures);
}

int train_dates(int argc, char **argv)
{
  struct options options;
  int code = options_read(argc, argv, help, &options);
  if (code >= 0) return code;
  struct trainer trainer = {.candidates = memory_alloc(sizeof(struct candidates))};
  bool ok = pages_read(options.indexes, options.count, options.folds, take_page, &trainer);
  if (ok && options.folds) learn_in_folds(&trainer, &options);
  if (ok && !options.folds) learn_all(&trainer, &options);
  choices_free(&trainer.choices);
  free(trainer.candidates);
  free(trainer.pages);
  return ok ? EX_OK : EX_NOINPUT;
}
