/* database_hits.c - how often each phrase of a full-text expression stands in a row: what a ranking of one's
 * own needs. FTS5's bm25() first counts every row that has one of the words, however many there are. */
#include "data/database_internal.h"

enum { PHRASES = 512 };

static int count_phrase(const Fts5ExtensionApi *api, Fts5Context *fts, int phrase, unsigned char *counts)
{
  Fts5PhraseIter iterator;
  int column, offset;
  int result = api->xPhraseFirst(fts, phrase, &iterator, &column, &offset);
  for (; result == SQLITE_OK && column >= 0; api->xPhraseNext(fts, &iterator, &column, &offset))
    if (column < DATABASE_HITS && counts[column] < UINT8_MAX) counts[column]++;
  return result;
}

static void hits(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                 sqlite3_value **values)
{
  unsigned char counts[PHRASES * DATABASE_HITS] = {0};
  int phrases = api->xPhraseCount(fts), result = SQLITE_OK;
  (void)count, (void)values;
  if (phrases > PHRASES) phrases = PHRASES;
  for (int i = 0; i < phrases && result == SQLITE_OK; i++)
    result = count_phrase(api, fts, i, counts + i * DATABASE_HITS);
  if (result == SQLITE_OK)
    sqlite3_result_blob(context, counts, phrases * DATABASE_HITS, SQLITE_TRANSIENT);
  else
    sqlite3_result_error_code(context, result);
}

static int find_api(sqlite3 *handle, fts5_api **api)
{
  sqlite3_stmt *find = NULL;
  int result = sqlite3_prepare_v2(handle, "SELECT fts5(?1)", -1, &find, NULL);
  if (result == SQLITE_OK) result = sqlite3_bind_pointer(find, 1, api, "fts5_api_ptr", NULL);
  if (result == SQLITE_OK) sqlite3_step(find);
  int finished = sqlite3_finalize(find);
  return result == SQLITE_OK ? finished : result;
}

int database_add_hits(sqlite3 *handle)
{
  fts5_api *api = NULL;
  int result = find_api(handle, &api);
  if (result != SQLITE_OK || !api) return result == SQLITE_OK ? SQLITE_ERROR : result;
  return api->xCreateFunction(api, "hits", NULL, hits, NULL);
}
