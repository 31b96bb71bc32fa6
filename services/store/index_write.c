/* index_write.c - articles into the index and out of it. */
#include "store/index_write.h"

#include "base/hash.h"
#include "base/memory.h"
#include "store/index_entities.h"

enum { TITLE, TEXT, FACTS };

static int64_t hash_of(struct slice uri)
{
  return (int64_t)hash_slice(uri);
}

bool index_begin(struct index *index, dp_error *error)
{
  return database_begin(index->database, error);
}

bool index_commit(struct index *index, dp_error *error)
{
  return database_commit(index->database, error);
}

void index_rollback(struct index *index)
{
  database_rollback(index->database);
}

bool index_skip(struct index *index, int64_t sequence, dp_error *error)
{
  struct statement *write = database_statement(index->database, "UPDATE head SET last = ?1");
  statement_integer(write, 1, sequence);
  return statement_run(write, error);
}

bool index_expired(struct index *index, int64_t *last, dp_error *error)
{
  struct statement *read = database_statement(index->database, "SELECT expired FROM head");
  enum statement_outcome outcome = statement_step(read, error);
  *last = outcome == STATEMENT_ROW ? statement_column(read, 0) : 0;
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool index_set_expired(struct index *index, int64_t last, dp_error *error)
{
  struct statement *write = database_statement(index->database, "UPDATE head SET expired = ?1");
  statement_integer(write, 1, last);
  return statement_run(write, error);
}

/* ---- in ---- */

static bool find_source(struct index *index, struct slice host, int64_t *id, dp_error *error)
{
  struct statement *find = database_statement(index->database, "SELECT id FROM source WHERE host = ?1");
  statement_text(find, 1, host);
  enum statement_outcome outcome = statement_step(find, error);
  *id = outcome == STATEMENT_ROW ? statement_column(find, 0) : 0;
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool intern_source(struct index *index, const struct index_article *article, int64_t *id,
                          dp_error *error)
{
  if (!find_source(index, article->source, id, error)) return false;
  if (*id) return true;
  struct statement *add =
      database_statement(index->database, "INSERT INTO source (host, site) VALUES (?1, ?2)");
  statement_text(add, 1, article->source);
  statement_text(add, 2, article->site);
  bool ok = statement_run(add, error);
  *id = database_last_id(index->database);
  return ok;
}

static bool supersede(struct index *index, const struct index_article *article, dp_error *error)
{
  struct statement *write = database_statement(
      index->database,
      "UPDATE doc SET current = 0 WHERE uri_hash = ?1 AND uri = ?2 AND sequence < ?3 AND current");
  statement_integer(write, 1, hash_of(article->uri));
  statement_text(write, 2, article->uri);
  statement_integer(write, 3, article->sequence);
  return statement_run(write, error);
}

static bool add_doc(struct index *index, const struct index_article *article, int64_t source, int64_t words,
                    dp_error *error)
{
  struct statement *add = database_statement(
      index->database,
      "INSERT INTO doc (sequence, story, revision, current, uri_hash, source, words, published,"
      " stored_at, language, uri, title, entities) VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?8,"
      " ?9, ?10, ?11, ?12)");
  const int64_t numbers[] = {
      article->sequence,  article->story,    article->revision, hash_of(article->uri), source, words,
      article->published, article->stored_at};
  for (int i = 0; i < 8; i++) statement_integer(add, i + 1, numbers[i]);
  statement_text(add, 9, article->language);
  statement_text(add, 10, article->uri);
  statement_text(add, 11, article->title);
  statement_blob(add, 12, buffer_view(&index->ids));
  return statement_run(add, error);
}

static bool add_content(struct index *index, const struct index_article *article, dp_error *error)
{
  struct slice pieces[] = {buffer_view(&index->columns[FACTS]), SLICE("\n"), article->title, SLICE("\n"),
                           article->text};
  buffer_clear(&index->content);
  deflate_gzip(index->deflate, pieces, sizeof pieces / sizeof *pieces, &index->content);
  struct statement *add =
      database_statement(index->database, "INSERT INTO content (sequence, deflated) VALUES (?1, ?2)");
  statement_integer(add, 1, article->sequence);
  statement_blob(add, 2, buffer_view(&index->content));
  return statement_run(add, error);
}

static int64_t make_stems(struct index *index, enum words_language language, struct slice title,
                          struct slice text)
{
  buffer_clear(&index->columns[TITLE]);
  buffer_clear(&index->columns[TEXT]);
  index_stems(index->words, language, title, &index->columns[TITLE]);
  return index_stems(index->words, language, text, &index->columns[TEXT]);
}

static bool run_terms(struct index *index, struct statement *statement, int64_t sequence, dp_error *error)
{
  statement_integer(statement, 1, sequence);
  for (int i = 0; i < 3; i++) statement_text(statement, i + 2, buffer_view(&index->columns[i]));
  return statement_run(statement, error);
}

bool index_add(struct index *index, const struct index_article *article, dp_error *error)
{
  int64_t source;
  buffer_clear(&index->columns[FACTS]);
  index_facts(index->words, article, &index->columns[FACTS]);
  int64_t words = make_stems(index, words_language_of(article->language), article->title, article->text);
  struct statement *terms = database_statement(
      index->database, "INSERT INTO term (rowid, title, text, facts) VALUES (?1, ?2, ?3, ?4)");
  return run_terms(index, terms, article->sequence, error) && add_content(index, article, error) &&
         intern_source(index, article, &source, error) &&
         (article->revision <= 1 || supersede(index, article, error)) &&
         index_entities_add(index, article, error) && add_doc(index, article, source, words, error) &&
         index_skip(index, article->sequence, error);
}

/* ---- out ---- */

static bool remove_terms(struct index *index, int64_t sequence, const struct index_content *content,
                         dp_error *error)
{
  make_stems(index, content->language, content->title, content->text);
  buffer_clear(&index->columns[FACTS]);
  buffer_slice(&index->columns[FACTS], content->facts);
  struct statement *terms = database_statement(
      index->database,
      "INSERT INTO term (term, rowid, title, text, facts) VALUES ('delete', ?1, ?2, ?3, ?4)");
  return run_terms(index, terms, sequence, error);
}

static bool remove_row(struct index *index, const char *sql, int64_t sequence, dp_error *error)
{
  struct statement *statement = database_statement(index->database, sql);
  statement_integer(statement, 1, sequence);
  return statement_run(statement, error);
}

bool index_remove(struct index *index, int64_t sequence, dp_error *error)
{
  struct index_content content;
  struct arena *arena = arena_new();
  bool found, ok = index_content(index, arena, sequence, &content, &found, error);
  if (ok && found)
    ok = remove_terms(index, sequence, &content, error) &&
         remove_row(index, "DELETE FROM content WHERE sequence = ?1", sequence, error) &&
         remove_row(index, "DELETE FROM doc WHERE sequence = ?1", sequence, error);
  arena_free(&arena);
  return ok;
}
