/* domain.c - the only room that knows libpsl. */
#include "fetch/domain.h"

#include <libpsl.h>

enum { NAME_MAX_BYTES = 253 }; /* of a host name in DNS */

static struct slice last_label(struct slice host)
{
  size_t at = host.length;
  while (at && host.data[at - 1] != '.') at--;
  return slice_from(host, at);
}

/* is_address - a host whose last label is a number is an IPv4 address (WHATWG URL, "ends in a number"). */
static bool is_address(struct slice host)
{
  struct slice label = last_label(host);
  if (host.length && host.data[0] == '[') return true;
  for (size_t i = 0; i < label.length; i++)
    if (label.data[i] < '0' || label.data[i] > '9') return false;
  return label.length > 0;
}

struct slice domain_of(struct slice host)
{
  char name[NAME_MAX_BYTES + 1];
  if (host.length > 1 && host.data[host.length - 1] == '.') host.length--;
  if (host.length > NAME_MAX_BYTES || is_address(host)) return host;
  if (host.length) memcpy(name, host.data, host.length);
  name[host.length] = '\0';
  const char *domain = psl_registrable_domain(psl_builtin(), name);
  return domain ? slice_from(host, (size_t)(domain - name)) : host;
}
