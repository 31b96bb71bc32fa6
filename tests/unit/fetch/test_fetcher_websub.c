/* What the core makes of hubs: subscriptions asked for, confirmed, renewed and refused; news that is believed
 * and news that is not. */
#include "fetcher_world.h"

#include "base/digest.h"
#include "fetch/gate.h"

#include <stdlib.h>

static const char feed_url[] = "http://a.example/feed", hub_url[] = "http://hub.example/",
                  entry[] = "http://a.example/1";
#define MINUTE (60 * (millis)1000)
#define DAY    (24 * 60 * MINUTE)

static int open_world(void **state)
{
  if (set_up(state) != 0) return -1;
  struct world *world = *state;
  strcpy(world->config.fetch.websub_callback, "https://me.example/cb");
  strcpy(world->config.fetch.websub_listen, "127.0.0.1:0");
  restart(world, false);
  return 0;
}

static struct source source_now(struct world *world)
{
  struct source row;
  bool found;
  assert_true(sources_read(fetcher_frontier(world->fetcher), world->arena, 1, &row, &found, &error) && found);
  return row;
}

/* started_to - the transfer to an address that was started last and is not answered yet. */
static const struct started *started_to(const struct world *world, const char *url)
{
  for (size_t i = world->started_count; i > 0; i--)
    if (strcmp(world->started[i - 1].url, url) == 0) return &world->started[i - 1];
  return NULL;
}

static uint64_t next_to(struct world *world, const char *url)
{
  const struct started *started = started_to(world, url);
  assert_non_null(started);
  uint64_t id = started->id;
  world->started_count = 0;
  return id;
}

/* found - what the reader has found: a feed with `count` entries, and its hub. */
static void found(struct world *world, size_t count, const char *hub)
{
  struct found_link links[4] = {0};
  char urls[4][64];
  for (size_t i = 0; i < count; i++) {
    snprintf(urls[i], sizeof urls[i], "http://a.example/%zu", i + 1);
    links[i].url = slice_of(urls[i]);
  }
  const struct found found = {.kind = SOURCE_FEED,
                              .links = links,
                              .link_count = count,
                              .hub = slice_of(hub),
                              .topic = slice_of(*hub ? feed_url : "")};
  fetcher_found(world->fetcher, world->asked.id, &found, false, world->now);
  turn(world);
  turn(world);
}

/* follow - a feed is added and polled; it names its hub, which is asked. */
static void follow(struct world *world)
{
  const struct fetcher_source_wish wish = {slice_of(feed_url), SLICE(""), SOURCE_FEED};
  struct fetcher_source_result result;
  assert_true(fetcher_add_sources(world->fetcher, &wish, 1, &result, world->now, &error));
  turn(world);
  answer(world, next_to(world, feed_url), 200, "", "a feed");
  found(world, 0, hub_url);
  pass(world, 50);
}

/* The hub's side. */

static struct slice callback_path(struct world *world, char path[128])
{
  const struct source row = source_now(world);
  char token[DIGEST_TOKEN];
  snprintf(path, 128, "/cb/1/%s", digest_token(row.secret, SLICE("1"), token));
  return slice_of(path);
}

static int says(struct world *world, const char *mode, const char *topic, const char *lease, char reply[64])
{
  char path[128];
  struct buffer body = BUFFER_EMPTY;
  const struct websub_request request = {.path = callback_path(world, path),
                                         .mode = slice_of(mode),
                                         .topic = slice_of(topic),
                                         .challenge = SLICE("echo"),
                                         .reason = SLICE("not \xff here"),
                                         .lease = slice_of(lease)};
  int status = fetcher_called(world->fetcher, &request, world->now, &body);
  snprintf(reply, 64, "%s", buffer_string(&body));
  buffer_free(&body);
  return status;
}

static void confirms(struct world *world, const char *lease)
{
  char reply[64];
  assert_int_equal(says(world, "subscribe", feed_url, lease, reply), 200);
  assert_string_equal(reply, "echo");
}

/* hmac - HMAC-SHA-256 in hexadecimal, from its definition (RFC 2104). The key is short. */
static void hmac(struct slice key, struct slice bytes, char text[80])
{
  struct digest *digest = digest_new();
  unsigned char pad[64], inner[DIGEST_BYTES], outer[DIGEST_BYTES];
  for (int round = 0; round < 2; round++) {
    memset(pad, round ? 0x5C : 0x36, sizeof pad);
    for (size_t i = 0; i < key.length; i++) pad[i] ^= (unsigned char)key.data[i];
    digest_begin(digest, DIGEST_SHA256);
    digest_add(digest, (struct slice){(const char *)pad, sizeof pad});
    digest_add(digest, round ? (struct slice){(const char *)inner, 32} : bytes);
    digest_end(digest, round ? outer : inner);
  }
  digest_free(&digest);
  strcpy(text, "sha256=");
  for (int i = 0; i < 32; i++) snprintf(text + 7 + 2 * i, 3, "%02x", outer[i]);
}

