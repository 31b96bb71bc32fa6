/* definition.c - a table of keys, and what each may be. */
#include "sink/definition.h"

#include "base/digest.h"
#include "base/files.h"
#include "base/memory.h"
#include "base/url.h"
#include "data/config.h"
#include "data/event.h"
#include "data/yaml_tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
  TIMEOUT_MS = 10 * 1000,
  RETRY_MS = 24 * 3600 * 1000,
  TIMEOUT_MOST_MS = 10 * 60 * 1000,
  DIRECTORY_MOST = 2048
};

/* One file while it is read. */
struct reading {
  struct arena *arena;
  const char *file;
  struct sink_definition *sink;
  struct buffer *problems;
  dp_error *error;
  bool wrong;
};

__attribute__((format(printf, 3, 4))) static void problem(struct reading *reading, size_t line,
                                                          const char *format, ...)
{
  char text[400];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!reading->wrong && reading->error && !reading->error->code)
    error_set(reading->error, EX_CONFIG, "%s:%zu: %s", reading->file, line, text);
  if (reading->problems) buffer_format(reading->problems, "%s:%zu: %s\n", reading->file, line, text);
  reading->wrong = true;
}

/* ---- one key each ---- */

typedef void key_fn(struct reading *reading, const struct yaml *value);

static void read_webhook(struct reading *reading, const struct yaml *value)
{
  struct url url;
  dp_error error = {0};
  if (!url_parse(reading->arena, value->text, NULL, &url, &error))
    problem(reading, value->line, "webhook: %s", error.text);
  else if (!url_is_web(&url) || url.username.length || url.password.length)
    problem(reading, value->line, "webhook must be an http or https URL without user and password");
  else
    reading->sink->webhook = arena_string(reading->arena, url_href(reading->arena, &url, false));
}

static void read_directory(struct reading *reading, const struct yaml *value)
{
  if (!slice_starts(value->text, "/") || value->text.length > DIRECTORY_MOST)
    problem(reading, value->line, "directory must be an absolute path of at most %d bytes", DIRECTORY_MOST);
  else
    reading->sink->directory = value->text.data;
}

static void read_filter(struct reading *reading, const struct yaml *value)
{
  if (value->text.length > SINK_FILTER)
    problem(reading, value->line, "filter has more than %d bytes", SINK_FILTER);
  reading->sink->filter = value->text.data;
}

static void read_format(struct reading *reading, const struct yaml *value)
{
  dp_error error = {0};
  if (!article_form_read(value->text, &reading->sink->form, &error))
    problem(reading, value->line, "%s", error.text);
  else if (reading->sink->form == ARTICLE_CSV)
    problem(reading, value->line, "a table is for one file, not for a sink; use depeche export");
}

static bool read_sequence(struct slice text, int64_t *sequence)
{
  char *end;
  errno = 0;
  long long number = strtoll(text.data, &end, 10);
  if (text.data[0] < '0' || text.data[0] > '9' || *end || errno) return false;
  *sequence = number;
  return true;
}

static void read_from(struct reading *reading, const struct yaml *value)
{
  struct sink_from from = {.after = 0};
  millis when;
  if (slice_is(value->text, "now"))
    from.now = true;
  else if (read_sequence(value->text, &from.after))
    from.after -= from.after > 0;
  else if (clock_parse(value->text, &when))
    from.since = value->text.data;
  else if (!slice_is(value->text, "start"))
    problem(reading, value->line, "from must be now, start, a sequence, a day as 2026-01-31 or a time");
  reading->sink->from = from;
}

/* key_of - a secret as Standard Webhooks writes it is base64 behind "whsec_"; another one is the key itself.
 */
static bool key_of(struct arena *arena, struct slice secret, struct slice *key)
{
  static const char prefix[] = "whsec_";
  *key = arena_slice(arena, secret);
  if (!slice_starts(secret, prefix)) return true;
  unsigned char *bytes = arena_alloc(arena, secret.length);
  key->data = (const char *)bytes;
  return digest_from_base64(slice_from(secret, sizeof prefix - 1), bytes, &key->length);
}

static void read_secret(struct reading *reading, const struct yaml *value)
{
  struct buffer bytes = BUFFER_EMPTY;
  dp_error error = {0};
  if (!files_read(value->text.data, SINK_SECRET, &bytes, &error)) {
    problem(reading, value->line, "secret_file: %s", error.text);
  } else {
    struct slice secret = slice_trim(buffer_view(&bytes));
    if (!secret.length) problem(reading, value->line, "secret_file: %s is empty", value->text.data);
    if (!key_of(reading->arena, secret, &reading->sink->secret))
      problem(reading, value->line, "secret_file: what stands behind whsec_ in %s is no base64",
              value->text.data);
  }
  buffer_free(&bytes);
}

static void read_duration(struct reading *reading, const struct yaml *value, millis least, millis most,
                          millis *duration)
{
  if (!config_duration(value->text, duration))
    problem(reading, value->line, "%s must be a duration such as 10s or 24h", value->key.data);
  else if (*duration < least || *duration > most)
    problem(reading, value->line, "%s must be from %llds to %llds", value->key.data, (long long)least / 1000,
            (long long)most / 1000);
}

static void read_timeout(struct reading *reading, const struct yaml *value)
{
  read_duration(reading, value, 1000, TIMEOUT_MOST_MS, &reading->sink->timeout);
}

static void read_retry_for(struct reading *reading, const struct yaml *value)
{
  read_duration(reading, value, 0, INT64_C(365) * RETRY_MS, &reading->sink->retry_for);
}

