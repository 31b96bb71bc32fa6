/* fetcher_internal.h - the state of the core, shared by
 *   fetcher.c           what is told and asked
 *   fetcher_look.c      which due items of the journal stand in the gate
 *   fetcher_transfer.c  which transfers start, and what becomes of those that fail
 *   fetcher_answer.c    what responses mean
 *   fetcher_revisit.c   the same of pages that were had before
 *   fetcher_redirect.c  hops
 *   fetcher_robots.c    what robots.txt says
 *   fetcher_commit.c    when what has happened is journaled, and what if the disk refuses
 *   fetcher_write.c     how it is journaled
 *   fetcher_sources.c   polls of sources, and fetcher_polled.c: what they leave in the journal
 *   fetcher_websub.c    subscriptions to hubs, and fetcher_called.c: what hubs say
 *   fetcher_send.c      what is sent */
#ifndef FETCH_FETCHER_INTERNAL_H
#define FETCH_FETCHER_INTERNAL_H

#include "base/arena.h"
#include "base/digest.h"
#include "fetch/fetcher.h"
#include "fetch/frontier_domains.h"
#include "fetch/frontier_origins.h"
#include "fetch/gate.h"
#include "fetch/map.h"
#include "fetch/rate.h"
#include "fetch/sources.h"

enum { HOPS_MAX = 10, ROBOTS_HOPS_MAX = ROBOTS_REDIRECTS, RETRY_DELAY_MAX = 24 * 3600 * 1000 };
enum { REASON = 24, DETAIL = 320 };
enum { BEGUN_KEPT = 64 };

/* A response between its transfer and its first sending. Slices point into `head` and `text`. */
struct parcel {
  int64_t item, status; /* item 0: it has no number yet (a page that changed) */
  int64_t revision_of;  /* first item of the page, when this is a later one; else 0 */
  struct buffer head, request, body;
  struct buffer text;     /* what the slices without a place in `head` point into */
  struct buffer encoding; /* what `content_encoding` points into: it may stand in several lines */
  struct slice url, final_url, metadata, extra, address;
  struct slice content_type, content_encoding, etag, last_modified;
  unsigned char payload[FRONTIER_PAYLOAD];
  struct warc_place place;
  millis at;
};

/* What a revisit is compared with. */
struct earlier {
  int64_t visits;
  char *url; /* of the captured response; owned */
  char *etag, *last_modified;
  millis at;
  bool has_payload;
  unsigned char payload[FRONTIER_PAYLOAD];
};

/* A page that is asked about and not fetched has a number from here on. */
#define PROBE_FIRST (INT64_C(1) << 54)

/* What the gate notes of a page: is it a revisit, failed attempts, and the source that named it. */
enum { NOTE_REVISIT = 1, NOTE_ATTEMPTS = 1, NOTE_ATTEMPTS_MAX = 0x7FFF, NOTE_SOURCE = 16 };

/* A job that was taken from the gate: in transfer, or on its way to the next hop. */
struct redirect {
  int64_t status;
  char *url; /* that answered; owned */
};
struct hand;
struct job {
  enum gate_kind kind;
  int64_t number;         /* item, source, or the gate's number of a robots.txt */
  int64_t fetch_attempts; /* failed so far */
  int64_t source;         /* of a page: who named it; 0: nobody */
  millis started_at;      /* wall: the transfer of this hop */
  char *url;              /* asked for at first; owned */
  struct redirect hops[HOPS_MAX];
  size_t hop_count;
  bool waiting;            /* for its next hop, in the gate */
  bool moved;              /* every hop so far was permanent */
  struct earlier *earlier; /* a revisit; owned */
  struct hand *hand;       /* of a page: the domain in whose queue it stood at first */
};

