/* feed_report.h - what `depeche feed` says: each URL's answer, each item's end, the ledger. */
#ifndef CLI_FEED_REPORT_H
#define CLI_FEED_REPORT_H

#include "cli/ledger.h"

struct feed_options {
  bool wait, quiet, warc;
  int64_t timeout; /* seconds */
};

struct feed_report {
  struct cli *cli;
  const struct feed_options *options;
  int64_t accepted, known, refused;
  int64_t told;   /* lines a person was told; there is an end to what a person reads */
  char epoch[40]; /* of the fetcher; empty until it was asked for */
};

/* feed_report_fed - item 0 and reason "" where there is none. Counts nothing. */
void feed_report_fed(struct feed_report *report, const char *url, const char *outcome, int64_t item,
                     const char *reason);
/* feed_report_settled - a ledger_fn with the report as context. */
void feed_report_settled(void *report, const struct json *item);
void feed_report_end(struct feed_report *report, const struct ledger *ledger);

#endif
