/* search.c - gather, rank, merge, and read what the page shows. */
#include "store/search.h"

#include "store/index_internal.h"

enum { BUDGET_MS = 60, TITLE_BYTES = 1000 };

static bool read_doc(struct index *index, struct arena *arena, struct search_result *result, dp_error *error)
{
  struct statement *read = database_statement(
      index->database,
      "SELECT revision, uri, language, host, site FROM doc JOIN source ON source.id = doc.source"
      " WHERE sequence = ?1");
  statement_integer(read, 1, result->sequence);
  enum statement_outcome outcome = statement_step(read, error);
  if (outcome == STATEMENT_ROW) {
    result->revision = statement_column(read, 0);
    result->uri = arena_slice(arena, statement_column_text(read, 1));
    result->language = arena_slice(arena, statement_column_text(read, 2));
    result->source = arena_slice(arena, statement_column_text(read, 3));
    result->site = arena_slice(arena, statement_column_text(read, 4));
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

static bool read_result(struct index *index, struct arena *arena, const struct search_wanted *wanted,
                        const struct search_hit *hit, struct search_result *result, dp_error *error)
{
  struct index_content content;
  bool found;
  *result = (struct search_result){.sequence = hit->sequence,
                                   .story = hit->story,
                                   .copies = hit->copies,
                                   .score = hit->score,
                                   .published = hit->published,
                                   .stored_at = hit->stored_at};
  if (!read_doc(index, arena, result, error) ||
      !index_content(index, arena, hit->sequence, &content, &found, error))
    return false;
  search_excerpt_make(arena, index->words, wanted, content.language, content.title, TITLE_BYTES,
                      &result->title);
  search_excerpt_make(arena, index->words, wanted, content.language, content.text, SEARCH_EXCERPT_BYTES,
                      &result->text);
  return true;
}

static bool read_page(struct index *index, struct arena *arena, const struct search_request *request,
                      const struct search_block *block, struct search_page *page, dp_error *error)
{
  size_t first = request->offset < block->count ? request->offset : block->count;
  size_t count = block->count - first < request->limit ? block->count - first : request->limit;
  const struct search_wanted *wanted = search_wanted_new(arena, index->words, request->query);
  page->results = arena_zero(arena, count + 1, sizeof *page->results);
  for (size_t i = 0; i < count; i++, page->result_count++)
    if (!read_result(index, arena, wanted, &block->hits[first + i], &page->results[i], error)) return false;
  return true;
}

static bool order(struct index *index, const struct search_request *request, const struct search_match *match,
                  struct search_block *block, dp_error *error)
{
  if (!request->newest) return search_rank(index, match, block, error);
  search_sort_newest(block);
  return true;
}

static bool find(struct index *index, struct arena *arena, const struct search_request *request,
                 const struct search_match *match, struct search_page *page, dp_error *error)
{
  struct search_block block;
  struct search_gather gather = {match, request->top, SEARCH_BLOCK, BUDGET_MS, request->revisions};
  if (!index_last(index, &page->indexed, error) || !search_gather(index, arena, &gather, &block, error) ||
      (request->facets && !search_facets(index, arena, &block, page, error)) ||
      !order(index, request, match, &block, error))
    return false;
  page->matches = block.count;
  page->top = block.top;
  page->bottom = block.bottom;
  if (!request->copies) search_merge_copies(arena, &block);
  page->stories = block.count;
  return read_page(index, arena, request, &block, page, error);
}

bool search(struct index *index, struct arena *arena, const struct search_request *request,
            struct search_page *page, dp_error *error)
{
  struct search_match match;
  *page = (struct search_page){0};
  if (!index_hold(index, error)) return false;
  search_match_make(index->words, request->query, &match);
  bool ok = find(index, arena, request, &match, page, error);
  search_match_free(&match);
  index_release(index);
  return ok;
}
