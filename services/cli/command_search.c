/* command_search.c - depeche search: what is stored, found by words and by what it speaks of. */
#include "cli/cli.h"

#include "base/utf8.h"

#include <inttypes.h>

enum { LIMIT = 10, PAGE = 100 };

static struct {
  int64_t limit;
  const char *cursor;
  bool newest, facets, copies, revisions;
} options = {.limit = LIMIT};

static const struct option_spec specs[] = {
    {"limit", 'n', OPTION_NUMBER, &options.limit, "COUNT", "so many results (default: 10)"},
    {"newest", 0, OPTION_FLAG, &options.newest, NULL, "newest first, whatever fits best"},
    {"facets", 'f', OPTION_FLAG, &options.facets, NULL, "count people, places, sources, days, …"},
    {"copies", 0, OPTION_FLAG, &options.copies, NULL, "each copy of a story by itself"},
    {"revisions", 0, OPTION_FLAG, &options.revisions, NULL, "older revisions of an article too"},
    {"cursor", 0, OPTION_TEXT, &options.cursor, "CURSOR", "go on where another search ended (its “next”)"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* ---- asking ---- */

static struct json *ask_page(struct cli *cli, struct slice query, struct slice cursor, int64_t limit,
                             bool facets, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "query", query);
  json_add_integer(cli->arena, data, "limit", limit);
  json_add_given(cli->arena, data, "cursor", cursor);
  if (options.newest) json_add_text(cli->arena, data, "order", SLICE("newest"));
  if (facets) json_add_bool(cli->arena, data, "facets", true);
  if (options.copies) json_add_bool(cli->arena, data, "copies", true);
  if (options.revisions) json_add_bool(cli->arena, data, "revisions", true);
  return cli_ask(cli, "store", "search", data, NULL, error);
}

/* ---- for a person ---- */

/* print_marked - a piece of an excerpt, from one code point to another, in a style. */
static size_t print_piece(struct cli *cli, struct slice text, size_t at, size_t characters, enum style style)
{
  size_t end = at;
  for (size_t i = 0; i < characters && end < text.length; i++) utf8_decode(text, &end);
  if (style != STYLE_PLAIN) fputs(terminal_style(&cli->out, style), stdout);
  terminal_text(&cli->out, (struct slice){text.data + at, end - at}, characters);
  if (style != STYLE_PLAIN) fputs(terminal_style(&cli->out, STYLE_PLAIN), stdout);
  return end;
}

/* print_excerpt - lines with the marks in bold. */
static void print_excerpt(struct cli *cli, const struct json *excerpt, size_t indent, enum style style)
{
  struct slice rest = json_get_text(excerpt, "text");
  size_t columns = cli->out.width > indent + 20 ? cli->out.width - indent : 20, character = 0;
  const struct json *mark = json_first(json_get(excerpt, "marks"));
  while (rest.length) {
    struct slice before = rest, line = terminal_line(&rest, columns > 100 ? 100 : columns);
    size_t at = 0, here = character, past = character + utf8_count(line);
    printf("%*s", (int)indent, "");
    for (; mark && (size_t)json_integer(json_first(mark), 0) < past; mark = json_next(mark)) {
      size_t start = (size_t)json_integer(json_first(mark), 0);
      size_t end = (size_t)json_integer(json_next(json_first(mark)), 0);
      if (start > here) at = print_piece(cli, line, at, start - here, style);
      at = print_piece(cli, line, at, end - start, STYLE_BOLD);
      here = end;
    }
    if (past > here) print_piece(cli, line, at, past - here, style);
    putchar('\n');
    if (rest.length) character += utf8_count((struct slice){before.data, (size_t)(rest.data - before.data)});
  }
}

static void print_text(struct cli *cli, const struct json *object, const char *key, size_t columns)
{
  terminal_text(&cli->out, json_get_text(object, key), columns);
}

static void print_result(struct cli *cli, const struct json *result)
{
  int64_t copies = json_get_integer(result, "copies", 0), revision = json_get_integer(result, "revision", 1);
  printf("%s%5" PRId64 "%s ", terminal_style(&cli->out, STYLE_DIM), json_get_integer(result, "sequence", 0),
         terminal_style(&cli->out, STYLE_PLAIN));
  struct slice title = json_get_text(json_get(result, "title"), "text");
  fputs(terminal_style(&cli->out, STYLE_NAME), stdout);
  terminal_text(&cli->out, title.length ? title : SLICE("(no headline)"),
                cli->out.width > 30 ? cli->out.width - 7 : 30);
  printf("%s\n      %s", terminal_style(&cli->out, STYLE_PLAIN), terminal_style(&cli->out, STYLE_DIM));
  print_text(cli, result, "language", 3);
  printf(" · ");
  terminal_text(&cli->out, utf8_cut(json_get_text(result, "published"), 10), 10);
  printf(" · ");
  print_text(cli, result, "source", 60);
  if (revision > 1) printf(" · revision %" PRId64, revision);
  if (copies) printf(" · %" PRId64 " %s", copies, copies == 1 ? "copy" : "copies");
  printf("%s\n", terminal_style(&cli->out, STYLE_PLAIN));
  print_excerpt(cli, json_get(result, "excerpt"), 6, STYLE_PLAIN);
  printf("      %s", terminal_style(&cli->out, STYLE_DIM));
  print_text(cli, result, "uri", cli->out.width > 30 ? cli->out.width - 7 : 30);
  printf("%s\n", terminal_style(&cli->out, STYLE_PLAIN));
}

static void print_facets(struct cli *cli, const struct json *reply)
{
  for
    json_each(facet, json_get(reply, "facets"))
    {
      if (!json_count(facet)) continue;
      printf("\n%s", terminal_style(&cli->out, STYLE_BOLD));
      terminal_text(&cli->out, json_key(facet), 20);
      printf("%s\n ", terminal_style(&cli->out, STYLE_PLAIN));
      size_t column = 1, shown = 0;
    for
      json_each(entry, facet)
      {
        struct slice name = json_get_text(entry, "name");
        size_t width = (utf8_count(name) < 40 ? utf8_count(name) : 40) + 10;
        if (shown++ == 15) break;
        if (column + width > cli->out.width) printf("\n "), column = 1;
        putchar(' ');
        terminal_text(&cli->out, name, 40);
        printf(" %s%" PRId64 "%s", terminal_style(&cli->out, STYLE_DIM), json_get_integer(entry, "count", 0),
               terminal_style(&cli->out, STYLE_PLAIN));
        column += width;
      }
    putchar('\n');
    }
}

static void print_summary(struct cli *cli, const struct json *reply)
{
  int64_t matches = json_get_integer(reply, "matches", 0), stories = json_get_integer(reply, "stories", 0);
  bool all = json_get_bool(reply, "all", true);
  struct slice next = json_get_text(reply, "next");
  cli_note(cli, "%s%" PRId64 " %s in %" PRId64 " %s, %" PRId64 " ms%s%.*s", all ? "" : "the newest ", matches,
           matches == 1 ? "article" : "articles", stories, stories == 1 ? "story" : "stories",
           json_get_integer(reply, "took_ms", 0), next.length ? "; more with --cursor " : "",
           (int)next.length, next.length ? next.data : "");
}

/* ---- running ---- */

/* join - the arguments as one query. */
static struct buffer join(char **arguments, size_t count)
{
  struct buffer text = BUFFER_EMPTY;
  for (size_t i = 0; i < count; i++) {
    buffer_text(&text, i ? " " : "");
    buffer_text(&text, arguments[i]);
  }
  return text;
}

static size_t print_page(struct cli *cli, const struct json *reply)
{
  size_t count = 0;
  for
    json_each(result, json_get(reply, "results"))
    {
      if (cli->json)
        cli_print_json(result);
      else
        print_result(cli, result);
      count++;
    }
  return count;
}

/* show_results - page by page, until there are enough or no more. */
static bool show_results(struct cli *cli, struct slice query, dp_error *error)
{
  char cursor[64] = "";
  int64_t left = options.limit;
  snprintf(cursor, sizeof cursor, "%s", options.cursor ? options.cursor : "");
  do {
    arena_reset(cli->arena);
    const struct json *reply =
        ask_page(cli, query, slice_of(cursor), left < PAGE ? left : PAGE, false, error);
    if (!reply) return false;
    struct slice next = json_get_text(reply, "next");
    left -= (int64_t)print_page(cli, reply);
    snprintf(cursor, sizeof cursor, "%.*s", (int)next.length, next.length ? next.data : "");
    if (!cli->json && (left <= 0 || !*cursor)) print_summary(cli, reply);
  } while (left > 0 && *cursor);
  return true;
}

static bool show_facets(struct cli *cli, struct slice query, dp_error *error)
{
  arena_reset(cli->arena);
  struct slice cursor = slice_of(options.cursor ? options.cursor : "");
  const struct json *reply = ask_page(cli, query, cursor, 0, true, error);
  if (reply && cli->json) cli_print_json(json_get(reply, "facets"));
  if (reply && !cli->json) print_facets(cli, reply);
  return reply != NULL;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  if (!cli_require(cli, "store", &error)) return cli_fail(cli, &error);
  struct buffer query = join(arguments, count);
  bool ok = show_results(cli, buffer_view(&query), &error) &&
            (!options.facets || show_facets(cli, buffer_view(&query), &error));
  buffer_free(&query);
  return ok ? EX_OK : cli_fail(cli, &error);
}

const struct command command_search = {
    .name = "search",
    .summary = "find stored articles by words, names, places, days",
    .usage = "search [-n COUNT] [--newest] [--facets] [--copies] [--revisions] [--cursor CURSOR] [QUERY]",
    .about = "QUERY is words (in any form, with or without accents), \"phrases\", beginnings (militair*), "
             "AND OR NOT -word ( ), and\n"
             "filters: place:NE place:\"Burkina Faso\" person:\"Vladimir Poutine\" org: entity: title: "
             "lang:fr source:lefaso.net\n"
             "story:17 date:2026-01..2026-03 since:2026-01-15 until:2026. Without a query: everything.\n"
             "The best of the newest articles come first, copies of one story as one. On a terminal a result "
             "is a few lines;\n"
             "in a pipe it is a line of JSON, and with --facets the last line of all has the counts.\n"
             "Exit codes: 0 done, whether something was found or not; 64 the query can't be read; 69 the "
             "store is down.",
    .examples =
        "  depeche search rebelles touaregs                          both words\n"
        "  depeche search 'title:mali -football since:2026-01'       in headlines, without, from then on\n"
        "  depeche search --facets place:NE lang:fr                  what the press says of Niger\n"
        "  depeche search 'person:\"Vladimir Poutine\"' -n 50 | jq .uri\n",
    .options = specs,
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
