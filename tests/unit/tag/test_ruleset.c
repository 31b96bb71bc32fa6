/* test_ruleset.c - the operator's rules: what they find, and what is said of those that are wrong. */
#include "rules_place.h"

#include "base/utf8.h"

#define RULE(rest) "rules:\n  - id: r1\n    type: WEAPON\n" rest
#define GOOD       RULE("    pattern: 'AK-?47'\n")

static void load_one(struct rules_place *place, const char *name, const char *content)
{
  rules_place_empty(place);
  rules_place_write(place, name, slice_of(content));
  if (!rules_place_load(place)) fail_msg("%s", buffer_string(&place->said));
}

#define assert_found(place, language, text, expected)                                                        \
  assert_string_equal(rules_place_find(place, language, slice_of(text)), expected)

static void a_pattern_gives_type_value_name_and_link(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml",
           RULE("    pattern: '\\b(AK)-?(?<model>\\d+)'\n    value: '{lower:1}{model}'\n    name: 'Fusil "
                "{{{1} {2}}}'\n"
                "    link: wikidata:Q37116\n    case: ignore\n"));
  assert_found(place, "fr", "Des ak-47 et des AK74.",
               "12WEAPON ak-47=ak47 name=Fusil {ak 47} @Q37116 (r1); 12WEAPON AK74=ak74 name=Fusil {AK 74} "
               "@Q37116 (r1)");
  load_one(place, "a.yaml", "rules:\n  - {id: a, type: LOC, pattern: 'camp de (\\w+)', group: 1}\n");
  assert_found(place, "", "Le camp de Djibo brûle.", "3 Djibo (a)");
}

static void a_pattern_may_cut_words_and_offsets_stay_exact(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml",
           "rules:\n  - {id: a, type: X, pattern: 'nu cl\\x{e9}'}\n  - {id: b, type: Y, pattern: 'onjou'}\n"
           "  - {id: c, type: Z, pattern: ' e\\x{301}t '}\n  - {id: d, type: W, pattern: '😀+'}\n");
  assert_found(place, "fr", "😀 bonjour, un menu clé e\u0301t 😀😀!",
               "12W 😀 (d); 12Y onjou (b); 12X nu clé (a); 12Z e\u0301t (c); 12W 😀😀 (d)");
}

static void digits_are_those_from_0_to_9_and_words_those_of_all_scripts(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml",
           "rules:\n  - {id: a, type: X, pattern: '\\bé\\d[\\d.[:alpha:]\\d]+[]\\d]'}\n"
           "  - {id: b, type: Y, pattern: '\\w+№\\\\d'}\n  - {id: c, type: Z, pattern: '\\Q\\d!\\E'}\n");
  assert_found(place, "fr", "é12.3b4] é٣٣٣ прим№\\d \\d!",
               "12X é12.3b4] (a); 12Y прим№\\d (b); 12Z \\d! (c)");
}

static void what_stands_around_can_forbid_a_match(void **state)
{
  struct rules_place *place = *state;
  load_one(
      place, "a.yaml",
      RULE("    pattern: 'kalachnikovs?'\n    not:\n      before: 'rue|avenue'\n      after: 'en plastique'\n"
           "      paragraph: 'jeux? vidéo'\n"));
  assert_found(
      place, "fr",
      "Une kalachnikov, la rue kalachnikov, une kalachnikov en plastique.\nLe jeu vidéo : kalachnikov.",
      "12WEAPON kalachnikov (r1)");
}

static void a_rule_is_for_its_languages(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml", RULE("    pattern: 'obus'\n    language: [fr, nl]\n"));
  assert_found(place, "fr-FR", "un obus", "12WEAPON obus (r1)");
  assert_found(place, "nl", "un obus", "12WEAPON obus (r1)");
  assert_found(place, "en", "un obus", "");
  assert_found(place, "", "un obus", "");
  assert_found(place, "frx", "un obus", "");
}

static void names_are_found_with_their_aliases(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.csv",
           "# a comment\r\nName;TYPE;id;link;aliases;language;case;_note\r\n"
           "\"Groupe \"\"Nord\"\"\";ORG;g1;wikidata:Q5 geonames:7;GN|Groupe du Nord;;;seen\r\n"
           "Kosmos;PROD_X;;;;fr;ignore\r\n");
  assert_found(place, "fr", "Le GN, le Groupe du Nord et kosmos; le groupe « Nord » aussi.",
               "2 GN name=Groupe \"Nord\" @Q5 (g1); 2 Groupe du Nord name=Groupe \"Nord\" @Q5 (g1); "
               "12PROD_X kosmos name=Kosmos (a.csv:4)");
  assert_found(place, "en", "kosmos, gn", "");
}

