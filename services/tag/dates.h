/* dates.h - calendar expressions and clock times of French and English, absolute and relative, with their
 * value. Of other languages dates in figures are read: 2024-04-10, 10/04/2024.
 *
 * Spans carry no preposition or article, but "ce" and "this" where they make the meaning ("ce jeudi", "this
 * week"), and words like "début" and "late", which are the modifier too. Values are ISO 8601 and, where that
 * has no word, TIMEX3 (ISO 24617-1): 2024-04-10, 2024-03, 2024-04-11TEV (evening), 2024-W15, 2024-W15-WE
 * (weekend), 2024-Q2, 2024-H1, 2024-SU (summer), 197X, 18XX (century), BC0300, PAST_REF and FUTURE_REF ("a
 * few days ago"), XXXX-WXX-5 ("every Friday"), 2024-05-03/2024-05-05 for a range; 2024-04-12T20:30 for a
 * clock time, T20:30 when its day is not known. What needs the publication day is partial without it
 * (XXXX-04-10, XXXX-WXX-4TEV), or has no value. */
#ifndef TAG_DATES_H
#define TAG_DATES_H

#include "tag/finds.h"
#include "tag/language.h"

/* Beside the bits of enum tag_language: 10/04/2024 is in April. */
enum { DATES_DAY_FIRST = 4 };

/* dates_language - what a BCP 47 tag says for dates: French or English or neither; the month goes first in
 * the English of the United States and where the tag names no country. */
unsigned dates_language(struct slice tag);

struct lexicon;

/* dates_teach - marks the words of dates as LEX_CALENDAR; dates_find looks at no others. */
void dates_teach(struct lexicon *lexicon);

/* dates_find - every date and time of the stretch; `language` is what dates_language said, `published` is a
 * day or RFC 3339 (its own day, whatever its offset), or empty. The values are in the arena. Linear in the
 * tokens. */
void dates_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                struct slice published);

#endif
