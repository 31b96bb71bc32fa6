/* What the fetcher answers over its feed socket, and what it believes of what the store says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h wants the four above first */
#include <cmocka.h>

#include "../memory_archive.h"
#include "fetch/requests.h"

#include <stdio.h>

struct office {
  char directory[64];
  struct config config;
  struct memory_archive archive;
  struct bus *bus;
  struct bus_socket *socket, *dealer; /* of the fetcher, of who asks */
  struct arena *arena;
  struct requests requests;
  int64_t sent;
  int64_t started; /* item of the last transfer */
};

static dp_error error;

static void port_start(void *context, const struct http_request *request)
{
  ((struct office *)context)->started = (int64_t)request->id;
}

static void too_large(struct fetcher *fetcher, int64_t item)
{
  const struct http_failure failure = {.kind = HTTP_FAILED_TOO_LARGE, .detail = "too large"};
  fetcher_failure(fetcher, (uint64_t)item, &failure, requests_now());
}

static enum fetcher_sent port_send(void *context, struct slice event, struct slice body)
{
  (void)event, (void)body;
  ((struct office *)context)->sent++;
  return FETCHER_SENT;
}

static int set_up(void **state)
{
  struct office *office = memory_zero(1, sizeof *office);
  char path[96];
  strcpy(office->directory, "/tmp/depeche-requests-XXXXXX");
  if (!mkdtemp(office->directory)) return -1;
  snprintf(path, sizeof path, "%s/frontier.db", office->directory);
  config_defaults(&office->config);
  snprintf(office->config.fetch.name, sizeof office->config.fetch.name, "main");
  office->config.fetch.robots = CONFIG_ROBOTS_IGNORE;
  office->config.fetch.domain_delay = 0;
  office->config.fetch.transfers_per_domain = 32;
  const struct fetcher_options options = {.settings = &office->config.fetch,
                                          .frontier_path = path,
                                          .warc_io = memory_io(&office->archive),
                                          .port = {office, port_start, port_send}};
  office->bus = bus_new();
  office->socket = bus_open(office->bus, BUS_ROUTER);
  office->dealer = bus_open(office->bus, BUS_DEALER);
  if (!bus_bind(office->socket, "inproc://office", &error)) return -1;
  if (!bus_connect(office->dealer, "inproc://office", &error)) return -1;
  office->arena = arena_new();
  office->requests = (struct requests){.fetcher = fetcher_open(&options, requests_now(), &error),
                                       .settings = &office->config.fetch,
                                       .started_at = 1712910600000};
  office->requests.control =
      control_new(office->socket, "/depeche/fetch/main", requests_verbs, &office->requests);
  *state = office;
  return office->requests.fetcher ? 0 : -1;
}

static int tear_down(void **state)
{
  struct office *office = *state;
  char command[128];
  requests_end(&office->requests);
  control_free(&office->requests.control);
  fetcher_close(&office->requests.fetcher);
  memory_archive_free(&office->archive);
  arena_free(&office->arena);
  bus_close(&office->dealer);
  bus_close(&office->socket);
  bus_free(&office->bus);
  snprintf(command, sizeof command, "rm -rf %s", office->directory);
  int result = system(command);
  free(office);
  return result;
}

/* ask - the reply as JSON, or the sentence of the error. Valid until the next ask. */
static const char *ask(struct office *office, const char *verb, const char *data)
{
  static struct buffer text;
  struct control_reply reply = {0};
  const struct control_verb *at = requests_verbs;
  buffer_free(&text);
  arena_reset(office->arena);
  while (at->name && strcmp(at->name, verb) != 0) at++;
  assert_non_null(at->name);
  const struct json *tree = data ? json_parse(office->arena, slice_of(data), &error) : NULL;
  if (!at->fn(&office->requests, office->arena, tree, &reply, &error)) return error.text;
  json_print(reply.data, &text);
  char *copy = arena_string(office->arena, buffer_view(&text));
  buffer_free(&text);
  return copy;
}

static void answers(struct office *office, const char *verb, const char *data, const char *expected)
{
  const char *reply = ask(office, verb, data);
  if (!strstr(reply, expected)) fail_msg("%s %s: no \"%s\" in %s", verb, data ? data : "", expected, reply);
}

static void tell(struct office *office, const char *text)
{
  requests_verdicts(&office->requests, office->arena, slice_of(text));
}

static void turn(struct office *office)
{
  assert_true(fetcher_turn(office->requests.fetcher, requests_now(), &error));
}

