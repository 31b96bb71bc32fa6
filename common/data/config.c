/* config.c - the settings as a whole: defaults, file, environment, derived endpoints, checks across keys,
 * printing. */
#include "data/config_internal.h"

#include "base/files.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MAX_FILE = 1024 * 1024, MAX_PROBLEMS = 100 };

bool config_problem(struct config_report *report, size_t line, const char *format, ...)
{
  char sentence[400], place[400];
  va_list args;
  va_start(args, format);
  vsnprintf(sentence, sizeof sentence, format, args);
  va_end(args);
  snprintf(place, sizeof place, line ? "%.200s:%zu" : "%.200s", report->name, line);
  if (report->count++ == 0) error_set(report->error, EX_CONFIG, "%s: %s", place, sentence);
  if (!report->problems || report->count > MAX_PROBLEMS) return false;
  buffer_format(report->problems, "%s: %s\n", place, sentence);
  if (report->count == MAX_PROBLEMS) buffer_text(report->problems, "and more problems like these\n");
  return false;
}

/* Defaults. */

/* join - directory and name, unless the environment does not say or it is too long. */
static bool join(char out[CONFIG_TEXT], const char *directory, const char *behind)
{
  if (!directory || directory[0] != '/') return false;
  return snprintf(out, CONFIG_TEXT, "%s%s", directory, behind) < CONFIG_TEXT;
}

static void default_directories(struct config *config)
{
  if (geteuid() == 0) {
    strcpy(config->run_dir, "/run/depeche");
    strcpy(config->state_dir, "/var/lib/depeche");
    return;
  }
  if (!join(config->run_dir, getenv("XDG_RUNTIME_DIR"), "/depeche"))
    snprintf(config->run_dir, CONFIG_TEXT, "/tmp/depeche-%ld", (long)geteuid());
  if (!join(config->state_dir, getenv("XDG_STATE_HOME"), "/depeche") &&
      !join(config->state_dir, getenv("HOME"), "/.local/state/depeche"))
    snprintf(config->state_dir, CONFIG_TEXT, "/var/tmp/depeche-%ld", (long)geteuid());
}

static void default_setting(struct config *config, const struct setting *setting)
{
  void *field = config_field(config, setting);
  switch (setting->type) {
  case SETTING_TEXT:
  case SETTING_NAME:
    snprintf(field, CONFIG_TEXT, "%s", setting->text);
    break;
  case SETTING_LEVEL:
    config->log_level = (enum log_level)setting->fallback;
    break;
  case SETTING_CHOICE:
  case SETTING_COUNT:
  case SETTING_DURATION:
  case SETTING_SIZE:
    memcpy(field, &setting->fallback, sizeof setting->fallback);
    break;
  default: /* directories and endpoints are derived */
    break;
  }
}

void config_defaults(struct config *config)
{
  memset(config, 0, sizeof *config);
  default_directories(config);
  for (size_t i = 0; i < CONFIG_SETTINGS; i++) default_setting(config, &config_settings[i]);
}

/* Loading. */

static void read_environment(struct config *config, struct config_report *report)
{
  static const char *const variables[][2] = {{"DEPECHE_RUN_DIR", "run_dir"},
                                             {"DEPECHE_STATE_DIR", "state_dir"}};
  for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
    const char *value = getenv(variables[i][0]);
    if (!value || !*value) continue;
    struct config_report own = {variables[i][0], report->problems, report->error, report->count, {0}};
    config_set(config, config_find(SLICE(""), slice_of(variables[i][1])), slice_of(value), 0, &own);
    report->count = own.count;
  }
}

bool config_parse(struct slice yaml, const char *name, struct config *config, struct buffer *problems,
                  dp_error *error)
{
  struct config_report report = {.name = name, .problems = problems, .error = error};
  config_defaults(config);
  config_read_yaml(yaml, config, &report);
  config_finish(config, &report);
  return report.count == 0;
}

bool config_load(const char *path, struct config *config, struct buffer *problems, dp_error *error)
{
  const char *chosen = path ? path : getenv("DEPECHE_CONFIG");
  if (chosen && !*chosen) chosen = NULL;
  struct config_report report = {.name = chosen ? chosen : "defaults", .problems = problems, .error = error};
  struct buffer file = BUFFER_EMPTY;
  dp_error unread = {0};
  config_defaults(config);
  if (chosen && !files_read(chosen, MAX_FILE, &file, &unread))
    config_problem(&report, 0, "the settings can't be read: %s", unread.text);
  else
    config_read_yaml(buffer_view(&file), config, &report);
  read_environment(config, &report);
  config_finish(config, &report);
  buffer_free(&file);
  return report.count == 0;
}

/* Printing. */

static void print_setting(const struct config *config, const struct setting *setting, struct buffer *out)
{
  const char *indent = *setting->section ? "  " : "";
  buffer_format(out, "%s# %s", indent, setting->description);
  if (setting->type == SETTING_COUNT || setting->type == SETTING_DURATION || setting->type == SETTING_SIZE) {
    buffer_text(out, "; ");
    config_put_number(setting, setting->least, out);
    buffer_text(out, " to ");
    config_put_number(setting, setting->most, out);
  }
  buffer_format(out, "\n%s%s: ", indent, setting->key);
  const struct config_list *list = config_is_list(setting) ? config_field(config, setting) : NULL;
  if (list && list->count) out->length--; /* a list begins on the next line */
  config_put(config, setting, out);
  buffer_byte(out, '\n');
}

void config_print(const struct config *config, struct buffer *out)
{
  const char *section = "";
  for (size_t i = 0; i < CONFIG_SETTINGS; i++) {
    if (strcmp(section, config_settings[i].section) != 0) {
      section = config_settings[i].section;
      buffer_format(out, "\n%s:\n", section);
    }
    print_setting(config, &config_settings[i], out);
  }
}
