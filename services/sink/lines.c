/* lines.c - see lines.h. One file is open at a time; the first line of another day commits the file before.
 */
#include "sink/lines.h"

#include "base/files.h"
#include "base/hash.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 11, STORE = 40, POSITION = 256 };

/* What NAME.position says. */
struct position {
  int64_t sequence;
  char store[STORE];
  char day[DAY]; /* "2026-11-23" of the file; empty: none yet */
  int64_t length;
  uint64_t mark; /* hash of the event's id; 0: not known */
};

struct lines {
  char *directory, *name;
  int lock, fd; /* fd: of the file of next.day; -1: not open */
  struct position kept, next;
  struct buffer waiting; /* put, not written yet */
};

static void path_of(const struct lines *lines, const char *what, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s/%s%s", lines->directory, lines->name, what);
}

static void day_path(const struct lines *lines, const char *day, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s/%s-%s.jsonl", lines->directory, lines->name, day);
}

/* ---- the position ---- */

static bool read_position(struct lines *lines, dp_error *error)
{
  char path[PATH_MAX];
  struct buffer text = BUFFER_EMPTY;
  struct position position = {0};
  path_of(lines, ".position", path);
  if (!files_exists(path)) return true;
  if (!files_read(path, POSITION, &text, error)) return false;
  int read = sscanf(buffer_string(&text), "%" SCNd64 " %10s %" SCNd64 " %39s %" SCNx64, &position.sequence,
                    position.day, &position.length, position.store, &position.mark);
  buffer_free(&text);
  if (read < 4 || position.sequence < 0 || position.length < 0)
    return error_set(error, EX_DATAERR,
                     "%s can't be understood; move it and its files away, and the sink begins anew", path);
  lines->kept = lines->next = position;
  return true;
}

static bool write_whole(int fd, struct slice bytes)
{
  while (bytes.length) {
    ssize_t done = write(fd, bytes.data, bytes.length);
    if (done < 0 && errno != EINTR) return false;
    if (done > 0) bytes = slice_from(bytes, (size_t)done);
  }
  return true;
}

static bool write_position(const struct lines *lines, const struct position *position, dp_error *error)
{
  char path[PATH_MAX], fresh[PATH_MAX], text[POSITION];
  path_of(lines, ".position", path);
  path_of(lines, ".position.new", fresh);
  int length = snprintf(text, sizeof text, "%" PRId64 " %s %" PRId64 " %s %" PRIx64 "\n", position->sequence,
                        position->day, position->length, position->store[0] ? position->store : "none",
                        position->mark);
  int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (fd < 0) return error_errno(error, "can't write %s", fresh);
  bool good = write_whole(fd, (struct slice){text, (size_t)length}) && fsync(fd) == 0;
  if (!good) error_errno(error, "can't write %s", fresh);
  if (close(fd) != 0 && good) good = error_errno(error, "can't write %s", fresh);
  if (good && rename(fresh, path) != 0) good = error_errno(error, "can't write %s", path);
  return good && files_sync_directory(lines->directory, error);
}

/* ---- opening ---- */

static void close_file(struct lines *lines)
{
  if (lines->fd >= 0) close(lines->fd);
  lines->fd = -1;
}

/* cut_back - the file of the kept position is as long as that says: what a crash left behind it goes. */
static bool cut_back(struct lines *lines, dp_error *error)
{
  char path[PATH_MAX];
  struct stat info;
  if (!lines->kept.day[0]) return true;
  day_path(lines, lines->kept.day, path);
  if (stat(path, &info) != 0)
    return errno == ENOENT || error_errno(error, "can't look at %s", path); /* taken away by who uses it */
  if (info.st_size > lines->kept.length && truncate(path, (off_t)lines->kept.length) != 0)
    return error_errno(error, "can't cut %s back", path);
  return true;
}

struct lines *lines_open(const char *directory, const char *name, dp_error *error)
{
  char path[PATH_MAX];
  struct lines *lines = memory_zero(1, sizeof *lines);
  lines->directory = memory_string(directory);
  lines->name = memory_string(name);
  lines->lock = lines->fd = -1;
  path_of(lines, ".lock", path);
  bool good = files_make_directory(directory, 0750, error) &&
              (lines->lock = files_lock(path, "a sink that writes there", error)) >= 0 &&
              read_position(lines, error) && cut_back(lines, error);
  if (!good) lines_close(&lines);
  return lines;
}

