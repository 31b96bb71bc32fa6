/* json_guard.c - is this text JSON that we are willing to read? One pass, no tree.
 *
 * Grammar of RFC 8259, restrictions of RFC 7493: UTF-8 without a byte order mark, no lone surrogates, unique
 * keys, integers that a double holds. Beyond them NUL is refused even when escaped, because C strings end
 * there, and so is what exceeds the limits on size, depth and nodes. On its way it can copy the members that
 * somebody picked: it knows where each value ends. */
#include "base/memory.h"
#include "base/utf8.h"
#include "data/json_internal.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_NUMBER = 256, FEW_KEYS = 16 };

/* A key of an object that is still open: where it begins in the text, and its decoded bytes. */
struct key {
  const char *bytes; /* in the text; NULL: it had escapes and is decoded at `pooled` in the pool */
  size_t pooled, length, offset;
};

struct scanner {
  const char *start, *at, *end;
  size_t nodes;
  int depth;
  struct key *keys; /* of all open objects, the innermost last */
  size_t key_count, key_capacity;
  struct buffer pool;            /* decoded keys */
  const struct json_pick *picks; /* of the object whose brace is at `at`; NULL: none of it is picked apart */
  struct buffer *picked;
  dp_error *error;
};

static bool refuse(const struct scanner *scanner, const char *at, const char *why)
{
  return error_set(scanner->error, EX_DATAERR, "refused as JSON at byte %zu: %s",
                   (size_t)(at - scanner->start), why);
}

static void skip_space(struct scanner *scanner)
{
  while (scanner->at < scanner->end &&
         (*scanner->at == ' ' || *scanner->at == '\n' || *scanner->at == '\t' || *scanner->at == '\r'))
    scanner->at++;
}

static bool take(struct scanner *scanner, char byte)
{
  if (scanner->at == scanner->end || *scanner->at != byte) return false;
  scanner->at++;
  return true;
}

static size_t take_digits(struct scanner *scanner)
{
  const char *from = scanner->at;
  while (scanner->at < scanner->end && *scanner->at >= '0' && *scanner->at <= '9') scanner->at++;
  return (size_t)(scanner->at - from);
}

static bool integer_fits(const char *digits, size_t count)
{
  if (count < 16) return true;
  if (count > 16) return false;
  int64_t value = 0;
  for (size_t i = 0; i < count; i++) value = value * 10 + (digits[i] - '0');
  return value <= JSON_MAX_INTEGER;
}

static bool real_fits(const char *from, const char *to)
{
  char copy[MAX_NUMBER + 1];
  memcpy(copy, from, (size_t)(to - from));
  copy[to - from] = '\0';
  return isfinite(strtod(copy, NULL));
}

static bool scan_number(struct scanner *scanner)
{
  const char *from = scanner->at;
  take(scanner, '-');
  const char *digits = scanner->at;
  size_t count = take_digits(scanner), exponent = 0;
  if (count == 0) return refuse(scanner, scanner->at, "a number lacks its digits");
  if (count > 1 && *digits == '0') return refuse(scanner, digits, "a number has a leading zero");
  bool real = take(scanner, '.');
  if (real && take_digits(scanner) == 0) return refuse(scanner, scanner->at, "a fraction lacks its digits");
  if (take(scanner, 'e') || take(scanner, 'E')) {
    if (!take(scanner, '+')) take(scanner, '-');
    exponent = take_digits(scanner);
    if (exponent == 0) return refuse(scanner, scanner->at, "an exponent lacks its digits");
  }
  if (scanner->at - from > MAX_NUMBER) return refuse(scanner, from, "a number is too long");
  if (!real && !exponent && !integer_fits(digits, count))
    return refuse(scanner, from, "an integer is beyond 2^53");
  if (exponent && !real_fits(from, scanner->at))
    return refuse(scanner, from, "a number is beyond the range of a double");
  return true;
}

