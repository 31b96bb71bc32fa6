/* article_format.c - one row for each form. */
#include "cli/article_format.h"

#include "data/article.h"

static const struct {
  const char *name;
  struct article_format format;
} known[] = {
    {"event", {FORM_EVENT, FLAT_OURS}},
    {"data", {FORM_DATA, FLAT_OURS}},
    {"ninjs", {FORM_NINJS, FLAT_OURS}},
    {"flat", {FORM_FLAT, FLAT_OURS}},
    {"news-please", {FORM_FLAT, FLAT_NEWS_PLEASE}},
    {"media-cloud", {FORM_FLAT, FLAT_MEDIA_CLOUD}},
    {"csv", {FORM_CSV, FLAT_OURS}},
};

bool article_format_choose(const struct cli *cli, const char *name, struct article_format *format,
                           dp_error *error)
{
  *format = (struct article_format){cli->json ? FORM_EVENT : FORM_PERSON, FLAT_OURS};
  if (!name) return true;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (strcmp(name, known[i].name) != 0) continue;
    *format = known[i].format;
    return true;
  }
  return error_set(error, EX_USAGE, "there is no format “%.20s”; there are " ARTICLE_FORMATS, name);
}

static bool put(struct buffer *text)
{
  bool whole = fwrite(text->data, 1, text->length, stdout) == text->length;
  buffer_free(text);
  return whole;
}

void article_format_begin(const struct article_format *format)
{
  struct buffer header = BUFFER_EMPTY;
  if (format->form != FORM_CSV) return;
  article_flat_header(format->names, &header);
  put(&header);
}

static bool print_flat(struct cli *cli, const struct article_format *format, const struct event *event)
{
  struct buffer text = BUFFER_EMPTY;
  struct json *flat = article_flat(cli->arena, event, format->names);
  if (format->form == FORM_CSV) {
    article_flat_row(flat, &text);
  } else {
    json_print(flat, &text);
    buffer_byte(&text, '\n');
  }
  return put(&text);
}

bool article_format_print(struct cli *cli, const struct article_format *format, struct slice json,
                          dp_error *error)
{
  struct event event;
  if (format->form == FORM_EVENT)
    return fwrite(json.data, 1, json.length, stdout) == json.length && putchar('\n') != EOF;
  arena_reset(cli->arena);
  if (!event_parse(cli->arena, json, &event, error)) return false;
  if (format->form == FORM_FLAT || format->form == FORM_CSV) return print_flat(cli, format, &event);
  if (format->form == FORM_NINJS) article_to_ninjs(event.data);
  if (format->form == FORM_PERSON)
    print_article(&cli->out, event.sequence, event.data, false);
  else
    cli_print_json(event.data);
  return true;
}
