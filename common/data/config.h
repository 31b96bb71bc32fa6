/* config.h - the settings of all daemons: one typed table, one YAML file.
 *
 * Everything has a default, so no file is needed. An unknown key, a wrong type or a value out of range is an
 * error with file and line. Durations are written "30s", "200ms", "10min", "2h", "90d"; sizes "64KiB",
 * "16MiB", "1GiB" or bytes. */
#ifndef DATA_CONFIG_H
#define DATA_CONFIG_H

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

enum { CONFIG_TEXT = 256, CONFIG_LIST = 64 };

struct config_list {
  char items[CONFIG_LIST][CONFIG_TEXT];
  size_t count;
};

enum config_robots { CONFIG_ROBOTS_OBEY, CONFIG_ROBOTS_IGNORE };

struct config {
  char run_dir[CONFIG_TEXT]; /* sockets and locks; default $XDG_RUNTIME_DIR/depeche, or /run/depeche for root
                              */
  char state_dir[CONFIG_TEXT]; /* databases and WARC files; default $XDG_STATE_HOME/depeche, or
                                  /var/lib/depeche for root */
  enum log_level log_level;

  struct config_fetch {
    char name[CONFIG_TEXT]; /* origin of its items: [a-z0-9-]{1,32}, unique among the fetchers of one store */
    char feed[CONFIG_TEXT]; /* ROUTER, bound: feeding and control */
    char out[CONFIG_TEXT];  /* PUSH, bound: to the cleaners */
    char store_ack[CONFIG_TEXT];             /* the store's PUB that it subscribes to */
    int64_t window_items, window_bytes;      /* at most so much unacknowledged */
    millis ack_timeout, ack_timeout_max;     /* first resend after, doubling up to */
    int64_t max_attempts;                    /* deliveries that count, then a dead letter */
    int64_t max_fetch_attempts;              /* transfers of one URL, then a dead letter */
    millis retry_delay;                      /* before the second transfer; doubles */
    int64_t transfers, transfers_per_domain; /* at the same time */
    int64_t robots;                          /* enum config_robots */
    millis domain_delay, domain_delay_max;   /* between the starts of two transfers from one domain */
    int64_t domain_budget;                   /* transfers a day from one domain; 0: any number */
    millis revisit_after;                    /* first revisit of a page; doubles; 0: none */
    int64_t revisits;                        /* of one page */
    millis poll_min, poll_max;               /* bounds of the interval at which sources are polled */
    struct config_list sources;              /* URLs of feeds, sitemaps, sites; may be empty */
    char websub_callback[CONFIG_TEXT];       /* public base URL that hubs call, without a slash at its end */
    char websub_listen[CONFIG_TEXT];         /* address and port behind it; both or none */
    millis connect_timeout, first_byte_timeout, stall_timeout, transfer_timeout;
    int64_t max_connections;                            /* open at the same time, idle ones included */
    int64_t max_body;                                   /* bytes of one response, as received */
    char user_agent[CONFIG_TEXT], contact[CONFIG_TEXT]; /* contact: a URL or mail address, or empty */
    char proxy[CONFIG_TEXT], ca_file[CONFIG_TEXT];      /* may be empty */
    struct config_list allow_addresses, deny_addresses; /* address_rule_parse; may be empty */
    int64_t warc_rotate_bytes;                          /* a new WARC file past this size */
    millis warc_rotate_after;                           /* and past this age */
    millis group_commit;  /* responses are gathered this long at most before the disk is synced */
    millis drain_timeout; /* how long SIGTERM waits for the window to empty */
  } fetch;

  struct config_clean {
    char name[CONFIG_TEXT];
    struct config_list from;  /* PULL, connected: the fetch.out of every fetcher */
    char to[CONFIG_TEXT];     /* PUSH, connected: tag.in */
    char status[CONFIG_TEXT]; /* ROUTER, bound: status */
    int64_t workers;
    int64_t max_page; /* decoded bytes; more is cut and marked */
  } clean;

  struct config_tag {
    char name[CONFIG_TEXT];
    char in[CONFIG_TEXT];     /* PULL, bound */
    char to[CONFIG_TEXT];     /* PUSH, connected: store.in */
    char status[CONFIG_TEXT]; /* ROUTER, bound */
    int64_t workers;
    char rules[CONFIG_TEXT];   /* directory of the operator's own rules; empty: none */
    struct config_list layers; /* layers_read; empty: all */
  } tag;

  struct config_store {
    char name[CONFIG_TEXT];
    char in[CONFIG_TEXT];            /* PULL, bound */
    char ack[CONFIG_TEXT];           /* PUB, bound: verdicts */
    char news[CONFIG_TEXT];          /* PUB, bound: tagged articles and heartbeats */
    char query[CONFIG_TEXT];         /* ROUTER, bound: replay, lookup, status */
    int64_t batch_items;             /* committed together at most */
    millis batch_wait;               /* gathered for at most */
    millis heartbeat;                /* interval of the heartbeat with the last sequence */
    millis keep;                     /* articles older than that expire; 0: none does */
    int64_t index;                   /* 1: articles are indexed; 0: they can't be searched or filtered */
    struct config_list keep_sources; /* keep_rule_parse: other ages for some sources; may be empty */
  } store;

  struct config_sink {
    char name[CONFIG_TEXT];
    char status[CONFIG_TEXT];      /* ROUTER, bound */
    char definitions[CONFIG_TEXT]; /* directory of definitions of sinks; empty: none */
    char ca_file[CONFIG_TEXT];     /* may be empty */
  } sink;
};

/* config_defaults - fills in every default; the endpoints are derived from run_dir by config_finish. */
void config_defaults(struct config *config);

/* config_load - defaults, then the file (path NULL: the defaults alone, after looking for $DEPECHE_CONFIG),
 * then the environment's DEPECHE_RUN_DIR and DEPECHE_STATE_DIR, then derived endpoints, then checks across
 * keys. On failure every problem found is one line "FILE:LINE: sentence" in `problems` (a buffer; may be
 * NULL) and the first one in `error` (EX_CONFIG); `config` is then unusable. */
struct buffer;
bool config_load(const char *path, struct config *config, struct buffer *problems, dp_error *error);
bool config_parse(struct slice yaml, const char *name, struct config *config, struct buffer *problems,
                  dp_error *error);

/* config_duration - reads "30s", "2h", "90d" as settings are read. */
bool config_duration(struct slice text, millis *duration);

/* config_print - the settings as YAML with a comment on each: what `depeche check --print` shows. */
void config_print(const struct config *config, struct buffer *out);

#endif
