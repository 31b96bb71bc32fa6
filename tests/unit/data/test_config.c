#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../write_file.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "data/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct config config;
static struct buffer problems;
static dp_error error;

static int begin(void **state)
{
  (void)state;
  unsetenv("DEPECHE_CONFIG");
  unsetenv("DEPECHE_RUN_DIR");
  unsetenv("DEPECHE_STATE_DIR");
  setenv("XDG_RUNTIME_DIR", "/run/user/1000", 1);
  buffer_clear(&problems);
  error = (dp_error){0};
  return 0;
}

static int end(void **state)
{
  (void)state;
  buffer_free(&problems);
  return 0;
}

static bool parsed(const char *yaml)
{
  begin(NULL);
  return config_parse(slice_of(yaml), "test.yaml", &config, &problems, &error);
}

static void assert_problem(const char *yaml, const char *sentence)
{
  assert_false(parsed(yaml));
  assert_int_equal(error.code, EX_CONFIG);
  if (!strstr(buffer_string(&problems), sentence)) print_message("got: %s", buffer_string(&problems));
  assert_non_null(strstr(buffer_string(&problems), sentence));
}

static void nothing_given_is_complete_and_right(void **state)
{
  (void)state;
  assert_true(parsed(""));
  assert_int_equal(problems.length, 0);
  assert_string_equal(config.fetch.name, "main");
  assert_int_equal(config.fetch.window_items, 256);
  assert_int_equal(config.fetch.window_bytes, 64 * 1024 * 1024);
  assert_int_equal(config.fetch.ack_timeout, 30000);
  assert_int_equal(config.fetch.ack_timeout_max, 600000);
  assert_int_equal(config.fetch.group_commit, 50);
  assert_int_equal(config.fetch.warc_rotate_bytes, 1 << 30);
  assert_int_equal(config.store.heartbeat, 1000);
  assert_int_equal(config.log_level, LOG_INFO);
  assert_true(parsed("# only a comment\n"));
  assert_true(parsed("fetch:\n"));
}

static void endpoints_follow_the_run_directory(void **state)
{
  (void)state;
  assert_true(parsed("run_dir: /tmp/here\n"));
  assert_string_equal(config.fetch.feed, "ipc:///tmp/here/fetch.feed");
  assert_string_equal(config.fetch.store_ack, "ipc:///tmp/here/store.ack");
  assert_string_equal(config.store.ack, "ipc:///tmp/here/store.ack");
  assert_int_equal(config.clean.from.count, 1);
  assert_string_equal(config.clean.from.items[0], "ipc:///tmp/here/fetch.out");
  assert_string_equal(config.clean.to, config.tag.in);
  assert_string_equal(config.tag.to, config.store.in);
  assert_string_equal(config.tag.status, "ipc:///tmp/here/tag.status");
}

static void every_kind_of_value_is_read(void **state)
{
  (void)state;
  assert_true(parsed("log_level: debug\n"
                     "state_dir: \"/var/lib/de p\\u00eache\"\n"
                     "fetch:\n"
                     "  name: north-1\n"
                     "  feed: tcp://127.0.0.1:5555\n"
                     "  ack_timeout: 200ms\n"
                     "  retry_delay: 2h\n"
                     "  transfer_timeout: 5min\n"
                     "  max_body: 1MiB\n"
                     "  window_bytes: 65536\n"
                     "  warc_rotate_bytes: 64 KiB\n"
                     "clean:\n"
                     "  from: [ipc:///a/b, 'ipc:///c/d']\n"
                     "  workers: 4\n"));
  assert_int_equal(config.log_level, LOG_DEBUG);
  assert_string_equal(config.state_dir, "/var/lib/de pêche");
  assert_string_equal(config.fetch.name, "north-1");
  assert_string_equal(config.fetch.feed, "tcp://127.0.0.1:5555");
  assert_int_equal(config.fetch.ack_timeout, 200);
  assert_int_equal(config.fetch.retry_delay, 7200000);
  assert_int_equal(config.fetch.transfer_timeout, 300000);
  assert_int_equal(config.fetch.max_body, 1 << 20);
  assert_int_equal(config.fetch.window_bytes, 65536);
  assert_int_equal(config.fetch.warc_rotate_bytes, 65536);
  assert_int_equal(config.clean.from.count, 2);
  assert_string_equal(config.clean.from.items[1], "ipc:///c/d");
  assert_int_equal(config.clean.workers, 4);
}

