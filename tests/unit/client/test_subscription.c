/* test_subscription.c - a subscription over a store that the test plays: every article once, in order,
 * without a gap. */
#include "fake_daemon.h"

struct scene {
  struct fake fake;
  dp_client *client;
  dp_subscription *subscription;
  dp_error error;
};

static struct scene begin(int64_t last, int64_t after, const char *language)
{
  struct scene scene = {.fake = fake_new()};
  scene.fake.last = last;
  scene.client = dp_open(scene.fake.config, &scene.error);
  assert_non_null(scene.client);
  dp_subscribe_options options = {.after = after, .language = language};
  scene.subscription = dp_subscribe(scene.client, &options, &scene.error);
  assert_non_null(scene.subscription);
  return scene;
}

static void end(struct scene *scene)
{
  dp_unsubscribe(&scene->subscription);
  dp_close(&scene->client);
  fake_free(&scene->fake);
}

/* Plays both sides until the subscription gives something or `tries` turns have passed. */
static dp_outcome turn(struct scene *scene, dp_article *article, int tries)
{
  dp_outcome outcome = DP_TIMEOUT;
  for (int i = 0; i < tries && outcome == DP_TIMEOUT; i++) {
    fake_serve(&scene->fake);
    outcome = dp_next(scene->subscription, article, 1, &scene->error);
  }
  return outcome;
}

static void expect(struct scene *scene, int64_t sequence)
{
  dp_article article;
  assert_int_equal(turn(scene, &article, 2000), DP_OK);
  assert_int_equal(article.sequence, sequence);
  assert_int_equal(strlen(article.json), article.length);
}

static void expect_nothing(struct scene *scene)
{
  dp_article article;
  assert_int_equal(turn(scene, &article, 20), DP_TIMEOUT);
}

/* A SUB socket joins late; heartbeats are sent until the subscription has heard one. */
static void settle(struct scene *scene)
{
  dp_article article;
  for (int i = 0; i < 40; i++) {
    fake_heartbeat(&scene->fake);
    assert_int_equal(turn(scene, &article, 1), DP_TIMEOUT);
  }
}

static void the_past_comes_by_replay_and_the_future_live(void **state)
{
  (void)state;
  struct scene scene = begin(7, 0, NULL);
  fake_bind(&scene.fake, "store.query");
  for (int64_t i = 1; i <= 7; i++) expect(&scene, i);
  settle(&scene);
  int64_t replays = scene.fake.replays;
  scene.fake.last = 8;
  fake_publish(&scene.fake, 8);
  expect(&scene, 8);
  assert_int_equal(scene.fake.replays, replays);
  assert_true(dp_caught_up(scene.subscription));
  end(&scene);
}

static void what_the_stream_dropped_is_fetched(void **state)
{
  (void)state;
  struct scene scene = begin(1, 1, NULL);
  fake_bind(&scene.fake, "store.query");
  settle(&scene);
  scene.fake.last = 5;
  fake_publish(&scene.fake, 5);
  for (int64_t i = 2; i <= 5; i++) expect(&scene, i);
  expect_nothing(&scene);
  end(&scene);
}

static void a_heartbeat_alone_shows_a_gap(void **state)
{
  (void)state;
  struct scene scene = begin(1, 1, NULL);
  fake_bind(&scene.fake, "store.query");
  settle(&scene);
  scene.fake.last = 3;
  fake_heartbeat(&scene.fake);
  expect(&scene, 2);
  expect(&scene, 3);
  end(&scene);
}

static void what_was_given_is_not_given_again(void **state)
{
  (void)state;
  struct scene scene = begin(3, 0, NULL);
  fake_bind(&scene.fake, "store.query");
  for (int64_t i = 1; i <= 3; i++) expect(&scene, i);
  settle(&scene);
  fake_publish(&scene.fake, 2);
  fake_publish(&scene.fake, 3);
  expect_nothing(&scene);
  end(&scene);
}

static void from_now_begins_behind_the_last_article(void **state)
{
  (void)state;
  struct scene scene = begin(9, DP_FROM_NOW, NULL);
  fake_bind(&scene.fake, "store.query");
  expect_nothing(&scene);
  settle(&scene);
  scene.fake.last = 10;
  fake_heartbeat(&scene.fake);
  expect(&scene, 10);
  end(&scene);
}

static void another_language_is_passed_over_without_a_gap(void **state)
{
  (void)state;
  struct scene scene = begin(4, 0, "en");
  fake_bind(&scene.fake, "store.query");
  expect(&scene, 1);
  expect(&scene, 3);
  settle(&scene);
  int64_t replays = scene.fake.replays;
  scene.fake.last = 5;
  fake_publish(&scene.fake, 5);
  expect(&scene, 5);
  assert_int_equal(scene.fake.replays, replays);
  end(&scene);
}

static void a_message_that_cannot_be_read_is_made_up_for(void **state)
{
  (void)state;
  struct scene scene = begin(1, 1, NULL);
  fake_bind(&scene.fake, "store.query");
  settle(&scene);
  struct slice broken[] = {SLICE("article.fr|"), SLICE("{\"specversion\":")};
  assert_int_equal(bus_send(scene.fake.news, broken, 2), BUS_DONE);
  scene.fake.last = 2;
  fake_heartbeat(&scene.fake);
  expect(&scene, 2);
  end(&scene);
}

