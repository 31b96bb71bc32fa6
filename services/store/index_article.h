/* index_article.h - an article's event as the index needs it. Pure. */
#ifndef STORE_INDEX_ARTICLE_H
#define STORE_INDEX_ARTICLE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"

enum {
  INDEX_TITLE_BYTES = 1000,
  INDEX_TEXT_BYTES = 256 * 1024, /* what stands behind is not found */
  INDEX_ENTITIES = 200
};

struct index_entity {
  struct slice type, name;
  struct slice iso3166, geonames, wikidata; /* as in annotation.h; empty when not known */
  int64_t latitude, longitude;              /* millionths of a degree */
  bool located;
};

struct index_article {
  int64_t sequence, revision, story;
  millis stored_at;
  millis published; /* by the page; else when it was fetched */
  struct slice uri;
  struct slice source;   /* host of the uri without "www.", in lower case */
  struct slice language; /* primary subtag, "und" when not known */
  struct slice site;
  struct slice title, text;
  const struct index_entity *entities;
  size_t entity_count;
};

/* index_article_read - fills what the event says; sequence, revision, story and stored_at are left as they
 * are. Slices lie in the arena. False (EX_DATAERR) when it can't be read as an event. */
bool index_article_read(struct arena *arena, struct slice event_json, struct index_article *article,
                        dp_error *error);

#endif
