/* command_entities.c - depeche entities: who and what articles speak of, how often, when, where, together
 * with whom. */
#include "cli/entities.h"

#include <inttypes.h>

enum { LIMIT = 20, ASKED = 5000, ASKED_BY = 1000 };

static struct {
  const char *type, *by, *format;
  int64_t limit;
  bool with;
} options = {.limit = LIMIT};

static const struct option_spec specs[] = {
    {"type", 't', OPTION_TEXT, &options.type, "TYPE", "only these: PER, ORG, LOC, EVENT, PRODUCT, NORP, …"},
    {"by", 0, OPTION_TEXT, &options.by, "SPAN", "counts by day, week or month of publication"},
    {"with", 'w', OPTION_FLAG, &options.with, NULL, "pairs that are named together, among the 100 commonest"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "COUNT", "so many (default: 20)"},
    {"format", 0, OPTION_TEXT, &options.format, "FORMAT", "table, csv, json, geojson"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static bool is_format(const char *name)
{
  return options.format && strcmp(options.format, name) == 0;
}

static bool check_options(struct cli *cli, dp_error *error)
{
  if (options.format && !is_format("table") && !is_format("csv") && !is_format("json") &&
      !is_format("geojson"))
    return error_set(error, EX_USAGE, "there is no format “%.20s”; there are table, csv, json and geojson",
                     options.format);
  if (options.with && (options.by || is_format("geojson")))
    return error_set(error, EX_USAGE, "--with goes neither with --by nor with geojson");
  if (options.limit < 1 || options.limit > ASKED)
    return error_set(error, EX_USAGE, "--limit is from 1 to %d", ASKED);
  if (is_format("json")) cli->json = true;
  if (is_format("table")) cli->json = false;
  return true;
}

static struct json *ask(struct cli *cli, struct slice query, const char *cursor, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "query", query);
  json_add_given(cli->arena, data, "cursor", slice_of(cursor));
  if (options.type) json_add_text(cli->arena, data, "type", slice_of(options.type));
  if (options.by) json_add_text(cli->arena, data, "by", slice_of(options.by));
  if (options.with) json_add_bool(cli->arena, data, "pairs", true);
  json_add_integer(cli->arena, data, "limit", options.with ? options.limit : options.by ? ASKED_BY : ASKED);
  return cli_ask(cli, "store", "entities", data, NULL, error);
}

static void print(struct cli *cli, const struct entity_sums *sums)
{
  size_t most = (size_t)options.limit;
  if (is_format("csv"))
    entities_print_csv(sums, most, options.by != NULL);
  else if (is_format("geojson"))
    entities_print_geojson(cli, sums, most);
  else if (cli->json)
    entities_print_json(cli, sums, most);
  else
    entities_print_table(cli, sums, most);
}

/* count_all - block by block, from the newest articles to the first. */
static bool count_all(struct cli *cli, struct slice query, dp_error *error)
{
  struct entity_sums sums = {.arena = arena_new()};
  char cursor[32] = "";
  bool ok;
  do {
    arena_reset(cli->arena);
    const struct json *reply = ask(cli, query, cursor, error);
    ok = reply != NULL;
    if (!ok) break;
    entity_sums_add(&sums, reply);
    struct slice next = json_get_text(reply, "next");
    snprintf(cursor, sizeof cursor, "%.*s", (int)next.length, next.length ? next.data : "");
    if (*cursor) terminal_progress(&cli->err, "counting", sums.articles.all.count, 0, "articles");
  } while (*cursor && !cli_interrupted);
  terminal_progress_end(&cli->err);
  entity_sums_sort(&sums);
  if (ok) print(cli, &sums);
  if (ok && !cli->json && !options.format)
    cli_note(cli, "in %" PRId64 " %s", sums.articles.all.count,
             sums.articles.all.count == 1 ? "article" : "articles");
  entity_sums_free(&sums);
  arena_free(&sums.arena);
  return ok;
}

static bool pair_newest(struct cli *cli, struct slice query, dp_error *error)
{
  const struct json *reply = ask(cli, query, "", error);
  if (!reply) return false;
  entities_print_pairs(cli, reply, is_format("csv"));
  if (!cli->json && !options.format)
    cli_note(cli, "in %s%" PRId64 " articles", json_get_bool(reply, "all", true) ? "" : "the newest ",
             json_get_integer(reply, "articles", 0));
  return true;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  struct buffer query = BUFFER_EMPTY;
  if (!check_options(cli, &error) || !cli_require(cli, "store", &error)) return cli_fail(cli, &error);
  for (size_t i = 0; i < count; i++) buffer_format(&query, "%s%s", i ? " " : "", arguments[i]);
  cli_watch_signals();
  bool ok = (options.with ? pair_newest : count_all)(cli, buffer_view(&query), &error);
  buffer_free(&query);
  if (!ok) return cli_fail(cli, &error);
  return cli_interrupted ? 130 : EX_OK;
}

const struct command command_entities = {
    .name = "entities",
    .summary = "count who and what articles speak of, over time and on a map",
    .usage = "entities [--type TYPE] [--by day|week|month | --with] [-n COUNT] [--format FORMAT] [QUERY]",
    .about = "Counts, over all articles that QUERY fits (see depeche search --help; without one: all there "
             "are), how many "
             "name each\n"
             "person, organisation, place, …; by day of publication with --by, two by two with --with (in "
             "the newest "
             "20,000).\n"
             "csv has a line an entity, or an entity and period; geojson the places whose coordinates are "
             "known. In a "
             "pipe: lines\n"
             "of JSON.\n"
             "Exit codes: 0 done; 64 the query can't be read; 69 the store is down; 130 Ctrl-C.",
    .examples = "  depeche entities -t PER since:2026-01                  who is in the news\n"
                "  depeche entities 'person:\"Vladimir Poutine\"' -t LOC     where he is named with\n"
                "  depeche entities place:NE --by month --format csv      Niger's news over time\n"
                "  depeche entities -t LOC -n 5000 --format geojson       a map\n",
    .options = specs,
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
