/* literals.c - see literals.h. A recursive descent over the pattern, which keeps for each part the few
 * strings it can be, if they are few, and the best set of strings of which it must hold one. The method is
 * that of Russ Cox's trigram index for code search (2012), with whole strings. */
#include "tag/literals.h"

#include "base/unicode.h"
#include "base/utf8.h"

enum { DEEPEST = 60, CLASS_MOST = 8 };

/* Of a part of the pattern. */
struct part {
  bool exact;           /* it is one of `all` and nothing else */
  struct literals all;  /* when exact; the empty string may be among them */
  struct literals need; /* every match holds one of these; none: not known */
};

struct reader {
  struct slice source;
  size_t at;
  int depth;
  bool lost; /* something that we don't know how to read */
};

uint8_t literal_symbol(uint32_t c)
{
  uint32_t folded = unicode_fold(c);
  if (folded < 0x80) return (uint8_t)folded;
  return (uint8_t)(0x80 | ((folded * 0x9E3779B1u) >> 25));
}

/* Sets of strings. */

static bool same(const struct literal *a, const struct literal *b)
{
  return a->length == b->length && memcmp(a->symbols, b->symbols, a->length) == 0;
}

static bool put(struct literals *set, const struct literal *string)
{
  for (size_t i = 0; i < set->count; i++)
    if (same(&set->list[i], string)) return true;
  if (set->count == LITERALS_MOST) return false;
  set->list[set->count++] = *string;
  return true;
}

static bool join(struct literals *set, const struct literals *more)
{
  for (size_t i = 0; i < more->count; i++)
    if (!put(set, &more->list[i])) return false;
  return true;
}

/* cross - every string of `left` with every one of `right` behind it; false when they are too many or too
 * long. */
static bool cross(const struct literals *left, const struct literals *right, struct literals *out)
{
  out->count = 0;
  for (size_t i = 0; i < left->count; i++)
    for (size_t k = 0; k < right->count; k++) {
      struct literal string = left->list[i];
      const struct literal *behind = &right->list[k];
      if (string.length + behind->length > LITERAL_LENGTH) return false;
      memcpy(string.symbols + string.length, behind->symbols, behind->length);
      string.length = (uint8_t)(string.length + behind->length);
      if (!put(out, &string)) return false;
    }
  return true;
}

/* How rarely a text holds the string: a guess. What weighs less than ENOUGH stands nearly everywhere. */
enum { ENOUGH = 4 };
static int weight(const struct literal *string)
{
  int sum = 0;
  for (size_t i = 0; i < string->length; i++) {
    uint8_t c = string->symbols[i];
    bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    sum += c >= 0x80 ? 3 : plain ? 2 : strchr("@#&$%=_+*", c) ? 4 : 1;
  }
  return sum;
}

/* score - of the commonest string of a set, less for a large set; 0 when it is no use. */
static int score(const struct literals *set)
{
  int least = 1000;
  for (size_t i = 0; i < set->count; i++) {
    int own = weight(&set->list[i]);
    if (own < least) least = own;
  }
  if (set->count == 0 || least < ENOUGH) return 0;
  return (least < 16 ? least : 16) * 8 + LITERALS_MOST - (int)set->count;
}

static void prefer(struct literals *best, const struct literals *other)
{
  if (score(other) > score(best)) *best = *other;
}

/* Parts. */

static const struct literals only_empty = {.count = 1};

static void make_empty(struct part *part)
{
  part->exact = true;
  part->all = only_empty;
  part->need.count = 0;
}

static void make_unknown(struct part *part)
{
  part->exact = false;
  part->all.count = part->need.count = 0;
}

static void make_letter(struct part *part, uint32_t c)
{
  make_empty(part);
  part->all.list[0].length = 1;
  part->all.list[0].symbols[0] = literal_symbol(c);
}

/* best_of - what one must stand in every match of the part. */
static struct literals best_of(const struct part *part)
{
  struct literals best = part->need;
  if (part->exact) prefer(&best, &part->all);
  return best;
}

/* either - the part is itself or `other`. */
static void either(struct part *part, const struct part *other)
{
  struct literals need = best_of(part), more = best_of(other);
  if (!score(&need) || !score(&more) || !join(&need, &more)) need.count = 0;
  part->need = need;
  part->exact = part->exact && other->exact && join(&part->all, &other->all);
}

/* follow - `next` stands behind what `part` has read so far, whose last strings are in part->all, also where
 * part is not exact. */
static void follow(struct part *part, const struct part *next)
{
  struct literals product;
  if (next->exact && cross(&part->all, &next->all, &product)) {
    part->all = product;
    return;
  }
  part->exact = false;
  prefer(&part->need, &part->all);
  prefer(&part->need, &next->need);
  part->all = next->exact ? next->all : only_empty;
}

/* Reading. */

