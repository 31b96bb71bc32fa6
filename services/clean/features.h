/* features.h - each block of a page in numbers: what it says, what it stands in, what stands around it, and
 * what the rules think of it. The model (model.h) decides by these alone.
 *
 * All are integers, so that the same page gives the same answer on every machine: shares in thousandths,
 * counts of words as 100 * log2(1 + n), distances in blocks. The order is the model's: a change here asks for
 * a new training (DEVELOPING.md). Shallow text features after Kohlschütter, Fankhauser and Nejdl,
 * "Boilerplate Detection using Shallow Text Features", 2010. */
#ifndef CLEAN_FEATURES_H
#define CLEAN_FEATURES_H

#include "clean/blocks.h"
#include "clean/clues.h"

enum feature {
  /* the block itself */
  FEATURE_WORDS,
  FEATURE_LETTERS_A_WORD, /* times ten */
  FEATURE_COMMAS,
  FEATURE_SENTENCES,
  FEATURE_ENDS_SENTENCE,
  FEATURE_LINK_SHARE,
  FEATURE_KIND,
  FEATURE_LEVEL,
  FEATURE_CAPITALS,   /* words that begin with a capital, share */
  FEATURE_DIGITS,     /* characters that are digits, share */
  FEATURE_FIRST,      /* class of the first character */
  FEATURE_LAST,       /* class of the last character */
  FEATURE_PHRASE,     /* set phrases, as bits */
  FEATURE_PITCH,      /* words of pitch.h */
  FEATURE_STRONG,     /* share of the text */
  FEATURE_EMPHASIS,   /* share of the text */
  FEATURE_FIRST_LINK, /* 1: begins in a link */
  FEATURE_NAMES_AUTHOR,
  FEATURE_IN_TITLE,       /* share of it */
  FEATURE_IN_DESCRIPTION, /* share of it */
  FEATURE_IN_DECLARED,    /* share of it in the declared body; -1: none declared */
  FEATURE_SEEN,           /* share of it that stood on the page before */
  FEATURE_CUT,            /* what the rules say */
  /* the elements around it */
  FEATURE_TAG,
  FEATURE_HOLDER_TAG,   /* of the first that is more than a paragraph */
  FEATURE_DEPTH,        /* below the container */
  FEATURE_PICTURE,      /* one stands before it or behind it in the same element */
  FEATURE_HINTS_NEAR,   /* bits of noise in the three innermost elements, counted */
  FEATURE_HINT_NOISE,   /* the innermost hint of noise: which */
  FEATURE_HINT_LEVEL,   /* and how many elements out */
  FEATURE_HINT_LEAD,    /* 1: near, 0: none */
  FEATURE_HINT_BYLINE,  /* or date */
  FEATURE_HINT_BODY,    /* elements out to one named as a body; -1: none */
  FEATURE_HOLDER_PROSE, /* words of prose in the holder */
  FEATURE_HOLDER_LINKS, /* share of its words in links */
  FEATURE_HOLDER_SHARE, /* of the page's prose */
  FEATURE_OUTER_PROSE,  /* the same of the element around the holder */
  FEATURE_OUTER_LINKS,
  FEATURE_ALIKE_PROSE, /* share of the page's prose in elements of the same tag and class */
  FEATURE_ALIKE_LINKS, /* link share of the blocks in these */
  FEATURE_ALIKE_COUNT,
  /* where it stands */
  FEATURE_PLACE,        /* before, in, behind the container */
  FEATURE_APART,        /* elements out to the container's own chain */
  FEATURE_PAGE_AT,      /* share of the blocks before it */
  FEATURE_PROSE_BEFORE, /* words of kept prose in the container before it */
  FEATURE_PROSE_AFTER,
  FEATURE_PROSE_AT,        /* share of these before it */
  FEATURE_FROM_TITLE,      /* blocks since the headline; negative: before it */
  FEATURE_KEPT_RUN_BEFORE, /* blocks since the last prose the rules keep */
  FEATURE_KEPT_RUN_AFTER,
  FEATURE_HEADING_PHRASE, /* set phrases of the heading above */
  FEATURE_HEADING_AWAY,   /* blocks since it */
  FEATURE_HEADING_CUT,
  /* its neighbours */
  FEATURE_PREVIOUS_WORDS,
  FEATURE_PREVIOUS_LINKS,
  FEATURE_PREVIOUS_KIND,
  FEATURE_PREVIOUS_CUT,
  FEATURE_NEXT_WORDS,
  FEATURE_NEXT_LINKS,
  FEATURE_NEXT_KIND,
  FEATURE_NEXT_CUT,
  FEATURE_SECOND_PREVIOUS_WORDS,
  FEATURE_SECOND_NEXT_WORDS,
  FEATURE_SAME_HOLDER_BEFORE, /* the previous block has the same holder */
  FEATURE_SAME_HOLDER_AFTER,
  /* the page */
  FEATURE_PAGE_PROSE,
  FEATURE_CONTAINER_SHARE, /* of the page's prose in the container */
  FEATURE_PAGE_LINKS,
  /* what the first look made of it and of those around it (context.h); 0 before that */
  FEATURE_SCORE,
  FEATURE_SCORE_PREVIOUS,
  FEATURE_SCORE_NEXT,
  FEATURE_SCORE_PREVIOUS_2,
  FEATURE_SCORE_NEXT_2,
  FEATURE_SCORE_HOLDER, /* mean over the words of the holder */
  FEATURE_SCORE_ALIKE,  /* mean over the words of those that look alike */
  FEATURE_KEPT_BEFORE,  /* words that the first look keeps before it */
  FEATURE_KEPT_AFTER,
  FEATURE_KEPT_NEAR_BEFORE, /* share of the 60 words before it */
  FEATURE_KEPT_NEAR_AFTER,
  FEATURES
};

/* What is known of the page when its blocks are judged. */
struct features_page {
  const struct blocks *blocks; /* with the cuts of the rules */
  uint32_t container;          /* region */
  const struct body_clues *clues;
};

struct features {
  int16_t of[FEATURES];
  uint32_t holder; /* region: the innermost that is more than a paragraph */
  uint32_t look;   /* of elements of one tag and class: below FEATURES_LOOKS */
  bool hopeless;   /* links outside the container, half of a page: only what neighbours need was read */
};
enum { FEATURES_LOOKS = 1024 };

/* features_read - one row for each block, in the arena. Linear in the page. */
struct features *features_read(struct arena *arena, const struct features_page *page);

/* features_logarithm - 100 * log2(1 + n), in integers; between two powers of two on a straight line. */
int16_t features_logarithm(uint32_t n);

#endif
