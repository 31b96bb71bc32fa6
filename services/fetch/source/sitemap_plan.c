/* sitemap_plan.c - a queue, and a hash of what was ever in it. */
#include "fetch/source/sitemap_plan.h"

#include "base/hash.h"
#include "base/memory.h"
#include "fetch/map.h"
#include "fetch/source/span.h"

#include <stdlib.h>

static const millis TRUSTED = 7 * SPAN_DAY;
static const millis ZONES = 14 * SPAN_HOUR; /* a bare day ends later in the west */

struct sitemap_plan {
  struct arena *arena;
  struct sitemap_visit *visits;
  size_t count, room, next, refused;
  size_t files, depth;
  struct map seen;
};

struct sitemap_plan *sitemap_plan_new(size_t files, size_t depth)
{
  struct sitemap_plan *plan = memory_zero(1, sizeof *plan);
  plan->arena = arena_new();
  plan->files = files;
  plan->depth = depth;
  return plan;
}

void sitemap_plan_free(struct sitemap_plan **plan)
{
  if (!*plan) return;
  arena_free(&(*plan)->arena);
  map_free(&(*plan)->seen);
  free((*plan)->visits);
  free(*plan);
  *plan = NULL;
}

/* add - two addresses of one hash count as one: a site could only harm itself. */
static bool add(struct sitemap_plan *plan, struct slice url, struct sitemap_time lastmod, size_t depth,
                size_t parent)
{
  if (map_get(&plan->seen, hash_slice(url))) return false;
  if (plan->count == plan->files || depth > plan->depth) {
    plan->refused++;
    return false;
  }
  if (plan->count == plan->room) {
    plan->room = plan->room ? 2 * plan->room : 16;
    plan->visits = memory_resize(plan->visits, plan->room * sizeof *plan->visits);
  }
  map_put(&plan->seen, hash_slice(url), plan);
  plan->visits[plan->count] =
      (struct sitemap_visit){arena_slice(plan->arena, url), lastmod, depth, plan->count + 1, parent};
  plan->count++;
  return true;
}

bool sitemap_plan_add(struct sitemap_plan *plan, struct slice url)
{
  return add(plan, url, (struct sitemap_time){0, 0}, 1, 0);
}

const struct sitemap_visit *sitemap_plan_next(struct sitemap_plan *plan)
{
  return plan->next < plan->count ? &plan->visits[plan->next++] : NULL;
}

bool sitemap_changed(const struct sitemap_time *lastmod, const struct sitemap_past *past, millis now)
{
  if (!lastmod->when || !past->fetched || lastmod->when != past->lastmod) return true;
  millis settled = lastmod->when + lastmod->precision + (lastmod->precision >= SPAN_DAY ? ZONES : 0);
  return past->fetched < settled || now - past->fetched >= TRUSTED;
}

size_t sitemap_plan_found(struct sitemap_plan *plan, const struct sitemap *sitemap, sitemap_past_fn *past,
                          void *context, millis now)
{
  size_t unchanged = 0;
  if (!plan->next) return 0;
  const struct sitemap_visit visit = plan->visits[plan->next - 1];
  for (const struct sitemap_child *child = sitemap->children; child; child = child->next) {
    struct sitemap_past known = past ? past(context, child->url) : (struct sitemap_past){0, 0};
    if (!sitemap_changed(&child->lastmod, &known, now))
      unchanged++;
    else
      add(plan, child->url, child->lastmod, visit.depth + 1, visit.number);
  }
  return unchanged;
}

size_t sitemap_plan_refused(const struct sitemap_plan *plan)
{
  return plan->refused;
}
