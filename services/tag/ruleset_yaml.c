/* ruleset_yaml.c - a file of patterns: a mapping with `rules`, a list, and `tests` of the whole set. */
#include "tag/ruleset_internal.h"

#include <stdio.h>

/* The keys of a rule, in the order in which they are told to a person. */
enum key { ID, TYPE, PATTERN, GROUP, LANGUAGE, CASE, VALUE, NAME, LINK, NOT, TESTS, KEYS };
static const struct {
  const char *name;
  enum yaml_kind kind;
  bool required;
} keys[KEYS] = {[ID] = {"id", YAML_TEXT, true},
                [TYPE] = {"type", YAML_TEXT, true},
                [PATTERN] = {"pattern", YAML_TEXT, true},
                [GROUP] = {"group", YAML_TEXT, false},
                [LANGUAGE] = {"language", YAML_TEXT, false}, /* or a list */
                [CASE] = {"case", YAML_TEXT, false},
                [VALUE] = {"value", YAML_TEXT, false},
                [NAME] = {"name", YAML_TEXT, false},
                [LINK] = {"link", YAML_TEXT, false},
                [NOT] = {"not", YAML_MAPPING, false},
                [TESTS] = {"tests", YAML_LIST, false}};

static const char *kind_name(enum yaml_kind kind)
{
  static const char *const names[] = {"a single value", "a list", "a mapping"};
  return names[kind];
}

static bool note_key(struct ruleset_load *load, const struct yaml *member, const struct yaml *values[KEYS])
{
  size_t k = 0;
  while (k < KEYS && !slice_is(member->key, keys[k].name)) k++;
  if (k == KEYS || member->keyless)
    return ruleset_problem(
        load, member->key_line,
        "%s is no key of a rule; those are id, type, pattern, group, language, case, value, "
        "name, link, not and tests",
        ruleset_shown(load, member->key));
  if (values[k])
    return ruleset_problem(load, member->key_line, "%s is given twice, first in line %zu", keys[k].name,
                           values[k]->key_line);
  values[k] = member;
  if (member->kind == keys[k].kind || (k == LANGUAGE && member->kind == YAML_LIST)) return true;
  return ruleset_problem(load, member->key_line, "%s must be %s%s", keys[k].name, kind_name(keys[k].kind),
                         k == PATTERN || k == VALUE ? "; put it in single quotes" : "");
}

static struct slice text_of(const struct yaml *value)
{
  return value && value->kind == YAML_TEXT ? value->text : (struct slice){"", 0};
}

/* gather - the values of a rule by their keys; false when they can't make one. */
static bool gather(struct ruleset_load *load, const struct yaml *mapping, const struct yaml *values[KEYS])
{
  bool good = true;
  for (const struct yaml *member = mapping->first; member; member = member->next)
    if (slice_is(member->key, keys[ID].name) && ruleset_is_id(member->text)) load->rule = member->text;
  for (const struct yaml *member = mapping->first; member; member = member->next)
    good = note_key(load, member, values) && good;
  for (size_t k = 0; k < KEYS && !mapping->cut; k++)
    if (keys[k].required && !values[k])
      good = ruleset_problem(load, mapping->line, "a rule needs %s", keys[k].name);
  for (size_t k = 0; k < KEYS; k++) {
    struct slice text = text_of(values[k]);
    for (size_t i = 0; i < text.length; i++)
      if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F) {
        good = ruleset_problem(load, values[k]->line, "%s must stand on one line, without control characters",
                               keys[k].name);
        break;
      }
  }
  return good && !mapping->cut;
}

/* take_class - the opening of a class, or in it one of the kind [:alpha:], which have brackets that close
 * nothing. */
static size_t take_class(struct slice rest, bool in_class)
{
  if (in_class) {
    size_t length = 1;
    if (!slice_starts(rest, "[:")) return 1;
    while (length < rest.length && rest.data[length] != ']') length++;
    return length < rest.length ? length + 1 : 1;
  }
  return slice_starts(rest, "[^]") ? 3 : slice_starts(rest, "[]") ? 2 : 1;
}

/* put_pattern - the source with 0 to 9 for \d: with Unicode's digits, which PCRE2 would take together with \w
 * and \b, it could not skip to the places where a number begins. What \Q quotes stays as it is. */
static void put_pattern(struct buffer *out, struct slice source)
{
  bool in_class = false;
  for (size_t i = 0, length; i < source.length; i += length) {
    struct slice rest = slice_from(source, i);
    length = slice_starts(rest, "\\Q") ? rest.length : rest.data[0] == '\\' && rest.length > 1 ? 2 : 1;
    if (rest.data[0] == '[') {
      length = take_class(rest, in_class);
      in_class = true;
    }
    if (rest.data[0] == ']') in_class = false;
    if (slice_starts(rest, "\\d"))
      buffer_text(out, in_class ? "0-9" : "[0-9]");
    else
      buffer_append(out, rest.data, length);
  }
}

