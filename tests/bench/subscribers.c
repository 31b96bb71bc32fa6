/* subscribers - what it costs to follow a store, and what followers cost the store.
 *
 *   subscribers [--articles 20000] [--text 6000] [--directory DIR]
 *
 * A real store with so many articles of so many bytes of text, one in ten in French, one in a thousand with a
 * rare word. Prints how fast the library reads them all: without a name, with one and every article
 * acknowledged, filtered by language, filtered by the word; how fast acknowledgements are on disk, one after
 * the other and thirty at a time; and what an article costs the store (CPU) and how many it takes a second
 * while nobody follows, while 1,000 cursors exist that nobody asks, and while three readers follow, of which
 * one is slow. */
#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "data/config.h"
#include "data/event.h"
#include "runtime/bus.h"
#include "store/daemon.h"

#include <depeche/depeche.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CURSORS = 1000, TOGETHER = 30, ACKS = 300, PATIENCE_MS = 120000, READERS = 3 };

static struct {
  int64_t articles, text;
  char directory[200], config[240];
  pid_t daemon;
  dp_client *client;
  struct bus *bus;
  struct bus_socket *tagger;
  struct arena *arena;
  struct random random;
  int64_t pushed;
  size_t bytes; /* of the event pushed last */
} bench = {.articles = 20000, .text = 6000};

static _Noreturn void fail(const char *what, const char *why)
{
  fprintf(stderr, "subscribers: %s: %s\n", what, why);
  if (bench.daemon) kill(bench.daemon, SIGKILL);
  exit(EX_SOFTWARE);
}

/* ---- the store ---- */

static int run_daemon(int argc, char **argv)
{
  static const struct daemon_spec spec = {.service = "store",
                                          .purpose = "the store of the bench",
                                          .name = store_daemon_name,
                                          .start = store_daemon_start,
                                          .drain = store_daemon_drain,
                                          .reload = store_daemon_reload,
                                          .stop = store_daemon_stop};
  return daemon_main(argc, argv, &spec);
}

static void start_store(const char *self)
{
  FILE *file = fopen(bench.config, "w");
  if (!file) fail(bench.config, "can't be written");
  fprintf(file, "run_dir: %s/run\nstate_dir: %s/state\nlog_level: error\n", bench.directory, bench.directory);
  fclose(file);
  bench.daemon = fork();
  if (bench.daemon == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    execl(self, self, "--daemon", "--config", bench.config, NULL);
    _exit(97);
  }
}

