/* The gate: spacing, concurrency, pauses, budgets and robots.txt, whatever is thrown at it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/random.h"
#include "fetch/gate.h"

#include <stdio.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
#define WALL INT64_C(1700000000000)

/* A web of origins whose robots.txt answers are set by the test. */
struct web {
  enum gate_verdict verdict;
  struct gate_rules rules;
  const char *unknown;   /* the origin whose file is not known yet */
  const char *forbidden; /* a path that is forbidden */
  struct gate_state journaled;
  int restored;
};

static enum gate_verdict answer(void *context, const struct gate_job *job, millis now,
                                struct gate_rules *rules)
{
  const struct web *web = context;
  assert_true(now > 0 && job->kind != GATE_ROBOTS);
  *rules = web->rules;
  if (web->unknown && slice_is(job->origin, web->unknown)) return GATE_UNKNOWN;
  if (web->forbidden && memmem(job->url.data, job->url.length, web->forbidden, strlen(web->forbidden)))
    return GATE_DENIED;
  return web->verdict;
}

static bool recall(void *context, struct gate_state *state)
{
  struct web *web = context;
  web->restored++;
  if (!slice_equal(state->domain, web->journaled.domain)) return false;
  struct slice name = state->domain;
  *state = web->journaled;
  state->domain = name;
  return true;
}

static struct web web;

static struct gate_settings plain(void)
{
  struct gate_settings settings = GATE_DEFAULTS;
  settings.delay_percent = 0;
  return settings;
}

static struct gate *make(const struct gate_settings *settings)
{
  struct gate_port port = {&web, answer, recall, NULL};
  return gate_new(settings, &port, 7);
}

static int set_up(void **state)
{
  struct gate_settings settings = plain();
  web = (struct web){0};
  *state = make(&settings);
  return 0;
}

static int tear_down(void **state)
{
  struct gate *gate = *state;
  gate_free(&gate);
  assert_null(gate);
  return 0;
}

static enum gate_added add(struct gate *gate, int64_t id, const char *url, millis now)
{
  return gate_add(gate, GATE_PAGE, id, 0, slice_of(url), now, WALL + now);
}

static int64_t take(struct gate *gate, millis now)
{
  const struct gate_job *job = gate_take(gate, now);
  return job ? job->id : 0;
}

static bool done(struct gate *gate, int64_t id, int64_t status, millis now)
{
  return gate_done(gate, GATE_PAGE, id, &(struct gate_answer){status, 0}, now);
}

/* Pace. */

static void starts_of_one_domain_are_a_delay_apart(void **state)
{
  add(*state, 1, "http://a.example/1", 10), add(*state, 2, "http://www.a.example:81/2", 10);
  assert_int_equal(take(*state, 10), 1);
  assert_int_equal(take(*state, 10 + SECOND - 1), 0);
  assert_int_equal(gate_wake_at(*state), 10 + SECOND);
  assert_int_equal(take(*state, 10 + SECOND), 2);
}

static void no_more_transfers_run_than_a_domain_may_have(void **state)
{
  for (int64_t id = 1; id <= 3; id++) add(*state, id, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  assert_int_equal(take(*state, 2 * SECOND), 2);
  assert_int_equal(take(*state, HOUR), 0);
  assert_int_equal(gate_wake_at(*state), 0);
  assert_int_equal(gate_running(*state), 2);
  assert_true(done(*state, 1, 200, HOUR));
  assert_int_equal(take(*state, HOUR), 3);
}

static void a_slow_server_is_given_more_time(void **state)
{
  struct gate_settings settings = plain();
  settings.delay_percent = 200;
  gate_configure(*state, &settings, 1);
  for (int64_t id = 1; id <= 4; id++) add(*state, id, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  done(*state, 1, 200, 1 + 5 * SECOND);
  assert_int_equal(gate_wake_at(*state), 1 + 10 * SECOND);
  assert_int_equal(take(*state, 1 + 10 * SECOND), 2);
  done(*state, 2, 0, 1 + 1000 * SECOND);
  assert_int_equal(take(*state, 1 + 1000 * SECOND), 3);
  assert_int_equal(gate_wake_at(*state), 1 + 1060 * SECOND); /* max_delay */
}

static void a_crawl_delay_is_the_least(void **state)
{
  web.rules.crawl_delay = 30 * SECOND;
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  done(*state, 1, 200, 2);
  assert_int_equal(gate_wake_at(*state), 1 + 30 * SECOND);
}

static void retry_after_is_heeded_but_not_for_ever(void **state)
{
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://a.example/", 1);
  add(*state, 3, "http://a.example/", 1);
  take(*state, 1);
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){404, 2 * HOUR}, 5);
  assert_int_equal(gate_wake_at(*state), 5 + 2 * HOUR);
  assert_int_equal(take(*state, 4 + 2 * HOUR), 0);
  assert_int_equal(take(*state, 5 + 2 * HOUR), 2);
  gate_done(*state, GATE_PAGE, 2, &(struct gate_answer){503, INT64_MAX / 4}, 6 + 2 * HOUR);
  assert_int_equal(gate_wake_at(*state), 6 + 2 * HOUR + DAY);
}