static int sends(struct world *world, const char *content, bool with_signature)
{
  char path[128], signature[80] = "sha256=00";
  struct buffer body = BUFFER_EMPTY;
  if (with_signature) hmac(source_now(world).secret, slice_of(content), signature);
  const struct websub_request request = {.post = true,
                                         .path = callback_path(world, path),
                                         .signature = slice_of(signature),
                                         .content_type = SLICE("application/atom+xml"),
                                         .body = slice_of(content)};
  int status = fetcher_called(world->fetcher, &request, world->now, &body);
  assert_int_equal(body.length, 0);
  buffer_free(&body);
  return status;
}

static void subscribe(struct world *world, const char *lease)
{
  follow(world);
  answer(world, next_to(world, hub_url), 202, "", "");
  turn(world);
  confirms(world, lease);
}

/* Asking. */

static void a_hub_is_asked_with_a_secret_that_is_journaled(void **state)
{
  struct world *world = *state;
  follow(world);
  const struct started *post = started_to(world, hub_url);
  assert_non_null(post);
  assert_int_equal(post->id >> 56, GATE_HUB);
  assert_non_null(strstr(post->fields, "Content-Type: application/x-www-form-urlencoded"));
  struct source row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_ASKED);
  assert_int_equal(row.secret.length, WEBSUB_SECRET - 1);
  answer(world, next_to(world, hub_url), 202, "", "");
  turn(world);
  assert_true(source_now(world).renew_at >= world->now.wall + 10 * MINUTE); /* patience */
  confirms(world, "864000");
  row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_ACTIVE);
  assert_int_equal(row.lease_until, world->now.wall + 10 * DAY);
  assert_true(row.renew_at > world->now.wall + 6 * DAY && row.renew_at <= world->now.wall + 8 * DAY);
  assert_int_equal(row.hub_errors, 0);
}

static void a_confirmation_may_come_before_the_answer(void **state)
{
  struct world *world = *state;
  follow(world);
  uint64_t id = next_to(world, hub_url);
  confirms(world, "864000");
  struct source before = source_now(world);
  answer(world, id, 202, "", "");
  turn(world);
  struct source row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_ACTIVE);
  assert_int_equal(row.renew_at, before.renew_at);
}

static void the_header_names_the_hub_before_the_feed_does(void **state)
{
  struct world *world = *state;
  const struct fetcher_source_wish wish = {slice_of(feed_url), SLICE(""), SOURCE_FEED};
  struct fetcher_source_result result;
  assert_true(fetcher_add_sources(world->fetcher, &wish, 1, &result, world->now, &error));
  turn(world);
  answer(world, next_to(world, feed_url), 200, "Link: <//first.example/>; rel=\"hub\", </self>; rel=self\r\n",
         "a feed");
  found(world, 0, hub_url);
  assert_true(slice_is(source_now(world).hub, "http://first.example/"));
  assert_true(slice_is(source_now(world).topic, "http://a.example/self"));
}

static void a_lease_is_renewed_before_it_ends(void **state)
{
  struct world *world = *state;
  subscribe(world, "86400");
  struct source row = source_now(world);
  world->started_count = 0;
  pass(world, row.renew_at - world->now.wall);
  uint64_t id = next_to(world, hub_url);
  assert_true(world->now.wall < row.lease_until);
  assert_int_equal(source_now(world).websub, WEBSUB_ACTIVE); /* meanwhile */
  assert_true(slice_equal(source_now(world).secret, row.secret));
  answer(world, id, 202, "", "");
  turn(world);
  confirms(world, "86400");
  assert_int_equal(source_now(world).lease_until, world->now.wall + DAY);
}

static void a_short_lease_does_not_make_us_ask_all_the_time(void **state)
{
  struct world *world = *state;
  subscribe(world, "1");
  struct source row = source_now(world);
  assert_int_equal(row.lease_until, world->now.wall + 1000);
  assert_true(row.renew_at >= world->now.wall + world->config.fetch.poll_min);
}

