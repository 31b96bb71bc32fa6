/* http_error.c - what kinds of failures are called. */
#include "fetch/http_exchange.h"

const char *http_failure_name(enum http_failure_kind kind)
{
  static const char *const names[HTTP_FAILURE_KINDS] = {[HTTP_FAILED_DNS] = "dns",
                                                        [HTTP_FAILED_CONNECT] = "connect",
                                                        [HTTP_FAILED_TIMEOUT] = "timeout",
                                                        [HTTP_FAILED_TLS] = "tls",
                                                        [HTTP_FAILED_PROTOCOL] = "protocol",
                                                        [HTTP_FAILED_TOO_LARGE] = "too-large",
                                                        [HTTP_FAILED_REDIRECTS] = "redirect-loop",
                                                        [HTTP_FAILED_ADDRESS] = "forbidden-address"};
  return names[kind];
}
