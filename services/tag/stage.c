/* stage.c - the tagger as a stage: settings in, the pure tag_find round each article. */
#include "tag/stage.h"

#include "base/memory.h"
#include "tag/source.h"
#include "tag/tag.h"

#include <stdlib.h>

static const char *name_of(const struct config *config)
{
  return config->tag.name;
}

static void endpoints(const struct config *config, struct config_list *inputs, const char **output,
                      const char **status, int64_t *workers)
{
  inputs->count = 1;
  memcpy(inputs->items[0], config->tag.in, sizeof inputs->items[0]);
  *output = config->tag.to;
  *status = config->tag.status;
  *workers = config->tag.workers;
}

/* What is read-only while working. */
struct tagging {
  struct tag_rules *rules;
  unsigned layers;
};

static void rules_free(void *rules)
{
  struct tagging *tagging = rules;
  if (!tagging) return;
  tag_rules_free(&tagging->rules);
  free(tagging);
}

static unsigned layers_of(const struct config_list *list)
{
  unsigned layers = list->count ? 0 : TAG_ALL, more;
  for (size_t i = 0; i < list->count; i++)
    if (layers_read(slice_of(list->items[i]), &more, NULL)) layers |= more;
  return layers;
}

static bool load(struct tagging *tagging, const char *directory, dp_error *error)
{
  tagging->rules = tag_rules_new(error);
  if (!tagging->rules) return false;
  return !*directory || tag_rules_add(tagging->rules, directory, error) ||
         error_wrap(error, "%.200s", directory);
}

static void *rules_new(const struct config *config, dp_error *error)
{
  struct tagging *tagging = memory_zero(1, sizeof *tagging);
  tagging->layers = layers_of(&config->tag.layers);
  if (load(tagging, config->tag.rules, error)) return tagging;
  rules_free(tagging);
  return NULL;
}

static void *worker_new(void)
{
  return tag_worker_new();
}

static void worker_free(void *worker)
{
  struct tag_worker *taken = worker;
  tag_worker_free(&taken);
}

static struct slice rules_version(const void *rules)
{
  const struct tagging *tagging = rules;
  return tag_rules_version(tagging->rules);
}

static bool process(const void *rules, void *worker, struct stage_work *work)
{
  const struct tagging *tagging = rules;
  struct tag_text text = {article_text(work->article), article_language(work->article),
                          article_published(work->article),
                          source_country(work->arena, article_url(work->article))};
  struct annotations found;
  tag_find(tagging->rules, worker, work->arena, &text, tagging->layers, &found);
  article_add_annotations(work->arena, work->article, &found, tag_rules_version(tagging->rules));
  return true;
}

const struct stage tag_stage = {
    .daemon = {.service = "tag",
               .purpose = "finds people, places, dates, amounts and quotes in cleaned articles",
               .help = "Example: depeche-tag --config /etc/depeche/depeche.yaml",
               .name = name_of},
    .takes = EVENT_CLEANED,
    .gives = EVENT_TAGGED,
    .binds_input = true,
    .endpoints = endpoints,
    .rules_new = rules_new,
    .rules_free = rules_free,
    .worker_new = worker_new,
    .worker_free = worker_free,
    .process = process,
    .rules_version = rules_version};
