/* command_backup.c - depeche backup: a copy of the store's files while it works. depeche check --store: are
 * they whole. Both have the store do it, and wait. */
#include "cli/cli.h"
#include "cli/upkeep.h"

#include <inttypes.h>
#include <limits.h>
#include <unistd.h>

static struct json *ask(struct cli *cli, const char *verb, const char *key, struct slice directory,
                        bool begin, dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  if (begin && directory.length) json_add_text(cli->arena, data, key, directory);
  if (begin && !directory.length) json_add_bool(cli->arena, data, key, true);
  return cli_ask(cli, "store", verb, data, NULL, error);
}

static int tell_end(struct cli *cli, const struct json *reply)
{
  struct slice reason = json_get_text(reply, "reason"), directory = json_get_text(reply, "directory");
  dp_error error = {0, ""};
  if (cli->json) cli_print_json(reply);
  if (slice_is(json_get_text(reply, "state"), "failed")) {
    error_set(&error, (int)json_get_integer(reply, "code", EX_SOFTWARE), "%.*s", (int)reason.length,
              reason.length ? reason.data : "");
    return cli_fail(cli, &error);
  }
  if (cli->json) return EX_OK;
  int64_t last = json_get_integer(reply, "last_sequence", 0);
  if (directory.length)
    printf("copied and checked, up to article %" PRId64 ": %.*s\n", last, (int)directory.length,
           directory.data);
  else
    printf("the catalog is whole, up to article %" PRId64 "\n", last);
  return EX_OK;
}

int upkeep_wait(struct cli *cli, const char *verb, const char *key, struct slice directory)
{
  dp_error error = {0, ""};
  if (!cli_require(cli, "store", &error)) return cli_fail(cli, &error);
  cli_watch_signals();
  struct json *reply = ask(cli, verb, key, directory, true, &error);
  while (reply && slice_is(json_get_text(reply, "state"), "running")) {
    if (cli_interrupted || cli_terminated) {
      cli_note(cli, "the store goes on with it; ask it again with the same command");
      return EX_TEMPFAIL;
    }
    terminal_progress(&cli->err, verb, json_get_integer(reply, "done", 0),
                      json_get_integer(reply, "total", 0), "pages");
    cli_pause(100);
    reply = ask(cli, verb, key, directory, false, &error);
  }
  terminal_progress_end(&cli->err);
  return reply ? tell_end(cli, reply) : cli_fail(cli, &error);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)count;
  char here[PATH_MAX], path[2 * PATH_MAX];
  if (arguments[0][0] != '/' && !getcwd(here, sizeof here))
    return cli_usage(cli, &command_backup, "give the directory as an absolute path");
  snprintf(path, sizeof path, "%s%s%s", arguments[0][0] == '/' ? "" : here, arguments[0][0] == '/' ? "" : "/",
           arguments[0]);
  return upkeep_wait(cli, "backup", "directory", slice_of(path));
}

const struct command command_backup = {
    .name = "backup",
    .summary = "copy the store's files while it works",
    .usage = "backup DIR",
    .about = "The store copies its catalog and the cursors of its subscribers into DIR, as they are at one "
             "moment, goes on\n"
             "storing meanwhile, and checks the copy. DIR is made if there is none, and must hold no backup "
             "yet. The index\n"
             "is not copied: it is made anew. WARC files and the fetcher's frontier are files that stay or "
             "are copied at\n"
             "rest (depeche drain).\n"
             "To go back: stop the store, put both files in place of those in its state directory, where no "
             "-wal file and\n"
             "no index.db may stay, and start it. What was stored behind the copy comes again by depeche "
             "reprocess --since\n"
             "the day of the copy: the fetchers think it is stored.\n"
             "Exit codes: 0 copied and checked; 65 the copy is damaged; 69 the store is down; 73 there is a "
             "backup already\n"
             "or no place for it; 74 the disk is full; 75 other such work is under way.",
    .examples = "  depeche backup /backup/$(date +%F)            each night\n",
    .least = 1,
    .most = 1,
    .run = run,
};