/* What has happened and is not journaled yet, in the order it happened. */
enum change_kind {
  CHANGE_RESPONSE, /* a page was fetched */
  CHANGE_HOP,      /* a redirect: for the archive alone */
  CHANGE_VISIT,    /* a revisit ended */
  CHANGE_MOVED,    /* a page's URL is another one for good */
  CHANGE_RETRY,
  CHANGE_BURY,
  CHANGE_VERDICT,
  CHANGE_COUNTED,
  CHANGE_EXHAUSTED,
  CHANGE_ARCHIVED, /* a response of a foreign archive */
  CHANGE_LINKS,    /* a part of what a source named */
  CHANGE_POLLED,   /* the end of a poll, or of content from a hub */
  CHANGE_HUB,      /* what a hub answered to a request */
  CHANGE_ORIGIN,   /* an answer about robots.txt */
  CHANGE_POLITE,   /* what the gate has learnt of a domain */
  CHANGE_REST      /* nothing of a domain is in hand any more */
};
struct origin_row {
  struct robots_state state;
  struct buffer name, form;
};
struct change {
  enum change_kind kind;
  enum revisit_outcome outcome;    /* VISIT */
  bool not_modified;               /* VISIT, UNCHANGED: by a 304 */
  int64_t item, attempt, sequence; /* REST: item is the domain's number; HUB: the source, and the status */
  struct parcel *parcel;           /* RESPONSE, HOP, VISIT with a response: owned */
  struct earlier *earlier;         /* VISIT: owned */
  struct origin_row *origin;       /* ORIGIN: owned */
  struct hand *hand;               /* REST */
  struct poll *poll;               /* LINKS, POLLED */
  struct links *links;             /* LINKS: owned */
  const char *reason;              /* EXHAUSTED: a literal; VERDICT: the verdict's literal */
  char *text; /* owned: RETRY, BURY, VISIT, HUB: the detail; MOVED: the URL; POLITE: the domain */
  char status_reason[REASON];            /* "http-404" */
  millis at;                             /* RETRY, VISIT: when next, wall; 0: never */
  struct frontier_politeness politeness; /* POLITE */
  int64_t made; /* once it is written: VISIT: the new item; LINKS: how many are new; ARCHIVED: the item */
  enum feed_outcome fed; /* ARCHIVED, once it is written */
  uint64_t ticket;       /* ARCHIVED */
};

/* A domain of the journal whose due items are brought to the gate. */
struct hand {
  int64_t domain;
  char *name;                   /* owned */
  int64_t jobs;                 /* in the gate or taken from it */
  int64_t turn;                 /* items since it is in hand */
  bool fed;                     /* something new may be due: it stands in `look.fed` */
  bool resting;                 /* its rest is gathered */
  bool late;                    /* its items wait only because a clock ran ahead: due whatever their time */
  struct hand *next_fed, *same; /* same: another name with the same hash */
};

struct fetcher {
  struct config_fetch settings;
  struct fetcher_port port;
  struct frontier *frontier;
  struct warc_io io;
  struct warc_writer *writer;
  struct delivery *delivery;
  struct gate *gate;
  struct arena *arena;      /* scratch of one step */
  struct arena *look_arena; /* scratch of the gate's questions, which come in the middle of a step */
  struct digest *digest;
  struct random random;
  char source[64];        /* "/depeche/fetch/NAME" */
  char agent[64];         /* product token, as robots.txt names it */
  struct fetcher_now now; /* of the last call: what wake_at counts from */
  bool draining;
  millis full_since;         /* steady: the window has had no room; 0: it has */
  char next_file[WARC_NAME]; /* journaled, and not opened yet; empty: none */
  struct map jobs;           /* by fetcher_job_id */
  struct {                   /* transfers begun of late: by hash of the URL, a ring */
    uint64_t url;
    millis at;
  } begun[BEGUN_KEPT];
  size_t next_begun;
  int64_t waiting_hops; /* jobs among them that wait for their next hop */

  struct {
    struct map domains, names; /* hands, by number and by hash of the name */
    struct hand *fed;
    struct frontier_domain_cursor cursor; /* where the next page of due domains begins */
    bool behind;                          /* something became due before it */
    millis due_at; /* wall: no domain beyond those in hand is due before; INT64_MAX: none at all */
    bool sweeping; /* looking for items that only a clock that ran ahead makes wait */
    struct frontier_domain_cursor sweep;
    struct fetcher_now last; /* when the clocks were compared */
  } look;

  struct {
    struct map origins; /* by hash of the name */
    struct origin *newest, *oldest;
    int64_t bytes;
  } robots;

