/* frontier_internal.h - what the files of the journal share: frontier.c (the file, transactions), _pages
 * (identities and feeding), _items (what becomes of items), _captures, _domains, _origins, _read, sources. */
#ifndef FETCH_FRONTIER_INTERNAL_H
#define FETCH_FRONTIER_INTERNAL_H

#include "base/digest.h"
#include "data/database.h"
#include "data/warc.h"
#include "fetch/frontier_captures.h"
#include "fetch/frontier_domains.h"
#include "fetch/sources.h"

enum frontier_verdict { VERDICT_NONE, VERDICT_STORED, VERDICT_DUPLICATE, VERDICT_REJECTED };
extern const char *const frontier_verdict_names[4];
extern const char *const frontier_schema[];

struct frontier_sums {
  struct frontier_counts items;
  struct source_counts sources;
};

struct frontier {
  struct database *database;
  struct digest *digest;
  char epoch[64];
  struct frontier_sums sums, committed; /* in the open transaction, and as of the last commit */
  struct {
    int64_t id; /* row of the WARC file that was written last; 0: not looked up */
    char name[WARC_NAME];
    int64_t end;  /* of the last record in it that this transaction journals */
    bool changed; /* `end` is still to be written */
  } warc;
};

/* Statements. */

/* frontier_run_if - runs it; *changed tells whether it changed a row. */
bool frontier_run_if(struct frontier *frontier, struct statement *statement, bool *changed, dp_error *error);
/* frontier_number - column 0 of the only row, `absent` when there is none. */
bool frontier_number(struct statement *statement, int64_t absent, int64_t *value, dp_error *error);
void frontier_bind_numbers(struct statement *statement, int parameter, const int64_t *numbers, int count);
/* frontier_bind_texts - empty ones as NULL. */
void frontier_bind_texts(struct statement *statement, int parameter, const struct slice *texts, int count);

/* Items: what every change looks at first. */
struct item_head {
  enum item_state state;
  enum item_kind kind;
  enum frontier_rank rank;
  int64_t first, domain, capture, latest;
  millis due_at, visited_at;
};
bool frontier_head(struct frontier *frontier, int64_t item, struct item_head *head, bool *found,
                   dp_error *error);
/* frontier_fed_again - a DEAD page is named once more; see frontier_feed. */
bool frontier_fed_again(struct frontier *frontier, int64_t item, const struct frontier_link *link, millis now,
                        bool *revived, dp_error *error);
/* frontier_schedule - the item is due at `due_at`, and its domain knows. */
bool frontier_schedule(struct frontier *frontier, int64_t item, const struct item_head *head, millis due_at,
                       enum frontier_rank rank, dp_error *error);
bool frontier_add_trace(struct frontier *frontier, int64_t item, millis at, struct slice what,
                        struct slice detail, dp_error *error);
/* frontier_count_state - one item more, or fewer, in a state; `verdict` for DONE. */
void frontier_count_state(struct frontier *frontier, enum item_state state, enum frontier_verdict verdict,
                          int64_t by);

/* Pages. */

/* frontier_owner - the page that an identity belongs to; 0: none. */
bool frontier_owner(struct frontier *frontier, struct slice identity, int64_t *page, dp_error *error);
struct new_page {
  const struct frontier_link *link;
  enum item_state state;
  enum item_kind kind;
  millis fed_at, due_at; /* due_at 0: not due */
};
bool frontier_add_page(struct frontier *frontier, const struct new_page *page, int64_t *item,
                       dp_error *error);
/* frontier_add_later - a later item of the page, FETCHED, that delivers `capture`. */
bool frontier_add_later(struct frontier *frontier, int64_t page, enum item_kind kind, int64_t capture,
                        millis now, int64_t *item, dp_error *error);

/* Captures. */
struct new_capture {
  int64_t page;
  enum capture_kind kind;
  millis at;
  const struct frontier_response *response;
};
bool frontier_add_capture(struct frontier *frontier, const struct new_capture *capture, int64_t *id,
                          dp_error *error);

/* Domains. */
struct domain_row {
  int64_t id;
  millis ready_at, blocked_until;
};
/* frontier_domain_row - by name, made when it is new. */
bool frontier_domain_row(struct frontier *frontier, struct slice name, struct domain_row *row,
                         dp_error *error);
/* frontier_domain_wake - something of it is due at `due_at`. */
bool frontier_domain_wake(struct frontier *frontier, const struct domain_row *row, millis due_at,
                          dp_error *error);
bool frontier_domain_wake_id(struct frontier *frontier, int64_t domain, millis due_at, dp_error *error);

#endif
