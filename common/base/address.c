/* address.c - the verdict on an address: the operator's lists, then the port, then the registries, then what
 * an IPv6 address holds inside. */
#include "base/address.h"

#include <arpa/inet.h>
#include <stdio.h>

#define MAPPED 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF

static const uint8_t mapped_prefix[12] = {MAPPED};

/* A block of a registry. Within a table the narrower block stands first. */
struct block {
  uint8_t ip[16];
  unsigned prefix;
  const char *what, *written; /* "a loopback address", "127.0.0.0/8" */
};

#define V4(a, b, c, d, bits, what)                                                                           \
  {                                                                                                          \
    {MAPPED, a, b, c, d}, 96 + (bits), what, #a "." #b "." #c "." #d "/" #bits                               \
  }

/* IANA, IPv4 special-purpose address registry and multicast; four services of cloud providers. */
static const struct block v4_blocks[] = {
    V4(169, 254, 169, 254, 32, "the metadata service of a cloud machine"),
    V4(169, 254, 170, 2, 32, "the credentials service of a cloud container"),
    V4(100, 100, 100, 200, 32, "the metadata service of a cloud machine"),
    V4(192, 0, 0, 192, 32, "the metadata service of a cloud machine"),
    V4(168, 63, 129, 16, 32, "the host service of a cloud machine"),
    V4(255, 255, 255, 255, 32, "the broadcast address"),
    V4(0, 0, 0, 0, 8, "an address of \"this network\""),
    V4(10, 0, 0, 0, 8, "a private address"),
    V4(100, 64, 0, 0, 10, "an address of a carrier's inner network"),
    V4(127, 0, 0, 0, 8, "a loopback address"),
    V4(169, 254, 0, 0, 16, "a link-local address"),
    V4(172, 16, 0, 0, 12, "a private address"),
    V4(192, 0, 0, 0, 24, "an address of protocol assignments"),
    V4(192, 0, 2, 0, 24, "a documentation address"),
    V4(192, 88, 99, 0, 24, "an address of the withdrawn 6to4 relays"),
    V4(192, 168, 0, 0, 16, "a private address"),
    V4(198, 18, 0, 0, 15, "a benchmarking address"),
    V4(198, 51, 100, 0, 24, "a documentation address"),
    V4(203, 0, 113, 0, 24, "a documentation address"),
    V4(224, 0, 0, 0, 4, "a multicast address"),
    V4(240, 0, 0, 0, 4, "a reserved address"),
};

/* IANA, IPv6 special-purpose address registry and address space. */
static const struct block v6_blocks[] = {
    {{0}, 128, "the unspecified address", "::/128"},
    {{[15] = 1}, 128, "a loopback address", "::1/128"},
    {{0xFD, 0, 0x0E, 0xC2, [14] = 0x02, 0x54},
     128,
     "the metadata service of a cloud machine",
     "fd00:ec2::254"},
    {{0xFD, 0, 0x0E, 0xC2, [15] = 0x23}, 128, "the credentials service of a cloud container", "fd00:ec2::23"},
    {{0xFD, 0x20, 0, 0xCE, [14] = 0x02, 0x54},
     128,
     "the metadata service of a cloud machine",
     "fd20:ce::254"},
    {{0}, 96, "an IPv4-compatible address, a form that was withdrawn", "::/96"},
    {{[8] = 0xFF, 0xFF}, 96, "an address of IPv4/IPv6 translation", "::ffff:0:0:0/96"},
    {{0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01}, 48, "an address of local NAT64", "64:ff9b:1::/48"},
    {{0x01, 0x00}, 64, "an address that discards", "100::/64"},
    {{0x20, 0x01, 0, 0x02}, 48, "a benchmarking address", "2001:2::/48"},
    {{0x20, 0x01, 0, 0x10}, 28, "a hash identifier, no address to reach", "2001:10::/28"},
    {{0x20, 0x01, 0, 0x20}, 28, "a hash identifier, no address to reach", "2001:20::/28"},
    {{0x20, 0x01, 0, 0x30}, 28, "an identifier of a drone", "2001:30::/28"},
    {{0x20, 0x01, 0x0D, 0xB8}, 32, "a documentation address", "2001:db8::/32"},
    {{0x20, 0x01}, 23, "an address of protocol assignments", "2001::/23"}, /* Teredo, a part of it, is not */
    {{0x3F, 0xFF}, 20, "a documentation address", "3fff::/20"},
    {{0x5F, 0x00}, 16, "an identifier of segment routing", "5f00::/16"},
    {{0xFC}, 7, "a private address", "fc00::/7"},
    {{0xFE, 0x80}, 10, "a link-local address", "fe80::/10"},
    {{0xFE, 0xC0}, 10, "a site-local address", "fec0::/10"},
    {{0xFF}, 8, "a multicast address", "ff00::/8"},
};

