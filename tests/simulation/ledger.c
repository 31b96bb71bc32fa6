/* ledger.c - what was promised, and whether it is kept.
 *
 * Two kinds of checks. Cheap ones at every event, against what this process has seen. Dear ones, by chance:
 * the disk is cloned as if the power went in this moment and every unsynced write were lost, opened with the
 * real code, and asked. */
#include "world.h"

#include "data/article.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEAR = 30 /* one in so many */ };

static struct disk scratch = {.vfs = "disk-scratch", .crash_in = -1};

static void use_scratch(const struct disk *disk)
{
  static bool registered;
  if (!registered) disk_register(&scratch);
  registered = true;
  disk_clone(disk, &scratch);
}

static bool dear(struct world *world)
{
  return random_below(&world->random, DEAR) == 0;
}

/* Promises. */

/* ledger_promise - also by the URL of a hop, or of what it has moved to: the number at the end tells. */
struct promise *ledger_promise(struct world *world, struct slice url)
{
  size_t end = url.length, start;
  const char *query = memchr(url.data, '?', url.length);
  int64_t number;
  if (query) end = (size_t)(query - url.data);
  for (start = end; start && url.data[start - 1] != '/';) start--;
  if (slice_number((struct slice){url.data + start, end - start}, &number) &&
      number < (int64_t)world->promise_count)
    return &world->promises[number];
  world_fail(world, "a URL that nobody fed: %.*s", (int)url.length, url.data);
  return NULL;
}

struct known_item *ledger_item(struct world *world, int64_t item)
{
  for (size_t i = 0; i < world->item_count; i++)
    if (world->items[i].item == item) return &world->items[i];
  return NULL;
}

static void know(struct world *world, struct promise *promise, int64_t item)
{
  const struct known_item *known = ledger_item(world, item);
  size_t number = (size_t)(promise - world->promises);
  if (known && known->promise != number)
    world_fail(world, "item %lld is of %s and of %s", (long long)item, world->promises[known->promise].url,
               promise->url);
  if (known || world->item_count == WORLD_ITEMS) return;
  world->items[world->item_count++] = (struct known_item){.item = item, .promise = number};
}

void ledger_number(struct world *world, struct promise *promise, int64_t item)
{
  if (promise->item && promise->item != item)
    world_fail(world, "%s was item %lld and is item %lld", promise->url, (long long)promise->item,
               (long long)item);
  promise->item = item;
  know(world, promise, item);
}

void ledger_later(struct world *world, struct promise *promise, int64_t item)
{
  world->counts.revisions += ledger_item(world, item) == NULL;
  know(world, promise, item);
}

static void check_fed(struct world *world, struct frontier *frontier, const struct promise *promise,
                      const char *when)
{
  int64_t item = 0;
  bool found = false;
  dp_error error = {0};
  if (!frontier_find(frontier, slice_of(promise->url), &item, &found, &error))
    world_fail(world, "the frontier can't be read %s: %s", when, error.text);
  else if (!found || item != promise->item)
    world_fail(world, "no loss: %s was acknowledged as item %lld and is not in the frontier %s", promise->url,
               (long long)promise->item, when);
}

void ledger_answered(struct world *world, struct promise *promise, int64_t item)
{
  dp_error error = {0};
  ledger_number(world, promise, item);
  promise->answered = true;
  if (!dear(world)) return;
  use_scratch(&world->fetch_disk);
  struct frontier *frontier = frontier_open(&(struct frontier_options){"frontier.db", scratch.vfs}, &error);
  if (!frontier)
    world_fail(world, "the frontier would not open after a power loss: %s", error.text);
  else
    check_fed(world, frontier, promise, "if the power goes now");
  frontier_close(&frontier);
}

/* Sending. */

static void check_archived(struct world *world, const struct frontier_item *row)
{
  struct buffer head = BUFFER_EMPTY, body = BUFFER_EMPTY, expected = BUFFER_EMPTY;
  struct warc_io io = disk_warc_io(&scratch);
  dp_error error = {0};
  const struct promise *promise = ledger_promise(world, row->url);
  if (!promise) return;
  const char *url = promise->url;
  if (!warc_read_response(&io, arena_string(world->arena, row->warc_file), row->warc_offset, 1 << 20, &head,
                          &body, &error))
    world_fail(world, "journal first: the record of %s would be lost with the power: %s", url, error.text);
  web_body(url, web_version(buffer_view(&body)), &expected);
  if (!slice_equal(buffer_view(&body), buffer_view(&expected)))
    world_fail(world, "journal first: the record of %s holds another body", url);
  buffer_free(&head);
  buffer_free(&body);
  buffer_free(&expected);
}

