/* fuzz_cursor.c - requests of a hostile subscriber, over the socket. Each gets one answer, which is an event;
 * an error has a code and a sentence; a piece has its articles in order and none beyond where it ends. No
 * position is beyond the end, and none goes back unless it is moved.
 *
 * A line of the input is a request: a letter for its name, and its data; or, from "{" on, the whole event. */
#include "fuzz.h"

#include "base/log.h"
#include "base/memory.h"
#include "base/random.h"
#include "store/answers.h"

#include <limits.h>
#include <unistd.h>

enum { ARTICLES = 5, LINES = 8, PATIENCE_MS = 10000 };

static struct {
  char directory[PATH_MAX];
  struct answers answers;
  struct bus *bus;
  struct bus_socket *router, *dealer;
  struct bus_reply reply;
  struct arena *arena;
} world;

static const char *path_of(const char *name, char path[PATH_MAX])
{
  must(snprintf(path, PATH_MAX, "%s/%s", world.directory, name) < PATH_MAX);
  return path;
}

static void remove_files(void)
{
  char command[PATH_MAX + 16];
  snprintf(command, sizeof command, "rm -rf '%s'", world.directory);
  if (system(command) != 0) fprintf(stderr, "can't remove %s\n", world.directory);
}

/* store - articles in two languages. */
static void store(struct catalog *catalog)
{
  must(catalog_begin(catalog, NULL));
  for (int i = 1; i <= ARTICLES; i++) {
    struct event event;
    struct catalog_decision decision;
    struct slice json = slice_of(arena_format(
        world.arena,
        "{\"specversion\":\"1.0\",\"type\":\"depeche.article.tagged\",\"id\":\"e.%d\",\"source\":\"/depeche/"
        "tag/t\","
        "\"origin\":\"main\",\"epoch\":\"0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a69\",\"item\":%d,\"attempt\":1,"
        "\"data\":{\"uri\":\"http://a/%d\",\"language\":\"%s\",\"depeche\":{\"url\":\"http://a/"
        "%d\",\"digest\":\"%064d\"}}}",
        i, i, i, i % 2 ? "en" : "fr", i, i));
    must(event_parse(world.arena, json, &event, NULL));
    must(catalog_decide(catalog, &event, json, 1000 * i, &decision, NULL));
  }
  must(catalog_commit(catalog, NULL));
}

static void open_files(void)
{
  char catalog_path[PATH_MAX], cursors_path[PATH_MAX], index_path[PATH_MAX];
  struct catalog_options options = {.path = path_of("catalog.db", catalog_path)};
  struct cursors_options cursors = {.path = path_of("cursors.db", cursors_path)};
  struct indexer_options indexer = {path_of("index.db", index_path), catalog_path};
  struct indexer_figures figures = {0};
  struct catalog *catalog = catalog_open(&options, NULL);
  must(catalog);
  store(catalog);
  catalog_close(&catalog);
  struct indexer *following = indexer_start(&indexer, NULL);
  must(following);
  for (; figures.last < ARTICLES; usleep(1000)) indexer_figures(following, &figures);
  indexer_stop(&following);
  world.answers.catalog = catalog_open_reader(catalog_path, NULL);
  world.answers.cursors = cursors_open(&cursors, NULL);
  world.answers.index = index_open_reader(index_path, NULL);
  must(world.answers.catalog && world.answers.cursors && world.answers.index);
}

static void set_up(void)
{
  const char *base = getenv("TMPDIR");
  snprintf(world.directory, sizeof world.directory, "%s/fuzz-cursor-XXXXXX", base ? base : "/tmp");
  must(mkdtemp(world.directory));
  atexit(remove_files);
  log_setup("fuzz", LOG_ERROR);
  world.arena = arena_new();
  world.answers.arena = arena_new();
  open_files();
  world.bus = bus_new();
  world.router = bus_open(world.bus, BUS_ROUTER);
  world.dealer = bus_open(world.bus, BUS_DEALER);
  must(bus_bind(world.router, "inproc://cursor", NULL) && bus_connect(world.dealer, "inproc://cursor", NULL));
  world.answers.control = control_new(world.router, "/depeche/store/fuzz", answers_verbs, &world.answers);
}

