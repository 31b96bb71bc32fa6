/* run.c - from the words of a command line into a subcommand: options, help, configuration, exit code. */
#include "cli/cli.h"

#include <locale.h>

static bool want_help, want_version, want_json;
static const char *config_path;
static const struct option_spec common_options[] = {
    {"config", 'c', OPTION_TEXT, &config_path, "FILE",
     "settings (default $DEPECHE_CONFIG, else the embedded defaults)"},
    {"json", 0, OPTION_FLAG, &want_json, NULL, "JSON lines, as in a pipe"},
    {"help", 'h', OPTION_FLAG, &want_help, NULL, "this help"},
    {"version", 'V', OPTION_FLAG, &want_version, NULL, "the version"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static int print_overview(const struct command *const *commands)
{
  puts("depeche - a live stream of clean, annotated articles\n\nusage: depeche COMMAND [OPTION…] "
       "[ARGUMENT…]\n\ncommands:");
  for (size_t i = 0; commands[i]; i++) printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
  puts("\noptions of every command:");
  options_print(common_options);
  puts("\ntry:\n"
       "  depeche up                              start the four daemons\n"
       "  depeche feed https://example.org/story  give the pipeline something to read\n"
       "  depeche tail --from 1                   see what came out, and what comes\n"
       "  depeche COMMAND --help                  learn a command by example");
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static int print_command(const struct command *command)
{
  printf("depeche %s - %s\n\nusage:\n", command->name, command->summary);
  for (struct slice rest = slice_of(command->usage); rest.length;) {
    size_t length = strcspn(rest.data, "\n");
    printf("  depeche %.*s\n", (int)length, rest.data);
    rest = slice_from(rest, length + 1);
  }
  printf("\n%s\n\noptions:\n", command->about);
  options_print(command->options);
  options_print(common_options);
  printf("\nexamples:\n%s", command->examples);
  return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

static const struct command *find_command(const struct command *const *commands, const char *name)
{
  for (size_t i = 0; commands[i]; i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

static int run_command(struct cli *cli, const struct command *command, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  if (count < command->least) return cli_usage(cli, command, "an argument is missing");
  if (count > command->most) return cli_usage(cli, command, "there are too many arguments");
  if (!command->raw_config && !config_load(cli->config_path, &cli->config, NULL, &error))
    return cli_fail(cli, &error);
  cli->arena = arena_new();
  int code = command->run(cli, arguments, count);
  dp_close(&cli->client);
  arena_free(&cli->arena);
  return cli_end(cli, code);
}

/* Options may stand before the command's name, where only the common ones are known. */
static size_t skip_to_command(char **arguments, size_t count)
{
  size_t at = 0;
  while (at < count && arguments[at][0] == '-' && arguments[at][1]) {
    bool takes_value = strcmp(arguments[at], "--config") == 0 || strcmp(arguments[at], "-c") == 0;
    at += takes_value ? 2 : 1;
  }
  return at < count ? at : count;
}

int cli_main(const struct command *const *commands, int argc, char **argv)
{
  struct cli cli = {0};
  dp_error error = {0, ""};
  setlocale(LC_ALL, "C.UTF-8");
  terminal_open(&cli.out, stdout);
  terminal_open(&cli.err, stderr);
  char **arguments = argv + 1;
  size_t count = argc > 0 ? (size_t)argc - 1 : 0, at = skip_to_command(arguments, count);
  const struct command *command = at < count ? find_command(commands, arguments[at]) : NULL;
  if (at < count && !command) {
    error_set(&error, EX_USAGE, "there is no command “%.40s”; see depeche --help", arguments[at]);
    return cli_fail(&cli, &error);
  }
  if (command) memmove(arguments + at, arguments + at + 1, (--count - at) * sizeof *arguments);
  const struct option_spec *tables[] = {common_options, command ? command->options : NULL};
  if (!options_parse(tables, 2, arguments, &count, &error))
    return command ? cli_usage(&cli, command, error.text) : cli_fail(&cli, &error);
  if (want_version) return printf("depeche %s\n", dp_version()) > 0 && fflush(stdout) == 0 ? EX_OK : EX_IOERR;
  if (want_help) return command ? print_command(command) : print_overview(commands);
  if (!command) return print_overview(commands), EX_USAGE;
  cli.config_path = config_path;
  cli.json_asked = want_json;
  cli.json = want_json || !cli.out.tty;
  return run_command(&cli, command, arguments, count);
}