/* store_cpu - microseconds of all its threads so far. */
static int64_t store_cpu(void)
{
  char path[64], line[1024];
  long user = 0, kernel = 0;
  snprintf(path, sizeof path, "/proc/%ld/stat", (long)bench.daemon);
  FILE *file = fopen(path, "r");
  if (!file || !fgets(line, sizeof line, file)) fail(path, "can't be read");
  fclose(file);
  sscanf(strrchr(line, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &kernel);
  return (user + kernel) * 1000000 / sysconf(_SC_CLK_TCK);
}

static struct json *ask(const char *verb, const char *data)
{
  dp_error error = {0, ""};
  char *text;
  if (!dp_ask(bench.client, "store", verb, data, PATIENCE_MS, &text, NULL, &error)) fail(verb, error.text);
  struct json *reply = json_parse(bench.arena, slice_of(text), &error);
  dp_release(text);
  return reply;
}

static int64_t last_sequence(void)
{
  arena_reset(bench.arena);
  return json_get_integer(ask("status", NULL), "last_sequence", 0);
}

static int64_t indexed(void)
{
  arena_reset(bench.arena);
  return json_get_integer(json_get(ask("status", NULL), "index"), "last", 0);
}

/* ---- articles ---- */

static void push_one(struct buffer *event)
{
  int64_t number = ++bench.pushed;
  buffer_clear(event);
  buffer_format(event,
                "{\"specversion\":\"1.0\",\"type\":\"depeche.article.tagged\",\"id\":\"e.%" PRId64
                "\",\"source\":\"/depeche/tag/"
                "t\",\"origin\":\"main\",\"epoch\":\"0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a69\","
                "\"item\":%" PRId64 ",\"attempt\":1,\"data\":{\"uri\":\"http://host%" PRId64
                ".example/%" PRId64
                "\",\"language\":\"%s\",\"headlines\":[{\"role\":\"main\",\"value\":\"Dispatch %" PRId64
                "\"}],\"depeche\":{\"url\":\"http://a/%" PRId64 "\",\"digest\":\"%064" PRId64
                "\"},\"bodies\":[{\"role\":\"main\",\"contentType\":\"text/plain\",\"value\":\"",
                number, number, number % 50, number, number % 10 ? "en" : "fr", number, number, number);
  if (number % 1000 == 0) buffer_text(event, "zibeline ");
  for (int64_t length = 0; length < bench.text; length += 7)
    buffer_format(event, "w%05" PRIu64 " ", random_below(&bench.random, 20000));
  buffer_text(event, "\"}]}}");
  bench.bytes = event->length;
  struct slice frame = buffer_view(event);
  if (bus_send_wait(bench.tagger, &frame, 1, PATIENCE_MS) != BUS_DONE) fail("store.in", "takes nothing");
}

struct cost {
  double per_second, cpu_us;
};

/* push - so many articles; what each costs until all are stored. Indexing runs beside it and is counted. */
static struct cost push(int64_t count)
{
  struct buffer event = BUFFER_EMPTY;
  millis since = clock_monotonic();
  int64_t cpu = store_cpu(), before = bench.pushed;
  for (int64_t i = 0; i < count; i++) push_one(&event);
  while (last_sequence() < before + count) usleep(5000);
  millis took = clock_monotonic() - since;
  while (indexed() < before + count) usleep(20000);
  buffer_free(&event);
  return (struct cost){(double)count * 1000 / (double)(took ? took : 1),
                       (double)(store_cpu() - cpu) / (double)count};
}

/* ---- reading ---- */

static void measure_reading(const char *what, dp_subscribe_options options)
{
  dp_error error = {0, ""};
  dp_article article;
  int64_t count = 0, bytes = 0, cpu = store_cpu(), own = clock_cpu_us();
  millis since = clock_monotonic();
  dp_subscription *news = dp_subscribe(bench.client, &options, &error);
  if (!news) fail(what, error.text);
  for (;;) {
    dp_outcome outcome = dp_next(news, &article, 20, &error);
    if (outcome == DP_FAILED) fail(what, error.text);
    if (outcome == DP_TIMEOUT && dp_caught_up(news)) break;
    if (outcome == DP_TIMEOUT) continue;
    count++;
    bytes += (int64_t)article.length;
    if (options.name && !dp_ack(news, article.sequence, &error)) fail(what, error.text);
  }
  if (!dp_ack_wait(news, PATIENCE_MS, &error)) fail(what, error.text);
  double seconds = (double)(clock_monotonic() - since - 20) / 1000;
  printf("%-38s %7" PRId64 " of %" PRId64
         " %9.0f articles looked at/s %6.0f MB/s  CPU us each looked at: store %.1f, reader %.1f\n",
         what, count, bench.pushed, (double)bench.pushed / seconds, (double)bytes / 1e6 / seconds,
         (double)(store_cpu() - cpu) / (double)bench.pushed,
         (double)(clock_cpu_us() - own) / (double)bench.pushed);
  dp_unsubscribe(&news);
}

/* ---- acknowledging ---- */

static struct bus_socket *connect_asker(void)
{
  struct config config;
  dp_error error = {0, ""};
  struct bus_socket *socket = bus_open(bench.bus, BUS_DEALER);
  if (!config_load(bench.config, &config, NULL, &error) || !bus_connect(socket, config.store.query, &error))
    fail("store.query", error.text);
  return socket;
}

static void send_ack(struct bus_socket *asker, int64_t cursor, int64_t to)
{
  struct slice frame = slice_of(arena_format(
      bench.arena,
      "{\"specversion\":\"1.0\",\"type\":\"depeche.request.cursor.ack\",\"id\":\"a\",\"source\":\"/b\","
      "\"data\":{\"name\":\"idle%" PRId64 "\",\"to\":%" PRId64 "}}",
      cursor, to));
  if (bus_send_wait(asker, &frame, 1, PATIENCE_MS) != BUS_DONE) fail("cursor.ack", "can't be sent");
}

/* measure_acks - by so many subscribers, each of which waits for its answer. */
static void measure_acks(int64_t together)
{
  struct bus_socket *askers[TOGETHER];
  struct bus_reply reply = BUS_REPLY_EMPTY;
  for (int64_t i = 0; i < together; i++) askers[i] = connect_asker();
  millis since = clock_monotonic();
  int64_t cpu = store_cpu();
  for (int64_t done = 0; done < ACKS; done += together) {
    arena_reset(bench.arena);
    for (int64_t i = 0; i < together; i++) send_ack(askers[i], (done + i) % CURSORS, 1 + done);
    for (int64_t i = 0; i < together; i++)
      if (bus_receive_reply(askers[i], &reply, PATIENCE_MS) != BUS_DONE) fail("cursor.ack", "no answer");
  }
  millis took = clock_monotonic() - since;
  printf("acknowledged on disk, by %2" PRId64 " at a time %28.0f/s  CPU us each: store %.0f\n", together,
         ACKS * 1000.0 / (double)(took ? took : 1), (double)(store_cpu() - cpu) / ACKS);
  bus_reply_free(&reply);
  for (int64_t i = 0; i < together; i++) bus_close(&askers[i]);
}

/* ---- followers ---- */

/* follow - a reader in a process of its own, until it is killed. */
static pid_t follow(const char *name, const char *filter, int pause_us)
{
  pid_t pid = fork();
  if (pid) return pid;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  dp_client *client = dp_open(bench.config, NULL);
  dp_subscribe_options options = {.name = name, .filter = filter, .after = DP_FROM_NOW};
  dp_subscription *news = client ? dp_subscribe(client, &options, NULL) : NULL;
  dp_article article;
  while (news && dp_next(news, &article, -1, NULL) == DP_OK) {
    if (pause_us) usleep((useconds_t)pause_us);
    dp_ack(news, article.sequence, NULL);
  }
  _exit(1);
}

static void print_cost(const char *what, struct cost cost)
{
  printf("%-38s %9.0f stored/s  CPU us each: store %.1f, its index included\n", what, cost.per_second,
         cost.cpu_us);
}

static void measure_followers(void)
{
  pid_t readers[READERS];
  print_cost("stored while nobody follows", push(bench.articles / 4));
  for (int64_t i = 0; i < CURSORS; i++) {
    arena_reset(bench.arena);
    ask("cursor.open", arena_format(bench.arena, "{\"name\":\"idle%" PRId64 "\",\"from\":\"start\"}", i));
  }
  print_cost("… with 1,000 cursors at rest", push(bench.articles / 4));
  readers[0] = follow("quick", NULL, 0);
  readers[1] = follow("slow", NULL, 20000);
  readers[2] = follow("french", "lang:fr", 0);
  while (json_count(json_get(ask("cursor.list", "{\"after\":\"idle999\"}"), "cursors")) < 2) usleep(10000);
  print_cost("… and three readers, one of them slow", push(bench.articles / 4));
  for (int i = 0; i < READERS; i++) kill(readers[i], SIGKILL), waitpid(readers[i], NULL, 0);
}

/* ---- all of it ---- */

static void set_up(const char *self)
{
  struct config config;
  dp_error error = {0, ""};
  if (!mkdtemp(bench.directory)) fail(bench.directory, "can't be made");
  snprintf(bench.config, sizeof bench.config, "%s/depeche.yaml", bench.directory);
  start_store(self);
  bench.arena = arena_new();
  bench.random.state = 7;
  bench.client = dp_open(bench.config, &error);
  if (!bench.client || !config_load(bench.config, &config, NULL, &error)) fail(bench.config, error.text);
  last_sequence(); /* it answers */
  bench.bus = bus_new();
  bench.tagger = bus_open(bench.bus, BUS_PUSH);
  if (!bus_connect(bench.tagger, config.store.in, &error)) fail("store.in", error.text);
}

static void tear_down(void)
{
  char command[300];
  kill(bench.daemon, SIGTERM);
  waitpid(bench.daemon, NULL, 0);
  dp_close(&bench.client);
  bus_close(&bench.tagger);
  bus_free(&bench.bus);
  arena_free(&bench.arena);
  snprintf(command, sizeof command, "rm -rf '%s'", bench.directory);
  if (system(command) != 0) fprintf(stderr, "can't remove %s\n", bench.directory);
}

int main(int argc, char **argv)
{
  static const struct option options[] = {
      {"articles", 1, NULL, 'a'}, {"text", 1, NULL, 't'}, {"directory", 1, NULL, 'd'}, {NULL, 0, NULL, 0}};
  const char *base = getenv("TMPDIR");
  if (argc > 1 && strcmp(argv[1], "--daemon") == 0) return run_daemon(argc - 1, argv + 1);
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'a') bench.articles = strtoll(optarg, NULL, 10);
    if (option == 't') bench.text = strtoll(optarg, NULL, 10);
    if (option == 'd') base = optarg;
    if (option == '?') return EX_USAGE;
  }
  snprintf(bench.directory, sizeof bench.directory, "%s/subscribers-XXXXXX", base ? base : "/tmp");
  setvbuf(stdout, NULL, _IOLBF, 0);
  set_up("/proc/self/exe");
  struct cost first = push(bench.articles);
  printf("%" PRId64 " articles, events of %zu bytes\n", bench.articles, bench.bytes);
  print_cost("stored", first);
  measure_reading("read, no name", (dp_subscribe_options){.after = 0});
  measure_reading("read, a name, each acknowledged", (dp_subscribe_options){.name = "all"});
  measure_reading("filtered, lang:fr, 1 in 10", (dp_subscribe_options){.name = "fr", .filter = "lang:fr"});
  measure_reading("filtered, a word, 1 in 1,000",
                  (dp_subscribe_options){.name = "rare", .filter = "zibeline"});
  measure_followers();
  measure_acks(1);
  measure_acks(TOGETHER);
  tear_down();
  return EX_OK;
}
