/* cleaning_one.c - depeche clean PAGE: one page, in the form that was asked for. */
#include "cli/cleaning.h"

/* The answer, kept. */
struct kept {
  const struct json *article;
  struct slice line, matter;
};

static bool ask(struct cli *cli, const struct cleaning_options *options, const struct cleaning_page *page,
                struct kept *kept, dp_error *error)
{
  struct json *question = cleaning_question(cli, cli->arena, options, page);
  struct buffer text = BUFFER_EMPTY;
  struct filter_answer answer;
  if (options->explain) json_add_bool(cli->arena, question, "explain", true);
  json_print(question, &text);
  bool ok = filter_ask_one(&cleaning_filter, cli->arena, buffer_view(&text), buffer_view(&page->bytes),
                           &answer, error);
  buffer_free(&text);
  if (!ok) return false;
  *kept = (struct kept){json_parse(cli->arena, answer.line, error), answer.line, answer.matter};
  return kept->article != NULL;
}

/* Printing. */

static void put_line(struct slice text)
{
  fwrite(text.data, 1, text.length, stdout);
  if (!text.length || text.data[text.length - 1] != '\n') putchar('\n');
}

/* print_metadata - a head of lines `name: JSON value`, which is YAML too. */
static void print_metadata(const struct json *article)
{
  static const char *const names[] = {"title",       "authors",  "published", "modified", "site",
                                      "uri",         "language", "kind",      "section",  "tags",
                                      "description", "image",    "paywall",   "licence"};
  puts("---");
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const struct json *value = json_get(article, names[i]);
    if (!value) continue;
    printf("%s: ", names[i]);
    cli_print_json(value);
  }
  puts("---\n");
}

static void print_json(struct cli *cli, const struct kept *kept)
{
  struct buffer text = BUFFER_EMPTY;
  if (cli->out.tty)
    json_print_pretty(kept->article, &text);
  else
    buffer_slice(&text, kept->line);
  put_line(buffer_view(&text));
  buffer_free(&text);
}

static void print(struct cli *cli, const struct cleaning_options *options, const struct kept *kept)
{
  if (options->explain && cli->out.tty && !options->format) {
    cleaning_show_explanation(cli, kept->matter);
  } else if (options->explain) {
    fwrite(kept->matter.data, 1, kept->matter.length, stdout);
  } else if (slice_is(slice_of(options->format), "json")) {
    print_json(cli, kept);
  } else if (!options->format && cli->out.tty) {
    cleaning_show_article(cli, kept->article);
  } else {
    const char *form = cleaning_is_form(options->format) ? options->format : "text";
    struct slice body = json_get_text(kept->article, form);
    if (options->with_metadata) print_metadata(kept->article);
    if (body.length) put_line(body);
  }
}

/* tell - the verdict is not a failure of ours, so it gets no “depeche:”. */
static int tell(struct cli *cli, const char *name, const struct json *article)
{
  struct slice reason = json_get_text(article, "rejected"), detail = json_get_text(article, "detail");
  if (!reason.length) return EX_OK;
  fflush(stdout);
  fprintf(stderr, "%s%.*s%s ", terminal_style(&cli->err, STYLE_WARN), (int)reason.length, reason.data,
          terminal_style(&cli->err, STYLE_PLAIN));
  terminal_text(&cli->err, slice_of(name), 200);
  fputs(": ", stderr);
  terminal_text(&cli->err, detail, 400);
  fputc('\n', stderr);
  return EX_DATAERR;
}

static void apply(struct cli *cli, const struct cleaning_options *options, struct cleaning_page *page)
{
  if (options->url) page->url = slice_of(options->url);
  if (options->charset)
    page->content_type = slice_of(arena_format(cli->arena, "text/html; charset=%s", options->charset));
}

int cleaning_one(struct cli *cli, const struct cleaning_options *options, const char *name)
{
  dp_error error = {0, ""};
  struct cleaning_page page = {.bytes = BUFFER_EMPTY};
  struct kept kept = {0};
  bool ok = cleaning_read(cli, name, &page, &error);
  if (ok) {
    apply(cli, options, &page);
    ok = ask(cli, options, &page, &kept, &error);
  }
  buffer_free(&page.bytes);
  if (!ok) return cli_fail(cli, &error);
  print(cli, options, &kept);
  return tell(cli, name, kept.article);
}
