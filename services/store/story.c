/* story.c - a ring of the newest articles and, for each pair of bins, chains through it from the newest to
 * the oldest.
 *
 * An entry is named by how many were added before it; its place in the ring is that number modulo the size,
 * and a link to an entry that the ring has overwritten ends the chain. Chains are anchored in buckets, as
 * many for each pair as the ring has places; a bucket may hold several values of a pair. While the ring grows
 * it has not turned yet, and everything is linked anew.
 *
 * With a full ring nothing of it is in the cache of the processor, and waiting for memory is what a search
 * costs. So all chains are walked side by side, one step of each at a time, and candidates are only compared
 * when their fingerprints have had the time to arrive. */
#include "store/story.h"

#include "base/memory.h"

#include <stdlib.h>

enum { BANDS = STORY_BINS / 2, LEAST = 1024, MOST_BUCKETS = 65536, MOST_CANDIDATES = BANDS * STORY_LOOK };

struct place {
  int64_t sequence, story, site;
  millis stored_at;
};

struct stories {
  /* The ring; each array has `size` places. */
  struct story_print *prints; /* each in a line of the cache */
  void *prints_block;         /* where they are in */
  struct place *places;
  uint32_t *seen;  /* the search that looked at it last */
  uint32_t *older; /* [BANDS][size]: one more than the number of the entry before it in the chain; 0: none */
  uint32_t *heads; /* [BANDS][buckets]: the same of the newest */
  size_t size, most, buckets;
  uint32_t first, end; /* numbers of what is there */
  uint32_t search;
  uint32_t candidates[MOST_CANDIDATES];
  size_t candidate_count;
};

