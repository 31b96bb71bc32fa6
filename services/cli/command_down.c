/* command_down.c - depeche down: drains and stops what `depeche up` started. */
#include "cli/cli.h"

#include "cli/supervisor.h"

#include <errno.h>
#include <inttypes.h>

static struct {
  int64_t timeout;
} options = {.timeout = 0};

static const struct option_spec specs[] = {{"timeout", 't', OPTION_NUMBER, &options.timeout, "SECONDS",
                                            "how long to wait (default: fetch's drain_timeout and a minute)"},
                                           {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static int64_t window_items(struct cli *cli)
{
  char *reply = NULL;
  int64_t items = 0;
  arena_reset(cli->arena);
  if (dp_ask(cli->client, "fetch", "drain", "{\"on\":true}", 300, &reply, NULL, NULL))
    items = json_get_integer(json_parse(cli->arena, slice_of(reply), NULL), "window_items", 0);
  dp_release(reply);
  return items;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  pid_t pid = supervisor_pid(&cli->config);
  if (!pid) {
    cli_note(cli, "nothing to stop: no `depeche up` runs in %s", cli->config.run_dir);
    return EX_OK;
  }
  if (!cli_connect(cli, &error)) return cli_fail(cli, &error);
  if (kill(pid, SIGTERM) != 0 && errno != ESRCH)
    return error_errno(&error, "can't stop the supervisor (pid %ld)", (long)pid), cli_fail(cli, &error);
  cli_watch_signals();
  millis wait = options.timeout ? options.timeout * 1000 : cli->config.fetch.drain_timeout + 60 * 1000;
  for (millis until = clock_monotonic() + wait; supervisor_pid(&cli->config) == pid;) {
    terminal_progress(&cli->err, "draining; on their way", cli->err.tty ? window_items(cli) : 0, 0, "");
    if (clock_monotonic() >= until || cli_interrupted) {
      error_set(&error, EX_TEMPFAIL, "the supervisor (pid %ld) has not ended yet; it goes on stopping",
                (long)pid);
      return cli_fail(cli, &error);
    }
    cli_pause(50);
  }
  cli_note(cli, "down; the state stays in %s", cli->config.state_dir);
  return EX_OK;
}

const struct command command_down = {
    .name = "down",
    .summary = "drain and stop what `depeche up` started",
    .usage = "down [--timeout SECONDS]",
    .about = "The fetcher begins no transfer any more and waits (bounded by fetch.drain_timeout) until all "
             "it sent is acknowledged;\n"
             "then cleaner, tagger and store end. What is not finished by then goes on at the next start: "
             "nothing is lost.\n"
             "Exit codes: 0 stopped, or nothing was running; 75 not stopped in time.",
    .examples = "  depeche down                                  stop\n"
                "  depeche down && depeche up                    a restart\n",
    .options = specs,
    .least = 0,
    .most = 0,
    .run = run,
};
