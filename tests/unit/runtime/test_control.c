/* Requests and replies over a ROUTER, good ones and hostile ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "runtime/control.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE = 10 * 1000 };

struct fixture {
  struct bus *bus;
  struct bus_socket *router, *dealer;
  struct control *control;
  struct arena *arena;
  struct bus_reply reply;
  int calls;
};

static bool give_back(void *context, struct arena *arena, const struct json *data,
                      struct control_reply *reply, dp_error *error)
{
  (void)error;
  struct fixture *f = context;
  f->calls++;
  reply->data = json_object(arena);
  json_add_text(arena, reply->data, "word", json_get_text(data, "word"));
  return true;
}

static bool many_frames(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  (void)context, (void)data, (void)error;
  struct slice *frames = arena_zero(arena, 1000, sizeof *frames);
  for (int i = 0; i < 1000; i++) frames[i] = slice_of(arena_format(arena, "article %d", i));
  reply->frames = frames;
  reply->frame_count = 1000;
  return true;
}

static bool always_fails(void *context, struct arena *arena, const struct json *data,
                         struct control_reply *reply, dp_error *error)
{
  (void)context, (void)arena, (void)data, (void)reply;
  return error_set(error, EX_TEMPFAIL, "not now; ask again later");
}

static bool join_frames(void *context, struct arena *arena, const struct json *data,
                        struct control_reply *reply, dp_error *error)
{
  (void)data, (void)error;
  struct fixture *f = context;
  const struct slice *frames = control_frames(f->control);
  struct buffer text = BUFFER_EMPTY;
  buffer_slice(&text, frames[0]);
  buffer_slice(&text, frames[1]);
  reply->data = json_object(arena);
  json_add_text(arena, reply->data, "joined", buffer_view(&text));
  buffer_free(&text);
  return true;
}

static const struct control_verb verbs[] = {{"give", give_back, 0},
                                            {"many", many_frames, 0},
                                            {"fail", always_fails, 0},
                                            {"join", join_frames, 2},
                                            {NULL, NULL, 0}};

static int set_up(void **state)
{
  struct fixture *f = memory_zero(1, sizeof *f);
  f->bus = bus_new();
  f->router = bus_open(f->bus, BUS_ROUTER);
  f->dealer = bus_open(f->bus, BUS_DEALER);
  assert_true(bus_bind(f->router, "inproc://control", NULL));
  assert_true(bus_connect(f->dealer, "inproc://control", NULL));
  f->control = control_new(f->router, "/depeche/store/main", verbs, f);
  f->arena = arena_new();
  *state = f;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *f = *state;
  bus_reply_free(&f->reply);
  arena_free(&f->arena);
  control_free(&f->control);
  bus_close(&f->dealer);
  bus_close(&f->router);
  bus_free(&f->bus);
  free(f);
  return 0;
}

static void ask_frames(struct fixture *f, const struct slice *frames, size_t count)
{
  assert_int_equal(bus_send_wait(f->dealer, frames, count, PATIENCE), BUS_DONE);
  control_serve(f->control, f->router);
}

static const char *request_of(struct fixture *f, const char *verb, const char *data)
{
  return arena_format(
      f->arena,
      "{\"specversion\":\"1.0\",\"id\":\"q-7\",\"source\":\"/test\",\"type\":\"depeche.request.%s\","
      "\"time\":\"2024-04-12T08:30:00Z\"%s%s}",
      verb, data ? ",\"data\":" : "", data ? data : "");
}

static void ask(struct fixture *f, const char *verb, const char *data)
{
  struct slice frame = slice_of(request_of(f, verb, data));
  ask_frames(f, &frame, 1);
}

/* answer - the reply's event; its type must be `type`. */
static struct event answer(struct fixture *f, const char *type)
{
  struct event event;
  dp_error error = {0};
  assert_int_equal(bus_receive_reply(f->dealer, &f->reply, PATIENCE), BUS_DONE);
  assert_true(f->reply.count > 0);
  size_t at = f->reply.frames[0].length ? 0 : 1;
  if (!event_parse(f->arena, f->reply.frames[at], &event, &error)) fail_msg("%s", error.text);
  assert_true(slice_is(event.type, type));
  return event;
}

static void is_refused(struct fixture *f, int code, const char *word)
{
  struct event event = answer(f, EVENT_ERROR);
  assert_int_equal(json_get_integer(event.data, "code", 0), code);
  const char *message = arena_string(f->arena, json_get_text(event.data, "message"));
  if (!strstr(message, word)) fail_msg("\"%s\" does not say \"%s\"", message, word);
}

