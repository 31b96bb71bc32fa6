/* Many domains and sources at once: none of them may keep the others from their turn, and none is forgotten.
 */
#include "fetcher_world.h"

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR, CROWD = 4200 };

static void settings(struct world *world)
{
  fetcher_settings(world->fetcher, &world->config.fetch);
}

static bool started(const struct world *world, const char *url)
{
  for (size_t i = 0; i < world->started_count; i++)
    if (strcmp(world->started[i].url, url) == 0) return true;
  return false;
}

static void add_sources(struct world *world, const char *host, int count)
{
  char urls[100][64];
  struct fetcher_source_wish wishes[100];
  struct fetcher_source_result results[100];
  for (int i = 0; i < count; i++) {
    snprintf(urls[i], sizeof urls[i], "http://%s/feed-%d", host, i);
    wishes[i] = (struct fetcher_source_wish){slice_of(urls[i]), SLICE(""), SOURCE_FEED};
  }
  assert_true(fetcher_add_sources(world->fetcher, wishes, (size_t)count, results, world->now, &error));
}

static void sources_of_one_domain_keep_no_others_from_being_polled(void **state)
{
  struct world *world = *state;
  world->config.fetch.domain_delay = world->config.fetch.domain_delay_max = 60 * 1000;
  settings(world);
  add_sources(world, "many.example", 100);
  world->now.wall++;
  add_sources(world, "few.example", 1);
  turn(world);
  pass(world, 100);
  assert_true(started(world, "http://few.example/feed-0"));
}

static void domains_that_push_back_hold_up_no_polls_of_others(void **state)
{
  struct world *world = *state;
  for (int i = 0; i < 20; i++) {
    char host[32];
    snprintf(host, sizeof host, "busy%d.example", i);
    add_sources(world, host, 40);
  }
  world->config.fetch.transfers_per_domain = 1;
  settings(world);
  for (int i = 0; i < 40; i++) {
    turn(world);
    for (size_t at = 0; at < world->started_count; at++)
      answer(world, world->started[at].id, 429, "Retry-After: 86400\r\n", "");
    world->started_count = 0;
    pass(world, 50);
  }
  add_sources(world, "idle.example", 1);
  turn(world);
  assert_true(started(world, "http://idle.example/feed-0"));
}

static void feed_two_each(struct world *world)
{
  for (int first = 0; first < CROWD; first += 100) {
    char texts[200][64];
    struct slice urls[200];
    struct fetcher_fed fed[200];
    for (int i = 0; i < 200; i++) {
      snprintf(texts[i], sizeof texts[i], "http://crowd%d.example/%d", first + i / 2, i % 2);
      urls[i] = slice_of(texts[i]);
    }
    assert_true(fetcher_feed(world->fetcher, urls, 200, fed, world->now, &error));
  }
}

/* drive - answers whatever starts, until nothing does; how many there were. */
static int drive(struct world *world)
{
  int answered = 0, quiet = 0;
  while (quiet < 20) {
    turn(world);
    quiet = world->started_count ? 0 : quiet + 1;
    for (size_t i = 0; i < world->started_count; i++) answer(world, world->started[i].id, 404, "", "");
    answered += (int)world->started_count;
    world->started_count = 0;
    pass(world, 50);
  }
  return answered;
}

static void domains_that_rest_make_room_and_are_not_forgotten(void **state)
{
  struct world *world = *state;
  world->config.fetch.domain_budget = 1;
  world->config.fetch.transfers = 200;
  world->config.fetch.window_items = 1000;
  settings(world);
  feed_two_each(world);
  assert_int_equal(drive(world), CROWD);
  feed(world, "http://fresh.example/");
  turn(world);
  assert_true(started(world, "http://fresh.example/"));
  answer(world, world->started[0].id, 404, "", "");
  world->started_count = 0;
  pass(world, DAY + HOUR);
  assert_int_equal(drive(world), CROWD);
  assert_int_equal(status(world).counts.queued, 0);
}

static void redirects_that_wait_for_one_domain_keep_no_others_from_being_followed(void **state)
{
  struct world *world = *state;
  int answered = 0;
  for (int i = 0; i < 1100; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://many.example/%d", i);
    feed(world, url);
  }
  for (int quiet = 0; quiet < 3; pass(world, 50)) {
    turn(world);
    quiet = world->started_count ? 0 : quiet + 1;
    for (size_t i = 0; i < world->started_count; i++, answered++)
      if (strstr(world->started[i].url, "wall"))
        answer(world, world->started[i].id, 429, "Retry-After: 86400\r\n", "");
      else
        answer(world, world->started[i].id, 302, "Location: http://wall.example/\r\n", "");
    world->started_count = 0;
  }
  assert_true(answered >= 1100);
  int64_t item = feed(world, "http://other.example/");
  turn(world);
  answer(world, (uint64_t)item, 302, "Location: http://next.example/\r\n", "");
  turn(world);
  assert_true(started(world, "http://next.example/"));
}

static void a_clock_that_ran_ahead_blocks_no_domain(void **state)
{
  struct world *world = *state;
  const millis ahead = 365 * (millis)DAY;
  world->now.wall += ahead;
  feed(world, "http://a.example/1");
  turn(world);
  answer(world, 1, 429, "Retry-After: 3600\r\n", "");
  pass(world, 50);
  world->now.wall -= ahead;
  restart(world, false);
  turn(world);
  feed(world, "http://a.example/2");
  for (int i = 0; i < 30; i++) pass(world, HOUR);
  assert_true(started(world, "http://a.example/2"));
}

static void a_clock_that_ran_ahead_stops_no_source(void **state)
{
  struct world *world = *state;
  const millis ahead = 365 * (millis)DAY;
  world->now.wall += ahead;
  add_sources(world, "a.example", 1);
  turn(world);
  assert_int_equal(world->started_count, 1);
  answer(world, world->started[0].id, 404, "", "");
  pass(world, 50);
  world->now.wall -= ahead;
  restart(world, false);
  for (int i = 0; i < 30; i++) pass(world, HOUR);
  assert_true(started(world, "http://a.example/feed-0"));
}

static void a_page_that_moved_to_another_domain_is_visited_again(void **state)
{
  struct world *world = *state;
  world->config.fetch.revisit_after = HOUR;
  world->config.fetch.revisits = 3;
  settings(world);
  feed(world, "http://a.example/1");
  turn(world);
  answer(world, 1, 200, "", "one");
  pass(world, 50);
  settle(world, 1);
  pass(world, 50);
  pass(world, 2 * HOUR);
  assert_true(world->started_count >= 2);
  answer(world, 1, 301, "Location: http://b.example/1\r\n", "");
  pass(world, 50);
  answer(world, 1, 200, "", "one");
  pass(world, 50);
  world->started_count = 0;
  for (int i = 0; i < 4; i++) pass(world, HOUR);
  assert_true(started(world, "http://b.example/1"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(sources_of_one_domain_keep_no_others_from_being_polled),
      TEST(domains_that_push_back_hold_up_no_polls_of_others),
      TEST(domains_that_rest_make_room_and_are_not_forgotten),
      TEST(redirects_that_wait_for_one_domain_keep_no_others_from_being_followed),
      TEST(a_clock_that_ran_ahead_blocks_no_domain),
      TEST(a_clock_that_ran_ahead_stops_no_source),
      TEST(a_page_that_moved_to_another_domain_is_visited_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
