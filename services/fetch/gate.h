/* gate.h - the politeness gate: which waiting job may start now.
 *
 * Jobs wait in queues, one entry for each registrable domain (domain.h), and a heap orders the domains by
 * when the next job of each may start. What a domain allows:
 *   - so many transfers at a time (per_domain);
 *   - a delay between two starts: response time x factor, within min_delay and max_delay, and not below the
 *     Crawl-delay of the origin that was asked last;
 *   - a pause after 429 or 503: Retry-After, and a backoff that doubles with jitter until a 2xx or 304;
 *   - so many starts in 24 hours (daily_budget).
 * Inside a domain redirect hops go first, then sources (a feed must not wait behind its own pages), then
 * pages. A job whose origin's robots.txt is not known waits until it is; the gate asks for the file by a job
 * of its own.
 *
 * Pure and in memory: no clock, no socket, no file. `now` is steady time in milliseconds, 1 and up. Bounded:
 * `queue` jobs of pages and as many of sources a domain, `domains` entries; beyond that gate_add says no, and
 * the caller's journal keeps the job. When all entries have jobs, a domain that rests for more than a minute
 * makes room for another that does not, and its waiting jobs are forgotten as if they had never been added:
 * gate_find tells. Redirect hops always find room; the caller's limit on transfers bounds them. Each call
 * takes O(log domains + jobs of one domain). For one thread.
 *
 * How to drive it: gate_add what is due while gate_wants says so; gate_take until it gives NULL or your
 * transfers are used up; for each job taken later exactly one of gate_done, gate_hop and gate_withdraw. Call
 * gate_take again after each of these and at gate_wake_at. With each commit journal what gate_changed gives.
 */
#ifndef FETCH_GATE_H
#define FETCH_GATE_H

#include "base/buffer.h"
#include "base/clock.h"

struct gate;

enum gate_kind {
  GATE_PAGE,
  GATE_SOURCE,
  GATE_ROBOTS,
  GATE_HUB /* a request to a hub (WebSub): queued among the sources of its domain */
};

/* A job as callers see it. Owned by the gate; once taken valid until gate_done or gate_withdraw. */
struct gate_job {
  enum gate_kind kind;
  int64_t id;       /* the caller's, unique within its kind; of ROBOTS the gate's own: 1 and up */
  int64_t note;     /* the caller's; the gate only keeps it (for example: attempts so far) */
  struct slice url; /* normalised, http or https, no credentials, at most 64 KiB */
  struct slice
      origin; /* scheme://host[:port] of `url`; of ROBOTS: the origin asked about, whatever the hop */
  struct slice domain; /* the registrable domain of `url` */
  int64_t hops;        /* redirects followed so far */
  bool denied;         /* given by gate_take: robots.txt forbids it. Don't transfer it; gate_withdraw it */
};

/* What robots.txt says of a page or source. */
enum gate_verdict {
  GATE_ALLOWED,
  GATE_DENIED,
  GATE_UNKNOWN, /* robots.txt of the origin must be fetched (again) first */
  GATE_LATER,   /* not to be decided before `until` (the file was unreachable) */
};
struct gate_rules {
  millis crawl_delay; /* ALLOWED: 0, or the least time between two starts */
  millis until;       /* LATER: steady time */
};
/* What is worth remembering of a domain when it leaves memory. Times are wall time: they are journaled. */
struct gate_state {
  struct slice domain;
  millis ready_at;      /* no start before */
  millis response_time; /* smoothed; 0: nothing measured */
  int64_t pushbacks;    /* 429 and 503 since the last success */
  int64_t day_starts;   /* counted against the budget since day_from */
  millis day_from;
};

struct gate_port {
  void *context;
  /* robots - what the rules say of job->url; `rules` comes zeroed. NULL: everything is allowed. */
  enum gate_verdict (*robots)(void *context, const struct gate_job *job, millis now,
                              struct gate_rules *rules);
  /* restore - a domain enters memory: what was journaled of it. False: nothing. state->domain is given. NULL:
   * nothing ever is. */
  bool (*restore)(void *context, struct gate_state *state);
  /* forgotten - a job that waited leaves, since its domain rests and made room: it may be added again. It
   * must not call the gate. NULL: nobody wants to know. */
  void (*forgotten)(void *context, const struct gate_job *job);
};

struct gate_settings {
  int64_t per_domain;          /* transfers at a time; 1 and up. Usually 2 */
  millis min_delay, max_delay; /* between two starts; 0 and up, min <= max */
  int64_t delay_percent;       /* of the response time: 100 is "as long as the answer took"; 0: min_delay */
  millis min_backoff, max_backoff; /* after 429 and 503; 1 and up, min <= max */
  int64_t daily_budget;            /* starts in 24 hours; 0: no limit */
  int64_t queue;   /* jobs that wait for a domain: so many pages and so many sources; 1 and up */
  int64_t domains; /* entries in memory; 1 and up */
};
/* GATE_DEFAULTS - two at a time, a second to a minute apart, twice the response time, backoff from 30 s to 6
 * h. */
