/* index.c - opening and closing the index, and what is read of one article. */
#include "store/index_internal.h"

#include "base/memory.h"

#include <stdlib.h>

struct index *index_of(struct database *database, bool writer)
{
  struct index *index = memory_zero(1, sizeof *index);
  index->database = database;
  index->words = words_new();
  index->inflate = inflate_new();
  if (writer) index->deflate = deflate_new();
  return index;
}

struct index *index_open_reader(const char *path, dp_error *error)
{
  struct database_options options = {.path = path,
                                     .what = "index",
                                     .application_id = INDEX_APPLICATION_ID,
                                     .schema = index_schema,
                                     .read_only = true,
                                     .hits = true};
  struct database *database = database_open(&options, error);
  return database ? index_of(database, false) : NULL;
}

void index_close(struct index **index)
{
  if (!*index) return;
  database_close(&(*index)->database);
  words_free(&(*index)->words);
  inflate_free(&(*index)->inflate);
  if ((*index)->deflate) deflate_free(&(*index)->deflate);
  for (size_t i = 0; i < sizeof(*index)->columns / sizeof *(*index)->columns; i++)
    buffer_free(&(*index)->columns[i]);
  buffer_free(&(*index)->content);
  buffer_free(&(*index)->ids);
  free(*index);
  *index = NULL;
}

bool index_last(struct index *index, int64_t *last, dp_error *error)
{
  struct statement *read = database_statement(index->database, "SELECT last FROM head");
  enum statement_outcome outcome = statement_step(read, error);
  *last = outcome == STATEMENT_ROW ? statement_column(read, 0) : 0;
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool index_hold(struct index *index, dp_error *error)
{
  return database_run(index->database, "BEGIN", error);
}

void index_release(struct index *index)
{
  database_rollback(index->database);
}

/* ---- content ---- */

static struct slice take_line(struct slice *text)
{
  const char *end = memchr(text->data ? text->data : "", '\n', text->length);
  struct slice line = {text->data, end ? (size_t)(end - text->data) : text->length};
  *text = slice_from(*text, end ? line.length + 1 : line.length);
  return line;
}

/* language_in - the facts of an article say its language. */
static enum words_language language_in(struct slice facts)
{
  static const char mark[] = " lang:";
  const char *at = memmem(facts.data, facts.length, mark, sizeof mark - 1);
  if (!at) return WORDS_OTHER;
  struct slice rest = slice_from(facts, (size_t)(at - facts.data) + sizeof mark - 1);
  const char *end = memchr(rest.data, ' ', rest.length);
  return words_language_of((struct slice){rest.data, end ? (size_t)(end - rest.data) : rest.length});
}

static bool inflate_content(struct index *index, struct arena *arena, struct slice deflated,
                            struct index_content *content, dp_error *error)
{
  bool truncated;
  const char *detail = "";
  buffer_clear(&index->content);
  if (inflate_body(index->inflate, SLICE("gzip"), deflated, 4u * INDEX_TEXT_BYTES, &index->content,
                   &truncated, &detail) != INFLATE_DONE)
    return error_set(error, EX_DATAERR, "the index is damaged: %s; it is made anew when index.db is removed",
                     detail);
  struct slice whole = arena_slice(arena, buffer_view(&index->content));
  content->facts = take_line(&whole);
  content->title = take_line(&whole);
  content->text = whole;
  content->language = language_in(content->facts);
  return true;
}

bool index_content(struct index *index, struct arena *arena, int64_t sequence, struct index_content *content,
                   bool *found, dp_error *error)
{
  struct statement *read =
      database_statement(index->database, "SELECT deflated FROM content WHERE sequence = ?1");
  statement_integer(read, 1, sequence);
  enum statement_outcome outcome = statement_step(read, error);
  *content = (struct index_content){0};
  *found = outcome == STATEMENT_ROW;
  bool ok = outcome != STATEMENT_FAILED;
  if (*found) ok = inflate_content(index, arena, statement_column_text(read, 0), content, error);
  statement_done(read);
  return ok;
}
