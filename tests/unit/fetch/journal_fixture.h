/* journal_fixture.h - a journal in a directory of its own, and short names for what its tests do again and
 * again. Every change is a transaction here. */
#ifndef TESTS_FETCH_JOURNAL_FIXTURE_H
#define TESTS_FETCH_JOURNAL_FIXTURE_H

#include "data/database.h"
#include "fetch/frontier_captures.h"
#include "fetch/frontier_domains.h"
#include "fetch/frontier_internal.h" /* for its database: counting rows, limiting pages */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fixture {
  char directory[64], path[96];
  struct frontier *frontier;
  struct arena *arena;
};

static dp_error error;

#define OK(call)                                                                                             \
  do                                                                                                         \
    if (!(call)) fail_msg("%s: %s", #call, error.text);                                                      \
  while (0)

#define COMMITTED(call)                                                                                      \
  do {                                                                                                       \
    OK(frontier_begin(fixture->frontier, &error));                                                           \
    OK(call);                                                                                                \
    OK(frontier_commit(fixture->frontier, &error));                                                          \
  } while (0)

static inline void open_again(struct fixture *fixture)
{
  const struct frontier_options options = {fixture->path, NULL};
  frontier_close(&fixture->frontier);
  fixture->frontier = frontier_open(&options, &error);
  if (!fixture->frontier) fail_msg("%s", error.text);
}

static inline int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  if (!fixture) return -1;
  strcpy(fixture->directory, "/tmp/depeche-frontier-XXXXXX");
  if (!mkdtemp(fixture->directory)) return -1;
  snprintf(fixture->path, sizeof fixture->path, "%s/frontier.db", fixture->directory);
  fixture->arena = arena_new();
  open_again(fixture);
  *state = fixture;
  return 0;
}

static inline int tear_down(void **state)
{
  struct fixture *fixture = *state;
  char command[128];
  frontier_close(&fixture->frontier);
  arena_free(&fixture->arena);
  snprintf(command, sizeof command, "rm -rf %s", fixture->directory);
  int result = system(command);
  free(fixture);
  return result;
}

/* link_to - the identity is the URL, the domain a.example unless told. */
static inline struct frontier_link link_in(const char *url, const char *domain)
{
  return (struct frontier_link){.url = slice_of(url), .identity = slice_of(url), .domain = slice_of(domain)};
}

static inline struct frontier_link link_to(const char *url)
{
  return link_in(url, "a.example");
}

static inline int64_t feed_link(struct fixture *fixture, struct frontier_link link, millis now)
{
  enum feed_outcome outcome;
  enum item_state state;
  int64_t item;
  COMMITTED(frontier_feed(fixture->frontier, &link, now, &outcome, &item, &state, &error));
  return item;
}

static inline int64_t feed(struct fixture *fixture, const char *url, millis now)
{
  return feed_link(fixture, link_to(url), now);
}

static const struct frontier_response response = {.final_url = {"http://a.example/final", 22},
                                                  .content_type = {"text/html", 9},
                                                  .content_encoding = {"gzip", 4},
                                                  .etag = {"\"one\"", 5},
                                                  .last_modified = {"Fri", 3},
                                                  .payload = {"01234567890123456789", 20},
                                                  .extra = {"{\"ip\":\"192.0.2.1\"}", 18},
                                                  .warc_file = {"one.warc.gz", 11},
                                                  .status = 200,
                                                  .warc_offset = 500,
                                                  .warc_length = 100,
                                                  .body_bytes = 80};

static inline void fetched(struct fixture *fixture, int64_t item, millis now)
{
  COMMITTED(frontier_fetched(fixture->frontier, item, &response, now, &error));
}

static inline void settled(struct fixture *fixture, int64_t item, const char *verdict)
{
  COMMITTED(frontier_settled(fixture->frontier, item, slice_of(verdict), 7, 30, &error));
}

/* done - a page that was fed, fetched at `at` and stored, and is to be visited again at `revisit_at`. */
static inline int64_t done(struct fixture *fixture, const char *url, millis at, millis revisit_at)
{
  int64_t item = feed(fixture, url, at);
  fetched(fixture, item, at);
  settled(fixture, item, "stored");
  COMMITTED(frontier_revisit_at(fixture->frontier, item, revisit_at, &error));
  return item;
}

static inline struct frontier_item read_item(struct fixture *fixture, int64_t item)
{
  struct frontier_item row;
  bool found;
  OK(frontier_read(fixture->frontier, fixture->arena, item, &row, &found, &error));
  assert_true(found);
  return row;
}

/* last_trace - what was traced of the item last; empty: nothing. */
static inline struct slice last_trace(struct fixture *fixture, int64_t item)
{
  struct frontier_trace *traces;
  size_t count;
  OK(frontier_trace(fixture->frontier, fixture->arena, item, &traces, &count, &error));
  return count ? traces[count - 1].what : SLICE("");
}

/* number - the answer of a statement that gives one number; `sql` is a literal. */
static inline int64_t number(struct fixture *fixture, const char *sql)
{
  int64_t value;
  OK(frontier_number(database_statement(fixture->frontier->database, sql), 0, &value, &error));
  return value;
}

/* allow_pages - the file may have so many pages and no more: what SQLite sees of a full disk. */
static inline void allow_pages(struct fixture *fixture, int64_t pages)
{
  char sql[64];
  snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", (long long)pages);
  OK(database_run(fixture->frontier->database, sql, &error));
}

#endif
