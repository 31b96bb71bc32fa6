/* team.c - see team.h. */
#include "sink/team.h"

#include "base/log.h"

#include <string.h>

enum { LEAVING_MS = 100, AGAIN_MS = 5000 };

/* ---- who stays ---- */

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

static bool same_client(const struct worker_options *one, const struct worker_options *other)
{
  return same_text(one->user_agent, other->user_agent) && same_text(one->ca_file, other->ca_file);
}

static const struct sink_definition *definition_of(const struct sink_definitions *definitions,
                                                   const char *name)
{
  for (size_t i = 0; definitions && i < definitions->count; i++)
    if (strcmp(definitions->list[i].name, name) == 0) return &definitions->list[i];
  return NULL;
}

/* stays - a sink that has stopped for good is begun anew. */
static bool stays(const struct team *team, const struct worker *worker, const struct sink_definitions *wanted,
                  const struct worker_options *given)
{
  const struct sink_definition *now = worker_definition(worker),
                               *next = definition_of(wanted, worker_name(worker));
  return next && !worker_ended(worker) && same_definition(now, next) &&
         (!now->webhook || same_client(&team->given, given));
}

void team_change(struct team *team, struct sink_definitions *wanted, const struct worker_options *given)
{
  size_t kept = 0;
  for (size_t i = 0; i < team->count; i++) {
    struct worker *worker = team->workers[i];
    if (stays(team, worker, wanted, given)) {
      team->workers[kept++] = worker;
    } else {
      worker_end(worker);
      team->leaving[team->leaving_count++] = worker;
    }
  }
  team->count = kept;
  sink_definitions_free(&team->wanted);
  team->wanted = wanted;
  team->given = *given;
}

/* ---- who goes and who comes ---- */

static void part(struct team *team)
{
  size_t left = 0;
  for (size_t i = 0; i < team->leaving_count; i++) {
    if (worker_ended(team->leaving[i]))
      worker_stop(&team->leaving[i]);
    else
      team->leaving[left++] = team->leaving[i];
  }
  team->leaving_count = left;
}

static bool is_leaving(const struct team *team, const char *name)
{
  for (size_t i = 0; i < team->leaving_count; i++)
    if (strcmp(worker_name(team->leaving[i]), name) == 0) return true;
  return false;
}

static struct worker *begin(const struct team *team, const struct sink_definition *definition)
{
  struct worker_options options = team->given;
  dp_error error = {0, ""};
  options.definition = definition;
  struct worker *worker = worker_start(&options, &error);
  if (!worker)
    log_error("sink_not_started", LOG_TEXT("sink", definition->name), LOG_TEXT("reason", error.text));
  return worker;
}

millis team_tend(struct team *team)
{
  struct worker *next[SINKS];
  size_t count = 0, wanted = team->wanted ? team->wanted->count : 0, all = team->count;
  part(team);
  for (size_t i = 0; i < wanted; i++) {
    const struct sink_definition *definition = &team->wanted->list[i];
    struct worker *worker = team_find(team, slice_of(definition->name));
    bool room = all + team->leaving_count < TEAM_MOST && !is_leaving(team, definition->name);
    if (!worker && room && (worker = begin(team, definition))) all++;
    if (worker) next[count++] = worker;
  }
  memcpy(team->workers, next, count * sizeof *next);
  team->count = count;
  return team->leaving_count ? LEAVING_MS : count < wanted ? AGAIN_MS : 0;
}

void team_end(struct team *team)
{
  team_change(team, NULL, &team->given);
  for (size_t i = 0; i < team->leaving_count; i++) worker_stop(&team->leaving[i]);
  team->leaving_count = 0;
}

struct worker *team_find(const struct team *team, struct slice name)
{
  for (size_t i = 0; i < team->count; i++)
    if (slice_is(name, worker_name(team->workers[i]))) return team->workers[i];
  return NULL;
}