static const struct block nat64 = {{0x00, 0x64, 0xFF, 0x9B}, 96, "NAT64", "64:ff9b::/96"};
static const struct block global = {{0x20}, 3, "public", "2000::/3"};
static const struct block six_to_four = {{0x20, 0x02}, 16, "6to4", "2002::/16"};
static const struct block teredo = {{0x20, 0x01}, 32, "Teredo", "2001::/32"};

/* Fetch standard, "port blocking". */
static const uint16_t bad_ports[] = {
    0,    1,    7,    9,    11,   13,   15,   17,   19,   20,   21,   22,   23,   25,   37,   42,   43,
    53,   69,   77,   79,   87,   95,   101,  102,  103,  104,  109,  110,  111,  113,  115,  117,  119,
    123,  135,  137,  139,  143,  161,  179,  389,  427,  465,  512,  513,  514,  515,  526,  530,  531,
    532,  540,  548,  554,  556,  563,  587,  601,  636,  989,  990,  993,  995,  1719, 1720, 1723, 2049,
    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080};

static bool has_prefix(const uint8_t ip[16], const uint8_t wanted[16], unsigned prefix)
{
  unsigned bytes = prefix / 8, bits = prefix % 8;
  if (memcmp(ip, wanted, bytes) != 0) return false;
  return bits == 0 || ((ip[bytes] ^ wanted[bytes]) >> (8 - bits)) == 0;
}

static bool in_block(const uint8_t ip[16], const struct block *block)
{
  return has_prefix(ip, block->ip, block->prefix);
}

static bool is_v4(const uint8_t ip[16])
{
  return memcmp(ip, mapped_prefix, sizeof mapped_prefix) == 0;
}

static void map_v4(const uint8_t v4[4], uint8_t ip[16])
{
  memcpy(ip, mapped_prefix, sizeof mapped_prefix);
  memcpy(ip + sizeof mapped_prefix, v4, 4);
}

static void put_ip(const uint8_t ip[16], char text[INET6_ADDRSTRLEN])
{
  bool v4 = is_v4(ip);
  inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? ip + 12 : ip, text, INET6_ADDRSTRLEN);
}

/* From and to other forms. */

bool address_of_socket(const struct sockaddr *socket, struct address *address)
{
  *address = (struct address){0};
  if (socket->sa_family == AF_INET) {
    struct sockaddr_in v4;
    memcpy(&v4, socket, sizeof v4);
    map_v4((const uint8_t *)&v4.sin_addr, address->ip);
    address->port = ntohs(v4.sin_port);
    return true;
  }
  if (socket->sa_family != AF_INET6) return false;
  struct sockaddr_in6 v6;
  memcpy(&v6, socket, sizeof v6);
  memcpy(address->ip, &v6.sin6_addr, sizeof address->ip);
  address->zone = v6.sin6_scope_id;
  address->port = ntohs(v6.sin6_port);
  return true;
}

/* read_ip - dotted decimal or IPv6 without brackets, as inet_pton takes it. */
static bool read_ip(struct slice text, uint8_t ip[16])
{
  char copy[INET6_ADDRSTRLEN];
  uint8_t v4[4];
  if (text.length == 0 || text.length >= sizeof copy || memchr(text.data, 0, text.length)) return false;
  memcpy(copy, text.data, text.length);
  copy[text.length] = '\0';
  if (inet_pton(AF_INET6, copy, ip) == 1) return true;
  if (inet_pton(AF_INET, copy, v4) != 1) return false;
  map_v4(v4, ip);
  return true;
}

bool address_of_host(struct slice host, uint16_t port, struct address *address)
{
  *address = (struct address){.port = port};
  if (host.length > 2 && host.data[0] == '[' && host.data[host.length - 1] == ']')
    return memchr(host.data, ':', host.length) &&
           read_ip((struct slice){host.data + 1, host.length - 2}, address->ip);
  return host.length && !memchr(host.data, ':', host.length) && read_ip(host, address->ip);
}

const char *address_text(const struct address *address, char text[ADDRESS_TEXT])
{
  char ip[INET6_ADDRSTRLEN];
  put_ip(address->ip, ip);
  if (address->port == 0)
    snprintf(text, ADDRESS_TEXT, "%s", ip);
  else
    snprintf(text, ADDRESS_TEXT, strchr(ip, ':') ? "[%s]:%u" : "%s:%u", ip, (unsigned)address->port);
  return text;
}

/* Entries of lists. */

static bool refuse_rule(char sentence[ADDRESS_SENTENCE], struct slice text, const char *why)
{
  snprintf(sentence, ADDRESS_SENTENCE, "\"%.*s\" %s", text.length < 60 ? (int)text.length : 60, text.data,
           why);
  return false;
}

