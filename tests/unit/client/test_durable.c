/* test_durable.c - subscriptions with a name, over a running store that may be killed: what was acknowledged
 * does not come again, what was not does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../store/harness.h"

#include <depeche/depeche.h>

struct scene {
  struct harness *h;
  dp_client *client;
  dp_error error;
};

static int setup(void **state)
{
  struct scene *scene = memory_zero(1, sizeof *scene);
  scene->h = harness_new();
  harness_configure(scene->h, "");
  harness_start(scene->h);
  scene->client = dp_open(scene->h->config_path, &scene->error);
  assert_non_null(scene->client);
  *state = scene;
  return 0;
}

static int teardown(void **state)
{
  struct scene *scene = *state;
  dp_close(&scene->client);
  harness_free(scene->h);
  free(scene);
  return 0;
}

static void store(struct scene *scene, int64_t from, int64_t to)
{
  struct harness *h = scene->h;
  for (int64_t i = from; i <= to; i++) {
    harness_push(h, sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i),
                              arena_format(h->arena, "text %lld", (long long)i)));
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  }
}

static dp_subscription *subscribe(struct scene *scene, dp_subscribe_options options)
{
  dp_subscription *subscription = dp_subscribe(scene->client, &options, &scene->error);
  if (!subscription) fail_msg("%s", scene->error.text);
  return subscription;
}

static void expect(struct scene *scene, dp_subscription *subscription, int64_t sequence)
{
  dp_article article;
  dp_outcome outcome = dp_next(subscription, &article, PATIENCE_MS, &scene->error);
  if (outcome != DP_OK) fail_msg("%d: %s", outcome, scene->error.text);
  assert_int_equal(article.sequence, sequence);
}

static void expect_failure(struct scene *scene, dp_subscription *subscription, int code)
{
  dp_article article;
  dp_outcome outcome = DP_OK;
  while (outcome == DP_OK) outcome = dp_next(subscription, &article, PATIENCE_MS, &scene->error);
  assert_int_equal(outcome, DP_FAILED);
  assert_int_equal(scene->error.code, code);
}

static int64_t position(struct scene *scene, const char *name)
{
  char *data = arena_format(scene->h->arena, "{\"name\":\"%s\"}", name);
  return json_get_integer(harness_ask(scene->h, "cursor.open", data).data, "position", -1);
}

/* ---- tests ---- */

static void the_next_subscription_goes_on_where_the_last_one_acknowledged(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 6);
  dp_subscription *first = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  for (int64_t i = 1; i <= 4; i++) expect(scene, first, i);
  assert_true(dp_ack(first, 2, &scene->error));
  dp_unsubscribe(&first);
  dp_subscription *second = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  for (int64_t i = 3; i <= 6; i++) expect(scene, second, i);
  assert_true(dp_ack(second, 6, &scene->error));
  dp_unsubscribe(&second);
  assert_int_equal(position(scene, "desk1"), 6);
}

static void a_reader_with_a_memory_of_its_own_gets_nothing_twice(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 6);
  dp_subscription *first = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  for (int64_t i = 1; i <= 4; i++) expect(scene, first, i);
  dp_unsubscribe(&first); /* nothing was acknowledged, but the reader has kept that 4 is done */
  dp_subscription *second = subscribe(scene, (dp_subscribe_options){.name = "desk1", .after = 4});
  expect(scene, second, 5);
  assert_true(dp_ack_wait(second, PATIENCE_MS, &scene->error));
  assert_int_equal(position(scene, "desk1"), 0); /* 5 was given and is not done */
  assert_true(dp_ack(second, 5, &scene->error));
  dp_unsubscribe(&second);
  assert_int_equal(position(scene, "desk1"), 5);
}

static void a_new_cursor_begins_now_if_it_is_told_so(void **state)
{
  struct scene *scene = *state;
  dp_article article;
  store(scene, 1, 3);
  dp_subscription *news = subscribe(scene, (dp_subscribe_options){.name = "desk1", .after = DP_FROM_NOW});
  while (!dp_caught_up(news)) assert_int_equal(dp_next(news, &article, 10, &scene->error), DP_TIMEOUT);
  store(scene, 4, 5);
  expect(scene, news, 4);
  expect(scene, news, 5);
  dp_unsubscribe(&news);
}

static void acknowledgements_reach_the_store_while_the_reader_reads_on(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 3);
  dp_article article;
  dp_subscription *news = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  for (int64_t i = 1; i <= 3; i++) expect(scene, news, i);
  assert_true(dp_ack(news, 3, &scene->error));
  while (position(scene, "desk1") < 3)
    assert_int_equal(dp_next(news, &article, 100, &scene->error), DP_TIMEOUT);
  dp_unsubscribe(&news);
}

