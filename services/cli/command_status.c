/* command_status.c - depeche status: the daemons at a glance; one that does not answer is shown as down.
 */
#include "cli/cli.h"

#include "cli/programs.h"

#include <inttypes.h>

enum { SERVICES = 5, WAIT_MS = 1500 };
static const char *const services[SERVICES] = {"fetch", "clean", "tag", "store", "sink"};

/* The daemon's own words, or {"state": "down"} with where it was looked for. */
static struct json *ask_status(struct cli *cli, const char *service, bool *up)
{
  dp_error error = {0, ""};
  char *reply;
  struct json *status = NULL;
  if (dp_ask(cli->client, service, "status", NULL, WAIT_MS, &reply, NULL, &error))
    status = json_parse(cli->arena, slice_of(reply), &error);
  dp_release(reply);
  *up = status != NULL;
  if (status) return status;
  status = json_object(cli->arena);
  json_add_text(cli->arena, status, "service", slice_of(service));
  json_add_text(cli->arena, status, "state", SLICE("down"));
  json_add_text(cli->arena, status, "endpoint", slice_of(cli_endpoint(cli, service)));
  json_add_text(cli->arena, status, "reason", slice_of(error.text));
  return status;
}

/* How long ago a time was, in a word; false when the text is no time. */
static bool since_text(struct slice time, char text[24])
{
  millis when;
  if (!memchr(time.data ? time.data : "", 'T', time.length) || !clock_parse(time, &when)) return false;
  int64_t seconds = (clock_now() - when) / 1000;
  if (seconds < 120)
    snprintf(text, 24, "%" PRId64 "s", seconds > 0 ? seconds : 0);
  else if (seconds < 7200)
    snprintf(text, 24, "%" PRId64 "min", seconds / 60);
  else
    snprintf(text, 24, "%" PRId64 "h%02" PRId64, seconds / 3600, seconds / 60 % 60);
  return true;
}

static void add_daemon(struct table *table, const char *service, const struct json *status, bool up)
{
  struct slice state = json_get_text(status, "state"), version = json_get_text(status, "version");
  bool fine = up && (state.length == 0 || slice_is(state, "running") || slice_is(state, "ready"));
  char since[24];
  table_row(table, !up ? STYLE_BAD : fine ? STYLE_GOOD : STYLE_WARN);
  table_cell(table, 0, "%s", service);
  table_cell(table, 1, "%.*s", (int)state.length, state.length ? state.data : "");
  if (up && state.length == 0) table_cell(table, 1, "running"); /* a stage has no other state */
  if (!up) {
    struct slice endpoint = json_get_text(status, "endpoint");
    table_cell(table, 5, "no answer on %.*s", (int)endpoint.length, endpoint.data);
    return;
  }
  table_cell(table, 2, "%s", since_text(json_get_text(status, "started_at"), since) ? since : "-");
  table_cell(table, 3, "%" PRId64, json_get_integer(status, "pid", 0));
  table_cell(table, 4, "%.*s", (int)version.length, version.length ? version.data : "");
  table_cell(table, 5, "%.*s", (int)json_get_text(status, "name").length, json_get_text(status, "name").data);
}