static uint32_t peek(const struct reader *reader)
{
  size_t at = reader->at;
  return at < reader->source.length ? utf8_decode(reader->source, &at) : 0;
}

static uint32_t take(struct reader *reader)
{
  return reader->at < reader->source.length ? utf8_decode(reader->source, &reader->at) : 0;
}

static bool take_if(struct reader *reader, const char *text)
{
  if (!slice_starts(slice_from(reader->source, reader->at), text)) return false;
  reader->at += strlen(text);
  return true;
}

/* give_up - nothing is known of the whole pattern. */
static void give_up(struct reader *reader, struct part *part)
{
  reader->lost = true;
  reader->at = reader->source.length;
  make_unknown(part);
}

static bool skip_to(struct reader *reader, char end)
{
  while (reader->at < reader->source.length)
    if (take(reader) == (unsigned char)end) return true;
  return false;
}

static int digit_of(uint32_t c)
{
  if (c >= '0' && c <= '9') return (int)c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : -1;
}

/* hexadecimal - behind \x: two digits at most, or any number in braces. */
static bool hexadecimal(struct reader *reader, uint32_t *c)
{
  bool braces = take_if(reader, "{");
  *c = 0;
  for (int i = 0; digit_of(peek(reader)) >= 0 && i < (braces ? 6 : 2); i++)
    *c = *c * 16 + (uint32_t)digit_of(take(reader));
  return !braces || take_if(reader, "}");
}

/* What a backslash and the letter behind it mean. */
enum meaning {
  MEANS_LETTER,
  MEANS_KIND /* one of many characters */,
  MEANS_PLACE /* no character */,
  MEANS_ELSE
};
static enum meaning escape(struct reader *reader, uint32_t *c)
{
  static const char named[] = "t\tn\nr\rf\fe\033a\a";
  *c = take(reader);
  if (*c == 'x') return hexadecimal(reader, c) ? MEANS_LETTER : MEANS_ELSE;
  if (*c == 'p' || *c == 'P') {
    if (!take_if(reader, "{")) return take(reader), MEANS_KIND;
    return skip_to(reader, '}') ? MEANS_KIND : MEANS_ELSE;
  }
  if (*c == 0 || *c >= 0x80) return *c ? MEANS_LETTER : MEANS_ELSE;
  for (size_t i = 0; i + 1 < sizeof named; i += 2)
    if (*c == (unsigned char)named[i]) return *c = (unsigned char)named[i + 1], MEANS_LETTER;
  if (strchr("dDwWsShHvV", (int)*c)) return MEANS_KIND;
  if (strchr("bBAzZG", (int)*c)) return MEANS_PLACE;
  bool plain = (*c >= '0' && *c <= '9') || ((*c | 32) >= 'a' && (*c | 32) <= 'z');
  return plain ? MEANS_ELSE : MEANS_LETTER;
}

static void read_escape(struct reader *reader, struct part *part)
{
  uint32_t c;
  switch (escape(reader, &c)) {
  case MEANS_LETTER:
    make_letter(part, c);
    break;
  case MEANS_KIND:
    make_unknown(part);
    break;
  case MEANS_PLACE:
    make_empty(part);
    break;
  default:
    give_up(reader, part);
  }
}

/* A member of a class; *many when it is more than one character. False when we can't read it. */
static bool class_member(struct reader *reader, uint32_t *c, bool *many)
{
  *c = take(reader);
  uint32_t behind = peek(reader);
  if (*c == '[' && (behind == ':' || behind == '.' || behind == '=')) {
    *many = true;
    return take_if(reader, ":") && skip_to(reader, ':') && take_if(reader, "]");
  }
  if (*c != '\\') return *c != 0;
  enum meaning meaning = escape(reader, c);
  if (meaning == MEANS_KIND) *many = true;
  return meaning == MEANS_LETTER || meaning == MEANS_KIND;
}

/* read_class - the opening bracket is read. Few single characters are as many strings. */
static void read_class(struct reader *reader, struct part *part)
{
  bool many = take_if(reader, "^");
  uint32_t c;
  make_empty(part);
  part->all.count = 0;
  for (bool first = true; first || peek(reader) != ']'; first = false) {
    if (!class_member(reader, &c, &many)) {
      give_up(reader, part);
      return;
    }
    struct literal letter = {1, {literal_symbol(c)}};
    if (!many) many = part->all.count == CLASS_MOST || !put(&part->all, &letter);
    if (peek(reader) == '-' && !slice_starts(slice_from(reader->source, reader->at), "-]")) many = true;
  }
  take(reader);
  if (many) make_unknown(part);
}

static void read_alternatives(struct reader *reader, struct part *part);

