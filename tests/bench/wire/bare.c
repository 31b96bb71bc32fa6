/* bare.c - the least that the same promise costs: the same frames over the same hops in four processes, the
 * same rows in the same tables with as many commits, and nothing else. It looks inside libzmq and SQLite
 * because it is what our own rooms for them are measured against. */
#include "base/memory.h"
#include "fetch/frontier.h"
#include "store/catalog.h"
#include "wire.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

enum { WINDOW = 256, HIGH_WATER = 8, VERDICT_BYTES = 110 };

struct bare {
  const char *directory;
  int64_t articles, warm_up, batch;
  size_t body, event, cleaned, tagged;
  void *context;
};

/* Sockets. */

static void *open_socket(struct bare *bare, int type, const char *name, bool bind)
{
  void *socket = zmq_socket(bare->context, type);
  char endpoint[512];
  int mark = type == ZMQ_SUB || type == ZMQ_PUB ? 1000 : HIGH_WATER, linger = 0;
  snprintf(endpoint, sizeof endpoint, "ipc://%s/%s", bare->directory, name);
  zmq_setsockopt(socket, ZMQ_SNDHWM, &mark, sizeof mark);
  zmq_setsockopt(socket, ZMQ_RCVHWM, &mark, sizeof mark);
  zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
  if (type == ZMQ_SUB) zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0);
  if ((bind ? zmq_bind(socket, endpoint) : zmq_connect(socket, endpoint)) != 0)
    wire_fail(endpoint, zmq_strerror(errno));
  return socket;
}

/* Rows. */

static sqlite3 *open_database(const char *path)
{
  sqlite3 *database;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    wire_fail(path, sqlite3_errmsg(database));
  sqlite3_exec(database,
               "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;"
               "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
               NULL, NULL, NULL);
  return database;
}

static sqlite3_stmt *prepare(sqlite3 *database, const char *sql)
{
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    wire_fail(sql, sqlite3_errmsg(database));
  return statement;
}

static void run(sqlite3_stmt *statement)
{
  if (sqlite3_step(statement) != SQLITE_DONE)
    wire_fail("SQLite", sqlite3_errmsg(sqlite3_db_handle(statement)));
  sqlite3_reset(statement);
}

/* The source: what fetch writes and sends. */

struct source {
  struct bare *bare;
  void *out, *ack;
  sqlite3_stmt *begin, *commit, *capture, *fetched, *settled, *counts, *end;
  int64_t sent, answered, settled_count, total;
  int64_t unsettled[4 * WINDOW]; /* verdicts that came and are not journaled */
  size_t unsettled_count;
};

static void fill_frontier(const struct bare *bare, const char *path)
{
  dp_error error = {0};
  struct frontier *frontier = frontier_open(&(struct frontier_options){path, NULL}, &error);
  char url[96];
  enum feed_outcome outcome;
  enum item_state state;
  int64_t item;
  if (!frontier || !frontier_begin(frontier, &error)) wire_fail(path, error.text);
  frontier_warc_begin(frontier, SLICE("bare.warc.gz"), &error);
  for (int64_t i = 0; i < bare->articles + bare->warm_up; i++) {
    int length = snprintf(url, sizeof url, "http://site%lld.example.org/news/2024/04/article-%lld.html",
                          (long long)i % 40, (long long)i);
    const struct slice text = {url, (size_t)length};
    const struct frontier_link link = {.url = text, .identity = text, .domain = SLICE("example.org")};
    frontier_feed(frontier, &link, 1, &outcome, &item, &state, &error);
  }
  if (!frontier_commit(frontier, &error)) wire_fail(path, error.text);
  frontier_close(&frontier);
}

