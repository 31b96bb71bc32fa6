/* url_host.c - hosts: domains, addresses, and what other schemes put there (URL Standard, 3.5). */
#include "base/idna.h"
#include "base/url_internal.h"
#include "base/utf8.h"

#include <stdio.h>

static bool forbidden_in_host(unsigned char byte)
{
  return memchr("\0\t\n\r #/:<>?@[\\]^|", byte, 17) != NULL;
}

static bool forbidden_in_domain(unsigned char byte)
{
  return forbidden_in_host(byte) || byte <= 0x1F || byte == '%' || byte == 0x7F;
}

/* IPv4 in all the ways that inet_aton takes it. */

/* part_number - a decimal, octal (0) or hexadecimal (0x) number; what is too large for an address is cut off
 * at 2^32. */
static bool part_number(struct slice part, uint64_t *number)
{
  unsigned base = 10;
  *number = 0;
  if (!part.length) return false;
  if (part.length >= 2 && part.data[0] == '0') {
    base = (part.data[1] | 32) == 'x' ? 16 : 8;
    part = slice_from(part, base == 16 ? 2 : 1);
  }
  for (size_t i = 0; i < part.length; i++) {
    int digit = url_hex(part.data[i]);
    if (digit < 0 || (unsigned)digit >= base) return false;
    if (*number >> 32 == 0) *number = *number * base + (unsigned)digit;
  }
  return true;
}

static struct slice last_part(struct slice host)
{
  if (host.length && host.data[host.length - 1] == '.') host.length--;
  size_t start = host.length;
  while (start && host.data[start - 1] != '.') start--;
  return slice_from(host, start);
}

static bool ends_in_a_number(struct slice host)
{
  struct slice last = last_part(host);
  uint64_t number;
  bool digits = last.length > 0;
  for (size_t i = 0; i < last.length; i++) digits = digits && last.data[i] >= '0' && last.data[i] <= '9';
  return digits || part_number(last, &number);
}

static bool parse_ipv4(struct slice host, uint32_t *address)
{
  uint64_t parts[4], sum = 0;
  size_t count = 0;
  if (host.length && host.data[host.length - 1] == '.') host.length--;
  for (size_t start = 0, end; start <= host.length; start = end + 1) {
    for (end = start; end < host.length && host.data[end] != '.'; end++) continue;
    if (count == 4 || !part_number((struct slice){host.data + start, end - start}, &parts[count]))
      return false;
    count++;
  }
  for (size_t i = 0; i + 1 < count; i++) {
    if (parts[i] > 255) return false;
    sum |= parts[i] << (24 - 8 * i);
  }
  if (parts[count - 1] >> (8 * (5 - count))) return false;
  *address = (uint32_t)(sum | parts[count - 1]);
  return true;
}

/* IPv6. */

/* parse_dotted - the IPv4 address that may end an IPv6 one, as its last two pieces. */
static bool parse_dotted(struct slice text, uint16_t pieces[2])
{
  unsigned value[4] = {0}, count = 0;
  for (size_t i = 0; i < text.length; i++, count++) {
    size_t start = i;
    if (count == 4) return false;
    for (; i < text.length && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
      if (i > start && value[count] == 0) return false;
      value[count] = value[count] * 10 + (unsigned)(text.data[i] - '0');
      if (value[count] > 255) return false;
    }
    if (i == start || (i < text.length && (text.data[i] != '.' || i + 1 == text.length))) return false;
  }
  pieces[0] = (uint16_t)(value[0] << 8 | value[1]);
  pieces[1] = (uint16_t)(value[2] << 8 | value[3]);
  return count == 4;
}

static size_t hex_piece(struct slice text, uint16_t *piece)
{
  size_t digits = 0;
  for (*piece = 0; digits < 4 && digits < text.length && url_hex(text.data[digits]) >= 0; digits++)
    *piece = (uint16_t)(*piece << 4 | url_hex(text.data[digits]));
  return digits;
}

/* spread - moves the pieces behind "::" to the end. */
static void spread(uint16_t pieces[8], size_t compress, size_t count)
{
  size_t tail = count - compress;
  memmove(pieces + 8 - tail, pieces + compress, tail * sizeof *pieces);
  memset(pieces + compress, 0, (8 - count) * sizeof *pieces);
}

