/* search_query.c - reading a query, by descent: or, and, not, and what can stand alone.
 *
 * A part without a letter or digit (a lone dash) says nothing and is left out: such a part is NULL here. */
#include "store/search_query.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "store/search_filter.h"

enum { PREFIX_LETTERS = 4 };

struct reader {
  struct arena *arena;
  struct slice text;
  size_t at, leaves, depth, stars;
  dp_error *error;
};

/* ---- characters ---- */

static bool fail(struct reader *r, size_t at, const char *sentence)
{
  size_t character = utf8_count((struct slice){r->text.data, at}) + 1;
  return error_set(r->error, EX_USAGE, "the query can't be read at character %zu: %s", character, sentence);
}

static uint32_t peek(const struct reader *r, size_t *end)
{
  *end = r->at;
  return *end < r->text.length ? utf8_decode(r->text, end) : 0;
}

static bool is_space(uint32_t c)
{
  return c <= ' ' || c == 0xA0 || c == 0x202F || c == 0x3000;
}

static bool opens_phrase(uint32_t c)
{
  return c == '"' || c == 0x201C || c == 0x201E || c == 0xAB;
}

static bool closes_phrase(uint32_t c)
{
  return c == '"' || c == 0x201D || c == 0xBB;
}

static void skip_space(struct reader *r)
{
  size_t end;
  while (r->at < r->text.length && is_space(peek(r, &end))) r->at = end;
}

/* take_word - up to a space, a parenthesis or a quotation mark; empty at one of these. */
static struct slice take_word(struct reader *r)
{
  size_t start = r->at, end;
  while (r->at < r->text.length) {
    uint32_t c = peek(r, &end);
    if (is_space(c) || c == '(' || c == ')' || opens_phrase(c) || closes_phrase(c)) break;
    r->at = end;
  }
  return (struct slice){r->text.data + start, r->at - start};
}

static bool take_operator(struct reader *r, const char *name)
{
  size_t start = r->at;
  if (slice_is(take_word(r), name)) return true;
  r->at = start;
  return false;
}

static bool at_operator(struct reader *r, const char *name)
{
  size_t start = r->at;
  bool found = take_operator(r, name);
  r->at = start;
  return found;
}

static bool take_phrase(struct reader *r, struct slice *phrase)
{
  size_t opening = r->at, end;
  peek(r, &end);
  size_t start = r->at = end;
  for (; r->at < r->text.length; r->at = end)
    if (closes_phrase(peek(r, &end))) {
      *phrase = slice_trim((struct slice){r->text.data + start, r->at - start});
      r->at = end;
      return true;
    }
  return fail(r, opening, "this quotation mark is never closed");
}

/* ---- leaves ---- */

static struct search_node *new_node(struct reader *r, enum search_kind kind)
{
  struct search_node *node = arena_zero(r->arena, 1, sizeof *node);
  node->kind = kind;
  return node;
}

static size_t count_letters(struct slice text)
{
  size_t count = 0;
  uint32_t letters[UNICODE_LETTERS];
  for (size_t at = 0; at < text.length;) count += unicode_letters(utf8_decode(text, &at), letters) > 0;
  return count;
}

/* last_word_letters - of "chef milit" those of "milit". */
static size_t last_word_letters(struct slice text)
{
  size_t count = 0;
  uint32_t letters[UNICODE_LETTERS];
  for (size_t at = 0; at < text.length;) {
    int found = unicode_letters(utf8_decode(text, &at), letters);
    count = found < 0 ? 0 : count + (found > 0);
  }
  return count;
}

static bool read_words(struct reader *r, size_t at, enum search_field field, struct slice text, bool prefix,
                       struct search_node **node)
{
  if (!count_letters(text)) return true;
  if (prefix && last_word_letters(text) < PREFIX_LETTERS)
    return fail(r, at, "before a star there are at least four letters");
  if (prefix && ++r->stars > SEARCH_QUERY_STARS) return fail(r, at, "more than four words with a star");
  *node = new_node(r, prefix ? SEARCH_PREFIX : SEARCH_WORDS);
  (*node)->field = field;
  (*node)->text = arena_slice(r->arena, text);
  return true;
}

