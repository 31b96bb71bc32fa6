/* catalog_card.c - the card of an article: to which story it belongs, and what later ones are compared by.
 *
 * A revision stays in the story of what it revises. Any other article joins the story of the one before it
 * that is most like it (story.h), or begins its own. */
#include "base/memory.h"
#include "store/catalog_internal.h"

#include <stdlib.h>

/* ---- what the newest article of the same uri says ---- */

static bool follow_previous(struct catalog *catalog, const struct catalog_card *card,
                            const struct story_print *print, struct catalog_decision *decision,
                            dp_error *error)
{
  struct story_print earlier;
  struct statement *read =
      database_statement(catalog->database, "SELECT story, similar FROM card WHERE sequence = ?1");
  statement_integer(read, 1, card->previous);
  enum statement_outcome outcome = statement_step(read, error);
  if (outcome == STATEMENT_ROW) {
    struct slice bins = statement_column_text(read, 1);
    decision->story = statement_column(read, 0);
    if (print && bins.length == STORY_BINS) {
      memcpy(earlier.bins, bins.data, STORY_BINS);
      decision->alike = story_likeness(print, &earlier);
    }
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}

/* ---- writing ---- */

static bool insert_card(struct catalog *catalog, const struct story_entry *entry, int64_t alike,
                        bool has_print, dp_error *error)
{
  struct statement *add =
      database_statement(catalog->database, "INSERT INTO card (sequence, story, alike, stored_at, host,"
                                            " expired, similar) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)");
  statement_integer(add, 1, entry->sequence);
  statement_integer(add, 2, entry->story);
  if (alike) statement_integer(add, 3, alike);
  statement_integer(add, 4, entry->stored_at);
  statement_integer(add, 5, entry->site);
  if (has_print) statement_blob(add, 6, (struct slice){(const char *)entry->print.bins, STORY_BINS});
  return statement_run(add, error);
}

bool catalog_add_card(struct catalog *catalog, const struct catalog_card *card,
                      struct catalog_decision *decision, dp_error *error)
{
  struct story_entry entry = {.sequence = card->sequence, .stored_at = card->stored_at};
  bool has_print = story_read_print(card->similar, &entry.print);
  decision->story = card->sequence;
  decision->alike = 0;
  if (!catalog_intern_host(catalog, card->uri, &entry.site, error)) return false;
  if (card->previous) {
    if (!follow_previous(catalog, card, has_print ? &entry.print : NULL, decision, error)) return false;
  } else if (has_print) {
    decision->alike = stories_find(catalog->stories, &entry, &decision->story);
  }
  entry.story = decision->story;
  if (!insert_card(catalog, &entry, decision->alike, has_print, error)) return false;
  if (has_print) stories_add(catalog->stories, &entry);
  return true;
}

/* ---- at the start ---- */

bool catalog_load_stories(struct catalog *catalog, dp_error *error)
{
  catalog->stories = stories_new(STORY_MOST);
  struct statement *read = database_statement(
      catalog->database, "SELECT sequence, story, stored_at, host, similar FROM card WHERE sequence > ?1"
                         " AND similar IS NOT NULL ORDER BY sequence");
  statement_integer(read, 1, catalog->committed.last_sequence - STORY_MOST);
  enum statement_outcome outcome;
  while ((outcome = statement_step(read, error)) == STATEMENT_ROW) {
    struct story_entry entry = {.sequence = statement_column(read, 0),
                                .story = statement_column(read, 1),
                                .stored_at = statement_column(read, 2),
                                .site = statement_column(read, 3)};
    struct slice bins = statement_column_text(read, 4);
    if (bins.length != STORY_BINS) continue;
    memcpy(entry.print.bins, bins.data, STORY_BINS);
    stories_add(catalog->stories, &entry);
  }
  statement_done(read);
  return outcome != STATEMENT_FAILED;
}