static void the_longer_of_two_matches_stays(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml",
           "rules:\n  - {id: a, type: X, pattern: 'camp'}\n  - {id: b, type: Y, pattern: 'camp de Djibo'}\n");
  assert_found(place, "", "Le camp de Djibo, le camp.", "12Y camp de Djibo (b); 12X camp (a)");
}

static void a_match_is_found_wherever_it_stands_in_a_long_paragraph(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml", GOOD);
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 4000; i++) buffer_text(&text, "Une phrase longue, avec un AK47. ");
  const char *found = rules_place_find(place, "fr", buffer_view(&text));
  size_t count = 0;
  for (const char *at = found; (at = strstr(at, "AK47")); at++) count++;
  assert_int_equal(count, 4000);
  buffer_free(&text);
}

static void a_text_that_is_one_word_is_read_to_its_end(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml", "rules:\n  - {id: a, type: X, pattern: 'z+'}\n");
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 200000; i++) buffer_text(&text, "é");
  buffer_text(&text, "zz");
  assert_string_equal(rules_place_find(place, "fr", buffer_view(&text)), "12X zz (a)");
  buffer_free(&text);
}

static void a_pattern_that_runs_away_is_given_up_and_the_others_go_on(void **state)
{
  struct rules_place *place = *state;
  load_one(place, "a.yaml",
           "rules:\n  - {id: bad, type: X, pattern: '(a|aa)+(b|bb)+(a|aa)+c!'}\n  - {id: good, type: Y, "
           "pattern: 'fin'}\n");
  struct buffer text = BUFFER_EMPTY;
  for (int i = 0; i < 3000; i++)
    buffer_text(&text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbaaaaaaaaaaaaaaaaaac? ");
  buffer_text(&text, "c! fin");
  assert_string_equal(rules_place_find(place, "fr", buffer_view(&text)), "12Y fin (good)");
  assert_int_equal(place->given_up, 1);
  buffer_free(&text);
}

static void the_version_tells_sets_apart(void **state)
{
  struct rules_place *place = *state;
  char first[32], second[32];
  load_one(place, "a.yaml", GOOD);
  snprintf(first, sizeof first, "%s", ruleset_version(place->ruleset).data);
  assert_true(rules_place_load(place));
  assert_string_equal(first, ruleset_version(place->ruleset).data);
  load_one(place, "a.yaml", GOOD " ");
  snprintf(second, sizeof second, "%s", ruleset_version(place->ruleset).data);
  assert_string_not_equal(first, second);
  rules_place_empty(place);
  rules_place_write(place, "b.yaml", slice_of(GOOD));
  assert_true(rules_place_load(place));
  assert_string_not_equal(first, ruleset_version(place->ruleset).data);
  rules_place_write(place, "README", slice_of("not a rule"));
  snprintf(first, sizeof first, "%s", ruleset_version(place->ruleset).data);
  assert_true(rules_place_load(place));
  assert_string_equal(first, ruleset_version(place->ruleset).data);
}

static void inline_tests_run_and_refuse_the_set(void **state)
{
  struct rules_place *place = *state;
  load_one(
      place, "a.yaml",
      RULE("    pattern: 'AK-?47'\n    value: '{compact:0}'\n    tests:\n      - text: un AK-47 et un AK47\n"
           "        finds: [{exact: AK-47, type: WEAPON, value: AK47, rule: r1}, AK47]\n"
           "      - text: un AK-74\n        finds: []\n"));
  assert_int_equal(ruleset_counts(place->ruleset).tests, 2);
  rules_place_write(
      place, "a.yaml",
      slice_of(RULE("    pattern: 'AK-?47'\n    tests:\n      - text: un AK-47\n        finds: [AK-74]\n")));
  assert_false(rules_place_load(place));
  assert_string_equal(
      buffer_string(&place->said),
      "error a.yaml:6 [r1] the test fails: what is found in its text is not what finds says (expected "
      "\"AK-74\"; got \"AK-47\" type=WEAPON rule=r1)\n");
  rules_place_write(
      place, "a.yaml",
      slice_of(RULE("    pattern: 'AK-?47'\n    tests:\n      - text: un AK-47\n        finds: []\n")));
  assert_false(rules_place_load(place));
  assert_non_null(strstr(buffer_string(&place->said), "expected nothing; got \"AK-47\""));
}

static void tests_of_a_file_try_names_and_rules_together(void **state)
{
  struct rules_place *place = *state;
  rules_place_empty(place);
  rules_place_write(place, "a.csv", SLICE("name,type\nGSIM,ORG\n"));
  rules_place_write(
      place, "b.yaml",
      SLICE("tests:\n  - text: Le GSIM attaque.\n    finds: [{exact: GSIM, type: ORG, rule: 'a.csv:2'}]\n"));
  assert_true(rules_place_load(place));
  rules_place_write(place, "b.yaml", SLICE("tests:\n  - text: Le GSIM attaque.\n    finds: [GSIN]\n"));
  assert_false(rules_place_load(place));
  assert_string_equal(place->error.text,
                      "b.yaml:2: the test fails: what is found in its text is not what finds says");
}

/* What is wrong, and a piece of what is said of it. */
static const struct {
  const char *file, *content, *said;
} mistakes[] = {
    {"a.yaml", "rules: [\n", "error a.yaml:2 [] this is not YAML"},
    {"a.yaml", "- id: x\n", "error a.yaml:1 [] begin the file with \"rules:\""},
    {"a.yaml", "rule:\n  - id: x\n", "error a.yaml:1 [] \"rule\" is not known"},
    {"a.yaml", "rules: 7\n", "error a.yaml:1 [] rules is a list"},
    {"a.yaml", "rules:\n  - 7\n", "error a.yaml:2 [] a rule is a mapping"},
    {"a.yaml", "rules: []\nrules: []\n", "error a.yaml:2 [] rules is given twice"},
    {"a.yaml", "rules:\n  - id: x\n    type: X\n", "error a.yaml:2 [x] a rule needs pattern"},
    {"a.yaml", RULE("    patern: x\n"), "error a.yaml:4 [r1] \"patern\" is no key of a rule"},
    {"a.yaml", RULE("    pattern: x\n    pattern: y\n"),
     "error a.yaml:5 [r1] pattern is given twice, first in line 4"},
    {"a.yaml", RULE("    pattern: [x]\n"),
     "error a.yaml:4 [r1] pattern must be a single value; put it in single quotes"},
    {"a.yaml", RULE("    pattern: '(abc'\n"),
     "error a.yaml:4 [r1] pattern: the pattern is wrong at byte 4: missing closing"},
    {"a.yaml", RULE("    pattern: 'a\\Cb'\n"), "error a.yaml:4 [r1] pattern: the pattern is wrong"},
    {"a.yaml", RULE("    pattern: 'x*'\n"), "error a.yaml:4 [r1] the pattern matches where nothing is"},
    {"a.yaml", RULE("    pattern: ''\n"), "error a.yaml:4 [r1] pattern is empty"},
    {"a.yaml", RULE("    pattern: |\n      abc\n"), "error a.yaml:4 [r1] pattern must stand on one line"},
    {"a.yaml", RULE("    pattern: abc\n    value: '{2}'\n"),
     "error a.yaml:5 [r1] value: {2} asks for a group"},
    {"a.yaml", RULE("    pattern: abc\n    value: '{x}'\n"), "error a.yaml:5 [r1] value: {x} names no group"},
    {"a.yaml", RULE("    pattern: abc\n    value: '{shout:0}'\n"),
     "error a.yaml:5 [r1] value: what is done to a group is upper"},
    {"a.yaml", RULE("    pattern: abc\n    value: 'a}'\n"),
     "error a.yaml:5 [r1] value: a brace has no partner"},
    {"a.yaml", RULE("    pattern: abc\n    value: [x]\n"),
     "error a.yaml:5 [r1] value must be a single value"},
    {"a.yaml", RULE("    pattern: abc\n    group: 1\n"), "error a.yaml:5 [r1] group is the number"},
    {"a.yaml", RULE("    pattern: abc\n    case: both\n"), "error a.yaml:5 [r1] case is exact or ignore"},
    {"a.yaml", RULE("    pattern: abc\n    language: french\n"),
     "error a.yaml:5 [r1] the language \"french\""},
    {"a.yaml", RULE("    pattern: abc\n    link: Q5\n"), "error a.yaml:5 [r1] the link \"Q5\" is not one"},
    {"a.yaml", RULE("    pattern: abc\n    link: wikidata:5\n"),
     "error a.yaml:5 [r1] the link \"wikidata:5\""},
    {"a.yaml", RULE("    pattern: abc\n    link: iso3166:ne\n"),
     "error a.yaml:5 [r1] the link \"iso3166:ne\""},
    {"a.yaml", RULE("    pattern: abc\n    not: {near: x}\n"),
     "error a.yaml:5 [r1] below not stand before, after or paragraph"},
    {"a.yaml", RULE("    pattern: abc\n    not: {before: '('}\n"),
     "error a.yaml:5 [r1] before: the pattern is wrong"},
    {"a.yaml", RULE("    pattern: abc\n    not: x\n"), "error a.yaml:5 [r1] not must be a mapping"},
    {"a.yaml", RULE("    pattern: abc\n    tests: x\n"), "error a.yaml:5 [r1] tests must be a list"},
    {"a.yaml", RULE("    pattern: abc\n    tests: [{text: x}]\n"),
     "error a.yaml:5 [r1] a test has a text and finds"},
    {"a.yaml", RULE("    pattern: abc\n    tests: [{text: x, finds: abc}]\n"),
     "error a.yaml:5 [r1] finds is a list"},
    {"a.yaml", RULE("    pattern: abc\n    tests: [{text: x, finds: [{is: abc}]}]\n"),
     "error a.yaml:5 [r1] \"is\" is not known"},
    {"a.yaml", "rules:\n  - {id: 'a b', type: X, pattern: abc}\n",
     "error a.yaml:2 [] the id \"a b\" is not one"},
    {"a.yaml", "rules:\n  - {id: a, type: weapon, pattern: abc}\n",
     "error a.yaml:2 [a] the type \"weapon\" is not one"},
    {"a.yaml", "rules:\n  - {id: a, type: X, pattern: abc}\n  - {id: a, type: X, pattern: def}\n",
     "error a.yaml:3 [a] the id is taken already, in a.yaml:2"},
    {"a.yaml", "rules:\n  - &x {id: a}\n", "anchors and aliases are not allowed"},
    {"a.yaml", "rules:\n  - {id: a, type: \xFF}\n", "error a.yaml:2 [] the file is not UTF-8"},
    {"a.csv", "", "error a.csv:1 [] the table is empty"},
    {"a.csv", "name\nx\n", "error a.csv:1 [] the first line names the columns, and type is not among them"},
    {"a.csv", "name,kind\nx,y\n", "error a.csv:1 [] the column \"kind\" is not known"},
    {"a.csv", "name,type,name\n", "error a.csv:1 [] the column name is there twice"},
    {"a.csv", "name,type\nx,ORG,more\n",
     "error a.csv:2 [] the line has 3 fields and the first line 2 columns"},
    {"a.csv", "name,type\n\nx,\n", "error a.csv:3 [] the type \"\" is not one"},
    {"a.csv", "name,type\n,ORG\n", "error a.csv:2 [] the line has no name"},
    {"a.csv", "name,type\n\"x,ORG\n",
     "error a.csv:2 [] the quotation mark that opens in line 2 is never closed"},
    {"a.csv", "name,type\nx \"y\" z,ORG\n",
     "error a.csv:2 [] a field with a quotation mark in it must stand in"},
    {"a.csv", "name,type\n\"x\" y,ORG\n",
     "error a.csv:2 [] something stands behind a closing quotation mark"},
    {"a.csv", "name,type\n...,ORG\n", "error a.csv:2 [] the name \"...\" can't be looked for"},
    {"a.csv", "name,type\na b c d e f g h i j k l m n o p q,ORG\n", "error a.csv:2 [] the name \"a b c"},
    {"a.csv", "name,type,case\nx,ORG,any\n", "error a.csv:2 [] case is exact or ignore"},
    {"a.csv", "name,type,id,link\nx,ORG,g1,http://x\n",
     "error a.csv:2 [g1] the link \"http://x\" is not one"},
    {"a.csv", "name,type,language\nx,ORG,\"fr,en,de\"\n",
     "error a.csv:2 [] a name is for at most two languages"},
    {"a.csv", "name,type\n\"a\nb\",ORG\n", "error a.csv:2 [] name must be on one line"},
    {"a.csv", "name,type\n\"a\nb\",ORG\ny,org\n", "error a.csv:4 [] the type \"org\" is not one"},
};

static void every_mistake_is_told_with_its_place(void **state)
{
  struct rules_place *place = *state;
  for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
    rules_place_empty(place);
    rules_place_write(place, mistakes[i].file, slice_of(mistakes[i].content));
    if (rules_place_load(place)) fail_msg("taken: %s", mistakes[i].content);
    if (!strstr(buffer_string(&place->said), mistakes[i].said))
      fail_msg("of %s is said: %s", mistakes[i].content, buffer_string(&place->said));
    assert_int_equal(place->error.code, EX_DATAERR);
    assert_true(strlen(place->error.text) > 0);
  }
}

