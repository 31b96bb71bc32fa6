/* command_source.c - depeche source: the feeds, sitemaps, lists and pages that are asked again and again. */
#include "cli/source.h"

#include "base/files.h"
#include "base/memory.h"
#include "cli/lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCH = 500, PAGE = 500 };

static struct {
  const char *kind, *title;
  bool problems;
} options;

static const struct option_spec specs[] = {
    {"kind", 'k', OPTION_TEXT, &options.kind, "KIND",
     "add: page, feed, sitemap, home or opml (default: what its answer tells)"},
    {"title", 't', OPTION_TEXT, &options.title, "TITLE", "add: what people call it"},
    {"problems", 'p', OPTION_FLAG, &options.problems, NULL, "list: only those that fell silent or broke"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* add */

struct adding {
  struct cli *cli;
  struct json *list; /* of the batch, in cli->arena */
  size_t count;
  int64_t added, known, refused;
};

static void begin_batch(struct adding *adding)
{
  arena_reset(adding->cli->arena);
  adding->list = json_array(adding->cli->arena);
  adding->count = 0;
}

static void take_result(struct adding *adding, const struct json *result)
{
  struct cli *cli = adding->cli;
  struct slice outcome = json_get_text(result, "outcome");
  adding->added += (slice_is(outcome, "added") || slice_is(outcome, "revived"));
  adding->known += slice_is(outcome, "known");
  adding->refused += slice_is(outcome, "refused");
  if (cli->json) {
    cli_print_json(result);
  } else if (slice_is(outcome, "refused")) {
    source_print_refused(cli, result);
  }
}

static bool flush_batch(struct adding *adding, dp_error *error)
{
  struct cli *cli = adding->cli;
  if (adding->count == 0) return true;
  struct json *data = json_object(cli->arena);
  json_add(cli->arena, data, "sources", adding->list);
  const struct json *reply = cli_ask(cli, "fetch", "source.add", data, NULL, error);
  if (!reply)
    return adding->added ? error_wrap(error, "%" PRId64 " sources are safe, others not", adding->added)
                         : false;
  const struct json *results = json_get(reply, "results");
  for
    json_each(result, results) take_result(adding, result);
  terminal_progress(&cli->err, "sources", adding->added + adding->known + adding->refused, 0, "");
  begin_batch(adding);
  return true;
}

static bool add_one(struct adding *adding, struct slice url, dp_error *error)
{
  struct arena *arena = adding->cli->arena;
  url = slice_trim(url);
  if (url.length == 0 || url.data[0] == '#') return true;
  struct json *source = json_append_object(arena, adding->list);
  json_add_text(arena, source, "url", url);
  if (options.kind) json_add_text(arena, source, "kind", slice_of(options.kind));
  if (options.title) json_add_text(arena, source, "title", slice_of(options.title));
  return ++adding->count < BATCH || flush_batch(adding, error);
}

static bool add_lines(struct adding *adding, dp_error *error)
{
  struct lines lines = {.fd = STDIN_FILENO};
  struct slice line;
  bool ok = true;
  enum lines_outcome outcome;
  while (ok && (outcome = lines_next(&lines, -1, &line)) != LINES_END) {
    if (outcome == LINES_FAILED) ok = error_errno(error, "can't read standard input");
    if (outcome == LINES_LONG) ok = error_set(error, EX_DATAERR, "a line is longer than 64 KiB");
    if (outcome == LINES_LINE) ok = add_one(adding, line, error);
  }
  lines_free(&lines);
  return ok;
}

static bool is_kind(const char *name)
{
  static const char *const kinds[] = {"auto", "page", "feed", "sitemap", "home", "opml"};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strcmp(kinds[i], name) == 0) return true;
  return false;
}

static int add(struct cli *cli, char **urls, size_t count, dp_error *error)
{
  struct adding adding = {.cli = cli};
  if (options.kind && !is_kind(options.kind))
    return cli_usage(cli, &command_source, "--kind takes page, feed, sitemap, home or opml");
  begin_batch(&adding);
  bool ok = true;
  for (size_t i = 0; ok && i < count; i++)
    ok = strcmp(urls[i], "-") == 0 ? add_lines(&adding, error) : add_one(&adding, slice_of(urls[i]), error);
  ok = ok && flush_batch(&adding, error);
  terminal_progress_end(&cli->err);
  if (!ok) return cli_fail(cli, error);
  if (!cli->json)
    printf("%" PRId64 " added, %" PRId64 " already known, %" PRId64 " refused\n", adding.added, adding.known,
           adding.refused);
  if (cli->err.tty && adding.added) cli_note(cli, "how they do: depeche source list");
  return adding.refused ? EX_DATAERR : EX_OK;
}

/* list */

static int list(struct cli *cli, dp_error *error)
{
  int64_t after = 0, shown = 0;
  for (bool more = true; more;) {
    arena_reset(cli->arena);
    struct json *data = json_object(cli->arena);
    json_add_integer(cli->arena, data, "after", after);
    json_add_integer(cli->arena, data, "limit", PAGE);
    if (options.problems) json_add_bool(cli->arena, data, "problem", true);
    const struct json *reply = cli_ask(cli, "fetch", "source.list", data, NULL, error);
    if (!reply) return cli_fail(cli, error);
    const struct json *sources = json_get(reply, "sources");
    if (!cli->json && sources) source_print_page(cli, sources, shown == 0);
    for
      json_each(source, sources)
      {
        if (cli->json) cli_print_json(source);
        after = json_get_integer(source, "source", after);
        shown++;
      }
    more = json_get_bool(reply, "more", false) && json_count(sources) > 0;
  }
  if (cli->err.tty && !shown)
    cli_note(cli, options.problems ? "no source fell silent or broke"
                                   : "no sources yet; add one: depeche source add https://example.org/feed");
  return EX_OK;
}

/* show, remove, poll: each takes numbers or URLs. */

static void add_name(struct arena *arena, struct json *data, struct json *list_of, const char *name)
{
  int64_t number;
  bool is_number = slice_number(slice_of(name), &number);
  struct json *node = is_number ? json_new_integer(arena, number) : json_new_text(arena, slice_of(name));
  if (list_of)
    json_append(arena, list_of, node);
  else
    json_add(arena, data, is_number ? "source" : "url", node);
}

static int show(struct cli *cli, char **names, size_t count, dp_error *error)
{
  for (size_t i = 0; i < count; i++) {
    arena_reset(cli->arena);
    struct json *data = json_object(cli->arena);
    add_name(cli->arena, data, NULL, names[i]);
    const struct json *reply = cli_ask(cli, "fetch", "source.show", data, NULL, error);
    if (!reply) return error_wrap(error, "%.200s", names[i]), cli_fail(cli, error);
    if (cli->json)
      cli_print_json(reply);
    else
      source_print_whole(cli, reply);
  }
  return EX_OK;
}

static void print_changed(struct cli *cli, const struct json *reply, int64_t changed, size_t count,
                          const char *done)
{
  const struct json *unknown = json_get(reply, "unknown");
  for
    json_each(name, unknown)
    {
      struct buffer text = BUFFER_EMPTY;
      if (json_type_of(name) == JSON_STRING)
        buffer_slice(&text, json_text(name));
      else
        json_print(name, &text);
      printf("%sunknown%s  ", terminal_style(&cli->out, STYLE_BAD), terminal_style(&cli->out, STYLE_PLAIN));
      terminal_text(&cli->out, buffer_view(&text), 200);
      putchar('\n');
      buffer_free(&text);
    }
  printf("%" PRId64 " of %zu %s\n", changed, count, done);
}

static int change(struct cli *cli, const char *verb, const char *done, char **names, size_t count,
                  dp_error *error)
{
  struct json *data = json_object(cli->arena);
  struct json *list_of = json_add_array(cli->arena, data, "sources");
  for (size_t i = 0; i < count; i++) add_name(cli->arena, data, list_of, names[i]);
  const struct json *reply = cli_ask(cli, "fetch", verb, data, NULL, error);
  if (!reply) return cli_fail(cli, error);
  int64_t changed = json_get_integer(reply, "changed", 0);
  if (cli->json)
    cli_print_json(reply);
  else
    print_changed(cli, reply, changed, count, done);
  return changed == (int64_t)count ? EX_OK : EX_NOINPUT;
}

static int remove_some(struct cli *cli, char **names, size_t count, dp_error *error)
{
  return change(cli, "source.remove", "removed; what they brought stays", names, count, error);
}

static int poll_some(struct cli *cli, char **names, size_t count, dp_error *error)
{
  return change(cli, "source.poll", "will be asked as soon as politeness allows", names, count, error);
}

static int export(struct cli *cli, char **names, size_t count, dp_error *error)
{
  (void)names, (void)count;
  struct slice text = SLICE("");
  if (!cli_ask(cli, "fetch", "source.export", NULL, &text, error)) return cli_fail(cli, error);
  fwrite(text.data, 1, text.length, stdout);
  return EX_OK;
}

static int list_all(struct cli *cli, char **names, size_t count, dp_error *error)
{
  (void)names, (void)count;
  return list(cli, error);
}

static const struct {
  const char *name;
  size_t least, most;
  int (*run)(struct cli *cli, char **names, size_t count, dp_error *error);
} verbs[] = {{"add", 1, 10000, add},           {"list", 0, 0, list_all},     {"show", 1, 1000, show},
             {"remove", 1, 1000, remove_some}, {"poll", 1, 1000, poll_some}, {"import", 1, 1, source_import},
             {"export", 0, 0, export}};

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  const char *name = count ? arguments[0] : "list";
  size_t rest = count ? count - 1 : 0;
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
    if (strcmp(name, verbs[i].name) != 0) continue;
    if (rest < verbs[i].least) return cli_usage(cli, &command_source, "an argument is missing");
    if (rest > verbs[i].most) return cli_usage(cli, &command_source, "there are too many arguments");
    if (!cli_require(cli, "fetch", &error)) return cli_fail(cli, &error);
    return verbs[i].run(cli, arguments + 1, rest, &error);
  }
  return cli_usage(cli, &command_source, "source takes add, list, show, remove, poll, import or export");
}

