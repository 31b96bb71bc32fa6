/* filter_answer.h - what was found in a text, as JSON. */
#ifndef TAG_FILTER_ANSWER_H
#define TAG_FILTER_ANSWER_H

#include "tag/tag.h"

/* filter_message - as a message has it (PROTOCOL.md): {"language", "guessed"?: true, "published"?,
 * "mentions", "entities", "quotes", "tagger"}. */
struct json *filter_message(struct arena *arena, const struct tag_text *text, bool guessed,
                            const struct annotations *found, struct slice version);

/* filter_corpus - as annotated corpora have it, one list of spans:
 *   {"lang"?: when it is guessed,
 *    "entities": [{"start", "end", "type", "value"?, "unit"?, "mod"?, "link"?, "id"?}],
 *    "quotes": [{"start", "end", "inner": [start, end], "direct", "speaker"?: {"start", "end", "text",
 * "id"?}, "cue"?, "to"?}]} with "link": {"iso3166"?, "geonames"?, "lat"?, "lon"?, "wikidata"?}; "id" is the
 * same for all mentions of a thing. A value of QUANTITY, MONEY or PERCENT that is one number is one in JSON.
 * `explain` adds to each "name", "rule" and "confidence". */
struct json *filter_corpus(struct arena *arena, const struct tag_text *text, bool guessed,
                           const struct annotations *found, bool explain);

#endif