extern const struct gate_settings GATE_DEFAULTS;
enum { GATE_RETRY_AFTER_MAX = 24 * 3600 * 1000 }; /* ms; a server that asks for more gets that */

/* gate_new - the seed is of the backoff's jitter; settings and port are copied. */
struct gate *gate_new(const struct gate_settings *settings, const struct gate_port *port, uint64_t seed);
void gate_free(struct gate **gate);
/* gate_configure - holds from the next start on; what waits goes on waiting, pauses that were set stay. */
void gate_configure(struct gate *gate, const struct gate_settings *settings, millis now);

/* In. `wall` belongs to `now`; it translates journaled times. */
enum gate_added {
  GATE_ADDED,
  GATE_KNOWN, /* it waits or runs already: nothing changed */
  GATE_FULL,  /* no room: try again when gate_wants says so */
};
/* gate_add - a page or a source waits for its turn. The URL is copied. */
enum gate_added gate_add(struct gate *gate, enum gate_kind kind, int64_t id, int64_t note, struct slice url,
                         millis now, millis wall);
/* gate_wants - how many more jobs of a kind the registrable domain would take now. */
int64_t gate_wants(const struct gate *gate, struct slice domain, enum gate_kind kind);
/* gate_room - how many more domains may enter; those without jobs make room, and where all have jobs, one
 * that rests for more than a minute, whose jobs leave with it. One that was busy in the last seconds, or that
 * gate_changed is to give, does not yet: gate_add may still say GATE_FULL. */
int64_t gate_room(const struct gate *gate);
/* gate_hungry - a domain whose queue of pages is at least half empty, for the caller to fill from its
 * journal; each is given once, and again when more of its jobs were taken. Empty: none. Valid until the next
 * call. */
struct slice gate_hungry(struct gate *gate);

/* Out. gate_take - the next job that may start; NULL: none now. It counts as running from here on (a denied
 * one does not, and uses no turn of its domain). */
const struct gate_job *gate_take(struct gate *gate, millis now);
/* gate_wake_at - when gate_take may give the next; in the past: now; 0: not before something else happens. */
millis gate_wake_at(const struct gate *gate);

/* The end of a job that was taken. False: no such job runs. */
struct gate_answer {
  int64_t status;     /* of HTTP; 0: no answer */
  millis retry_after; /* heeded with 3xx, 4xx and 5xx (RFC 9110, 10.2.3); 0: none */
};
bool gate_done(struct gate *gate, enum gate_kind kind, int64_t id, const struct gate_answer *answer,
               millis now);
/* gate_hop - the server answered by a redirect: the job waits again, ahead of others, in the domain of `url`,
 * which is checked like any other (delay, budget, robots.txt). The job's pointer stays valid, its url
 * changes. How many hops are enough, and that `url` is normalised, is for the caller. */
bool gate_hop(struct gate *gate, enum gate_kind kind, int64_t id, struct slice url,
              const struct gate_answer *answer, millis now, millis wall);
/* gate_withdraw - the job leaves, waiting or running; nothing was sent for it, so its turn and its share of
 * the budget are given back. */
bool gate_withdraw(struct gate *gate, enum gate_kind kind, int64_t id, millis now);
/* gate_robots_changed - the caller's answer about an origin changed by other means than a ROBOTS job's end.
 */
void gate_robots_changed(struct gate *gate, struct slice origin);

/* Reading. */
const struct gate_job *gate_find(const struct gate *gate, enum gate_kind kind, int64_t id);
int64_t gate_waiting(const struct gate *gate);
/* gate_hops - jobs that wait for their next hop in the registrable domain of the URL. */
int64_t gate_hops(const struct gate *gate, struct slice url);
int64_t gate_running(const struct gate *gate); /* denied ones that were not withdrawn yet are in neither */
int64_t gate_domains(const struct gate *gate);

/* gate_changed - the next domain with something to journal since it was given last: a pause of ten seconds or
 * more, pushbacks, or, where there is a budget, starts. False: no more. state->domain is valid until the next
 * call. A domain leaves memory only when nothing of it waits to be journaled. */
bool gate_changed(struct gate *gate, struct gate_state *state, millis now, millis wall);

/* gate_explain - appends every number that decides about a domain, in sentences, a line each; for a person.
 * Times are told in seconds, as seen from `now`. Returns whether the domain rests: after 429 or 503, or
 * because its budget is used up; the last line then says how long. */
bool gate_explain(const struct gate *gate, struct slice domain, millis now, struct buffer *out);

#endif
