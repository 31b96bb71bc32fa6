/* export_file.c - see export_file.h. */
#include "cli/export_file.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP_MS = 1000, POSITION_MOST = 8192, BUFFER = 256 * 1024 };

struct export_file {
  char *path, *what; /* path NULL: standard output */
  FILE *file;
  int64_t length; /* bytes put, from the beginning of the file */
  millis stepped_at;
};

static void part_path(const struct export_file *file, const char *more, char path[PATH_MAX])
{
  snprintf(path, PATH_MAX, "%s.part%s", file->path, more);
}

/* ---- the position: "SEQUENCE LENGTH WHAT\n" ---- */

static bool read_position(const struct export_file *file, int64_t *sequence, int64_t *length, dp_error *error)
{
  char path[PATH_MAX];
  struct buffer text = BUFFER_EMPTY;
  int at = 0;
  part_path(file, ".position", path);
  *sequence = *length = 0;
  if (!files_exists(path)) return true;
  bool good = files_read(path, POSITION_MOST, &text, error);
  if (good && (sscanf(buffer_string(&text), "%" SCNd64 " %" SCNd64 " %n", sequence, length, &at) != 2 || !at))
    good = error_set(error, EX_DATAERR, "%s can't be understood; remove it to begin anew", path);
  if (good &&
      !slice_equal(slice_trim(slice_from(buffer_view(&text), (size_t)at)), slice_trim(slice_of(file->what))))
    good = error_set(error, EX_CANTCREAT,
                     "%s.part is a part of another export; remove it and %s, or give another name",
                     file->path, path);
  buffer_free(&text);
  return good;
}

static bool write_position(const struct export_file *file, int64_t sequence, dp_error *error)
{
  char path[PATH_MAX], fresh[PATH_MAX];
  part_path(file, ".position", path);
  part_path(file, ".position.new", fresh);
  FILE *out = fopen(fresh, "we");
  bool good = out && fprintf(out, "%" PRId64 " %" PRId64 " %s\n", sequence, file->length, file->what) > 0;
  good = good && fflush(out) == 0 && fsync(fileno(out)) == 0;
  if (out && fclose(out) != 0) good = false;
  return (good && rename(fresh, path) == 0) || error_errno(error, "can't write %s", path);
}

/* ---- opening ---- */

static bool open_part(struct export_file *file, int64_t *sequence, dp_error *error)
{
  char path[PATH_MAX];
  struct stat info;
  if (files_exists(file->path))
    return error_set(error, EX_CANTCREAT, "%s is there already; remove it, or give another name", file->path);
  if (!read_position(file, sequence, &file->length, error)) return false;
  part_path(file, "", path);
  int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return error_errno(error, "can't open %s", path);
  if (fstat(fd, &info) != 0) return error_errno(error, "can't look at %s", path), close(fd), false;
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    error_set(error, EX_TEMPFAIL, "another export is writing to %s; wait for it, or give another name", path);
    return close(fd), false;
  }
  /* Before the first article there is nothing to go on with; and somebody may have cut it. */
  if (*sequence == 0 || info.st_size < file->length) *sequence = file->length = 0;
  bool good = ftruncate(fd, (off_t)file->length) == 0 && lseek(fd, 0, SEEK_END) >= 0;
  if (good) file->file = fdopen(fd, "w");
  if (!file->file) return error_errno(error, "can't write to %s", path), close(fd), false;
  setvbuf(file->file, NULL, _IOFBF, BUFFER);
  return true;
}

struct export_file *export_file_open(const char *path, const char *what, int64_t *sequence, dp_error *error)
{
  struct export_file *file = memory_zero(1, sizeof *file);
  file->path = path ? memory_string(path) : NULL;
  file->what = memory_string(what);
  file->stepped_at = clock_monotonic();
  *sequence = 0;
  if (!path)
    file->file = stdout;
  else if (!open_part(file, sequence, error))
    export_file_close(&file);
  return file;
}

void export_file_close(struct export_file **file)
{
  if (!*file) return;
  if ((*file)->path && (*file)->file) fclose((*file)->file);
  free((*file)->path);
  free((*file)->what);
  free(*file);
  *file = NULL;
}

void export_file_discard(struct export_file **file)
{
  char part[PATH_MAX], position[PATH_MAX];
  if ((*file)->path) {
    part_path(*file, "", part);
    part_path(*file, ".position", position);
    unlink(part);
    unlink(position);
  }
  export_file_close(file);
}

/* ---- writing ---- */

static bool failed(const struct export_file *file, dp_error *error)
{
  return error_errno(error, "can't write to %s%s", file->path ? file->path : "standard output",
                     file->path ? ".part" : "");
}

bool export_file_put(struct export_file *file, struct slice bytes, dp_error *error)
{
  if (fwrite(bytes.data, 1, bytes.length, file->file) != bytes.length) return failed(file, error);
  file->length += (int64_t)bytes.length;
  return true;
}

bool export_file_step(struct export_file *file, int64_t sequence, bool now, dp_error *error)
{
  if (!file->path) return true;
  if (!now && clock_monotonic() - file->stepped_at < STEP_MS) return true;
  file->stepped_at = clock_monotonic();
  if (fflush(file->file) != 0 || fsync(fileno(file->file)) != 0) return failed(file, error);
  return write_position(file, sequence, error);
}

bool export_file_end(struct export_file *file, int64_t sequence, dp_error *error)
{
  char part[PATH_MAX], position[PATH_MAX];
  if (!file->path) return fflush(file->file) == 0 || failed(file, error);
  part_path(file, "", part);
  part_path(file, ".position", position);
  if (!export_file_step(file, sequence, true, error)) return false;
  if (rename(part, file->path) != 0) return error_errno(error, "can't name %s", file->path);
  return unlink(position) == 0 || errno == ENOENT || error_errno(error, "can't remove %s", position);
}
