/* warc.c - the writer: appends the records of responses, makes them durable together, takes them back.
 *
 * Three positions in the file, in this order: `committed` (the journal refers to nothing behind it after a
 * rollback), what is synced, and `end`. All writes go to explicit offsets, so bytes that a failed write left
 * behind `end` are overwritten or cut; `dirty` remembers that a cut itself failed and must be tried again. */
#include "data/warc.h"

#include "base/memory.h"
#include "data/warc_compose.h"

#include <stdio.h>
#include <stdlib.h>

struct warc_writer {
  struct warc_io io;
  char *origin, *software;
  int64_t rotate_bytes;
  millis rotate_after;
  char name[WARC_NAME];
  void *file;
  int64_t committed, end;
  bool dirty;
  millis begun;
  struct warc_composer *composer;
  struct buffer out;
};

/* The number at the end of a file name, 0 when there is none. */
static unsigned long serial_of(const char *name)
{
  const char *dash = name ? strrchr(name, '-') : NULL;
  return dash ? strtoul(dash + 1, NULL, 10) : 0;
}

void warc_new_name(const char *origin, const char *last_file, millis now, char name[WARC_NAME])
{
  char time[CLOCK_TEXT], digits[sizeof "20240412083000"];
  size_t count = 0;
  clock_format(now, time);
  for (const char *at = time; *at && count < sizeof digits - 1; at++)
    if (*at >= '0' && *at <= '9') digits[count++] = *at;
  digits[count] = '\0';
  snprintf(name, WARC_NAME, "depeche-%.32s-%s-%05lu.warc.gz", origin, digits,
           (serial_of(last_file) + 1) % 100000);
}

/* begun_at - the time in the name of a file; `now` when it holds none. */
static millis begun_at(const char *name, millis now)
{
  char text[] = "2024-04-12T08:30:00Z";
  const char *dash = strrchr(name, '-');
  const size_t digits = 14;
  millis at;
  if (!dash || (size_t)(dash - name) < digits) return now;
  const char *digit = dash - digits;
  for (char *to = text; *to; to++) {
    if (*to < '0' || *to > '9') continue;
    *to = *digit++;
  }
  return clock_parse(slice_of(text), &at) ? at : now;
}

/* Cutting, opening, closing. */

static bool cut(struct warc_writer *writer, int64_t at, dp_error *error)
{
  writer->end = at;
  writer->dirty = !writer->io.truncate(writer->io.context, writer->file, at);
  return !writer->dirty || error_errno(error, "can't cut the archive file %s", writer->name);
}

static bool open_at(struct warc_writer *writer, int64_t committed_end, dp_error *error)
{
  int64_t size;
  writer->file = writer->io.open(writer->io.context, writer->name, true);
  if (!writer->file) return error_errno(error, "can't open the archive file %s", writer->name);
  if (!writer->io.size(writer->io.context, writer->file, &size))
    return error_errno(error, "can't measure the archive file %s", writer->name);
  if (size < committed_end)
    return error_set(
        error, EX_DATAERR,
        "the archive file %s has %lld bytes where the frontier counts on %lld: records were lost",
        writer->name, (long long)size, (long long)committed_end);
  writer->committed = writer->end = committed_end;
  return size == committed_end || cut(writer, committed_end, error);
}

struct warc_writer *warc_writer_open(const struct warc_writer_options *options, const char *file,
                                     int64_t committed_end, millis now, dp_error *error)
{
  struct warc_writer *writer = memory_zero(1, sizeof *writer);
  writer->io = options->io;
  writer->origin = memory_string(options->origin);
  writer->software = memory_string(options->software);
  writer->rotate_bytes = options->rotate_bytes;
  writer->rotate_after = options->rotate_after;
  writer->begun = begun_at(file, now);
  writer->composer = warc_composer_new();
  snprintf(writer->name, sizeof writer->name, "%s", file);
  if (!open_at(writer, committed_end, error)) warc_writer_close(&writer);
  return writer;
}

void warc_writer_close(struct warc_writer **writer)
{
  struct warc_writer *old = *writer;
  if (!old) return;
  if (old->file) old->io.close(old->io.context, old->file);
  warc_composer_free(&old->composer);
  buffer_free(&old->out);
  free(old->origin);
  free(old->software);
  free(old);
  *writer = NULL;
}

const char *warc_writer_file(const struct warc_writer *writer)
{
  return writer->name;
}

bool warc_writer_full(const struct warc_writer *writer, millis now)
{
  bool old = writer->rotate_after && now - writer->begun >= writer->rotate_after;
  return writer->end > 0 && (writer->end >= writer->rotate_bytes || old);
}

/* Appending. */

static void compose(struct warc_writer *writer, const struct warc_response *response,
                    struct warc_place *place)
{
  const struct warc_writer_options options = {.origin = writer->origin, .software = writer->software};
  buffer_clear(&writer->out);
  if (writer->end == 0)
    warc_compose_info(writer->composer, &options, writer->name, writer->begun, &writer->out);
  warc_compose_response(writer->composer, response, &writer->out, place);
}

bool warc_append(struct warc_writer *writer, const struct warc_response *response, struct warc_place *place,
                 dp_error *error)
{
  if (writer->dirty && !cut(writer, writer->end, error)) return false;
  compose(writer, response, place);
  if (!writer->io.write(writer->io.context, writer->file, writer->end, buffer_view(&writer->out))) {
    error_errno(error, "can't write the archive file %s", writer->name);
    cut(writer, writer->end, NULL);
    return false;
  }
  memcpy(place->file, writer->name, sizeof place->file);
  place->offset += writer->end;
  writer->end += (int64_t)writer->out.length;
  return true;
}

bool warc_sync(struct warc_writer *writer, dp_error *error)
{
  if (writer->dirty && !cut(writer, writer->end, error)) return false;
  return writer->io.sync(writer->io.context, writer->file) ||
         error_errno(error, "can't make the archive file %s durable", writer->name);
}

bool warc_writer_rewind(struct warc_writer *writer, dp_error *error)
{
  return (writer->end == writer->committed && !writer->dirty) || cut(writer, writer->committed, error);
}

void warc_writer_mark(struct warc_writer *writer)
{
  writer->committed = writer->end;
}