  struct {
    struct map polls; /* in hand, by source */
    millis due_at;    /* wall: no source beyond those in hand is due before; INT64_MAX: none at all */
    struct source_cursor cursor; /* where the next page of due sources begins */
    bool clock_set;              /* some may wait for a time of a clock that ran ahead */
    bool again;                  /* some before it were passed over */
    int64_t reading;             /* bytes with the reader */
    size_t gathered;             /* links that are not journaled yet */
  } sources;

  struct {                /* WebSub */
    struct map asks;      /* requests to hubs, by source, until their end is journaled */
    struct map pushed;    /* contents with the reader, by ticket (struct poll) */
    uint64_t last_ticket; /* of a content */
    millis due_at;        /* wall: no subscription beyond those under way is due before */
  } websub;

  struct { /* not journaled yet */
    struct change *changes;
    size_t count, capacity;
    struct map transferred; /* item -> anything: it is no longer in transfer, but the journal does not know */
    int64_t responses, bytes;      /* that will stand in the window */
    int64_t records, record_bytes; /* for the archive */
    millis since;                  /* steady, of the first */
  } gathered;

  struct {           /* the disk refuses */
    bool on, rewind; /* rewind: the archive still holds what a failed commit referred to */
    millis retry_at; /* steady */
    dp_error error;
  } stall;

  struct { /* to the cleaners */
    bool blocked;
    millis retry_at;    /* steady: try again then, whatever the port says */
    struct map parcels; /* item -> parcel: bodies that need not be read again */
    int64_t kept_bytes;
    int64_t prepared;          /* item whose message stands in `event` and `body`; 0: none */
    struct buffer event, read; /* read: a body that came from the archive */
    struct slice body;
    int64_t unread_item; /* its record could not be read the last time; 0: none */
    int unread_tries;    /* so often in a row */
    bool backlog; /* items of the journal may be missing in the window: no new transfer before they are in */
    int64_t backlog_after;
  } out;

  struct rate fetched, settled;
};

/* fetcher.c */
struct link { /* a URL as the journal takes it */
  struct buffer url, identity;
  struct slice domain; /* in `url` */
};
/* fetcher_link - false with a sentence when it is not fetched; free it either way. */
bool fetcher_link(struct slice text, struct link *link, char reason[LINK_REASON]);
void fetcher_link_free(struct link *link);

/* fetcher_commit.c */
struct change *fetcher_gather(struct fetcher *fetcher, enum change_kind kind, int64_t item);
bool fetcher_commit_ripe(struct fetcher *fetcher, bool now_at_any_rate, dp_error *error);
bool fetcher_open_archive(struct fetcher *fetcher, dp_error *error);
/* fetcher_stall - the journal or the archive can't be used: pause and try again; false when waiting can't
 * mend it. */
bool fetcher_stall(struct fetcher *fetcher, const dp_error *cause, dp_error *error);
void fetcher_drop_changes(struct fetcher *fetcher);
millis fetcher_ripe_at(const struct fetcher *fetcher); /* steady; 0: nothing gathered */

/* fetcher_write.c */
void fetcher_change_free(struct change *change);
bool fetcher_append(struct fetcher *fetcher, struct parcel *parcel, dp_error *error); /* as a response */
struct frontier_response fetcher_row_of(const struct parcel *parcel, const unsigned char *payload);
void fetcher_deliver(struct fetcher *fetcher, struct parcel *take_parcel); /* it is journaled */
bool fetcher_write_change(struct fetcher *fetcher, struct change *change, dp_error *error);
void fetcher_apply_change(struct fetcher *fetcher, struct change *change); /* behind the commit */

/* fetcher_send.c */
bool fetcher_send_due(struct fetcher *fetcher, dp_error *error);
bool fetcher_load_backlog(struct fetcher *fetcher, dp_error *error);
void fetcher_expire(struct fetcher *fetcher);
void fetcher_keep(struct fetcher *fetcher, struct parcel *take_parcel);
void fetcher_forget(struct fetcher *fetcher, int64_t item); /* its kept body and prepared message, if any */
void fetcher_parcel_free(struct parcel *parcel);

