/* authors_split.c - from left to right: words of role, then pieces between commas and their like, each
 * shortened to what may be a name; the first piece that is none, behind one that is, ends the by-line. */
#include "clean/authors_split.h"

#include "base/utf8.h"
#include "clean/authors_words.h"
#include "clean/dates_months.h"
#include "clean/text.h"

enum { ROLE_WORDS = 9 };

/* trim_marks - the same for signs of more than one byte. */
static bool trim_marks(struct slice *text)
{
  static const char *const marks[] = {"–", "—", "·", "•", "»",  "«",  "›",  "→",  "✍",
                                      "©", "“", "”", "„", "：", "】", "【", "／", "❖"};
  bool first = text->length && (unsigned char)text->data[0] >= 0x80;
  bool last = text->length && (unsigned char)text->data[text->length - 1] >= 0x80;
  for (size_t i = 0; (first || last) && i < sizeof marks / sizeof *marks; i++) {
    size_t n = strlen(marks[i]);
    if (text->length < n) continue;
    if (memcmp(text->data, marks[i], n) == 0)
      *text = slice_from(*text, n);
    else if (memcmp(text->data + text->length - n, marks[i], n) == 0)
      text->length -= n;
    else
      continue;
    return true;
  }
  return false;
}

static struct slice trim_signs(struct slice text)
{
  do {
    while (text.length && strchr(" ,;:|-*._/&+>~'", text.data[0])) text = slice_from(text, 1);
    while (text.length && strchr(" ,;:|-*_/&+<~'", text.data[text.length - 1])) text.length--;
  } while (trim_marks(&text));
  bool wrapped = text.length > 2 && text.data[0] == '(' && !memchr(text.data, ')', text.length - 1);
  if (wrapped) text = (struct slice){text.data + 1, text.length - 1 - (text.data[text.length - 1] == ')')};
  return text;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_month(struct slice word)
{
  size_t at = 0;
  return dates_month(word, &at) != 0 && at + 1 >= word.length;
}

/* word_key - a word without the signs around it. */
static struct slice word_key(struct slice word)
{
  while (word.length && strchr("(\"'-", word.data[0])) word = slice_from(word, 1);
  bool closes = memchr(word.data, '(', word.length); /* "auteur(s)" */
  const char *signs = closes ? ",:;!?\"'-" : ",:;!?)\"'-";
  while (word.length && strchr(signs, word.data[word.length - 1])) word.length--;
  return word;
}

static bool ends_with_colon(struct slice word)
{
  return word.length && (word.data[word.length - 1] == ':' ||
                         (word.length >= 3 && memcmp(word.data + word.length - 3, "：", 3) == 0));
}

/* is_timid - words that mean "by" and begin names too: then two words must follow. */
static bool is_timid(struct slice word, unsigned lists)
{
  return (lists & IN_PARTICLES) && !text_same(word, SLICE("von")) && !text_same(word, SLICE("vom"));
}

static size_t words_after(struct slice text, size_t at)
{
  size_t words = 0;
  while (words < 3 && authors_next_word(text, &at).length) words++;
  return words;
}

/* role_end - where the words of role at the beginning end; 0: there are none. */
static size_t role_end(struct slice text, enum role *role)
{
  size_t at = 0, end = 0;
  bool said = false, others = false, texts = false;
  *role = ROLE_AUTHOR;
  for (int i = 0; i < ROLE_WORDS; i++) {
    struct slice word = authors_next_word(text, &at), key = word_key(word);
    if (!word.length) break;
    bool colon = ends_with_colon(word);
    if (colon && key.length >= 3 && memcmp(key.data + key.length - 3, "：", 3) == 0) key.length -= 3;
    unsigned lists = authors_lists(key);
    if (!lists && !said) break;
    others = others || (lists & IN_OTHER_ROLES);
    texts = texts || ((lists & IN_AUTHOR) && !(lists & IN_OTHER_ROLES));
    *role = others && !texts ? ROLE_OTHER : ROLE_AUTHOR;
    if ((lists & IN_BY) && (!is_timid(key, lists) || said || words_after(text, at) > 1)) return at;
    bool time = said && (is_digit(word.data[0]) || (lists & IN_BEHIND) || is_month(key));
    bool sign = said && word.length <= 3 && trim_signs(word).length == 0;
    if (!(lists & (IN_AUTHOR | IN_ROLES | IN_OTHER_ROLES)) && !time && !sign) break;
    if ((lists & IN_AUTHOR) || (colon && (lists & (IN_ROLES | IN_OTHER_ROLES)))) end = at;
    if (colon && end == at) break;
    said = said || (lists & (IN_AUTHOR | IN_ROLES | IN_OTHER_ROLES));
  }
  return end;
}

enum role authors_without_role(struct slice *text)
{
  enum role found = ROLE_NONE;
  *text = trim_signs(*text);
  for (int i = 0; i < 3; i++) {
    enum role role;
    size_t end = role_end(*text, &role);
    if (end == 0) break;
    *text = trim_signs(slice_from(*text, end));
    if (found == ROLE_NONE) found = role;
  }
  return found;
}

/* without_date - `text` without numbers, months and signs at its beginning. */
static struct slice without_date(struct slice text)
{
  bool dated = false;
  for (size_t at = 0; at < text.length;) {
    size_t start = at;
    struct slice word = authors_next_word(text, &at), key = word_key(word);
    if (!word.length) return (struct slice){"", 0};
    dated = dated || is_digit(word.data[0]);
    bool time = is_digit(word.data[0]) || is_month(key) || trim_signs(word).length == 0 ||
                (dated && text_same(key, SLICE("uhr")));
    if (!time) return dated ? trim_signs(slice_from(text, start)) : text;
  }
  return (struct slice){"", 0};
}

/* closes_at_end - the parenthesis that begins at `at` is the last thing in the text. */
static bool closes_at_end(struct slice text, size_t at)
{
  const char *close = memchr(text.data + at, ')', text.length - at);
  return !close || (size_t)(close - text.data) + 2 >= text.length;
}

/* is_for - behind one word it belongs to the name of an office. */
static bool is_for(struct slice word)
{
  return text_same(word, SLICE("für")) || text_same(word, SLICE("for")) || text_same(word, SLICE("pour"));
}

/* cut_behind - the beginning of a piece that may be a name: up to a number, an account, a word that begins a
 * phrase. */
static struct slice cut_behind(struct slice piece)
{
  size_t at = 0, end = 0;
  for (size_t words = 0;; words++) {
    struct slice word = authors_next_word(piece, &at);
    struct slice key = word_key(word);
    if (!word.length) break;
    size_t start = (size_t)(word.data - piece.data);
    bool belongs = words == 1 && is_for(key);
    bool phrase = words > 0 && !belongs && (authors_lists(key) & IN_BEHIND);
    bool paren = words > 0 && word.data[0] == '(' && closes_at_end(piece, start);
    bool month = words > 0 && is_month(key) &&
                 is_digit(start + word.length + 1 < piece.length ? piece.data[start + word.length + 1] : ' ');
    if (is_digit(word.data[0]) || word.data[0] == '@' || phrase || paren || month) break;
    end = start + word.length;
    if (ends_with_colon(word)) break;
  }
  return trim_signs((struct slice){piece.data, end});
}

/* without_job - drops words of jobs behind a name of two words at least. */
static struct slice without_job(struct slice piece)
{
  for (;;) {
    size_t space = piece.length;
    while (space > 0 && piece.data[space - 1] != ' ') space--;
    if (space == 0) return piece;
    struct slice last = word_key(slice_from(piece, space));
    struct slice rest = trim_signs((struct slice){piece.data, space});
    unsigned lists = authors_lists(last);
    bool particle = lists & IN_PARTICLES;
    if (!particle && !(lists & IN_JOBS)) return piece;
    if (!particle && !memchr(rest.data, ' ', rest.length)) return piece;
    piece = rest;
  }
}

bool authors_add(struct names *names, struct slice name)
{
  for (size_t i = 0; i < names->count; i++)
    if (text_same(names->items[i], name)) return true;
  if (names->count == AUTHORS_MAX) return false;
  unsigned traits = name_traits(name);
  names->all = names->count ? names->all & traits : traits;
  names->any |= traits;
  names->items[names->count++] = name;
  return true;
}

/* take_name - false: this is none, and what follows it can't be trusted either. */
static bool take_name(struct names *names, struct slice text, bool strict)
{
  struct slice name = trim_signs(without_job(cut_behind(trim_signs(text))));
  if (!name.length) return false;
  unsigned traits = name_traits(name);
  bool alone = name.length == text.length && (traits & NAME_SINGLE) && !(traits & NAME_SMALL);
  bool plain =
      (traits & (NAME_FULL | NAME_AGENCY)) || (names->marked && names->count == 0 && alone); /* "By Sophie" */
  if (name_is_none(name) || (strict && !plain)) return false;
  if (names->count && (names->any & NAME_FULL) && !plain && (traits & (NAME_SINGLE | NAME_JOB | NAME_SMALL)))
    return false; /* a place, a job behind a name */
  return authors_add(names, name);
}

static bool is_with(struct slice word)
{
  return text_same(word, SLICE("mit")) || text_same(word, SLICE("with")) || text_same(word, SLICE("avec"));
}

/* is_pair - "Anne Martin and Paul Roy", "Anna und Peter Weiß"; but "Kirche und Leben", "Wirtschaft und
 * Klima" are one thing. */
static bool is_pair(struct slice left, struct slice right, struct slice and)
{
  unsigned a = name_traits(left), b = name_traits(cut_behind(right));
  if (is_with(and)) return (a & NAME_FULL) && (b & NAME_FULL);
  if ((b & NAME_AGENCY) && (b & NAME_SINGLE)) return true;
  if (b & NAME_FULL) return a & (NAME_FULL | NAME_SINGLE | NAME_AGENCY | NAME_OFFICE);
  return ((a & NAME_SINGLE) && (b & NAME_SINGLE)) || ((a & NAME_FULL) && (b & (NAME_AGENCY | NAME_OFFICE)));
}

/* take_piece - a piece without commas: one name, or several with "and" between them. */
static bool take_piece(struct names *names, struct slice piece, bool strict)
{
  size_t at = 0, start = 0;
  for (struct slice word; (word = authors_next_word(piece, &at)).length;) {
    size_t begin = (size_t)(word.data - piece.data);
    if (begin == start || !(authors_lists(word) & IN_AND)) continue;
    struct slice left = slice_trim((struct slice){piece.data + start, begin - start});
    struct slice right = slice_trim(slice_from(piece, at));
    if (is_with(word) && (name_traits(left) & NAME_FULL) && (name_traits(cut_behind(right)) & NAME_AGENCY))
      return take_name(names, left, strict); /* "Jane Doe with AFP" */
    if (!is_pair(left, right, word)) continue;
    if (!take_name(names, left, strict)) return false;
    start = at;
  }
  return take_name(names, slice_from(piece, start), strict);
}

/* next_separator - where the next sign between pieces stands, and how long it is; SIZE_MAX: nowhere. */
static size_t next_separator(struct slice text, size_t from, size_t *length)
{
  static const char *const signs[] = {" · ", " • ", " – ", " — ", " - ", "、", "・", "／"};
  for (size_t at = from; at < text.length; at++) {
    char c = text.data[at];
    *length = 1;
    if (c == ',' || c == ';' || c == '|' || c == '/') return at;
    char next = at + 1 < text.length ? text.data[at + 1] : 0;
    bool sign = (unsigned char)c >= 0xE0 || (c == ' ' && (next == '-' || (unsigned char)next >= 0x80));
    if (!sign) continue;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
      *length = strlen(signs[i]);
      if (slice_starts(slice_from(text, at), signs[i])) return at;
    }
  }
  return SIZE_MAX;
}

