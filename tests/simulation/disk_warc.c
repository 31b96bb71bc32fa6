/* disk_warc.c - the simulated disk as the file functions of the archive. */
#include "disk.h"

#include <errno.h>

static bool answer(int refused)
{
  if (refused) errno = refused;
  return refused == 0;
}

static void *io_open(void *context, const char *name, bool create)
{
  struct disk *disk = context;
  struct disk_file *file = disk_find(disk, name);
  if (disk->dead) {
    errno = EIO;
    return NULL;
  }
  if (!file && !create) errno = ENOENT;
  if (!file && create && !answer(disk_create(disk, name, true, &file))) return NULL;
  return file;
}

static void io_close(void *context, void *file)
{
  (void)context, (void)file;
}

static bool io_size(void *context, void *opened, int64_t *bytes)
{
  const struct disk *disk = context;
  const struct disk_file *file = opened;
  *bytes = (int64_t)file->seen.length;
  return answer(disk->dead ? EIO : 0);
}

static bool io_truncate(void *context, void *file, int64_t bytes)
{
  return answer(disk_truncate(context, file, bytes));
}

static bool io_write(void *context, void *file, int64_t offset, struct slice bytes)
{
  return answer(disk_write_at(context, file, offset, bytes));
}

static bool io_sync(void *context, void *file)
{
  return answer(disk_sync(context, file));
}

static bool io_read(void *context, void *opened, int64_t offset, void *bytes, size_t length, size_t *got)
{
  const struct disk *disk = context;
  const struct disk_file *file = opened;
  size_t have = file->seen.length > (size_t)offset ? file->seen.length - (size_t)offset : 0;
  *got = have < length ? have : length;
  if (*got) memcpy(bytes, file->seen.data + offset, *got);
  return answer(disk->dead ? EIO : 0);
}

struct warc_io disk_warc_io(struct disk *disk)
{
  return (struct warc_io){disk, io_open, io_close, io_size, io_truncate, io_write, io_sync, io_read};
}
