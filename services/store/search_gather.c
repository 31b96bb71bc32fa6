/* search_gather.c - hits are read in windows, newest first, as in index_scan.c: FTS5 can't be interrupted
 * while nothing fits. */
#include "store/search_gather.h"

#include "store/index_internal.h"

#include <stdio.h>

enum { FIRST_WINDOW = 4096 };

struct gathering {
  struct index *index;
  struct arena *arena;
  const struct search_gather *gather;
  struct search_block *block;
};

static bool read_doc(struct gathering *g, struct search_hit *hit, bool *wanted, dp_error *error)
{
  struct statement *read = database_statement(
      g->index->database, "SELECT story, source, words, published, stored_at, current, language, entities"
                          " FROM doc WHERE sequence = ?1");
  statement_integer(read, 1, hit->sequence);
  enum statement_outcome outcome = statement_step(read, error);
  *wanted = outcome == STATEMENT_ROW && (g->gather->revisions || statement_column(read, 5));
  if (*wanted) {
    hit->story = statement_column(read, 0);
    hit->source = statement_column(read, 1);
    hit->words = statement_column(read, 2);
    hit->published = statement_column(read, 3);
    hit->stored_at = statement_column(read, 4);
    struct slice language = statement_column_text(read, 6);
    snprintf(hit->language, sizeof hit->language, "%.*s", (int)language.length, language.data);
    hit->entities = arena_slice(g->arena, statement_column_text(read, 7));
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

/* read_window - the hits in (after, upto], newest first; the block's bottom is how far it came. */
static bool read_window(struct gathering *g, int64_t after, int64_t upto, dp_error *error)
{
  struct search_block *block = g->block;
  struct statement *find = database_statement(
      g->index->database,
      "SELECT rowid, hits(term) FROM term WHERE term MATCH ?1 AND rowid > ?2 AND rowid <= ?3"
      " ORDER BY rowid DESC");
  statement_text(find, 1, buffer_view(&g->gather->match->expression));
  statement_integer(find, 2, after);
  statement_integer(find, 3, upto);
  enum statement_outcome outcome;
  bool ok = true;
  while (ok && block->count < g->gather->most && (outcome = statement_step(find, error)) == STATEMENT_ROW) {
    struct search_hit *hit = &block->hits[block->count];
    bool wanted;
    *hit = (struct search_hit){.sequence = statement_column(find, 0)};
    ok = read_doc(g, hit, &wanted, error);
    if (!ok || !wanted) continue;
    hit->hits = arena_slice(g->arena, statement_column_text(find, 1));
    block->count++;
  }
  statement_done(find);
  block->bottom = block->count == g->gather->most ? block->hits[block->count - 1].sequence : after + 1;
  return ok && (block->count == g->gather->most || outcome == STATEMENT_END);
}

bool search_gather(struct index *index, struct arena *arena, const struct search_gather *gather,
                   struct search_block *block, dp_error *error)
{
  int64_t last, window = FIRST_WINDOW;
  struct gathering g = {index, arena, gather, block};
  millis end = clock_monotonic() + gather->budget;
  *block = (struct search_block){.hits = arena_alloc(arena, (gather->most + 1) * sizeof *block->hits)};
  if (!index_last(index, &last, error)) return false;
  block->top = gather->top > 0 && gather->top < last ? gather->top : last;
  block->bottom = block->top + 1;
  if (gather->match->prefix) window = last + 1; /* such words are gathered anew for each window */
  while (block->bottom > 1 && block->count < gather->most && clock_monotonic() < end) {
    int64_t upto = block->bottom - 1;
    if (!read_window(&g, upto > window ? upto - window : 0, upto, error)) return false;
    window *= 4;
  }
  return true;
}
