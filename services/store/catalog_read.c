/* catalog_read.c - reading the catalog: articles in order, and one record by whatever name it is known. */
#include "store/catalog_internal.h"

/* ---- in order ---- */

#define ARTICLE "a.sequence, a.version, c.story, c.alike, c.stored_at, a.event"

/* copy_article - from six columns beginning at `first`. */
static struct catalog_article copy_article(struct statement *row, int first)
{
  return (struct catalog_article){.sequence = statement_column(row, first),
                                  .revision = statement_column(row, first + 1),
                                  .story = statement_column(row, first + 2),
                                  .alike = statement_column(row, first + 3),
                                  .stored_at = statement_column(row, first + 4),
                                  .event_json = statement_column_text(row, first + 5)};
}

static bool give(struct statement *row, catalog_fn *fn, void *context)
{
  struct catalog_article article = copy_article(row, 0);
  return fn(context, &article);
}

bool catalog_replay(struct catalog *catalog, int64_t after, int64_t limit, catalog_fn *fn, void *context,
                    dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database, "SELECT " ARTICLE " FROM article a CROSS JOIN card c USING (sequence)"
                         " WHERE a.sequence > ?1 ORDER BY a.sequence LIMIT ?2");
  statement_integer(read, 1, after);
  statement_integer(read, 2, limit > 0 ? limit : 0); /* a negative limit would mean none */
  enum statement_outcome outcome;
  do outcome = statement_step(read, error);
  while (outcome == STATEMENT_ROW && give(read, fn, context));
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool catalog_pick(struct catalog *catalog, const int64_t *sequences, size_t count, catalog_fn *fn,
                  void *context, dp_error *error)
{
  struct statement *read =
      database_statement(catalog->database, "SELECT " ARTICLE " FROM article a CROSS JOIN card c"
                                            " USING (sequence) WHERE a.sequence = ?1");
  enum statement_outcome outcome = STATEMENT_END;
  bool more = true;
  for (size_t i = 0; i < count && more && outcome != STATEMENT_FAILED; i++) {
    statement_integer(read, 1, sequences[i]);
    outcome = statement_step(read, error);
    if (outcome == STATEMENT_ROW) more = give(read, fn, context);
    statement_done(read);
  }
  return outcome != STATEMENT_FAILED;
}

void catalog_print(const struct catalog *catalog, const struct catalog_article *article, struct buffer *out)
{
  const struct event_numbers numbers = {.sequence = article->sequence,
                                        .revision = article->revision,
                                        .story = article->story,
                                        .alike = article->alike,
                                        .store = catalog->store};
  event_number(article->event_json, &numbers, out);
}

/* ---- of one uri ---- */

