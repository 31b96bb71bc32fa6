/* feed_internal.h - what the files of feed share: the walk over an XML feed, and the pieces that its elements
 * are read with. */
#ifndef FETCH_SOURCE_FEED_INTERNAL_H
#define FETCH_SOURCE_FEED_INTERNAL_H

#include "base/url.h"
#include "fetch/source/feed.h"

enum feed_level { FEED_LEVEL_FEED, FEED_LEVEL_ENTRY, FEED_LEVEL_SOURCE };

/* What holds while an item is read: marks of what has been met. */
struct feed_reading {
  struct feed_item *item;
  enum feed_level level;
  int title_rank;   /* 0: none yet, 1: of an embedded medium, 2: its own */
  bool has_content; /* a content was met: a second description is one too */
  bool has_summary;
  bool sought_place; /* the coordinates that stand beside one another */
  struct feed_extension *last_extension;
  size_t extensions;
};

struct feed_reader {
  struct arena *arena;
  struct feed *feed;
  bool is_atom; /* texts are what their type says; elsewhere plain text may be HTML */
  struct feed_item *last_entry;
  int64_t update_period, update_times; /* syndication module: seconds, and how often in them; 0: not said */
};

/* What is in force where an element stands. */
struct feed_scope {
  struct feed_reader *reader;
  const struct url *base; /* NULL: none */
  struct slice base_text, language;
  const struct xml_node *node;
  struct feed_reading *reading;
  bool within; /* an element of a module: what stands here is no extension of its own */
};

/* One element of the table: what is done where it is met. */
typedef void feed_element_fn(struct feed_scope *scope, struct feed_item *item);

/* feed_walk - reads every child element of scope->node into scope->reading. */
void feed_walk(struct feed_scope *scope);

/* feed_enter - the scope of `node` within `outer`: xml:base and xml:lang. */
struct feed_scope feed_enter(const struct feed_scope *outer, const struct xml_node *node);

/* feed_key - "title", "dc_creator": how the tables call an element; in lower case. feed_prefix - the usual
 * prefix of a namespace; NULL: it has none. */
struct slice feed_key(struct arena *arena, const struct xml_node *node, struct slice *prefix);
const char *feed_prefix(struct slice uri);

feed_element_fn *feed_element_of(struct slice key);        /* feed_elements.c; NULL: not known */
feed_element_fn *feed_module_element_of(struct slice key); /* feed_modules.c */
feed_element_fn feed_read_category, feed_read_title, feed_read_summary, feed_read_media_title;
/* What core elements and modules read alike. */
feed_element_fn feed_read_rights, feed_read_subtitle, feed_read_info, feed_read_language, feed_read_updated,
    feed_read_published, feed_read_created;
feed_element_fn feed_read_author, feed_read_contributor, feed_read_publisher, feed_read_named_contributor;

/* Texts (feed_text.c). */
void feed_read_text(const struct feed_scope *scope, const char *type, struct feed_text *text);
struct slice feed_trimmed(const struct feed_scope *scope); /* the element's text, mended and trimmed */
struct slice feed_mend_text(struct arena *arena, struct slice text);
struct slice feed_reference(const struct feed_scope *scope); /* the element's text as a resolved reference */
struct slice feed_attribute(const struct feed_scope *scope, const char *name); /* in any letter case */
struct slice feed_attribute_reference(const struct feed_scope *scope, const char *name);
void feed_clean_text(struct feed_reader *reader, const struct url *base, struct feed_text *text);

/* People (feed_people.c). */
void feed_person_of_text(struct arena *arena, struct slice text, struct feed_person *person);
struct slice feed_person_text(struct arena *arena, const struct feed_person *people); /* of the last one */

/* Lists: NULL when the list is full. */
#define FEED_APPEND(arena, list)                                                                             \
  feed_append(arena, (void **)(list), sizeof **(list), offsetof(__typeof__(**(list)), next))
void *feed_append(struct arena *arena, void **list, size_t size, size_t next);
void feed_add_tag(struct arena *arena, struct feed_item *item, struct slice term, struct slice scheme,
                  struct slice label);
struct feed_thing *feed_add_thing(struct arena *arena, struct feed_item *item, struct slice name);
void feed_add_value(struct arena *arena, struct feed_thing *thing, struct slice name, struct slice value);
struct feed_item *feed_add_entry(struct feed_reader *reader);
void feed_set_date(struct feed_date *date, struct slice text);

/* The formats. Each fills feed->about and the entries. */
void feed_read_xml(struct feed_reader *reader, const struct xml_document *document, const struct url *base,
                   struct slice base_text, struct slice language);
bool feed_read_json(struct feed_reader *reader, struct slice body, const struct url *base, dp_error *error);
void feed_read_cdf_attributes(struct feed_scope *scope, struct feed_item *item);
void feed_finish(struct feed_reader *reader); /* what follows from what was read */

#endif
