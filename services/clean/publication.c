/* publication.c - see publication.h. */
#include "clean/publication.h"

#include "clean/publication_choose.h"
#include "clean/publication_habit.h"
#include "clean/publication_zone.h"

enum { FIRST_YEAR = 1995, DAY = 86400000 };

static bool is_exact(const struct date *date)
{
  return date->hour >= 0 && date->offset != DATE_NO_OFFSET;
}

/* is_better - tells the time where the other does not, or is the stronger place. */
static bool is_better(const struct sighting *a, const struct sighting *b)
{
  if (is_exact(&a->date) != is_exact(&b->date)) return is_exact(&a->date);
  return publication_learned.of[a->place].weight > publication_learned.of[b->place].weight;
}

/* value_of - the day as the strongest of its places tells it that knows the time; else as any. */
static const struct sighting *value_of(const struct sightings *sightings, int64_t day)
{
  const struct sighting *best = NULL;
  for (size_t i = 0; i < sightings->count; i++) {
    const struct sighting *s = &sightings->items[i];
    if (date_day(&s->date) != day || publication_places[s->place].voice == VOICE_UPDATE) continue;
    if (!best || is_better(s, best)) best = s;
  }
  return best;
}

/* fact_of - the value as `told` has it; how far to believe it is the matter of the place that led. */
static struct fact fact_of(struct arena *arena, const struct sighting *told,
                           const struct publication_choice *choice)
{
  int confidence = publication_learned.of[choice->leader].confidence;
  if (choice->agreed && confidence < publication_learned.agreed) confidence = publication_learned.agreed;
  return (struct fact){date_text(arena, &told->date), publication_places[told->place].from, confidence};
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
  struct publication result = {.sightings = sightings};
  struct candidates *candidates = arena_alloc(arena, sizeof *candidates);
  publication_candidates(sightings, candidates);
  struct publication_choice choice = publication_choose(sightings, candidates, &publication_learned);
  if (!choice.known) return result;
  const struct sighting *update = publication_update(sightings), *value = value_of(sightings, choice.day);
  if (publication_places[choice.leader].voice == VOICE_UPDATE) value = update;
  result.published = fact_of(arena, value, &choice);
  if (update && !precedes(&update->date, &value->date))
    result.modified = (struct fact){date_text(arena, &update->date), publication_places[update->place].from,
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
