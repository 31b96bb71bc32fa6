/* config_yaml.c - reading the file: YAML events, one after the other, straight into the settings.
 *
 * The file is a mapping of settings and sections. There is no tree to be filled by a hostile file, nesting is
 * counted, and anchors, aliases and further documents are refused. After a problem with one key the rest is
 * still read, so that a person sees all problems at once; broken YAML ends the reading. */
#include "data/config_internal.h"

#include <yaml.h>

enum { MAX_DEPTH = 8 };

struct reader {
  yaml_parser_t parser;
  yaml_event_t event; /* the one at hand */
  int depth;
  bool stopped; /* broken or refused as a whole */
  struct config *config;
  struct config_report *report;
};

static size_t line_of(const struct reader *reader)
{
  return reader->event.start_mark.line + 1;
}

static bool stop(struct reader *reader, size_t line, const char *why)
{
  if (!reader->stopped) config_problem(reader->report, line, "%s", why);
  reader->stopped = true;
  return false;
}

static bool is_anchored(const yaml_event_t *event)
{
  return event->type == YAML_ALIAS_EVENT || (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor) ||
         (event->type == YAML_SEQUENCE_START_EVENT && event->data.sequence_start.anchor) ||
         (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor);
}

/* next - steps to the next event; false when the reading has ended. */
static bool next(struct reader *reader)
{
  if (reader->stopped) return false;
  yaml_event_delete(&reader->event);
  if (!yaml_parser_parse(&reader->parser, &reader->event)) {
    char why[160];
    const char *problem = reader->parser.problem ? reader->parser.problem : "it can't be read";
    snprintf(why, sizeof why, "this is not YAML: %s", problem);
    return stop(reader, reader->parser.problem_mark.line + 1, why);
  }
  yaml_event_type_t type = reader->event.type;
  if (is_anchored(&reader->event))
    return stop(reader, line_of(reader), "anchors and aliases are not allowed here");
  if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT) reader->depth++;
  if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT) reader->depth--;
  if (reader->depth > MAX_DEPTH) return stop(reader, line_of(reader), "the settings are nested too deep");
  return true;
}

/* skip - reads over the node that the event at hand begins. */
static void skip(struct reader *reader)
{
  yaml_event_type_t type = reader->event.type;
  if (type != YAML_MAPPING_START_EVENT && type != YAML_SEQUENCE_START_EVENT) return;
  for (int outside = reader->depth - 1; reader->depth > outside && next(reader);) continue;
}

static struct slice scalar(const struct reader *reader)
{
  return (struct slice){(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
}

static void unknown_key(struct reader *reader, struct slice section, struct slice key, size_t line)
{
  struct buffer hint = BUFFER_EMPTY;
  config_suggest(section, key, &hint);
  config_problem(reader->report, line, "%s%s%s is not a setting%s", config_shown(section),
                 section.length ? "." : "", config_shown(key), buffer_string(&hint));
  buffer_free(&hint);
}

static void read_list(struct reader *reader, const struct setting *setting)
{
  struct config_list *list = config_field(reader->config, setting);
  size_t line = line_of(reader), before = reader->report->count;
  list->count = 0;
  while (next(reader) && reader->event.type != YAML_SEQUENCE_END_EVENT) {
    if (reader->event.type == YAML_SCALAR_EVENT) {
      config_set_item(reader->config, setting, scalar(reader), line_of(reader), reader->report);
    } else {
      config_problem(reader->report, line_of(reader), "%s is a list of single values", config_label(setting));
      skip(reader);
    }
  }
  if (setting->type == SETTING_LIST && !reader->stopped && list->count == 0 &&
      reader->report->count == before)
    config_problem(reader->report, line, "%s must have at least one entry", config_label(setting));
}

static void read_setting(struct reader *reader, const struct setting *setting, size_t line)
{
  size_t *given = &reader->report->lines[setting - config_settings];
  if (*given)
    config_problem(reader->report, line, "%s is given twice, first in line %zu", config_label(setting),
                   *given);
  *given = line;
  if (reader->event.type == YAML_SCALAR_EVENT) {
    config_set(reader->config, setting, scalar(reader), line_of(reader), reader->report);
  } else if (reader->event.type == YAML_SEQUENCE_START_EVENT && config_is_list(setting)) {
    read_list(reader, setting);
  } else {
    config_problem(reader->report, line, "%s must be a %s", config_label(setting),
                   config_is_list(setting) ? "list" : "single value");
    skip(reader);
  }
}

static void read_mapping(struct reader *reader, struct slice section);

static void read_section(struct reader *reader, struct slice name, size_t line)
{
  if (reader->event.type == YAML_MAPPING_START_EVENT) {
    read_mapping(reader, name);
  } else if (reader->event.type != YAML_SCALAR_EVENT || scalar(reader).length) {
    config_problem(reader->report, line, "%s is a section: its settings stand indented below it",
                   config_shown(name));
    skip(reader);
  }
}

/* read_member - the event at hand is the key. */
static void read_member(struct reader *reader, struct slice section)
{
  char key_text[64];
  size_t line = line_of(reader);
  if (reader->event.type != YAML_SCALAR_EVENT) {
    config_problem(reader->report, line, "a key must be a single word");
    skip(reader);
    if (next(reader)) skip(reader);
    return;
  }
  struct slice key = scalar(reader);
  if (key.length >= sizeof key_text) key.length = sizeof key_text - 1; /* longer than any that is known */
  memcpy(key_text, key.data, key.length);
  key.data = key_text;
  if (!next(reader)) return;
  const struct setting *setting = config_find(section, key);
  if (setting) {
    read_setting(reader, setting, line);
  } else if (section.length == 0 && config_is_section(key)) {
    read_section(reader, key, line);
  } else {
    unknown_key(reader, section, key, line);
    skip(reader);
  }
}

static void read_mapping(struct reader *reader, struct slice section)
{
  while (next(reader) && reader->event.type != YAML_MAPPING_END_EVENT) read_member(reader, section);
}

static void read_document(struct reader *reader)
{
  if (!next(reader)) return;
  if (reader->event.type == YAML_MAPPING_START_EVENT) {
    read_mapping(reader, SLICE(""));
  } else if (reader->event.type != YAML_SCALAR_EVENT || scalar(reader).length) {
    config_problem(reader->report, line_of(reader), "the file must hold settings written as \"key: value\"");
    skip(reader);
  }
  if (next(reader) && next(reader) && reader->event.type != YAML_STREAM_END_EVENT)
    stop(reader, line_of(reader), "the file must hold one document only");
}

void config_read_yaml(struct slice yaml, struct config *config, struct config_report *report)
{
  struct reader reader = {.config = config, .report = report};
  if (!yaml_parser_initialize(&reader.parser)) {
    config_problem(report, 0, "the YAML parser can't start: out of memory");
    return;
  }
  yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(yaml.data ? yaml.data : ""),
                               yaml.length);
  if (next(&reader) && next(&reader) && reader.event.type == YAML_DOCUMENT_START_EVENT)
    read_document(&reader);
  yaml_event_delete(&reader.event);
  yaml_parser_delete(&reader.parser);
}
