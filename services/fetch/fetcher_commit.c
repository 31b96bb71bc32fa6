/* fetcher_commit.c - group commit: everything that has happened since the last one, in one transaction.
 *
 * The order is the promise: records into the archive, one sync, rows, commit; only then does memory follow
 * (items enter or leave the window, attempts may be repeated). When any step fails, nothing of it has
 * happened: rows are rolled back, the archive is rewound, and the changes stay gathered for the next try.
 *
 * A commit that fails may still be found by a recovery after a crash, if its bytes had reached the disk. So
 * the archive is rewound only behind a later commit that worked (frontier_probe): until then the records such
 * a recovery would refer to are left where they are. */
#include "base/log.h"
#include "base/memory.h"
#include "fetch/fetcher_internal.h"

#include <stdlib.h>

enum { RIPE_CHANGES = 512, RIPE_BYTES = 8 * 1024 * 1024, STALL_RETRY = 2000 };

/* Gathering. */

struct change *fetcher_gather(struct fetcher *fetcher, enum change_kind kind, int64_t item)
{
  if (fetcher->gathered.count == fetcher->gathered.capacity) {
    fetcher->gathered.capacity = fetcher->gathered.capacity ? 2 * fetcher->gathered.capacity : 64;
    fetcher->gathered.changes = memory_resize(fetcher->gathered.changes,
                                              fetcher->gathered.capacity * sizeof *fetcher->gathered.changes);
  }
  if (!fetcher->gathered.count) fetcher->gathered.since = fetcher->now.steady;
  struct change *change = &fetcher->gathered.changes[fetcher->gathered.count++];
  *change = (struct change){.kind = kind, .item = item};
  return change;
}

void fetcher_drop_changes(struct fetcher *fetcher)
{
  for (size_t i = 0; i < fetcher->gathered.count; i++) fetcher_change_free(&fetcher->gathered.changes[i]);
  fetcher->gathered.count = 0;
  fetcher->gathered.responses = fetcher->gathered.bytes = 0;
  fetcher->gathered.records = fetcher->gathered.record_bytes = 0;
  map_free(&fetcher->gathered.transferred);
}

/* While nothing is in transfer there is nobody to wait for: a lone article goes on at once. */
millis fetcher_ripe_at(const struct fetcher *fetcher)
{
  if (!fetcher->gathered.count) return 0;
  bool full = fetcher->gathered.count >= RIPE_CHANGES || fetcher->gathered.record_bytes >= RIPE_BYTES;
  if (full || !gate_running(fetcher->gate)) return fetcher->gathered.since;
  return fetcher->gathered.since + fetcher->settings.group_commit;
}

/* The archive. */

static struct warc_writer *open_writer(struct fetcher *fetcher, const char *file, int64_t end,
                                       dp_error *error)
{
  const struct warc_writer_options options = {fetcher->io, fetcher->settings.name, "depeche/" DEPECHE_VERSION,
                                              fetcher->settings.warc_rotate_bytes,
                                              fetcher->settings.warc_rotate_after};
  return warc_writer_open(&options, file, end, fetcher->now.wall, error);
}

static bool journal_name(struct fetcher *fetcher, const char *name, dp_error *error)
{
  if (!frontier_begin(fetcher->frontier, error) ||
      !frontier_warc_begin(fetcher->frontier, slice_of(name), error) ||
      !frontier_commit(fetcher->frontier, error)) {
    frontier_rollback(fetcher->frontier);
    return false;
  }
  return true;
}

/* next_file - journals the name of a new file, then opens it. A name that was journaled when the file could
 * not be opened is used at the next try. */
static bool next_file(struct fetcher *fetcher, const char *last_file, dp_error *error)
{
  char name[WARC_NAME];
  if (!fetcher->next_file[0]) {
    warc_new_name(fetcher->settings.name, last_file, fetcher->now.wall, name);
    if (!journal_name(fetcher, name, error)) return false;
    memcpy(fetcher->next_file, name, sizeof name);
  }
  struct warc_writer *next = open_writer(fetcher, fetcher->next_file, 0, error);
  if (!next) return false;
  fetcher->next_file[0] = '\0';
  warc_writer_close(&fetcher->writer);
  fetcher->writer = next;
  return true;
}

bool fetcher_open_archive(struct fetcher *fetcher, dp_error *error)
{
  struct slice file;
  int64_t end;
  arena_reset(fetcher->arena);
  if (!frontier_last_warc(fetcher->frontier, fetcher->arena, &file, &end, error)) return false;
  if (!file.length) return next_file(fetcher, NULL, error);
  dp_error cause = {0};
  fetcher->writer = open_writer(fetcher, file.data, end, &cause);
  if (fetcher->writer) return true;
  if (error) *error = cause;
  if (cause.code != EX_DATAERR) return false;
  /* What is left of the file can still be read; what was lost shows as dead letters when it is to be sent. */
  log_error("archive-lost-records", LOG_TEXT("detail", cause.text));
  return next_file(fetcher, file.data, error);
}

