/* world.h - one seed: two disks, a network, three daemons, a web, a feeder, and the ledger of what was
 * promised.
 *
 * One event happens at a time; which, and when, is drawn from the seed. The daemons are the real cores
 * (services/fetch/fetcher.h, services/store/store.h with the real catalog and publisher); only sockets,
 * clocks and disks are simulated. */
#ifndef SIMULATION_WORLD_H
#define SIMULATION_WORLD_H

#include "base/arena.h"
#include "disk.h"
#include "fetch/requests.h"
#include "store/store.h"

enum { WORLD_URLS = 96, WORLD_PARCELS = 512, WORLD_TRANSFERS = 64, WORLD_HANDS = 2, WORLD_URL = 96 };
enum { WORLD_ITEMS = 512, WORLD_ARTICLES = 512, WORLD_HOSTS = 4 };
enum { HOP_QUEUE = 8 /* high-water mark of fetch.out */ };

enum mutant {
  MUTANT_NONE,
  MUTANT_ACK_BEFORE_COMMIT,       /* the store answers and publishes, then commits */
  MUTANT_ANSWER_BEFORE_COMMIT,    /* the fetcher tells the feeder, then commits */
  MUTANT_UNSYNCED_WARC,           /* sync of the fetcher's disk does nothing: archive and journal */
  MUTANT_UNSYNCED_CATALOG,        /* sync of the store's disk does nothing */
  MUTANT_NO_VERDICTS,             /* every verdict is lost */
  MUTANT_VALIDATORS_BEFORE_LINKS, /* what a feed named is journaled behind what makes its next poll
                                     conditional */
  MUTANT_FORGOTTEN_ITEMS, /* the middle gives every delivery a new item number: redeliveries are not known
                             again */
  MUTANTS
};

enum hop { HOP_MIDDLE, HOP_STORE, HOP_FETCH };
struct parcel_in_flight {
  enum hop hop;
  millis due;
  struct buffer event, body;
  bool used;
};

enum page_kind {
  PAGE_HEALTHY,
  PAGE_TWIN,     /* the same text as its neighbours under other URLs */
  PAGE_REJECTED, /* the middle can't make an article of it */
  PAGE_GONE,     /* 404 */
  PAGE_FLAKY,    /* 503 at first */
  PAGE_SLOW,     /* times out at first */
  PAGE_POISON,   /* kills whoever works on it */
  PAGE_MOVED,    /* 301 to another host */
  PAGE_HOPPING,  /* two temporary redirects, each to another host */
  PAGE_ROUND,    /* a redirect that never ends */
  PAGE_BARRED,   /* robots.txt forbids it */
  PAGE_BUSY,     /* 429 at first, with Retry-After */
  PAGE_KINDS
};

/* What the world was promised about one URL, and what it has seen of it. */
struct promise {
  char url[WORLD_URL];
  enum page_kind kind;
  int64_t item;  /* its number in the journal; 0: not seen yet */
  bool answered; /* the feeder was told that it is accepted */
  int64_t tries; /* transfers so far */
  bool listed;   /* by the feed, and fed by nobody */
  int version;   /* of its content; grows with visits */
  bool settled;  /* one of its items has a verdict */
};

/* One item: the first of a page, or a later one (the page had changed). */
struct known_item {
  int64_t item;
  size_t promise;
  bool decided;         /* a verdict was published: */
  struct slice verdict; /* a literal */
  int64_t sequence;
};

struct transfer {
  bool used;
  uint64_t id;
  char url[WORLD_URL];
  struct promise *promise; /* of a page; else NULL */
  int known_version;       /* of If-None-Match; -1: none */
  millis due;
};

struct world {
  uint64_t seed;
  struct random random, kernel; /* of the scheduler; of getrandom */
  millis now;                   /* steady */
  int64_t step, step_limit;
  enum mutant mutant;
  bool trace, faults, failed;
  char failure[512];

  struct disk fetch_disk, store_disk;
  struct config config;
  struct arena *arena; /* scratch of one event */

  struct {
    struct fetcher *fetcher; /* NULL: down */
    struct requests requests;
    struct warc_io io;
    millis start_at, jump; /* of the wall clock */
    struct transfer transfers[WORLD_TRANSFERS];
    bool blocked, feeding, owes_commit;
    int64_t sent[64]; /* items sent in this turn */
    size_t sent_count;
    char epoch[64];
  } fetch;

  struct {
    struct {
      bool busy;
      millis due;
      struct buffer event;
    } hands[WORLD_HANDS];
    millis start_at; /* 0: up */
    int64_t deliveries;
  } middle;

