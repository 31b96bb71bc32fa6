/* config_yaml.c - from the file's tree into the settings: a mapping of settings and sections.
 *
 * After a problem with one key the rest is still read, so that a person sees all problems at once. */
#include "data/config_internal.h"
#include "data/yaml_tree.h"

struct reader {
  struct config *config;
  struct config_report *report;
};

static void unknown_key(struct reader *reader, struct slice section, const struct yaml *member)
{
  struct buffer hint = BUFFER_EMPTY;
  config_suggest(section, member->key, &hint);
  config_problem(reader->report, member->key_line, "%s%s%s is not a setting%s", config_shown(section),
                 section.length ? "." : "", config_shown(member->key), buffer_string(&hint));
  buffer_free(&hint);
}

static void read_list(struct reader *reader, const struct setting *setting, const struct yaml *value)
{
  struct config_list *list = config_field(reader->config, setting);
  size_t before = reader->report->count;
  list->count = 0;
  for (const struct yaml *item = value->first; item; item = item->next) {
    if (item->kind == YAML_TEXT)
      config_set_item(reader->config, setting, item->text, item->line, reader->report);
    else
      config_problem(reader->report, item->line, "%s is a list of single values", config_label(setting));
  }
  if (setting->type == SETTING_LIST && !value->cut && list->count == 0 && reader->report->count == before)
    config_problem(reader->report, value->line, "%s must have at least one entry", config_label(setting));
}

static void read_setting(struct reader *reader, const struct setting *setting, const struct yaml *member)
{
  size_t *given = &reader->report->lines[setting - config_settings];
  if (*given)
    config_problem(reader->report, member->key_line, "%s is given twice, first in line %zu",
                   config_label(setting), *given);
  *given = member->key_line;
  if (member->kind == YAML_TEXT)
    config_set(reader->config, setting, member->text, member->line, reader->report);
  else if (member->kind == YAML_LIST && config_is_list(setting))
    read_list(reader, setting, member);
  else
    config_problem(reader->report, member->key_line, "%s must be a %s", config_label(setting),
                   config_is_list(setting) ? "list" : "single value");
}

static void read_mapping(struct reader *reader, struct slice section, const struct yaml *mapping);

static void read_section(struct reader *reader, const struct yaml *member)
{
  if (member->kind == YAML_MAPPING)
    read_mapping(reader, member->key, member);
  else if (member->kind != YAML_TEXT || member->text.length)
    config_problem(reader->report, member->key_line, "%s is a section: its settings stand indented below it",
                   config_shown(member->key));
}

static void read_mapping(struct reader *reader, struct slice section, const struct yaml *mapping)
{
  for (const struct yaml *member = mapping->first; member; member = member->next) {
    const struct setting *setting = config_find(section, member->key);
    if (member->keyless)
      config_problem(reader->report, member->key_line, "a key must be a single word");
    else if (setting)
      read_setting(reader, setting, member);
    else if (section.length == 0 && config_is_section(member->key))
      read_section(reader, member);
    else
      unknown_key(reader, section, member);
  }
}

void config_read_yaml(struct slice yaml, struct config *config, struct config_report *report)
{
  static const struct yaml_limits limits = {.depth = 8, .values = 20000};
  struct reader reader = {.config = config, .report = report};
  struct arena *arena = arena_new();
  struct yaml_problem problem;
  const struct yaml *root = yaml_read(arena, yaml, &limits, &problem);
  if (root && root->kind == YAML_MAPPING)
    read_mapping(&reader, SLICE(""), root);
  else if (root && (root->kind != YAML_TEXT || root->text.length))
    config_problem(report, root->line, "the file must hold settings written as \"key: value\"");
  if (problem.line) config_problem(report, problem.line, "%s", problem.text);
  arena_free(&arena);
}
