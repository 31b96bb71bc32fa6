/* tag_jsonl.c - runs the tagger over lines of JSON: {"id", "lang", "pub", "text"} in, {"id", "entities":
 * [{start, end, type, value?, unit?, mod?, rule, name?, link?}]} out; says on standard error how many words a
 * second that were (CPU time of the tagger alone).
 *
 * usage: tag_jsonl [REPEATS] < LINES > PREDICTIONS */
#include "base/clock.h"
#include "data/json.h"
#include "tag/tag.h"

#include <stdio.h>
#include <stdlib.h>

struct run {
  struct tag_rules *rules;
  struct tag_worker *worker;
  struct arena *arena;
  struct buffer out;
  long repeats;
  size_t words;
  int64_t cpu_us;
};

static size_t count_words(struct slice text)
{
  size_t words = 0;
  for (size_t i = 0; i < text.length; i++)
    words +=
        text.data[i] > ' ' && (i + 1 == text.length || (text.data[i + 1] >= 0 && text.data[i + 1] <= ' '));
  return words;
}

static void add_optional(struct arena *arena, struct json *object, const char *key, struct slice text)
{
  if (text.length) json_add_text(arena, object, key, text);
}

static void add_link(struct arena *arena, struct json *entry, const struct entity_link *link)
{
  if (!link->iso3166.length && !link->geonames.length && !link->wikidata.length) return;
  struct json *out = json_add_object(arena, entry, "link");
  add_optional(arena, out, "iso3166", link->iso3166);
  if (link->geonames.length) json_add_integer(arena, out, "geonames", strtol(link->geonames.data, NULL, 10));
  add_optional(arena, out, "wikidata", link->wikidata);
}

static void print_found(struct run *run, struct slice id, const struct annotations *found)
{
  struct json *line = json_object(run->arena);
  json_add_text(run->arena, line, "id", id);
  struct json *entities = json_add_array(run->arena, line, "entities");
  for (size_t i = 0; i < found->mention_count; i++) {
    const struct mention *mention = &found->mentions[i];
    struct json *entry = json_append_object(run->arena, entities);
    json_add_integer(run->arena, entry, "start", (int64_t)mention->start);
    json_add_integer(run->arena, entry, "end", (int64_t)mention->end);
    json_add_text(run->arena, entry, "type", mention->type);
    add_optional(run->arena, entry, "value", mention->value);
    add_optional(run->arena, entry, "unit", mention->unit);
    add_optional(run->arena, entry, "mod", mention->modifier);
    add_optional(run->arena, entry, "rule", mention->rule);
    if (mention->entity == ENTITY_NONE) continue;
    json_add_text(run->arena, entry, "name", found->entities[mention->entity].name);
    add_link(run->arena, entry, &found->entities[mention->entity].link);
  }
  struct json *quotes = json_add_array(run->arena, line, "quotes");
  for (size_t i = 0; i < found->quote_count; i++) {
    const struct quote *quote = &found->quotes[i];
    struct json *entry = json_append_object(run->arena, quotes);
    json_add_integer(run->arena, entry, "start", (int64_t)quote->start);
    json_add_integer(run->arena, entry, "end", (int64_t)quote->end);
    json_add_bool(run->arena, entry, "direct", quote->direct);
    add_optional(run->arena, entry, "speaker", quote->speaker);
    if (quote->entity != ENTITY_NONE)
      json_add_text(run->arena, entry, "who", found->entities[quote->entity].name);
    add_optional(run->arena, entry, "cue", quote->cue);
    add_optional(run->arena, entry, "to", quote->addressee);
  }
  buffer_clear(&run->out);
  json_print(line, &run->out);
  buffer_byte(&run->out, '\n');
  fwrite(run->out.data, 1, run->out.length, stdout);
}

static bool tag_line(struct run *run, struct slice line, dp_error *error)
{
  struct json *document = json_parse(run->arena, line, error);
  if (!document) return false;
  struct tag_text text = {json_get_text(document, "text"),
                          json_get_text(document, "lang"),
                          json_get_text(document, "pub"),
                          {"", 0}};
  struct annotations found = {0};
  int64_t begin = clock_cpu_us();
  for (long i = 0; i < run->repeats; i++)
    tag_find(run->rules, run->worker, run->arena, &text, TAG_ALL, &found);
  run->cpu_us += clock_cpu_us() - begin;
  run->words += count_words(text.text) * (size_t)run->repeats;
  print_found(run, json_get_text(document, "id"), &found);
  return true;
}

int main(int argc, char **argv)
{
  dp_error error = {0};
  struct run run = {.repeats = argc > 1 ? strtol(argv[1], NULL, 10) : 1};
  int64_t begin = clock_cpu_us();
  run.rules = tag_rules_new(&error);
  int64_t load_us = clock_cpu_us() - begin;
  run.worker = tag_worker_new();
  run.arena = arena_new();
  char *line = NULL;
  size_t room = 0;
  bool well = run.rules != NULL;
  for (ssize_t length; well && (length = getline(&line, &room, stdin)) > 0; arena_reset(run.arena))
    well = tag_line(&run, (struct slice){line, (size_t)length}, &error);
  if (well)
    fprintf(stderr, "%zu words, %.0f words a second; rules loaded in %lld ms\n", run.words,
            (double)run.words * 1e6 / (double)(run.cpu_us ? run.cpu_us : 1), (long long)(load_us / 1000));
  else
    fprintf(stderr, "tag_jsonl: %s\n", error.text);
  free(line);
  buffer_free(&run.out);
  arena_free(&run.arena);
  tag_worker_free(&run.worker);
  tag_rules_free(&run.rules);
  return well ? 0 : EX_DATAERR;
}
