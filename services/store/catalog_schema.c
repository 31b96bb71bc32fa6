/* catalog_schema.c - the tables of the catalog, and the one row that stands for the whole file.
 *
 *   article  what was stored, under its sequence. The event comes last: its overflow pages are not touched by
 * a lookup. item     what was decided on each item, by journal and number; 0 stored, 1 duplicate, 2 rejected.
 *   card     what is said of an article in few bytes, by its sequence: story, likeness in percent, when it
 * was stored, by which host it was published, whether it is expired, fingerprint. A table of its own, dense
 * and in order, so that what looks at many articles doesn't walk over their events. epoch    small numbers
 * for the journals' UUIDs. host     the same for hosts, without "www.". expired  articles whose event was
 * taken away, in the order in which that happened. catalog  who this store is, the key of its hashes, and the
 * counts, written with each commit.
 *
 * Text is found through 64-bit hashes, so that an index entry is a few bytes whatever the length of a URL. An
 * item's url is kept only where it is not the uri of its own article, which spares the common case a row's
 * text and an index entry. */
#include "store/catalog_internal.h"

const char *const catalog_schema[] = {
    "CREATE TABLE catalog (one INTEGER PRIMARY KEY CHECK (one = 1), store TEXT NOT NULL,"
    "  key_low INTEGER NOT NULL, key_high INTEGER NOT NULL,"
    "  stored INTEGER NOT NULL, duplicate INTEGER NOT NULL, rejected INTEGER NOT NULL);"
    "CREATE TABLE epoch (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE);"
    "CREATE TABLE article (sequence INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, item INTEGER NOT NULL,"
    "  version INTEGER NOT NULL, uri_hash INTEGER NOT NULL, digest_hash INTEGER,"
    "  uri TEXT NOT NULL, digest TEXT, event BLOB NOT NULL);"
    "CREATE INDEX article_by_uri ON article (uri_hash);"
    "CREATE INDEX article_by_digest ON article (digest_hash) WHERE digest_hash IS NOT NULL;"
    "CREATE TABLE item (epoch INTEGER NOT NULL, item INTEGER NOT NULL, verdict INTEGER NOT NULL,"
    "  sequence INTEGER NOT NULL, decided_at INTEGER NOT NULL, url_hash INTEGER, url TEXT, reason TEXT, "
    "detail TEXT,"
    "  PRIMARY KEY (epoch, item)) WITHOUT ROWID;"
    "CREATE INDEX item_by_url ON item (url_hash) WHERE url_hash IS NOT NULL;",
    /* Articles from before had revisions, and no story beyond that. Their hosts and fingerprints are in the
     * events: they are not looked for in there, so that a large file doesn't have to be read whole before
     * the store starts. */
    "CREATE TABLE host (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "INSERT INTO host VALUES (1, '');"
    "CREATE TABLE card (sequence INTEGER PRIMARY KEY, story INTEGER NOT NULL, alike INTEGER,"
    "  stored_at INTEGER NOT NULL, host INTEGER NOT NULL, expired INTEGER NOT NULL, similar BLOB);"
    "CREATE TABLE expired (n INTEGER PRIMARY KEY, sequence INTEGER NOT NULL);"
    "INSERT INTO card SELECT a.sequence, CASE a.version WHEN 1 THEN a.sequence ELSE (SELECT min(b.sequence)"
    "  FROM article b WHERE b.uri_hash = a.uri_hash AND b.uri = a.uri) END, NULL,"
    "  coalesce((SELECT decided_at FROM item i WHERE i.epoch = a.epoch AND i.item = a.item), 0), 1, 0, NULL"
    "  FROM article a ORDER BY a.sequence;",
    NULL,
};

static void copy_head(struct catalog *catalog, struct statement *row)
{
  struct slice store = statement_column_text(row, 0);
  size_t length = store.length < UUID_TEXT ? store.length : UUID_TEXT - 1;
  memcpy(catalog->store, store.data, length);
  catalog->store[length] = '\0';
  catalog->key = (struct hash_key){(uint64_t)statement_column(row, 1), (uint64_t)statement_column(row, 2)};
  catalog->committed = (struct catalog_counts){.stored = statement_column(row, 3),
                                               .duplicate = statement_column(row, 4),
                                               .rejected = statement_column(row, 5),
                                               .last_sequence = statement_column(row, 3),
                                               .expired = statement_column(row, 6)};
}

bool catalog_read_head(struct catalog *catalog, bool *found, dp_error *error)
{
  struct statement *read =
      database_statement(catalog->database, "SELECT store, key_low, key_high, stored, duplicate, rejected,"
                                            " (SELECT max(n) FROM expired) FROM catalog");
  enum statement_outcome outcome = statement_step(read, error);
  *found = outcome == STATEMENT_ROW;
  if (*found) copy_head(catalog, read);
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

bool catalog_write_counts(struct catalog *catalog, dp_error *error)
{
  struct statement *write =
      database_statement(catalog->database, "UPDATE catalog SET stored = ?1, duplicate = ?2, rejected = ?3");
  statement_integer(write, 1, catalog->pending.stored);
  statement_integer(write, 2, catalog->pending.duplicate);
  statement_integer(write, 3, catalog->pending.rejected);
  return statement_run(write, error);
}
