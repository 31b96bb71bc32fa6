#include "base/arena.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_SIZE = 64 * 1024, KEEP_BYTES = 1024 * 1024 };

struct block {
  struct block *next;
  size_t size, used;
  alignas(max_align_t) char bytes[];
};

struct arena {
  struct block *blocks; /* the one being filled first */
  struct block *spare;  /* standard-sized, empty */
  size_t spare_bytes, used;
};

struct arena *arena_new(void)
{
  return memory_zero(1, sizeof(struct arena));
}

static void free_blocks(struct block *block)
{
  while (block) {
    struct block *next = block->next;
    free(block);
    block = next;
  }
}

void arena_free(struct arena **arena)
{
  if (!*arena) return;
  free_blocks((*arena)->blocks);
  free_blocks((*arena)->spare);
  free(*arena);
  *arena = NULL;
}

void arena_reset(struct arena *arena)
{
  while (arena->blocks) {
    struct block *block = arena->blocks;
    arena->blocks = block->next;
    if (block->size == BLOCK_SIZE && arena->spare_bytes < KEEP_BYTES) {
      block->used = 0;
      block->next = arena->spare;
      arena->spare = block;
      arena->spare_bytes += block->size;
    } else {
      free(block);
    }
  }
  arena->used = 0;
}

static struct block *block_with_room(struct arena *arena, size_t size)
{
  struct block *block;
  if (size <= BLOCK_SIZE && arena->spare) {
    block = arena->spare;
    arena->spare = block->next;
    arena->spare_bytes -= block->size;
  } else {
    size_t capacity = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    block = memory_alloc(sizeof *block + capacity);
    block->size = capacity;
    block->used = 0;
  }
  /* A block made for one large piece is full at once: it goes behind the block that still has room. */
  if (size > BLOCK_SIZE && arena->blocks) {
    block->next = arena->blocks->next;
    arena->blocks->next = block;
  } else {
    block->next = arena->blocks;
    arena->blocks = block;
  }
  return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
  const size_t align = alignof(max_align_t);
  if (size > SIZE_MAX - align) size = SIZE_MAX - align; /* memory_alloc refuses it and ends the process */
  size = (size + align - 1) / align * align;
  struct block *block = arena->blocks;
  if (!block || block->size - block->used < size) block = block_with_room(arena, size);
  void *piece = block->bytes + block->used;
  block->used += size;
  arena->used += size;
  return piece;
}

void *arena_zero(struct arena *arena, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size) count = SIZE_MAX / size;
  void *piece = arena_alloc(arena, count * size);
  memset(piece, 0, count * size);
  return piece;
}

char *arena_string(struct arena *arena, struct slice text)
{
  char *copy = arena_alloc(arena, text.length + 1);
  if (text.length) memcpy(copy, text.data, text.length);
  copy[text.length] = '\0';
  return copy;
}

struct slice arena_slice(struct arena *arena, struct slice text)
{
  return (struct slice){arena_string(arena, text), text.length};
}

char *arena_format(struct arena *arena, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = arena_alloc(arena, (size_t)(length < 0 ? 0 : length) + 1);
  text[0] = '\0';
  if (length > 0) vsnprintf(text, (size_t)length + 1, format, again);
  va_end(again);
  return text;
}

size_t arena_used(const struct arena *arena)
{
  return arena->used;
}
