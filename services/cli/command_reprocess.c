/* command_reprocess.c - depeche reprocess: stored responses go through the pipeline again. */
#include "cli/warc.h"

#include <inttypes.h>

enum { PATIENCE_MS = 5 * 60 * 1000, AGAIN_MS = 500 };

static struct {
  const char *since, *until, *match;
  bool dry_run;
} options;

static const struct option_spec specs[] = {
    {"since", 0, OPTION_TEXT, &options.since, "TIME",
     "fetched from then on; 2026-11-23 or 2026-11-23T08:30:00Z"},
    {"until", 0, OPTION_TEXT, &options.until, "TIME", "fetched before then (now)"},
    {"match", 'm', OPTION_TEXT, &options.match, "PATTERN",
     "only pages whose URL holds this regular expression"},
    {"dry-run", 'n', OPTION_FLAG, &options.dry_run, NULL, "only say how many there are"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static void add_time(struct cli *cli, struct json *data, const char *key, millis at)
{
  char text[CLOCK_TEXT];
  if (at) json_add_text(cli->arena, data, key, slice_of(clock_format(at, text)));
}

/* ask_page - `next` is the cursor that the fetcher gave, as JSON; empty at the first page. */
static const struct json *ask_page(struct cli *cli, millis since, millis until, struct slice next,
                                   dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  add_time(cli, data, "since", since);
  add_time(cli, data, "until", until);
  if (options.match) json_add_text(cli->arena, data, "match", slice_of(options.match));
  json_add_bool(cli->arena, data, "dry_run", options.dry_run);
  struct json *after = next.length ? json_parse(cli->arena, next, NULL) : NULL;
  if (after) json_add(cli->arena, data, "after", after);
  return cli_ask(cli, "fetch", "reprocess", data, NULL, error);
}

/* ask_patiently - a fetcher whose window is full answers when there is room again; one that restarts comes
 * back. */
static const struct json *ask_patiently(struct cli *cli, millis since, millis until, struct slice next,
                                        dp_error *error)
{
  const millis patience_ends = clock_monotonic() + PATIENCE_MS;
  for (;;) {
    error->code = 0;
    const struct json *reply = ask_page(cli, since, until, next, error);
    bool again = error->code == EX_TEMPFAIL && clock_monotonic() < patience_ends;
    if (reply || !again || cli_interrupted || cli_terminated) return reply;
    cli_pause(AGAIN_MS);
  }
}

static bool ask_all(struct cli *cli, millis since, millis until, int64_t *items, dp_error *error)
{
  struct buffer next = BUFFER_EMPTY;
  bool more = true, ok = true;
  while (more && ok && !cli_interrupted && !cli_terminated) {
    const struct json *reply = ask_patiently(cli, since, until, buffer_view(&next), error);
    ok = reply != NULL;
    if (!ok) break;
    const struct json *cursor = json_get(reply, "next");
    *items += json_get_integer(reply, "items", 0);
    buffer_clear(&next);
    if (cursor) json_print(cursor, &next);
    more = json_get_bool(reply, "more", false) && cursor;
    terminal_progress(&cli->err, options.dry_run ? "counted" : "on their way again", *items, 0, "");
  }
  buffer_free(&next);
  return ok;
}

static void tell(struct cli *cli, int64_t items)
{
  if (!cli->json) {
    terminal_progress_end(&cli->err);
    printf(options.dry_run ? "%" PRId64 " stored responses would go through the pipeline again\n"
                           : "%" PRId64
                             " stored responses go through the pipeline again; see: depeche status\n",
           items);
    return;
  }
  arena_reset(cli->arena);
  struct json *line = json_object(cli->arena);
  json_add_integer(cli->arena, line, "items", items);
  json_add_bool(cli->arena, line, "dry_run", options.dry_run);
  cli_print_json(line);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  millis since, until;
  int64_t items = 0;
  if (!options.since)
    return cli_usage(cli, &command_reprocess, "--since is missing: from when on were the pages fetched?");
  if (!warc_time_read("since", options.since, &since, &error) ||
      !warc_time_read("until", options.until, &until, &error) || !cli_require(cli, "fetch", &error))
    return cli_fail(cli, &error);
  if (until && until <= since)
    return cli_usage(cli, &command_reprocess, "--until must be later than --since");
  if (!until) until = clock_now(); /* what is made on the way is not taken again */
  cli_watch_signals();
  bool ok = ask_all(cli, since, until, &items, &error);
  tell(cli, items);
  if (!ok) return cli_fail(cli, &error);
  return cli_interrupted ? 130 : cli_terminated ? 143 : EX_OK;
}

const struct command command_reprocess = {
    .name = "reprocess",
    .summary = "send archived responses through the pipeline again",
    .usage = "reprocess --since TIME [--until TIME] [--match PATTERN] [--dry-run]",
    .about = "For new rules of the cleaner or the tagger: of each page that was fetched in that time the "
             "latest response "
             "is read\n"
             "from the archive, not from the web, and goes the way of an article. What comes out as it was "
             "changes "
             "nothing.\n"
             "Exit codes: 0 done; 69 the fetcher is down; 75 it went silent (run it again: what is done is "
             "not done "
             "twice at once).",
    .examples =
        "  depeche reprocess --since 2026-11-01 --dry-run                      how many would it be?\n"
        "  depeche reprocess --since 2026-11-01 --match '^https://example\\.org/'\n",
    .options = specs,
    .least = 0,
    .most = 0,
    .run = run,
};