void lines_close(struct lines **lines)
{
  if (!*lines) return;
  close_file(*lines);
  if ((*lines)->lock >= 0) close((*lines)->lock);
  buffer_free(&(*lines)->waiting);
  free((*lines)->directory);
  free((*lines)->name);
  free(*lines);
  *lines = NULL;
}

bool lines_has(const struct lines *lines, const struct lines_article *article)
{
  return slice_is(article->store, lines->kept.store) && article->sequence <= lines->kept.sequence;
}

/* ---- writing ---- */

/* begin_day - from now on the position is about this file: else a crash behind the first lines of a day would
 * leave them there uncounted. */
static bool begin_day(struct lines *lines, off_t length, dp_error *error)
{
  struct position begun = lines->kept;
  begun.length = (int64_t)length;
  memcpy(begun.day, lines->next.day, DAY);
  if (!write_position(lines, &begun, error)) return false;
  lines->kept = begun;
  return true;
}

/* open_day - behind what counts: a write that failed may have left a piece of a line. A file that who uses it
 * has taken away or cut begins anew, and the position with it. */
static bool open_day(struct lines *lines, dp_error *error)
{
  char path[PATH_MAX];
  if (lines->fd >= 0) return true;
  if (!cut_back(lines, error)) return false;
  day_path(lines, lines->next.day, path);
  lines->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
  off_t length = lines->fd < 0 ? -1 : lseek(lines->fd, 0, SEEK_END);
  if (length < 0) return error_errno(error, "can't open %s", path);
  bool known = strcmp(lines->kept.day, lines->next.day) == 0 && lines->kept.length == (int64_t)length;
  if (!known && !begin_day(lines, length, error)) return false;
  lines->next.length = (int64_t)length;
  return files_sync_directory(lines->directory, error);
}

static bool write_waiting(struct lines *lines, dp_error *error)
{
  if (!write_whole(lines->fd, buffer_view(&lines->waiting)) || fsync(lines->fd) != 0)
    return error_errno(error, "can't write to %s/%s-%s.jsonl", lines->directory, lines->name,
                       lines->next.day);
  lines->next.length += (int64_t)lines->waiting.length;
  return true;
}

int64_t lines_last(const struct lines *lines)
{
  return lines->kept.sequence;
}

bool lines_is_last(const struct lines *lines, const struct lines_article *article)
{
  return slice_is(article->store, lines->kept.store) && article->sequence == lines->kept.sequence &&
         (!lines->kept.mark || hash_slice(article->id) == lines->kept.mark);
}

void lines_forget(struct lines *lines)
{
  lines->kept.sequence = lines->next.sequence = 0;
}

bool lines_put(struct lines *lines, const struct lines_article *article, struct slice line, dp_error *error)
{
  char time[CLOCK_TEXT];
  clock_format(article->when, time);
  time[DAY - 1] = '\0';
  if (strcmp(time, lines->next.day) != 0) {
    if (!lines_commit(lines, error)) return false;
    close_file(lines);
    memcpy(lines->next.day, time, DAY);
  }
  buffer_slice(&lines->waiting, line);
  lines->next.sequence = article->sequence;
  lines->next.mark = hash_slice(article->id);
  snprintf(lines->next.store, STORE, "%.*s", (int)article->store.length, article->store.data);
  return true;
}

bool lines_commit(struct lines *lines, dp_error *error)
{
  if (!lines->waiting.length) return true;
  if (!open_day(lines, error) || !write_waiting(lines, error) ||
      !write_position(lines, &lines->next, error)) {
    close_file(lines); /* whoever comes back to it begins behind what counts */
    return false;
  }
  buffer_clear(&lines->waiting);
  lines->kept = lines->next;
  return true;
}

bool lines_rollback(struct lines *lines, dp_error *error)
{
  buffer_clear(&lines->waiting);
  close_file(lines);
  lines->next = lines->kept;
  return cut_back(lines, error);
}
