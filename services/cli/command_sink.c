/* command_sink.c - depeche sink: where stored articles are sent, how that goes, and what was not taken. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- list ---- */

static void add_sink(struct table *table, const struct json *sink, int64_t last)
{
  struct slice name = json_get_text(sink, "name"), state = json_get_text(sink, "state"),
               target = json_get_text(sink, "target");
  int64_t position = json_get_integer(sink, "position", -1);
  table_row(table, slice_is(state, "running") ? STYLE_GOOD : STYLE_WARN);
  table_cell(table, 0, "%.*s", (int)name.length, name.data);
  table_cell(table, 1, "%.*s", (int)state.length, state.data);
  table_cell(table, 2, "%" PRId64, json_get_integer(sink, "sent", 0));
  if (position >= 0 && last >= position) table_cell(table, 3, "%" PRId64, last - position);
  table_cell(table, 4, "%" PRId64, json_get_integer(sink, "dead", 0));
  table_cell(table, 5, "%.*s", (int)target.length, target.data);
}

static void print_trouble(struct cli *cli, const struct json *sink)
{
  struct slice name = json_get_text(sink, "name"), trouble = json_get_text(sink, "last_error");
  if (!trouble.length) return;
  printf("%s%.*s: ", terminal_style(&cli->out, STYLE_WARN), (int)name.length, name.data);
  terminal_text(&cli->out, trouble, 400);
  printf("%s\n", terminal_style(&cli->out, STYLE_PLAIN));
}

static void print_sinks(struct cli *cli, const struct json *sinks)
{
  static struct table table;
  static const char *const titles[] = {"sink", "state", "sent", "behind", "dead", "to"};
  dp_error error = {0, ""};
  char *reply = NULL;
  int64_t last = -1; /* the store may be down */
  if (dp_ask(cli->client, "store", "status", NULL, 1500, &reply, NULL, &error))
    last = json_get_integer(json_parse(cli->arena, slice_of(reply), NULL), "last_sequence", -1);
  dp_release(reply);
  table_row(&table, STYLE_BOLD);
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) table_cell(&table, i, "%s", titles[i]);
  for (const struct json *sink = json_first(sinks); sink; sink = json_next(sink))
    add_sink(&table, sink, last);
  table_print(&cli->out, &table);
  for (const struct json *sink = json_first(sinks); sink; sink = json_next(sink)) print_trouble(cli, sink);
}

static int list(struct cli *cli, dp_error *error)
{
  const struct json *reply = cli_ask(cli, "sink", "sink.list", NULL, NULL, error);
  if (!reply) return cli_fail(cli, error);
  const struct json *sinks = json_get(reply, "sinks");
  if (cli->json)
    for (const struct json *sink = json_first(sinks); sink; sink = json_next(sink)) cli_print_json(sink);
  else if (json_count(sinks))
    print_sinks(cli, sinks);
  else
    cli_note(cli, "no sinks; put NAME.yaml into the directory sink.definitions names, and send SIGHUP");
  return EX_OK;
}

/* ---- dead letters ---- */

/* print_page - *next gets where the one behind it begins; empty: nowhere. */
static bool print_page(struct cli *cli, const char *name, struct buffer *next, int64_t *count,
                       dp_error *error)
{
  struct slice lines;
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "name", slice_of(name));
  json_add_given(cli->arena, data, "after", buffer_view(next));
  const struct json *reply = cli_ask(cli, "sink", "sink.dead", data, &lines, error);
  if (!reply) return false;
  for (size_t i = 0; i < lines.length; i++) *count += lines.data[i] == '\n';
  buffer_clear(next);
  buffer_slice(next, json_get_text(reply, "next"));
  return fwrite(lines.data, 1, lines.length, stdout) == lines.length; /* cli_end tells why not */
}

static int dead(struct cli *cli, const char *name, dp_error *error)
{
  int64_t count = 0;
  struct buffer next = BUFFER_EMPTY;
  bool good = print_page(cli, name, &next, &count, error);
  while (good && next.length) good = print_page(cli, name, &next, &count, error);
  buffer_free(&next);
  if (error->code) return cli_fail(cli, error);
  if (good && cli->err.tty)
    cli_note(cli, "dead letters: %" PRId64 "; try again with: depeche sink retry %s", count, name);
  return EX_OK;
}

static int retry(struct cli *cli, const char *name, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "name", slice_of(name));
  const struct json *reply = cli_ask(cli, "sink", "sink.retry", data, NULL, error);
  if (!reply) return cli_fail(cli, error);
  if (cli->json)
    cli_print_json(reply);
  else
    printf("%" PRId64 " dead letters are sent again\n", json_get_integer(reply, "revived", 0));
  return EX_OK;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  const char *verb = count ? arguments[0] : "list";
  bool is_list = strcmp(verb, "list") == 0, is_dead = strcmp(verb, "dead") == 0;
  if (!is_list && !is_dead && strcmp(verb, "retry") != 0)
    return cli_usage(cli, &command_sink, "sink takes list, dead or retry");
  if (is_list != (count < 2))
    return cli_usage(cli, &command_sink, is_list ? "list takes no name" : "which sink?");
  if (!cli_require(cli, "sink", &error)) return cli_fail(cli, &error);
  if (is_dead) return dead(cli, arguments[1], &error);
  return is_list ? list(cli, &error) : retry(cli, arguments[1], &error);
}

const struct command command_sink = {
    .name = "sink",
    .summary = "webhooks and files that articles are sent to",
    .usage = "sink [list]\nsink dead NAME\nsink retry NAME",
    .about =
        "Where the setting sink.definitions names a directory, `depeche up` runs depeche-sink as well. Each "
        "file\n"
        "NAME.yaml there is a sink:\n"
        "\n"
        "  webhook: https://desk.example/articles     # or   directory: /srv/articles\n"
        "  filter: place:NE lang:fr                   # as in depeche search; default: every article\n"
        "  format: event                              # or data, ninjs, flat, news-please, media-cloud\n"
        "  from: start                                # or now (default), a sequence, a day or time\n"
        "  secret_file: /etc/depeche/desk.secret      # webhook: key of its signatures\n"
        "  timeout: 10s                               # webhook: for one attempt\n"
        "  retry_for: 24h                             # webhook: then the article becomes a dead letter\n"
        "\n"
        "A webhook gets each article by POST, in order, at least once. 2xx takes it; 400, 406, 409, 413, "
        "415\n"
        "and 422 make it a dead letter; 410 stops the sink; any other answer, and none, is tried again.\n"
        "The headers webhook-id, webhook-timestamp and webhook-signature are those of Standard Webhooks.\n"
        "A directory gets NAME-YYYY-MM-DD.jsonl, each article once. SIGHUP to depeche-sink (or to depeche "
        "up)\n"
        "takes new definitions.\n"
        "Exit codes: 0 done; 66 there is no such sink; 69 depeche-sink does not run.",
    .examples = "  depeche sink                                  all sinks, how far behind, what went wrong\n"
                "  depeche sink dead desk | jq -r .reason        why articles were not taken\n"
                "  depeche sink retry desk                       send those again\n",
    .least = 0,
    .most = 2,
    .run = run,
};
