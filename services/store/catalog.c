/* catalog.c - the file as a whole: opening it, transactions, counts. Deciding is in catalog_decide.c, reading
 * in catalog_read.c. */
#include "store/catalog.h"

#include "base/memory.h"
#include "store/catalog_internal.h"

#include <stdlib.h>

static bool write_head(struct catalog *catalog, dp_error *error)
{
  random_uuid(catalog->store);
  catalog->key = (struct hash_key){random_seed(), random_seed()};
  if (!database_begin(catalog->database, error)) return false;
  struct statement *write =
      database_statement(catalog->database, "INSERT INTO catalog VALUES (1, ?1, ?2, ?3, 0, 0, 0)");
  statement_text(write, 1, slice_of(catalog->store));
  statement_integer(write, 2, (int64_t)catalog->key.low);
  statement_integer(write, 3, (int64_t)catalog->key.high);
  if (statement_run(write, error) && database_commit(catalog->database, error)) return true;
  database_rollback(catalog->database);
  return false;
}

/* load_head - a file that a crash left between its schema and its first row gets the row now. */
static bool load_head(struct catalog *catalog, dp_error *error)
{
  bool found = false;
  if (!catalog_read_head(catalog, &found, error)) return false;
  if (!found && catalog->read_only)
    return error_set(error, EX_DATAERR, "the catalog has no store id yet; open it for writing first");
  if (!found && !write_head(catalog, error)) return false;
  catalog->pending = catalog->committed;
  return catalog->read_only || catalog_load_stories(catalog, error);
}

static struct catalog *open_with(const struct database_options *options, dp_error *error)
{
  struct database *database = database_open(options, error);
  if (!database) return NULL;
  struct catalog *catalog = memory_zero(1, sizeof *catalog);
  catalog->database = database;
  catalog->read_only = options->read_only;
  if (!load_head(catalog, error)) catalog_close(&catalog);
  return catalog;
}

struct catalog *catalog_open(const struct catalog_options *options, dp_error *error)
{
  struct database_options file = {.path = options->path,
                                  .what = "catalog",
                                  .application_id = CATALOG_APPLICATION_ID,
                                  .schema = catalog_schema,
                                  .exclusive = options->exclusive,
                                  .vfs = options->vfs};
  return open_with(&file, error);
}

struct catalog *catalog_open_reader(const char *path, dp_error *error)
{
  struct database_options file = {.path = path,
                                  .what = "catalog",
                                  .application_id = CATALOG_APPLICATION_ID,
                                  .schema = catalog_schema,
                                  .read_only = true};
  return open_with(&file, error);
}

void catalog_close(struct catalog **catalog)
{
  if (!*catalog) return;
  database_close(&(*catalog)->database);
  stories_free(&(*catalog)->stories);
  free(*catalog);
  *catalog = NULL;
}

const char *catalog_store_id(const struct catalog *catalog)
{
  return catalog->store;
}

int64_t catalog_last_sequence(const struct catalog *catalog)
{
  return catalog->committed.last_sequence;
}

bool catalog_begin(struct catalog *catalog, dp_error *error)
{
  return database_begin(catalog->database, error);
}

static bool counts_changed(const struct catalog *catalog)
{
  const struct catalog_counts *was = &catalog->committed, *is = &catalog->pending;
  return was->stored != is->stored || was->duplicate != is->duplicate || was->rejected != is->rejected;
}

bool catalog_commit(struct catalog *catalog, dp_error *error)
{
  if (counts_changed(catalog) && !catalog_write_counts(catalog, error)) return false;
  if (!database_commit(catalog->database, error)) return false;
  catalog->committed = catalog->pending;
  return true;
}

void catalog_rollback(struct catalog *catalog)
{
  database_rollback(catalog->database);
  catalog->pending = catalog->committed;
  /* Numbers that the lost transaction gave to journals and hosts must not be used by the next. */
  memset(catalog->epochs, 0, sizeof catalog->epochs);
  memset(catalog->hosts, 0, sizeof catalog->hosts);
  catalog->walk_count = 0; /* what it had expired is there again */
  stories_forget(catalog->stories, catalog->committed.last_sequence);
}

bool catalog_count(struct catalog *catalog, struct catalog_counts *counts, dp_error *error)
{
  bool found = true;
  if (catalog->read_only && !catalog_read_head(catalog, &found, error)) return false;
  *counts = catalog->committed;
  return true;
}

const char *verdict_name(enum verdict verdict)
{
  static const char *const names[] = {"stored", "duplicate", "rejected"};
  return names[verdict];
}

int64_t catalog_hash(const struct catalog *catalog, struct slice text)
{
  return (int64_t)hash_text(&catalog->key, text);
}