/* deliver - item 1 is fed, transferred and sent. */
static void deliver(struct office *office, int64_t status)
{
  struct http_response response = {.status = status};
  answers(office, "feed", "{\"urls\":[\"http://a.example/x\"]}", "\"item\":1");
  turn(office);
  buffer_text(&response.head, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n");
  buffer_text(&response.body, "news");
  fetcher_response(office->requests.fetcher, 1, &response, requests_now());
  turn(office);
}

static void feeding_is_answered_url_by_url(void **state)
{
  answers(
      *state, "feed", "{\"urls\":[\"HTTP://a.example\",\"ftp://b\",\"http://a.example/\"]}",
      "{\"results\":[{\"url\":\"HTTP://a.example\",\"outcome\":\"accepted\",\"item\":1,\"state\":\"queued\"},"
      "{\"url\":\"ftp://b\",\"outcome\":\"refused\",\"reason\":\"only URLs");
  answers(*state, "feed", "{\"urls\":[\"http://a.example/#x\"]}", "\"outcome\":\"known\",\"item\":1");
  answers(*state, "feed", "{\"urls\":[]}", "{\"results\":[]}");
}

static void what_can_not_be_fed_is_told_so(void **state)
{
  answers(*state, "feed", NULL, "urls");
  answers(*state, "feed", "{\"urls\":\"http://a.example\"}", "an array");
  answers(*state, "feed", "{\"urls\":[\"http://a.example\",5]}", "urls[1] is not a string");
  struct buffer many = BUFFER_EMPTY;
  buffer_text(&many, "{\"urls\":[\"x\"");
  for (int i = 0; i < FETCHER_FEED_MAX; i++) buffer_text(&many, ",\"x\"");
  buffer_text(&many, "]}");
  answers(*state, "feed", buffer_string(&many), "at most 1000");
  assert_int_equal(error.code, EX_USAGE);
  buffer_free(&many);
}

static void an_item_is_found_by_url_number_and_name(void **state)
{
  struct office *office = *state;
  char key[128];
  deliver(office, 200);
  answers(office, "show", "{\"key\":\"http://A.example:80/x\"}", "\"found\":true,\"item\":{\"item\":1");
  answers(office, "show", "{\"key\":\"1\"}", "\"state\":\"fetched\"");
  answers(office, "show", "{\"key\":\"1\"}", "\"final_url\":\"http://a.example/x\",\"status\":200");
  snprintf(key, sizeof key, "{\"key\":\"%s.1\"}", fetcher_epoch(office->requests.fetcher));
  answers(office, "show", key, "\"found\":true");
}

static void what_is_not_there_is_not_found(void **state)
{
  answers(*state, "show", "{\"key\":\"2\"}", "{\"found\":false}");
  answers(*state, "show", "{\"key\":\"http://b.example/\"}", "{\"found\":false}");
  answers(*state, "show", "{\"key\":\"what?\"}", "{\"found\":false}");
  answers(*state, "show", "{\"key\":\"99999999999999999999\"}", "{\"found\":false}");
  answers(*state, "show", "{}", "key");
  answers(*state, "settled", "{\"items\":[5,-1]}", "[{\"item\":5,\"state\":\"unknown\"},{\"item\":-1,");
  answers(*state, "settled", "{\"items\":[1.5]}", "items[0]");
  answers(*state, "settled", "{\"items\":7}", "an array");
}

static void dead_letters_are_listed_and_retried(void **state)
{
  struct office *office = *state;
  deliver(office, 404);
  answers(office, "dead.list", NULL,
          "\"reason\":\"http-404\",\"detail\":\"the server answered with status 404\"");
  answers(office, "dead.list", "{\"after\":1}", "{\"dead\":[],\"more\":false}");
  answers(office, "dead.list", "{\"limit\":0}", "limit");
  answers(office, "show", "{\"key\":\"1\"}", "\"what\":\"http-404\"");
  answers(office, "dead.retry", "{}", "items");
  answers(office, "dead.retry", "{\"items\":[1,2]}", "{\"revived\":1}");
  answers(office, "dead.retry", "{\"all\":true}", "{\"revived\":0}");
  answers(office, "settled", "{\"items\":[1]}", "\"state\":\"queued\"");
}

static void dead_letters_come_in_pages(void **state)
{
  struct office *office = *state;
  answers(office, "feed", "{\"urls\":[\"http://a.example/1\",\"http://b.example/2\"]}", "\"item\":2");
  turn(office);
  for (int64_t item = 1; item <= 2; item++) too_large(office->requests.fetcher, item);
  turn(office);
  answers(office, "dead.list", "{\"limit\":1}", "\"more\":true");
  answers(office, "dead.list", "{\"limit\":1,\"after\":1}", "\"more\":false");
}

/* bury - so many items are fed and fail for good. */
static void bury(struct office *office, int64_t count)
{
  struct fetcher_status status;
  for (int64_t i = 1; i <= count; i++) {
    char data[80];
    snprintf(data, sizeof data, "{\"urls\":[\"http://host%lld.example/\"]}", (long long)i);
    answers(office, "feed", data, "accepted");
  }
  do {
    turn(office);
    for (int64_t item = 1; item <= count; item++) too_large(office->requests.fetcher, item);
    status = fetcher_status(office->requests.fetcher, requests_now());
  } while (status.counts.dead < count);
}

static void request(struct office *office, const char *id)
{
  char text[256];
  snprintf(
      text, sizeof text,
      "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/test\",\"type\":\"depeche.request.dead.retry\","
      "\"time\":\"2024-04-12T08:30:00Z\",\"data\":{\"all\":true}}",
      id);
  struct slice frame = slice_of(text);
  assert_int_equal(bus_send_wait(office->dealer, &frame, 1, 10000), BUS_DONE);
  control_serve(office->requests.control, office->socket);
}

static void comes_back(struct office *office, const char *id, const char *expected)
{
  struct bus_message message;
  assert_int_equal(bus_receive(office->dealer, &message, 10000), BUS_DONE);
  const char *text = arena_string(office->arena, message.frames[0]);
  if (!strstr(text, id) || !strstr(text, expected)) fail_msg("no %s, %s in %s", id, expected, text);
  bus_message_free(&message);
}

static void a_retry_of_all_takes_a_page_a_turn_and_is_answered_behind_the_last(void **state)
{
  struct office *office = *state;
  bury(office, 2100);
  request(office, "first");
  answers(office, "status", NULL, "\"dead\":1100");
  request(office, "second");
  comes_back(office, "\"second\"", "already");
  assert_true(requests_turn(&office->requests));
  answers(office, "status", NULL, "\"dead\":100");
  turn(office); /* one that dies again meanwhile is not retried twice */
  char data[64];
  too_large(office->requests.fetcher, office->started);
  assert_true(fetcher_flush(office->requests.fetcher, requests_now(), &error));
  snprintf(data, sizeof data, "{\"items\":[%lld]}", (long long)office->started);
  answers(office, "settled", data, "\"dead\"");
  assert_false(requests_turn(&office->requests));
  comes_back(office, "\"first\"", "{\"revived\":2100}");
  answers(office, "status", NULL, "\"dead\":1");
  assert_false(requests_turn(&office->requests));
}

static void a_retry_that_the_end_interrupts_is_answered_with_that(void **state)
{
  struct office *office = *state;
  bury(office, 1000);
  request(office, "first");
  requests_end(&office->requests);
  comes_back(office, "\"first\"", "the fetcher stops; 1000 are");
}

/* Sources. */

static uint64_t question;

static void note_question(void *context, uint64_t id, const struct source_answer *answer)
{
  (void)context, (void)answer;
  question = id;
}

static void ask_to_import(struct office *office)
{
  const char *text = "{\"specversion\":\"1.0\",\"id\":\"list\",\"source\":\"/test\",\"type\":"
                     "\"depeche.request.source.import\",\"time\":\"2024-04-12T08:30:00Z\"}";
  const struct slice frames[] = {slice_of(text), SLICE("a list")};
  office->requests.ask_reader = note_question;
  assert_int_equal(bus_send_wait(office->dealer, frames, 2, 10000), BUS_DONE);
  control_serve(office->requests.control, office->socket);
}

static void rows_of_a_list_that_are_refused_are_named_up_to_twenty(void **state)
{
  struct office *office = *state;
  struct found_source rows[30];
  struct found found = {.kind = SOURCE_OPML, .sources = rows, .source_count = 30};
  for (int i = 0; i < 30; i++)
    rows[i] = (struct found_source){slice_of(arena_format(office->arena, "ftp://host%d.example/", i)),
                                    SLICE(""), SOURCE_FEED, 0};
  rows[3].url = SLICE("http://a.example/feed");
  ask_to_import(office);
  requests_found(&office->requests, question, &found, true);
  found.source_count = 1; /* the next part */
  requests_found(&office->requests, question, &found, false);
  struct bus_message message;
  assert_int_equal(bus_receive(office->dealer, &message, 10000), BUS_DONE);
  const char *reply = arena_string(office->arena, message.frames[0]);
  assert_non_null(strstr(reply, "\"added\":1,\"known\":0,\"refused\":30"));
  assert_non_null(strstr(reply, "{\"url\":\"ftp://host0.example/\",\"reason\":\"only URLs"));
  assert_non_null(strstr(reply, "host20.example"));
  assert_null(strstr(reply, "host21.example"));
  bus_message_free(&message);
  ask_to_import(office); /* who stops meanwhile leaves nothing behind */
  requests_end(&office->requests);
  comes_back(office, "\"list\"", "the fetcher stops");
}

static void sources_are_added_listed_shown_and_removed(void **state)
{
  struct office *office = *state;
  answers(office, "source.add",
          "{\"sources\":[{\"url\":\"http://a.example/feed\",\"kind\":\"feed\",\"title\":\"News\"},"
          "{\"url\":\"ftp://a.example/\"},{\"url\":\"http://A.example/feed#x\"}]}",
          "{\"results\":[{\"url\":\"http://a.example/feed\",\"outcome\":\"added\",\"source\":1},"
          "{\"url\":\"ftp://a.example/\",\"outcome\":\"refused\",\"reason\":");
  answers(office, "source.add", "{\"sources\":[{\"url\":\"http://a.example/feed\"}]}",
          "\"outcome\":\"known\",\"source\":1");
  answers(
      office, "source.list", NULL,
      "{\"sources\":[{\"source\":1,\"url\":\"http://a.example/feed\",\"kind\":\"feed\",\"title\":\"News\","
      "\"owner\":\"operator\",\"state\":\"active\",\"health\":\"learning\"");
  answers(office, "source.list", "{\"problem\":true}", "{\"sources\":[],\"more\":false}");
  answers(office, "source.list", "{\"after\":1}", "{\"sources\":[],\"more\":false}");
  answers(office, "source.show", "{\"source\":1}", "\"title\":\"News\"");
  answers(office, "source.show", "{\"url\":\"http://a.example/feed\"}", "\"source\":1");
  answers(office, "source.show", "{\"source\":2}", "no such source");
  answers(office, "source.poll", "{\"sources\":[1,\"http://a.example/feed\",77]}",
          "{\"changed\":2,\"unknown\":[77]}");
  answers(office, "status", NULL, "\"sources\":{\"active\":1,");
  answers(office, "source.remove", "{\"sources\":[\"http://a.example/feed\"]}", "{\"changed\":1}");
  answers(office, "source.remove", "{\"sources\":[1]}", "{\"changed\":0,\"unknown\":[1]}");
  answers(office, "source.list", NULL, "{\"sources\":[],\"more\":false}");
}

static void sources_are_listed_page_by_page(void **state)
{
  struct office *office = *state;
  struct buffer many = BUFFER_EMPTY;
  buffer_text(&many, "{\"sources\":");
  for (int i = 0; i < 5; i++) buffer_format(&many, "%c{\"url\":\"http://a.example/%d\"}", i ? ',' : '[', i);
  buffer_text(&many, "]}");
  answers(office, "source.add", buffer_string(&many), "\"source\":5");
  answers(office, "source.list", "{\"limit\":2}", "\"source\":2");
  answers(office, "source.list", "{\"limit\":2}", "\"more\":true");
  answers(office, "source.list", "{\"limit\":5}", "\"more\":false");
  answers(office, "source.list", "{\"limit\":2,\"after\":3}", "\"more\":false");
  answers(office, "source.list", "{\"limit\":0}", "limit");
  buffer_free(&many);
}

static void what_makes_no_sense_of_sources_is_refused(void **state)
{
  answers(*state, "source.add", "{\"sources\":\"http://a.example\"}", "an array");
  answers(*state, "source.add", "{\"sources\":[{\"kind\":\"feed\"}]}", "needs a url");
  answers(*state, "source.add", "{\"sources\":[{\"url\":\"http://a.example\",\"kind\":\"radio\"}]}",
          "kind is");
  answers(*state, "source.show", NULL, "needs data");
  answers(*state, "source.remove", "{}", "an array");
}

/* The archive. */

static void captures_are_found_by_item_url_and_time(void **state)
{
  struct office *office = *state;
  deliver(office, 200);
  const char *one = "\"captures\":[{\"item\":1,\"url\":\"http://a.example/x\"";
  answers(office, "captures", "{\"item\":1}", one);
  answers(office, "captures", "{\"url\":\"http://a.example/x#y\"}", one);
  answers(office, "captures", "{\"since\":\"2020-01-01\"}", "\"digest\":\"sha1:");
  answers(office, "captures", "{\"until\":\"2020-01-01\"}", "{\"captures\":[],\"more\":false}");
  answers(office, "captures", "{\"url\":\"http://b.example/\"}", "{\"captures\":[],\"more\":false}");
  answers(office, "captures", "{\"since\":\"yesterday\"}", "since is no time");
  answers(office, "captures", "{\"limit\":0}", "limit");
  answers(office, "show", "{\"key\":\"1\"}", one);
}

static void archived_responses_are_counted_before_they_are_read_once_more(void **state)
{
  struct office *office = *state;
  char verdict[400];
  deliver(office, 200);
  answers(office, "reprocess", "{\"dry_run\":true}",
          "{\"items\":0,\"more\":false}"); /* it is under way still */
  snprintf(verdict, sizeof verdict,
           "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"depeche.verdicts\",\"time\":"
           "\"2024-04-12T08:30:00Z\",\"data\":{\"verdicts\":[{\"epoch\":\"%s\",\"item\":1,\"attempt\":1,"
           "\"verdict\":\"stored\",\"sequence\":1}]}}",
           fetcher_epoch(office->requests.fetcher));
  tell(office, verdict);
  turn(office);
  answers(office, "reprocess", "{\"dry_run\":true}", "{\"items\":1,\"more\":false}");
  answers(office, "reprocess", "{\"dry_run\":true,\"match\":\"b[.]example\"}", "{\"items\":0,");
  answers(office, "reprocess", "{\"match\":\"(\"}", "pattern");
  answers(office, "reprocess", "{\"match\":\"a[.]example\"}", "{\"items\":1,\"more\":false}");
  turn(office);
  assert_int_equal(office->sent, 2);
}

/* What decides about a URL. */

static void every_rule_that_decides_is_told_in_order(void **state)
{
  struct office *office = *state;
  answers(office, "explain", "{\"url\":\"ftp://a.example/\"}",
          "\"allowed\":false,\"steps\":[{\"rule\":\"url\"");
  answers(office, "explain", "{\"url\":\"http://127.0.0.1/x\"}", "\"allowed\":false");
  answers(office, "explain", "{\"url\":\"http://127.0.0.1/x\"}",
          "\"address\",\"outcome\":\"stop\",\"detail\":\"127.0.0.1");
  const char *url = "{\"url\":\"http://8.8.8.8/x?utm_source=z#y\"}";
  answers(office, "explain", url, "\"identity\":\"http://8.8.8.8/x\"");
  answers(office, "explain", url, "\"allowed\":true");
  static const char *const rules[] = {"url", "identity", "known", "robots", "domain", "gate", "address"};
  const char *at = ask(office, "explain", url);
  for (int i = 0; i < 7; i++) {
    char rule[32];
    snprintf(rule, sizeof rule, "\"rule\":\"%s\"", rules[i]);
    at = strstr(at, rule);
    assert_non_null(at);
  }
  answers(office, "feed", "{\"urls\":[\"http://8.8.8.8/x\"]}", "accepted");
  answers(office, "explain", url, "item 1 waits");
  answers(office, "explain", NULL, "needs data with url");
}

static void draining_is_switched_and_shown(void **state)
{
  answers(*state, "drain", "{\"on\":true}", "{\"draining\":true,\"transfers\":0,\"window_items\":0}");
  answers(*state, "status", NULL, "\"state\":\"draining\"");
  answers(*state, "drain", "{\"on\":false}", "\"draining\":false");
  answers(*state, "status", NULL, "\"state\":\"running\"");
  answers(*state, "drain", "{\"on\":1}", "true or false");
}

static void a_fetcher_that_stops_is_not_set_going_again(void **state)
{
  struct office *office = *state;
  office->requests.stopping = true;
  fetcher_drain(office->requests.fetcher, true);
  answers(office, "drain", "{\"on\":false}", "the fetcher is stopping");
  assert_int_equal(error.code, EX_TEMPFAIL);
  answers(office, "drain", "{\"on\":true}", "{\"draining\":true");
}

static void status_tells_of_queue_and_window(void **state)
{
  struct office *office = *state;
  deliver(office, 200);
  answers(office, "status", NULL,
          "\"queue\":{\"queued\":0,\"fetched\":1,\"stored\":0,\"duplicate\":0,\"rejected\":0,\"dead\":0}");
  answers(office, "status", NULL, "\"suspects\":0,\"oldest_item\":1,\"oldest_since\":\"2");
  answers(office, "status", NULL, "\"rates\":{\"fetched_per_minute\":1,\"settled_per_minute\":0}");
  answers(office, "status", NULL, "\"started_at\":\"2024-04-12T08:30:00.000Z\"");
}

static void a_full_disk_shows_in_status(void **state)
{
  struct office *office = *state;
  office->archive.fail_all = ENOSPC;
  deliver(office, 200);
  answers(office, "status", NULL, "\"state\":\"stalled\",\"stalled_reason\":\"can't write the archive");
}

#define VERDICTS(list)                                                                                       \
  "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/depeche/store/main\",\"type\":\"depeche.verdicts\","  \
  "\"time\":\"2024-04-12T08:30:00Z\",\"data\":{\"verdicts\":" list "}}"

static void a_verdict_settles_its_item(void **state)
{
  struct office *office = *state;
  char text[512];
  deliver(office, 200);
  snprintf(text, sizeof text,
           VERDICTS("[{\"epoch\":\"%s\",\"item\":1,\"attempt\":1,\"verdict\":\"duplicate\",\"sequence\":9}]"),
           fetcher_epoch(office->requests.fetcher));
  tell(office, text);
  turn(office);
  answers(office, "settled", "{\"items\":[1]}",
          "{\"item\":1,\"state\":\"done\",\"verdict\":\"duplicate\",\"sequence\":9}");
  assert_int_equal(office->requests.refused, 0);
}

static void hostile_verdicts_are_counted_and_change_nothing(void **state)
{
  struct office *office = *state;
  static const char *const hostile[] = {
      "",
      "garbage",
      "{}",
      "[1,2]",
      VERDICTS("7"),
      VERDICTS("{}"),
      VERDICTS("[1,null,\"x\"]"),
      VERDICTS("[{\"epoch\":\"11111111-0000-4000-8000-000000000000\",\"item\":1,\"attempt\":1,\"verdict\":"
               "\"stored\"}]"),
      VERDICTS("[{\"epoch\":5,\"item\":\"1\",\"verdict\":[]}]"),
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/x\",\"type\":\"depeche.request.feed\"}",
      "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/x\",\"type\":\"depeche.verdicts\"}"};
  deliver(office, 200);
  for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
    tell(office, hostile[i]);
    if (office->requests.refused != (int64_t)i + 1) fail_msg("%s was not refused", hostile[i]);
  }
  turn(office);
  answers(office, "settled", "{\"items\":[1]}", "\"state\":\"fetched\"");
  answers(office, "status", NULL, "\"refused_messages\":11");
}

