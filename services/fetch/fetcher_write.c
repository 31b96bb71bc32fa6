/* fetcher_write.c - how each thing that has happened is journaled, and what follows in memory once it is.
 *
 * Writing changes nothing in memory but the places of records and the numbers of new items, which a next try
 * writes anew; memory follows only behind the commit. */
#include "base/memory.h"
#include "fetch/fetcher_internal.h"
#include "fetch/link.h"

#include <stdlib.h>

void fetcher_change_free(struct change *change)
{
  fetcher_parcel_free(change->parcel);
  fetcher_earlier_free(change->earlier);
  if (change->origin) {
    buffer_free(&change->origin->name);
    buffer_free(&change->origin->form);
    free(change->origin);
  }
  fetcher_links_free(change->links);
  free(change->text);
}

/* Records. */

static bool append(struct fetcher *fetcher, struct parcel *parcel, const struct warc_original *same_as,
                   bool not_modified, const unsigned char *payload, dp_error *error)
{
  char digest[DIGEST_SHA1_BASE32];
  struct warc_response record = {.url = parcel->final_url.length ? parcel->final_url : parcel->url,
                                 .head = buffer_view(&parcel->head),
                                 .body = buffer_view(&parcel->body),
                                 .request = buffer_view(&parcel->request),
                                 .at = parcel->at,
                                 .address = parcel->address,
                                 .metadata = parcel->metadata,
                                 .same_as = same_as,
                                 .not_modified = not_modified};
  if (payload) record.digest = digest_base32(payload, digest);
  return warc_append(fetcher->writer, &record, &parcel->place, error);
}

struct frontier_response fetcher_row_of(const struct parcel *parcel, const unsigned char *payload)
{
  bool moved = parcel->final_url.length && !slice_equal(parcel->final_url, parcel->url);
  return (struct frontier_response){
      .final_url = moved ? parcel->final_url : SLICE(""),
      .content_type = parcel->content_type,
      .content_encoding = parcel->content_encoding,
      .etag = parcel->etag,
      .last_modified = parcel->last_modified,
      .payload = payload ? (struct slice){(const char *)payload, FRONTIER_PAYLOAD} : SLICE(""),
      .extra = parcel->extra,
      .warc_file = slice_of(parcel->place.file),
      .status = parcel->status,
      .warc_offset = parcel->place.offset,
      .warc_length = parcel->place.length,
      .body_bytes = (int64_t)parcel->body.length};
}

bool fetcher_append(struct fetcher *fetcher, struct parcel *parcel, dp_error *error)
{
  return append(fetcher, parcel, NULL, false, parcel->payload, error);
}

static bool write_response(struct fetcher *fetcher, struct parcel *parcel, dp_error *error)
{
  if (!fetcher_append(fetcher, parcel, error)) return false;
  const struct frontier_response row = fetcher_row_of(parcel, parcel->payload);
  return frontier_fetched(fetcher->frontier, parcel->item, &row, parcel->at, error);
}

static bool write_hop(struct fetcher *fetcher, struct parcel *parcel, dp_error *error)
{
  return fetcher_append(fetcher, parcel, error) &&
         frontier_warc_end(fetcher->frontier, slice_of(parcel->place.file),
                           parcel->place.offset + parcel->place.length, error);
}

/* Visits. */

static bool append_visit(struct fetcher *fetcher, const struct change *change, const unsigned char *payload,
                         dp_error *error)
{
  const struct earlier *earlier = change->earlier;
  const struct warc_original original = {slice_of(earlier->url ? earlier->url : ""), earlier->at};
  bool same = change->outcome == REVISIT_UNCHANGED && earlier->url;
  return append(fetcher, change->parcel, same ? &original : NULL, same && change->not_modified, payload,
                error);
}

static bool write_visit(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  struct frontier_visit visit = {.outcome = change->outcome,
                                 .reason = slice_of(change->status_reason),
                                 .detail = slice_of(change->text ? change->text : ""),
                                 .at = fetcher->now.wall,
                                 .next_due_at = change->at};
  struct frontier_response row;
  if (change->parcel) {
    const struct earlier *earlier = change->earlier;
    const unsigned char *payload = !change->not_modified  ? change->parcel->payload
                                   : earlier->has_payload ? earlier->payload
                                                          : NULL;
    if (!append_visit(fetcher, change, payload, error)) return false;
    row = fetcher_row_of(change->parcel, payload);
    visit.response = &row;
    visit.at = change->parcel->at;
  }
  return frontier_revisited(fetcher->frontier, change->item, &visit, &change->made, error);
}

static bool write_moved(struct fetcher *fetcher, const struct change *change, dp_error *error)
{
  struct link link = {BUFFER_EMPTY, BUFFER_EMPTY, {NULL, 0}};
  char reason[LINK_REASON];
  int64_t other;
  bool ok = true;
  if (fetcher_link(slice_of(change->text), &link, reason)) {
    const struct frontier_link row = {
        .url = buffer_view(&link.url), .identity = buffer_view(&link.identity), .domain = link.domain};
    ok = frontier_moved(fetcher->frontier, change->item, &row, fetcher->now.wall, &other, error);
  }
  fetcher_link_free(&link);
  return ok;
}

/* write_verdict - and when the page is first to be visited again. A verdict that comes once more, when its
 * item has left the window, says nothing about that. */
