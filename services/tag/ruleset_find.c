/* ruleset_find.c - reading a text with a set: names by the trie, patterns where the prefilter says so.
 *
 * PCRE2 does not tell how many steps a search took, only that a limit was hit. So each search begins with
 * few, and is begun again with more where they did not suffice; what was allowed is charged to the rule. A
 * rule has STEPS_A_BYTE for each byte of the text, so that what it costs at most grows with the text and no
 * faster. */
#include "tag/ruleset_internal.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/utf8.h"

#include <stdlib.h>

enum {
  WINDOW = 8 * 1024,
  STEPS_A_BYTE = 400,
  STEPS_LEAST = 2000 * 1000, /* for a short text */
  BESIDE = 200               /* bytes in front of a mention that `not: before` sees, and behind it `after` */
};
static const unsigned steps[] = {1000, 16 * 1000, PATTERN_STEPS};
#define GIVEN_UP UINT64_MAX /* in scratch.spent */

struct ruleset_scratch *ruleset_scratch_new(void)
{
  struct ruleset_scratch *scratch = memory_zero(1, sizeof *scratch);
  scratch->match = pattern_match_new();
  scratch->aside = pattern_match_new();
  scratch->symbols = memory_alloc(WINDOW);
  scratch->limit.event = "rule-limit";
  return scratch;
}

void ruleset_scratch_free(struct ruleset_scratch **scratch)
{
  if (!*scratch) return;
  log_limit_end(&(*scratch)->limit);
  pattern_match_free(&(*scratch)->match);
  pattern_match_free(&(*scratch)->aside);
  free((*scratch)->symbols);
  free((*scratch)->hits);
  free((*scratch)->spent);
  free(*scratch);
  *scratch = NULL;
}

void ruleset_begin(const struct ruleset *ruleset, struct ruleset_scratch *scratch, size_t bytes,
                   struct slice language)
{
  size_t rules = ruleset->rule_count;
  scratch->spent = memory_resize(scratch->spent, (rules + 1) * sizeof *scratch->spent);
  scratch->hits = memory_resize(scratch->hits, (rules / 64 + 1) * sizeof *scratch->hits);
  memset(scratch->spent, 0, rules * sizeof *scratch->spent);
  scratch->budget = (uint64_t)bytes * STEPS_A_BYTE + STEPS_LEAST;
  scratch->language = ruleset_language(language);
  scratch->given_up = 0;
  log_limit_turn(&scratch->limit, clock_monotonic());
}

/* Patterns. */

static size_t index_of(const struct ruleset *ruleset, const struct rule *rule)
{
  return (size_t)(rule - ruleset->rules);
}

static void give_up(const struct ruleset *ruleset, struct ruleset_scratch *scratch, const struct rule *rule)
{
  scratch->spent[index_of(ruleset, rule)] = GIVEN_UP;
  scratch->given_up++;
  if (!log_limit_allows(&scratch->limit, clock_monotonic())) return;
  log_warn("rule-limit", LOG_SLICE("rule", rule->id), LOG_TEXT("file", rule->file),
           LOG_INT("line", rule->line));
}

/* search - pattern_find within the rule's means; one that is at their end has no match. */
static bool search(const struct ruleset *ruleset, struct ruleset_scratch *scratch, const struct rule *rule,
                   const struct pattern *pattern, struct pattern_match *match, struct slice subject,
                   size_t from)
{
  uint64_t *spent = &scratch->spent[index_of(ruleset, rule)];
  enum pattern_outcome outcome = PATTERN_LIMIT;
  if (*spent == GIVEN_UP) return false;
  for (size_t i = 0; i < sizeof steps / sizeof *steps && outcome == PATTERN_LIMIT; i++) {
    *spent += steps[i];
    if (*spent > scratch->budget) break;
    pattern_limit(match, steps[i]);
    outcome = pattern_find(pattern, match, subject, from);
  }
  if (outcome == PATTERN_LIMIT) give_up(ruleset, scratch, rule);
  return outcome == PATTERN_FOUND;
}