static void an_unknown_key_is_refused_with_file_line_and_a_likely_one(void **state)
{
  (void)state;
  assert_problem("log_level: info\nfetch:\n  windw_items: 3\n",
                 "test.yaml:3: fetch.windw_items is not a setting (did you mean fetch.window_items?)\n");
  assert_problem("workers: 3\n", "test.yaml:1: workers is not a setting (did you mean clean.workers?)\n");
  assert_problem("fetc:\n  name: x\n", "test.yaml:1: fetc is not a setting (did you mean fetch?)\n");
  assert_problem("colour: red\n", "test.yaml:1: colour is not a setting\n");
}

static void values_out_of_range_or_of_another_kind_are_refused(void **state)
{
  (void)state;
  assert_problem("fetch:\n  window_items: 0\n",
                 "test.yaml:2: fetch.window_items must be 1 to 100000, not 0\n");
  assert_problem("fetch:\n  window_items: many\n", "fetch.window_items must be a whole number, not \"many\"");
  assert_problem("fetch:\n  window_items: 99999999999999999999\n", "must be a whole number");
  assert_problem("fetch:\n  window_items: -1\n", "must be a whole number");
  assert_problem("fetch:\n  ack_timeout: 30\n", "fetch.ack_timeout must be a duration such as");
  assert_problem("fetch:\n  ack_timeout: 9223372036854775807h\n", "must be a duration");
  assert_problem("fetch:\n  ack_timeout: 2h\n", "fetch.ack_timeout must be 10ms to 1h, not 2h");
  assert_problem("fetch:\n  max_body: 1MB\n", "fetch.max_body must be a size such as");
  assert_problem("fetch:\n  max_body: 1GiB\n", "fetch.max_body must be 1KiB to 64MiB");
  assert_problem("log_level: loud\n", "log_level must be debug, info, warn or error, not \"loud\"");
  assert_problem("fetch:\n  name: Main!\n",
                 "fetch.name must be 1 to 32 characters a-z, 0-9 and -, not \"Main!\"");
  assert_problem("fetch:\n  name: \"\"\n", "fetch.name must not be empty");
  assert_problem("run_dir: here\n", "run_dir must be an absolute path");
  assert_problem("tag:\n  rules: here\n", "test.yaml:2: tag.rules must be an absolute path or empty");
  assert_problem("fetch:\n  user_agent: \"a\\r\\nHost: b\"\n",
                 "fetch.user_agent must not hold control characters");
}

static void all_problems_are_told_at_once_and_the_first_is_the_error(void **state)
{
  (void)state;
  assert_false(parsed("log_level: loud\nfetch:\n  window_items: 0\n  nme: x\n"));
  assert_string_equal(buffer_string(&problems),
                      "test.yaml:1: log_level must be debug, info, warn or error, not \"loud\"\n"
                      "test.yaml:3: fetch.window_items must be 1 to 100000, not 0\n"
                      "test.yaml:4: fetch.nme is not a setting (did you mean fetch.name?)\n");
  assert_non_null(strstr(error.text, "test.yaml:1: log_level"));
  assert_false(config_parse(SLICE("log_level: loud\n"), "x", &config, NULL, NULL));
}

static void an_endpoint_must_stay_on_this_host(void **state)
{
  (void)state;
  assert_problem("store:\n  in: tcp://192.168.1.5:5555\n", "encryption between hosts is not available yet");
  assert_problem("store:\n  in: tcp://*:5555\n", "encryption between hosts is not available yet");
  assert_problem("store:\n  in: tcp://127.0.0.1.example.org:5555\n", "encryption between hosts");
  assert_problem("store:\n  in: tcp://localhost\n", "store.in must be tcp://HOST:PORT");
  assert_problem("store:\n  in: tcp://localhost:0\n", "store.in must be tcp://HOST:PORT");
  assert_problem("store:\n  in: tcp://localhost:99999\n", "store.in must be tcp://HOST:PORT");
  assert_problem("store:\n  in: ipc://relative\n", "store.in must name an absolute path");
  assert_problem("store:\n  in: udp://x\n", "store.in must begin with ipc:// or tcp://");
  assert_problem("clean:\n  from: [tcp://10.0.0.1:1]\n",
                 "test.yaml:2: clean.from: 10.0.0.1 is not a loopback address");
  assert_true(
      parsed("store:\n  in: tcp://[::1]:5555\n  ack: tcp://localhost:5556\n  news: tcp://127.9.9.9:5557\n"));
}

