/* amounts.h - sums of money, percentages and quantities, with value, unit and modifier.
 *
 *   MONEY     "3,5 milliards d’euros", "$2.5bn", "20 000 FCFA", "US$ 30 million"; the unit is of ISO 4217
 *   PERCENT   "12 %", "douze pour cent", "3 points de pourcentage" (unit "points")
 *   QUANTITY  a number and a unit of measure, which is in the span: "350 km", "12 degrés", "35 ans";
 *             a number and what is counted, which is outside: [plus de 1 000] troupes américaines, [une
 * trentaine] de blessés. The unit is as the text has it.
 *
 * Values are exact decimals, of a range two: "10/20". A modifier ("plus de", "at least") belongs to the span.
 * A number without a unit is no quantity, nor is "un" or "one", nor a number word behind "les", "ces", "the":
 * these tell things apart and do not count them. Other languages than French and English have digits with
 * signs of currencies, percent and units of measure. */
#ifndef TAG_AMOUNTS_H
#define TAG_AMOUNTS_H

#include "tag/finds.h"
#include "tag/lexicon.h"

/* amounts_teach - marks the units as LEX_UNIT. */
void amounts_teach(struct lexicon *lexicon);

/* amounts_find - every amount of the stretch. `country` (ISO 3166-1, may be empty) is that of the source: it
 * tells whose francs or dollars are meant where the text does not. */
void amounts_find(const struct tokens *tokens, struct finds *finds, struct arena *arena, unsigned language,
                  struct slice country);

#endif