static void still_serves(struct fixture *f)
{
  int calls = f->calls;
  ask(f, "give", "{\"word\":\"still\"}");
  struct event event = answer(f, "depeche.reply.give");
  assert_true(slice_is(json_get_text(event.data, "word"), "still"));
  assert_int_equal(f->calls, calls + 1);
}

static void a_request_is_answered_under_its_id(void **state)
{
  struct fixture *f = *state;
  ask(f, "give", "{\"word\":\"Niamey\"}");
  struct event event = answer(f, "depeche.reply.give");
  assert_true(slice_is(event.inreplyto, "q-7"));
  assert_true(slice_is(event.source, "/depeche/store/main"));
  assert_true(slice_is(json_get_text(event.data, "word"), "Niamey"));
  assert_int_equal(control_refused(f->control), 0);
}

static void ping_is_built_in(void **state)
{
  struct fixture *f = *state;
  ask(f, "ping", NULL);
  struct event event = answer(f, "depeche.reply.ping");
  assert_true(slice_is(json_get_text(event.data, "service"), "store"));
  assert_true(slice_is(json_get_text(event.data, "name"), "main"));
  assert_int_equal(json_get_integer(event.data, "pid", 0), getpid());
}

static void two_replies_never_share_an_id(void **state)
{
  struct fixture *f = *state;
  ask(f, "ping", NULL);
  struct slice first = arena_slice(f->arena, answer(f, "depeche.reply.ping").id);
  ask(f, "ping", NULL);
  assert_false(slice_equal(first, answer(f, "depeche.reply.ping").id));
}

static void the_delimiter_of_a_req_peer_is_given_back(void **state)
{
  struct fixture *f = *state;
  struct slice frames[] = {{"", 0}, slice_of(request_of(f, "ping", NULL))};
  ask_frames(f, frames, 2);
  answer(f, "depeche.reply.ping");
  assert_int_equal(f->reply.count, 2);
  assert_int_equal(f->reply.frames[0].length, 0);
}

static void a_reply_carries_any_number_of_frames(void **state)
{
  struct fixture *f = *state;
  ask(f, "many", NULL);
  answer(f, "depeche.reply.many");
  assert_int_equal(f->reply.count, 1001);
  assert_true(slice_is(f->reply.frames[1000], "article 999"));
}

static void what_a_handler_refuses_is_answered_with_its_reason(void **state)
{
  struct fixture *f = *state;
  ask(f, "fail", NULL);
  is_refused(f, EX_TEMPFAIL, "not now");
  assert_int_equal(control_refused(f->control), 0);
}

static void malformed_json_is_counted_answered_and_survived(void **state)
{
  struct fixture *f = *state;
  static const char *const bad[] = {
      "{", "", "null", "[1,2", "{\"specversion\":\"1.0\"}", "\xff\xfe", "{\"a\":1,\"a\":2}"};
  int64_t count = sizeof bad / sizeof *bad;
  for (int64_t i = 0; i < count; i++) {
    struct slice frame = slice_of(bad[i]);
    ask_frames(f, &frame, 1);
    answer(f, EVENT_ERROR);
  }
  assert_int_equal(control_refused(f->control), count);
  still_serves(f);
}

/* lines_of - how many lines of `event` stand in the file. */
static int lines_of(FILE *log, const char *event)
{
  char line[4096];
  int count = 0;
  rewind(log);
  while (fgets(line, sizeof line, log)) count += strstr(line, event) != NULL;
  return count;
}

static void a_flood_of_garbage_does_not_fill_the_log(void **state)
{
  struct fixture *f = *state;
  struct slice garbage = SLICE("{");
  FILE *log = tmpfile();
  int standard_error = dup(STDERR_FILENO);
  assert_true(log && standard_error >= 0 && dup2(fileno(log), STDERR_FILENO) >= 0);
  for (int i = 0; i < 500; i++) ask_frames(f, &garbage, 1); /* and reads no answer */
  int64_t refused = control_refused(f->control);
  control_free(&f->control);
  dup2(standard_error, STDERR_FILENO);
  close(standard_error);
  assert_true(refused > 200);
  assert_in_range(lines_of(log, "\"request_refused\",\"reason\""), 1, 100); /* 20 a minute, however slow */
  assert_true(lines_of(log, "lines-suppressed") >= 1);
  fclose(log);
}

static void an_event_that_is_no_request_is_refused_under_its_id(void **state)
{
  struct fixture *f = *state;
  struct slice frame =
      SLICE("{\"specversion\":\"1.0\",\"id\":\"h-1\",\"source\":\"/x\",\"type\":\"depeche.heartbeat\","
            "\"time\":\"2024-04-12T08:30:00Z\"}");
  ask_frames(f, &frame, 1);
  assert_true(slice_is(answer(f, EVENT_ERROR).inreplyto, "h-1"));
  still_serves(f);
}

