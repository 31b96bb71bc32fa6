/* fetcher_look.c - looking ahead: which due items of the journal stand in the gate.
 *
 * The journal says which domains have something due (frontier_domains.h). A bounded number of them is in
 * hand: their items are brought to the gate, a few at a time, whenever it has room for more. When nothing of
 * a domain is due any more it is put to rest, in the same commit as its last results, and another takes its
 * place. So a domain with a million items, or a slow one, takes up no more than its own queue. */
#include "base/hash.h"
#include "base/memory.h"
#include "fetch/fetcher_internal.h"

#include <stdlib.h>

enum {
  HANDS_MAX = 8192,     /* twice what the gate has room for: some wait for their rest to be journaled */
  DOMAIN_PAGE = 64,     /* domains taken at a time */
  FILL = 32,            /* items taken at a time */
  QUANTUM = 256,        /* items of one domain, then others have their turn */
  DUE_CHECK = 60 * 1000 /* the wall clock may jump: look at it again at least so often */
};

/* The table of hands. */

struct hand *fetcher_hand_named(const struct fetcher *fetcher, struct slice domain)
{
  struct hand *hand = map_get(&fetcher->look.names, hash_slice(domain));
  while (hand && !slice_is(domain, hand->name)) hand = hand->same;
  return hand;
}

static struct hand *hand_new(struct fetcher *fetcher, const struct frontier_domain *row)
{
  struct hand *hand = memory_zero(1, sizeof *hand);
  uint64_t key = hash_slice(row->name);
  hand->domain = row->id;
  hand->name = memory_string_of(row->name.data, row->name.length);
  hand->same = map_get(&fetcher->look.names, key);
  map_put(&fetcher->look.names, key, hand);
  map_put(&fetcher->look.domains, (uint64_t)row->id, hand);
  return hand;
}

static void unlink_name(struct fetcher *fetcher, struct hand *hand)
{
  uint64_t key = hash_slice(slice_of(hand->name));
  struct hand *first = map_get(&fetcher->look.names, key), **at = &first;
  while (*at != hand) at = &(*at)->same;
  *at = hand->same;
  if (first)
    map_put(&fetcher->look.names, key, first);
  else
    map_remove(&fetcher->look.names, key);
}

static void hand_free(struct hand *hand)
{
  free(hand->name);
  free(hand);
}

void fetcher_look_free(struct fetcher *fetcher)
{
  size_t at = 0;
  for (struct hand *hand; (hand = map_each(&fetcher->look.domains, &at));) hand_free(hand);
  map_free(&fetcher->look.domains);
  map_free(&fetcher->look.names);
}

static void to_be_tended(struct fetcher *fetcher, struct hand *hand)
{
  if (hand->fed) return;
  hand->fed = true;
  hand->next_fed = fetcher->look.fed;
  fetcher->look.fed = hand;
}

/* Domains are looked at from page to page, by time. What becomes due behind the page that was seen last is
 * looked for from the beginning, once the end is reached. */
void fetcher_look_due(struct fetcher *fetcher, millis at)
{
  if (at < fetcher->look.due_at) fetcher->look.due_at = at;
  if (at <= fetcher->look.cursor.ready_at) fetcher->look.behind = true;
}

void fetcher_look_fed(struct fetcher *fetcher, struct slice domain)
{
  struct hand *hand = fetcher_hand_named(fetcher, domain);
  if (hand)
    to_be_tended(fetcher, hand);
  else
    fetcher_look_due(fetcher, fetcher->now.wall);
}

void fetcher_look_anew(struct fetcher *fetcher)
{
  size_t at = 0;
  for (struct hand *hand; (hand = map_each(&fetcher->look.domains, &at));) to_be_tended(fetcher, hand);
  fetcher_look_due(fetcher, fetcher->now.wall);
}

void fetcher_hand_left(struct fetcher *fetcher, struct hand *hand)
{
  if (hand && --hand->jobs == 0) to_be_tended(fetcher, hand);
}

void fetcher_job_forgotten(void *context, const struct gate_job *job)
{
  struct fetcher *fetcher = context;
  if (job->kind == GATE_PAGE && job->id < PROBE_FIRST)
    fetcher_hand_left(fetcher, fetcher_hand_named(fetcher, job->domain));
  if (job->kind == GATE_SOURCE) fetcher_poll_forgotten(fetcher, job->id);
}