/* split_port - cuts ":PORT" off: behind a bracket or a prefix, or where there is only one colon. */
static bool split_port(struct slice *text, uint16_t *port)
{
  const char *colon = text->length ? memrchr(text->data, ':', text->length) : NULL;
  const char *bracket = text->length ? memrchr(text->data, ']', text->length) : NULL;
  const char *slash = text->length ? memrchr(text->data, '/', text->length) : NULL;
  *port = 0;
  if (!colon || (bracket && colon < bracket)) return true;
  bool only = memchr(text->data, ':', text->length) == colon;
  if (!bracket && !only && !(slash && slash < colon)) return true;
  int64_t number;
  if (!slice_number(slice_from(*text, (size_t)(colon - text->data) + 1), &number) || number < 1 ||
      number > 65535)
    return false;
  *port = (uint16_t)number;
  text->length = (size_t)(colon - text->data);
  return true;
}

/* split_prefix - cuts "/BITS" off; *bits is -1 where there is none. */
static bool split_prefix(struct slice *text, int64_t *bits)
{
  const char *slash = memchr(text->data, '/', text->length);
  *bits = -1;
  if (!slash) return true;
  if (!slice_number(slice_from(*text, (size_t)(slash - text->data) + 1), bits) || *bits > 128) return false;
  text->length = (size_t)(slash - text->data);
  return true;
}

static bool bits_behind(const uint8_t ip[16], unsigned prefix)
{
  for (unsigned bit = prefix; bit < 128; bit++)
    if (ip[bit / 8] >> (7 - bit % 8) & 1) return true;
  return false;
}

bool address_rule_parse(struct slice text, struct address_rule *rule, char sentence[ADDRESS_SENTENCE])
{
  struct slice rest = text;
  int64_t bits;
  *rule = (struct address_rule){0};
  if (!text.length || !split_port(&rest, &rule->port) || !rest.length || !split_prefix(&rest, &bits))
    return refuse_rule(sentence, text,
                       "must be an address, a block or either with a port, such as 10.0.0.0/8");
  bool brackets = rest.length > 2 && rest.data[0] == '[' && rest.data[rest.length - 1] == ']';
  if (brackets) rest = (struct slice){rest.data + 1, rest.length - 2};
  if (!read_ip(rest, rule->ip) || (brackets && !memchr(rest.data, ':', rest.length)))
    return refuse_rule(sentence, text,
                       "must be an address, a block or either with a port, such as 10.0.0.0/8");
  bool v4 = !memchr(rest.data, ':', rest.length);
  if (v4 && bits > 32) return refuse_rule(sentence, text, "has more than the 32 bits of an IPv4 address");
  rule->prefix = bits < 0 ? 128 : (unsigned)bits + (v4 ? 96 : 0);
  if (bits_behind(rule->ip, rule->prefix))
    return refuse_rule(sentence, text, "has bits behind its prefix: write the first address of the block");
  snprintf(rule->text, sizeof rule->text, "%.*s", (int)text.length, text.data);
  return true;
}

static const struct address_rule *find_rule(const struct address_rule *rules, size_t count,
                                            const uint8_t ip[16], uint16_t port, bool bad_port)
{
  for (size_t i = 0; i < count; i++) {
    bool speaks_of_it = rules[i].prefix >= 96 || !is_v4(ip); /* "::/0" is all of IPv6, and no IPv4 */
    if (speaks_of_it && has_prefix(ip, rules[i].ip, rules[i].prefix) &&
        (rules[i].port ? rules[i].port == port : !bad_port))
      return &rules[i];
  }
  return NULL;
}

/* The verdict. */

static bool is_bad_port(uint16_t port)
{
  for (size_t i = 0; i < sizeof bad_ports / sizeof *bad_ports; i++)
    if (bad_ports[i] == port) return true;
  return false;
}

static const struct block *find_block(const uint8_t ip[16])
{
  if (in_block(ip, &teredo)) return NULL;
  const struct block *blocks = is_v4(ip) ? v4_blocks : v6_blocks;
  size_t count = is_v4(ip) ? sizeof v4_blocks / sizeof *v4_blocks : sizeof v6_blocks / sizeof *v6_blocks;
  for (size_t i = 0; i < count; i++)
    if (in_block(ip, &blocks[i])) return &blocks[i];
  return NULL;
}

enum { INNER_MAX = 4 }; /* Teredo's two and ISATAP's one are the most */
struct inner {
  uint8_t ip[16];
  const char *form; /* NULL: there are no more */
};

/* is_isatap - an interface identifier 0000:5efe or 0200:5efe with the IPv4 address behind it (RFC 5214, 6.1).
 */
static bool is_isatap(const uint8_t ip[16])
{
  return (ip[8] & 0xFD) == 0 && ip[9] == 0 && ip[10] == 0x5E && ip[11] == 0xFE;
}