/* take_star - a star at the end of a word, or directly behind a phrase. */
static bool take_star(struct reader *r, struct slice *word, bool quoted)
{
  bool star = quoted ? r->at < r->text.length && r->text.data[r->at] == '*'
                     : word->length && word->data[word->length - 1] == '*';
  if (star && quoted) r->at++;
  if (star && !quoted) word->length--;
  return star;
}

static bool read_filter(struct reader *r, size_t at, const struct search_filter *filter, struct slice value,
                        bool quoted, struct search_node **node)
{
  struct search_node found = {.field = filter->field};
  const char *problem = NULL;
  bool star = take_star(r, &value, quoted);
  if (filter->words && slice_is(value, "")) return fail(r, at, "a filter needs a value, as in place:NE");
  if (filter->words) return read_words(r, at, filter->field, value, star, node);
  if (star) return fail(r, at, "a star can stand behind words and names only");
  if (!filter->read(r->arena, value, &found, &problem)) return fail(r, at, problem);
  *node = new_node(r, found.kind);
  **node = found;
  return true;
}

/* split_filter - "place:" in front of a word, when what stands before the colon looks like the name of a
 * filter. */
static bool split_filter(struct slice word, struct slice *name, struct slice *value)
{
  size_t length = 0;
  while (length < word.length && ((word.data[length] | 32) >= 'a' && (word.data[length] | 32) <= 'z'))
    length++;
  if (length == 0 || length == word.length || word.data[length] != ':') return false;
  *name = (struct slice){word.data, length};
  *value = slice_from(word, length + 1);
  return !slice_starts(*value, "//");
}

static bool read_named(struct reader *r, size_t at, struct slice name, struct slice value,
                       struct search_node **node)
{
  size_t end;
  const struct search_filter *filter = search_filter_named(name);
  if (!filter)
    return fail(r, at,
                arena_format(r->arena, "there is no filter “%.20s”; there are %s",
                             arena_string(r->arena, utf8_cut(name, 20)), search_filter_names));
  bool quoted = value.length == 0 && opens_phrase(peek(r, &end));
  if (quoted && !take_phrase(r, &value)) return false;
  if (!quoted && value.length == 0 && r->at < r->text.length && r->text.data[r->at] == '(')
    return fail(r, r->at, "a filter takes one value: place:NE OR place:ML");
  return read_filter(r, at, filter, value, quoted, node);
}

static bool read_leaf(struct reader *r, struct search_node **node)
{
  size_t at = r->at, end;
  struct slice text, name, value;
  if (++r->leaves > SEARCH_QUERY_LEAVES) return fail(r, at, "more than 64 words and filters");
  bool quoted = opens_phrase(peek(r, &end));
  if (quoted && !take_phrase(r, &text)) return false;
  if (!quoted) text = take_word(r);
  if (!quoted && split_filter(text, &name, &value)) return read_named(r, at, name, value, node);
  if (!quoted && text.length == 0) return fail(r, at, "this closes what was never opened");
  bool star = take_star(r, &text, quoted);
  return read_words(r, at, SEARCH_TEXT, text, star, node);
}

/* ---- what holds them together ---- */

static bool read_or(struct reader *r, struct search_node **node);

static bool read_parentheses(struct reader *r, struct search_node **node)
{
  size_t at = r->at++;
  if (++r->depth > SEARCH_QUERY_DEPTH) return fail(r, at, "more than 16 parentheses within one another");
  if (!read_or(r, node)) return false;
  skip_space(r);
  if (r->at == r->text.length) return fail(r, at, "this parenthesis is never closed");
  r->at++;
  r->depth--;
  return true;
}

