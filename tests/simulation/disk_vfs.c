/* disk_vfs.c - the simulated disk as a file system for SQLite (this test knows sqlite3.h because a VFS can be
 * written in no other way). One connection, exclusive locking: no shared memory, no locks. */
#include "base/clock.h"
#include "base/memory.h"
#include "disk.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>

struct vfs_file {
  sqlite3_file base;
  struct disk *disk;
  char name[DISK_NAME];
};

static struct disk_file *file_of(sqlite3_file *opened)
{
  struct vfs_file *file = (struct vfs_file *)opened;
  return disk_find(file->disk, file->name);
}

static struct disk *disk_of(sqlite3_file *opened)
{
  return ((struct vfs_file *)opened)->disk;
}

static int code(int refused, int otherwise)
{
  return refused == 0                                           ? SQLITE_OK
         : refused == ENOSPC && otherwise != SQLITE_IOERR_FSYNC ? SQLITE_FULL
                                                                : otherwise;
}

static int vfs_close(sqlite3_file *opened)
{
  (void)opened;
  return SQLITE_OK;
}

static int vfs_read(sqlite3_file *opened, void *bytes, int length, sqlite3_int64 offset)
{
  struct disk_file *file = file_of(opened);
  if (disk_of(opened)->dead || !file) return SQLITE_IOERR_READ;
  size_t have = file->seen.length > (size_t)offset ? file->seen.length - (size_t)offset : 0;
  size_t got = have < (size_t)length ? have : (size_t)length;
  if (got) memcpy(bytes, file->seen.data + offset, got);
  if (got == (size_t)length) return SQLITE_OK;
  memset((char *)bytes + got, 0, (size_t)length - got);
  return SQLITE_IOERR_SHORT_READ;
}

static int vfs_write(sqlite3_file *opened, const void *bytes, int length, sqlite3_int64 offset)
{
  struct disk_file *file = file_of(opened);
  if (!file) return SQLITE_IOERR_WRITE;
  return code(disk_write_at(disk_of(opened), file, offset, (struct slice){bytes, (size_t)length}),
              SQLITE_IOERR_WRITE);
}

static int vfs_truncate(sqlite3_file *opened, sqlite3_int64 size)
{
  struct disk_file *file = file_of(opened);
  return file ? code(disk_truncate(disk_of(opened), file, size), SQLITE_IOERR_TRUNCATE)
              : SQLITE_IOERR_TRUNCATE;
}

static int vfs_sync(sqlite3_file *opened, int flags)
{
  (void)flags;
  struct disk_file *file = file_of(opened);
  return file ? code(disk_sync(disk_of(opened), file), SQLITE_IOERR_FSYNC) : SQLITE_IOERR_FSYNC;
}

static int vfs_size(sqlite3_file *opened, sqlite3_int64 *size)
{
  struct disk_file *file = file_of(opened);
  if (disk_of(opened)->dead || !file) return SQLITE_IOERR_FSTAT;
  *size = (sqlite3_int64)file->seen.length;
  return SQLITE_OK;
}

static int vfs_lock(sqlite3_file *opened, int level)
{
  (void)opened, (void)level;
  return SQLITE_OK;
}

static int vfs_reserved(sqlite3_file *opened, int *reserved)
{
  (void)opened;
  *reserved = 0;
  return SQLITE_OK;
}

static int vfs_control(sqlite3_file *opened, int operation, void *argument)
{
  (void)opened, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int vfs_sector(sqlite3_file *opened)
{
  (void)opened;
  return DISK_SECTOR;
}

static int vfs_traits(sqlite3_file *opened)
{
  (void)opened;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = vfs_close,
                                           .xRead = vfs_read,
                                           .xWrite = vfs_write,
                                           .xTruncate = vfs_truncate,
                                           .xSync = vfs_sync,
                                           .xFileSize = vfs_size,
                                           .xLock = vfs_lock,
                                           .xUnlock = vfs_lock,
                                           .xCheckReservedLock = vfs_reserved,
                                           .xFileControl = vfs_control,
                                           .xSectorSize = vfs_sector,
                                           .xDeviceCharacteristics = vfs_traits};

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *opened, int flags, int *flags_out)
{
  struct vfs_file *file = (struct vfs_file *)opened;
  struct disk *disk = vfs->pAppData;
  struct disk_file *made = NULL;
  file->base.pMethods = NULL;
  if (disk->dead || !name) return SQLITE_CANTOPEN;
  if (!disk_find(disk, name)) {
    if (!(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    int refused = disk_create(disk, name, false, &made);
    if (refused) return refused == ENOSPC ? SQLITE_FULL : SQLITE_CANTOPEN;
  }
  file->disk = disk;
  snprintf(file->name, sizeof file->name, "%s", name);
  file->base.pMethods = &methods;
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
  (void)sync;
  int refused = disk_remove(vfs->pAppData, name);
  return refused == ENOENT ? SQLITE_IOERR_DELETE_NOENT : code(refused, SQLITE_IOERR_DELETE);
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  (void)flags;
  struct disk *disk = vfs->pAppData;
  if (disk->dead) return SQLITE_IOERR_ACCESS;
  *result = disk_find(disk, name) != NULL;
  return SQLITE_OK;
}

static int vfs_path(sqlite3_vfs *vfs, const char *name, int size, char *out)
{
  (void)vfs;
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int length, char *bytes)
{
  struct disk *disk = vfs->pAppData;
  for (int i = 0; i < length; i++) bytes[i] = (char)random_next(&disk->random);
  return length;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds)
{
  (void)vfs;
  return microseconds;
}

static int vfs_time(sqlite3_vfs *vfs, double *days)
{
  (void)vfs;
  *days = 2440587.5 + (double)clock_now() / 86400000.0; /* Julian day of the Unix epoch */
  return SQLITE_OK;
}

void disk_register(struct disk *disk)
{
  sqlite3_vfs *vfs = memory_zero(1, sizeof *vfs);
  *vfs = (sqlite3_vfs){.iVersion = 1,
                       .szOsFile = sizeof(struct vfs_file),
                       .mxPathname = DISK_NAME,
                       .zName = disk->vfs,
                       .pAppData = disk,
                       .xOpen = vfs_open,
                       .xDelete = vfs_delete,
                       .xAccess = vfs_access,
                       .xFullPathname = vfs_path,
                       .xRandomness = vfs_random,
                       .xSleep = vfs_sleep,
                       .xCurrentTime = vfs_time};
  sqlite3_vfs_register(vfs, 0);
}