/* Members of the table above are not repeated below. */
static bool is_headline(struct slice key)
{
  static const char *const keys[] = {"service", "name", "version", "pid", "state", "started_at"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (slice_is(key, keys[i])) return true;
  return false;
}

/* "queued 3": the key as words; a time as its age. */
static void add_words(struct buffer *line, const struct json *member)
{
  struct slice key = json_key(member), text = json_text(member);
  char since[24];
  buffer_text(line, line->length ? ", " : "");
  for (size_t i = 0; i < key.length; i++) buffer_byte(line, key.data[i] == '_' ? ' ' : key.data[i]);
  buffer_byte(line, ' ');
  if (text.length && since_text(text, since))
    buffer_format(line, "%s ago", since);
  else if (text.length)
    buffer_slice(line, text);
  else
    json_print(member, line);
}

static void print_line(struct cli *cli, struct slice title, struct buffer *line)
{
  if (line->length == 0) return;
  printf("  %s%-8.*s%s ", terminal_style(&cli->out, STYLE_DIM), (int)title.length,
         title.length ? title.data : "", terminal_style(&cli->out, STYLE_PLAIN));
  terminal_text(&cli->out, buffer_view(line), 400);
  putchar('\n');
  buffer_clear(line);
}

/* A line for each group, then one for what stands alone. */
static void print_details(struct cli *cli, const char *service, const struct json *status)
{
  struct buffer group = BUFFER_EMPTY, alone = BUFFER_EMPTY;
  printf("\n%s%s%s\n", terminal_style(&cli->out, STYLE_BOLD), service,
         terminal_style(&cli->out, STYLE_PLAIN));
  for (const struct json *member = json_first(status); member; member = json_next(member)) {
    if (is_headline(json_key(member))) continue;
    if (json_type_of(member) != JSON_OBJECT) {
      add_words(&alone, member);
      continue;
    }
    for (const struct json *inner = json_first(member); inner; inner = json_next(inner))
      if (json_type_of(inner) != JSON_ARRAY) add_words(&group, inner);
    print_line(cli, json_key(member), &group);
  }
  print_line(cli, SLICE(""), &alone);
  buffer_free(&group);
  buffer_free(&alone);
}

/* Each durable subscription, the furthest behind first. */
static void print_cursors(struct cli *cli, const struct json *status)
{
  struct buffer line = BUFFER_EMPTY;
  for
    json_each(cursor, json_get(json_get(status, "cursors"), "behind"))
    {
      struct slice oldest = json_get_text(cursor, "oldest_at");
      char since[24];
      buffer_slice(&line, json_get_text(cursor, "name"));
      buffer_format(&line, " lag %" PRId64, json_get_integer(cursor, "lag", 0));
      if (oldest.length && since_text(oldest, since)) buffer_format(&line, ", the first waits for %s", since);
      print_line(cli, SLICE("cursor"), &line);
    }
  buffer_free(&line);
}

static void print_tables(struct cli *cli, struct json *const *status, const bool *up)
{
  static struct table table;
  static const char *const titles[] = {"daemon", "state", "up for", "pid", "version", "name"};
  table_row(&table, STYLE_BOLD);
  for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) table_cell(&table, i, "%s", titles[i]);
  for (size_t i = 0; i < SERVICES; i++)
    if (status[i]) add_daemon(&table, services[i], status[i], up[i]);
  table_print(&cli->out, &table);
  for (size_t i = 0; i < SERVICES; i++)
    if (up[i]) {
      print_details(cli, services[i], status[i]);
      print_cursors(cli, status[i]);
    }
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  struct json *status[SERVICES] = {NULL};
  bool up[SERVICES] = {false};
  size_t answering = 0, wanted = 0;
  if (!cli_connect(cli, &error)) return cli_fail(cli, &error);
  for (size_t i = 0; i < SERVICES; i++) {
    if (!program_wanted(&cli->config, services[i])) continue;
    status[i] = ask_status(cli, services[i], &up[i]);
    wanted++;
    answering += up[i];
  }
  if (cli->json) {
    struct json *line = json_object(cli->arena);
    for (size_t i = 0; i < SERVICES; i++)
      if (status[i]) json_add(cli->arena, line, services[i], status[i]);
    cli_print_json(line);
  } else {
    print_tables(cli, status, up);
  }
  if (answering == wanted) return EX_OK;
  error_set(&error, EX_UNAVAILABLE, "%zu of %zu daemons do not answer; start them with: depeche up",
            wanted - answering, wanted);
  return fflush(stdout), cli_fail(cli, &error);
}

const struct command command_status = {
    .name = "status",
    .summary = "the daemons at a glance",
    .usage = "status",
    .about = "Asks each daemon: state, queue, window, the oldest item without a verdict, rates. A daemon "
             "that does not answer is\n"
             "shown as down. In a pipe: one object with a member for each daemon (schema: status.json).\n"
             "Exit codes: 0 all answer; 69 one does not.",
    .examples = "  depeche status                                a look\n"
                "  depeche status --json | jq .fetch.window      the window of the fetcher\n"
                "  depeche status >/dev/null || depeche up       in a script\n",
    .least = 0,
    .most = 0,
    .run = run,
};
