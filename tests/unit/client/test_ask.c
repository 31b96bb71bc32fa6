/* test_ask.c - feeding and asking a daemon that the test plays in a thread. */
#include "../write_file.h"
#include "fake_daemon.h"

#include <pthread.h>

/* What the daemon answers to the one request it gets, and what it got. */
struct script {
  struct fake fake;
  const char *type, *data_json; /* NULL type: it stays silent */
  bool answers_another_first;
  char verb[64], request_data[256];
  pthread_t thread;
};

static void *play(void *context)
{
  struct script *script = context;
  struct bus_message message;
  struct event request;
  if (bus_receive(script->fake.router, &message, 10000) != BUS_DONE) return NULL;
  if (event_parse(script->fake.arena, message.frames[1], &request, NULL)) {
    struct buffer text = BUFFER_EMPTY;
    snprintf(script->verb, sizeof script->verb, "%.*s", (int)request.type.length, request.type.data);
    if (request.data) json_print(request.data, &text);
    snprintf(script->request_data, sizeof script->request_data, "%s", buffer_string(&text));
    buffer_free(&text);
    struct json *data = json_parse(script->fake.arena, slice_of(script->data_json), NULL);
    struct buffer frame = BUFFER_EMPTY;
    buffer_text(&frame, "{\"further\":1}");
    if (script->answers_another_first)
      fake_reply(&script->fake, message.frames[0], "depeche.reply.other", SLICE("somebody-else"), NULL, NULL,
                 0);
    if (script->type) fake_reply(&script->fake, message.frames[0], script->type, request.id, data, &frame, 1);
    buffer_free(&frame);
  }
  bus_message_free(&message);
  return NULL;
}

static dp_client *begin(struct script *script)
{
  dp_error error;
  script->fake = fake_new();
  fake_bind(&script->fake, "fetch.feed");
  dp_client *client = dp_open(script->fake.config, &error);
  assert_non_null(client);
  assert_int_equal(pthread_create(&script->thread, NULL, play, script), 0);
  return client;
}

static void end(struct script *script, dp_client *client)
{
  pthread_join(script->thread, NULL);
  dp_close(&client);
  fake_free(&script->fake);
}

static const char *const three[] = {"http://a.example/1", "http://a.example/2", "x"};

static void each_fed_url_gets_its_own_answer(void **state)
{
  (void)state;
  struct script script = {.type = "depeche.reply.feed",
                          .data_json = "{\"results\":[{\"url\":\"1\",\"outcome\":\"accepted\",\"item\":4},"
                                       "{\"url\":\"2\",\"outcome\":\"known\",\"item\":2},"
                                       "{\"url\":\"x\",\"outcome\":\"refused\",\"reason\":\"no URL\"}]}",
                          .answers_another_first = true};
  dp_feed_result results[3];
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_true(dp_feed(client, three, 3, results, 10000, &error));
  assert_int_equal(results[0].outcome, DP_FEED_ACCEPTED);
  assert_int_equal(results[0].item, 4);
  assert_int_equal(results[1].outcome, DP_FEED_KNOWN);
  assert_int_equal(results[2].outcome, DP_FEED_REFUSED);
  assert_string_equal(results[2].reason, "no URL");
  end(&script, client);
  assert_string_equal(script.verb, "depeche.request.feed");
  assert_non_null(strstr(script.request_data, "http://a.example/2"));
}

static void an_answer_for_fewer_urls_is_no_acknowledgement(void **state)
{
  (void)state;
  struct script script = {.type = "depeche.reply.feed",
                          .data_json = "{\"results\":[{\"url\":\"1\",\"outcome\":\"accepted\",\"item\":4}]}"};
  dp_feed_result results[3];
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_false(dp_feed(client, three, 3, results, 10000, &error));
  assert_int_equal(error.code, EX_PROTOCOL);
  end(&script, client);
}

static void an_outcome_of_another_version_is_no_acknowledgement(void **state)
{
  (void)state;
  struct script script = {.type = "depeche.reply.feed",
                          .data_json = "{\"results\":[{\"outcome\":\"perhaps\"}]}"};
  dp_feed_result results[1];
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_false(dp_feed(client, three, 1, results, 10000, &error));
  assert_int_equal(error.code, EX_PROTOCOL);
  end(&script, client);
}

static void silence_is_a_temporary_failure(void **state)
{
  (void)state;
  struct script script = {.data_json = "{}"};
  dp_feed_result results[3];
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_false(dp_feed(client, three, 3, results, 100, &error));
  assert_int_equal(error.code, EX_TEMPFAIL);
  end(&script, client);
}

