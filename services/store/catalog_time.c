/* catalog_time.c - the sequence and the clock: when an article was stored, and which was the last before a
 * time. */
#include "store/catalog_internal.h"

bool catalog_stored_at(struct catalog *catalog, int64_t sequence, millis *when, dp_error *error)
{
  struct statement *find =
      database_statement(catalog->database, "SELECT stored_at FROM card WHERE sequence = ?1");
  statement_integer(find, 1, sequence);
  enum statement_outcome outcome = statement_step(find, error);
  *when = outcome == STATEMENT_ROW ? statement_column(find, 0) : 0;
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

/* Times grow with the sequence, but for a clock that was set back; a search by halves then still ends, beside
 * the place. */
bool catalog_before(struct catalog *catalog, millis when, int64_t *sequence, dp_error *error)
{
  struct catalog_counts counts;
  if (!catalog_count(catalog, &counts, error)) return false;
  int64_t low = 0, high = counts.last_sequence;
  while (low < high) {
    int64_t middle = low + (high - low + 1) / 2;
    millis stored_at;
    if (!catalog_stored_at(catalog, middle, &stored_at, error)) return false;
    if (stored_at < when)
      low = middle;
    else
      high = middle - 1;
  }
  *sequence = low;
  return true;
}