static void a_rebuilt_store_ends_the_subscription(void **state)
{
  (void)state;
  struct scene scene = begin(2, 2, NULL);
  dp_article article;
  fake_bind(&scene.fake, "store.query");
  settle(&scene);
  scene.fake.store = OTHER_ID;
  fake_heartbeat(&scene.fake);
  assert_int_equal(turn(&scene, &article, 2000), DP_FAILED);
  assert_int_equal(scene.error.code, EX_DATAERR);
  assert_non_null(strstr(scene.error.text, "rebuilt"));
  end(&scene);
}

static void a_cursor_behind_the_end_is_refused(void **state)
{
  (void)state;
  struct scene scene = begin(2, 50, NULL);
  dp_article article;
  fake_bind(&scene.fake, "store.query");
  assert_int_equal(turn(&scene, &article, 2000), DP_FAILED);
  assert_int_equal(scene.error.code, EX_DATAERR);
  end(&scene);
}

static void a_store_that_is_down_is_waited_for(void **state)
{
  (void)state;
  struct scene scene = begin(1, 0, NULL);
  dp_article article;
  assert_int_equal(dp_next(scene.subscription, &article, 30, &scene.error), DP_TIMEOUT);
  assert_false(dp_caught_up(scene.subscription));
  fake_bind(&scene.fake, "store.query");
  expect(&scene, 1);
  end(&scene);
}

static void the_limit_asked_for_is_one_the_protocol_allows(void **state)
{
  (void)state;
  struct scene scene = begin(1, 0, NULL);
  fake_bind(&scene.fake, "store.query");
  expect(&scene, 1);
  assert_in_range(scene.fake.given_limit, 1, 1000);
  end(&scene);
}

/* The patience of a subscription is seconds; what counts is the order of what it asks, not the time. */
static void a_replay_without_an_answer_is_asked_for_in_a_smaller_piece(void **state)
{
  (void)state;
  struct scene scene = begin(9, 0, NULL);
  scene.fake.swallows = 1;
  fake_bind(&scene.fake, "store.query");
  dp_article article;
  while (scene.fake.replays < 1) turn(&scene, &article, 1);
  int64_t first = scene.fake.given_limit;
  for (int64_t i = 1; i <= 9; i++) {
    while (turn(&scene, &article, 1) == DP_TIMEOUT) continue;
    assert_int_equal(article.sequence, i);
    if (i == 1) assert_int_equal(scene.fake.given_limit, first / 2);
  }
  assert_int_equal(scene.fake.given_limit, first); /* answered: the next may be larger again */
  end(&scene);
}

static void expired_articles_are_stepped_over_and_told_once(void **state)
{
  (void)state;
  struct scene scene = begin(9, 0, NULL);
  int64_t first, last;
  scene.fake.expired_from = 3;
  scene.fake.expired_to = 7;
  fake_bind(&scene.fake, "store.query");
  expect(&scene, 1);
  expect(&scene, 2);
  assert_int_equal(dp_missed(scene.subscription, NULL, NULL), 0);
  assert_int_equal(dp_position(scene.subscription), 2);
  expect(&scene, 8);
  assert_int_equal(dp_missed(scene.subscription, &first, &last), 5);
  assert_int_equal(first, 3);
  assert_int_equal(last, 7);
  expect(&scene, 9);
  assert_int_equal(dp_missed(scene.subscription, &first, &last), 0);
  end(&scene);
}

static void a_subscription_may_end_with_expired_articles(void **state)
{
  (void)state;
  struct scene scene = begin(6, 0, NULL);
  scene.fake.expired_from = 1;
  scene.fake.expired_to = 6;
  fake_bind(&scene.fake, "store.query");
  expect_nothing(&scene);
  assert_true(dp_caught_up(scene.subscription));
  assert_int_equal(dp_missed(scene.subscription, NULL, NULL), 6);
  assert_int_equal(dp_position(scene.subscription), 6);
  settle(&scene);
  scene.fake.last = 7;
  fake_publish(&scene.fake, 7);
  expect(&scene, 7);
  end(&scene);
}

static void a_gap_that_the_store_does_not_account_for_ends_the_subscription(void **state)
{
  (void)state;
  struct scene scene = begin(6, 0, NULL);
  dp_article article;
  scene.fake.holes = true;
  scene.fake.expired_from = 3;
  scene.fake.expired_to = 4;
  fake_bind(&scene.fake, "store.query");
  expect(&scene, 1);
  expect(&scene, 2);
  assert_int_equal(turn(&scene, &article, 2000), DP_FAILED);
  assert_int_equal(scene.error.code, EX_DATAERR);
  end(&scene);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_past_comes_by_replay_and_the_future_live),
      cmocka_unit_test(what_the_stream_dropped_is_fetched),
      cmocka_unit_test(a_heartbeat_alone_shows_a_gap),
      cmocka_unit_test(what_was_given_is_not_given_again),
      cmocka_unit_test(from_now_begins_behind_the_last_article),
      cmocka_unit_test(another_language_is_passed_over_without_a_gap),
      cmocka_unit_test(a_message_that_cannot_be_read_is_made_up_for),
      cmocka_unit_test(a_rebuilt_store_ends_the_subscription),
      cmocka_unit_test(a_cursor_behind_the_end_is_refused),
      cmocka_unit_test(a_store_that_is_down_is_waited_for),
      cmocka_unit_test(a_replay_without_an_answer_is_asked_for_in_a_smaller_piece),
      cmocka_unit_test(expired_articles_are_stepped_over_and_told_once),
      cmocka_unit_test(a_subscription_may_end_with_expired_articles),
      cmocka_unit_test(a_gap_that_the_store_does_not_account_for_ends_the_subscription),
      cmocka_unit_test(the_limit_asked_for_is_one_the_protocol_allows),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
