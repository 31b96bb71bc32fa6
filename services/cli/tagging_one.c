/* tagging_one.c - depeche tag TEXT: one text, in the form that was asked for. */
#include "base/utf8.h"
#include "cli/input.h"
#include "cli/tagging.h"

#include <stdlib.h>

struct filter_kind tagging_filter(struct cli *cli, const struct tagging_options *options)
{
  const char *rules = options->rules ? options->rules : cli->config.tag.rules;
  return (struct filter_kind){.service = "tag", .matter = "text", .option = *rules ? rules : NULL};
}

struct json *tagging_question(struct arena *arena, const struct tagging_options *options)
{
  struct json *question = json_object(arena);
  json_add_given(arena, question, "language", slice_of(options->language));
  json_add_given(arena, question, "published", slice_of(options->date));
  json_add_given(arena, question, "country", slice_of(options->country));
  json_add_given(arena, question, "layers", slice_of(options->layers));
  json_add_given(arena, question, "without", slice_of(options->without));
  return question;
}

bool tagging_is_text(struct slice text, dp_error *error)
{
  const char *nul = text.length ? memchr(text.data, '\0', text.length) : NULL;
  if (text.length > TAGGING_MAX_TEXT)
    return error_set(error, EX_DATAERR, "the text is longer than %d MB", TAGGING_MAX_TEXT / 1024 / 1024);
  if (nul)
    return error_set(error, EX_DATAERR, "there is a NUL at byte %zu: it is no text in UTF-8",
                     (size_t)(nul - text.data));
  if (utf8_valid(text)) return true;
  size_t at = 0;
  for (size_t step; (step = utf8_step(text, at)) != 0;) at += step;
  return error_set(error, EX_DATAERR, "the text is not UTF-8 at byte %zu", at);
}

bool tagging_read_error(const struct json *answer, dp_error *error)
{
  struct slice sentence = json_get_text(answer, "error");
  if (!answer) return error_set(error, EX_SOFTWARE, "the tagger's answer is no JSON");
  if (!sentence.length) return true;
  return error_set(error, (int)json_get_integer(answer, "code", EX_SOFTWARE), "%.*s", (int)sentence.length,
                   sentence.data);
}

static void print(struct cli *cli, const struct tagging_options *options, struct slice text,
                  const struct filter_answer *answer, const struct json *tree)
{
  struct slice format = slice_of(options->format);
  bool shown = slice_is(format, "text") || (!format.length && cli->out.tty);
  if (options->explain && shown)
    tagging_show_explanation(cli, answer->matter);
  else if (options->explain)
    fwrite(answer->matter.data, 1, answer->matter.length, stdout);
  else if (slice_is(format, "tsv"))
    tagging_print_table(tree);
  else if (shown)
    tagging_show(cli, text, tree);
  else
    cli_print_json(tree);
}

/* without_mark - a byte order mark is not part of the text, and not counted. */
static struct slice without_mark(struct slice text)
{
  return slice_starts(text, "\xef\xbb\xbf") ? slice_from(text, 3) : text;
}

static bool ask(struct cli *cli, const struct tagging_options *options, struct slice text,
                struct filter_answer *answer, const struct json **tree, dp_error *error)
{
  const struct filter_kind kind = tagging_filter(cli, options);
  struct json *question = tagging_question(cli->arena, options);
  struct buffer asked = BUFFER_EMPTY;
  if (options->explain) json_add_bool(cli->arena, question, "explain", true);
  json_print(question, &asked);
  bool ok = filter_ask_one(&kind, cli->arena, buffer_view(&asked), text, answer, error);
  buffer_free(&asked);
  if (!ok) return false;
  *tree = json_parse(cli->arena, answer->line, NULL);
  return tagging_read_error(*tree, error);
}

int tagging_one(struct cli *cli, const struct tagging_options *options, const char *name)
{
  dp_error error = {0, ""};
  struct buffer bytes = BUFFER_EMPTY;
  struct filter_answer answer;
  const struct json *tree;
  bool ok = input_read(name, TAGGING_MAX_TEXT + 3, INPUT_REFUSE, &bytes, &error);
  struct slice text = without_mark(buffer_view(&bytes));
  ok = ok && tagging_is_text(text, &error) && ask(cli, options, text, &answer, &tree, &error);
  if (ok) print(cli, options, text, &answer, tree);
  buffer_free(&bytes);
  return ok ? EX_OK : cli_fail(cli, &error);
}
