/* ruleset_report.c - see ruleset_report.h. */
#include "tag/ruleset_report.h"

#include "data/json.h"
#include "tag/ruleset.h"

#include <stdio.h>

struct report {
  const char *directory;
  bool testing, json;
  size_t errors, warnings, failed;
};

static void print_line(const struct json *line)
{
  struct buffer out = BUFFER_EMPTY;
  json_print(line, &out);
  puts(buffer_string(&out));
  buffer_free(&out);
}

static void print_note_json(const struct ruleset_note *note)
{
  struct arena *arena = arena_new();
  struct json *line = json_object(arena);
  bool test = note->expected != NULL;
  json_add_text(arena, line, "kind",
                slice_of(test                           ? "failure"
                         : note->level == RULESET_ERROR ? "error"
                                                        : "warning"));
  json_add_given(arena, line, "file", slice_of(note->file));
  if (note->line) json_add_integer(arena, line, "line", (int64_t)note->line);
  json_add_given(arena, line, "rule", note->rule);
  json_add_text(arena, line, "text", slice_of(note->text));
  if (test) json_add_text(arena, line, "expected", slice_of(note->expected));
  if (test) json_add_text(arena, line, "got", slice_of(note->got));
  print_line(line);
  arena_free(&arena);
}

static void print_note(const struct report *report, const struct ruleset_note *note)
{
  FILE *out = report->testing && note->expected ? stdout : stderr;
  fprintf(out, "%s%s%s", report->directory, *note->file ? "/" : "", note->file);
  if (note->line) fprintf(out, ":%zu", note->line);
  fprintf(out, ": %s", note->level == RULESET_WARNING ? "warning: " : "");
  if (note->rule.length) fprintf(out, "rule %.*s: ", (int)note->rule.length, note->rule.data);
  fprintf(out, "%s\n", note->text);
  if (note->expected) fprintf(out, "    expected  %s\n    got       %s\n", note->expected, note->got);
}

static void hear(void *context, const struct ruleset_note *note)
{
  enum { SHOWN = 100 };
  struct report *report = context;
  bool warning = note->level == RULESET_WARNING;
  report->errors += !warning;
  report->warnings += warning;
  report->failed += note->expected != NULL;
  if (warning && report->testing) return;
  if ((warning ? report->warnings : report->errors) > SHOWN) return;
  if (report->json)
    print_note_json(note);
  else
    print_note(report, note);
}

static void print_table(const struct ruleset *ruleset)
{
  struct ruleset_counts counts = ruleset_counts(ruleset);
  int width = 8;
  for (size_t i = 0; i < counts.files; i++) {
    int length = (int)strlen(ruleset_file(ruleset, i)->name);
    if (length > width) width = length;
  }
  printf("%-*s  %7s  %7s  %7s\n", width, "file", "rules", "names", "tests");
  for (size_t i = 0; i < counts.files; i++) {
    const struct ruleset_file *file = ruleset_file(ruleset, i);
    printf("%-*s  %7zu  %7zu  %7zu\n", width, file->name, file->rules, file->names, file->tests);
  }
  printf("%-*s  %7zu  %7zu  %7zu\n", width, "together", counts.rules, counts.names, counts.tests);
  if (counts.slow) printf("%zu of the rules are tried in every paragraph\n", counts.slow);
  printf("version: %s\n", ruleset_version(ruleset).data);
}

static void add_files(struct arena *arena, struct json *line, const struct ruleset *ruleset)
{
  struct json *files = json_add_array(arena, line, "files");
  for (size_t i = 0; ruleset_file(ruleset, i); i++) {
    const struct ruleset_file *file = ruleset_file(ruleset, i);
    struct json *entry = json_append_object(arena, files);
    json_add_text(arena, entry, "file", slice_of(file->name));
    json_add_integer(arena, entry, "rules", (int64_t)file->rules);
    json_add_integer(arena, entry, "names", (int64_t)file->names);
    json_add_integer(arena, entry, "tests", (int64_t)file->tests);
  }
}

/* print_end_json - the last line: of the set, or that there is none. */
static void print_end_json(const struct report *report, const struct ruleset *ruleset)
{
  struct arena *arena = arena_new();
  struct json *line = json_object(arena);
  json_add_text(arena, line, "kind", SLICE("set"));
  json_add_text(arena, line, "directory", slice_of(report->directory));
  json_add_bool(arena, line, "taken", ruleset != NULL);
  json_add_integer(arena, line, "errors", (int64_t)report->errors);
  json_add_integer(arena, line, "warnings", (int64_t)report->warnings);
  json_add_integer(arena, line, "failed", (int64_t)report->failed);
  if (ruleset) {
    struct ruleset_counts counts = ruleset_counts(ruleset);
    json_add_text(arena, line, "version", ruleset_version(ruleset));
    json_add_integer(arena, line, "rules", (int64_t)counts.rules);
    json_add_integer(arena, line, "slow", (int64_t)counts.slow);
    json_add_integer(arena, line, "names", (int64_t)counts.names);
    json_add_integer(arena, line, "tests", (int64_t)counts.tests);
    add_files(arena, line, ruleset);
  }
  print_line(line);
  arena_free(&arena);
}

static void print_end(const struct report *report, const struct ruleset *ruleset)
{
  if (report->json)
    print_end_json(report, ruleset);
  else if (!ruleset && report->testing && report->failed)
    printf("%zu test%s failed\n", report->failed, report->failed == 1 ? "" : "s");
  else if (!ruleset)
    fprintf(stderr, "%zu mistake%s: a running tagger keeps the set it has\n", report->errors,
            report->errors == 1 ? "" : "s");
  else if (report->testing)
    printf("%zu tests passed\n", ruleset_counts(ruleset).tests);
  else
    print_table(ruleset);
}

int ruleset_report(int count, char **options)
{
  if (count != 3) {
    fputs("this option is for the command: depeche rules --help\n", stderr);
    return EX_USAGE;
  }
  struct report report = {.directory = options[1],
                          .testing = strcmp(options[0], "test") == 0,
                          .json = strcmp(options[2], "json") == 0};
  dp_error error = {0, ""};
  struct ruleset *ruleset = ruleset_new(report.directory, hear, &report, &error);
  print_end(&report, ruleset);
  ruleset_free(&ruleset);
  if (fflush(stdout) != 0) return EX_IOERR;
  return error.code;
}
