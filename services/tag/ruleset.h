/* ruleset.h - the operator's own rules: names (CSV) and patterns (YAML) of one directory.
 *
 * A set is loaded whole or not at all: every mistake is told with file, line and rule, and so is every inline
 * test that fails. It is immutable, and known by a digest of its files. What a set may cost is bounded: sizes
 * when it is loaded; steps, memory and bytes looked at when it reads a text. How the files are written:
 * `depeche rules --help`. */
#ifndef TAG_RULESET_H
#define TAG_RULESET_H

#include "base/error.h"
#include "tag/finds.h"

enum {
  RULESET_RULES = 2000,           /* patterns */
  RULESET_NAMES = 1000 * 1000,    /* aliases too */
  RULESET_FILES = 200,            /* of a directory */
  RULESET_YAML = 2 * 1024 * 1024, /* bytes of a file */
  RULESET_CSV = 64 * 1024 * 1024,
  RULESET_PATTERN = 4096, /* bytes */
  RULESET_NAME = 200,     /* bytes of a name or an alias */
  RULESET_TESTS = 100,    /* of one rule, and of one file */
  RULESET_TEST = 4096     /* bytes of a test's text */
};

struct ruleset;

/* What is to be said of a set. Errors refuse it. */
struct ruleset_note {
  enum { RULESET_ERROR, RULESET_WARNING } level;
  const char *file;           /* name in the directory; "" when it is about the directory */
  size_t line;                /* 0: the file as a whole */
  struct slice rule;          /* its id; may be empty */
  const char *text;           /* a sentence */
  const char *expected, *got; /* of an inline test that fails; else NULL */
};
typedef void ruleset_note_fn(void *context, const struct ruleset_note *note);

/* ruleset_new - reads *.csv, *.yaml and *.yml of the directory, in the order of their names, and runs the
 * tests. `fn` (may be NULL) hears everything, `error` the first error (EX_DATAERR; EX_NOINPUT when there is
 * no such directory). NULL when there is one. */
struct ruleset *ruleset_new(const char *directory, ruleset_note_fn *fn, void *context, dp_error *error);
/* ruleset_of - the set of one file in memory; its name says which kind it is. The bytes outlive the set. */
struct ruleset *ruleset_of(const char *name, struct slice bytes, ruleset_note_fn *fn, void *context,
                           dp_error *error);
void ruleset_free(struct ruleset **ruleset);

/* ruleset_version - "rules-1a2b3c4d": the same for the same files, another for others. */
struct slice ruleset_version(const struct ruleset *ruleset);

struct ruleset_counts {
  size_t files, rules, names, tests;
  size_t slow; /* rules for which no needed letters are known */
};
struct ruleset_counts ruleset_counts(const struct ruleset *ruleset);
/* ruleset_file - what file number `i` of the set brings; NULL behind the last. */
struct ruleset_file {
  const char *name;
  size_t rules, names, tests;
};
const struct ruleset_file *ruleset_file(const struct ruleset *ruleset, size_t i);

/* What one thread needs to read with any set. */
struct ruleset_scratch;
struct ruleset_scratch *ruleset_scratch_new(void);
void ruleset_scratch_free(struct ruleset_scratch **scratch);

/* ruleset_begin - a new text of so many bytes; `language` is BCP 47, as in struct tag_text. */
void ruleset_begin(const struct ruleset *ruleset, struct ruleset_scratch *scratch, size_t bytes,
                   struct slice language);

/* ruleset_find - adds what the rules find in the stretch, with FIND_OPERATOR. A pattern sees one paragraph at
 * a time, of a long one a piece of 8 KiB. One that takes too many steps is left out for the rest of the text,
 * which is logged. Returns how many were. What the finds
 * point to is in the arena or belongs to the set. */
size_t ruleset_find(const struct ruleset *ruleset, struct ruleset_scratch *scratch,
                    const struct tokens *tokens, struct arena *arena, struct finds *finds);

#endif
