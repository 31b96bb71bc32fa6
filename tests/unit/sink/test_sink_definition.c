#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/arena.h"
#include "base/digest.h"
#include "sink/definition.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;

static int begin(void **state)
{
  (void)state;
  arena = arena_new();
  return 0;
}

static int end(void **state)
{
  (void)state;
  arena_free(&arena);
  return 0;
}

static struct sink_definition read_well(const char *yaml)
{
  struct sink_definition sink = {.name = "desk"};
  dp_error error = {0};
  if (!sink_definition_read(arena, slice_of(yaml), "desk.yaml", &sink, NULL, &error))
    fail_msg("%s", error.text);
  return sink;
}

static void refused(const char *yaml, const char *sentence)
{
  struct sink_definition sink = {.name = "desk"};
  dp_error error = {0};
  assert_false(sink_definition_read(arena, slice_of(yaml), "desk.yaml", &sink, NULL, &error));
  assert_int_equal(error.code, 78);
  if (!strstr(error.text, sentence)) fail_msg("“%s” is not in “%s”", sentence, error.text);
}

static void everything_but_the_target_has_a_default(void **state)
{
  (void)state;
  struct sink_definition sink = read_well("webhook: https://Desk.example/a b\n");
  assert_string_equal(sink.webhook, "https://desk.example/a%20b");
  assert_null(sink.directory);
  assert_string_equal(sink.filter, "");
  assert_int_equal(sink.form, ARTICLE_EVENT);
  assert_true(sink.from.now);
  assert_int_equal(sink.timeout, 10000);
  assert_int_equal(sink.retry_for, 86400000);
  assert_int_equal(sink.secret.length, 0);
}

static void every_key_is_read(void **state)
{
  (void)state;
  char path[] = "/tmp/depeche-secret-XXXXXX", yaml[300];
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, " s3cret\n", 8) == 8);
  close(fd);
  snprintf(
      yaml, sizeof yaml,
      "webhook: http://desk.example/\nfilter: 'place:NE'\nformat: flat\nfrom: 2026-01-31\nsecret_file: %s\n"
      "timeout: 5s\nretry_for: 2h\n",
      path);
  struct sink_definition sink = read_well(yaml);
  unlink(path);
  assert_string_equal(sink.filter, "place:NE");
  assert_int_equal(sink.form, ARTICLE_FLAT);
  assert_string_equal(sink.from.since, "2026-01-31");
  assert_true(slice_is(sink.secret, "s3cret"));
  assert_int_equal(sink.timeout, 5000);
  assert_int_equal(sink.retry_for, 7200000);
  assert_int_equal(read_well("directory: /srv\nfrom: 17\n").from.after, 16);
  assert_int_equal(read_well("directory: /srv\nfrom: start\n").from.after, 0);
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
  (void)state;
  refused("webhook: ftp://x.example/\n", "desk.yaml:1: webhook must be an http or https URL");
  refused("webhook: http://a:b@x.example/\n", "without user and password");
  refused("filter: x\n", "a sink needs either webhook or directory");
  refused("webhook: http://x.example/\ndirectory: /srv\n", "not both");
  refused("directory: srv\n", "an absolute path");
  refused("directory: /srv\ntimeout: 5s\n", "desk.yaml:2: timeout is for a webhook");
  refused("webhook: http://x.example/\n\ncolour: red\n", "desk.yaml:3: colour is no key of a sink");
  refused("webhook: http://x.example/\nformat: csv\n", "use depeche export");
  refused("webhook: http://x.example/\nformat: xml\n", "there is no format");
  refused("webhook: http://x.example/\nfrom: yesterday\n", "from must be");
  refused("webhook: http://x.example/\ntimeout: 0s\n", "timeout must be from");
  refused("webhook: http://x.example/\nsecret_file: /nonexistent\n", "secret_file: can't open");
  refused("webhook: http://x.example/\nfilter: [a, b]\n", "filter must be a single value");
  refused("webhook: http://x.example/\nwebhook: http://y.example/\n", "given twice");
  refused("", "a sink is a mapping");
  refused("- a\n", "a sink is a mapping");
}

