/* stories - does the store put the copies of a dispatch together, and nothing else? Makes a stream of
 * articles of many sites from real texts, tells which story each was given, and then what an article costs as
 * the index fills.
 *
 *   depeche clean --jsonl PAGES.jsonl | stories [--seed N] [--show] [--articles N]
 *
 * Three of four texts are the original of a story; most are copied, by one site or by many, from the original
 * or from a copy: cut, under a headline in another language, with another lead, with other words, with its
 * paragraphs moved, merged with another dispatch, with a site's standing text behind it. Each site ends its
 * articles with phrases of its own, and some tell the same every day but for the numbers (weather, markets):
 * a story each day. Precision: of the articles that were put into a story, how many tell what its first
 * tells. Recall: of the articles whose story was there, how many were put into it. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "clean/fingerprint.h"
#include "data/json.h"
#include "store/story.h"

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_TEXTS = 20000, MIN_BYTES = 600, SITES = 400, DAILY_SITES = 30, DAYS = 12, MAX_COPIES = 40 };

enum edit {
  ORIGINAL,
  SAME,
  CUT_30,
  CUT_50,
  CUT_65,
  HEADLINE,
  LEAD,
  WORDS,
  MOVED,
  MERGED,
  STANDING,
  ALL,
  DAILY,
  EDITS
};
static const char *const edit_names[EDITS] = {"original",
                                              "as it is",
                                              "cut by 30 %",
                                              "cut by 50 %",
                                              "cut by 65 %",
                                              "headline in another language",
                                              "another lead",
                                              "8 % of the words",
                                              "paragraphs moved",
                                              "merged with another",
                                              "standing text behind",
                                              "lead, cut by 25 %, 3 % of the words",
                                              "every day the same"};
static const unsigned weights[EDITS] = {
    [SAME] = 15,  [CUT_30] = 12, [CUT_50] = 8, [CUT_65] = 4,   [HEADLINE] = 14, [LEAD] = 10,
    [WORDS] = 12, [MOVED] = 4,   [MERGED] = 8, [STANDING] = 8, [ALL] = 5};

struct told {
  struct slice text;
  int64_t site;
  enum edit edit;
  int truth[2];  /* the originals whose story it tells; -1: no second */
  double order;  /* where in the stream */
  int64_t story; /* what the index says */
};

static struct {
  struct arena *arena;
  struct random random;
  struct slice texts[MAX_TEXTS];
  struct slice standing[SITES];
  size_t text_count, other_count; /* stories, and behind them the others */
  struct told *stream;
  size_t count, room;
} bench;

static unsigned draw(unsigned below)
{
  return (unsigned)random_below(&bench.random, below);
}

static double draw_real(void)
{
  return (double)draw(1u << 30) / (1u << 30);
}

/* ---- edits ---- */

static struct slice part(struct slice text, size_t from, size_t to)
{
  if (to > text.length) to = text.length;
  while (from < text.length && from && text.data[from - 1] != ' ' && text.data[from - 1] != '\n') from++;
  while (to < text.length && to && text.data[to - 1] != ' ' && text.data[to - 1] != '\n') to++;
  return from < to ? (struct slice){text.data + from, to - from} : (struct slice){"", 0};
}

static struct slice share(struct slice text, unsigned from, unsigned to)
{
  return part(text, text.length * from / 100, text.length * to / 100);
}

/* other_text - one of the texts that are no story: leads, phrases and words are taken from these. */
static struct slice other_text(void)
{
  return bench.texts[bench.text_count + draw((unsigned)bench.other_count)];
}

static void change_words(struct buffer *out, struct slice text, unsigned percent)
{
  struct slice others = other_text();
  for (size_t at = 0, next; at < text.length; at = next) {
    for (next = at; next < text.length && text.data[next] != ' '; next++) continue;
    if (next < text.length) next++;
    size_t from = draw((unsigned)others.length);
    if (draw(100) < percent)
      buffer_slice(out, part(others, from, from + 6)), buffer_byte(out, ' ');
    else
      buffer_append(out, text.data + at, next - at);
  }
}

