/* show_diff.c - asks for the other revision, and prints the changes of headline and text. */
#include "cli/show_diff.h"

#include "cli/diff.h"
#include "data/article.h"
#include "data/event.h"

#include <inttypes.h>

enum { CONTEXT_WORDS = 12 };

static const struct json *find_revision(const struct json *record, int64_t revision)
{
  for
    json_each(entry, json_get(record, "revisions"))
    {
      if (json_get_integer(entry, "revision", 0) == revision) return entry;
    }
  return NULL;
}

/* read_other - the article of that revision; NULL with the reason. */
static const struct json *read_other(struct cli *cli, const struct json *record, int64_t revision,
                                     dp_error *error)
{
  const struct json *entry = find_revision(record, revision);
  struct slice frame = {NULL, 0};
  struct event event;
  if (!entry) {
    error_set(error, EX_NOINPUT, "there is no revision %" PRId64 " of this article", revision);
    return NULL;
  }
  struct json *data = json_object(cli->arena);
  int64_t sequence = json_get_integer(entry, "sequence", 0);
  json_add_text(cli->arena, data, "key", slice_of(arena_format(cli->arena, "%" PRId64, sequence)));
  if (!cli_ask(cli, "store", "show", data, &frame, error)) return NULL;
  if (!frame.length) {
    error_set(error, EX_NOINPUT, "revision %" PRId64 " (article %" PRId64 ") has expired", revision,
              sequence);
    return NULL;
  }
  return event_parse(cli->arena, frame, &event, error) ? event.data : NULL;
}

/* ---- printing ---- */

static size_t start_of_last_words(struct slice text, size_t words)
{
  size_t at = text.length;
  while (at && words) {
    while (at && slice_white(text.data[at - 1])) at--;
    while (at && !slice_white(text.data[at - 1])) at--;
    words--;
  }
  return at;
}

static size_t end_of_first_words(struct slice text, size_t words)
{
  size_t at = 0;
  while (at < text.length && words) {
    while (at < text.length && !slice_white(text.data[at])) at++;
    while (at < text.length && slice_white(text.data[at])) at++;
    words--;
  }
  return at;
}

static void print_text(struct cli *cli, struct slice text)
{
  while (text.length) {
    const char *end = memchr(text.data, '\n', text.length);
    size_t length = end ? (size_t)(end - text.data) : text.length;
    terminal_text(&cli->out, (struct slice){text.data, length}, SIZE_MAX);
    if (end) putchar('\n');
    text = slice_from(text, length + (end != NULL));
  }
}

/* print_same - words beside a change stay, what is far from any is left out. */
static void print_same(struct cli *cli, struct slice text, bool first, bool last)
{
  size_t from = first ? 0 : end_of_first_words(text, CONTEXT_WORDS),
         to = last ? text.length : start_of_last_words(text, CONTEXT_WORDS);
  if (to <= from || (first && last)) {
    print_text(cli, text);
    return;
  }
  print_text(cli, (struct slice){text.data, from});
  printf("%s … %s", terminal_style(&cli->out, STYLE_DIM), terminal_style(&cli->out, STYLE_PLAIN));
  print_text(cli, slice_from(text, to));
}

/* print_change - white space behind it stays outside of the marks. */
static void print_change(struct cli *cli, const struct diff_piece *piece)
{
  bool removed = piece->kind == DIFF_REMOVED;
  struct slice text = piece->text;
  while (text.length && slice_white(text.data[text.length - 1])) text.length--;
  fputs(cli->out.color ? terminal_style(&cli->out, removed ? STYLE_BAD : STYLE_GOOD)
        : removed      ? "[-"
                       : "{+",
        stdout);
  print_text(cli, text);
  fputs(cli->out.color ? terminal_style(&cli->out, STYLE_PLAIN) : removed ? "-]" : "+}", stdout);
  print_text(cli, slice_from(piece->text, text.length));
  if (removed && text.length == piece->text.length) putchar(' ');
}

static void print_diff(struct cli *cli, const struct diff *diff)
{
  for (size_t i = 0; i < diff->count; i++) {
    if (diff->pieces[i].kind == DIFF_SAME)
      print_same(cli, diff->pieces[i].text, i == 0, i + 1 == diff->count);
    else
      print_change(cli, &diff->pieces[i]);
  }
  putchar('\n');
}

static void add_diff(struct arena *arena, struct json *object, const char *key, const struct diff *diff)
{
  static const char *const names[] = {"same", "removed", "added"};
  struct json *list = json_add_array(arena, object, key);
  for (size_t i = 0; i < diff->count; i++) {
    struct json *entry = json_append_object(arena, list);
    json_add_text(arena, entry, "is", slice_of(names[diff->pieces[i].kind]));
    json_add_text(arena, entry, "text", diff->pieces[i].text);
  }
}

static bool has_changes(const struct diff *diff)
{
  return diff->count > 1 || (diff->count == 1 && diff->pieces[0].kind != DIFF_SAME);
}

static void tell(struct cli *cli, const struct json *older, const struct json *newer, int64_t from,
                 int64_t to)
{
  struct diff title = diff_texts(cli->arena, article_headline(older), article_headline(newer));
  struct diff text = diff_texts(cli->arena, article_text(older), article_text(newer));
  if (cli->json_asked) {
    struct json *object = json_object(cli->arena);
    json_add_integer(cli->arena, object, "from", from);
    json_add_integer(cli->arena, object, "to", to);
    add_diff(cli->arena, object, "headline", &title);
    add_diff(cli->arena, object, "text", &text);
    cli_print_json(object);
    return;
  }
  printf("revision %" PRId64 " -> %" PRId64 "\n\n", from, to);
  print_diff(cli, &title);
  putchar('\n');
  if (has_changes(&text))
    print_diff(cli, &text);
  else
    puts("the text is the same");
}

int show_diff(struct cli *cli, const struct json *record, const struct json *article, int64_t against,
              bool newest)
{
  dp_error error = {0, ""};
  int64_t revision = json_get_integer(record, "revision", 0);
  const struct json *last = json_first(json_get(record, "revisions"));
  if (newest && last && json_get_integer(last, "revision", 0) > revision) {
    revision = json_get_integer(last, "revision", 0);
    article = read_other(cli, record, revision, &error);
  }
  int64_t other = against ? against : revision - 1;
  if (error.code) return cli_fail(cli, &error);
  if (!article || !revision)
    error_set(&error, EX_NOINPUT, "the store holds no text of it to compare");
  else if (revision == 1 && !against)
    error_set(&error, EX_NOINPUT, "it is the first revision; there is none before it");
  if (error.code) return cli_fail(cli, &error);
  const struct json *before = read_other(cli, record, other, &error);
  if (!before) return cli_fail(cli, &error);
  if (other < revision)
    tell(cli, before, article, other, revision);
  else
    tell(cli, article, before, revision, other);
  return EX_OK;
}