static void a_socket_path_that_is_too_long_is_refused(void **state)
{
  (void)state;
  char yaml[400], name[200];
  memset(name, 'x', sizeof name);
  snprintf(yaml, sizeof yaml, "store:\n  in: ipc:///%.106s\n", name);
  assert_true(parsed(yaml));
  snprintf(yaml, sizeof yaml, "store:\n  in: ipc:///%.107s\n", name);
  assert_problem(yaml, "test.yaml:2: store.in: a socket path has at most 107 bytes");
  snprintf(yaml, sizeof yaml, "run_dir: /%.93s\n", name);
  assert_true(parsed(yaml));
  snprintf(yaml, sizeof yaml, "\nrun_dir: /%.94s\n", name);
  assert_problem(yaml, "test.yaml:2: run_dir is too long");
}

static void keys_that_contradict_each_other_are_refused(void **state)
{
  (void)state;
  assert_problem("fetch:\n  ack_timeout: 20min\n",
                 "test.yaml:2: fetch.ack_timeout must not be greater than fetch.ack_timeout_max");
  assert_problem("fetch:\n  transfers: 1\n", "test.yaml:2: fetch.transfers_per_domain must not be greater");
  assert_problem("fetch:\n  transfer_timeout: 1s\n", "fetch.connect_timeout must not be greater");
  assert_problem("store:\n  in: ipc:///a/b\n  ack: ipc:///a/b\n",
                 "test.yaml:3: store.in and store.ack must be two different endpoints");
}

static void a_choice_is_one_of_its_words(void **state)
{
  (void)state;
  assert_true(parsed("fetch:\n  robots: ignore\n"));
  assert_int_equal(config.fetch.robots, CONFIG_ROBOTS_IGNORE);
  assert_true(parsed("fetch:\n  robots: obey\n"));
  assert_int_equal(config.fetch.robots, CONFIG_ROBOTS_OBEY);
  assert_problem("fetch:\n  robots: forget\n",
                 "test.yaml:2: fetch.robots must be one of obey,ignore, not \"forget\"");
}

static void a_list_of_texts_may_be_empty(void **state)
{
  (void)state;
  assert_true(parsed("fetch:\n  sources: []\n"));
  assert_int_equal(config.fetch.sources.count, 0);
  assert_true(parsed("fetch:\n  sources: [https://a.example/feed, https://b.example/]\n"));
  assert_int_equal(config.fetch.sources.count, 2);
  assert_string_equal(config.fetch.sources.items[1], "https://b.example/");
  assert_problem("fetch:\n  sources: https://a.example/feed\n", "fetch.sources must be a list");
}

static void a_key_given_twice_is_refused(void **state)
{
  (void)state;
  assert_problem("fetch:\n  name: a\nfetch:\n  name: b\n",
                 "test.yaml:4: fetch.name is given twice, first in line 2");
}

static void the_shape_of_the_file_is_checked(void **state)
{
  (void)state;
  assert_problem("- a\n- b\n", "must hold settings written as");
  assert_problem("hello\n", "must hold settings written as");
  assert_problem("fetch: fast\n", "test.yaml:1: fetch is a section");
  assert_problem("fetch: [a]\n", "test.yaml:1: fetch is a section");
  assert_problem("log_level: [info]\n", "log_level must be a single value");
  assert_problem("log_level: {a: {b: c}}\nrun_dir: here\n", "test.yaml:2: run_dir must be an absolute path");
  assert_problem("clean:\n  from: ipc:///a\n", "clean.from must be a list");
  assert_problem("clean:\n  from: []\n", "clean.from must have at least one entry");
  assert_problem("clean:\n  from: [[a]]\n", "clean.from is a list of single values");
  assert_problem("[a, b]: c\nlog_level: loud\n", "test.yaml:2: log_level");
  assert_problem("a: 1\n---\nb: 2\n", "one document only");
}

static void anchors_aliases_and_deep_nesting_end_the_reading(void **state)
{
  (void)state;
  assert_problem("a: &x 1\nb: *x\n", "test.yaml:1: anchors and aliases are not allowed");
  assert_problem("log_level: *x\n", "test.yaml:1: anchors and aliases are not allowed");
  assert_problem("fetch: &x\n  name: a\n", "anchors and aliases are not allowed");
  assert_problem("x: [[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]\n", "nested too deep");
}