static bool read_item(struct world *world, struct frontier *frontier, int64_t item, struct frontier_item *row)
{
  bool found = false;
  dp_error error = {0};
  if (frontier_read(frontier, world->arena, item, row, &found, &error) && found) return true;
  world_fail(world, "item %lld is not in the frontier: %s", (long long)item, error.text);
  return false;
}

static void check_journaled(struct world *world, struct frontier *frontier, int64_t item, const char *when,
                            bool archive)
{
  struct frontier_item row;
  if (!read_item(world, frontier, item, &row)) return;
  if (row.state == ITEM_QUEUED)
    world_fail(world, "journal first: item %lld was sent and is not journaled as fetched %s", (long long)item,
               when);
  else if (archive)
    check_archived(world, &row);
}

void ledger_sent(struct world *world, const struct event *event)
{
  struct promise *promise = ledger_promise(world, article_url(event->data));
  dp_error error = {0};
  if (!promise) return;
  if (json_get_integer(json_get(json_get(event->data, "depeche"), "fetch"), "revision_of", 0))
    ledger_later(world, promise, event->item);
  else
    ledger_number(world, promise, event->item);
  world->counts.sent++;
  if (world->fetch.sent_count < 64) world->fetch.sent[world->fetch.sent_count++] = event->item;
  if (!dear(world)) return;
  use_scratch(&world->fetch_disk);
  struct frontier *frontier = frontier_open(&(struct frontier_options){"frontier.db", scratch.vfs}, &error);
  if (!frontier)
    world_fail(world, "the frontier would not open after a power loss: %s", error.text);
  else
    check_journaled(world, frontier, event->item, "if the power goes now", true);
  frontier_close(&frontier);
}

void ledger_sent_journaled(struct world *world)
{
  struct frontier *frontier = fetcher_frontier(world->fetch.fetcher);
  for (size_t i = 0; i < world->fetch.sent_count; i++)
    check_journaled(world, frontier, world->fetch.sent[i], "", false);
}

/* Verdicts. */

static void check_decided(struct world *world, struct catalog *catalog, const struct known_item *promise,
                          const char *when)
{
  struct catalog_record record;
  bool found = false;
  dp_error error = {0};
  char key[96];
  snprintf(key, sizeof key, "%s.%lld", world->fetch.epoch, (long long)promise->item);
  if (!catalog_find(catalog, world->arena, slice_of(key), &record, &found, &error))
    world_fail(world, "the catalog can't be read %s: %s", when, error.text);
  else if (!found)
    world_fail(world, "commit, then answer: item %lld was acknowledged and is not in the catalog %s",
               (long long)promise->item, when);
  else if (!slice_is(promise->verdict, verdict_name(record.verdict)) ||
           (record.verdict == VERDICT_STORED && record.sequence != promise->sequence))
    world_fail(world, "one verdict: item %lld was told %.*s %lld, the catalog has %s %lld %s",
               (long long)promise->item, (int)promise->verdict.length, promise->verdict.data,
               (long long)promise->sequence, verdict_name(record.verdict), (long long)record.sequence, when);
}

static void check_durable(struct world *world, const struct known_item *promise)
{
  dp_error error = {0};
  use_scratch(&world->store_disk);
  const struct catalog_options options = {.path = "catalog.db", .vfs = scratch.vfs, .exclusive = true};
  struct catalog *catalog = catalog_open(&options, &error);
  if (!catalog)
    world_fail(world, "the catalog would not open after a power loss: %s", error.text);
  else
    check_decided(world, catalog, promise, "if the power goes now");
  catalog_close(&catalog);
}

static struct slice literal(struct slice verdict)
{
  for (int i = VERDICT_STORED; i <= VERDICT_REJECTED; i++)
    if (slice_is(verdict, verdict_name((enum verdict)i))) return slice_of(verdict_name((enum verdict)i));
  return SLICE("");
}

static void take_verdict(struct world *world, const struct json *node)
{
  int64_t item = json_get_integer(node, "item", 0);
  struct known_item *promise = ledger_item(world, item);
  struct slice verdict = literal(json_get_text(node, "verdict"));
  int64_t sequence = json_get_integer(node, "sequence", 0);
  if (!promise) world_fail(world, "item %lld belongs to no URL that was fed", (long long)item);
  if (!promise) return;
  world->promises[promise->promise].settled = true;
  world_say(world, "verdict on item %lld: %.*s %lld", (long long)promise->item, (int)verdict.length,
            verdict.data, (long long)sequence);
  if (promise->decided && (!slice_equal(promise->verdict, verdict) || promise->sequence != sequence))
    world_fail(world, "one verdict: item %lld was %.*s %lld and is now %.*s %lld", (long long)promise->item,
               (int)promise->verdict.length, promise->verdict.data, (long long)promise->sequence,
               (int)verdict.length, verdict.data, (long long)sequence);
  promise->decided = true;
  promise->verdict = verdict;
  promise->sequence = sequence;
  if (dear(world)) check_durable(world, promise);
}

