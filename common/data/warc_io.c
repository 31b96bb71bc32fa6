/* warc_io.c - the real files behind the archive: one directory, positioned reads and writes, fdatasync. */
#include "base/memory.h"
#include "data/warc_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct directory {
  char *path;
  int fd; /* -1: not opened yet */
};

struct file {
  int fd;
};

static bool open_directory(struct directory *directory)
{
  if (directory->fd < 0) directory->fd = open(directory->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return directory->fd >= 0;
}

/* open_to_write - a file to be written, made when it is not there; its name is on disk when this returns. Who
 * made it may have been killed before that, so a file that is there proves nothing. */
static int open_to_write(struct directory *directory, const char *name)
{
  int fd = openat(directory->fd, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd < 0 || fsync(directory->fd) == 0) return fd;
  int cause = errno;
  close(fd);
  errno = cause;
  return -1;
}

static void *directory_open(void *context, const char *name, bool create)
{
  struct directory *directory = context;
  if (strchr(name, '/')) {
    errno = EINVAL;
    return NULL;
  }
  if (!open_directory(directory)) return NULL;
  int fd = create ? open_to_write(directory, name)
                  : openat(directory->fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return NULL;
  struct file *file = memory_alloc(sizeof *file);
  file->fd = fd;
  return file;
}

static void directory_close(void *context, void *opened)
{
  (void)context;
  struct file *file = opened;
  close(file->fd);
  free(file);
}

static bool directory_size(void *context, void *opened, int64_t *bytes)
{
  (void)context;
  struct stat info;
  if (fstat(((struct file *)opened)->fd, &info) != 0) return false;
  *bytes = info.st_size;
  return true;
}

static bool directory_truncate(void *context, void *opened, int64_t bytes)
{
  (void)context;
  return ftruncate(((struct file *)opened)->fd, bytes) == 0;
}

static bool directory_write(void *context, void *opened, int64_t offset, struct slice bytes)
{
  (void)context;
  while (bytes.length) {
    ssize_t put = pwrite(((struct file *)opened)->fd, bytes.data, bytes.length, offset);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes = slice_from(bytes, (size_t)put);
    offset += put;
  }
  return true;
}

static bool directory_sync(void *context, void *opened)
{
  (void)context;
  return fdatasync(((struct file *)opened)->fd) == 0;
}

static bool directory_read(void *context, void *opened, int64_t offset, void *bytes, size_t length,
                           size_t *got)
{
  (void)context;
  ssize_t result;
  do result = pread(((struct file *)opened)->fd, bytes, length, offset);
  while (result < 0 && errno == EINTR);
  *got = result > 0 ? (size_t)result : 0;
  return result >= 0;
}

/* Any path, only to be read. */

static void *path_open(void *context, const char *name, bool create)
{
  (void)context;
  int fd = create ? (errno = EROFS, -1) : open(name, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  struct file *file = memory_alloc(sizeof *file);
  file->fd = fd;
  return file;
}

static bool refuse_truncate(void *context, void *file, int64_t bytes)
{
  (void)context, (void)file, (void)bytes;
  errno = EROFS;
  return false;
}

static bool refuse_write(void *context, void *file, int64_t offset, struct slice bytes)
{
  (void)context, (void)file, (void)offset, (void)bytes;
  errno = EROFS;
  return false;
}

struct warc_io warc_io_paths(void)
{
  return (struct warc_io){NULL,         path_open,      directory_close, directory_size, refuse_truncate,
                          refuse_write, directory_sync, directory_read};
}

struct warc_io warc_io_directory(const char *path)
{
  struct directory *directory = memory_alloc(sizeof *directory);
  *directory = (struct directory){memory_string(path), -1};
  return (struct warc_io){directory,          directory_open,  directory_close, directory_size,
                          directory_truncate, directory_write, directory_sync,  directory_read};
}

void warc_io_free(struct warc_io *io)
{
  struct directory *directory = io->context;
  if (!directory) return;
  if (directory->fd >= 0) close(directory->fd);
  free(directory->path);
  free(directory);
  *io = (struct warc_io){0};
}