static void open_source(struct source *source, struct bare *bare)
{
  char path[512];
  *source = (struct source){.bare = bare, .total = bare->articles + bare->warm_up};
  snprintf(path, sizeof path, "%s/frontier.db", bare->directory);
  fill_frontier(bare, path);
  sqlite3 *database = open_database(path);
  source->begin = prepare(database, "BEGIN IMMEDIATE");
  source->commit = prepare(database, "COMMIT");
  source->capture = prepare(
      database,
      "INSERT INTO capture(page, kind, at, status, warc, warc_offset, warc_length, body_bytes, payload,"
      " final_url, content_type) VALUES (?1, 0, 1700000000000, 200, 1, ?2, 1000, ?3, zeroblob(20),"
      " 'http://example.org/', 'text/html')");
  source->fetched = prepare(database, "UPDATE item SET state = 1, due_at = 0, fetch_attempts = 0,"
                                      " capture = last_insert_rowid() WHERE id = ?1 AND state = 0");
  source->settled =
      prepare(database, "UPDATE item SET state = 2, verdict = 1, sequence = ?1, settled_at = 1700000000000,"
                        " due_at = 1700086400000, rank = 2, reason = NULL, detail = NULL"
                        " WHERE id = ?1 AND state = 1");
  source->counts =
      prepare(database, "UPDATE journal SET queued = ?1, fetched = ?2, stored = ?3 WHERE one = 1");
  source->end = prepare(database, "UPDATE warc SET committed_end = ?1 WHERE id = 1");
  source->out = open_socket(bare, ZMQ_PUSH, "one", true);
  source->ack = open_socket(bare, ZMQ_SUB, "ack", false);
}

static void hear(struct source *source, bool wait)
{
  char verdicts[64 * 1024];
  int got;
  while ((got = zmq_recv(source->ack, verdicts, sizeof verdicts, wait ? 0 : ZMQ_DONTWAIT)) >= 0) {
    wait = false;
    for (int i = 0; i < got / VERDICT_BYTES; i++)
      source->unsettled[source->unsettled_count++] = ++source->answered;
    if (source->unsettled_count > 2 * WINDOW) return;
  }
}

static void journal(struct source *source, int64_t fetched)
{
  run(source->begin);
  for (int64_t i = 0; i < fetched; i++) {
    sqlite3_bind_int64(source->capture, 1, source->sent + 1 + i);
    sqlite3_bind_int64(source->capture, 2, (source->sent + i) * 1000);
    sqlite3_bind_int64(source->capture, 3, (int64_t)source->bare->body);
    run(source->capture);
    sqlite3_bind_int64(source->fetched, 1, source->sent + 1 + i);
    run(source->fetched);
  }
  for (size_t i = 0; i < source->unsettled_count; i++) {
    sqlite3_bind_int64(source->settled, 1, source->unsettled[i]);
    run(source->settled);
  }
  source->settled_count += (int64_t)source->unsettled_count;
  source->unsettled_count = 0;
  sqlite3_bind_int64(source->counts, 1, source->total - source->sent);
  sqlite3_bind_int64(source->counts, 2, source->sent - source->settled_count);
  sqlite3_bind_int64(source->counts, 3, source->settled_count);
  run(source->counts);
  sqlite3_bind_int64(source->end, 1, source->sent * 1000);
  run(source->end);
  run(source->commit);
}

static void send_some(struct source *source, int64_t count, const char *body)
{
  const struct bare *bare = source->bare;
  for (int64_t i = 0; i < count; i++, source->sent++) {
    zmq_send(source->out, body, bare->event, ZMQ_SNDMORE);
    zmq_send(source->out, body, bare->body, 0);
  }
}

static int64_t least(int64_t a, int64_t b)
{
  return a < b ? a : b;
}

/* deliver - up to `goal` articles: fetched and verdicts are journaled together, `batch` rows a commit as the
 * real chain did. */
static void deliver(struct source *source, int64_t goal, const char *body)
{
  while (source->settled_count < goal) {
    int64_t room = WINDOW - (source->sent - source->settled_count - (int64_t)source->unsettled_count);
    int64_t next = least(least(room, goal - source->sent), source->bare->batch / 2 + 1);
    bool starving = next <= 0 && (int64_t)source->unsettled_count <
                                     least(source->bare->batch, goal - source->settled_count);
    hear(source, starving);
    if (next <= 0 && !source->unsettled_count) continue;
    journal(source, next > 0 ? next : 0);
    send_some(source, next > 0 ? next : 0, body);
  }
}

