/* publication.c - see publication.h.
 *
 * The weights were fitted to 822 annotated pages (news and blogs of some twenty languages, German and English
 * above all), so that the day of the truth has the greatest sum most often. Fitted to four fifths of the
 * sites and tried on the last fifth, in turn, they find 91.1 % of the dates; fitted to all of them 91.6 %.
 * Places of one kind are worth less together than their sum suggests, for they are copies of one another:
 * that is why some weights are small.
 *
 * A confidence is the share of right days on those pages where the place led and nothing of another kind
 * agreed, drawn towards 70 % (50 % for updates) by four imagined pages where few were seen. Where two kinds
 * agree (said by the page's data, shown to the reader, in its address), 97 % of 561 days were right, and 88 %
 * of the 229 others. */
#include "clean/publication.h"

#include "clean/publication_habit.h"
#include "clean/publication_zone.h"

enum { FIRST_YEAR = 1995, DAY = 86400000, LATER_SHARE = 35, TURNED = 40, AGREED = 97 };

/* What a place may do by itself. */
enum voice {
  MUTE,   /* only supports others */
  SPEAKS, /* a day that it names may be the answer */
  UPDATE  /* it names the day of a change */
};

/* Whether two places are independent of each other. */
enum kind { SAID = 1, SHOWN = 2, ADDRESSED = 4 };

static const struct place {
  int weight; /* hundredths of a logit */
  enum voice voice;
  enum kind kind;
  const char *from;
  int confidence; /* percent; see the head of the file */
} places[SEEN_PLACES] = {
    [SEEN_JSONLD] = {35, SPEAKS, SAID, FROM_JSONLD, 70},
    [SEEN_JSONLD_LOOSE] = {107, SPEAKS, SAID, FROM_JSONLD, 52},
    [SEEN_JSONLD_PAGE] = {44, MUTE, SAID, FROM_JSONLD, 50},
    [SEEN_JSONLD_MODIFIED] = {108, UPDATE, SAID, FROM_JSONLD, 60},
    [SEEN_META_ARTICLE] = {195, SPEAKS, SAID, FROM_OPEN_GRAPH, 90},
    [SEEN_META_PUBLISHED] = {57, SPEAKS, SAID, FROM_META, 80},
    [SEEN_META_DATE] = {134, SPEAKS, SAID, FROM_META, 76},
    [SEEN_META_MODIFIED] = {76, UPDATE, SAID, FROM_META, 33},
    [SEEN_ITEM] = {156, SPEAKS, SAID, FROM_MICRODATA, 72},
    [SEEN_ITEM_MODIFIED] = {0, UPDATE, SAID, FROM_MICRODATA, 50},
    [SEEN_URL] = {158, SPEAKS, ADDRESSED, FROM_URL, 76},
    [SEEN_IMAGE] = {20, SPEAKS, ADDRESSED, FROM_URL, 76},
    [SEEN_TITLE] = {29, SPEAKS, SHOWN, FROM_HEADING, 76},
    [SEEN_TIME_PUBLISHED] = {192, SPEAKS, SHOWN, FROM_TIME, 80},
    [SEEN_TIME_UPDATED] = {0, UPDATE, SHOWN, FROM_TIME, 50},
    [SEEN_TIME_HEAD] = {149, SPEAKS, SHOWN, FROM_TIME, 85},
    [SEEN_TIME_BEFORE] = {0, MUTE, SHOWN, FROM_TIME, 50},
    [SEEN_TIME_AFTER] = {77, SPEAKS, SHOWN, FROM_TIME, 80},
    [SEEN_TIME_AFTER_MANY] = {51, MUTE, SHOWN, FROM_TIME, 50},
    [SEEN_TIME_ASIDE] = {0, MUTE, SHOWN, FROM_TIME, 50},
    [SEEN_LABEL_HEAD] = {137, SPEAKS, SHOWN, FROM_BYLINE, 90},
    [SEEN_LABEL] = {120, SPEAKS, SHOWN, FROM_TEXT, 79},
    [SEEN_UPDATE_HEAD] = {174, UPDATE, SHOWN, FROM_BYLINE, 57},
    [SEEN_UPDATE] = {58, UPDATE, SHOWN, FROM_TEXT, 50},
    [SEEN_NAMED_HEAD] = {298, SPEAKS, SHOWN, FROM_BYLINE, 85},
    [SEEN_NAMED] = {116, SPEAKS, SHOWN, FROM_BYLINE, 80},
    [SEEN_NAMED_MANY] = {14, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_STAMP_HEAD] = {352, SPEAKS, SHOWN, FROM_BYLINE, 96},
    [SEEN_STAMP] = {0, SPEAKS, SHOWN, FROM_TEXT, 72},
    [SEEN_STAMP_MANY] = {62, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_SHORT_HEAD] = {157, SPEAKS, SHOWN, FROM_BYLINE, 80},
    [SEEN_SHORT] = {0, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_SHORT_MANY] = {0, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_BEFORE] = {29, SPEAKS, SHOWN, FROM_TEXT, 69},
    [SEEN_DATELINE] = {86, SPEAKS, SHOWN, FROM_TEXT, 85},
    [SEEN_OTHER] = {10, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_ASIDE] = {0, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_FOOT] = {5, MUTE, SHOWN, FROM_TEXT, 50},
    [SEEN_SCRIPT] = {11, SPEAKS, SAID, FROM_LAYOUT, 76},
    [SEEN_ATTRIBUTE] = {0, SPEAKS, SAID, FROM_LAYOUT, 56},
    [SEEN_AGO] = {0, SPEAKS, SHOWN, FROM_BYLINE, 70}, /* on no annotated page: they are read too late */
};

