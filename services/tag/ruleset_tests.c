/* ruleset_tests.c - the tests that stand beside the rules: a text, and the mentions that it must give. A
 * rule's tests try that rule alone, a file's the whole set. */
#include "tag/ruleset_internal.h"

#include "tag/merge.h"

/* What may be said of an expected mention; the text alone will do. */
enum key { EXACT, TYPE, VALUE, NAME, LINK, RULE, KEYS };
static const char *const keys[KEYS] = {"exact", "type", "value", "name", "link", "rule"};

static bool check_finds(struct ruleset_load *load, const struct yaml *finds)
{
  if (finds->kind != YAML_LIST)
    return ruleset_problem(load, finds->key_line,
                           "finds is a list, as in finds: [kalachnikovs]; [] when nothing may be found");
  for (const struct yaml *item = finds->first; item; item = item->next) {
    if (item->kind == YAML_LIST)
      return ruleset_problem(load, item->line,
                             "what is found is a text, or a mapping with exact, value and so on");
    for (const struct yaml *member = item->first; member; member = member->next) {
      size_t k = 0;
      while (k < KEYS && !slice_is(member->key, keys[k])) k++;
      if (k == KEYS || member->kind != YAML_TEXT)
        return ruleset_problem(
            load, member->key_line,
            "%s is not known; of a mention are told exact, type, value, name, link and rule",
            ruleset_shown(load, member->key));
    }
  }
  return true;
}

/* The members of a test; NULL for those that are not given. */
struct test {
  const struct yaml *text, *finds, *language;
};

static struct test test_of(const struct yaml *mapping)
{
  struct test test = {NULL, NULL, NULL};
  for (const struct yaml *member = mapping->first; member; member = member->next) {
    if (slice_is(member->key, "text")) test.text = member;
    if (slice_is(member->key, "finds")) test.finds = member;
    if (slice_is(member->key, "language")) test.language = member;
  }
  return test;
}

static bool check_test(struct ruleset_load *load, const struct yaml *mapping)
{
  struct test test = test_of(mapping);
  size_t known = (test.text ? 1u : 0u) + (test.finds ? 1u : 0u) + (test.language ? 1u : 0u);
  if (mapping->kind != YAML_MAPPING || !test.text || !test.finds || known < mapping->count)
    return ruleset_problem(load, mapping->line,
                           "a test has a text and finds, a list, and may have a language");
  if (test.text->kind != YAML_TEXT || test.text->text.length > RULESET_TEST)
    return ruleset_problem(load, test.text->line, "the text of a test has at most %d bytes", RULESET_TEST);
  if (test.language && !ruleset_language(test.language->text))
    return ruleset_problem(load, test.language->line, "the language of a test is two letters, as in fr");
  return check_finds(load, test.finds);
}

bool ruleset_check_tests(struct ruleset_load *load, const struct yaml *tests)
{
  if (tests->kind != YAML_LIST || tests->count > RULESET_TESTS)
    return ruleset_problem(load, tests->key_line, "tests is a list of at most %d tests", RULESET_TESTS);
  bool good = true;
  load->ruleset->written_tests += tests->count;
  for (const struct yaml *item = tests->first; item; item = item->next) good = check_test(load, item) && good;
  return good;
}

/* Running. */

struct runner {
  struct ruleset_load *load;
  struct ruleset_scratch *scratch;
  struct arena *arena;
  struct finds finds;
  struct slice text; /* of the test at hand */
};

static struct slice exact_of(const struct runner *runner, const struct find *find)
{
  return (struct slice){runner->text.data + find->start, find->end - find->start};
}

/* link_text - as the files write it. */
static struct slice link_text(struct arena *arena, const struct entity_link *link)
{
  const struct {
    const char *authority;
    struct slice id;
  } parts[] = {{"wikidata", link->wikidata}, {"geonames", link->geonames}, {"iso3166", link->iso3166}};
  char *text = arena_format(arena, "%s", "");
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (parts[i].id.length)
      text = arena_format(arena, "%s%s%s:%.*s", text, *text ? " " : "", parts[i].authority,
                          (int)parts[i].id.length, parts[i].id.data);
  return slice_of(text);
}

static struct slice given(struct slice text)
{
  return text.data ? text : (struct slice){"", 0};
}

static void facts_of(const struct runner *runner, const struct find *find, struct slice facts[KEYS])
{
  facts[EXACT] = exact_of(runner, find);
  facts[TYPE] = find_type_name(find);
  facts[VALUE] = given(find->value);
  facts[NAME] = given(find->name);
  facts[LINK] = link_text(runner->arena, &find->link);
  facts[RULE] = slice_of(find->rule);
}

static bool as_expected(const struct slice facts[KEYS], const struct yaml *item)
{
  if (item->kind == YAML_TEXT) return slice_equal(facts[EXACT], item->text);
  for (const struct yaml *member = item->first; member; member = member->next)
    for (size_t k = 0; k < KEYS; k++)
      if (slice_is(member->key, keys[k]) && !slice_equal(facts[k], member->text)) return false;
  return true;
}

