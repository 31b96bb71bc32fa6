/* tag.c - the layers in their order: tokens, names, dates; then what stays.
 */
#include "tag/tag.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "tag/abroad.h"
#include "tag/amounts.h"
#include "tag/dates.h"
#include "tag/entities.h"
#include "tag/gazetteer.h"
#include "tag/merge.h"
#include "tag/names.h"
#include "tag/norp.h"
#include "tag/numbers.h"
#include "tag/quotes.h"
#include "tag/ruleset.h"

#include <stdio.h>
#include <stdlib.h>

#define TAGGER "tagger-2"

struct tag_rules {
  struct lexicon *lexicon;
  struct gazetteer *gazetteer;
  struct names *names;
  struct norp *norp;
  struct ruleset *own; /* the operator's; NULL: none */
  char version[64];
};

struct tag_worker {
  struct tokens *tokens;
  struct finds finds;
  struct names_scratch *names;
  struct quotes quotes;
  struct ruleset_scratch *own;
  struct explanation *explanation; /* NULL but in tag_explain */
  struct entities *entities;
};

struct tag_rules *tag_rules_new(dp_error *error)
{
  struct tag_rules *rules = memory_zero(1, sizeof *rules);
  rules->lexicon = lexicon_new();
  numbers_teach(rules->lexicon);
  dates_teach(rules->lexicon);
  amounts_teach(rules->lexicon);
  quotes_prepare(rules->lexicon);
  rules->norp = norp_new(rules->lexicon);
  rules->gazetteer = gazetteer_new(rules->lexicon);
  rules->names = names_new(rules->gazetteer, error);
  snprintf(rules->version, sizeof rules->version, "%s", TAGGER);
  if (!rules->names) tag_rules_free(&rules);
  return rules;
}

bool tag_rules_add(struct tag_rules *rules, const char *directory, dp_error *error)
{
  rules->own = ruleset_new(directory, NULL, NULL, error);
  if (!rules->own) return false;
  struct slice version = ruleset_version(rules->own);
  snprintf(rules->version, sizeof rules->version, "%s+%.*s", TAGGER, (int)version.length, version.data);
  return true;
}

void tag_rules_free(struct tag_rules **rules)
{
  if (!*rules) return;
  ruleset_free(&(*rules)->own);
  names_free(&(*rules)->names);
  gazetteer_free(&(*rules)->gazetteer);
  norp_free(&(*rules)->norp);
  lexicon_free(&(*rules)->lexicon);
  free(*rules);
  *rules = NULL;
}

struct slice tag_rules_version(const struct tag_rules *rules)
{
  return slice_of(rules->version);
}

struct tag_worker *tag_worker_new(void)
{
  struct tag_worker *worker = memory_zero(1, sizeof *worker);
  worker->tokens = tokens_new();
  worker->names = names_scratch_new();
  worker->entities = entities_new();
  worker->own = ruleset_scratch_new();
  return worker;
}

void tag_worker_free(struct tag_worker **worker)
{
  if (!*worker) return;
  tokens_free(&(*worker)->tokens);
  names_scratch_free(&(*worker)->names);
  finds_free(&(*worker)->finds);
  quotes_free(&(*worker)->quotes);
  entities_free(&(*worker)->entities);
  ruleset_scratch_free(&(*worker)->own);
  free(*worker);
  *worker = NULL;
}

static unsigned language_of(struct slice tag)
{
  if (tag.length < 2 || (tag.length > 2 && tag.data[2] != '-')) return 0;
  return slice_starts(tag, "fr") ? TAG_FRENCH : slice_starts(tag, "en") ? TAG_ENGLISH : 0;
}

/* finds_of - where a layer puts what it finds. */
static struct finds *finds_of(struct tag_worker *worker, enum tag_layer layer)
{
  worker->finds.layer = (uint8_t)layer;
  return &worker->finds;
}