bool catalog_revisions(struct catalog *catalog, struct arena *arena, struct slice uri, int64_t limit,
                       struct catalog_revision **list, size_t *count, dp_error *error)
{
  struct statement *read = database_statement(
      catalog->database, "SELECT a.sequence, a.version, c.alike, c.stored_at, c.expired FROM article a"
                         " CROSS JOIN card c USING (sequence) WHERE a.uri_hash = ?1 AND a.uri = ?2"
                         " ORDER BY a.sequence DESC LIMIT ?3");
  statement_integer(read, 1, catalog_hash(catalog, uri));
  statement_text(read, 2, uri);
  statement_integer(read, 3, limit);
  *list = arena_alloc(arena, (size_t)limit * sizeof **list);
  *count = 0;
  enum statement_outcome outcome;
  while ((outcome = statement_step(read, error)) == STATEMENT_ROW)
    (*list)[(*count)++] = (struct catalog_revision){.sequence = statement_column(read, 0),
                                                    .revision = statement_column(read, 1),
                                                    .alike = statement_column(read, 2),
                                                    .stored_at = statement_column(read, 3),
                                                    .expired = statement_column(read, 4) != 0};
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

/* ---- one record ---- */

/* Duplicates show the uri of the article they repeat; the event belongs to the item that was stored. */
#define COLUMNS                                                                                              \
  "SELECT i.verdict, i.sequence, e.uuid, i.item, coalesce(i.url, a.uri), a.uri, i.reason, i.detail, "        \
  "i.decided_at,"                                                                                            \
  " " ARTICLE " "

static void copy_record(struct statement *row, struct arena *arena, struct catalog_record *record)
{
  *record = (struct catalog_record){.verdict = (enum verdict)statement_column(row, 0),
                                    .sequence = statement_column(row, 1),
                                    .epoch = arena_slice(arena, statement_column_text(row, 2)),
                                    .item = statement_column(row, 3),
                                    .url = arena_slice(arena, statement_column_text(row, 4)),
                                    .uri = arena_slice(arena, statement_column_text(row, 5)),
                                    .reason = arena_slice(arena, statement_column_text(row, 6)),
                                    .detail = arena_slice(arena, statement_column_text(row, 7)),
                                    .decided_at = statement_column(row, 8)};
  if (record->verdict != VERDICT_STORED) return;
  record->article = copy_article(row, 9);
  record->article.event_json = arena_slice(arena, record->article.event_json);
}

static bool read_record(struct statement *find, struct arena *arena, struct catalog_record *record,
                        bool *found, dp_error *error)
{
  enum statement_outcome outcome = statement_step(find, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) copy_record(find, arena, record);
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static struct statement *by_sequence(struct catalog *catalog, int64_t sequence)
{
  struct statement *find =
      database_statement(catalog->database, COLUMNS
                         "FROM article a JOIN card c USING (sequence) JOIN item i ON i.epoch = a.epoch"
                         " AND i.item = a.item JOIN epoch e ON e.id = a.epoch WHERE a.sequence = ?1");
  statement_integer(find, 1, sequence);
  return find;
}

static struct statement *by_item(struct catalog *catalog, struct slice epoch, int64_t item)
{
  struct statement *find = database_statement(
      catalog->database, COLUMNS "FROM epoch e JOIN item i ON i.epoch = e.id LEFT JOIN article a"
                                 " ON a.sequence = i.sequence LEFT JOIN card c ON c.sequence = i.sequence"
                                 " WHERE e.uuid = ?1 AND i.item = ?2");
  statement_text(find, 1, epoch);
  statement_integer(find, 2, item);
  return find;
}

static struct statement *by_text(struct catalog *catalog, struct statement *find, struct slice text)
{
  statement_integer(find, 1, catalog_hash(catalog, text));
  statement_text(find, 2, text);
  return find;
}

static struct statement *by_url(struct catalog *catalog, struct slice url)
{
  return by_text(catalog,
                 database_statement(catalog->database, COLUMNS
                                    "FROM item i JOIN epoch e ON e.id = i.epoch LEFT JOIN article a"
                                    " ON a.sequence = i.sequence LEFT JOIN card c ON c.sequence = i.sequence"
                                    " WHERE i.url_hash = ?1 AND i.url = ?2"
                                    " ORDER BY i.verdict, i.decided_at DESC LIMIT 1"),
                 url);
}

static struct statement *by_uri(struct catalog *catalog, struct slice uri)
{
  return by_text(catalog,
                 database_statement(catalog->database, COLUMNS
                                    "FROM article a JOIN card c USING (sequence) JOIN item i"
                                    " ON i.epoch = a.epoch AND i.item = a.item"
                                    " JOIN epoch e ON e.id = a.epoch WHERE a.uri_hash = ?1 AND a.uri = ?2"
                                    " ORDER BY a.sequence DESC LIMIT 1"),
                 uri);
}

/* find_by_address - a stored article is what is meant, before what became of the same URL at another time. */
static bool find_by_address(struct catalog *catalog, struct arena *arena, struct slice address,
                            struct catalog_record *record, bool *found, dp_error *error)
{
  if (!read_record(by_url(catalog, address), arena, record, found, error)) return false;
  if (*found && record->verdict == VERDICT_STORED) return true;
  struct catalog_record stored;
  bool has_stored = false;
  if (!read_record(by_uri(catalog, address), arena, &stored, &has_stored, error)) return false;
  if (has_stored) *record = stored;
  *found = *found || has_stored;
  return true;
}

static bool read_event_id(struct slice key, struct slice *epoch, int64_t *item)
{
  enum { EPOCH_LENGTH = UUID_TEXT - 1 };
  if (key.length <= EPOCH_LENGTH || key.data[EPOCH_LENGTH] != '.') return false;
  *epoch = (struct slice){key.data, EPOCH_LENGTH};
  return slice_number(slice_from(key, EPOCH_LENGTH + 1), item);
}

bool catalog_find(struct catalog *catalog, struct arena *arena, struct slice key,
                  struct catalog_record *record, bool *found, dp_error *error)
{
  int64_t number;
  struct slice epoch;
  *record = (struct catalog_record){0};
  if (slice_number(key, &number))
    return read_record(by_sequence(catalog, number), arena, record, found, error);
  if (read_event_id(key, &epoch, &number))
    return read_record(by_item(catalog, epoch, number), arena, record, found, error);
  return find_by_address(catalog, arena, key, record, found, error);
}
