/* ruleset.c - a set as a whole: its directory, its files in order, its version. */
#include "tag/ruleset_internal.h"

#include "base/files.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* What is wrong. */

void ruleset_tell(struct ruleset_load *load, const struct ruleset_note *note)
{
  if (load->fn) load->fn(load->context, note);
  if (note->level != RULESET_ERROR || load->errors++) return;
  char place[300] = "";
  if (*note->file)
    snprintf(place, sizeof place, note->line ? "%.200s:%zu: " : "%.200s: ", note->file, note->line);
  const char *before = note->rule.length ? "rule " : "", *behind = note->rule.length ? ": " : "";
  error_set(load->error, EX_DATAERR, "%s%s%.*s%s%s", place, before, (int)note->rule.length,
            note->rule.length ? note->rule.data : "", behind, note->text);
}

static void say(struct ruleset_load *load, int level, size_t line, const char *format, va_list arguments)
{
  char sentence[600];
  vsnprintf(sentence, sizeof sentence, format, arguments);
  sentence[utf8_cut(slice_of(sentence), sizeof sentence - 1).length] = '\0';
  struct ruleset_note note = {.level = level, .file = load->file, .line = line, .rule = load->rule};
  note.text = sentence;
  ruleset_tell(load, &note);
}

bool ruleset_problem(struct ruleset_load *load, size_t line, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  say(load, RULESET_ERROR, line, format, arguments);
  va_end(arguments);
  return false;
}

void ruleset_warn(struct ruleset_load *load, size_t line, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  say(load, RULESET_WARNING, line, format, arguments);
  va_end(arguments);
}

const char *ruleset_shown(struct ruleset_load *load, struct slice text)
{
  enum { LONGEST = 60 };
  struct slice cut = utf8_cut(text, LONGEST);
  char *shown = arena_format(load->ruleset->arena, "\"%.*s%s\"", (int)cut.length, cut.data ? cut.data : "",
                             cut.length < text.length ? "…" : "");
  for (char *c = shown; *c; c++)
    if ((unsigned char)*c < ' ') *c = ' ';
  return shown;
}

/* Files. */

enum rules_file { FILE_OTHER, FILE_CSV, FILE_YAML };

static bool ends_with(const char *name, const char *end)
{
  size_t length = strlen(name), tail = strlen(end);
  return length > tail && strcmp(name + length - tail, end) == 0;
}

static enum rules_file kind_of(const char *name)
{
  if (name[0] == '.') return FILE_OTHER;
  if (ends_with(name, ".csv")) return FILE_CSV;
  return ends_with(name, ".yaml") || ends_with(name, ".yml") ? FILE_YAML : FILE_OTHER;
}

static int is_ours(const struct dirent *entry)
{
  return kind_of(entry->d_name) != FILE_OTHER;
}

/* by_name - bytes, not the locale: the order must be the same everywhere. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
  return strcmp((*a)->d_name, (*b)->d_name);
}

/* readable - a text file: a pipe or a device would block. */
static bool readable(struct ruleset_load *load, const char *path, size_t most)
{
  struct stat info;
  if (stat(path, &info) != 0) return ruleset_problem(load, 0, "it can't be read: %s", strerror(errno));
  if (!S_ISREG(info.st_mode)) return ruleset_problem(load, 0, "it is no file");
  if ((uint64_t)info.st_size <= most) return true;
  return ruleset_problem(load, 0, "it has more than %zu MiB; split it", most / 1024 / 1024);
}

/* is_text - names the line that is not UTF-8, which old spreadsheets write. */
static bool is_text(struct ruleset_load *load, struct slice bytes)
{
  if (utf8_valid(bytes)) return true;
  size_t line = 1;
  for (size_t at = 0, step; at < bytes.length && (step = utf8_step(bytes, at)) > 0; at += step)
    line += bytes.data[at] == '\n';
  return ruleset_problem(load, line, "the file is not UTF-8 here; save it as \"UTF-8\" or \"CSV UTF-8\"");
}

/* printable - the name of a file as it is told. */
static const char *printable(struct arena *arena, const char *name)
{
  bool well = utf8_valid(slice_of(name));
  char *copy = arena_string(arena, slice_of(name));
  for (char *c = copy; *c; c++)
    if ((unsigned char)*c < ' ' || *c == 0x7F || (!well && (unsigned char)*c >= 0x80)) *c = '?';
  return copy;
}

static void begin_file(struct ruleset_load *load, const char *name)
{
  load->file = printable(load->ruleset->arena, name);
  load->rule = (struct slice){"", 0};
  load->ruleset->files[load->ruleset->counts.files++].name = load->file;
}

static void take_file(struct ruleset_load *load, enum rules_file kind, struct slice bytes)
{
  struct ruleset *ruleset = load->ruleset;
  struct ruleset_file *file = &ruleset->files[ruleset->counts.files - 1];
  size_t rules = ruleset->rule_count, names = ruleset->spellings, tests = ruleset->written_tests;
  digest_add(load->digest, slice_of(arena_format(ruleset->arena, "%s %zu\n", file->name, bytes.length)));
  digest_add(load->digest, bytes);
  if (!is_text(load, bytes)) return;
  if (kind == FILE_CSV)
    ruleset_read_csv(load, bytes);
  else
    ruleset_read_yaml(load, bytes);
  file->rules = ruleset->rule_count - rules;
  file->names = ruleset->spellings - names;
  file->tests = ruleset->written_tests - tests;
}