static void more_than_a_thousand_urls_are_refused_at_the_door(void **state)
{
  (void)state;
  struct fake fake = fake_new();
  dp_error error = {0, ""};
  dp_client *client = dp_open(fake.config, &error);
  assert_false(dp_feed(client, three, 1001, NULL, 100, &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_true(dp_feed(client, NULL, 0, NULL, 100, &error));
  dp_close(&client);
  fake_free(&fake);
}

static void a_refusal_keeps_the_code_and_sentence_of_the_daemon(void **state)
{
  (void)state;
  struct script script = {.type = "depeche.reply.error",
                          .data_json = "{\"code\":64,\"message\":\"say what\"}"};
  char *reply;
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_false(dp_ask(client, "fetch", "nonsense", NULL, 10000, &reply, NULL, &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_string_equal(error.text, "fetch: say what");
  assert_null(reply);
  end(&script, client);
}

static void a_code_that_no_program_ends_with_is_a_broken_protocol(void **state)
{
  (void)state;
  static const char *const data[] = {"{\"code\":0,\"message\":\"x\"}", "{\"code\":256,\"message\":\"x\"}",
                                     "{\"code\":-1}", "{\"code\":\"64\"}", "{}"};
  for (size_t i = 0; i < sizeof data / sizeof *data; i++) {
    struct script script = {.type = "depeche.reply.error", .data_json = data[i]};
    char *reply;
    dp_error error = {0, ""};
    dp_client *client = begin(&script);
    assert_false(dp_ask(client, "fetch", "nonsense", NULL, 10000, &reply, NULL, &error));
    assert_int_equal(error.code, EX_PROTOCOL);
    end(&script, client);
  }
}

static void a_reply_and_its_further_frame_come_as_text(void **state)
{
  (void)state;
  struct script script = {.type = "depeche.reply.show", .data_json = "{\"found\":true}"};
  char *reply, *frame;
  dp_error error = {0, ""};
  dp_client *client = begin(&script);
  assert_true(dp_ask(client, "fetch", "show", "{\"key\":\"7\"}", 10000, &reply, &frame, &error));
  assert_string_equal(reply, "{\"found\":true}");
  assert_string_equal(frame, "{\"further\":1}");
  dp_release(reply);
  dp_release(frame);
  end(&script, client);
  assert_string_equal(script.request_data, "{\"key\":\"7\"}");
}

static void a_request_that_is_wrong_in_itself_is_not_sent(void **state)
{
  (void)state;
  struct fake fake = fake_new();
  dp_error error = {0, ""};
  char *reply;
  dp_client *client = dp_open(fake.config, &error);
  assert_false(dp_ask(client, "kitchen", "status", NULL, 100, &reply, NULL, &error));
  assert_int_equal(error.code, EX_USAGE);
  assert_false(dp_ask(client, "fetch", "show", "{\"key\":", 100, &reply, NULL, &error));
  assert_false(dp_ask(client, "fetch", "show", "[1]", 100, &reply, NULL, &error));
  assert_int_equal(error.code, EX_USAGE);
  dp_close(&client);
  fake_free(&fake);
}

static void a_wrong_configuration_opens_no_client(void **state)
{
  (void)state;
  struct fake fake = fake_new();
  dp_error error = {0, ""};
  assert_true(write_file(fake.config, SLICE("fetch:\n  no_such_key: 1\n")));
  assert_null(dp_open(fake.config, &error));
  assert_int_equal(error.code, EX_CONFIG);
  fake_free(&fake);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_fed_url_gets_its_own_answer),
      cmocka_unit_test(an_answer_for_fewer_urls_is_no_acknowledgement),
      cmocka_unit_test(an_outcome_of_another_version_is_no_acknowledgement),
      cmocka_unit_test(silence_is_a_temporary_failure),
      cmocka_unit_test(more_than_a_thousand_urls_are_refused_at_the_door),
      cmocka_unit_test(a_refusal_keeps_the_code_and_sentence_of_the_daemon),
      cmocka_unit_test(a_code_that_no_program_ends_with_is_a_broken_protocol),
      cmocka_unit_test(a_reply_and_its_further_frame_come_as_text),
      cmocka_unit_test(a_request_that_is_wrong_in_itself_is_not_sent),
      cmocka_unit_test(a_wrong_configuration_opens_no_client),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
