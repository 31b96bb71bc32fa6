/* store - what the store's writer costs an article as the catalog grows, beside a bare loop of SQLite that
 * writes the same rows into a second file in the same run.
 *
 *   store [--articles 10000,100000,1000000] [--directory DIR] [--check]
 *
 * Articles are made: words by Zipf's law, of 2,000 sites by the same, some 8 KB an event; one in eight is a
 * copy of an earlier one, cut or with another lead, one in twenty a revision. The writer takes each event as
 * it comes from a socket: it is guarded and read, decided, filed under its story, written, answered and
 * published (to sockets that nobody listens on); a hundred share a commit, with its sync. The bare loop binds
 * and inserts, a hundred a commit too. CPU time is that of the thread, over the last 20,000 articles before
 * each size; beside the whole stands what of it is reading the event, which a loop that is handed its rows
 * does not do. Then the catalog is opened anew, as after a start; with --check it is checked, too. */
#include "store/store.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "clean/fingerprint.h"
#include "data/database.h"
#include "store/story.h"

#include "base/digest.h"

#include <getopt.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  VOCABULARY = 50000,
  SITES = 2000,
  CHUNK = 1000,
  BATCH = 100,
  SIZES_MOST = 8,
  KEPT = 4096,
  MEASURED = 20000
};
#define EPOCH "0b6c1f0e-5a55-4f6e-9a53-1d2f3c4b5a69"

struct made {
  struct buffer event;
  char uri[96], digest[DIGEST_SHA256_HEX];
  unsigned char bins[64];
  bool stored;
};

struct bare {
  sqlite3 *database;
  sqlite3_stmt *begin, *commit, *item, *article, *card, *counts;
  int64_t sequence;
};

static struct {
  struct random random;
  struct arena *arena;
  struct buffer texts[KEPT]; /* of the newest, to be copied */
  char uris[KEPT][96];
  int64_t items;
  struct made chunk[CHUNK];
  char path[4096], bare_path[4096], endpoint[64];
  struct catalog *catalog;
  struct store *store;
  struct snapshot *snapshot;
  struct bus *bus;
  struct bus_socket *ack, *news;
  struct bare bare;
} bench;

static _Noreturn void fail(const char *what, const char *why)
{
  fprintf(stderr, "store: %s: %s\n", what, why);
  exit(70);
}

static size_t draw(size_t below)
{
  return (size_t)random_below(&bench.random, below);
}

/* zipf - from 0 on, with probability about 1 / (rank + 1): the inverse of the integral. */
static size_t zipf(size_t count)
{
  double real = (double)draw(1u << 30) / (1u << 30);
  return (size_t)(exp(real * log((double)count + 1)) - 1) % count;
}

/* ---- articles ---- */

static void put_word(struct buffer *out, size_t rank)
{
  static const char *const syllables[] = {"ba", "ko",  "mi", "ra", "dou", "sa",  "le",  "ni",
                                          "ta", "gou", "ma", "fi", "lo",  "der", "van", "ti"};
  for (size_t left = rank + 1; left; left /= 16) buffer_text(out, syllables[left % 16]);
  buffer_byte(out, ' ');
}

static void put_words(struct buffer *out, size_t words)
{
  for (size_t i = 0; i < words; i++) put_word(out, zipf(VOCABULARY));
}

/* make_text - a new one, or one of the last again: most of it, and some words in front. */
static void make_text(struct buffer *out)
{
  struct buffer *from = &bench.texts[draw(KEPT)];
  if (from->length && draw(8) == 0) {
    put_words(out, 10 + draw(30));
    buffer_append(out, from->data, from->length * (60 + draw(40)) / 100);
  } else {
    put_words(out, 150 + draw(450));
  }
}

static void put_mentions(struct buffer *out, size_t bytes)
{
  buffer_text(out, "\"mentions\":[");
  for (size_t at = 0, i = 0; i < 30; i++, at += bytes / 31)
    buffer_format(out,
                  "%s{\"type\":\"PER\",\"start\":%zu,\"end\":%zu,\"exact\":\"Mariama "
                  "Sani\",\"entity\":%zu,\"rule\":\"name\"}",
                  i ? "," : "", at, at + 12, i % 8);
  buffer_text(out, "]");
}

