/* config_endpoint.c - where a socket may be: a path on this host, or the loopback interface. */
#include "data/config_internal.h"

#include <arpa/inet.h>
#include <stdlib.h>

static bool check_ipc(const char *label, struct slice path, size_t line, struct config_report *report)
{
  if (path.length == 0 || path.data[0] != '/')
    return config_problem(report, line, "%s must name an absolute path behind ipc://, not \"%s\"", label,
                          config_shown(path));
  if (path.length > CONFIG_IPC_PATH)
    return config_problem(report, line, "%s: a socket path has at most %d bytes, \"%s\" has %zu", label,
                          CONFIG_IPC_PATH, config_shown(path), path.length);
  return true;
}

static bool is_port(struct slice text)
{
  long port = 0;
  for (size_t i = 0; i < text.length; i++) {
    if (text.data[i] < '0' || text.data[i] > '9' || i > 4) return false;
    port = port * 10 + (text.data[i] - '0');
  }
  return text.length > 0 && port >= 1 && port <= 65535;
}

static bool is_loopback(struct slice host)
{
  char text[64];
  struct in_addr address;
  if (host.length >= sizeof text) return false;
  if (slice_is(host, "localhost") || slice_is(host, "[::1]")) return true;
  memcpy(text, host.data, host.length);
  text[host.length] = '\0';
  return inet_pton(AF_INET, text, &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

static bool check_tcp(const char *label, struct slice rest, size_t line, struct config_report *report)
{
  const char *colon = rest.length ? memrchr(rest.data, ':', rest.length) : NULL;
  size_t at = colon ? (size_t)(colon - rest.data) : rest.length;
  struct slice host = {rest.data, at};
  if (!colon || !is_port(slice_from(rest, at + 1)) || host.length == 0)
    return config_problem(report, line,
                          "%s must be tcp://HOST:PORT with a port from 1 to 65535, not \"tcp://%s\"", label,
                          config_shown(rest));
  if (!is_loopback(host))
    return config_problem(
        report, line,
        "%s: %s is not a loopback address, and encryption between hosts is not available yet; use ipc://, "
        "or tcp://127.0.0.1 through a tunnel of your own",
        label, config_shown(host));
  return true;
}

bool config_check_endpoint(const char *label, struct slice endpoint, size_t line,
                           struct config_report *report)
{
  if (slice_starts(endpoint, "ipc://")) return check_ipc(label, slice_from(endpoint, 6), line, report);
  if (slice_starts(endpoint, "tcp://")) return check_tcp(label, slice_from(endpoint, 6), line, report);
  return config_problem(report, line, "%s must begin with ipc:// or tcp://, not \"%s\"", label,
                        config_shown(endpoint));
}
