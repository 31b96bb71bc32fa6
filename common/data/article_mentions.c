/* article_mentions.c - what the tagger found, as the article tells it: mentions, entities and quotes under
 * our key, and every person, organisation and place once in ninjs's own lists. */
#include "data/article_internal.h"

#include <stdlib.h>

static void append_mention(struct arena *arena, struct json *list, const struct mention *mention)
{
  struct json *entry = json_append_object(arena, list);
  json_add_text(arena, entry, "type", mention->type);
  json_add_integer(arena, entry, "start", (int64_t)mention->start);
  json_add_integer(arena, entry, "end", (int64_t)mention->end);
  json_add_text(arena, entry, "exact", mention->exact);
  if (mention->entity != ENTITY_NONE) json_add_integer(arena, entry, "entity", (int64_t)mention->entity);
  json_add_given(arena, entry, "value", mention->value);
  json_add_given(arena, entry, "unit", mention->unit);
  json_add_given(arena, entry, "modifier", mention->modifier);
  json_add_text(arena, entry, "rule", mention->rule);
  if (mention->confidence) json_add_integer(arena, entry, "confidence", mention->confidence);
}

static void append_entity(struct arena *arena, struct json *list, const struct entity *entity)
{
  struct json *entry = json_append_object(arena, list);
  const struct entity_link *link = &entity->link;
  json_add_text(arena, entry, "type", entity->type);
  json_add_text(arena, entry, "name", entity->name);
  json_add_given(arena, entry, "iso3166", link->iso3166);
  json_add_given(arena, entry, "geonames", link->geonames);
  json_add_given(arena, entry, "wikidata", link->wikidata);
  if (!link->located) return;
  json_add_real(arena, entry, "latitude", link->latitude);
  json_add_real(arena, entry, "longitude", link->longitude);
}

void article_add_quote_span(struct arena *arena, struct json *entry, const struct quote *quote)
{
  json_add_integer(arena, entry, "start", (int64_t)quote->start);
  json_add_integer(arena, entry, "end", (int64_t)quote->end);
  struct json *inner = json_add_array(arena, entry, "inner");
  json_append(arena, inner, json_new_integer(arena, (int64_t)quote->inner_start));
  json_append(arena, inner, json_new_integer(arena, (int64_t)quote->inner_end));
  json_add_bool(arena, entry, "direct", quote->direct);
}

static void append_quote(struct arena *arena, struct json *list, const struct quote *quote)
{
  struct json *entry = json_append_object(arena, list);
  article_add_quote_span(arena, entry, quote);
  if (quote->speaker.length) {
    struct json *speaker = json_add_object(arena, entry, "speaker");
    json_add_integer(arena, speaker, "start", (int64_t)quote->speaker_start);
    json_add_integer(arena, speaker, "end", (int64_t)quote->speaker_end);
    json_add_text(arena, speaker, "exact", quote->speaker);
    if (quote->entity != ENTITY_NONE) json_add_integer(arena, speaker, "entity", (int64_t)quote->entity);
  }
  json_add_given(arena, entry, "cue", quote->cue);
  json_add_given(arena, entry, "addressee", quote->addressee);
}

/* add_identity - the link as ninjs's literal, and as a uri where its authority publishes one. */
static void add_identity(struct arena *arena, struct json *entry, const struct entity_link *link)
{
  const struct {
    struct slice id;
    const char *authority, *before, *behind;
  } known[] = {{link->wikidata, "wikidata", "http://www.wikidata.org/entity/", ""},
               {link->geonames, "geonames", "https://sws.geonames.org/", "/"},
               {link->iso3166, "iso3166", NULL, NULL}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct slice id = known[i].id;
    if (!id.length) continue;
    json_add_text(arena, entry, "literal",
                  slice_of(arena_format(arena, "%s:%.*s", known[i].authority, (int)id.length, id.data)));
    if (known[i].before)
      json_add_text(
          arena, entry, "uri",
          article_uri_text(arena, slice_of(arena_format(arena, "%s%.*s%s", known[i].before, (int)id.length,
                                                        id.data, known[i].behind))));
    return;
  }
}

static void list_entities(struct arena *arena, struct json *article, const char *key, const char *type,
                          const struct annotations *found)
{
  struct json *list = NULL;
  json_remove(article, key);
  for (size_t i = 0; i < found->entity_count; i++) {
    const struct entity *entity = &found->entities[i];
    if (!slice_is(entity->type, type)) continue;
    if (!list) list = json_add_array(arena, article, key);
    struct json *entry = json_append_object(arena, list);
    json_add_text(arena, entry, "name", entity->name);
    json_add_text(arena, entry, "rel", SLICE("mentions"));
    add_identity(arena, entry, &entity->link);
  }
}

void article_list_annotations(struct arena *arena, struct json *object, const struct annotations *found)
{
  struct json *list = json_add_array(arena, object, "mentions");
  for (size_t i = 0; i < found->mention_count; i++) append_mention(arena, list, &found->mentions[i]);
  list = json_add_array(arena, object, "entities");
  for (size_t i = 0; i < found->entity_count; i++) append_entity(arena, list, &found->entities[i]);
  list = json_add_array(arena, object, "quotes");
  for (size_t i = 0; i < found->quote_count; i++) append_quote(arena, list, &found->quotes[i]);
}

void article_add_annotations(struct arena *arena, struct json *article, const struct annotations *found,
                             struct slice tagger_version)
{
  struct json *ours = article_ours(arena, article);
  article_list_annotations(arena, ours, found);
  json_add_text(arena, ours, "tagger", tagger_version);
  list_entities(arena, article, "people", "PER", found);
  list_entities(arena, article, "organisations", "ORG", found);
  list_entities(arena, article, "places", "LOC", found);
}
