/* stage.c - between the message's tree and clean_page, which knows nothing of messages. */
#include "clean/stage.h"

#include "base/memory.h"
#include "clean/clean.h"
#include "data/article.h"

#include <stdlib.h>

struct limits {
  size_t max_page;
};

static void *rules_new(const struct config *config, dp_error *error)
{
  (void)error;
  struct limits *limits = memory_alloc(sizeof *limits);
  limits->max_page = (size_t)config->clean.max_page;
  return limits;
}

static void *worker_new(void)
{
  return clean_worker_new();
}

static void worker_free(void *worker)
{
  struct clean_worker *cleaner = worker;
  clean_worker_free(&cleaner);
}

static bool reject(struct stage_work *work, const char *reason, const char *detail)
{
  article_reject(work->arena, work->article, "clean", reason, detail);
  return false;
}

static bool process(const void *rules, void *worker, struct stage_work *work)
{
  const struct limits *limits = rules;
  struct article_fetch fetch;
  dp_error error = {0};
  if (!article_read_fetch(work->article, &fetch, &error))
    return reject(work, "stage-failed", arena_string(work->arena, slice_of(error.text)));
  struct clean_page page = {.bytes = work->body,
                            .content_encoding = fetch.content_encoding,
                            .content_type = fetch.content_type,
                            .url = fetch.final_url.length ? fetch.final_url : fetch.url,
                            .fetched_at = fetch.fetched_at,
                            .max_bytes = limits->max_page};
  struct clean_result result;
  if (clean_page(worker, work->arena, &page, &result) == CLEAN_REJECTED)
    return reject(work, result.reason, result.detail);
  article_add_clean(work->arena, work->article, &result.article);
  if (result.truncated) article_mark_truncated(work->arena, work->article);
  return true;
}

static const char *name(const struct config *config)
{
  return config->clean.name;
}

static void endpoints(const struct config *config, struct config_list *inputs, const char **output,
                      const char **status, int64_t *workers)
{
  *inputs = config->clean.from;
  *output = config->clean.to;
  *status = config->clean.status;
  *workers = config->clean.workers;
}

const struct stage clean_stage = {
    .daemon = {.service = "clean",
               .purpose = "turns fetched web pages into clean articles",
               .help = "Takes pages from every fetcher named under clean.from and sends articles to tag.\n"
                       "Example: depeche-clean --config /etc/depeche/depeche.yaml",
               .name = name},
    .takes = EVENT_FETCHED,
    .gives = EVENT_CLEANED,
    .binds_input = false,
    .endpoints = endpoints,
    .rules_new = rules_new,
    .rules_free = free,
    .worker_new = worker_new,
    .worker_free = worker_free,
    .process = process,
};
