/* disk.c - files, faults and crashes of the simulated disk. */
#include "disk.h"

#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

void disk_init(struct disk *disk, const char *vfs, uint64_t seed)
{
  memset(disk, 0, sizeof *disk);
  disk->vfs = vfs;
  disk->random.state = seed;
  disk->crash_in = -1;
}

static void forget_writes(struct disk_file *file)
{
  for (size_t i = 0; i < file->write_count; i++) buffer_free(&file->writes[i].bytes);
  file->write_count = 0;
}

static void drop_file(struct disk_file *file)
{
  forget_writes(file);
  free(file->writes);
  buffer_free(&file->seen);
  buffer_free(&file->platter);
  memset(file, 0, sizeof *file);
}

void disk_free(struct disk *disk)
{
  for (size_t i = 0; i < DISK_FILES; i++) drop_file(&disk->files[i]);
}

/* Faults to come. */

void disk_crash(struct disk *disk, bool power)
{
  disk->dead = true;
  disk->power = power;
}

void disk_crash_in(struct disk *disk, int64_t operations, bool power)
{
  disk->crash_in = operations;
  disk->power = power;
}

void disk_fill(struct disk *disk, int64_t operations_until, int64_t operations_refused)
{
  disk->full_in = operations_until;
  disk->full_for = operations_refused;
}

void disk_mend(struct disk *disk)
{
  disk->crash_in = -1;
  disk->full_for = 0;
}

/* admit - may this operation be done? 0, or why not; each call is one operation. */
static int admit(struct disk *disk)
{
  if (disk->dead) return EIO;
  disk->operations++;
  if (disk->crash_in >= 0 && disk->crash_in-- == 0) {
    disk->dead = true;
    return EIO;
  }
  if (!disk->full_for) return 0;
  if (disk->full_in > 0) {
    disk->full_in--;
    return 0;
  }
  disk->full_for--;
  return ENOSPC;
}

/* Operations. */

static void put(struct buffer *content, int64_t offset, struct slice bytes)
{
  size_t at = (size_t)offset, end = at + bytes.length;
  if (content->length < end) {
    size_t old = content->length;
    buffer_reserve(content, end - old);
    memset(content->data + old, 0, end - old);
    content->length = end;
    content->data[end] = '\0';
  }
  if (bytes.length) memcpy(content->data + at, bytes.data, bytes.length);
}

static void resize(struct buffer *content, int64_t bytes)
{
  if ((int64_t)content->length > bytes)
    content->length = (size_t)bytes;
  else
    put(content, bytes, SLICE(""));
}

static void note_write(struct disk_file *file, int64_t offset, struct slice bytes, bool truncation)
{
  if (file->write_count == file->write_capacity) {
    file->write_capacity = file->write_capacity ? 2 * file->write_capacity : 16;
    file->writes = memory_resize(file->writes, file->write_capacity * sizeof *file->writes);
  }
  struct disk_write *write = &file->writes[file->write_count++];
  *write = (struct disk_write){.offset = offset, .truncation = truncation};
  buffer_slice(&write->bytes, bytes);
}

struct disk_file *disk_find(struct disk *disk, const char *name)
{
  for (size_t i = 0; i < DISK_FILES; i++)
    if (disk->files[i].name[0] && strcmp(disk->files[i].name, name) == 0) return &disk->files[i];
  return NULL;
}

static struct disk_file *free_place(struct disk *disk)
{
  for (size_t i = 0; i < DISK_FILES; i++)
    if (!disk->files[i].name[0]) return &disk->files[i];
  abort(); /* no seed makes so many files */
}

int disk_create(struct disk *disk, const char *name, bool durable, struct disk_file **file)
{
  int refused = admit(disk);
  if (refused) return refused;
  *file = free_place(disk);
  snprintf((*file)->name, sizeof(*file)->name, "%s", name);
  (*file)->named = durable;
  return 0;
}