static void retry_after_of_a_redirect_is_heeded(void **state)
{
  add(*state, 1, "http://a.example/", 1);
  take(*state, 1);
  assert_true(gate_hop(*state, GATE_PAGE, 1, SLICE("http://a.example/moved"),
                       &(struct gate_answer){307, MINUTE}, 5, WALL));
  assert_int_equal(take(*state, 4 + MINUTE), 0);
  assert_int_equal(take(*state, 5 + MINUTE), 1);
}

static void the_backoff_doubles_until_a_success(void **state)
{
  millis now = 1, base = GATE_DEFAULTS.min_backoff;
  for (int64_t id = 1; id <= 12; id++, base *= 2) {
    if (base > GATE_DEFAULTS.max_backoff) base = GATE_DEFAULTS.max_backoff;
    add(*state, id, "http://a.example/", now), add(*state, 100 + id, "http://a.example/", now);
    if (id > 1) gate_withdraw(*state, GATE_PAGE, 99 + id, now);
    assert_int_equal(take(*state, now), id);
    done(*state, id, id % 2 ? 429 : 503, now);
    millis pause = gate_wake_at(*state) - now;
    assert_in_range(pause, base, base + base / 4);
    now += pause;
  }
  assert_int_equal(take(*state, now), 112);
  done(*state, 112, 304, now);
  add(*state, 200, "http://a.example/", now), add(*state, 201, "http://a.example/", now);
  assert_int_equal(take(*state, now + SECOND), 200);
  done(*state, 200, 429, now + SECOND);
  assert_in_range(gate_wake_at(*state) - now - SECOND, GATE_DEFAULTS.min_backoff,
                  GATE_DEFAULTS.min_backoff * 5 / 4);
}