static void a_hub_that_fails_is_asked_again_and_later_each_time(void **state)
{
  struct world *world = *state;
  millis last = 0;
  follow(world);
  for (int i = 0; i < 6; i++) {
    uint64_t id = next_to(world, hub_url);
    if (i % 2)
      fail_with(world, (int64_t)id, HTTP_FAILED_CONNECT, "nobody answers there");
    else
      answer(world, id, 503, "", "");
    pass(world, 50);
    struct source row = source_now(world);
    millis wait = row.renew_at - world->now.wall;
    assert_int_equal(row.hub_errors, i + 1);
    assert_true(wait > last);
    last = wait;
    world->started_count = 0;
    pass(world, wait - 1);
    assert_null(started_to(world, hub_url));
    pass(world, 2 * 60 * MINUTE); /* the gate makes a pause of its own after 503 */
  }
  assert_int_equal(source_now(world).websub, WEBSUB_ASKED);
}

static void a_hub_that_refuses_is_left_alone_for_a_day(void **state)
{
  struct world *world = *state;
  follow(world);
  answer(world, next_to(world, hub_url), 403, "", "");
  turn(world);
  struct source row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_REFUSED);
  assert_true(slice_is(row.hub_detail, "the hub answered with status 403"));
  assert_true(row.renew_at >= world->now.wall + DAY);
}

static void a_denial_is_told_and_ends_the_slow_polling(void **state)
{
  struct world *world = *state;
  char reply[64];
  subscribe(world, "864000");
  pass(world, source_now(world).due_at - world->now.wall);
  answer(world, next_to(world, feed_url), 304, "", "");
  pass(world, 50);
  assert_true(source_now(world).due_at > world->now.wall + 5 * 60 * MINUTE);
  assert_int_equal(says(world, "denied", feed_url, "", reply), 200);
  struct source row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_REFUSED);
  assert_true(slice_is(row.hub_detail, "the hub refuses: not \xEF\xBF\xBD here"));
  assert_true(row.due_at <= world->now.wall + MINUTE);
}

static void a_renewal_that_is_refused_ends_the_slow_polling(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  world->started_count = 0;
  pass(world, source_now(world).renew_at - world->now.wall);
  const struct started *post = started_to(world, hub_url), *poll = started_to(world, feed_url);
  assert_true(post && poll);
  answer(world, poll->id, 304, "", "");
  pass(world, 50);
  assert_true(source_now(world).due_at > world->now.wall + 5 * 60 * MINUTE);
  answer(world, post->id, 410, "", "");
  pass(world, 50);
  assert_int_equal(source_now(world).websub, WEBSUB_REFUSED);
  assert_true(source_now(world).due_at <= world->now.wall + MINUTE);
}

static void no_poll_is_put_off_beyond_the_lease(void **state)
{
  struct world *world = *state;
  subscribe(world, "14400");
  pass(world, source_now(world).due_at - world->now.wall);
  answer(world, next_to(world, feed_url), 304, "", "");
  pass(world, 50);
  assert_int_equal(source_now(world).due_at, source_now(world).lease_until);
}

static void a_redirect_of_a_hub_is_followed_with_the_form(void **state)
{
  struct world *world = *state;
  follow(world);
  answer(world, next_to(world, hub_url), 307, "Location: http://other.example/hub\r\n", "");
  pass(world, 1000);
  const struct started *post = started_to(world, "http://other.example/hub");
  assert_true(post && strstr(post->fields, "Content-Type: application/x-www-form-urlencoded"));
  answer(world, post->id, 303, "Location: http://other.example/read\r\n", "");
  turn(world);
  assert_true(slice_is(source_now(world).hub_detail, "the hub answered with status 303"));
}

static void more_feeds_than_a_hub_has_room_for_are_all_subscribed(void **state)
{
  enum { FEEDS = 80 };
  struct world *world = *state;
  bool asked[FEEDS + 1] = {false};
  size_t count = 0;
  for (int i = 1; i <= FEEDS; i++) {
    char url[64];
    struct fetcher_source_result result;
    snprintf(url, sizeof url, "http://site%d.example/feed", i);
    const struct fetcher_source_wish wish = {slice_of(url), SLICE(""), SOURCE_FEED};
    assert_true(fetcher_add_sources(world->fetcher, &wish, 1, &result, world->now, &error));
  }
  for (int round = 0; round < 400 && count < FEEDS; round++) {
    pass(world, 10 * 1000);
    for (size_t i = 0; i < world->started_count; i++) {
      struct started *started = &world->started[i];
      bool hub = started->id >> 56 == GATE_HUB;
      answer(world, started->id, hub ? 202 : 200, "", started->url);
      if (!hub && world->asked.id == (uint64_t)started->item) found(world, 0, hub_url);
      if (hub && !asked[started->item]) count++;
      if (hub) asked[started->item] = true;
    }
    world->started_count = 0;
  }
  assert_int_equal(count, FEEDS);
}