static void add_inner(struct inner inner[INNER_MAX], size_t *count, const uint8_t v4[4], const char *form)
{
  map_v4(v4, inner[*count].ip);
  inner[(*count)++].form = form;
}

/* find_inner - the IPv4 addresses that an IPv6 address holds, by every form that it has: RFC 6052 (NAT64),
 * 3056 (6to4), 4380 (Teredo: the server, and the client with its bits turned over), 5214 (ISATAP, which may
 * stand behind any prefix). */
static void find_inner(const uint8_t ip[16], struct inner inner[INNER_MAX])
{
  size_t count = 0;
  if (is_v4(ip)) return;
  if (in_block(ip, &six_to_four)) add_inner(inner, &count, ip + 2, six_to_four.what);
  if (in_block(ip, &teredo)) {
    uint8_t client[4];
    for (int i = 0; i < 4; i++) client[i] = (uint8_t)~ip[12 + i];
    add_inner(inner, &count, ip + 4, teredo.what);
    add_inner(inner, &count, client, teredo.what);
  }
  if (in_block(ip, &nat64)) add_inner(inner, &count, ip + 12, nat64.what);
  if (is_isatap(ip)) add_inner(inner, &count, ip + 12, "ISATAP");
}

static bool denied(const struct address_rules *rules, const struct address *address,
                   const struct inner inner[INNER_MAX], char sentence[ADDRESS_SENTENCE])
{
  char text[ADDRESS_TEXT];
  const struct address_rule *rule =
      find_rule(rules->deny, rules->deny_count, address->ip, address->port, false);
  for (size_t i = 0; i < INNER_MAX && inner[i].form && !rule; i++)
    rule = find_rule(rules->deny, rules->deny_count, inner[i].ip, address->port, false);
  if (!rule) return false;
  snprintf(sentence, ADDRESS_SENTENCE, "%s is refused by the entry %s of fetch.deny_addresses",
           address_text(address, text), rule->text);
  return true;
}

static bool holds_special(const uint8_t ip[16], const struct inner inner[INNER_MAX],
                          char sentence[ADDRESS_SENTENCE])
{
  char outer_text[INET6_ADDRSTRLEN], inner_text[INET6_ADDRSTRLEN];
  for (size_t i = 0; i < INNER_MAX && inner[i].form; i++) {
    const struct block *block = find_block(inner[i].ip);
    if (!block) continue;
    put_ip(ip, outer_text);
    put_ip(inner[i].ip, inner_text);
    snprintf(sentence, ADDRESS_SENTENCE,
             "%s holds %s (%s), %s (%s), and no entry of fetch.allow_addresses permits it", outer_text,
             inner_text, inner[i].form, block->what, block->written);
    return true;
  }
  return false;
}

static bool is_public(const struct address *address, const struct inner inner[INNER_MAX],
                      char sentence[ADDRESS_SENTENCE])
{
  char text[INET6_ADDRSTRLEN];
  const uint8_t *ip = address->ip;
  const struct block *block = find_block(ip);
  put_ip(ip, text);
  if (block)
    snprintf(sentence, ADDRESS_SENTENCE, "%s is %s (%s), and no entry of fetch.allow_addresses permits it",
             text, block->what, block->written);
  else if (!is_v4(ip) && !in_block(ip, &global) && !in_block(ip, &nat64))
    snprintf(
        sentence, ADDRESS_SENTENCE,
        "%s is outside of %s, where public addresses are, and no entry of fetch.allow_addresses permits it",
        text, global.written);
  else if (address->zone)
    snprintf(sentence, ADDRESS_SENTENCE, "%s has a zone, so it is no public address", text);
  else
    return !holds_special(ip, inner, sentence);
  return false;
}

bool address_judge(const struct address_rules *rules, const struct address *address,
                   char sentence[ADDRESS_SENTENCE])
{
  char text[ADDRESS_TEXT];
  struct inner inner[INNER_MAX] = {0};
  find_inner(address->ip, inner);
  bool bad_port = is_bad_port(address->port);
  if (denied(rules, address, inner, sentence)) return false;
  const struct address_rule *rule =
      find_rule(rules->allow, rules->allow_count, address->ip, address->port, bad_port);
  if (rule) {
    snprintf(sentence, ADDRESS_SENTENCE, "%s is permitted by the entry %s of fetch.allow_addresses",
             address_text(address, text), rule->text);
    return true;
  }
  if (!is_public(address, inner, sentence)) return false;
  if (bad_port)
    snprintf(sentence, ADDRESS_SENTENCE,
             "port %u is another protocol's, and no entry of fetch.allow_addresses permits it with that port",
             (unsigned)address->port);
  else
    snprintf(sentence, ADDRESS_SENTENCE, "%s is a public address", address_text(address, text));
  return !bad_port;
}