static void all_mistakes_of_all_files_are_told_at_once(void **state)
{
  struct rules_place *place = *state;
  rules_place_empty(place);
  rules_place_write(place, "a.csv", SLICE("name,type\nx,org\ny,loc\n"));
  rules_place_write(place, "b.yaml",
                    SLICE("rules:\n  - {id: a, type: x, pattern: '('}\n  - {id: b, type: X}\n"));
  assert_false(rules_place_load(place));
  size_t errors = 0;
  for (const char *at = buffer_string(&place->said); (at = strstr(at, "error ")); at++) errors++;
  assert_int_equal(errors, 5);
  assert_memory_equal(place->error.text, "a.csv:2: ", 9);
  assert_non_null(strstr(place->error.text, " (and 4 more)"));
}

static void doubtful_things_are_warned_of(void **state)
{
  struct rules_place *place = *state;
  rules_place_empty(place);
  rules_place_write(place, "a.csv", SLICE("name,type,case\nGSIM,ORG\nGSIM,LOC\nOnu,PERSON\nSI,ORG,ignore\n"));
  rules_place_write(place, "b.yaml", SLICE("rules:\n  - {id: a, type: X, pattern: '\\d+'}\n"));
  assert_true(rules_place_load(place));
  const char *said = buffer_string(&place->said);
  assert_non_null(strstr(said, "warning a.csv:3 [] \"GSIM\" stands in a.csv:2 already, which counts"));
  assert_non_null(
      strstr(said, "warning a.csv:4 [] PERSON is a type of its own here; the tagger's is called PER"));
  assert_non_null(strstr(said, "warning a.csv:5 [] \"SI\" is short"));
  assert_non_null(strstr(said, "warning b.yaml:2 [a] the rule has no tests"));
  assert_non_null(
      strstr(said, "warning b.yaml:2 [a] the pattern is tried in every paragraph that has a character"));
  assert_int_equal(ruleset_counts(place->ruleset).slow, 1);
}

