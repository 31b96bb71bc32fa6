/* cli.c - what the subcommands share: telling, asking, waiting. */
#include "cli/cli.h"

#include <poll.h>
#include <stdarg.h>

enum { PING_MS = 2000, ASK_MS = 20000 };

int cli_fail(struct cli *cli, const dp_error *error)
{
  terminal_progress_end(&cli->err);
  fprintf(stderr, "%sdepeche:%s ", terminal_style(&cli->err, STYLE_BAD),
          terminal_style(&cli->err, STYLE_PLAIN));
  terminal_text(&cli->err, slice_of(error->text), sizeof error->text);
  fputc('\n', stderr);
  return error->code ? error->code : EX_SOFTWARE;
}

int cli_usage(struct cli *cli, const struct command *command, const char *sentence)
{
  dp_error error = {0, ""};
  error_set(&error, EX_USAGE, "%s; see depeche %s --help", sentence, command->name);
  return cli_fail(cli, &error);
}

void cli_note(struct cli *cli, const char *format, ...)
{
  va_list arguments;
  terminal_progress_end(&cli->err);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
}

int cli_end(struct cli *cli, int code)
{
  terminal_progress_end(&cli->err);
  if (fflush(stdout) == 0 && !ferror(stdout)) return code;
  dp_error error = {0, ""};
  error_errno(&error, "can't write to standard output");
  error.code = EX_IOERR;
  return cli_fail(cli, &error);
}

void cli_print_json(const struct json *node)
{
  struct buffer text = BUFFER_EMPTY;
  json_print(node, &text);
  buffer_byte(&text, '\n');
  fwrite(text.data, 1, text.length, stdout);
  buffer_free(&text);
}

bool cli_connect(struct cli *cli, dp_error *error)
{
  if (!cli->client) cli->client = dp_open(cli->config_path, error);
  return cli->client != NULL;
}

const char *cli_noun(const char *service)
{
  if (strcmp(service, "fetch") == 0) return "the fetcher";
  if (strcmp(service, "clean") == 0) return "the cleaner";
  if (strcmp(service, "sink") == 0) return "depeche-sink";
  return strcmp(service, "tag") == 0 ? "the tagger" : "the store";
}

const char *cli_endpoint(const struct cli *cli, const char *service)
{
  if (strcmp(service, "fetch") == 0) return cli->config.fetch.feed;
  if (strcmp(service, "clean") == 0) return cli->config.clean.status;
  if (strcmp(service, "sink") == 0) return cli->config.sink.status;
  return strcmp(service, "tag") == 0 ? cli->config.tag.status : cli->config.store.query;
}

bool cli_ping(struct cli *cli, const char *service, int timeout_ms)
{
  char *reply;
  bool alive = dp_ask(cli->client, service, "ping", NULL, timeout_ms, &reply, NULL, NULL);
  dp_release(reply);
  return alive;
}

bool cli_require(struct cli *cli, const char *service, dp_error *error)
{
  if (!cli_connect(cli, error)) return false;
  if (cli_ping(cli, service, PING_MS)) return true;
  return error_set(error, EX_UNAVAILABLE, "%s does not answer on %s; start it with: depeche up",
                   cli_noun(service), cli_endpoint(cli, service));
}

struct json *cli_ask_with(struct cli *cli, const char *service, const char *verb, const struct json *data,
                          const struct slice *frames, size_t frame_count, struct slice *frame,
                          dp_error *error)
{
  dp_bytes bytes[CLI_FRAMES];
  struct buffer request = BUFFER_EMPTY;
  char *reply = NULL, *further = NULL;
  struct json *tree = NULL;
  if (data) json_print(data, &request);
  for (size_t i = 0; i < frame_count && i < CLI_FRAMES; i++)
    bytes[i] = (dp_bytes){frames[i].data, frames[i].length};
  if (dp_ask_with(cli->client, service, verb, data ? buffer_string(&request) : NULL, bytes, frame_count,
                  ASK_MS, &reply, &further, error))
    tree = json_parse(cli->arena, slice_of(reply), error);
  if (frame) *frame = further ? arena_slice(cli->arena, slice_of(further)) : (struct slice){"", 0};
  dp_release(reply);
  dp_release(further);
  buffer_free(&request);
  return tree;
}

volatile sig_atomic_t cli_interrupted, cli_terminated;

struct json *cli_ask(struct cli *cli, const char *service, const char *verb, const struct json *data,
                     struct slice *frame, dp_error *error)
{
  return cli_ask_with(cli, service, verb, data, NULL, 0, frame, error);
}

static void note_signal(int number)
{
  if (number == SIGINT) cli_interrupted = 1;
  if (number == SIGTERM) cli_terminated = 1;
}

void cli_watch_signals(void)
{
  struct sigaction action = {.sa_handler = note_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
}

void cli_pause(int milliseconds)
{
  poll(NULL, 0, milliseconds);
}
