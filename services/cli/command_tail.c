/* command_tail.c - depeche tail: what the store publishes, from any point, without a gap. */
#include "cli/article_format.h"
#include "cli/choice.h"

#include <inttypes.h>
#include <poll.h>
#include <unistd.h>

enum { SLICE_MS = 200 };
#define LAST_OF_ALL ((int64_t)9007199254740000)

static struct {
  const char *language, *format, *name, *since;
  struct choice choice;
  int64_t from, last, count;
  bool once, replace;
} options = {.from = -1, .last = -1, .count = -1};

static const struct option_spec specs[] = {
    {"from", 'f', OPTION_NUMBER, &options.from, "SEQ",
     "begin with article SEQ (1 is the first; default: what comes)"},
    {"last", 'l', OPTION_NUMBER, &options.last, "COUNT", "begin COUNT articles before the end"},
    {"count", 'n', OPTION_NUMBER, &options.count, "COUNT", "end after COUNT articles"},
    {"once", '1', OPTION_FLAG, &options.once, NULL,
     "end when all is given that was stored when it began (from 1)"},
    {"since", 0, OPTION_TEXT, &options.since, "TIME",
     "begin with what was stored then: 2026-01-31, or with a time"},
    {"name", 0, OPTION_TEXT, &options.name, "NAME", "let the store remember how far this reader is"},
    {"replace", 0, OPTION_FLAG, &options.replace, NULL,
     "with --name: give it these filters instead of its own"},
    CHOICE_OPTIONS(options.choice),
    {"lang", 0, OPTION_TEXT, &options.language, "LANG", "only this language: fr, en, …"},
    {"format", 0, OPTION_TEXT, &options.format, "FORMAT", ARTICLE_FORMS},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

struct tail {
  struct cli *cli;
  struct article_format format;
  dp_subscription *subscription;
  char filter[4097];
  int64_t given, until; /* until: end once this sequence was passed; below 0: never */
};

/* The store's last sequence. */
static bool ask_last(struct cli *cli, int64_t *last, dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  json_add_integer(cli->arena, data, "after", LAST_OF_ALL);
  json_add_integer(cli->arena, data, "limit", 1);
  struct json *reply = cli_ask(cli, "store", "replay", data, NULL, error);
  if (reply) *last = json_get_integer(reply, "last", 0);
  return reply != NULL;
}

/* Where to begin and where to end. Only what needs the store's last number asks for it; following alone waits
 * for a store that is down. */
static bool choose_range(struct tail *t, int64_t *after, dp_error *error)
{
  int64_t last = 0;
  t->until = -1;
  *after = options.from > 0 ? options.from - 1 : options.from == 0 || options.once ? 0 : DP_FROM_NOW;
  if (!options.once && options.last < 0) return true;
  if (!cli_require(t->cli, "store", error) || !ask_last(t->cli, &last, error)) return false;
  if (options.last >= 0) *after = last > options.last ? last - options.last : 0;
  if (options.once) t->until = last;
  return true;
}

/* SIGTERM means: what is stored by now, then end. */
static void finish_soon(struct tail *t)
{
  dp_error ignored = {0, ""};
  if (t->until < 0 && !ask_last(t->cli, &t->until, &ignored)) t->until = 0;
}

/* choose_filter - only what the store has to choose needs its index: one language alone is chosen here. */
static bool choose_filter(struct tail *t, dp_subscribe_options *subscribe, dp_error *error)
{
  const char *text;
  subscribe->name = options.name;
  subscribe->since = options.since;
  subscribe->replace = options.replace;
  if (!choice_text(t->cli->arena, &options.choice, &text, error)) return false;
  if (!text && !options.name) {
    subscribe->language = options.language;
    return true;
  }
  options.choice.language = options.language;
  if (!choice_text(t->cli->arena, &options.choice, &text, error)) return false;
  if (text) snprintf(t->filter, sizeof t->filter, "%s", text);
  if (text && strlen(text) >= sizeof t->filter)
    return error_set(error, EX_USAGE, "the filters are too long: %zu bytes are the most",
                     sizeof t->filter - 1);
  subscribe->filter = text || options.replace ? t->filter : NULL;
  return true;
}

/* tell_missed - a reader that was away for longer than the store keeps articles is told so, once. */
static void tell_missed(struct tail *t)
{
  int64_t first, last, count = dp_missed(t->subscription, &first, &last);
  if (count)
    cli_note(t->cli,
             "%" PRId64 " articles (between %" PRId64 " and %" PRId64
             ") have expired and can't be given any more",
             count, first, last);
}

static bool at_end(const struct tail *t, int64_t sequence)
{
  return cli_interrupted || (t->until >= 0 && sequence >= t->until) ||
         (options.count >= 0 && t->given >= options.count);
}

/* A reader that went away (| head) is seen at once, not when the next article is written. Events of the poll
 * are none: POLLERR is told unasked when the other end of a pipe is closed. */
static bool reader_gone(void)
{
  struct pollfd out = {.fd = STDOUT_FILENO};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

static bool follow(struct tail *t, int64_t after, dp_error *error)
{
  int64_t sequence = after < 0 ? 0 : after;
  while (!at_end(t, sequence)) {
    dp_article article;
    dp_outcome outcome = dp_next(t->subscription, &article, SLICE_MS, error);
    if (outcome == DP_FAILED) return false;
    if (outcome == DP_OK) {
      sequence = article.sequence;
      if (t->until >= 0 && sequence > t->until) return true;
      struct slice json = {article.json, article.length};
      if (!article_format_print(t->cli, &t->format, json, error)) return error->code == 0;
      if (fflush(stdout) != 0) return true; /* cli_end tells why */
      if (options.name && !dp_ack(t->subscription, sequence, error)) return false;
      t->given++;
    }
    tell_missed(t);
    if (outcome == DP_TIMEOUT && reader_gone()) return true;
    /* The last ones may be none of those asked for, and then only being caught up shows the end. */
    if (outcome == DP_TIMEOUT && t->until >= 0 && dp_caught_up(t->subscription)) return true;
    if (cli_terminated) finish_soon(t);
  }
  return true;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  struct tail t = {.cli = cli};
  if ((options.from >= 0) + (options.last >= 0) + (options.since != NULL) > 1)
    return cli_usage(cli, &command_tail, "--from, --last and --since exclude each other");
  if (options.replace && !options.name)
    return cli_usage(cli, &command_tail, "--replace is about the filters of a --name");
  dp_subscribe_options subscribe = {.after = 0};
  cli_watch_signals();
  bool ok = article_format_choose(cli, options.format, &t.format, &error) && cli_connect(cli, &error) &&
            choose_filter(&t, &subscribe, &error) && choose_range(&t, &subscribe.after, &error);
  if (ok && cli->err.tty && !options.once && !cli_ping(cli, "store", 1000))
    cli_note(cli, "the store does not answer on %s; waiting for it (start it with: depeche up)",
             cli_endpoint(cli, "store"));
  if (ok) t.subscription = dp_subscribe(cli->client, &subscribe, &error);
  if (ok) article_format_begin(&t.format);
  ok = ok && t.subscription && follow(&t, subscribe.after, &error);
  dp_unsubscribe(&t.subscription);
  if (!ok) return cli_fail(cli, &error);
  return cli_interrupted ? 130 : EX_OK;
}

const struct command command_tail = {
    .name = "tail",
    .summary = "print articles as they are stored",
    .usage = "tail [--from SEQ | --last COUNT | --since TIME] [--once] [-n COUNT] [--format FORMAT]\n"
             "     [--name NAME [--replace]] [--query QUERY] [--place PLACE] [--person NAME] [--org NAME]\n"
             "     [--source HOST] [--lang LANG]",
    .about =
        "Every article has the next number of one gapless sequence. tail gives each once, in order: "
        "those of the past\n"
        "by replay, those to come as the store commits them; a store that is down is waited for.\n"
        "With filters, the store gives those articles that fit all of them. With --name, it remembers under "
        "that name\n"
        "what was written, so that the same command goes on there the next time; --from, --last and --since "
        "then say where\n"
        "a new name begins. See depeche cursor.\n"
        "On a terminal an article is a few lines; in a pipe it is one line of JSON.\n"
        "Ctrl-C ends at once, and so does a reader that goes away (| head); SIGTERM first gives what is "
        "stored by then.\n"
        "Exit codes: 0 done; 64 a filter that is no query, or not the one of that name; 65 the store was "
        "rebuilt and counts\n"
        "anew; 66 the name was removed meanwhile; 69 the store is down (--once, --last); 130 Ctrl-C.",
    .examples =
        "  depeche tail                                  what comes from now on\n"
        "  depeche tail --from 1 --once | jq .data.uri   all there is, then end\n"
        "  depeche tail --last 5                         the last five, then what comes\n"
        "  depeche tail --lang fr -n 10                  the next ten in French\n"
        "  depeche tail --place NE --since 2026-01-01    what names Niger, from that day on\n"
        "  depeche tail --name desk1 --place NE | ./work what desk1 has not had yet, now and each time\n"
        "  depeche tail --from 1 --once --format ninjs   strict IPTC ninjs 3.1\n"
        "  depeche tail --from 1 --once --format csv     a table; media-cloud: with its column names\n",
    .options = specs,
    .least = 0,
    .most = 0,
    .run = run,
};
