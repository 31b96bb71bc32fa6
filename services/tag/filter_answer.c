/* filter_answer.c - see filter_answer.h. */
#include "tag/filter_answer.h"

#include <math.h>
#include <stdlib.h>

struct json *filter_message(struct arena *arena, const struct tag_text *text, bool guessed,
                            const struct annotations *found, struct slice version)
{
  struct json *answer = json_object(arena);
  json_add_text(arena, answer, "language", text->language);
  if (guessed) json_add_bool(arena, answer, "guessed", true);
  json_add_given(arena, answer, "published", text->published);
  article_list_annotations(arena, answer, found);
  json_add_text(arena, answer, "tagger", version);
  return answer;
}

/* Corpora. */

static void add_id(struct arena *arena, struct json *entry, size_t entity)
{
  if (entity != ENTITY_NONE)
    json_add_text(arena, entry, "id", slice_of(arena_format(arena, "e%zu", entity + 1)));
}

static bool is_amount(struct slice type)
{
  return slice_is(type, "QUANTITY") || slice_is(type, "MONEY") || slice_is(type, "PERCENT");
}

/* add_value - "1000" and "0.5" become numbers; "10/20" is none. */
static void add_value(struct arena *arena, struct json *entry, const struct mention *mention)
{
  if (!mention->value.length) return;
  const char *text = arena_string(arena, mention->value);
  char *end;
  double number = strtod(text, &end);
  if (!is_amount(mention->type) || *end || !isfinite(number))
    json_add_text(arena, entry, "value", mention->value);
  else if (number == floor(number) && fabs(number) <= (double)JSON_MAX_INTEGER)
    json_add_integer(arena, entry, "value", (int64_t)number);
  else
    json_add_real(arena, entry, "value", number);
}

static void add_link(struct arena *arena, struct json *entry, const struct entity_link *link)
{
  int64_t number;
  if (!link->iso3166.length && !link->geonames.length && !link->wikidata.length && !link->located) return;
  struct json *out = json_add_object(arena, entry, "link");
  json_add_given(arena, out, "iso3166", link->iso3166);
  if (slice_number(link->geonames, &number)) json_add_integer(arena, out, "geonames", number);
  if (link->located) {
    json_add_real(arena, out, "lat", link->latitude);
    json_add_real(arena, out, "lon", link->longitude);
  }
  json_add_given(arena, out, "wikidata", link->wikidata);
}

static void append_mention(struct arena *arena, struct json *list, const struct annotations *found,
                           const struct mention *mention, bool explain)
{
  const struct entity *entity = mention->entity == ENTITY_NONE ? NULL : &found->entities[mention->entity];
  struct json *entry = json_append_object(arena, list);
  json_add_integer(arena, entry, "start", (int64_t)mention->start);
  json_add_integer(arena, entry, "end", (int64_t)mention->end);
  json_add_text(arena, entry, "type", mention->type);
  add_value(arena, entry, mention);
  json_add_given(arena, entry, "unit", mention->unit);
  json_add_given(arena, entry, "mod", mention->modifier);
  if (entity) add_link(arena, entry, &entity->link);
  add_id(arena, entry, mention->entity);
  if (!explain) return;
  if (entity) json_add_text(arena, entry, "name", entity->name);
  json_add_given(arena, entry, "rule", mention->rule);
  if (mention->confidence) json_add_integer(arena, entry, "confidence", mention->confidence);
}

static void append_quote(struct arena *arena, struct json *list, const struct quote *quote)
{
  struct json *entry = json_append_object(arena, list);
  article_add_quote_span(arena, entry, quote);
  if (quote->speaker.length) {
    struct json *speaker = json_add_object(arena, entry, "speaker");
    json_add_integer(arena, speaker, "start", (int64_t)quote->speaker_start);
    json_add_integer(arena, speaker, "end", (int64_t)quote->speaker_end);
    json_add_text(arena, speaker, "text", quote->speaker);
    add_id(arena, speaker, quote->entity);
  }
  json_add_given(arena, entry, "cue", quote->cue);
  json_add_given(arena, entry, "to", quote->addressee);
}

struct json *filter_corpus(struct arena *arena, const struct tag_text *text, bool guessed,
                           const struct annotations *found, bool explain)
{
  struct json *answer = json_object(arena);
  if (guessed) json_add_text(arena, answer, "lang", text->language);
  struct json *list = json_add_array(arena, answer, "entities");
  for (size_t i = 0; i < found->mention_count; i++)
    append_mention(arena, list, found, &found->mentions[i], explain);
  list = json_add_array(arena, answer, "quotes");
  for (size_t i = 0; i < found->quote_count; i++) append_quote(arena, list, &found->quotes[i]);
  return answer;
}
