/* command_export.c - depeche export: all articles that a query fits, into a file. */
#include "base/memory.h"
#include "cli/article_format.h"
#include "cli/choice.h"
#include "cli/export_file.h"
#include "cli/export_warc.h"
#include "cli/warc.h"
#include "data/event.h"
#include "data/syndication.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

enum { WAIT_MS = 200, FEED_MOST = 100 };
#define LAST_OF_ALL ((int64_t)9007199254740000)

static struct {
  const char *format, *output, *language, *since;
  struct choice choice;
  int64_t limit;
} options = {.limit = FEED_MOST};

static const struct option_spec specs[] = {
    {"output", 'o', OPTION_TEXT, &options.output, "FILE",
     "default: standard output, which can't be gone on with"},
    {"format", 0, OPTION_TEXT, &options.format, "FORMAT", ARTICLE_FORMS ", warc, atom, rss (default: event)"},
    CHOICE_OPTIONS(options.choice),
    {"lang", 0, OPTION_TEXT, &options.language, "LANG", "only this language: fr, en, …"},
    {"since", 0, OPTION_TEXT, &options.since, "TIME",
     "only what was stored from then on: 2026-01-31, or with a time"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "COUNT",
     "atom, rss: so many entries (default and most: 100)"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* What is under way. */
struct export
{
  struct cli *cli;
  const char *query; /* NULL: everything */
  bool warc;
  enum article_form form;
  struct buffer directory; /* of the archive */
  struct export_file *file;
  struct buffer text;      /* of the article in hand */
  int64_t at, last;        /* sequences */
  int64_t written, absent; /* articles; absent: without a record in the archive */
  int64_t missed;          /* expired */
};

/* ---- feeds ---- */

static bool add_entry(struct cli *cli, const struct syndication *feed, int64_t sequence, struct buffer *out,
                      dp_error *error)
{
  char key[24];
  struct slice frame = {NULL, 0};
  struct event event;
  struct json *data = json_object(cli->arena);
  snprintf(key, sizeof key, "%" PRId64, sequence);
  json_add_text(cli->arena, data, "key", slice_of(key));
  if (!cli_ask(cli, "store", "show", data, &frame, error)) return false;
  if (!frame.length) return true; /* expired meanwhile */
  if (!event_parse(cli->arena, frame, &event, error)) return false;
  syndication_entry(feed, &event, out);
  return true;
}

/* put_id - of the feed of a query: a tag URI (RFC 4151). */
static void put_id(const char *query, struct buffer *out)
{
  buffer_text(out, "tag:depeche,2026:");
  for (; *query; query++) {
    bool plain = isalnum((unsigned char)*query) || strchr("-._~", *query);
    buffer_format(out, plain ? "%c" : "%%%02X", (unsigned char)*query);
  }
}

static bool print_feed(struct cli *cli, const char *query, enum syndication_format format, dp_error *error)
{
  struct buffer out = BUFFER_EMPTY;
  struct json *data = json_object(cli->arena);
  int64_t sequence = 0;
  json_add_text(cli->arena, data, "query", slice_of(query ? query : ""));
  json_add_integer(cli->arena, data, "limit",
                   options.limit > FEED_MOST || options.limit < 1 ? FEED_MOST : options.limit);
  json_add_text(cli->arena, data, "order", SLICE("newest"));
  json_add_bool(cli->arena, data, "copies", true);
  const struct json *reply = cli_ask(cli, "store", "search", data, NULL, error);
  if (!reply) return false;
  struct export_file *file = export_file_open(options.output, "feed", &sequence, error);
  if (!file) return false;
  const struct json *results = json_get(reply, "results");
  struct syndication feed = {
      .format = format, .title = slice_of(query ? query : "depeche"), .updated = clock_now()};
  struct buffer id = BUFFER_EMPTY;
  put_id(query ? query : "", &id);
  feed.id = buffer_view(&id);
  if (json_first(results)) clock_parse(json_get_text(json_first(results), "stored_at"), &feed.updated);
  syndication_begin(&feed, &out);
  bool good = true;
  for (const struct json *result = json_first(results); good && result; result = json_next(result))
    good = add_entry(cli, &feed, json_get_integer(result, "sequence", 0), &out, error);
  syndication_end(&feed, &out);
  good = good && export_file_put(file, buffer_view(&out), error) && export_file_end(file, 0, error);
  export_file_close(&file);
  buffer_free(&id);
  buffer_free(&out);
  return good;
}

/* ---- articles ---- */

static bool write_article(struct export *export, const dp_article *article, dp_error *error)
{
  struct slice json = {article->json, article->length};
  struct event event;
  dp_error absent = {0, ""};
  arena_reset(export->cli->arena);
  buffer_clear(&export->text);
  if (!export->warc) {
    if (!article_form_put(export->cli->arena, export->form, json, &export->text, error)) return false;
  } else {
    if (!event_parse(export->cli->arena, json, &event, error)) return false;
    if (!export_warc_put(buffer_string(&export->directory), event.data, &export->text, &absent)) {
      cli_note(export->cli, "article %" PRId64 " is left out: %s", article->sequence, absent.text);
      export->absent++;
    }
  }
  export->written += export->text.length > 0;
  return export_file_put(export->file, buffer_view(&export->text), error);
}

/* note_place - everything up to there is in the file, what the query passes over too. */
static bool note_place(struct export *export, dp_subscription *articles, dp_error *error)
{
  int64_t at = dp_position(articles);
  if (at > export->last) at = export->last;
  export->missed += dp_missed(articles, NULL, NULL);
  if (at <= export->at) return true;
  export->at = at;
  terminal_progress(&export->cli->err, "exporting; article", export->at, export->last, "");
  return export_file_step(export->file, export->at, false, error);
}

static bool follow(struct export *export, dp_subscription *articles, dp_error *error)
{
  while (!cli_interrupted && !cli_terminated && export->at < export->last) {
    dp_article article;
    dp_outcome outcome = dp_next(articles, &article, WAIT_MS, error);
    if (outcome == DP_FAILED) return false;
    bool ours = outcome == DP_OK && article.sequence <= export->last;
    if (ours && !write_article(export, &article, error)) return false;
    if (!note_place(export, articles, error)) return false;
  }
  return true;
}

static bool ask_last(struct cli *cli, int64_t *last, dp_error *error)
{
  struct json *data = json_object(cli->arena);
  json_add_integer(cli->arena, data, "after", LAST_OF_ALL);
  const struct json *reply = cli_ask(cli, "store", "replay", data, NULL, error);
  if (reply) *last = json_get_integer(reply, "last", 0);
  return reply != NULL;
}

static const char *file_name(void)
{
  const char *slash = options.output ? strrchr(options.output, '/') : NULL;
  return !options.output ? "export.warc.gz" : slash ? slash + 1 : options.output;
}

/* begin - a new file begins with what stands before the first article. */
static bool begin(struct export *export, dp_error *error)
{
  const char *what =
      arena_format(export->cli->arena, "%s since %s: %s", options.format ? options.format : "event",
                   options.since ? options.since : "ever", export->query ? export->query : "everything");
  if (!ask_last(export->cli, &export->last, error)) return false;
  export->file = export_file_open(options.output, what, &export->at, error);
  if (!export->file) return false;
  if (export->at) {
    cli_note(export->cli, "going on behind article %" PRId64 " of %s.part", export->at, options.output);
    return true;
  }
  if (export->warc)
    export_warc_begin(file_name(), clock_now(), &export->text);
  else
    article_form_begin(export->form, &export->text);
  return export_file_put(export->file, buffer_view(&export->text), error);
}

static bool print_articles(struct export *export, dp_error *error)
{
  if (!begin(export, error)) return false;
  dp_subscribe_options subscribe = {.after = export->at, .filter = export->query};
  if (!export->at) subscribe.since = options.since;
  dp_subscription *articles = dp_subscribe(export->cli->client, &subscribe, error);
  bool good = articles && follow(export, articles, error);
  dp_unsubscribe(&articles);
  terminal_progress_end(&export->cli->err);
  bool whole = good && !cli_interrupted && !cli_terminated;
  dp_error late = {0, ""};
  if (export->missed)
    cli_note(export->cli, "%" PRId64 " articles have expired and are not in it", export->missed);
  if (whole) good = export_file_end(export->file, export->at, error);
  if (!good && !export->at) { /* the query was refused, or the store went before the first article */
    export_file_discard(&export->file);
    return false;
  }
  if (!whole && export->file) export_file_step(export->file, export->at, true, &late); /* to go on with */
  if (whole && export->cli->err.tty)
    cli_note(export->cli, "%" PRId64 " articles%s%s", export->written, options.output ? " in " : "",
             options.output ? options.output : "");
  if (!whole && options.output)
    cli_note(export->cli, "the same command goes on behind article %" PRId64, export->at);
  return good;
}

/* ---- the command ---- */

static bool choose_form(struct export *export, dp_error *error)
{
  const char *format = options.format ? options.format : "event";
  export->warc = strcmp(format, "warc") == 0;
  if (export->warc) warc_directory(export->cli, &export->directory);
  if (export->warc || article_form_read(slice_of(format), &export->form, NULL)) return true;
  return error_set(error, EX_USAGE,
                   "there is no format “%.20s”; there are " ARTICLE_FORMS ", warc, atom, rss", format);
}

static bool choose_query(struct export *export, char **arguments, size_t count, dp_error *error)
{
  if (count && options.choice.query)
    return error_set(error, EX_USAGE, "the query is given twice, by --query and by itself");
  if (count) options.choice.query = arguments[0];
  options.choice.language = options.language;
  return choice_text(export->cli->arena, &options.choice, &export->query, error);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  struct export export = {.cli = cli};
  bool atom = options.format && strcmp(options.format, "atom") == 0;
  bool feed = atom || (options.format && strcmp(options.format, "rss") == 0);
  cli_watch_signals();
  bool good = choose_query(&export, arguments, count, &error) && (feed || choose_form(&export, &error)) &&
              cli_require(cli, "store", &error);
  /* The arena is used again for each article. */
  char *query = export.query ? memory_string(export.query) : NULL;
  export.query = query;
  if (good)
    good = feed ? print_feed(cli, query, atom ? SYNDICATION_ATOM : SYNDICATION_RSS, &error)
                : print_articles(&export, &error);
  export_file_close(&export.file);
  buffer_free(&export.directory);
  buffer_free(&export.text);
  free(query);
  if (!good) return cli_fail(cli, &error);
  return cli_interrupted ? 130 : cli_terminated ? EX_TEMPFAIL : export.absent ? EX_DATAERR : EX_OK;
}

const struct command command_export = {
    .name = "export",
    .summary = "all articles that a query fits, into a file",
    .usage = "export [QUERY] [-o FILE] [--format FORMAT] [--place PLACE] [--since TIME] …",
    .about = "Articles in the order in which they were stored, up to the last one that is there when it "
             "begins. With -o "
             "it may be\n"
             "interrupted: the same command goes on where it was (FILE.part, FILE.part.position), and FILE "
             "gets its name "
             "when it is\n"
             "whole. warc gives the archived responses of the articles as a WARC file, atom and rss the "
             "newest of them as "
             "a feed.\n"
             "Exit codes: 0 done; 64 the query can't be understood; 65 an article has no record in the "
             "archive; 69 the "
             "store is\n"
             "down; 73 the file is there already; 130 Ctrl-C.",
    .examples = "  depeche export -o all.jsonl                           everything\n"
                "  depeche export 'place:NE lang:fr' --format csv -o niger.csv\n"
                "  depeche export '\"gold mine\"' --format warc -o gold.warc.gz\n"
                "  depeche export 'person:\"Assimi Goïta\"' --format atom > goita.xml\n",
    .options = specs,
    .least = 0,
    .most = 1,
    .run = run,
};