/* lead_in - the first words of another text: a headline, or a lead, that this text doesn't have. */
static void lead_in(struct buffer *out, size_t bytes)
{
  buffer_slice(out, part(other_text(), 0, bytes));
  buffer_byte(out, '\n');
}

static void move_paragraphs(struct buffer *out, struct slice text)
{
  buffer_slice(out, share(text, 0, 30));
  buffer_byte(out, '\n');
  buffer_slice(out, share(text, 65, 100));
  buffer_byte(out, '\n');
  buffer_slice(out, share(text, 30, 65));
}

static void change_lead(struct buffer *out, struct slice text, unsigned until)
{
  lead_in(out, text.length / 6 < 500 ? text.length / 6 : 500);
  buffer_slice(out, share(text, 15, until));
}

static void change_all(struct buffer *out, struct slice text)
{
  struct buffer words = BUFFER_EMPTY;
  change_words(&words, text, 3);
  change_lead(out, buffer_view(&words), 80);
  buffer_free(&words);
}

static void make_edit(struct buffer *out, struct slice text, enum edit edit, struct slice merged)
{
  switch (edit) {
  case CUT_30:
  case CUT_50:
  case CUT_65:
    buffer_slice(out, share(text, 0, edit == CUT_30 ? 70 : edit == CUT_50 ? 50 : 35));
    return;
  case HEADLINE:
    lead_in(out, 80);
    break;
  case LEAD:
    change_lead(out, text, 100);
    return;
  case WORDS:
    change_words(out, text, 8);
    return;
  case MOVED:
    move_paragraphs(out, text);
    return;
  case MERGED:
    buffer_slice(out, share(text, 0, 75));
    buffer_byte(out, '\n');
    buffer_slice(out, part(merged, 0, text.length / 2));
    return;
  case ALL:
    change_all(out, text);
    return;
  default:
    break;
  }
  buffer_slice(out, text);
  if (edit == STANDING) lead_in(out, text.length / 4 < 700 ? text.length / 4 : 700);
}

/* ---- the stream ---- */

static struct told *add(struct slice text, int64_t site, enum edit edit, int truth, double order)
{
  if (bench.count == bench.room) {
    bench.room = bench.room ? 2 * bench.room : 1024;
    bench.stream = memory_resize(bench.stream, bench.room * sizeof *bench.stream);
  }
  struct buffer whole = BUFFER_EMPTY;
  buffer_slice(&whole, text);
  buffer_byte(&whole, '\n');
  buffer_slice(&whole, bench.standing[site]);
  bench.stream[bench.count] = (struct told){.text = arena_slice(bench.arena, buffer_view(&whole)),
                                            .site = site,
                                            .edit = edit,
                                            .truth = {truth, -1},
                                            .order = order};
  buffer_free(&whole);
  return &bench.stream[bench.count++];
}

static enum edit draw_edit(void)
{
  unsigned all = 0, at;
  for (int i = 0; i < EDITS; i++) all += weights[i];
  at = draw(all);
  for (int i = 0; i < EDITS; i++) {
    if (at < weights[i]) return (enum edit)i;
    at -= weights[i];
  }
  return SAME;
}

/* copy_count - many dispatches stay alone, few are everywhere. */
static unsigned copy_count(void)
{
  double u = draw_real();
  unsigned count = u < 0.4 ? 0 : (unsigned)(1 / (1.0 - (u - 0.4) / 0.6 * 0.98));
  return count < MAX_COPIES ? count : MAX_COPIES;
}

static void tell_story(int original)
{
  struct slice text = bench.texts[original];
  double start = draw_real(), last = start;
  add(text, draw(SITES), ORIGINAL, original, start);
  for (unsigned left = copy_count(); left; left--) {
    struct buffer copy = BUFFER_EMPTY;
    enum edit edit = draw_edit();
    int merged = (int)draw((unsigned)bench.text_count);
    make_edit(&copy, text, edit, bench.texts[merged]);
    last += draw_real() * 0.01;
    struct told *told = add(buffer_view(&copy), draw(SITES), edit, original, last);
    if (edit == MERGED) told->truth[1] = merged;
    /* A copy of a copy, unless little of the original would be left. */
    if (draw(4) == 0 && edit != CUT_50 && edit != CUT_65 && edit != MERGED && copy.length > 400)
      text = arena_slice(bench.arena, buffer_view(&copy));
    else
      text = bench.texts[original];
    buffer_free(&copy);
  }
}

