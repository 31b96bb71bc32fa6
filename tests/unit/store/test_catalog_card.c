#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "catalog_place.h"
#include "clean/fingerprint.h"

/* dispatch - an article of `words` words from `from` on of the endless text `number`. */
static struct sample dispatch(struct place *place, int64_t item, const char *uri, int number, int from,
                              int words)
{
  struct buffer text = BUFFER_EMPTY;
  struct fingerprint print;
  for (int i = from; i < from + words; i++) buffer_format(&text, "word%d ", number * 100000 + i);
  struct sample sample = sample_of(item, uri, arena_string(place->arena, buffer_view(&text)));
  fingerprint_make(place->arena, buffer_view(&text), &print);
  sample.similar = print.similar;
  buffer_free(&text);
  return sample;
}

static void assert_marks(struct catalog_decision decision, int64_t sequence, int64_t revision, int64_t story,
                         int64_t least, int64_t most)
{
  assert_decision(decision, VERDICT_STORED, sequence, true);
  assert_int_equal(decision.revision, revision);
  assert_int_equal(decision.story, story);
  assert_in_range(decision.alike, least, most);
}

/* keep - what an article said when it was replayed. */
static bool keep(void *context, const struct catalog_article *article)
{
  struct catalog_article *kept = context;
  kept[article->sequence] = *article;
  kept[article->sequence].event_json.length = article->event_json.length;
  return true;
}

static void copies_join_the_story_of_the_first_and_revisions_stay_in_theirs(void **state)
{
  struct place *place = *state;
  begin(place);
  assert_marks(decide(place, dispatch(place, 1, "http://agency.example/1", 1, 0, 300)), 1, 1, 1, 0, 0);
  assert_marks(decide(place, dispatch(place, 2, "http://daily.example/1", 2, 0, 300)), 2, 1, 2, 0, 0);
  assert_marks(decide(place, dispatch(place, 3, "http://daily.example/2", 1, 20, 300)), 3, 1, 1, 60, 99);
  /* What revises an article stays where that is, whatever it says now. */
  assert_marks(decide(place, dispatch(place, 4, "http://daily.example/2", 2, 20, 300)), 4, 2, 1, 0, 0);
  assert_marks(decide(place, dispatch(place, 5, "http://daily.example/2", 2, 20, 320)), 5, 3, 1, 60, 99);
  commit(place);
  struct catalog_article kept[8] = {{0}};
  assert_true(catalog_replay(place->catalog, 0, 10, keep, kept, NULL));
  assert_int_equal(kept[3].story, 1);
  assert_int_equal(kept[5].story, 1);
  assert_int_equal(kept[5].revision, 3);
  assert_in_range(kept[5].alike, 60, 99);
  assert_int_equal(kept[5].stored_at, 1005);
  struct catalog_record record = find(place, "3");
  assert_int_equal(record.article.story, 1);
  assert_int_equal(record.article.revision, 1);
}

static void stories_go_on_after_a_start_and_not_from_what_was_rolled_back(void **state)
{
  struct place *place = *state;
  decide_alone(place, dispatch(place, 1, "http://a.example/1", 1, 0, 300));
  begin(place);
  decide(place, dispatch(place, 2, "http://b.example/1", 2, 0, 300));
  catalog_rollback(place->catalog);
  assert_marks(decide_alone(place, dispatch(place, 3, "http://c.example/1", 2, 0, 310)), 2, 1, 2, 0, 0);
  catalog_close(&place->catalog);
  open_catalog(place);
  begin(place);
  assert_marks(decide(place, dispatch(place, 4, "http://d.example/1", 1, 0, 310)), 3, 1, 1, 60, 99);
  assert_marks(decide(place, dispatch(place, 5, "http://d.example/2", 2, 0, 300)), 4, 1, 2, 60, 99);
  commit(place);
}

static void hosts_are_known_again_without_case_and_www(void **state)
{
  struct place *place = *state;
  static const char *const same[] = {"https://www.News.example/a", "http://news.example:8080/b",
                                     "https://user@news.example?x"};
  int64_t first = 0, id = 0;
  begin(place);
  assert_true(catalog_intern_host(place->catalog, slice_of(same[0]), &first, NULL));
  for (size_t i = 1; i < 3; i++) {
    assert_true(catalog_intern_host(place->catalog, slice_of(same[i]), &id, NULL));
    assert_int_equal(id, first);
  }
  assert_true(catalog_intern_host(place->catalog, SLICE("http://sport.news.example/"), &id, NULL));
  assert_int_not_equal(id, first);
  assert_true(catalog_intern_host(place->catalog, SLICE("urn:uuid:1"), &id, NULL));
  assert_int_equal(id, 1);
  catalog_rollback(place->catalog);
  /* Numbers that were rolled back are given anew, and not remembered. */
  begin(place);
  assert_true(catalog_intern_host(place->catalog, SLICE("http://other.example/"), &id, NULL));
  assert_int_equal(id, first);
  assert_true(catalog_intern_host(place->catalog, slice_of(same[0]), &id, NULL));
  assert_int_not_equal(id, first);
  commit(place);
}

