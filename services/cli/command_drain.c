/* command_drain.c - depeche drain: no new transfers; what is on its way arrives. */
#include "cli/cli.h"

#include <inttypes.h>

static struct {
  bool resume;
  int64_t timeout;
} options = {.timeout = 120};

static const struct option_spec specs[] = {
    {"resume", 'r', OPTION_FLAG, &options.resume, NULL, "begin to fetch again"},
    {"timeout", 't', OPTION_NUMBER, &options.timeout, "SECONDS",
     "how long to wait for the window to empty (120)"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static struct json *ask_drain(struct cli *cli, bool on, dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  json_add_bool(cli->arena, data, "on", on);
  return cli_ask(cli, "fetch", "drain", data, NULL, error);
}

static int64_t in_flight(const struct json *reply)
{
  return json_get_integer(reply, "transfers", 0) + json_get_integer(reply, "window_items", 0);
}

static void tell(struct cli *cli, const struct json *reply)
{
  if (cli->json)
    cli_print_json(reply);
  else if (options.resume)
    puts("the fetcher fetches again");
  else if (in_flight(reply) == 0)
    puts("drained: nothing is on its way; begin again with: depeche drain --resume");
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  if (!cli_require(cli, "fetch", &error)) return cli_fail(cli, &error);
  cli_watch_signals();
  millis until = clock_monotonic() + options.timeout * 1000;
  for (;;) {
    struct json *reply = ask_drain(cli, !options.resume, &error);
    if (!reply) return cli_fail(cli, &error);
    int64_t left = in_flight(reply);
    bool over = clock_monotonic() >= until || cli_interrupted || cli_terminated;
    if (options.resume || left == 0) return tell(cli, reply), EX_OK;
    if (over) {
      error_set(&error, EX_TEMPFAIL,
                "%" PRId64 " items are still on their way; no new ones are begun, see: depeche status", left);
      return tell(cli, reply), cli_fail(cli, &error);
    }
    terminal_progress(&cli->err, "on their way", left, 0, "");
    cli_pause(100);
  }
}

const struct command command_drain = {
    .name = "drain",
    .summary = "stop fetching and let what is on its way arrive",
    .usage = "drain [--timeout SECONDS]\ndrain --resume",
    .about = "The fetcher begins no transfer any more and goes on delivering; the command ends when nothing "
             "is on its way.\n"
             "Feeding stays possible: what is fed meanwhile waits in the queue. A restart of the fetcher "
             "also ends it.\n"
             "Exit codes: 0 drained (or fetching again); 69 the fetcher is down; 75 not empty in time.",
    .examples = "  depeche drain && cp -a STATE_DIR /backup      a copy at rest\n"
                "  depeche drain --resume                        go on\n",
    .options = specs,
    .least = 0,
    .most = 0,
    .run = run,
};
