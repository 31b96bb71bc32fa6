#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "catalog_place.h"

#include <sys/stat.h>

/* expire - as often as there is more to do; how many have expired then. Articles are stored at 1000 and their
 * item. */
static int64_t expire(struct place *place, const struct keep_rules *rules, millis now, int64_t limit)
{
  dp_error error = {0};
  for (bool more = true; more;) {
    begin(place);
    if (!catalog_expire(place->catalog, rules, now, limit, &more, &error)) fail_msg("%s", error.text);
    commit(place);
  }
  return count(place).expired;
}

static bool note(void *context, const struct catalog_article *article)
{
  bool *there = context;
  there[article->sequence] = article->event_json.length > 0;
  return true;
}

/* assert_there - of articles 1 to 10 those are there whose letter in `wanted` is x. */
static void assert_there(struct place *place, const char *wanted)
{
  bool there[16] = {false};
  assert_true(catalog_replay(place->catalog, 0, 100, note, there, NULL));
  for (size_t i = 0; i < 10; i++) assert_int_equal(there[i + 1], wanted[i] == 'x');
}

static void what_is_older_than_its_age_expires_and_keeps_its_verdict(void **state)
{
  struct place *place = *state;
  struct keep_rules rules = {.keep = 100};
  store_ten(place);
  assert_int_equal(expire(place, &rules, 1103, 100), 3);
  assert_there(place, "---xxxxxxx");
  assert_int_equal(expire(place, &rules, 1103, 100), 3);
  assert_int_equal(expire(place, &rules, 1107, 2), 7);
  assert_there(place, "-------xxx");
  struct catalog_record record = find(place, "http://a/2");
  assert_int_equal(record.sequence, 2);
  assert_int_equal(record.article.event_json.length, 0);
  assert_int_equal(count(place).stored, 10);
  /* Still the same text, the same item, and the address of a later revision. */
  begin(place);
  assert_decision(decide(place, sample_of(11, "http://b/1", "text 1")), VERDICT_DUPLICATE, 1, true);
  assert_decision(decide(place, sample_of(2, "http://a/2", "text 2")), VERDICT_STORED, 2, false);
  struct catalog_decision later = decide(place, sample_of(12, "http://a/3", "text 3, changed"));
  assert_decision(later, VERDICT_STORED, 11, true);
  assert_int_equal(later.revision, 2);
  assert_int_equal(later.story, 3);
  commit(place);
}

static void sources_have_ages_of_their_own(void **state)
{
  struct place *place = *state;
  struct keep_rules rules = {.keep = 500, .rules = {{"odd", 100}, {"kept.odd", 0}}, .count = 2};
  begin(place);
  for (int64_t i = 1; i <= 10; i++) {
    char text[32];
    snprintf(text, sizeof text, "text %lld", (long long)i);
    decide(place, sample_of(i,
                            arena_format(place->arena, "http://%s/%lld",
                                         i == 5  ? "kept.odd"
                                         : i % 2 ? "www.odd"
                                                 : "even",
                                         (long long)i),
                            text));
  }
  commit(place);
  assert_int_equal(expire(place, &rules, 1107, 1), 3);
  assert_there(place, "-x-xxx-xxx");
  assert_int_equal(expire(place, &rules, 1504, 100), 6);
  assert_there(place, "----xx-x-x");
  /* A shorter age for those that were passed over. */
  rules.keep = 50;
  assert_int_equal(expire(place, &rules, 1504, 100), 9);
  assert_there(place, "----x-----");
}

static void the_order_of_expiring_is_told(void **state)
{
  struct place *place = *state;
  struct keep_rules rules = {.keep = 100};
  int64_t n = 0, sequences[16];
  size_t told = 0;
  store_ten(place);
  expire(place, &rules, 1105, 2);
  assert_true(catalog_expired(place->catalog, &n, 3, sequences, &told, NULL));
  assert_int_equal(told, 3);
  assert_int_equal(sequences[2], 3);
  assert_true(catalog_expired(place->catalog, &n, 16, sequences, &told, NULL));
  assert_int_equal(told, 2);
  assert_int_equal(sequences[1], 5);
  assert_true(catalog_expired(place->catalog, &n, 16, sequences, &told, NULL));
  assert_int_equal(told, 0);
  assert_int_equal(n, 5);
}

static void what_was_rolled_back_is_there_and_expires_later(void **state)
{
  struct place *place = *state;
  struct keep_rules rules = {.keep = 100};
  bool more;
  store_ten(place);
  begin(place);
  assert_true(catalog_expire(place->catalog, &rules, 1105, 100, &more, NULL));
  catalog_rollback(place->catalog);
  assert_there(place, "xxxxxxxxxx");
  assert_int_equal(count(place).expired, 0);
  assert_int_equal(expire(place, &rules, 1105, 100), 5);
  catalog_close(&place->catalog);
  open_catalog(place);
  assert_int_equal(count(place).expired, 5);
  assert_int_equal(expire(place, &rules, 1106, 100), 6);
}

/* fill - `articles` large ones, beginning with this number; committed in groups. */
static void fill(struct place *place, int64_t first, int64_t articles, const char *padding)
{
  for (int64_t i = first; i < first + articles; i++) {
    if (i % 20 == 0 || i == first) begin(place);
    decide(place, sample_of(i, arena_format(place->arena, "http://a/%lld", (long long)i),
                            arena_format(place->arena, "%lld %s", (long long)i, padding)));
    if (i % 20 == 19 || i == first + articles - 1) commit(place);
  }
}

static int64_t size_of(struct place *place)
{
  struct stat file;
  catalog_close(&place->catalog);
  assert_int_equal(stat(place->path, &file), 0);
  open_catalog(place);
  return file.st_size;
}

static void the_room_of_what_expired_is_used_again(void **state)
{
  struct place *place = *state;
  struct keep_rules rules = {.keep = 1};
  char *padding = memory_alloc(20001);
  memset(padding, 'x', 20000);
  padding[20000] = '\0';
  fill(place, 1, 200, padding);
  int64_t full = size_of(place);
  for (int64_t round = 1; round <= 4; round++) {
    assert_int_equal(expire(place, &rules, 1000000, 1000), round * 200);
    fill(place, round * 200 + 1, 200, padding);
  }
  int64_t now = size_of(place);
  assert_true(now < full + full / 4);
  free(padding);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      with_catalog(what_is_older_than_its_age_expires_and_keeps_its_verdict),
      with_catalog(sources_have_ages_of_their_own),
      with_catalog(the_order_of_expiring_is_told),
      with_catalog(what_was_rolled_back_is_there_and_expires_later),
      with_catalog(the_room_of_what_expired_is_used_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
