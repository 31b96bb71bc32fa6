/* fuzz_tag.c - whatever text, language and day come in: mentions are in order, apart, and are what the text
 * has between their offsets. The first byte chooses the language, the second whether the day is known. */
#include "base/utf8.h"
#include "tag/tag.h"

#include <stdint.h>
#include <stdlib.h>

static void demand(bool true_thing)
{
  if (!true_thing) abort();
}

static void check(struct slice text, const struct mention *mentions, size_t count)
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
  check(in.text, found.mentions, found.mention_count);
  arena_reset(arena);
  return 0;
}
