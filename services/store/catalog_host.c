/* catalog_host.c - small numbers for the hosts that articles come from, so that a card is a few bytes. Nearly
 * every article comes from a host that was met a moment ago. */
#include "store/catalog_internal.h"
#include "store/host.h"

/* find_host - *id is 0 when the file has not met the host. */
static bool find_host(struct catalog *catalog, struct slice name, int64_t *id, dp_error *error)
{
  struct statement *find = database_statement(catalog->database, "SELECT id FROM host WHERE name = ?1");
  statement_text(find, 1, name);
  enum statement_outcome outcome = statement_step(find, error);
  *id = outcome == STATEMENT_ROW ? statement_column(find, 0) : 0;
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool add_host(struct catalog *catalog, struct slice name, int64_t *id, dp_error *error)
{
  struct statement *add = database_statement(catalog->database, "INSERT INTO host (name) VALUES (?1)");
  statement_text(add, 1, name);
  if (!statement_run(add, error)) return false;
  *id = database_last_id(catalog->database);
  return true;
}

bool catalog_intern_host(struct catalog *catalog, struct slice url, int64_t *id, dp_error *error)
{
  char room[HOST_NAME];
  struct slice name = host_name(url, room);
  int64_t hash = catalog_hash(catalog, name);
  struct catalog_host *known = &catalog->hosts[(uint64_t)hash % CATALOG_HOSTS];
  if (known->id && known->hash == hash) {
    *id = known->id;
    return true;
  }
  if (!find_host(catalog, name, id, error)) return false;
  if (!*id && !add_host(catalog, name, id, error)) return false;
  *known = (struct catalog_host){hash, *id};
  return true;
}