  struct {
    struct catalog *catalog; /* NULL: down */
    struct store *store;
    struct snapshot *snapshot;
    millis start_at, retry_at;
    int64_t published; /* sequence of the last article published in this life */
    bool owes_commit;
    char id[64];
  } store;

  struct {     /* what stands beside the pages, and what was asked of each host in this life of the fetcher */
    bool feed; /* there is one */
    size_t listed[WORLD_URLS], listed_count;
    size_t reading, given; /* entries of the answer that is being read, and those that were found in it */
    millis found_at;       /* the next part of it; 0: none is being read */
    bool shaky[WORLD_HOSTS], robots_given[WORLD_HOSTS];
    millis started_at[WORLD_HOSTS], quiet_until[WORLD_HOSTS];
  } web;

  struct parcel_in_flight parcels[WORLD_PARCELS];
  struct promise promises[WORLD_URLS];
  size_t promise_count;
  struct known_item items[WORLD_ITEMS];
  size_t item_count;
  int64_t owners[WORLD_ARTICLES]; /* sequence -> item, as published */
  millis feed_at, fault_at, faults_until, pulse_at;
  millis cut_until; /* network partition */

  struct {
    int64_t revisions, polls;
    int64_t crashes, power_losses, kills, full_disks, sent, dead_but_stored, undeliverable, expired, copies;
  } counts;
};

/* world_init - `world` must be at the same address for all seeds and its disks registered once
 * (disk_register): SQLite keeps it. */
void world_init(struct world *world, uint64_t seed, enum mutant mutant, bool trace);
void world_free(struct world *world);
bool world_run(struct world *world); /* false: world->failure says which invariant */
void world_fail(struct world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));
void world_say(struct world *world, const char *format, ...) __attribute__((format(printf, 2, 3)));
void mutant_commits(struct world *world); /* what a mutant has announced and not done yet */
extern struct world
    *world_now; /* the one that is running: the simulated clock and the wrapped calls read it */

/* web.c - what the web holds. */
enum page_kind web_kind(const char *url);
int web_host(const char *url);
void web_body(const char *url, int version, struct buffer *out);
int web_version(struct slice body); /* -1: it is no page of ours */
void web_text(const char *url, int version, struct buffer *out);

/* web_node.c - what the web answers, and whether it might be asked. */
void web_asked(struct world *world, const struct http_request *request, struct transfer *transfer);
void web_answers(struct world *world, const struct transfer *transfer, struct http_response *response);
void web_reads(struct world *world);
void web_found(struct world *world);

/* network.c */
struct parcel_in_flight *network_put(struct world *world, enum hop hop, struct slice event,
                                     struct slice body);
size_t network_count(const struct world *world, enum hop hop);
void network_take(struct parcel_in_flight *parcel);
void network_drop(struct world *world, enum hop hop, bool all);
bool network_loses(struct world *world);

/* Nodes: each has what can happen to it. */
void fetch_start(struct world *world);
void fetch_kill(struct world *world);
void fetch_turn(struct world *world);
void fetch_feed(struct world *world);
void fetch_transfer_ends(struct world *world, struct transfer *transfer);
void fetch_hear(struct world *world, struct parcel_in_flight *parcel);
struct fetcher_now fetch_clock(const struct world *world);

void middle_take(struct world *world, struct parcel_in_flight *parcel);
void middle_finish(struct world *world, size_t hand);
void middle_kill(struct world *world);

void store_start(struct world *world);
void store_kill(struct world *world);
void store_hear(struct world *world, struct parcel_in_flight *parcel);
void store_turn_now(struct world *world);
void store_say(struct world *world, const struct bus_socket *socket, const struct slice *frames);
extern struct bus_socket *const store_ack, *const store_news;

/* ledger.c - the invariants. Each reports by world_fail. */
void ledger_answered(struct world *world, struct promise *promise, int64_t item);
void ledger_sent(struct world *world, const struct event *event);
void ledger_sent_journaled(struct world *world);
void ledger_verdicts(struct world *world, const struct event *event);
void ledger_published(struct world *world, const struct event *event);
void ledger_fetch_started(struct world *world);
void ledger_store_started(struct world *world);
bool ledger_settled(struct world *world);
void ledger_end(struct world *world);
struct promise *ledger_promise(struct world *world, struct slice url);
struct known_item *ledger_item(struct world *world, int64_t item); /* NULL: not known */
void ledger_number(struct world *world, struct promise *promise, int64_t item);
void ledger_later(struct world *world, struct promise *promise, int64_t item);

#endif
