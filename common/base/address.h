/* address.h - may a socket be connected to this address? Only public unicast may, on ports that are not some
 * other protocol's, unless the operator's lists say otherwise.
 *
 * What is public follows IANA's registries of special-purpose addresses (RFC 6890) and of the IPv6 address
 * space: of IPv6 only 2000::/3 and NAT64's 64:ff9b::/96. An IPv4 address inside an IPv6 one (mapped, 6to4,
 * NAT64, Teredo, ISATAP) must be public too. Ports are refused by the list of the Fetch standard ("bad
 * port"). Cloud machines' metadata services are named, so that the sentence tells what was knocked at.
 *
 * A mapped address (::ffff:a.b.c.d) is the IPv4 address: lists match it as that. Deny entries match inner
 * addresses as well, allow entries do not. Deny goes before allow. An IPv6 entry with fewer than 96 bits
 * speaks of IPv6 only: ::/0 permits no IPv4 address. */
#ifndef BASE_ADDRESS_H
#define BASE_ADDRESS_H

#include "base/slice.h"

struct sockaddr;

enum { ADDRESS_TEXT = 80, ADDRESS_SENTENCE = 240, ADDRESS_RULES = 16 };

struct address {
  uint8_t ip[16]; /* IPv4 as ::ffff:a.b.c.d */
  uint32_t zone;  /* IPv6 scope; 0: none */
  uint16_t port;
};

/* address_of_socket - false for anything but IPv4 and IPv6. */
bool address_of_socket(const struct sockaddr *socket, struct address *address);
/* address_of_host - the host of a parsed URL when it is an address: dotted decimal, or IPv6 in brackets.
 * False for a name: that one is judged when it was looked up. */
bool address_of_host(struct slice host, uint16_t port, struct address *address);
/* address_text - "192.0.2.1:80", "[2001:db8::1]:80"; without the port where it is 0. */
const char *address_text(const struct address *address, char text[ADDRESS_TEXT]);

/* One entry of a list: `1.2.3.4`, `10.0.0.0/8`, `10.0.0.0/8:8080`, `::1`, `fd00::/8`, `[::1]:80`,
 * `[fd00::]/8:80`. An entry without a port means every port that is not another protocol's; an entry with one
 * means that port, whatever it is. */
struct address_rule {
  uint8_t ip[16];
  unsigned prefix; /* bits of ip, 0 to 128 */
  uint16_t port;   /* 0: any */
  char text[ADDRESS_TEXT];
};
/* address_rule_parse - false with a sentence that says what to write. */
bool address_rule_parse(struct slice text, struct address_rule *rule, char sentence[ADDRESS_SENTENCE]);

struct address_rules {
  struct address_rule allow[ADDRESS_RULES], deny[ADDRESS_RULES];
  size_t allow_count, deny_count;
};

/* address_judge - true when it may be connected to. The sentence (without a full stop) says which rule
 * decided, either way. */
bool address_judge(const struct address_rules *rules, const struct address *address,
                   char sentence[ADDRESS_SENTENCE]);

#endif