/* fetcher_look.c */
/* fetcher_look - brings due items of the journal to the gate while it has room. False: the journal failed. */
bool fetcher_look(struct fetcher *fetcher, dp_error *cause);
millis fetcher_look_at(const struct fetcher *fetcher); /* steady: when to look again; 0: not by itself */
/* fetcher_look_fed - something of the domain is due now. */
void fetcher_look_fed(struct fetcher *fetcher, struct slice domain);
void fetcher_look_anew(struct fetcher *fetcher);           /* of any domain */
void fetcher_look_due(struct fetcher *fetcher, millis at); /* wall: of some domain that is not in hand */
void fetcher_job_forgotten(void *fetcher, const struct gate_job *job); /* of gate_port */
struct hand *fetcher_hand_named(const struct fetcher *fetcher, struct slice domain);
void fetcher_hand_left(struct fetcher *fetcher, struct hand *hand); /* one of its jobs is at its end */
void fetcher_hand_rested(struct fetcher *fetcher, struct hand *hand, millis ready_at); /* journaled */
void fetcher_look_free(struct fetcher *fetcher);
bool fetcher_restore_domain(void *fetcher, struct gate_state *state); /* of gate_port */

/* fetcher_transfer.c */
bool fetcher_start_due(struct fetcher *fetcher, dp_error *error);
bool fetcher_may_start(const struct fetcher *fetcher);
/* fetcher_sources_alone - pages must wait for the pipeline, sources must not. */
bool fetcher_sources_alone(const struct fetcher *fetcher);
millis fetcher_sources_alone_at(const struct fetcher *fetcher); /* steady: from then on, if nothing changes */
/* fetcher_room - how many items more may enter the window; what is on its way to it is taken off. */
int64_t fetcher_room(const struct fetcher *fetcher);
static inline uint64_t fetcher_job_id(enum gate_kind kind, int64_t number)
{
  return (uint64_t)kind << 56 | (uint64_t)number;
}
/* fetcher_fail - a job can't be done: another try later, or no more. not_before: wall; 0: as soon as the
 * backoff says. */
void fetcher_fail(struct fetcher *fetcher, const struct job *job, const char *reason, const char *detail,
                  bool for_good, millis not_before);
/* fetcher_gather_end - a change by which the page of a job leaves the transfers. */
struct change *fetcher_gather_end(struct fetcher *fetcher, const struct job *job, enum change_kind kind,
                                  const char *reason, const char *detail);
void fetcher_job_end(struct fetcher *fetcher, struct job *job); /* behind the gate's; frees it */
void fetcher_job_free(struct job *job);
void fetcher_earlier_free(struct earlier *earlier);
millis fetcher_backoff(struct fetcher *fetcher, int64_t failed);

/* fetcher_answer.c */
/* fetcher_parcel_describe - what its own head and body tell: media type, validators, digest. */
void fetcher_parcel_describe(struct fetcher *fetcher, struct parcel *parcel);
/* fetcher_parcel - takes the buffers of a response to the job's last request. */
struct parcel *fetcher_parcel(struct fetcher *fetcher, const struct job *job, struct http_response *response);
void fetcher_gather_record(struct fetcher *fetcher, struct change *change, struct parcel *take_parcel,
                           bool delivered);

/* fetcher_revisit.c */
millis fetcher_next_visit(struct fetcher *fetcher, int64_t visits); /* wall, behind so many; 0: none */
void fetcher_visit_answered(struct fetcher *fetcher, struct job *job, struct http_response *response);
void fetcher_visit_failed(struct fetcher *fetcher, const struct job *job, const char *reason,
                          const char *detail, bool for_good, millis not_before);

/* fetcher_redirect.c */
/* fetcher_redirect - the response is a redirect and was dealt with: the job waits for its next hop, or came
 * to its end. False: it is no redirect that is followed. */
bool fetcher_redirect(struct fetcher *fetcher, struct job *job, struct http_response *response,
                      const struct gate_answer *answer);

/* fetcher_sources.c */
/* fetcher_sources_look - brings due sources to the gate. False: the journal failed. */
bool fetcher_sources_look(struct fetcher *fetcher, dp_error *cause);
millis fetcher_sources_at(const struct fetcher *fetcher); /* steady: when to look again; 0: not by itself */
/* fetcher_poll_begin - the poll's validators, from the journal; *active: it is still to be polled. */
bool fetcher_poll_begin(struct fetcher *fetcher, struct job *job, bool *active, dp_error *cause);
void fetcher_poll_fields(const struct fetcher *fetcher, int64_t source, const char **etag,
                         const char **last_modified);
