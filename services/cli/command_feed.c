/* command_feed.c - depeche feed: URLs into the frontier, acknowledged behind the commit; --wait for what
 * becomes of them. */
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/feed_warc.h"
#include "cli/lines.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  BATCH_URLS = 1000,
  BATCH_BYTES = 4 * 1024 * 1024,
  BATCH_IDLE_MS = 50,
  ANSWER_MS = 5000,
  TELL_MOST = 20
};

static struct feed_options options = {.timeout = 60};

static const struct option_spec specs[] = {
    {"wait", 'w', OPTION_FLAG, &options.wait, NULL, "until each one is stored, duplicate, rejected or dead"},
    {"warc", 'W', OPTION_FLAG, &options.warc, NULL, "the arguments are WARC files; nothing is fetched"},
    {"timeout", 't', OPTION_NUMBER, &options.timeout, "SECONDS",
     "how long to wait for the fetcher's answer (60)"},
    {"quiet", 'q', OPTION_FLAG, &options.quiet, NULL, "only what went wrong, and the exit code"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

struct feeding {
  struct cli *cli;
  char *urls[BATCH_URLS];
  size_t count, bytes;
  struct feed_report report;
  struct ledger ledger;
};

static void refuse(struct feeding *f, struct slice url, const char *reason)
{
  struct buffer text = BUFFER_EMPTY;
  utf8_repair(&text, (struct slice){url.data, url.length < 200 ? url.length : 200});
  f->report.refused++;
  feed_report_fed(&f->report, buffer_string(&text), "refused", 0, reason);
  buffer_free(&text);
}

static void take_results(struct feeding *f, const dp_feed_result *results)
{
  static const char *const names[] = {"accepted", "known", "refused"};
  for (size_t i = 0; i < f->count; i++) {
    f->report.accepted += results[i].outcome == DP_FEED_ACCEPTED;
    f->report.known += results[i].outcome == DP_FEED_KNOWN;
    f->report.refused += results[i].outcome == DP_FEED_REFUSED;
    if (options.wait && results[i].outcome != DP_FEED_REFUSED) ledger_add(&f->ledger, results[i].item);
    feed_report_fed(&f->report, f->urls[i], names[results[i].outcome], results[i].item, results[i].reason);
    free(f->urls[i]);
  }
  f->count = f->bytes = 0;
}

/* Feeds what was gathered, asking again while the fetcher is silent: feeding twice is safe. */
static bool flush_batch(struct feeding *f, dp_error *error)
{
  dp_feed_result results[BATCH_URLS];
  millis until = clock_monotonic() + options.timeout * 1000;
  if (f->count == 0) return true;
  while (!dp_feed(f->cli->client, (const char *const *)f->urls, f->count, results, ANSWER_MS, error)) {
    bool passing =
        error->code == EX_TEMPFAIL && clock_monotonic() < until && !cli_interrupted && !cli_terminated;
    if (!passing)
      return error_wrap(error, "%" PRId64 " URLs are safe, those from %.120s on are not",
                        f->report.accepted + f->report.known, f->urls[0]);
  }
  take_results(f, results);
  char more[96];
  snprintf(more, sizeof more, "accepted %" PRId64 "  known %" PRId64 "  refused %" PRId64, f->report.accepted,
           f->report.known, f->report.refused);
  if (!options.quiet)
    terminal_progress(&f->cli->err, "fed", f->report.accepted + f->report.known + f->report.refused, 0, more);
  if (!f->cli->json || !f->cli->out.tty) fflush(stdout);
  return true;
}

static bool has_control(struct slice url)
{
  for (size_t i = 0; i < url.length; i++)
    if ((unsigned char)url.data[i] < 0x20 || url.data[i] == 0x7f) return true;
  return false;
}

static bool add_url(struct feeding *f, struct slice url, dp_error *error)
{
  url = slice_trim(url);
  if (url.length == 0) return refuse(f, url, "it is empty"), true;
  if (!utf8_valid(url)) return refuse(f, url, "it is not UTF-8"), true;
  if (has_control(url)) return refuse(f, url, "it holds a control character"), true;
  f->urls[f->count++] = memory_string_of(url.data, url.length);
  f->bytes += url.length;
  return (f->count < BATCH_URLS && f->bytes < BATCH_BYTES) || flush_batch(f, error);
}

/* A line may hold no URL: empty, or a comment. A byte order mark is what some editors begin a file with. */
static bool add_line(struct feeding *f, struct slice line, bool first, dp_error *error)
{
  if (first && line.length >= 3 && memcmp(line.data, "\xef\xbb\xbf", 3) == 0) line = slice_from(line, 3);
  line = slice_trim(line);
  return line.length == 0 || line.data[0] == '#' || add_url(f, line, error);
}

static bool feed_lines(struct feeding *f, dp_error *error)
{
  struct lines lines = {.fd = STDIN_FILENO};
  bool ok = true, more = true, first = true;
  while (ok && more && !cli_interrupted && !cli_terminated) {
    struct slice line;
    switch (lines_next(&lines, BATCH_IDLE_MS, &line)) {
    case LINES_LINE:
      ok = add_line(f, line, first, error);
      first = false;
      break;
    case LINES_LONG:
      refuse(f, line, "the line is longer than 64 KiB");
      break;
    case LINES_IDLE:
      ok = flush_batch(f, error);
      break;
    case LINES_END:
      more = false;
      break;
    case LINES_FAILED:
      ok = error_errno(error, "can't read standard input");
      break;
    }
  }
  lines_free(&lines);
  return ok;
}

static bool feed_all(struct feeding *f, char **urls, size_t count, dp_error *error)
{
  for (size_t i = 0; i < count; i++) {
    bool ok = strcmp(urls[i], "-") == 0 ? feed_lines(f, error) : add_url(f, slice_of(urls[i]), error);
    if (!ok) return false;
  }
  return flush_batch(f, error);
}

/* Waits until every item has come to its end. A fetcher that is away is waited for: it comes back with all it
 * knows. */
static bool wait_settled(struct feeding *f, dp_error *error)
{
  struct ledger *l = &f->ledger;
  ledger_open(l);
  int pause = 20;
  while (l->count && !cli_interrupted && !cli_terminated) {
    size_t before = l->count;
    char more[96];
    error->code = 0;
    if (!ledger_ask(l, f->cli, feed_report_settled, &f->report, error) && error->code != EX_TEMPFAIL)
      return false;
    snprintf(more, sizeof more,
             "stored %" PRId64 "  duplicate %" PRId64 "  rejected %" PRId64 "  dead %" PRId64 "%s", l->stored,
             l->duplicate, l->rejected, l->dead, error->code ? "  (the fetcher is silent)" : "");
    if (!options.quiet) terminal_progress(&f->cli->err, "settled", ledger_settled(l), l->fed, more);
    fflush(stdout);
    pause = l->count < before ? 20 : pause < 500 ? pause * 2 : 500;
    if (l->count && l->cursor >= l->count) cli_pause(pause);
  }
  error->code = 0;
  return true;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  if (!cli_require(cli, "fetch", &error)) return cli_fail(cli, &error);
  cli_watch_signals();
  struct feeding *f = memory_zero(1, sizeof *f);
  f->cli = cli;
  f->report = (struct feed_report){.cli = cli, .options = &options};
  bool damaged = false;
  bool ok = options.warc
                ? feed_warc(&f->report, options.wait ? &f->ledger : NULL, arguments, count, &damaged, &error)
                : feed_all(f, arguments, count, &error);
  ok = ok && (!options.wait || wait_settled(f, &error));
  feed_report_end(&f->report, &f->ledger);
  int code = f->report.refused || damaged ? EX_DATAERR : EX_OK;
  if (cli_interrupted || cli_terminated) code = cli_interrupted ? 130 : 143;
  if (!ok) code = cli_fail(cli, &error);
  for (size_t i = 0; i < f->count; i++) free(f->urls[i]);
  ledger_free(&f->ledger);
  free(f);
  return code;
}

const struct command command_feed = {
    .name = "feed",
    .summary = "give the pipeline URLs to fetch",
    .usage = "feed [--wait] URL…\nfeed [--wait] -        (one URL a line from standard input; a line that "
             "begins with # is a comment)\n"
             "feed [--wait] --warc FILE…",
    .about =
        "Each URL is answered behind the commit, so what is answered is never lost:\n"
        "  accepted  new, will be fetched          known  was fed before; only if it\n"
        "                                          died with its server it is tried again\n"
        "  refused   no URL that can be fetched, with the reason\n"
        "With --wait the command ends when every item has come to its end, and shows the ledger\n"
        "fed = stored + duplicate + rejected + dead. Ctrl-C ends the waiting, never the work.\n"
        "With --warc the responses of archive files (Common Crawl's, wget's, our own) go down the wire "
        "without being fetched:\n"
        "those of http and https with status 2xx that are HTML; the others are counted by the reason why "
        "not. Interrupted?\n"
        "Run it again: a response that is there already, by its URL and time, is known.\n"
        "Exit codes: 0 all accepted or known; 65 some refused, or a file is damaged; 69 the fetcher is down; "
        "75 it went silent.",
    .examples = "  depeche feed https://example.org/story        one URL\n"
                "  depeche feed --wait - < urls.txt              a file of lines, until all is settled\n"
                "  sort -u a.txt b.txt | depeche feed -          what another program finds\n"
                "  depeche feed --warc CC-NEWS-2024*.warc.gz     what others have archived\n"
                "  depeche feed --wait - < urls.txt | jq -c 'select(.verdict==\"rejected\")'\n",
    .options = specs,
    .least = 1,
    .most = (size_t)-1,
    .run = run,
};
