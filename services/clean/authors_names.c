/* authors_names.c - see authors_names.h. */
#include "clean/authors_names.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "clean/authors_given.h"
#include "clean/authors_words.h"
#include "clean/text.h"

enum {
  MAX_WORDS = 8,
  FULL_WORDS = 5,
  NOT_ALONE = IN_NOBODY | IN_SENTENCES | IN_BEHIND | IN_BY | IN_AND | IN_PARTICLES
};

enum letter { LETTER_NONE, LETTER_SMALL, LETTER_GREAT, LETTER_UNCASED };

static enum letter first_letter(struct slice word)
{
  for (size_t at = 0; at < word.length;) {
    uint32_t c = utf8_decode(word, &at);
    if (c == '\'' || c == '(' || c == '"' || (c >= 0x2018 && c <= 0x201F)) continue;
    if (!unicode_is_letter(c)) return LETTER_NONE;
    if (unicode_lower(c) != c) return LETTER_GREAT;
    bool uncased = c >= 0x0590 && (c < 0x1C80 || c >= 0x2C00);
    return uncased ? LETTER_UNCASED : LETTER_SMALL;
  }
  return LETTER_NONE;
}

/* is_coded - digits, or a dot, an underscore between letters, as accounts and hosts have them; "J.R." has
 * not. */
static bool is_coded(struct slice word)
{
  for (size_t i = 0; i < word.length; i++) {
    char c = word.data[i];
    if ((c >= '0' && c <= '9') || c == '_') return true;
    bool inner = i >= 2 && i + 2 < word.length;
    if (c == '.' && inner && word.data[i - 1] >= 'a' && word.data[i + 1] >= 'A') return true;
  }
  return false;
}

static struct slice bare(struct slice word)
{
  while (word.length && strchr("(\"'", word.data[0])) word = slice_from(word, 1);
  while (word.length && strchr(",:;!?)\"'", word.data[word.length - 1])) word.length--;
  return word;
}

struct counts {
  unsigned words, great, small, uncased, particles, offices, jobs, sentence;
};

static struct counts count_words(struct slice name)
{
  struct counts n = {0};
  size_t at = 0;
  for (struct slice word; (word = authors_next_word(name, &at)).length;) {
    struct slice key = bare(word);
    enum letter letter = first_letter(word);
    n.words++;
    unsigned lists = authors_lists(key);
    if (lists & IN_OFFICES) n.offices++;
    if (lists & IN_JOBS) n.jobs++;
    if (lists & IN_PARTICLES)
      n.particles++;
    else if (lists & IN_SENTENCES)
      n.sentence++;
    else if (letter == LETTER_GREAT)
      n.great++;
    else if (letter == LETTER_UNCASED)
      n.uncased++;
    else
      n.small++;
  }
  return n;
}

static bool is_full(const struct counts *n, struct slice name)
{
  if (n->offices || n->jobs || n->sentence || n->small) return false;
  if (n->uncased) return n->uncased == n->words && n->words <= 4 && utf8_count(name) <= 24;
  return n->great >= 2 && n->great <= FULL_WORDS && n->words <= FULL_WORDS + 2;
}

unsigned name_traits(struct slice name)
{
  struct counts n = count_words(name);
  unsigned traits = 0;
  if (is_full(&n, name)) traits |= NAME_FULL;
  if ((traits & NAME_FULL) && authors_given(name)) traits |= NAME_GIVEN;
  if (n.words == 1 && !n.uncased) traits |= NAME_SINGLE;
  if (first_letter(name) == LETTER_SMALL) traits |= NAME_SMALL;
  if (n.offices) traits |= NAME_OFFICE;
  if (n.jobs) traits |= NAME_JOB;
  if (n.words > FULL_WORDS) traits |= NAME_LONG;
  size_t at = 0;
  for (struct slice word; (word = authors_next_word(name, &at)).length;) {
    if (is_coded(word)) traits |= NAME_CODED;
    size_t end = 0;
    while (end < word.length && word.data[end] != '/') end++;
    if (authors_lists(bare((struct slice){word.data, end})) & IN_AGENCIES) traits |= NAME_AGENCY;
  }
  return traits;
}

static bool has_letter(struct slice name)
{
  for (size_t at = 0; at < name.length;)
    if (unicode_is_letter(utf8_decode(name, &at))) return true;
  return false;
}

static bool has_foreign_sign(struct slice name)
{
  for (size_t i = 0; i < name.length; i++)
    if (name.data[i] && strchr("@\\{}<>=#%$[]?!\"", name.data[i])) return true;
  return text_contains(name, SLICE("://"));
}

/* has_sentence - ". " behind a word of more than a few letters: not an initial, not "Dr.". */
static bool has_sentence(struct slice name)
{
  size_t start = 0;
  for (size_t i = 0; i + 1 < name.length; i++) {
    if (name.data[i] == ' ') start = i + 1;
    if (name.data[i] == '.' && name.data[i + 1] == ' ' && i - start > 4) return true;
  }
  return false;
}

bool name_is_none(struct slice name)
{
  if (name.length < 2 || name.length > NAME_BYTES || !has_letter(name)) return true;
  if (has_foreign_sign(name) || has_sentence(name)) return true;
  size_t words = 0, at = 0, small = 0;
  for (struct slice word; (word = authors_next_word(name, &at)).length; words++) {
    struct slice key = bare(word);
    unsigned lists = authors_lists(key);
    if (lists & IN_NO_NAME) return true;
    bool particle = lists & (IN_PARTICLES | IN_SENTENCES);
    if (first_letter(word) == LETTER_SMALL && !particle) small++;
  }
  if (words == 1 && (authors_lists(bare(name)) & NOT_ALONE)) return true;
  if (text_same(name, SLICE("super user")) || text_same(name, SLICE("no author"))) return true;
  return words > MAX_WORDS || small > 2;
}