static void a_killed_store_costs_the_reader_nothing(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 4);
  dp_subscription *news = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  for (int64_t i = 1; i <= 4; i++) expect(scene, news, i);
  assert_true(dp_ack(news, 3, &scene->error));
  assert_true(dp_ack_wait(news, PATIENCE_MS, &scene->error));
  harness_stop(scene->h, SIGKILL);
  harness_start(scene->h);
  store(scene, 5, 6);
  expect(scene, news, 5);
  expect(scene, news, 6);
  assert_int_equal(position(scene, "desk1"), 3);
  dp_unsubscribe(&news);
  dp_subscription *again = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  expect(scene, again, 4);
  dp_unsubscribe(&again);
}

static void only_what_was_given_under_a_name_can_be_acknowledged(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 3);
  dp_subscription *nameless = subscribe(scene, (dp_subscribe_options){.after = 0});
  expect(scene, nameless, 1);
  assert_false(dp_ack(nameless, 1, &scene->error));
  assert_int_equal(scene->error.code, EX_USAGE);
  dp_unsubscribe(&nameless);
  dp_subscription *named = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  expect(scene, named, 1);
  assert_false(dp_ack(named, 2, &scene->error));
  assert_int_equal(scene->error.code, EX_USAGE);
  assert_true(dp_ack(named, 1, &scene->error));
  assert_true(dp_ack(named, 0, &scene->error)); /* said before */
  dp_unsubscribe(&named);
  assert_int_equal(position(scene, "desk1"), 1);
}

static void what_waiting_can_not_mend_ends_the_subscription(void **state)
{
  struct scene *scene = *state;
  harness_ask(scene->h, "cursor.open", "{\"name\":\"desk1\",\"filter\":\"lang:fr\"}");
  dp_subscription *other = subscribe(scene, (dp_subscribe_options){.name = "desk1", .filter = "lang:en"});
  expect_failure(scene, other, EX_USAGE);
  dp_unsubscribe(&other);
  dp_subscription *nonsense = subscribe(scene, (dp_subscribe_options){.name = "desk2", .filter = "( lang:"});
  expect_failure(scene, nonsense, EX_USAGE);
  dp_unsubscribe(&nonsense);
  dp_subscription *bad = subscribe(scene, (dp_subscribe_options){.name = "no name"});
  expect_failure(scene, bad, EX_USAGE);
  dp_unsubscribe(&bad);
}

static void a_cursor_that_is_removed_ends_its_subscription(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 2);
  dp_subscription *news = subscribe(scene, (dp_subscribe_options){.name = "desk1"});
  expect(scene, news, 1);
  expect(scene, news, 2);
  harness_ask(scene->h, "cursor.remove", "{\"name\":\"desk1\"}");
  assert_true(dp_ack(news, 2, &scene->error));
  expect_failure(scene, news, EX_NOINPUT);
  dp_unsubscribe(&news);
}

static void a_subscription_may_begin_at_a_time(void **state)
{
  struct scene *scene = *state;
  store(scene, 1, 3);
  dp_subscription *all = subscribe(scene, (dp_subscribe_options){.since = "2000-01-01"});
  for (int64_t i = 1; i <= 3; i++) expect(scene, all, i);
  dp_unsubscribe(&all);
  dp_subscription *none = subscribe(scene, (dp_subscribe_options){.since = "2999-01-01", .name = "desk1"});
  dp_article article;
  while (!dp_caught_up(none)) assert_int_equal(dp_next(none, &article, 10, &scene->error), DP_TIMEOUT);
  store(scene, 4, 4);
  expect(scene, none, 4);
  dp_unsubscribe(&none);
}

static void store_in_two_languages(struct scene *scene, int64_t from, int64_t to)
{
  struct harness *h = scene->h;
  for (int64_t i = from; i <= to; i++) {
    struct sample sample = sample_of(i, arena_format(h->arena, "http://a/%lld", (long long)i),
                                     arena_format(h->arena, "text %lld", (long long)i));
    sample.language = i % 3 ? "en" : "fr";
    harness_push(h, sample);
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  }
}

