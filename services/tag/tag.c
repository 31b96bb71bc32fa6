/* tag.c - the layers in their order: tokens, dates, known names, patterns, names by context; then what stays.
 */
#include "tag/tag.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "tag/dates.h"
#include "tag/gazetteer.h"
#include "tag/merge.h"
#include "tag/patterns.h"
#include "tag/rules.h"

#include <stdlib.h>

struct tag_rules {
  struct lexicon *lexicon;
  struct gazetteer *gazetteer;
  struct patterns *patterns;
};

struct tag_worker {
  struct tokens *tokens;
  struct finds finds;
  struct pattern_match *match;
  size_t limits; /* patterns given up in this text */
};

struct tag_rules *tag_rules_new(dp_error *error)
{
  struct tag_rules *rules = memory_zero(1, sizeof *rules);
  rules->lexicon = lexicon_new();
  rules->gazetteer = gazetteer_new(rules->lexicon);
  rules->patterns = patterns_new(rules->lexicon, error);
  if (!rules->patterns) tag_rules_free(&rules);
  return rules;
}

void tag_rules_free(struct tag_rules **rules)
{
  if (!*rules) return;
  patterns_free(&(*rules)->patterns);
  gazetteer_free(&(*rules)->gazetteer);
  lexicon_free(&(*rules)->lexicon);
  free(*rules);
  *rules = NULL;
}

struct slice tag_rules_version(const struct tag_rules *rules)
{
  (void)rules;
  return SLICE("rules-1");
}

struct tag_worker *tag_worker_new(void)
{
  struct tag_worker *worker = memory_zero(1, sizeof *worker);
  worker->tokens = tokens_new();
  worker->match = pattern_match_new();
  return worker;
}

void tag_worker_free(struct tag_worker **worker)
{
  if (!*worker) return;
  tokens_free(&(*worker)->tokens);
  pattern_match_free(&(*worker)->match);
  finds_free(&(*worker)->finds);
  free(*worker);
  *worker = NULL;
}

static unsigned language_of(struct slice tag)
{
  if (tag.length < 2 || (tag.length > 2 && tag.data[2] != '-')) return 0;
  return slice_starts(tag, "fr") ? DATES_FRENCH : slice_starts(tag, "en") ? DATES_ENGLISH : 0;
}

static void find_in_stretch(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                            const struct tag_text *text)
{
  unsigned language = language_of(text->language);
  lexicon_classify(rules->lexicon, worker->tokens);
  gazetteer_find(rules->gazetteer, worker->tokens, &worker->finds, language == 0);
  if (language) {
    dates_find(worker->tokens, &worker->finds, arena, language, text->published);
    worker->limits += patterns_find(rules->patterns, worker->match, worker->tokens, &worker->finds);
    rules_names(worker->tokens, &worker->finds);
  }
  merge_stretch(&worker->finds);
}

/* mention_of - the list of places has French names, which stand for a place in a French text only; in others
 * the name is the one that is written there, and the link says which place it is. */
static struct mention mention_of(const struct tokens *tokens, struct arena *arena, const struct find *find,
                                 bool french)
{
  static const char *const types[] = {"", "PER", "ORG", "LOC", "EVENT", "DATE"};
  struct mention mention = {.type = slice_of(types[find->type]),
                            .start = find->at,
                            .end = find->past,
                            .exact = {tokens->text.data + find->start, find->end - find->start},
                            .name = {"", 0},
                            .value = find->value.data ? find->value : (struct slice){"", 0},
                            .link = {"", 0},
                            .rule = slice_of(find->rule)};
  if (find->whole)
    mention.name =
        (struct slice){tokens->text.data + find->whole->start, find->whole->end - find->whole->start};
  if (find->known) mention.link = known_link(arena, find->known);
  if (french && find->known && find->known->kind != 'N') mention.name = find->known->name;
  return mention;
}

static size_t collect(const struct tag_worker *worker, struct arena *arena, bool french,
                      struct mention **mentions)
{
  size_t count = 0;
  *mentions = arena_alloc(arena, (worker->finds.count + 1) * sizeof **mentions);
  for (size_t i = 0; i < worker->finds.count; i++)
    if (worker->finds.list[i].strength)
      (*mentions)[count++] = mention_of(worker->tokens, arena, &worker->finds.list[i], french);
  return count;
}

/* What was left out of a text that is no article is said in the log. */
static void tell_limits(const struct tag_worker *worker)
{
  if (worker->finds.full) log_warn("mentions-capped", LOG_INT("limit", FINDS_MAX));
  if (worker->limits) log_warn("pattern-limit", LOG_INT("patterns", worker->limits));
}

size_t tag_find(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                const struct tag_text *text, struct mention **mentions)
{
  worker->finds.count = worker->finds.stretch = worker->limits = 0;
  worker->finds.full = false;
  bool readable = text->text.length < UINT32_MAX && utf8_valid(text->text);
  tokens_begin(worker->tokens, readable ? text->text : (struct slice){"", 0});
  while (tokens_next(worker->tokens)) find_in_stretch(rules, worker, arena, text);
  merge_document(&worker->finds);
  tell_limits(worker);
  return collect(worker, arena, language_of(text->language) == DATES_FRENCH, mentions);
}
