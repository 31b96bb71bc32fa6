/* fetcher_send.c - from the window to the cleaners: the message, its first sending from memory, any later one
 * from the archive, and how items that an earlier life left behind come into the window. */
#include "base/log.h"
#include "base/memory.h"
#include "data/article.h"
#include "data/event.h"
#include "fetch/fetcher_internal.h"

#include <stdlib.h>

enum { BLOCKED_RETRY = 100, BACKLOG_PAGE = 256, READ_TRIES = 3 };

/* What is kept in memory. */

void fetcher_parcel_free(struct parcel *parcel)
{
  if (!parcel) return;
  buffer_free(&parcel->head);
  buffer_free(&parcel->request);
  buffer_free(&parcel->body);
  buffer_free(&parcel->text);
  buffer_free(&parcel->encoding);
  free(parcel);
}

void fetcher_keep(struct fetcher *fetcher, struct parcel *take_parcel)
{
  int64_t bytes = (int64_t)take_parcel->body.length;
  if (!delivery_has(fetcher->delivery, take_parcel->item) ||
      fetcher->out.kept_bytes + bytes > fetcher->settings.window_bytes) {
    fetcher_parcel_free(take_parcel);
    return;
  }
  buffer_free(&take_parcel->request);
  fetcher->out.kept_bytes += bytes;
  map_put(&fetcher->out.parcels, (uint64_t)take_parcel->item, take_parcel);
}

void fetcher_forget(struct fetcher *fetcher, int64_t item)
{
  struct parcel *parcel = map_remove(&fetcher->out.parcels, (uint64_t)item);
  if (fetcher->out.prepared == item) fetcher->out.prepared = 0;
  if (!parcel) return;
  fetcher->out.kept_bytes -= (int64_t)parcel->body.length;
  fetcher_parcel_free(parcel);
}

/* The message. */

static void print_event(struct fetcher *fetcher, int64_t item, int64_t attempt,
                        const struct article_fetch *fetch)
{
  const char *epoch = frontier_epoch(fetcher->frontier);
  const struct event event = {.type = SLICE(EVENT_FETCHED),
                              .id = slice_of(arena_format(fetcher->arena, "%s.%lld", epoch, (long long)item)),
                              .source = slice_of(fetcher->source),
                              .time = fetch->fetched_at,
                              .origin = slice_of(fetcher->settings.name),
                              .epoch = slice_of(epoch),
                              .item = item,
                              .attempt = attempt,
                              .data = article_from_fetch(fetcher->arena, fetch)};
  buffer_clear(&fetcher->out.event);
  event_print(fetcher->arena, &event, &fetcher->out.event);
}

/* more_of - what the event says of the transfer beside the columns: as it was noted with the response, and
 * what the item is to its page. */
static struct json *more_of(struct fetcher *fetcher, struct slice extra, int64_t revision_of,
                            bool reprocessed)
{
  dp_error ignored; /* it is our own text, and says nothing that an article could not do without */
  struct json *more = extra.length ? json_parse(fetcher->arena, extra, &ignored) : NULL;
  if (json_type_of(more) != JSON_OBJECT) more = json_object(fetcher->arena);
  if (revision_of) json_add_integer(fetcher->arena, more, "revision_of", revision_of);
  if (reprocessed) json_add_bool(fetcher->arena, more, "reprocessed", true);
  return more;
}

static void prepare_from_memory(struct fetcher *fetcher, const struct parcel *parcel, int64_t attempt)
{
  const struct article_fetch fetch = {.url = parcel->url,
                                      .final_url = parcel->final_url.length ? parcel->final_url : parcel->url,
                                      .status = parcel->status,
                                      .content_type = parcel->content_type,
                                      .content_encoding = parcel->content_encoding,
                                      .last_modified = parcel->last_modified,
                                      .fetched_at = parcel->at,
                                      .warc_file = slice_of(parcel->place.file),
                                      .warc_offset = parcel->place.offset,
                                      .extra = more_of(fetcher, parcel->extra, parcel->revision_of, false)};
  print_event(fetcher, parcel->item, attempt, &fetch);
  fetcher->out.body = buffer_view(&parcel->body);
}

enum prepared { PREPARED, JOURNAL_FAILED, RECORD_FAILED };

static bool read_row(struct fetcher *fetcher, int64_t item, struct frontier_item *row, dp_error *error)
{
  bool found;
  if (!frontier_read(fetcher->frontier, fetcher->arena, item, row, &found, error)) return false;
  return found || error_set(error, EX_SOFTWARE, "the window holds an item that the frontier does not");
}

static enum prepared prepare_from_archive(struct fetcher *fetcher, int64_t item, int64_t attempt,
                                          dp_error *error)
{
  struct frontier_item row;
  struct buffer head = BUFFER_EMPTY;
  if (!read_row(fetcher, item, &row, error)) return JOURNAL_FAILED;
  int64_t limit = row.body_bytes > fetcher->settings.max_body ? row.body_bytes : fetcher->settings.max_body;
  buffer_clear(&fetcher->out.read);
  bool ok = warc_read_response(&fetcher->io, row.warc_file.data, row.warc_offset, limit, &head,
                               &fetcher->out.read, error);
  buffer_free(&head);
  if (!ok) return RECORD_FAILED;
  const struct article_fetch fetch = {.url = row.url,
                                      .final_url = row.final_url,
                                      .status = row.status,
                                      .content_type = row.content_type,
                                      .content_encoding = row.content_encoding,
                                      .last_modified = row.last_modified,
                                      .fetched_at = row.fetched_at,
                                      .warc_file = row.warc_file,
                                      .warc_offset = row.warc_offset,
                                      .extra = more_of(fetcher, row.extra,
                                                       row.kind == ITEM_REVISION ? row.page : 0,
                                                       row.kind == ITEM_REPROCESSED)};
  print_event(fetcher, item, attempt, &fetch);
  fetcher->out.body = buffer_view(&fetcher->out.read);
  return PREPARED;
}