static bool write_verdict(struct fetcher *fetcher, const struct change *change, dp_error *error)
{
  struct frontier_item row;
  bool found, again = false;
  if (change->at && !delivery_has(fetcher->delivery, change->item)) {
    arena_reset(fetcher->arena);
    if (!frontier_read(fetcher->frontier, fetcher->arena, change->item, &row, &found, error)) return false;
    again = found && row.state == ITEM_DONE;
  }
  return frontier_settled(fetcher->frontier, change->item, slice_of(change->reason), change->sequence,
                          fetcher->now.wall, error) &&
         (!change->at || again || frontier_revisit_at(fetcher->frontier, change->item, change->at, error));
}

/* Domains and origins. */

static bool write_origin(struct fetcher *fetcher, const struct origin_row *row, dp_error *error)
{
  const struct frontier_origin origin = {row->state, buffer_view(&row->form)};
  return frontier_origin_write(fetcher->frontier, buffer_view(&row->name), &origin, error);
}

bool fetcher_write_change(struct fetcher *fetcher, struct change *change, dp_error *error)
{
  struct frontier *frontier = fetcher->frontier;
  millis now = fetcher->now.wall;
  struct slice reason = slice_of(change->status_reason), detail = slice_of(change->text ? change->text : "");
  switch (change->kind) {
  case CHANGE_RESPONSE:
    return write_response(fetcher, change->parcel, error);
  case CHANGE_HOP:
    return write_hop(fetcher, change->parcel, error);
  case CHANGE_VISIT:
    return write_visit(fetcher, change, error);
  case CHANGE_MOVED:
    return write_moved(fetcher, change, error);
  case CHANGE_RETRY:
    return frontier_transfer_failed(frontier, change->item, reason, detail, now, change->at, error);
  case CHANGE_BURY:
    return frontier_bury(frontier, change->item, reason, detail, now, error);
  case CHANGE_VERDICT:
    return write_verdict(fetcher, change, error);
  case CHANGE_COUNTED:
    return frontier_attempt_counted(frontier, change->item, now, error);
  case CHANGE_EXHAUSTED:
    return frontier_attempt_counted(frontier, change->item, now, error) &&
           frontier_bury(
               frontier, change->item, SLICE("undeliverable"),
               SLICE("it was sent again and again without a verdict, while later articles got theirs"), now,
               error);
  case CHANGE_ARCHIVED:
    return fetcher_write_archived(fetcher, change, error);
  case CHANGE_LINKS:
    return fetcher_write_links(fetcher, change, error);
  case CHANGE_POLLED:
    return fetcher_write_polled(fetcher, change, error);
  case CHANGE_HUB:
    return fetcher_write_hub(fetcher, change, error);
  case CHANGE_ORIGIN:
    return write_origin(fetcher, change->origin, error);
  case CHANGE_POLITE:
    return frontier_domain_keep(frontier, slice_of(change->text), &change->politeness, error);
  case CHANGE_REST:
    return frontier_domain_rest(frontier, change->item, 0, &change->at, error);
  }
  return error_set(error, EX_SOFTWARE, "a change of no known kind was gathered");
}

/* Memory follows. */

void fetcher_deliver(struct fetcher *fetcher, struct parcel *take_parcel)
{
  delivery_add(fetcher->delivery, take_parcel->item, (int64_t)take_parcel->body.length, 0,
               fetcher->now.steady);
  rate_add(&fetcher->fetched, 1, fetcher->now.steady);
  fetcher_keep(fetcher, take_parcel);
}

static void apply_response(struct fetcher *fetcher, struct change *change)
{
  struct parcel *parcel = change->parcel;
  change->parcel = NULL;
  fetcher_deliver(fetcher, parcel);
}

static void apply_visit(struct fetcher *fetcher, struct change *change)
{
  if (!change->made) return;
  change->parcel->item = change->made;
  apply_response(fetcher, change);
}

static void apply_due(struct fetcher *fetcher, millis at)
{
  if (at) fetcher_look_due(fetcher, at);
}

void fetcher_apply_change(struct fetcher *fetcher, struct change *change)
{
  switch (change->kind) {
  case CHANGE_RESPONSE:
    apply_response(fetcher, change);
    break;
  case CHANGE_VISIT:
    apply_visit(fetcher, change);
    break;
  case CHANGE_VERDICT:
    if (delivery_verdict(fetcher->delivery, change->item, change->attempt))
      rate_add(&fetcher->settled, 1, fetcher->now.steady);
    fetcher_forget(fetcher, change->item);
    apply_due(fetcher, change->at);
    break;
  case CHANGE_COUNTED:
    delivery_resume(fetcher->delivery, change->item);
    break;
  case CHANGE_BURY:
  case CHANGE_EXHAUSTED:
    delivery_remove(fetcher->delivery, change->item);
    fetcher_forget(fetcher, change->item);
    break;
  case CHANGE_ARCHIVED:
    fetcher_apply_archived(fetcher, change);
    break;
  case CHANGE_LINKS:
    fetcher_apply_links(fetcher, change);
    break;
  case CHANGE_POLLED:
    fetcher_apply_polled(fetcher, change);
    break;
  case CHANGE_HUB:
    fetcher_apply_hub(fetcher, change);
    break;
  case CHANGE_REST:
    fetcher_hand_rested(fetcher, change->hand, change->at);
    break;
  case CHANGE_MOVED: /* its next visit is that of another domain */
    fetcher_look_due(fetcher, fetcher->now.wall);
    break;
  case CHANGE_RETRY: /* its domain is in hand, and looks for it when it is put to rest */
  case CHANGE_HOP:
  case CHANGE_ORIGIN:
  case CHANGE_POLITE:
    break;
  }
}
