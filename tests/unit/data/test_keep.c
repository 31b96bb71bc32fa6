#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/buffer.h"
#include "data/keep.h"

enum { DAY = 24 * 3600 * 1000 };

static void load(const char *yaml, struct keep_rules *rules)
{
  struct config config;
  dp_error error = {0, ""};
  if (!config_parse(slice_of(yaml), "test.yaml", &config, NULL, &error)) fail_msg("%s", error.text);
  keep_rules_read(&config.store, rules);
}

static void everything_is_kept_for_ever_unless_told_otherwise(void **state)
{
  (void)state;
  struct keep_rules rules;
  load("log_level: info\n", &rules);
  assert_true(keep_rules_none(&rules));
  assert_int_equal(keep_rules_for(&rules, SLICE("a.example")), 0);
  load("store:\n  keep: 90d\n", &rules);
  assert_false(keep_rules_none(&rules));
  assert_int_equal(keep_rules_for(&rules, SLICE("a.example")), (int64_t)90 * DAY);
}

static void the_rule_with_the_longest_source_counts(void **state)
{
  (void)state;
  struct keep_rules rules;
  load("store:\n  keep: 30d\n  keep_sources:\n    - www.News.example 7d\n    - sport.news.example   36h\n"
       "    - archive.example ever\n",
       &rules);
  assert_int_equal(keep_rules_for(&rules, SLICE("news.example")), (int64_t)7 * DAY);
  assert_int_equal(keep_rules_for(&rules, SLICE("local.news.example")), (int64_t)7 * DAY);
  assert_int_equal(keep_rules_for(&rules, SLICE("sport.news.example")), 3 * DAY / 2);
  assert_int_equal(keep_rules_for(&rules, SLICE("archive.example")), 0);
  assert_int_equal(keep_rules_for(&rules, SLICE("goodnews.example")), (int64_t)30 * DAY);
  assert_int_equal(keep_rules_for(&rules, SLICE("example")), (int64_t)30 * DAY);
  assert_int_equal(keep_rules_for(&rules, SLICE("")), (int64_t)30 * DAY);
  assert_false(keep_rules_none(&rules));
}

static void what_is_no_rule_is_refused_with_its_line(void **state)
{
  (void)state;
  static const char *const bad[] = {"news.example", "news.example 0d",     "news.example -1d",
                                    "90d",          "news.example 90 d x", "a/b 90d",
                                    "www. 1d",      "news.example soon"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct keep_rule rule;
    dp_error error = {0, ""};
    assert_false(keep_rule_parse(slice_of(bad[i]), &rule, &error));
    assert_non_null(strstr(error.text, bad[i]));
  }
  struct config config;
  struct buffer problems = BUFFER_EMPTY;
  dp_error error = {0, ""};
  assert_false(
      config_parse(SLICE("store:\n  keep_sources: [soon]\n"), "test.yaml", &config, &problems, &error));
  assert_non_null(strstr(buffer_string(&problems), "test.yaml:2: store.keep_sources"));
  buffer_free(&problems);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_is_kept_for_ever_unless_told_otherwise),
      cmocka_unit_test(the_rule_with_the_longest_source_counts),
      cmocka_unit_test(what_is_no_rule_is_refused_with_its_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
