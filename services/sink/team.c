/* team.c - see team.h. */
#include "sink/team.h"

#include "base/log.h"

#include <string.h>

static bool same_text(const char *one, const char *other)
{
  return one == other || (one && other && strcmp(one, other) == 0);
}

static bool same_definition(const struct sink_definition *one, const struct sink_definition *other)
{
  return same_text(one->webhook, other->webhook) && same_text(one->directory, other->directory) &&
         same_text(one->filter, other->filter) && one->form == other->form &&
         slice_equal(one->secret, other->secret) && one->timeout == other->timeout &&
         one->retry_for == other->retry_for; /* where it begins matters once */
}

static const struct sink_definition *definition_of(const struct sink_definitions *definitions,
                                                   const char *name)
{
  for (size_t i = 0; definitions && i < definitions->count; i++)
    if (strcmp(definitions->list[i].name, name) == 0) return &definitions->list[i];
  return NULL;
}

/* end_others - those that don't stand in the definitions as they are. All are asked to end before the first
 * is waited for. A sink that has stopped for good is begun anew. */
static void end_others(struct team *team, const struct sink_definitions *definitions)
{
  bool ends[SINKS];
  size_t kept = 0;
  for (size_t i = 0; i < team->count; i++) {
    struct worker_figures figures;
    const struct sink_definition *next = definition_of(definitions, worker_name(team->workers[i]));
    worker_look(team->workers[i], &figures);
    ends[i] = !next || figures.state == WORKER_STOPPED ||
              !same_definition(worker_definition(team->workers[i]), next);
    if (ends[i]) worker_end(team->workers[i]);
  }
  for (size_t i = 0; i < team->count; i++) {
    if (ends[i])
      worker_stop(&team->workers[i]);
    else
      team->workers[kept++] = team->workers[i];
  }
  team->count = kept;
}

size_t team_change(struct team *team, const struct sink_definitions *definitions,
                   const struct worker_options *given)
{
  struct team next = {.count = 0};
  size_t failed = 0;
  end_others(team, definitions);
  for (size_t i = 0; i < definitions->count; i++) {
    struct worker_options options = *given;
    dp_error error = {0, ""};
    options.definition = &definitions->list[i];
    struct worker *worker = team_find(team, slice_of(options.definition->name));
    if (!worker) worker = worker_start(&options, &error);
    if (worker)
      next.workers[next.count++] = worker;
    else
      log_error("sink_not_started", LOG_TEXT("sink", options.definition->name),
                LOG_TEXT("reason", error.text));
    failed += worker == NULL;
  }
  *team = next;
  return failed;
}

void team_end(struct team *team)
{
  end_others(team, NULL);
}

struct worker *team_find(const struct team *team, struct slice name)
{
  for (size_t i = 0; i < team->count; i++)
    if (slice_is(name, worker_name(team->workers[i]))) return team->workers[i];
  return NULL;
}