/* A day that was seen, and what speaks for it. */
struct candidate {
  int64_t day;
  int weight;
  unsigned kinds;
  bool speaks;
  enum sighting_place leader; /* the place of the greatest weight */
};

struct candidates {
  struct candidate items[SIGHTINGS];
  size_t count;
};

static struct candidate *candidate_of(struct candidates *candidates, int64_t day)
{
  for (size_t i = 0; i < candidates->count; i++)
    if (candidates->items[i].day == day) return &candidates->items[i];
  struct candidate *candidate = &candidates->items[candidates->count++];
  *candidate = (struct candidate){.day = day, .leader = SEEN_PLACES};
  return candidate;
}

static void support(struct candidate *candidate, enum sighting_place at, int weight)
{
  const struct place *place = &places[at];
  candidate->weight += weight;
  if (place->voice == SPEAKS) candidate->speaks = true;
  if (place->voice == UPDATE) return;
  candidate->kinds |= place->kind;
  if (candidate->leader == SEEN_PLACES || places[candidate->leader].weight < place->weight)
    candidate->leader = at;
}

/* count - each place counts once a day: whole for the first day it names, in part for later ones. */
static void count(const struct sightings *sightings, struct candidates *candidates)
{
  bool counted[SIGHTINGS];
  int64_t first[SEEN_PLACES];
  for (size_t i = 0; i < SEEN_PLACES; i++) first[i] = INT64_MIN;
  candidates->count = 0;
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    int64_t day = date_day(&s->date);
    struct candidate *candidate = candidate_of(candidates, day);
    counted[i] = false;
    for (size_t j = 0; j < i && !counted[i]; j++)
      counted[i] = sightings->items[j].place == s->place && date_day(&sightings->items[j].date) == day;
    if (counted[i]) continue;
    bool is_first = first[s->place] == INT64_MIN;
    if (is_first) first[s->place] = day;
    int weight = places[s->place].weight;
    support(candidate, s->place, is_first ? weight : weight * LATER_SHARE / 100);
  }
}

/* count_turned - 04/05 also speaks a little for the fifth of April's other reading, where that day was seen
 * elsewhere. */
static void count_turned(const struct sightings *sightings, struct candidates *candidates)
{
  for (size_t c = 0; c < candidates->count; c++)
    for (size_t i = 0; i < sightings->count; i++) {
      struct date turned = sightings->items[i].date;
      if (!sightings->items[i].ambiguous || sightings->items[i].place == SEEN_ASIDE || !date_swap(&turned) ||
          date_day(&turned) != candidates->items[c].day)
        continue;
      candidates->items[c].weight += TURNED;
      break;
    }
}

