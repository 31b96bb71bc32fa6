/* warc.h - what the parts of `depeche warc` share: filters, one line a record, where the fetcher's archive
 * lies. */
#ifndef CLI_WARC_H
#define CLI_WARC_H

#include "cli/cli.h"
#include "data/warc_reader.h"

struct warc_options {
  const char *url, *type, *since, *until; /* as typed; NULL: not given */
  int64_t item, limit;                    /* item 0, limit -1: not given */
  bool head, body, raw, all;
};

/* What --url, --type, --since and --until let through. */
struct warc_filter {
  const char *url; /* * stands for anything; NULL: every URL */
  bool typed;
  enum warc_type type;
  millis since, until; /* since <= at < until; until 0: no end */
};
/* warc_filter_read - EX_USAGE with the option that can't be understood. */
bool warc_filter_read(const struct warc_options *options, struct warc_filter *filter, dp_error *error);
bool warc_filter_takes(const struct warc_filter *filter, const struct warc_record *record);
/* warc_time_read - a point in time as options tell it; NULL is 0. */
bool warc_time_read(const char *option, const char *text, millis *at, dp_error *error);
/* warc_url_matches - `pattern` is a URL in which each * stands for anything, also nothing. */
bool warc_url_matches(const char *pattern, struct slice url);

/* warc_directory - of the archive of the fetcher that the configuration names. */
void warc_directory(const struct cli *cli, struct buffer *path);

/* warc_captures - asks the fetcher's index (PROTOCOL.md, "captures"), page by page, for `query` (an object
 * without limit and after). `found` is called with each capture, ascending by time; it returns false when it
 * has had enough. */
typedef bool warc_capture_fn(void *context, const struct json *capture);
struct warc_query {
  const char *url; /* exactly; NULL: any */
  int64_t item;    /* 0: any */
  millis since, until;
};
bool warc_captures(struct cli *cli, const struct warc_query *query, warc_capture_fn *found, void *context,
                   dp_error *error);

/* The subcommands; each returns the exit code. */
int warc_list_files(struct cli *cli, const struct warc_options *options, char **files, size_t count);
int warc_list_index(struct cli *cli, const struct warc_options *options);
int warc_show(struct cli *cli, const struct warc_options *options, char **arguments, size_t count);
int warc_verify(struct cli *cli, const struct warc_options *options, char **files, size_t count);

#endif