static void read_file(struct ruleset_load *load, const char *directory, const char *name)
{
  enum rules_file kind = kind_of(name);
  struct ruleset *ruleset = load->ruleset;
  struct buffer *content = &ruleset->contents[ruleset->counts.files];
  const char *path = arena_format(ruleset->arena, "%s/%s", directory, name);
  size_t most = kind == FILE_CSV ? RULESET_CSV : RULESET_YAML;
  dp_error unread = {0};
  begin_file(load, name);
  if (!readable(load, path, most)) return;
  if (files_read(path, most, content, &unread))
    take_file(load, kind, buffer_view(content));
  else
    ruleset_problem(load, 0, "%s", unread.text);
}

static void read_directory(struct ruleset_load *load, const char *directory)
{
  struct dirent **entries = NULL;
  int count = scandir(directory, &entries, is_ours, by_name);
  if (count < 0) {
    ruleset_problem(load, 0, "the rules directory %.200s can't be read: %s", directory, strerror(errno));
    if (load->error) load->error->code = EX_NOINPUT;
    return;
  }
  if (count > RULESET_FILES)
    ruleset_problem(load, 0, "the rules directory has more than %d files; join some", RULESET_FILES);
  for (int i = 0; i < count && count <= RULESET_FILES; i++) read_file(load, directory, entries[i]->d_name);
  for (int i = 0; i < count; i++) free(entries[i]);
  free(entries);
}

static void begin(struct ruleset_load *load, dp_error *error)
{
  struct ruleset *ruleset = memory_zero(1, sizeof *ruleset);
  ruleset->arena = arena_new();
  ruleset->trie = trie_new();
  ruleset->prefilter = prefilter_new();
  ruleset->rules = memory_zero(RULESET_RULES, sizeof *ruleset->rules);
  load->ruleset = ruleset;
  load->file = "";
  load->rule = (struct slice){"", 0};
  load->error = error;
  load->tokens = tokens_new();
  load->digest = digest_new();
  digest_begin(load->digest, DIGEST_SHA256);
}

/* count_rest - says of the first error that it is not the only one. */
static void count_rest(const struct ruleset_load *load)
{
  char more[40];
  if (!load->error || load->errors < 2) return;
  size_t length = strlen(load->error->text), room = sizeof load->error->text - 1;
  int added = snprintf(more, sizeof more, " (and %zu more)", load->errors - 1);
  if (length + (size_t)added > room) return;
  memcpy(load->error->text + length, more, (size_t)added + 1);
}

/* end - the set, unless something is wrong with it. */
static struct ruleset *end(struct ruleset_load *load)
{
  unsigned char bytes[DIGEST_BYTES];
  struct ruleset *ruleset = load->ruleset;
  digest_end(load->digest, bytes);
  snprintf(ruleset->version, sizeof ruleset->version, "rules-%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2],
           bytes[3]);
  ruleset->counts.rules = ruleset->rule_count;
  ruleset->counts.names = ruleset->spellings;
  if (load->errors == 0) ruleset_run_tests(load);
  count_rest(load);
  digest_free(&load->digest);
  tokens_free(&load->tokens);
  if (load->errors) ruleset_free(&ruleset);
  return ruleset;
}

struct ruleset *ruleset_new(const char *directory, ruleset_note_fn *fn, void *context, dp_error *error)
{
  struct ruleset_load load = {.fn = fn, .context = context};
  begin(&load, error);
  read_directory(&load, directory);
  return end(&load);
}

struct ruleset *ruleset_of(const char *name, struct slice bytes, ruleset_note_fn *fn, void *context,
                           dp_error *error)
{
  struct ruleset_load load = {.fn = fn, .context = context};
  begin(&load, error);
  begin_file(&load, name);
  take_file(&load, kind_of(name), bytes);
  return end(&load);
}

static void rule_free(struct rule *rule)
{
  pattern_free(&rule->pattern);
  pattern_free(&rule->unless.before);
  pattern_free(&rule->unless.after);
  pattern_free(&rule->unless.paragraph);
}

void ruleset_free(struct ruleset **ruleset)
{
  if (!*ruleset) return;
  struct ruleset *set = *ruleset;
  for (size_t i = 0; i < set->rule_count; i++) rule_free(&set->rules[i]);
  for (size_t i = 0; i < RULESET_FILES; i++) buffer_free(&set->contents[i]);
  free(set->rules);
  free(set->names);
  trie_free(&set->trie);
  prefilter_free(&set->prefilter);
  arena_free(&set->arena);
  free(set);
  *ruleset = NULL;
}

struct slice ruleset_version(const struct ruleset *ruleset)
{
  return slice_of(ruleset->version);
}

struct ruleset_counts ruleset_counts(const struct ruleset *ruleset)
{
  return ruleset->counts;
}

const struct ruleset_file *ruleset_file(const struct ruleset *ruleset, size_t i)
{
  return i < ruleset->counts.files ? &ruleset->files[i] : NULL;
}