static int be_source(struct bare *bare)
{
  struct source source;
  char *body = memory_zero(1, bare->body + bare->event + 1);
  open_source(&source, bare);
  sleep(1); /* the subscription reaches the sink: nothing is lost in this chain */
  deliver(&source, bare->warm_up, body);
  wire_shared->warm = 1;
  while (!wire_shared->go) usleep(1000);
  deliver(&source, source.total, body);
  wire_shared->measured = 1;
  pause();
  return 0;
}

/* The hops. */

static int be_hop(struct bare *bare, const char *from, bool binds, const char *to, size_t bytes)
{
  void *in = open_socket(bare, ZMQ_PULL, from, binds), *out = open_socket(bare, ZMQ_PUSH, to, false);
  char *frame = memory_zero(1, bytes + 1);
  for (;;) {
    zmq_msg_t message;
    int more;
    do {
      zmq_msg_init(&message);
      if (zmq_msg_recv(&message, in, 0) < 0) return 0;
      more = zmq_msg_more(&message);
      zmq_msg_close(&message);
    } while (more);
    zmq_send(out, frame, bytes, 0);
  }
}

/* The sink: what store writes and answers. */

struct sink {
  sqlite3_stmt *begin, *commit, *item, *article, *card, *counts;
  int64_t sequence;
};

static void open_sink(struct sink *sink, const struct bare *bare)
{
  char path[512];
  dp_error error = {0};
  snprintf(path, sizeof path, "%s/catalog.db", bare->directory);
  struct catalog *catalog = catalog_open(&(struct catalog_options){.path = path}, &error);
  if (!catalog) wire_fail(path, error.text);
  catalog_close(&catalog);
  sqlite3 *database = open_database(path);
  sink->sequence = 0;
  sink->begin = prepare(database, "BEGIN IMMEDIATE");
  sink->commit = prepare(database, "COMMIT");
  sink->item = prepare(
      database,
      "INSERT INTO item (epoch, item, verdict, sequence, decided_at) VALUES (1, ?1, 0, ?1, 1700000000000)");
  sink->article = prepare(
      database,
      "INSERT INTO article (sequence, epoch, item, version, uri_hash, digest_hash, uri, digest, event)"
      " VALUES (?1, 1, ?1, 1, ?2, ?3, ?4, ?5, ?6)");
  sink->card = prepare(database, "INSERT INTO card (sequence, story, stored_at, host, expired, similar)"
                                 " VALUES (?1, ?1, 1700000000000, 2, 0, zeroblob(64))");
  sink->counts = prepare(database, "UPDATE catalog SET stored = ?1, duplicate = 0, rejected = 0");
}

static void write_article(struct sink *sink, zmq_msg_t *message)
{
  static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  char uri[96];
  int64_t sequence = ++sink->sequence;
  int length = snprintf(uri, sizeof uri, "http://site%lld.example.org/news/2024/04/article-%lld.html",
                        (long long)sequence % 40, (long long)sequence);
  sqlite3_bind_int64(sink->item, 1, sequence);
  run(sink->item);
  sqlite3_bind_int64(sink->article, 1, sequence);
  sqlite3_bind_int64(sink->article, 2, (int64_t)((uint64_t)sequence * 0x9E3779B97F4A7C15u));
  sqlite3_bind_int64(sink->article, 3, (int64_t)((uint64_t)sequence * 0xBF58476D1CE4E5B9u));
  sqlite3_bind_text(sink->article, 4, uri, length, SQLITE_STATIC);
  sqlite3_bind_text(sink->article, 5, digest, 64, SQLITE_STATIC);
  sqlite3_bind_blob(sink->article, 6, zmq_msg_data(message), (int)zmq_msg_size(message), SQLITE_STATIC);
  run(sink->article);
  sqlite3_bind_int64(sink->card, 1, sequence);
  run(sink->card);
}

