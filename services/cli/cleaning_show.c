/* cleaning_show.c - an article, and why it is what it is, for a person at a terminal. */
#include "base/utf8.h"
#include "cli/cleaning.h"

enum { WIDEST_CUT = 8, WIDEST_KIND = 9, WIDEST_FACT = 11, LEAST_TEXT = 20, CUTS_SHOWN = 24 };

/* put_end - the end of a path, which tells more than its beginning. */
static void put_end(struct cli *cli, enum style style, struct slice text, size_t columns)
{
  size_t count = utf8_count(text), at = 0;
  if (count > columns) {
    printf("%s…", terminal_style(&cli->out, style));
    for (columns--; count > columns; count--) utf8_decode(text, &at);
  }
  terminal_cell(&cli->out, style, slice_from(text, at), columns);
}

static void put_part(struct cli *cli, struct slice text, size_t columns, bool *first)
{
  if (!text.length) return;
  fputs(*first ? "" : " · ", stdout);
  terminal_text(&cli->out, text, columns);
  *first = false;
}

/* is_close - an item under an item, a row under a row: nothing stands between them. */
static bool is_close(struct slice type, struct slice before)
{
  return slice_equal(type, before) && (slice_is(type, "item") || slice_is(type, "row"));
}

/* next_block - the text between two code points, the first of which is behind what was taken before. */
static struct slice next_block(const struct json *block, struct slice text, size_t *at, size_t *counted)
{
  size_t start = (size_t)json_get_integer(block, "start", 0), end = (size_t)json_get_integer(block, "end", 0);
  while (*counted < start && *at < text.length) utf8_decode(text, at), (*counted)++;
  size_t from = *at;
  while (*counted < end && *at < text.length) utf8_decode(text, at), (*counted)++;
  return (struct slice){text.data + from, *at - from};
}

/* put_blocks - with an empty line between those that a wrapped line could be taken for. */
static void put_blocks(struct cli *cli, struct slice text, const struct json *blocks)
{
  struct slice before = {0};
  size_t at = 0, counted = 0;
  for
    json_each(block, blocks)
    {
      struct slice type = json_get_text(block, "type"), part = next_block(block, text, &at, &counted);
      if (before.length && !is_close(type, before)) putchar('\n');
      terminal_wrapped(&cli->out, part, 0);
      before = type;
    }
  terminal_wrapped(&cli->out, slice_from(text, at), 0);
}

void cleaning_show_article(struct cli *cli, const struct json *article)
{
  struct slice title = json_get_text(article, "title"), day = json_get_text(article, "published");
  bool first = true;
  if (day.length > 10) day.length = 10;
  fputs(terminal_style(&cli->out, STYLE_BOLD), stdout);
  terminal_wrapped(&cli->out, title, 0);
  fputs(terminal_style(&cli->out, STYLE_PLAIN), stdout);
  fputs(terminal_style(&cli->out, STYLE_DIM), stdout);
  put_part(cli, json_get_text(article, "site"), 60, &first);
  put_part(cli, day, 10, &first);
  const struct json *authors = json_get(article, "authors");
  for
    json_each(author, authors) put_part(cli, json_text(author), 60, &first);
  put_part(cli, json_get_text(article, "language"), 12, &first);
  printf("%s\n\n", terminal_style(&cli->out, STYLE_PLAIN));
  put_blocks(cli, json_get_text(article, "text"), json_get(article, "blocks"));
}

/* Explanations. */

struct cuts {
  struct slice words[CUTS_SHOWN], sentences[CUTS_SHOWN];
  size_t count;
};

static void note_cut(struct cuts *cuts, const struct json *line)
{
  struct slice word = json_get_text(line, "cut");
  for (size_t i = 0; i < cuts->count; i++)
    if (slice_equal(cuts->words[i], word)) return;
  if (!word.length || cuts->count == CUTS_SHOWN) return;
  cuts->words[cuts->count] = word;
  cuts->sentences[cuts->count++] = json_get_text(line, "why");
}

/* What a row has for the place of a block and for its text, behind the other columns. */
struct widths {
  size_t region, text;
};

static struct widths widths_of(const struct terminal *terminal)
{
  enum { OTHERS = WIDEST_CUT + WIDEST_KIND + 23, LEAST = 40, WIDEST_REGION = 34 };
  size_t rest = terminal->width > OTHERS + LEAST ? terminal->width - OTHERS : LEAST, region = rest * 2 / 5;
  if (region > WIDEST_REGION) region = WIDEST_REGION;
  return (struct widths){region, rest - region};
}

