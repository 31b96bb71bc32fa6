/* clean.h - from the bytes of a web page to a clean article: a pure function over (input, limits). */
#ifndef CLEAN_CLEAN_H
#define CLEAN_CLEAN_H

#include "base/arena.h"
#include "data/article.h"

struct blocks;
struct metadata;
struct clean_worker; /* a parser and its memory, used by one thread, reused from page to page */
struct clean_worker *clean_worker_new(void);
void clean_worker_free(struct clean_worker **worker);

struct clean_page {
  struct slice bytes;            /* as received */
  struct slice content_encoding; /* "gzip", "deflate" or empty */
  struct slice content_type;     /* HTTP header; may be empty */
  struct slice url;              /* final URL; relative links resolve against it */
  millis fetched_at;             /* dates after it (by more than a day) are not believed */
  size_t max_bytes;              /* decoded bytes; the rest is cut */
};

enum clean_verdict { CLEAN_ARTICLE, CLEAN_REJECTED };
struct clean_result {
  struct article_clean article;    /* slices in the arena; what was found, also on a page that is rejected */
  const struct blocks *blocks;     /* NULL: not parsed; their nodes are gone with the worker's next page */
  const struct features *features; /* one row a block: what the model was shown */
  const int *scores;               /* one a block: what it said (model.h) */
  const struct document *document; /* what article.text is made from; NULL: not parsed */
  const struct metadata *metadata; /* and what its facts were chosen from; NULL: not parsed */
  const char *reason; /* CLEAN_REJECTED: a word of PROTOCOL.md's table (not-html, empty, no-article, …) */
  const char *detail; /* and a sentence */
  bool declared;      /* the text is the page's own JSON-LD, not its blocks */
  bool truncated;     /* size or depth limit cut the page */
};

/* clean_page - finds the article in a page. Everything in `result` lives in the arena. Deterministic. */
enum clean_verdict clean_page(struct clean_worker *worker, struct arena *arena, const struct clean_page *page,
                              struct clean_result *result);

#endif