void fetcher_hand_rested(struct fetcher *fetcher, struct hand *hand, millis ready_at)
{
  if (ready_at) fetcher_look_due(fetcher, ready_at);
  hand->resting = false;
  if (hand->fed) return; /* something came meanwhile: it stays in hand */
  unlink_name(fetcher, hand);
  map_remove(&fetcher->look.domains, (uint64_t)hand->domain);
  hand_free(hand);
}

/* What the gate asks. */

bool fetcher_restore_domain(void *context, struct gate_state *state)
{
  struct fetcher *fetcher = context;
  struct frontier_domain row;
  bool found;
  dp_error ignored; /* what was learnt of a domain is no reason to stop */
  arena_reset(fetcher->look_arena);
  if (!frontier_domain_find(fetcher->frontier, fetcher->look_arena, state->domain, &row, &found, &ignored))
    return false;
  if (!found) return false;
  state->ready_at = row.politeness.ready_at;
  state->response_time = row.politeness.response_time;
  state->pushbacks = row.politeness.pushbacks;
  state->day_starts = row.politeness.day_starts;
  state->day_from = row.politeness.day_from;
  return true;
}

/* Filling. */

static bool known(void *context, int64_t item)
{
  const struct fetcher *fetcher = context;
  return gate_find(fetcher->gate, GATE_PAGE, item) || map_get(&fetcher->gathered.transferred, (uint64_t)item);
}

static size_t room_for(struct fetcher *fetcher, const struct hand *hand)
{
  bool others_wait = fetcher->look.due_at <= fetcher->now.wall;
  if (others_wait && hand->turn >= QUANTUM) return 0;
  int64_t wants = gate_wants(fetcher->gate, slice_of(hand->name), GATE_PAGE);
  return wants < 0 ? 0 : wants < FILL ? (size_t)wants : FILL;
}

static bool fill(struct fetcher *fetcher, struct hand *hand, dp_error *cause)
{
  struct frontier_due_item due[FILL];
  size_t limit = room_for(fetcher, hand), count;
  millis next_at, at = hand->late ? INT64_MAX : fetcher->now.wall;
  if (!limit) return true;
  arena_reset(fetcher->arena);
  if (!frontier_domain_items(fetcher->frontier, fetcher->arena, hand->domain, at, limit, known, fetcher, due,
                             &count, &next_at, cause))
    return false;
  for (size_t i = 0; i < count; i++) {
    if (hand->late && due[i].revisit) continue;
    int64_t attempts = due[i].fetch_attempts < NOTE_ATTEMPTS_MAX ? due[i].fetch_attempts : NOTE_ATTEMPTS_MAX;
    int64_t note =
        due[i].source << NOTE_SOURCE | attempts << NOTE_ATTEMPTS | (due[i].revisit ? NOTE_REVISIT : 0);
    if (gate_add(fetcher->gate, GATE_PAGE, due[i].item, note, due[i].url, fetcher->now.steady,
                 fetcher->now.wall) != GATE_ADDED)
      break;
    hand->jobs++;
    hand->turn++;
  }
  return true;
}

/* tend - the domain's queue is filled; when there is nothing to fill it with, it goes to rest. */
static bool tend(struct fetcher *fetcher, struct hand *hand, dp_error *cause)
{
  if (hand->resting) return true; /* the journal looks for its next item when it writes that */
  if (!fill(fetcher, hand, cause)) return false;
  if (hand->jobs) return true;
  hand->resting = true;
  struct change *change = fetcher_gather(fetcher, CHANGE_REST, hand->domain);
  change->hand = hand;
  return true;
}

static bool tend_all(struct fetcher *fetcher, dp_error *cause)
{
  while (fetcher->look.fed) {
    struct hand *hand = fetcher->look.fed;
    fetcher->look.fed = hand->next_fed; /* before: to tend it may feed others, whose domains leave the gate */
    hand->fed = false;
    if (tend(fetcher, hand, cause)) continue;
    to_be_tended(fetcher, hand);
    return false;
  }
  for (struct slice name; (name = gate_hungry(fetcher->gate)).length;) {
    struct hand *hand = fetcher_hand_named(fetcher, name);
    if (hand && !tend(fetcher, hand, cause)) return false;
  }
  return true;
}

/* Taking domains into the hand. */

static bool in_hand(void *context, int64_t domain)
{
  const struct fetcher *fetcher = context;
  return map_get(&fetcher->look.domains, (uint64_t)domain) != NULL;
}

static bool room_for_domains(const struct fetcher *fetcher)
{
  return fetcher->look.domains.count < HANDS_MAX && gate_room(fetcher->gate) > 0;
}

