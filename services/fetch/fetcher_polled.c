/* fetcher_polled.c - what a poll leaves in the journal: links, further sources, and last the source's own
 * row.
 *
 * The validators that make the next poll conditional are journaled with the last links or behind them, never
 * before: a crash in between polls again, and finds the same links. */
#include "base/log.h"
#include "base/memory.h"
#include "fetch/domain.h"
#include "fetch/fetcher_sources.h"
#include "fetch/link.h"

#include <stdio.h>
#include <stdlib.h>

enum { FRESH_FOR = 3 * 24 * 3600 * 1000, SITEMAPS_MAX = 100, DISCOVERY_DEPTH = 3 };

/* Links. */

static void put_entry(struct links *links, struct links_entry *entry, struct slice url, struct slice title)
{
  entry->at = links->text.length;
  entry->length = url.length;
  entry->title_length = title.length;
  buffer_slice(&links->text, url);
  buffer_slice(&links->text, title);
}

struct links *fetcher_links_new(const struct found *found)
{
  size_t count = found->link_count + found->source_count;
  struct links *links = memory_zero(1, sizeof *links + count * sizeof *links->entries);
  links->link_count = found->link_count;
  links->source_count = found->source_count;
  for (size_t i = 0; i < found->link_count; i++) {
    struct links_entry *entry = &links->entries[i];
    put_entry(links, entry, found->links[i].url, SLICE(""));
    entry->published = found->links[i].published;
    entry->updated = found->links[i].updated;
  }
  for (size_t i = 0; i < found->source_count; i++) {
    struct links_entry *entry = &links->entries[found->link_count + i];
    put_entry(links, entry, found->sources[i].url, found->sources[i].title);
    entry->kind = found->sources[i].kind;
    entry->updated = found->sources[i].updated;
  }
  return links;
}

void fetcher_links_free(struct links *links)
{
  if (!links) return;
  buffer_free(&links->text);
  free(links);
}

static struct slice url_of(const struct links *links, const struct links_entry *entry)
{
  return (struct slice){links->text.data + entry->at, entry->length};
}

static struct slice title_of(const struct links *links, const struct links_entry *entry)
{
  return (struct slice){links->text.data + entry->at + entry->length, entry->title_length};
}

/* rank_of - a list of everything that a site ever had must not stand before the news. */
static enum frontier_rank rank_of(const struct fetcher *fetcher, const struct poll *poll,
                                  const struct links_entry *entry)
{
  millis told = entry->updated > entry->published ? entry->updated : entry->published;
  return poll->kind != SOURCE_SITEMAP || told > fetcher->now.wall - FRESH_FOR ? RANK_FRESH : RANK_BULK;
}

/* revisit_rank - many sites date every row of a sitemap by the moment it is asked for: that must not stand
 * before the news either. */
static enum frontier_rank revisit_rank(const struct poll *poll)
{
  return poll->kind == SOURCE_SITEMAP ? RANK_REVISIT : RANK_FRESH;
}

static bool write_link(struct fetcher *fetcher, const struct poll *poll, const struct links *links,
                       const struct links_entry *entry, int64_t *fresh, dp_error *error)
{
  struct link link;
  char reason[LINK_REASON];
  bool ok = true;
  if (fetcher_link(url_of(links, entry), &link, reason)) {
    const struct frontier_link row = {.url = buffer_view(&link.url),
                                      .identity = buffer_view(&link.identity),
                                      .domain = link.domain,
                                      .source = poll->source,
                                      .rank = rank_of(fetcher, poll, entry),
                                      .updated = fetcher->settings.revisit_after ? entry->updated : 0,
                                      .revisit = revisit_rank(poll)};
    enum feed_outcome outcome;
    enum item_state state;
    int64_t item;
    ok = frontier_feed(fetcher->frontier, &row, fetcher->now.wall, &outcome, &item, &state, error);
    if (ok) *fresh += outcome == FEED_ACCEPTED;
    if (ok) fetcher_look_fed(fetcher, link.domain);
    if (ok && outcome == FEED_KNOWN) /* it may have moved to another domain since */
      fetcher_look_due(fetcher, fetcher->now.wall);
  }
  fetcher_link_free(&link);
  return ok;
}