const struct command command_source = {
    .name = "source",
    .summary = "feeds, sitemaps and pages that are followed",
    .usage = "source add [--kind KIND] [--title TITLE] URL… | -\n"
             "source [list] [--problems]\n"
             "source show SOURCE…\n"
             "source remove SOURCE…\n"
             "source poll SOURCE…\n"
             "source import FILE | -\n"
             "source export",
    .about =
        "A source is asked again and again, as often as it publishes; every page that it names is fed once.\n"
        "It may be an RSS, Atom, RDF, CDF or JSON feed, a sitemap or an index of them, an OPML list, or the "
        "home\n"
        "page of a site, whose feeds and sitemaps are looked for. SOURCE is its number or its URL.\n"
        "list tells the health of each: learning, lively, silent (nothing new for longer than its past "
        "explains),\n"
        "broken (it can't be read), or retired (it said that it is gone), with the reason. import takes OPML "
        "or a\n"
        "list of URLs; export writes OPML 2.0. What is removed and stands in fetch.sources comes back at the "
        "next start.\n"
        "Exit codes: 0 done; 65 some were refused; 66 a source is not known; 69 the fetcher is down.",
    .examples = "  depeche source add https://example.org/            a site: its feeds are found\n"
                "  depeche source add --kind feed - < feeds.txt       one URL a line\n"
                "  depeche source list --problems                     who fell silent or broke, and why\n"
                "  depeche source export > sources.opml               for any reader of feeds\n",
    .options = specs,
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
