/* filter.h - the cleaner for one page at a time, in a cage: what `depeche clean` starts.
 *
 * A child of that command (runtime/child.h), without files and network (runtime/sandbox.h). A question is a
 * page: its text is JSON, its matter the page's bytes.
 *
 *   {"url", "content_type", "content_encoding", "fetched_at": milliseconds, "max_bytes",
 *    "form": "markdown" or "xhtml", "line": true, "explain": true}            each may be absent
 *
 * The answer's text is the article as JSON (filter_answer.h), with the form that was asked for under its
 * name. Its matter is the explanation, if that was asked for: lines of JSON (filter_explain.h). */
#ifndef CLEAN_FILTER_H
#define CLEAN_FILTER_H

#define FILTER_OPTION "--filter"

/* filter_serve - answers questions until the parent closes the socket; exit code. */
int filter_serve(void);

#endif
