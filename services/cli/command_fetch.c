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

static void print_step(struct cli *cli, const struct json *step)
{
  struct slice outcome = json_get_text(step, "outcome"), rule = json_get_text(step, "rule");
  printf("  %s%-4.*s%s  %s%-12.*s%s  ", terminal_style(&cli->out, style_of(outcome)), (int)outcome.length,
         outcome.length ? outcome.data : "", terminal_style(&cli->out, STYLE_PLAIN),
         terminal_style(&cli->out, STYLE_BOLD), (int)rule.length, rule.length ? rule.data : "",
         terminal_style(&cli->out, STYLE_PLAIN));
  terminal_text(&cli->out, json_get_text(step, "detail"), 400);
  putchar('\n');
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
  printf("%s%s%s\n", terminal_style(&cli->out, allowed ? STYLE_GOOD : STYLE_BAD),
         allowed ? "it may be fetched" : "it is not fetched", terminal_style(&cli->out, STYLE_PLAIN));
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  (void)arguments, (void)count;
  dp_error error = {0, ""};
  if (!url_asked) return cli_usage(cli, &command_fetch, "--why-not URL is missing");
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
    .most = 0,
    .run = run,
};