/* compile - one of a rule's patterns, between two pieces of our own. */
static struct pattern *compile(struct ruleset_load *load, struct slice source, bool caseless,
                               const char *before, const char *behind, const char *key, size_t line)
{
  if (source.length == 0 || source.length > RULESET_PATTERN) {
    ruleset_problem(load, line,
                    source.length ? "%s is longer than %d bytes; make several rules of it" : "%s is empty",
                    key, RULESET_PATTERN);
    return NULL;
  }
  dp_error error = {0};
  struct buffer whole = BUFFER_EMPTY;
  buffer_text(&whole, before);
  put_pattern(&whole, source);
  buffer_text(&whole, behind);
  unsigned flags = PATTERN_UNICODE_CLASSES | (caseless ? PATTERN_CASELESS : 0);
  struct pattern *pattern = pattern_new(buffer_view(&whole), flags, &error);
  if (!pattern) {
    struct pattern *as_written = pattern_new(source, flags, &error); /* counts its bytes as the person does */
    pattern_free(&as_written);
    ruleset_problem(load, line, "%s: %s", key, error.text);
  }
  buffer_free(&whole);
  return pattern;
}

static void add_not(struct ruleset_load *load, struct rule *rule, const struct yaml *value)
{
  static const struct {
    const char *key, *before, *behind;
  } places[] = {{"before", "(?:", ")\\s*\\z"}, {"after", "\\A\\s*(?:", ")"}, {"paragraph", "", ""}};
  struct pattern **patterns[] = {&rule->unless.before, &rule->unless.after, &rule->unless.paragraph};
  for (const struct yaml *member = value->first; member; member = member->next) {
    size_t k = 0;
    while (k < 3 && !slice_is(member->key, places[k].key)) k++;
    if (k == 3 || member->kind != YAML_TEXT)
      ruleset_problem(load, member->key_line,
                      "below not stand before, after or paragraph, each with a pattern in single quotes");
    else if (*patterns[k])
      ruleset_problem(load, member->key_line, "%s is given twice", places[k].key);
    else
      *patterns[k] =
          compile(load, member->text, true, places[k].before, places[k].behind, places[k].key, member->line);
  }
}

static bool read_case(struct ruleset_load *load, const struct yaml *value, bool *caseless)
{
  struct slice text = text_of(value);
  *caseless = slice_is(text, "ignore");
  if (!value || *caseless || slice_is(text, "exact")) return true;
  return ruleset_problem(load, value->line, "case is exact or ignore");
}

static bool read_rule_languages(struct ruleset_load *load, const struct yaml *value, struct languages *out)
{
  if (!value) return true;
  if (value->kind == YAML_TEXT) return ruleset_read_languages(load, value->text, value->line, out);
  for (const struct yaml *item = value->first; item; item = item->next)
    if (!ruleset_read_languages(load, text_of(item), item->line, out)) return false;
  return true;
}

static bool read_group(struct ruleset_load *load, struct rule *rule, const struct yaml *value)
{
  int64_t number;
  struct slice text = text_of(value);
  unsigned most = pattern_facts(rule->pattern).groups;
  if (!value) return true;
  rule->group = pattern_group_named(rule->pattern, text);
  if (rule->group) return true;
  if (!slice_number(text, &number) || number > most)
    return ruleset_problem(load, value->line,
                           "group is the number or the name of a group of the pattern; it has %u", most);
  rule->group = (unsigned)number;
  return true;
}

static bool read_template(struct ruleset_load *load, const struct rule *rule, const struct yaml *value,
                          struct template *template)
{
  dp_error error = {0};
  if (!value || template_read(value->text, rule->pattern, template, &error)) return true;
  return ruleset_problem(load, value->line, "%.*s: %s", (int)value->key.length, value->key.data, error.text);
}

/* sift - how it is known in which texts the rule is worth a try. */
static void sift(struct ruleset_load *load, struct rule *rule, struct slice source, size_t line)
{
  struct ruleset *ruleset = load->ruleset;
  struct literals needed;
  struct pattern_facts facts = pattern_facts(rule->pattern);
  size_t i = (size_t)(rule - ruleset->rules);
  literals_of(source, &needed);
  rule->first_known = facts.first_known;
  memcpy(rule->first, facts.first, sizeof rule->first);
  if (needed.count) {
    prefilter_add(ruleset->prefilter, &needed, (uint32_t)i);
    return;
  }
  ruleset->always[i / 64] |= (uint64_t)1 << i % 64;
  ruleset->counts.slow++;
  ruleset_warn(
      load, line,
      "the pattern is tried in every paragraph%s, because no two letters or digits stand in every match; if "
      "it can, let it name a word",
      facts.first_known ? " that has a character it may begin with" : "");
}

static bool read_pattern(struct ruleset_load *load, struct rule *rule, const struct yaml *value,
                         bool caseless)
{
  rule->pattern = compile(load, value->text, caseless, "", "", "pattern", value->line);
  if (!rule->pattern) return false;
  if (!pattern_facts(rule->pattern).matches_empty) return true;
  return ruleset_problem(load, value->line,
                         "the pattern matches where nothing is; one part of it must be there");
}

