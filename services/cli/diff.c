/* diff.c - tokens, the shortest edit between two rows of them, and its pieces. */
#include "cli/diff.h"

#include "base/memory.h"

#include <stdlib.h>

enum { CHANGES_MOST = 1000 };

struct tokens {
  struct slice *items;
  size_t count;
};

typedef size_t cut_fn(struct slice text); /* length of the first token */

static size_t cut_line(struct slice text)
{
  const char *end = memchr(text.data, '\n', text.length);
  return end ? (size_t)(end - text.data) + 1 : text.length;
}

static size_t cut_word(struct slice text)
{
  size_t at = 0;
  while (at < text.length && !slice_white(text.data[at])) at++;
  while (at < text.length && slice_white(text.data[at])) at++;
  return at;
}

static struct tokens cut(struct arena *arena, struct slice text, cut_fn *cut_one)
{
  size_t count = 0;
  for (struct slice rest = text; rest.length; count++) rest = slice_from(rest, cut_one(rest));
  struct tokens tokens = {arena_alloc(arena, (count + 1) * sizeof(struct slice)), count};
  for (size_t i = 0; i < count; i++) {
    size_t length = cut_one(text);
    tokens.items[i] = (struct slice){text.data, length};
    text = slice_from(text, length);
  }
  return tokens;
}

/* ---- the shortest edit ---- */

/* How far each diagonal got with so many changes: reached[k] for k = -d … d, and those of every d before. */
struct search {
  const struct tokens *old, *new;
  long *rows[CHANGES_MOST + 1];
};

static long follow(const struct search *search, long x, long k)
{
  while (x < (long)search->old->count &&
         x - k < (long)search->new->count &&slice_equal(slice_trim(search->old->items[x]),
                                                        slice_trim(search->new->items[x - k])))
    x++;
  return x;
}

/* step_from - the start on diagonal k with d changes: down from k + 1 (an addition) or right from k - 1. */
static long step_from(const long *before, long d, long k, bool *added)
{
  *added = k == -d || (k != d && before[k - 1] < before[k + 1]);
  return *added ? before[k + 1] : before[k - 1] + 1;
}

/* count_changes - fills the rows; the number of changes, or -1: more than CHANGES_MOST. */
static long count_changes(struct arena *arena, struct search *search)
{
  long all_old = (long)search->old->count, all_new = (long)search->new->count;
  for (long d = 0; d <= CHANGES_MOST; d++) {
    long *row = arena_alloc(arena, (size_t)(2 * d + 3) * sizeof *row);
    row += d + 1;
    search->rows[d] = row;
    for (long k = -d; k <= d; k += 2) {
      bool added;
      long x = d ? step_from(search->rows[d - 1], d, k, &added) : 0;
      row[k] = x <= all_old && x - k <= all_new ? follow(search, x, k) : x;
      if (row[k] == all_old && row[k] - k == all_new) return d;
    }
  }
  return -1;
}

/* walk_back - what became of each token of both, from the end to the beginning. */
static void walk_back(const struct search *search, long d, bool *removed, bool *added)
{
  long x = (long)search->old->count, k = x - (long)search->new->count;
  for (; d > 0; d--) {
    bool down;
    long from = step_from(search->rows[d - 1], d, k, &down);
    if (down)
      added[from - k - 1] = true;
    else
      removed[from - 1] = true;
    k += down ? 1 : -1;
  }
}

static void compare(struct arena *arena, const struct tokens *old, const struct tokens *new, bool *removed,
                    bool *added)
{
  struct search *search = arena_zero(arena, 1, sizeof *search);
  search->old = old;
  search->new = new;
  long changes = count_changes(arena, search);
  if (changes >= 0)
    walk_back(search, changes, removed, added);
  else {
    memset(removed, 1, old->count * sizeof *removed);
    memset(added, 1, new->count * sizeof *added);
  }
}

/* ---- pieces ---- */

/* add_piece - joins what follows a piece of its kind; a text goes on where its last piece of either kind
 * ended. */
static void add_piece(struct diff *diff, enum diff_kind kind, struct slice text)
{
  struct diff_piece *last = diff->count ? &diff->pieces[diff->count - 1] : NULL;
  if (!text.length) return;
  if (last && last->kind == kind && last->text.data + last->text.length == text.data)
    last->text.length += text.length;
  else
    diff->pieces[diff->count++] = (struct diff_piece){kind, text};
}

typedef void changed_fn(struct arena *arena, struct diff *diff, struct slice removed, struct slice added);

static struct slice span(const struct tokens *tokens, size_t from, size_t to)
{
  if (from == to) return (struct slice){"", 0};
  const struct slice *last = &tokens->items[to - 1];
  return (struct slice){tokens->items[from].data,
                        (size_t)(last->data + last->length - tokens->items[from].data)};
}

/* walk - tokens that both have, and between them stretches that changed. */
static void walk(struct arena *arena, struct slice old_text, struct slice new_text, cut_fn *cut_one,
                 changed_fn *changed, struct diff *diff)
{
  struct tokens old = cut(arena, old_text, cut_one), new = cut(arena, new_text, cut_one);
  bool *removed = arena_zero(arena, old.count + 1, sizeof *removed),
       *added = arena_zero(arena, new.count + 1, sizeof *added);
  compare(arena, &old, &new, removed, added);
  for (size_t i = 0, j = 0; i < old.count || j < new.count;) {
    size_t i_from = i, j_from = j;
    while (i < old.count && removed[i]) i++;
    while (j < new.count && added[j]) j++;
    changed(arena, diff, span(&old, i_from, i), span(&new, j_from, j));
    if (i < old.count && j < new.count) {
      add_piece(diff, DIFF_SAME, new.items[j]);
      i++;
      j++;
    }
  }
}

static void tell(struct arena *arena, struct diff *diff, struct slice removed, struct slice added)
{
  (void)arena;
  add_piece(diff, DIFF_REMOVED, removed);
  add_piece(diff, DIFF_ADDED, added);
}

static void tell_words(struct arena *arena, struct diff *diff, struct slice removed, struct slice added)
{
  if (removed.length && added.length)
    walk(arena, removed, added, cut_word, tell, diff);
  else
    tell(arena, diff, removed, added);
}

struct diff diff_texts(struct arena *arena, struct slice old, struct slice new)
{
  /* Each word of both texts begins at most one piece. */
  size_t words = cut(arena, old, cut_word).count + cut(arena, new, cut_word).count;
  struct diff diff = {arena_alloc(arena, (words + 2) * sizeof *diff.pieces), 0};
  walk(arena, old, new, cut_line, tell_words, &diff);
  return diff;
}
