/* search_rank.c - the order of hits. */
#include "store/index_internal.h"
#include "store/index_window.h"
#include "store/search_gather.h"

#include <math.h>
#include <stdlib.h>

enum { SAMPLE = 200, SPAN = 1 << 16, TITLE_WEIGHT = 3, DAY_MS = 24 * 60 * 60 * 1000 };
static const double k1 = 1.2, b = 0.6, oldest_factor = 0.4, half_life_days = 30, plain_rarity = 3;

/* estimate_count - how many articles have a word, by how densely its newest SAMPLE stand among the newest
 * SPAN articles: an exact count would go through all of them. */
static bool estimate_count(struct index *index, struct slice expression, int64_t last, double *count,
                           dp_error *error)
{
  struct statement *find = database_statement(
      index->database,
      "SELECT rowid FROM term WHERE term MATCH ?1 AND rowid > ?3 ORDER BY rowid DESC LIMIT ?2");
  struct buffer windowed = BUFFER_EMPTY;
  int64_t seen = 0, sequence = last, before = last > SPAN ? last - SPAN : 0;
  enum statement_outcome outcome;
  index_window_put(expression, before, last, &windowed);
  statement_text(find, 1, buffer_view(&windowed));
  statement_integer(find, 2, SAMPLE);
  statement_integer(find, 3, before);
  for (; (outcome = statement_step(find, error)) == STATEMENT_ROW; seen++)
    sequence = statement_column(find, 0);
  statement_done(find);
  buffer_free(&windowed);
  int64_t span = seen < SAMPLE ? last - before : last - sequence + 1;
  *count = (double)seen * (double)last / (double)(span > 0 ? span : 1);
  return outcome == STATEMENT_END;
}

/* rarities - what each word is worth; one alone, and a beginning of words, needs no counting. */
static bool find_rarities(struct index *index, const struct search_match *match, double *rarities,
                          dp_error *error)
{
  int64_t last;
  if (!index_last(index, &last, error)) return false;
  for (size_t i = 0; i < match->leaf_count; i++) {
    const struct search_leaf *leaf = &match->leaves[i];
    double count;
    rarities[i] = plain_rarity;
    if (match->leaf_count == 1 || leaf->prefix) continue;
    struct slice expression = {match->expression.data + leaf->start, leaf->length};
    if (!estimate_count(index, expression, last, &count, error)) return false;
    rarities[i] = log(1 + ((double)last - count + 0.5) / (count + 0.5));
    if (!(rarities[i] > 0.01)) rarities[i] = 0.01;
  }
  return true;
}

static double leaf_count(const struct search_leaf *leaf, struct slice hits)
{
  double count = 0;
  for (size_t phrase = leaf->first; phrase < leaf->first + leaf->count; phrase++) {
    if ((phrase + 1) * DATABASE_HITS > hits.length) break;
    const unsigned char *columns = (const unsigned char *)hits.data + phrase * DATABASE_HITS;
    count += TITLE_WEIGHT * columns[0] + columns[1];
  }
  return count;
}

static double freshness(const struct search_hit *hit, millis now)
{
  double days = (double)(now - hit->published) / DAY_MS;
  return oldest_factor + (1 - oldest_factor) * exp2(-(days > 0 ? days : 0) / half_life_days);
}

static double score(const struct search_match *match, const double *rarities, const struct search_hit *hit,
                    double average)
{
  double sum = 0, norm = k1 * (1 - b + b * ((double)hit->words + 1) / average);
  for (size_t i = 0; i < match->leaf_count; i++) {
    double count = leaf_count(&match->leaves[i], hit->hits);
    sum += rarities[i] * count * (k1 + 1) / (count + norm);
  }
  return match->leaf_count ? sum : 1;
}

static int newest_first(const void *left, const void *right)
{
  const struct search_hit *one = left, *other = right;
  int64_t day = one->published / DAY_MS, other_day = other->published / DAY_MS;
  if (day != other_day) return day > other_day ? -1 : 1;
  return one->sequence > other->sequence ? -1 : one->sequence < other->sequence;
}

static int best_first(const void *left, const void *right)
{
  const struct search_hit *one = left, *other = right;
  if (one->score > other->score) return -1;
  return one->score < other->score ? 1 : newest_first(left, right);
}

void search_sort_newest(struct search_block *block)
{
  qsort(block->hits, block->count, sizeof *block->hits, newest_first);
}

bool search_rank(struct index *index, const struct search_match *match, struct search_block *block,
                 dp_error *error)
{
  double rarities[SEARCH_QUERY_LEAVES], total = 1;
  millis now = 0; /* of the newest hit, so that a further page has the same order */
  if (!find_rarities(index, match, rarities, error)) return false;
  for (size_t i = 0; i < block->count; i++) {
    total += (double)block->hits[i].words + 1;
    if (block->hits[i].stored_at > now) now = block->hits[i].stored_at;
  }
  for (size_t i = 0; i < block->count; i++) {
    struct search_hit *hit = &block->hits[i];
    hit->score = score(match, rarities, hit, total / (double)block->count) * freshness(hit, now);
  }
  qsort(block->hits, block->count, sizeof *block->hits, best_first);
  return true;
}

void search_merge_copies(struct arena *arena, struct search_block *block)
{
  size_t places = 4 * block->count + 1, kept = 0;
  size_t *table = arena_zero(arena, places, sizeof *table); /* position of a kept hit + 1 */
  for (size_t i = 0; i < block->count; i++) {
    struct search_hit hit = block->hits[i];
    size_t at = (size_t)((uint64_t)hit.story * UINT64_C(0x9E3779B97F4A7C15) >> 20) % places;
    while (table[at] && block->hits[table[at] - 1].story != hit.story) at = (at + 1) % places;
    if (table[at]) {
      block->hits[table[at] - 1].copies++;
      continue;
    }
    block->hits[kept++] = hit;
    table[at] = kept;
  }
  block->count = kept;
}
