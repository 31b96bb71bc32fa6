/* choice.c - options as the filters of a query. */
#include "cli/choice.h"

#include "base/buffer.h"

#include <ctype.h>

/* is_plain - a value that means the same without quotation marks. */
static bool is_plain(const char *value)
{
  bool plain = *value && *value != '-';
  for (const char *at = value; plain && *at; at++)
    plain = isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80 || strchr(".:_-", *at);
  return plain;
}

static bool add(struct buffer *text, const char *key, const char *value, dp_error *error)
{
  if (!value) return true;
  if (strchr(value, '"'))
    return error_set(error, EX_USAGE, "a %s can't have a quotation mark in it: %.60s", key, value);
  if (text->length) buffer_byte(text, ' ');
  buffer_format(text, is_plain(value) ? "%s:%s" : "%s:\"%s\"", key, value);
  return true;
}

bool choice_text(struct arena *arena, const struct choice *choice, const char **text, dp_error *error)
{
  struct buffer filters = BUFFER_EMPTY;
  bool ok = add(&filters, "place", choice->place, error) && add(&filters, "person", choice->person, error) &&
            add(&filters, "org", choice->organisation, error) &&
            add(&filters, "source", choice->source, error) && add(&filters, "lang", choice->language, error);
  const char *more = ok && filters.length ? buffer_string(&filters) : NULL;
  *text = choice->query;
  if (more && choice->query)
    *text = arena_format(arena, "(%s) %s", choice->query, more);
  else if (more)
    *text = arena_format(arena, "%s", more);
  buffer_free(&filters);
  return ok;
}