static void a_heartbeat_is_remembered(void **state)
{
  struct office *office = *state;
  tell(office, "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/depeche/store/main\",\"sequence\":4,"
               "\"type\":\"depeche.heartbeat\",\"time\":\"2024-04-12T08:30:00Z\"}");
  assert_int_equal(office->requests.refused, 0);
  answers(office, "status", NULL, "\"last_store_heartbeat\":\"2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      TEST(feeding_is_answered_url_by_url),
      TEST(what_can_not_be_fed_is_told_so),
      TEST(an_item_is_found_by_url_number_and_name),
      TEST(what_is_not_there_is_not_found),
      TEST(dead_letters_are_listed_and_retried),
      TEST(dead_letters_come_in_pages),
      TEST(a_retry_of_all_takes_a_page_a_turn_and_is_answered_behind_the_last),
      TEST(a_retry_that_the_end_interrupts_is_answered_with_that),
      TEST(rows_of_a_list_that_are_refused_are_named_up_to_twenty),
      TEST(sources_are_added_listed_shown_and_removed),
      TEST(sources_are_listed_page_by_page),
      TEST(what_makes_no_sense_of_sources_is_refused),
      TEST(captures_are_found_by_item_url_and_time),
      TEST(archived_responses_are_counted_before_they_are_read_once_more),
      TEST(every_rule_that_decides_is_told_in_order),
      TEST(draining_is_switched_and_shown),
      TEST(a_fetcher_that_stops_is_not_set_going_again),
      TEST(status_tells_of_queue_and_window),
      TEST(a_full_disk_shows_in_status),
      TEST(a_verdict_settles_its_item),
      TEST(hostile_verdicts_are_counted_and_change_nothing),
      TEST(a_heartbeat_is_remembered),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
