/* article_format.c - see article_format.h. */
#include "cli/article_format.h"

#include "data/event.h"

bool article_format_choose(const struct cli *cli, const char *name, struct article_format *format,
                           dp_error *error)
{
  *format = (struct article_format){.person = !name && !cli->json, .form = ARTICLE_EVENT};
  return !name || article_form_read(slice_of(name), &format->form, error);
}

static bool put(struct buffer *text)
{
  bool whole = fwrite(text->data, 1, text->length, stdout) == text->length;
  buffer_free(text);
  return whole;
}

void article_format_begin(const struct article_format *format)
{
  struct buffer text = BUFFER_EMPTY;
  if (format->person) return;
  article_form_begin(format->form, &text);
  if (text.length) put(&text);
}

bool article_format_print(struct cli *cli, const struct article_format *format, struct slice json,
                          dp_error *error)
{
  struct buffer text = BUFFER_EMPTY;
  struct event event;
  arena_reset(cli->arena);
  if (!format->person) return article_form_put(cli->arena, format->form, json, &text, error) && put(&text);
  if (!event_parse(cli->arena, json, &event, error)) return false;
  print_article(&cli->out, event.sequence, event.data, false);
  return true;
}
