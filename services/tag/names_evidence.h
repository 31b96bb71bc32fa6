/* names_evidence.h - what a document as a whole tells of a word: a capital that stands only at the start of
 * sentences says nothing when the word is written small elsewhere; "Barkat" is a person where "Aboubacar
 * Barkat" is read. */
#ifndef TAG_NAMES_EVIDENCE_H
#define TAG_NAMES_EVIDENCE_H

#include <stddef.h>
#include <stdint.h>

enum names_evidence_kind {
  EVIDENCE_SMALL = 1 << 0,   /* written small */
  EVIDENCE_CAPITAL = 1 << 1, /* with a capital inside a sentence */
  EVIDENCE_SHOUTED = 1 << 2, /* in capitals */
  EVIDENCE_AFTER_GIVEN = 1 << 3 /* behind a given name */,
  EVIDENCE_AFTER_TITLE = 1 << 4,
  EVIDENCE_PLACE = 1 << 5, /* inside a known place of more words */
  EVIDENCE_KNOWN = 1 << 6, /* inside another known name of more words */
  EVIDENCE_FIRST = 1 << 7, /* first of several capitalised words */
  EVIDENCE_LAST = 1 << 8,  /* last of several */
  EVIDENCE_AT = 1 << 9,    /* behind "à", "in" */
  EVIDENCE_ORG = 1 << 10,  /* in a run with the head of an organisation */
  EVIDENCE_SHORT = 1 << 11 /* in brackets, in capitals: a short form */,
  EVIDENCE_SPEAKS = 1 << 12,
  EVIDENCE_MANY = 1 << 13 /* three times and more */
};

struct names_evidence;
struct names_evidence *names_evidence_new(void);
void names_evidence_free(struct names_evidence **evidence);

/* names_evidence_begin - forgets the words of the stretch before. */
void names_evidence_begin(struct names_evidence *evidence);

/* names_evidence_note - one more occurrence of a word. At most TOKENS_MAX words are kept. */
void names_evidence_note(struct names_evidence *evidence, uint64_t word, uint32_t kinds);

/* names_evidence_of - all that was noted of a word. */
uint32_t names_evidence_of(const struct names_evidence *evidence, uint64_t word);

#endif