static void answers_to_what_was_asked_before_a_429_change_nothing(void **state)
{
  for (int64_t id = 1; id <= 4; id++) add(*state, id, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  assert_int_equal(take(*state, 1 + SECOND), 2);
  done(*state, 1, 429, 2 * SECOND);
  millis wake = gate_wake_at(*state);
  done(*state, 2, 429, 3 * SECOND);
  assert_int_equal(gate_wake_at(*state), wake);
  struct gate_state kept;
  assert_true(gate_changed(*state, &kept, 3 * SECOND, WALL));
  assert_int_equal(kept.pushbacks, 1);
}

static void the_budget_of_a_day_holds(void **state)
{
  struct gate_settings settings = plain();
  settings.daily_budget = 3;
  gate_configure(*state, &settings, 1);
  millis now = 5;
  for (int64_t id = 1; id <= 3; id++, now += SECOND) {
    add(*state, id, "http://a.example/", now);
    assert_int_equal(take(*state, now), id);
    done(*state, id, 200, now);
  }
  add(*state, 4, "http://a.example/", now);
  assert_int_equal(take(*state, now), 0);
  assert_int_equal(gate_wake_at(*state), 5 + DAY);
  assert_int_equal(take(*state, 4 + DAY), 0);
  assert_int_equal(take(*state, 5 + DAY), 4);
}

/* robots.txt. */

static void robots_txt_is_asked_for_before_anything_of_its_origin(void **state)
{
  web.unknown = "https://a.example:444";
  add(*state, 1, "https://a.example:444/x?y", 1), add(*state, 2, "https://a.example:444/z", 1);
  const struct gate_job *job = gate_take(*state, 1);
  assert_non_null(job);
  assert_int_equal(job->kind, GATE_ROBOTS);
  assert_true(slice_is(job->url, "https://a.example:444/robots.txt"));
  assert_true(slice_is(job->origin, "https://a.example:444"));
  assert_int_equal(take(*state, HOUR), 0); /* nothing meanwhile, and no second request for the file */
  assert_int_equal(gate_wake_at(*state), 0);
  web.unknown = NULL;
  assert_true(gate_done(*state, GATE_ROBOTS, job->id, &(struct gate_answer){200, 0}, HOUR));
  assert_int_equal(take(*state, HOUR), 1);
}

static void other_origins_of_the_domain_do_not_wait_for_it(void **state)
{
  web.unknown = "http://a.example";
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://www.a.example/", 1);
  assert_int_equal(gate_take(*state, 1)->kind, GATE_ROBOTS);
  assert_int_equal(take(*state, 1 + SECOND), 2);
}

static void the_redirect_of_robots_txt_is_followed_for_the_origin_that_asked(void **state)
{
  web.unknown = "http://a.example";
  add(*state, 1, "http://a.example/", 1);
  const struct gate_job *job = gate_take(*state, 1);
  assert_true(gate_hop(*state, GATE_ROBOTS, job->id, SLICE("http://b.example/robots.txt"),
                       &(struct gate_answer){301, 0}, 2, WALL));
  assert_true(slice_is(job->origin, "http://a.example"));
  assert_true(slice_is(job->domain, "b.example"));
  assert_ptr_equal(gate_take(*state, 3), job);
  assert_int_equal(take(*state, HOUR), 0);
  web.unknown = NULL;
  gate_done(*state, GATE_ROBOTS, job->id, &(struct gate_answer){200, 0}, HOUR);
  assert_int_equal(take(*state, HOUR), 1);
}

static void robots_txt_is_asked_for_again_when_it_is_too_old(void **state)
{
  web.unknown = "http://a.example";
  add(*state, 1, "http://a.example/", 1);
  for (millis now = 1; now < 3 * HOUR; now += HOUR) {
    const struct gate_job *job = gate_take(*state, now);
    assert_true(job && job->kind == GATE_ROBOTS);
    assert_null(gate_take(*state, now));
    assert_true(gate_done(*state, GATE_ROBOTS, job->id, &(struct gate_answer){200, 0}, now));
  }
}

static void what_is_forbidden_is_handed_out_as_such_and_costs_no_turn(void **state)
{
  web.forbidden = "/private";
  add(*state, 1, "http://a.example/private/1", 1), add(*state, 2, "http://a.example/public", 1);
  const struct gate_job *job = gate_take(*state, 1);
  assert_true(job && job->id == 1 && job->denied);
  assert_int_equal(gate_running(*state), 0);
  assert_false(done(*state, 1, 200, 1));
  job = gate_take(*state, 1);
  assert_true(job && job->id == 2 && !job->denied);
  assert_true(gate_withdraw(*state, GATE_PAGE, 1, 1));
  assert_null(gate_find(*state, GATE_PAGE, 1));
}

static void an_unreachable_robots_txt_holds_until_it_is_looked_at_again(void **state)
{
  web.verdict = GATE_LATER;
  web.rules.until = 5 * MINUTE;
  add(*state, 1, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 0);
  assert_int_equal(gate_wake_at(*state), 5 * MINUTE);
  web.rules.until = 0; /* a caller that gives no time is asked again in a second, not in a loop */
  assert_int_equal(take(*state, 5 * MINUTE), 0);
  assert_int_equal(gate_wake_at(*state), 5 * MINUTE + SECOND);
  web.verdict = GATE_ALLOWED;
  gate_robots_changed(*state, SLICE("http://a.example"));
  assert_int_equal(take(*state, 5 * MINUTE), 1);
}

/* Order. */

static void redirects_go_before_sources_and_these_before_pages(void **state)
{
  add(*state, 1, "http://b.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  add(*state, 2, "http://a.example/2", 1);
  gate_add(*state, GATE_SOURCE, 2, 5, SLICE("http://a.example/feed"), 1, WALL);
  assert_true(gate_hop(*state, GATE_PAGE, 1, SLICE("http://a.example/moved"), &(struct gate_answer){302, 0},
                       2, WALL));
  const struct gate_job *job = gate_take(*state, 2);
  assert_true(job->id == 1 && job->hops == 1 && slice_is(job->url, "http://a.example/moved"));
  job = gate_take(*state, 2 + SECOND);
  assert_true(job->kind == GATE_SOURCE && job->note == 5);
  assert_true(gate_done(*state, GATE_SOURCE, 2, &(struct gate_answer){200, 0}, 3 + SECOND));
  assert_int_equal(gate_take(*state, HOUR)->kind, GATE_PAGE);
}

static void a_domain_with_a_hundred_thousand_pages_delays_nobody(void **state)
{
  enum { MANY = 100000, OTHERS = 100 };
  int64_t taken = 0;
  for (int64_t id = 1; id <= MANY; id++) taken += add(*state, id, "http://big.example/", 1) == GATE_ADDED;
  assert_int_equal(taken, GATE_DEFAULTS.queue);
  assert_int_equal(gate_wants(*state, SLICE("big.example"), GATE_PAGE), 0);
  assert_int_equal(gate_wants(*state, SLICE("new.example"), GATE_PAGE), GATE_DEFAULTS.queue);
  for (int i = 0; i < OTHERS; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://other%d.example/", i);
    assert_int_equal(add(*state, MANY + 1 + i, url, 1), GATE_ADDED);
  }
  for (int i = 0; i <= OTHERS; i++) assert_int_not_equal(take(*state, 1), 0);
  assert_int_equal(take(*state, 1), 0);
}

static void without_any_delay_domains_take_turns(void **state)
{
  struct gate_settings settings = plain();
  settings.min_delay = 0, settings.per_domain = 100;
  gate_configure(*state, &settings, 1);
  for (int64_t id = 1; id <= 5; id++) add(*state, id, "http://a.example/", 1);
  for (int64_t id = 11; id <= 15; id++) add(*state, id, "http://b.example/", 2);
  for (int64_t id = 1; id <= 5; id++) {
    assert_int_equal(take(*state, 10), id);
    assert_int_equal(take(*state, 10), 10 + id);
  }
}

static void a_domain_that_came_first_is_not_passed_by_all_that_come_later(void **state)
{
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://a.example/", 1);
  take(*state, 1);
  for (int i = 0; i < 50; i++) {
    char url[64];
    snprintf(url, sizeof url, "http://other%d.example/", i);
    add(*state, 10 + i, url, 2 * SECOND);
  }
  assert_int_equal(take(*state, 2 * SECOND), 2);
}

static void domains_whose_names_have_one_hash_are_two(void **state)
{
  add(*state, 1, "http://8yn0iYCKYHlIj4-BwPqk/", 1), add(*state, 2, "http://GReLUrM4wMqfg9yzV3KQ/", 1);
  assert_int_equal(gate_domains(*state), 2);
  assert_int_equal(take(*state, 1), 1);
  assert_int_equal(take(*state, 1), 2);
  done(*state, 2, 200, 2), done(*state, 1, 200, 2);
  struct gate_settings settings = plain();
  settings.domains = 1;
  gate_configure(*state, &settings, 3);
  add(*state, 3, "http://c.example/", HOUR);
  assert_int_equal(gate_domains(*state), 2);
  assert_int_equal(gate_wants(*state, SLICE("8yn0iYCKYHlIj4-BwPqk"), GATE_PAGE), settings.queue);
}

/* Bounds. */

static void no_more_domains_enter_than_there_is_room_for(void **state)
{
  struct gate_settings settings = plain();
  settings.domains = 3;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://b.example/", 1);
  add(*state, 3, "http://c.example/", 1);
  assert_int_equal(gate_room(*state), 0);
  assert_int_equal(add(*state, 4, "http://d.example/", 1), GATE_FULL);
  assert_int_equal(add(*state, 4, "http://c.example/", 1), GATE_ADDED);
  assert_int_equal(gate_wants(*state, SLICE("d.example"), GATE_PAGE), 0);
  take(*state, 1), done(*state, 1, 200, 1);
  assert_int_equal(gate_room(*state), 1);
  assert_int_equal(add(*state, 5, "http://d.example/", 2),
                   GATE_FULL); /* a may not be asked again yet: it is kept */
  assert_int_equal(add(*state, 5, "http://d.example/", 1 + SECOND), GATE_ADDED);
  assert_int_equal(gate_domains(*state), 3);
}

static void a_domain_that_rests_makes_room_and_its_jobs_leave(void **state)
{
  struct gate_settings settings = plain();
  settings.domains = 2;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/1", 1), add(*state, 2, "http://a.example/2", 1);
  add(*state, 3, "http://b.example/3", 1), add(*state, 4, "http://b.example/4", 1);
  take(*state, 1), take(*state, 1);
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){503, HOUR}, 2);
  assert_int_equal(gate_room(*state), 0); /* not before it is journaled */
  struct gate_state kept;
  while (gate_changed(*state, &kept, 2, WALL)) {
  }
  assert_int_equal(gate_room(*state), 1);
  web.journaled = (struct gate_state){SLICE("d.example"), WALL + HOUR, 0, 0, 0, 0};
  assert_int_equal(add(*state, 5, "http://d.example/", 3), GATE_FULL); /* which rests as well */
  assert_int_equal(add(*state, 5, "http://c.example/", 3), GATE_ADDED);
  assert_null(gate_find(*state, GATE_PAGE, 2));
  assert_non_null(gate_find(*state, GATE_PAGE, 4));
  assert_int_equal(gate_domains(*state), 2);
  assert_int_equal(gate_waiting(*state), 2);
  assert_int_equal(take(*state, 3), 5);
}

