/* http_exchange.h - one request to a web server and how it ended: what the core of the fetcher and its
 * transport hand each other. Knows no library and no socket. */
#ifndef FETCH_HTTP_EXCHANGE_H
#define FETCH_HTTP_EXCHANGE_H

#include "base/buffer.h"
#include "base/clock.h"

enum { HTTP_FIELDS = 8, HTTP_PEER = 80 };

enum http_method { HTTP_GET, HTTP_POST };

enum http_flag {
  HTTP_CUT = 1, /* a body beyond max_body is cut there, and the response is one; else it is a failure */
};

/* Everything in it is copied when the transfer starts. */
struct http_request {
  uint64_t id;      /* of the caller; comes back with the end */
  struct slice url; /* absolute, http or https, in ASCII, without credentials; a fragment is not sent */
  enum http_method method;
  unsigned flags;                   /* of enum http_flag */
  struct slice body;                /* of a POST */
  struct slice fields[HTTP_FIELDS]; /* further header fields, "Name: value"; those of Accept, Accept-Encoding,
                                     * Accept-Language and User-Agent replace the usual ones */
  size_t field_count;
  int64_t max_body; /* bytes of the body as received; 0: the setting */
};

/* When what was reached, in milliseconds from the start; 0 where a connection was used again, or where it did
 * not come to that. */
struct http_times {
  millis dns, connect, tls, first_byte, total;
};

/* A response of any status, a redirect included. The three buffers are the receiver's to take: it leaves
 * BUFFER_EMPTY behind for what it keeps. */
struct http_response {
  int64_t status;
  int version;           /* 10, 11 or 20 */
  bool cut;              /* the body is longer (HTTP_CUT) */
  struct slice url;      /* that answered, without a fragment; valid during the call */
  struct buffer head;    /* as received: status line and fields, each ended by CRLF, no empty line */
  struct buffer request; /* the head as sent, with its empty line */
  struct buffer body;    /* as received: the transfer encoding is undone, the content encoding is kept */
  char peer[HTTP_PEER];  /* address and port: "93.184.215.14:443", "[2606:2800::1]:443" */
  struct http_times times;
};

enum http_failure_kind {
  HTTP_FAILED_DNS,       /* "dns": the name can't be looked up */
  HTTP_FAILED_CONNECT,   /* "connect": nobody answers there, or the connection broke */
  HTTP_FAILED_TIMEOUT,   /* "timeout": connection, first byte, a stall, or all of it; the detail says which */
  HTTP_FAILED_TLS,       /* "tls" */
  HTTP_FAILED_PROTOCOL,  /* "protocol": the bytes are no HTTP, or end too early */
  HTTP_FAILED_TOO_LARGE, /* "too-large": head or body */
  HTTP_FAILED_ADDRESS, /* "forbidden-address": every address of the host is one that must not be fetched from
                        */
  HTTP_FAILURE_KINDS
};

struct http_failure {
  enum http_failure_kind kind;
  const char *detail;   /* a sentence for the dead letter, without a full stop; valid during the call */
  char peer[HTTP_PEER]; /* last address that was tried; may be empty */
  struct http_times times;
};

/* http_failure_name - the word in quotes above. */
const char *http_failure_name(enum http_failure_kind kind);

#endif
