/* warc_verify.c - depeche warc verify: every byte of archive files, and what is wrong with them. */
#include "cli/warc.h"

#include "base/memory.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>

enum { BODY_MOST = 64 * 1024 * 1024, QUIET_MS = 2000, TELL_MOST = 20 };

struct verdict {
  int64_t records, digests, wrong, damaged, remarks;
  bool torn;
  millis since;
};

static bool is_sound(const struct verdict *v)
{
  return !v->wrong && !v->damaged && !v->torn;
}

static void tell(struct cli *cli, const struct verdict *v, const char *file, int64_t offset, const char *kind,
                 const char *problem)
{
  if (cli->json) {
    arena_reset(cli->arena);
    struct json *line = json_object(cli->arena);
    json_add_text(cli->arena, line, "kind", slice_of(kind));
    json_add_text(cli->arena, line, "file", slice_of(file));
    json_add_integer(cli->arena, line, "offset", offset);
    json_add_text(cli->arena, line, "problem", slice_of(problem));
    cli_print_json(line);
  } else if (v->wrong + v->damaged + v->remarks <= TELL_MOST || v->torn) {
    terminal_progress_end(&cli->err);
    printf("%s%-8s%s  ", terminal_style(&cli->out, strcmp(kind, "remark") == 0 ? STYLE_WARN : STYLE_BAD),
           kind, terminal_style(&cli->out, STYLE_PLAIN));
    terminal_text(&cli->out, slice_of(problem), 2000);
    putchar('\n');
  }
}

static void tell_record(struct cli *cli, const struct verdict *v, const char *file,
                        const struct warc_record *record, const char *kind, const char *what)
{
  struct buffer text = BUFFER_EMPTY;
  buffer_format(&text, "%s at %lld: %s", file, (long long)record->offset, what);
  tell(cli, v, file, record->offset, kind, buffer_string(&text));
  buffer_free(&text);
}

static void judge_record(struct cli *cli, struct verdict *v, const char *file,
                         const struct warc_record *record)
{
  bool block = record->block_check == WARC_WRONG, payload = record->payload_check == WARC_WRONG;
  v->records++;
  v->digests += record->block_check != WARC_UNCHECKED || record->payload_check != WARC_UNCHECKED;
  v->wrong += block || payload;
  v->remarks += record->remark != NULL;
  if (block || payload)
    tell_record(cli, v, file, record, "digest",
                block ? "the record does not match its digest" : "the payload does not match its digest");
  if (record->remark) tell_record(cli, v, file, record, "remark", record->remark);
}

static void show_progress(struct cli *cli, const struct verdict *v, const char *file,
                          struct warc_reader *reader)
{
  char more[160];
  const char *slash = strrchr(file, '/');
  if (clock_monotonic() - v->since < QUIET_MS) return;
  snprintf(more, sizeof more, "MB  %.100s", slash ? slash + 1 : file);
  terminal_progress(&cli->err, "verified", warc_reader_offset(reader) >> 20,
                    (warc_reader_size(reader) >> 20) + 1, more);
}

static void print_verdict(struct cli *cli, const struct verdict *v, const char *file)
{
  if (cli->json) {
    arena_reset(cli->arena);
    struct json *line = json_object(cli->arena);
    json_add_text(cli->arena, line, "kind", SLICE("file"));
    json_add_text(cli->arena, line, "file", slice_of(file));
    json_add_bool(cli->arena, line, "sound", is_sound(v));
    json_add_integer(cli->arena, line, "records", v->records);
    json_add_integer(cli->arena, line, "with_digest", v->digests);
    json_add_integer(cli->arena, line, "wrong_digests", v->wrong);
    json_add_integer(cli->arena, line, "damaged", v->damaged);
    json_add_bool(cli->arena, line, "torn", v->torn);
    json_add_integer(cli->arena, line, "remarks", v->remarks);
    cli_print_json(line);
    return;
  }
  terminal_progress_end(&cli->err);
  printf("%s%-8s%s  ", terminal_style(&cli->out, is_sound(v) ? STYLE_GOOD : STYLE_BAD),
         is_sound(v) ? "sound" : "unsound", terminal_style(&cli->out, STYLE_PLAIN));
  terminal_text(&cli->out, slice_of(file), 2000);
  printf(": %" PRId64 " records, %" PRId64 " with a digest", v->records, v->digests);
  if (v->damaged) printf(", %" PRId64 " damaged places", v->damaged);
  if (v->wrong) printf(", %" PRId64 " wrong digests", v->wrong);
  if (v->torn) printf(", a torn tail");
  putchar('\n');
}

