/* tagging.h - a tagger for tests, and what it said in a line that can be compared. */
#ifndef TESTS_TAGGING_H
#define TESTS_TAGGING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "tag/tag.h"

#include <stdio.h>
#include <stdlib.h>

struct tagging {
  struct tag_rules *rules;
  struct tag_worker *worker;
  struct arena *arena;
  struct buffer said;
};

static inline int tagging_begin(void **state)
{
  static struct tagging tagging;
  dp_error error = {0};
  tagging = (struct tagging){tag_rules_new(&error), tag_worker_new(), arena_new(), BUFFER_EMPTY};
  if (!tagging.rules) fprintf(stderr, "%s\n", error.text);
  *state = &tagging;
  return tagging.rules ? 0 : -1;
}

static inline int tagging_end(void **state)
{
  struct tagging *tagging = *state;
  tag_rules_free(&tagging->rules);
  tag_worker_free(&tagging->worker);
  arena_free(&tagging->arena);
  buffer_free(&tagging->said);
  return 0;
}

/* cut - the bytes between two code points, counted here without the tagger's help. */
static inline struct slice cut(struct slice text, size_t start, size_t end)
{
  size_t byte = 0, from = 0;
  for (size_t point = 0; point < end; point++) {
    if (point == start) from = byte;
    utf8_decode(text, &byte);
  }
  return (struct slice){text.data + from, byte - from};
}

/* check_order - mentions are in order, apart, and are what the text has between their offsets. */
static inline void check_order(struct slice text, const struct mention *mentions, size_t count)
{
  size_t past = 0, points = utf8_count(text);
  for (size_t i = 0; i < count; i++) {
    assert_true(mentions[i].start >= past);
    assert_true(mentions[i].end > mentions[i].start);
    assert_true(mentions[i].end <= points);
    assert_true(slice_equal(cut(text, mentions[i].start, mentions[i].end), mentions[i].exact));
    past = mentions[i].end;
  }
}

static inline void say_link(struct buffer *said, const struct entity_link *link)
{
  if (link->geonames.length)
    buffer_format(said, " @ geonames:%.*s", (int)link->geonames.length, link->geonames.data);
  else if (link->iso3166.length)
    buffer_format(said, " @ iso3166:%.*s", (int)link->iso3166.length, link->iso3166.data);
}

/* said_of - what some layers find: "PER Vladimir Poutine; DATE 26 mars = 2024-03-26; LOC Niger @ iso3166:NE";
 * valid until the next call. */
static inline const char *said_of(struct tagging *tagging, const char *language, const char *published,
                                  const char *text, unsigned layers)
{
  struct tag_text in = {slice_of(text), slice_of(language), slice_of(published), {"", 0}};
  struct annotations found;
  arena_reset(tagging->arena);
  buffer_clear(&tagging->said);
  tag_find(tagging->rules, tagging->worker, tagging->arena, &in, layers, &found);
  check_order(in.text, found.mentions, found.mention_count);
  for (size_t i = 0; i < found.mention_count; i++) {
    const struct mention *mention = &found.mentions[i];
    buffer_format(&tagging->said, "%s%.*s %.*s", i ? "; " : "", (int)mention->type.length, mention->type.data,
                  (int)mention->exact.length, mention->exact.data);
    if (mention->value.length)
      buffer_format(&tagging->said, " = %.*s", (int)mention->value.length, mention->value.data);
    if (mention->entity != ENTITY_NONE) say_link(&tagging->said, &found.entities[mention->entity].link);
  }
  return buffer_string(&tagging->said);
}

/* said - what all layers find. */
static inline const char *said(struct tagging *tagging, const char *language, const char *published,
                               const char *text)
{
  return said_of(tagging, language, published, text, TAG_ALL);
}

#endif
