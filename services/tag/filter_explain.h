/* filter_explain.h - why each mention is one, and what was not said. */
#ifndef TAG_FILTER_EXPLAIN_H
#define TAG_FILTER_EXPLAIN_H

#include "tag/tag.h"

/* filter_explain - appends one line of JSON for each find of a layer, in order of the text:
 *   {"fate": "said", "why"?: sentence, "layer": "names", "rule"?, "type", "start", "end", "exact",
 *    "strength": 0 to 100, "confidence"?: percent, "mention"?: number}
 * where fate is "said", "overlapped" or "dropped", and `mention` the number of the one that it is
 * or that stands there; then one for each entity:
 *   {"entity": number, "type", "name", "mentions": n, "iso3166"?, "geonames"?, "wikidata"?}
 * and one for each quote:
 *   {"quote": number, "start", "end", "direct", "speaker"?, "entity"?, "cue"?, "addressee"?} */
void filter_explain(struct arena *arena, const struct annotations *found, const struct tag_reasons *reasons,
                    struct buffer *out);

#endif
