/* filter_explain.c - see filter_explain.h. */
#include "tag/filter_explain.h"

static const struct {
  const char *word, *why; /* NULL: it needs no word */
} fates[] = {[FATE_SAID] = {"said", NULL},
             [FATE_OVERLAPPED] = {"overlapped", "a surer or longer one stands there"},
             [FATE_DROPPED] = {"dropped", "a surer or longer one stands in the same word"}};

static void print_line(const struct json *line, struct buffer *out)
{
  json_print(line, out);
  buffer_byte(out, '\n');
}

static void explain_finding(struct arena *arena, const struct tag_finding *finding, struct buffer *out)
{
  struct json *line = json_object(arena);
  json_add_text(arena, line, "fate", slice_of(fates[finding->fate].word));
  json_add_given(arena, line, "why", slice_of(fates[finding->fate].why));
  json_add_text(arena, line, "layer", slice_of(finding->layer));
  json_add_given(arena, line, "rule", slice_of(finding->rule));
  json_add_text(arena, line, "type", finding->type);
  json_add_integer(arena, line, "start", (int64_t)finding->start);
  json_add_integer(arena, line, "end", (int64_t)finding->end);
  json_add_text(arena, line, "exact", finding->exact);
  json_add_integer(arena, line, "strength", finding->strength);
  if (finding->confidence) json_add_integer(arena, line, "confidence", finding->confidence);
  if (finding->mention != SIZE_MAX) json_add_integer(arena, line, "mention", (int64_t)finding->mention);
  print_line(line, out);
}

static void explain_entities(struct arena *arena, const struct annotations *found, struct buffer *out)
{
  size_t *mentions = arena_zero(arena, found->entity_count + 1, sizeof *mentions);
  for (size_t i = 0; i < found->mention_count; i++)
    if (found->mentions[i].entity != ENTITY_NONE) mentions[found->mentions[i].entity]++;
  for (size_t i = 0; i < found->entity_count; i++) {
    const struct entity *entity = &found->entities[i];
    struct json *line = json_object(arena);
    json_add_integer(arena, line, "entity", (int64_t)i);
    json_add_text(arena, line, "type", entity->type);
    json_add_text(arena, line, "name", entity->name);
    json_add_integer(arena, line, "mentions", (int64_t)mentions[i]);
    json_add_given(arena, line, "iso3166", entity->link.iso3166);
    json_add_given(arena, line, "geonames", entity->link.geonames);
    json_add_given(arena, line, "wikidata", entity->link.wikidata);
    print_line(line, out);
  }
}

static void explain_quotes(struct arena *arena, const struct annotations *found, struct buffer *out)
{
  for (size_t i = 0; i < found->quote_count; i++) {
    const struct quote *quote = &found->quotes[i];
    struct json *line = json_object(arena);
    json_add_integer(arena, line, "quote", (int64_t)i);
    json_add_integer(arena, line, "start", (int64_t)quote->start);
    json_add_integer(arena, line, "end", (int64_t)quote->end);
    json_add_bool(arena, line, "direct", quote->direct);
    json_add_given(arena, line, "speaker", quote->speaker);
    if (quote->entity != ENTITY_NONE) json_add_integer(arena, line, "entity", (int64_t)quote->entity);
    json_add_given(arena, line, "cue", quote->cue);
    json_add_given(arena, line, "addressee", quote->addressee);
    print_line(line, out);
  }
}

void filter_explain(struct arena *arena, const struct annotations *found, const struct tag_reasons *reasons,
                    struct buffer *out)
{
  for (size_t i = 0; i < reasons->count; i++) explain_finding(arena, &reasons->findings[i], out);
  explain_entities(arena, found, out);
  explain_quotes(arena, found, out);
}
