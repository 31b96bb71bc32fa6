/* ledger.h - what became of the items that were fed: fed = stored + duplicate + rejected + dead, once all are
 * settled. */
#ifndef CLI_LEDGER_H
#define CLI_LEDGER_H

#include "cli/cli.h"

struct ledger {
  int64_t *items; /* not settled yet, ascending once ledger_open was called */
  size_t count, capacity, cursor;
  int64_t fed, stored, duplicate, rejected, dead; /* different items */
};

void ledger_add(struct ledger *ledger, int64_t item);
/* ledger_open - behind the last add: an item that was fed twice counts once. */
void ledger_open(struct ledger *ledger);

/* ledger_ask - asks the fetcher for some of the unsettled ones; `settled` is called with each that came to
 * its end. False: the fetcher did not answer (ask again later), or refused. */
typedef void ledger_fn(void *context, const struct json *item);
bool ledger_ask(struct ledger *ledger, struct cli *cli, ledger_fn *settled, void *context, dp_error *error);
int64_t ledger_settled(const struct ledger *ledger);
void ledger_free(struct ledger *ledger);

#endif
