#include "base/memory.h"

#include "base/log.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

static atomic_ulong fail_countdown;

void memory_fail_after(unsigned long n)
{
  atomic_store(&fail_countdown, n);
}

static _Noreturn void die_out_of_memory(size_t size)
{
  log_out_of_memory(size);
  _exit(EX_OSERR);
}

static void *checked(void *block, size_t size)
{
  if (!block) die_out_of_memory(size);
  return block;
}

static void count_down(size_t size)
{
  if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0) return;
  if (atomic_fetch_sub(&fail_countdown, 1) == 1) die_out_of_memory(size);
}

void *memory_alloc(size_t size)
{
  count_down(size);
  return checked(malloc(size ? size : 1), size);
}

void *memory_zero(size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size) die_out_of_memory(SIZE_MAX);
  count_down(count * size);
  return checked(calloc(count ? count : 1, size ? size : 1), count * size);
}

void *memory_resize(void *block, size_t size)
{
  count_down(size);
  return checked(realloc(block, size ? size : 1), size);
}

char *memory_string_of(const char *bytes, size_t length)
{
  char *copy = memory_alloc(length + 1);
  if (length) memcpy(copy, bytes, length);
  copy[length] = '\0';
  return copy;
}

char *memory_string(const char *text)
{
  return memory_string_of(text, strlen(text));
}
