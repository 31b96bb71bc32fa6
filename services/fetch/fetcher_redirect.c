/* fetcher_redirect.c - redirects: each hop is checked like a URL that was fed, and waits for its turn in the
 * gate of its own domain, behind the robots.txt of its own origin (RFC 9110, 15.4). */
#include "base/memory.h"
#include "base/url.h"
#include "fetch/fetcher_internal.h"
#include "fetch/head.h"
#include "fetch/link.h"

#include <stdio.h>

/* Where all of a site leads to a domain that rests, its redirects must not take the places of others. */
enum { HOPS_OF_DOMAIN = 1024, WAITING_HOPS_MAX = 16 * 1024 };

static bool is_redirect(int64_t status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* resolve - where the server points to, as it is to be fetched; false: `detail` says why it is not. */
static bool resolve(struct fetcher *fetcher, struct slice from, struct slice location, struct buffer *out,
                    char detail[DETAIL])
{
  struct url base, target;
  dp_error error = {0};
  char reason[LINK_REASON];
  arena_reset(fetcher->arena);
  if (!url_parse(fetcher->arena, from, NULL, &base, &error) ||
      !url_parse(fetcher->arena, location, &base, &target, &error)) {
    snprintf(detail, DETAIL, "the server redirected to what is no URL: %.200s", error.text);
    return false;
  }
  if (link_check(url_href(fetcher->arena, &target, false), out, NULL, reason)) return true;
  snprintf(detail, DETAIL, "the server redirected to a URL that is not fetched: %s", reason);
  return false;
}

/* end - the job does not go on: without another try, or with one. A robots.txt whose redirects don't end is a
 * file that isn't there (RFC 9309, 2.3.1.2); where our own rules or limits end them, nobody knows what it
 * says. */
static void end(struct fetcher *fetcher, struct job *job, const char *reason, const char *detail,
                bool for_good, const struct gate_answer *answer)
{
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  bool endless = strcmp(reason, "redirect-loop") == 0;
  if (job->kind == GATE_ROBOTS && hop)
    fetcher_robots_answered(fetcher, hop->origin, endless ? answer->status : 0, SLICE(""), SLICE(""));
  else
    fetcher_fail(fetcher, job, reason, detail, for_good, 0);
  gate_done(fetcher->gate, job->kind, job->number, answer, fetcher->now.steady);
  fetcher_job_end(fetcher, job);
}

static void note_hop(struct fetcher *fetcher, struct job *job, struct slice url,
                     struct http_response *response)
{
  bool permanent = response->status == 301 || response->status == 308;
  job->moved = permanent && (job->moved || job->hop_count == 0);
  if (job->kind == GATE_PAGE) {
    struct change *change = fetcher_gather(fetcher, CHANGE_HOP, job->number);
    fetcher_gather_record(fetcher, change, fetcher_parcel(fetcher, job, response), false);
  }
  struct redirect *hop = &job->hops[job->hop_count++];
  hop->status = response->status;
  hop->url = memory_string_of(url.data, url.length);
}

bool fetcher_redirect(struct fetcher *fetcher, struct job *job, struct http_response *response,
                      const struct gate_answer *answer)
{
  struct slice location = head_location(buffer_view(&response->head));
  const struct gate_job *hop = gate_find(fetcher->gate, job->kind, job->number);
  struct buffer target = BUFFER_EMPTY;
  char detail[DETAIL];
  if (!hop || !is_redirect(response->status) || !location.length) return false;
  if (job->kind == GATE_HUB && response->status == 303) return false; /* it would turn into a GET */
  if (job->hop_count == (job->kind == GATE_ROBOTS ? ROBOTS_HOPS_MAX : HOPS_MAX)) {
    snprintf(detail, sizeof detail, "more than %d redirects, the last one from %.200s", HOPS_MAX,
             arena_string(fetcher->arena, hop->url));
    end(fetcher, job, "redirect-loop", detail, true, answer);
  } else if (!resolve(fetcher, hop->url, location, &target, detail)) {
    end(fetcher, job, "forbidden-url", detail, true, answer);
  } else if (fetcher->waiting_hops >= WAITING_HOPS_MAX ||
             gate_hops(fetcher->gate, buffer_view(&target)) >= HOPS_OF_DOMAIN) {
    end(fetcher, job, "redirect-wait", "too many redirects wait for their turn already", false, answer);
  } else {
    note_hop(fetcher, job, hop->url, response);
    job->waiting = true;
    fetcher->waiting_hops++;
    gate_hop(fetcher->gate, job->kind, job->number, buffer_view(&target), answer, fetcher->now.steady,
             fetcher->now.wall);
  }
  buffer_free(&target);
  return true;
}