static void a_domain_with_a_transfer_under_way_stays(void **state)
{
  struct gate_settings settings = plain();
  struct gate_state kept;
  settings.domains = 1;
  gate_configure(*state, &settings, 1);
  for (int64_t id = 1; id <= 3; id++) add(*state, id, "http://a.example/", 1);
  take(*state, 1), take(*state, 2 * SECOND);
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){503, HOUR}, 2 * SECOND);
  while (gate_changed(*state, &kept, 2 * SECOND, WALL)) {
  }
  assert_int_equal(add(*state, 4, "http://b.example/", 2 * SECOND), GATE_FULL);
  assert_true(done(*state, 2, 200, 3 * SECOND));
  while (gate_changed(*state, &kept, 3 * SECOND, WALL)) {
  }
  assert_int_equal(add(*state, 4, "http://b.example/", 3 * SECOND), GATE_ADDED);
  assert_int_equal(gate_waiting(*state), 1);
}

static void a_redirect_always_finds_room(void **state)
{
  struct gate_settings settings = plain();
  settings.domains = 1, settings.queue = 1;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/", 1);
  take(*state, 1);
  add(*state, 2, "http://a.example/", 1);
  assert_true(
      gate_hop(*state, GATE_PAGE, 1, SLICE("http://b.example/"), &(struct gate_answer){301, 0}, 2, WALL));
  assert_int_equal(take(*state, 2), 1);
}