static const struct candidate *best_of(const struct candidates *candidates)
{
  const struct candidate *best = NULL;
  for (size_t i = 0; i < candidates->count; i++) {
    const struct candidate *candidate = &candidates->items[i];
    if (candidate->speaks && (!best || candidate->weight > best->weight)) best = candidate;
  }
  return best;
}

static bool is_exact(const struct date *date)
{
  return date->hour >= 0 && date->offset != DATE_NO_OFFSET;
}

/* value_of - the day as the strongest of its places tells it that knows the time; else as any. */
static const struct sighting *value_of(const struct sightings *sightings, int64_t day)
{
  const struct sighting *best = NULL;
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    if (date_day(&s->date) != day || places[s->place].voice == UPDATE) continue;
    bool better =
        !best || (is_exact(&s->date) && !is_exact(&best->date)) ||
        (is_exact(&s->date) == is_exact(&best->date) && places[s->place].weight > places[best->place].weight);
    if (better) best = s;
  }
  return best;
}

/* fact_of - the value as `told` has it; how far to believe it is the matter of `leader`. */
static struct fact fact_of(struct arena *arena, const struct sighting *told, enum sighting_place leader,
                           bool agreed)
{
  int confidence = places[leader].confidence;
  if (agreed && confidence < AGREED) confidence = AGREED;
  return (struct fact){date_text(arena, &told->date), places[told->place].from, confidence};
}

/* update_of - the first sighting of the first place that tells of a change. */
static const struct sighting *update_of(const struct sightings *sightings)
{
  const struct sighting *best = NULL;
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    if (places[s->place].voice == UPDATE && (!best || s->place < best->place)) best = s;
  }
  return best;
}

/* sureness_of_change - how often a place that tells of a change names the day that another one shows or says
 * (44 pages that show the day of an update beside the headline; nobody annotated changes). */
static int sureness_of_change(enum sighting_place place)
{
  static const int percent[SEEN_PLACES] = {
      [SEEN_JSONLD_MODIFIED] = 87, [SEEN_META_MODIFIED] = 91, [SEEN_ITEM_MODIFIED] = 93,
      [SEEN_TIME_UPDATED] = 93,    [SEEN_UPDATE_HEAD] = 90,   [SEEN_UPDATE] = 70};
  return percent[place];
}

/* precedes - as far as both tell the time, to the second; else by the day. */
static bool precedes(const struct date *a, const struct date *b)
{
  if (is_exact(a) && is_exact(b)) return date_millis(a) < date_millis(b);
  return date_day(a) < date_day(b);
}

static struct publication choose(struct arena *arena, const struct sightings *sightings)
{
  struct publication result = {0};
  struct candidates *candidates = arena_alloc(arena, sizeof *candidates);
  count(sightings, candidates);
  count_turned(sightings, candidates);
  const struct candidate *best = best_of(candidates);
  const struct sighting *update = update_of(sightings),
                        *value = best ? value_of(sightings, best->day) : update;
  if (!value) return result;
  bool agreed = best && (best->kinds & (best->kinds - 1)) != 0;
  result.published = fact_of(arena, value, best ? best->leader : value->place, agreed);
  if (update && !precedes(&update->date, &value->date))
    result.modified = (struct fact){date_text(arena, &update->date), places[update->place].from,
                                    sureness_of_change(update->place)};
  return result;
}

struct publication publication_find(struct arena *arena, const struct survey *survey,
                                    const struct jsonld *jsonld, const struct blocks *blocks,
                                    struct slice title, struct slice url, millis fetched_at)
{
  struct sightings *sightings = arena_alloc(arena, sizeof *sightings);
  struct slice language = survey->language.length ? survey->language : jsonld->language;
  struct sightings_page page = {.arena = arena,
                                .survey = survey,
                                .jsonld = jsonld,
                                .blocks = blocks,
                                .title = title,
                                .url = url,
                                .month_first = publication_month_first(language, url),
                                .fetched_at = fetched_at,
                                .earliest = clock_days(FIRST_YEAR, 1, 1) * DAY,
                                .latest = fetched_at + DAY};
  publication_sightings(&page, sightings);
  publication_localise(sightings);
  return choose(arena, sightings);
}
