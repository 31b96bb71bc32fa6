/* catalog_decide.c - the verdict on one item, inside the open transaction.
 *
 * A fresh article costs four statements: who has this text and which version of this uri is it (one lookup),
 * its item, its article, its card (catalog_card.c). Whether the item was decided before is told by its
 * insert, which then changes nothing. */
#include "base/digest.h"
#include "base/utf8.h"
#include "data/article.h"
#include "data/event.h"
#include "store/catalog_internal.h"
#include "store/same.h"

enum { MAX_REASON = 64, MAX_DETAIL = 1000 };

/* What a decision is about. */
struct subject {
  int64_t epoch; /* its number in the file */
  int64_t item, uri_hash, digest_hash;
  struct slice url, uri, digest; /* digest: empty when there is no text to tell it by */
  struct slice event_json;
  millis now;
  char own_digest[DIGEST_SHA256_HEX];
};

/* What the catalog holds already. */
struct precedent {
  int64_t twin; /* sequence of an article with the same text; 0: none. Of the same uri only the newest counts:
                 * a text that is taken back to what it was before is news */
  int64_t newest, version; /* the newest article with the same uri, and which version it is; 0: none */
};

/* ---- what was decided, what is there ---- */

static bool find_precedent(struct catalog *catalog, const struct subject *subject,
                           struct precedent *precedent, dp_error *error)
{
  struct statement *find = database_statement(
      catalog->database,
      "SELECT (SELECT sequence FROM article WHERE digest_hash = ?1 AND digest = ?2 AND (uri <> ?4 OR "
      "sequence ="
      " (SELECT sequence FROM article WHERE uri_hash = ?3 AND uri = ?4 ORDER BY sequence DESC LIMIT 1))"
      " ORDER BY sequence LIMIT 1),"
      " n.sequence, n.version FROM (SELECT 1) LEFT JOIN (SELECT sequence, version FROM article"
      " WHERE uri_hash = ?3 AND uri = ?4 ORDER BY sequence DESC LIMIT 1) n");
  if (subject->digest.length) {
    statement_integer(find, 1, subject->digest_hash);
    statement_text(find, 2, subject->digest);
  }
  statement_integer(find, 3, subject->uri_hash);
  statement_text(find, 4, subject->uri);
  enum statement_outcome outcome = statement_step(find, error);
  if (outcome == STATEMENT_ROW)
    *precedent = (struct precedent){.twin = statement_column(find, 0),
                                    .newest = statement_column(find, 1),
                                    .version = statement_column(find, 2)};
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool old_verdict(struct catalog *catalog, const struct subject *subject,
                        struct catalog_decision *decision, dp_error *error)
{
  struct statement *find = database_statement(
      catalog->database, "SELECT verdict, sequence FROM item WHERE epoch = ?1 AND item = ?2");
  statement_integer(find, 1, subject->epoch);
  statement_integer(find, 2, subject->item);
  enum statement_outcome outcome = statement_step(find, error);
  if (outcome == STATEMENT_ROW)
    *decision = (struct catalog_decision){.verdict = (enum verdict)statement_column(find, 0),
                                          .sequence = statement_column(find, 1),
                                          .fresh = false};
  statement_done(find);
  return outcome == STATEMENT_ROW ||
         (outcome == STATEMENT_END && error_set(error, EX_DATAERR,
                                                "the catalog contradicts itself: an item is there "
                                                "and is not; run a check of the file"));
}

/* ---- writing ---- */

static bool insert_item(struct catalog *catalog, const struct subject *subject, const struct event *event,
                        const struct catalog_decision *decision, dp_error *error)
{
  struct statement *add = database_statement(
      catalog->database,
      "INSERT INTO item (epoch, item, verdict, sequence, decided_at, url_hash, url, reason, detail)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING");
  statement_integer(add, 1, subject->epoch);
  statement_integer(add, 2, subject->item);
  statement_integer(add, 3, (int64_t)decision->verdict);
  statement_integer(add, 4, decision->sequence);
  statement_integer(add, 5, subject->now);
  if (decision->verdict != VERDICT_STORED || !slice_equal(subject->url, subject->uri)) {
    statement_integer(add, 6, catalog_hash(catalog, subject->url));
    statement_text(add, 7, subject->url);
  }
  if (decision->verdict == VERDICT_REJECTED) {
    statement_text(add, 8, utf8_cut(article_rejected_reason(event->data), MAX_REASON));
    statement_text(add, 9, utf8_cut(article_rejected_detail(event->data), MAX_DETAIL));
  }
  return statement_run(add, error);
}

static bool insert_article(struct catalog *catalog, const struct subject *subject, int64_t sequence,
                           int64_t version, dp_error *error)
{
  struct statement *add = database_statement(
      catalog->database,
      "INSERT INTO article (sequence, epoch, item, version, uri_hash, digest_hash, uri, digest, event)"
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)");
  statement_integer(add, 1, sequence);
  statement_integer(add, 2, subject->epoch);
  statement_integer(add, 3, subject->item);
  statement_integer(add, 4, version);
  statement_integer(add, 5, subject->uri_hash);
  statement_text(add, 7, subject->uri);
  if (subject->digest.length) {
    statement_integer(add, 6, subject->digest_hash);
    statement_text(add, 8, subject->digest);
  }
  statement_blob(add, 9, subject->event_json);
  return statement_run(add, error);
}

/* ---- deciding ---- */

/* know_text - the digest the cleaner gave, or our own of the text where a foreign cleaner gave none. */
static void know_text(struct catalog *catalog, struct subject *subject, const struct json *article)
{
  subject->digest = article_digest(article);
  if (!subject->digest.length) {
    struct slice text = article_text(article);
    if (text.length) subject->digest = slice_of(digest_sha256_hex(text, subject->own_digest));
  }
  if (subject->digest.length) subject->digest_hash = catalog_hash(catalog, subject->digest);
}

static bool read_subject(struct catalog *catalog, const struct event *event, struct subject *subject,
                         dp_error *error)
{
  subject->item = event->item;
  subject->uri = article_uri(event->data);
  subject->url = article_url(event->data);
  if (!subject->url.length) subject->url = subject->uri;
  return catalog_intern_epoch(catalog, event->epoch, &subject->epoch, error);
}

static bool settle_rejected(struct catalog *catalog, const struct subject *subject, const struct event *event,
                            struct catalog_decision *decision, dp_error *error)
{
  *decision = (struct catalog_decision){.verdict = VERDICT_REJECTED, .fresh = true};
  if (!insert_item(catalog, subject, event, decision, error)) return false;
  if (!database_changes(catalog->database)) return old_verdict(catalog, subject, decision, error);
  catalog->pending.rejected++;
  return true;
}

/* read_anew - an archived response was read once more: *anew, when the newest article of this uri was read
 * otherwise then. It gets the next version, though its text may be the same. */
static bool read_anew(struct catalog *catalog, const struct subject *subject, const struct event *event,
                      bool *anew, dp_error *error)
{
  struct statement *find = database_statement(
      catalog->database,
      "SELECT event FROM article WHERE uri_hash = ?1 AND uri = ?2 ORDER BY sequence DESC LIMIT 1");
  statement_integer(find, 1, subject->uri_hash);
  statement_text(find, 2, subject->uri);
  enum statement_outcome outcome = statement_step(find, error);
  struct arena *arena = arena_new();
  struct event newest;
  dp_error unreadable = {0};
  *anew = outcome == STATEMENT_ROW &&
          event_parse(arena, statement_column_text(find, 0), &newest, &unreadable) &&
          !same_reading(newest.data, event->data);
  arena_free(&arena);
  statement_done(find);
  return outcome != STATEMENT_FAILED;
}

static bool settle_article(struct catalog *catalog, struct subject *subject, const struct event *event,
                           struct catalog_decision *decision, dp_error *error)
{
  struct precedent precedent = {0, 0, 0};
  know_text(catalog, subject, event->data);
  subject->uri_hash = catalog_hash(catalog, subject->uri);
  if (!find_precedent(catalog, subject, &precedent, error)) return false;
  bool anew = false;
  if (precedent.twin && is_reprocessed(event->data) && !read_anew(catalog, subject, event, &anew, error))
    return false;
  if (anew) precedent.twin = 0;
  *decision = (struct catalog_decision){.verdict = precedent.twin ? VERDICT_DUPLICATE : VERDICT_STORED,
                                        .sequence = precedent.twin ? precedent.twin
                                                                   : catalog->pending.last_sequence + 1,
                                        .fresh = true};
  if (!insert_item(catalog, subject, event, decision, error)) return false;
  if (!database_changes(catalog->database)) return old_verdict(catalog, subject, decision, error);
  if (precedent.twin) {
    catalog->pending.duplicate++;
    return true;
  }
  decision->revision = precedent.version + 1;
  if (!insert_article(catalog, subject, decision->sequence, decision->revision, error)) return false;
  const struct catalog_card card = {.sequence = decision->sequence,
                                    .previous = precedent.newest,
                                    .uri = subject->uri,
                                    .similar = article_signature(event->data),
                                    .stored_at = subject->now};
  if (!catalog_add_card(catalog, &card, decision, error)) return false;
  catalog->pending.stored++;
  catalog->pending.last_sequence = decision->sequence;
  return true;
}

bool catalog_decide(struct catalog *catalog, const struct event *event, struct slice event_json, millis now,
                    struct catalog_decision *decision, dp_error *error)
{
  struct subject subject = {.event_json = event_json, .now = now};
  if (!read_subject(catalog, event, &subject, error)) return false;
  return slice_is(event->type, EVENT_REJECTED) ? settle_rejected(catalog, &subject, event, decision, error)
                                               : settle_article(catalog, &subject, event, decision, error);
}
