/* catalog_internal.h - what the files of the catalog share; tests of the catalog may look in, nobody else. */
#ifndef STORE_CATALOG_INTERNAL_H
#define STORE_CATALOG_INTERNAL_H

#include "base/random.h"
#include "data/database.h"
#include "store/catalog.h"
#include "store/hash.h"
#include "store/story.h"

enum { CATALOG_EPOCHS = 8, CATALOG_HOSTS = 1024 };

/* One journal whose number in the file is known: nearly every item comes from one of a few. */
struct catalog_epoch {
  char uuid[UUID_TEXT];
  int64_t id; /* 0: the place is free */
};

/* A host whose number in the file is known. */
struct catalog_host {
  int64_t hash, id; /* id 0: the place is free */
};

/* How far the articles of one age were looked through for what is to expire. */
struct catalog_walk {
  millis keep;
  int64_t position;
};

struct catalog {
  struct database *database;
  char store[UUID_TEXT];
  struct hash_key key;
  struct catalog_counts committed;
  struct catalog_counts pending; /* committed, and what the open transaction adds */
  struct catalog_epoch epochs[CATALOG_EPOCHS];
  size_t next_epoch; /* the place to be taken next */
  struct catalog_host hosts[CATALOG_HOSTS];
  struct stories *stories; /* NULL when read_only */
  struct catalog_walk walks[CONFIG_LIST + 1];
  size_t walk_count;
  bool read_only;
};

extern const char *const catalog_schema[];
enum { CATALOG_APPLICATION_ID = 0x64704361 }; /* "dpCa" */

/* catalog_read_head - store id, hash key and counts from the file. *found is false in a file that has none
 * yet. */
bool catalog_read_head(struct catalog *catalog, bool *found, dp_error *error);
bool catalog_write_counts(struct catalog *catalog, dp_error *error);

/* catalog_intern_epoch - the number of a journal in this file, given now if it has none. */
bool catalog_intern_epoch(struct catalog *catalog, struct slice uuid, int64_t *id, dp_error *error);

/* catalog_intern_host - the number in this file of the host of a URL, without "www."; given now if it has
 * none. */
bool catalog_intern_host(struct catalog *catalog, struct slice url, int64_t *id, dp_error *error);

/* What a new article's card is made of. */
struct catalog_card {
  int64_t sequence;
  int64_t previous; /* sequence of the newest article of the same uri before it; 0: none */
  struct slice uri, similar;
  millis stored_at;
};
/* catalog_add_card - finds the story of an article that is being stored, and writes that down. */
bool catalog_add_card(struct catalog *catalog, const struct catalog_card *card,
                      struct catalog_decision *decision, dp_error *error);

/* catalog_load_stories - the newest cards into memory. */
bool catalog_load_stories(struct catalog *catalog, dp_error *error);

int64_t catalog_hash(const struct catalog *catalog, struct slice text);

#endif