/* Stalling. */

bool fetcher_stall(struct fetcher *fetcher, const dp_error *cause, dp_error *error)
{
  if (cause->code == EX_DATAERR) {
    if (error) *error = *cause;
    return false;
  }
  if (!fetcher->stall.on)
    log_error("stalled", LOG_TEXT("reason", cause->text), LOG_INT("retry_ms", STALL_RETRY));
  fetcher->stall.on = true;
  fetcher->stall.error = *cause;
  fetcher->stall.retry_at = fetcher->now.steady + STALL_RETRY;
  return true;
}

/* probe - after a stall: is the journal writable again? Then the archive may be taken back to what is
 * committed. */
static bool probe(struct fetcher *fetcher, dp_error *cause)
{
  if (!frontier_probe(fetcher->frontier, cause)) return false;
  if (fetcher->stall.rewind && !warc_writer_rewind(fetcher->writer, cause)) return false;
  fetcher->stall.rewind = false;
  return true;
}

/* Writing. */

static bool write_changes(struct fetcher *fetcher, dp_error *error)
{
  if (fetcher->gathered.records && warc_writer_full(fetcher->writer, fetcher->now.wall) &&
      !next_file(fetcher, warc_writer_file(fetcher->writer), error))
    return false;
  if (!frontier_begin(fetcher->frontier, error)) return false;
  for (size_t i = 0; i < fetcher->gathered.count; i++)
    if (!fetcher_write_change(fetcher, &fetcher->gathered.changes[i], error)) return false;
  if (fetcher->gathered.records && !warc_sync(fetcher->writer, error)) return false;
  fetcher->stall.rewind =
      fetcher->gathered.records > 0; /* from here on a failure is one that recovery may undo */
  return frontier_commit(fetcher->frontier, error);
}

static void apply_changes(struct fetcher *fetcher)
{
  warc_writer_mark(fetcher->writer);
  fetcher->stall.rewind = false;
  for (size_t i = 0; i < fetcher->gathered.count; i++)
    fetcher_apply_change(fetcher, &fetcher->gathered.changes[i]);
  fetcher_drop_changes(fetcher);
}

/* take_back - after a failure: as if nothing had been written. */
static void take_back(struct fetcher *fetcher)
{
  frontier_rollback(fetcher->frontier);
  if (fetcher->stall.rewind) return; /* behind the next probe */
  dp_error ignored;                  /* the rewind is tried again before anything is appended */
  if (!warc_writer_rewind(fetcher->writer, &ignored)) fetcher->stall.rewind = true;
}

static bool commit(struct fetcher *fetcher, dp_error *cause)
{
  if (fetcher->stall.on && !probe(fetcher, cause)) return false;
  if (!fetcher->gathered.count) return true;
  if (!write_changes(fetcher, cause)) {
    take_back(fetcher);
    return false;
  }
  apply_changes(fetcher);
  return true;
}

/* gather_politeness - what the gate has learnt goes along with whatever is committed. */
static void gather_politeness(struct fetcher *fetcher)
{
  struct gate_state state;
  while (gate_changed(fetcher->gate, &state, fetcher->now.steady, fetcher->now.wall)) {
    struct change *change = fetcher_gather(fetcher, CHANGE_POLITE, 0);
    change->text = memory_string_of(state.domain.data, state.domain.length);
    change->politeness = (struct frontier_politeness){state.ready_at, state.response_time, state.pushbacks,
                                                      state.day_starts, state.day_from};
  }
}

bool fetcher_commit_ripe(struct fetcher *fetcher, bool now_at_any_rate, dp_error *error)
{
  millis ripe = fetcher->stall.on ? fetcher->stall.retry_at : fetcher_ripe_at(fetcher);
  bool anything = fetcher->stall.on || fetcher->gathered.count;
  if (!anything || (!now_at_any_rate && fetcher->now.steady < ripe)) return true;
  dp_error cause = {0};
  if (fetcher->gathered.count) gather_politeness(fetcher);
  if (!commit(fetcher, &cause)) return fetcher_stall(fetcher, &cause, error);
  if (fetcher->stall.on) log_info("resumed", LOG_INT("queued", frontier_counts(fetcher->frontier).queued));
  fetcher->stall.on = false;
  return true;
}
