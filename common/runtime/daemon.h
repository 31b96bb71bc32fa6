/* daemon.h - what every daemon does the same way: options, configuration, directories, lock, log, signals,
 * end.
 *
 * main() is a table and a call of daemon_main. Options of every daemon: --config FILE, --check, --version,
 * --help. SIGTERM and SIGINT call drain (then the daemon stops its loop when it is ready), SIGHUP reads and
 * checks the configuration again and calls reload with it; a broken one is logged and the old one stays. Exit
 * codes: sysexits. */
#ifndef RUNTIME_DAEMON_H
#define RUNTIME_DAEMON_H

#include "data/config.h"
#include "runtime/control.h"
#include "runtime/loop.h"

struct daemon {
  const struct config *config; /* the one in force */
  const char *config_path;     /* where it was read from; NULL: the defaults */
  struct bus *bus;
  struct loop *loop;
  char instance[CONFIG_TEXT]; /* "fetch-main": names the lock, status and log lines */
  char source[CONFIG_TEXT];   /* "/depeche/fetch/main" */
  int exit_code;              /* what daemon_main will return; set by daemon_fatal */
};

struct daemon_spec {
  const char *service;                                    /* "fetch" */
  const char *purpose;                                    /* one line for --help */
  const char *help;                                       /* more lines for --help, with an example */
  bool stateless;                                         /* needs no state_dir: none is created */
  const char *(*name)(const struct config *config);       /* the configured name: "main" */
  void *(*start)(struct daemon *daemon, dp_error *error); /* NULL: can't start */
  void (*drain)(void *state);                             /* finish what is in hand, then loop_stop */
  /* reload may refuse; NULL: nothing to reload. `next` stays valid until the next reload that is accepted;
   * the configuration in force so far is freed when it returns true. */
  bool (*reload)(void *state, const struct config *next, dp_error *error);
  void (*stop)(void *state); /* behind the loop: close everything, free state */
};

/* daemon_main - returns the exit code for main. Logs "ready" when start came back and the loop begins. A
 * second SIGTERM while draining stops the loop at once; a third, should `stop` hang, ends the process. */
int daemon_main(int argc, char **argv, const struct daemon_spec *spec);

/* daemon_fatal - the daemon can't keep its promise any more (journal can't be written): logs, stops the loop,
 * makes daemon_main return the code. */
void daemon_fatal(struct daemon *daemon, const dp_error *error);

#endif
