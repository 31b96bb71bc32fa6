/* gate_internal.h - the gate's entries, shared by its files: gate.c (jobs in and out), gate_pace.c (when a
 * domain may be asked), gate_domain.c (entries, the heap, the journal's view), gate_explain.c. */
#ifndef FETCH_GATE_INTERNAL_H
#define FETCH_GATE_INTERNAL_H

#include "fetch/gate.h"

#include "base/random.h"
#include "fetch/map.h"

enum { GATE_DAY = 24 * 3600 * 1000, GATE_WORTH_KEEPING = 10 * 1000, GATE_REST = 60 * 1000 };
#define GATE_HELD INT64_MAX /* until something else happens */

/* A place in a doubly linked ring; next is NULL where it is in none. The head is a node like others. */
struct node {
  struct node *next, *prev;
};

enum gate_queue { QUEUE_HOPS, QUEUE_SOURCES, QUEUE_PAGES, QUEUES };

struct job {
  struct gate_job public; /* first: what callers see */
  enum { JOB_WAITS, JOB_RUNS, JOB_DENIED } state;
  enum gate_queue queue;
  struct job *next; /* in its queue */
  struct domain *domain;
  millis started, started_before; /* RUNS: when, and the start of the domain before that */
  char *url, *origin;             /* owned; origin: of ROBOTS only */
};

struct queue {
  struct job *first, *last;
  int64_t count;
};

struct domain {
  struct slice name; /* stands behind the struct */
  uint64_t hash;
  struct domain *same_hash;
  struct queue queues[QUEUES];
  int64_t jobs, waiting, running; /* jobs: denied ones too */
  millis since;                   /* jobs wait since then without a pause */
  millis held_until;              /* robots.txt holds every job that waits; 0: not known to */
  /* pace */
  millis started;       /* the last start; 0: none in memory */
  millis crawl_delay;   /* of the origin asked last */
  millis response_time; /* smoothed */
  millis pause_until;   /* backoff, Retry-After, or restored */
  millis pushed_back;   /* the last 429 or 503 */
  int64_t pushbacks;
  millis day_from;
  int64_t day_starts; /* 0: no day has begun */
  /* where it stands */
  millis wake;
  uint64_t turn;
  size_t heap_at; /* 1 and up; 0: not in the heap */
  struct node idle, hungry, changed;
  bool journaled; /* the caller's journal holds more than nothing about it */
};

struct gate {
  struct gate_settings settings;
  struct gate_port port;
  struct random random;
  struct map jobs, domains, origins; /* origins: whose robots.txt is being asked for, to its job */
  struct domain **heap;              /* heap[1] is the next; heap[0] is not used */
  size_t heap_count, heap_room;
  struct node idle, hungry, changed; /* heads */
  uint64_t turns;
  millis now; /* of the last call that told it */
  int64_t robots_id, domain_count, idle_count, waiting, running;
};

/* gate_pace.c: numbers of one domain. */
millis gate_delay(const struct gate *gate, const struct domain *domain); /* between two starts */
millis gate_day_end(const struct gate *gate,
                    const struct domain *domain); /* budget used up till then; 0: not */
millis gate_ready_at(const struct gate *gate, const struct domain *domain);
void gate_pace_start(struct domain *domain, millis now);
void gate_pace_unstart(struct domain *domain, millis started, millis started_before);
void gate_pace_answer(struct gate *gate, struct domain *domain, millis started,
                      const struct gate_answer *answer, millis now);

/* gate_domain.c: entries. */
struct domain *gate_domain_find(const struct gate *gate, struct slice name);
/* gate_domain_enter - finds or makes the entry; NULL: no room, unless `force`. */
struct domain *gate_domain_enter(struct gate *gate, struct slice name, bool force, millis now, millis wall);
void gate_domain_free(struct gate *gate, struct domain *domain);
/* gate_domain_arrange - puts it where it belongs in the heap and the rings after anything changed. */
void gate_domain_arrange(struct gate *gate, struct domain *domain);
/* gate_domain_note - marks it for gate_changed if there is something to journal. */
void gate_domain_note(struct gate *gate, struct domain *domain, millis now);

/* gate.c: gate_forget_waiting - the jobs that wait for the domain leave, as if they had never come. */
void gate_forget_waiting(struct gate *gate, struct domain *domain);

/* node_add - at the end of the ring; a no-op where it is in it. */
void node_init(struct node *head);
void node_add(struct node *head, struct node *node);
void node_remove(struct node *node);

#endif