static bool take_hex4(struct scanner *scanner, uint32_t *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++, scanner->at++) {
    if (scanner->at == scanner->end) return false;
    char byte = *scanner->at, lower = (char)(byte | 0x20);
    if (byte >= '0' && byte <= '9')
      *value = *value * 16 + (uint32_t)(byte - '0');
    else if (lower >= 'a' && lower <= 'f')
      *value = *value * 16 + (uint32_t)(lower - 'a' + 10);
    else
      return false;
  }
  return true;
}

static bool scan_unicode_escape(struct scanner *scanner, const char *from, uint32_t *code)
{
  uint32_t low;
  if (!take_hex4(scanner, code)) return refuse(scanner, from, "\\u lacks its four hexadecimal digits");
  if (*code == 0) return refuse(scanner, from, "a string holds an escaped NUL");
  if (*code < 0xD800 || *code > 0xDFFF) return true;
  if (*code > 0xDBFF || !take(scanner, '\\') || !take(scanner, 'u') || !take_hex4(scanner, &low) ||
      low < 0xDC00 || low > 0xDFFF)
    return refuse(scanner, from, "a surrogate stands alone");
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  return true;
}

/* scan_escape - behind a reverse solidus; `decoded` may be NULL. */
static bool scan_escape(struct scanner *scanner, struct buffer *decoded)
{
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  const char *from = scanner->at - 1;
  uint32_t code;
  if (scanner->at == scanner->end) return refuse(scanner, from, "a string does not end");
  const char *name = memchr(names, *scanner->at, sizeof names - 1);
  if (name) {
    scanner->at++;
    code = (uint32_t)values[name - names];
  } else if (!take(scanner, 'u')) {
    return refuse(scanner, from, "an unknown escape");
  } else if (!scan_unicode_escape(scanner, from, &code)) {
    return false;
  }
  if (decoded) utf8_put(decoded, code);
  return true;
}

/* common_step - utf8_step for the two-byte characters, which most European text needs, without a call. */
static size_t common_step(struct slice text, size_t at)
{
  unsigned char first = (unsigned char)text.data[at];
  if (first >= 0xC2 && first <= 0xDF && at + 1 < text.length &&
      ((unsigned char)text.data[at + 1] & 0xC0) == 0x80)
    return 2;
  return utf8_step(text, at);
}

/* scan_multibyte - the well-formed characters at `at` that are not ASCII. */
static bool scan_multibyte(struct scanner *scanner)
{
  struct slice rest = {scanner->at, (size_t)(scanner->end - scanner->at)};
  size_t at = 0;
  while (at < rest.length && (unsigned char)rest.data[at] >= 0x80) {
    size_t step = common_step(rest, at);
    if (step == 0) return refuse(scanner, rest.data + at, "the text is not UTF-8");
    at += step;
  }
  scanner->at += at;
  return true;
}

/* scan_special - one piece of a string that is not plain ASCII. *closed: it was the closing quote. */
static bool scan_special(struct scanner *scanner, struct buffer *decoded, bool *closed)
{
  *closed = false;
  if (scanner->at == scanner->end) return refuse(scanner, scanner->at, "a string does not end");
  unsigned char byte = (unsigned char)*scanner->at;
  if (byte < 0x20) return refuse(scanner, scanner->at, "a control character stands unescaped in a string");
  if (byte >= 0x80) {
    const char *from = scanner->at;
    if (!scan_multibyte(scanner)) return false;
    if (decoded) buffer_append(decoded, from, (size_t)(scanner->at - from));
    return true;
  }
  scanner->at++;
  if (byte == '\\') return scan_escape(scanner, decoded);
  *closed = true;
  return true;
}

/* scan_string - behind the opening quote. With `decoded`, its characters are appended there. */
static bool scan_string(struct scanner *scanner, struct buffer *decoded)
{
  for (bool closed = false; !closed;) {
    size_t plain = json_plain_run(scanner->at, (size_t)(scanner->end - scanner->at), true);
    if (decoded) buffer_append(decoded, scanner->at, plain);
    scanner->at += plain;
    if (!scan_special(scanner, decoded, &closed)) return false;
  }
  return true;
}

