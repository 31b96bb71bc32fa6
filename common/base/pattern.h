/* pattern.h - regular expressions over UTF-8 (the only room that knows PCRE2).
 *
 * Patterns are compiled once with JIT where the machine allows it (a failing JIT falls back to the interpreter) and
 * matched with limits on backtracking, depth and heap, so that no pattern can hang a daemon. A compiled pattern may be
 * shared by threads; a pattern_match belongs to one thread. */
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/error.h"
#include "base/slice.h"

struct pattern;
struct pattern_match; /* room for the result of one match */

enum pattern_flags { PATTERN_CASELESS = 1, PATTERN_UNICODE_CLASSES = 2 /* \w, \b and \d by Unicode properties; slower */ };
enum pattern_outcome { PATTERN_NONE, PATTERN_FOUND, PATTERN_LIMIT /* a limit was hit: treat as no match, and count it */ };

/* pattern_new - NULL with the reason and the offset in the pattern when it is no valid pattern. */
struct pattern *pattern_new(struct slice source, unsigned flags, dp_error *error);
void pattern_free(struct pattern **pattern);

struct pattern_match *pattern_match_new(void);
void pattern_match_free(struct pattern_match **match);

/* pattern_find - the first match in `subject` (well-formed UTF-8, the caller has checked) at or behind byte `from`. */
enum pattern_outcome pattern_find(const struct pattern *pattern, struct pattern_match *match, struct slice subject,
                                  size_t from);

/* pattern_limit - so many steps at most in each find from now on, instead of PATTERN_STEPS. */
enum { PATTERN_STEPS = 200 * 1000 };
void pattern_limit(struct pattern_match *match, unsigned steps);

/* pattern_group - byte range of group `number` (0 is the whole match) of the last find; false when it took no part. */
bool pattern_group(const struct pattern_match *match, unsigned number, size_t *start, size_t *end);

/* What a compiled pattern says of itself. */
struct pattern_facts {
  unsigned groups;    /* highest number of a group */
  bool matches_empty; /* a match may be empty */
  bool first_known;   /* every match begins with one of the bytes whose bits are set: */
  uint64_t first[4];
};
struct pattern_facts pattern_facts(const struct pattern *pattern);

/* pattern_group_named - number of the group with that name; 0 when there is none. */
unsigned pattern_group_named(const struct pattern *pattern, struct slice name);

#endif
