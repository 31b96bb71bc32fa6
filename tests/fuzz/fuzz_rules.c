/* fuzz_rules.c - a file of the operator's rules, and behind a line of three dots a text to read with them. A
 * set that is refused says why, in one line; one that is taken finds what stands between its offsets, and
 * nothing that a pattern matches by itself is lost by the prefilter. The first byte chooses the kind of the
 * file. */
#include "fuzz.h"

#include "base/utf8.h"
#include "tag/ruleset_internal.h"

#include <stdio.h>

static void hear(void *context, const struct ruleset_note *note)
{
  size_t *errors = context;
  *errors += note->level == RULESET_ERROR;
  must(*note->text != '\0' && utf8_valid(slice_of(note->text)) && !strchr(note->text, '\n'));
  must(note->rule.length <= RULE_ID);
}

static void check_find(struct slice text, const struct find *find)
{
  must(find->start < find->end && find->end <= text.length && find->at < find->past);
  must(utf8_count((struct slice){text.data, find->start}) == find->at);
  must(utf8_count((struct slice){text.data, find->end}) == find->past);
  must(*find->rule != '\0' && find_type_name(find).length > 0);
  must(utf8_valid(find->value) && utf8_valid(find->name));
}

/* count_of - finds of rules, not of names. */
static size_t count_of(const struct ruleset *ruleset, const struct finds *finds)
{
  size_t count = 0;
  for (size_t i = 0; i < finds->count; i++)
    for (size_t k = 0; k < ruleset->rule_count; k++)
      count += finds->list[i].rule == ruleset->rules[k].id.data;
  return count;
}

static void read_stretch(const struct ruleset *ruleset, struct ruleset_scratch *scratch,
                         struct ruleset_scratch *other, const struct tokens *tokens, struct arena *arena)
{
  struct finds finds = {0}, alone = {0};
  ruleset_find(ruleset, scratch, tokens, arena, &finds);
  for (size_t i = 0; i < finds.count; i++) check_find(tokens->text, &finds.list[i]);
  for (size_t k = 0; k < ruleset->rule_count; k++)
    ruleset_try(ruleset, other, &ruleset->rules[k], tokens, arena, &alone);
  bool complete = !scratch->given_up && !other->given_up && !finds.full && !alone.full;
  must(!complete || count_of(ruleset, &finds) == alone.count);
  finds_free(&finds);
  finds_free(&alone);
}

static void read_text(const struct ruleset *ruleset, struct slice text)
{
  struct ruleset_scratch *scratch = ruleset_scratch_new(), *other = ruleset_scratch_new();
  struct tokens *tokens = tokens_new();
  struct arena *arena = arena_new();
  ruleset_begin(ruleset, scratch, text.length, SLICE("fr"));
  ruleset_begin(ruleset, other, text.length, SLICE("fr"));
  tokens_begin(tokens, text);
  while (tokens_next(tokens)) read_stretch(ruleset, scratch, other, tokens, arena);
  arena_free(&arena);
  tokens_free(&tokens);
  ruleset_scratch_free(&scratch);
  ruleset_scratch_free(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0) return 0;
  struct slice file = {(const char *)data + 1, size - 1}, text = {"", 0};
  const char *dots = memmem(file.data, file.length, "\n...\n", 5);
  if (dots) {
    text = slice_from(file, (size_t)(dots - file.data) + 5);
    file.length = (size_t)(dots - file.data) + 1;
  }
  dp_error error = {0};
  size_t errors = 0;
  struct ruleset *ruleset = ruleset_of(data[0] % 2 ? "a.csv" : "a.yaml", file, hear, &errors, &error);
  must((ruleset == NULL) == (errors > 0) && (ruleset == NULL) == (error.code != 0));
  must(utf8_valid(slice_of(error.text)) && !strchr(error.text, '\n'));
  if (ruleset && utf8_valid(text)) read_text(ruleset, text);
  ruleset_free(&ruleset);
  return 0;
}