static struct slice key_text(const struct scanner *scanner, const struct key *key)
{
  return (struct slice){key->bytes ? key->bytes : scanner->pool.data + key->pooled, key->length};
}

static bool scan_key(struct scanner *scanner)
{
  if (!take(scanner, '"')) return refuse(scanner, scanner->at, "an object's member lacks its key");
  const char *from = scanner->at;
  if (!scan_string(scanner, NULL)) return false;
  struct key key = {from, 0, (size_t)(scanner->at - 1 - from), (size_t)(from - 1 - scanner->start)};
  if (memchr(from, '\\', key.length)) {
    key.bytes = NULL;
    key.pooled = scanner->pool.length;
    scanner->at = from;
    scan_string(scanner, &scanner->pool);
    key.length = scanner->pool.length - key.pooled;
  }
  if (scanner->key_count == scanner->key_capacity) {
    scanner->key_capacity = scanner->key_capacity ? scanner->key_capacity * 2 : 64;
    scanner->keys = memory_resize(scanner->keys, scanner->key_capacity * sizeof *scanner->keys);
  }
  scanner->keys[scanner->key_count++] = key;
  return true;
}

static bool refuse_twin(const struct scanner *scanner, const struct key *one, const struct key *other)
{
  size_t offset = one->offset > other->offset ? one->offset : other->offset;
  return refuse(scanner, scanner->start + offset, "an object has the same key twice");
}

static int compare_keys(const void *a, const void *b, void *context)
{
  struct slice one = key_text(context, a), other = key_text(context, b);
  if (one.length != other.length) return one.length < other.length ? -1 : 1;
  return one.length ? memcmp(one.data, other.data, one.length) : 0;
}

/* check_keys - the keys from `first` on are different. Few are compared with each other; many are sorted, so
 * that no choice of keys makes it quadratic. */
static bool check_keys(struct scanner *scanner, size_t first)
{
  struct key *keys = scanner->keys + first;
  size_t count = scanner->key_count - first;
  bool sorted = count > FEW_KEYS;
  if (sorted) qsort_r(keys, count, sizeof *keys, compare_keys, scanner);
  for (size_t i = 1; i < count; i++)
    for (size_t j = sorted ? i - 1 : 0; j < i; j++)
      if (keys[i].length == keys[j].length && compare_keys(&keys[i], &keys[j], scanner) == 0)
        return refuse_twin(scanner, &keys[i], &keys[j]);
  return true;
}

static bool scan_value(struct scanner *scanner);

/* scan_picked - a value of which all is wanted, or, when it is an object, what `members` name. */
static bool scan_picked(struct scanner *scanner, const struct json_pick *members)
{
  skip_space(scanner);
  const char *from = scanner->at;
  bool apart = members && from < scanner->end && *from == '{';
  scanner->picks = apart ? members : NULL;
  if (!scan_value(scanner)) return false;
  if (!apart) buffer_append(scanner->picked, from, (size_t)(scanner->at - from));
  return true;
}

static void begin_member(struct buffer *out, struct slice key)
{
  if (out->data[out->length - 1] != '{') buffer_byte(out, ',');
  buffer_slice(out, key);
  buffer_byte(out, ':');
}

static bool scan_member(struct scanner *scanner, const struct json_pick *picks)
{
  const char *from = scanner->at;
  if (!scan_key(scanner)) return false;
  struct slice key = {from, (size_t)(scanner->at - from)}; /* with its quotes */
  const struct json_pick *pick =
      picks ? json_find_pick(picks, (struct slice){from + 1, key.length - 2}) : NULL;
  skip_space(scanner);
  if (!take(scanner, ':')) return refuse(scanner, scanner->at, "a colon is missing behind a key");
  if (!pick) return scan_value(scanner);
  begin_member(scanner->picked, key);
  return scan_picked(scanner, pick->members);
}