/* edge_before - the edge of a character at most `length` bytes before `at`. */
static size_t edge_before(struct slice window, size_t at, size_t length)
{
  size_t edge = at > length ? at - length : 0;
  while (edge < at && ((unsigned char)window.data[edge] & 0xC0) == 0x80) edge++;
  return edge;
}

/* is_excluded - what `not` says of a mention; a rule that can't afford to know has none. */
static bool is_excluded(const struct ruleset *ruleset, struct ruleset_scratch *scratch,
                        const struct rule *rule, struct slice window, size_t start, size_t end)
{
  const struct rule_not *unless = &rule->unless;
  struct slice before = {window.data, start}, after = slice_from(window, end);
  before = slice_from(before, edge_before(window, start, BESIDE));
  after = utf8_cut(after, BESIDE);
  struct pattern_match *aside = scratch->aside;
  bool excluded = (unless->before && search(ruleset, scratch, rule, unless->before, aside, before, 0)) ||
                  (unless->after && search(ruleset, scratch, rule, unless->after, aside, after, 0)) ||
                  (unless->paragraph && search(ruleset, scratch, rule, unless->paragraph, aside, window, 0));
  return excluded || scratch->spent[index_of(ruleset, rule)] == GIVEN_UP;
}

static void add_mention(struct ruleset_scratch *scratch, const struct rule *rule, const struct tokens *tokens,
                        struct slice window, size_t start, size_t end, struct arena *arena,
                        struct finds *finds)
{
  size_t base = (size_t)(window.data - tokens->text.data);
  struct find *find =
      finds_add_bytes(finds, tokens, base + start, base + end, rule->kind.type, FIND_OPERATOR, rule->id.data);
  if (!find) return;
  find->label = rule->kind.label;
  find->link = rule->link;
  find->value = template_fill(&rule->value, scratch->match, window, arena);
  find->name = template_fill(&rule->name, scratch->match, window, arena);
}

static bool speaks(const struct languages *languages, uint32_t language)
{
  for (size_t i = 0; i < languages->count; i++)
    if (languages->list[i] == language) return true;
  return languages->count == 0;
}

/* run_rule - every match in the window. */
static void run_rule(const struct ruleset *ruleset, struct ruleset_scratch *scratch, const struct rule *rule,
                     const struct tokens *tokens, struct slice window, struct arena *arena,
                     struct finds *finds)
{
  size_t from = 0, start, end, whole_start, whole_end;
  while (from < window.length &&
         search(ruleset, scratch, rule, rule->pattern, scratch->match, window, from)) {
    if (!pattern_group(scratch->match, 0, &whole_start, &whole_end)) return;
    bool took_part = pattern_group(scratch->match, rule->group, &start, &end) && start < end;
    if (took_part && !is_excluded(ruleset, scratch, rule, window, start, end))
      add_mention(scratch, rule, tokens, window, start, end, arena, finds);
    if (whole_end > from)
      from = whole_end;
    else
      utf8_decode(window, &from); /* a match that lies before its start, as \K makes it */
  }
}

static bool may_begin(const struct rule *rule, const uint64_t bytes[4])
{
  if (!rule->first_known) return true;
  for (size_t i = 0; i < 4; i++)
    if (rule->first[i] & bytes[i]) return true;
  return false;
}

static void read_window(const struct ruleset *ruleset, struct ruleset_scratch *scratch,
                        const struct tokens *tokens, struct slice window, struct arena *arena,
                        struct finds *finds)
{
  uint64_t bytes[4];
  size_t count = prefilter_fold(ruleset->prefilter, window, scratch->symbols, bytes);
  memcpy(scratch->hits, ruleset->always, (ruleset->rule_count / 64 + 1) * sizeof *scratch->hits);
  prefilter_scan(ruleset->prefilter, scratch->symbols, count, scratch->hits);
  for (size_t i = 0; i < ruleset->rule_count; i++) {
    const struct rule *rule = &ruleset->rules[i];
    if (i % 64 == 0 && !scratch->hits[i / 64])
      i += 63; /* 64 rules at once that are not worth a try */
    else if (scratch->hits[i / 64] >> i % 64 & 1 && may_begin(rule, bytes) &&
             speaks(&rule->languages, scratch->language))
      run_rule(ruleset, scratch, rule, tokens, window, arena, finds);
  }
}

