/* tokens.h - a text as words, numbers and marks, sentence by sentence, with offsets in bytes and in code
 * points.
 *
 * French elisions stand alone ("l’", "d’", "qu’"), as does the English "'s"; "N’Djamena", "O’Brien" and
 * "aujourd’hui" are one word. Parts of a hyphenated word are tokens joined by TOKEN_GLUED. Both apostrophes
 * are the same; soft hyphens inside a word are no part of its folded form. The text is read in stretches of
 * at most TOKENS_MAX tokens, so that memory does not grow with hostile input. */
#ifndef TAG_TOKENS_H
#define TAG_TOKENS_H

#include "base/slice.h"

#include <stdint.h>

enum token_flags {
  TOKEN_WORD = 1,          /* letters, perhaps with digits behind the first */
  TOKEN_NUMBER = 2,        /* begins with a digit; "10", "1er", "18e", "14h30" */
  TOKEN_MARK = 4,          /* one punctuation mark or symbol */
  TOKEN_CAPITAL = 8,       /* the first letter is a capital */
  TOKEN_ALL_CAPITAL = 16,  /* two letters and more, all capitals; may hold digits */
  TOKEN_GLUED = 32,        /* joined to the token before by a hyphen */
  TOKEN_CLOSE = 64,        /* nothing between the token before and this one */
  TOKEN_SENTENCE = 128,    /* first word of a sentence, behind opening quotes too */
  TOKEN_ELISION = 256,     /* "l’" or "'s" */
  TOKEN_ABBREVIATED = 512, /* the full stop behind belongs to the word: "M.", "J.", "Dr." */
  TOKEN_PARAGRAPH = 1024,  /* first token behind a line break */
  TOKEN_MIXED = 2048       /* a capital behind a lower-case letter: "iPhone", "McCain" */
};

enum { TOKENS_MAX = 16384, TOKEN_FOLD_MAX = 64 /* longer words are not compared with any list */ };

struct token {
  uint32_t start, end;    /* bytes */
  uint32_t at, past;      /* code points */
  uint32_t folded;        /* where the folded form begins in tokens.fold */
  uint16_t folded_length; /* 0 when the word is too long to be in a list */
  uint16_t flags;         /* enum token_flags */
  uint64_t hash;          /* of the folded form */
  uint32_t classes;       /* what the lexicon knows of the word, filled in by lexicon_classify */
  uint32_t mark;          /* TOKEN_MARK: the code point, quotes as themselves */
};

struct tokens {
  struct slice text;
  struct token *list; /* TOKENS_MAX and one, which is empty and ends the list */
  size_t count;
  char *fold; /* folded words one behind the other */
  size_t fold_used;
  size_t byte, point; /* how far the text was read */
  bool sentence_open; /* a sentence goes on in the next stretch */
};

struct tokens *tokens_new(void);
void tokens_free(struct tokens **tokens);

/* tokens_begin - sets the text (well-formed UTF-8 of less than 4 GiB). */
void tokens_begin(struct tokens *tokens, struct slice text);

/* tokens_next - reads the next stretch, of a long text up to its last paragraph or sentence; false when there
 * is no more. */
bool tokens_next(struct tokens *tokens);

static inline struct slice token_folded(const struct tokens *tokens, size_t i)
{
  return (struct slice){tokens->fold + tokens->list[i].folded, tokens->list[i].folded_length};
}

#endif