/* tell_daily - one site says every day the same, with other numbers and a tenth of other words. */
static void tell_daily(int64_t site)
{
  struct slice phrases = share(other_text(), 20, 60);
  for (int day = 0; day < DAYS; day++) {
    struct buffer text = BUFFER_EMPTY;
    change_words(&text, phrases, 25);
    add(buffer_view(&text), site, DAILY, MAX_TEXTS + (int)site * DAYS + day, draw_real());
    buffer_free(&text);
  }
}

static int by_order(const void *one, const void *other)
{
  double a = ((const struct told *)one)->order, b = ((const struct told *)other)->order;
  return a < b ? -1 : a > b;
}

static void make_stream(void)
{
  for (int site = 0; site < SITES; site++) {
    size_t from = draw(200);
    bench.standing[site] = part(other_text(), from, from + 150 + draw(300));
  }
  for (size_t i = 0; i < bench.text_count; i++) tell_story((int)i);
  for (int site = 0; site < DAILY_SITES; site++) tell_daily(site);
  qsort(bench.stream, bench.count, sizeof *bench.stream, by_order);
}

/* ---- reading ---- */

/* known - two pages of the collection with one text: not two stories. */
static bool known(const struct slice *similar, size_t count, struct slice print)
{
  for (size_t i = 0; i < count; i++)
    if (fingerprint_similarity(similar[i], print) > 0.4) return true;
  return false;
}

static void read_texts(void)
{
  static struct slice similar[MAX_TEXTS];
  char *line = NULL;
  size_t room = 0;
  ssize_t length;
  while (bench.text_count < MAX_TEXTS && (length = getline(&line, &room, stdin)) > 0) {
    struct json *row = json_parse(bench.arena, slice_trim((struct slice){line, (size_t)length}), NULL);
    struct slice text = json_get_text(row, "text");
    struct fingerprint print;
    if (text.length < MIN_BYTES) continue;
    fingerprint_make(bench.arena, text, &print);
    if (known(similar, bench.text_count, print.similar)) continue;
    similar[bench.text_count] = print.similar;
    bench.texts[bench.text_count++] = text;
  }
  bench.other_count = bench.text_count / 4;
  bench.text_count -= bench.other_count;
  free(line);
}

/* ---- what came out ---- */

static bool tells_same(const struct told *one, const struct told *other)
{
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      if (one->truth[i] >= 0 && one->truth[i] == other->truth[j]) return true;
  return false;
}

static void place_all(bool show)
{
  struct stories *stories = stories_new(STORY_MOST);
  for (size_t i = 0; i < bench.count; i++) {
    struct told *told = &bench.stream[i];
    struct story_entry entry = {
        .sequence = (int64_t)i, .story = (int64_t)i, .site = told->site, .stored_at = (millis)i};
    struct fingerprint print;
    told->story = (int64_t)i;
    fingerprint_make(bench.arena, told->text, &print);
    if (!story_read_print(print.similar, &entry.print)) continue;
    int alike = stories_find(stories, &entry, &told->story);
    entry.story = told->story;
    stories_add(stories, &entry);
    const struct told *first = &bench.stream[told->story];
    if (show && alike && !tells_same(told, first))
      printf("%d %% %s: %.300s\n     %s: %.300s\n", alike, edit_names[told->edit], told->text.data,
             edit_names[first->edit], first->text.data);
  }
  stories_free(&stories);
}

/* has_story - something of what it tells was there before it. */
static bool has_story(const struct told *told, const bool *begun)
{
  return begun[told->truth[0]] || (told->truth[1] >= 0 && begun[told->truth[1]]);
}