static const struct {
  const char *name;
  key_fn *read;
  bool webhook; /* says nothing of a directory */
} keys[] = {
    {"webhook", read_webhook, false}, {"directory", read_directory, false},
    {"filter", read_filter, false},   {"format", read_format, false},
    {"from", read_from, false},       {"secret_file", read_secret, true},
    {"timeout", read_timeout, true},  {"retry_for", read_retry_for, true},
};
enum { KEYS = sizeof keys / sizeof *keys };

/* ---- a file ---- */

static size_t find_key(const struct yaml *member)
{
  size_t k = 0;
  while (k < KEYS && (member->keyless || !slice_is(member->key, keys[k].name))) k++;
  return k;
}

static bool is_plain(const struct yaml *member)
{
  if (member->kind != YAML_TEXT || !member->text.length) return false;
  for (size_t i = 0; i < member->text.length; i++)
    if ((unsigned char)member->text.data[i] < ' ') return false;
  return true;
}

static void read_members(struct reading *reading, const struct yaml *root)
{
  size_t lines[KEYS] = {0};
  for (const struct yaml *member = root->first; member; member = member->next) {
    size_t k = find_key(member);
    if (k == KEYS)
      problem(reading, member->key_line,
              "%.40s is no key of a sink; those are webhook, directory, filter, format, from, secret_file, "
              "timeout and retry_for",
              member->keyless ? "this" : member->key.data);
    else if (lines[k])
      problem(reading, member->key_line, "%s is given twice, first in line %zu", keys[k].name, lines[k]);
    else if (!is_plain(member))
      problem(reading, member->key_line, "%s must be a single value on one line", keys[k].name);
    else
      keys[k].read(reading, member);
    if (k < KEYS) lines[k] = member->key_line;
  }
  if (reading->wrong || root->cut) return;
  if (!lines[0] == !lines[1])
    problem(reading, root->line, "a sink needs either webhook or directory%s", lines[0] ? ", not both" : "");
  for (size_t k = 0; k < KEYS; k++)
    if (keys[k].webhook && lines[k] && !lines[0])
      problem(reading, lines[k], "%s is for a webhook; a directory needs none", keys[k].name);
}

bool sink_definition_read(struct arena *arena, struct slice yaml, const char *file,
                          struct sink_definition *sink, struct buffer *problems, dp_error *error)
{
  struct reading reading = {arena, file, sink, problems, error, false};
  struct yaml_problem trouble = {0};
  const struct yaml_limits limits = {.depth = 2, .values = 64};
  sink->filter = "";
  sink->form = ARTICLE_EVENT;
  sink->from = (struct sink_from){.now = true};
  sink->timeout = TIMEOUT_MS;
  sink->retry_for = RETRY_MS;
  const struct yaml *root = yaml_read(arena, yaml, &limits, &trouble);
  if (trouble.line)
    problem(&reading, trouble.line, "%s", trouble.text);
  else if (!root || root->kind != YAML_MAPPING)
    problem(&reading, 1, "a sink is a mapping, as in “webhook: https://desk.example/articles”");
  else
    read_members(&reading, root);
  return !reading.wrong;
}

/* ---- the directory ---- */

static int is_definition(const struct dirent *entry)
{
  struct slice name = slice_of(entry->d_name);
  return name.length > 5 && name.data[0] != '.' && slice_is(slice_from(name, name.length - 5), ".yaml");
}

static bool read_file(struct sink_definitions *definitions, const char *directory, const char *name,
                      struct buffer *problems, dp_error *error)
{
  struct buffer bytes = BUFFER_EMPTY;
  struct sink_definition *sink = &definitions->list[definitions->count++];
  const char *path = arena_format(definitions->arena, "%s/%s", directory, name);
  struct reading reading = {definitions->arena, name, sink, problems, error, false};
  struct slice stem = {name, strlen(name) - 5};
  dp_error unreadable = {0};
  if (!event_valid_name(stem))
    problem(&reading, 1, "the name of a sink is up to 32 letters a to z, digits and hyphens");
  else if (!files_read(path, SINK_FILE, &bytes, &unreadable))
    problem(&reading, 1, "%s", unreadable.text);
  if (!reading.wrong) {
    snprintf(sink->name, sizeof sink->name, "%.*s", (int)stem.length, stem.data);
    reading.wrong =
        !sink_definition_read(definitions->arena, buffer_view(&bytes), name, sink, problems, error);
  }
  buffer_free(&bytes);
  return !reading.wrong;
}

static bool read_files(struct sink_definitions *definitions, const char *directory, struct dirent **entries,
                       int count, struct buffer *problems, dp_error *error)
{
  bool good = true;
  if (count > SINKS)
    return error_set(error, EX_CONFIG, "%s has %d sinks; there may be %d", directory, count, SINKS);
  for (int i = 0; i < count; i++)
    good = read_file(definitions, directory, entries[i]->d_name, problems, error) && good;
  return good;
}

struct sink_definitions *sink_definitions_read(const char *directory, struct buffer *problems,
                                               dp_error *error)
{
  struct dirent **entries = NULL;
  int count = scandir(directory, &entries, is_definition, alphasort);
  if (count < 0) {
    error_errno(error, "can't read the sinks in %s", directory);
    return NULL;
  }
  struct sink_definitions *definitions = memory_zero(1, sizeof *definitions);
  definitions->arena = arena_new();
  bool good = read_files(definitions, directory, entries, count, problems, error);
  for (int i = 0; i < count; i++) free(entries[i]);
  free(entries);
  if (!good) sink_definitions_free(&definitions);
  return definitions;
}

void sink_definitions_free(struct sink_definitions **definitions)
{
  if (!*definitions) return;
  arena_free(&(*definitions)->arena);
  free(*definitions);
  *definitions = NULL;
}
