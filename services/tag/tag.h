/* tag.h - from a text to its mentions, entities and quotes: a pure function over (text, rules). */
#ifndef TAG_TAG_H
#define TAG_TAG_H

#include "base/arena.h"
#include "data/article.h"
#include "data/layers.h"
#include "tag/explain.h"

struct tag_rules;  /* gazetteer and patterns: read-only, shared by threads */
struct tag_worker; /* match data and scratch of one thread */

struct tag_rules *tag_rules_new(dp_error *error);
/* tag_rules_add - the operator's own rules (ruleset.h) of a directory, once, before anything is tagged. False
 * when the directory is refused; the rules are then as they were. */
bool tag_rules_add(struct tag_rules *rules, const char *directory, dp_error *error);
void tag_rules_free(struct tag_rules **rules);
struct slice
tag_rules_version(const struct tag_rules *rules); /* stamped on every article: "tagger-2+rules-1a2b3c4d" */
struct tag_worker *tag_worker_new(void);
void tag_worker_free(struct tag_worker **worker);

struct tag_text {
  struct slice text;      /* UTF-8, as in bodies[0] */
  struct slice language;  /* BCP 47; "und" or empty when unknown */
  struct slice published; /* day or RFC 3339 against which dates are resolved; may be empty */
  struct slice country;   /* ISO 3166-1 of the source, a hint for places; may be empty */
};

/* tag_find - what the text says. All is in the arena; `exact`, `speaker` and the like point into the text.
 * `layers` are enum tag_layer bits. Takes time linear in the text; a text with tens of thousands of mentions
 * is no article, and keeps those of its beginning. Text that is not well-formed UTF-8 has no mentions. */
void tag_find(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
              const struct tag_text *text, unsigned layers, struct annotations *found);

/* tag_explain - the same, and what each layer found on the way to it. For a person who asks. */
void tag_explain(const struct tag_rules *rules, struct tag_worker *worker, struct arena *arena,
                 const struct tag_text *text, unsigned layers, struct annotations *found,
                 struct tag_reasons *reasons);

#endif
