/* xml_stream.h - XML as a stream of events, for documents that are too long for a tree: sitemaps,
 * subscription lists.
 *
 * It never fails: ends that are missing are added, ends that nothing opened are left out, several roots
 * follow one another. Names are given without their prefix, for no document of these kinds needs namespaces
 * to be understood, and many declare wrong ones. Nothing is expanded but characters, so the time is linear
 * and the memory that of the names that are open. */
#ifndef FETCH_SOURCE_XML_STREAM_H
#define FETCH_SOURCE_XML_STREAM_H

#include "base/buffer.h"
#include "fetch/source/xml_scan.h"

enum { XML_STREAM_DEPTH = 64 }; /* elements within are left out; their texts are not */

enum xml_event { XML_EVENT_START, XML_EVENT_TEXT, XML_EVENT_END, XML_EVENT_CUT };

struct xml_stream {
  struct slice name, prefix; /* of the element that starts or ends */
  size_t depth;              /* of open elements; a root is 1 in its START and its END */
  bool mended;               /* so far, something had to be mended */
  /* private */
  struct xml_scanner scanner;
  struct xml_token token;
  struct slice open[XML_STREAM_DEPTH];
  size_t to_close; /* ENDs that are due */
  bool ended;      /* the event was an END */
};

/* xml_stream_start - `text` is UTF-8 (xml_encoding.h) and must live as long as the stream. */
void xml_stream_start(struct xml_stream *stream, struct slice text);

/* xml_stream_next - the next event. XML_EVENT_CUT is the last one: what is still open then (depth > 0) was
 * cut off and gets no END. */
enum xml_event xml_stream_next(struct xml_stream *stream);

/* xml_stream_text - appends the text of a TEXT, references resolved, ill-formed bytes as U+FFFD, without the
 * control characters that XML has no place for (XML 1.0, 2.2). */
void xml_stream_text(const struct xml_stream *stream, struct buffer *out);

/* xml_stream_attribute - appends the value of an attribute of a START by its name without prefix, in any
 * case. False: there is none. */
bool xml_stream_attribute(const struct xml_stream *stream, const char *name, struct buffer *out);

#endif