void ledger_verdicts(struct world *world, const struct event *event)
{
  for
    json_each(node, json_get(event->data, "verdicts")) take_verdict(world, node);
}

void ledger_published(struct world *world, const struct event *event)
{
  int64_t *owner = &world->owners[event->sequence % WORLD_ARTICLES];
  if (world->store.published && event->sequence != world->store.published + 1)
    world_fail(world, "gapless: sequence %lld was published behind %lld", (long long)event->sequence,
               (long long)world->store.published);
  if (*owner && *owner != event->item)
    world_fail(world, "sequence %lld was item %lld and is item %lld", (long long)event->sequence,
               (long long)*owner, (long long)event->item);
  world->store.published = event->sequence;
  *owner = event->item;
}

/* After a start: what is on the disk, as the daemon itself sees it. */

static bool anything_answered(const struct world *world)
{
  for (size_t i = 0; i < world->promise_count; i++)
    if (world->promises[i].answered) return true;
  return false;
}

static void check_epoch(struct world *world)
{
  const char *epoch = fetcher_epoch(world->fetch.fetcher);
  if (strcmp(epoch, world->fetch.epoch) == 0) return;
  if (world->fetch.epoch[0] && anything_answered(world))
    world_fail(world, "no loss: the frontier was made anew although URLs were acknowledged");
  for (size_t i = 0; i < world->promise_count; i++) world->promises[i].item = 0;
  world->item_count = 0;
  snprintf(world->fetch.epoch, sizeof world->fetch.epoch, "%s", epoch);
}

static void check_done(struct world *world, struct frontier *frontier, const struct known_item *promise)
{
  struct frontier_item row;
  if (!read_item(world, frontier, promise->item, &row) || row.state != ITEM_DONE) return;
  if (!promise->decided || !slice_equal(row.verdict, promise->verdict))
    world_fail(world, "item %lld is done as %.*s, which the store never said", (long long)promise->item,
               (int)row.verdict.length, row.verdict.data);
}

void ledger_fetch_started(struct world *world)
{
  struct frontier *frontier = fetcher_frontier(world->fetch.fetcher);
  check_epoch(world);
  for (size_t i = 0; i < world->promise_count; i++)
    if (world->promises[i].answered) check_fed(world, frontier, &world->promises[i], "after a start");
  for (size_t i = 0; i < world->item_count && !world->failed; i++)
    if (world->promises[world->items[i].promise].answered) check_done(world, frontier, &world->items[i]);
}

struct reading {
  struct world *world;
  int64_t last;
  char seen[WORLD_ARTICLES][256]; /* uri and digest by sequence */
};

static bool read_article(void *context, const struct catalog_article *article)
{
  struct reading *reading = context;
  int64_t sequence = article->sequence;
  struct event event;
  dp_error error = {0};
  if (sequence != reading->last + 1)
    world_fail(reading->world, "gapless: %lld follows %lld in the catalog", (long long)sequence,
               (long long)reading->last);
  reading->last = sequence;
  reading->world->counts.copies += article->story != sequence;
  if (sequence < WORLD_ARTICLES && !article->event_json.length) {
    reading->seen[sequence][0] = '\0'; /* it has expired */
    reading->world->counts.expired++;
    return true;
  }
  if (sequence >= WORLD_ARTICLES ||
      !event_parse(reading->world->arena, article->event_json, &event, &error)) {
    world_fail(reading->world, "article %lld can't be read: %s", (long long)sequence, error.text);
    return false;
  }
  struct slice uri = article_uri(event.data), digest = article_digest(event.data);
  snprintf(reading->seen[sequence], sizeof reading->seen[sequence], "%.*s %.*s", (int)uri.length, uri.data,
           (int)digest.length, digest.data);
  for (int64_t i = 1; i < sequence; i++)
    if (strcmp(reading->seen[i], reading->seen[sequence]) == 0)
      world_fail(reading->world, "exactly once: %s is in the catalog as %lld and %lld", reading->seen[i],
                 (long long)i, (long long)sequence);
  return true;
}

