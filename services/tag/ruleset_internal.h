/* ruleset_internal.h - what the files of the operator's rules share: the set in memory, and the report of
 * what is wrong with its files. */
#ifndef TAG_RULESET_INTERNAL_H
#define TAG_RULESET_INTERNAL_H

#include "base/buffer.h"
#include "base/digest.h"
#include "base/log_limit.h"
#include "base/pattern.h"
#include "data/yaml_tree.h"
#include "tag/prefilter.h"
#include "tag/ruleset.h"
#include "tag/template.h"
#include "tag/trie.h"

enum { RULE_LANGUAGES = 8, RULE_TYPE = 32 /* letters of a type's name */, RULE_ID = 64 };

/* Languages a rule or name is for, by their two or three letters as a number. None: all. */
struct languages {
  uint32_t list[RULE_LANGUAGES];
  size_t count;
};

struct kind {
  enum find_type type;
  struct slice label; /* of FIND_OWN */
};

/* What may not stand around a match. NULL: anything may. */
struct rule_not {
  struct pattern *before, *after; /* right before it, right behind it */
  struct pattern *paragraph;      /* anywhere in its paragraph */
};

struct rule {
  struct slice id; /* NUL-terminated */
  const char *file;
  size_t line;
  struct kind kind;
  struct languages languages;
  struct pattern *pattern;
  struct rule_not unless;
  unsigned group; /* the mention */
  struct template value, name;
  struct entity_link link;
  bool slow;        /* no needed letters are known */
  bool first_known; /* of a slow one: each match begins with one of the bytes */
  uint64_t first[4];
  const struct yaml *tests; /* list; NULL: none */
};

struct name {
  struct slice name, id, link; /* id and link may be empty */
  const char *file;
  size_t line;
  struct kind kind;
  uint32_t languages[2]; /* 0: none; both 0: all */
};

/* A file's tests of the whole set. */
struct set_tests {
  const char *file;
  const struct yaml *list;
};

struct ruleset {
  struct arena *arena; /* whatever the files say */
  struct buffer contents[RULESET_FILES];
  struct rule *rules;
  size_t rule_count;
  struct name *names;
  size_t name_count, name_room;
  size_t spellings; /* names and aliases */
  struct trie *trie;
  struct prefilter *prefilter;
  uint64_t always[RULESET_RULES / 64 + 1]; /* bits: rules that the prefilter knows nothing of */
  struct set_tests tests[RULESET_FILES];
  size_t test_files;
  size_t written_tests; /* in all files so far */
  struct ruleset_file files[RULESET_FILES];
  char version[16];
  struct ruleset_counts counts;
};

struct ruleset_scratch {
  struct pattern_match *match, *aside;
  uint8_t *symbols;
  uint64_t *hits;  /* bits: rules worth a try in this window */
  uint64_t *spent; /* steps allowed in this text; UINT64_MAX: given up */
  uint64_t budget; /* so many at most */
  uint32_t language;
  size_t given_up; /* rules, in this text */
  struct log_limit limit;
};

/* What is being loaded. */
struct ruleset_load {
  struct ruleset *ruleset;
  const char *file;  /* the one at hand */
  struct slice rule; /* the one at hand; may be empty */
  ruleset_note_fn *fn;
  void *context;
  dp_error *error;
  size_t errors;
  struct tokens *tokens; /* scratch: names, tests */
  struct digest *digest;
};

/* ruleset_problem - an error; returns false always. ruleset_warn - a warning. */
bool ruleset_problem(struct ruleset_load *load, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void ruleset_warn(struct ruleset_load *load, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void ruleset_tell(struct ruleset_load *load, const struct ruleset_note *note);

/* ruleset_shown - what a file says, for a sentence: short and printable; in the set's arena. */
const char *ruleset_shown(struct ruleset_load *load, struct slice text);

/* Fields that both kinds of files have; false with the problem told. */
bool ruleset_read_kind(struct ruleset_load *load, struct slice text, size_t line, struct kind *kind);
bool ruleset_is_id(struct slice text);
bool ruleset_read_id(struct ruleset_load *load, struct slice text, size_t line);
bool ruleset_read_languages(struct ruleset_load *load, struct slice text, size_t line, struct languages *out);
bool ruleset_read_link(struct ruleset_load *load, struct slice text, size_t line);

/* ruleset_link - of a text that ruleset_read_link has taken; it points there. */
struct entity_link ruleset_link(struct slice text);
/* ruleset_language - the first subtag as a number; 0: none. */
uint32_t ruleset_language(struct slice tag);

void ruleset_read_yaml(struct ruleset_load *load, struct slice bytes);
void ruleset_read_csv(struct ruleset_load *load, struct slice bytes);

/* ruleset_try - one rule alone on the stretch, as ruleset_find would. */
void ruleset_try(const struct ruleset *ruleset, struct ruleset_scratch *scratch, const struct rule *rule,
                 const struct tokens *tokens, struct arena *arena, struct finds *finds);

/* ruleset_run_tests - of rules and files; each that fails is a problem. */
void ruleset_run_tests(struct ruleset_load *load);
/* ruleset_check_tests - how a list of tests is written; they are run later. */
bool ruleset_check_tests(struct ruleset_load *load, const struct yaml *tests);

#endif