void fetcher_poll_forget(struct fetcher *fetcher, int64_t source);
void fetcher_poll_forgotten(struct fetcher *fetcher, int64_t source); /* by the gate, for now */
void fetcher_poll_answered(struct fetcher *fetcher, const struct job *job, struct http_response *response);
void fetcher_poll_failed(struct fetcher *fetcher, const struct job *job, const char *reason,
                         const char *detail);
void fetcher_sources_free(struct fetcher *fetcher);

/* fetcher_websub.c */
/* fetcher_configure_websub - where the callback's address is another than before, all subscriptions end. */
bool fetcher_configure_websub(struct fetcher *fetcher, dp_error *error);
/* fetcher_websub_look - brings due subscriptions to the gate. False: the journal failed. */
bool fetcher_websub_look(struct fetcher *fetcher, dp_error *cause);
millis fetcher_websub_at(const struct fetcher *fetcher); /* steady: when to look again; 0: not by itself */
/* fetcher_hub_begin - *wanted: the hub is still to be asked. */
bool fetcher_hub_begin(struct fetcher *fetcher, struct job *job, bool *wanted, dp_error *cause);
void fetcher_hub_request(struct fetcher *fetcher, const struct job *job, struct http_request *request);
void fetcher_hub_answered(struct fetcher *fetcher, const struct job *job, const struct gate_answer *answer);
void fetcher_hub_failed(struct fetcher *fetcher, const struct job *job, const char *detail);
bool fetcher_write_hub(struct fetcher *fetcher, struct change *change, dp_error *error);
void fetcher_apply_hub(struct fetcher *fetcher, struct change *change);
void fetcher_websub_free(struct fetcher *fetcher);

/* fetcher_operator.c */
typedef bool work_fn(struct fetcher *fetcher, void *work, dp_error *error);
/* fetcher_in_one - the work in a transaction of its own: all of it, or nothing and a pause. */
bool fetcher_in_one(struct fetcher *fetcher, work_fn *fn, void *work, dp_error *error);
/* fetcher_configure_sources - those of the configuration are added, those that it no longer names removed. */
bool fetcher_configure_sources(struct fetcher *fetcher, dp_error *error);
bool fetcher_write_archived(struct fetcher *fetcher, struct change *change, dp_error *error);
void fetcher_apply_archived(struct fetcher *fetcher, struct change *change);

/* fetcher_polled.c */
bool fetcher_write_links(struct fetcher *fetcher, struct change *change, dp_error *error);
void fetcher_apply_links(struct fetcher *fetcher, struct change *change);
bool fetcher_write_polled(struct fetcher *fetcher, struct change *change, dp_error *error);
void fetcher_apply_polled(struct fetcher *fetcher, struct change *change);
void fetcher_links_free(struct links *links);

/* fetcher_robots.c */
/* fetcher_robots_rules - those of the URL's origin; NULL: there are none, or they are not known. */
const struct robots *fetcher_robots_rules(struct fetcher *fetcher, struct slice url);
enum gate_verdict fetcher_robots_verdict(void *fetcher, const struct gate_job *job, millis now,
                                         struct gate_rules *rules); /* of gate_port */
/* fetcher_robots_answered - how the request for an origin's robots.txt ended; status 0: not at all. */
void fetcher_robots_answered(struct fetcher *fetcher, struct slice origin, int64_t status, struct slice head,
                             struct slice body);
/* fetcher_robots_forbidden - it can't be asked for at all, and neither can any page of the origin. */
void fetcher_robots_forbidden(struct fetcher *fetcher, struct slice origin, const char *detail);
/* fetcher_robots_denied - why a job was denied: the reason of its dead letter and a sentence. True: for good;
 * else *until says when to ask again. */
bool fetcher_robots_denied(struct fetcher *fetcher, const struct gate_job *job, char reason[REASON],
                           char detail[DETAIL], millis *until);
void fetcher_robots_free(struct fetcher *fetcher);

#endif
