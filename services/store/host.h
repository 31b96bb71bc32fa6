/* host.h - who published an article: the host of its address, as sources are named in topics and settings. */
#ifndef STORE_HOST_H
#define STORE_HOST_H

#include "base/slice.h"

/* host_name - of an absolute URL in lower case, without port and "www.": "lefaso.net" of
 * "https://www.lefaso.net:8080/x", "[2001:db8::1]" with its brackets. Empty where there is none, or where it
 * is none of a name in the DNS (RFC 1035) and an address. Points into `room`. */
enum { HOST_NAME = 253 };
struct slice host_name(struct slice url, char room[HOST_NAME]);

#endif
