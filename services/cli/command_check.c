/* command_check.c - depeche check: is the configuration right, and what is in force; is the catalog whole. */
#include "cli/cli.h"
#include "cli/upkeep.h"

#include <stdlib.h>

static struct {
  bool print, store;
} options;

static const struct option_spec specs[] = {
    {"print", 'p', OPTION_FLAG, &options.print, NULL, "show every setting in force, as YAML with comments"},
    {"store", 's', OPTION_FLAG, &options.store, NULL, "have the running store check its catalog instead"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static int check_store(struct cli *cli)
{
  dp_error error = {0, ""};
  if (!config_load(cli->config_path, &cli->config, NULL, &error)) return cli_fail(cli, &error);
  return upkeep_wait(cli, "check", "begin", SLICE(""));
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  struct buffer problems = BUFFER_EMPTY, text = BUFFER_EMPTY;
  const char *path = count ? arguments[0] : cli->config_path;
  if (options.store && count)
    return cli_usage(cli, &command_check, "--store takes no FILE; --config names it");
  if (options.store) return check_store(cli);
  if (!path) path = getenv("DEPECHE_CONFIG");
  int code = EX_OK;
  if (!config_load(path, &cli->config, &problems, &error)) {
    code = error.code ? error.code : EX_CONFIG;
    if (problems.length)
      fputs(buffer_string(&problems), stderr);
    else
      cli_fail(cli, &error);
  } else if (options.print) {
    config_print(&cli->config, &text);
    fputs(buffer_string(&text), stdout);
  } else {
    cli_note(cli, "%s right",
             path && *path ? arena_format(cli->arena, "%s is", path) : "the embedded defaults are");
  }
  buffer_free(&problems);
  buffer_free(&text);
  return code;
}

const struct command command_check = {
    .name = "check",
    .summary = "check the configuration, show what is in force",
    .usage = "check [FILE] [--print]\ncheck --store",
    .about = "Reads the file as the daemons do (defaults, then the file, then DEPECHE_RUN_DIR and "
             "DEPECHE_STATE_DIR) and tells\n"
             "every mistake as FILE:LINE: sentence. Without a file: --config, $DEPECHE_CONFIG, or the "
             "embedded defaults.\n"
             "With --store the store reads its whole catalog, page by page and row by row, while it works: "
             "is the file\n"
             "sound, does each article have its item and its card, do the counts agree.\n"
             "Exit codes: 0 right; 65 the catalog is damaged; 69 the store is down; 78 a mistake in the "
             "configuration, or no such file.",
    .examples = "  depeche check /etc/depeche.yaml               before a restart or a reload\n"
                "  depeche check --print > depeche.yaml          a complete file to begin with\n"
                "  depeche check --store                         after a crash of the machine\n",
    .options = specs,
    .least = 0,
    .most = 1,
    .raw_config = true,
    .run = run,
};