static int64_t check_catalog(struct world *world)
{
  static struct reading reading;
  dp_error error = {0};
  reading.world = world;
  reading.last = 0;
  world->counts.expired = 0;
  world->counts.copies = 0;
  if (!catalog_replay(world->store.catalog, 0, INT64_MAX, read_article, &reading, &error))
    world_fail(world, "the catalog can't be replayed: %s", error.text);
  for (size_t i = 0; i < world->item_count; i++)
    if (world->items[i].decided)
      check_decided(world, world->store.catalog, &world->items[i], "after a start");
  return reading.last;
}

void ledger_store_started(struct world *world)
{
  const char *id = catalog_store_id(world->store.catalog);
  bool decided = false;
  for (size_t i = 0; i < world->item_count; i++) decided |= world->items[i].decided;
  if (world->store.id[0] && decided && strcmp(id, world->store.id) != 0)
    world_fail(world, "the catalog was made anew although items were decided");
  snprintf(world->store.id, sizeof world->store.id, "%s", id);
  dp_error error = {0};
  if (!catalog_check(world->store.catalog, NULL, &error)) world_fail(world, "after a start: %s", error.text);
  check_catalog(world);
}

/* The end. */

bool ledger_settled(struct world *world)
{
  if (!world->fetch.fetcher || !world->store.store || store_stalled(world->store.store)) return false;
  struct frontier_counts counts = frontier_counts(fetcher_frontier(world->fetch.fetcher));
  for (size_t i = 0; i < world->promise_count; i++)
    if (!world->promises[i].answered) return false;
  return counts.queued == 0 && counts.fetched == 0 && fetcher_idle(world->fetch.fetcher);
}

/* dead_rightly - why an item may be a dead letter. */
static bool dead_rightly(const struct promise *promise, const struct frontier_item *row)
{
  if (promise->kind == PAGE_GONE) return slice_is(row->reason, "http-404");
  if (promise->kind == PAGE_ROUND) return slice_is(row->reason, "redirect-loop");
  if (promise->kind == PAGE_BARRED) return slice_is(row->reason, "robots");
  return slice_is(row->reason, "undeliverable");
}

static bool never_had(enum page_kind kind)
{
  return kind == PAGE_GONE || kind == PAGE_ROUND || kind == PAGE_BARRED;
}

static bool done_rightly(const struct promise *promise, const struct known_item *item)
{
  if (never_had(promise->kind) || promise->kind == PAGE_POISON) return false;
  if (promise->kind == PAGE_REJECTED) return slice_is(item->verdict, "rejected");
  return slice_is(item->verdict, "stored") ||
         (promise->kind == PAGE_TWIN && slice_is(item->verdict, "duplicate"));
}

static void check_end(struct world *world, const struct known_item *item)
{
  struct frontier *frontier = fetcher_frontier(world->fetch.fetcher);
  const struct promise *promise = &world->promises[item->promise];
  struct frontier_item row;
  if (!read_item(world, frontier, item->item, &row)) return;
  check_done(world, frontier, item);
  if (row.warc_file.length) check_archived(world, &row);
  bool right = row.state == ITEM_DONE ? done_rightly(promise, item) : dead_rightly(promise, &row);
  if (!right)
    world_fail(world, "%s ended as %s %.*s", promise->url, item_state_name(row.state),
               (int)(row.state == ITEM_DONE ? item->verdict.length : row.reason.length),
               row.state == ITEM_DONE ? item->verdict.data : row.reason.data);
  if (row.state != ITEM_DEAD || never_had(promise->kind) || promise->kind == PAGE_POISON) return;
  world->counts.undeliverable++;
  world->counts.dead_but_stored += item->decided;
}

void ledger_end(struct world *world)
{
  struct frontier_counts counts = frontier_counts(fetcher_frontier(world->fetch.fetcher));
  int64_t settled = counts.stored + counts.duplicate + counts.rejected + counts.dead;
  if (settled != (int64_t)world->item_count)
    world_fail(world, "the sum: %zu items were made of %zu pages, %lld are settled", world->item_count,
               world->promise_count, (long long)settled);
  use_scratch(&world->fetch_disk); /* archived records are read as a power loss would leave them */
  for (size_t i = 0; i < world->promise_count && !world->failed; i++)
    check_fed(world, fetcher_frontier(world->fetch.fetcher), &world->promises[i], "at the end");
  for (size_t i = 0; i < world->item_count && !world->failed; i++) check_end(world, &world->items[i]);
  int64_t articles = check_catalog(world);
  if (articles < counts.stored)
    world_fail(world, "%lld articles for %lld stored items", (long long)articles, (long long)counts.stored);
}
