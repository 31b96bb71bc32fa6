/* warc_list.c - depeche warc list: one line a record, of files or of the fetcher's index. */
#include "cli/warc.h"

#include <inttypes.h>

struct listing {
  struct cli *cli;
  const struct warc_options *options;
  struct warc_filter filter;
  int64_t shown;
  bool headed;
};

static bool is_enough(const struct listing *l)
{
  return l->options->limit >= 0 && l->shown >= l->options->limit;
}

/* One line for a person; `place` is an offset, or an item of the index. */
static void print_row(struct listing *l, const char *heading, int64_t place, struct slice type,
                      int64_t status, struct slice date, int64_t bytes, struct slice url)
{
  struct terminal *out = &l->cli->out;
  char code[8] = "";
  if (!l->headed)
    printf("%s%12s  %-9s%4s  %-20s%10s  %s%s\n", terminal_style(out, STYLE_DIM), heading, "type", "", "date",
           "bytes", "URL", terminal_style(out, STYLE_PLAIN));
  l->headed = true;
  if (status) snprintf(code, sizeof code, "%d", (int)status);
  printf("%12" PRId64 "  %s", place, terminal_style(out, STYLE_NAME));
  size_t written = terminal_text(out, type, 9);
  printf("%s%*s%4s  ", terminal_style(out, STYLE_PLAIN), (int)(9 - written), "", code);
  written = terminal_text(out, (struct slice){date.data, date.length < 19 ? date.length : 19}, 20);
  printf("%*s%10" PRId64 "  ", (int)(20 - written), "", bytes);
  terminal_text(out, url, out->width > 90 ? out->width - 61 : 40);
  putchar('\n');
}

/* Of files. */

static void print_record(struct listing *l, const char *file, const struct warc_record *record)
{
  struct arena *arena = l->cli->arena;
  if (!l->cli->json) {
    print_row(l, "offset", record->offset, record->type_name, record->status, record->date,
              record->block_length, record->url);
    return;
  }
  arena_reset(arena);
  struct json *line = json_object(arena);
  json_add_text(arena, line, "file", slice_of(file));
  json_add_integer(arena, line, "offset", record->offset);
  if (record->inside) json_add_integer(arena, line, "inside", record->inside);
  if (record->length) json_add_integer(arena, line, "length", record->length);
  json_add_text(arena, line, "type", record->type_name);
  if (record->status) json_add_integer(arena, line, "status", record->status);
  json_add_given(arena, line, "date", record->date);
  json_add_given(arena, line, "url", record->url);
  json_add_integer(arena, line, "bytes", record->block_length);
  json_add_given(arena, line, "media_type", record->media_type);
  json_add_given(arena, line, "digest", record->payload_digest);
  json_add_given(arena, line, "id", record->id);
  cli_print_json(line);
}

/* list_file - EX_OK, or the code of what was wrong with the file; reading goes on behind damage. */
static int list_file(struct listing *l, const char *file)
{
  const struct warc_io io = warc_io_paths();
  const struct warc_reader_options reading = {0, 0, false};
  struct warc_record record;
  dp_error error = {0, ""};
  int code = EX_OK;
  struct warc_reader *reader = warc_reader_open(&io, file, &reading, &error);
  if (!reader) return cli_fail(l->cli, &error);
  enum warc_outcome outcome = WARC_RECORD;
  while (!is_enough(l) && outcome != WARC_END && outcome != WARC_FAILED && !cli_interrupted) {
    outcome = warc_reader_next(reader, &record, &error);
    bool problem = outcome != WARC_RECORD && outcome != WARC_END;
    if (problem) code = cli_fail(l->cli, &error);
    if (outcome != WARC_RECORD || !warc_filter_takes(&l->filter, &record)) continue;
    print_record(l, file, &record);
    l->shown++;
  }
  warc_reader_close(&reader);
  return code;
}

int warc_list_files(struct cli *cli, const struct warc_options *options, char **files, size_t count)
{
  struct listing l = {.cli = cli, .options = options};
  dp_error error = {0, ""};
  int code = EX_OK;
  if (!warc_filter_read(options, &l.filter, &error)) return cli_fail(cli, &error);
  cli_watch_signals();
  for (size_t i = 0; i < count && !is_enough(&l) && !cli_interrupted && !cli_terminated; i++) {
    l.headed = false;
    if (count > 1 && !cli->json) printf("%s%s\n", i ? "\n" : "", files[i]);
    int problem = list_file(&l, files[i]);
    if (problem) code = problem;
  }
  return cli_interrupted ? 130 : cli_terminated ? 143 : code;
}

/* Of the index. */

static bool print_capture(void *context, const struct json *capture)
{
  struct listing *l = context;
  struct slice kind = json_get_text(capture, "kind"), url = json_get_text(capture, "url");
  if (is_enough(l)) return false;
  if (l->filter.typed && !slice_is(kind, warc_type_name(l->filter.type))) return true;
  if (l->filter.url && !warc_url_matches(l->filter.url, url)) return true;
  l->shown++;
  if (l->cli->json)
    cli_print_json(capture);
  else
    print_row(l, "item", json_get_integer(capture, "item", 0), kind, json_get_integer(capture, "status", 0),
              json_get_text(capture, "at"), json_get_integer(capture, "warc_length", 0), url);
  return !cli_interrupted && !cli_terminated;
}

int warc_list_index(struct cli *cli, const struct warc_options *options)
{
  struct listing l = {.cli = cli, .options = options};
  dp_error error = {0, ""};
  if (!warc_filter_read(options, &l.filter, &error) || !cli_require(cli, "fetch", &error))
    return cli_fail(cli, &error);
  cli_watch_signals();
  bool exact = options->url && !strchr(options->url, '*');
  const struct warc_query query = {exact ? options->url : NULL, options->item, l.filter.since,
                                   l.filter.until};
  if (exact) l.filter.url = NULL; /* the fetcher knows which addresses are one page */
  if (!warc_captures(cli, &query, print_capture, &l, &error)) return cli_fail(cli, &error);
  if (cli->err.tty && !l.shown) cli_note(cli, "nothing that fits is archived");
  return cli_interrupted ? 130 : cli_terminated ? 143 : EX_OK;
}