static int hex_digit(char c)
{
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool story_read_print(struct slice similar, struct story_print *print)
{
  static const char version[] = "m1:";
  enum { VERSION = sizeof version - 1 };
  if (similar.length != VERSION + 2 * STORY_BINS || !slice_starts(similar, version)) return false;
  for (size_t i = 0; i < STORY_BINS; i++) {
    int high = hex_digit(similar.data[VERSION + 2 * i]), low = hex_digit(similar.data[VERSION + 2 * i + 1]);
    if (high < 0 || low < 0) return false;
    print->bins[i] = (unsigned char)(high << 4 | low);
  }
  return true;
}

int story_likeness(const struct story_print *one, const struct story_print *other)
{
  const double chance = 1.0 / 255;    /* two bins that differ show the same byte once in 255 times */
  unsigned char same = 0, filled = 0; /* bytes, so that the compiler takes sixteen at a time */
  for (size_t i = 0; i < STORY_BINS; i++) {
    same = (unsigned char)(same + (one->bins[i] == other->bins[i]));
    filled = (unsigned char)(filled + ((one->bins[i] | other->bins[i]) != 0));
  }
  int shared = same - (STORY_BINS - filled);
  if (shared < STORY_SHARED) return 0;
  double share = (double)shared / (double)filled;
  return (int)(100 * (share - chance) / (1 - chance) + 0.5);
}

struct stories *stories_new(size_t most)
{
  struct stories *stories = memory_zero(1, sizeof *stories);
  stories->most = most < LEAST ? LEAST : most;
  return stories;
}

void stories_free(struct stories **stories)
{
  if (!*stories) return;
  free((*stories)->prints_block);
  free((*stories)->places);
  free((*stories)->seen);
  free((*stories)->older);
  free((*stories)->heads);
  free(*stories);
  *stories = NULL;
}

/* ---- the ring and its chains ---- */

static size_t slot_of(const struct stories *stories, uint32_t number)
{
  return number & (stories->size - 1);
}

static bool is_there(const struct stories *stories, uint32_t number)
{
  return number - stories->first < stories->end - stories->first;
}

/* head_of - where the chain of the print's pair begins; NULL for a pair that says nothing. */
static uint32_t *head_of(const struct stories *stories, const struct story_print *print, size_t band)
{
  unsigned one = print->bins[2 * band], other = print->bins[2 * band + 1];
  if (!one || !other) return NULL;
  return &stories->heads[band * stories->buckets + ((one << 8 ^ other) & (stories->buckets - 1))];
}

static void link_place(struct stories *stories, uint32_t number)
{
  size_t slot = slot_of(stories, number);
  for (size_t band = 0; band < BANDS; band++) {
    uint32_t *head = head_of(stories, &stories->prints[slot], band);
    stories->older[band * stories->size + slot] = head ? *head : 0;
    if (head) *head = number + 1;
  }
}

static void grow_prints(struct stories *stories, size_t size)
{
  enum { LINE = sizeof(struct story_print) };
  void *block = memory_alloc((size + 1) * LINE);
  struct story_print *prints = (struct story_print *)(((uintptr_t)block + LINE - 1) & ~(uintptr_t)(LINE - 1));
  if (stories->prints) memcpy(prints, stories->prints, size / 2 * LINE);
  free(stories->prints_block);
  stories->prints_block = block;
  stories->prints = prints;
}

static void grow(struct stories *stories)
{
  size_t size = stories->size = stories->size ? stories->size * 2 : LEAST;
  stories->buckets = size < MOST_BUCKETS ? size : MOST_BUCKETS;
  grow_prints(stories, size);
  stories->places = memory_resize(stories->places, size * sizeof *stories->places);
  free(stories->seen);
  free(stories->older);
  free(stories->heads);
  stories->seen = memory_zero(size, sizeof *stories->seen);
  stories->older = memory_zero(BANDS * size, sizeof *stories->older);
  stories->heads = memory_zero(BANDS * stories->buckets, sizeof *stories->heads);
  for (uint32_t number = stories->first; number != stories->end; number++) link_place(stories, number);
}

void stories_add(struct stories *stories, const struct story_entry *entry)
{
  if (stories->end - stories->first == stories->size) {
    if (stories->size < stories->most)
      grow(stories);
    else
      stories->first++;
  }
  size_t slot = slot_of(stories, stories->end);
  stories->prints[slot] = entry->print;
  stories->places[slot] = (struct place){entry->sequence, entry->story, entry->site, entry->stored_at};
  stories->seen[slot] = 0;
  link_place(stories, stories->end++);
}

void stories_forget(struct stories *stories, int64_t sequence)
{
  while (stories->end != stories->first) {
    size_t slot = slot_of(stories, stories->end - 1);
    if (stories->places[slot].sequence <= sequence) return;
    stories->end--;
    /* The newest is the first of each of its chains. */
    for (size_t band = 0; band < BANDS; band++) {
      uint32_t *head = head_of(stories, &stories->prints[slot], band);
      if (head) *head = stories->older[band * stories->size + slot];
    }
  }
}

size_t stories_count(const struct stories *stories)
{
  return stories->end - stories->first;
}

/* ---- searching ---- */

/* begin_search - a number that no place was marked with. */
static void begin_search(struct stories *stories)
{
  stories->candidate_count = 0;
  if (++stories->search) return;
  memset(stories->seen, 0, stories->size * sizeof *stories->seen);
  stories->search = 1;
}

/* step - takes the entry that a link names as a candidate, and returns the link that follows it. */
static uint32_t step(struct stories *stories, size_t band, uint32_t link)
{
  uint32_t number = link - 1;
  size_t slot = slot_of(stories, number);
  if (!is_there(stories, number)) return 0;
  if (stories->seen[slot] != stories->search) {
    stories->seen[slot] = stories->search;
    __builtin_prefetch(&stories->prints[slot]);
    stories->candidates[stories->candidate_count++] = number;
  }
  return stories->older[band * stories->size + slot];
}

static void gather(struct stories *stories, const struct story_print *print)
{
  uint32_t links[BANDS];
  size_t bands[BANDS], open = 0;
  for (size_t band = 0; band < BANDS; band++) {
    const uint32_t *head = head_of(stories, print, band);
    bands[open] = band;
    links[open] = head ? *head : 0;
    open += links[open] != 0;
  }
  for (int looked = 0; open && looked < STORY_LOOK; looked++) {
    size_t still = 0;
    for (size_t i = 0; i < open; i++) {
      uint32_t link = step(stories, bands[i], links[i]);
      bands[still] = bands[i];
      links[still] = link;
      still += link != 0;
    }
    open = still;
  }
}

/* first_of - the place of the article with which a story began; false when it is no longer there. */
static bool first_of(const struct stories *stories, int64_t story, size_t *slot)
{
  uint32_t low = stories->first, high = stories->end;
  while (low != high) {
    uint32_t middle = low + (high - low) / 2;
    if (stories->places[slot_of(stories, middle)].sequence < story)
      low = middle + 1;
    else
      high = middle;
  }
  *slot = slot_of(stories, low);
  return low != stories->end && stories->places[*slot].sequence == story;
}

/* joins - may the entry join the story of this place, which it is so much like? */
static bool joins(const struct stories *stories, const struct story_entry *entry, const struct place *place,
                  int alike)
{
  size_t slot;
  if (place->stored_at < entry->stored_at - STORY_WINDOW) return false;
  if (alike < (entry->site == place->site ? STORY_ALIKE_AT_HOME : STORY_ALIKE)) return false;
  if (alike >= STORY_CLOSE || place->story == place->sequence) return true;
  return first_of(stories, place->story, &slot) &&
         story_likeness(&entry->print, &stories->prints[slot]) >= STORY_CORE;
}

int stories_find(struct stories *stories, const struct story_entry *entry, int64_t *story)
{
  int best = 0;
  int64_t first = 0;
  if (stories->first == stories->end) return 0;
  begin_search(stories);
  gather(stories, &entry->print);
  for (size_t i = 0; i < stories->candidate_count; i++) {
    size_t slot = slot_of(stories, stories->candidates[i]);
    int alike = story_likeness(&entry->print, &stories->prints[slot]);
    if (alike < STORY_ALIKE || alike < best) continue;
    const struct place *place = &stories->places[slot];
    if ((alike == best && place->sequence > first) || !joins(stories, entry, place, alike)) continue;
    best = alike;
    first = place->sequence;
    *story = place->story;
  }
  return best;
}