static bool discover(struct fetcher *fetcher, const struct poll *poll, struct slice url, struct slice title,
                     enum source_kind kind, dp_error *error)
{
  struct link link;
  char reason[LINK_REASON];
  bool ok = true;
  if (fetcher_link(url, &link, reason)) {
    const struct source_addition addition = {.url = buffer_view(&link.url),
                                             .title = title,
                                             .domain = link.domain,
                                             .kind = kind,
                                             .owner = SOURCE_DISCOVERED,
                                             .parent = poll->source};
    enum source_added outcome;
    int64_t id;
    ok = sources_add(fetcher->frontier, &addition, fetcher->now.wall, &outcome, &id, error);
  }
  fetcher_link_free(&link);
  return ok;
}

/* may_discover - a source that was removed while it was polled must not bring back what left with it; and a
 * chain of sources that name ever new ones has an end: a home page, its index, an index below it, a sitemap.
 */
static bool may_discover(struct fetcher *fetcher, struct poll *poll, bool *may, dp_error *error)
{
  struct source row;
  bool found;
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, poll->source, &row, &found, error)) return false;
  *may = found && row.state == SOURCE_ACTIVE;
  for (int above = 0; *may && found && row.parent; above++) {
    if (above + 1 >= DISCOVERY_DEPTH) {
      snprintf(poll->detail, sizeof poll->detail,
               "it names further sources, %d below the one that was added: too deep, they are left out",
               DISCOVERY_DEPTH);
      log_warn("sources-too-deep", LOG_INT("source", poll->source), LOG_TEXT("url", poll->url));
      *may = false;
    }
    if (*may && !sources_read(fetcher->frontier, fetcher->arena, row.parent, &row, &found, error))
      return false;
  }
  return true;
}

/* fetcher_write_links - pages of a home page count only where it names no feed. */
bool fetcher_write_links(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  const struct links *links = change->links;
  struct poll *poll = change->poll;
  bool pages = poll->kind != SOURCE_HOME || !poll->children, may = false;
  change->made = 0;
  for (size_t i = 0; pages && i < links->link_count; i++)
    if (!write_link(fetcher, poll, links, &links->entries[i], &change->made, error)) return false;
  if (links->source_count && !may_discover(fetcher, poll, &may, error)) return false;
  for (size_t i = links->link_count; may && i < links->link_count + links->source_count; i++) {
    const struct links_entry *entry = &links->entries[i];
    if (!discover(fetcher, poll, url_of(links, entry), title_of(links, entry), entry->kind, error))
      return false;
  }
  return true;
}

void fetcher_apply_links(struct fetcher *fetcher, struct change *change)
{
  change->poll->fresh += change->made;
  fetcher->sources.gathered -= change->links->link_count + change->links->source_count;
  fetcher->sources.due_at = 0; /* further sources may be due */
}

/* The source's own row. */

static int64_t fresh_of(const struct fetcher *fetcher, const struct poll *poll)
{
  int64_t fresh = poll->fresh;
  for (size_t i = 0; i < fetcher->gathered.count; i++) {
    const struct change *change = &fetcher->gathered.changes[i];
    if (change->kind == CHANGE_LINKS && change->poll == poll) fresh += change->made;
  }
  return fresh;
}

/* The hub and topic that the poll leaves. A hub without a topic tells of the address that was asked. */
static struct slice hub_of(const struct poll *poll, const struct source *row)
{
  return poll->hub ? slice_of(poll->hub) : poll->same ? row->hub : SLICE("");
}

static struct slice topic_of(const struct poll *poll, const struct source *row)
{
  if (!poll->hub) return poll->same ? row->topic : SLICE("");
  return slice_of(poll->topic ? poll->topic : poll->url);
}