static bool passes(const struct runner *runner, const struct yaml *expected)
{
  const struct yaml *item = expected->first;
  for (size_t i = 0; i < runner->finds.count; i++, item = item->next) {
    struct slice facts[KEYS];
    facts_of(runner, &runner->finds.list[i], facts);
    if (!item || !as_expected(facts, item)) return false;
  }
  return item == NULL;
}

static void put_fact(struct buffer *out, enum key key, struct slice value)
{
  if (value.length == 0) return;
  if (key != EXACT) {
    buffer_byte(out, ' ');
    buffer_text(out, keys[key]);
    buffer_byte(out, '=');
  }
  buffer_format(out, key == EXACT ? "\"%.*s\"" : "%.*s", (int)value.length, value.data);
}

static const char *got_text(const struct runner *runner)
{
  struct buffer out = BUFFER_EMPTY;
  for (size_t i = 0; i < runner->finds.count; i++) {
    struct slice facts[KEYS];
    facts_of(runner, &runner->finds.list[i], facts);
    if (i) buffer_text(&out, ", ");
    for (enum key k = 0; k < KEYS; k++) put_fact(&out, k, facts[k]);
  }
  const char *text = arena_string(runner->arena, out.length ? buffer_view(&out) : slice_of("nothing"));
  buffer_free(&out);
  return text;
}

static const char *expected_text(const struct runner *runner, const struct yaml *expected)
{
  struct buffer out = BUFFER_EMPTY;
  for (const struct yaml *item = expected->first; item; item = item->next) {
    if (item != expected->first) buffer_text(&out, ", ");
    if (item->kind == YAML_TEXT) put_fact(&out, EXACT, item->text);
    for (enum key k = 0; k < KEYS; k++)
      for (const struct yaml *member = item->first; member; member = member->next)
        if (slice_is(member->key, keys[k])) put_fact(&out, k, member->text);
  }
  const char *text = arena_string(runner->arena, out.length ? buffer_view(&out) : slice_of("nothing"));
  buffer_free(&out);
  return text;
}

/* read_text - what the rule (NULL: the set) finds in it. */
static void read_text(struct runner *runner, const struct rule *rule, struct slice language)
{
  const struct ruleset *ruleset = runner->load->ruleset;
  struct tokens *tokens = runner->load->tokens;
  runner->finds.count = runner->finds.stretch = 0;
  ruleset_begin(ruleset, runner->scratch, runner->text.length, language);
  tokens_begin(tokens, runner->text);
  while (tokens_next(tokens)) {
    if (rule)
      ruleset_try(ruleset, runner->scratch, rule, tokens, runner->arena, &runner->finds);
    else
      ruleset_find(ruleset, runner->scratch, tokens, runner->arena, &runner->finds);
    merge_stretch(&runner->finds);
  }
}

/* language_of - the test's own, or the first that the rule is for. */
static struct slice language_of(const struct runner *runner, const struct test *test, const struct rule *rule)
{
  if (test->language) return test->language->text;
  uint32_t code = rule && rule->languages.count ? rule->languages.list[0] : 0;
  char text[4];
  size_t length = 0;
  for (int shift = 16; shift >= 0; shift -= 8)
    if (code >> shift & 0xFF) text[length++] = (char)(code >> shift & 0xFF);
  return arena_slice(runner->arena, (struct slice){text, length});
}

static void run_test(struct runner *runner, const struct rule *rule, const struct yaml *mapping)
{
  struct test test = test_of(mapping);
  struct ruleset_load *load = runner->load;
  runner->text = test.text->text;
  arena_reset(runner->arena);
  read_text(runner, rule, language_of(runner, &test, rule));
  load->ruleset->counts.tests++;
  if (runner->scratch->given_up)
    ruleset_problem(load, mapping->line,
                    "the rule takes too many steps on the text of its test; make it simpler");
  else if (!passes(runner, test.finds))
    ruleset_tell(load,
                 &(struct ruleset_note){.level = RULESET_ERROR,
                                        .file = load->file,
                                        .line = mapping->line,
                                        .rule = load->rule,
                                        .text = "the test fails: what is found in its text is not what finds "
                                                "says",
                                        .expected = expected_text(runner, test.finds),
                                        .got = got_text(runner)});
}

static void run_list(struct runner *runner, const struct rule *rule, const struct yaml *tests)
{
  for (const struct yaml *item = tests ? tests->first : NULL; item; item = item->next)
    run_test(runner, rule, item);
}

void ruleset_run_tests(struct ruleset_load *load)
{
  const struct ruleset *ruleset = load->ruleset;
  struct runner runner = {.load = load, .scratch = ruleset_scratch_new(), .arena = arena_new()};
  for (size_t i = 0; i < ruleset->rule_count; i++) {
    load->file = ruleset->rules[i].file;
    load->rule = ruleset->rules[i].id;
    run_list(&runner, &ruleset->rules[i], ruleset->rules[i].tests);
  }
  load->rule = (struct slice){"", 0};
  for (size_t i = 0; i < ruleset->test_files; i++) {
    load->file = ruleset->tests[i].file;
    run_list(&runner, NULL, ruleset->tests[i].list);
  }
  finds_free(&runner.finds);
  arena_free(&runner.arena);
  ruleset_scratch_free(&runner.scratch);
}
