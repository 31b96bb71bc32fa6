/* fuzz_tag.c - whatever text, language and day come in: mentions are in order, apart, and are what the text
 * has between their offsets; what is said of them is text; quotes are in order and lie in the text. The first
 * byte chooses the language, the second whether the day is known. */
#include "base/utf8.h"
#include "tag/tag.h"

#include <stdint.h>
#include <stdlib.h>

static void demand(bool true_thing)
{
  if (!true_thing) abort();
}

static void check_sayings(const struct annotations *found)
{
  for (size_t i = 0; i < found->mention_count; i++) {
    const struct mention *mention = &found->mentions[i];
    demand(utf8_valid(mention->value) && utf8_valid(mention->unit) && utf8_valid(mention->modifier));
    demand(mention->entity == ENTITY_NONE || mention->entity < found->entity_count);
  }
  for (size_t i = 0; i < found->entity_count; i++)
    demand(found->entities[i].name.length > 0 && utf8_valid(found->entities[i].name));
}

static void check_quotes(struct slice text, const struct annotations *found)
{
  size_t past = utf8_count(text);
  for (size_t i = 0; i < found->quote_count; i++) {
    const struct quote *quote = &found->quotes[i];
    demand(quote->start <= quote->inner_start && quote->inner_start < quote->inner_end);
    demand(quote->inner_end <= quote->end && quote->end <= past);
    demand(i == 0 || quote[-1].start <= quote->start);
    demand(utf8_valid(quote->speaker) && utf8_valid(quote->cue) && utf8_valid(quote->addressee));
    demand(quote->speaker_end - quote->speaker_start == utf8_count(quote->speaker));
    demand(quote->entity == ENTITY_NONE || quote->entity < found->entity_count);
  }
}

static void check_mentions(struct slice text, const struct mention *mentions, size_t count)
{
  size_t byte = 0, point = 0, past = 0;
  for (size_t i = 0; i < count; i++) {
    demand(mentions[i].start >= past && mentions[i].end > mentions[i].start);
    for (; point < mentions[i].start; point++) utf8_decode(text, &byte);
    size_t start = byte;
    for (; point < mentions[i].end; point++) utf8_decode(text, &byte);
    demand(byte <= text.length);
    demand(slice_equal((struct slice){text.data + start, byte - start}, mentions[i].exact));
    demand(mentions[i].type.length > 0 && mentions[i].rule.length > 0);
    past = mentions[i].end;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct tag_rules *rules;
  static struct tag_worker *worker;
  static struct arena *arena;
  static const char *const languages[] = {"fr", "en", "de", "und"};
  if (!rules) {
    rules = tag_rules_new(NULL);
    worker = tag_worker_new();
    arena = arena_new();
  }
  if (size < 2) return 0;
  struct tag_text in = {{(const char *)data + 2, size - 2},
                        slice_of(languages[data[0] & 3]),
                        slice_of(data[1] & 1 ? "2024-04-12" : ""),
                        slice_of(data[1] & 2 ? "NE" : "")};
  struct annotations found;
  tag_find(rules, worker, arena, &in, TAG_ALL, &found);
  if (utf8_valid(in.text)) {
    check_mentions(in.text, found.mentions, found.mention_count);
    check_quotes(in.text, &found);
    check_sayings(&found);
  } else {
    demand(!found.mention_count && !found.entity_count && !found.quote_count);
  }
  arena_reset(arena);
  return 0;
}
