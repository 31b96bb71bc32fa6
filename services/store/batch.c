/* batch.c - the rules of gathering, without socket, clock or database. */
#include "store/batch.h"

void batch_init(struct batch *batch, const struct batch_options *options, millis now)
{
  *batch = (struct batch){.options = *options, .last_at = now - BATCH_QUIET_MS};
}

void batch_add(struct batch *batch, size_t bytes, millis now)
{
  if (batch->items == 0) {
    batch->first_at = now;
    batch->lone = now - batch->last_at >= BATCH_QUIET_MS;
  } else {
    batch->lone = false;
  }
  batch->items++;
  batch->bytes += bytes;
  batch->last_at = now;
}

bool batch_full(const struct batch *batch)
{
  return batch->items >= batch->options.max_items || batch->bytes >= BATCH_MAX_BYTES;
}

bool batch_due(const struct batch *batch, bool more, millis now)
{
  if (batch->items == 0) return false;
  if (batch_full(batch) || now - batch->first_at >= batch->options.max_wait) return true;
  return !more && (batch->lone || now - batch->last_at >= BATCH_QUIET_MS);
}

millis batch_wake_at(const struct batch *batch)
{
  if (batch->items == 0) return 0;
  millis quiet = batch->last_at + BATCH_QUIET_MS, latest = batch->first_at + batch->options.max_wait;
  return quiet < latest ? quiet : latest;
}

void batch_done(struct batch *batch, millis now)
{
  /* The time of the commit itself is no silence of the senders: what queued up meanwhile is company, not
   * alone. */
  batch->items = 0;
  batch->bytes = 0;
  batch->last_at = now;
}
