/* fetcher_internal.h - the state of the core, shared by fetcher.c (what is told and asked),
 * fetcher_transfer.c (what is fetched), fetcher_commit.c (what is journaled) and fetcher_send.c (what is
 * sent). */
#ifndef FETCH_FETCHER_INTERNAL_H
#define FETCH_FETCHER_INTERNAL_H

#include "base/arena.h"
#include "fetch/fetcher.h"
#include "fetch/map.h"
#include "fetch/politeness.h"
#include "fetch/rate.h"

/* A response between its transfer and its first sending. Slices point into `head` and `text`. */
struct parcel {
  int64_t item, status;
  struct buffer head, request, body;
  struct buffer text; /* url, then final_url */
  struct slice url, final_url, content_type, content_encoding, last_modified;
  struct warc_place place;
  millis at;
};

/* What has happened and is not journaled yet, in the order it happened. */
enum change_kind {
  CHANGE_RESPONSE,
  CHANGE_RETRY,
  CHANGE_BURY,
  CHANGE_VERDICT,
  CHANGE_COUNTED,
  CHANGE_EXHAUSTED
};
struct change {
  enum change_kind kind;
  int64_t item, attempt, sequence;
  struct parcel *parcel; /* RESPONSE: owned until it is journaled */
  const char
      *reason;  /* RETRY, BURY, EXHAUSTED: a literal or within `detail`; VERDICT: the verdict's literal */
  char *detail; /* owned; may be NULL */
  char status_reason[16]; /* "http-404" */
  millis retry_at;        /* RETRY, wall */
};

struct fetcher {
  struct config_fetch settings;
  struct fetcher_port port;
  struct frontier *frontier;
  struct warc_io io;
  struct warc_writer *writer;
  struct delivery *delivery;
  struct politeness *politeness;
  struct arena *arena; /* scratch of one step */
  struct random random;
  char source[64];        /* "/depeche/fetch/NAME" */
  struct fetcher_now now; /* of the last call: what wake_at counts from */
  bool draining;
  char next_file[WARC_NAME]; /* journaled, and not opened yet; empty: none */

  struct { /* not journaled yet */
    struct change *changes;
    size_t count, capacity;
    struct map transferred; /* item -> anything: it is no longer in transfer, but the journal does not know */
    int64_t responses, bytes;
    millis since; /* steady, of the first */
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

  millis due_at; /* wall: no queued item beyond those known to politeness is due before; INT64_MAX: none at
                    all */
  struct rate fetched, settled;
};

/* fetcher_commit.c */
struct change *fetcher_gather(struct fetcher *fetcher, enum change_kind kind, int64_t item);
bool fetcher_commit_ripe(struct fetcher *fetcher, bool now_at_any_rate, dp_error *error);
bool fetcher_open_archive(struct fetcher *fetcher, dp_error *error);
/* fetcher_stall - the journal or the archive can't be used: pause and try again; false when waiting can't
 * mend it. */
bool fetcher_stall(struct fetcher *fetcher, const dp_error *cause, dp_error *error);
void fetcher_drop_changes(struct fetcher *fetcher);
millis fetcher_ripe_at(const struct fetcher *fetcher); /* steady; 0: nothing gathered */

/* fetcher_send.c */
bool fetcher_send_due(struct fetcher *fetcher, dp_error *error);
bool fetcher_load_backlog(struct fetcher *fetcher, dp_error *error);
void fetcher_expire(struct fetcher *fetcher);
void fetcher_keep(struct fetcher *fetcher, struct parcel *take_parcel);
void fetcher_forget(struct fetcher *fetcher, int64_t item); /* its kept body and prepared message, if any */
void fetcher_parcel_free(struct parcel *parcel);

/* fetcher_transfer.c */
bool fetcher_start_due(struct fetcher *fetcher, dp_error *error);
bool fetcher_may_start(const struct fetcher *fetcher);
bool fetcher_wants_due(
    const struct fetcher *fetcher); /* another due item of the journal would be looked at */
/* fetcher_room - how many items more may enter the window; what is on its way to it is taken off. */
int64_t fetcher_room(const struct fetcher *fetcher);

#endif
