/* http_internal.h - the state that the files of the transport share: http.c (the multi handle in the event
 * loop), http_transfer.c (one transfer: its options and what libcurl calls while it runs), http_error.c (why
 * it failed). */
#ifndef FETCH_HTTP_INTERNAL_H
#define FETCH_HTTP_INTERNAL_H

#include "base/address.h"
#include "fetch/http.h"

#include <curl/curl.h>
#include <sys/queue.h>

enum {
  HTTP_HEAD_BYTES = 256 * 1024, /* interim responses and trailers count in */
  HTTP_HEAD_LINES = 2000,
};

/* What ended a transfer that we ended ourselves. */
enum http_stop {
  HTTP_NOT_STOPPED,
  HTTP_STOPPED_CUT, /* no failure */
  HTTP_STOPPED_HEAD_BYTES,
  HTTP_STOPPED_HEAD_LINES,
  HTTP_STOPPED_BODY,
  HTTP_STOPPED_FIRST_BYTE,
  HTTP_STOPPED_STALL,
};

/* Whose turn it is. The queues of the last two are ordered by `since`. */
enum http_phase { HTTP_CONNECTING, HTTP_AWAITING, HTTP_FLOWING, HTTP_PHASES };

/* One easy handle, used for one transfer after the other. */
struct transfer {
  CURL *easy;
  struct http *http;
  TAILQ_ENTRY(transfer) link; /* in the queue of its phase, or among the idle */
  enum http_phase phase;
  millis since; /* AWAITING: the request was sent; FLOWING: the last bytes came */
  uint64_t id;
  int64_t max_body;
  bool keep_cut;
  enum http_stop stop;
  struct buffer head, request, body;
  bool head_complete;
  size_t head_bytes, head_lines;
  bool permitted;                   /* at least one address was */
  char forbidden[ADDRESS_SENTENCE]; /* why the last one was not */
  struct curl_slist *fields;        /* its own ones and the usual ones; NULL: the usual ones alone */
  unsigned generation;              /* of the settings that the handle was given */
  char error[CURL_ERROR_SIZE];
};

TAILQ_HEAD(transfers, transfer);

struct http {
  CURLM *multi;
  struct loop *loop;
  struct loop_timer *timer;    /* libcurl's */
  struct loop_timer *patience; /* ours: first bytes and stalls */
  millis patience_at;          /* when that one goes off; 0: not set */
  struct http_sink sink;
  struct transfers running[HTTP_PHASES], idle;
  int64_t transfers, sockets;
  struct curl_slist *usual_fields;
  unsigned generation;
  struct address_rules rules;
  uint16_t proxy_port; /* 0: no proxy */
  int64_t max_body;
  millis connect_timeout, first_byte_timeout, stall_timeout, transfer_timeout;
  char user_agent[2 * CONFIG_TEXT + 8], proxy[CONFIG_TEXT], ca_file[CONFIG_TEXT];
};

/* http_enter - a transfer goes on to the next phase, or has moved in the same. */
void http_enter(struct transfer *transfer, enum http_phase phase);

/* Transfers. http_usual_fields: what every request without own fields is sent with; of the caller. */
struct curl_slist *http_usual_fields(void);
struct transfer *http_transfer_new(struct http *http);
void http_transfer_free(struct transfer *transfer);
void http_transfer_set(struct transfer *transfer, const struct http_request *request);

/* http_explain - the kind of a failure, and its sentence in `detail`. */
enum { HTTP_DETAIL = CURL_ERROR_SIZE + 240 };
enum http_failure_kind http_explain(const struct transfer *transfer, CURLcode code, char detail[HTTP_DETAIL]);

#endif