int disk_write_at(struct disk *disk, struct disk_file *file, int64_t offset, struct slice bytes)
{
  int refused = admit(disk);
  if (refused && bytes.length)
    bytes.length = (size_t)random_below(&disk->random, bytes.length); /* a short write */
  if (refused && (file == NULL || bytes.length == 0)) return refused;
  note_write(file, offset, bytes, false);
  put(&file->seen, offset, bytes);
  return refused;
}

int disk_truncate(struct disk *disk, struct disk_file *file, int64_t bytes)
{
  int refused = admit(disk);
  if (refused) return refused;
  note_write(file, bytes, SLICE(""), true);
  resize(&file->seen, bytes);
  return 0;
}

/* lose_some - a sync failed: the system may drop pages and call them clean, so that no later sync writes
 * them. */
static void lose_some(struct disk *disk, struct disk_file *file)
{
  size_t kept = 0;
  for (size_t i = 0; i < file->write_count; i++) {
    if (random_below(&disk->random, 2))
      file->writes[kept++] = file->writes[i];
    else
      buffer_free(&file->writes[i].bytes);
  }
  file->write_count = kept;
}

static void apply(struct disk_file *file, const struct disk_write *write)
{
  if (write->truncation)
    resize(&file->platter, write->offset);
  else
    put(&file->platter, write->offset, buffer_view(&write->bytes));
}

int disk_sync(struct disk *disk, struct disk_file *file)
{
  if (disk->lies && !disk->dead) return 0;
  int refused = admit(disk);
  if (refused) {
    if (!disk->dead) lose_some(disk, file);
    return refused;
  }
  for (size_t i = 0; i < file->write_count; i++) apply(file, &file->writes[i]);
  forget_writes(file);
  file->named = true;
  return 0;
}

int disk_remove(struct disk *disk, const char *name)
{
  int refused = admit(disk);
  struct disk_file *file = disk_find(disk, name);
  if (refused) return refused;
  if (!file) return ENOENT;
  drop_file(file);
  return 0;
}

/* Crashes. */

static void apply_torn(struct disk *disk, struct disk_file *file, const struct disk_write *write)
{
  struct slice bytes = buffer_view(&write->bytes);
  for (size_t at = 0; at < bytes.length;) {
    size_t sector = DISK_SECTOR - (size_t)(write->offset + (int64_t)at) % DISK_SECTOR;
    size_t length = bytes.length - at < sector ? bytes.length - at : sector;
    if (random_below(&disk->random, 2))
      put(&file->platter, write->offset + (int64_t)at, (struct slice){bytes.data + at, length});
    at += length;
  }
}

/* lose_power - by seed everything unsynced is kept, everything is lost, or each write meets its own fate. */
static void lose_power(struct disk *disk, struct disk_file *file)
{
  uint64_t mood = random_below(&disk->random, 4);
  if (!file->named && random_below(&disk->random, 2)) {
    drop_file(file);
    return;
  }
  for (size_t i = 0; i < file->write_count; i++) {
    uint64_t fate = mood == 0 ? 0 : mood == 1 ? 1 : random_below(&disk->random, 3);
    if (fate == 0) apply(file, &file->writes[i]);
    if (fate == 2) apply_torn(disk, file, &file->writes[i]);
  }
  forget_writes(file);
  buffer_clear(&file->seen);
  buffer_slice(&file->seen, buffer_view(&file->platter));
  file->named = true;
}

void disk_power_on(struct disk *disk)
{
  for (size_t i = 0; disk->power && i < DISK_FILES; i++)
    if (disk->files[i].name[0]) lose_power(disk, &disk->files[i]);
  disk->dead = disk->power = false;
  disk_mend(disk);
}

void disk_clone(const struct disk *disk, struct disk *copy)
{
  for (size_t i = 0; i < DISK_FILES; i++) {
    const struct disk_file *from = &disk->files[i];
    struct disk_file *to = &copy->files[i];
    drop_file(to);
    if (!from->name[0] || !from->named) continue;
    memcpy(to->name, from->name, sizeof to->name);
    to->named = true;
    buffer_slice(&to->platter, buffer_view(&from->platter));
    buffer_slice(&to->seen, buffer_view(&from->platter));
  }
}