static void layers_of_the_tagger_are_known_by_their_names(void **state)
{
  (void)state;
  assert_true(parsed("tag:\n  layers:\n    - names\n    - dates, links\n"));
  assert_int_equal(config.tag.layers.count, 2);
  assert_problem("tag:\n  layers:\n    - names\n    - verbs\n",
                 "test.yaml:2: tag.layers: “verbs” is no layer; there are names, norp");
}

static void addresses_and_the_proxy_are_checked(void **state)
{
  (void)state;
  assert_true(parsed("fetch:\n  allow_addresses:\n    - 127.0.0.0/8\n    - \"[::1]:8080\"\n"
                     "  proxy: \"http://10.0.0.1:3128\"\n"));
  assert_int_equal(config.fetch.allow_addresses.count, 2);
  assert_string_equal(config.fetch.allow_addresses.items[1], "[::1]:8080");
  assert_problem("fetch:\n  allow_addresses:\n    - 127.0.0.1/8\n",
                 "test.yaml:2: fetch.allow_addresses: \"127.0.0.1/8\" has bits behind its prefix");
  assert_problem("fetch:\n  deny_addresses:\n    - example.org\n",
                 "fetch.deny_addresses: \"example.org\" must be an address, a block");
  assert_problem("fetch:\n  proxy: \"ftp://10.0.0.1\"\n", "test.yaml:2: fetch.proxy must be an http://");
  assert_problem("fetch:\n  websub_listen: \"127.0.0.1:8089\"\n",
                 "test.yaml:2: fetch.websub_listen needs fetch.websub_callback beside it");
  assert_problem("fetch:\n  websub_callback: \"https://news.example/hubs\"\n",
                 "test.yaml:2: fetch.websub_callback needs fetch.websub_listen beside it");
  assert_problem(
      "fetch:\n  websub_listen: \"127.0.0.1:8089\"\n  websub_callback: \"https://news.example/\"\n",
      "test.yaml:3: fetch.websub_callback must be an http:// or https:// URL");
  assert_problem("fetch:\n  websub_listen: \"127.0.0.1:8089\"\n  websub_callback: \"news.example\"\n",
                 "test.yaml:3: fetch.websub_callback must be");
}

static void what_is_not_yaml_is_refused_with_its_line(void **state)
{
  (void)state;
  assert_problem("log_level: info\nfetch: [\n", "test.yaml:3: this is not YAML");
  assert_problem("a: \"\xFF\"\n", "this is not YAML");
  assert_problem("\ta: b\n", "this is not YAML");
}

static void a_file_full_of_problems_tells_a_hundred(void **state)
{
  (void)state;
  struct buffer yaml = BUFFER_EMPTY;
  for (int i = 0; i < 500; i++) buffer_format(&yaml, "unknown%d: 1\n", i);
  assert_false(parsed(buffer_string(&yaml)));
  assert_non_null(strstr(buffer_string(&problems), "and more problems"));
  assert_null(strstr(buffer_string(&problems), "unknown100"));
  buffer_free(&yaml);
}

static void what_is_printed_reads_back_as_the_same(void **state)
{
  (void)state;
  assert_true(parsed(
      "run_dir: '/tmp/a \"b\" \\c'\nfetch:\n  window_items: 7\n  group_commit: 0ms\n  ack_timeout: 1500ms\n"
      "  max_body: 1025\n  robots: ignore\n  sources: [https://a.example/feed]\nclean:\n  from: [ipc:///a, "
      "ipc:///b]\nlog_level: warn\n"));
  static struct config again;
  struct buffer text = BUFFER_EMPTY;
  config_print(&config, &text);
  bool ok = config_parse(buffer_view(&text), "printed", &again, &problems, &error);
  if (!ok) print_message("%s\n%s", buffer_string(&problems), buffer_string(&text));
  assert_true(ok);
  assert_memory_equal(&config, &again, sizeof config);
  size_t lines = 0, comments = 0;
  for (const char *at = buffer_string(&text); *at; at++) lines += *at == '\n', comments += *at == '#';
  assert_int_equal(comments, 71);
  assert_true(lines > 2 * comments);
  buffer_free(&text);
}

static char directory[64];

