/* command_tag.c - depeche tag: the tagger alone, as a filter: a text in, what it speaks of out. */
#include "cli/tagging.h"
#include "data/layers.h"

#include <time.h>

static struct tagging_options options;
static const struct option_spec specs[] = {
    {"format", 'f', OPTION_TEXT, &options.format, "FORM",
     "text, json or tsv (text on a terminal, json in a pipe)"},
    {"language", 'l', OPTION_TEXT, &options.language, "TAG",
     "fr, en or another one (guessed: fr, en or und)"},
    {"date", 'd', OPTION_TEXT, &options.date, "DAY",
     "when it was published, such as 2024-04-12, or today: resolves “jeudi”, “yesterday”"},
    {"country", 'C', OPTION_TEXT, &options.country, "CODE",
     "where it was published, such as NE: a hint for places of the same name"},
    {"layers", 0, OPTION_TEXT, &options.layers, "LIST",
     "only these, of names,norp,dates,amounts,quotes,rules,links"},
    {"without", 0, OPTION_TEXT, &options.without, "LIST", "all but these"},
    {"rules", 'r', OPTION_TEXT, &options.rules, "DIRECTORY",
     "rules of your own, instead of tag.rules (depeche rules --help); \"\": none"},
    {"explain", 'x', OPTION_FLAG, &options.explain, NULL,
     "each mention: which layer and rule found it, how surely, and what it won against"},
    {"jsonl", 0, OPTION_TEXT, &options.lines, "FILE",
     "the texts of these lines of JSON; - reads them from standard input"},
    {"jobs", 'j', OPTION_NUMBER, &options.jobs, "N", "jsonl: so many texts at a time (one a core)"},
    {NULL, 0, OPTION_FLAG, NULL, NULL, NULL}};

/* take_date - "today" becomes the day where we are. */
static bool take_date(struct cli *cli, dp_error *error)
{
  millis when;
  struct tm day;
  time_t now = time(NULL);
  if (options.date && strcmp(options.date, "today") == 0 && localtime_r(&now, &day))
    options.date =
        arena_format(cli->arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
  return !options.date || clock_parse(slice_of(options.date), &when) ||
         error_set(error, EX_USAGE, "--date is a day such as 2024-04-12, or today, not “%.40s”",
                   options.date);
}

static bool right(struct cli *cli, dp_error *error)
{
  static const char *const formats[] = {"text", "json", "tsv"};
  unsigned layers;
  bool known = !options.format;
  for (size_t i = 0; !known && i < sizeof formats / sizeof *formats; i++)
    known = strcmp(options.format, formats[i]) == 0;
  if (!known) return error_set(error, EX_USAGE, "--format is text, json or tsv");
  return layers_read(slice_of(options.layers), &layers, error) &&
         layers_read(slice_of(options.without), &layers, error) && take_date(cli, error);
}

static int run(struct cli *cli, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  if (!right(cli, &error)) return cli_usage(cli, &command_tag, error.text);
  if (cli->json_asked && !options.format && !options.explain) options.format = "json";
  if (options.lines && (count || options.format))
    return cli_usage(cli, &command_tag, "--jsonl takes no other file and has one form");
  if (options.lines) return tagging_lines(cli, &options);
  if (!count) return cli_usage(cli, &command_tag, "tag takes a file, or - for standard input");
  return tagging_one(cli, &options, arguments[0]);
}

const struct command command_tag = {
    .name = "tag",
    .summary = "people, places, dates, amounts and quotes of a text, or of many",
    .usage = "tag FILE | - [--date DAY] [--language TAG] [--country CODE] [--layers LIST] [--format FORM]\n"
             "tag FILE | - --explain\ntag --jsonl FILE | - [--jobs N]",
    .about =
        "Needs no daemons. Takes plain text in UTF-8 of at most 8 MB, a paragraph a line, as depeche clean "
        "writes it.\n"
        "A terminal shows the text with its mentions, then what they name and who said what; a pipe gets a "
        "line "
        "of JSON\n"
        "with mentions, entities and quotes as in a message (PROTOCOL.md); tsv is a mention a line. Offsets "
        "count "
        "Unicode\n"
        "code points; a byte order mark is not counted.\n"
        "Without --date relative days have no value; without --language the small words decide, and the "
        "output "
        "says so.\n"
        "Lines of --jsonl are {\"id\", \"text\", \"lang\"?, \"pub\"?, \"country\"?}; what the line does not "
        "say is "
        "taken from the options.\n"
        "Out comes a line each, in the same order: {\"id\", \"entities\": [{start, end, type, value?, unit?, "
        "mod?, "
        "link?, id?}],\n"
        "\"quotes\": [...]}, or \"id\" and \"error\". Texts are read by processes without files and "
        "network.\n"
        "Exit codes: 0; 65 no UTF-8 text (--jsonl: a line has an error); 66 no such file.",
    .examples = "  depeche tag story.txt --date 2024-04-12\n"
                "  depeche clean https://example.org/story | depeche tag - --date today --format text\n"
                "  depeche tag story.txt --layers names,links --format tsv | cut -f3-6 | sort | uniq -c\n"
                "  depeche tag story.txt --explain                        why is that an organisation?\n"
                "  depeche tag --jsonl texts.jsonl > found.jsonl          a corpus, on every core\n",
    .options = specs,
    .least = 0,
    .most = 1,
    .run = run,
};
