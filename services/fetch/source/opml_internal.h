/* opml_internal.h - what the readers of the forms of a list share. */
#ifndef FETCH_SOURCE_OPML_INTERNAL_H
#define FETCH_SOURCE_OPML_INTERNAL_H

#include "fetch/map.h"
#include "fetch/source/opml.h"
#include "fetch/source/xml_stream.h"

struct opml_reader {
  struct arena *arena;
  struct slice base; /* to resolve against; may be empty */
  struct opml *out;
  struct xml_stream stream;
  struct buffer value; /* text of the element at hand, or an attribute */
  struct map known;    /* entries by the hash of their URL */
  struct opml_entry **end;
};

/* opml_attribute - an attribute's value, trimmed, in the arena; empty: absent, empty or too long. *present
 * (may be NULL) tells whether it is there at all. */
struct slice opml_attribute(struct opml_reader *reader, const char *name, bool *present);

/* opml_add - the entry of a URL: a new one, or the one that was added for it before. NULL: there are too
 * many. */
struct opml_entry *opml_add(struct opml_reader *reader, enum opml_kind kind, struct slice url,
                            struct slice title);

/* opml_categorise - adds a category, unless the entry has it. `path` must live as long as the arena. */
void opml_categorise(struct opml_reader *reader, struct opml_entry *entry, const struct slice *path,
                     size_t length);

/* opml_is - compares a name in any case. */
bool opml_is(struct slice name, const char *word);

/* The readers: both see every event, and do something in their own kind of document. */
struct opml_outlines;
struct opml_outlines *opml_outlines_new(struct opml_reader *reader);
void opml_outlines_event(struct opml_outlines *outlines, enum xml_event event);

struct opml_agents;
struct opml_agents *opml_agents_new(struct opml_reader *reader);
void opml_agents_event(struct opml_agents *agents, enum xml_event event);
void opml_agents_end(struct opml_agents *agents); /* gives the nameless ones their empty title */

#endif