static void an_unknown_verb_is_refused_and_the_known_ones_are_named(void **state)
{
  struct fixture *f = *state;
  ask(f, "coffee", NULL);
  is_refused(f, EX_USAGE, "ping, give, many, fail");
  assert_int_equal(control_refused(f->control), 1);
  still_serves(f);
}

static void a_message_without_a_request_frame_is_refused(void **state)
{
  struct fixture *f = *state;
  struct slice frames[] = {{"", 0}};
  ask_frames(f, frames, 1);
  is_refused(f, EX_DATAERR, "at least one frame");
  assert_int_equal(control_refused(f->control), 1);
  still_serves(f);
}

static void a_verb_gets_exactly_the_frames_it_wants(void **state)
{
  struct fixture *f = *state;
  struct slice frames[] = {
      {"", 0}, slice_of(request_of(f, "join", NULL)), SLICE("tur"), SLICE("bot"), SLICE("x")};
  for (size_t with_delimiter = 0; with_delimiter < 2; with_delimiter++) {
    ask_frames(f, frames + 1 - with_delimiter, 3 + with_delimiter);
    struct event event = answer(f, "depeche.reply.join");
    assert_true(slice_is(json_get_text(event.data, "joined"), "turbot"));
  }
  ask_frames(f, frames + 1, 2);
  is_refused(f, EX_DATAERR, "2 frames behind it, not 1");
  ask_frames(f, frames + 1, 4);
  is_refused(f, EX_DATAERR, "2 frames behind it, not 3");
  frames[2] = frames[3] = SLICE("");
  ask_frames(f, frames + 1, 3);
  assert_true(slice_is(json_get_text(answer(f, "depeche.reply.join").data, "joined"), ""));
}

static void frames_behind_the_request_are_refused(void **state)
{
  struct fixture *f = *state;
  struct slice frames[12];
  for (int i = 0; i < 12; i++) frames[i] = slice_of(request_of(f, "give", NULL));
  ask_frames(f, frames, 2);
  is_refused(f, EX_DATAERR, "0 frames behind it, not 1");
  ask_frames(f, frames, 12);
  is_refused(f, EX_DATAERR, "too many frames");
  assert_int_equal(control_refused(f->control), 2);
  assert_int_equal(f->calls, 0);
  still_serves(f);
}

static void a_request_past_the_limit_is_refused(void **state)
{
  struct fixture *f = *state;
  size_t size = JSON_MAX_BYTES + 1;
  char *large = memory_zero(1, size);
  memset(large, ' ', size);
  struct slice frame = {large, size};
  ask_frames(f, &frame, 1);
  answer(f, EVENT_ERROR);
  free(large);
  assert_int_equal(control_refused(f->control), 1);
  still_serves(f);
}

static void a_peer_that_left_before_its_answer_harms_nobody(void **state)
{
  struct fixture *f = *state;
  struct slice frame = slice_of(request_of(f, "give", NULL));
  struct bus_socket *gone = bus_open(f->bus, BUS_DEALER);
  assert_true(bus_connect(gone, "inproc://control", NULL));
  assert_int_equal(bus_send(gone, &frame, 1), BUS_DONE);
  bus_close(&gone);
  control_serve(f->control, f->router);
  still_serves(f);
}

static void serving_an_empty_socket_does_nothing(void **state)
{
  struct fixture *f = *state;
  control_serve(f->control, f->router);
  assert_int_equal(control_refused(f->control), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(a_request_is_answered_under_its_id),
      TEST(ping_is_built_in),
      TEST(two_replies_never_share_an_id),
      TEST(the_delimiter_of_a_req_peer_is_given_back),
      TEST(a_reply_carries_any_number_of_frames),
      TEST(what_a_handler_refuses_is_answered_with_its_reason),
      TEST(malformed_json_is_counted_answered_and_survived),
      TEST(a_flood_of_garbage_does_not_fill_the_log),
      TEST(an_event_that_is_no_request_is_refused_under_its_id),
      TEST(an_unknown_verb_is_refused_and_the_known_ones_are_named),
      TEST(a_message_without_a_request_frame_is_refused),
      TEST(a_verb_gets_exactly_the_frames_it_wants),
      TEST(frames_behind_the_request_are_refused),
      TEST(a_request_past_the_limit_is_refused),
      TEST(a_peer_that_left_before_its_answer_harms_nobody),
      TEST(serving_an_empty_socket_does_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
