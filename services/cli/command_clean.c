/* command_clean.c - depeche clean: the cleaner alone, as a filter: a page in, its article out. */
#include "cli/cleaning.h"

static struct cleaning_options options;
static const struct option_spec specs[] = {
    {"url", 'u', OPTION_TEXT, &options.url, "URL", "where the page comes from, when it is a file"},
    {"format", 'f', OPTION_TEXT, &options.format, "FORM", "text, markdown, xhtml or json"},
    {"with-metadata", 'm', OPTION_FLAG, &options.with_metadata, NULL,
     "text, markdown: title, authors, dates and all in a head of YAML"},
    {"explain", 'x', OPTION_FLAG, &options.explain, NULL,
     "each block: kept or cut, and why; each fact: who said it, how surely"},
    {"charset", 0, OPTION_TEXT, &options.charset, "NAME", "as if the server had named this encoding"},
    {"jsonl", 0, OPTION_TEXT, &options.index, "INDEX",
     "the pages that this file names; - reads it from standard input"},
    {"jobs", 'j', OPTION_NUMBER, &options.jobs, "N", "jsonl: so many pages at a time (one a core)"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

static bool right_format(const char *format)
{
  static const char *const formats[] = {"text", "markdown", "xhtml", "json"};
  for (size_t i = 0; format && i < sizeof formats / sizeof *formats; i++)
    if (strcmp(format, formats[i]) == 0) return true;
  return !format;
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  if (cli->json_asked && !options.format && !options.explain) options.format = "json";
  if (!right_format(options.format))
    return cli_usage(cli, &command_clean, "--format is text, markdown, xhtml or json");
  if (options.index) {
    if (count || options.explain || options.url || options.charset || options.with_metadata ||
        slice_is(slice_of(options.format), "text"))
      return cli_usage(cli, &command_clean, "--jsonl goes with --jobs, and --format markdown or xhtml");
    return cleaning_lines(cli, &options);
  }
  if (!count) return cli_usage(cli, &command_clean, "clean takes a file, a URL, or - for standard input");
  if (options.with_metadata && slice_is(slice_of(options.format), "xhtml"))
    return cli_usage(cli, &command_clean, "--with-metadata goes with text and markdown");
  if (options.url && cleaning_is_url(arguments[0]))
    return cli_usage(cli, &command_clean, "--url is for files; this page has a URL");
  return cleaning_one(cli, &options, arguments[0]);
}

const struct command command_clean = {
    .name = "clean",
    .summary = "the article of one page, or of many files",
    .usage = "clean FILE | URL | - [--format FORM] [--with-metadata] [--url URL] [--charset NAME]\n"
             "clean FILE | URL | - --explain\nclean --jsonl INDEX [--jobs N] [--format markdown | xhtml]",
    .about =
        "Needs no daemons. A terminal shows headline, source and text; a pipe gets the text alone, a "
        "paragraph a line. A\n"
        "file may be gzipped, whatever its name. A URL is fetched once, as a person's own request: "
        "robots.txt "
        "is not asked,\n"
        "private addresses are refused (fetch.allow_addresses opens them). For many URLs: depeche feed.\n"
        "What is no article is told with the reason, and what was found on it is printed all the same.\n"
        "INDEX has a line of JSON a page: {\"id\", \"html\": file, beside the index, \"url\", "
        "\"fetched_at\"}; only html must be\n"
        "there. Out comes a line a page in the same order, as --format json, with \"id\", \"author\" and "
        "\"date\" (a day), and the\n"
        "form if one is asked for; or with \"error\". Foreign bytes are read by processes without files and "
        "network.\n"
        "Exit codes: 0 an article; 65 the page is none (--jsonl: a line has an error); 66 no such file; 69 "
        "nothing came from\n"
        "the URL; 77 an address that is refused.",
    .examples = "  depeche clean page.html --url https://example.org/story\n"
                "  depeche clean https://example.org/story > story.txt    the text\n"
                "  curl -s https://example.org/story | depeche clean - --format markdown --with-metadata\n"
                "  depeche clean page.html --json | jq '{title, authors, published}'\n"
                "  depeche clean page.html --explain                      why is that sentence missing?\n"
                "  depeche clean --jsonl pages.jsonl > articles.jsonl     a corpus, on every core\n",
    .options = specs,
    .least = 0,
    .most = 1,
    .run = run,
};