static int be_sink(struct bare *bare)
{
  static const char verdicts[VERDICT_BYTES * 1000];
  void *in = open_socket(bare, ZMQ_PULL, "three", true), *ack = open_socket(bare, ZMQ_PUB, "ack", true);
  struct sink sink;
  open_sink(&sink, bare);
  for (;;) {
    zmq_msg_t message;
    int64_t count = 0;
    zmq_msg_init(&message);
    if (zmq_msg_recv(&message, in, 0) < 0) return 0;
    run(sink.begin);
    do {
      write_article(&sink, &message);
      count++;
      zmq_msg_close(&message);
      zmq_msg_init(&message);
      zmq_pollitem_t wait = {in, 0, ZMQ_POLLIN, 0};
      if (count >= bare->batch || zmq_poll(&wait, 1, 10) <= 0) break;
    } while (zmq_msg_recv(&message, in, 0) >= 0);
    zmq_msg_close(&message);
    sqlite3_bind_int64(sink.counts, 1, sink.sequence);
    run(sink.counts);
    run(sink.commit);
    wire_shared->catalog_commits++;
    zmq_send(ack, verdicts, (size_t)(count * VERDICT_BYTES), 0);
  }
}

/* role DIRECTORY ARTICLES WARM_UP BATCH BODY EVENT CLEANED TAGGED */
int wire_bare_role(int argc, char **argv)
{
  if (argc != 9) return EX_USAGE;
  int64_t numbers[7];
  for (int i = 0; i < 7; i++) numbers[i] = strtoll(argv[2 + i], NULL, 10);
  struct bare bare = {.directory = argv[1],
                      .articles = numbers[0],
                      .warm_up = numbers[1],
                      .batch = numbers[2],
                      .body = (size_t)numbers[3],
                      .event = (size_t)numbers[4],
                      .cleaned = (size_t)numbers[5],
                      .tagged = (size_t)numbers[6],
                      .context = zmq_ctx_new()};
  wire_shared = wire_share(getenv("WIRE_SHARED"));
  if (strcmp(argv[0], "bare-source") == 0) return be_source(&bare);
  if (strcmp(argv[0], "bare-clean") == 0) return be_hop(&bare, "one", false, "two", bare.cleaned);
  if (strcmp(argv[0], "bare-tag") == 0) return be_hop(&bare, "two", true, "three", bare.tagged);
  return be_sink(&bare);
}

static void start_bare(const struct wire_options *options, const char *directory, const int64_t *batches,
                       pid_t *pids)
{
  static char roles[WIRE_PROCESSES][16] = {"bare-source", "bare-clean", "bare-tag", "bare-sink"};
  char self[512], path[512], numbers[7][24];
  snprintf(self, sizeof self, "%s", wire_self);
  snprintf(path, sizeof path, "%s", directory);
  const int64_t values[7] = {options->articles,        options->warm_up,         0,
                             (int64_t)options->body,   wire_shared->event_bytes, wire_shared->cleaned_bytes,
                             wire_shared->tagged_bytes};
  for (int role = WIRE_PROCESSES - 1; role >= 0; role--) {
    for (int i = 0; i < 7; i++)
      snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)(i == 2 ? batches[role == 3] : values[i]));
    pids[role] = wire_start((char *const[]){self, roles[role], path, numbers[0], numbers[1], numbers[2],
                                            numbers[3], numbers[4], numbers[5], numbers[6], NULL});
  }
}

void wire_measure_bare(const struct wire_options *options, const char *directory,
                       const struct wire_result *real, struct wire_result *result)
{
  /* a commit of the frontier holds rows of both kinds */
  const int64_t batches[2] = {2 * options->articles / real->frontier_commits,
                              options->articles / real->catalog_commits};
  pid_t pids[WIRE_PROCESSES];
  wire_shared->warm = wire_shared->go = wire_shared->measured = wire_shared->catalog_commits = 0;
  start_bare(options, directory, batches, pids);
  while (!wire_shared->warm) usleep(1000);
  int64_t commits = wire_shared->catalog_commits;
  for (int i = 0; i < WIRE_PROCESSES; i++) result->cpu_ns[i] = -wire_cpu(pids[i]);
  wire_shared->go = 1;
  while (!wire_shared->measured) usleep(1000);
  for (int i = 0; i < WIRE_PROCESSES; i++) result->cpu_ns[i] += wire_cpu(pids[i]);
  result->catalog_commits = wire_shared->catalog_commits - commits;
  wire_stop(pids);
}
