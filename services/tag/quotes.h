/* quotes.h - who said what: direct quotes, between quotation marks, and indirect ones, behind "a déclaré que"
 * or "said that", with the words that name the speaker, the cue verb and the addressee.
 *
 * French and English. A direct quote needs somebody who says it, or to look like speech: a title or a word
 * held at arm's length in quotation marks is none. An indirect quote is the clause behind the cue, without
 * the full stop. A direct quote may stand inside an indirect one. The time is linear in the text: who speaks
 * is looked for within one sentence, so many words around. */
#ifndef TAG_QUOTES_H
#define TAG_QUOTES_H

#include "tag/finds.h"
#include "tag/language.h"
#include "tag/lexicon.h"

/* A quote before the document is known: the speaker is a find, or words alone. */
struct quote_find {
  struct quote quote; /* all but `entity` */
  size_t speaker;     /* position in the finds; QUOTE_NOBODY when only words, or nothing, say who */
};
#define QUOTE_NOBODY SIZE_MAX

enum { QUOTES_MAX = 5000 }; /* in one document; what follows is left out */

struct quotes {
  struct quote_find *list;
  size_t count, capacity;
};

/* quotes_prepare - notes the cue verbs in the lexicon (LEX_CUE). */
void quotes_prepare(struct lexicon *lexicon);

/* quotes_find - every quote of the stretch, in order of their start. `first` is where the finds of the
 * stretch begin; they are merged. `language`: enum tag_language bits. */
void quotes_find(const struct tokens *tokens, const struct finds *finds, size_t first, unsigned language,
                 struct quotes *quotes);
void quotes_free(struct quotes *quotes);

#endif