/* next_window - the paragraph from byte *at, or a piece of it: up to a sentence's start where there is one.
 * False behind the last token. */
static bool next_window(const struct tokens *tokens, size_t *i, size_t *at, struct slice *window)
{
  if (*i >= tokens->count) return false;
  size_t start = *at > tokens->list[*i].start ? *at : tokens->list[*i].start, sentence = 0, k;
  for (k = *i; k < tokens->count && tokens->list[k].end - start <= WINDOW; k++) {
    if (k > *i && tokens->list[k].flags & TOKEN_PARAGRAPH) break;
    if (k > *i && tokens->list[k].flags & TOKEN_SENTENCE) sentence = k;
  }
  bool whole = k == tokens->count || tokens->list[k].flags & TOKEN_PARAGRAPH;
  if (!whole && sentence) k = sentence;
  size_t end = k > *i ? tokens->list[k - 1].end : tokens->list[k].end; /* or a word longer than a window */
  *window = utf8_cut((struct slice){tokens->text.data + start, end - start}, WINDOW);
  *at = start + window->length;
  *i = k;
  return true;
}

void ruleset_try(const struct ruleset *ruleset, struct ruleset_scratch *scratch, const struct rule *rule,
                 const struct tokens *tokens, struct arena *arena, struct finds *finds)
{
  size_t i = 0, at = 0;
  struct slice window;
  if (!speaks(&rule->languages, scratch->language)) return;
  while (next_window(tokens, &i, &at, &window))
    run_rule(ruleset, scratch, rule, tokens, window, arena, finds);
}

/* Names. */

static bool is_for(const struct name *name, uint32_t language)
{
  return !name->languages[0] || name->languages[0] == language || name->languages[1] == language;
}

static void add_name(const struct name *name, const struct tokens *tokens, size_t i, size_t length,
                     struct arena *arena, struct finds *finds)
{
  struct slice rule = name->id;
  if (!rule.length) rule = slice_of(arena_format(arena, "%s:%zu", name->file, name->line));
  struct find *find =
      finds_add(finds, tokens, i, i + length, name->kind.type, FIND_OPERATOR, arena_string(arena, rule));
  if (!find) return;
  find->label = arena_slice(arena, name->kind.label);
  find->name = name->name;
  find->link = ruleset_link(name->link);
}

static void look_for_names(const struct ruleset *ruleset, uint32_t language, const struct tokens *tokens,
                           struct arena *arena, struct finds *finds)
{
  for (size_t i = 0; i < tokens->count; i++) {
    struct trie_hit hit;
    uint32_t number;
    size_t length = trie_match(ruleset->trie, tokens, i, &hit);
    while (length && trie_next(ruleset->trie, &hit, &number)) {
      const struct name *name = &ruleset->names[number];
      if (!is_for(name, language)) continue;
      add_name(name, tokens, i, length, arena, finds);
      break;
    }
  }
}

size_t ruleset_find(const struct ruleset *ruleset, struct ruleset_scratch *scratch,
                    const struct tokens *tokens, struct arena *arena, struct finds *finds)
{
  size_t before = scratch->given_up, i = 0, at = 0;
  struct slice window;
  if (ruleset->name_count) look_for_names(ruleset, scratch->language, tokens, arena, finds);
  while (ruleset->rule_count && next_window(tokens, &i, &at, &window))
    read_window(ruleset, scratch, tokens, window, arena, finds);
  return scratch->given_up - before;
}
