/* command_cursor.c - depeche cursor: the names under which the store remembers how far its readers are. */
#include "cli/cli.h"

#include <inttypes.h>

enum { PAGE = 60, COLUMNS = 5, FILTER = 40 };

/* ---- list ---- */

static bool age(struct slice time, char text[24])
{
  millis when;
  if (!time.length || !clock_parse(time, &when)) return false;
  int64_t seconds = (clock_now() - when) / 1000;
  if (seconds < 120)
    snprintf(text, 24, "%" PRId64 "s", seconds > 0 ? seconds : 0);
  else if (seconds < 7200)
    snprintf(text, 24, "%" PRId64 "min", seconds / 60);
  else
    snprintf(text, 24, "%" PRId64 "h", seconds / 3600);
  return true;
}

static void add_row(struct table *table, const struct json *cursor)
{
  char since[24];
  struct slice name = json_get_text(cursor, "name"), filter = json_get_text(cursor, "filter");
  bool rebuilt = json_get_bool(cursor, "rebuilt", false);
  table_row(table, rebuilt ? STYLE_BAD : STYLE_PLAIN);
  table_cell(table, 0, "%.*s", (int)name.length, name.data);
  table_cell(table, 1, "%" PRId64, json_get_integer(cursor, "position", 0));
  if (rebuilt)
    table_cell(table, 2, "rebuilt");
  else
    table_cell(table, 2, "%" PRId64, json_get_integer(cursor, "lag", 0));
  table_cell(table, 3, "%s", age(json_get_text(cursor, "oldest_at"), since) ? since : "-");
  table_cell(table, 4, "%.*s", filter.length > FILTER ? FILTER : (int)filter.length,
             filter.length ? filter.data : "");
}

static void print_page(struct cli *cli, const struct json *cursors, bool first)
{
  static struct table table;
  static const char *const titles[COLUMNS] = {"name", "position", "lag", "waits for", "filter"};
  table.rows = table.columns = 0;
  if (cli->json) {
    for
      json_each(cursor, cursors) cli_print_json(cursor);
    return;
  }
  if (!json_count(cursors)) return;
  if (first) table_row(&table, STYLE_BOLD);
  for (size_t i = 0; first && i < COLUMNS; i++) table_cell(&table, i, "%s", titles[i]);
  for
    json_each(cursor, cursors) add_row(&table, cursor);
  table_print(&cli->out, &table);
}

static int list(struct cli *cli, dp_error *error)
{
  char after[72] = "";
  int64_t shown = 0;
  for (bool more = true; more;) {
    arena_reset(cli->arena);
    struct json *data = json_object(cli->arena), *last = NULL;
    json_add_text(cli->arena, data, "after", slice_of(after));
    json_add_integer(cli->arena, data, "limit", PAGE);
    struct json *reply = cli_ask(cli, "store", "cursor.list", data, NULL, error);
    if (!reply) return cli_fail(cli, error);
    struct json *cursors = json_get(reply, "cursors");
    print_page(cli, cursors, shown == 0);
    for
      json_each(cursor, cursors) last = cursor;
    struct slice name = json_get_text(last, "name");
    snprintf(after, sizeof after, "%.*s", (int)name.length, name.length ? name.data : "");
    shown += (int64_t)json_count(cursors);
    more = last && json_get_bool(reply, "more", false);
  }
  if (cli->err.tty && !shown) cli_note(cli, "no cursors; depeche tail --name NAME makes one");
  return EX_OK;
}

/* ---- seek, remove ---- */

/* add_place - "17", "now", "start", or a time. */
static void add_place(struct arena *arena, struct json *data, struct slice place)
{
  int64_t sequence;
  if (slice_number(place, &sequence))
    json_add_integer(arena, data, "after", sequence > 0 ? sequence - 1 : 0);
  else if (slice_is(place, "now") || slice_is(place, "start"))
    json_add_text(arena, data, "from", place);
  else
    json_add_text(arena, data, "since", place);
}

static int seek(struct cli *cli, const char *name, const char *place, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "name", slice_of(name));
  add_place(cli->arena, data, slice_of(place));
  struct json *reply = cli_ask(cli, "store", "cursor.seek", data, NULL, error);
  if (!reply) return cli_fail(cli, error);
  if (cli->json)
    cli_print_json(reply);
  else
    printf("%s goes on with article %" PRId64 "; %" PRId64 " articles are behind that\n", name,
           json_get_integer(reply, "position", 0) + 1, json_get_integer(reply, "lag", 0));
  return EX_OK;
}

static int remove_all(struct cli *cli, char **names, size_t count, dp_error *error)
{
  int code = EX_OK;
  for (size_t i = 0; i < count; i++) {
    arena_reset(cli->arena);
    struct json *data = json_object(cli->arena);
    json_add_text(cli->arena, data, "name", slice_of(names[i]));
    struct json *reply = cli_ask(cli, "store", "cursor.remove", data, NULL, error);
    if (!reply) return cli_fail(cli, error);
    if (json_get_bool(reply, "removed", false)) continue;
    cli_note(cli, "there is no cursor “%s”", names[i]);
    code = EX_NOINPUT;
  }
  return code;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  const char *verb = count ? arguments[0] : "list";
  bool is_list = strcmp(verb, "list") == 0, is_seek = strcmp(verb, "seek") == 0,
       is_remove = strcmp(verb, "remove") == 0;
  if (!is_list && !is_seek && !is_remove)
    return cli_usage(cli, &command_cursor, "cursor takes list, seek or remove");
  if (is_list && count > 1) return cli_usage(cli, &command_cursor, "there are too many arguments");
  if (is_seek && count != 3) return cli_usage(cli, &command_cursor, "seek needs a name and where to go on");
  if (is_remove && count < 2) return cli_usage(cli, &command_cursor, "which cursor? Give its name");
  if (!cli_require(cli, "store", &error)) return cli_fail(cli, &error);
  if (is_list) return list(cli, &error);
  return is_seek ? seek(cli, arguments[1], arguments[2], &error)
                 : remove_all(cli, arguments + 1, count - 1, &error);
}

const struct command command_cursor = {
    .name = "cursor",
    .summary = "list, move and remove the names of durable subscriptions",
    .usage = "cursor [list]\ncursor seek NAME SEQ | TIME | now | start\ncursor remove NAME…",
    .about =
        "The store remembers for each name up to which article its reader has acknowledged. list tells how "
        "many articles\n"
        "follow (lag, those that its filter passes over included) and how long the first of them has waited. "
        "seek lets it go\n"
        "on with article SEQ, with what was stored at a time, with what comes, or with the first. A name is "
        "made by\n"
        "depeche tail --name, or by the request cursor.open; nothing is kept back for it: what expires, "
        "expires for all.\n"
        "Exit codes: 0 done; 66 there is no such cursor; 69 the store is down.",
    .examples = "  depeche cursor                            all of them, with their lag\n"
                "  depeche cursor seek desk1 2026-01-31      once more from that day on\n"
                "  depeche cursor seek desk1 now             leave out what it has not read\n"
                "  depeche cursor remove desk1               forget it\n",
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
