/* warc_show.c - depeche warc show: one record, found by its place, or by the page it is of. */
#include "cli/warc.h"

#include "base/inflate.h"
#include "data/warc_http.h"

#include <inttypes.h>
#include <stdlib.h>

enum { BODY_MOST = 256 * 1024 * 1024 };

struct place {
  struct buffer file; /* a path */
  int64_t offset;
};

/* Finding. */

struct search {
  bool with_body; /* a revisit has none */
  char file[WARC_NAME];
  int64_t offset;
  bool found;
};

static bool take_latest(void *context, const struct json *capture)
{
  struct search *search = context;
  struct slice file = json_get_text(capture, "warc_file");
  bool revisit = slice_is(json_get_text(capture, "kind"), "revisit");
  if ((search->with_body && revisit) || !file.length || file.length >= sizeof search->file ||
      memchr(file.data, '/', file.length))
    return true;
  snprintf(search->file, sizeof search->file, "%.*s", (int)file.length, file.data);
  search->offset = json_get_integer(capture, "warc_offset", 0);
  search->found = true;
  return true;
}

static bool find_page(struct cli *cli, const struct warc_options *options, const char *url,
                      struct place *place, dp_error *error)
{
  struct search search = {.with_body = options->body || options->raw};
  const struct warc_query query = {url, options->item, 0, 0};
  if (url && !strstr(url, "://"))
    return error_set(error, EX_USAGE,
                     "%.200s is no URL; of a file, give the OFFSET too, which depeche warc list FILE shows",
                     url);
  if (!cli_require(cli, "fetch", error) || !warc_captures(cli, &query, take_latest, &search, error))
    return false;
  if (!search.found)
    return error_set(error, EX_NOINPUT, "nothing is archived of %.200s; see: depeche show",
                     url ? url : "this item");
  warc_directory(cli, &place->file);
  buffer_format(&place->file, "/%s", search.file);
  place->offset = search.offset;
  return true;
}

static bool find_place(const char *file, const char *offset, struct place *place, dp_error *error)
{
  buffer_text(&place->file, file);
  return slice_number(slice_of(offset), &place->offset) ||
         error_set(error, EX_USAGE, "“%.40s” is no offset; depeche warc list shows them", offset);
}

/* Printing. */

/* put - bytes as they are into a pipe; what a terminal must not obey becomes harmless there. */
static void put(struct cli *cli, struct slice bytes)
{
  if (!cli->out.tty) {
    fwrite(bytes.data, 1, bytes.length, stdout);
    return;
  }
  while (bytes.length) {
    const char *newline = memchr(bytes.data, '\n', bytes.length);
    struct slice line = {bytes.data, newline ? (size_t)(newline - bytes.data) : bytes.length};
    bytes = slice_from(bytes, line.length + 1);
    if (line.length && line.data[line.length - 1] == '\r') line.length--;
    terminal_text(&cli->out, line, line.length);
    putchar('\n');
  }
}

static bool print_decoded(struct cli *cli, const struct warc_record *record, dp_error *error)
{
  struct slice encoding = warc_http_header(record->http_head, "Content-Encoding");
  bool chunked = warc_http_header(record->http_head, "Transfer-Encoding").length > 0, truncated = false;
  struct buffer plain = BUFFER_EMPTY, decoded = BUFFER_EMPTY;
  struct inflate *inflate = inflate_new();
  const char *detail = NULL;
  struct slice body = chunked && warc_http_dechunk(record->body, &plain) ? buffer_view(&plain) : record->body;
  enum inflate_outcome outcome = inflate_body(inflate, encoding.data ? encoding : SLICE(""), body, BODY_MOST,
                                              &decoded, &truncated, &detail);
  if (outcome != INFLATE_UNDECODABLE) put(cli, outcome == INFLATE_DONE ? buffer_view(&decoded) : body);
  inflate_free(&inflate);
  buffer_free(&plain);
  buffer_free(&decoded);
  return outcome != INFLATE_UNDECODABLE ||
         error_set(error, EX_DATAERR, "the body can't be decoded: %s; --raw prints it as it is stored",
                   detail);
}

static void print_summary(struct cli *cli, const struct place *place, const struct warc_record *record)
{
  if (cli->json) {
    struct json *line = json_object(cli->arena);
    json_add_text(cli->arena, line, "file", buffer_view(&place->file));
    json_add_integer(cli->arena, line, "offset", record->offset);
    json_add_text(cli->arena, line, "type", record->type_name);
    json_add_given(cli->arena, line, "url", record->url);
    json_add_given(cli->arena, line, "date", record->date);
    if (record->status) json_add_integer(cli->arena, line, "status", record->status);
    json_add_text(cli->arena, line, "header", record->header);
    json_add_given(cli->arena, line, "http_head", record->http_head);
    json_add_integer(cli->arena, line, "body_bytes", record->body_length);
    cli_print_json(line);
    return;
  }
  put(cli, record->header);
  putchar('\n');
  put(cli, record->http_head);
  bool text = record->type == WARC_METADATA || record->type == WARC_WARCINFO;
  if (text)
    put(cli, record->body);
  else
    printf("\n(a body of %" PRId64 " bytes: --body prints it)\n", record->body_length);
}

static bool print_record(struct cli *cli, const struct warc_options *options, const struct place *place,
                         const struct warc_record *record, dp_error *error)
{
  bool wants_body = options->body || options->raw;
  if (wants_body && record->body_length > (int64_t)record->body.length)
    return error_set(error, EX_DATAERR, "the body has %" PRId64 " bytes, more than can be shown",
                     record->body_length);
  if (wants_body && record->type == WARC_REVISIT)
    return error_set(error, EX_NOINPUT, "a revisit has no body: it is that of %.*s at %.*s",
                     (int)record->refers_to_url.length, record->refers_to_url.data,
                     (int)record->refers_to_date.length, record->refers_to_date.data);
  if (options->head) {
    put(cli, record->http_head);
    if (!cli->out.tty) putchar('\n');
  }
  if (options->raw)
    put(cli, record->body);
  else if (options->body)
    return print_decoded(cli, record, error);
  else if (!options->head)
    print_summary(cli, place, record);
  return true;
}

static bool show_place(struct cli *cli, const struct warc_options *options, const struct place *place,
                       dp_error *error)
{
  const struct warc_io io = warc_io_paths();
  const struct warc_reader_options reading = {place->offset, BODY_MOST, false};
  const char *file = buffer_string(&place->file);
  struct warc_record record;
  struct warc_reader *reader = warc_reader_open(&io, file, &reading, error);
  enum warc_outcome outcome = reader ? warc_reader_next(reader, &record, error) : WARC_FAILED;
  if (outcome == WARC_END)
    error_set(error, EX_NOINPUT, "%s ends before %lld", file, (long long)place->offset);
  bool ok = outcome == WARC_RECORD && print_record(cli, options, place, &record, error);
  warc_reader_close(&reader);
  return ok;
}

int warc_show(struct cli *cli, const struct warc_options *options, char **arguments, size_t count)
{
  dp_error error = {0, ""};
  struct place place = {BUFFER_EMPTY, 0};
  bool ok = count == 2 ? find_place(arguments[0], arguments[1], &place, &error)
                       : find_page(cli, options, count ? arguments[0] : NULL, &place, &error);
  ok = ok && show_place(cli, options, &place, &error);
  buffer_free(&place.file);
  return ok ? EX_OK : cli_fail(cli, &error);
}
