/* filter.h - the tagger for one text at a time, in a cage: what `depeche tag` starts.
 *
 * A child of that command (runtime/child.h), without files and network (runtime/sandbox.h). A question is a
 * text: its matter is the text, UTF-8; what is said of it is JSON:
 *
 *   {"language", "published", "country", "layers": "names,dates", "without": "quotes", "corpus": true,
 *    "explain": true}                                                          each may be absent
 *
 * A language that is not said is guessed (guess.h). The answer's text is what was found (filter_answer.h), or
 * {"error": sentence, "code": of sysexits.h}. Its matter is the explanation, if that was asked for: lines of
 * JSON (filter_explain.h). */
#ifndef TAG_FILTER_H
#define TAG_FILTER_H

#define FILTER_OPTION "--filter"

/* filter_serve - answers questions until the parent closes the socket; exit code. The first option, if there
 * is one, is a directory of the operator's own rules. */
int filter_serve(int count, char **options);

#endif