static void find_in_stretch(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                            const struct tag_text *text, unsigned layers)
{
  unsigned language = language_of(text->language);
  lexicon_classify(rules->lexicon, worker->tokens);
  if (!language && layers & TAG_NAMES)
    abroad_find(rules->gazetteer, worker->tokens, finds_of(worker, TAG_NAMES));
  if (language && layers & TAG_NAMES)
    names_find(rules->names, worker->names, worker->tokens, finds_of(worker, TAG_NAMES));
  if (layers & TAG_DATES)
    dates_find(worker->tokens, finds_of(worker, TAG_DATES), arena, dates_language(text->language),
               text->published);
  if (layers & TAG_AMOUNTS)
    amounts_find(worker->tokens, finds_of(worker, TAG_AMOUNTS), arena, language, text->country);
  if (layers & TAG_NORP) norp_find(rules->norp, worker->tokens, finds_of(worker, TAG_NORP), language);
  if (rules->own && layers & TAG_RULES)
    ruleset_find(rules->own, worker->own, worker->tokens, arena, finds_of(worker, TAG_RULES));
  size_t first = worker->finds.stretch;
  explanation_note(worker->explanation, &worker->finds);
  merge_stretch(&worker->finds);
  entities_read(worker->entities, rules->gazetteer, worker->tokens, &worker->finds);
  if (language && layers & TAG_QUOTES)
    quotes_find(worker->tokens, &worker->finds, first, language, &worker->quotes);
}

static struct slice given(struct slice text)
{
  return text.data ? text : (struct slice){"", 0};
}

static struct mention mention_of(const struct tokens *tokens, const struct find *find, size_t entity)
{
  return (struct mention){.type = find_type_name(find),
                          .start = find->at,
                          .end = find->past,
                          .exact = {tokens->text.data + find->start, find->end - find->start},
                          .entity = entity,
                          .value = given(find->value),
                          .unit = given(find->unit),
                          .modifier = given(find->modifier),
                          .rule = slice_of(find->rule),
                          .confidence = find->confidence};
}

static void collect_quotes(const struct tag_worker *worker, struct arena *arena, struct annotations *found)
{
  const struct quotes *quotes = &worker->quotes;
  struct quote *list = arena_alloc(arena, (quotes->count + 1) * sizeof *list);
  for (size_t i = 0; i < quotes->count; i++) {
    list[i] = quotes->list[i].quote;
    if (quotes->list[i].speaker != QUOTE_NOBODY)
      list[i].entity = entities_of(worker->entities, quotes->list[i].speaker);
  }
  found->quotes = list;
  found->quote_count = quotes->count;
}

static void collect(const struct tag_worker *worker, struct arena *arena, struct annotations *found)
{
  struct mention *mentions = arena_alloc(arena, (worker->finds.count + 1) * sizeof *mentions);
  for (size_t i = 0; i < worker->finds.count; i++)
    mentions[i] = mention_of(worker->tokens, &worker->finds.list[i], entities_of(worker->entities, i));
  found->mentions = mentions;
  found->mention_count = worker->finds.count;
  collect_quotes(worker, arena, found);
}

static void settle(struct tag_worker *worker, struct arena *arena, const struct tag_text *text,
                   unsigned layers, struct annotations *found)
{
  unsigned language = language_of(text->language);
  struct entities_options options = {.country = given(text->country),
                                     .french = language == TAG_FRENCH,
                                     .english = language == TAG_ENGLISH,
                                     .links = (layers & TAG_LINKS) != 0};
  entities_settle(worker->entities, &worker->finds, worker->tokens->text, &options, arena, found);
}

/* What was left out of a text that is no article is said in the log. */
static void tell_limits(const struct tag_worker *worker)
{
  if (worker->finds.full) log_warn("mentions-capped", LOG_INT("limit", FINDS_MAX));
}

void tag_find(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
              const struct tag_text *text, unsigned layers, struct annotations *found)
{
  *found = (struct annotations){0};
  worker->finds.count = worker->finds.stretch = worker->quotes.count = 0;
  worker->finds.full = false;
  bool readable = text->text.length < UINT32_MAX && utf8_valid(text->text);
  entities_begin(worker->entities);
  if (rules->own) ruleset_begin(rules->own, worker->own, text->text.length, text->language);
  tokens_begin(worker->tokens, readable ? text->text : (struct slice){"", 0});
  while (tokens_next(worker->tokens)) find_in_stretch(rules, worker, arena, text, layers);
  settle(worker, arena, text, layers, found);
  tell_limits(worker);
  collect(worker, arena, found);
}

void tag_explain(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                 const struct tag_text *text, unsigned layers, struct annotations *found,
                 struct tag_reasons *reasons)
{
  worker->explanation = explanation_new();
  tag_find(rules, worker, arena, text, layers, found);
  explanation_reasons(worker->explanation, arena, text->text, found, reasons);
  explanation_free(&worker->explanation);
}
