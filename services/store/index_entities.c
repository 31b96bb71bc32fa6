/* index_entities.c - see index_entities.h. An entity is known by type, folded name and number: "Niger" the
 * country and "Niger" the river are two. */
#include "store/index_entities.h"

#include <stdlib.h>

static struct slice link_of(const struct index_entity *entity)
{
  if (entity->geonames.length) return entity->geonames;
  return entity->wikidata.length ? entity->wikidata : entity->iso3166;
}

static void fold_name(struct index *index, struct slice name)
{
  buffer_clear(&index->content);
  index_stems(index->words, WORDS_OTHER, name, &index->content);
  if (!index->content.length) buffer_slice(&index->content, name);
}

static bool find_entity(struct index *index, const struct index_entity *entity, int64_t *id, dp_error *error)
{
  struct statement *find = database_statement(
      index->database, "SELECT id FROM entity WHERE folded = ?1 AND type = ?2 AND link = ?3");
  statement_text(find, 1, buffer_view(&index->content));
  statement_text(find, 2, entity->type);
  statement_text(find, 3, link_of(entity));
  enum statement_outcome outcome = statement_step(find, error);
  *id = outcome == STATEMENT_ROW ? statement_column(find, 0) : 0;
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool add_entity(struct index *index, const struct index_entity *entity, int64_t *id, dp_error *error)
{
  struct statement *add = database_statement(
      index->database, "INSERT INTO entity (type, folded, link, name, iso3166, geonames, wikidata, latitude,"
                       " longitude) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  const struct slice texts[] = {entity->type,    buffer_view(&index->content),
                                link_of(entity), entity->name,
                                entity->iso3166, entity->geonames,
                                entity->wikidata};
  for (int i = 0; i < 7; i++) statement_text(add, i + 1, texts[i]);
  if (entity->located) {
    statement_integer(add, 8, entity->latitude);
    statement_integer(add, 9, entity->longitude);
  }
  bool ok = statement_run(add, error);
  *id = database_last_id(index->database);
  return ok;
}

static int by_number(const void *a, const void *b)
{
  int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
  return (left > right) - (left < right);
}

bool index_entities_add(struct index *index, const struct index_article *article, dp_error *error)
{
  int64_t ids[INDEX_ENTITIES], last = 0;
  for (size_t i = 0; i < article->entity_count; i++) {
    const struct index_entity *entity = &article->entities[i];
    fold_name(index, entity->name);
    if (!find_entity(index, entity, &ids[i], error)) return false;
    if (!ids[i] && !add_entity(index, entity, &ids[i], error)) return false;
  }
  qsort(ids, article->entity_count, sizeof *ids, by_number);
  buffer_clear(&index->ids);
  for (size_t i = 0; i < article->entity_count; i++) {
    if (i && ids[i] == ids[i - 1]) continue;
    index_ids_add(&index->ids, &last, ids[i]);
  }
  return true;
}
