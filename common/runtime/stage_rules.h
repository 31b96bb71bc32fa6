/* stage_rules.h - what all workers of a stage read, replaced whole while they work.
 *
 * A worker holds the rules for one article. A swap takes effect for the next article of each; the old ones
 * are freed by whoever lets go of them last. Safe from any thread. */
#ifndef RUNTIME_STAGE_RULES_H
#define RUNTIME_STAGE_RULES_H

#include "runtime/stage.h"

struct stage_rules;
struct stage_edition; /* one state of the rules, with the configuration it was made from */

/* stage_rules_new - NULL when the stage refuses the configuration. */
struct stage_rules *stage_rules_new(const struct stage *stage, const struct config *config, dp_error *error);
void stage_rules_free(struct stage_rules **rules); /* nobody may hold an edition any more */

/* stage_rules_swap - makes a new edition first; if that fails the old one stays, and the answer is false. */
bool stage_rules_swap(struct stage_rules *rules, const struct config *config, dp_error *error);

struct stage_edition *stage_rules_hold(struct stage_rules *rules); /* never NULL */
void stage_rules_release(struct stage_rules *rules, struct stage_edition *edition);
const void *stage_edition_rules(const struct stage_edition *edition); /* what the stage's rules_new gave */

#endif