static void print_event(struct made *made, struct slice text, const struct fingerprint *print)
{
  struct buffer *out = &made->event;
  int64_t item = ++bench.items;
  buffer_clear(out);
  buffer_format(
      out,
      "{\"specversion\":\"1.0\",\"type\":\"depeche.article.tagged\",\"id\":\"" EPOCH ".%lld\",\"source\":"
      "\"/depeche/tag/main\",\"origin\":\"main\",\"epoch\":\"" EPOCH "\",\"item\":%lld,\"attempt\":1,"
      "\"time\":\"2024-04-12T08:30:00.000Z\",\"datacontenttype\":\"application/"
      "json\",\"data\":{\"uri\":\"%s\","
      "\"language\":\"fr\",\"contentCreated\":\"2024-04-12T08:30:00.000Z\",\"headlines\":[{\"role\":\"main\","
      "\"value\":\"%.60s\"}],\"bodies\":[{\"role\":\"main\",\"contenttype\":\"text/plain\",\"value\":\"",
      (long long)item, (long long)item, made->uri, text.data);
  buffer_slice(out, text);
  buffer_text(out, "\"},{\"role\":\"formatted\",\"contenttype\":\"application/xhtml+xml\",\"value\":\"<p>");
  buffer_slice(out, text);
  buffer_format(out,
                "</p>\"}],\"depeche\":{\"url\":\"%s\",\"fetch\":{\"status\":200},\"digest\":\"%s\","
                "\"fingerprint\":{\"exact\":"
                "\"%.*s\",\"similar\":\"%.*s\"},",
                made->uri, made->digest, (int)print->exact.length, print->exact.data,
                (int)print->similar.length, print->similar.data);
  put_mentions(out, text.length);
  buffer_text(out, ",\"tagger\":\"tagger-2\"}}}");
}

static void make_article(struct made *made)
{
  struct fingerprint print;
  struct buffer text = BUFFER_EMPTY;
  struct story_print bins = {{0}};
  size_t kept = (size_t)bench.items % KEPT, revised = draw(KEPT);
  arena_reset(bench.arena);
  make_text(&text);
  fingerprint_make(bench.arena, buffer_view(&text), &print);
  digest_sha256_hex(buffer_view(&text), made->digest);
  if (story_read_print(print.similar, &bins)) memcpy(made->bins, bins.bins, sizeof made->bins);
  if (bench.uris[revised][0] && draw(20) == 0)
    strcpy(made->uri, bench.uris[revised]);
  else
    snprintf(made->uri, sizeof made->uri,
             "https://www.site%zu.example.org/actualite/2024/04/article-%lld.html", zipf(SITES),
             (long long)bench.items);
  print_event(made, buffer_view(&text), &print);
  strcpy(bench.uris[kept], made->uri);
  buffer_free(&bench.texts[kept]);
  bench.texts[kept] = text;
}

/* ---- the store ---- */

static void open_store(void)
{
  dp_error error = {0, ""};
  bench.catalog = catalog_open(&(struct catalog_options){.path = bench.path}, &error);
  if (!bench.catalog) fail(bench.path, error.text);
  bench.snapshot = snapshot_new();
  struct store_options options = {
      .catalog = bench.catalog,
      .publish = {bench.ack, bench.news, "/depeche/store/main", catalog_store_id(bench.catalog)},
      .batch = {.max_items = BATCH, .max_wait = 60 * 1000},
      .heartbeat = 60 * 1000,
      .snapshot = bench.snapshot};
  bench.store = store_new(&options, clock_monotonic());
}

static void close_store(void)
{
  store_free(&bench.store);
  snapshot_free(&bench.snapshot);
  catalog_close(&bench.catalog);
}

static struct bus_message message_of(const struct made *made)
{
  struct bus_message message = {.count = 1};
  message.frames[0].length = made->event.length;
  message.frames[0].data = message.owned[0] = memory_string_of(made->event.data, made->event.length);
  return message;
}

/* take_chunk - what the daemon does with a hundred messages that wait, ten times. */
static void take_chunk(void)
{
  static struct bus_message messages[CHUNK];
  for (size_t i = 0; i < CHUNK; i++) messages[i] = message_of(&bench.chunk[i]);
  for (size_t i = 0; i < CHUNK; i++) {
    store_take(bench.store, &messages[i], clock_monotonic());
    store_turn(bench.store, true, clock_monotonic());
  }
  if (!store_flush(bench.store, clock_monotonic())) fail(bench.path, "a commit failed");
}

/* read_chunk - the part of take_chunk that reads events. */
static void read_chunk(void)
{
  struct event event;
  dp_error error = {0, ""};
  for (size_t i = 0; i < CHUNK; i++) {
    struct bus_message message = {.frames = {buffer_view(&bench.chunk[i].event)}, .count = 1};
    arena_reset(bench.arena);
    if (!intake_read(bench.arena, &message, &event, &error)) fail("an article", error.text);
  }
}

