/* diff.h - what has changed between two versions of a text, for a person: paragraph by paragraph, and within
 * what changed, word by word.
 *
 * The shortest edit (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986), up to a thousand
 * changes at each level; texts that differ by more are told as removed and added whole, so that it stays
 * fast. */
#ifndef CLI_DIFF_H
#define CLI_DIFF_H

#include "base/arena.h"

enum diff_kind { DIFF_SAME, DIFF_REMOVED, DIFF_ADDED };

struct diff_piece {
  enum diff_kind kind;
  struct slice text; /* whole words with the white space behind them */
};

struct diff {
  struct diff_piece
      *pieces; /* in the arena; no two neighbours of a kind. The pieces that are not REMOVED make up
                * the new text, those that are not ADDED the old one but for white space */
  size_t count;
};

/* diff_texts - the slices point into both texts. */
struct diff diff_texts(struct arena *arena, struct slice old, struct slice new);

#endif
