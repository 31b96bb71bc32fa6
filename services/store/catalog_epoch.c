/* catalog_epoch.c - small numbers for the journals' UUIDs, so that an item's key is a few bytes. */
#include "store/catalog_internal.h"

static int64_t known_epoch(const struct catalog *catalog, struct slice uuid)
{
  for (size_t i = 0; i < CATALOG_EPOCHS; i++)
    if (catalog->epochs[i].id && slice_is(uuid, catalog->epochs[i].uuid)) return catalog->epochs[i].id;
  return 0;
}

static void remember_epoch(struct catalog *catalog, struct slice uuid, int64_t id)
{
  struct catalog_epoch *place = &catalog->epochs[catalog->next_epoch];
  catalog->next_epoch = (catalog->next_epoch + 1) % CATALOG_EPOCHS;
  memcpy(place->uuid, uuid.data, uuid.length);
  place->uuid[uuid.length] = '\0';
  place->id = id;
}

/* find_epoch - *id is 0 when the file has not met the journal. */
static bool find_epoch(struct catalog *catalog, struct slice uuid, int64_t *id, dp_error *error)
{
  struct statement *find = database_statement(catalog->database, "SELECT id FROM epoch WHERE uuid = ?1");
  statement_text(find, 1, uuid);
  enum statement_outcome outcome = statement_step(find, error);
  *id = outcome == STATEMENT_ROW ? statement_column(find, 0) : 0;
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool add_epoch(struct catalog *catalog, struct slice uuid, int64_t *id, dp_error *error)
{
  struct statement *add = database_statement(catalog->database, "INSERT INTO epoch (uuid) VALUES (?1)");
  statement_text(add, 1, uuid);
  if (!statement_run(add, error)) return false;
  *id = database_last_id(catalog->database);
  return true;
}

bool catalog_intern_epoch(struct catalog *catalog, struct slice uuid, int64_t *id, dp_error *error)
{
  *id = known_epoch(catalog, uuid);
  if (*id) return true;
  if (uuid.length == 0 || uuid.length >= UUID_TEXT)
    return error_set(error, EX_DATAERR, "the epoch of an item must be a UUID");
  if (!find_epoch(catalog, uuid, id, error)) return false;
  if (!*id && !add_epoch(catalog, uuid, id, error)) return false;
  remember_epoch(catalog, uuid, *id);
  return true;
}
