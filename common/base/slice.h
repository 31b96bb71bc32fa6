/* slice.h - bytes that somebody else owns: a pointer and a length, not NUL-terminated. */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
  const char *data; /* may be NULL only where length is 0 */
  size_t length;    /* bytes */
};

/* SLICE - the slice of a string literal. */
#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

static inline struct slice slice_of(const char *text)
{
  return (struct slice){text, text ? strlen(text) : 0};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
  return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

static inline bool slice_is(struct slice a, const char *text)
{
  return slice_equal(a, slice_of(text));
}

static inline bool slice_starts(struct slice a, const char *prefix)
{
  size_t n = strlen(prefix);
  return a.length >= n && memcmp(a.data, prefix, n) == 0;
}

static inline struct slice slice_from(struct slice a, size_t offset)
{
  return offset >= a.length ? (struct slice){"", 0} : (struct slice){a.data + offset, a.length - offset};
}

static inline bool slice_white(char c) /* ASCII white space */
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* slice_trim - without ASCII white space at both ends. */
static inline struct slice slice_trim(struct slice a)
{
  while (a.length && slice_white(a.data[0])) a.data++, a.length--;
  while (a.length && slice_white(a.data[a.length - 1])) a.length--;
  return a;
}

/* slice_number - true when all of it is a decimal number without sign, of 18 digits at most. */
static inline bool slice_number(struct slice a, int64_t *number)
{
  *number = 0;
  for (size_t i = 0; i < a.length; i++) {
    if (a.data[i] < '0' || a.data[i] > '9' || i == 18) return false;
    *number = *number * 10 + (a.data[i] - '0');
  }
  return a.length > 0;
}

#endif
