/* tag.h - from a text to its mentions: a pure function over (text, rules). */
#ifndef TAG_TAG_H
#define TAG_TAG_H

#include "base/arena.h"
#include "data/article.h"

struct tag_rules;  /* gazetteer and patterns: read-only, shared by threads */
struct tag_worker; /* match data and scratch of one thread */

struct tag_rules *tag_rules_new(dp_error *error);
void tag_rules_free(struct tag_rules **rules);
struct slice tag_rules_version(const struct tag_rules *rules); /* stamped on every article */
struct tag_worker *tag_worker_new(void);
void tag_worker_free(struct tag_worker **worker);

struct tag_text {
  struct slice text;      /* UTF-8, as in bodies[0] */
  struct slice language;  /* BCP 47; "und" or empty when unknown */
  struct slice published; /* day or RFC 3339 against which dates are resolved; may be empty */
};

/* tag_find - every mention, ordered by start, not overlapping. The array and its slices live in the arena,
 * `exact` in the text. French and English are read with all rules; of other languages only the places that
 * everybody knows are found. Takes time linear in the text; a text with tens of thousands of mentions is no
 * article, and keeps those of its beginning. Text that is not well-formed UTF-8 has no mentions. */
size_t tag_find(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                const struct tag_text *text, struct mention **mentions);

#endif