static void a_filtered_subscription_gets_its_articles_and_follows_the_rest(void **state)
{
  struct scene *scene = *state;
  dp_article article;
  store_in_two_languages(scene, 1, 10);
  dp_subscription *french = subscribe(scene, (dp_subscribe_options){.name = "fr", .filter = "lang:fr"});
  for (int64_t i = 3; i <= 9; i += 3) expect(scene, french, i);
  store_in_two_languages(scene, 11, 16);
  expect(scene, french, 12);
  expect(scene, french, 15);
  while (!dp_caught_up(french)) assert_int_equal(dp_next(french, &article, 10, &scene->error), DP_TIMEOUT);
  assert_true(dp_ack(french, 15, &scene->error));
  assert_true(dp_ack_wait(french, PATIENCE_MS, &scene->error));
  assert_int_equal(position(scene, "fr"), 16); /* what was passed over is done too */
  dp_unsubscribe(&french);
  dp_subscription *again = subscribe(scene, (dp_subscribe_options){.name = "fr"}); /* the filter is kept */
  store_in_two_languages(scene, 17, 18);
  expect(scene, again, 18);
  dp_unsubscribe(&again);
}

static void a_filter_needs_no_name(void **state)
{
  struct scene *scene = *state;
  store_in_two_languages(scene, 1, 7);
  dp_subscription *french = subscribe(scene, (dp_subscribe_options){.filter = "lang:fr"});
  expect(scene, french, 3);
  expect(scene, french, 6);
  store_in_two_languages(scene, 8, 9);
  expect(scene, french, 9);
  dp_unsubscribe(&french);
}

/* store_and_let_expire - of eight articles, all but the fifth and the eighth. */
static void store_and_let_expire(struct scene *scene)
{
  struct harness *h = scene->h;
  harness_stop(h, SIGTERM);
  harness_configure(h, "  keep: 200ms\n  keep_sources: [kept ever]\n");
  harness_start(h);
  for (int64_t i = 1; i <= 8; i++) {
    const char *host = i == 5 || i == 8 ? "kept" : "gone";
    struct sample sample = sample_of(i, arena_format(h->arena, "http://%s/%lld", host, (long long)i),
                                     arena_format(h->arena, "text %lld", (long long)i));
    sample.language = "fr";
    harness_push(h, sample);
    assert_verdict(harness_verdict(h, "main"), i, "stored", i);
  }
  while (harness_status(h, "expired") < 6) continue;
}

static void expect_missed(dp_subscription *subscription, int64_t count, int64_t first, int64_t last)
{
  int64_t got_first, got_last;
  assert_int_equal(dp_missed(subscription, &got_first, &got_last), count);
  if (count) assert_int_equal(got_first, first);
  if (count) assert_int_equal(got_last, last);
}

static void falls_off_the_end(struct scene *scene, const char *name, const char *filter)
{
  dp_subscription *news = subscribe(scene, (dp_subscribe_options){.name = name, .filter = filter});
  expect(scene, news, 5);
  expect_missed(news, 4, 1, 4);
  expect(scene, news, 8);
  expect_missed(news, 2, 6, 7);
  assert_true(dp_ack(news, 8, &scene->error));
  dp_unsubscribe(&news);
  dp_article article;
  dp_subscription *again = subscribe(scene, (dp_subscribe_options){.name = name});
  while (!dp_caught_up(again)) assert_int_equal(dp_next(again, &article, 10, &scene->error), DP_TIMEOUT);
  expect_missed(again, 0, 0, 0); /* it was told */
  dp_unsubscribe(&again);
}

static void a_cursor_that_falls_off_the_end_is_told_once_what_it_missed(void **state)
{
  store_and_let_expire(*state);
  falls_off_the_end(*state, "all", NULL);
  falls_off_the_end(*state, "fr", "lang:fr");
}

int main(int argc, char **argv)
{
  if (argc > 1 && strcmp(argv[1], "--daemon") == 0) return harness_daemon(argc - 1, argv + 1);
#define running(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
  const struct CMUnitTest tests[] = {
      running(the_next_subscription_goes_on_where_the_last_one_acknowledged),
      running(a_reader_with_a_memory_of_its_own_gets_nothing_twice),
      running(a_new_cursor_begins_now_if_it_is_told_so),
      running(acknowledgements_reach_the_store_while_the_reader_reads_on),
      running(a_killed_store_costs_the_reader_nothing),
      running(only_what_was_given_under_a_name_can_be_acknowledged),
      running(what_waiting_can_not_mend_ends_the_subscription),
      running(a_cursor_that_is_removed_ends_its_subscription),
      running(a_subscription_may_begin_at_a_time),
      running(a_filtered_subscription_gets_its_articles_and_follows_the_rest),
      running(a_filter_needs_no_name),
      running(a_cursor_that_falls_off_the_end_is_told_once_what_it_missed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
