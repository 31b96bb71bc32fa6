/* keep.h - how long articles are kept, by the source they come from: the settings store.keep and
 * store.keep_sources. */
#ifndef DATA_KEEP_H
#define DATA_KEEP_H

#include "base/clock.h"
#include "data/config.h"

struct keep_rule {
  char source[CONFIG_TEXT]; /* a host in lower case, without "www.": it and the hosts below it */
  millis keep;              /* 0: for ever */
};

/* keep_rule_parse - reads "HOST AGE", as "lefaso.net 90d", "news.example ever". False with a sentence. */
bool keep_rule_parse(struct slice text, struct keep_rule *rule, dp_error *error);

struct keep_rules {
  millis keep; /* of all other sources; 0: for ever */
  struct keep_rule rules[CONFIG_LIST];
  size_t count;
};

/* keep_rules_read - from settings that config_load has checked. */
void keep_rules_read(const struct config_store *config, struct keep_rules *rules);

/* keep_rules_for - how long articles of a host (in lower case, without "www.") are kept: by the rule with the
 * longest source that fits. 0: for ever. */
millis keep_rules_for(const struct keep_rules *rules, struct slice host);

/* keep_rules_none - everything is kept for ever. */
bool keep_rules_none(const struct keep_rules *rules);

#endif
