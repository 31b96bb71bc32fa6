/* lexicon.h - what is known of single words: one table, looked up once for each token. */
#ifndef TAG_LEXICON_H
#define TAG_LEXICON_H

#include "tag/tokens.h"

enum lexicon_class {
  LEX_STOP = 1 << 0,        /* function words and common openers */
  LEX_NOT_NAME = 1 << 1,    /* capitalised without naming what we look for */
  LEX_NO_ACRONYM = 1 << 2,  /* TVA, UTC: no organisation */
  LEX_GIVEN = 1 << 3,       /* given names */
  LEX_TITLE = 1 << 4,       /* said in front of people's names */
  LEX_CIVILITY = 1 << 5,    /* those behind which a surname alone is a person */
  LEX_PLURAL = 1 << 6,      /* "MM.": several people follow */
  LEX_PARTICLE = 1 << 7,    /* de, van, ben */
  LEX_AT = 1 << 8,          /* à, en, in: a place may follow */
  LEX_PLACE_KIND = 1 << 9,  /* ville, province: the name follows */
  LEX_PLACE_HEAD = 1 << 10, /* rue, aéroport: part of the name */
  LEX_PLACE_TAIL = 1 << 11, /* Street, River: part of the name, at its end */
  LEX_COMPANY = 1 << 12,    /* Inc, SA, Group at the end */
  LEX_ORG_HEAD = 1 << 13,   /* Parti, Conseil, Ministry */
  LEX_SPEECH = 1 << 14,     /* déclare, said */
  LEX_MONTH = 1 << 15,
  LEX_WEEKDAY = 1 << 16,
  LEX_DATE = 1 << 17,       /* other words that a date may begin or end with */
  LEX_SMALL_NAME = 1 << 19, /* a name of the gazetteer begins with this word in small letters */
  LEX_PLACE_NAME = 1 << 22, /* a country or a large city is called so */
  LEX_PLACE_OF = 1 << 21,   /* maire, habitants: with "de", a place follows */
  LEX_FAMILY = 1 << 23,     /* family names */
  LEX_NUMBER = 1 << 24,     /* a number may begin with this word */
  LEX_NORP = 1 << 25,       /* a people, a nationality, a creed */
  LEX_UNIT = 1 << 26,       /* a unit of measure or of money */
  LEX_ORG_BEFORE = 1 << 20, /* groupe, chaîne: the name of an organisation may follow */
  LEX_CALENDAR = 1 << 27,   /* any word of dates and clock times */
  LEX_CUE_NOUN = 1 << 29,   /* a cue verb whose object may be what was said: dénoncer, condemn */
  LEX_CUE = 1 << 30         /* a form of a verb by which speech is told */
};

struct lexicon;

/* lexicon_new - the embedded lists. */
struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon **lexicon);

/* lexicon_add - adds classes to a folded word. */
void lexicon_add(struct lexicon *lexicon, struct slice word, uint32_t classes);

/* lexicon_classify - fills in token.classes of the stretch. Two words with the same 64-bit hash would be
 * taken for one another; that is accepted here, where a class is a hint and no claim. */
void lexicon_classify(const struct lexicon *lexicon, struct tokens *tokens);

#endif