static struct sink_definition with_secret(const char *secret, bool good)
{
  char path[] = "/tmp/depeche-secret-XXXXXX", yaml[100];
  int fd = mkstemp(path);
  assert_true(fd >= 0 && write(fd, secret, strlen(secret)) == (ssize_t)strlen(secret));
  close(fd);
  snprintf(yaml, sizeof yaml, "webhook: http://desk.example/\nsecret_file: %s\n", path);
  struct sink_definition sink = {.name = "desk"};
  if (good)
    sink = read_well(yaml);
  else
    refused(yaml, "is no base64");
  unlink(path);
  return sink;
}

/* The figure comes from Python, with base64.b64decode of what stands behind whsec_ as the key. */
static void secrets_of_standard_webhooks_are_decoded(void **state)
{
  (void)state;
  char text[DIGEST_SIGNATURE];
  struct sink_definition sink = with_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", true);
  assert_int_equal(sink.secret.length, 24);
  assert_string_equal(digest_signature(sink.secret, SLICE("msg_1.1700000000.{}"), text),
                      "x5lVgj0b/JJJaUYaa1+6I5J/EECcryrPlFN4VrkmI94=");
  assert_true(slice_is(with_secret("whsec_czNjcmV0IQ==", true).secret, "s3cret!"));
  with_secret("whsec_", false);
  with_secret("whsec_not base64 at all", false);
  with_secret("whsec_abc", false);
}

static void put_file(const char *directory, const char *name, const char *text)
{
  char path[200];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs(text, file);
  fclose(file);
}

static void a_directory_is_taken_whole_or_not_at_all(void **state)
{
  (void)state;
  char directory[] = "/tmp/depeche-sinks-XXXXXX", command[100];
  dp_error error = {0};
  assert_non_null(mkdtemp(directory));
  put_file(directory, "b.yaml", "directory: /srv/b\n");
  put_file(directory, "a.yaml", "webhook: https://a.example/\n");
  put_file(directory, "README", "not one");
  struct sink_definitions *sinks = sink_definitions_read(directory, NULL, &error);
  assert_non_null(sinks);
  assert_int_equal(sinks->count, 2);
  assert_string_equal(sinks->list[0].name, "a");
  assert_string_equal(sinks->list[1].directory, "/srv/b");
  sink_definitions_free(&sinks);
  put_file(directory, "C.yaml", "webhook: https://a.example/\n");
  put_file(directory, "d.yaml", "nothing: 1\n");
  struct buffer problems = BUFFER_EMPTY;
  assert_null(sink_definitions_read(directory, &problems, &error));
  assert_non_null(strstr(buffer_string(&problems), "C.yaml:1: the name of a sink"));
  assert_non_null(strstr(buffer_string(&problems), "d.yaml:1: nothing is no key"));
  buffer_free(&problems);
  snprintf(command, sizeof command, "rm -r %s", directory);
  assert_int_equal(system(command), 0);
}

/* The figure comes from Python: base64(hmac.new(b"s3cret", b"msg_1.1700000000.{}", "sha256").digest()). */
static void signatures_are_those_of_others(void **state)
{
  (void)state;
  char text[DIGEST_SIGNATURE];
  assert_string_equal(digest_signature(SLICE("s3cret"), SLICE("msg_1.1700000000.{}"), text),
                      "uNtIplUOMTIs6G1RRPpb6NsRUZZLxUiBZsZiXV3ycuM=");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(everything_but_the_target_has_a_default),
      cmocka_unit_test(every_key_is_read),
      cmocka_unit_test(what_is_wrong_is_told_with_its_line),
      cmocka_unit_test(a_directory_is_taken_whole_or_not_at_all),
      cmocka_unit_test(signatures_are_those_of_others),
      cmocka_unit_test(secrets_of_standard_webhooks_are_decoded),
  };
  return cmocka_run_group_tests(tests, begin, end);
}
