/* cli.h - what the subcommands of `depeche` share: one file a subcommand, one row in main.c.
 *
 * Standard output carries data: for a person on a terminal, JSON lines in a pipe or with --json. Everything
 * else goes to standard error. Exit codes are those of <sysexits.h>. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "cli/options.h"
#include "cli/terminal.h"
#include "data/config.h"
#include "data/json.h"

#include <depeche/depeche.h>
#include <signal.h>

struct cli {
  const char *config_path; /* --config; NULL: $DEPECHE_CONFIG, else the embedded defaults */
  struct config config;
  dp_client *client; /* after cli_connect */
  struct arena *arena;
  bool json;       /* --json, or standard output is no terminal */
  bool json_asked; /* --json */
  struct terminal out, err;
};

struct command {
  const char *name, *summary;
  const char *usage;                 /* "feed [--wait] URL… | -", without the program's name; lines */
  const char *about;                 /* what it does, for --help */
  const char *examples;              /* lines of commands with a word on each */
  const struct option_spec *options; /* ends at name NULL; may be NULL */
  size_t least, most;                /* how many arguments */
  bool raw_config;                   /* the command reads the configuration itself */
  int (*run)(struct cli *cli, char **arguments, size_t count);
};

extern const struct command command_up, command_down, command_feed, command_tail, command_show,
    command_status, command_dead, command_drain, command_check, command_source, command_fetch, command_warc,
    command_reprocess, command_backup, command_clean, command_tag, command_rules, command_cursor,
    command_search, command_entities, command_sink, command_export;

/* cli_main - runs the subcommand that the arguments name; `commands` ends at NULL. Returns the exit code. */
int cli_main(const struct command *const *commands, int argc, char **argv);

/* cli_fail - tells what went wrong; returns the exit code. */
int cli_fail(struct cli *cli, const dp_error *error);
int cli_usage(struct cli *cli, const struct command *command, const char *sentence);
void cli_note(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* cli_end - flushes standard output; EX_IOERR when it took less than all (a full disk), else `code`. */
int cli_end(struct cli *cli, int code);
void cli_print_json(const struct json *node); /* one line */

/* cli_connect - opens the client. cli_require - the same, and the service answers; else EX_UNAVAILABLE with
 * what to do. */
bool cli_connect(struct cli *cli, dp_error *error);
bool cli_require(struct cli *cli, const char *service, dp_error *error);
bool cli_ping(struct cli *cli, const char *service, int timeout_ms);
const char *cli_endpoint(const struct cli *cli, const char *service);
const char *cli_noun(const char *service); /* "the fetcher" */

/* cli_ask - a request and its reply as a tree in cli->arena; *frame (may be NULL) the first further frame
 * there. */
struct json *cli_ask(struct cli *cli, const char *service, const char *verb, const struct json *data,
                     struct slice *frame, dp_error *error);

/* cli_ask_with - the same for a request that brings at most CLI_FRAMES frames behind its event. */
enum { CLI_FRAMES = 4 };
struct json *cli_ask_with(struct cli *cli, const char *service, const char *verb, const struct json *data,
                          const struct slice *frames, size_t frame_count, struct slice *frame,
                          dp_error *error);

/* cli_watch_signals - from now on SIGINT and SIGTERM set these and wake a wait, instead of ending the
 * process. */
extern volatile sig_atomic_t cli_interrupted, cli_terminated;
void cli_watch_signals(void);
void cli_pause(int milliseconds); /* bounded wait between two questions; ends early at a signal */

/* print_article - an article for a person: headline, where from, mentions. `whole`: the text too. */
void print_article(struct terminal *out, int64_t sequence, const struct json *article, bool whole);

#endif