static void a_domain_asks_to_be_filled_when_half_its_queue_is_empty(void **state)
{
  struct gate_settings settings = plain();
  settings.queue = 4, settings.min_delay = 0, settings.per_domain = 9;
  gate_configure(*state, &settings, 1);
  for (int64_t id = 1; id <= 4; id++) add(*state, id, "http://a.example/", 1);
  assert_int_equal(gate_hungry(*state).length, 0);
  take(*state, 1);
  assert_int_equal(gate_hungry(*state).length, 0);
  take(*state, 1);
  assert_true(slice_is(gate_hungry(*state), "a.example"));
  assert_int_equal(gate_hungry(*state).length, 0);
  assert_int_equal(gate_wants(*state, SLICE("a.example"), GATE_PAGE), 2);
  assert_int_equal(gate_wants(*state, SLICE("a.example"), GATE_SOURCE), 4);
}

static void a_job_that_is_known_is_not_added_twice(void **state)
{
  add(*state, 1, "http://a.example/", 1);
  assert_int_equal(add(*state, 1, "http://b.example/", 1), GATE_KNOWN);
  assert_int_equal(gate_add(*state, GATE_SOURCE, 1, 0, SLICE("http://a.example/"), 1, WALL), GATE_ADDED);
  assert_int_equal(gate_waiting(*state), 2);
}

