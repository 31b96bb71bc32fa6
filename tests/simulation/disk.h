/* disk.h - a disk in memory that crashes, fills up and forgets.
 *
 * A file has what a reader sees (page cache) and what is on the platter; a sync brings the second up to the
 * first. A kill of the process leaves the page cache; a power loss drops it: each write since the last sync
 * is kept, lost or torn in sectors of 512 bytes, by seed. From the moment of a crash on every operation
 * fails, so that a process dies in the middle of a commit by seeing its last calls fail; the caller then
 * drops it and calls disk_power_on. */
#ifndef SIMULATION_DISK_H
#define SIMULATION_DISK_H

#include "base/buffer.h"
#include "base/random.h"
#include "data/warc.h"

#include <stdint.h>

enum { DISK_FILES = 256, DISK_NAME = 96, DISK_SECTOR = 512 };

struct disk_write {
  int64_t offset;
  struct buffer bytes; /* empty: a truncation to `offset` */
  bool truncation;
};
struct disk_file {
  char name[DISK_NAME]; /* empty: the place is free */
  struct buffer seen, platter;
  struct disk_write *writes; /* since the last sync */
  size_t write_count, write_capacity;
  bool named; /* its name is on the platter */
};

struct disk {
  const char *vfs; /* name under which SQLite knows it */
  struct disk_file files[DISK_FILES];
  struct random random;
  bool dead;        /* crashed: every operation fails */
  bool power;       /* the crash that is to come or has come is a power loss */
  int64_t crash_in; /* operations until the crash; -1: none to come */
  int64_t full_in,
      full_for; /* operations until the disk refuses, and how many it refuses; full_for 0: never */
  bool lies;    /* a mutant: sync does nothing and says yes */
  uint64_t operations;
};

void disk_init(struct disk *disk, const char *vfs, uint64_t seed);
void disk_free(struct disk *disk);     /* its files are gone; the registration with SQLite stays */
void disk_register(struct disk *disk); /* makes disk->vfs known to SQLite; once a program */
struct warc_io disk_warc_io(struct disk *disk);

void disk_crash(struct disk *disk, bool power); /* now */
void disk_crash_in(struct disk *disk, int64_t operations, bool power);
void disk_fill(struct disk *disk, int64_t operations_until, int64_t operations_refused);
void disk_mend(struct disk *disk);     /* no further fault until told */
void disk_power_on(struct disk *disk); /* behind a crash: files as the crash left them */
/* disk_clone - `copy` holds what would be left if the power went now and every unsynced write were lost. */
void disk_clone(const struct disk *disk, struct disk *copy);

/* What the two ports use. Each returns 0 or an errno value. */
struct disk_file *disk_find(struct disk *disk, const char *name);
int disk_create(struct disk *disk, const char *name, bool durable, struct disk_file **file);
int disk_write_at(struct disk *disk, struct disk_file *file, int64_t offset, struct slice bytes);
int disk_truncate(struct disk *disk, struct disk_file *file, int64_t bytes);
int disk_sync(struct disk *disk, struct disk_file *file);
int disk_remove(struct disk *disk, const char *name);

#endif
