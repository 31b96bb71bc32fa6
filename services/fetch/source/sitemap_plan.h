/* sitemap_plan.h - in which order the sitemaps of a site are fetched, each once, within bounds.
 *
 * Pure: it names the next one, is told what was found there, and goes on. An index may name further indexes;
 * loops end since no address comes twice, chains of ever new ones at the depth. A child whose lastmod has not
 * changed since it was fetched is left out, for a week at most, since not every site keeps its lastmod true.
 */
#ifndef FETCH_SOURCE_SITEMAP_PLAN_H
#define FETCH_SOURCE_SITEMAP_PLAN_H

#include "fetch/source/sitemap.h"

struct sitemap_plan;

struct sitemap_visit {
  struct slice url;            /* lives as long as the plan */
  struct sitemap_time lastmod; /* as its index says */
  size_t depth;                /* 1: named by nobody, or by robots.txt */
  size_t number, parent;       /* of the visit that named it, from 1; parent 0: none */
};

/* sitemap_plan_new - at most `files` visits, and indexes `depth` deep (1: no index is followed). */
struct sitemap_plan *sitemap_plan_new(size_t files, size_t depth);
void sitemap_plan_free(struct sitemap_plan **plan);

/* sitemap_plan_add - a first sitemap. False: it was there already, or there are too many. The URL is copied.
 */
bool sitemap_plan_add(struct sitemap_plan *plan, struct slice url);

/* sitemap_plan_next - the next one to fetch; NULL: none. Valid until the next call. */
const struct sitemap_visit *sitemap_plan_next(struct sitemap_plan *plan);

/* What is known of a sitemap from before. */
struct sitemap_past {
  millis lastmod; /* that its index told when it was fetched; 0: none told */
  millis fetched; /* when it was read well; 0: never */
};

/* sitemap_changed - whether a child is to be fetched again. It is not, when its lastmod is that of the last
 * time, nothing could have changed within the lastmod's precision since, and it was fetched less than a week
 * ago. */
bool sitemap_changed(const struct sitemap_time *lastmod, const struct sitemap_past *past, millis now);

typedef struct sitemap_past sitemap_past_fn(void *context, struct slice url);

/* sitemap_plan_found - the children of the visit that sitemap_plan_next gave last. `past` may be NULL: all
 * are new. Returns how many were left out because they have not changed. */
size_t sitemap_plan_found(struct sitemap_plan *plan, const struct sitemap *sitemap, sitemap_past_fn *past,
                          void *context, millis now);

/* sitemap_plan_refused - how many were left out because of the bounds. */
size_t sitemap_plan_refused(const struct sitemap_plan *plan);

#endif
