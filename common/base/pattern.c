/* pattern.c - PCRE2 with the switches that hostile text asks for.
 *
 * Compiled: UTF without the check of each subject (the caller has made it), never \C, limits on the pattern
 * itself. Matched: bounded backtracking, depth and heap. The interpreter heeds all three, JIT code the first
 * and its own stack. */
#include "base/pattern.h"

#include "base/log.h"
#include "base/memory.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>
#include <unistd.h>

enum {
  MAX_SOURCE = 64 * 1024,
  MAX_GROUPS = 64,
  DEPTH_LIMIT = 2000,
  HEAP_LIMIT_KIB = 8 * 1024,
  NEST_LIMIT = 100,
  JIT_STACK_FIRST = 32 * 1024,
  JIT_STACK_MOST = 1024 * 1024
};

struct pattern {
  pcre2_code *code;
};

struct pattern_match {
  pcre2_match_data *data;
  pcre2_match_context *context;
  pcre2_jit_stack *stack; /* NULL where there is no JIT */
  uint32_t groups;        /* of the last find; 0: nothing was found */
};

static void *checked(void *made)
{
  if (made) return made;
  log_out_of_memory(0);
  _exit(EX_OSERR);
}

static void explain(int number, PCRE2_SIZE at, dp_error *error)
{
  PCRE2_UCHAR text[160];
  if (pcre2_get_error_message(number, text, sizeof text) < 0) text[0] = '\0';
  error_set(error, EX_DATAERR, "the pattern is wrong at byte %zu: %s", (size_t)at, (const char *)text);
}

struct pattern *pattern_new(struct slice source, unsigned flags, dp_error *error)
{
  uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
  if (flags & PATTERN_CASELESS) options |= PCRE2_CASELESS;
  if (flags & PATTERN_UNICODE_CLASSES) options |= PCRE2_UCP;
  pcre2_compile_context *limits = checked(pcre2_compile_context_create(NULL));
  pcre2_set_parens_nest_limit(limits, NEST_LIMIT);
  pcre2_set_max_pattern_length(limits, MAX_SOURCE);
  int number;
  PCRE2_SIZE at;
  PCRE2_SPTR bytes = (PCRE2_SPTR)(source.data ? source.data : "");
  pcre2_code *code = pcre2_compile(bytes, source.length, options, &number, &at, limits);
  pcre2_compile_context_free(limits);
  if (!code) {
    explain(number, at, error);
    return NULL;
  }
  pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where it fails, pcre2_match interprets */
  struct pattern *pattern = memory_alloc(sizeof *pattern);
  pattern->code = code;
  return pattern;
}

void pattern_free(struct pattern **pattern)
{
  if (!*pattern) return;
  pcre2_code_free((*pattern)->code);
  free(*pattern);
  *pattern = NULL;
}

struct pattern_match *pattern_match_new(void)
{
  struct pattern_match *match = memory_zero(1, sizeof *match);
  match->data = checked(pcre2_match_data_create(MAX_GROUPS, NULL));
  match->context = checked(pcre2_match_context_create(NULL));
  pcre2_set_match_limit(match->context, PATTERN_STEPS);
  pcre2_set_depth_limit(match->context, DEPTH_LIMIT);
  pcre2_set_heap_limit(match->context, HEAP_LIMIT_KIB);
  match->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL);
  if (match->stack) pcre2_jit_stack_assign(match->context, NULL, match->stack);
  return match;
}

void pattern_match_free(struct pattern_match **match)
{
  if (!*match) return;
  pcre2_match_data_free((*match)->data);
  pcre2_match_context_free((*match)->context);
  pcre2_jit_stack_free((*match)->stack);
  free(*match);
  *match = NULL;
}

void pattern_limit(struct pattern_match *match, unsigned steps)
{
  pcre2_set_match_limit(match->context, steps);
}

enum pattern_outcome pattern_find(const struct pattern *pattern, struct pattern_match *match,
                                  struct slice subject, size_t from)
{
  match->groups = 0;
  if (from > subject.length) return PATTERN_NONE;
  PCRE2_SPTR bytes = (PCRE2_SPTR)(subject.data ? subject.data : "");
  int result = pcre2_match(pattern->code, bytes, subject.length, from, PCRE2_NO_UTF_CHECK, match->data,
                           match->context);
  if (result == PCRE2_ERROR_NOMATCH) return PATTERN_NONE;
  if (result < 0) return PATTERN_LIMIT;
  match->groups = result ? (uint32_t)result : MAX_GROUPS; /* 0: there were more groups than room */
  return PATTERN_FOUND;
}

bool pattern_group(const struct pattern_match *match, unsigned number, size_t *start, size_t *end)
{
  if (number >= match->groups) return false;
  const PCRE2_SIZE *pairs = pcre2_get_ovector_pointer(match->data);
  if (pairs[2 * number] == PCRE2_UNSET) return false;
  *start = pairs[2 * number];
  *end = pairs[2 * number + 1];
  return true;
}

static void set_bit(uint64_t bits[4], unsigned byte)
{
  bits[byte / 64] |= (uint64_t)1 << byte % 64;
}

/* PCRE2 does not tell whether the one byte it knows is meant without case, so both cases are taken. */
static void read_first(const pcre2_code *code, struct pattern_facts *facts)
{
  uint32_t kind = 0, byte = 0;
  const uint8_t *map = NULL;
  pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODETYPE, &kind);
  if (kind == 1 && pcre2_pattern_info(code, PCRE2_INFO_FIRSTCODEUNIT, &byte) == 0 && byte < 256) {
    bool letter = (byte | 32) >= 'a' && (byte | 32) <= 'z';
    set_bit(facts->first, byte);
    if (letter) set_bit(facts->first, byte ^ 32);
    facts->first_known = true;
  } else if (pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &map) == 0 && map) {
    for (unsigned i = 0; i < 256; i++)
      if (map[i / 8] & 1u << i % 8) set_bit(facts->first, i);
    facts->first_known = true;
  }
}

struct pattern_facts pattern_facts(const struct pattern *pattern)
{
  struct pattern_facts facts = {0};
  uint32_t groups = 0, empty = 1;
  pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
  pcre2_pattern_info(pattern->code, PCRE2_INFO_MATCHEMPTY, &empty);
  facts.groups = groups;
  facts.matches_empty = empty != 0;
  if (!facts.matches_empty) read_first(pattern->code, &facts);
  return facts;
}

unsigned pattern_group_named(const struct pattern *pattern, struct slice name)
{
  char text[64];
  if (name.length >= sizeof text) return 0;
  memcpy(text, name.data, name.length);
  text[name.length] = '\0';
  int number = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR)text);
  return number > 0 ? (unsigned)number : 0;
}
