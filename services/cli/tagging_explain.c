/* tagging_explain.c - why each mention is one, for a person at a terminal. */
#include "base/utf8.h"
#include "cli/tagging.h"

enum { WIDEST_FATE = 10, WIDEST_TYPE = 8, WIDEST_LAYER = 8, WIDEST_RULE = 20, LEAST_TEXT = 16, WHYS = 8 };

/* The sentences behind the words of the first column, each once. */
struct whys {
  struct slice words[WHYS], sentences[WHYS];
  size_t count;
};

static void note_why(struct whys *whys, const struct json *line)
{
  struct slice word = json_get_text(line, "fate"), sentence = json_get_text(line, "why");
  for (size_t i = 0; i < whys->count; i++)
    if (slice_equal(whys->words[i], word)) return;
  if (!sentence.length || whys->count == WHYS) return;
  whys->words[whys->count] = word;
  whys->sentences[whys->count++] = sentence;
}

static void put_column(struct terminal *out, enum style style, struct slice text, size_t columns)
{
  terminal_cell(out, style, text, columns);
  fputc(' ', out->file);
}

static void show_finding(struct terminal *out, const struct json *line, size_t columns)
{
  struct slice fate = json_get_text(line, "fate"), type = json_get_text(line, "type");
  bool said = slice_is(fate, "said");
  put_column(out, said ? STYLE_GOOD : STYLE_DIM, fate, WIDEST_FATE);
  fprintf(out->file, "%7lld ", (long long)json_get_integer(line, "start", 0));
  put_column(out, said ? STYLE_PLAIN : STYLE_DIM, json_get_text(line, "exact"), columns);
  put_column(out, tagging_style(type), type, WIDEST_TYPE);
  put_column(out, STYLE_PLAIN, json_get_text(line, "layer"), WIDEST_LAYER);
  put_column(out, STYLE_PLAIN, json_get_text(line, "rule"), WIDEST_RULE);
  fprintf(out->file, "%4lld", (long long)json_get_integer(line, "strength", 0));
  if (json_get(line, "confidence"))
    fprintf(out->file, " %3lld%%", (long long)json_get_integer(line, "confidence", 0));
  fputc('\n', out->file);
}

static void show_entity(struct terminal *out, const struct json *line)
{
  bool first = json_get_integer(line, "entity", 0) == 0;
  if (first) fputc('\n', out->file);
  fprintf(out->file, "e%-9lld ", (long long)json_get_integer(line, "entity", 0) + 1);
  terminal_cell(out, tagging_style(json_get_text(line, "type")), json_get_text(line, "type"), WIDEST_TYPE);
  fprintf(out->file, " %3lldx ", (long long)json_get_integer(line, "mentions", 0));
  terminal_cell(out, STYLE_BOLD, json_get_text(line, "name"), utf8_count(json_get_text(line, "name")));
  fputs("  ", out->file);
  tagging_put_link(out, line);
  fputc('\n', out->file);
}

static void show_whys(struct terminal *out, const struct whys *whys)
{
  if (whys->count) fputc('\n', out->file);
  for (size_t i = 0; i < whys->count; i++) {
    terminal_cell(out, STYLE_DIM, whys->words[i], WIDEST_FATE);
    fputc(' ', out->file);
    terminal_text(out, whys->sentences[i], out->width > WIDEST_FATE + 1 ? out->width - WIDEST_FATE - 1 : 1);
    fputc('\n', out->file);
  }
}

void tagging_show_explanation(struct cli *cli, struct slice lines)
{
  enum { OTHERS = WIDEST_FATE + WIDEST_TYPE + WIDEST_LAYER + WIDEST_RULE + 22 };
  struct terminal *out = &cli->out;
  struct whys whys = {.count = 0};
  size_t columns = out->width > OTHERS + LEAST_TEXT ? out->width - OTHERS : LEAST_TEXT;
  fprintf(out->file, "%s%-*s   start %-*s %-*s %-*s %-*s sure conf%s\n", terminal_style(out, STYLE_BOLD),
          WIDEST_FATE, "", (int)columns, "text", WIDEST_TYPE, "type", WIDEST_LAYER, "layer", WIDEST_RULE,
          "rule", terminal_style(out, STYLE_PLAIN));
  for (bool told = false; lines.length;) {
    const char *end = memchr(lines.data, '\n', lines.length);
    size_t length = end ? (size_t)(end - lines.data) : lines.length;
    const struct json *line = json_parse(cli->arena, (struct slice){lines.data, length}, NULL);
    bool finding = json_get(line, "fate") != NULL;
    if (finding) note_why(&whys, line), show_finding(out, line, columns);
    if (!finding && !told) show_whys(out, &whys), told = true;
    if (json_get(line, "entity") && json_get(line, "name")) show_entity(out, line);
    lines = slice_from(lines, length + 1);
  }
}
