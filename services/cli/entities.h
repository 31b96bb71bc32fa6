/* entities.h - what `depeche entities` counts, put together from as many replies as it takes, and its
 * printing. */
#ifndef CLI_ENTITIES_H
#define CLI_ENTITIES_H

#include "cli/cli.h"

/* How often an entity came: in all, or within a period (a day, a week's Monday, a month). */
struct entity_row {
  struct slice period; /* empty: in all */
  int64_t count;
};
struct entity_sum {
  struct slice type, name, iso3166, geonames, wikidata;
  double latitude, longitude;
  bool located;
  struct entity_row all, *periods; /* periods: owned, ascending */
  size_t period_count;
};
struct entity_sums {
  struct arena *arena;     /* of the texts */
  struct entity_sum *list; /* owned */
  size_t count, room;
  size_t *table, table_size;  /* owned; position + 1 by hash */
  struct entity_sum articles; /* the articles themselves */
};

/* entity_sums_add - what one reply to `entities` counts. */
void entity_sums_add(struct entity_sums *sums, const struct json *reply);
/* entity_sums_sort - most first; nothing can be added behind it. */
void entity_sums_sort(struct entity_sums *sums);
void entity_sums_free(struct entity_sums *sums);

/* Printing of the first `most`; pairs are those of a reply. */
void entities_print_table(struct cli *cli, const struct entity_sums *sums, size_t most);
void entities_print_csv(const struct entity_sums *sums, size_t most, bool by);
void entities_print_json(struct cli *cli, const struct entity_sums *sums, size_t most);
void entities_print_geojson(struct cli *cli, const struct entity_sums *sums, size_t most);
void entities_print_pairs(struct cli *cli, const struct json *reply, bool csv);

#endif
