/* stage.c - the tagger as a stage: settings in, the pure tag_find round each article. */
#include "tag/stage.h"

#include "tag/source.h"
#include "tag/tag.h"

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

static void *rules_new(const struct config *config, dp_error *error)
{
  struct tag_rules *rules = tag_rules_new(error);
  if (rules && *config->tag.rules && !tag_rules_add(rules, config->tag.rules, error)) {
    error_wrap(error, "%.200s", config->tag.rules);
    tag_rules_free(&rules);
  }
  return rules;
}

static void rules_free(void *rules)
{
  struct tag_rules *taken = rules;
  tag_rules_free(&taken);
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
  return tag_rules_version(rules);
}

static bool process(const void *rules, void *worker, struct stage_work *work)
{
  struct tag_text text = {article_text(work->article), article_language(work->article),
                          article_published(work->article),
                          source_country(work->arena, article_url(work->article))};
  struct annotations found;
  tag_find(rules, worker, work->arena, &text, TAG_ALL, &found);
  article_add_annotations(work->arena, work->article, &found, tag_rules_version(rules));
  return true;
}

const struct stage tag_stage = {
    .daemon = {.service = "tag",
               .purpose = "finds people, organisations, places and dates in cleaned articles",
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
