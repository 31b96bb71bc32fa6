/* memory_archive.h - the archive's files in memory, with faults on demand: what tests of warc.c and fetcher.c
 * write to.
 *
 * Each file remembers what a sync has made durable. `memory_crash` throws the rest away, but for a torn part
 * of it. */
#ifndef TESTS_MEMORY_ARCHIVE_H
#define TESTS_MEMORY_ARCHIVE_H

#include "base/memory.h"
#include "data/warc.h"

#include <errno.h>
#include <stdlib.h>

enum { MEMORY_FILES = 16 };

struct memory_file {
  char name[WARC_NAME];
  struct buffer now, durable;
};
struct memory_archive {
  struct memory_file files[MEMORY_FILES];
  size_t count;
  int fail_write_in, fail_sync_in, fail_truncate_in; /* the n-th call from now fails; 0: none */
  int fail_all;                                      /* while set, every change fails with this errno */
  int fail_create;                                   /* while set, no new file can be made */
  int64_t bad_offset;                                /* reading there fails with EIO; 0: nowhere */
  size_t torn;                                       /* a failing write leaves so many bytes of it behind */
  int writes, syncs;
};

static struct memory_file *memory_find(struct memory_archive *archive, const char *name)
{
  for (size_t i = 0; i < archive->count; i++)
    if (strcmp(archive->files[i].name, name) == 0) return &archive->files[i];
  return NULL;
}

static void *memory_open(void *context, const char *name, bool create)
{
  struct memory_archive *archive = context;
  struct memory_file *file = memory_find(archive, name);
  if (file) return file;
  int refused = archive->fail_create ? archive->fail_create : archive->fail_all;
  errno = create && refused ? refused : ENOENT;
  if (!create || refused || archive->count == MEMORY_FILES) return NULL;
  file = &archive->files[archive->count++];
  strncpy(file->name, name, sizeof file->name - 1);
  return file;
}

static void memory_close(void *context, void *file)
{
  (void)context, (void)file;
}

static bool memory_fails(struct memory_archive *archive, int *countdown)
{
  errno = archive->fail_all ? archive->fail_all : ENOSPC;
  return archive->fail_all || (*countdown && --*countdown == 0);
}

static bool memory_size(void *context, void *file, int64_t *bytes)
{
  (void)context;
  *bytes = (int64_t)((struct memory_file *)file)->now.length;
  return true;
}

static bool memory_truncate(void *context, void *file, int64_t bytes)
{
  struct memory_archive *archive = context;
  if (memory_fails(archive, &archive->fail_truncate_in)) return false;
  ((struct memory_file *)file)->now.length = (size_t)bytes;
  return true;
}

static void memory_put(struct buffer *into, int64_t offset, struct slice bytes)
{
  size_t end = (size_t)offset + bytes.length;
  if (end > into->length) {
    buffer_reserve(into, end - into->length);
    into->length = end;
  }
  if (bytes.length) memcpy(into->data + offset, bytes.data, bytes.length);
}

static bool memory_write(void *context, void *file, int64_t offset, struct slice bytes)
{
  struct memory_archive *archive = context;
  bool fails = memory_fails(archive, &archive->fail_write_in);
  archive->writes++;
  if (fails && archive->torn < bytes.length) bytes.length = archive->torn;
  memory_put(&((struct memory_file *)file)->now, offset, bytes);
  errno = archive->fail_all ? archive->fail_all : ENOSPC;
  return !fails;
}

static bool memory_sync(void *context, void *opened)
{
  struct memory_archive *archive = context;
  struct memory_file *file = opened;
  if (memory_fails(archive, &archive->fail_sync_in)) return false;
  archive->syncs++;
  buffer_clear(&file->durable);
  buffer_slice(&file->durable, buffer_view(&file->now));
  return true;
}

static bool memory_read(void *context, void *opened, int64_t offset, void *bytes, size_t length, size_t *got)
{
  const struct memory_archive *archive = context;
  errno = EIO;
  if (archive->bad_offset && offset == archive->bad_offset) return false;
  struct slice rest = slice_from(buffer_view(&((struct memory_file *)opened)->now), (size_t)offset);
  *got = rest.length < length ? rest.length : length;
  if (*got) memcpy(bytes, rest.data, *got);
  return true;
}

static struct warc_io memory_io(struct memory_archive *archive)
{
  return (struct warc_io){archive,         memory_open,  memory_close, memory_size,
                          memory_truncate, memory_write, memory_sync,  memory_read};
}

static void memory_archive_free(struct memory_archive *archive)
{
  for (size_t i = 0; i < archive->count; i++) {
    buffer_free(&archive->files[i].now);
    buffer_free(&archive->files[i].durable);
  }
  *archive = (struct memory_archive){0};
}

#endif
