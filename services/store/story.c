/* story.c - a ring of the newest articles and, for each pair of bins, chains through it from the newest to
 * the oldest.
 *
 * An entry is named by how many were added before it; its place in the ring is that number modulo the size,
 * and a link to an entry that the ring has overwritten ends the chain. Chains are anchored in buckets, as
 * many for each pair as the ring has places; a bucket may hold several values of a pair, so the pair is
 * compared again. While the ring grows it has not turned yet, and everything is linked anew. */
#include "store/story.h"

#include "base/memory.h"

#include <stdlib.h>

enum { BANDS = STORY_BINS / 2, LEAST = 1024, MOST_BUCKETS = 65536 };

struct place {
  struct story_entry entry;
  uint32_t older[BANDS]; /* one more than the number of the entry before it in the chain; 0: none */
  uint32_t seen;         /* the search that looked at it last */
};

struct stories {
  struct place *ring;
  uint32_t *heads; /* [BANDS][buckets], as `older` */
  size_t size, most, buckets;
  uint32_t first, end; /* numbers of what is there */
  uint32_t search;
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
  const double chance = 1.0 / 255; /* two bins that differ show the same byte once in 255 times */
  unsigned same = 0, empty = 0;
  for (size_t i = 0; i < STORY_BINS; i++) {
    same += one->bins[i] == other->bins[i];
    empty += (one->bins[i] | other->bins[i]) == 0;
  }
  same -= empty;
  if (same < STORY_SHARED) return 0;
  double share = (double)same / (double)(STORY_BINS - empty);
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
  free((*stories)->ring);
  free((*stories)->heads);
  free(*stories);
  *stories = NULL;
}

static struct place *place_of(const struct stories *stories, uint32_t number)
{
  return &stories->ring[number & (stories->size - 1)];
}

/* head_of - where the chain of the print's pair begins; NULL for a pair that says nothing. */
static uint32_t *head_of(const struct stories *stories, const struct story_print *print, size_t band)
{
  unsigned one = print->bins[2 * band], other = print->bins[2 * band + 1];
  if (!one || !other) return NULL;
  size_t bucket = (one << 8 | other) * UINT32_C(0x9E3779B1) >> 16 & (stories->buckets - 1);
  return &stories->heads[band * stories->buckets + bucket];
}

static void link_place(struct stories *stories, uint32_t number)
{
  struct place *place = place_of(stories, number);
  for (size_t band = 0; band < BANDS; band++) {
    uint32_t *head = head_of(stories, &place->entry.print, band);
    place->older[band] = head ? *head : 0;
    if (head) *head = number + 1;
  }
}

static void grow(struct stories *stories)
{
  stories->size = stories->size ? stories->size * 2 : LEAST;
  stories->buckets = stories->size < MOST_BUCKETS ? stories->size : MOST_BUCKETS;
  stories->ring = memory_resize(stories->ring, stories->size * sizeof *stories->ring);
  free(stories->heads);
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
  struct place *place = place_of(stories, stories->end);
  place->entry = *entry;
  place->seen = 0;
  link_place(stories, stories->end++);
}

/* judge - how alike they are, 0 when not enough. */
static int judge(const struct story_entry *entry, const struct story_entry *earlier)
{
  int alike = story_likeness(&entry->print, &earlier->print);
  return alike >= (entry->site == earlier->site ? STORY_ALIKE_AT_HOME : STORY_ALIKE) ? alike : 0;
}

/* next_search - a number that no place was marked with. */
static uint32_t next_search(struct stories *stories)
{
  if (++stories->search == 0) {
    for (size_t i = 0; i < stories->size; i++) stories->ring[i].seen = 0;
    stories->search = 1;
  }
  return stories->search;
}

struct best {
  int alike;
  const struct story_entry *entry;
};

static void follow(struct stories *stories, const struct story_entry *entry, size_t band, uint32_t search,
                   struct best *best)
{
  const uint32_t *head = head_of(stories, &entry->print, band);
  uint32_t link = head ? *head : 0;
  for (int looked = 0; link && looked < STORY_LOOK; looked++) {
    uint32_t number = link - 1;
    struct place *place = place_of(stories, number);
    if (number - stories->first >= stories->end - stories->first) return;
    if (place->entry.stored_at < entry->stored_at - STORY_WINDOW) return;
    link = place->older[band];
    if (place->seen == search) continue;
    if (memcmp(&place->entry.print.bins[2 * band], &entry->print.bins[2 * band], 2) != 0) continue;
    place->seen = search;
    int alike = judge(entry, &place->entry);
    if (alike < best->alike || !alike) continue;
    if (alike > best->alike || place->entry.sequence < best->entry->sequence)
      *best = (struct best){alike, &place->entry};
  }
}

int stories_find(struct stories *stories, const struct story_entry *entry, int64_t *story)
{
  struct best best = {0, NULL};
  if (stories->first == stories->end) return 0;
  uint32_t search = next_search(stories);
  for (size_t band = 0; band < BANDS; band++) follow(stories, entry, band, search, &best);
  if (best.entry) *story = best.entry->story;
  return best.alike;
}

void stories_forget(struct stories *stories, int64_t sequence)
{
  while (stories->end != stories->first) {
    struct place *place = place_of(stories, stories->end - 1);
    if (place->entry.sequence <= sequence) return;
    stories->end--;
    /* The newest is the first of each of its chains. */
    for (size_t band = 0; band < BANDS; band++) {
      uint32_t *head = head_of(stories, &place->entry.print, band);
      if (head) *head = place->older[band];
    }
  }
}

size_t stories_count(const struct stories *stories)
{
  return stories->end - stories->first;
}