static bool parse_ipv6(struct slice text, uint16_t pieces[8])
{
  enum { NOWHERE = 9 };
  size_t count = 0, compress = NOWHERE;
  if (text.length && text.data[0] == ':') {
    if (text.length < 2 || text.data[1] != ':') return false;
    text = slice_from(text, 2);
    pieces[count++] = 0; /* "::" stands for one piece at least */
    compress = count;
  }
  while (text.length) {
    if (count == 8) return false;
    if (text.data[0] == ':') {
      if (compress != NOWHERE) return false;
      text = slice_from(text, 1);
      pieces[count++] = 0;
      compress = count;
      continue;
    }
    size_t digits = hex_piece(text, &pieces[count]);
    if (digits < text.length && text.data[digits] == '.') {
      if (count > 6 || !digits || !parse_dotted(text, &pieces[count])) return false;
      count += 2;
      break;
    }
    if (!digits) return false;
    text = slice_from(text, digits);
    if (text.length && (text.data[0] != ':' || text.length == 1)) return false;
    text = slice_from(text, 1);
    count++;
  }
  if (compress != NOWHERE)
    spread(pieces, compress, count);
  else if (count != 8)
    return false;
  return true;
}

/* longest_zeros - the first of the longest runs of two or more zero pieces; 8 when there is none. */
static size_t longest_zeros(const uint16_t pieces[8], size_t *length)
{
  size_t best = 8;
  *length = 1;
  for (size_t i = 0, run; i < 8; i += run + 1) {
    for (run = 0; i + run < 8 && pieces[i + run] == 0; run++) continue;
    if (run > *length) best = i, *length = run;
  }
  return best;
}

static struct slice write_ipv6(struct arena *arena, const uint16_t pieces[8])
{
  size_t zeros, start = longest_zeros(pieces, &zeros), length = 0;
  char text[48];
  text[length++] = '[';
  for (size_t i = 0; i < 8;) {
    if (i == start) {
      length += (size_t)snprintf(text + length, sizeof text - length, i == 0 ? "::" : ":");
      i += zeros;
    } else {
      length += (size_t)snprintf(text + length, sizeof text - length, i < 7 ? "%x:" : "%x", pieces[i]);
      i++;
    }
  }
  text[length++] = ']';
  return arena_slice(arena, (struct slice){text, length});
}

/* The three kinds. */

static bool parse_address(struct arena *arena, struct slice text, struct url *url)
{
  uint16_t pieces[8];
  if (text.data[text.length - 1] != ']' || text.length < 2) return false;
  if (!parse_ipv6((struct slice){text.data + 1, text.length - 2}, pieces)) return false;
  url->host = write_ipv6(arena, pieces);
  url->host_kind = URL_HOST_IPV6;
  return true;
}

static bool parse_opaque(struct arena *arena, struct slice text, struct url *url)
{
  for (size_t i = 0; i < text.length; i++)
    if (forbidden_in_host((unsigned char)text.data[i])) return false;
  url->host = url_encode(arena, text, URL_SET_C0);
  url->host_kind = text.length ? URL_HOST_OPAQUE : URL_HOST_EMPTY;
  return true;
}

static struct slice decode(struct arena *arena, struct slice text)
{
  if (memchr(text.data, '%', text.length) == NULL) return text;
  struct slice bytes = url_unescape(arena, text);
  if (utf8_valid(bytes)) return bytes;
  struct buffer repaired = BUFFER_EMPTY;
  utf8_repair(&repaired, bytes);
  struct slice copy = arena_slice(arena, buffer_view(&repaired));
  buffer_free(&repaired);
  return copy;
}

static bool parse_domain(struct arena *arena, struct slice text, struct url *url)
{
  uint32_t address;
  if (!idna_to_ascii(arena, decode(arena, text), &url->host)) return false;
  for (size_t i = 0; i < url->host.length; i++)
    if (forbidden_in_domain((unsigned char)url->host.data[i])) return false;
  url->host_kind = URL_HOST_DOMAIN;
  if (!ends_in_a_number(url->host)) return true;
  if (!parse_ipv4(url->host, &address)) return false;
  url->host = slice_of(arena_format(arena, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
                                    address >> 8 & 255, address & 255));
  url->host_kind = URL_HOST_IPV4;
  return true;
}

bool url_host_parse(struct arena *arena, struct slice text, bool special, struct url *url)
{
  if (text.length && text.data[0] == '[') return parse_address(arena, text, url);
  return special ? parse_domain(arena, text, url) : parse_opaque(arena, text, url);
}