/* is_told - its hub tells of news, and goes on doing so. */
static bool is_told(const struct fetcher *fetcher, const struct poll *poll, const struct source *row)
{
  bool kept = !poll->body ||
              (slice_equal(hub_of(poll, row), row->hub) && slice_equal(topic_of(poll, row), row->topic));
  return kept && row->websub == WEBSUB_ACTIVE && row->lease_until > fetcher->now.wall;
}

static struct schedule_decision schedule(struct fetcher *fetcher, const struct poll *poll, int64_t fresh,
                                         bool told, struct schedule *schedule)
{
  struct schedule_limits limits = schedule_defaults();
  limits.min = fetcher->settings.poll_min;
  limits.max = fetcher->settings.poll_max;
  const struct schedule_poll ended = {
      .now = fetcher->now.wall,
      .status = poll->status,
      .broken = poll->failed && poll->status >= 200 && poll->status <= 299,
      .moved = poll->moved,
      .retry_after = poll->retry_after,
      .entries = poll->kind == SOURCE_FEED || poll->kind == SOURCE_HOME ? poll->entries : 0,
      .fresh = fresh,
      .published = poll->published,
      .published_count = poll->published_count};
  const struct schedule_hints hints = {.ttl = poll->ttl,
                                       .max_age = poll->max_age,
                                       .skip_hours = poll->skip_hours,
                                       .skip_days = poll->skip_days,
                                       .websub = told};
  return schedule_next(schedule, &limits, &ended, &hints, &fetcher->random);
}

static enum source_health judge(struct fetcher *fetcher, const struct poll *poll, int64_t fresh,
                                struct silence *silence)
{
  static const enum source_health healths[] = {[SILENCE_LEARNING] = SOURCE_LEARNING,
                                               [SILENCE_LIVELY] = SOURCE_LIVELY,
                                               [SILENCE_SILENT] = SOURCE_SILENT,
                                               [SILENCE_BROKEN] = SOURCE_BROKEN};
  millis now = fetcher->now.wall;
  if (!silence->since && poll->published_count && !poll->failed) {
    millis times[POLL_TIMES];
    memcpy(times, poll->published, poll->published_count * sizeof *times);
    silence_seed(silence, times, poll->published_count, now);
  }
  if (poll->failed)
    silence_failed(silence, now);
  else
    silence_answered(silence, now, fresh);
  return healths[silence_judge(silence, now, poll->failed ? poll->detail : "").state];
}

/* next_of - a subscription that ends unrenewed, and a rumour, bring the next poll forward. */
static millis next_of(const struct fetcher *fetcher, const struct poll *poll, const struct source *row,
                      const struct schedule_decision *decision, bool told)
{
  millis next = decision->next, soon = fetcher->now.wall + fetcher_rumour_gap(fetcher);
  if (told && next > row->lease_until) next = row->lease_until;
  return next && poll->rumoured && !poll->failed && next > soon ? soon : next;
}

/* write_pushed - what a hub has sent counts for the pace and for silence; the poll that was due stays as it
 * was. Content that is no feed leaves a poll that is due soon. */
static bool write_pushed(struct fetcher *fetcher, struct poll *poll, const struct source *row,
                         dp_error *error)
{
  struct schedule learnt = row->schedule;
  struct silence silence = row->silence;
  int64_t fresh = fresh_of(fetcher, poll);
  if (row->state != SOURCE_ACTIVE) return true;
  poll->due_at = row->due_at;
  if (poll->failed || poll->kind != SOURCE_FEED) return true;
  schedule_told(&learnt, fetcher->now.wall, fresh);
  const struct source_push push = {.schedule = &learnt,
                                   .health = judge(fetcher, poll, fresh, &silence),
                                   .silence = &silence,
                                   .entries = poll->entries,
                                   .fresh = fresh};
  bool held = row->due_at == poll->grace_due && poll->held_due > poll->grace_due;
  return sources_pushed(fetcher->frontier, poll->source, &push, fetcher->now.wall, error) &&
         (!held || sources_poll_at(fetcher->frontier, poll->source, poll->held_due, error));
}

/* write_row - `successor`: the source whose address this one has moved to, 0: none. Two of one address would
 * be one too many. */
