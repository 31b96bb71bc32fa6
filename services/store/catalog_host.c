/* catalog_host.c - small numbers for the hosts that articles come from, so that a card is a few bytes. Nearly
 * every article comes from a host that was met a moment ago. */
#include "store/catalog_internal.h"

enum { MOST = 253 }; /* of a name in the DNS (RFC 1035) */

/* host_of - the host of an absolute URL in lower case, without "www."; empty where there is none. */
static struct slice host_of(struct slice url, char host[MOST])
{
  const char *colon = url.length ? memchr(url.data, ':', url.length) : NULL;
  size_t at = colon ? (size_t)(colon - url.data) + 1 : 0, length = 0;
  if (!colon || url.length - at < 2 || memcmp(url.data + at, "//", 2) != 0) return SLICE("");
  for (at += 2; at < url.length && length < MOST && !memchr("/?#:", url.data[at], 4); at++) {
    char c = url.data[at];
    if (c == '@')
      length = 0;
    else
      host[length++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  }
  struct slice name = {host, length};
  return slice_starts(name, "www.") ? slice_from(name, 4) : name;
}

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
  char host[MOST];
  struct slice name = host_of(url, host);
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