/* known_cursor - the file as every input finds it. */
static void known_cursor(void)
{
  struct cursor *list;
  struct cursor known = {
      SLICE("k"), SLICE("lang:fr"), slice_of(catalog_store_id(world.answers.catalog)), 2, 1, 0};
  size_t count;
  bool yes;
  must(cursors_list(world.answers.cursors, world.arena, SLICE(""), CURSORS_MOST, &list, &count, NULL));
  must(cursors_begin(world.answers.cursors, NULL));
  for (size_t i = 0; i < count; i++) must(cursors_remove(world.answers.cursors, list[i].name, &yes, NULL));
  must(cursors_make(world.answers.cursors, &known, false, &yes, NULL));
  must(cursors_commit(world.answers.cursors, NULL));
}

static const char *verb_of(char letter)
{
  static const char *const verbs[] = {"open", "next", "ack", "seek", "list", "remove"};
  for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
    if (verbs[i][0] == letter) return verbs[i];
  return NULL;
}

static struct slice request_of(struct slice line)
{
  const char *verb = line.length ? verb_of(line.data[0]) : NULL;
  int length = line.length ? (int)line.length - 1 : 0;
  if (!verb && !slice_starts(line, "p")) return line;
  return slice_of(arena_format(
      world.arena,
      "{\"specversion\":\"1.0\",\"type\":\"depeche.request.%s%s\",\"id\":\"q\",\"source\":\"/f\","
      "\"data\":%.*s}",
      verb ? "cursor." : "replay", verb ? verb : "", length, line.data + 1));
}

static void must_be_a_piece(const struct json *data)
{
  int64_t to = json_get_integer(data, "to", -1), from = json_get_integer(data, "from", -1);
  int64_t before = from - 1;
  must(from >= 1 && to >= from - 1);
  for (size_t i = 1; i < world.reply.count; i++) {
    struct event event;
    must(event_parse(world.arena, world.reply.frames[i], &event, NULL));
    must(event.sequence > before && event.sequence <= to && event.sequence <= ARTICLES);
    before = event.sequence;
  }
}

static void must_be_an_answer(void)
{
  struct event event;
  must(bus_receive_reply(world.dealer, &world.reply, PATIENCE_MS) == BUS_DONE && world.reply.count >= 1);
  size_t delimiter = world.reply.frames[0].length == 0; /* an empty request is one, and comes back */
  must(world.reply.count > delimiter);
  must(event_parse(world.arena, world.reply.frames[delimiter], &event, NULL));
  if (slice_is(event.type, EVENT_ERROR)) {
    int64_t code = json_get_integer(event.data, "code", 0);
    must(code >= EX__BASE && code <= EX__MAX && json_get_text(event.data, "message").length);
    must(code != EX_SOFTWARE);
    return;
  }
  int64_t position = json_get_integer(event.data, "position", 0);
  must(position >= 0 && position <= ARTICLES);
  if (json_get(event.data, "to")) must_be_a_piece(event.data);
}

static int64_t position_of_known(void)
{
  struct cursor cursor;
  return cursors_find(world.answers.cursors, world.arena, SLICE("k"), &cursor, NULL) ? cursor.position : -1;
}

static void ask(struct slice line)
{
  struct slice request = request_of(line);
  int64_t before = position_of_known();
  must(bus_send_wait(world.dealer, &request, 1, PATIENCE_MS) == BUS_DONE);
  while (!bus_readable(world.router)) continue;
  control_serve(world.answers.control, world.router);
  cursor_answers_settle(&world.answers, false);
  must_be_an_answer();
  int64_t after = position_of_known();
  must(after <= ARTICLES);
  bool named = verb_of(line.length ? line.data[0] : 0);
  if (named && line.data[0] != 's' && line.data[0] != 'r') must(after >= before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct slice rest = {(const char *)data, size};
  if (!world.arena) set_up();
  arena_reset(world.arena);
  known_cursor();
  for (int line = 0; line < LINES && rest.length; line++) {
    const char *end = memchr(rest.data, '\n', rest.length);
    size_t length = end ? (size_t)(end - rest.data) : rest.length;
    ask((struct slice){rest.data, length});
    rest = slice_from(rest, length + 1);
  }
  return 0;
}