static bool read_not(struct reader *r, struct search_node **node)
{
  bool without = false;
  size_t at = r->at;
  for (;; skip_space(r)) {
    if (take_operator(r, "NOT"))
      without = !without;
    else if (r->at + 1 < r->text.length && r->text.data[r->at] == '-' &&
             !is_space((uint8_t)r->text.data[r->at + 1]))
      without = !without, r->at++;
    else
      break;
  }
  if (r->at == r->text.length || r->text.data[r->at] == ')' || at_operator(r, "OR") || at_operator(r, "AND"))
    return fail(r, at, "something is missing here");
  bool ok = r->text.data[r->at] == '(' ? read_parentheses(r, node) : read_leaf(r, node);
  if (!ok || !without || !*node) return ok;
  struct search_node *inner = *node;
  *node = new_node(r, SEARCH_NOT);
  (*node)->child = inner;
  return true;
}

/* gather - appends a part to the list of its parent; NULL says nothing. Days that stand beside each other are
 * one span. */
static void gather(struct search_node *parent, struct search_node *part)
{
  struct search_node **last = &parent->child;
  if (!part) return;
  for (; *last; last = &(*last)->next) {
    if (parent->kind != SEARCH_AND || part->kind != SEARCH_DAYS || (*last)->kind != SEARCH_DAYS) continue;
    if (part->first_day > (*last)->first_day) (*last)->first_day = part->first_day;
    if (part->last_day < (*last)->last_day) (*last)->last_day = part->last_day;
    return;
  }
  *last = part;
}

/* settle - a parent of one is that one, of none nothing. */
static struct search_node *settle(struct search_node *parent)
{
  return parent->child && parent->child->next ? parent : parent->child;
}

static bool read_and(struct reader *r, struct search_node **node)
{
  struct search_node *parent = new_node(r, SEARCH_AND);
  size_t parts = 0;
  for (skip_space(r); r->at < r->text.length && r->text.data[r->at] != ')' && !at_operator(r, "OR");
       parts++) {
    struct search_node *part = NULL;
    size_t at = r->at;
    if (take_operator(r, "AND")) {
      if (!parts) return fail(r, at, "AND stands between two parts");
      skip_space(r);
    }
    if (!read_not(r, &part)) return false;
    gather(parent, part);
    skip_space(r);
  }
  if (!parts && (r->depth || r->at < r->text.length)) return fail(r, r->at, "something is missing here");
  *node = settle(parent);
  return true;
}

static bool read_or(struct reader *r, struct search_node **node)
{
  struct search_node *parent = new_node(r, SEARCH_OR);
  size_t at;
  do {
    struct search_node *part = NULL;
    if (!read_and(r, &part)) return false;
    gather(parent, part);
    at = r->at;
  } while (take_operator(r, "OR") &&
           (skip_space(r), r->at < r->text.length || fail(r, at, "OR stands between two parts")));
  *node = settle(parent);
  return !r->error->code;
}

struct search_query *search_query_parse(struct arena *arena, struct slice text, dp_error *error)
{
  dp_error reason = {0, ""};
  text = slice_trim(text);
  if (text.length > SEARCH_QUERY_BYTES)
    error_set(&reason, EX_USAGE, "the query is longer than %d bytes", SEARCH_QUERY_BYTES);
  else if (!utf8_valid(text))
    error_set(&reason, EX_USAGE, "the query is not UTF-8");
  struct search_query *query = arena_zero(arena, 1, sizeof *query);
  query->text = arena_slice(arena, text);
  struct reader r = {.arena = arena, .text = query->text, .error = &reason};
  bool ok = !reason.code && read_or(&r, &query->root);
  if (ok && r.at < r.text.length) ok = fail(&r, r.at, "this parenthesis was never opened");
  if (!ok) return *error = reason, NULL;
  if (!query->root) query->root = new_node(&r, SEARCH_ALL);
  return query;
}
