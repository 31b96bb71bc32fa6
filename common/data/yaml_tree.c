/* yaml_tree.c - YAML events, one after the other, into a tree that is bounded while it grows. */
#include "data/yaml_tree.h"

#include <stdio.h>
#include <yaml.h>

struct reader {
  yaml_parser_t parser;
  yaml_event_t event; /* the one at hand */
  struct arena *arena;
  const struct yaml_limits *limits;
  struct yaml_problem *problem;
  int depth;
  size_t values;
};

static size_t line_of(const struct reader *reader)
{
  return reader->event.start_mark.line + 1;
}

/* stop - ends the reading for good; the first reason counts. Returns false always. */
static bool stop(struct reader *reader, size_t line, const char *before, const char *why)
{
  if (reader->problem->line) return false;
  reader->problem->line = line;
  snprintf(reader->problem->text, sizeof reader->problem->text, "%s%s", before, why);
  return false;
}

static bool is_anchored(const yaml_event_t *event)
{
  return event->type == YAML_ALIAS_EVENT || (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor) ||
         (event->type == YAML_SEQUENCE_START_EVENT && event->data.sequence_start.anchor) ||
         (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor);
}

static bool opens(yaml_event_type_t type)
{
  return type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT;
}

static bool closes(yaml_event_type_t type)
{
  return type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT;
}

/* next - steps to the next event; false when the reading has ended. */
static bool next(struct reader *reader)
{
  if (reader->problem->line) return false;
  yaml_event_delete(&reader->event);
  if (!yaml_parser_parse(&reader->parser, &reader->event)) {
    const char *why = reader->parser.problem ? reader->parser.problem : "it can't be read";
    return stop(reader, reader->parser.problem_mark.line + 1, "this is not YAML: ", why);
  }
  yaml_event_type_t type = reader->event.type;
  if (is_anchored(&reader->event))
    return stop(reader, line_of(reader), "anchors and aliases are not allowed here", "");
  reader->depth += opens(type) - closes(type);
  if (reader->depth > reader->limits->depth)
    return stop(reader, line_of(reader), "lists and mappings are nested too deep", "");
  if ((opens(type) || type == YAML_SCALAR_EVENT) && ++reader->values > reader->limits->values)
    return stop(reader, line_of(reader), "the file holds too many values", "");
  return true;
}

static struct slice scalar(const struct reader *reader)
{
  struct slice text = {(const char *)reader->event.data.scalar.value, reader->event.data.scalar.length};
  return arena_slice(reader->arena, text);
}

/* value - the one that the event at hand begins; its members are read by grow. */
static struct yaml *value(struct reader *reader)
{
  struct yaml *made = arena_zero(reader->arena, 1, sizeof *made);
  made->line = line_of(reader);
  made->text = made->key = (struct slice){"", 0};
  made->kind = reader->event.type == YAML_SEQUENCE_START_EVENT  ? YAML_LIST
               : reader->event.type == YAML_MAPPING_START_EVENT ? YAML_MAPPING
                                                                : YAML_TEXT;
  if (made->kind == YAML_TEXT) made->text = scalar(reader);
  return made;
}

static void grow(struct reader *reader, struct yaml *parent);

/* member - the value whose first event is at hand, whole. */
static struct yaml *member(struct reader *reader)
{
  struct yaml *made = value(reader);
  if (made->kind != YAML_TEXT) grow(reader, made);
  return made;
}

/* keyed - the member whose key is at hand; NULL when the file breaks off before its value. */
static struct yaml *keyed(struct reader *reader)
{
  struct yaml *key = member(reader);
  if (!next(reader)) return NULL;
  struct yaml *made = member(reader);
  made->key = key->text;
  made->key_line = key->line;
  made->keyless = key->kind != YAML_TEXT;
  return made;
}

/* grow - reads the members of a list or mapping that has just begun. The depth is bounded by next. */
static void grow(struct reader *reader, struct yaml *parent)
{
  struct yaml **last = &parent->first;
  while (next(reader)) {
    if (closes(reader->event.type)) return;
    struct yaml *made = parent->kind == YAML_MAPPING ? keyed(reader) : member(reader);
    if (!made) break;
    *last = made;
    last = &made->next;
    parent->count++;
  }
  parent->cut = true;
}

static struct yaml *document(struct reader *reader)
{
  bool begins =
      next(reader) && next(reader) && reader->event.type == YAML_DOCUMENT_START_EVENT && next(reader);
  if (!begins) return NULL;
  struct yaml *root = member(reader);
  if (next(reader) && next(reader) && reader->event.type != YAML_STREAM_END_EVENT)
    stop(reader, line_of(reader), "the file must hold one document only", "");
  return root;
}

struct yaml *yaml_read(struct arena *arena, struct slice bytes, const struct yaml_limits *limits,
                       struct yaml_problem *problem)
{
  struct reader reader = {.arena = arena, .limits = limits, .problem = problem};
  *problem = (struct yaml_problem){0};
  if (!yaml_parser_initialize(&reader.parser)) {
    stop(&reader, 1, "the YAML parser can't start: out of memory", "");
    return NULL;
  }
  yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&reader.parser, (const unsigned char *)(bytes.data ? bytes.data : ""),
                               bytes.length);
  struct yaml *root = document(&reader);
  yaml_event_delete(&reader.event);
  yaml_parser_delete(&reader.parser);
  return root;
}
