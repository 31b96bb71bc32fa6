/* piece.h - the next piece of the sequence as a reply: what `replay` and `cursor.next` give. */
#ifndef STORE_PIECE_H
#define STORE_PIECE_H

#include "store/answers.h"

enum { PIECE_ARTICLES = 1000, PIECE_BYTES = 8 * 1024 * 1024 };

/* piece_limit - the member "limit" of a request, 1 to PIECE_ARTICLES. */
bool piece_limit(const struct json *data, int64_t *limit, dp_error *error);

/* piece_from - where a reader begins, by the members of a request: "after" (a sequence), "since" (a time:
 * with what was stored then) or "from" ("start", "now"), at most one of them. *after is the sequence that its
 * first article follows; left alone, and *given false, when none of them is there. */
bool piece_from(struct answers *answers, const struct json *data, int64_t *after, bool *given,
                dp_error *error);

/* What is asked for: articles after a sequence, those that fit the filter (the text of a query; empty: all).
 */
struct piece_request {
  int64_t after, limit;
  struct slice filter;
};

/* piece_read - the articles in order: at most `limit` and PIECE_BYTES, but always the next one. Fills the
 * reply's data {from, to, last, more} and its frames, one numbered event each. `to` is how far was looked:
 * the sequence to go on from. What has expired in between stands in "expired", as ranges. */
bool piece_read(struct answers *answers, struct arena *arena, const struct piece_request *request,
                struct control_reply *reply, dp_error *error);

/* piece_one - the event of one article as the only frame. */
void piece_one(struct answers *answers, struct arena *arena, const struct catalog_article *article,
               struct control_reply *reply);

/* piece_forget - the last reply is sent; what a large one took is given back. */
void piece_forget(struct answers *answers);

#endif