static void what_does_not_run_can_not_end(void **state)
{
  add(*state, 1, "http://a.example/", 1);
  assert_false(done(*state, 1, 200, 1));
  assert_false(done(*state, 2, 200, 1));
  assert_false(
      gate_hop(*state, GATE_PAGE, 1, SLICE("http://b.example/"), &(struct gate_answer){301, 0}, 1, WALL));
  assert_false(gate_withdraw(*state, GATE_PAGE, 2, 1));
}

static void what_was_not_sent_gives_its_turn_back(void **state)
{
  struct gate_settings settings = plain();
  settings.daily_budget = 1;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://a.example/", 1);
  assert_int_equal(take(*state, 1), 1);
  assert_true(gate_withdraw(*state, GATE_PAGE, 1, 2));
  assert_int_equal(take(*state, 2), 2);
}

/* Memory across restarts. */

static void a_restart_goes_on_where_the_journal_left_off(void **state)
{
  struct gate_settings settings = plain();
  settings.daily_budget = 2;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/", 1);
  take(*state, 1);
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){429, HOUR}, 2);
  assert_true(gate_changed(*state, &web.journaled, 2, WALL));
  assert_false(gate_changed(*state, &(struct gate_state){0}, 2, WALL));
  assert_int_equal(web.journaled.ready_at, WALL + HOUR);
  char name[16];
  snprintf(name, sizeof name, "%.*s", (int)web.journaled.domain.length, web.journaled.domain.data);
  web.journaled.domain = slice_of(name);

  struct gate *next = make(&settings); /* the steady clock began anew, half an hour went by */
  gate_add(next, GATE_PAGE, 2, 0, SLICE("http://a.example/2"), 70, WALL + HOUR / 2);
  gate_add(next, GATE_PAGE, 3, 0, SLICE("http://a.example/3"), 70, WALL + HOUR / 2);
  assert_int_equal(gate_wake_at(next), 70 + HOUR / 2);
  assert_int_equal(take(next, 70 + HOUR / 2), 2);
  done(next, 2, 503, 80 + HOUR / 2);
  struct gate_state kept;
  assert_true(gate_changed(next, &kept, 80 + HOUR / 2, WALL + HOUR));
  assert_int_equal(kept.pushbacks, 2);
  assert_int_equal(kept.day_starts, 2);
  assert_true(gate_wake_at(next) > 20 * HOUR); /* the budget of the day is used up */
  gate_free(&next);
}

static void a_clock_that_jumped_makes_no_pause_longer_than_any_that_is_set(void **state)
{
  web.journaled = (struct gate_state){SLICE("a.example"), WALL + INT64_C(1000) * DAY, 0, 0, 0, 0};
  add(*state, 1, "http://a.example/", 5);
  assert_int_equal(gate_wake_at(*state), 5 + DAY);
}

static void a_domain_is_forgotten_only_when_nothing_of_it_waits_to_be_journaled(void **state)
{
  struct gate_settings settings = plain();
  settings.domains = 1;
  gate_configure(*state, &settings, 1);
  add(*state, 1, "http://a.example/", 1);
  take(*state, 1), done(*state, 1, 503, 2);
  assert_int_equal(add(*state, 2, "http://b.example/", HOUR), GATE_FULL);
  struct gate_state kept;
  assert_true(gate_changed(*state, &kept, HOUR, WALL));
  assert_true(slice_is(kept.domain, "a.example"));
  assert_int_equal(add(*state, 2, "http://b.example/", HOUR), GATE_ADDED);
  assert_int_equal(web.restored, 2);
}

static void nothing_is_journaled_of_a_domain_that_is_well(void **state)
{
  add(*state, 1, "http://a.example/", 1);
  take(*state, 1), done(*state, 1, 200, 2);
  assert_false(gate_changed(*state, &(struct gate_state){0}, 2, WALL));
}

/* Words. */

static bool says(const struct gate *gate, const char *words, millis now)
{
  struct buffer out = BUFFER_EMPTY;
  gate_explain(gate, SLICE("a.example"), now, &out);
  bool found = strstr(buffer_string(&out), words);
  buffer_free(&out);
  return found;
}

