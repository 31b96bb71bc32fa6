/* filter_explain.h - why the article is what it is, block by block and fact by fact. */
#ifndef CLEAN_FILTER_EXPLAIN_H
#define CLEAN_FILTER_EXPLAIN_H

#include "clean/clean.h"

/* filter_explain - appends one line of JSON for each block of the page, in order:
 *   {"block": 12, "kept": false, "cut": "links", "why": "leads elsewhere", "kind": "item", "score": 2,
 *    "words": 9, "links": 100, "region": "nav.main > ul > li", "text": "its first words"}
 * (score: percent that the model gives it; links: percent of its text), then one for each fact:
 *   {"fact": "title", "values": ["…"], "from": "json-ld", "confidence": 97}
 * and one for the page:
 *   {"verdict": "article" or "rejected", "text_from": "blocks" or "json-ld", "reason": "…", "detail": "…"}
 * Before the worker's next page. */
void filter_explain(struct arena *arena, const struct clean_result *result, struct buffer *out);

#endif
