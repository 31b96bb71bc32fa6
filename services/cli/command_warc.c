/* command_warc.c - depeche warc: the archive, for a person: what is in it, what a record holds, whether it is
 * sound. */
#include "cli/warc.h"

static struct warc_options options = {.limit = -1};

static const struct option_spec specs[] = {
    {"url", 'u', OPTION_TEXT, &options.url, "URL", "list: this URL; * stands for anything"},
    {"type", 't', OPTION_TEXT, &options.type, "TYPE", "list: response, revisit, request, metadata, …"},
    {"since", 0, OPTION_TEXT, &options.since, "TIME",
     "list: from then on; 2026-11-23 or 2026-11-23T08:30:00Z"},
    {"until", 0, OPTION_TEXT, &options.until, "TIME", "list: before then"},
    {"limit", 'n', OPTION_NUMBER, &options.limit, "COUNT", "list: at most so many"},
    {"item", 'i', OPTION_NUMBER, &options.item, "ITEM", "list, show: of the page of this item"},
    {"head", 0, OPTION_FLAG, &options.head, NULL, "show: the head of the HTTP message"},
    {"body", 0, OPTION_FLAG, &options.body, NULL, "show: the body, its encodings taken off"},
    {"raw", 0, OPTION_FLAG, &options.raw, NULL, "show: the body as it is stored"},
    {"all", 'a', OPTION_FLAG, &options.all, NULL, "verify: every file of the fetcher's archive"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static int run(struct cli *cli, char **arguments, size_t count)
{
  const char *verb = arguments[0];
  bool page = options.item > 0;
  if (strcmp(verb, "list") == 0)
    return count > 1 ? warc_list_files(cli, &options, arguments + 1, count - 1)
                     : warc_list_index(cli, &options);
  if (strcmp(verb, "show") == 0) {
    if (page ? count != 1 : count < 2 || count > 3)
      return cli_usage(cli, &command_warc, "show takes FILE OFFSET, a URL, or --item ITEM");
    return warc_show(cli, &options, arguments + 1, count - 1);
  }
  if (strcmp(verb, "verify") != 0) return cli_usage(cli, &command_warc, "warc takes list, show or verify");
  if (options.all == (count > 1)) return cli_usage(cli, &command_warc, "verify takes files, or --all");
  return warc_verify(cli, &options, arguments + 1, count - 1);
}

const struct command command_warc = {
    .name = "warc",
    .summary = "list, show and verify archived responses",
    .usage = "warc list [FILTER…] [FILE…]\nwarc show FILE OFFSET | URL | --item ITEM [--head | --body | "
             "--raw]\nwarc verify FILE… | --all",
    .about =
        "list without files asks the fetcher's index; with files it reads them, whoever made them: WARC 1.0 "
        "or "
        "1.1, gzip\n"
        "or not. show prints one record: the one at an offset, or the latest of a page. verify reads every "
        "byte: framing,\n"
        "digests, checksums of gzip; a file that ends inside a record has a torn tail, which the fetcher "
        "cuts "
        "when it starts.\n"
        "Exit codes: 0 fine; 65 something is damaged; 66 no such file or record; 69 the fetcher is down.",
    .examples = "  depeche warc list --url 'https://example.org/*'     what is archived of a site\n"
                "  depeche warc list CC-NEWS-20240412.warc.gz | jq -r .url\n"
                "  depeche warc show --body https://example.org/story  the page as it was last fetched\n"
                "  depeche warc verify --all                           is the archive sound?\n",
    .options = specs,
    .least = 1,
    .most = (size_t)-1,
    .run = run,
};
