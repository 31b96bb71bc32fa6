/* names.h - how constants are called in the source, so that what is written stays true when others come
 * between. */
#ifndef CLEAN_TRAIN_NAMES_H
#define CLEAN_TRAIN_NAMES_H

/* names_sign - of enum byline_sign; names_place - of enum sighting_place. NULL: it is not listed here. */
const char *names_sign(int sign);
const char *names_place(int place);

#endif
