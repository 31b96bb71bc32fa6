/* authors_evidence.h - what speaks for and against a by-line, each piece with a weight of its own. */
#ifndef CLEAN_AUTHORS_EVIDENCE_H
#define CLEAN_AUTHORS_EVIDENCE_H

#include "clean/authors_bylines.h"

enum { AUTHORS_PATTERNS = 21 };

/* Pieces of evidence: the values of enum byline_sign, then the patterns, then these. */
enum {
  AUTHORS_TWO_AGREE = BYLINE_SIGNS + AUTHORS_PATTERNS, /* two kinds of witnesses */
  AUTHORS_MORE_AGREE,
  AUTHORS_PIECES
};

struct authors_evidence {
  unsigned char items[AUTHORS_PIECES]; /* ascending */
  size_t count;
};

/* authors_evidence - the pieces that the signs of a by-line are. */
void authors_evidence(uint64_t signs, struct authors_evidence *evidence);

/* In hundredths of a logit. */
struct authors_weights {
  int of[AUTHORS_PIECES];
  int nobody; /* of the answer that none of the by-lines is the author's */
};

/* authors_learned - as the trainer wrote them (DEVELOPING.md). */
extern const struct authors_weights authors_learned;

#endif