static void judge(void)
{
  size_t joined[EDITS] = {0}, right[EDITS] = {0}, due[EDITS] = {0}, all_joined = 0, all_right = 0,
         all_due = 0, wrong = 0;
  bool *begun = memory_zero(MAX_TEXTS + SITES * DAYS, sizeof *begun);
  for (size_t i = 0; i < bench.count; i++) {
    const struct told *told = &bench.stream[i];
    bool is_due = has_story(told, begun), is_joined = told->story != (int64_t)i;
    bool is_right = is_joined && tells_same(told, &bench.stream[told->story]);
    for (int k = 0; k < 2; k++)
      if (told->truth[k] >= 0) begun[told->truth[k]] = true;
    due[told->edit] += is_due, joined[told->edit] += is_joined, right[told->edit] += is_right && is_due;
    wrong += is_joined && !is_right;
  }
  for (int i = 0; i < EDITS; i++) {
    if (i != ORIGINAL && i != DAILY)
      printf("%-36s%8zu, of these found %6.2f %%\n", edit_names[i], due[i],
             100.0 * (double)right[i] / (double)(due[i] ? due[i] : 1));
    all_joined += joined[i], all_right += right[i], all_due += due[i];
  }
  printf("%zu articles of %zu stories: precision %.4f (%zu of %zu wrong; at least 0.98), recall %.4f (at "
         "least 0.9)\n",
         bench.count, bench.text_count + DAILY_SITES * DAYS,
         1 - (double)wrong / (double)(all_joined ? all_joined : 1), wrong, all_joined,
         (double)all_right / (double)(all_due ? all_due : 1));
  free(begun);
}

/* ---- cost ---- */

/* draw_entry - the fingerprint of a text that was never seen, or, one time in three, of a copy of a recent
 * one. */
static void draw_entry(struct story_entry *entry, const struct story_entry *recent, unsigned recents)
{
  bool copy = recents && draw(3) == 0;
  const struct story_print *from = copy ? &recent[draw(recents)].print : NULL;
  for (size_t i = 0; i < STORY_BINS; i++)
    entry->print.bins[i] = from && draw(100) < 70 ? from->bins[i] : (unsigned char)(1 + draw(255));
  entry->site = draw(5000);
}

static void tell_cost(size_t articles)
{
  enum { RECENT = 1024 };
  static struct story_entry recent[RECENT];
  struct stories *stories = stories_new(STORY_MOST);
  size_t joined = 0, before = 0;
  int64_t spent = 0;
  for (size_t i = 1, next = 1000; i <= articles; i++) {
    struct story_entry *entry = &recent[i % RECENT];
    int64_t story = 0;
    draw_entry(entry, recent, i < RECENT ? (unsigned)i - 1 : RECENT);
    entry->sequence = entry->story = (int64_t)i;
    entry->stored_at = (millis)i * 10;
    int64_t start = clock_cpu_us();
    int alike = stories_find(stories, entry, &story);
    if (alike) entry->story = story, joined++;
    stories_add(stories, entry);
    spent += clock_cpu_us() - start;
    if (i != next && i != articles) continue;
    printf("%9zu articles: %6.2f us CPU an article, %.1f %% joined\n", i,
           (double)spent / (double)(i - before), 100.0 * (double)joined / (double)(i - before));
    spent = 0, joined = 0, before = i, next *= 10;
  }
  stories_free(&stories);
}

int main(int argc, char **argv)
{
  static const struct option options[] = {{"seed", required_argument, NULL, 's'},
                                          {"show", no_argument, NULL, 'w'},
                                          {"articles", required_argument, NULL, 'a'},
                                          {NULL, 0, NULL, 0}};
  size_t articles = 0;
  bool show = false;
  bench.random.state = 7;
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 's') bench.random.state = strtoull(optarg, NULL, 10);
    if (option == 'w') show = true;
    if (option == 'a') articles = strtoull(optarg, NULL, 10);
    if (option == '?') return 64;
  }
  bench.arena = arena_new();
  read_texts();
  if (bench.text_count) {
    make_stream();
    place_all(show);
    judge();
  }
  if (articles) tell_cost(articles);
  free(bench.stream);
  arena_free(&bench.arena);
  return 0;
}