static void limits_are_kept(void **state)
{
  struct rules_place *place = *state;
  struct buffer text = BUFFER_EMPTY;
  rules_place_empty(place);
  buffer_text(&text, "rules:\n");
  for (int i = 0; i <= RULESET_RULES; i++)
    buffer_format(&text, "  - {id: r%d, type: X, pattern: abc%d}\n", i, i);
  rules_place_write(place, "a.yaml", buffer_view(&text));
  assert_false(rules_place_load(place));
  assert_string_equal(place->error.text, "a.yaml:2002: there are more than 2000 rules");
  buffer_clear(&text);
  buffer_text(&text, RULE("    pattern: "));
  for (int i = 0; i <= RULESET_PATTERN; i++) buffer_byte(&text, 'a');
  rules_place_write(place, "a.yaml", buffer_view(&text));
  assert_false(rules_place_load(place));
  assert_string_equal(place->error.text,
                      "a.yaml:4: rule r1: pattern is longer than 4096 bytes; make several rules of it");
  buffer_clear(&text);
  for (int i = 0; i <= RULESET_YAML; i++) buffer_byte(&text, '#');
  rules_place_write(place, "a.yaml", buffer_view(&text));
  assert_false(rules_place_load(place));
  assert_string_equal(place->error.text, "a.yaml: it has more than 2 MiB; split it");
  buffer_free(&text);
}

