/* requests_internal.h - what the handlers behind fetch.feed share: requests.c (feeding, items, dead letters,
 * status), requests_archive.c (archived responses), requests_sources.c, requests_explain.c. */
#ifndef FETCH_REQUESTS_INTERNAL_H
#define FETCH_REQUESTS_INTERNAL_H

#include "fetch/requests.h"

/* requests.c */
void requests_add_time(struct arena *arena, struct json *object, const char *key, millis at); /* 0: nothing */
void requests_add_positive(struct arena *arena, struct json *object, const char *key, int64_t number);
bool requests_find(struct requests *requests, struct slice key, int64_t *item, bool *found, dp_error *error);
/* requests_answer_later - the answer to a request that had to wait. */
void requests_answer_later(struct requests *requests, struct control_later **take_later, struct json *data,
                           const dp_error *failure);

/* requests_archive.c */
control_fn requests_serve_archive, requests_serve_captures, requests_serve_reprocess;
bool requests_add_captures_of(struct requests *requests, struct arena *arena, struct json *object,
                              const struct frontier_item *item, dp_error *error);
/* requests_read_span - since and until of the data, as RFC 3339; absent: 0. */
bool requests_read_span(const struct json *data, millis *since, millis *until, dp_error *error);
void requests_turn_reading(struct requests *requests);
void requests_end_archive(struct requests *requests);

/* requests_sources.c */
control_fn requests_serve_source_add, requests_serve_source_list, requests_serve_source_show,
    requests_serve_source_remove, requests_serve_source_poll, requests_serve_source_import,
    requests_serve_source_export;
void requests_end_sources(struct requests *requests);

/* requests_explain.c */
control_fn requests_serve_explain;
void requests_turn_explain(struct requests *requests);
void requests_end_explain(struct requests *requests);

#endif