static void every_number_that_decides_is_told(void **state)
{
  assert_true(says(*state, "nothing of this domain", 1));
  add(*state, 1, "http://a.example/", 1), add(*state, 2, "http://a.example/", 1);
  assert_true(says(*state, "may start now", 1));
  take(*state, 1);
  assert_true(says(*state, "1 of 2 transfers", 1));
  assert_true(says(*state, "may start in 1.000 s", 1));
  assert_true(says(*state, "1 pages (of 16)", 1));
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){429, HOUR}, 1);
  assert_true(says(*state, "1 answers 429 or 503", 1));
  assert_true(says(*state, "rests for another 3600.000 s", 1));
  web.unknown = "http://a.example";
  assert_int_equal(gate_take(*state, 2 * HOUR)->kind, GATE_ROBOTS);
  assert_int_equal(take(*state, 3 * HOUR), 0);
  assert_true(says(*state, "held until robots.txt", 3 * HOUR));
}

static bool rests(const struct gate *gate, millis now)
{
  struct buffer out = BUFFER_EMPTY;
  bool rest = gate_explain(gate, SLICE("a.example"), now, &out);
  buffer_free(&out);
  return rest;
}

static void a_domain_that_rests_is_told_as_resting_also_when_nothing_waits(void **state)
{
  assert_false(rests(*state, 1));
  add(*state, 1, "http://a.example/", 1);
  assert_false(rests(*state, 1));
  take(*state, 1);
  gate_done(*state, GATE_PAGE, 1, &(struct gate_answer){429, HOUR}, 1);
  assert_true(rests(*state, 1));
  assert_true(says(*state, "what comes may start in 3600.000 s", 1));
  assert_false(rests(*state, HOUR + 2));
  assert_true(says(*state, "nothing waits\n", HOUR + 2));
}

/* Everything at once: a thousand steps of each of some seeds, with the promises checked at every start. */

enum { DOMAINS = 5, STEPS = 4000, SEEDS = 20 };
struct watch {
  millis last_start, pause_until;
  int64_t running, starts[STEPS];
  int64_t count;
};

struct chaos {
  struct random random;
  struct gate *gate;
  struct watch watch[DOMAINS];
  int64_t running[64];
  int64_t runs, id;
  millis now;
};

static size_t number_of(struct slice domain)
{
  return (size_t)(domain.data[1] - '0');
}

static void watch_start(struct chaos *chaos, const struct gate_job *job, const struct gate_settings *settings)
{
  struct watch *watch = &chaos->watch[number_of(job->domain)];
  if (watch->last_start) assert_true(chaos->now - watch->last_start >= settings->min_delay);
  assert_true(chaos->now >= watch->pause_until);
  assert_true(++watch->running <= settings->per_domain);
  watch->last_start = chaos->now;
  watch->starts[watch->count++] = chaos->now;
  int64_t today = 0;
  for (int64_t i = watch->count; i > 0 && chaos->now - watch->starts[i - 1] < DAY; i--) today++;
  assert_true(today <= 2 * settings->daily_budget); /* two windows may touch */
  chaos->running[chaos->runs++] = job->id;
}

static void end_one(struct chaos *chaos)
{
  static const int64_t statuses[] = {200, 200, 200, 404, 500, 0, 304, 429, 503};
  if (!chaos->runs) return;
  size_t which = random_below(&chaos->random, (uint64_t)chaos->runs);
  int64_t id = chaos->running[which];
  const struct gate_job *job = gate_find(chaos->gate, GATE_PAGE, id);
  struct watch *watch = &chaos->watch[number_of(job->domain)];
  struct gate_answer end = {statuses[random_below(&chaos->random, 9)], 0};
  chaos->running[which] = chaos->running[--chaos->runs];
  watch->running--;
  if (random_below(&chaos->random, 5) == 0) {
    char url[64];
    snprintf(url, sizeof url, "http://d%d.example/", (int)random_below(&chaos->random, DOMAINS));
    end.status = 302;
    gate_hop(chaos->gate, GATE_PAGE, id, slice_of(url), &end, chaos->now, WALL + chaos->now);
    return;
  }
  if (end.status >= 429) end.retry_after = (millis)random_below(&chaos->random, MINUTE);
  if (end.status >= 429 && chaos->now + end.retry_after > watch->pause_until)
    watch->pause_until = chaos->now + end.retry_after;
  assert_true(gate_done(chaos->gate, GATE_PAGE, id, &end, chaos->now));
}

