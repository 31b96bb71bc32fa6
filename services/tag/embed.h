/* embed.h - the lists of data/ as they were when the program was built. */
#ifndef TAG_EMBED_H
#define TAG_EMBED_H

#include "base/slice.h"

extern const char tag_data_places[], tag_data_places_end[];
extern const char tag_data_regions[], tag_data_regions_end[];
extern const char tag_data_organisations[], tag_data_organisations_end[];
extern const char tag_data_people[], tag_data_people_end[];
extern const char tag_data_events[], tag_data_events_end[];
extern const char tag_data_products[], tag_data_products_end[];
extern const char tag_data_given[], tag_data_given_end[];
extern const char tag_data_words[], tag_data_words_end[];
extern const char tag_data_model[], tag_data_model_end[]; /* at a multiple of 64 */
extern const char tag_data_demonyms[], tag_data_demonyms_end[];
extern const char tag_data_wikidata[], tag_data_wikidata_end[];

#define EMBEDDED(name) ((struct slice){tag_data_##name, (size_t)(tag_data_##name##_end - tag_data_##name)})

/* embed_line - the next line of a list into `line`, comments and empty lines skipped; false at the end.
 * `rest` moves on. */
bool embed_line(struct slice *rest, struct slice *line);

/* embed_field - cuts off what stands before `separator` (or all) from `rest`. False when nothing is left. */
bool embed_field(struct slice *rest, char separator, struct slice *field);

#endif
