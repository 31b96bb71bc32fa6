/* command_dead.c - depeche dead: the items that were given up, why, and another try. */
#include "cli/cli.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PAGE = 500 };

static struct {
  bool all;
  int64_t limit;
} options = {.limit = -1};

static const struct option_spec specs[] = {
    {"all", 'a', OPTION_FLAG, &options.all, NULL, "retry: every dead letter"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "COUNT", "list: at most so many"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static void print_dead(struct cli *cli, const struct json *dead)
{
  struct terminal *out = &cli->out;
  if (cli->json) {
    cli_print_json(dead);
    return;
  }
  printf("%s%6" PRId64 "%s  ", terminal_style(out, STYLE_BOLD), json_get_integer(dead, "item", 0),
         terminal_style(out, STYLE_PLAIN));
  terminal_text(out, json_get_text(dead, "url"), out->width > 30 ? out->width - 8 : 24);
  printf("\n        %s", terminal_style(out, STYLE_WARN));
  terminal_text(out, json_get_text(dead, "reason"), 40);
  printf("%s  ", terminal_style(out, STYLE_PLAIN));
  terminal_text(out, json_get_text(dead, "detail"), 200);
  putchar('\n');
}

/* One page; *after becomes the last item shown. */
static bool list_page(struct cli *cli, int64_t *after, int64_t *shown, bool *more, dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  json_add_integer(cli->arena, data, "after", *after);
  json_add_integer(cli->arena, data, "limit", PAGE);
  struct json *reply = cli_ask(cli, "fetch", "dead.list", data, NULL, error);
  if (!reply) return false;
  int64_t before = *after;
  for (struct json *dead = json_first(json_get(reply, "dead")); dead; dead = json_next(dead)) {
    if (options.limit >= 0 && *shown >= options.limit) break;
    print_dead(cli, dead);
    *after = json_get_integer(dead, "item", *after);
    ++*shown;
  }
  *more =
      json_get_bool(reply, "more", false) && *after > before && (options.limit < 0 || *shown < options.limit);
  return true;
}

static int list(struct cli *cli, dp_error *error)
{
  int64_t after = 0, shown = 0;
  for (bool more = true; more;)
    if (!list_page(cli, &after, &shown, &more, error)) return cli_fail(cli, error);
  if (cli->err.tty && options.limit >= 0 && shown == options.limit)
    cli_note(cli, "at most %" PRId64 " are shown, as --limit says; there may be more", shown);
  else if (cli->err.tty)
    cli_note(cli,
             shown ? "dead letters: %" PRId64 "; try again with: depeche dead retry ITEM… or --all"
                   : "no dead letters",
             shown);
  return EX_OK;
}

static bool parse_item(const char *text, int64_t *item, dp_error *error)
{
  char *end;
  long long number = strtoll(text, &end, 10);
  if (*end || end == text || number < 1)
    return error_set(error, EX_USAGE, "“%.40s” is no item number; depeche dead list shows them", text);
  *item = number;
  return true;
}

static int show(struct cli *cli, char **items, size_t count, dp_error *error)
{
  int code = EX_OK;
  for (size_t i = 0; i < count; i++) {
    int64_t item = 0;
    if (!parse_item(items[i], &item, error)) return cli_fail(cli, error);
    arena_reset(cli->arena);
    struct json *data = json_object(cli->arena);
    json_add_text(cli->arena, data, "key", slice_of(items[i]));
    struct json *reply = cli_ask(cli, "fetch", "show", data, NULL, error);
    if (!reply) return cli_fail(cli, error);
    const struct json *found = json_get(reply, "item");
    if (found && slice_is(json_get_text(found, "state"), "dead")) {
      print_dead(cli, found);
      continue;
    }
    cli_note(cli, "item %" PRId64 " is no dead letter; see: depeche show --item %" PRId64, item, item);
    code = EX_NOINPUT;
  }
  return code;
}

static int retry(struct cli *cli, char **items, size_t count, dp_error *error)
{
  struct json *data = json_object(cli->arena), *list_of = NULL;
  if (options.all)
    json_add_bool(cli->arena, data, "all", true);
  else
    list_of = json_add_array(cli->arena, data, "items");
  for (size_t i = 0; list_of && i < count; i++) {
    int64_t item = 0;
    if (!parse_item(items[i], &item, error)) return cli_fail(cli, error);
    json_append(cli->arena, list_of, json_new_integer(cli->arena, item));
  }
  struct json *reply = cli_ask(cli, "fetch", "dead.retry", data, NULL, error);
  if (!reply) return cli_fail(cli, error);
  int64_t revived = json_get_integer(reply, "revived", 0);
  if (cli->json)
    cli_print_json(reply);
  else
    printf("%" PRId64 " of the dead letters are on their way again\n", revived);
  return options.all || revived == (int64_t)count ? EX_OK : EX_NOINPUT;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  const char *verb = count ? arguments[0] : "list";
  bool is_list = strcmp(verb, "list") == 0, is_show = strcmp(verb, "show") == 0,
       is_retry = strcmp(verb, "retry") == 0;
  size_t items = count ? count - 1 : 0;
  if (!is_list && !is_show && !is_retry)
    return cli_usage(cli, &command_dead, "dead takes list, show or retry");
  if ((is_show && !items) || (is_retry && !items && !options.all))
    return cli_usage(cli, &command_dead, "which item? Give its number");
  if ((is_list && items) || (is_retry && items && options.all))
    return cli_usage(cli, &command_dead, "there are too many arguments");
  if (items > 1000) return cli_usage(cli, &command_dead, "at most 1,000 items in one call");
  if (!cli_require(cli, "fetch", &error)) return cli_fail(cli, &error);
  if (is_list) return list(cli, &error);
  return is_show ? show(cli, arguments + 1, items, &error) : retry(cli, arguments + 1, items, &error);
}

const struct command command_dead = {
    .name = "dead",
    .summary = "list, show and retry dead letters",
    .usage = "dead [list] [--limit COUNT]\ndead show ITEM…\ndead retry ITEM… | --all",
    .about = "An item becomes a dead letter when its page can't be had (after all its tries) or can't be "
             "delivered. It keeps\n"
             "the reason, and a response that was fetched. retry puts it on its way again: fetched anew, or, "
             "where\n"
             "the response is in the archive, delivered from there.\n"
             "Exit codes: 0 done; 66 an item is no dead letter; 69 the fetcher is down.",
    .examples = "  depeche dead                            all of them, with their reasons\n"
                "  depeche dead list | jq -r .url          their URLs\n"
                "  depeche dead retry 17 23                another try for two\n"
                "  depeche dead retry --all                another try for all\n",
    .options = specs,
    .least = 0,
    .most = (size_t)-1,
    .run = run,
};