/* News. */

static void signed_news_are_stored_without_a_poll(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  millis due = source_now(world).due_at;
  int64_t polls = source_now(world).schedule.polls;
  assert_int_equal(sends(world, "fresh", true), 200);
  assert_string_equal(world->asked.body, "fresh");
  found(world, 1, "");
  assert_non_null(started_to(world, entry));
  struct source row = source_now(world);
  assert_int_equal(row.due_at, due);
  assert_int_equal(row.entries_new, 1);
  assert_int_equal(row.last_new_at, world->now.wall);
  assert_int_equal(row.schedule.polls, polls);
  assert_true(slice_is(row.hub, hub_url));
  assert_int_equal(row.websub, WEBSUB_ACTIVE);
}

static void several_contents_may_be_read_at_a_time(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  millis due = source_now(world).due_at;
  assert_int_equal(sends(world, "one", true), 200);
  uint64_t first = world->asked.id;
  pass(world, 1000);
  assert_int_equal(sends(world, "two", true), 200);
  assert_true(world->asked.id != first);
  found(world, 2, "");
  assert_true(source_now(world).due_at < due); /* the first is not journaled yet: a poll stands for it */
  world->asked.id = first;
  found(world, 1, "");
  assert_int_equal(source_now(world).entries_new, 2);
}

static void a_crash_between_news_and_journal_polls(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  assert_int_equal(sends(world, "fresh", true), 200);
  restart(world, true);
  pass(world, 61 * 1000);
  assert_non_null(started_to(world, feed_url));
}

static void content_that_is_no_feed_is_not_believed(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  assert_int_equal(sends(world, "<html>", true), 200);
  struct found_link link = {.url = slice_of(entry)};
  const struct found page = {.kind = SOURCE_HOME, .links = &link, .link_count = 1};
  fetcher_found(world->fetcher, world->asked.id, &page, false, world->now);
  turn(world);
  turn(world);
  assert_int_equal(status(world).counts.queued, 0);
  assert_true(source_now(world).due_at <= world->now.wall + MINUTE);
}

static void unsigned_news_only_bring_a_poll_and_not_too_often(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  size_t asked = world->asked_count;
  pass(world, 10 * 1000);
  assert_int_equal(sends(world, "forged", false), 200);
  assert_int_equal(world->asked_count, asked);
  millis due = source_now(world).due_at;
  assert_true(due > world->now.wall && due <= world->now.wall + 50 * 1000 + 100);
  assert_int_equal(sends(world, "forged", false), 200);
  assert_int_equal(source_now(world).due_at, due);
  world->started_count = 0;
  pass(world, due - world->now.wall);
  uint64_t id = next_to(world, feed_url);
  assert_int_equal(sends(world, "forged", false), 200); /* while it is polled */
  answer(world, id, 304, "", "");
  pass(world, 50);
  assert_true(source_now(world).due_at <= world->now.wall + MINUTE);
}

static void the_head_of_news_is_judged_without_effect(void **state)
{
  struct world *world = *state;
  char path[128];
  struct buffer body = BUFFER_EMPTY;
  subscribe(world, "864000");
  const millis due = source_now(world).due_at;
  struct websub_request request = {.post = true, .head = true, .path = callback_path(world, path)};
  assert_int_equal(fetcher_called(world->fetcher, &request, world->now, &body), 200);
  turn(world);
  assert_int_equal(source_now(world).due_at, due); /* unsigned news would have brought a poll */
  request.path = SLICE("/cb/1/0123456789abcdef");
  assert_int_equal(fetcher_called(world->fetcher, &request, world->now, &body), 404);
}

static void strangers_are_not_found(void **state)
{
  struct world *world = *state;
  char reply[64];
  subscribe(world, "864000");
  static const char *const paths[] = {"/cb/1/00000000000000000000000000000000", "/cb/2/x", "/cb", "/", ""};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    struct buffer body = BUFFER_EMPTY;
    const struct websub_request request = {.path = slice_of(paths[i]), .post = i % 2 == 0};
    assert_int_equal(fetcher_called(world->fetcher, &request, world->now, &body), 404);
  }
  assert_int_equal(says(world, "subscribe", "http://evil.example/", "", reply), 404);
  assert_int_equal(says(world, "unsubscribe", feed_url, "", reply), 404);
  assert_int_equal(source_now(world).websub, WEBSUB_ACTIVE);
}

/* What ends it. */

