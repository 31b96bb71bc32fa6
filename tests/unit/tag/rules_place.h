/* rules_place.h - a rules directory for a test, what is said of it when it is loaded, and what it finds. */
#ifndef TESTS_RULES_PLACE_H
#define TESTS_RULES_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "base/buffer.h"
#include "base/utf8.h"
#include "tag/merge.h"
#include "tag/ruleset.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

struct rules_place {
  char directory[64];
  struct ruleset *ruleset;
  struct buffer said;  /* "error FILE:LINE [RULE] SENTENCE" lines */
  size_t given_up;     /* rules, in the text found in last */
  struct buffer found; /* "TYPE exact; …" */
  dp_error error;
};

static inline void rules_place_hear(void *context, const struct ruleset_note *note)
{
  struct buffer *said = context;
  buffer_format(said, "%s %s:%zu [%.*s] %s", note->level == RULESET_ERROR ? "error" : "warning", note->file,
                note->line, (int)note->rule.length, note->rule.length ? note->rule.data : "", note->text);
  if (note->expected) buffer_format(said, " (expected %s; got %s)", note->expected, note->got);
  buffer_byte(said, '\n');
}

static inline void rules_place_empty(struct rules_place *place)
{
  DIR *directory = opendir(place->directory);
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    char path[400];
    snprintf(path, sizeof path, "%s/%s", place->directory, entry->d_name);
    if (entry->d_name[0] != '.') unlink(path);
  }
  if (directory) closedir(directory);
}

static inline void rules_place_write(struct rules_place *place, const char *name, struct slice content)
{
  char path[200];
  snprintf(path, sizeof path, "%s/%s", place->directory, name);
  assert_true(write_file(path, content));
}

/* rules_place_load - false when the set is refused. */
static inline bool rules_place_load(struct rules_place *place)
{
  ruleset_free(&place->ruleset);
  buffer_clear(&place->said);
  place->error = (dp_error){0, ""};
  place->ruleset = ruleset_new(place->directory, rules_place_hear, &place->said, &place->error);
  return place->ruleset != NULL;
}

/* rules_place_find - "TYPE exact[=value][ name=…][ @wikidata] (rule); …"; offsets are checked. */
static inline const char *rules_place_find(struct rules_place *place, const char *language, struct slice text)
{
  struct ruleset_scratch *scratch = ruleset_scratch_new();
  struct tokens *tokens = tokens_new();
  struct arena *arena = arena_new();
  struct finds finds = {0};
  buffer_clear(&place->found);
  place->given_up = 0;
  tokens_begin(tokens, text);
  ruleset_begin(place->ruleset, scratch, text.length, slice_of(language));
  while (tokens_next(tokens)) {
    place->given_up += ruleset_find(place->ruleset, scratch, tokens, arena, &finds);
    merge_stretch(&finds);
  }
  for (size_t i = 0; i < finds.count; i++) {
    const struct find *find = &finds.list[i];
    size_t at = 0;
    for (uint32_t point = 0; point < find->at; point++) utf8_decode(text, &at);
    assert_int_equal(at, find->start);
    for (uint32_t point = find->at; point < find->past; point++) utf8_decode(text, &at);
    assert_int_equal(at, find->end);
    assert_int_equal(find->strength, FIND_OPERATOR);
    buffer_format(&place->found, "%s%d%.*s %.*s", i ? "; " : "", find->type, (int)find->label.length,
                  find->label.length ? find->label.data : "", (int)(find->end - find->start),
                  text.data + find->start);
    if (find->value.length) buffer_format(&place->found, "=%.*s", (int)find->value.length, find->value.data);
    if (find->name.length)
      buffer_format(&place->found, " name=%.*s", (int)find->name.length, find->name.data);
    if (find->link.wikidata.length)
      buffer_format(&place->found, " @%.*s", (int)find->link.wikidata.length, find->link.wikidata.data);
    buffer_format(&place->found, " (%s)", find->rule);
  }
  finds_free(&finds);
  arena_free(&arena);
  tokens_free(&tokens);
  ruleset_scratch_free(&scratch);
  return buffer_string(&place->found);
}

static inline int rules_place_begin(void **state)
{
  static struct rules_place place;
  memset(&place, 0, sizeof place);
  snprintf(place.directory, sizeof place.directory, "/tmp/depeche-rules-XXXXXX");
  *state = &place;
  return mkdtemp(place.directory) ? 0 : -1;
}

static inline int rules_place_end(void **state)
{
  struct rules_place *place = *state;
  rules_place_empty(place);
  rmdir(place->directory);
  ruleset_free(&place->ruleset);
  buffer_free(&place->said);
  buffer_free(&place->found);
  return 0;
}

#endif
