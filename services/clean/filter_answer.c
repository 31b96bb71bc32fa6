/* filter_answer.c - see filter_answer.h. */
#include "clean/filter_answer.h"

enum { DAY = 10 /* bytes of "2024-04-12" */, MAX_BLOCKS = 20000 };

static struct filter_fact single(const char *name, const struct fact *fact)
{
  return (struct filter_fact){name,  &fact->value, fact->value.length ? 1 : 0,
                              false, fact->from,   fact->confidence};
}

static struct filter_fact several(const char *name, const struct facts *facts)
{
  return (struct filter_fact){name, facts->values, facts->count, true, facts->from, facts->confidence};
}

void filter_facts(const struct article_metadata *metadata, struct filter_fact facts[FILTER_FACTS])
{
  const struct filter_fact all[FILTER_FACTS] = {single("title", &metadata->title),
                                                several("authors", &metadata->authors),
                                                single("published", &metadata->published),
                                                single("modified", &metadata->modified),
                                                single("site", &metadata->site),
                                                single("uri", &metadata->uri),
                                                single("language", &metadata->language),
                                                single("kind", &metadata->kind),
                                                single("section", &metadata->section),
                                                several("tags", &metadata->tags),
                                                single("description", &metadata->description),
                                                single("image", &metadata->image),
                                                single("paywall", &metadata->paywall),
                                                single("licence", &metadata->licence)};
  memcpy(facts, all, sizeof all);
}

static void add_fact(struct arena *arena, struct json *answer, const struct filter_fact *fact)
{
  if (strcmp(fact->name, "paywall") == 0) {
    json_add_bool(arena, answer, fact->name, slice_is(*fact->values, "yes"));
    return;
  }
  if (!fact->list) {
    json_add_text(arena, answer, fact->name, *fact->values);
    return;
  }
  struct json *values = json_add_array(arena, answer, fact->name);
  for (size_t i = 0; i < fact->count; i++) json_append_text(arena, values, fact->values[i]);
}

static struct json *provenance_of(struct arena *arena, const struct filter_fact facts[FILTER_FACTS])
{
  struct json *provenance = json_object(arena);
  for (size_t i = 0; i < FILTER_FACTS; i++) {
    if (!facts[i].count || !facts[i].from) continue;
    struct json *witness = json_add_object(arena, provenance, facts[i].name);
    json_add_text(arena, witness, "from", slice_of(facts[i].from));
    json_add_integer(arena, witness, "confidence", facts[i].confidence);
  }
  return provenance;
}

static void add_line(struct arena *arena, struct json *answer, const struct article_metadata *metadata)
{
  const struct filter_fact authors = several("author", &metadata->authors);
  struct slice day = metadata->published.value;
  if (day.length > DAY) day.length = DAY;
  add_fact(arena, answer, &authors);
  json_add_given(arena, answer, "date", day);
}

static void add_blocks(struct arena *arena, struct json *answer, const struct article_clean *article)
{
  if (!article->block_count || article->block_count > MAX_BLOCKS) return;
  struct json *blocks = json_add_array(arena, answer, "blocks");
  for (size_t i = 0; i < article->block_count; i++) {
    const struct article_block *block = &article->blocks[i];
    struct json *entry = json_append_object(arena, blocks);
    json_add_text(arena, entry, "type", slice_of(block->type));
    if (block->level) json_add_integer(arena, entry, "level", block->level);
    json_add_integer(arena, entry, "start", (int64_t)block->start);
    json_add_integer(arena, entry, "end", (int64_t)block->end);
  }
}

static void add_text(struct arena *arena, struct json *answer, const struct article_clean *article)
{
  json_add_given(arena, answer, "standfirst", article->standfirst);
  json_add_text(arena, answer, "text", article->text);
  add_blocks(arena, answer, article);
  json_add_given(arena, answer, "charset", article->charset);
  if (!article->exact.length && !article->signature.length) return;
  struct json *fingerprint = json_add_object(arena, answer, "fingerprint");
  json_add_given(arena, fingerprint, "exact", article->exact);
  json_add_given(arena, fingerprint, "similar", article->signature);
}

struct json *filter_answer(struct arena *arena, const struct clean_page *page,
                           const struct clean_result *result, bool line)
{
  struct json *answer = json_object(arena);
  const struct article_metadata *metadata = &result->article.metadata;
  struct filter_fact facts[FILTER_FACTS];
  filter_facts(metadata, facts);
  if (result->reason) {
    json_add_text(arena, answer, "rejected", slice_of(result->reason));
    json_add_text(arena, answer, "detail", slice_of(result->detail));
  }
  json_add_given(arena, answer, "url", page->url);
  for (size_t i = 0; i < FILTER_FACTS; i++)
    if (facts[i].count) add_fact(arena, answer, &facts[i]);
  if (metadata->image_width) json_add_integer(arena, answer, "image_width", metadata->image_width);
  if (metadata->image_height) json_add_integer(arena, answer, "image_height", metadata->image_height);
  if (line) add_line(arena, answer, metadata);
  add_text(arena, answer, &result->article);
  if (result->truncated) json_add_bool(arena, answer, "truncated", true);
  json_add(arena, answer, "provenance", provenance_of(arena, facts));
  return answer;
}