static bool take_domains(struct fetcher *fetcher, dp_error *cause)
{
  struct frontier_domain rows[DOMAIN_PAGE];
  size_t count, room = (size_t)gate_room(fetcher->gate);
  bool more;
  arena_reset(fetcher->arena);
  if (!frontier_domains_due(fetcher->frontier, fetcher->arena, fetcher->now.wall, &fetcher->look.cursor,
                            room < DOMAIN_PAGE ? room : DOMAIN_PAGE, in_hand, fetcher, rows, &count, &more,
                            cause))
    return false;
  for (size_t i = 0; i < count; i++) to_be_tended(fetcher, hand_new(fetcher, &rows[i]));
  if (!more) {
    fetcher->look.cursor = (struct frontier_domain_cursor){0, 0};
    if (!frontier_next_ready_at(fetcher->frontier, fetcher->now.wall, &fetcher->look.due_at, cause))
      return false;
    if (!fetcher->look.due_at) fetcher->look.due_at = INT64_MAX;
    if (fetcher->look.behind) fetcher->look.due_at = fetcher->now.wall;
    fetcher->look.behind = false;
  }
  return tend_all(fetcher, cause);
}

/* Clocks. No retry is put off for longer than RETRY_DELAY_MAX and a quarter: an item that waits longer was
 * queued or put off by a wall clock that ran ahead, and is due. That is looked for at the start and whenever
 * the wall clock was set back. Revisits may be as far away as they like. */

static millis beyond_any_delay(const struct fetcher *fetcher)
{
  return fetcher->now.wall + RETRY_DELAY_MAX + RETRY_DELAY_MAX / 4;
}

static void compare_clocks(struct fetcher *fetcher)
{
  struct fetcher_now *last = &fetcher->look.last, now = fetcher->now;
  bool set_back = (now.wall - last->wall) - (now.steady - last->steady) < -DUE_CHECK;
  if (set_back || !last->wall) {
    fetcher->look.sweeping = fetcher->sources.clock_set = true;
    fetcher->look.sweep = (struct frontier_domain_cursor){beyond_any_delay(fetcher), 0};
    fetcher->look.due_at = now.wall;
  }
  *last = now;
}

/* late_item - the domain has an item that waits for a time beyond any delay. */
static bool late_item(struct fetcher *fetcher, int64_t domain, bool *late, dp_error *cause)
{
  struct frontier_due_item first;
  size_t count;
  millis next_at;
  if (!frontier_domain_items(fetcher->frontier, fetcher->arena, domain, INT64_MAX, 1, known, fetcher, &first,
                             &count, &next_at, cause))
    return false;
  *late = count && !first.revisit && first.due_at > beyond_any_delay(fetcher);
  return true;
}

static bool sweep(struct fetcher *fetcher, dp_error *cause)
{
  struct frontier_domain rows[DOMAIN_PAGE];
  size_t count;
  arena_reset(fetcher->arena);
  if (!frontier_domains_due(fetcher->frontier, fetcher->arena, INT64_MAX, &fetcher->look.sweep, DOMAIN_PAGE,
                            in_hand, fetcher, rows, &count, &fetcher->look.sweeping, cause))
    return false;
  for (size_t i = 0; i < count; i++) {
    bool late;
    if (!late_item(fetcher, rows[i].id, &late, cause)) return false;
    if (!late) continue;
    struct hand *hand = hand_new(fetcher, &rows[i]);
    hand->late = true;
    to_be_tended(fetcher, hand);
  }
  return tend_all(fetcher, cause);
}

bool fetcher_look(struct fetcher *fetcher, dp_error *cause)
{
  compare_clocks(fetcher);
  if (!tend_all(fetcher, cause)) return false;
  if (fetcher->look.sweeping && room_for_domains(fetcher) && !sweep(fetcher, cause)) return false;
  while (fetcher->look.due_at <= fetcher->now.wall && room_for_domains(fetcher))
    if (!take_domains(fetcher, cause)) return false;
  return true;
}

millis fetcher_look_at(const struct fetcher *fetcher)
{
  if (!room_for_domains(fetcher)) return 0;
  if (fetcher->look.sweeping) return fetcher->now.steady + 1;
  if (fetcher->look.due_at == INT64_MAX) return 0;
  millis wait = fetcher->look.due_at - fetcher->now.wall;
  return fetcher->now.steady + (wait < 1 ? 1 : wait > DUE_CHECK ? DUE_CHECK : wait);
}