static int verify_file(struct cli *cli, struct verdict *v, const char *file)
{
  const struct warc_io io = warc_io_paths();
  const struct warc_reader_options reading = {0, BODY_MOST, true};
  struct warc_record record;
  dp_error error = {0, ""};
  struct warc_reader *reader = warc_reader_open(&io, file, &reading, &error);
  if (!reader) return cli_fail(cli, &error);
  enum warc_outcome outcome = WARC_RECORD;
  while (outcome != WARC_END && outcome != WARC_FAILED && !cli_interrupted && !cli_terminated) {
    outcome = warc_reader_next(reader, &record, &error);
    v->torn |= outcome == WARC_TORN;
    v->damaged += outcome == WARC_DAMAGED;
    if (outcome == WARC_RECORD)
      judge_record(cli, v, file, &record);
    else if (outcome == WARC_TORN || outcome == WARC_DAMAGED)
      tell(cli, v, file, record.offset, outcome == WARC_TORN ? "torn" : "damaged", error.text);
    show_progress(cli, v, file, reader);
  }
  int code = outcome == WARC_FAILED ? cli_fail(cli, &error) : is_sound(v) ? EX_OK : EX_DATAERR;
  warc_reader_close(&reader);
  print_verdict(cli, v, file);
  return code;
}

/* --all */

static int compare_names(const void *left, const void *right)
{
  return strcmp(*(char *const *)left, *(char *const *)right);
}

/* list_archive - the paths of all files, in the order in which they were begun, that of their names. */
static bool list_archive(const struct cli *cli, char ***files, size_t *count, dp_error *error)
{
  struct buffer directory = BUFFER_EMPTY, path = BUFFER_EMPTY;
  warc_directory(cli, &directory);
  DIR *opened = opendir(buffer_string(&directory));
  if (!opened) error_errno(error, "can't read the archive %s", buffer_string(&directory));
  for (const struct dirent *entry; opened && (entry = readdir(opened));) {
    if (!strstr(entry->d_name, ".warc")) continue;
    buffer_clear(&path);
    buffer_format(&path, "%s/%s", buffer_string(&directory), entry->d_name);
    *files = memory_resize(*files, (*count + 1) * sizeof **files);
    (*files)[(*count)++] = memory_string(buffer_string(&path));
  }
  if (*count) qsort(*files, *count, sizeof **files, compare_names);
  if (opened) closedir(opened);
  buffer_free(&directory);
  buffer_free(&path);
  return opened != NULL;
}

int warc_verify(struct cli *cli, const struct warc_options *options, char **files, size_t count)
{
  char **listed = NULL;
  size_t listed_count = 0;
  dp_error error = {0, ""};
  int code = EX_OK;
  if (options->all && !list_archive(cli, &listed, &listed_count, &error)) return cli_fail(cli, &error);
  if (options->all) files = listed, count = listed_count;
  cli_watch_signals();
  for (size_t i = 0; i < count && !cli_interrupted && !cli_terminated; i++) {
    struct verdict v = {.since = clock_monotonic()};
    int problem = verify_file(cli, &v, files[i]);
    if (problem) code = problem;
  }
  for (size_t i = 0; i < listed_count; i++) free(listed[i]);
  free(listed);
  return cli_interrupted ? 130 : cli_terminated ? 143 : code;
}