/* prepare - the message of the item stands in `event` and `body`, and stays there while the port would block.
 */
static enum prepared prepare(struct fetcher *fetcher, int64_t item, int64_t attempt, dp_error *error)
{
  enum prepared outcome = PREPARED;
  if (fetcher->out.prepared == item) return PREPARED;
  arena_reset(fetcher->arena);
  fetcher->out.prepared = 0;
  const struct parcel *parcel = map_get(&fetcher->out.parcels, (uint64_t)item);
  if (parcel)
    prepare_from_memory(fetcher, parcel, attempt);
  else
    outcome = prepare_from_archive(fetcher, item, attempt, error);
  if (outcome == PREPARED) fetcher->out.prepared = item;
  return outcome;
}

/* worth_waiting - a disk that does not answer is waited for, but not for ever: between two tries the journal
 * has shown that it can be written, so that what fails again and again is this record alone. */
static bool worth_waiting(struct fetcher *fetcher, int64_t item, const dp_error *cause)
{
  if (fetcher->out.unread_item != item) fetcher->out.unread_tries = 0;
  fetcher->out.unread_item = item;
  return cause->code != EX_DATAERR && ++fetcher->out.unread_tries < READ_TRIES;
}

/* unreadable - a record that is gone, damaged or on a bad sector becomes a dead letter, so that the others go
 * on. */
static bool unreadable(struct fetcher *fetcher, int64_t item, const dp_error *cause, dp_error *error)
{
  if (worth_waiting(fetcher, item, cause)) return fetcher_stall(fetcher, cause, error);
  log_error("archive-record-unreadable", LOG_INT("item", item), LOG_TEXT("detail", cause->text));
  delivery_hold(fetcher->delivery, item);
  struct change *change = fetcher_gather(fetcher, CHANGE_BURY, item);
  memcpy(change->status_reason, "archive", sizeof "archive");
  change->text = memory_string(cause->text);
  return true;
}

static bool blocked(struct fetcher *fetcher)
{
  if (fetcher->out.blocked && fetcher->now.steady >= fetcher->out.retry_at) fetcher->out.blocked = false;
  return fetcher->out.blocked;
}

bool fetcher_send_due(struct fetcher *fetcher, dp_error *error)
{
  int64_t item, attempt;
  while (!fetcher->stall.on && !blocked(fetcher) &&
         (item = delivery_next(fetcher->delivery, fetcher->now.steady, &attempt)) != 0) {
    dp_error cause = {0};
    enum prepared prepared = prepare(fetcher, item, attempt, &cause);
    if (prepared == JOURNAL_FAILED) return fetcher_stall(fetcher, &cause, error);
    if (prepared == RECORD_FAILED && !unreadable(fetcher, item, &cause, error)) return false;
    if (prepared == RECORD_FAILED) continue;
    if (fetcher->port.send(fetcher->port.context, buffer_view(&fetcher->out.event), fetcher->out.body) ==
        FETCHER_AGAIN) {
      fetcher->out.blocked = true;
      fetcher->out.retry_at = fetcher->now.steady + BLOCKED_RETRY;
      return true;
    }
    delivery_sent(fetcher->delivery, item, fetcher->now.steady);
    if (fetcher->out.unread_item == item) fetcher->out.unread_item = 0;
    fetcher_forget(fetcher, item);
  }
  return true;
}

/* Timeouts. */

void fetcher_expire(struct fetcher *fetcher)
{
  int64_t item;
  enum delivery_event event;
  while ((event = delivery_expire(fetcher->delivery, fetcher->now.steady, &item)) != DELIVERY_NONE) {
    log_warn(event == DELIVERY_COUNTED ? "attempt-counted" : "undeliverable", LOG_INT("item", item));
    fetcher_gather(fetcher, event == DELIVERY_COUNTED ? CHANGE_COUNTED : CHANGE_EXHAUSTED, item);
  }
}

/* The backlog: FETCHED items that are not in the window, after a start or a revival, in order of their
 * numbers. */

static bool take_page(struct fetcher *fetcher, size_t *count, dp_error *error)
{
  struct frontier_parcel parcels[BACKLOG_PAGE];
  if (!frontier_undelivered(fetcher->frontier, fetcher->out.backlog_after, BACKLOG_PAGE, parcels, count,
                            error))
    return false;
  for (size_t i = 0; i < *count && fetcher_room(fetcher); i++) {
    fetcher->out.backlog_after = parcels[i].item;
    delivery_add(fetcher->delivery, parcels[i].item, parcels[i].bytes, parcels[i].attempts,
                 fetcher->now.steady);
  }
  return true;
}

bool fetcher_load_backlog(struct fetcher *fetcher, dp_error *error)
{
  while (fetcher->out.backlog && !fetcher->draining && fetcher_room(fetcher) > 0) {
    dp_error cause = {0};
    size_t count;
    if (!take_page(fetcher, &count, &cause)) return fetcher_stall(fetcher, &cause, error);
    if (count == 0) fetcher->out.backlog = false;
  }
  return true;
}
