/* stage_rules.c - a pointer under a mutex and a count: two short locks an article are not worth anything
 * cleverer. */
#include "runtime/stage_rules.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

struct stage_edition {
  void *rules;
  int64_t holders; /* being the current one counts as one */
  struct config config;
};

struct stage_rules {
  const struct stage *stage;
  pthread_mutex_t mutex; /* guards current, and holders of every edition */
  struct stage_edition *current;
};

static struct stage_edition *edition_new(const struct stage *stage, const struct config *config,
                                         dp_error *error)
{
  struct stage_edition *edition = memory_zero(1, sizeof *edition);
  edition->config = *config;
  edition->holders = 1;
  if (!stage->rules_new) return edition;
  edition->rules = stage->rules_new(&edition->config, error);
  if (edition->rules) return edition;
  free(edition);
  return NULL;
}

static void edition_free(const struct stage *stage, struct stage_edition *edition)
{
  if (stage->rules_free && edition->rules) stage->rules_free(edition->rules);
  free(edition);
}

struct stage_rules *stage_rules_new(const struct stage *stage, const struct config *config, dp_error *error)
{
  struct stage_edition *edition = edition_new(stage, config, error);
  if (!edition) return NULL;
  struct stage_rules *rules = memory_zero(1, sizeof *rules);
  rules->stage = stage;
  rules->current = edition;
  pthread_mutex_init(&rules->mutex, NULL);
  return rules;
}

void stage_rules_free(struct stage_rules **rules)
{
  if (!*rules) return;
  edition_free((*rules)->stage, (*rules)->current);
  pthread_mutex_destroy(&(*rules)->mutex);
  free(*rules);
  *rules = NULL;
}

struct stage_edition *stage_rules_hold(struct stage_rules *rules)
{
  pthread_mutex_lock(&rules->mutex);
  struct stage_edition *edition = rules->current;
  edition->holders++;
  pthread_mutex_unlock(&rules->mutex);
  return edition;
}

void stage_rules_release(struct stage_rules *rules, struct stage_edition *edition)
{
  pthread_mutex_lock(&rules->mutex);
  bool last = --edition->holders == 0;
  pthread_mutex_unlock(&rules->mutex);
  if (last) edition_free(rules->stage, edition);
}

bool stage_rules_swap(struct stage_rules *rules, const struct config *config, dp_error *error)
{
  struct stage_edition *next = edition_new(rules->stage, config, error);
  if (!next) return false;
  pthread_mutex_lock(&rules->mutex);
  struct stage_edition *old = rules->current;
  rules->current = next;
  pthread_mutex_unlock(&rules->mutex);
  stage_rules_release(rules, old);
  return true;
}

const void *stage_edition_rules(const struct stage_edition *edition)
{
  return edition->rules;
}
