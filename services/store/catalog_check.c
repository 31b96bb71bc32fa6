/* catalog_check.c - what must be true of every catalog, whatever it went through. */
#include "store/catalog_internal.h"

/* Each counts what must not be. */
static const struct {
  const char *sql, *finding;
} rules[] = {
    {"SELECT count(*) <> (SELECT stored FROM catalog) OR coalesce(max(sequence), 0) <> count(*) FROM article",
     "the sequence has gaps, or is not as long as the count says"},
    {"SELECT count(*) <> (SELECT stored FROM catalog) OR coalesce(max(sequence), 0) <> count(*) FROM card",
     "there is not one card for each article"},
    {"SELECT count(*) FROM (SELECT verdict, count(*) AS n FROM item GROUP BY verdict) WHERE"
     " n <> (SELECT CASE verdict WHEN 0 THEN stored WHEN 1 THEN duplicate ELSE rejected END FROM catalog)",
     "verdicts that are not as many as the counts say"},
    {"SELECT count(*) FROM article a LEFT JOIN item i ON i.epoch = a.epoch AND i.item = a.item"
     " WHERE i.sequence IS NOT a.sequence OR i.verdict IS NOT 0",
     "articles whose item was decided otherwise"},
    {"SELECT count(*) FROM item i WHERE i.verdict = 1 AND NOT EXISTS"
     " (SELECT 1 FROM article a WHERE a.sequence = i.sequence)",
     "duplicates of articles that are not there"},
    {"SELECT count(*) FROM card c JOIN article a USING (sequence) WHERE c.expired <> (length(a.event) = 0)",
     "articles without an event that did not expire, or with one that did"},
    {"SELECT (SELECT count(*) FROM expired) <> (SELECT count(*) FROM card WHERE expired)",
     "articles that expired and were not listed"},
    {"SELECT count(*) FROM card c WHERE c.story > c.sequence OR NOT EXISTS"
     " (SELECT 1 FROM card f WHERE f.sequence = c.story AND f.story = f.sequence)",
     "articles of stories that begin nowhere"},
};

static bool check_rule(struct catalog *catalog, size_t i, dp_error *error)
{
  struct statement *count = database_statement(catalog->database, rules[i].sql);
  enum statement_outcome outcome = statement_step(count, error);
  int64_t found = outcome == STATEMENT_ROW ? statement_column(count, 0) : 0;
  statement_done(count);
  if (outcome == STATEMENT_FAILED) return false;
  return found == 0 || error_set(error, EX_DATAERR, "the catalog contradicts itself: %s", rules[i].finding);
}

bool catalog_check(struct catalog *catalog, const struct database_watch *watch, dp_error *error)
{
  database_watch(catalog->database, watch);
  bool ok = database_hold(catalog->database, error) && database_check(catalog->database, error);
  for (size_t i = 0; ok && i < sizeof rules / sizeof *rules; i++) ok = check_rule(catalog, i, error);
  database_rollback(catalog->database);
  database_watch(catalog->database, NULL);
  return ok;
}
