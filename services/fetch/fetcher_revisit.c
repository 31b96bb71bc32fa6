/* fetcher_revisit.c - pages are looked at again: what changed becomes a later item, what did not a record of
 * the visit.
 *
 * A revisit asks conditionally (RFC 9110, 13.1) where the last response gave something to ask by. It ends the
 * schedule of a page that is gone; after a failure it is tried again, and in the end left to the next regular
 * visit. */
#include "base/memory.h"
#include "fetch/fetcher_internal.h"

#include <stdio.h>

millis fetcher_next_visit(struct fetcher *fetcher, int64_t visits)
{
  millis pause = fetcher->settings.revisit_after;
  if (!pause || visits >= fetcher->settings.revisits) return 0;
  for (int64_t i = 0; i < visits && pause < INT64_C(1) << 40; i++) pause *= 2;
  return fetcher->now.wall + pause + (millis)random_below(&fetcher->random, (uint64_t)pause / 8 + 1);
}

static struct change *gather_visit(struct fetcher *fetcher, const struct job *job,
                                   enum revisit_outcome outcome, const char *reason, const char *detail)
{
  struct change *change = fetcher_gather_end(fetcher, job, CHANGE_VISIT, reason, detail);
  change->outcome = outcome;
  return change;
}

/* fetcher_visit_failed - tried again soon, and when that is used up, at the next regular visit. Failures go
 * on counting until there is an answer: so a page whose server is gone is not visited for ever. */
void fetcher_visit_failed(struct fetcher *fetcher, const struct job *job, const char *reason,
                          const char *detail, bool for_good, millis not_before)
{
  struct change *change = gather_visit(fetcher, job, REVISIT_FAILED, reason, detail);
  int64_t beyond = job->fetch_attempts + 1 - fetcher->settings.max_fetch_attempts;
  if (for_good || beyond >= 0)
    change->at = fetcher_next_visit(fetcher, job->earlier->visits + 1 + (beyond > 0 ? beyond : 0));
  else
    change->at = fetcher->now.wall + fetcher_backoff(fetcher, job->fetch_attempts);
  if (change->at && change->at < not_before) change->at = not_before;
}

static void take_record(struct fetcher *fetcher, struct job *job, struct change *change,
                        struct parcel *take_parcel, bool delivered)
{
  change->earlier = job->earlier;
  job->earlier = NULL;
  change->at = fetcher_next_visit(fetcher, change->earlier->visits + 1);
  if (delivered) take_parcel->revision_of = job->number;
  fetcher_gather_record(fetcher, change, take_parcel, delivered);
}

void fetcher_visit_answered(struct fetcher *fetcher, struct job *job, struct http_response *response)
{
  const struct earlier *earlier = job->earlier;
  char reason[REASON];
  int status = (int)(response->status % 1000);
  if (status == 404 || status == 410) {
    snprintf(reason, sizeof reason, "http-%d", status);
    gather_visit(fetcher, job, REVISIT_GONE, reason, "the page is gone, and is not visited again");
    return;
  }
  struct parcel *parcel = fetcher_parcel(fetcher, job, response);
  bool same = status == 304 ||
              (earlier->has_payload && memcmp(earlier->payload, parcel->payload, FRONTIER_PAYLOAD) == 0);
  struct change *change = gather_visit(fetcher, job, same ? REVISIT_UNCHANGED : REVISIT_CHANGED, "", NULL);
  change->not_modified = status == 304;
  take_record(fetcher, job, change, parcel, !same);
}
