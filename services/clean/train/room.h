/* room.h - lists that grow while pages are read. */
#ifndef CLEAN_TRAIN_ROOM_H
#define CLEAN_TRAIN_ROOM_H

#include "base/memory.h"

/* room_for - `items`, moved if need be, with room for `more` behind `count`; *room is how many fit. */
static inline void *room_for(void *items, size_t count, size_t more, size_t *room, size_t size)
{
  if (items && count + more <= *room) return items;
  while (*room < count + more) *room = *room ? *room * 2 : 1024;
  return memory_resize(items, *room * size);
}

#endif
