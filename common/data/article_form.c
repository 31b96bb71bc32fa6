/* article_form.c - one row for each form. */
#include "data/article_form.h"

#include "data/article.h"
#include "data/article_flat.h"

static const char *const names[] = {
    [ARTICLE_EVENT] = "event",
    [ARTICLE_DATA] = "data",
    [ARTICLE_NINJS] = "ninjs",
    [ARTICLE_FLAT] = "flat",
    [ARTICLE_NEWS_PLEASE] = "news-please",
    [ARTICLE_MEDIA_CLOUD] = "media-cloud",
    [ARTICLE_CSV] = "csv",
};

bool article_form_read(struct slice name, enum article_form *form, dp_error *error)
{
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (slice_is(name, names[i])) return *form = (enum article_form)i, true;
  return error_set(error, EX_USAGE, "there is no format “%.*s”; there are " ARTICLE_FORMS,
                   (int)(name.length < 20 ? name.length : 20), name.data ? name.data : "");
}

static enum flat_names names_of(enum article_form form)
{
  return form == ARTICLE_NEWS_PLEASE   ? FLAT_NEWS_PLEASE
         : form == ARTICLE_MEDIA_CLOUD ? FLAT_MEDIA_CLOUD
                                       : FLAT_OURS;
}

void article_form_begin(enum article_form form, struct buffer *out)
{
  if (form == ARTICLE_CSV) article_flat_header(names_of(form), out);
}

static struct json *tree_of(struct arena *arena, enum article_form form, const struct event *event)
{
  if (form != ARTICLE_DATA && form != ARTICLE_NINJS) return article_flat(arena, event, names_of(form));
  if (form == ARTICLE_NINJS) article_to_ninjs(event->data);
  return event->data;
}

bool article_form_put(struct arena *arena, enum article_form form, struct slice event_json,
                      struct buffer *out, dp_error *error)
{
  struct event event;
  if (form == ARTICLE_EVENT) {
    event_line(event_json, out);
    buffer_byte(out, '\n');
    return true;
  }
  if (!event_parse(arena, event_json, &event, error)) return false;
  struct json *tree = tree_of(arena, form, &event);
  if (form == ARTICLE_CSV) {
    article_flat_row(tree, out);
    return true;
  }
  json_print(tree, out);
  buffer_byte(out, '\n');
  return true;
}
