/* http_error.c - what kinds of failures there are, and what is said about one. */
#include "fetch/http_internal.h"

#include <stdio.h>

const char *http_failure_name(enum http_failure_kind kind)
{
  static const char *const names[HTTP_FAILURE_KINDS] = {
      [HTTP_FAILED_DNS] = "dns",
      [HTTP_FAILED_CONNECT] = "connect",
      [HTTP_FAILED_TIMEOUT] = "timeout",
      [HTTP_FAILED_TLS] = "tls",
      [HTTP_FAILED_PROTOCOL] = "protocol",
      [HTTP_FAILED_TOO_LARGE] = "too-large",
      [HTTP_FAILED_ADDRESS] = "forbidden-address",
  };
  return names[kind];
}

static bool was_forbidden(const struct transfer *transfer, CURLcode code)
{
  return transfer->forbidden[0] && !transfer->permitted &&
         (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK);
}

/* kind_of_code - breaking off within a body is bad HTTP, whether the sender's framing or its connection
 * broke; "out of memory" in a head is libcurl's limit for one line of it (100 KiB). */
static enum http_failure_kind kind_of_code(const struct transfer *transfer, CURLcode code)
{
  switch (code) {
  case CURLE_FILESIZE_EXCEEDED:
  case CURLE_OUT_OF_MEMORY:
    return HTTP_FAILED_TOO_LARGE;
  case CURLE_OPERATION_TIMEDOUT:
    return HTTP_FAILED_TIMEOUT;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
    return HTTP_FAILED_DNS;
  case CURLE_COULDNT_CONNECT:
  case CURLE_SEND_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_PROXY:
    return HTTP_FAILED_CONNECT;
  case CURLE_RECV_ERROR:
    return transfer->head_complete ? HTTP_FAILED_PROTOCOL : HTTP_FAILED_CONNECT;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
    return HTTP_FAILED_TLS;
  default:
    return HTTP_FAILED_PROTOCOL;
  }
}

static enum http_failure_kind kind_of(const struct transfer *transfer, CURLcode code)
{
  switch (transfer->stop) {
  case HTTP_STOPPED_HEAD_BYTES:
  case HTTP_STOPPED_HEAD_LINES:
  case HTTP_STOPPED_BODY:
    return HTTP_FAILED_TOO_LARGE;
  case HTTP_STOPPED_FIRST_BYTE:
  case HTTP_STOPPED_STALL:
    return HTTP_FAILED_TIMEOUT;
  default:
    return was_forbidden(transfer, code) ? HTTP_FAILED_ADDRESS : kind_of_code(transfer, code);
  }
}

/* Sentences. */

static void say_timeout(const struct transfer *transfer, char detail[HTTP_DETAIL])
{
  const struct http *http = transfer->http;
  curl_off_t looked_up = 0;
  curl_easy_getinfo(transfer->easy, CURLINFO_NAMELOOKUP_TIME_T, &looked_up);
  if (transfer->phase == HTTP_CONNECTING && http->connect_timeout <= http->transfer_timeout)
    snprintf(detail, HTTP_DETAIL, "%s within %lld ms (fetch.connect_timeout)",
             looked_up ? "no connection" : "the name was not looked up", (long long)http->connect_timeout);
  else
    snprintf(detail, HTTP_DETAIL, "not complete after %lld ms, with %zu bytes (fetch.transfer_timeout)",
             (long long)http->transfer_timeout, transfer->head_bytes + transfer->body.length);
}

/* say_as_libcurl - what a server sent may be in it. */
static void say_as_libcurl(const struct transfer *transfer, CURLcode code, char detail[HTTP_DETAIL])
{
  snprintf(detail, HTTP_DETAIL, "%s", transfer->error[0] ? transfer->error : curl_easy_strerror(code));
  for (char *at = detail; *at; at++)
    if ((unsigned char)*at < 0x20 || (unsigned char)*at > 0x7E) *at = '?';
}

static void say_too_large(const struct transfer *transfer, CURLcode code, char detail[HTTP_DETAIL])
{
  if (transfer->stop == HTTP_STOPPED_HEAD_LINES)
    snprintf(detail, HTTP_DETAIL, "the head of the response has more than %d lines", HTTP_HEAD_LINES);
  else if (code == CURLE_OUT_OF_MEMORY)
    snprintf(detail, HTTP_DETAIL, "the head of the response has a line of more than 100 KiB");
  else if (transfer->stop == HTTP_STOPPED_HEAD_BYTES)
    snprintf(detail, HTTP_DETAIL, "the head of the response is larger than %d bytes", HTTP_HEAD_BYTES);
  else
    snprintf(detail, HTTP_DETAIL, "the response is larger than %lld bytes", (long long)transfer->max_body);
}

enum http_failure_kind http_explain(const struct transfer *transfer, CURLcode code, char detail[HTTP_DETAIL])
{
  const struct http *http = transfer->http;
  enum http_failure_kind kind = kind_of(transfer, code);
  if (transfer->stop == HTTP_STOPPED_FIRST_BYTE)
    snprintf(detail, HTTP_DETAIL, "no response within %lld ms of the request (fetch.first_byte_timeout)",
             (long long)http->first_byte_timeout);
  else if (transfer->stop == HTTP_STOPPED_STALL)
    snprintf(detail, HTTP_DETAIL, "no byte for %lld ms, after %zu (fetch.stall_timeout)",
             (long long)http->stall_timeout, transfer->head_bytes + transfer->body.length);
  else if (kind == HTTP_FAILED_TIMEOUT)
    say_timeout(transfer, detail);
  else if (kind == HTTP_FAILED_TOO_LARGE)
    say_too_large(transfer, code, detail);
  else if (kind == HTTP_FAILED_ADDRESS)
    snprintf(detail, HTTP_DETAIL, "%s", transfer->forbidden);
  else
    say_as_libcurl(transfer, code, detail);
  return kind;
}