static void a_removed_source_is_gone_for_its_hub(void **state)
{
  struct world *world = *state;
  int64_t id = 1, changed;
  char reply[64];
  subscribe(world, "864000");
  assert_true(fetcher_remove_sources(world->fetcher, &id, 1, world->now, &changed, &error));
  assert_int_equal(sends(world, "fresh", true), 410);
  assert_int_equal(says(world, "subscribe", feed_url, "", reply), 404);
  world->started_count = 0;
  pass(world, 20 * DAY);
  assert_null(started_to(world, hub_url));
}

static void another_hub_begins_anew_with_another_secret(void **state)
{
  struct world *world = *state;
  char old[WEBSUB_SECRET];
  subscribe(world, "864000");
  snprintf(old, sizeof old, "%.*s", WEBSUB_SECRET - 1, source_now(world).secret.data);
  pass(world, source_now(world).due_at - world->now.wall);
  answer(world, next_to(world, feed_url), 200, "", "another feed");
  found(world, 0, "http://other.example/");
  pass(world, 50);
  struct source row = source_now(world);
  assert_int_equal(row.websub, WEBSUB_ASKED);
  assert_false(slice_is(row.secret, old));
  assert_non_null(started_to(world, "http://other.example/"));
}

static void the_same_bytes_keep_the_hub(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  pass(world, source_now(world).due_at - world->now.wall);
  answer(world, next_to(world, feed_url), 200, "", "a feed");
  pass(world, 50);
  struct source row = source_now(world);
  assert_true(slice_is(row.last_outcome, "unchanged"));
  assert_true(slice_is(row.hub, hub_url));
  assert_int_equal(row.websub, WEBSUB_ACTIVE);
  assert_true(row.due_at > world->now.wall + 5 * 60 * MINUTE); /* the safety net */
}

static void a_restart_keeps_the_subscription_and_another_address_ends_it(void **state)
{
  struct world *world = *state;
  subscribe(world, "864000");
  restart(world, true);
  assert_int_equal(source_now(world).websub, WEBSUB_ACTIVE);
  assert_int_equal(sends(world, "fresh", true), 200);
  strcpy(world->config.fetch.websub_callback, "https://moved.example/cb");
  restart(world, true);
  assert_int_equal(source_now(world).websub, WEBSUB_NONE);
  turn(world);
  assert_non_null(started_to(world, hub_url));
}

static void without_a_callback_no_hub_is_asked(void **state)
{
  struct world *world = *state;
  world->config.fetch.websub_callback[0] = '\0';
  restart(world, true);
  follow(world);
  assert_null(started_to(world, hub_url));
  assert_true(slice_is(source_now(world).hub, hub_url)); /* known, for when it is switched on */
  struct buffer body = BUFFER_EMPTY;
  const struct websub_request request = {.path = SLICE("/1/x")};
  assert_int_equal(fetcher_called(world->fetcher, &request, world->now, &body), 404);
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, open_world, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      HUB_TEST(a_hub_is_asked_with_a_secret_that_is_journaled),
      HUB_TEST(a_confirmation_may_come_before_the_answer),
      HUB_TEST(the_header_names_the_hub_before_the_feed_does),
      HUB_TEST(a_lease_is_renewed_before_it_ends),
      HUB_TEST(a_short_lease_does_not_make_us_ask_all_the_time),
      HUB_TEST(a_hub_that_fails_is_asked_again_and_later_each_time),
      HUB_TEST(a_hub_that_refuses_is_left_alone_for_a_day),
      HUB_TEST(a_denial_is_told_and_ends_the_slow_polling),
      HUB_TEST(a_renewal_that_is_refused_ends_the_slow_polling),
      HUB_TEST(no_poll_is_put_off_beyond_the_lease),
      HUB_TEST(a_redirect_of_a_hub_is_followed_with_the_form),
      HUB_TEST(more_feeds_than_a_hub_has_room_for_are_all_subscribed),
      HUB_TEST(signed_news_are_stored_without_a_poll),
      HUB_TEST(several_contents_may_be_read_at_a_time),
      HUB_TEST(a_crash_between_news_and_journal_polls),
      HUB_TEST(content_that_is_no_feed_is_not_believed),
      HUB_TEST(unsigned_news_only_bring_a_poll_and_not_too_often),
      HUB_TEST(the_head_of_news_is_judged_without_effect),
      HUB_TEST(strangers_are_not_found),
      HUB_TEST(a_removed_source_is_gone_for_its_hub),
      HUB_TEST(another_hub_begins_anew_with_another_secret),
      HUB_TEST(the_same_bytes_keep_the_hub),
      HUB_TEST(a_restart_keeps_the_subscription_and_another_address_ends_it),
      HUB_TEST(without_a_callback_no_hub_is_asked),
  };
  return cmocka_run_group_tests_name("fetcher and hubs", tests, NULL, NULL);
}
