/* warc_index.c - the fetcher's index of its archive, filters, and where the archive lies. */
#include "cli/warc.h"

enum { PAGE = 500 };

bool warc_time_read(const char *option, const char *text, millis *at, dp_error *error)
{
  *at = 0;
  return !text || clock_parse(slice_of(text), at) ||
         error_set(error, EX_USAGE, "--%s takes a day or a time such as 2026-11-23T08:30:00Z, not “%.40s”",
                   option, text);
}

bool warc_filter_read(const struct warc_options *options, struct warc_filter *filter, dp_error *error)
{
  *filter = (struct warc_filter){.url = options->url, .typed = options->type != NULL};
  if (options->type && !warc_type_of(slice_of(options->type), &filter->type))
    return error_set(error, EX_USAGE,
                     "there is no record type “%.40s”; there are warcinfo, response, resource, request, "
                     "metadata, revisit, conversion and continuation",
                     options->type);
  return warc_time_read("since", options->since, &filter->since, error) &&
         warc_time_read("until", options->until, &filter->until, error);
}

/* Backtracks only to the last *, so the time is at most length times length. */
bool warc_url_matches(const char *pattern, struct slice url)
{
  size_t at = 0, star_at = 0;
  const char *star = NULL;
  while (at < url.length) {
    if (*pattern == '*')
      star = pattern++, star_at = at;
    else if (*pattern && *pattern == url.data[at])
      pattern++, at++;
    else if (star)
      pattern = star + 1, at = ++star_at;
    else
      return false;
  }
  while (*pattern == '*') pattern++;
  return !*pattern;
}

bool warc_filter_takes(const struct warc_filter *filter, const struct warc_record *record)
{
  if (filter->typed && record->type != filter->type) return false;
  if (filter->url && !warc_url_matches(filter->url, record->url)) return false;
  return record->at >= filter->since && (!filter->until || record->at < filter->until);
}

void warc_directory(const struct cli *cli, struct buffer *path)
{
  buffer_format(path, "%s/fetch-%s/warc", cli->config.state_dir, cli->config.fetch.name);
}

/* Asking. */

static void add_time(struct cli *cli, struct json *data, const char *key, millis at)
{
  char text[CLOCK_TEXT];
  if (at) json_add_text(cli->arena, data, key, slice_of(clock_format(at, text)));
}

/* ask_page - `next` is the cursor that the fetcher gave, as JSON; empty at the first page. */
static struct json *ask_page(struct cli *cli, const struct warc_query *query, struct slice next,
                             dp_error *error)
{
  arena_reset(cli->arena);
  struct json *data = json_object(cli->arena);
  if (query->url) json_add_text(cli->arena, data, "url", slice_of(query->url));
  if (query->item) json_add_integer(cli->arena, data, "item", query->item);
  add_time(cli, data, "since", query->since);
  add_time(cli, data, "until", query->until);
  json_add_integer(cli->arena, data, "limit", PAGE);
  struct json *after = next.length ? json_parse(cli->arena, next, NULL) : NULL;
  if (after) json_add(cli->arena, data, "after", after);
  return cli_ask(cli, "fetch", "captures", data, NULL, error);
}

bool warc_captures(struct cli *cli, const struct warc_query *query, warc_capture_fn *found, void *context,
                   dp_error *error)
{
  struct buffer next = BUFFER_EMPTY;
  bool more = true, ok = true;
  while (more && ok) {
    const struct json *reply = ask_page(cli, query, buffer_view(&next), error);
    ok = reply != NULL;
    if (!ok) break;
    const struct json *captures = json_get(reply, "captures"), *cursor = json_get(reply, "next");
    buffer_clear(&next);
    if (cursor) json_print(cursor, &next);
    more = json_get_bool(reply, "more", false) && cursor;
    for (const struct json *capture = json_first(captures); capture; capture = json_next(capture))
      if (!found(context, capture)) {
        more = false;
        break;
      }
  }
  buffer_free(&next);
  return ok;
}
