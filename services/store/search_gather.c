/* search_gather.c - hits are read in windows, newest first, as in index_scan.c. */
#include "store/search_gather.h"

#include "store/index_internal.h"
#include "store/index_window.h"

enum { FIRST_WINDOW = 4096, LARGEST_WINDOW = FIRST_WINDOW << 6 };

struct gathering {
  struct index *index;
  struct arena *arena;
  const struct search_gather *gather;
  struct search_block *block;
  struct buffer windowed; /* the expression */
};

static void read_hit(struct gathering *g, struct statement *row, struct search_hit *hit)
{
  struct slice language = statement_column_text(row, 7);
  *hit = (struct search_hit){.sequence = statement_column(row, 0),
                             .hits = arena_slice(g->arena, statement_column_text(row, 1)),
                             .story = statement_column(row, 2),
                             .source = statement_column(row, 3),
                             .words = statement_column(row, 4),
                             .published = statement_column(row, 5),
                             .stored_at = statement_column(row, 6),
                             .entities = arena_slice(g->arena, statement_column_text(row, 8))};
  memcpy(hit->language, language.data, language.length < 4 ? language.length : 3);
}

/* read_window - the hits in (after, upto], newest first; the block's bottom is how far it came. */
static bool read_window(struct gathering *g, int64_t after, int64_t upto, dp_error *error)
{
  struct search_block *block = g->block;
  struct statement *find = database_statement(
      g->index->database,
      "SELECT term.rowid, hits(term), story, source, words, published, stored_at, language, entities"
      " FROM term CROSS JOIN doc ON doc.sequence = term.rowid"
      " WHERE term MATCH ?1 AND term.rowid > ?2 AND term.rowid <= ?3 AND (current OR ?4)"
      " ORDER BY term.rowid DESC LIMIT ?5");
  index_window_put(buffer_view(&g->gather->match->expression), after, upto, &g->windowed);
  statement_text(find, 1, buffer_view(&g->windowed));
  statement_integer(find, 2, after);
  statement_integer(find, 3, upto);
  statement_integer(find, 4, g->gather->revisions);
  statement_integer(find, 5, (int64_t)(g->gather->most - block->count));
  enum statement_outcome outcome;
  while ((outcome = statement_step(find, error)) == STATEMENT_ROW)
    read_hit(g, find, &block->hits[block->count++]);
  statement_done(find);
  block->bottom = block->count == g->gather->most ? block->hits[block->count - 1].sequence : after + 1;
  return outcome == STATEMENT_END;
}

bool search_gather(struct index *index, struct arena *arena, const struct search_gather *gather,
                   struct search_block *block, dp_error *error)
{
  int64_t last, window = FIRST_WINDOW;
  struct gathering g = {.index = index, .arena = arena, .gather = gather, .block = block};
  bool ok = true;
  millis end = clock_monotonic() + gather->budget;
  *block = (struct search_block){.hits = arena_alloc(arena, (gather->most + 1) * sizeof *block->hits)};
  if (!index_last(index, &last, error)) return false;
  block->top = gather->top > 0 && gather->top < last ? gather->top : last;
  block->bottom = block->top + 1;
  if (gather->match->prefix) window = last + 1; /* such words are gathered anew for each window */
  while (ok && block->bottom > 1 && block->count < gather->most && clock_monotonic() < end) {
    int64_t upto = block->bottom - 1;
    ok = read_window(&g, upto > window ? upto - window : 0, upto, error);
    if (window < LARGEST_WINDOW) window *= 4;
  }
  buffer_free(&g.windowed);
  return ok;
}