static bool scan_members(struct scanner *scanner, const struct json_pick *picks)
{
  size_t first = scanner->key_count, pooled = scanner->pool.length;
  skip_space(scanner);
  if (take(scanner, '}')) return true;
  do {
    skip_space(scanner);
    if (!scan_member(scanner, picks)) return false;
    skip_space(scanner);
  } while (take(scanner, ','));
  if (!take(scanner, '}')) return refuse(scanner, scanner->at, "an object does not end");
  if (!check_keys(scanner, first)) return false;
  scanner->key_count = first;
  scanner->pool.length = pooled;
  return true;
}

static bool scan_object(struct scanner *scanner)
{
  const struct json_pick *picks = scanner->picks;
  scanner->picks = NULL;
  if (picks) buffer_byte(scanner->picked, '{');
  if (!scan_members(scanner, picks)) return false;
  if (picks) buffer_byte(scanner->picked, '}');
  return true;
}

static bool scan_array(struct scanner *scanner)
{
  skip_space(scanner);
  if (take(scanner, ']')) return true;
  do {
    if (!scan_value(scanner)) return false;
    skip_space(scanner);
  } while (take(scanner, ','));
  return take(scanner, ']') || refuse(scanner, scanner->at, "an array does not end");
}

static bool scan_word(struct scanner *scanner, const char *word)
{
  size_t length = strlen(word);
  if ((size_t)(scanner->end - scanner->at) < length || memcmp(scanner->at, word, length) != 0)
    return refuse(scanner, scanner->at, "an unknown word");
  scanner->at += length;
  return true;
}

static bool scan_container(struct scanner *scanner, bool object)
{
  if (++scanner->depth > JSON_MAX_DEPTH) return refuse(scanner, scanner->at, "it is nested too deep");
  scanner->at++;
  bool ok = object ? scan_object(scanner) : scan_array(scanner);
  scanner->depth--;
  return ok;
}

static bool scan_value(struct scanner *scanner)
{
  skip_space(scanner);
  if (scanner->at == scanner->end) return refuse(scanner, scanner->at, "a value is missing");
  if (++scanner->nodes > JSON_MAX_NODES) return refuse(scanner, scanner->at, "it has too many values");
  switch (*scanner->at) {
  case '{':
    return scan_container(scanner, true);
  case '[':
    return scan_container(scanner, false);
  case '"':
    scanner->at++;
    return scan_string(scanner, NULL);
  case 't':
    return scan_word(scanner, "true");
  case 'f':
    return scan_word(scanner, "false");
  case 'n':
    return scan_word(scanner, "null");
  case '-':
  case '0':
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
  case '6':
  case '7':
  case '8':
  case '9':
    return scan_number(scanner);
  default:
    return refuse(scanner, scanner->at, "no value begins like this");
  }
}

static bool scan_all(struct scanner *scanner, const struct json_pick *picks)
{
  bool ok = scanner->picked ? scan_picked(scanner, picks) : scan_value(scanner);
  if (!ok) return false;
  skip_space(scanner);
  return scanner->at == scanner->end || refuse(scanner, scanner->at, "something follows behind the value");
}

static bool guard(struct slice text, size_t max_bytes, const struct json_pick *picks, struct buffer *picked,
                  dp_error *error)
{
  if (text.length > max_bytes)
    return error_set(error, EX_DATAERR, "refused as JSON: %zu bytes are more than the limit of %zu",
                     text.length, max_bytes);
  const char *start = text.data ? text.data : "";
  struct scanner scanner = {
      .start = start, .at = start, .end = start + text.length, .picked = picked, .error = error};
  size_t before = picked ? picked->length : 0;
  bool ok = scan_all(&scanner, picks);
  if (picked && !ok) picked->length = before;
  free(scanner.keys);
  buffer_free(&scanner.pool);
  return ok;
}

bool json_guard(struct slice text, size_t max_bytes, dp_error *error)
{
  return guard(text, max_bytes, NULL, NULL, error);
}

bool json_guard_pick(struct slice text, size_t max_bytes, const struct json_pick *picks, struct buffer *out,
                     dp_error *error)
{
  return guard(text, max_bytes, picks, out, error);
}