/* ---- the bare loop ---- */

static sqlite3_stmt *prepare(const char *sql)
{
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v3(bench.bare.database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
      SQLITE_OK)
    fail(sql, sqlite3_errmsg(bench.bare.database));
  return statement;
}

static void run(sqlite3_stmt *statement)
{
  if (sqlite3_step(statement) != SQLITE_DONE) fail("SQLite", sqlite3_errmsg(bench.bare.database));
  sqlite3_reset(statement);
}

static void open_bare(void)
{
  dp_error error = {0, ""};
  struct catalog *catalog = catalog_open(&(struct catalog_options){.path = bench.bare_path}, &error);
  if (!catalog) fail(bench.bare_path, error.text);
  catalog_close(&catalog);
  struct bare *bare = &bench.bare;
  if (sqlite3_open_v2(bench.bare_path, &bare->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
      SQLITE_OK)
    fail(bench.bare_path, sqlite3_errmsg(bare->database));
  sqlite3_exec(bare->database,
               "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA journal_size_limit=67108864;"
               "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
               NULL, NULL, NULL);
  bare->begin = prepare("BEGIN IMMEDIATE");
  bare->commit = prepare("COMMIT");
  bare->item =
      prepare("INSERT INTO item (epoch, item, verdict, sequence, decided_at) VALUES (1, ?1, 0, ?2, ?3)");
  bare->article = prepare(
      "INSERT INTO article (sequence, epoch, item, version, uri_hash, digest_hash, uri, digest, event)"
      " VALUES (?1, 1, ?2, 1, ?3, ?4, ?5, ?6, ?7)");
  bare->card = prepare("INSERT INTO card (sequence, story, alike, stored_at, host, expired, similar)"
                       " VALUES (?1, ?1, 50, ?2, ?3, 0, ?4)");
  bare->counts = prepare("UPDATE catalog SET stored = ?1");
}

static void write_bare(const struct made *made, int64_t item)
{
  struct bare *bare = &bench.bare;
  int64_t sequence = ++bare->sequence;
  sqlite3_bind_int64(bare->item, 1, item);
  sqlite3_bind_int64(bare->item, 2, sequence);
  sqlite3_bind_int64(bare->item, 3, 1712910600000 + sequence);
  run(bare->item);
  sqlite3_bind_int64(bare->article, 1, sequence);
  sqlite3_bind_int64(bare->article, 2, item);
  sqlite3_bind_int64(bare->article, 3, (int64_t)((uint64_t)sequence * 0x9E3779B97F4A7C15u));
  sqlite3_bind_int64(bare->article, 4, (int64_t)((uint64_t)sequence * 0xBF58476D1CE4E5B9u));
  sqlite3_bind_text(bare->article, 5, made->uri, -1, SQLITE_STATIC);
  sqlite3_bind_text(bare->article, 6, made->digest, -1, SQLITE_STATIC);
  sqlite3_bind_blob(bare->article, 7, made->event.data, (int)made->event.length, SQLITE_STATIC);
  run(bare->article);
  sqlite3_bind_int64(bare->card, 1, sequence);
  sqlite3_bind_int64(bare->card, 2, 1712910600000 + sequence);
  sqlite3_bind_int64(bare->card, 3, sequence % SITES);
  sqlite3_bind_blob(bare->card, 4, made->bins, sizeof made->bins, SQLITE_STATIC);
  run(bare->card);
}

static void write_chunk(void)
{
  int64_t first = bench.items - CHUNK + 1;
  for (size_t i = 0; i < CHUNK; i++) {
    if (i % BATCH == 0) run(bench.bare.begin);
    write_bare(&bench.chunk[i], first + (int64_t)i);
    if (i % BATCH != BATCH - 1) continue;
    sqlite3_bind_int64(bench.bare.counts, 1, bench.bare.sequence);
    run(bench.bare.counts);
    run(bench.bare.commit);
  }
}

/* ---- measuring ---- */

struct spent {
  int64_t cpu_us, articles;
  millis wall;
};

static void measure(void (*work)(void), struct spent *spent)
{
  millis wall = clock_monotonic();
  int64_t cpu = clock_cpu_us();
  work();
  spent->cpu_us += clock_cpu_us() - cpu;
  spent->wall += clock_monotonic() - wall;
  spent->articles += CHUNK;
}

static long resident_mib(void)
{
  long size = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld %ld", &size, &resident) != 2) resident = 0;
  if (file) fclose(file);
  return resident * sysconf(_SC_PAGESIZE) / (1024 * 1024);
}

static double bytes_an_article(int64_t stored)
{
  struct stat file;
  return stat(bench.path, &file) == 0 ? (double)file.st_size / (double)stored : 0;
}

static double cpu_of(const struct spent *spent)
{
  return (double)spent->cpu_us / (double)spent->articles;
}

static void tell(const struct spent *store, const struct spent *reading, const struct spent *bare)
{
  struct catalog_counts counts;
  catalog_count(bench.catalog, &counts, NULL);
  long resident = resident_mib();
  close_store();
  double bytes = bytes_an_article(counts.stored);
  millis start = clock_monotonic();
  open_store();
  printf("%9lld%10.1f%10.1f%10.1f%8.2f%9.2f%12.0f%12.0f%10.0f%8ld%10lld\n", (long long)counts.stored,
         cpu_of(store), cpu_of(reading), cpu_of(bare), cpu_of(store) / cpu_of(bare),
         (cpu_of(store) - cpu_of(reading)) / cpu_of(bare),
         1000.0 * (double)store->articles / (double)(store->wall + 1),
         1000.0 * (double)bare->articles / (double)(bare->wall + 1), bytes, resident,
         (long long)(clock_monotonic() - start));
  fflush(stdout);
}

static void go_to(int64_t size)
{
  struct spent store = {0}, reading = {0}, bare = {0};
  while (bench.items < size) {
    if (size - bench.items <= MEASURED && size - bench.items > MEASURED - CHUNK)
      store = reading = bare = (struct spent){0};
    for (size_t i = 0; i < CHUNK; i++) make_article(&bench.chunk[i]);
    measure(read_chunk, &reading);
    measure(take_chunk, &store);
    measure(write_chunk, &bare);
  }
  tell(&store, &reading, &bare);
}

static void remove_all(void)
{
  static const char *const suffixes[] = {"", "-wal", "-shm"};
  char path[4200];
  for (size_t i = 0; i < 6; i++) {
    snprintf(path, sizeof path, "%s%s", i < 3 ? bench.path : bench.bare_path, suffixes[i % 3]);
    unlink(path);
  }
}

static void open_all(const char *directory)
{
  dp_error error = {0, ""};
  snprintf(bench.path, sizeof bench.path, "%.4000s/bench-store-%ld.db", directory, (long)getpid());
  snprintf(bench.bare_path, sizeof bench.bare_path, "%.4000s/bench-bare-%ld.db", directory, (long)getpid());
  remove_all();
  bench.random.state = 7;
  bench.arena = arena_new();
  bench.bus = bus_new();
  bench.ack = bus_open(bench.bus, BUS_PUB);
  bench.news = bus_open(bench.bus, BUS_PUB);
  snprintf(bench.endpoint, sizeof bench.endpoint, "ipc:///tmp/bench-store-%ld", (long)getpid());
  if (!bus_bind(bench.ack, bench.endpoint, &error)) fail(bench.endpoint, error.text);
  open_bare();
  open_store();
}

static size_t read_sizes(char *text, int64_t sizes[SIZES_MOST])
{
  size_t count = 0;
  for (char *word = strtok(text, ","); word && count < SIZES_MOST; word = strtok(NULL, ","))
    sizes[count++] = atoll(word);
  return count;
}

int main(int argc, char **argv)
{
  static const struct option options[] = {{"articles", required_argument, NULL, 'a'},
                                          {"directory", required_argument, NULL, 'd'},
                                          {"check", no_argument, NULL, 'c'},
                                          {NULL, 0, NULL, 0}};
  char standard[] = "10000,100000,1000000", *list = standard;
  const char *directory = "/tmp";
  bool check = false;
  int64_t sizes[SIZES_MOST];
  dp_error error = {0, ""};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'a') list = optarg;
    if (option == 'd') directory = optarg;
    if (option == 'c') check = true;
    if (option == '?') return 64;
  }
  size_t count = read_sizes(list, sizes);
  open_all(directory);
  printf("   stored  store us   reading   bare us   ratio  without  articles/s  bare art/s bytes/art  mem MB "
         " start ms\n");
  for (size_t i = 0; i < count; i++) go_to(sizes[i]);
  if (check && !catalog_check(bench.catalog, NULL, &error)) fail(bench.path, error.text);
  close_store();
  sqlite3_close_v2(bench.bare.database);
  remove_all();
  unlink(bench.endpoint + strlen("ipc://"));
  return 0;
}