/* is_new - ids are unique, so that a mention says which rule it is of. */
static bool is_new(struct ruleset_load *load, struct slice id, size_t line)
{
  const struct ruleset *ruleset = load->ruleset;
  for (size_t i = 0; i + 1 < ruleset->rule_count; i++)
    if (slice_equal(ruleset->rules[i].id, id))
      return ruleset_problem(load, line, "the id is taken already, in %s:%zu; each rule has its own",
                             ruleset->rules[i].file, ruleset->rules[i].line);
  return true;
}

static void read_values(struct ruleset_load *load, struct rule *rule, const struct yaml *const values[KEYS])
{
  bool caseless;
  bool good = ruleset_read_id(load, values[ID]->text, values[ID]->line) &&
              is_new(load, values[ID]->text, values[ID]->line);
  rule->id = values[ID]->text;
  good = ruleset_read_kind(load, values[TYPE]->text, values[TYPE]->line, &rule->kind) && good;
  good = read_case(load, values[CASE], &caseless) && good;
  good = read_rule_languages(load, values[LANGUAGE], &rule->languages) && good;
  if (values[NOT]) add_not(load, rule, values[NOT]);
  if (values[LINK] && ruleset_read_link(load, values[LINK]->text, values[LINK]->line))
    rule->link = ruleset_link(values[LINK]->text);
  if (values[TESTS] && ruleset_check_tests(load, values[TESTS])) rule->tests = values[TESTS];
  if (!values[TESTS]) ruleset_warn(load, rule->line, "the rule has no tests");
  if (!read_pattern(load, rule, values[PATTERN], caseless)) return;
  read_group(load, rule, values[GROUP]);
  read_template(load, rule, values[VALUE], &rule->value);
  read_template(load, rule, values[NAME], &rule->name);
  if (good) sift(load, rule, values[PATTERN]->text, values[PATTERN]->line);
}

static void read_rule(struct ruleset_load *load, const struct yaml *mapping)
{
  struct ruleset *ruleset = load->ruleset;
  const struct yaml *values[KEYS] = {NULL};
  load->rule = (struct slice){"", 0};
  if (mapping->kind != YAML_MAPPING) {
    ruleset_problem(load, mapping->line,
                    "a rule is a mapping: - id: …, and below it type, pattern and so on");
  } else if (ruleset->rule_count == RULESET_RULES) {
    ruleset_problem(load, mapping->line, "there are more than %d rules", RULESET_RULES);
  } else if (gather(load, mapping, values)) {
    struct rule *rule = &ruleset->rules[ruleset->rule_count++];
    *rule = (struct rule){.file = load->file, .line = mapping->line};
    read_values(load, rule, values);
  }
  load->rule = (struct slice){"", 0};
}

static void read_rules(struct ruleset_load *load, const struct yaml *value)
{
  if (value->kind != YAML_LIST) {
    ruleset_problem(load, value->key_line, "rules is a list: each rule begins with \"- id: …\"");
    return;
  }
  for (const struct yaml *item = value->first; item; item = item->next) {
    if (load->ruleset->rule_count == RULESET_RULES && load->errors) return;
    read_rule(load, item);
  }
}

static void read_tests(struct ruleset_load *load, const struct yaml *value)
{
  if (!ruleset_check_tests(load, value)) return;
  load->ruleset->tests[load->ruleset->test_files++] = (struct set_tests){load->file, value};
}

static void read_root(struct ruleset_load *load, const struct yaml *root)
{
  const struct yaml *rules = NULL, *tests = NULL;
  for (const struct yaml *member = root->first; member; member = member->next) {
    bool is_rules = slice_is(member->key, "rules"), is_tests = slice_is(member->key, "tests");
    const struct yaml **place = is_rules ? &rules : &tests;
    if (!is_rules && !is_tests)
      ruleset_problem(load, member->key_line, "%s is not known; a file has rules and tests",
                      ruleset_shown(load, member->key));
    else if (*place)
      ruleset_problem(load, member->key_line, "%.*s is given twice", (int)member->key.length,
                      member->key.data);
    else
      *place = member;
  }
  if (rules) read_rules(load, rules);
  if (tests) read_tests(load, tests);
}

void ruleset_read_yaml(struct ruleset_load *load, struct slice bytes)
{
  static const struct yaml_limits limits = {.depth = 8, .values = 200 * 1000};
  struct yaml_problem problem;
  const struct yaml *root = yaml_read(load->ruleset->arena, bytes, &limits, &problem);
  if (root && root->kind == YAML_MAPPING)
    read_root(load, root);
  else if (root && (root->kind != YAML_TEXT || root->text.length))
    ruleset_problem(load, root->line, "begin the file with \"rules:\"; the rules stand below it, indented");
  if (problem.line)
    ruleset_problem(load, problem.line, "%s; a pattern is safe in single quotes", problem.text);
}