static void what_is_no_file_is_refused(void **state)
{
  struct rules_place *place = *state;
  dp_error error = {0};
  assert_null(ruleset_new("/nonexistent/rules", NULL, NULL, &error));
  assert_int_equal(error.code, EX_NOINPUT);
  rules_place_empty(place);
  assert_true(rules_place_load(place)); /* nothing in it is fine */
  assert_string_equal(rules_place_find(place, "fr", SLICE("AK47")), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rules_place_begin, rules_place_end)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_pattern_gives_type_value_name_and_link),
      TEST(a_pattern_may_cut_words_and_offsets_stay_exact),
      TEST(digits_are_those_from_0_to_9_and_words_those_of_all_scripts),
      TEST(what_stands_around_can_forbid_a_match),
      TEST(a_rule_is_for_its_languages),
      TEST(names_are_found_with_their_aliases),
      TEST(the_longer_of_two_matches_stays),
      TEST(a_match_is_found_wherever_it_stands_in_a_long_paragraph),
      TEST(a_text_that_is_one_word_is_read_to_its_end),
      TEST(a_pattern_that_runs_away_is_given_up_and_the_others_go_on),
      TEST(the_version_tells_sets_apart),
      TEST(inline_tests_run_and_refuse_the_set),
      TEST(tests_of_a_file_try_names_and_rules_together),
      TEST(every_mistake_is_told_with_its_place),
      TEST(all_mistakes_of_all_files_are_told_at_once),
      TEST(doubtful_things_are_warned_of),
      TEST(limits_are_kept),
      TEST(what_is_no_file_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
