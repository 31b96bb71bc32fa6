/* index_scan.c - the articles that a query fits, in the order of their sequence.
 *
 * FTS5 can't be interrupted. So the sequence is looked at in windows (index_window.h), each four times as
 * long as the one before, until there is enough or the time is over. */
#include "base/clock.h"
#include "store/index_internal.h"
#include "store/index_window.h"
#include "store/search_match.h"

enum { FIRST_WINDOW = 4096, LARGEST_WINDOW = FIRST_WINDOW << 6, SCAN_MS = 25 };

struct scan {
  struct index *index;
  struct slice expression;
  struct buffer windowed;
  int64_t *sequences;
  size_t count, limit;
};

static bool scan_window(struct scan *scan, int64_t after, int64_t upto, dp_error *error)
{
  struct statement *find = database_statement(
      scan->index->database, "SELECT rowid FROM term WHERE term MATCH ?1 AND rowid > ?2 AND rowid <= ?3"
                             " ORDER BY rowid LIMIT ?4");
  index_window_put(scan->expression, after, upto, &scan->windowed);
  statement_text(find, 1, buffer_view(&scan->windowed));
  statement_integer(find, 2, after);
  statement_integer(find, 3, upto);
  statement_integer(find, 4, (int64_t)(scan->limit - scan->count));
  enum statement_outcome outcome;
  while ((outcome = statement_step(find, error)) == STATEMENT_ROW)
    scan->sequences[scan->count++] = statement_column(find, 0);
  statement_done(find);
  return outcome == STATEMENT_END;
}

bool index_scan(struct index *index, const struct search_query *query, int64_t after, size_t limit,
                int64_t *sequences, size_t *count, int64_t *upto, dp_error *error)
{
  int64_t last, window = FIRST_WINDOW;
  millis end = clock_monotonic() + SCAN_MS;
  *count = 0;
  *upto = after;
  if (!index_last(index, &last, error)) return false;
  if (limit == 0 || after >= last) return true;
  struct search_match match;
  search_match_make(index->words, query, &match);
  struct scan scan = {
      .index = index, .expression = buffer_view(&match.expression), .sequences = sequences, .limit = limit};
  if (match.prefix) window = last; /* all words with that beginning are gathered anew for each window */
  bool ok = true;
  do {
    int64_t next = last - *upto > window ? *upto + window : last;
    ok = scan_window(&scan, *upto, next, error);
    if (ok) *upto = scan.count == limit ? sequences[limit - 1] : next;
    if (window < LARGEST_WINDOW) window *= 4;
  } while (ok && scan.count < limit && *upto < last && clock_monotonic() < end);
  *count = scan.count;
  buffer_free(&scan.windowed);
  search_match_free(&match);
  return ok;
}