static const char *written(const char *yaml)
{
  static char path[128];
  strcpy(directory, "/tmp/depeche-config-XXXXXX");
  assert_non_null(mkdtemp(directory));
  snprintf(path, sizeof path, "%s/depeche.yaml", directory);
  assert_true(write_file(path, slice_of(yaml)));
  return path;
}

static void removed(const char *path)
{
  unlink(path);
  rmdir(directory);
}

static void the_environment_outranks_the_file(void **state)
{
  (void)state;
  const char *path = written("run_dir: /from/file\nstate_dir: /from/file\nlog_level: error\n");
  setenv("DEPECHE_CONFIG", path, 1);
  setenv("DEPECHE_RUN_DIR", "/from/environment", 1);
  assert_true(config_load(NULL, &config, &problems, &error));
  assert_string_equal(config.run_dir, "/from/environment");
  assert_string_equal(config.state_dir, "/from/file");
  assert_string_equal(config.fetch.feed, "ipc:///from/environment/fetch.feed");
  assert_int_equal(config.log_level, LOG_ERROR);
  setenv("DEPECHE_RUN_DIR", "relative", 1);
  assert_false(config_load(NULL, &config, &problems, &error));
  assert_non_null(strstr(error.text, "DEPECHE_RUN_DIR: run_dir must be an absolute path"));
  removed(path);
}

static void a_file_that_is_absent_or_too_large_is_refused(void **state)
{
  (void)state;
  assert_false(config_load("/nonexistent/depeche.yaml", &config, &problems, &error));
  assert_int_equal(error.code, EX_CONFIG);
  assert_non_null(strstr(error.text, "/nonexistent/depeche.yaml"));
  char *large = memory_alloc(1100001);
  memset(large, '#', 1100000);
  large[1100000] = '\0';
  const char *path = written(large);
  free(large);
  assert_false(config_load(path, &config, &problems, &error));
  assert_non_null(strstr(error.text, "limit"));
  removed(path);
}

static void no_file_at_all_means_the_defaults(void **state)
{
  (void)state;
  assert_true(config_load(NULL, &config, &problems, &error));
  if (geteuid() == 0) {
    assert_string_equal(config.run_dir, "/run/depeche");
    assert_string_equal(config.state_dir, "/var/lib/depeche");
  } else {
    assert_string_equal(config.run_dir, "/run/user/1000/depeche");
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(nothing_given_is_complete_and_right, begin),
      cmocka_unit_test_setup(endpoints_follow_the_run_directory, begin),
      cmocka_unit_test_setup(every_kind_of_value_is_read, begin),
      cmocka_unit_test_setup(layers_of_the_tagger_are_known_by_their_names, begin),
      cmocka_unit_test_setup(addresses_and_the_proxy_are_checked, begin),
      cmocka_unit_test_setup(an_unknown_key_is_refused_with_file_line_and_a_likely_one, begin),
      cmocka_unit_test_setup(values_out_of_range_or_of_another_kind_are_refused, begin),
      cmocka_unit_test_setup(all_problems_are_told_at_once_and_the_first_is_the_error, begin),
      cmocka_unit_test_setup(an_endpoint_must_stay_on_this_host, begin),
      cmocka_unit_test_setup(a_socket_path_that_is_too_long_is_refused, begin),
      cmocka_unit_test_setup(keys_that_contradict_each_other_are_refused, begin),
      cmocka_unit_test_setup(a_choice_is_one_of_its_words, begin),
      cmocka_unit_test_setup(a_list_of_texts_may_be_empty, begin),
      cmocka_unit_test_setup(a_key_given_twice_is_refused, begin),
      cmocka_unit_test_setup(the_shape_of_the_file_is_checked, begin),
      cmocka_unit_test_setup(anchors_aliases_and_deep_nesting_end_the_reading, begin),
      cmocka_unit_test_setup(what_is_not_yaml_is_refused_with_its_line, begin),
      cmocka_unit_test_setup(a_file_full_of_problems_tells_a_hundred, begin),
      cmocka_unit_test_setup(what_is_printed_reads_back_as_the_same, begin),
      cmocka_unit_test_setup(the_environment_outranks_the_file, begin),
      cmocka_unit_test_setup(a_file_that_is_absent_or_too_large_is_refused, begin),
      cmocka_unit_test_setup(no_file_at_all_means_the_defaults, begin),
  };
  return cmocka_run_group_tests(tests, NULL, end);
}
