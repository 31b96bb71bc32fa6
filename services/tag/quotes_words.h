/* quotes_words.h - the words by which speech is told: cue verbs in their forms, auxiliaries, pronouns, and
 * what a word at a place of the text is. */
#ifndef TAG_QUOTES_WORDS_H
#define TAG_QUOTES_WORDS_H

#include "tag/lexicon.h"

/* quotes_words_add - the forms of the cue verbs, with the class LEX_CUE; those that take what was said as a
 * noun
 * ("dénoncer une injustice") with LEX_CUE_NOUN as well. */
void quotes_words_add(struct lexicon *lexicon);

/* word_is - the folded word at i; word_in - is one of a list that ends with NULL. Past the end: no. */
bool word_is(const struct tokens *tokens, size_t i, const char *word);
bool word_in(const struct tokens *tokens, size_t i, const char *const *words);
bool word_mark(const struct tokens *tokens, size_t i, uint32_t mark);

bool word_is_auxiliary(const struct tokens *tokens, size_t i); /* a, ont, avait, s'est, has, had */
bool word_is_pronoun(const struct tokens *tokens, size_t i);   /* il, elle, he, they: third person */
bool word_is_adverb(const struct tokens *tokens, size_t i);    /* that may stand inside a verb: ainsi, also */
bool word_is_determiner(const struct tokens *tokens, size_t i);
/* word_ends_phrase - ends a noun phrase: punctuation, a conjunction, a preposition but "de" and "of". */
bool word_ends_phrase(const struct tokens *tokens, size_t i);
/* word_ends_sentence - the mark at i does: not the full stop of an abbreviation, nor the point of a number. */
bool word_ends_sentence(const struct tokens *tokens, size_t i);
bool word_is_speaker(const struct tokens *tokens,
                     size_t i); /* a noun for people who speak: ministre, dirigeants */

#endif