/* read_flags - (?i) or (?s-m:…): case says nothing here; x would change what a space means. */
static bool read_flags(struct reader *reader)
{
  while (peek(reader) && peek(reader) < 0x80 && strchr("imsnUJ-^", (int)peek(reader))) take(reader);
  return peek(reader) == ')' || take_if(reader, ":");
}

/* Behind "(?". *aside: what stands in the brackets is looked at and not taken. */
static bool read_group_head(struct reader *reader, bool *aside)
{
  *aside = take_if(reader, "=") || take_if(reader, "!") || take_if(reader, "<=") || take_if(reader, "<!");
  if (*aside || take_if(reader, ":") || take_if(reader, ">")) return true;
  if (take_if(reader, "P<") || take_if(reader, "<")) return skip_to(reader, '>');
  if (take_if(reader, "'")) return skip_to(reader, '\'');
  return read_flags(reader);
}

static void read_group(struct reader *reader, struct part *part)
{
  bool aside = false;
  if (peek(reader) == '*' || (take_if(reader, "?") && !read_group_head(reader, &aside)) ||
      ++reader->depth > DEEPEST) {
    give_up(reader, part);
    return;
  }
  read_alternatives(reader, part);
  reader->depth--;
  if (!take_if(reader, ")"))
    give_up(reader, part);
  else if (aside)
    make_empty(part);
}

static void read_atom(struct reader *reader, struct part *part)
{
  uint32_t c = take(reader);
  if (c == '(')
    read_group(reader, part);
  else if (c == '[')
    read_class(reader, part);
  else if (c == '\\')
    read_escape(reader, part);
  else if (c == '.')
    make_unknown(part);
  else if (c == '^' || c == '$')
    make_empty(part);
  else if (c == '*' || c == '+' || c == '?' || c == '{' || c == 0)
    give_up(reader, part);
  else
    make_letter(part, c);
}

/* counted - {2}, {2,} or {2,5} behind the brace; *least is the first number. */
static bool counted(struct reader *reader, unsigned *least)
{
  uint32_t c = take(reader);
  if (c < '0' || c > '9') return false;
  for (*least = 0; c >= '0' && c <= '9' && *least < 100000; c = take(reader))
    *least = *least * 10 + (c - '0');
  if (c == ',')
    for (c = take(reader); c >= '0' && c <= '9';) c = take(reader);
  return c == '}';
}

/* repeat - how often the part may stand, read behind it. */
static void repeat(struct reader *reader, struct part *part)
{
  unsigned least = 1;
  if (take_if(reader, "?")) {
    part->need.count = 0;
    part->exact = part->exact && put(&part->all, &only_empty.list[0]);
  } else if (take_if(reader, "*")) {
    make_unknown(part);
  } else if (take_if(reader, "+")) {
    part->need = best_of(part);
    part->exact = false;
  } else if (!take_if(reader, "{")) {
    return;
  } else if (!counted(reader, &least)) {
    give_up(reader, part); /* a brace that is meant as itself, or a form that we don't know */
  } else {
    part->need = best_of(part);
    part->exact = false;
    if (least == 0) make_unknown(part);
  }
  if (!take_if(reader, "+")) take_if(reader, "?"); /* possessive or lazy: the same strings */
}

static void read_sequence(struct reader *reader, struct part *part)
{
  make_empty(part);
  while (reader->at < reader->source.length && peek(reader) != '|' && peek(reader) != ')') {
    struct part next;
    read_atom(reader, &next);
    repeat(reader, &next);
    follow(part, &next);
  }
  if (part->exact) return;
  prefer(&part->need, &part->all);
  part->all.count = 0;
}

static void read_alternatives(struct reader *reader, struct part *part)
{
  read_sequence(reader, part);
  while (take_if(reader, "|")) {
    struct part other;
    read_sequence(reader, &other);
    either(part, &other);
  }
}

static bool holds(const struct literal *whole, const struct literal *part)
{
  for (size_t at = 0; at + part->length <= whole->length; at++)
    if (memcmp(whole->symbols + at, part->symbols, part->length) == 0) return true;
  return false;
}

/* thin - leaves out what holds another string of the set: where it stands, that one stands. */
static void thin(struct literals *set)
{
  size_t kept = 0;
  for (size_t i = 0; i < set->count; i++) {
    bool needless = false;
    for (size_t k = 0; k < kept && !needless; k++) needless = holds(&set->list[i], &set->list[k]);
    for (size_t k = i + 1; k < set->count && !needless; k++) needless = holds(&set->list[i], &set->list[k]);
    if (!needless) set->list[kept++] = set->list[i];
  }
  set->count = kept;
}

void literals_of(struct slice pattern, struct literals *out)
{
  struct reader reader = {.source = pattern};
  struct part part;
  read_alternatives(&reader, &part);
  out->count = 0;
  if (reader.lost || reader.at < pattern.length) return;
  *out = best_of(&part);
  if (!score(out)) out->count = 0;
  thin(out);
}
