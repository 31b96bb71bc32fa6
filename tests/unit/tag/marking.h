/* marking.h - entities from texts whose names are marked: "la ville de [LOC Tripoli], au [LOC Liban]". What
 * other layers would find is given by the marks, so that only the joining and linking is tested. A people's
 * country stands in the mark: "[NORP:LB libanaise]", and so does the name that an operator's rule gives:
 * "[ORG=Onep L'Office]". */
#ifndef TESTS_MARKING_H
#define TESTS_MARKING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "tag/entities.h"

#include <stdio.h>
#include <stdlib.h>

struct marking {
  struct lexicon *lexicon;
  struct gazetteer *gazetteer;
  struct tokens *tokens;
  struct finds finds;
  struct entities *entities;
  struct arena *arena;
  struct buffer text, said;
  struct annotations found;
};

static inline int marking_begin(void **state)
{
  static struct marking marking;
  marking = (struct marking){.lexicon = lexicon_new()};
  marking.gazetteer = gazetteer_new(marking.lexicon);
  marking.tokens = tokens_new();
  marking.entities = entities_new();
  marking.arena = arena_new();
  *state = &marking;
  return 0;
}

static inline int marking_end(void **state)
{
  struct marking *marking = *state;
  entities_free(&marking->entities);
  gazetteer_free(&marking->gazetteer);
  lexicon_free(&marking->lexicon);
  tokens_free(&marking->tokens);
  finds_free(&marking->finds);
  arena_free(&marking->arena);
  buffer_free(&marking->text);
  buffer_free(&marking->said);
  return 0;
}

struct mark {
  size_t start, end; /* bytes of the text without marks */
  enum find_type type;
  struct slice code, rule_name;
};

enum { MARKS_MAX = 64 };

static inline enum find_type mark_type(struct slice name)
{
  static const char *const names[] = {"", "PER", "ORG", "LOC", "EVENT", "PRODUCT", "NORP", "DATE"};
  for (enum find_type type = FIND_PER; type <= FIND_DATE; type++)
    if (slice_is(name, names[type])) return type;
  fail_msg("a mark of unknown type %.*s", (int)name.length, name.data);
  return FIND_UNKNOWN;
}

/* "[LOC Niger]", "[NORP:NE nigérien]" or "[ORG=Onep L'Office]" */
static inline const char *read_mark(struct marking *marking, const char *at, struct mark *mark)
{
  size_t type = strcspn(at, ":= "), past = strcspn(at, "]"), name = strcspn(at, " ");
  mark->type = mark_type((struct slice){at, type});
  mark->code = at[type] == ':' ? (struct slice){at + type + 1, name - type - 1} : (struct slice){"", 0};
  mark->rule_name = at[type] == '=' ? (struct slice){at + type + 1, name - type - 1} : (struct slice){"", 0};
  mark->start = marking->text.length;
  buffer_append(&marking->text, at + name + 1, past - name - 1);
  mark->end = marking->text.length;
  return at + past + 1;
}

static inline size_t token_at(const struct tokens *tokens, size_t start)
{
  for (size_t i = 0; i < tokens->count; i++)
    if (tokens->list[i].start >= start) return i;
  return tokens->count;
}

/* mark_up - reads a marked text of one stretch; the finds are its marks in order. */
static inline void mark_up(struct marking *marking, const char *marked,
                           const struct entities_options *options)
{
  struct mark marks[MARKS_MAX];
  size_t count = 0;
  buffer_clear(&marking->text);
  for (const char *at = marked; *at;) {
    if (*at == '[' && count < MARKS_MAX)
      at = read_mark(marking, at + 1, &marks[count++]);
    else
      buffer_byte(&marking->text, *at++);
  }
  arena_reset(marking->arena);
  marking->finds.count = marking->finds.stretch = 0;
  marking->found = (struct annotations){0};
  tokens_begin(marking->tokens, buffer_view(&marking->text));
  assert_true(tokens_next(marking->tokens));
  lexicon_classify(marking->lexicon, marking->tokens);
  for (size_t i = 0; i < count; i++) {
    size_t first = token_at(marking->tokens, marks[i].start), past = token_at(marking->tokens, marks[i].end);
    struct find *find =
        finds_add(&marking->finds, marking->tokens, first, past, marks[i].type, FIND_STRONG, "");
    assert_non_null(find);
    find->link.iso3166 = marks[i].code;
    find->name = marks[i].rule_name;
  }
  entities_begin(marking->entities);
  entities_read(marking->entities, marking->gazetteer, marking->tokens, &marking->finds);
  entities_settle(marking->entities, &marking->finds, marking->tokens->text, options, marking->arena,
                  &marking->found);
}

#endif