static void show_block(struct cli *cli, const struct json *line, struct cuts *cuts)
{
  bool kept = json_get_bool(line, "kept", false);
  const struct widths widths = widths_of(&cli->out);
  note_cut(cuts, line);
  terminal_cell(&cli->out, kept ? STYLE_GOOD : STYLE_WARN, kept ? SLICE("kept") : json_get_text(line, "cut"),
                WIDEST_CUT);
  putchar(' ');
  terminal_cell(&cli->out, STYLE_PLAIN, json_get_text(line, "kind"), WIDEST_KIND);
  printf(" %4lld%%", (long long)json_get_integer(line, "score", 0));
  printf(" %5lld", (long long)json_get_integer(line, "words", 0));
  printf(" %4lld%% ", (long long)json_get_integer(line, "links", 0));
  put_end(cli, STYLE_DIM, json_get_text(line, "region"), widths.region);
  putchar(' ');
  fputs(terminal_style(&cli->out, kept ? STYLE_PLAIN : STYLE_DIM), stdout);
  terminal_text(&cli->out, json_get_text(line, "text"), widths.text);
  printf("%s\n", terminal_style(&cli->out, STYLE_PLAIN));
}

static void show_fact(struct cli *cli, const struct json *line)
{
  const struct json *values = json_get(line, "values");
  size_t used = WIDEST_FACT + 22;
  size_t columns = cli->out.width > used + LEAST_TEXT ? cli->out.width - used : LEAST_TEXT;
  for (const struct json *value = json_first(values); value; value = json_next(value)) {
    bool first = value == json_first(values);
    terminal_cell(&cli->out, STYLE_BOLD, first ? json_get_text(line, "fact") : SLICE(""), WIDEST_FACT);
    putchar(' ');
    terminal_cell(&cli->out, STYLE_NAME, first ? json_get_text(line, "from") : SLICE(""), 10);
    if (first)
      printf(" %3lld%%  ", (long long)json_get_integer(line, "confidence", 0));
    else
      printf("%7s", "");
    terminal_text(&cli->out, json_text(value), columns);
    putchar('\n');
  }
}

static void show_cuts(struct cli *cli, const struct cuts *cuts)
{
  for (size_t i = 0; i < cuts->count; i++) {
    terminal_cell(&cli->out, STYLE_WARN, cuts->words[i], WIDEST_CUT);
    printf(" %.*s\n", (int)cuts->sentences[i].length, cuts->sentences[i].data);
  }
  if (cuts->count) putchar('\n');
}

static void show_verdict(struct cli *cli, const struct json *line)
{
  struct slice reason = json_get_text(line, "reason");
  printf("\n%s%s%s\n", terminal_style(&cli->out, reason.length ? STYLE_BAD : STYLE_GOOD),
         reason.length ? "it is no article" : "it is an article", terminal_style(&cli->out, STYLE_PLAIN));
  if (slice_is(json_get_text(line, "text_from"), "json-ld"))
    puts("its text is the one that the page declares in JSON-LD, not that of these blocks");
}

static void show_head(struct cli *cli)
{
  printf("%s%-*s %-*s score words links %-*s text%s\n", terminal_style(&cli->out, STYLE_BOLD), WIDEST_CUT, "",
         WIDEST_KIND, "block", (int)widths_of(&cli->out).region, "in",
         terminal_style(&cli->out, STYLE_PLAIN));
}

void cleaning_show_explanation(struct cli *cli, struct slice lines)
{
  struct cuts cuts = {.count = 0};
  bool in_blocks = true;
  show_head(cli);
  while (lines.length) {
    const char *end = memchr(lines.data, '\n', lines.length);
    size_t length = end ? (size_t)(end - lines.data) : lines.length;
    const struct json *line = json_parse(cli->arena, (struct slice){lines.data, length}, NULL);
    bool block = json_get(line, "block") != NULL;
    if (!block && in_blocks) putchar('\n'), show_cuts(cli, &cuts);
    in_blocks &= block;
    if (block)
      show_block(cli, line, &cuts);
    else if (json_get(line, "fact"))
      show_fact(cli, line);
    else
      show_verdict(cli, line);
    lines = slice_from(lines, length + 1);
  }
}
