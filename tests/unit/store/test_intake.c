/* What the store takes in must still be readable for a subscriber once it is numbered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "articles.h"
#include "base/memory.h"
#include "store/intake.h"

#include <stdlib.h>

/* An event of a tagger with `count` times `piece` in a member of its own. */
static void print_large(struct arena *arena, const char *piece, size_t count, struct buffer *out)
{
  struct sample sample = sample_of(1, "http://a/1", "one");
  struct slice json = sample_print(arena, &sample);
  buffer_append(out, json.data, json.length - 2); /* the ends of data and event */
  buffer_text(out, ",\"more\":[0");
  for (size_t i = 0; i < count; i++) buffer_text(out, piece);
  buffer_text(out, "]}}");
}

static bool taken(struct slice json)
{
  struct arena *arena = arena_new();
  struct bus_message message = {.frames = {json}, .count = 1};
  struct event event;
  dp_error error = {0};
  bool ok = intake_read(arena, &message, &event, &error);
  arena_free(&arena);
  return ok;
}

/* largest - the greatest number of pieces with which the event is JSON that we read. */
static size_t largest(struct arena *arena, const char *piece, size_t most)
{
  size_t least = 0;
  while (most - least > 1) {
    size_t middle = least + (most - least) / 2;
    struct buffer text = BUFFER_EMPTY;
    print_large(arena, piece, middle, &text);
    if (json_guard(buffer_view(&text), JSON_MAX_BYTES, NULL))
      least = middle;
    else
      most = middle;
    buffer_free(&text);
  }
  return least;
}

static void assert_readable_or_refused(const char *piece, size_t most)
{
  struct arena *arena = arena_new();
  size_t count = largest(arena, piece, most);
  for (size_t less = 0; less < 4; less++) {
    struct buffer text = BUFFER_EMPTY, numbered = BUFFER_EMPTY;
    print_large(arena, piece, count - less, &text);
    const struct event_numbers numbers = {JSON_MAX_INTEGER, JSON_MAX_INTEGER, JSON_MAX_INTEGER, 100, EPOCH_A};
    event_number(buffer_view(&text), &numbers, &numbered);
    assert_int_equal(taken(buffer_view(&text)), json_guard(buffer_view(&numbered), JSON_MAX_BYTES, NULL));
    buffer_free(&text);
    buffer_free(&numbered);
  }
  arena_free(&arena);
}

static void an_event_that_its_numbers_would_make_too_large_is_refused(void **state)
{
  (void)state;
  char *piece = memory_alloc(101);
  memset(piece, ' ', 100);
  piece[100] = '\0';
  assert_readable_or_refused(piece, JSON_MAX_BYTES / 100 + 1);
  free(piece);
}

static void an_event_that_its_numbers_would_give_too_many_values_is_refused(void **state)
{
  (void)state;
  assert_readable_or_refused(",0", JSON_MAX_NODES + 1);
}

/* An article that is read once more is compared with what was read before, and so all of it must be there. */
static void an_article_that_is_read_once_more_is_taken_whole(void **state)
{
  (void)state;
  struct arena *arena = arena_new();
  struct sample sample = sample_of(1, "http://a/1", "one");
  struct json *data = sample_data(arena, &sample);
  json_add_bool(arena, json_add_object(arena, json_get(data, "depeche"), "fetch"), "reprocessed", true);
  struct event event = {.type = SLICE(EVENT_TAGGED),
                        .id = SLICE(EPOCH_A ".1"),
                        .source = SLICE("/depeche/tag/test"),
                        .origin = SLICE("main"),
                        .epoch = SLICE(EPOCH_A),
                        .item = 1,
                        .attempt = 1,
                        .data = data};
  struct buffer text = BUFFER_EMPTY;
  dp_error error = {0};
  event_print(arena, &event, &text);
  struct bus_message message = {.frames = {buffer_view(&text)}, .count = 1};
  assert_true(intake_read(arena, &message, &event, &error));
  assert_non_null(json_get(event.data, "bodies"));
  buffer_free(&text);
  arena_free(&arena);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_event_that_its_numbers_would_make_too_large_is_refused),
      cmocka_unit_test(an_event_that_its_numbers_would_give_too_many_values_is_refused),
      cmocka_unit_test(an_article_that_is_read_once_more_is_taken_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