static bool write_row(struct fetcher *fetcher, struct poll *poll, const struct source *row, int64_t successor,
                      dp_error *error)
{
  struct schedule learnt = row->schedule;
  struct silence silence = row->silence;
  int64_t fresh = fresh_of(fetcher, poll);
  bool told = is_told(fetcher, poll, row);
  const struct schedule_decision decision = schedule(fetcher, poll, fresh, told, &learnt);
  struct slice payload = {(const char *)poll->payload, FRONTIER_PAYLOAD};
  if (successor)
    snprintf(poll->detail, sizeof poll->detail,
             "it has moved for good to the address of source %lld, which is followed instead",
             (long long)successor);
  const struct source_poll left = {
      .outcome = slice_of(poll->outcome),
      .detail = slice_of(poll->failed || poll->detail[0] ? poll->detail : decision.reason),
      .failed = poll->failed,
      .retired = decision.retired || successor,
      .kind = poll->kind,
      .title = slice_of(poll->title ? poll->title : ""),
      .body = poll->body,
      .etag = slice_of(poll->etag ? poll->etag : ""),
      .last_modified = slice_of(poll->last_modified ? poll->last_modified : ""),
      .payload = poll->body ? payload : SLICE(""),
      .hub = hub_of(poll, row),
      .topic = topic_of(poll, row),
      .health = judge(fetcher, poll, fresh, &silence),
      .schedule = &learnt,
      .silence = &silence,
      .entries = poll->entries,
      .fresh = fresh,
      .next = next_of(fetcher, poll, row, &decision, told)};
  poll->due_at = left.next;
  fetcher->websub.due_at = 0; /* it may name another hub */
  return sources_polled(fetcher->frontier, poll->source, &left, fetcher->now.wall, error);
}

/* write_sitemaps - a home page's sitemaps stand in the robots.txt of its origin (RFC 9309, 2.2.4). */
static bool write_sitemaps(struct fetcher *fetcher, const struct poll *poll, dp_error *error)
{
  struct slice url;
  size_t at = 0;
  const struct robots *rules = fetcher_robots_rules(fetcher, slice_of(poll->url));
  for (int i = 0; rules && i < SITEMAPS_MAX && robots_sitemap(rules, &at, &url); i++)
    if (!discover(fetcher, poll, url, SLICE(""), SOURCE_SITEMAP, error)) return false;
  return true;
}

/* write_move - *successor becomes the source that has the new address already, if it is followed; else 0. */
static bool write_move(struct fetcher *fetcher, const struct poll *poll, int64_t *successor, dp_error *error)
{
  struct link link;
  struct source owner;
  char reason[LINK_REASON];
  int64_t other = 0;
  bool ok = true, found = false;
  if (fetcher_link(slice_of(poll->url), &link, reason))
    ok = sources_moved(fetcher->frontier, poll->source, buffer_view(&link.url), link.domain, &other, error);
  fetcher_link_free(&link);
  if (!ok || !other) return ok;
  if (!sources_read(fetcher->frontier, fetcher->arena, other, &owner, &found, error)) return false;
  if (found && owner.state == SOURCE_ACTIVE) *successor = other;
  return true;
}

bool fetcher_write_polled(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  struct poll *poll = change->poll;
  struct source row;
  bool found;
  arena_reset(fetcher->arena);
  if (!sources_read(fetcher->frontier, fetcher->arena, poll->source, &row, &found, error)) return false;
  if (!found) return true;
  if (poll->ticket) return write_pushed(fetcher, poll, &row, error);
  if (poll->again_at) {
    poll->due_at = poll->again_at;
    return sources_poll_at(fetcher->frontier, poll->source, poll->again_at, error);
  }
  bool good = !poll->failed && poll->status != 304 && row.state == SOURCE_ACTIVE;
  if (good && poll->kind == SOURCE_HOME && !write_sitemaps(fetcher, poll, error)) return false;
  int64_t successor = 0;
  if (good && poll->moved && !write_move(fetcher, poll, &successor, error)) return false;
  return write_row(fetcher, poll, &row, successor, error);
}