/* begin - `byline` behind roles and dates; false: it tells of somebody else. */
static bool begin(struct slice *byline, struct names *names)
{
  enum role role = authors_without_role(byline);
  if (role == ROLE_NONE) {
    *byline = without_date(*byline);
    role = authors_without_role(byline);
  }
  names->marked = role == ROLE_AUTHOR;
  return role != ROLE_OTHER;
}

static struct slice before_address(struct slice text)
{
  size_t at = text_find(text, SLICE("://"), 0);
  if (at == SIZE_MAX) return text;
  while (at > 0 && text.data[at - 1] != ' ') at--;
  return (struct slice){text.data, at};
}

static bool is_joint(struct slice piece)
{
  return piece.length == 0 || (authors_lists(piece) & IN_AND);
}

void authors_split(struct slice byline, bool strict, struct names *names)
{
  *names = (struct names){0};
  byline = before_address(utf8_cut(byline, BYLINE_BYTES));
  if (!begin(&byline, names)) return;
  for (size_t at = 0; at < byline.length && names->count < AUTHORS_MAX;) {
    size_t length = 1, end = next_separator(byline, at, &length);
    struct slice piece = {byline.data + at, (end == SIZE_MAX ? byline.length : end) - at};
    enum role role = at > 0 ? authors_without_role(&piece) : ROLE_NONE; /* "Text: …, Fotos: …" */
    if (role == ROLE_OTHER || (role == ROLE_AUTHOR && names->count && !piece.length)) break;
    names->marked = names->marked || role == ROLE_AUTHOR;
    piece = trim_signs(piece);
    if (!is_joint(piece) && !take_piece(names, piece, strict) && names->count) break;
    if (end == SIZE_MAX) break;
    at = end + length;
  }
}