static void articles_are_picked_and_found_by_time(void **state)
{
  struct place *place = *state;
  int64_t wanted[] = {7, 2, 44, 3}, sequence = -1;
  struct catalog_article kept[48] = {{0}};
  store_ten(place);
  assert_true(catalog_pick(place->catalog, wanted, 4, keep, kept, NULL));
  for (int64_t i = 0; i < 48; i++) assert_int_equal(kept[i].sequence, i == 7 || i == 2 || i == 3 ? i : 0);
  for (millis when = 1000; when <= 1011; when++) {
    assert_true(catalog_before(place->catalog, when, &sequence, NULL));
    assert_int_equal(sequence, when <= 1001 ? 0 : when - 1001);
  }
}

/* The tables of schema version 1, as it wrote them, with three articles: two revisions and another. */
static const char *const version_1[] = {
    "CREATE TABLE catalog (one INTEGER PRIMARY KEY CHECK (one = 1), store TEXT NOT NULL,"
    "  key_low INTEGER NOT NULL, key_high INTEGER NOT NULL,"
    "  stored INTEGER NOT NULL, duplicate INTEGER NOT NULL, rejected INTEGER NOT NULL);"
    "CREATE TABLE epoch (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE);"
    "CREATE TABLE article (sequence INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, item INTEGER NOT NULL,"
    "  version INTEGER NOT NULL, uri_hash INTEGER NOT NULL, digest_hash INTEGER,"
    "  uri TEXT NOT NULL, digest TEXT, event BLOB NOT NULL);"
    "CREATE INDEX article_by_uri ON article (uri_hash);"
    "CREATE INDEX article_by_digest ON article (digest_hash) WHERE digest_hash IS NOT NULL;"
    "CREATE TABLE item (epoch INTEGER NOT NULL, item INTEGER NOT NULL, verdict INTEGER NOT NULL,"
    "  sequence INTEGER NOT NULL, decided_at INTEGER NOT NULL, url_hash INTEGER, url TEXT, reason TEXT, "
    "detail TEXT,"
    "  PRIMARY KEY (epoch, item)) WITHOUT ROWID;"
    "CREATE INDEX item_by_url ON item (url_hash) WHERE url_hash IS NOT NULL;"
    /* The hashes are made up, equal for equal uris. */
    "INSERT INTO catalog VALUES (1, 'f3a9d2c4-77aa-4c1b-8e11-000000000001', 1, 2, 3, 0, 1);"
    "INSERT INTO epoch VALUES (1, '0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a69');"
    "INSERT INTO article VALUES (1, 1, 1, 1, 11, NULL, 'http://a/1', NULL, '{\"a\":1}'),"
    "  (2, 1, 2, 1, 12, NULL, 'http://a/2', NULL, '{\"a\":2}'),"
    "  (3, 1, 3, 2, 11, NULL, 'http://a/1', NULL, '{\"a\":3}');"
    "INSERT INTO item VALUES (1, 1, 0, 1, 501, NULL, NULL, NULL, NULL), (1, 2, 0, 2, 502, NULL, NULL, NULL,"
    "  NULL), (1, 3, 0, 3, 503, NULL, NULL, NULL, NULL), (1, 4, 2, 0, 504, 1, 'http://a/4', 'no-article', "
    "'x');",
    NULL};

static void a_file_of_version_1_is_taken_over_whole(void **state)
{
  struct place *place = *state;
  dp_error error = {0};
  catalog_close(&place->catalog);
  unlink(place->path);
  struct database_options old = {
      .path = place->path, .what = "catalog", .application_id = CATALOG_APPLICATION_ID, .schema = version_1};
  struct database *database = database_open(&old, &error);
  assert_non_null(database);
  database_close(&database);
  open_catalog(place);
  struct catalog_article kept[8] = {{0}};
  assert_string_equal(catalog_store_id(place->catalog), "f3a9d2c4-77aa-4c1b-8e11-000000000001");
  assert_true(catalog_replay(place->catalog, 0, 10, keep, kept, NULL));
  for (int64_t i = 1; i <= 3; i++) {
    assert_int_equal(kept[i].sequence, i);
    assert_int_equal(kept[i].revision, i == 3 ? 2 : 1);
    assert_int_equal(kept[i].story, i == 2 ? 2 : 1);
    assert_int_equal(kept[i].alike, 0);
    assert_int_equal(kept[i].stored_at, 500 + i);
    assert_int_equal(kept[i].event_json.length, 7);
  }
  assert_int_equal(count(place).rejected, 1);
  assert_marks(decide_alone(place, dispatch(place, 9, "http://a/9", 1, 0, 300)), 4, 1, 4, 0, 0);
  assert_true(database_check(place->catalog->database, &error));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      with_catalog(copies_join_the_story_of_the_first_and_revisions_stay_in_theirs),
      with_catalog(stories_go_on_after_a_start_and_not_from_what_was_rolled_back),
      with_catalog(hosts_are_known_again_without_case_and_www),
      with_catalog(articles_are_picked_and_found_by_time),
      with_catalog(a_file_of_version_1_is_taken_over_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
