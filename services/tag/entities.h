/* entities.h - which mentions name the same thing, and what that thing is in the world.
 *
 * Stretch by stretch, while its tokens are there, the names that were found are noted as words; when the text
 * is at its end they are joined: full names first, then what is short for them (a surname, an acronym), then
 * places by what they link to. Takes time linear in the finds. One struct per worker, reused. */
#ifndef TAG_ENTITIES_H
#define TAG_ENTITIES_H

#include "tag/gazetteer.h"

struct entities;

struct entities_options {
  struct slice country; /* ISO 3166-1 of the source; may be empty */
  bool french, english; /* language of the text */
  bool links;           /* say what entities are in the world */
};

struct entities *entities_new(void);
void entities_free(struct entities **entities);

/* entities_begin - forgets the text before. */
void entities_begin(struct entities *entities);

/* entities_read - notes the finds of the stretch, which merge_stretch has put in order. */
void entities_read(struct entities *entities, const struct gazetteer *gazetteer, const struct tokens *tokens,
                   const struct finds *finds);

/* entities_settle - joins the finds of the whole text. Writes entities and their count, in order of their
 * first mention; names and links are in `text`, in the arena or static. */
void entities_settle(struct entities *entities, const struct finds *finds, struct slice text,
                     const struct entities_options *options, struct arena *arena, struct annotations *found);

/* entities_of - the entity of a find, by its position in finds.list; ENTITY_NONE for dates and amounts. */
size_t entities_of(const struct entities *entities, size_t find);

#endif
