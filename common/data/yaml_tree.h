/* yaml_tree.h - a YAML file as a small tree with line numbers (the only room that knows libyaml).
 *
 * For files that people write: settings, rules. Depth and number of values are bounded; anchors, aliases,
 * tags and further documents are refused. What could be read before a mistake is still given, so that a
 * person sees all problems of a file at once. */
#ifndef DATA_YAML_TREE_H
#define DATA_YAML_TREE_H

#include "base/arena.h"

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAPPING };

/* A value. In a list `key` is empty; in a mapping it is the key and `key_line` where that stands. */
struct yaml {
  enum yaml_kind kind;
  bool cut;         /* the file breaks off inside this list or mapping */
  bool keyless;     /* a member of a mapping whose key is no single word */
  size_t line;      /* of the value, from 1 */
  struct slice key; /* NUL-terminated behind its end, like text */
  size_t key_line;
  struct slice text;  /* of YAML_TEXT */
  size_t count;       /* of members */
  struct yaml *first; /* member of a list or mapping */
  struct yaml *next;  /* in the same list or mapping */
};

struct yaml_limits {
  int depth;     /* nested lists and mappings */
  size_t values; /* in the whole file */
};

/* What was wrong with the file as a whole. */
struct yaml_problem {
  size_t line;    /* 0: nothing was */
  char text[200]; /* sentence */
};

/* yaml_read - the file's only document; NULL when it is empty or nothing could be read. Everything is copied
 * into the arena. */
struct yaml *yaml_read(struct arena *arena, struct slice bytes, const struct yaml_limits *limits,
                       struct yaml_problem *problem);

#endif
