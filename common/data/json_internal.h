/* json_internal.h - what the files of the JSON module share. */
#ifndef DATA_JSON_INTERNAL_H
#define DATA_JSON_INTERNAL_H

#include "data/json.h"
#include "data/json_pick.h"

#include <cjson/cJSON.h>
#include <endian.h>

static inline const cJSON *json_node(const struct json *node)
{
  return (const cJSON *)node;
}

/* json_find_pick - the entry that fits a key as it stands in the text, without its quotes; NULL: nobody wants
 * it. */
const struct json_pick *json_find_pick(const struct json_pick *picks, struct slice key);

/* json_guard_pick - json_guard, and in the same pass what json_pick appends. */
bool json_guard_pick(struct slice text, size_t max_bytes, const struct json_pick *picks, struct buffer *out,
                     dp_error *error);

/* json_bytes_equal - marks the top bit of each byte of `word` that equals its byte of `repeated` (and, behind
 * the first one, maybe others). */
static inline uint64_t json_bytes_equal(uint64_t word, uint64_t repeated)
{
  uint64_t difference = word ^ repeated;
  return (difference - UINT64_C(0x0101010101010101)) & ~difference;
}

/* json_plain_run - how many bytes at the start of a string need no care when printed: no quote, no reverse
 * solidus, no control character. With `ascii`, bytes from 0x80 end the run as well. */
static inline size_t json_plain_run(const char *bytes, size_t length, bool ascii)
{
  const uint64_t tops = UINT64_C(0x8080808080808080);
  size_t at = 0;
  for (; at + 8 <= length; at += 8) {
    uint64_t word;
    memcpy(&word, bytes + at, 8);
    word = le64toh(word);
    uint64_t found = (word - UINT64_C(0x2020202020202020)) & ~word;
    found |= json_bytes_equal(word, UINT64_C(0x2222222222222222)) |
             json_bytes_equal(word, UINT64_C(0x5C5C5C5C5C5C5C5C));
    if (ascii) found |= word;
    found &= tops;
    /* Borrows can only mark bytes behind the first one that is marked rightly. */
    if (found) return at + (size_t)__builtin_ctzll(found) / 8;
  }
  for (; at < length; at++) {
    unsigned char byte = (unsigned char)bytes[at];
    if (byte < 0x20 || byte == '"' || byte == '\\' || (ascii && byte >= 0x80)) break;
  }
  return at;
}

#endif
