/* norp.h - nationalities, peoples, creeds and political groups, as nouns and as adjectives: "nigérienne",
 * "les Peuls", "South Korean", "catholiques", "démocrates".
 *
 * Each is one word of data/demonyms.tsv, in all its forms, or a compound of such words ("franco-allemand",
 * "sud-coréenne", "Native American"), which is one find. Those of one country are linked to it; a compound is
 * linked only where the list has it whole, and "congolais", "coréen" not at all: the document may tell.
 * Languages are left out: "en russe", "parle français", "l’anglais". In English a nationality has a capital.
 */
#ifndef TAG_NORP_H
#define TAG_NORP_H

#include "tag/finds.h"
#include "tag/lexicon.h"

struct norp;

/* norp_new - the embedded list; marks its words as LEX_NORP in the lexicon. */
struct norp *norp_new(struct lexicon *lexicon);
void norp_free(struct norp **norp);

/* norp_find - every people of the stretch, in French and English; of other languages nothing is known. Names
 * that hold one ("Union européenne") are longer and at least as strong, and go before it. */
void norp_find(const struct norp *norp, const struct tokens *tokens, struct finds *finds, unsigned language);

#endif
