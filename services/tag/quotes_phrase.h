/* quotes_phrase.h - the phrases round a quote: the verb that tells of speech, who its subject is, to whom it
 * was said. Sentences are read a bounded number of words to either side. */
#ifndef TAG_QUOTES_PHRASE_H
#define TAG_QUOTES_PHRASE_H

#include "tag/quotes.h"

struct quotes_text {
  const struct tokens *tokens;
  const struct find *finds;        /* of the stretch, merged */
  size_t find_count, finds_before; /* finds of earlier stretches, for positions in the whole */
  unsigned language;
};

/* Tokens first to past - 1; empty when past is first. */
struct phrase {
  size_t first, past;
  size_t find; /* position among the document's finds; QUOTE_NOBODY: words alone */
};

struct cue {
  size_t first, past; /* the verb with its auxiliaries: "a déclaré" */
  size_t pronoun;     /* "il" of "a-t-il déclaré"; QUOTE_NOBODY when there is none */
  bool takes_noun;    /* LEX_CUE_NOUN */
};

/* phrase_find - the find that covers token i, NULL when there is none. */
const struct find *phrase_find(const struct quotes_text *text, size_t i);

/* phrase_cue - the verb at token i, if it is one that tells of speech and not a noun or an adjective of the
 * same letters, nor denied. */
bool phrase_cue(const struct quotes_text *text, size_t i, struct cue *cue);

/* phrase_sentence - where the sentence that holds token i begins, at most so many tokens before. */
size_t phrase_sentence(const struct quotes_text *text, size_t i);

/* phrase_subject_before - who speaks, in front of a verb; phrase_subject_after - behind it ("a dit le
 * ministre"). False when nobody is told. `person`: somebody who can speak, by name, by pronoun or by a noun
 * for people. */
bool phrase_subject_before(const struct quotes_text *text, const struct cue *cue, struct phrase *who,
                           bool *person);
bool phrase_subject_after(const struct quotes_text *text, const struct cue *cue, struct phrase *who,
                          bool *person);
bool phrase_somebody(const struct quotes_text *text, size_t from, struct phrase *who, bool *person);

/* phrase_addressee - behind a verb: "à Télé Sahel", "to reporters". `cue_past` moves behind the preposition;
 * returns the first token behind all of it. Empty when there is none. */
size_t phrase_addressee(const struct quotes_text *text, size_t from, struct phrase *whom, size_t *cue_past);

#endif
