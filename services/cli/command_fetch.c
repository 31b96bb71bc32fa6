/* command_fetch.c - depeche fetch --why-not: every rule that decides whether a URL is fetched, and when. */
#include "cli/cli.h"

#include <inttypes.h>

static const char *url_asked;
static const struct option_spec specs[] = {
    {"why-not", 'w', OPTION_TEXT, &url_asked, "URL", "explain what would happen to this URL"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static enum style style_of(struct slice outcome)
{
  if (slice_is(outcome, "pass")) return STYLE_GOOD;
  return slice_is(outcome, "wait") ? STYLE_WARN : STYLE_BAD;
}

/* print_hanging - text to the end of the line and below, in the column where it began. */
static void print_hanging(struct cli *cli, struct slice text)
{
  enum { COLUMN = 22 };
  size_t columns = cli->out.width > COLUMN + 20 ? cli->out.width - COLUMN : 20;
  for (bool first = true; first || text.length; first = false) {
    struct slice line = terminal_line(&text, columns);
    if (!first) printf("%*s", COLUMN, "");
    terminal_text(&cli->out, line, columns);
    putchar('\n');
  }
}

static void print_step(struct cli *cli, const struct json *step)
{
  struct slice outcome = json_get_text(step, "outcome"), rule = json_get_text(step, "rule");
  printf("  %s%-4.*s%s  %s%-12.*s%s  ", terminal_style(&cli->out, style_of(outcome)), (int)outcome.length,
         outcome.length ? outcome.data : "", terminal_style(&cli->out, STYLE_PLAIN),
         terminal_style(&cli->out, STYLE_BOLD), (int)rule.length, rule.length ? rule.data : "",
         terminal_style(&cli->out, STYLE_PLAIN));
  print_hanging(cli, json_get_text(step, "detail"));
}

/* verdict - what the steps come to: a rule that only says "not yet" forbids nothing. */
static void print_verdict(struct cli *cli, const struct json *steps, bool allowed)
{
  bool waits = false;
  for
    json_each(step, steps) waits |= slice_is(json_get_text(step, "outcome"), "wait");
  enum style style = !allowed ? STYLE_BAD : waits ? STYLE_WARN : STYLE_GOOD;
  printf("%s%s%s\n", terminal_style(&cli->out, style),
         !allowed ? "it is not fetched"
         : waits  ? "it may be fetched, but not yet"
                  : "it may be fetched",
         terminal_style(&cli->out, STYLE_PLAIN));
}

static void print_explanation(struct cli *cli, const struct json *reply)
{
  struct slice identity = json_get_text(reply, "identity");
  bool allowed = json_get_bool(reply, "allowed", false);
  terminal_text(&cli->out, json_get_text(reply, "url"), 2048);
  putchar('\n');
  if (identity.length && !slice_equal(identity, json_get_text(reply, "url"))) {
    fputs("  the same page as ", stdout);
    terminal_text(&cli->out, identity, 2048);
    putchar('\n');
  }
  const struct json *steps = json_get(reply, "steps");
  for
    json_each(step, steps) print_step(cli, step);
  print_verdict(cli, steps, allowed);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments;
  dp_error error = {0, ""};
  if (!url_asked)
    return cli_usage(cli, &command_fetch,
                     "fetch explains, with --why-not URL; to have a URL fetched: depeche feed URL");
  if (count) return cli_usage(cli, &command_fetch, "fetch --why-not takes one URL at a time");
  if (!cli_require(cli, "fetch", &error)) return cli_fail(cli, &error);
  struct json *data = json_object(cli->arena);
  json_add_text(cli->arena, data, "url", slice_of(url_asked));
  const struct json *reply = cli_ask(cli, "fetch", "explain", data, NULL, &error);
  if (!reply) return cli_fail(cli, &error);
  if (cli->json)
    cli_print_json(reply);
  else
    print_explanation(cli, reply);
  return json_get_bool(reply, "allowed", false) ? EX_OK : EX_NOPERM;
}

const struct command command_fetch = {
    .name = "fetch",
    .summary = "why a URL is not fetched, or not yet",
    .usage = "fetch --why-not URL",
    .about =
        "Goes through every rule that decides about the URL, in the order in which the fetcher asks them: "
        "how it "
        "is written and\n"
        "which page it is, what the frontier knows of it, robots.txt (asking for it when it is not known) "
        "with the "
        "line\n"
        "that decides, the gate of its domain, and the addresses of its host. Nothing is fed and no page is "
        "fetched.\n"
        "Exit codes: 0 it may be fetched; 77 a rule forbids it; 69 the fetcher is down.",
    .examples = "  depeche fetch --why-not https://example.org/private/page\n"
                "  depeche fetch --why-not http://169.254.169.254/ --json | jq '.steps[] | "
                "select(.outcome==\"stop\")'\n",
    .options = specs,
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
