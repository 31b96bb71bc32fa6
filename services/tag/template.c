/* template.c - see template.h. */
#include "tag/template.h"

#include "base/buffer.h"
#include "base/unicode.h"
#include "base/utf8.h"

static const struct {
  const char *name;
  enum template_change change;
} changes[] = {{"upper", TEMPLATE_UPPER},
               {"lower", TEMPLATE_LOWER},
               {"digits", TEMPLATE_DIGITS},
               {"compact", TEMPLATE_COMPACT}};

static bool find_group(struct slice name, const struct pattern *pattern, unsigned *group, dp_error *error)
{
  int64_t number;
  unsigned most = pattern_facts(pattern).groups;
  if (slice_number(name, &number)) {
    *group = (unsigned)number;
    if (number <= most) return true;
    return error_set(error, EX_DATAERR, "{%.*s} asks for a group that the pattern does not have; it has %u",
                     (int)name.length, name.data, most);
  }
  *group = pattern_group_named(pattern, name);
  if (*group) return true;
  return error_set(
      error, EX_DATAERR,
      "{%.*s} names no group of the pattern; write a number, {0} for the whole match, or a name as "
      "in (?<name>…)",
      (int)utf8_cut(name, 40).length, name.data);
}

/* read_place - what stands between the braces. */
static bool read_place(struct slice inside, const struct pattern *pattern, struct template_piece *piece,
                       dp_error *error)
{
  const char *colon = inside.length ? memchr(inside.data, ':', inside.length) : NULL;
  struct slice word = {inside.data, colon ? (size_t)(colon - inside.data) : 0};
  for (size_t i = 0; colon && i < sizeof changes / sizeof *changes; i++)
    if (slice_is(slice_trim(word), changes[i].name)) piece->change = changes[i].change;
  if (colon && piece->change == TEMPLATE_AS_IT_IS)
    return error_set(error, EX_DATAERR,
                     "what is done to a group is upper, lower, digits or compact, as in {upper:1}");
  struct slice name = slice_trim(colon ? slice_from(inside, word.length + 1) : inside);
  return find_group(name, pattern, &piece->group, error);
}

static bool add_piece(struct template *template, struct template_piece piece, dp_error *error)
{
  if (template->count == TEMPLATE_PIECES)
    return error_set(error, EX_DATAERR, "the template has more than %d pieces", TEMPLATE_PIECES);
  template->pieces[template->count++] = piece;
  return true;
}

/* fixed_length - how far the text goes on without a place; a doubled brace ends it behind its first half. */
static size_t fixed_length(struct slice rest)
{
  size_t length = 0;
  while (length < rest.length && rest.data[length] != '{' && rest.data[length] != '}') length++;
  return length;
}

bool template_read(struct slice source, const struct pattern *pattern, struct template *template,
                   dp_error *error)
{
  template->count = 0;
  for (size_t at = 0; at < source.length;) {
    struct slice rest = slice_from(source, at);
    struct template_piece piece = {.text = {rest.data, fixed_length(rest)}};
    at += piece.text.length;
    bool doubled = slice_starts(rest, "{{") || slice_starts(rest, "}}");
    if (doubled) {
      piece.text.length = 1;
      at += 2;
    } else if (piece.text.length == 0) {
      const char *close = memchr(rest.data, '}', rest.length);
      if (rest.data[0] == '}' || !close)
        return error_set(error, EX_DATAERR,
                         "a brace has no partner; one that is meant as itself is written twice");
      struct slice inside = {rest.data + 1, (size_t)(close - rest.data) - 1};
      if (!read_place(inside, pattern, &piece, error)) return false;
      at += inside.length + 2;
    }
    if (!add_piece(template, piece, error)) return false;
  }
  return true;
}

static void put_changed(struct buffer *out, struct slice text, enum template_change change)
{
  for (size_t at = 0; at < text.length;) {
    uint32_t c = utf8_decode(text, &at);
    bool digit = c >= '0' && c <= '9';
    if (change == TEMPLATE_DIGITS && !digit) continue;
    if (change == TEMPLATE_COMPACT && !digit && !unicode_is_letter(c)) continue;
    utf8_put(out, change == TEMPLATE_UPPER   ? unicode_upper(c)
                  : change == TEMPLATE_LOWER ? unicode_lower(c)
                                             : c);
  }
}

static void put_piece(struct buffer *out, const struct template_piece *piece,
                      const struct pattern_match *match, struct slice subject)
{
  size_t start, end;
  if (piece->text.length) {
    buffer_slice(out, piece->text);
  } else if (pattern_group(match, piece->group, &start, &end) && start < end) {
    struct slice text = {subject.data + start, end - start};
    if (piece->change == TEMPLATE_AS_IT_IS)
      buffer_slice(out, text);
    else
      put_changed(out, text, piece->change);
  }
}

struct slice template_fill(const struct template *template, const struct pattern_match *match,
                           struct slice subject, struct arena *arena)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < template->count; i++) put_piece(&out, &template->pieces[i], match, subject);
  struct slice filled = arena_slice(arena, slice_trim(buffer_view(&out)));
  buffer_free(&out);
  return filled;
}