static void step(struct chaos *chaos, const struct gate_settings *settings)
{
  char url[64];
  switch (random_below(&chaos->random, 4)) {
  case 0:
    snprintf(url, sizeof url, "http://x.d%d.example/", (int)random_below(&chaos->random, DOMAINS));
    add(chaos->gate, ++chaos->id, url, chaos->now);
    break;
  case 1:
    end_one(chaos);
    break;
  case 2:
    chaos->now += (millis)random_below(&chaos->random, 3 * SECOND);
    break;
  default:
    if (chaos->runs == 64) break;
    const struct gate_job *job = gate_take(chaos->gate, chaos->now);
    if (job) watch_start(chaos, job, settings);
    if (!job && gate_wake_at(chaos->gate)) assert_true(gate_wake_at(chaos->gate) > chaos->now);
  }
}

static void no_promise_is_broken_whatever_happens(void **state)
{
  (void)state;
  struct gate_settings settings = plain();
  settings.daily_budget = 200;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    static struct chaos chaos;
    chaos = (struct chaos){.random = {seed}, .gate = make(&settings), .now = 1};
    for (int i = 0; i < STEPS; i++) step(&chaos, &settings);
    assert_int_equal(gate_running(chaos.gate), chaos.runs);
    assert_true(gate_waiting(chaos.gate) <= DOMAINS * settings.queue + 64);
    /* All that waits is let through in the end. */
    for (int i = 0; i < 100000 && (gate_waiting(chaos.gate) || chaos.runs); i++) {
      const struct gate_job *job = gate_take(chaos.gate, chaos.now);
      if (job) watch_start(&chaos, job, &settings);
      if (!job && gate_wake_at(chaos.gate)) chaos.now = gate_wake_at(chaos.gate);
      if (!job || chaos.runs == 64) end_one(&chaos);
    }
    assert_int_equal(gate_waiting(chaos.gate) + chaos.runs, 0);
    gate_free(&chaos.gate);
  }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(starts_of_one_domain_are_a_delay_apart),
      TEST(no_more_transfers_run_than_a_domain_may_have),
      TEST(a_slow_server_is_given_more_time),
      TEST(a_crawl_delay_is_the_least),
      TEST(retry_after_is_heeded_but_not_for_ever),
      TEST(retry_after_of_a_redirect_is_heeded),
      TEST(the_backoff_doubles_until_a_success),
      TEST(answers_to_what_was_asked_before_a_429_change_nothing),
      TEST(the_budget_of_a_day_holds),
      TEST(robots_txt_is_asked_for_before_anything_of_its_origin),
      TEST(other_origins_of_the_domain_do_not_wait_for_it),
      TEST(the_redirect_of_robots_txt_is_followed_for_the_origin_that_asked),
      TEST(robots_txt_is_asked_for_again_when_it_is_too_old),
      TEST(what_is_forbidden_is_handed_out_as_such_and_costs_no_turn),
      TEST(an_unreachable_robots_txt_holds_until_it_is_looked_at_again),
      TEST(redirects_go_before_sources_and_these_before_pages),
      TEST(a_domain_with_a_hundred_thousand_pages_delays_nobody),
      TEST(without_any_delay_domains_take_turns),
      TEST(a_domain_that_came_first_is_not_passed_by_all_that_come_later),
      TEST(domains_whose_names_have_one_hash_are_two),
      TEST(no_more_domains_enter_than_there_is_room_for),
      TEST(a_domain_that_rests_makes_room_and_its_jobs_leave),
      TEST(a_domain_with_a_transfer_under_way_stays),
      TEST(a_redirect_always_finds_room),
      TEST(a_domain_asks_to_be_filled_when_half_its_queue_is_empty),
      TEST(a_job_that_is_known_is_not_added_twice),
      TEST(what_does_not_run_can_not_end),
      TEST(what_was_not_sent_gives_its_turn_back),
      TEST(a_restart_goes_on_where_the_journal_left_off),
      TEST(a_clock_that_jumped_makes_no_pause_longer_than_any_that_is_set),
      TEST(a_domain_is_forgotten_only_when_nothing_of_it_waits_to_be_journaled),
      TEST(nothing_is_journaled_of_a_domain_that_is_well),
      TEST(every_number_that_decides_is_told),
      TEST(a_domain_that_rests_is_told_as_resting_also_when_nothing_waits),
      cmocka_unit_test(no_promise_is_broken_whatever_happens),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
