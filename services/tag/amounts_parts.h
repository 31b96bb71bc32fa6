/* amounts_parts.h - an amount while it is read, and the parts that may follow its number. */
#ifndef TAG_AMOUNTS_PARTS_H
#define TAG_AMOUNTS_PARTS_H

#include "tag/amounts.h"
#include "tag/numbers.h"

struct amount {
  const struct tokens *tokens;
  unsigned language;
  struct slice country;
  size_t first, past;      /* the span so far */
  struct number low, high; /* the same but for a range */
  bool range, negative;
  size_t behind; /* where a unit may begin: behind the number, and behind the "de" that goes with it */
  enum find_type type;
  int strength;
  struct slice unit;    /* of the text, or static */
  const char *modifier; /* NULL: none */
};

/* amounts_is - whether the folded word at i continues the paragraph and is `word`. */
bool amounts_is(const struct amount *amount, size_t i, const char *word);
bool amounts_mark(const struct amount *amount, size_t i, uint32_t mark);
/* amounts_word - the folded word at i; empty when there is none or it begins a paragraph. */
struct slice amounts_word(const struct amount *amount, size_t i);
/* amounts_text - the text of tokens first to past - 1. */
struct slice amounts_text(const struct amount *amount, size_t first, size_t past);

/* Each of these looks at what follows the number; when it is what the name says, sets type, strength, unit
 * and past, and returns true. */
bool amounts_percent(struct amount *amount);
bool amounts_money(struct amount *amount);
bool amounts_measure(struct amount *amount);
bool amounts_counted(struct amount *amount);

/* amounts_millions - whether the "m" that sticks to an English number says million, since a noun follows:
 * "30m people". */
bool amounts_millions(const struct amount *amount);

/* amounts_modify - the modifier before the span ("plus de"), which joins it, or behind it ("environ"). */
void amounts_modify(struct amount *amount);

/* amounts_teach_money, amounts_teach_measures - their words into the lexicon, as LEX_UNIT. */
void amounts_teach_money(struct lexicon *lexicon);
void amounts_teach_measures(struct lexicon *lexicon);

#endif
