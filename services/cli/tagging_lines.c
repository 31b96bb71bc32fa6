/* tagging_lines.c - depeche tag --jsonl: texts of JSON lines, a line each. */
#include "cli/filter_lines.h"
#include "cli/tagging.h"

struct texts {
  struct cli *cli;
  const struct tagging_options *options;
};

/* set - a member of the line goes before what the command line says for all. */
static void set(struct arena *arena, struct json *question, const char *key, struct slice value)
{
  if (!value.length) return;
  json_remove(question, key);
  json_add_text(arena, question, key, value);
}

static bool ask(void *context, struct arena *arena, const struct json *line, struct buffer *question,
                struct buffer *matter, dp_error *error)
{
  const struct texts *texts = context;
  const struct json *node = json_get(line, "text");
  struct slice text = json_text(node);
  if (json_type_of(node) != JSON_STRING) return error_set(error, EX_DATAERR, "it has no \"text\"");
  if (!tagging_is_text(text, error)) return false;
  struct json *asked = tagging_question(arena, texts->options);
  set(arena, asked, "language", json_get_text(line, "lang"));
  set(arena, asked, "published", json_get_text(line, "pub"));
  set(arena, asked, "country", json_get_text(line, "country"));
  json_add_bool(arena, asked, "corpus", true);
  if (texts->options->explain) json_add_bool(arena, asked, "explain", true);
  json_print(asked, question);
  buffer_slice(matter, text);
  return true;
}

static bool read_answer(void *context, struct slice answer, dp_error *error)
{
  (void)context;
  struct arena *arena = arena_new();
  bool ok = !slice_starts(answer, "{\"error\"") || tagging_read_error(json_parse(arena, answer, NULL), error);
  arena_free(&arena);
  return ok;
}

static void tell(void *context, uint64_t lines, int64_t errors)
{
  const struct texts *texts = context;
  if (errors || texts->cli->err.tty)
    cli_note(texts->cli, "%llu texts, %lld errors", (unsigned long long)lines, (long long)errors);
}

int tagging_lines(struct cli *cli, const struct tagging_options *options)
{
  struct texts texts = {.cli = cli, .options = options};
  const struct filter_kind kind = tagging_filter(cli, options);
  const struct filter_lines lines = {.input = options->lines,
                                     .where = "",
                                     .done = "tagged",
                                     .longest = FILTER_LINE_MAX,
                                     .jobs = options->jobs,
                                     .kind = &kind,
                                     .ask = ask,
                                     .read = read_answer,
                                     .tell = tell,
                                     .context = &texts};
  return filter_lines_run(cli, &lines);
}
